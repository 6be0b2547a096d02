//! Conditions: one text compared with another, as the wires of a split ask for it.
//!
//! Everything that can be done once is done when the flow is compiled: lists are split, regular
//! expressions are built, literal values are trimmed. What is left for a turn allocates nothing for
//! the plain operators.
//!
//! Two texts are the same when they are equal letter by letter without regard to case: each letter
//! is taken as the small form of its capital, in all of Unicode, so that `SÍ` is `sí` and `STRASSE`
//! is `straße`. Accents and punctuation count.
//!
//! Deliberately not here: time zones (dates and times are compared as they are written), and
//! comparing letters by their order in an alphabet.

use std::cmp::Ordering;
use std::sync::OnceLock;

use centralita_engine::Text;
use fancy_regex::Expr;

use super::pattern::{FEW_STEPS, Pattern};

/// What it counts to build a regular expression whose value comes from variables.
const BUILDING_STEPS: u32 = 50_000;

/// Above this product of two lengths a search folds both texts first, which is linear.
const SHORT_SEARCH: usize = 4096;

/// The way in which a condition compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Operator {
    /// Both texts are the same.
    EqualTo,
    /// They differ.
    NotEqualTo,
    /// The text is one item of a list with commas.
    MatchesAnyOf,
    /// It is none of them.
    DoesNotMatchAnyOf,
    /// There is nothing but white space.
    IsBlank,
    /// There is something.
    IsNotBlank,
    /// A regular expression matches the whole text.
    Regex,
    /// The value occurs in the text.
    Contains,
    /// It does not.
    DoesNotContain,
    /// The text begins with the value.
    StartsWith,
    /// It does not.
    DoesNotStartWith,
    /// Both are numbers and the text is less.
    LessThan,
    /// Both are numbers and the text is greater.
    GreaterThan,
    /// Both are times `HH:MM` and the text is earlier.
    IsBeforeTime,
    /// Both are times `HH:MM` and the text is later.
    IsAfterTime,
    /// Both are dates `YYYY-MM-DD` and the text is earlier.
    IsBeforeDate,
    /// Both are dates `YYYY-MM-DD` and the text is later.
    IsAfterDate,
}

impl Operator {
    /// All operators with the names that flow files give them, in the editor's order.
    pub const ALL: [(Operator, &'static str); 17] = [
        (Operator::EqualTo, "equal_to"),
        (Operator::NotEqualTo, "not_equal_to"),
        (Operator::MatchesAnyOf, "matches_any_of"),
        (Operator::DoesNotMatchAnyOf, "does_not_match_any_of"),
        (Operator::IsBlank, "is_blank"),
        (Operator::IsNotBlank, "is_not_blank"),
        (Operator::Regex, "regex"),
        (Operator::Contains, "contains"),
        (Operator::DoesNotContain, "does_not_contain"),
        (Operator::StartsWith, "starts_with"),
        (Operator::DoesNotStartWith, "does_not_start_with"),
        (Operator::LessThan, "less_than"),
        (Operator::GreaterThan, "greater_than"),
        (Operator::IsBeforeTime, "is_before_time"),
        (Operator::IsAfterTime, "is_after_time"),
        (Operator::IsBeforeDate, "is_before_date"),
        (Operator::IsAfterDate, "is_after_date"),
    ];

    /// The operator that flow files call `name`.
    pub fn parse(name: &str) -> Option<Operator> {
        Operator::ALL.into_iter().find(|(_, known)| *known == name).map(|(operator, _)| operator)
    }

    /// The name in flow files.
    pub fn name(self) -> &'static str {
        Operator::ALL
            .into_iter()
            .find(|(operator, _)| *operator == self)
            .map_or("", |(_, name)| name)
    }

    /// What the value of this operator has to be, when not every value can ever hold.
    pub fn wants(self) -> Option<Wanted> {
        match self {
            Operator::LessThan | Operator::GreaterThan => Some(Wanted::Number),
            Operator::IsBeforeTime | Operator::IsAfterTime => Some(Wanted::Time),
            Operator::IsBeforeDate | Operator::IsAfterDate => Some(Wanted::Date),
            _ => None,
        }
    }
}

/// What both sides of an operator have to be; else its condition does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A number in digits, with or without sign and decimal point.
    Number,
    /// A time of day.
    Time,
    /// A date.
    Date,
}

impl Wanted {
    /// Whether `text` is one.
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Wanted::Number => Decimal::read(text).is_some(),
            Wanted::Time => time_of_day(text).is_some(),
            Wanted::Date => date(text).is_some(),
        }
    }

    /// How an author would say it.
    pub fn words(self) -> &'static str {
        match self {
            Wanted::Number => "a number such as 3 or 2.5",
            Wanted::Time => "a time such as 09:30",
            Wanted::Date => "a date such as 2026-11-22",
        }
    }

    /// The same in Spanish.
    pub fn words_es(self) -> &'static str {
        match self {
            Wanted::Number => "un número como 3 o 2.5",
            Wanted::Time => "una hora como 09:30",
            Wanted::Date => "una fecha como 2026-11-22",
        }
    }
}

/// An operator with the value it compares with, made ready once.
#[derive(Clone, Debug)]
pub struct Comparison {
    operator: Operator,
    value: Text,
    prepared: Prepared,
}

#[derive(Clone, Debug)]
enum Prepared {
    Nothing,
    Items(Box<[Text]>),
    /// Built when it is first needed: a flow has many patterns, and a call meets few of them.
    Regex(OnceLock<Result<Box<Pattern>, Text>>),
}

impl Comparison {
    /// Makes `operator` with `value` ready.
    pub fn new(operator: Operator, value: &str) -> Comparison {
        let value = value.trim();
        let prepared = match operator {
            Operator::MatchesAnyOf | Operator::DoesNotMatchAnyOf => Prepared::Items(
                value
                    .split(',')
                    .map(str::trim)
                    .filter(|item| !item.is_empty())
                    .map(Text::from)
                    .collect(),
            ),
            Operator::Regex => Prepared::Regex(OnceLock::new()),
            _ => Prepared::Nothing,
        };
        Comparison { operator, value: value.into(), prepared }
    }

    /// The operator.
    pub fn operator(&self) -> Operator {
        self.operator
    }

    /// The value, trimmed.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// What is wrong with the value by itself, in words to follow a colon.
    pub fn fault(&self) -> Option<&Text> {
        // Without classes, escapes and counted repetitions reading finds whatever is wrong, and
        // building all patterns of a large flow was nearly half of the time of checking it.
        let is_plain = !self.value.contains(['[', '{', '\\']);
        if self.operator == Operator::Regex && is_plain && Expr::parse_tree(&self.value).is_ok() {
            return None;
        }
        self.regex()?.as_ref().err()
    }

    /// Like [`Comparison::holds`], and how many steps of patterns it took: the same for the same
    /// texts, whatever was compared before.
    ///
    /// A pattern counts its share of the text, and the steps back it was allowed: few, or all.
    pub fn weighed(&self, subject: &str) -> (Result<bool, Text>, u32) {
        if self.operator != Operator::Regex {
            return (self.holds(subject), 0);
        }
        let mut steps = FEW_STEPS + u32::try_from(subject.len() / 16).unwrap_or(u32::MAX / 4);
        let verdict = self.matches(subject, &mut steps);
        (verdict, steps)
    }

    /// What it counts that this was made in the turn in which it is needed.
    pub fn building_steps(&self) -> u32 {
        if self.operator == Operator::Regex { BUILDING_STEPS } else { 0 }
    }

    fn regex(&self) -> Option<&Result<Box<Pattern>, Text>> {
        match &self.prepared {
            Prepared::Regex(regex) => Some(regex.get_or_init(|| Pattern::read(&self.value))),
            _ => None,
        }
    }

    /// Whether `subject`, trimmed already, compares as the operator says.
    ///
    /// # Errors
    /// When the comparison cannot be made, as a sentence; it counts as not holding.
    pub fn holds(&self, subject: &str) -> Result<bool, Text> {
        let value = self.value.as_str();
        Ok(match self.operator {
            Operator::EqualTo => same(subject, value),
            Operator::NotEqualTo => !same(subject, value),
            Operator::MatchesAnyOf => self.is_an_item(subject),
            Operator::DoesNotMatchAnyOf => !self.is_an_item(subject),
            Operator::IsBlank => subject.is_empty(),
            Operator::IsNotBlank => !subject.is_empty(),
            Operator::Contains => occurs(subject, value),
            Operator::DoesNotContain => !occurs(subject, value),
            Operator::StartsWith => begins(subject, value),
            Operator::DoesNotStartWith => !begins(subject, value),
            Operator::LessThan => in_order(Decimal::read(subject), Decimal::read(value)),
            Operator::GreaterThan => in_order(Decimal::read(value), Decimal::read(subject)),
            Operator::IsBeforeTime => in_order(time_of_day(subject), time_of_day(value)),
            Operator::IsAfterTime => in_order(time_of_day(value), time_of_day(subject)),
            Operator::IsBeforeDate => in_order(date(subject), date(value)),
            Operator::IsAfterDate => in_order(date(value), date(subject)),
            Operator::Regex => return self.matches(subject, &mut 0),
        })
    }

    fn is_an_item(&self, subject: &str) -> bool {
        match &self.prepared {
            Prepared::Items(items) => items.iter().any(|item| same(subject, item)),
            _ => false,
        }
    }

    fn matches(&self, subject: &str, steps: &mut u32) -> Result<bool, Text> {
        match self.regex() {
            Some(Ok(pattern)) => pattern.matches(subject, &self.value, steps).ok_or_else(|| {
                format!(
                    "The regular expression \"{}\" needs too many steps for this text, so it counts as not matching. Write it without nested repetitions.",
                    self.value
                )
                .into()
            }),
            Some(Err(fault)) => Err(format!(
                "\"{}\" is no regular expression, so it never matches: {fault}",
                self.value
            )
            .into()),
            None => Ok(false),
        }
    }
}

/// Both there, and the first less than the second.
fn in_order<T: PartialOrd>(less: Option<T>, greater: Option<T>) -> bool {
    matches!((less, greater), (Some(less), Some(greater)) if less < greater)
}

/// A letter as the small form of its capital.
fn folded(letter: char) -> impl Iterator<Item = char> {
    letter.to_uppercase().flat_map(char::to_lowercase)
}

fn folded_letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(folded)
}

/// Whether two texts are the same but for case.
pub fn same(one: &str, other: &str) -> bool {
    if one.len() == other.len() && one.eq_ignore_ascii_case(other) {
        return true;
    }
    if one.is_ascii() && other.is_ascii() {
        return false;
    }
    folded_letters(one).eq(folded_letters(other))
}

fn begins(text: &str, start: &str) -> bool {
    if text.is_ascii() && start.is_ascii() {
        return text
            .get(..start.len())
            .is_some_and(|beginning| beginning.eq_ignore_ascii_case(start));
    }
    let mut letters = folded_letters(text);
    folded_letters(start).all(|wanted| letters.next() == Some(wanted))
}

fn occurs(text: &str, part: &str) -> bool {
    if part.is_empty() {
        return true;
    }
    if text.is_ascii() && part.is_ascii() && text.len().saturating_mul(part.len()) <= SHORT_SEARCH {
        return text
            .as_bytes()
            .windows(part.len())
            .any(|window| window.eq_ignore_ascii_case(part.as_bytes()));
    }
    let text: String = folded_letters(text).collect();
    let part: String = folded_letters(part).collect();
    text.contains(&part)
}

/// A number as it is written: exact, however many digits it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal<'a> {
    negative: bool,
    /// Without leading zeros.
    whole: &'a str,
    /// Without trailing zeros.
    fraction: &'a str,
}

impl<'a> Decimal<'a> {
    /// Reads digits with an optional sign and decimal point. Exponents and separators of thousands
    /// are not read.
    pub fn read(text: &'a str) -> Option<Decimal<'a>> {
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !only_digits(whole) || !only_digits(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let zero = whole.is_empty() && fraction.is_empty();
        Some(Decimal { negative: negative && !zero, whole, fraction })
    }
}

impl Ord for Decimal<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_size = || {
            (self.whole.len(), self.whole, self.fraction).cmp(&(
                other.whole.len(),
                other.whole,
                other.fraction,
            ))
        };
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => by_size(),
            (true, true) => by_size().reverse(),
        }
    }
}

impl PartialOrd for Decimal<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// `09:30` as minutes since midnight.
fn time_of_day(text: &str) -> Option<u16> {
    let [a, b, b':', c, d] = *text.as_bytes() else { return None };
    let (hour, minute) = (two_digits(a, b)?, two_digits(c, d)?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// `2026-11-22` as a number that grows with the date.
fn date(text: &str) -> Option<u32> {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = *text.as_bytes() else { return None };
    let year = i16::try_from(two_digits(a, b)? * 100 + two_digits(c, d)?).ok()?;
    let (month, day) =
        (i8::try_from(two_digits(e, f)?).ok()?, i8::try_from(two_digits(g, h)?).ok()?);
    jiff::civil::Date::new(year, month, day).ok()?;
    u32::try_from(i32::from(year) * 10_000 + i32::from(month) * 100 + i32::from(day)).ok()
}

fn two_digits(tens: u8, ones: u8) -> Option<u16> {
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| u16::from(tens - b'0') * 10 + u16::from(ones - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(subject: &str, operator: &str, value: &str) -> bool {
        let operator = Operator::parse(operator).unwrap();
        Comparison::new(operator, value).holds(subject.trim()).unwrap()
    }

    #[test]
    fn every_operator_is_read_by_the_name_it_has() {
        for (operator, name) in Operator::ALL {
            assert_eq!(Operator::parse(name), Some(operator));
            assert_eq!(operator.name(), name);
        }
        assert_eq!(Operator::parse("equals"), None);
    }

    #[test]
    fn the_documented_examples_come_out_as_documented() {
        assert!(holds("2019-08-12", "is_after_date", "2017-09-04"));
        assert!(!holds("17:00", "is_before_time", "16:35"));
        assert!(!holds("900", "greater_than", "1000"));
        assert!(!holds("Twilio", "is_blank", ""));
        assert!(holds("YES", "matches_any_of", "yes,yeah,yup"));
        assert!(!holds("6", "regex", "[1-5]"));
        assert!(holds(" Hoot", "starts_with", "hoo"));
        assert!(holds("aab", "contains", "A"));
    }

    #[test]
    fn case_does_not_count_in_any_alphabet_but_accents_and_points_do() {
        assert!(holds("SÍ", "equal_to", "sí"));
        assert!(holds("ΟΔΟΣ", "equal_to", "οδος"));
        assert!(holds("Straße", "equal_to", "STRASSE"));
        assert!(!holds("si", "equal_to", "sí"));
        assert!(!holds("Yes.", "equal_to", "Yes"));
        assert!(holds("Olá mundo", "starts_with", "OLÁ"));
        assert!(holds("hola, ÑANDÚ", "contains", "ñandú"));
        assert!(holds("Да", "matches_any_of", "нет, ДА"));
    }

    #[test]
    fn both_sides_are_trimmed_and_negations_are_opposites() {
        for (yes, no) in [
            ("equal_to", "not_equal_to"),
            ("matches_any_of", "does_not_match_any_of"),
            ("is_blank", "is_not_blank"),
            ("contains", "does_not_contain"),
            ("starts_with", "does_not_start_with"),
        ] {
            for subject in ["", "  1 ", "10", "x,y"] {
                assert_ne!(
                    holds(subject, yes, " 1 "),
                    holds(subject, no, " 1 "),
                    "{subject} {yes}"
                );
            }
        }
        assert!(holds("  1 \n", "equal_to", "\t1"));
        assert!(holds(" \n ", "is_blank", "Is Blank"));
    }

    #[test]
    fn an_empty_item_of_a_list_is_no_item() {
        assert!(!holds("", "matches_any_of", "yes,,no,"));
        assert!(holds("no", "matches_any_of", "yes,, no ,"));
    }

    #[test]
    fn numbers_compare_as_numbers_and_letters_never_do() {
        assert!(holds("5", "less_than", "10"));
        assert!(holds("-2.5", "less_than", "-2"));
        assert!(holds("+7", "greater_than", "6.999"));
        assert!(holds("10000000000000000000000001", "greater_than", "10000000000000000000000000"));
        assert!(!holds("3", "less_than", "3.0"));
        assert!(!holds("0", "greater_than", "-0.0"));
        assert!(!holds("\"1\"", "less_than", "2"));
        assert!(!holds("", "less_than", "2"));
        assert!(!holds("1e3", "greater_than", "2"));
        assert!(!holds("two", "less_than", "3"));
        assert!(!holds(".", "less_than", "3"));
    }

    #[test]
    fn times_and_dates_need_their_exact_form_and_equal_ones_are_neither() {
        assert!(holds("08:59", "is_before_time", "09:00"));
        assert!(holds("23:00", "is_after_time", "09:00"));
        assert!(!holds("9:00", "is_before_time", "10:00"));
        assert!(!holds("24:00", "is_after_time", "10:00"));
        assert!(!holds("09:00", "is_before_time", "09:00"));
        assert!(!holds("09:00", "is_after_time", "09:00"));
        assert!(holds("2024-02-29", "is_before_date", "2024-03-01"));
        assert!(!holds("2023-02-29", "is_before_date", "2024-03-01"));
        assert!(!holds("2024-03-01", "is_after_date", "2024-03-01"));
    }

    #[test]
    fn a_regular_expression_matches_the_whole_text_with_look_around() {
        assert!(holds(
            "call was blocked by Access Policy x",
            "regex",
            "^(?=.*blocked)(?=.*Access Policy).*"
        ));
        assert!(holds("10", "regex", "^(?:[1-9]|0[1-9]|10)$"));
        assert!(holds("SÍ", "regex", ".*(s(i|í)|y).*"));
        assert!(!holds("2 or 3", "regex", "2|3"));
        assert!(holds("3", "regex", "2|3"));
        assert!(!holds("one\ntwo", "regex", "one.two"));
        assert!(holds("ab", "regex", "(?x) a b # both"));
    }

    #[test]
    fn a_broken_or_endless_regular_expression_does_not_hold_and_says_why() {
        let broken = |pattern| Comparison::new(Operator::Regex, pattern).holds("a").unwrap_err();
        assert!(broken("a)|(b").contains("is no regular expression"), "{}", broken("a)|(b"));
        assert!(broken("[1-").contains("is no regular expression"));
        let slow = Comparison::new(Operator::Regex, r"(?:a(?=a|$)|a(?!b))*b");
        let verdict = slow.holds(&"a".repeat(60));
        assert!(verdict.is_err_and(|sentence| sentence.contains("too many steps")));
    }

    proptest::proptest! {
        #[test]
        fn any_text_compares_with_any_value_without_a_panic(subject: String, value: String) {
            for (operator, _) in Operator::ALL {
                let _ = Comparison::new(operator, &value).holds(subject.trim());
            }
            proptest::prop_assert!(same(&subject, &subject));
            proptest::prop_assert!(occurs(&subject, &subject));
            proptest::prop_assert!(begins(&subject, &subject));
        }

        #[test]
        fn decimals_are_ordered_like_numbers(one in -1_000_000i64..1_000_000, other in -1_000_000i64..1_000_000) {
            let text = |n: i64| format!("{}{}.{:03}", if n < 0 { "-" } else { "" }, n.abs() / 1000, n.abs() % 1000);
            let (a, b) = (text(one), text(other));
            proptest::prop_assert_eq!(Decimal::read(&a).unwrap().cmp(&Decimal::read(&b).unwrap()), one.cmp(&other));
        }
    }
}
