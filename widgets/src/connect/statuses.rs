//! Which statuses of an answer count as success.

use std::ops::RangeInclusive;

use centralita_engine::Text;
use centralita_engine::declare::{Field, FieldKind, FieldType, JsonAs, Reading};

/// Statuses as an author writes them: `2xx, 404` or `200-299`.
#[derive(Clone, Debug, PartialEq)]
pub struct Statuses {
    ranges: Vec<RangeInclusive<u16>>,
    /// What could not be understood.
    pub unknown: Vec<Text>,
}

impl Statuses {
    /// Reads a list separated by commas; an empty one means `2xx`.
    pub fn parse(text: &str) -> Statuses {
        let mut statuses = Statuses { ranges: Vec::new(), unknown: Vec::new() };
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            match range(part) {
                Some(range) => statuses.ranges.push(range),
                None => statuses.unknown.push(part.into()),
            }
        }
        if statuses.ranges.is_empty() {
            statuses.ranges.push(200..=299);
        }
        statuses
    }

    /// Whether `status` is among them.
    pub fn contain(&self, status: u16) -> bool {
        self.ranges.iter().any(|range| range.contains(&status))
    }
}

fn range(part: &str) -> Option<RangeInclusive<u16>> {
    if let Some((from, to)) = part.split_once('-') {
        return Some(from.trim().parse().ok()?..=to.trim().parse().ok()?);
    }
    if let Some(hundred) = part.strip_suffix("xx").or_else(|| part.strip_suffix("XX")) {
        let hundred = hundred.parse::<u16>().ok().filter(|hundred| (1..=9).contains(hundred))?;
        return Some(hundred * 100..=hundred * 100 + 99);
    }
    let status = part.parse().ok()?;
    Some(status..=status)
}

impl FieldType for Statuses {
    fn field(name: &str) -> Field {
        let mut field = Field::new(name, FieldKind::Text, JsonAs::Text);
        field.templated = false;
        field
    }

    fn read(reading: &Reading<'_>, field: &Field) -> Statuses {
        Statuses::parse(reading.text(field).as_deref().unwrap_or(""))
    }
}

#[cfg(test)]
mod tests {
    use super::Statuses;

    #[test]
    fn hundreds_ranges_and_single_statuses() {
        let statuses = Statuses::parse("2xx, 404,500 - 502, what");
        for status in [200, 299, 404, 500, 502] {
            assert!(statuses.contain(status), "{status}");
        }
        assert!(!statuses.contain(300) && !statuses.contain(503));
        assert_eq!(statuses.unknown, ["what"]);
        assert!(Statuses::parse("").contain(204));
    }
}
