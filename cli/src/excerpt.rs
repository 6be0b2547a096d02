//! Excerpts: the lines of a file around a problem, with a caret under it.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use centralita_engine::{Lines, Span};

use crate::fitting::{columns, wrapped};

/// A line longer than this is shown only around the place.
const LONGEST_LINE: usize = 160;

/// What an excerpt says.
pub struct Excerpt<'a> {
    /// Error or warning.
    pub is_error: bool,
    /// The name of the check.
    pub code: &'a str,
    /// The sentence.
    pub message: &'a str,
    /// What can be done about it.
    pub help: Option<&'a str>,
    /// The file.
    pub path: &'a str,
    /// Its text and the place in it, when there is one.
    pub place: Option<(&'a Lines<'a>, Span)>,
    /// A template or script inside it and the place in it, with the name of the property.
    pub inside: Option<(&'a str, Span, &'a str)>,
    /// The words for error, warning and help.
    pub labels: [&'static str; 3],
    /// Columns.
    pub width: usize,
}

impl Excerpt<'_> {
    /// The excerpt as text with colours.
    pub fn render(&self) -> String {
        let [error, warning, help] = self.labels;
        let level = if self.is_error {
            Level::ERROR.with_name(Some(error))
        } else {
            Level::WARNING.with_name(Some(warning))
        };
        // The title goes on under itself; beside a long label it keeps a readable breadth.
        let label = [error, warning][usize::from(!self.is_error)];
        let beside = columns(label) + columns(self.code) + 4;
        let title = wrapped(self.message, self.width.saturating_sub(beside).max(40)).join("\n");
        let mut group = Group::with_title(level.primary_title(title).id(self.code));
        let inner;
        let outer;
        match (&self.inside, &self.place) {
            (Some((source, span, field)), place) => {
                // The part is the place; the line of the file says where the part stands.
                let line = place.map_or(1, |(lines, span)| lines.line_and_column(span).0);
                inner = Shown::of(&Lines::of(source), *span);
                let path = format!("{}:{line} ({field})", self.path);
                group = group.element(
                    Snippet::source(inner.text.clone())
                        .path(path)
                        .line_start(inner.first_line)
                        .annotation(AnnotationKind::Primary.span(inner.range.clone())),
                );
            }
            (None, Some((lines, span))) => {
                outer = Shown::of(lines, *span);
                group = group.element(
                    Snippet::source(outer.text.clone())
                        .path(self.path)
                        .line_start(outer.first_line)
                        .annotation(AnnotationKind::Primary.span(outer.range.clone())),
                );
            }
            (None, None) => {
                group = group.element(annotate_snippets::Origin::path(self.path));
            }
        }
        let mut groups = vec![group];
        if let Some(text) = self.help {
            groups.push(Group::with_title(Level::HELP.with_name(Some(help)).secondary_title(text)));
        }
        Renderer::styled().decor_style(DecorStyle::Unicode).term_width(self.width).render(&groups)
    }
}

/// The part of a text that is shown.
struct Shown {
    text: String,
    range: std::ops::Range<usize>,
    first_line: usize,
}

impl Shown {
    /// The line on which `span` begins; a span over several lines ends with its first. Where that
    /// line is nothing but a bracket, the line after it says more.
    fn of(lines: &Lines<'_>, span: Span) -> Shown {
        let text = lines.text();
        let mut start = floor(text, span.start as usize);
        let mut line = lines.line(Span::new(start, start)).range();
        let whole_end = floor(text, span.end as usize).max(start);
        let mut end = whole_end.min(line.end);
        if matches!(text[start..end].trim(), "{" | "[") {
            let blank = text[start + 1..whole_end].bytes().take_while(u8::is_ascii_whitespace);
            start += 1 + blank.count();
            line = lines.line(Span::new(start, start)).range();
            end = start + text[start..whole_end.min(line.end)].trim_end().len();
        }
        let (line_start, line_end) = (line.start, line.end);
        let (first_line, _) = lines.line_and_column(Span::new(start, end));
        let mut from = line_start;
        let mut to = line_end;
        if to - from > LONGEST_LINE {
            from = floor(text, start.saturating_sub(LONGEST_LINE / 3)).max(line_start);
            to = floor(text, start + LONGEST_LINE).min(line_end).max(start);
        }
        let shown = text[from..to].trim_end_matches('\r').to_owned();
        let begins = (start - from).min(shown.len());
        let ends = (end.min(to) - from).min(shown.len()).max(begins);
        Shown { text: shown, range: begins..ends, first_line }
    }
}

/// The nearest place at or before `at` where a character begins.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn excerpt(place: Option<(&str, Span)>, inside: Option<(&str, Span, &str)>) -> String {
        let lines = place.map(|(text, span)| (Lines::of(text), span));
        let rendered = Excerpt {
            is_error: true,
            code: "unknown_variable",
            message: "menu reads a variable that nothing sets.",
            help: Some("Remove it."),
            path: "flow.json",
            place: lines.as_ref().map(|(lines, span)| (lines, *span)),
            inside,
            labels: ["error", "warning", "help"],
            width: 80,
        }
        .render();
        anstream::adapter::strip_str(&rendered).to_string()
    }

    #[test]
    fn the_caret_stands_under_the_place() {
        expect![[r#"
            error[unknown_variable]: menu reads a variable that nothing sets.
              ╭▸ flow.json:2:10
              │
            2 │   "say": "Hi"
              │          ━━━━
              ╰╴
            help: Remove it."#]]
        .assert_eq(&excerpt(Some(("{\n  \"say\": \"Hi\"\n}", Span::new(11, 15))), None));
    }

    #[test]
    fn a_place_inside_a_template_shows_the_template() {
        expect![[r#"
            error[unknown_variable]: menu reads a variable that nothing sets.
              ╭▸ flow.json:2 (say):1:6
              │
            1 │ Hi {{flow.variables.nam}}
              │      ━━━━━━━━━━━━━━━━━━
              ╰╴
            help: Remove it."#]]
        .assert_eq(&excerpt(
            Some(("{\n  \"say\": \"Hi\"\n}", Span::new(11, 15))),
            Some(("Hi {{flow.variables.nam}}", Span::new(5, 23), "say")),
        ));
    }

    #[test]
    fn a_place_beyond_the_text_or_in_a_very_long_line_is_survived() {
        assert!(excerpt(Some(("é", Span::new(700, 900))), None).contains("unknown_variable"));
        let long = format!("{}x{}", "é".repeat(4000), "ü".repeat(4000));
        assert!(excerpt(Some((&long, Span::new(8000, 8001))), None).len() < 2000);
    }
}
