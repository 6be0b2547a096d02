//! Random flows, for the laws that hold for all of them.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Kinds a random widget may be of, with their exits.
pub const KINDS: [(&str, &[&str]); 10] = [
    ("say-play", &["audioComplete"]),
    ("gather-input-on-call", &["keypress", "speech", "timeout"]),
    ("split-based-on", &["noMatch", "match", "match"]),
    ("set-variables", &["next"]),
    ("make-http-request", &["success", "failed"]),
    ("run-function", &["success", "fail"]),
    ("send-message", &["sent", "failed"]),
    ("record-voicemail", &["recordingComplete", "noAudio", "hangup"]),
    ("connect-call-to", &["callCompleted", "hangup"]),
    ("mystery-widget", &["one", "two"]),
];

/// A property of a random widget: wording, templates, numbers of every look, nested values.
fn property() -> impl Strategy<Value = (String, Value)> {
    let text = prop_oneof![
        Just("Press 1 for sales, 2 for support.".to_owned()),
        Just("¿Español? \"Sí\" / no \\ \u{1f600}".to_owned()),
        (0..12_usize)
            .prop_map(|n| format!("{{{{widgets.w{n}.Digits}}}} and {{{{flow.variables.n}}}}")),
        (0..12_usize)
            .prop_map(|n| format!("{{% if widgets.w{n}.parsed.ok == true %}}yes{{% endif %}}")),
        "[ -~]{0,24}",
    ];
    let scalar = prop_oneof![
        4 => text.prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i32>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => Just(json!(1.5)),
    ];
    let value = scalar.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec(("[a-z]{1,6}", inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    let name = prop_oneof![
        Just("say"),
        Just("body"),
        Just("input"),
        Just("timeout"),
        Just("url"),
        Just("parameters"),
        Just("variables"),
        Just("voice"),
        Just("hints"),
        Just("attributes"),
    ];
    (name.prop_map(str::to_owned), value)
}

/// The definition of a random flow of `w0`, `w1`, ... beside the trigger.
pub fn definition(widgets: std::ops::Range<usize>) -> impl Strategy<Value = Value> {
    let widget = (
        0..KINDS.len(),
        vec(proptest::option::weighted(0.8, 0..14_usize), 3),
        vec(property(), 0..5),
        proptest::option::weighted(0.9, (-2000..2000_i32, -2000..2000_i32)),
        "[a-z0-9]{1,4}",
    );
    (vec(widget, widgets), 0..14_usize).prop_map(|(widgets, first)| {
        let count = widgets.len();
        let target = |place: usize| (place < count).then(|| format!("w{place}"));
        let mut states = vec![json!({
            "name": "Trigger", "type": "trigger",
            "transitions": [{"event": "incomingMessage"}, {"event": "incomingCall", "next": target(first)}, {"event": "incomingRequest"}],
            "properties": {"offset": {"x": 0, "y": 0}},
        })];
        for (place, (kind, nexts, properties, offset, value)) in widgets.into_iter().enumerate() {
            let (kind, exits) = KINDS[kind];
            let transitions: Vec<Value> = exits
                .iter()
                .zip(nexts)
                .map(|(event, next)| {
                    let mut transition = json!({"event": event});
                    if let Some(next) = next.and_then(target) {
                        transition["next"] = next.into();
                    }
                    if *event == "match" {
                        transition["conditions"] = json!([{
                            "friendly_name": format!("If value equal_to {value}"),
                            "arguments": [format!("{{{{widgets.w{place}.Digits}}}}")],
                            "type": "equal_to", "value": value,
                        }]);
                    }
                    transition
                })
                .collect();
            let mut properties: serde_json::Map<String, Value> = properties.into_iter().collect();
            if let Some((x, y)) = offset {
                properties.insert("offset".to_owned(), json!({"x": x, "y": y}));
            }
            states.push(json!({
                "name": format!("w{place}"), "type": kind,
                "transitions": transitions, "properties": properties,
            }));
        }
        json!({
            "description": "A random flow", "states": states, "initial_state": "Trigger",
            "flags": {"allow_concurrent_calls": true},
        })
    })
}

/// How a random file is laid out.
pub fn laid_out(definition: &Value, layout: u8) -> String {
    match layout % 5 {
        0 => definition.to_string(),
        1 => format!("{definition:#}\n"),
        2 => format!("{definition:#}").replace("\n", "\r\n"),
        3 => {
            let indented = format!("{definition:#}");
            let lines = indented.lines().map(|line| {
                let text = line.trim_start_matches(' ');
                "\t".repeat((line.len() - text.len()) / 2) + text
            });
            lines.collect::<Vec<_>>().join("\n")
        }
        _ => {
            // One widget a line, as people write by hand.
            let states: Vec<String> = definition["states"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|state| format!("    {}", state))
                .collect();
            format!(
                "{{\n  \"states\": [\n{}\n  ],\n  \"initial_state\": \"Trigger\"\n}}\n",
                states.join(",\n")
            )
        }
    }
}

/// The text of a random flow in a random layout.
pub fn text(widgets: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    (definition(widgets), any::<u8>())
        .prop_map(|(definition, layout)| laid_out(&definition, layout))
}

/// Text that is nearly a flow: cut off, with pieces doubled, with bytes put in.
pub fn damaged_text() -> impl Strategy<Value = String> {
    let damage = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        0..4_u8,
        "[\\[\\]{},:\"'/\\\\*#a0 -]{0,3}",
    );
    (text(0..4), vec(damage, 1..5)).prop_map(|(mut text, damages)| {
        for (first, second, what, piece) in damages {
            let place = |index: prop::sample::Index| {
                let mut at = index.index(text.len() + 1);
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let (one, other) = (place(first), place(second));
            let (from, to) = (one.min(other), one.max(other).min(one.min(other) + 40));
            let to = (to..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
            match what {
                0 => text.truncate(one),
                1 => text.insert_str(one, &piece),
                2 => text.replace_range(from..to, &piece),
                _ => {
                    let copy = text[from..to].to_owned();
                    text.insert_str(one, &copy);
                }
            }
        }
        text
    })
}
