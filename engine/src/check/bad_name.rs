//! A widget has a name that templates cannot mention.
//!
//! Templates read what a widget stored as `{{widgets.NAME.KEY}}`, so a name is made of letters,
//! digits, `_` and `-`, and starts with a letter. Under another name the widget runs, but nothing
//! can read what it stored, and Studio's editor does not accept it.
//!
//! **Mend it** by renaming the widget; wires follow.
//!
//! ```json
//! { "name": "main menu", "type": "gather-input-on-call" }
//! ```

use super::subject::Subject;
use super::{Code, Fix, Place, Report, Sentence};
use crate::flow::{Edit, WidgetName};

pub(super) const CODE: Code = Code("bad_name");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    for one in &subject.widgets {
        let name = &one.widget.name;
        if name.is_empty() {
            continue;
        }
        let Err(bad) = WidgetName::parse(name) else { continue };
        let message = format!("Templates cannot mention \"{name}\". {bad}");
        let spanish = format!(
            "Las plantillas no pueden mencionar \"{name}\". Use letras, cifras, - y _, empezando por una letra, y 128 caracteres como mucho."
        );
        let message = Sentence::new(message, spanish);
        let fix = better(name)
            .filter(|better| subject.flow.index_of(better).is_none())
            .filter(|_| subject.flow.index_of(name) == Some(one.index))
            .map(|better| Fix {
                label: Sentence::new(format!("Call it {better}"), format!("Llamarlo {better}")),
                edit: Edit::RenameWidget { from: name.clone(), to: better },
                takes_away: false,
            });
        report.warning(CODE, Place::widget(one.widget), message, fix);
    }
}

/// A name like this one that templates can mention.
fn better(name: &str) -> Option<WidgetName> {
    let mut better = String::new();
    for character in name.trim().chars().take(100) {
        match character {
            good if good.is_alphanumeric() || good == '-' || good == '_' => better.push(good),
            _ if better.ends_with('_') => {}
            _ => better.push('_'),
        }
    }
    if !better.starts_with(char::is_alphabetic) {
        better.insert_str(0, "widget_");
    }
    WidgetName::parse(&better).ok()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::{call_flow, in_call, mended};

    #[test]
    fn a_name_with_a_space_is_told_and_mended() {
        let states = [
            r#"{"name":"say hello","type":"say","transitions":[{"event":"audioComplete"}],"properties":{"say":"Hi"}}"#,
        ];
        expect![[r#"
            warning bad_name say hello: Templates cannot mention "say hello". A name has letters, digits, _ and - only; take out " ".
                fix: Call it say_hello
        "#]].assert_eq(&in_call(&states));
        expect![[""]].assert_eq(&mended(&call_flow(&states)));
    }
}
