//! Conversations by Telegram, with the Bot API in software.

use std::sync::Arc;

use centralita_server::store::Store;
use centralita_server::store::sqlite::{SqliteSettings, SqliteStore};
use serde_json::json;

use crate::house::{House, connect, echo, flow, store};
use crate::telegram_fake::{SECRET, TOKEN, Telegram, bring, message};

async fn polled(store: &Arc<dyn Store>, telegram: &Telegram) {
    connect(&**store, "bot", "telegram", &[("api", &telegram.url)], &[("token", &[TOKEN])]).await;
}

async fn webhooked(store: &Arc<dyn Store>, telegram: &Telegram) {
    let settings = [("api", telegram.url.as_str()), ("receive", "webhook")];
    let secrets: [(&str, &[&str]); 2] = [("token", &[TOKEN]), ("webhook", &[SECRET])];
    connect(&**store, "bot", "telegram", &settings, &secrets).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_to_a_bot_that_asks_for_news_is_answered_to_the_end_of_the_flow() {
    let (store, mut telegram) = (store(), Telegram::start().await);
    polled(&store, &telegram).await;
    let house = House::open(Arc::clone(&store), &telegram.url).await;
    house.answers("bot", "telegram:bot", &flow("chat_triage.json")).await;
    telegram.world.writes(5, "Hello?");
    let (chat, _, text) = telegram.reads().await;
    assert!(chat == 5 && text.contains("How can we help?"), "{text}");
    telegram.world.writes(5, "purple");
    assert!(telegram.reads().await.2.contains("Sorry"));
    assert!(telegram.reads().await.2.contains("How can we help?"));
    telegram.world.writes(5, "2");
    assert!(telegram.reads().await.2.contains("order"));
    assert_eq!(telegram.world.most_asking(), 1, "one question at a time");
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_by_webhook_is_believed_by_its_secret_and_told_once() {
    let (store, mut telegram) = (store(), Telegram::start().await);
    webhooked(&store, &telegram).await;
    let house = House::open(Arc::clone(&store), &telegram.url).await;
    let folder = tempfile::tempdir().unwrap();
    house.answers("bot", "telegram:bot", &echo(folder.path(), "echo", "Your name?")).await;
    let update = telegram.world.writes(5, "Hi");
    for wrong in ["", "another-webhook-secret", TOKEN] {
        assert_eq!(bring(&house, wrong, &update).await, 403);
    }
    house.until_live(0).await;
    for _ in 0..3 {
        assert_eq!(bring(&house, SECRET, &update).await, 200);
    }
    assert_eq!(telegram.reads().await.2, "Your name?");
    let answer = telegram.world.writes(5, "Ann");
    assert_eq!(bring(&house, SECRET, &answer).await, 200);
    assert_eq!(telegram.reads().await.2, "You said Ann.");
    // Both come again, out of order, when the flow has ended.
    for update in [&answer, &update] {
        assert_eq!(bring(&house, SECRET, update).await, 200);
    }
    house.until_live(0).await;
    assert!(telegram.said.try_recv().is_err());
    // What this release does not know is taken and passed over; what is no update is not.
    for odd in [json!({ "update_id": 99 }), json!({ "update_id": 98, "message": [1] })] {
        assert_eq!(bring(&house, SECRET, &odd).await, 200);
    }
    for odd in [json!({}), json!([]), json!(null), json!({ "update_id": "x" })] {
        assert_eq!(bring(&house, SECRET, &odd).await, 400, "{odd}");
    }
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_restarts_nothing_is_lost_and_nothing_told_twice() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("centralita.db");
    let store: Arc<dyn Store> =
        Arc::new(SqliteStore::open(&file, &SqliteSettings::default()).unwrap());
    let mut telegram = Telegram::start().await;
    polled(&store, &telegram).await;
    let mut house = House::open(Arc::clone(&store), &telegram.url).await;
    let path = echo(folder.path(), "echo", "Your name?");
    house.answers("bot", "telegram:bot", &path).await;
    for round in 0..4 {
        let chat = 100 + round;
        telegram.world.writes(chat, "Hi");
        assert_eq!(telegram.reads().await, (chat, "sendMessage".into(), "Your name?".into()));
        // It dies while Telegram may still think that nobody has heard, or says good-bye properly.
        match round % 2 {
            0 => house.kill(),
            _ => house.close().await,
        }
        // What is written meanwhile waits at Telegram's.
        telegram.world.writes(chat, "Ann");
        house = House::open(Arc::clone(&store), &telegram.url).await;
        assert_eq!(telegram.reads().await, (chat, "sendMessage".into(), "You said Ann.".into()));
    }
    house.close().await;
    assert!(telegram.said.try_recv().is_err());
    let handed_out = telegram.world.handed_out();
    let all: std::collections::BTreeSet<i64> = handed_out.iter().copied().collect();
    assert_eq!(all.len(), 8, "{handed_out:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn news_that_are_handed_out_again_are_known_again() {
    let (store, mut telegram) = (store(), Telegram::start().await);
    polled(&store, &telegram).await;
    let house = House::open(Arc::clone(&store), &telegram.url).await;
    let folder = tempfile::tempdir().unwrap();
    house.answers("bot", "telegram:bot", &echo(folder.path(), "echo", "Your name?")).await;
    telegram.world.writes(5, "Hi");
    telegram.reads().await;
    telegram.world.writes(5, "Ann");
    telegram.reads().await;
    house.close().await;
    // As if the server had died before it kept the place: everything is handed out anew.
    use centralita_server::store::DocumentWrite;
    let tenant = centralita_server::ids::TenantId::FIRST;
    let kind = "channel-place";
    let place = store.document(tenant, kind, "bot").await.unwrap().expect("the place is kept");
    assert!(place.body.contains("\"3\""), "{}", place.body);
    let write = DocumentWrite {
        tenant,
        kind,
        id: "bot".into(),
        expect: place.version,
        unique: None,
        body: None,
        at: centralita_engine::Time(0),
    };
    store.write_document(write).await.unwrap();
    let second = Telegram::start().await;
    let mut telegram = second;
    connect(&*store, "bot", "telegram", &[("api", &telegram.url)], &[("token", &[TOKEN])]).await;
    telegram.world.writes(5, "Hi");
    telegram.world.writes(5, "Ann");
    telegram.world.writes(6, "Hi");
    let house = House::open(Arc::clone(&store), &telegram.url).await;
    assert_eq!(telegram.reads().await.0, 6, "only what is new is answered");
    assert!(telegram.said.try_recv().is_err());
    house.until_live(1).await;
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_servers_one_asks_and_the_other_takes_over() {
    let (store, mut telegram) = (store(), Telegram::start().await);
    polled(&store, &telegram).await;
    let one = House::open(Arc::clone(&store), &telegram.url).await;
    let folder = tempfile::tempdir().unwrap();
    one.answers("bot", "telegram:bot", &echo(folder.path(), "echo", "Your name?")).await;
    telegram.world.writes(5, "Hi");
    telegram.reads().await;
    let other = House::open(Arc::clone(&store), &telegram.url).await;
    telegram.world.writes(5, "Ann");
    assert_eq!(telegram.reads().await.2, "You said Ann.");
    one.close().await;
    telegram.world.writes(6, "Hi");
    assert_eq!(telegram.reads().await.0, 6);
    assert_eq!(telegram.world.most_asking(), 1);
    other.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_with_a_word_begins_its_own_flow_and_ends_what_was_going_on() {
    let (store, mut telegram) = (store(), Telegram::start().await);
    webhooked(&store, &telegram).await;
    let house = House::open(Arc::clone(&store), &telegram.url).await;
    let folder = tempfile::tempdir().unwrap();
    house.answers("bot", "telegram:bot", &echo(folder.path(), "usual", "Usual?")).await;
    let sale = echo(folder.path(), "sale", "Sale {{trigger.message.StartPayload}}?");
    house.answers("bot", "telegram:bot/sale", &sale).await;
    let say = |text: &'static str| {
        let (house, update) = (&house, telegram.world.writes(5, text));
        async move { assert_eq!(bring(house, SECRET, &update).await, 200) }
    };
    say("/start").await;
    assert_eq!(next_text(&mut telegram.said).await, "Usual?");
    say("/start sale").await;
    assert_eq!(next_text(&mut telegram.said).await, "Sale sale?");
    // What was going on is over.
    house.until_live(1).await;
    say("yes").await;
    assert_eq!(next_text(&mut telegram.said).await, "You said yes.");
    house.until_live(0).await;
    // The flow of the link has ended; what follows is the bot's usual one.
    say("hello").await;
    assert_eq!(next_text(&mut telegram.said).await, "Usual?");
    let again = telegram.world.writes(5, "/start sale");
    for _ in 0..2 {
        assert_eq!(bring(&house, SECRET, &again).await, 200);
    }
    assert_eq!(next_text(&mut telegram.said).await, "Sale sale?");
    // A word that has no number of its own begins the usual flow.
    say("/start other").await;
    assert_eq!(next_text(&mut telegram.said).await, "Usual?");
    house.until_live(1).await;
    assert!(telegram.said.try_recv().is_err());
    house.close().await;
}

async fn next_text(
    said: &mut tokio::sync::mpsc::UnboundedReceiver<crate::telegram_fake::Said>,
) -> String {
    crate::house::next(said).await.2
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_text_comes_in_pieces_and_a_busy_moment_between_them_repeats_none() {
    let (store, mut telegram) = (store(), Telegram::start().await);
    webhooked(&store, &telegram).await;
    let house = House::open(Arc::clone(&store), &telegram.url).await;
    let folder = tempfile::tempdir().unwrap();
    let long = format!("{}\n{}\n{}", "a".repeat(4_000), "b".repeat(4_000), "c".repeat(4_000));
    house.answers("bot", "telegram:bot", &echo(folder.path(), "echo", &long)).await;
    let busy = json!({ "ok": false, "error_code": 429, "description": "Too Many Requests: retry after 1",
        "parameters": { "retry_after": 1 } });
    telegram.world.refuses(1, 429, busy);
    let update = telegram.world.writes(5, "Hi");
    assert_eq!(bring(&house, SECRET, &update).await, 200);
    for letter in ["a", "b", "c"] {
        assert_eq!(telegram.reads().await.2, letter.repeat(4_000));
    }
    // The flow goes on when all of it is said.
    let update = telegram.world.writes(5, "Ann");
    assert_eq!(bring(&house, SECRET, &update).await, 200);
    let said = telegram.reads().await.2;
    assert_eq!(said, "You said Ann.");
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_who_blocks_the_bot_is_not_written_to_again_and_the_flow_goes_on() {
    let (store, mut telegram) = (store(), Telegram::start().await);
    webhooked(&store, &telegram).await;
    let house = House::open(Arc::clone(&store), &telegram.url).await;
    let folder = tempfile::tempdir().unwrap();
    house.answers("bot", "telegram:bot", &echo(folder.path(), "echo", "Your name?")).await;
    telegram.world.block(5);
    let update = telegram.world.writes(5, "Hi");
    assert_eq!(bring(&house, SECRET, &update).await, 200);
    house.until_live(0).await;
    assert!(telegram.said.try_recv().is_err());
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shared_contacts_pictures_and_voices_reach_the_flow() {
    let (store, mut telegram) = (store(), Telegram::start().await);
    webhooked(&store, &telegram).await;
    let house = House::open(Arc::clone(&store), &telegram.url).await;
    let folder = tempfile::tempdir().unwrap();
    let says = "{{trigger.message.ContactPhone}} {{trigger.message.ContactIsOwn}} {{trigger.message.NumMedia}} {{trigger.message.MediaUrl0}} {{trigger.message.MediaContentType0}}";
    house.answers("bot", "telegram:bot", &echo(folder.path(), "echo", says)).await;
    let all = [
        (
            1,
            json!({ "contact": { "phone_number": "+15550100", "first_name": "A", "user_id": 1 } }),
            "+15550100 true 0",
        ),
        (
            2,
            json!({ "photo": [{ "file_id": "s" }, { "file_id": "L" }] }),
            "1 telegram:file/L image/jpeg",
        ),
        (3, json!({ "voice": { "file_id": "v", "duration": 2 } }), "1 telegram:file/v audio/ogg"),
    ];
    for (chat, what, said) in all {
        let update = telegram.world.happens("message", message(chat, &what));
        assert_eq!(bring(&house, SECRET, &update).await, 200);
        let (to, _, text) = telegram.reads().await;
        assert_eq!((to, text.trim()), (chat, said));
        assert!(!text.contains("AAbb"), "the token is nobody's business");
    }
    house.close().await;
}
