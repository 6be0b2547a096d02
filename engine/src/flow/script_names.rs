//! Finding the mention of a widget among the words of a script.
//!
//! The engine cannot parse scripts (the script engine is above it), but the words are enough: a
//! mention is `widgets.NAME` or `widgets["NAME"]`, and comments and texts are not code.

use std::ops::Range;

/// `source` with the widget `from` called `to`, or none when it is not mentioned.
pub fn script_with_widget_renamed(source: &str, from: &str, to: &str) -> Option<String> {
    let tokens: Vec<(Word, Range<usize>)> = Words { source, at: 0 }.collect();
    let mut out = String::new();
    let mut copied = 0;
    for window in tokens.windows(3) {
        let [(Word::Name, root), (Word::Sign(sign), dot), (word, name)] = window else { continue };
        if &source[root.clone()] != "widgets" {
            continue;
        }
        let range = match (sign, word) {
            ('.', Word::Name) if &source[name.clone()] == from => dot.start..name.end,
            ('[', Word::Quoted) if &source[name.start + 1..name.end - 1] == from => {
                name.start + 1..name.end - 1
            }
            _ => continue,
        };
        let plain = to.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        out.push_str(&source[copied..range.start]);
        match sign {
            '.' if plain => out.push_str(&format!("{}{to}", &source[range.start..name.start])),
            '.' => out.push_str(&format!("[\"{to}\"]")),
            _ => out.push_str(to),
        }
        copied = range.end;
    }
    if copied == 0 {
        return None;
    }
    out.push_str(&source[copied..]);
    Some(out)
}

enum Word {
    Name,
    Quoted,
    Sign(char),
}

/// The words of a script with their places; comments and blanks left out.
struct Words<'a> {
    source: &'a str,
    at: usize,
}

impl Iterator for Words<'_> {
    type Item = (Word, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = &self.source[self.at..];
            let first = rest.chars().next()?;
            let start = self.at;
            if first.is_whitespace() {
                self.at += first.len_utf8();
                continue;
            }
            if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            if rest.starts_with("/*") {
                self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
                continue;
            }
            if first.is_alphanumeric() || first == '_' {
                let part = |c: char| c.is_alphanumeric() || c == '_';
                self.at += rest.find(|c| !part(c)).unwrap_or(rest.len());
                return Some((Word::Name, start..self.at));
            }
            if first == '"' || first == '\'' {
                let mut escaped = false;
                let end = rest[1..].find(|c| {
                    let ends = c == first && !escaped;
                    escaped = c == '\\' && !escaped;
                    ends
                });
                if let Some(end) = end {
                    self.at += end + 2;
                    return Some((Word::Quoted, start..self.at));
                }
            }
            self.at += first.len_utf8();
            if first != '?' {
                return Some((Word::Sign(first), start..self.at));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_renamed_and_words_are_not() {
        let source = r#"// widgets.menu here stays
let keys = widgets.menu.Digits + widgets["menu"].x; let s = "widgets.menu"; widgets.menus; menu"#;
        assert_eq!(
            script_with_widget_renamed(source, "menu", "start").unwrap(),
            r#"// widgets.menu here stays
let keys = widgets.start.Digits + widgets["start"].x; let s = "widgets.menu"; widgets.menus; menu"#
        );
        assert_eq!(
            script_with_widget_renamed("widgets.a.b", "a", "a-b").unwrap(),
            r#"widgets["a-b"].b"#
        );
        assert_eq!(script_with_widget_renamed("a.menu", "menu", "x"), None);
    }
}
