//! What a provider cannot do of a flow, told before anybody publishes it.
//!
//! Only what the flow's own text says can be told: a setting that a template makes is taken for the
//! one that asks most, and what a script asks for is not known.

use centralita_engine::check::Sentence;
use centralita_engine::declare::Catalogue;
use centralita_engine::{Flow, Widget, WidgetName, sentence};

use crate::channels::twiml::Profile;
use crate::channels::twiml::render::{Lacking, has_markup};

/// Something of a flow that a provider cannot do.
#[derive(Clone, Debug, PartialEq)]
pub struct Lack {
    /// The widget that needs it.
    pub widget: WidgetName,
    /// What the provider lacks, and what happens instead.
    pub sentence: Sentence,
}

/// What the provider cannot do of the flow, widget by widget in the order of the file.
pub fn lacks(flow: &Flow, catalogue: &Catalogue, profile: &Profile) -> Vec<Lack> {
    let mut found = Vec::new();
    for widget in flow.widgets() {
        // Older names of a kind are known to the catalogue.
        let kind = catalogue.spec(&widget.kind).map(|spec| spec.kind.to_string());
        let mut needs = Needs { widget, profile, found: Vec::new() };
        needs.of(kind.as_deref().unwrap_or(&widget.kind));
        let name = &widget.name;
        found.extend(
            needs.found.into_iter().map(|sentence| Lack { widget: name.clone(), sentence }),
        );
    }
    found
}

struct Needs<'f> {
    widget: &'f Widget,
    profile: &'f Profile,
    found: Vec<Sentence>,
}

impl Needs<'_> {
    fn of(&mut self, kind: &str) {
        match kind {
            "say-play" => {
                self.markup("say");
                if self.has("digits") {
                    self.attribute("Play", "digits", Lacking::Tones);
                }
            }
            "gather-input-on-call" => {
                self.markup("say");
                let speech = self.widget.transition("speech");
                if speech.is_some_and(|speech| speech.next.is_some()) || self.has("hints") {
                    self.speech();
                }
            }
            "centralita-collect" => {
                self.markup("say");
                if self.is_on("speech", true) {
                    self.speech();
                }
            }
            "record-voicemail" => {
                if self.is_on("transcribe", false) {
                    self.attribute("Record", "transcribe", Lacking::Transcription);
                }
                if self.text("trim").is_none_or(|trim| trim != "do-not-trim") {
                    self.attribute("Record", "trim", Lacking::Trim);
                }
            }
            "connect-call-to" => self.connect(),
            "enqueue-call" | "send-to-flex" => self.meeting(),
            "capture-payments" => self.element("Pay", Lacking::Pay),
            "connect-virtual-agent" | "connect-virtual-agent-v2" => {
                let talks = self.text("channel").is_none_or(|channel| channel != "conversations");
                if talks {
                    self.element("VirtualAgent", Lacking::VirtualAgent);
                }
            }
            "run-conversation-relay" => self.element("ConversationRelay", Lacking::Relay),
            "fork-stream" => self.stream(),
            "record-call" => self.record_call(),
            "make-outgoing-call-v1" | "make-outgoing-call-v2" => self.outgoing(),
            "send-message" | "send-and-wait-for-reply" => self.template(),
            _ => {}
        }
    }

    /// A property as text, when it says anything.
    fn text(&self, name: &str) -> Option<String> {
        let text = self.widget.property(name)?.text_of()?.trim().to_owned();
        Some(text).filter(|text| !text.is_empty())
    }

    fn has(&self, name: &str) -> bool {
        self.text(name).is_some()
    }

    /// Whether a switch is on; one that a template sets may be.
    fn is_on(&self, name: &str, otherwise: bool) -> bool {
        let Some(text) = self.text(name) else { return otherwise };
        !["false", "no", "off", "0", "do-not-record"].contains(&text.to_ascii_lowercase().as_str())
    }

    fn element(&mut self, element: &str, lacking: Lacking) {
        if !self.profile.has(element) {
            self.lacks(lacking);
        }
    }

    fn attribute(&mut self, element: &str, attribute: &str, lacking: Lacking) {
        if self.profile.attribute(element, attribute).is_none() {
            self.lacks(lacking);
        }
    }

    fn lacks(&mut self, lacking: Lacking) {
        self.found.push(sentence_of(lacking, &self.widget.name, self.profile.name));
    }

    fn speech(&mut self) {
        if !self.profile.speech {
            self.lacks(Lacking::Speech);
        }
    }

    fn markup(&mut self, property: &str) {
        let is_marked = self.text(property).is_some_and(|words| has_markup(&words));
        if is_marked && !self.profile.markup {
            self.lacks(Lacking::Markup);
        }
    }

    fn connect(&mut self) {
        match self.text("noun").as_deref() {
            Some("client") => self.element("Client", Lacking::Client),
            Some("sim") => self.element("Sim", Lacking::Sim),
            Some("conference") => self.element("Conference", Lacking::Conference),
            Some("sip") if self.has("sip_username") || self.has("sip_password") => {
                self.attribute("Sip", "username", Lacking::SipCredentials);
            }
            _ => {}
        }
        if self.is_on("record", false) {
            self.attribute("Dial", "record", Lacking::DialRecording);
        }
        if self.has("time_limit") {
            self.attribute("Dial", "timeLimit", Lacking::DialLimit);
        }
    }

    fn stream(&mut self) {
        let is_siprec = self.text("stream_transport_type").is_some_and(|word| word == "siprec");
        let (noun, lacking) =
            if is_siprec { ("Siprec", Lacking::Siprec) } else { ("Stream", Lacking::Stream) };
        if !self.profile.has("Start") || !self.profile.has(noun) {
            self.lacks(lacking);
        }
    }

    /// Callers who wait are brought together with whoever takes the task in a conference.
    fn meeting(&mut self) {
        if self.profile.has("Conference") {
            return;
        }
        let (name, provider) = (&self.widget.name, self.profile.name);
        self.found.push(sentence!(
            "{name} hands the caller to a person, and {provider} has no conference in which the two could meet. The caller waits in the queue and cannot be connected; connect the call to a number instead.",
            "{name} pasa la llamada a una persona y {provider} no tiene conferencias en las que puedan encontrarse. Quien llama espera en la cola y no se le puede conectar; conecte la llamada con un número."
        ));
    }

    fn record_call(&mut self) {
        if self.profile.rest.records_live {
            return;
        }
        let (name, provider) = (&self.widget.name, self.profile.name);
        self.found.push(sentence!(
            "{name} records the whole call, and {provider} cannot start that while a call is live. The flow leaves by \"failed\".",
            "{name} graba toda la llamada y {provider} no puede empezar a grabar durante una llamada. El flujo sale por \"failed\"."
        ));
    }

    fn outgoing(&mut self) {
        let rest = &self.profile.rest;
        let mut dropped = Vec::new();
        let mut check = |is_used: bool, setting: &str, property: &'static str| {
            if is_used && !rest.places_with(setting) {
                dropped.push(property);
            }
        };
        check(self.has("send_digits"), "SendDigits", "send_digits");
        check(self.is_on("record", false), "Record", "record");
        check(
            self.is_on("detect_answering_machine", false),
            "MachineDetection",
            "detect_answering_machine",
        );
        check(self.has("timeout"), "Timeout", "timeout");
        check(self.has("sip_auth_username"), "SipAuthUsername", "sip_auth_username");
        if dropped.is_empty() {
            return;
        }
        let (name, provider, dropped) = (&self.widget.name, self.profile.name, dropped.join(", "));
        self.found.push(sentence!(
            "{name} places a call with settings that {provider} does not have. The call is placed without them: {dropped}",
            "{name} hace una llamada con ajustes que {provider} no tiene. La llamada se hace sin ellos: {dropped}"
        ));
    }

    fn template(&mut self) {
        if self.profile.rest.templates || !self.has("content_sid") {
            return;
        }
        let (name, provider) = (&self.widget.name, self.profile.name);
        self.found.push(sentence!(
            "{name} sends a content template, and {provider} has none. The message is not sent, and the flow leaves by its failure.",
            "{name} envía una plantilla de contenido y {provider} no las tiene. El mensaje no se envía y el flujo sale por su fallo."
        ));
    }
}

/// What a provider lacks for a widget, and what happens instead.
fn sentence_of(lacking: Lacking, name: &WidgetName, provider: &str) -> Sentence {
    match lacking {
        Lacking::Pause => sentence!(
            "{name} makes a pause, and {provider} has none. Silence is played instead.",
            "{name} hace una pausa y {provider} no las tiene. En su lugar se reproduce silencio."
        ),
        Lacking::Speech => sentence!(
            "{name} listens for words, and {provider} understands keys only. Callers can press keys; nothing they say is heard.",
            "{name} escucha palabras y {provider} solo entiende teclas. Quien llama puede pulsar teclas; no se oye nada de lo que diga."
        ),
        Lacking::Tones => sentence!(
            "{name} plays keypad tones, and {provider} cannot. Nothing sounds, and the flow goes on.",
            "{name} reproduce tonos del teclado y {provider} no puede. No suena nada y el flujo sigue."
        ),
        Lacking::Markup => sentence!(
            "{name} marks up its words, and {provider} speaks words only. They are spoken without the pauses and the emphasis.",
            "{name} da formato a sus palabras y {provider} solo dice palabras. Se dicen sin las pausas ni el énfasis."
        ),
        Lacking::Client => sentence!(
            "{name} connects to a client, and {provider} has none. The call counts as failed.",
            "{name} conecta con un cliente y {provider} no los tiene. La llamada cuenta como fallida."
        ),
        Lacking::Sim => sentence!(
            "{name} connects to a SIM card, and {provider} has none. The call counts as failed.",
            "{name} conecta con una tarjeta SIM y {provider} no las tiene. La llamada cuenta como fallida."
        ),
        Lacking::Conference => sentence!(
            "{name} connects to a conference, and {provider} has none. The call counts as failed.",
            "{name} conecta con una conferencia y {provider} no las tiene. La llamada cuenta como fallida."
        ),
        Lacking::SipCredentials => sentence!(
            "{name} calls a SIP address with a user name and a password, and {provider} sends none. The other side will refuse the call if it asks for them.",
            "{name} llama a una dirección SIP con usuario y contraseña y {provider} no los envía. La otra parte rechazará la llamada si los pide."
        ),
        Lacking::DialRecording => sentence!(
            "{name} records the talk, and {provider} cannot. The talk is not recorded.",
            "{name} graba la conversación y {provider} no puede. La conversación no se graba."
        ),
        Lacking::DialLimit => sentence!(
            "{name} limits how long the two may talk, and {provider} cannot. They may talk as long as they like.",
            "{name} limita la duración de la conversación y {provider} no puede. Pueden hablar cuanto quieran."
        ),
        Lacking::Transcription => sentence!(
            "{name} has the recording written down, and {provider} cannot. No transcription comes.",
            "{name} pide transcribir la grabación y {provider} no puede. No llega ninguna transcripción."
        ),
        Lacking::Trim => sentence!(
            "{name} cuts off silence at both ends of the recording, and {provider} cannot. The silence stays.",
            "{name} recorta el silencio de los extremos de la grabación y {provider} no puede. El silencio se queda."
        ),
        Lacking::Stream => sentence!(
            "{name} copies the call's audio, and {provider} cannot while the flow goes on. No audio is sent, and the flow goes on.",
            "{name} copia el audio de la llamada y {provider} no puede mientras el flujo sigue. No se envía audio y el flujo sigue."
        ),
        Lacking::Siprec => sentence!(
            "{name} copies the call's audio by SIPREC, and {provider} cannot. No audio is sent, and the flow goes on.",
            "{name} copia el audio de la llamada por SIPREC y {provider} no puede. No se envía audio y el flujo sigue."
        ),
        Lacking::Pay => sentence!(
            "{name} takes a payment, and {provider} cannot. Nothing is asked of the caller, and the flow leaves by \"providerError\".",
            "{name} cobra un pago y {provider} no puede. No se pide nada a quien llama y el flujo sale por \"providerError\"."
        ),
        Lacking::VirtualAgent => sentence!(
            "{name} connects to a virtual agent, and {provider} has none. The flow leaves as if the agent had failed.",
            "{name} conecta con un agente virtual y {provider} no los tiene. El flujo sale como si el agente hubiera fallado."
        ),
        Lacking::Relay => sentence!(
            "{name} hands the call to a conversation relay, and {provider} has none. The flow leaves by \"failed\".",
            "{name} pasa la llamada a un relé de conversación y {provider} no los tiene. El flujo sale por \"failed\"."
        ),
        Lacking::TooLong => sentence!(
            "{name} says more at once than {provider} reads. The end of it may not be heard.",
            "{name} dice de una vez más de lo que {provider} lee. Puede que no se oiga el final."
        ),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::channels::twiml::Provider;

    fn told(provider: Provider, states: &[&str]) -> String {
        let flow = Flow::read(&format!(r#"{{"states":[{}]}}"#, states.join(",")));
        let catalogue = centralita_widgets::builtin();
        lacks(&flow, &catalogue, provider.profile())
            .iter()
            .map(|lack| {
                assert!(lack.sentence.has_es() && lack.sentence.en().contains(&*lack.widget));
                format!("{}\n", lack.sentence.en())
            })
            .collect()
    }

    fn check(provider: Provider, states: &[&str], expected: Expect) {
        expected.assert_eq(&told(provider, states));
        assert_eq!(told(Provider::Twilio, states), "", "Twilio has everything");
    }

    const MENU: &str = r#"{"name":"menu","type":"gather-input-on-call",
        "transitions":[{"event":"keypress","next":"x"},{"event":"speech","next":"x"}],
        "properties":{"say":"Press 1<break/> or say sales."}}"#;
    const KEYS: &str = r#"{"name":"pin","type":"gather-input-on-call",
        "transitions":[{"event":"keypress","next":"x"},{"event":"speech"}],"properties":{"say":"Your pin?"}}"#;
    const CONNECT: &str = r#"{"name":"sales","type":"connect-call-to",
        "properties":{"noun":"client","to":"ana","record":true,"time_limit":"60"}}"#;
    const SIP: &str = r#"{"name":"pbx","type":"connect-call-to",
        "properties":{"noun":"sip","sip_endpoint":"sip:a@b","sip_username":"u","record":"{{flow.variables.record}}"}}"#;
    const QUEUE: &str =
        r#"{"name":"queue","type":"send-to-flex","properties":{"workflow":"w","channel":"voice"}}"#;
    const TONES: &str = r#"{"name":"tones","type":"say-play","properties":{"digits":"1w2"}}"#;
    const MAIL: &str =
        r#"{"name":"mail","type":"record-voicemail","properties":{"transcribe":true}}"#;
    const PAY: &str = r#"{"name":"pay","type":"capture-payments","properties":{}}"#;
    const FORK: &str = r#"{"name":"fork","type":"fork-stream","properties":{"stream_action":"start","stream_transport_type":"siprec"}}"#;
    const CALL: &str = r#"{"name":"ring","type":"make-outgoing-call-v2",
        "properties":{"send_digits":"1","detect_answering_machine":true,"timeout":60}}"#;
    const RECORD: &str = r#"{"name":"all","type":"record-call","properties":{"record_call":true}}"#;

    #[test]
    fn somleng_lacks_most_and_each_lack_says_what_happens_instead() {
        check(
            Provider::Somleng,
            &[MENU, KEYS, CONNECT, SIP, QUEUE, TONES, MAIL, PAY, FORK, CALL, RECORD],
            expect![[r#"
                menu marks up its words, and Somleng speaks words only. They are spoken without the pauses and the emphasis.
                menu listens for words, and Somleng understands keys only. Callers can press keys; nothing they say is heard.
                sales connects to a client, and Somleng has none. The call counts as failed.
                sales records the talk, and Somleng cannot. The talk is not recorded.
                sales limits how long the two may talk, and Somleng cannot. They may talk as long as they like.
                pbx calls a SIP address with a user name and a password, and Somleng sends none. The other side will refuse the call if it asks for them.
                pbx records the talk, and Somleng cannot. The talk is not recorded.
                queue hands the caller to a person, and Somleng has no conference in which the two could meet. The caller waits in the queue and cannot be connected; connect the call to a number instead.
                tones plays keypad tones, and Somleng cannot. Nothing sounds, and the flow goes on.
                mail has the recording written down, and Somleng cannot. No transcription comes.
                mail cuts off silence at both ends of the recording, and Somleng cannot. The silence stays.
                pay takes a payment, and Somleng cannot. Nothing is asked of the caller, and the flow leaves by "providerError".
                fork copies the call's audio by SIPREC, and Somleng cannot. No audio is sent, and the flow goes on.
                ring places a call with settings that Somleng does not have. The call is placed without them: send_digits, detect_answering_machine, timeout
                all records the whole call, and Somleng cannot start that while a call is live. The flow leaves by "failed".
            "#]],
        );
    }

    #[test]
    fn telnyx_and_signalwire_lack_little() {
        check(
            Provider::Telnyx,
            &[MENU, CONNECT, SIP, QUEUE, TONES, MAIL, PAY, FORK, CALL, RECORD],
            expect![[r#"
                sales connects to a client, and Telnyx has none. The call counts as failed.
                pay takes a payment, and Telnyx cannot. Nothing is asked of the caller, and the flow leaves by "providerError".
                ring places a call with settings that Telnyx does not have. The call is placed without them: send_digits
            "#]],
        );
        check(
            Provider::SignalWire,
            &[MENU, CONNECT, SIP, QUEUE, TONES, MAIL, PAY, FORK, CALL, RECORD],
            expect![[r#"
                sales connects to a client, and SignalWire has none. The call counts as failed.
                fork copies the call's audio by SIPREC, and SignalWire cannot. No audio is sent, and the flow goes on.
            "#]],
        );
    }

    #[test]
    fn older_names_of_a_widget_are_known() {
        let older = MENU.replace("gather-input-on-call", "Gather");
        assert!(told(Provider::Somleng, &[&older]).contains("listens for words"));
    }
}
