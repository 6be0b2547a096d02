//! Dates as people key, write and say them.

use centralita_engine::Text;
use jiff::civil::Date;

use super::spoken::{Language, words};

/// How a date is to be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateRules {
    /// Whether the month comes before the day, as in the United States.
    pub month_first: bool,
    /// Which side of today it lies on.
    pub when: When,
    /// Today, where the flow is.
    pub today: Date,
}

/// On which side of today a date lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Any.
    Any,
    /// Today or before.
    Past,
    /// Today or later.
    Future,
}

const MONTHS: [(&str, &str); 12] = [
    ("January", "enero"),
    ("February", "febrero"),
    ("March", "marzo"),
    ("April", "abril"),
    ("May", "mayo"),
    ("June", "junio"),
    ("July", "julio"),
    ("August", "agosto"),
    ("September", "septiembre"),
    ("October", "octubre"),
    ("November", "noviembre"),
    ("December", "diciembre"),
];

/// Words around the parts of a date that say nothing.
const FILLERS: [&str; 8] = ["de", "del", "of", "the", "el", "on", "día", "dia"];

impl DateRules {
    /// The date that `text` names, whatever side of today it lies on.
    pub fn read(self, text: &str) -> Option<Date> {
        let words = words(text);
        if let [only] = words.as_slice() {
            match only.as_str() {
                "today" | "hoy" => return Some(self.today),
                "tomorrow" | "mañana" => return self.today.tomorrow().ok(),
                "yesterday" | "ayer" => return self.today.yesterday().ok(),
                _ => {}
            }
            if only.len() == 8 && only.bytes().all(|byte| byte.is_ascii_digit()) {
                return self.keyed(only);
            }
        }
        let mut month = None;
        let mut numbers: Vec<(i16, usize)> = Vec::new();
        for word in &words {
            if let Some(number) = number(word) {
                numbers.push(number);
            } else if let Some(named) = month_of_word(word) {
                if month.replace(named).is_some() {
                    return None;
                }
            } else if !FILLERS.contains(&word.as_str()) {
                return None;
            }
        }
        match (month, numbers.as_slice()) {
            (Some(month), &[(day, _)]) => self.without_year(month, day),
            (Some(month), &[(year, 4), (day, _)] | &[(day, _), (year, _)]) => {
                self.dated(year, month, day)
            }
            (None, &[(year, 4), (month, _), (day, _)]) => self.dated(year, month, day),
            (None, &[(first, _), (second, _), (year, _)]) => {
                let (day, month) = self.ordered(first, second);
                // Only one order may make sense: 11/22 is the 22nd of November everywhere.
                self.dated(year, month, day).or_else(|| self.dated(year, day, month))
            }
            (None, &[(first, _), (second, _)]) => {
                let (day, month) = self.ordered(first, second);
                self.without_year(month, day)
            }
            _ => None,
        }
    }

    /// Whether `date` lies on the side of today that is asked for.
    pub fn allow(self, date: Date) -> bool {
        match self.when {
            When::Any => true,
            When::Past => date <= self.today,
            When::Future => date >= self.today,
        }
    }

    /// Eight digits: day, month and year, or the year first when only that makes sense.
    fn keyed(self, digits: &str) -> Option<Date> {
        let part = |from: usize, to: usize| number(digits.get(from..to)?).map(|(number, _)| number);
        let (day, month) = self.ordered(part(0, 2)?, part(2, 4)?);
        self.dated(part(4, 8)?, month, day)
            .or_else(|| self.dated(part(0, 4)?, part(4, 6)?, part(6, 8)?))
    }

    fn ordered(self, first: i16, second: i16) -> (i16, i16) {
        if self.month_first { (second, first) } else { (first, second) }
    }

    fn dated(self, year: i16, month: i16, day: i16) -> Option<Date> {
        let year = if year < 100 { self.century(year) } else { year };
        if !(1850..=2150).contains(&year) {
            return None;
        }
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }

    /// Two digits of a year: up to 20 years ahead, else before.
    fn century(self, year: i16) -> i16 {
        let this = self.today.year();
        let near = this - this.rem_euclid(100) + year;
        let last = if self.when == When::Past { this } else { this + 20 };
        if near > last { near - 100 } else { near }
    }

    fn without_year(self, month: i16, day: i16) -> Option<Date> {
        let year = self.today.year();
        let this = self.dated(year, month, day);
        if this.is_some_and(|date| self.allow(date)) {
            return this;
        }
        match self.when {
            When::Any => None,
            When::Past => self.dated(year - 1, month, day),
            When::Future => self.dated(year + 1, month, day),
        }
    }
}

/// `22`, or `22nd`, and how many digits it has.
fn number(word: &str) -> Option<(i16, usize)> {
    let digits = ["st", "nd", "rd", "th", "º"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .unwrap_or(word);
    let right = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| digits.parse().ok()).flatten().map(|number| (number, digits.len()))
}

/// The month that a word in small letters names, whole or by its first three letters and more.
fn month_of_word(word: &str) -> Option<i16> {
    if word.chars().count() < 3 {
        return None;
    }
    if word == "setiembre" {
        return Some(9);
    }
    let begins = |name: &str| name.to_lowercase().starts_with(word);
    (1..)
        .zip(MONTHS)
        .find(|(_, (english, spanish))| begins(english) || begins(spanish))
        .map(|(month, _)| month)
}

/// A date in words: `22 November 2026`.
pub fn in_words(date: Date, month_first: bool, language: Language) -> Text {
    let (day, year) = (date.day(), date.year());
    let place = usize::from(date.month().unsigned_abs()).saturating_sub(1);
    let (english, spanish) = MONTHS.get(place).copied().unwrap_or_default();
    match language {
        Language::Spanish => format!("{day} de {spanish} de {year}"),
        Language::English if month_first => format!("{english} {day}, {year}"),
        Language::English => format!("{day} {english} {year}"),
    }
    .into()
}

/// The names of the months, as hints for speech.
pub fn hints(language: Language) -> Text {
    let months = MONTHS.map(|(english, spanish)| match language {
        Language::English => english,
        Language::Spanish => spanish,
    });
    months.join(", ").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = jiff::civil::date(2026, 11, 22);

    fn rules(month_first: bool, when: When) -> DateRules {
        DateRules { month_first, when, today: TODAY }
    }

    fn read(text: &str) -> Option<String> {
        rules(false, When::Any).read(text).map(|date| date.to_string())
    }

    #[test]
    fn one_date_in_many_forms() {
        for text in [
            "22112026",
            "22/11/2026",
            "22.11.26",
            "22-11-2026",
            "2026-11-22",
            "20261122",
            "22 November 2026",
            "November 22nd, 2026",
            "the 22nd of Nov 2026",
            "22 de noviembre de 2026",
            "el 22 de Noviembre del 2026",
            "11/22/2026",
            "2026 november 22",
            "today",
            "Hoy",
        ] {
            assert_eq!(read(text).as_deref(), Some("2026-11-22"), "{text}");
        }
        assert_eq!(read("tomorrow").as_deref(), Some("2026-11-23"));
        assert_eq!(read("ayer").as_deref(), Some("2026-11-21"));
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        for text in [
            "",
            "31022026",
            "29/02/2025",
            "13",
            "hello",
            "1 2 3 4",
            "may june 2026",
            "00/00/0000",
            "22 11 3026",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_order_and_the_side_of_today_decide() {
        let american = rules(true, When::Any);
        assert_eq!(american.read("03042026").unwrap().to_string(), "2026-03-04");
        assert_eq!(read("03042026").as_deref(), Some("2026-04-03"));
        let future = rules(false, When::Future);
        assert_eq!(future.read("3 April").unwrap().to_string(), "2027-04-03");
        assert!(!future.allow(TODAY.yesterday().unwrap()) && future.allow(TODAY));
        let past = rules(false, When::Past);
        assert_eq!(past.read("3/12").unwrap().to_string(), "2025-12-03");
        assert_eq!(past.read("3/12/30").unwrap().to_string(), "1930-12-03");
        assert!(!past.allow(TODAY.tomorrow().unwrap()) && past.allow(TODAY));
    }

    #[test]
    fn a_date_is_said_in_the_order_of_its_language() {
        assert_eq!(in_words(TODAY, false, Language::English), "22 November 2026");
        assert_eq!(in_words(TODAY, true, Language::English), "November 22, 2026");
        assert_eq!(in_words(TODAY, false, Language::Spanish), "22 de noviembre de 2026");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in ".{0,40}", month_first: bool) {
            let _ = rules(month_first, When::Past).read(&text);
        }
    }
}
