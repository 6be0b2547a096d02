//! Repeats, lost answers, late and missing ones, over real connections.

use std::collections::BTreeMap;

use centralita_provider::drive::Pace;
use centralita_provider::{Hostility, Number, Provider, Script, Settings, Transcript};
use tokio::net::TcpListener;

use crate::apps::{App, hesitant, menu};

const NUMBER: &str = "+18005550000";

async fn run(app: &App, seed: u64) -> Vec<Transcript> {
    let settings = Settings { hostility: Hostility::full(), ..Settings::seeded(seed) };
    let provider = Provider::start(settings, Pace::Jumps).await.expect("a port is free");
    let number = Number::voice(NUMBER, &app.url("/voice"));
    provider.set_number(number.status_callback(&app.url("/status")));
    let script = Script::new().press("2").speak("Call me back");
    provider.with(|exchange| {
        for _ in 0..30 {
            exchange.dial_in("+15550100", NUMBER, script.clone());
        }
    });
    provider.settled().await;
    provider.transcripts()
}

/// What a transcript says without ports and the wall clock.
fn essence(transcripts: &[Transcript], app: &App) -> Vec<String> {
    let base = app.url("");
    let lines = transcripts.iter().map(|transcript| transcript.to_string().replace(&base, "APP"));
    // Addresses of recordings carry the port of the provider.
    lines.map(|text| text.lines().filter(|line| !line.contains("Recording")).collect()).collect()
}

#[tokio::test]
async fn a_hostile_network_loses_nothing_that_an_idempotent_app_was_told() {
    let app = App::serve(menu).await;
    let transcripts = run(&app, 11).await;
    let mut acknowledged: BTreeMap<String, u32> = BTreeMap::new();
    for transcript in &transcripts {
        assert!(transcript.wrongs().is_empty(), "{transcript}");
        for webhook in transcript.webhooks().iter().filter(|webhook| webhook.is_acknowledged()) {
            *acknowledged.entry(webhook.token.clone()).or_default() += 1;
        }
    }
    let mut came: BTreeMap<String, u32> = BTreeMap::new();
    for asked in app.all() {
        *came.entry(asked.token).or_default() += 1;
    }
    // Each acknowledged webhook came at least as often as it was acknowledged; lost ones came too.
    for (token, times) in &acknowledged {
        assert!(came.get(token).is_some_and(|came| came >= times), "{token}");
    }
    assert_eq!(came.keys().collect::<Vec<_>>(), acknowledged.keys().collect::<Vec<_>>());
    assert!(came.values().any(|times| *times > 1), "some came more than once");
    assert_eq!(app.badly_signed(), 0);
    // Each call is over for the app exactly once.
    let ends = app.once().into_iter().filter(|asked| asked.path == "/status").count();
    assert_eq!(ends, transcripts.len());
}

#[tokio::test]
async fn a_run_over_real_connections_is_the_same_for_the_same_seed() {
    let (first, second) = (App::serve(menu).await, App::serve(menu).await);
    let (one, other) = (run(&first, 12).await, run(&second, 12).await);
    assert_eq!(essence(&one, &first), essence(&other, &second));
    let third = App::serve(menu).await;
    assert_ne!(essence(&one, &first), essence(&run(&third, 13).await, &third));
}

#[tokio::test]
async fn nobody_at_the_address_leads_to_the_fallback() {
    let app = App::serve(|asked| match asked.path.as_str() {
        "/fallback" => "<Say>Please try later.</Say>".to_owned(),
        _ => String::new(),
    })
    .await;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
    let nobody = format!("http://{}/", listener.local_addr().expect("it listens"));
    drop(listener);
    let provider = Provider::start(Settings::seeded(7), Pace::Jumps).await.expect("a port is free");
    provider.set_number(Number::voice(NUMBER, &nobody).fallback(&app.url("/fallback")));
    let transcript = provider.call(NUMBER, Script::new()).await;
    assert_eq!(transcript.heard(), ["Please try later."]);
    let asked = app.all();
    let form = &asked.first().expect("it was asked").form;
    assert_eq!(form.get("ErrorCode"), Some("11205"));
    assert_eq!(form.get("ErrorUrl"), Some(nobody.as_str()));
}

#[tokio::test]
async fn an_answer_that_never_comes_is_late() {
    // Somebody takes connections and says nothing.
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
    let mute = format!("http://{}/", listener.local_addr().expect("it listens"));
    let holding = tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            held.push(stream);
        }
    });
    let settings = Settings { answer_limit_millis: 50, ..Settings::seeded(7) };
    let provider = Provider::start(settings, Pace::Jumps).await.expect("a port is free");
    provider.set_number(Number::voice(NUMBER, &mute));
    let transcript = provider.call(NUMBER, Script::new()).await;
    assert!(transcript.has_heard("an application error has occurred"));
    assert!(transcript.to_string().contains("did not answer in time"));
    holding.abort();
}

#[tokio::test]
async fn time_that_passes_by_the_clock_does_not_wait_for_answers() {
    let base = hesitant().await;
    let pace = Pace::TimesFaster(1_000.0);
    let provider = Provider::start(Settings::seeded(7), pace).await.expect("a port is free");
    let number = Number::voice(NUMBER, &format!("{base}/voice"));
    provider.set_number(number.status_callback(&format!("{base}/status")));
    let transcript = provider.call(NUMBER, Script::new().wait_millis(2_000).hang_up()).await;
    assert_eq!(transcript.status(), "no-answer");
    // The first request was answered only because the callback went out beside it.
    assert!(transcript.webhooks().iter().all(|webhook| webhook.is_acknowledged()), "{transcript}");
    assert!(transcript.to_string().contains("came too late"), "{transcript}");
}
