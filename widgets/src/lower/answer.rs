//! Answers as Studio's templates judge them: for each kind of answer what is tested, and what is kept.
//!
//! Templates have no patterns, so they bring what was given into one form, and a split tests it.
//! Deliberately not here: dates, check digits and rules that come from variables; a template cannot
//! work those out, and the export says so.

use centralita_engine::check::Sentence;
use centralita_engine::declare::{Flag, Whole};

use crate::people::collect::Collect;
use crate::people::collect::answer::Asked;
use crate::people::collect::spoken::{DIGIT_WORDS, NO, YES, words};

/// How an answer is judged.
pub(super) struct Judged {
    /// A template of what is tested; nothing when it cannot be an answer.
    pub tested: String,
    /// The operator and value of the test.
    pub test: (&'static str, String),
    /// A template of the answer in its one form.
    pub value: String,
    /// Tags that make `value` ready to be said, when it is not said as it is.
    pub said: Said,
    /// What Studio understands less well.
    pub loss: Option<Sentence>,
}

/// How an answer is read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// As it is.
    Plain,
    /// Letter by letter on a call.
    OneByOne,
    /// As an amount of money.
    Amount,
    /// As the word for yes or no.
    YesNo,
}

/// Whole numbers among the rules.
struct Bounds {
    least: Option<i64>,
    most: Option<i64>,
}

impl Bounds {
    fn of(least: &Option<Whole>, most: &Option<Whole>) -> Result<Bounds, Sentence> {
        let fixed = |whole: &Option<Whole>| match whole {
            None => Ok(None),
            Some(Whole::Fixed(number)) => Ok(Some(*number)),
            Some(Whole::Rendered(..)) => Err(Sentence::new(
                "Its rules come from variables, which Studio's splits cannot compare with. Write numbers.",
                "Sus reglas vienen de variables, con las que los splits de Studio no pueden comparar. Escriba números.",
            )),
        };
        Ok(Bounds { least: fixed(least)?, most: fixed(most)? })
    }

    /// `inside` for a number called `number` within the bounds, else nothing.
    fn only_within(&self, number: &str, inside: &str) -> String {
        let least = self.least.map(|least| format!("{number} < {least}"));
        let most = self.most.map(|most| format!("{number} > {most}"));
        match [least, most].into_iter().flatten().collect::<Vec<_>>().join(" or ") {
            none if none.is_empty() => inside.to_owned(),
            outside => format!("{{% unless {outside} %}}{inside}{{% endunless %}}"),
        }
    }

    /// The bounds as the counts of a repetition in a pattern.
    fn counts(&self, usual_most: &str) -> String {
        let most = self.most.map_or(usual_most.to_owned(), |most| most.max(0).to_string());
        format!("{{{},{most}}}", self.least.unwrap_or(1).max(1))
    }
}

/// How `collect` judges what `raw` renders to, or why Studio cannot.
pub(super) fn judged(collect: &Collect, raw: &str, on_call: bool) -> Result<Judged, Sentence> {
    let lengths = Bounds::of(&collect.min_length, &collect.max_length)?;
    let range = Bounds::of(&collect.minimum, &collect.maximum)?;
    let (tested, test, value, said, loss) = match collect.answer {
        Asked::Digits => {
            if collect.check_digit != Flag::Fixed(false) {
                return Err(Sentence::new(
                    "Studio cannot work out a check digit. Ask a function that can.",
                    "Studio no sabe calcular un dígito de control. Pídaselo a una función que sepa.",
                ));
            }
            // A star is a key that was pressed for no digit; in writing it is a sign like others.
            let signs = if on_call { removed(&["+"]) } else { removed(&["+", "*"]) };
            let digits = assigned(raw, &[digit_words(), removed(SEPARATORS), signs].concat());
            let tested = range.only_within("number", "{{said}}");
            let tested = format!("{digits}{{% assign number = said | plus: 0 %}}{tested}");
            let pattern = format!("[0-9]{}", lengths.counts(""));
            (
                tested,
                ("regex", pattern),
                format!("{digits}{{{{said}}}}"),
                Said::OneByOne,
                Some(numbers()),
            )
        }
        Asked::Phone => {
            let number = phone(collect, raw)?;
            let pattern = "[+]?[0-9]{6,15}".to_owned();
            (number.clone(), ("regex", pattern), number, Said::OneByOne, Some(numbers()))
        }
        Asked::Amount => {
            let words = ["dollars", "dollar", "euros", "euro", "pesos", "peso", "$", "€", " "];
            let star =
                if on_call { " | replace: '*', '.'" } else { " | replace: '*', ' ' | strip" };
            let said = assigned(raw, &(removed(&words) + " | replace: ',', '.'" + star));
            // `12.` and `.5` are made numbers that every template can read.
            let number = format!(
                "{said}{{% assign number = said | prepend: '0' %}}{{% if said contains '.' %}}{{% assign number = number | append: '0' %}}{{% endif %}}{{% assign number = number | plus: 0 %}}"
            );
            let tested = format!("{number}{}", range.only_within("number", "{{said}}"));
            let pattern = "[0-9]{1,12}([.][0-9]{0,2})?|[.][0-9]{1,2}".to_owned();
            let value = format!(
                "{number}{{% assign whole = number | floor %}}{{% if whole == number %}}{{{{whole}}}}{{% else %}}{{{{number}}}}{{% endif %}}"
            );
            let loss = Sentence::new(
                "an amount that is spoken or written is understood as one plain number only, such as 12.50",
                "un importe dicho o escrito solo se entiende como un número simple, como 12.50",
            );
            (tested, ("regex", pattern), value, Said::Amount, Some(loss))
        }
        Asked::YesNo => {
            let value = yes_no(raw);
            (value.clone(), ("matches_any_of", "yes, no".into()), value, Said::YesNo, None)
        }
        Asked::Choice => {
            let value = choice(collect, raw)?;
            (value.clone(), ("is_not_blank", String::new()), value, Said::Plain, None)
        }
        Asked::Text => {
            let measured =
                format!("{{% assign said = {raw} | strip %}}{{% assign length = said | size %}}");
            let least =
                Bounds { least: Some(lengths.least.unwrap_or(1).max(1)), most: lengths.most };
            let value = format!("{measured}{}", least.only_within("length", "{{said}}"));
            (value.clone(), ("is_not_blank", String::new()), value, Said::Plain, Some(numbers()))
        }
        Asked::Date => {
            return Err(Sentence::new(
                "Studio cannot read a date. Ask a function that can, behind a gather.",
                "Studio no sabe leer una fecha. Pídaselo, detrás de un gather, a una función que sepa.",
            ));
        }
    };
    Ok(Judged { tested, test, value, said, loss })
}

/// What is lost wherever an answer looks like a number.
fn numbers() -> Sentence {
    Sentence::new(
        "Studio may make a number of what looks like one, so look at answers that begin or end with 0",
        "Studio puede convertir en número lo que lo parezca, así que mire las respuestas que empiezan o acaban en 0",
    )
}

/// What may stand between digits.
const SEPARATORS: &[&str] =
    &[" ", "-", ".", ",", "/", "(", ")", ":", ";", "!", "?", "#", "$", "€", "_"];

/// Sets `said` to what was given in small letters, through `filters`.
fn assigned(raw: &str, filters: &str) -> String {
    format!("{{% assign said = {raw} | downcase{filters} %}}")
}

fn removed(parts: &[&str]) -> String {
    parts.iter().map(|part| format!(" | remove: '{part}'")).collect()
}

/// Filters that write digits for their words; the longest words come first, since some begin as others do.
fn digit_words() -> String {
    let mut words: Vec<(&str, char)> = DIGIT_WORDS.to_vec();
    words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    words.iter().map(|(word, digit)| format!(" | replace: '{word}', '{digit}'")).collect()
}

fn phone(collect: &Collect, raw: &str) -> Result<String, Sentence> {
    let country = match &collect.country_code {
        None => String::new(),
        Some(code) => match code.as_literal() {
            Some(code) => code.chars().filter(char::is_ascii_digit).collect(),
            None => {
                return Err(Sentence::new(
                    "Its country code comes from a variable. Write the code.",
                    "Su prefijo de país viene de una variable. Escriba el prefijo.",
                ));
            }
        },
    };
    let digits = assigned(raw, &[digit_words(), removed(SEPARATORS), removed(&["*"])].concat());
    let start = format!(
        "{digits}{{% assign first = said | slice: 0, 1 %}}{{% assign both = said | slice: 0, 2 %}}{{% if first == '+' %}}{{{{said}}}}{{% elsif both == '00' %}}+{{{{said | slice: 2, 40}}}}"
    );
    let local = match country.as_str() {
        "" => "{% else %}{{said}}{% endif %}".to_owned(),
        "39" => "{% else %}+39{{said}}{% endif %}".to_owned(),
        code => format!(
            "{{% elsif first == '0' %}}+{code}{{{{said | slice: 1, 40}}}}{{% else %}}+{code}{{{{said}}}}{{% endif %}}"
        ),
    };
    Ok(format!("{start}{local}"))
}

/// Sets `said` to the words that were given, each with a space on either side.
fn as_words(raw: &str) -> String {
    let signs = [".", ",", "!", "?", "¿", "¡", ";", ":", "-", "/", "(", ")", "\""];
    let spaced: String = signs.iter().map(|sign| format!(" | replace: '{sign}', ' '")).collect();
    assigned(
        raw,
        &format!(
            "{spaced} | replace: \"'\", ' ' | split: ' ' | join: ' ' | prepend: ' ' | append: ' '"
        ),
    )
}

fn is_exactly<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    joined(words, "==")
}

fn has_within<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    joined(words, "contains")
}

fn joined<'w>(words: impl IntoIterator<Item = &'w str>, sign: &str) -> String {
    let tests: Vec<String> =
        words.into_iter().map(|word| format!("said {sign} ' {word} '")).collect();
    tests.join(" or ")
}

/// A template that is `yes`, `no`, or nothing when neither or both are meant.
pub(super) fn yes_no(raw: &str) -> String {
    format!(
        "{}{{% assign yes = false %}}{{% assign no = false %}}{{% if {} %}}{{% assign yes = true %}}{{% elsif {} %}}{{% assign no = true %}}{{% else %}}{{% if {} %}}{{% assign yes = true %}}{{% endif %}}{{% if {} %}}{{% assign no = true %}}{{% endif %}}{{% endif %}}{{% if yes and no %}}{{% elsif yes %}}yes{{% elsif no %}}no{{% endif %}}",
        as_words(raw),
        is_exactly(["1", "one", "uno", "y", "s"]),
        is_exactly(["2", "two", "dos", "n"]),
        has_within(YES),
        has_within(NO),
    )
}

fn choice(collect: &Collect, raw: &str) -> Result<String, Sentence> {
    let rows = &collect.choices.0;
    if rows.is_empty() {
        return Err(Sentence::new(
            "It asks for one of a few values and has none. Add them.",
            "Pide uno de unos pocos valores y no tiene ninguno. Añádalos.",
        ));
    }
    if rows.iter().any(|row| row.value.contains(['{', '}', '\'', '"', '%'])) {
        return Err(Sentence::new(
            "One of its values has quotation marks or braces. Use plain words.",
            "Uno de sus valores tiene comillas o llaves. Use palabras sencillas.",
        ));
    }
    let mut told = as_words(raw);
    // A key may be spoken as its digit's word, all of them next to each other as one number.
    told.push_str(&format!(
        "{{% assign key = {raw} | downcase{}{} | strip %}}{{% assign count = 0 %}}",
        digit_words(),
        removed(SEPARATORS)
    ));
    let phrases = |row: &crate::people::collect::choice::Row| -> Vec<String> {
        let all = row.words.iter().chain([&row.value]).map(|phrase| words(phrase).join(" "));
        all.filter(|phrase| !phrase.is_empty()).collect()
    };
    let mut tag = "if";
    for row in rows.iter().filter(|row| !row.keys.is_empty()) {
        let keys: Vec<String> = row.keys.iter().map(|key| format!("key == '{key}'")).collect();
        told.push_str(&format!("{{% {tag} {} %}}{}", keys.join(" or "), row.value));
        tag = "elsif";
    }
    for row in rows {
        let phrases = phrases(row);
        if !phrases.is_empty() {
            let exact = is_exactly(phrases.iter().map(String::as_str));
            told.push_str(&format!("{{% {tag} {exact} %}}{}", row.value));
            tag = "elsif";
        }
    }
    told.push_str("{% else %}");
    for row in rows {
        let phrases = phrases(row);
        if !phrases.is_empty() {
            let within = has_within(phrases.iter().map(String::as_str));
            told.push_str(&format!(
                "{{% if {within} %}}{{% assign count = count | plus: 1 %}}{{% assign found = '{}' %}}{{% endif %}}",
                row.value
            ));
        }
    }
    told.push_str("{% if count == 1 %}{{found}}{% endif %}{% endif %}");
    Ok(told)
}
