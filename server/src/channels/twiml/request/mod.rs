//! Requests: what a provider tells and asks, as values.
//!
//! What comes is kept whole: a name or a word that nobody knows is no reason to refuse a caller. Only
//! size is bounded. Numbers that are none count as not said; texts stay texts, since keys have leading
//! zeros and addresses are not always numbers.

mod address;
mod call;
mod conference;
mod form;
mod message;
mod recording;
mod telnyx;
mod webhook;
mod words;

pub use address::{Address, Scheme};
pub use call::{CallRequest, CallStatusCallback, Progress};
pub use conference::ConferenceEvent;
pub use form::{Form, MOST_BYTES, MOST_PARAMETERS, TooMuch};
pub use message::{Location, MessageRequest, MessageStatusCallback, Reply};
pub use recording::{RecordingStatusCallback, Transcription};
pub use telnyx::{telnyx_message, telnyx_message_status};
pub use webhook::{IDEMPOTENCY_TOKEN, Webhook};
pub use words::{CallStatus, Direction, MessageStatus, RecordingStatus};
