//! Random edits that fit a flow.

use centralita_engine::flow::{
    Edit, Flow, NewCondition, NewTransition, NewWidget, Position, Widget, WidgetName,
};
use centralita_engine::{Map, Value};
use proptest::prelude::*;

/// Numbers that choose an edit and what it is about.
pub type Dice = [u16; 5];

/// Some dice.
pub fn dice() -> impl Strategy<Value = Dice> {
    any::<Dice>()
}

/// The edit that `dice` choose for `flow`, with the names of the widgets whose text it may touch;
/// none as names means any.
pub fn edit(flow: &Flow, dice: Dice) -> (Edit, Option<Vec<WidgetName>>) {
    let [what, first, second, third, fourth] = dice;
    let pick = |number: u16| -> Option<&Widget> {
        flow.widgets().get(usize::from(number) % flow.widgets().len().max(1))
    };
    let name = |number: u16| pick(number).map(|widget| widget.name.clone()).unwrap_or_default();
    let (widget, other) = (name(first), name(second));
    let wire = pick(first).map_or(0, |one| usize::from(third) % one.transitions.len().max(1));
    let one = Some(vec![widget.clone()]);
    let fresh = WidgetName::from(format!("fresh_{third}"));
    let condition = NewCondition {
        friendly_name: "If".into(),
        arguments: vec![format!("{{{{widgets.{other}.Digits}}}}").into()],
        operator: "equal_to".into(),
        value: format!("{fourth}").into(),
    };
    let property = ["say", "body", "timeout", "parameters", "brand_new"][usize::from(second) % 5];
    let value = || match third % 5 {
        0 => Value::from("Hello \"you\"\n"),
        1 => Value::Int(i64::from(fourth)),
        2 => Value::list([Value::map([
            ("key".into(), Value::from("k")),
            ("value".into(), Value::Null),
        ])]),
        3 => Value::from(Map::new()),
        _ => Value::Bool(true),
    };
    match what % 17 {
        0 => {
            let transition =
                NewTransition { event: "next".into(), next: Some(other), conditions: vec![] };
            let properties = Value::map([("say".into(), Value::from("Hi"))]);
            let position = Some(Position::new(f64::from(third), -f64::from(fourth)));
            let new = NewWidget {
                name: fresh,
                kind: "say-play".into(),
                transitions: vec![transition],
                properties,
                position,
            };
            (Edit::AddWidget(new), Some(vec![]))
        }
        1 => {
            let wired = |one: &&Widget| {
                one.transitions.iter().any(|wire| wire.next.as_ref() == Some(&widget))
            };
            let mut touched: Vec<WidgetName> =
                flow.widgets().iter().filter(wired).map(|one| one.name.clone()).collect();
            touched.push(widget.clone());
            (Edit::RemoveWidgets(vec![widget]), Some(touched))
        }
        2 => (Edit::RenameWidget { from: widget, to: fresh }, None),
        3 => (Edit::ChangeKind { widget, kind: "split-based-on".into() }, one),
        4 | 5 => (Edit::SetProperty { widget, path: vec![property.into()], value: value() }, one),
        6 => (
            Edit::SetProperty {
                widget,
                path: vec![property.into(), 0.into(), "key".into()],
                value: value(),
            },
            one,
        ),
        7 => (Edit::ClearProperty { widget, path: vec![property.into()] }, one),
        8 | 9 => (Edit::Connect { widget, transition: wire, to: other }, one),
        10 => (Edit::Disconnect { widget, transition: wire }, one),
        11 => {
            let transition = NewTransition {
                event: "match".into(),
                next: Some(other),
                conditions: vec![condition],
            };
            (Edit::AddTransition { widget, at: usize::from(fourth) % 4, transition }, one)
        }
        12 => (Edit::RemoveTransition { widget, transition: wire }, one),
        13 => (Edit::MoveTransition { widget, from: wire, to: usize::from(fourth) % 3 }, one),
        14 => {
            let conditions = vec![condition; usize::from(fourth) % 3];
            (Edit::SetConditions { widget, transition: wire, conditions }, one)
        }
        15 => {
            let place = Position::new(f64::from(third), f64::from(fourth));
            let moves = vec![(widget.clone(), place), (other.clone(), Position::new(0.5, -1.0))];
            (Edit::MoveWidgets(moves), Some(vec![widget, other]))
        }
        _ => match third % 6 {
            0 => (Edit::SetDescription("Other words".into()), Some(vec![])),
            1 => (Edit::SetInitial(widget), Some(vec![])),
            2 => (Edit::SetConcurrentCalls(fourth % 2 == 0), Some(vec![])),
            3 => {
                let path = vec!["labels".into(), widget.as_str().into()];
                (Edit::SetOwn { path, value: Some(Value::from("Reason")) }, Some(vec![]))
            }
            4 => (
                Edit::Duplicate { widgets: vec![widget, other], by: Position::new(30.0, 30.0) },
                Some(vec![]),
            ),
            _ => {
                let text = r#"[{"name":"w1","type":"say-play","transitions":[{"event":"audioComplete","next":"w2"}],"properties":{"say":"{{widgets.w2.x}}"}},{"name":"w2","type":"run-function"}]"#;
                (Edit::Paste { text: text.into(), at: Some(Position::new(1.0, 2.0)) }, Some(vec![]))
            }
        },
    }
}
