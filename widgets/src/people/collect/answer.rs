//! Answers: what a contact gave, judged by what was asked and made into one form.

use centralita_engine::declare::{Field, FieldKind, FieldType, JsonAs, Reading};
use centralita_engine::exec::How;
use centralita_engine::{Text, Value};

use super::amount::Amount;
use super::choice::Choices;
use super::date::{DateRules, in_words};
use super::phrases;
use super::spoken::{Language, digits, one_by_one, yes_or_no};

/// The kind of answer that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Digits, such as a customer number.
    Digits,
    /// A date.
    Date,
    /// An amount of money.
    Amount,
    /// Yes or no.
    YesNo,
    /// A telephone number.
    Phone,
    /// One of a few values.
    Choice,
    /// Whatever is said or written.
    Text,
}

impl Asked {
    /// The kind that flow files call `name`.
    pub fn parse(name: &str) -> Option<Asked> {
        Some(match name.trim() {
            "digits" => Asked::Digits,
            "date" => Asked::Date,
            "amount" => Asked::Amount,
            "yes_no" => Asked::YesNo,
            "phone" => Asked::Phone,
            "choice" => Asked::Choice,
            "text" => Asked::Text,
            _ => return None,
        })
    }
}

impl FieldType for Asked {
    fn field(name: &str) -> Field {
        let mut field = Field::new(name, FieldKind::Text, JsonAs::Text);
        field.templated = false;
        field
    }

    fn read(reading: &Reading<'_>, field: &Field) -> Asked {
        match reading.text(field) {
            Some(name) if !name.trim().is_empty() => Asked::parse(&name).unwrap_or(Asked::Text),
            _ => field.default.as_text().and_then(Asked::parse).unwrap_or(Asked::Text),
        }
    }
}

/// By what an answer is judged.
#[derive(Clone, Debug)]
pub struct Rules<'a> {
    /// The kind of answer.
    pub asked: Asked,
    /// Fewest and most digits or letters.
    pub lengths: (Option<u32>, Option<u32>),
    /// Smallest and largest number.
    pub range: (Option<i64>, Option<i64>),
    /// Whether the last digit is a check digit by the Luhn rule, as on payment cards.
    pub check_digit: bool,
    /// How dates are understood.
    pub dates: DateRules,
    /// The digits of a country code for numbers without one; may be empty.
    pub country_code: Text,
    /// What can be chosen.
    pub choices: &'a Choices,
    /// The language in which it is said back.
    pub language: Language,
}

/// An answer that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// In the one form that flows compare and agents see.
    pub value: Value,
    /// As a voice says it back.
    pub spoken: Text,
    /// As a message writes it back.
    pub written: Text,
}

impl Answer {
    fn plain(value: impl Into<Value>, shown: Text) -> Answer {
        Answer { value: value.into(), spoken: shown.clone(), written: shown }
    }

    fn of_digits(digits: String, language: Language) -> Answer {
        let written = Text::from(digits);
        let spoken = one_by_one(&written, language);
        Answer { value: Value::Text(written.clone()), spoken, written }
    }
}

impl Rules<'_> {
    /// Makes an answer of what was given.
    ///
    /// # Errors
    /// Why it is none, for the log; what was given is never part of it.
    pub fn understand(&self, given: &str, how: How) -> Result<Answer, &'static str> {
        match self.asked {
            Asked::Digits if how == How::Dtmf && given.contains('*') => {
                Err("There are not only digits.")
            }
            Asked::Digits => self.digits(given),
            Asked::Date => {
                let date = self.dates.read(given).ok_or("It is no date.")?;
                if !self.dates.allow(date) {
                    return Err("The date lies on the wrong side of today.");
                }
                let shown = in_words(date, self.dates.month_first, self.language);
                Ok(Answer::plain(date.to_string(), shown))
            }
            Asked::Amount => {
                let amount = match how {
                    How::Dtmf => Amount::of_keys(given),
                    _ => Amount::of_text(given),
                };
                let amount = amount.ok_or("It is no amount.")?;
                self.within(amount.0, 100)?;
                Ok(Answer::plain(amount.value(), amount.shown(self.language)))
            }
            Asked::YesNo => {
                let yes = yes_or_no(given).ok_or("It is neither yes nor no.")?;
                let value = if yes { "yes" } else { "no" };
                Ok(Answer::plain(value, phrases::yes_no(yes, self.language)))
            }
            Asked::Phone => self.phone(given),
            Asked::Choice => {
                let row = self.choices.find(given).ok_or("It is none of the choices.")?;
                Ok(Answer::plain(row.value.clone(), row.value.clone()))
            }
            Asked::Text => {
                let text = given.trim();
                if text.is_empty() {
                    return Err("There is no text.");
                }
                self.long_enough(text.chars().count())?;
                Ok(Answer::plain(text, text.into()))
            }
        }
    }

    fn digits(&self, given: &str) -> Result<Answer, &'static str> {
        let digits = digits(given).ok_or("There are not only digits.")?;
        self.long_enough(digits.len())?;
        if self.range != (None, None) {
            let number = digits.parse::<i64>().map_err(|_| "The number is too large.")?;
            self.within(number, 1)?;
        }
        if self.check_digit && !passes_luhn(&digits) {
            return Err("The check digit is wrong.");
        }
        Ok(Answer::of_digits(digits, self.language))
    }

    fn phone(&self, given: &str) -> Result<Answer, &'static str> {
        const WRONG: &str = "It is no whole phone number.";
        let given = given.trim();
        let (has_plus, rest) = match given.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => (false, given),
        };
        let number = digits(rest).ok_or(WRONG)?;
        let (has_plus, number) = match number.strip_prefix("00") {
            Some(rest) if !has_plus => (true, rest.to_owned()),
            _ => (has_plus, number),
        };
        let number = if has_plus {
            format!("+{number}")
        } else if self.country_code.is_empty() {
            number
        } else {
            // A leading zero is for calls within the country; Italy keeps it.
            let local = match number.strip_prefix('0') {
                Some(local) if self.country_code != "39" => local,
                _ => &number,
            };
            format!("+{}{local}", self.country_code)
        };
        if !(6..=15).contains(&number.trim_start_matches('+').len()) {
            return Err(WRONG);
        }
        Ok(Answer::of_digits(number, self.language))
    }

    fn long_enough(&self, length: usize) -> Result<(), &'static str> {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        match self.lengths {
            (Some(least), _) if length < least => Err("It is too short."),
            (_, Some(most)) if length > most => Err("It is too long."),
            _ => Ok(()),
        }
    }

    /// Whether `number`, counted in parts of which `parts` make a whole, is in the range.
    fn within(&self, number: i64, parts: i64) -> Result<(), &'static str> {
        match self.range {
            (Some(least), _) if number < least.saturating_mul(parts) => {
                Err("The number is too small.")
            }
            (_, Some(most)) if number > most.saturating_mul(parts) => {
                Err("The number is too large.")
            }
            _ => Ok(()),
        }
    }
}

/// The Luhn rule: every second digit from the right counts double, and the sum ends in 0.
fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip([1u32, 2].into_iter().cycle())
        .map(|(digit, weight)| {
            let counted = u32::from(digit.wrapping_sub(b'0')) * weight;
            counted / 10 + counted % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::super::date::When;
    use super::*;

    fn rules<'a>(asked: Asked, choices: &'a Choices) -> Rules<'a> {
        Rules {
            asked,
            lengths: (None, None),
            range: (None, None),
            check_digit: false,
            dates: DateRules {
                month_first: false,
                when: When::Any,
                today: jiff::civil::date(2026, 11, 22),
            },
            country_code: Text::default(),
            choices,
            language: Language::English,
        }
    }

    fn told(rules: &Rules<'_>, given: &str, how: How) -> String {
        match rules.understand(given, how) {
            Ok(answer) => format!("{} ({})", answer.value.to_json(), answer.spoken),
            Err(why) => why.into(),
        }
    }

    #[test]
    fn digits_have_a_length_a_range_and_a_check_digit() {
        let none = Choices::default();
        let mut digits = rules(Asked::Digits, &none);
        digits.lengths = (Some(4), Some(16));
        assert_eq!(told(&digits, "1234", How::Dtmf), "\"1234\" (1 2 3 4)");
        assert_eq!(told(&digits, "one two three four", How::Speech), "\"1234\" (1 2 3 4)");
        assert_eq!(told(&digits, "123", How::Dtmf), "It is too short.");
        assert_eq!(told(&digits, &"1".repeat(17), How::Dtmf), "It is too long.");
        assert_eq!(told(&digits, "12*45", How::Dtmf), "There are not only digits.");
        assert_eq!(told(&digits, "hello", How::Speech), "There are not only digits.");
        digits.check_digit = true;
        assert_eq!(told(&digits, "4111111111111112", How::Dtmf), "The check digit is wrong.");
        assert!(
            told(&digits, "4111 1111 1111 1111", How::Message).starts_with("\"4111111111111111\"")
        );
        digits.check_digit = false;
        digits.range = (Some(1500), Some(2000));
        assert_eq!(told(&digits, "1499", How::Dtmf), "The number is too small.");
        assert_eq!(told(&digits, "2001", How::Dtmf), "The number is too large.");
        assert_eq!(told(&digits, "1999", How::Dtmf), "\"1999\" (1 9 9 9)");
    }

    #[test]
    fn dates_amounts_and_yes_are_made_into_one_form() {
        let none = Choices::default();
        let mut date = rules(Asked::Date, &none);
        assert_eq!(told(&date, "24122026", How::Dtmf), "\"2026-12-24\" (24 December 2026)");
        date.dates.when = When::Past;
        assert_eq!(told(&date, "24122026", How::Dtmf), "The date lies on the wrong side of today.");
        let mut amount = rules(Asked::Amount, &none);
        amount.range = (Some(5), Some(100));
        amount.language = Language::Spanish;
        assert_eq!(told(&amount, "12*50", How::Dtmf), "12.5 (12,50)");
        assert_eq!(told(&amount, "12 euros", How::Speech), "12 (12)");
        assert_eq!(told(&amount, "4*99", How::Dtmf), "The number is too small.");
        assert_eq!(told(&amount, "100,01", How::Message), "The number is too large.");
        let yes = rules(Asked::YesNo, &none);
        assert_eq!(told(&yes, "1", How::Dtmf), "\"yes\" (yes)");
        assert_eq!(told(&yes, "no, gracias", How::Speech), "\"no\" (no)");
        assert_eq!(told(&yes, "perhaps", How::Speech), "It is neither yes nor no.");
    }

    #[test]
    fn phone_numbers_get_their_country_code() {
        let none = Choices::default();
        let mut phone = rules(Asked::Phone, &none);
        assert_eq!(
            told(&phone, "+1 (555) 010-0199", How::Message),
            "\"+15550100199\" (plus 1 5 5 5 0 1 0 0 1 9 9)"
        );
        assert_eq!(
            told(&phone, "0034600111222", How::Dtmf),
            "\"+34600111222\" (plus 3 4 6 0 0 1 1 1 2 2 2)"
        );
        assert_eq!(told(&phone, "12", How::Dtmf), "It is no whole phone number.");
        assert_eq!(told(&phone, "call me", How::Speech), "It is no whole phone number.");
        phone.country_code = "44".into();
        assert!(told(&phone, "020 7946 0000", How::Message).starts_with("\"+442079460000\""));
        phone.country_code = "39".into();
        assert!(told(&phone, "06 1234 5678", How::Message).starts_with("\"+390612345678\""));
    }

    #[test]
    fn a_text_is_trimmed_and_has_a_length() {
        let none = Choices::default();
        let mut text = rules(Asked::Text, &none);
        text.lengths = (Some(2), Some(5));
        assert_eq!(told(&text, "  añil ", How::Speech), "\"añil\" (añil)");
        assert_eq!(told(&text, " ", How::Speech), "There is no text.");
        assert_eq!(told(&text, "a", How::Speech), "It is too short.");
        assert_eq!(told(&text, "abcdef", How::Speech), "It is too long.");
    }
}
