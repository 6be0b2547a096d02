//! What holds wherever any widget waits: a hang-up at that moment, and events that are wrong, late
//! or come twice.
//!
//! Every widget type is put into a flow of its own, with its example, and led into every wait that a
//! few events lead to. New types are held to this without being named here.

use centralita_engine::exec::{
    Action, Awaits, CallOutcome, CallState, DialOutcome, Effect, EffectId, EndingKind, Event,
    Execution, FlowRef, HttpFailure, HttpReply, KeysEnded, LeaveReason, Library, Pending,
    Recording, RecordingEnded, Seed, Settings, TaskState, Trace, Trigger,
};
use centralita_engine::{Flow, Map, Time, Value};
use centralita_widgets::builtin;

const BEGIN: Time = Time(1_767_571_200_000);

/// How many events deep a widget is led.
const DEPTH: usize = 4;

/// How many waits of one widget are looked at on one channel.
const MOST_WAITS: usize = 60;

/// A flow that leads every trigger to the example, after a greeting or at once, and every exit of
/// the example to a widget that speaks.
fn around(example: &str, greets: bool) -> (Flow, String) {
    let example = Value::from_json(example).expect("an example is JSON");
    let mut state = example.as_map().cloned().expect("it is a state");
    let name = state.get("name").and_then(Value::as_text).expect("it has a name").to_owned();
    let leads = |transition: &Value, next: &str| {
        let mut transition = transition.as_map().cloned().unwrap_or_default();
        transition.insert("next", next);
        Value::from(transition)
    };
    let ways = state.get("transitions").and_then(Value::as_list).unwrap_or_default().to_vec();
    state.insert("transitions", Value::list(ways.iter().map(|way| leads(way, "afterwards"))));
    let says = |name: &str, next: Option<&str>| {
        let next = next.map_or("null".to_owned(), |next| format!("\"{next}\""));
        let text = format!(
            r#"{{"name":"{name}","type":"say-play","properties":{{"say":"Hello."}},
                "transitions":[{{"event":"audioComplete","next":{next}}}]}}"#
        );
        Value::from_json(&text).expect("it is JSON")
    };
    let first = if greets { "greeting" } else { &name };
    let triggers =
        ["incomingCall", "incomingMessage", "incomingConversationMessage", "incomingRequest"]
            .map(|event| leads(&Value::map([("event".into(), event.into())]), first));
    let mut trigger = Map::new();
    trigger.insert("name", "Trigger");
    trigger.insert("type", "trigger");
    trigger.insert("transitions", Value::list(triggers));
    let states = [
        Value::from(trigger),
        says("greeting", Some(&name)),
        Value::from(state),
        says("afterwards", None),
    ];
    let mut flow = Map::new();
    flow.insert("states", Value::list(states));
    flow.insert("initial_state", "Trigger");
    (Flow::read(&Value::from(flow).to_json()), name)
}

/// Everything that can answer an open effect.
fn answers_to(open: &Pending) -> Vec<Event> {
    let answers = open.effect;
    let params: Map = [("CallSid", "CA1")].into_iter().collect();
    let served = |outcome: &str| {
        let params = params.clone();
        Event::Served { answers, outcome: outcome.into(), params }
    };
    match open.awaits {
        Awaits::Played => vec![Event::Played { answers, params }],
        Awaits::Input => vec![
            Event::Keys {
                answers,
                keys: "1".into(),
                ended_by: KeysEnded::Count,
                params: params.clone(),
            },
            Event::Speech {
                answers,
                text: "yes".into(),
                confidence: "0.9".into(),
                params: params.clone(),
            },
            Event::Silence { answers, params },
        ],
        Awaits::Recorded => [RecordingEnded::Time, RecordingEnded::HangUp]
            .map(|ended_by| {
                let recording = Recording {
                    url: "https://example.com/r".into(),
                    sid: "RE1".into(),
                    duration_secs: 3,
                    ended_by,
                    has_speech: true,
                };
                Event::Recorded { answers, recording, params: params.clone() }
            })
            .into(),
        Awaits::Dialled => vec![Event::Dialled {
            answers,
            outcome: DialOutcome {
                status: "completed".into(),
                duration_secs: 7,
                sid: "CA2".into(),
                recording_url: None,
            },
            params,
        }],
        Awaits::CallPlaced => [CallOutcome::Answered(None), CallOutcome::Busy, CallOutcome::Failed]
            .map(|outcome| Event::CallPlaced { answers, outcome, params: params.clone() })
            .into(),
        Awaits::Replied => {
            let reply = |status| HttpReply {
                status,
                content_type: "application/json".into(),
                body: "{}".into(),
                headers: Map::new(),
            };
            [Ok(reply(200)), Ok(reply(503)), Err(HttpFailure::TimedOut)]
                .map(|reply| Event::Replied { answers, reply })
                .into()
        }
        Awaits::Sent => [true, false]
            .map(|accepted| Event::Sent { answers, accepted, params: params.clone() })
            .into(),
        Awaits::Delivery => ["delivered", "failed"]
            .map(|status| Event::Delivery {
                answers,
                status: status.into(),
                params: params.clone(),
            })
            .into(),
        Awaits::Message => {
            let (from, body) = ("+15550100".into(), "yes".into());
            vec![Event::Message { from, body, media: Vec::new(), params }]
        }
        Awaits::TaskChanged => [
            TaskState::Created,
            TaskState::Accepted,
            TaskState::Completed,
            TaskState::Cancelled,
            TaskState::Rejected("It is full.".into()),
            TaskState::Failed("It broke.".into()),
        ]
        .map(|task| Event::TaskChanged { answers, task, params: params.clone() })
        .into(),
        Awaits::Served => ["success", "failed", "not-configured", "hangup"].map(served).into(),
        Awaits::Returned => vec![Event::Returned { name: "return".into(), params }],
        Awaits::Timer => vec![Event::TimerFired { answers }],
        _ => Vec::new(),
    }
}

/// One widget on one channel.
struct Watch {
    library: Library,
    widget: String,
    place: String,
    faults: Vec<String>,
}

/// A wait, with what is still to be settled of what was asked for on the way there.
#[derive(Clone)]
struct Wait {
    execution: Execution,
    now: Time,
    timers: Vec<EffectId>,
    /// Everything that was asked for so far.
    asked: Vec<EffectId>,
}

impl Wait {
    fn note(&mut self, effects: &[Effect], event: Option<&Event>) {
        if let Some(Event::TimerFired { answers }) = event {
            self.timers.retain(|timer| timer != answers);
        }
        for effect in effects {
            match &effect.action {
                Action::SetTimer { .. } => self.timers.push(effect.id),
                Action::ClearTimer { timer } => self.timers.retain(|open| open != timer),
                _ => {}
            }
            self.asked.push(effect.id);
        }
    }

    fn is_in(&self, widget: &str) -> bool {
        let here = self.execution.widget().is_some_and(|here| here.as_str() == widget);
        here && !self.execution.has_ended()
    }
}

impl Watch {
    fn blame(&mut self, what: &str, event: &Event) {
        let name = event.name();
        self.faults.push(format!("{} ({}), {name}: {what}", self.widget, self.place));
    }

    /// Tells an event that is to be taken.
    fn told(&mut self, wait: &Wait, event: &Event) -> Option<(Wait, Trace)> {
        let mut next = wait.clone();
        next.now = next.now.after_millis(1000);
        let mut trace = Trace::default();
        let taken = self.library.advance_in_place(&mut next.execution, event, next.now, &mut trace);
        if let Err(rejected) = taken {
            self.blame(&format!("it is refused: {rejected}"), event);
            return None;
        }
        next.note(&trace.effects, Some(event));
        let open = |timer: &EffectId| next.execution.pending().any(|open| open.effect == *timer);
        if let Some(timer) = next.timers.iter().find(|timer| !open(timer)) {
            self.blame(&format!("timer {timer} goes on although nobody waits for it"), event);
        }
        if next.execution.has_ended() {
            if next.execution.pending().len() > 0 {
                self.blame("it has ended and still waits", event);
            }
            if matches!(next.execution.call, CallState::Ringing | CallState::Live) {
                self.blame("it has ended and the call has not", event);
            }
        } else if next.execution.pending().len() == 0 {
            self.blame("it waits for nothing", event);
        }
        Some((next, trace))
    }

    /// Tells an event that is to be refused without a trace.
    fn refused(&mut self, wait: &Wait, event: &Event, why: &str) {
        let mut next = wait.execution.clone();
        let mut trace = Trace::default();
        let now = wait.now.after_millis(1000);
        let taken = self.library.advance_in_place(&mut next, event, now, &mut trace);
        if taken.is_ok() {
            self.blame(&format!("it is taken although it is {why}"), event);
        }
        if next != wait.execution || !trace.steps.is_empty() || !trace.effects.is_empty() {
            self.blame(&format!("it is {why} and leaves a trace"), event);
        }
    }

    /// The caller hangs up here.
    fn hang_up(&mut self, wait: &Wait) {
        let params = [("CallStatus", "completed")].into_iter().collect();
        let left = Event::ContactLeft { reason: LeaveReason::HungUp, params };
        if !matches!(wait.execution.call, CallState::Ringing | CallState::Live) {
            self.refused(wait, &left, "about a call that is not there");
            return;
        }
        let placed = wait.execution.pending().any(|open| open.awaits == Awaits::CallPlaced);
        let Some((next, trace)) = self.told(wait, &left) else { return };
        if next.execution.call != CallState::Gone {
            self.blame("the call is not gone", &left);
        }
        let hangs_up =
            trace.effects.iter().any(|effect| matches!(effect.action, Action::HangUp { .. }));
        if hangs_up && !placed {
            self.blame("it hangs up a call that is gone", &left);
        }
        if let Some(ending) = next.execution.ending()
            && !matches!(ending.kind, EndingKind::ContactLeft | EndingKind::Completed)
        {
            self.blame(&format!("it ends as {}: {}", ending.kind.name(), ending.reason), &left);
        }
        if !next.execution.has_ended() {
            // Nobody is there any more who could press keys: something else must come for sure.
            let comes = |open: &Pending| {
                let by_voice = [Awaits::Played, Awaits::Input, Awaits::Recorded, Awaits::Dialled];
                !by_voice.contains(&open.awaits) && open.awaits != Awaits::Returned
            };
            if !next.execution.pending().any(comes) {
                self.blame("it waits for a caller who is gone", &left);
            }
            for effect in &trace.effects {
                if matches!(effect.action, Action::Say(_) | Action::Play(_) | Action::Gather(_)) {
                    self.blame("it speaks to nobody", &left);
                }
            }
        }
        self.refused(&next, &left, "said twice");
        self.stay_refused(wait, &next);
    }

    /// What was asked for and is not open any more cannot be answered.
    fn stay_refused(&mut self, before: &Wait, after: &Wait) {
        for open in before.execution.pending() {
            if after.execution.pending().any(|still| still.effect == open.effect) {
                continue;
            }
            for late in answers_to(open).iter().filter(|event| event.answers().is_some()) {
                self.refused(after, late, "late");
            }
        }
    }

    fn look(&mut self, wait: &Wait) -> Vec<Wait> {
        self.hang_up(wait);
        let unknown = EffectId(9_999);
        self.refused(wait, &Event::TimerFired { answers: unknown }, "for nobody");
        let open: Vec<Pending> = wait.execution.pending().cloned().collect();
        for asked in wait.asked.clone() {
            if open.iter().all(|open| open.effect != asked) {
                self.refused(wait, &Event::TimerFired { answers: asked }, "late");
            }
        }
        let returned = Event::Returned { name: "no_such_exit".into(), params: Map::new() };
        self.refused(wait, &returned, "no exit of the widget");
        if open.iter().all(|open| open.awaits != Awaits::Message) {
            let (from, body) = ("+15550100".into(), "Hello?".into());
            let message = Event::Message { from, body, media: Vec::new(), params: Map::new() };
            self.refused(wait, &message, "not listened for");
        }
        let mut further = Vec::new();
        for one in &open {
            for other in ALL.iter().filter(|other| **other != one.awaits) {
                let wrong = Pending { effect: one.effect, awaits: *other };
                for event in answers_to(&wrong).iter().filter(|event| event.answers().is_some()) {
                    self.refused(wait, event, "of the wrong kind");
                }
            }
            for event in answers_to(one) {
                let Some((next, _)) = self.told(wait, &event) else { continue };
                let is_open = next.execution.pending().any(|open| open.effect == one.effect);
                if !is_open && event.answers().is_some() {
                    self.refused(&next, &event, "said twice");
                }
                self.stay_refused(wait, &next);
                further.push(next);
            }
        }
        further
    }
}

const ALL: [Awaits; 12] = [
    Awaits::Played,
    Awaits::Input,
    Awaits::Recorded,
    Awaits::Dialled,
    Awaits::CallPlaced,
    Awaits::Replied,
    Awaits::Sent,
    Awaits::Delivery,
    Awaits::Message,
    Awaits::TaskChanged,
    Awaits::Served,
    Awaits::Timer,
];

fn triggers() -> [(&'static str, Trigger, bool); 5] {
    let (from, to) = ("+15550100", "+15550199");
    let call = Trigger::Call { from: from.into(), to: to.into(), params: Map::new() };
    let message = Trigger::Message {
        from: from.into(),
        to: to.into(),
        body: "Hello".into(),
        params: Map::new(),
    };
    let conversation = Trigger::Conversation {
        from: "ana".into(),
        to: "shop".into(),
        body: "Hello".into(),
        params: Map::new(),
    };
    let request = Trigger::Request { from: to.into(), to: from.into(), parameters: Map::new() };
    [
        ("a call that rings", call.clone(), false),
        ("a call", call, true),
        ("messages", message, false),
        ("a chat", conversation, false),
        ("a request", request, false),
    ]
}

#[test]
fn at_every_wait_a_hang_up_is_taken_and_wrong_late_and_repeated_events_are_not() {
    let catalogue = builtin();
    let mut faults = Vec::new();
    let mut looked_at = 0;
    for spec in catalogue.specs().filter(|spec| !spec.starts) {
        let mut waits_of_type = 0;
        for (place, trigger, greets) in triggers() {
            let (flow, name) = around(&spec.example, greets);
            let mut library = Library::new(Settings::default());
            let at = FlowRef::new("example", 1);
            assert!(library.add(&flow, at.clone(), &catalogue).is_ok(), "{}", spec.kind);
            let mut trace = Trace::default();
            let begun = library.start_into(&at, trigger, Seed(1), BEGIN, &mut trace);
            let mut first = Wait {
                execution: begun.expect("the flow is there"),
                now: BEGIN,
                timers: Vec::new(),
                asked: Vec::new(),
            };
            first.note(&trace.effects, None);
            let place = place.to_owned();
            let mut watch = Watch { library, widget: name.clone(), place, faults: Vec::new() };
            if greets {
                let played = first.execution.pending().next().map(answers_to).unwrap_or_default();
                let Some((next, _)) = watch.told(&first, &played[0]) else { continue };
                first = next;
            }
            let mut waits = vec![first];
            let mut seen = 0;
            for _ in 0..DEPTH {
                let mut further = Vec::new();
                for wait in waits.iter().filter(|wait| wait.is_in(&name)) {
                    seen += 1;
                    if seen > MOST_WAITS {
                        break;
                    }
                    further.extend(watch.look(wait));
                }
                waits = further;
            }
            waits_of_type += seen;
            faults.extend(watch.faults);
        }
        if spec.waits && waits_of_type == 0 {
            faults.push(format!("{} never waits, and says it does", spec.kind));
        }
        looked_at += waits_of_type;
    }
    faults.dedup();
    println!("{looked_at} waits were looked at");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
