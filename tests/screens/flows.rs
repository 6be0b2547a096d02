//! The flows of the pictures.

pub const WELCOME: &str = include_str!("../../flows/welcome_menu.json");
pub const WELCOME_SCENARIOS: &str = include_str!("../../flows/welcome_menu.scenarios.md");
pub const TRIAGE: &str = include_str!("../../flows/chat_triage.json");
pub const IDENTIFY: &str = include_str!("../../flows/identify_caller.json");

/// A frame, notes, a wire back, a wire of a box to itself.
pub const DRAWN: &str = r#"{
  "description": "Groups, notes and wires that go back",
  "states": [
    {"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingCall", "next": "menu"}, {"event": "incomingMessage"}, {"event": "incomingRequest"}], "properties": {"offset": {"x": 300, "y": 0}}},
    {"name": "menu", "type": "gather-input-on-call", "transitions": [{"event": "keypress", "next": "which"}, {"event": "speech", "next": "which"}, {"event": "timeout", "next": "menu"}], "properties": {"offset": {"x": 300, "y": 220}, "say": "For sales press 1, for support press 2.", "timeout": 5, "loop": 1}},
    {"name": "which", "type": "split-based-on", "transitions": [{"event": "noMatch", "next": "sorry"}, {"event": "match", "next": "sales", "conditions": [{"friendly_name": "1", "type": "equal_to", "arguments": ["{{widgets.menu.Digits}}"], "value": "1"}]}, {"event": "match", "next": "support", "conditions": [{"friendly_name": "2", "type": "equal_to", "arguments": ["{{widgets.menu.Digits}}"], "value": "2"}]}], "properties": {"offset": {"x": 300, "y": 420}, "input": "{{widgets.menu.Digits}}"}},
    {"name": "sorry", "type": "say-play", "transitions": [{"event": "audioComplete", "next": "menu"}], "properties": {"offset": {"x": -60, "y": 640}, "say": "Sorry, that is not an option.", "loop": 1}},
    {"name": "sales", "type": "say-play", "transitions": [{"event": "audioComplete", "next": "hold"}], "properties": {"offset": {"x": 300, "y": 640}, "say": "Sales is being called.", "loop": 1}},
    {"name": "support", "type": "say-play", "transitions": [{"event": "audioComplete", "next": "hold"}], "properties": {"offset": {"x": 620, "y": 640}, "say": "Support is being called.", "loop": 1}},
    {"name": "hold", "type": "send-to-flex", "transitions": [{"event": "callComplete"}, {"event": "failedToEnqueue", "next": "sorry"}, {"event": "callFailure", "next": "sorry"}], "properties": {"offset": {"x": 460, "y": 860}, "workflow": "WW0123456789abcdef0123456789abcdef", "channel": "TC0123456789abcdef0123456789abcdef"}}
  ],
  "initial_state": "Trigger",
  "flags": {"allow_concurrent_calls": true},
  "centralita": {"groups": [{"title": "Who is meant", "widgets": ["menu", "which"]}], "notes": [{"text": "Legal asked for this wording in March. Ask them before it changes.", "widget": "menu"}]}
}"#;

/// A flow with what can be wrong: no way on, unknown variables, a widget that nobody reaches, a kind
/// that nobody knows.
pub const TROUBLED: &str = r#"{
  "description": "A line with problems",
  "states": [
    {"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingCall", "next": "menu"}, {"event": "incomingMessage"}], "properties": {"offset": {"x": 0, "y": 0}}},
    {"name": "menu", "type": "gather-input-on-call", "transitions": [{"event": "keypress", "next": "greet"}, {"event": "speech"}, {"event": "timeout"}], "properties": {"offset": {"x": 0, "y": 220}, "say": "Welcome, {{flow.variables.customer}}. Press 1.", "timeout": 5, "loop": 1}},
    {"name": "greet", "type": "say-play", "transitions": [{"event": "audioComplete", "next": "lookup"}], "properties": {"offset": {"x": -160, "y": 440}, "say": "Hello {{widgets.lookpu.parsed.name}}.", "loop": 1}},
    {"name": "lookup", "type": "make-http-request", "transitions": [{"event": "success", "next": "crm"}, {"event": "failed"}], "properties": {"offset": {"x": -160, "y": 640}, "method": "GET", "url": ""}},
    {"name": "crm", "type": "acme-crm-card", "transitions": [{"event": "found", "next": "greet"}, {"event": "none"}], "properties": {"offset": {"x": 220, "y": 640}, "customer": "{{contact.channel.address}}"}},
    {"name": "forgotten", "type": "say-play", "transitions": [{"event": "audioComplete"}], "properties": {"offset": {"x": 420, "y": 220}, "say": "", "loop": 1}}
  ],
  "initial_state": "Trigger",
  "flags": {"allow_concurrent_calls": true}
}"#;
