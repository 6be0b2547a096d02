//! Fork stream: send a copy of the call's audio somewhere else, beside the flow.

use centralita_engine::check::Code;
use centralita_engine::declare::{Behaviour, Declared, Exits, Pair, Reporter};
use centralita_engine::exec::{Action, Event, Next, Outcome, Stream, Turning};
use centralita_engine::sentence;
use centralita_engine::template::Template;

/// Send a copy of the call's audio somewhere else, or stop doing so.
///
/// The copy goes on beside the flow until another widget of this type stops it by its name, or the
/// call ends.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "fork-stream",
    label = "Fork stream",
    group = Voice,
    icon = "fork",
    channels(Call),
    waits,
    speaks
)]
pub struct ForkStream {
    /// Start or stop.
    #[field(label = "Do", default = "start", required, alias("action"), choices("start" = "Start", "stop" = "Stop"))]
    pub stream_action: Template,
    /// The stream's name, by which it can be stopped.
    #[field(label = "Name")]
    pub stream_name: Option<Template>,
    /// How the audio travels.
    #[field(
        label = "Transport", default = "websocket", alias("stream_type"),
        choices("websocket" = "Websocket", "siprec" = "SIPREC")
    )]
    pub stream_transport_type: Template,
    /// Where the audio goes: an address that begins with `wss://`.
    #[field(label = "Address", control = Url, alias("url"))]
    pub stream_url: Option<Template>,
    /// The SIPREC connector that takes the audio.
    #[field(label = "Connector", alias("stream_connector_name"))]
    pub stream_connector: Option<Template>,
    /// Whose voice is sent.
    #[field(
        label = "Track", default = "inbound_track",
        choices("inbound_track" = "The caller", "outbound_track" = "Our side", "both_tracks" = "Both")
    )]
    pub stream_track: Template,
    /// Named values that go with the stream.
    #[field(label = "Parameters")]
    pub stream_parameters: Vec<Pair>,
}

/// Ways out of a fork stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The stream was started or stopped.
    Next,
}

impl Behaviour for ForkStream {
    type Exit = Exit;
    type Outputs = ();

    const EXAMPLE: &'static str = r#"{
  "name": "listen_in",
  "type": "fork-stream",
  "transitions": [ { "event": "next", "next": "main_menu" } ],
  "properties": {
    "stream_action": "start",
    "stream_name": "transcript",
    "stream_transport_type": "websocket",
    "stream_url": "wss://example.com/audio",
    "stream_track": "both_tracks",
    "stream_parameters": [ { "key": "caller", "value": "{{contact.channel.address}}" } ],
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let start = turn.render(&self.stream_action)? != "stop";
        let name = turn.render_or_empty(&self.stream_name)?;
        let transport = turn.render(&self.stream_transport_type)?;
        let url = turn.render_or_empty(&self.stream_url)?;
        let connector = turn.render_or_empty(&self.stream_connector)?;
        let track = turn.render(&self.stream_track)?;
        let parameters = turn.pairs(&self.stream_parameters)?;
        let is_missing = if !start {
            name.is_empty()
        } else if transport == "siprec" {
            connector.is_empty()
        } else {
            url.is_empty()
        };
        if is_missing {
            turn.warn(match (start, transport.as_str()) {
                (false, _) => "No stream was stopped: its name is empty here.",
                (true, "siprec") => "No stream was started: its connector is empty here.",
                (true, _) => "No stream was started: its address is empty here.",
            });
            return Ok(Next::Exit(Exit::Next));
        }
        turn.ask(Action::Stream(Box::new(Stream {
            start,
            name,
            transport,
            url,
            connector,
            track,
            parameters,
        })));
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, _: &mut Turning<'_>) -> Outcome<Exit> {
        match event {
            Event::Played { .. } => Ok(Next::Exit(Exit::Next)),
            _ => Ok(Next::Wait),
        }
    }

    fn check(&self, report: &mut Reporter<'_>) {
        let name = report.widget.name.clone();
        let stops = self.stream_action.as_literal() == Some("stop");
        let by_siprec = self.stream_transport_type.as_literal() == Some("siprec");
        if stops && self.stream_name.is_none() {
            let message = sentence!(
                "{name} stops a stream and does not say which. Give it the name under which the stream was started.",
                "{name} detiene una transmisión y no dice cuál. Indique el nombre con el que se inició."
            );
            report.error(Code("missing_property"), "stream_name", message);
        }
        if !stops && by_siprec && self.stream_connector.is_none() {
            let message = sentence!(
                "{name} starts a SIPREC stream without a connector. Name the connector.",
                "{name} inicia una transmisión SIPREC sin conector. Indique el conector."
            );
            report.error(Code("missing_property"), "stream_connector", message);
        }
        if !stops && !by_siprec && self.stream_url.is_none() {
            let message = sentence!(
                "{name} starts a stream and does not say where to. Give it an address that begins with wss://.",
                "{name} inicia una transmisión y no dice hacia dónde. Indique una dirección que empiece por wss://."
            );
            report.error(Code("missing_property"), "stream_url", message);
        }
        if let Some(url) = self.stream_url.as_ref().and_then(Template::as_literal)
            && !url.starts_with("wss://")
        {
            let message = sentence!(
                "{name} sends audio to an address that is no secure websocket. Begin it with wss://: \"{url}\"",
                "{name} envía audio a una dirección que no es un websocket seguro. Haga que empiece por wss://: \"{url}\""
            );
            report.warning(Code("bad_property"), "stream_url", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::ForkStream;

    fn check(properties: &str, events: &[&str], expected: Expect) {
        expected.assert_eq(&Stage::call().play::<ForkStream>(properties, events));
    }

    #[test]
    fn starting_leaves_by_next_and_stores_nothing() {
        check(
            r#"{ "action": "start", "stream_name": "s", "url": "wss://example.com/audio",
                 "stream_track": "both_tracks",
                 "stream_parameters": [ { "key": "who", "value": "{{contact.channel.address}}" } ] }"#,
            &[r#"{"event":"played","params":{"CallStatus":"in-progress"}}"#],
            expect![[r#"
                visits under_test
                asks #1 stream {"name":"s","parameters":{"who":"+15550100"},"start":true,"track":"both_tracks","transport":"websocket","url":"wss://example.com/audio"}
                hears played
                visits under_test
                  leaves by next
                asks #2 hang-up
                ends completed
            "#]],
        );
    }

    #[test]
    fn siprec_names_its_connector() {
        check(
            r#"{ "stream_action": "start", "stream_transport_type": "siprec", "stream_connector": "rec" }"#,
            &[r#"{"event":"played"}"#],
            expect![[r#"
                visits under_test
                asks #1 stream {"connector":"rec","name":"","start":true,"track":"inbound_track","transport":"siprec","url":""}
                hears played
                visits under_test
                  leaves by next
                asks #2 hang-up
                ends completed
            "#]],
        );
    }

    #[test]
    fn stopping_goes_by_the_name() {
        check(
            r#"{ "stream_action": "stop", "stream_name": "s" }"#,
            &[r#"{"event":"played"}"#],
            expect![[r#"
                visits under_test
                asks #1 stream {"name":"s","start":false,"track":"inbound_track","transport":"websocket","url":""}
                hears played
                visits under_test
                  leaves by next
                asks #2 hang-up
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_stream_to_nowhere_does_not_stop_the_call() {
        check(
            r#"{ "stream_action": "start", "stream_url": "{{flow.variables.missing}}" }"#,
            &[],
            expect![[r#"
                visits under_test
                  notes: No stream was started: its address is empty here.
                  leaves by next
                asks #1 hang-up
                ends completed
            "#]],
        );
    }

    #[test]
    fn what_each_stream_needs_is_checked() {
        let check = |properties: &str| Stage::call().problems::<ForkStream>(properties);
        let found = [
            check(r#"{ "stream_action": "stop" }"#),
            check(r#"{ "stream_action": "start", "stream_transport_type": "siprec" }"#),
            check(r#"{ "stream_action": "start" }"#),
            check(r#"{ "stream_action": "start", "stream_url": "https://example.com" }"#),
        ];
        expect![[r#"
            Error missing_property at stream_name: under_test stops a stream and does not say which. Give it the name under which the stream was started.
            Error missing_property at stream_connector: under_test starts a SIPREC stream without a connector. Name the connector.
            Error missing_property at stream_url: under_test starts a stream and does not say where to. Give it an address that begins with wss://.
            Warning bad_property at stream_url: under_test sends audio to an address that is no secure websocket. Begin it with wss://: "https://example.com"
        "#]].assert_eq(&found.concat());
    }
}
