//! Calls and chats over real HTTP.

use bytes::Bytes;
use centralita_provider::drive::Pace;
use centralita_provider::transcript::Purpose;
use centralita_provider::{ChatScript, Form, Number, Peer, Provider, Script, Settings};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use crate::apps::{App, menu, office};

const NUMBER: &str = "+18005550000";
const DESK: &str = "+18005550001";
const ROOM: &str = "+18005550002";

async fn provider(app: &App, pages: &[(&str, &str)], pace: Pace) -> Provider {
    let provider = Provider::start(Settings::seeded(7), pace).await.expect("a port is free");
    for (number, path) in pages {
        let number = Number::voice(number, &app.url(path)).status_callback(&app.url("/status"));
        provider.set_number(number);
    }
    provider
}

#[tokio::test]
async fn a_caller_goes_through_a_menu() {
    let app = App::serve(menu).await;
    let provider = provider(&app, &[(NUMBER, "/voice")], Pace::Jumps).await;
    let transcript = provider.call(NUMBER, Script::new().press("1")).await;
    assert!(transcript.has_heard("Welcome to sales."), "{transcript}");
    assert!(transcript.faults().is_empty(), "{transcript}");
    assert_eq!(app.badly_signed(), 0);
    assert!(transcript.webhooks().iter().all(|webhook| webhook.is_acknowledged()));

    let transcript = provider.call(NUMBER, Script::new().silence().press("1")).await;
    assert_eq!(transcript.heard().get(1), Some(&"Sorry."));
    assert!(transcript.has_heard("Welcome to sales."));
}

#[tokio::test]
async fn a_message_is_recorded_and_its_recording_told() {
    let app = App::serve(menu).await;
    let provider = provider(&app, &[(NUMBER, "/voice")], Pace::Jumps).await;
    let script = Script::new().press("2").speak("Please call me back");
    let transcript = provider.call(NUMBER, script).await;
    assert!(transcript.has_heard("Thank you."), "{transcript}");
    assert_eq!(transcript.webhooks_for(Purpose::RecordingStatus).len(), 1);
    let url = transcript.webhooks_for(Purpose::RecordingStatus)[0].form.get("RecordingUrl");
    let url = url.expect("it has an address").to_owned();
    assert!(url.starts_with(&provider.base_url()));
    let sound = rest("GET", &format!("{url}.wav"), &provider, &Form::new()).await;
    assert_eq!(sound.0, 200);
    assert!(sound.1.starts_with(b"RIFF"));
}

#[tokio::test]
async fn many_callers_at_once_do_not_disturb_each_other() {
    let app = App::serve(menu).await;
    let provider = provider(&app, &[(NUMBER, "/voice")], Pace::Jumps).await;
    let scripts = (0..50).map(|at| {
        let keys = if at % 2 == 0 { "1" } else { "9" };
        Script::new().press(keys).press("1")
    });
    let calls = scripts.map(|script| provider.call(NUMBER, script));
    let mut set = Vec::new();
    for call in calls {
        set.push(call);
    }
    let transcripts = join_all(set).await;
    for (at, transcript) in transcripts.iter().enumerate() {
        assert!(transcript.has_heard("Welcome to sales."), "{transcript}");
        assert_eq!(transcript.has_heard("Sorry."), at % 2 == 1, "{transcript}");
    }
}

/// Waits for all, polling each in turn.
async fn join_all<F: std::future::Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.into_iter().map(|one| (Box::pin(one), None)).collect();
    std::future::poll_fn(|context| {
        let mut is_pending = false;
        for (future, output) in &mut waiting {
            if output.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(made) => *output = Some(made),
                    std::task::Poll::Pending => is_pending = true,
                }
            }
        }
        if is_pending { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
    })
    .await;
    waiting.into_iter().filter_map(|(_, output)| output).collect()
}

#[tokio::test]
async fn a_caller_waits_in_a_queue_until_somebody_takes_the_call() {
    let app = App::serve(office).await;
    let pages = [(NUMBER, "/queue"), (DESK, "/desk")];
    let provider = provider(&app, &pages, Pace::Jumps).await;
    let agent = Script::new().wait_millis(30_000).joined().wait_millis(5_000).hang_up();
    let (caller, agent) =
        tokio::join!(provider.call(NUMBER, Script::new()), provider.call(DESK, agent));
    assert!(caller.has_heard("Thank you for calling."), "{caller}");
    assert_eq!(agent.ended_by(), Some("caller"));
    assert!(caller.wrongs().is_empty() && agent.wrongs().is_empty());
}

#[tokio::test]
async fn two_callers_meet_in_a_conference() {
    let app = App::serve(office).await;
    let provider = provider(&app, &[(ROOM, "/room")], Pace::Jumps).await;
    let first = Script::new().joined().wait_millis(10_000).hang_up();
    let (first, second) =
        tokio::join!(provider.call(ROOM, first), provider.call(ROOM, Script::new().joined()));
    assert_eq!(first.ended_by(), Some("caller"));
    assert_eq!(second.ended_by(), Some("document"));
    let joined = |transcript: &centralita_provider::Transcript| {
        transcript.to_string().matches("joined with CF").count()
    };
    assert_eq!((joined(&first), joined(&second)), (1, 1));
}

#[tokio::test]
async fn somebody_writes_and_reads_the_answers() {
    let app = App::serve(office).await;
    let provider = Provider::start(Settings::seeded(7), Pace::Jumps).await.expect("a port is free");
    provider.set_number(Number::messages(NUMBER, &app.url("/sms")));
    let script =
        ChatScript::new().write("hello").read("write hours").write("hours").read("nine to five");
    let transcript = provider.chat("+15550100", NUMBER, script).await;
    assert!(transcript.faults().is_empty(), "{transcript}");
    assert_eq!(transcript.got().len(), 2);
}

/// One request to the REST side of the provider; gives status and body.
async fn rest(method: &str, url: &str, provider: &Provider, form: &Form) -> (u16, Bytes) {
    use base64::Engine as _;
    let secret = provider.with(|exchange| {
        let settings = &exchange.settings;
        format!("{}:{}", settings.account, settings.token)
    });
    let secret = base64::engine::general_purpose::STANDARD.encode(secret);
    let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let request = hyper::Request::builder()
        .method(method)
        .uri(url)
        .header("Authorization", format!("Basic {secret}"))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(Full::new(Bytes::from(form.encode())))
        .expect("the request is one");
    let response = client.request(request).await.expect("the provider answers");
    let status = response.status().as_u16();
    (status, response.into_body().collect().await.expect("it has a body").to_bytes())
}

#[tokio::test]
async fn a_server_rings_a_worker_while_the_caller_hears_music_and_joins_the_two() {
    let app = App::serve(office).await;
    let provider = provider(&app, &[(NUMBER, "/wait")], Pace::TimesFaster(200.0)).await;
    let worker = Script::new().press("1").joined().wait_millis(4_000).hang_up();
    provider.set_peer("+15550155", Peer::answers(worker));
    let account = provider.with(|exchange| exchange.settings.account.to_string());
    let base = format!("{}/2010-04-01/Accounts/{account}", provider.base_url());
    let caller = provider.with(|exchange| {
        let script = Script::new().joined().wait_millis(2_000).hang_up();
        exchange.dial_in("+15550100", NUMBER, script)
    });
    // The music has been asked for twice: the caller waits.
    provider.until(|exchange| exchange.call(caller).transcript.heard().len() >= 2).await;
    let ring = Form::new()
        .with("To", "+15550155")
        .with("From", NUMBER)
        .with("Url", app.url("/worker"))
        .with("StatusCallback", app.url("/status"));
    let (status, _) = rest("POST", &format!("{base}/Calls.json"), &provider, &ring).await;
    assert_eq!(status, 201);
    // The worker accepted and is alone in the room.
    provider.until(|exchange| exchange.conference("task 7").is_some()).await;
    let sid = provider.with(|exchange| exchange.call(caller).sid.to_string());
    let join = Form::new().with("Url", app.url("/joined"));
    let (status, _) = rest("POST", &format!("{base}/Calls/{sid}.json"), &provider, &join).await;
    assert_eq!(status, 200);
    provider.settled().await;
    let transcripts = provider.transcripts();
    assert_eq!(transcripts.len(), 2);
    for transcript in &transcripts {
        assert!(transcript.to_string().contains("joined with CF"), "{transcript}");
        assert!(transcript.wrongs().is_empty(), "{transcript}");
    }
    assert_eq!(transcripts.first().and_then(|one| one.ended_by()), Some("caller"));
}
