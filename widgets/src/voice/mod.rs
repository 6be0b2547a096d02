//! Telephone calls.

pub mod capture_payments;
pub mod conversation_relay;
pub mod fork_stream;
pub mod gather_input;
pub(crate) mod hung_up;
pub mod make_call;
pub mod make_call_v1;
pub mod record_call;
pub mod record_voicemail;
pub mod say_in_language;
pub mod say_play;
mod settings;
pub mod virtual_agent;
pub mod virtual_agent_v1;
