//! HTTP requests and functions of flows.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes as Body;
use axum::http::{HeaderMap, Uri};
use bytes::Bytes;
use centralita_engine::Secs;
use centralita_engine::exec::EffectId;
use centralita_server::calls::{Asks, Calls, Incoming};
use centralita_server::egress::{EgressRules, Secrets};
use centralita_server::identity::{Identity, params};
use centralita_server::ids::TenantId;
use centralita_server::line::call::Point;
use centralita_server::line::document::{Document, Verb};
use centralita_widgets::script::LocalFunctions;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::{House, egress, flow};

/// A web service on this machine.
#[derive(Clone)]
struct Service {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

/// Answers with these, in their order; with 200 and `{}` when there are none left.
async fn service(answers: &[(u16, Option<&'static str>)], gate: Option<Arc<Notify>>) -> Service {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let (keeps, answers) = (Arc::clone(&heard), Mutex::new(VecDeque::from_iter(answers.to_vec())));
    let answers = Arc::new(answers);
    let app = Router::new().fallback(move |uri: Uri, headers: HeaderMap, body: Body| {
        let key = headers.get("idempotency-key").map_or("", |key| key.to_str().unwrap());
        let heard = format!("{uri} {key} {}", String::from_utf8_lossy(&body));
        keeps.lock().unwrap().push(heard);
        let (status, after) = answers.lock().unwrap().pop_front().unwrap_or((200, None));
        let gate = gate.clone();
        async move {
            if let Some(gate) = gate {
                // From here on time passes as soon as everybody waits.
                tokio::time::pause();
                gate.notified().await;
            }
            let mut response = axum::response::Response::builder()
                .status(status)
                .header("content-type", "application/json");
            if let Some(after) = after {
                response = response.header("retry-after", after);
            }
            response.body(axum::body::Body::from(r#"{"open":true}"#)).unwrap()
        }
    });
    tokio::spawn(async move { axum::serve(listener, app).await });
    Service { port, heard }
}

impl Service {
    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// A house whose flow asks it.
    async fn house(&self) -> House {
        let properties = format!(r#"{{"url":"http://127.0.0.1:{}/open"}}"#, self.port);
        let asks = flow("make-http-request", "success", &["failed"], &properties);
        let mut house = House::with(&asks).await;
        house.hands.egress = egress(self.rules());
        house
    }

    fn rules(&self) -> EgressRules {
        let mut rules = EgressRules::default();
        rules.allowed.push(format!("127.0.0.1:{}", self.port).parse().unwrap());
        rules.longest = Secs(60);
        rules
    }
}

#[tokio::test]
async fn a_flow_asks_a_service_and_goes_on_with_its_answer() {
    let service = service(&[], None).await;
    let house = service.house().await;
    let running = house.works(1);
    let key = house.begins(1).await;
    assert_eq!(house.ends(key).await, "Trigger it good");
    // The key is the job's and tells nobody which execution it is.
    let heard = service.heard();
    let sent: Vec<&str> = heard[0].split(' ').collect();
    assert_eq!((heard.len(), sent[0], sent[1].len(), sent[2]), (1, "/open", 32, ""));
    assert!(!key.to_string().contains(sent[1]));
    assert_eq!(house.times_told(key, "replied").await, 1);
    running.stops().await;
}

#[tokio::test(start_paused = true)]
async fn a_service_that_is_too_busy_is_asked_again_and_believed_when_it_says_when() {
    let service = service(&[(429, None), (429, Some("7")), (200, None)], None).await;
    let house = service.house().await;
    let running = house.works(1);
    let begun = house.driver.clock.now();
    let key = house.begins(1).await;
    assert_eq!(house.ends(key).await, "Trigger it good");
    let waited = house.driver.clock.now().millis_since(begun);
    assert!(waited >= 7_500, "{waited}");
    let heard = service.heard();
    assert_eq!(heard.len(), 3);
    assert!(heard.iter().all(|it| it == &heard[0]), "under the same key: {heard:?}");
    running.stops().await;
}

#[tokio::test(start_paused = true)]
async fn a_service_that_stays_too_busy_is_the_flows_business_in_the_end() {
    let service = service(&[(429, None); 9], None).await;
    let house = service.house().await;
    let running = house.works(1);
    let key = house.begins(1).await;
    assert_eq!(house.ends(key).await, "Trigger it bad");
    assert_eq!(service.heard().len(), 3);
    assert!(format!("{:?}", house.journal(key).await).contains("429"));
    running.stops().await;
}

#[tokio::test(start_paused = true)]
async fn a_service_that_is_not_there_is_looked_for_again_and_then_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let gone = Service { port, heard: Arc::default() };
    let house = gone.house().await;
    let running = house.works(1);
    let begun = house.driver.clock.now();
    let key = house.begins(1).await;
    assert_eq!(house.ends(key).await, "Trigger it bad");
    let waited = house.driver.clock.now().millis_since(begun);
    assert!(waited >= 1_500, "{waited}");
    assert!(format!("{:?}", house.journal(key).await).contains("no connection"));
    running.stops().await;
}

#[tokio::test(start_paused = true)]
async fn a_request_into_the_own_network_is_told_at_once_and_never_made() {
    let service = service(&[], None).await;
    let mut house = service.house().await;
    house.hands.egress = egress(EgressRules::default());
    let running = house.works(1);
    let key = house.begins(1).await;
    assert_eq!(house.ends(key).await, "Trigger it bad");
    assert_eq!(service.heard().len(), 0);
    let told = format!("{:?}", house.journal(key).await);
    assert!(told.contains("lies inside the own machine or network"), "{told}");
    running.stops().await;
}

fn words(document: &Document) -> Bytes {
    let words: Vec<String> = document
        .verbs
        .iter()
        .map(|verb| match verb {
            Verb::Say(say) => format!("say {}", say.text),
            Verb::Redirect(to) => to.0.rsplit('/').take(2).collect::<Vec<_>>().join(" "),
            other => format!("{other:?}"),
        })
        .collect();
    Bytes::from(words.join("\n"))
}

const ON_A_CALL: &str = r#"{"initial_state":"Trigger","states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"look"}],"properties":{}},
    {"name":"look","type":"make-http-request","transitions":[{"event":"success","next":"said"},{"event":"failed","next":"sorry"}],"properties":{"url":"http://127.0.0.1:PORT/open"}},
    {"name":"said","type":"say-play","transitions":[{"event":"audioComplete"}],"properties":{"say":"Open: {{widgets.look.parsed.open}}."}},
    {"name":"sorry","type":"say-play","transitions":[{"event":"audioComplete"}],"properties":{"say":"Sorry."}}
]}"#;

struct Caller {
    calls: Calls,
}

impl Caller {
    async fn of(service: &Service) -> (House, Caller) {
        let mut house = House::with(&ON_A_CALL.replace("PORT", &service.port.to_string())).await;
        house.hands.egress = egress(service.rules());
        let calls = Calls::new(Arc::clone(&house.driver), Identity::new([1; 32]));
        (house, Caller { calls })
    }

    async fn rings(&self) -> String {
        let incoming = Incoming {
            tenant: TenantId::FIRST,
            connection: "phone".into(),
            flow: "FW1".into(),
            call: "CA1".into(),
            from: "+15550100".into(),
            to: "+15550199".into(),
            params: params([("CallSid", "CA1")]),
            token: None,
        };
        let told = self.calls.incoming(&incoming, &words).await.unwrap();
        String::from_utf8(told.to_vec()).unwrap()
    }

    async fn waits(&self, token: &str) -> String {
        let asks = Asks {
            connection: "phone".into(),
            key: self.calls.key(TenantId::FIRST, "phone", "CA1"),
            effect: EffectId(0),
            point: Point::Waiting,
            params: params([("CallSid", "CA1")]),
            token: Some(token.into()),
        };
        String::from_utf8(self.calls.asks(&asks, &words).await.unwrap().to_vec()).unwrap()
    }
}

#[tokio::test]
async fn a_caller_hears_what_a_service_says_in_the_very_answer_to_the_call() {
    let service = service(&[], None).await;
    let (house, caller) = Caller::of(&service).await;
    let running = house.works(1);
    assert_eq!(caller.rings().await, "say Open: true.\nheard 2");
    running.stops().await;
}

#[tokio::test]
async fn a_caller_is_asked_to_wait_while_a_service_thinks_and_then_hears_it() {
    let gate = Arc::new(Notify::new());
    let service = service(&[], Some(Arc::clone(&gate))).await;
    let (house, caller) = Caller::of(&service).await;
    let running = house.works(1);
    assert_eq!(caller.rings().await, "Pause(1)\nwaiting 0");
    tokio::time::resume();
    gate.notify_one();
    assert_eq!(caller.waits("a").await, "say Open: true.\nheard 2");
    assert_eq!(service.heard().len(), 1);
    running.stops().await;
}

/// One secret.
struct One;

impl Secrets for One {
    fn get(&self, _: TenantId, name: &str) -> Option<String> {
        (name == "KEY").then(|| "s3cr&t".to_owned())
    }
}

const PARAMETERS: &str =
    r#""parameters":[{"key":"key","value":"{{secrets.KEY}}"},{"key":"n","value":"1 2"}]"#;

#[tokio::test]
async fn a_function_on_the_web_gets_its_parameters_as_a_form() {
    let service = service(&[], None).await;
    let properties =
        format!(r#"{{"url":"http://127.0.0.1:{}/check-pin",{PARAMETERS}}}"#, service.port);
    let mut house = House::with(&flow("run-function", "success", &["fail"], &properties)).await;
    let lookup = Arc::new(crate::Nameless);
    house.hands.egress =
        centralita_server::egress::Egress::with_lookup(service.rules(), Arc::new(One), lookup)
            .unwrap();
    let running = house.works(1);
    let key = house.begins(1).await;
    assert_eq!(house.ends(key).await, "Trigger it good");
    let heard = service.heard();
    assert!(heard[0].starts_with("/check-pin ") && heard[0].ends_with(" key=s3cr%26t&n=1+2"));
    assert!(!format!("{:?}", house.journal(key).await).contains("s3cr"));
    running.stops().await;
}

#[tokio::test]
async fn a_function_of_the_project_comes_before_the_one_on_the_web() {
    let properties = format!(r#"{{"url":"https://example.com/check-pin?x=1",{PARAMETERS}}}"#);
    let mut house = House::with(&flow("run-function", "success", &["fail"], &properties)).await;
    let lookup = Arc::new(crate::Nameless);
    let rules = EgressRules::default();
    house.hands.egress =
        centralita_server::egress::Egress::with_lookup(rules, Arc::new(One), lookup).unwrap();
    let mut functions = LocalFunctions::new();
    let source = r#"fn main(event) { #{ right: event.key == "s3cr&t", echo: event.key } }"#;
    functions.add("check-pin.rhai", source).unwrap();
    functions.add("broken.rhai", "fn main(event) { throw \"no\" }").unwrap();
    house.hands.functions = Arc::new(functions);
    let running = house.works(1);
    let key = house.begins(1).await;
    assert_eq!(house.ends(key).await, "Trigger it good");
    let told = format!("{:?}", house.journal(key).await);
    assert!(told.contains(r#""right":true"#.replace('"', "\\\"").as_str()), "{told}");
    assert!(told.contains("***") && !told.contains("s3cr"), "{told}");
    running.stops().await;
}
