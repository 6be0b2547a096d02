//! A widget with a field of every kind, filled in as it should be and as it should not. Conditions
//! belong to splits alone, so a split stands beside it.

use centralita_engine::declare::FieldKind;

/// Kinds of fields that a scripted widget has, as its front matter spells them, each with a value that
/// is right and one that is not (as JSON).
const FIELDS: &[(&str, &str, &str)] = &[
    ("text", r#""Reception""#, "\"\""),
    (
        "template",
        r#""Caller {{contact.channel.address}}""#,
        r#""Caller {{widgets.nobody.Digits}}""#,
    ),
    (
        "speech",
        r#""Hello {{trigger.call.From}}, please hold the line.""#,
        r#""Hello {{flow.variables""#,
    ),
    ("number", "4", "400"),
    ("seconds", "12", r#""soon""#),
    ("toggle", "true", r#""perhaps""#),
    ("choice", r#""blue""#, r#""purple""#),
    ("phone", r#""+15550100""#, r#""call me""#),
    ("address", r#""whatsapp:+15550100""#, r#""""#),
    ("url", r#""https://api.example.com/customers""#, r#""api example com""#),
    ("audio", r#""https://cdn.example.com/hold.mp3""#, r#""hold music""#),
    ("language", r#""es-ES""#, r#""Spanish""#),
    ("voice", r#""Polly.Lucia-Neural""#, r#""""#),
    (
        "key-values",
        r#"[{"key": "plan", "value": "gold"}, {"key": "caller", "value": "{{contact.channel.address}}"}]"#,
        r#"[{"key": "", "value": "gold"}]"#,
    ),
    ("flow", r#""voicemail""#, r#""no_such_flow""#),
    ("queue", r#""sales""#, r#""""#),
    ("json", r#"{"plan": "gold", "open": true}"#, r#""{\"plan\": ""#),
    ("script", r#""fn enter() {\n    exit(\"next\")\n}""#, r#""fn enter( {""#),
    ("secret", r#""{{secrets.CRM_KEY}}""#, r#""sk_live_0123456789""#),
    ("list", r#"["sales", "support"]"#, r#"["sales", 7]"#),
    (
        "hours",
        r#"{"week": {"monday": [{"from": "09:00", "to": "18:00"}], "friday": [{"from": "09:00", "to": "13:00"}]}}"#,
        r#"{"week": {"monday": [{"from": "18:00", "to": "09:00"}]}}"#,
    ),
];

/// The script of the widget.
pub fn script() -> String {
    let mut text = String::from(
        "/*---\napi = 1\nlabel = \"Every kind\"\nhelp = \"A field of every kind.\"\ngroup = \"logic\"\nicon = \"clipboard\"\n",
    );
    for (kind, _, _) in FIELDS {
        let name = kind.replace('-', "_");
        text += &format!("\n[field.{name}]\nkind = \"{kind}\"\nrequired = true\n");
        match *kind {
            "choice" => text += "choices = [\"red\", \"green\", \"blue\"]\n",
            "number" => text += "range = [1, 9]\n",
            _ => {}
        }
    }
    text + "\n[exit.next]\nhelp = \"Goes on.\"\n---*/\n\nfn enter() {\n    exit(\"next\")\n}\n"
}

/// A flow with that widget, as it should be or not.
pub fn flow(is_right: bool) -> String {
    let properties: Vec<String> = FIELDS
        .iter()
        .map(|(kind, right, wrong)| {
            let value = if is_right { right } else { wrong };
            format!("\"{}\": {value}", kind.replace('-', "_"))
        })
        .collect();
    let (compares, value) = if is_right { ("equal_to", "+15550100") } else { ("regex", "+(1555") };
    let properties = properties.join(", ");
    format!(
        r#"{{
  "description": "A field of every kind",
  "states": [
    {{"name": "Trigger", "type": "trigger", "transitions": [{{"event": "incomingCall", "next": "every_kind"}}, {{"event": "incomingMessage"}}], "properties": {{"offset": {{"x": 0, "y": 0}}}}}},
    {{"name": "every_kind", "type": "script-every_kind", "transitions": [{{"event": "next", "next": "which"}}], "properties": {{"offset": {{"x": 0, "y": 220}}, {properties}}}}},
    {{"name": "which", "type": "split-based-on", "transitions": [{{"event": "noMatch"}}, {{"event": "match", "next": "thanks", "conditions": [{{"friendly_name": "Known", "type": "{compares}", "arguments": ["{{{{contact.channel.address}}}}"], "value": "{value}"}}]}}], "properties": {{"offset": {{"x": 0, "y": 440}}, "input": "{{{{contact.channel.address}}}}"}}}},
    {{"name": "thanks", "type": "say-play", "transitions": [{{"event": "audioComplete"}}], "properties": {{"offset": {{"x": 0, "y": 660}}, "say": "Thank you.", "loop": 1}}}}
  ],
  "initial_state": "Trigger",
  "flags": {{"allow_concurrent_calls": true}}
}}"#
    )
}

/// The kinds of fields that the pictures show.
pub fn kinds() -> Vec<FieldKind> {
    let names = FIELDS.iter().map(|(name, _, _)| *name).chain(["conditions"]);
    names.filter_map(FieldKind::parse).collect()
}
