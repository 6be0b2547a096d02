//! The flow's own data speaks of something that is not there.
//!
//! Beside what Studio knows, a flow keeps its time zone, labels, notes, groups and warnings that were
//! set aside under the key `centralita`. When a widget is removed or renamed by hand, what was said of
//! it stays behind; and with a time zone that nobody knows, opening hours are those of the server.
//!
//! **Mend it** by choosing a zone such as `Europe/Madrid`, or by taking out what is left over.
//!
//! ```json
//! { "centralita": { "version": 1, "time_zone": "Madrid", "labels": { "old_menu": "Reason" } } }
//! ```

use super::subject::Subject;
use super::{Code, Fix, Place, Report, Sentence};
use crate::flow::{Edit, JsonKind, Node, PathStep};
use crate::sentence;

pub(super) const CODE: Code = Code("own_data");

/// The newest version of the map that is understood here.
const VERSION: i64 = 1;

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    let own = subject.flow.own();
    let Some(map) = own.node() else { return };
    let at = |node: Node<'_>| Place { span: Some(node.span()), ..Place::default() };
    if let (Some(version), Some(node)) = (own.version, map.get("version"))
        && version > VERSION
    {
        let message = sentence!(
            "The flow's own data is of version {version}, and only version {VERSION} is known here; some of it may be missed. Use a newer program.",
            "Los datos propios del flujo son de la versión {version} y aquí solo se conoce la versión {VERSION}; puede faltar algo. Use un programa más nuevo."
        );
        report.warning(CODE, at(node), message, None);
    }
    if let (Some(zone), Some(node)) = (&own.time_zone, map.get("time_zone"))
        && jiff::tz::TimeZone::get(zone).is_err()
    {
        let message = sentence!(
            "There is no time zone \"{zone}\", so the server's counts for hours and dates. Write one such as Europe/Madrid.",
            "No hay ninguna zona horaria \"{zone}\", así que para horas y fechas cuenta la del servidor. Escriba una como Europe/Madrid."
        );
        report.error(CODE, at(node), message, None);
    }
    let mut left_over = |node: Node<'_>,
                         [what, what_es]: [&str; 2],
                         name: &str,
                         path: Vec<PathStep>| {
        if name.is_empty() || subject.flow.index_of(name).is_some() {
            return;
        }
        let message = Sentence::new(
            format!("{what} {name}, which is not in this flow. Take it out, or correct the name."),
            format!("{what_es} {name}, que no está en este flujo. Quítelo o corrija el nombre."),
        );
        let edit = Edit::SetOwn { path, value: None };
        let fix = Fix { label: Sentence::new("Take it out", "Quitarlo"), edit, takes_away: true };
        report.warning(CODE, at(node), message, Some(fix));
    };
    for (key, what) in [
        ("labels", ["There is a label for the answer of", "Hay una etiqueta para la respuesta de"]),
        (
            "sensitive",
            [
                "An answer is marked as sensitive, that of",
                "Está marcada como sensible la respuesta de",
            ],
        ),
        ("set_aside", ["A warning was set aside for", "Se descartó un aviso de"]),
    ] {
        let Some(node) = map.get(key) else { continue };
        for (name, value) in node.members() {
            left_over(value, what, &name.text, vec![key.into(), name.text.as_ref().into()]);
        }
        for (index, item) in node.items().enumerate() {
            let name = item.as_str().unwrap_or_default();
            left_over(item, what, &name, vec![key.into(), index.into()]);
        }
    }
    for (index, group) in map.get("groups").into_iter().flat_map(Node::items).enumerate() {
        let widgets = group.get("widgets").filter(|node| node.kind() == JsonKind::List);
        for (place, item) in widgets.into_iter().flat_map(Node::items).enumerate() {
            let name = item.as_str().unwrap_or_default();
            let path = vec!["groups".into(), index.into(), "widgets".into(), place.into()];
            left_over(item, ["A group is drawn around", "Un grupo rodea a"], &name, path);
        }
    }
    for (index, note) in map.get("notes").into_iter().flat_map(Node::items).enumerate() {
        let Some(widget) = note.get("widget") else { continue };
        let name = widget.as_str().unwrap_or_default();
        let path = vec!["notes".into(), index.into(), "widget".into()];
        left_over(widget, ["A note is about", "Una nota trata de"], &name, path);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::{call_flow, mended, problems};

    #[test]
    fn what_is_left_over_is_told_and_taken_out() {
        let flow =
            call_flow(&[r#"{"name":"hello","type":"set","transitions":[{"event":"next"}]}"#]);
        let with = |own: &str| flow.replacen('{', &format!(r#"{{"centralita":{own},"#), 1);
        expect![[r#"
            warning own_data: The flow's own data is of version 2, and only version 1 is known here; some of it may be missed. Use a newer program.
            error own_data: There is no time zone "Madrid", so the server's counts for hours and dates. Write one such as Europe/Madrid.
            warning own_data: There is a label for the answer of menu, which is not in this flow. Take it out, or correct the name.
                fix: Take it out
            warning own_data: An answer is marked as sensitive, that of pin, which is not in this flow. Take it out, or correct the name.
                fix: Take it out
            warning own_data: A group is drawn around gone, which is not in this flow. Take it out, or correct the name.
                fix: Take it out
            warning own_data: A note is about gone, which is not in this flow. Take it out, or correct the name.
                fix: Take it out
            warning dead_end hello #0: The call ends at hello without a word, and what it prepares is for nobody: nothing is connected to "next". Connect it, or take the widget away.
        "#]].assert_eq(&problems(&with(
            r#"{"version":2,"time_zone":"Madrid","labels":{"menu":"Reason"},"sensitive":["pin"],"groups":[{"title":"A","widgets":["hello","gone"]}],"notes":[{"text":"x","widget":"gone"}]}"#,
        )));
        expect![[r#"
            warning dead_end hello #0: The call ends at hello without a word, and what it prepares is for nobody: nothing is connected to "next". Connect it, or take the widget away.
        "#]].assert_eq(&mended(&with(r#"{"version":1,"labels":{"menu":"Reason"}}"#)));
        expect![[r#"
            warning dead_end hello #0: The call ends at hello without a word, and what it prepares is for nobody: nothing is connected to "next". Connect it, or take the widget away.
        "#]].assert_eq(&problems(&with(r#"{"version":1,"time_zone":"Europe/Madrid"}"#)));
    }
}
