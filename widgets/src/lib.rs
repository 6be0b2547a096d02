//! The widget types of Centralita.
//!
//! Each file below holds one widget's whole life: its words, its form, its rules, its exits, its
//! behaviour and its tests. [`builtin`] is the one list of them; its order is the palette's order.
//!
//! Nothing here performs anything. A widget asks through the engine's
//! [`Turning`](centralita_engine::exec::Turning) and learns through events, as a script does.

pub mod connect;
pub mod logic;
pub mod lower;
pub mod message;
pub mod people;
pub mod script;
pub mod start;
pub mod testing;
pub mod voice;
pub mod words;

use centralita_engine::declare::Catalogue;

/// All widget types that come with the house, in the palette's order, in English.
///
/// [`words::in_language`] says the same in another language.
pub fn builtin() -> Catalogue {
    let catalogue = Catalogue::empty()
        .with::<start::trigger::Start>()
        .with::<start::run_subflow::RunSubflow>()
        .with::<start::twiml_redirect::TwimlRedirect>()
        .with::<voice::say_play::SayPlay>()
        .with::<voice::say_in_language::SayInLanguage>()
        .with::<voice::gather_input::GatherInput>()
        .with::<voice::record_voicemail::RecordVoicemail>()
        .with::<voice::record_call::RecordCall>()
        .with::<voice::make_call::MakeCall>()
        .with::<voice::make_call_v1::MakeCallV1>()
        .with::<voice::fork_stream::ForkStream>()
        .with::<voice::capture_payments::CapturePayments>()
        .with::<voice::virtual_agent::VirtualAgent>()
        .with::<voice::virtual_agent_v1::VirtualAgentV1>()
        .with::<voice::conversation_relay::ConversationRelay>()
        .with::<logic::split_based_on::SplitBasedOn>()
        .with::<logic::set_variables::SetVariables>()
        .with::<logic::script::ScriptWidget>()
        .with::<logic::repeat::Repeat>()
        .with::<logic::hours::Hours>()
        .with::<logic::wait::Wait>()
        .with::<logic::end::End>()
        .with::<message::send_message::SendMessage>()
        .with::<message::send_and_wait::SendAndWait>()
        .with::<message::start_conversation::StartConversation>()
        .with::<message::resume_conversation::ResumeConversation>()
        .with::<message::autopilot::Autopilot>()
        .with::<people::connect_call::ConnectCall>()
        .with::<people::collect::Collect>()
        .with::<people::enqueue_call::EnqueueCall>()
        .with::<people::send_to_agent::SendToAgent>()
        .with::<people::create_task::CreateTask>()
        .with::<connect::http_request::MakeHttpRequest>()
        .with::<connect::request::Request>()
        .with::<connect::run_function::RunFunction>();
    script::shipped(catalogue)
}
