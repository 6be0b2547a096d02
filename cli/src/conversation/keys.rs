//! Which keys a menu is made for, as far as the flow shows it.

use centralita_engine::Flow;
use centralita_engine::flow::Widget;

/// The keys that the split behind `widget` tells apart, in its order; empty when there is no such split.
///
/// This only helps a person who tries a flow; any other key can be pressed as well.
pub fn keys_of(flow: &Flow, widget: &Widget) -> Vec<String> {
    let next = widget.transition("keypress").and_then(|transition| transition.next.as_ref());
    let Some(split) = next.and_then(|name| flow.widget(name.as_str())) else { return Vec::new() };
    let mention = format!("widgets.{}.Digits", widget.name);
    let mut keys: Vec<String> = Vec::new();
    for condition in split.transitions.iter().flat_map(|transition| &transition.conditions) {
        if !condition.arguments.iter().any(|argument| argument.contains(&mention)) {
            continue;
        }
        let values: Vec<&str> = match condition.operator.as_str() {
            "equal_to" => vec![condition.value.as_str()],
            "matches_any_of" => condition.value.split(',').collect(),
            // Of a pattern like `1|.*(sales).*` the alternatives that are nothing but digits.
            "regex" => condition
                .value
                .split('|')
                .map(|part| part.trim_matches(['^', '$', '(', ')']))
                .filter(|part| part.chars().all(|key| key.is_ascii_digit()))
                .collect(),
            _ => continue,
        };
        for value in values {
            let value = value.trim();
            let is_keys = !value.is_empty()
                && value.chars().all(|key| key.is_ascii_digit() || matches!(key, '*' | '#'));
            if is_keys && !keys.iter().any(|known| known == value) {
                keys.push(value.to_owned());
            }
        }
    }
    // As on a telephone: 1 to 9, then 0, then the two signs.
    let place = |key: &String| {
        let first = key.chars().next().unwrap_or(' ');
        (key.len(), "123456789*0#".find(first), key.clone())
    };
    keys.sort_by_key(place);
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_a_menu_are_those_its_split_tells_apart() {
        let flow = Flow::read(
            r#"{"states": [
              {"name": "menu", "type": "gather-input-on-call", "transitions": [{"event": "keypress", "next": "split"}]},
              {"name": "split", "type": "split-based-on", "transitions": [
                {"event": "noMatch"},
                {"event": "match", "conditions": [{"arguments": ["{{widgets.menu.Digits}}"], "type": "equal_to", "value": "1"}]},
                {"event": "match", "conditions": [{"arguments": ["{{widgets.menu.Digits}}"], "type": "matches_any_of", "value": "2, 3,x"}]},
                {"event": "match", "conditions": [{"arguments": ["{{widgets.menu.Digits}}"], "type": "regex", "value": "^0$|.*(desk).*"}]},
                {"event": "match", "conditions": [{"arguments": ["{{widgets.menu.SpeechResult}}"], "type": "equal_to", "value": "9"}]}
              ]}]}"#,
        );
        assert_eq!(keys_of(&flow, &flow.widgets()[0]), ["1", "2", "3", "0"]);
        assert!(keys_of(&flow, &flow.widgets()[1]).is_empty());
    }
}
