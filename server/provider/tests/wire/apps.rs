//! Small apps that answer webhooks, and what they have seen.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode, header};
use centralita_provider::Form;
use centralita_provider::signature::signature;
use tokio::net::TcpListener;

/// What an app is asked: the path, the token, and what is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub path: String,
    pub token: String,
    pub form: Form,
}

type Answers = dyn Fn(&Asked) -> String + Send + Sync;

/// An app: a function from what is asked to a document, which remembers what it said to a token.
#[derive(Clone)]
pub struct App {
    answers: Arc<Answers>,
    seen: Arc<Mutex<Seen>>,
    base: String,
}

#[derive(Default)]
struct Seen {
    /// Everything that came, repeats included.
    all: Vec<Asked>,
    /// What was said to each token; what came first counts.
    said: BTreeMap<String, String>,
    badly_signed: u32,
}

impl App {
    /// Serves an app on a free port of this machine.
    pub async fn serve(answers: impl Fn(&Asked) -> String + Send + Sync + 'static) -> App {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
        let base = format!("http://{}", listener.local_addr().expect("it listens"));
        let app = App { answers: Arc::new(answers), seen: Arc::default(), base };
        let router = Router::new().fallback(answer).with_state(app.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        app
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Everything that came, repeats included.
    pub fn all(&self) -> Vec<Asked> {
        self.seen.lock().expect("no test panics in it").all.clone()
    }

    /// What came, each token once.
    pub fn once(&self) -> Vec<Asked> {
        let mut tokens = std::collections::BTreeSet::new();
        self.all().into_iter().filter(|asked| tokens.insert(asked.token.clone())).collect()
    }

    pub fn badly_signed(&self) -> u32 {
        self.seen.lock().expect("no test panics in it").badly_signed
    }
}

async fn answer(State(app): State<App>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 16).await.expect("bodies are short");
    let header = |name: &str| {
        let value = parts.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let form = Form::parse(&String::from_utf8_lossy(&body));
    let asked = Asked {
        path: parts.uri.path().to_owned(),
        token: header("I-Twilio-Idempotency-Token"),
        form,
    };
    let expected = signature("12345", &app.url(&parts.uri.to_string()), &asked.form);
    let mut seen = app.seen.lock().expect("no test panics in it");
    if header("X-Twilio-Signature") != expected {
        seen.badly_signed += 1;
    }
    let said = match seen.said.get(&asked.token) {
        Some(said) => said.clone(),
        None => (app.answers)(&asked),
    };
    seen.said.insert(asked.token.clone(), said.clone());
    seen.all.push(asked);
    drop(seen);
    let (status, body) = match said.as_str() {
        "" => (StatusCode::NO_CONTENT, String::new()),
        body => (StatusCode::OK, format!("<Response>{body}</Response>")),
    };
    let built = Response::builder().status(status).header(header::CONTENT_TYPE, "text/xml");
    built.body(Body::from(body)).expect("the answer is one")
}

/// An app that answers its first request when the call's end has been told, and not before.
pub async fn hesitant() -> String {
    let ended = Arc::new(tokio::sync::Notify::new());
    let told = Arc::clone(&ended);
    let router = Router::new()
        .route(
            "/voice",
            axum::routing::post(move || async move {
                ended.notified().await;
                ([(header::CONTENT_TYPE, "text/xml")], "<Response/>")
            }),
        )
        .fallback(move || async move { told.notify_one() });
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
    let base = format!("http://{}", listener.local_addr().expect("it listens"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    base
}

/// A menu: one for sales, two for a message, anything else again.
pub fn menu(asked: &Asked) -> String {
    let ask = r#"<Gather numDigits="1" action="/chosen" actionOnEmptyResult="true"><Say>Press one for sales or two to leave a message.</Say></Gather>"#;
    match (asked.path.as_str(), asked.form.get("Digits").unwrap_or_default()) {
        ("/voice", _) => ask.to_owned(),
        ("/chosen", "1") => "<Say>Welcome to sales.</Say><Hangup/>".to_owned(),
        ("/chosen", "2") => {
            r#"<Say>Speak after the beep.</Say><Record action="/recorded" recordingStatusCallback="/told"/>"#
                .to_owned()
        }
        ("/chosen", _) => format!("<Say>Sorry.</Say>{ask}"),
        ("/recorded", _) => "<Say>Thank you.</Say>".to_owned(),
        _ => String::new(),
    }
}

/// A queue on one number and the people who answer it on another, and a conference on a third.
pub fn office(asked: &Asked) -> String {
    match asked.path.as_str() {
        "/queue" => r#"<Enqueue waitUrl="/hold" action="/left">support</Enqueue>"#.to_owned(),
        "/hold" => "<Say>Please hold the line.</Say><Pause length=\"10\"/>".to_owned(),
        "/left" => "<Say>Thank you for calling.</Say>".to_owned(),
        "/desk" => r#"<Dial action="/done"><Queue>support</Queue></Dial>"#.to_owned(),
        "/done" => "<Hangup/>".to_owned(),
        "/room" => {
            r#"<Dial action="/done"><Conference endConferenceOnExit="true">meeting</Conference></Dial>"#
                .to_owned()
        }
        "/joined" => "<Dial><Conference>task 7</Conference></Dial>".to_owned(),
        "/wait" => "<Play>music.mp3</Play><Redirect>/wait</Redirect>".to_owned(),
        "/worker" => {
            r#"<Gather numDigits="1" action="/joined"><Say>A caller waits. Press one.</Say></Gather>"#
                .to_owned()
        }
        "/sms" => match asked.form.get("Body").unwrap_or_default() {
            "hours" => "<Message>We are open from nine to five.</Message>".to_owned(),
            _ => "<Message>Write hours for our opening hours.</Message>".to_owned(),
        },
        _ => String::new(),
    }
}
