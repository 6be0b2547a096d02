//! Whom flows may call and write to: their own country and those that somebody has named, no special tariffs, and
//! only so many an hour.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use bytes::Bytes;
use centralita_engine::Time;
use centralita_engine::exec::{EffectId, Settings};
use centralita_server::calls::{Asks, Calls, Incoming};
use centralita_server::clock::{Clock, SetClock};
use centralita_server::dialling::{Dialling, DiallingRules, Forbidden};
use centralita_server::driver::Driver;
use centralita_server::flows::Flows;
use centralita_server::identity::{Identity, params};
use centralita_server::ids::{NodeId, TenantId};
use centralita_server::line::call::Point;
use centralita_server::line::document::{Document, Verb};
use centralita_server::line::work::{Work, topic};
use centralita_server::settings::{self, Number};
use centralita_server::store::{MemoryStore, Revision, Store};

const TENANT: TenantId = TenantId::FIRST;

/// Asks for a number and connects the caller with it; whoever cannot be connected hears so and gets a message.
const CONNECTS: &str = r#"{"initial_state":"Trigger","states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"ask"}],"properties":{}},
    {"name":"ask","type":"gather-input-on-call","transitions":[{"event":"keypress","next":"connect"},{"event":"speech"},{"event":"timeout"}],
     "properties":{"say":"Whom?","timeout":5,"finish_on_key":"\#"}},
    {"name":"connect","type":"connect-call-to","transitions":[{"event":"callCompleted","next":"tell"},{"event":"hangup"}],
     "properties":{"noun":"number","to":"+{{widgets.ask.Digits}}","caller_id":"{{contact.channel.address}}","timeout":30}},
    {"name":"tell","type":"send-message","transitions":[{"event":"sent"},{"event":"failed","next":"sorry"}],
     "properties":{"from":"{{flow.channel.address}}","to":"+{{widgets.ask.Digits}}","body":"We called."}},
    {"name":"sorry","type":"say-play","transitions":[{"event":"audioComplete"}],
     "properties":{"say":"{{widgets.connect.DialCallStatus}} {{widgets.connect.ErrorCode}}, {{widgets.tell.outbound.ErrorCode}}"}}
]}"#;

/// Calls, over and over, a number that nobody may call.
const OBSTINATE: &str = r#"{"initial_state":"Trigger","states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"connect"}],"properties":{}},
    {"name":"connect","type":"connect-call-to","transitions":[{"event":"callCompleted","next":"connect"},{"event":"hangup"}],
     "properties":{"noun":"number","to":"+252612345678","timeout":30}}
]}"#;

/// Answers whoever writes.
const ANSWERS: &str = r#"{"initial_state":"Trigger","states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"tell"}],"properties":{}},
    {"name":"tell","type":"send-message","transitions":[{"event":"sent"},{"event":"failed"}],
     "properties":{"from":"{{flow.channel.address}}","to":"{{contact.channel.address}}","body":"Thank you."}}
]}"#;

struct Desk {
    calls: Calls,
    driver: Arc<Driver>,
    clock: Arc<SetClock>,
}

fn words(document: &Document) -> Bytes {
    let told = document.verbs.iter().map(|verb| match verb {
        Verb::Say(say) => format!("say {}\n", say.text),
        Verb::Gather { .. } => "ask\n".into(),
        Verb::Dial { dial, .. } => format!("dial {:?}\n", dial.to),
        Verb::Redirect(_) | Verb::Hold(_) => String::new(),
        Verb::HangUp => "hang up\n".into(),
        other => format!("{other:?}\n"),
    });
    Bytes::from(told.collect::<String>())
}

/// A server whose only number is in Spain.
async fn desk(flow: &str, rules: DiallingRules) -> Desk {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let clock = Arc::new(SetClock::at(Time(1_000_000)));
    let number = Number {
        id: "front".into(),
        address: "+34911234567".into(),
        connection: "main".into(),
        flow: "FW1".into(),
        name: String::new(),
        announcement: None,
    };
    settings::write(&*store, TENANT, &number, 0, Time(0)).await.unwrap();
    let revision = Revision {
        flow: "FW1".into(),
        number: 1,
        is_published: true,
        definition: flow.to_owned(),
        message: String::new(),
        author: String::new(),
        at: Time(0),
    };
    assert!(store.add_revision(TENANT, revision).await.unwrap());
    let dialling = Arc::new(Dialling::new(rules));
    dialling.look_again(&*store, TENANT).await.unwrap();
    let flows = Flows::new(Arc::clone(&store), centralita_widgets::builtin(), Settings::default());
    let shared: Arc<dyn Clock> = clock.clone();
    let driver = Driver::new(store, Arc::new(flows), shared).with_dialling(dialling);
    let driver = Arc::new(driver);
    let calls = Calls::new(Arc::clone(&driver), Identity::new([1; 32]));
    Desk { calls, driver, clock }
}

impl Desk {
    async fn rings(&self, call: &str, from: &str) -> String {
        let call = Incoming {
            tenant: TENANT,
            connection: "main".into(),
            flow: "FW1".into(),
            call: call.into(),
            from: from.into(),
            to: "+34911234567".into(),
            params: params([("CallSid", call), ("From", from), ("To", "+34911234567")]),
            token: None,
        };
        let said = self.calls.incoming(&call, &words).await.unwrap();
        String::from_utf8(said.to_vec()).unwrap()
    }

    /// A call that asks for a number; what it comes to.
    async fn asks_for(&self, call: &str, number: &str) -> String {
        assert_eq!(self.rings(call, "+34600123456").await, "ask\n");
        let asks = Asks {
            connection: "main".into(),
            key: self.calls.key(TENANT, "main", call),
            effect: EffectId(1),
            point: Point::Input,
            params: params([("Digits", number)]),
            token: None,
        };
        let said = self.calls.asks(&asks, &words).await.unwrap();
        String::from_utf8(said.to_vec()).unwrap()
    }

    /// To whom messages wait to be sent.
    async fn messages(&self) -> Vec<String> {
        let due = self.clock.now().after_millis(1);
        let topics = [topic::MESSAGE];
        let claimed = self
            .driver
            .store
            .claim(NodeId(1), &topics, due, due.after_millis(1), 100)
            .await
            .unwrap();
        claimed
            .iter()
            .filter_map(|job| match Work::from_stored(&job.payload) {
                Ok(Work::Send { message, .. }) => Some(message.to.to_string()),
                _ => None,
            })
            .collect()
    }
}

#[tokio::test]
async fn a_caller_is_connected_within_the_country_and_nowhere_else() {
    let desk = desk(CONNECTS, DiallingRules::default()).await;
    assert_eq!(desk.asks_for("CA1", "34600654321").await, "dial Numbers([\"+34600654321\"])\n");
    // Somalia: the flow hears at once that it failed, and goes on as drawn; nobody is written to there either.
    let refused = desk.asks_for("CA2", "252612345678").await;
    assert_eq!(refused, "say failed 13227, 21408\n");
    // A premium number of the country itself.
    let refused = desk.asks_for("CA3", "34803123456").await;
    assert_eq!(refused, "say failed 13227, 21408\n");
    assert!(desk.messages().await.is_empty());
    // Emergencies are called whatever the rules say.
    let judged = desk.driver.dialling.judge("112");
    assert_eq!(judged, Ok(()));
}

#[tokio::test]
async fn countries_and_tariffs_are_opened_by_name() {
    let rules =
        DiallingRules { countries: vec!["SO".into()], premium: true, ..DiallingRules::default() };
    let desk = desk(CONNECTS, rules).await;
    assert_eq!(desk.asks_for("CA1", "252612345678").await, "dial Numbers([\"+252612345678\"])\n");
    assert_eq!(desk.asks_for("CA2", "34803123456").await, "dial Numbers([\"+34803123456\"])\n");
    assert_eq!(desk.driver.dialling.judge("+33123456789"), Err(Forbidden::Country("FR".into())));
    assert_eq!(desk.driver.dialling.judge("600654321"), Ok(()), "a number of the country itself");
    for other in ["sip:ana@example.com", "client:ana", "whatsapp:+252612345678", "ana", ""] {
        assert_eq!(desk.driver.dialling.judge(other), Ok(()), "{other}");
    }
    assert_eq!(
        DiallingRules { countries: vec!["Spain".into()], ..DiallingRules::default() }.no_country(),
        Some("Spain")
    );
}

#[tokio::test]
async fn whoever_writes_to_us_is_answered_wherever_they_are() {
    let desk = desk(ANSWERS, DiallingRules::default()).await;
    desk.rings("CA1", "+252612345678").await;
    assert_eq!(desk.messages().await, ["+252612345678"]);
}

#[tokio::test]
async fn only_so_many_numbers_are_called_within_an_hour() {
    let rules = DiallingRules { most_an_hour: 3, ..DiallingRules::default() };
    let desk = desk(CONNECTS, rules).await;
    for call in ["CA1", "CA2", "CA3"] {
        assert!(desk.asks_for(call, "34600654321").await.starts_with("dial"));
    }
    assert!(desk.asks_for("CA4", "34600654321").await.starts_with("say failed"));
    desk.clock.set(Time(1_000_000 + 3_600_000));
    assert!(desk.asks_for("CA5", "34600654321").await.starts_with("dial"));
}

#[tokio::test]
async fn a_flow_that_goes_on_calling_what_it_may_not_ends() {
    let desk = desk(OBSTINATE, DiallingRules::default()).await;
    assert_eq!(desk.rings("CA1", "+34600123456").await, "hang up\n");
}
