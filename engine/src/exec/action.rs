//! Actions: everything an execution can ask of the world.
//!
//! An action is a wish, complete in itself: what a TwiML document, a SIP leg, a chat or the
//! simulator needs to carry it out, and nothing of how they do it.

use serde::{Deserialize, Serialize};

use crate::exec::handover::HandOver;
use crate::exec::{Awaits, EffectId};
use crate::time::{Secs, Time};
use crate::value::{Map, Text, Value};

/// Something an execution asks for, with the number by which the world answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Effect {
    /// Its number; numbers count up within an execution. Performing an effect twice must be harmless.
    pub id: EffectId,
    /// What to do.
    pub action: Action,
}

/// Something an execution can ask of the world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "action", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Action {
    /// Speak to the caller; answered by `Played`.
    Say(Say),
    /// Play audio or tones to the caller; answered by `Played`.
    Play(Play),
    /// Listen for keys and speech; answered by `Keys`, `Speech` or `Silence`.
    Gather(Box<Gather>),
    /// Record the caller; answered by `Recorded`.
    Record(Box<Record>),
    /// Connect the caller to somebody; answered by `Dialled`.
    Dial(Box<Dial>),
    /// Call the contact; answered by `CallPlaced`.
    PlaceCall(Box<PlaceCall>),
    /// Start or stop recording the live call; answered by `Served` with `success` or `failed`.
    RecordCall(Box<RecordCall>),
    /// Start or stop a copy of the live call's audio; answered by `Played`.
    Stream(Box<Stream>),
    /// Take a payment; answered by `Served`.
    Pay(Box<Service>),
    /// Hand the contact to a virtual agent; answered by `Served`.
    VirtualAgent(Box<Service>),
    /// Hand the call to a conversation relay; answered by `Served`.
    Relay(Box<Service>),
    /// Hand the contact to a bot; answered by `Served`.
    Bot(Box<Service>),
    /// Make or resume a conversation; answered by `Served`.
    Conversation(Box<Service>),
    /// Let another program take the call or the message; answered by `Returned`.
    Redirect(Box<Redirect>),
    /// End the call, also one that is being placed and still rings.
    HangUp {
        /// Why, for the log.
        #[serde(default, skip_serializing_if = "Text::is_empty")]
        reason: Text,
    },
    /// Send a message; answered by `Sent` and later perhaps `Delivery`.
    SendMessage(Box<SendMessage>),
    /// Expect a message from the contact; answered by `Message`.
    AwaitMessage {
        /// Whose message is expected.
        from: Text,
    },
    /// Make an HTTP request; answered by `Replied`.
    Http(Box<HttpRequest>),
    /// Call a function; answered by `Replied`.
    CallFunction(Box<CallFunction>),
    /// Create a task for a person; answered by `TaskChanged`.
    CreateTask(Box<CreateTask>),
    /// Take a task back.
    CancelTask {
        /// The effect that created it.
        task: EffectId,
    },
    /// Wake the execution; answered by `TimerFired`.
    SetTimer {
        /// When.
        due: Time,
    },
    /// Forget a timer.
    ClearTimer {
        /// The effect that set it.
        timer: EffectId,
    },
}

impl Action {
    /// Which events can answer this action; none when nothing answers it.
    pub fn awaits(&self) -> Option<Awaits> {
        Some(match self {
            Action::Say(_) | Action::Play(_) | Action::Stream(_) => Awaits::Played,
            Action::Gather(_) => Awaits::Input,
            Action::Record(_) => Awaits::Recorded,
            Action::Dial(_) => Awaits::Dialled,
            Action::PlaceCall(_) => Awaits::CallPlaced,
            Action::RecordCall(_)
            | Action::Pay(_)
            | Action::VirtualAgent(_)
            | Action::Relay(_)
            | Action::Bot(_)
            | Action::Conversation(_) => Awaits::Served,
            Action::Redirect(_) => Awaits::Returned,
            Action::SendMessage(_) => Awaits::Sent,
            Action::AwaitMessage { .. } => Awaits::Message,
            Action::Http(_) | Action::CallFunction(_) => Awaits::Replied,
            Action::CreateTask(_) => Awaits::TaskChanged,
            Action::SetTimer { .. } => Awaits::Timer,
            Action::HangUp { .. } | Action::CancelTask { .. } | Action::ClearTimer { .. } => {
                return None;
            }
        })
    }

    /// The action's name, as logs and stored effects spell it.
    pub fn name(&self) -> &'static str {
        match self {
            Action::Say(_) => "say",
            Action::Play(_) => "play",
            Action::Gather(_) => "gather",
            Action::Record(_) => "record",
            Action::Dial(_) => "dial",
            Action::PlaceCall(_) => "place-call",
            Action::RecordCall(_) => "record-call",
            Action::Stream(_) => "stream",
            Action::Pay(_) => "pay",
            Action::VirtualAgent(_) => "virtual-agent",
            Action::Relay(_) => "relay",
            Action::Bot(_) => "bot",
            Action::Conversation(_) => "conversation",
            Action::Redirect(_) => "redirect",
            Action::HangUp { .. } => "hang-up",
            Action::SendMessage(_) => "send-message",
            Action::AwaitMessage { .. } => "await-message",
            Action::Http(_) => "http",
            Action::CallFunction(_) => "call-function",
            Action::CreateTask(_) => "create-task",
            Action::CancelTask { .. } => "cancel-task",
            Action::SetTimer { .. } => "set-timer",
            Action::ClearTimer { .. } => "clear-timer",
        }
    }
}

/// Words to speak.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Say {
    /// The words, which may hold SSML elements the author wrote.
    pub text: Text,
    /// The voice, in the provider's words; empty means the default.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub voice: Text,
    /// The language tag; empty means the default.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub language: Text,
    /// How often it is said.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub times: u32,
}

/// Audio or tones to play.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Play {
    /// What.
    pub source: PlaySource,
    /// How often.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub times: u32,
}

/// What is played.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PlaySource {
    /// An audio file at this address.
    Url(Text),
    /// Keypad tones: `0-9 A-D # *`, `w` half a second of pause, `W` a second.
    Tones(Text),
}

/// What a caller hears before a gather listens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Prompt {
    /// Words.
    Say(Say),
    /// Audio.
    Play(Play),
}

/// Listening for keys and speech. The exact rules are those of TwiML's Gather.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Gather {
    /// What the caller hears; a key or a word stops it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<Prompt>,
    /// Seconds to wait for the first key after the prompt and for each further one.
    pub timeout: Secs,
    /// The key that ends the keys; empty when every key counts.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub finish_on_key: Text,
    /// Stop at this many keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digits: Option<u32>,
    /// How speech is understood; none when only keys count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speech: Option<SpeechInput>,
    /// Whether what is entered must not be logged.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sensitive: bool,
}

/// How speech is understood.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SpeechInput {
    /// The language tag of the recogniser.
    pub language: Text,
    /// Words and phrases that are likely, separated by commas.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub hints: Text,
    /// Whether swear words are masked.
    #[serde(default)]
    pub profanity_filter: bool,
    /// `auto`, or whole seconds of silence that end the speech.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub timeout: Text,
    /// The recogniser's model, in the provider's words.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub model: Text,
}

/// Recording the caller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Record {
    /// Seconds of silence that end it; 0 means none do.
    pub timeout: Secs,
    /// Keys that end it; empty means none do.
    pub finish_on_key: Text,
    /// Greatest length.
    pub max_length: Secs,
    /// Whether a beep precedes it.
    pub beep: bool,
    /// Whether silence is cut off at both ends.
    pub trim: bool,
    /// Whether the provider writes down what is said.
    pub transcribe: bool,
    /// Who gets the transcription.
    pub transcription_url: Text,
    /// Who is told about the recording.
    pub status_url: Text,
}

/// Connecting the caller to somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Dial {
    /// Whom.
    pub to: DialTarget,
    /// The number shown to the other side.
    pub caller_id: Text,
    /// Whether the talk is recorded.
    pub record: bool,
    /// How long it rings.
    pub timeout: Secs,
    /// Longest talk; none means the provider's own limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_limit: Option<Secs>,
}

/// Whom a dial reaches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DialTarget {
    /// One or several numbers; the first to answer is connected.
    Numbers(Vec<Text>),
    /// A client by its identity.
    Client(Text),
    /// A SIP address.
    Sip {
        /// The address.
        uri: Text,
        /// The user name, if one is needed.
        username: Text,
        /// The password, or a reference to a secret, resolved by whoever dials.
        password: Text,
    },
    /// A SIM card by its id.
    Sim(Text),
    /// A conference by its name.
    Conference(Text),
}

/// A call to the contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlaceCall {
    /// The number shown.
    pub from: Text,
    /// The contact.
    pub to: Text,
    /// How long it rings.
    pub timeout: Secs,
    /// Whether the call is recorded.
    pub record: bool,
    /// The other settings, under the provider's names.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub settings: Map,
}

/// Starting or stopping the recording of a live call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecordCall {
    /// Start, or stop.
    pub start: bool,
    /// The other settings, under the provider's names.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub settings: Map,
}

/// Starting or stopping a copy of a live call's audio.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stream {
    /// Start, or stop.
    pub start: bool,
    /// The stream's name.
    pub name: Text,
    /// `websocket` or `siprec`.
    pub transport: Text,
    /// Where the audio goes, for a websocket.
    pub url: Text,
    /// The connector that takes the audio, for SIPREC.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub connector: Text,
    /// `inbound_track`, `outbound_track` or `both_tracks`.
    pub track: Text,
    /// Named values that go with it.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub parameters: Map,
}

/// A wish to a service whose settings the engine only passes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Service {
    /// The widget type that asks.
    pub kind: Text,
    /// The rendered settings, under the names of the flow file.
    pub settings: Map,
}

/// Letting another program take over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Redirect {
    /// Its address.
    pub url: Text,
    /// `GET` or `POST`.
    pub method: Text,
}

/// A message to send.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SendMessage {
    /// Our address, or a display name in a chat.
    pub from: Text,
    /// The contact's address.
    pub to: Text,
    /// The text.
    pub body: Text,
    /// A file to go with it.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub media_url: Text,
    /// The chat service, when it goes to a chat channel.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub service: Text,
    /// The chat channel or conversation.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub channel: Text,
    /// Attributes of a chat message.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub attributes: Value,
    /// The id of a content template.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub content_sid: Text,
    /// The variables of the content template.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub content_variables: Map,
    /// Whether links are shortened.
    #[serde(default, skip_serializing_if = "is_false")]
    pub shorten_urls: bool,
}

/// An HTTP request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HttpRequest {
    /// The method in capitals.
    pub method: Text,
    /// The address; may hold references to secrets, resolved by whoever sends it.
    pub url: Text,
    /// The media type of the body; empty when there is no body.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub content_type: Text,
    /// The body.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub body: Text,
    /// Headers; may hold references to secrets.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub headers: Map,
    /// How long an answer may take.
    pub timeout: Secs,
    /// Largest body of an answer, in bytes.
    pub max_bytes: u32,
    /// Whether the provider account's own credentials go with it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub account_credentials: bool,
}

/// A function to call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallFunction {
    /// Its address; the last part of the path names a local function when there is one.
    pub url: Text,
    /// What it gets.
    pub parameters: Map,
    /// How long an answer may take.
    pub timeout: Secs,
    /// Largest body of an answer, in bytes.
    pub max_bytes: u32,
}

/// A task for a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreateTask {
    /// Where it goes.
    pub to: TaskTarget,
    /// The channel of the work in the router's words, e.g. `voice`; or the vendor's id of it.
    pub channel: Text,
    /// Higher goes first.
    pub priority: i64,
    /// How long it lives; none means without end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<Secs>,
    /// What the caller hears while waiting: the address of a document or of audio.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub wait_url: Text,
    /// The method for it.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub wait_url_method: Text,
    /// Whether the caller waits in the queue with the task.
    pub caller_waits: bool,
    /// What the person gets to know.
    pub hand_over: HandOver,
}

/// Where a task goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TaskTarget {
    /// A queue by its name.
    Queue(Text),
    /// A routing plan by its name or the vendor's id.
    Plan(Text),
}

fn once() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_once(times: &u32) -> bool {
    *times == 1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}
