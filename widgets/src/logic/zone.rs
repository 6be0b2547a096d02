//! Zones: which clock on which wall a widget goes by.
//!
//! Some local times do not exist, because clocks jump ahead, and some come twice. One that is
//! skipped counts as the first moment after the jump; of one that comes twice the first is meant.

use centralita_engine::Text;
use centralita_engine::declare::{Field, FieldKind, FieldType, JsonAs, Reading};
use centralita_engine::exec::Turning;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// The time zone of a widget, looked up once.
#[derive(Clone, Debug, PartialEq)]
pub enum Zone {
    /// That of the flow.
    OfFlow,
    /// Its own.
    Own(TimeZone),
    /// A name that no zone has.
    Unknown(Text),
}

impl Zone {
    /// The zone to go by; for an unknown name the flow's, with a warning in the step.
    pub fn resolve(&self, turn: &mut Turning<'_>) -> TimeZone {
        match self {
            Zone::OfFlow => turn.zone().clone(),
            Zone::Own(zone) => zone.clone(),
            Zone::Unknown(name) => {
                turn.warn(format!(
                    "There is no time zone \"{name}\"; the flow's zone is used. Write it like Europe/Madrid."
                ));
                turn.zone().clone()
            }
        }
    }
}

impl FieldType for Zone {
    fn field(name: &str) -> Field {
        let mut field = Field::new(name, FieldKind::Text, JsonAs::Text);
        field.templated = false;
        field
    }

    fn read(reading: &Reading<'_>, field: &Field) -> Zone {
        let Some(name) = reading.text(field) else { return Zone::OfFlow };
        match name.trim() {
            "" => Zone::OfFlow,
            name => TimeZone::get(name).map_or_else(|_| Zone::Unknown(name.into()), Zone::Own),
        }
    }
}

/// The moment at which clocks in `zone` show `local`.
pub fn moment(zone: &TimeZone, local: DateTime) -> Timestamp {
    let edge = if local.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let AmbiguousOffset::Gap { before, .. } = ambiguous.offset() else {
        return ambiguous.earlier().unwrap_or(edge);
    };
    let Ok(inside) = before.to_timestamp(local) else { return edge };
    // The jump itself is the latest one not after this moment.
    let after = inside.checked_add(jiff::SignedDuration::from_nanos(1)).unwrap_or(inside);
    zone.preceding(after).next().map_or(inside, |jump| jump.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(zone: &str, local: &str) -> String {
        let zone = TimeZone::get(zone).unwrap();
        moment(&zone, local.parse().unwrap()).to_zoned(zone).to_string()
    }

    #[test]
    fn a_skipped_time_is_the_moment_after_the_jump() {
        assert_eq!(
            at("Europe/Madrid", "2026-03-29T02:00"),
            "2026-03-29T03:00:00+02:00[Europe/Madrid]"
        );
        assert_eq!(
            at("Europe/Madrid", "2026-03-29T02:59"),
            "2026-03-29T03:00:00+02:00[Europe/Madrid]"
        );
        assert_eq!(
            at("Europe/Madrid", "2026-03-29T03:00"),
            "2026-03-29T03:00:00+02:00[Europe/Madrid]"
        );
        assert_eq!(
            at("Australia/Lord_Howe", "2026-10-04T02:15"),
            "2026-10-04T02:30:00+11:00[Australia/Lord_Howe]"
        );
        // A whole day that never was.
        assert_eq!(
            at("Pacific/Apia", "2011-12-30T12:00"),
            "2011-12-31T00:00:00+14:00[Pacific/Apia]"
        );
    }

    #[test]
    fn of_a_time_that_comes_twice_the_first_is_meant() {
        assert_eq!(
            at("America/New_York", "2026-11-01T01:30"),
            "2026-11-01T01:30:00-04:00[America/New_York]"
        );
    }
}
