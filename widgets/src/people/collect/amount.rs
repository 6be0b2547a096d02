//! Amounts of money as people key, write and say them.

use centralita_engine::{Text, Value};

use super::spoken::Language;

/// An amount, in hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(pub i64);

/// The most digits before the decimal point; more is no amount that anybody pays by telephone.
const MOST_DIGITS: usize = 12;

impl Amount {
    /// Reads keys, where `*` is the decimal point.
    pub fn of_keys(keys: &str) -> Option<Amount> {
        let (whole, fraction) = keys.split_once('*').unwrap_or((keys, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        Amount::of_parts(if whole.is_empty() { "0" } else { whole }, fraction)
    }

    /// Reads what is written or understood: `12.50`, `1.234,50 €`, `12 euros 50`.
    pub fn of_text(text: &str) -> Option<Amount> {
        if text.contains('-') {
            return None;
        }
        let numbers: Vec<&str> = text
            .split(|letter: char| !(letter.is_ascii_digit() || letter == '.' || letter == ','))
            .map(|number| number.trim_matches(['.', ',']))
            .filter(|number| !number.is_empty())
            .collect();
        match numbers.as_slice() {
            [number] => Amount::of_number(number),
            [whole, cents] if cents.len() <= 2 && !whole.contains(['.', ',']) => {
                Amount::of_parts(whole, &format!("{cents:0>2}"))
            }
            _ => None,
        }
    }

    fn of_number(number: &str) -> Option<Amount> {
        let Some((whole, fraction)) = number.rsplit_once(['.', ',']) else {
            return Amount::of_parts(number, "");
        };
        let both = number.contains('.') && number.contains(',');
        // With one sort of separator, three digits behind the last one are thousands.
        if !both && fraction.len() == 3 {
            return Amount::of_parts(&grouped(number)?, "");
        }
        if !both && whole.contains(['.', ',']) {
            return None;
        }
        Amount::of_parts(&grouped(whole)?, fraction)
    }

    fn of_parts(whole: &str, fraction: &str) -> Option<Amount> {
        let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || whole.len() > MOST_DIGITS
            || fraction.len() > 2
            || !only_digits(whole)
            || !only_digits(fraction)
        {
            return None;
        }
        let hundredths = format!("{fraction:0<2}");
        Some(Amount(whole.parse::<i64>().ok()? * 100 + hundredths.parse::<i64>().ok()?))
    }

    /// The amount as a number, whole when it is.
    pub fn value(self) -> Value {
        match self.0 % 100 {
            0 => Value::Int(self.0 / 100),
            _ => Value::number(self.0 as f64 / 100.0),
        }
    }

    /// The amount as it is said and written: `12.50`, or `12,50` in Spanish.
    pub fn shown(self, language: Language) -> Text {
        let (whole, hundredths) = (self.0 / 100, self.0 % 100);
        match (hundredths, language) {
            (0, _) => format!("{whole}"),
            (_, Language::English) => format!("{whole}.{hundredths:02}"),
            (_, Language::Spanish) => format!("{whole},{hundredths:02}"),
        }
        .into()
    }
}

/// The digits of `1,234,567`, when every group but the first has three.
fn grouped(number: &str) -> Option<String> {
    let mut groups = number.split(['.', ',']);
    let mut digits = groups.next()?.to_owned();
    let first = digits.len();
    for group in groups {
        if group.len() != 3 || !(1..=3).contains(&first) {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_use_the_star_as_decimal_point() {
        for (keys, hundredths) in
            [("12*50", 1250), ("12", 1200), ("*5", 50), ("12*", 1200), ("0*05", 5)]
        {
            assert_eq!(Amount::of_keys(keys), Some(Amount(hundredths)), "{keys}");
        }
        for keys in ["", "*", "1*2*3", "1*234", "1234567890123", "#"] {
            assert_eq!(Amount::of_keys(keys), None, "{keys}");
        }
    }

    #[test]
    fn text_uses_either_separator() {
        for (text, hundredths) in [
            ("12.50", 1250),
            ("12,5", 1250),
            ("$1,234.50", 123_450),
            ("1.234,50 €", 123_450),
            ("1,234", 123_400),
            ("1.234.567", 123_456_700),
            ("12 euros 50", 1250),
            ("12 dollars and 5 cents", 1205),
            ("It is 30 dollars.", 3000),
        ] {
            assert_eq!(Amount::of_text(text), Some(Amount(hundredths)), "{text}");
        }
        for text in ["", "twelve", "-5", "1.23.45", "1 2 3", "12.3456", "1234,567,890", "1,23.45"] {
            assert_eq!(Amount::of_text(text), None, "{text}");
        }
    }

    #[test]
    fn an_amount_is_a_number_and_shown_by_language() {
        assert_eq!(Amount(1250).value(), Value::Float(12.5));
        assert_eq!(Amount(1200).value(), Value::Int(12));
        assert_eq!(Amount(1250).shown(Language::English), "12.50");
        assert_eq!(Amount(1250).shown(Language::Spanish), "12,50");
        assert_eq!(Amount(1200).shown(Language::Spanish), "12");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in ".{0,40}") {
            let _ = (Amount::of_text(&text), Amount::of_keys(&text));
        }
    }
}
