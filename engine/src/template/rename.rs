//! Giving a widget another name in a template.

use super::lexer::is_identifier;
use super::reads::{Read, Segment};

/// The `source` with `widgets.from` turned into `widgets.to` wherever `reads` says it is read.
pub(super) fn renamed(source: &str, reads: &[Read], from: &str, to: &str) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    let spans = reads.iter().filter(|read| is_widget(&read.mention.path, from));
    // In the order of the names, since a bracket may hold another mention.
    let mut spans: Vec<_> = spans.filter_map(|read| read.second).collect();
    spans.sort_by_key(|(whole, _)| whole.start);
    for (whole, name) in spans {
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
