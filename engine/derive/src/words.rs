//! Words taken from Rust source: doc comments and spellings of names.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The doc comment of an item as one text, lines joined as written.
pub fn docs(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) => match &pair.value {
                Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        })
        .map(|line| line.strip_prefix(' ').unwrap_or(&line).to_owned())
        .collect();
    lines.join("\n").trim().to_owned()
}

/// `FinishOnKey` and `finish_on_key` as `finishOnKey`.
pub fn camel(name: &str) -> String {
    let mut out = String::new();
    let mut upper = false;
    for (index, letter) in name.chars().enumerate() {
        if letter == '_' {
            upper = true;
        } else if index == 0 {
            out.extend(letter.to_lowercase());
        } else if upper {
            out.extend(letter.to_uppercase());
            upper = false;
        } else {
            out.push(letter);
        }
    }
    out
}

/// `finish_on_key` and `FinishOnKey` as `Finish on key`: sentence case for a form.
pub fn sentence(name: &str) -> String {
    let mut out = String::new();
    for (index, letter) in name.chars().enumerate() {
        if letter == '_' {
            out.push(' ');
        } else if index == 0 {
            out.extend(letter.to_uppercase());
        } else if letter.is_uppercase() {
            out.push(' ');
            out.extend(letter.to_lowercase());
        } else {
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_take_the_spelling_of_their_place() {
        assert_eq!(camel("FailedToEnqueue"), "failedToEnqueue");
        assert_eq!(camel("call_complete"), "callComplete");
        assert_eq!(sentence("finish_on_key"), "Finish on key");
        assert_eq!(sentence("FailedToEnqueue"), "Failed to enqueue");
    }
}
