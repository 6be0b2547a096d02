//! Times of day, as people write them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Minutes of a day.
pub(super) const DAY: u16 = 24 * 60;

/// A time of day, written like `08:30`; `24:00` is the end of the day.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Clock {
    minutes: u16,
}

/// A stretch of the day, written like `12:00-12:45`; it may go over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Stretch {
    /// When it begins.
    pub from: Clock,
    /// When it ends.
    pub to: Clock,
}

impl Clock {
    /// Minutes since midnight: 0 to 1440.
    pub fn minutes(self) -> u16 {
        self.minutes
    }
}

impl Stretch {
    /// Whether a minute of the day lies in it. From a time to the same time is the whole day.
    pub(super) fn covers(self, minute: u16) -> bool {
        let (from, to) = (self.from.minutes, self.to.minutes);
        if from < to {
            (from..to).contains(&minute)
        } else {
            // Minute 0 is 24:00 of the day before.
            minute >= from || minute < to || from == to
        }
    }
}

impl TryFrom<String> for Clock {
    type Error = String;

    fn try_from(text: String) -> Result<Clock, String> {
        let number = |part: &str| {
            let is_number = matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit());
            if is_number { part.parse::<u16>().ok() } else { None }
        };
        let parts = text.trim().split_once(':');
        let parts = parts.and_then(|(hours, minutes)| Some((number(hours)?, number(minutes)?)));
        match parts {
            Some((hours, minutes)) if minutes < 60 && hours * 60 + minutes <= DAY => {
                Ok(Clock { minutes: hours * 60 + minutes })
            }
            _ => Err(format!("\"{text}\" is no time of day. Write it like \"08:30\".")),
        }
    }
}

impl TryFrom<String> for Stretch {
    type Error = String;

    fn try_from(text: String) -> Result<Stretch, String> {
        let Some((from, to)) = text.split_once('-') else {
            return Err(format!(
                "\"{text}\" is no stretch of the day. Write it like \"12:00-12:45\"."
            ));
        };
        Ok(Stretch { from: from.to_owned().try_into()?, to: to.to_owned().try_into()? })
    }
}

impl From<Clock> for String {
    fn from(clock: Clock) -> String {
        clock.to_string()
    }
}

impl From<Stretch> for String {
    fn from(stretch: Stretch) -> String {
        format!("{}-{}", stretch.from, stretch.to)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_read_back_as_written_and_others_are_told() {
        for text in ["00:00", "08:30", "23:59", "24:00"] {
            assert_eq!(Clock::try_from(text.to_owned()).unwrap().to_string(), text);
        }
        for text in ["", "8", "24:01", "12:60", "-1:00", "+8:00", "8:5:1", "99999:00"] {
            let told = Clock::try_from(text.to_owned()).unwrap_err();
            assert!(told.contains("08:30"), "{told}");
        }
        let lunch = Stretch::try_from("12:00 - 12:45".to_owned()).unwrap();
        assert_eq!(String::from(lunch), "12:00-12:45");
    }

    #[test]
    fn a_night_goes_over_midnight() {
        let night = Stretch::try_from("22:00-06:00".to_owned()).unwrap();
        let covered = [0, 359, 360, 1319, 1320, 1439].map(|minute| night.covers(minute));
        assert_eq!(covered, [true, true, false, false, true, true]);
        let evening = Stretch::try_from("20:00-24:00".to_owned()).unwrap();
        assert!(evening.covers(1439) && !evening.covers(0));
    }
}
