//! Giving a widget another name in a template.
//!
//! Only what says `widgets` and the name follows. A widget that is reached by a detour, as in
//! `{% assign all = widgets %}{{ all.old }}` or `{{ widgets[name] }}`, is not found.

use super::lexer::is_identifier;
use super::reads::{Mention, Segment, Written};

/// The `source` with `widgets.from` turned into `widgets.to` wherever it is mentioned. `seconds` tells
/// for each mention where the name of the widget is written.
pub(super) fn renamed(
    source: &str,
    mentions: &[Mention],
    seconds: &[Option<Written>],
    from: &str,
    to: &str,
) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    let mentions =
        mentions.iter().zip(seconds).filter(|(mention, _)| is_widget(&mention.path, from));
    // In the order of the names, since a bracket may hold another mention.
    let mut names: Vec<Written> = mentions.filter_map(|(_, second)| *second).collect();
    names.sort_by_key(|name| name.whole);
    for Written { whole, name } in names {
        let written = source.get(whole.range())?;
        let (start, end, text) = if !written.starts_with('[') {
            if is_identifier(to) {
                (name.start, name.end, to.to_owned())
            } else {
                (whole.start, whole.end, format!("[{}]", quoted(to)?))
            }
        } else {
            // The quotation marks stand around the name.
            (name.start - 1, name.end + 1, quoted(to)?)
        };
        out.push_str(source.get(copied..start as usize)?);
        out.push_str(&text);
        copied = end as usize;
    }
    out.push_str(source.get(copied..)?);
    (copied > 0 && out != source).then_some(out)
}

fn is_widget(path: &[Segment], name: &str) -> bool {
    let key =
        |at: usize, wanted: &str| matches!(path.get(at), Some(Segment::Key(key)) if key == wanted);
    key(0, "widgets") && key(1, name)
}

/// The name in quotation marks; None when it holds both kinds, which no template can write.
fn quoted(name: &str) -> Option<String> {
    if !name.contains('"') {
        Some(format!("\"{name}\""))
    } else if !name.contains('\'') {
        Some(format!("'{name}'"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::template::{Dialect, Template};

    fn renamed(source: &str, to: &str) -> Option<String> {
        Template::parse(source, Dialect::Studio).with_widget_renamed("old", to)
    }

    #[test]
    fn every_way_to_write_a_widget_follows() {
        assert_eq!(
            renamed("{{widgets.old.x}} {{ widgets[\"old\"].x | append: widgets . old }}", "new")
                .unwrap(),
            "{{widgets.new.x}} {{ widgets[\"new\"].x | append: widgets . new }}"
        );
        assert_eq!(
            renamed(
                "{% if widgets['old'].a == widgets.old.b %}{{ x[widgets.old.i].old }}{% endif %}",
                "new"
            )
            .unwrap(),
            "{% if widgets[\"new\"].a == widgets.new.b %}{{ x[widgets.new.i].old }}{% endif %}"
        );
        assert_eq!(
            renamed("{% for i in widgets.old.items %}{{ i }}{% endfor %}", "new").unwrap(),
            "{% for i in widgets.new.items %}{{ i }}{% endfor %}"
        );
    }

    #[test]
    fn a_name_that_is_no_word_is_written_in_brackets() {
        assert_eq!(
            renamed("{{widgets.old.x}}", "new name").unwrap(),
            "{{widgets[\"new name\"].x}}"
        );
        assert_eq!(
            renamed("{{widgets.old.x}}", "say \"hi\"").unwrap(),
            "{{widgets['say \"hi\"'].x}}"
        );
        assert_eq!(renamed("{{widgets.old.x}}", "both ' and \""), None);
    }

    #[test]
    fn everything_else_stays() {
        for source in [
            "widgets.old",
            "{{ 'widgets.old' }}",
            "{{ widgets.older.old }}",
            "{{ widget.old }}",
            "{% raw %}{{ widgets.old }}{% endraw %}",
            "{% comment %}{{ widgets.old }}{% endcomment %}",
            "{% assign widgets = a %}{{ widgets.old }}",
        ] {
            assert_eq!(renamed(source, "new"), None, "{source}");
        }
        assert_eq!(renamed("{{ widgets.old }}", "old"), None);
    }

    #[test]
    fn what_can_be_read_of_a_broken_template_follows_too() {
        assert_eq!(renamed("{{ widgets.old }} {% if", "new").unwrap(), "{{ widgets.new }} {% if");
    }
}
