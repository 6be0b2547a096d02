//! The languages that people are told things in, and what every sentence needs: quoted names, lists,
//! lengths of time, and places to fill in.
//!
//! The sentences themselves are not here but with what they tell of, one table for each language.

/// A language in which people are told things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Spanish.
    Spanish,
}

impl Language {
    /// Names in a row: `Ana, Ben and Cai`; in Spanish `y`, or `e` before the sound of i.
    pub(crate) fn list<S: AsRef<str>>(self, names: &[S]) -> String {
        let Some((last, before)) = names.split_last() else { return String::new() };
        let last = last.as_ref();
        let before: Vec<&str> = before.iter().map(AsRef::as_ref).collect();
        if before.is_empty() {
            return last.to_owned();
        }
        let and = match self {
            Language::English => "and",
            Language::Spanish if sounds_like_i(last) => "e",
            Language::Spanish => "y",
        };
        format!("{} {and} {last}", before.join(", "))
    }

    /// A length of time as people say it: `30 s`, `1 min 30 s`, `2 hours`, `3 days`. Of the smaller
    /// units as much is said as matters.
    pub(crate) fn length(self, seconds: i64) -> String {
        let seconds = seconds.max(0);
        let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
        let counted = |count: i64, one: (&str, &str), many: (&str, &str)| {
            let word = if count == 1 { one } else { many };
            match self {
                Language::English => format!("{count} {}", word.0),
                Language::Spanish => format!("{count} {}", word.1),
            }
        };
        let hours_of = |count| counted(count, ("hour", "hora"), ("hours", "horas"));
        let with = |whole: String, rest: i64, part: String| match rest {
            0 => whole,
            _ => format!("{whole} {part}"),
        };
        match seconds {
            0..60 => format!("{seconds} s"),
            60..3600 => {
                let rest = seconds % 60;
                with(format!("{minutes} min"), rest, format!("{rest} s"))
            }
            3600..172_800 => {
                let rest = minutes % 60;
                with(hours_of(hours), rest, format!("{rest} min"))
            }
            _ => {
                let rest = hours % 24;
                with(counted(days, ("day", "día"), ("days", "días")), rest, hours_of(rest))
            }
        }
    }
}

/// Whether a Spanish word begins with the sound of i alone, as Inés and Hilario do.
fn sounds_like_i(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    let first = match letters.next() {
        Some('h') => letters.next(),
        first => first,
    };
    match first {
        Some('í') => true,
        Some('i') => !letters.next().is_some_and(|next| "aeouáéóú".contains(next)),
        _ => false,
    }
}

/// A name in quotation marks.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// A template with what stands in braces filled in by name. What is filled in is not looked at again.
pub(crate) fn filled(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, inside)) = rest.split_once('{') {
        let Some((name, after)) = inside.split_once('}') else { break };
        out.push_str(before);
        out.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, said)| said));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_said_as_people_say_them() {
        let said = |seconds| {
            let both = [Language::English, Language::Spanish].map(|one| one.length(seconds));
            both.join(" | ")
        };
        expect_test::expect![[r#"
            0 s | 0 s
            59 s | 59 s
            1 min | 1 min
            1 min 30 s | 1 min 30 s
            1 hour | 1 hora
            2 hours 5 min | 2 horas 5 min
            24 hours | 24 horas
            2 days | 2 días
            14 days 1 hour | 14 días 1 hora
            0 s | 0 s"#]]
        .assert_eq(
            &[0, 59, 60, 90, 3600, 7500, 86_400, 172_800, 1_213_200, -5].map(said).join("\n"),
        );
    }

    #[test]
    fn lists_end_with_and_and_spanish_minds_the_ear() {
        let said = |names: &[&str]| {
            [Language::English, Language::Spanish].map(|one| one.list(names)).join(" | ")
        };
        assert_eq!(said(&[]), " | ");
        assert_eq!(said(&["Ana"]), "Ana | Ana");
        assert_eq!(said(&["Ana", "Ben", "Luis"]), "Ana, Ben and Luis | Ana, Ben y Luis");
        assert_eq!(said(&["Ana", "Inés"]), "Ana and Inés | Ana e Inés");
        assert_eq!(said(&["Ana", "\"Hilario\""]), "Ana and \"Hilario\" | Ana e \"Hilario\"");
        assert_eq!(said(&["agua", "hielo"]), "agua and hielo | agua y hielo");
    }

    #[test]
    fn what_is_filled_in_is_not_looked_at_again() {
        let said = filled("{who}: {what}{gone}.", &[("who", "{what}"), ("what", "{}")]);
        assert_eq!(said, "{what}: {}.");
        assert_eq!(filled("open {", &[]), "open {");
    }
}
