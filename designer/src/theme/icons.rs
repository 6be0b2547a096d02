//! Icons by what they mean.

use centralita_engine::declare::Group;
pub use lucide_icons::Icon;

/// The icon that a widget type names; a type of a script may name anything.
pub fn icon_of(name: &str) -> Icon {
    match name {
        "agent" => Icon::Headset,
        "bot" => Icon::Bot,
        "braces" => Icon::Braces,
        "calendar" => Icon::CalendarDays,
        "card" => Icon::CreditCard,
        "clipboard" => Icon::ClipboardList,
        "code" => Icon::CodeXml,
        "clock" => Icon::Clock,
        "connect" => Icon::PhoneForwarded,
        "conversation" => Icon::MessagesSquare,
        "fork" => Icon::GitFork,
        "function" => Icon::SquareFunction,
        "globe" => Icon::Globe,
        "keypad" => Icon::Grid3x3,
        "languages" => Icon::Languages,
        "lock" => Icon::Lock,
        "message" => Icon::MessageSquare,
        "phone-out" => Icon::PhoneOutgoing,
        "play" => Icon::Play,
        "queue" => Icon::Users,
        "record" => Icon::CircleDot,
        "redirect" => Icon::CornerUpRight,
        "relay" => Icon::AudioLines,
        "repeat" => Icon::Repeat,
        "reply" => Icon::Reply,
        "speaker" => Icon::Volume2,
        "split" => Icon::Split,
        "stop" => Icon::CircleStop,
        "subflow" => Icon::Workflow,
        "task" => Icon::ClipboardCheck,
        "trigger" => Icon::PhoneIncoming,
        "variable" => Icon::Variable,
        "voicemail" => Icon::Voicemail,
        _ => Icon::Box,
    }
}

/// The icon of a group of widgets.
pub fn group_icon(group: Group) -> Icon {
    match group {
        Group::Start => Icon::Circle,
        Group::Voice => Icon::Phone,
        Group::Message => Icon::MessageSquare,
        Group::Logic => Icon::Diamond,
        Group::People => Icon::UserRound,
        Group::Connect => Icon::Plug,
        _ => Icon::Braces,
    }
}
