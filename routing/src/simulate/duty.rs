//! Who is on duty when: shifts and breaks, as a list of changes in the day of each worker.

use super::NoRun;
use super::clock::{DAY, Stretch};
use super::day::{Activities, Day};
use crate::crew::{Activity, Crew};
use crate::ids::ActivityId;

/// What a worker of a shift is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Duty {
    On,
    Off,
    Break,
}

/// The activities that duties are.
pub(super) struct Duties {
    on: ActivityId,
    off: ActivityId,
    pause: ActivityId,
}

impl Duties {
    pub fn activity(&self, duty: Duty) -> &ActivityId {
        match duty {
            Duty::On => &self.on,
            Duty::Off => &self.off,
            Duty::Break => &self.pause,
        }
    }

    /// None when the day needs none.
    pub fn new(crew: &Crew, day: &Day) -> Result<Option<Duties>, NoRun> {
        if day.shifts.is_empty() {
            return Ok(None);
        }
        let Activities { on_duty, off_duty, on_break } = &day.activities;
        let on = activity(crew, "on_duty", on_duty.as_ref(), true)?;
        let off = activity(crew, "off_duty", off_duty.as_ref(), false)?;
        let pause = on_break.as_ref().or(Some(&off));
        let pause = activity(crew, "on_break", pause, false)?;
        Ok(Some(Duties { on, off, pause }))
    }
}

/// The activity that is named, or the first one of the right sort.
fn activity(
    crew: &Crew,
    what: &'static str,
    named: Option<&ActivityId>,
    available: bool,
) -> Result<ActivityId, NoRun> {
    let wanted = if available { "available" } else { "not available" };
    let is_it = |one: &&Activity| {
        one.available == available
            && named.is_none_or(|id| {
                one.id == *id || one.name.to_lowercase() == id.as_str().to_lowercase()
            })
    };
    match (crew.activities.iter().find(is_it), named) {
        (Some(found), _) if found.id.as_str().is_empty() => Ok(ActivityId(found.name.clone())),
        (Some(found), _) => Ok(found.id.clone()),
        (None, Some(named)) => Err(NoRun::NoActivity { what, activity: named.clone(), wanted }),
        (None, None) => Err(NoRun::NoDuty(wanted)),
    }
}

/// The day of a worker: from which minute of the day on, which duty. Always begins at minute 0.
pub(super) type Roster = Vec<(u16, Duty)>;

/// The rosters of all workers of a crew, in its order; none for a worker who is in no shift.
pub(super) fn rosters(crew: &Crew, day: &Day) -> Result<Vec<Option<Roster>>, NoRun> {
    for named in day.shifts.iter().filter_map(|shift| shift.workers.as_ref()).flatten() {
        if !crew.workers.iter().any(|worker| *named == worker.id || named.0 == worker.name) {
            return Err(NoRun::NoWorker(named.clone()));
        }
    }
    let roster = |worker: &crate::crew::Worker| {
        let shifts = day.shifts.iter().filter(|shift| {
            let named = shift.workers.as_ref();
            named.is_none_or(|all| all.iter().any(|id| *id == worker.id || id.0 == worker.name))
        });
        let shifts: Vec<(Stretch, &[Stretch])> = shifts
            .map(|shift| (Stretch { from: shift.from, to: shift.to }, shift.breaks.as_slice()))
            .collect();
        (!shifts.is_empty()).then(|| of_shifts(&shifts))
    };
    Ok(crew.workers.iter().map(roster).collect())
}

fn of_shifts(shifts: &[(Stretch, &[Stretch])]) -> Roster {
    let mut minutes = vec![0];
    for (shift, breaks) in shifts {
        for stretch in std::iter::once(shift).chain(*breaks) {
            minutes.extend([stretch.from, stretch.to].map(|clock| clock.minutes() % DAY));
        }
    }
    minutes.sort_unstable();
    minutes.dedup();
    let duty_at = |minute: u16| {
        let mut duty = Duty::Off;
        for (_, breaks) in shifts.iter().filter(|(shift, _)| shift.covers(minute)) {
            if !breaks.iter().any(|pause| pause.covers(minute)) {
                return Duty::On;
            }
            duty = Duty::Break;
        }
        duty
    };
    let mut roster: Roster = minutes.into_iter().map(|at| (at, duty_at(at))).collect();
    roster.dedup_by_key(|(_, duty)| *duty);
    roster
}

/// What a roster says at a moment, in milliseconds since a midnight, and when it says something else
/// next; never, when it says the same all day.
pub(super) fn look(roster: &Roster, at: i64) -> (Duty, Option<i64>) {
    const MINUTE: i64 = 60_000;
    let day = i64::from(DAY) * MINUTE;
    let midnight = at.div_euclid(day) * day;
    let minute = at.rem_euclid(day) / MINUTE;
    let later = roster.partition_point(|(from, _)| i64::from(*from) <= minute);
    let duty = later.checked_sub(1).and_then(|now| roster.get(now)).map_or(Duty::Off, |now| now.1);
    let next = match roster.get(later) {
        Some((from, _)) => Some(midnight + i64::from(*from) * MINUTE),
        None if roster.len() > 1 => Some(midnight + day),
        None => None,
    };
    (duty, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roster(shifts: &str) -> Roster {
        let crew = Crew::read(
            "activity = [{ name = \"Available\", available = true }]\nworker = [{ name = \"Ana\", activity = \"Available\" }]",
        );
        let day = Day::read(shifts).unwrap();
        rosters(&crew.unwrap(), &day).unwrap().remove(0).unwrap()
    }

    #[test]
    fn a_day_has_its_shift_and_its_break() {
        let roster = roster(
            "[[shift]]\nworkers = [\"Ana\"]\nfrom = \"08:00\"\nto = \"16:00\"\nbreaks = [\"12:00-12:30\"]",
        );
        use Duty::{Break, Off, On};
        assert_eq!(roster, [(0, Off), (480, On), (720, Break), (750, On), (960, Off)]);
        let hour = 3_600_000;
        assert_eq!(look(&roster, 0), (Off, Some(8 * hour)));
        assert_eq!(look(&roster, 8 * hour), (On, Some(12 * hour)));
        assert_eq!(look(&roster, 40 * hour), (Off, Some(48 * hour)));
    }

    #[test]
    fn two_shifts_are_one_duty_and_a_night_goes_on_over_midnight() {
        let both = "[[shift]]\nfrom = \"22:00\"\nto = \"06:00\"\n[[shift]]\nfrom = \"05:00\"\nto = \"08:00\"";
        assert_eq!(roster(both), [(0, Duty::On), (480, Duty::Off), (1320, Duty::On)]);
        let always = roster("[[shift]]\nfrom = \"00:00\"\nto = \"24:00\"");
        assert_eq!((always.as_slice(), look(&always, 5)), (&[(0, Duty::On)][..], (Duty::On, None)));
    }

    #[test]
    fn a_shift_for_nobody_is_told() {
        let crew = Crew::read("activity = [{ name = \"Lunch\", available = false }]").unwrap();
        let day = "[[shift]]\nworkers = [\"Bo\"]\nfrom = \"08:00\"\nto = \"16:00\"";
        let mut day = Day::read(day).unwrap();
        let told = rosters(&crew, &day).unwrap_err().to_string();
        assert_eq!(told, "A shift is for Bo, but no worker of the crew has this id or name.");
        let told = Duties::new(&crew, &day).err().unwrap().to_string();
        assert!(told.starts_with("The day has shifts, and the crew has no activity"), "{told}");
        day.activities.on_duty = Some("Lunch".into());
        let told = Duties::new(&crew, &day).err().unwrap().to_string();
        assert!(told.starts_with("on_duty is Lunch, but the crew has no such"), "{told}");
    }
}
