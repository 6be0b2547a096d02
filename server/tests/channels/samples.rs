//! Every sample flow is written to.

use std::sync::Arc;

use crate::house::{House, connect, samples, store};
use crate::telegram_fake::{SECRET, TOKEN, Telegram, bring};
use crate::webhook_fake::{KEY, Program, write};

const WORDS: [&str; 4] = ["Hello", "1", "yes", "123456"];

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_flow_is_written_to_by_webhook_and_each_message_is_taken() {
    let (store, mut program) = (store(), Program::start().await);
    let url = format!("{}/in", program.url);
    connect(&*store, "shop", "webhook", &[("url", &url)], &[("key", &[KEY])]).await;
    let house = House::open(Arc::clone(&store), &program.url).await;
    let mut said = 0;
    for (number, flow) in samples().into_iter().enumerate() {
        house.answers("shop", "webhook:shop", &flow).await;
        let contact = format!("contact-{number}");
        for (at, word) in WORDS.into_iter().enumerate() {
            let told = write(&house, &contact, &format!("{number}-{at}"), word).await;
            assert_eq!(told.status, 200, "{}: {}", flow.display(), told.body);
        }
    }
    house.close().await;
    while let Ok(posted) = program.posted.try_recv() {
        assert!(posted.is_signed);
        assert!(
            posted.body["text"].as_str().is_some_and(|text| !text.is_empty()),
            "{}",
            posted.body
        );
        said += 1;
    }
    assert!(said >= samples().len() / 2, "{said} answers");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_flow_is_written_to_by_telegram_and_each_message_is_taken() {
    let (store, mut telegram) = (store(), Telegram::start().await);
    let settings = [("api", telegram.url.as_str()), ("receive", "webhook")];
    let secrets: [(&str, &[&str]); 2] = [("token", &[TOKEN]), ("webhook", &[SECRET])];
    connect(&*store, "bot", "telegram", &settings, &secrets).await;
    let house = House::open(Arc::clone(&store), &telegram.url).await;
    for (number, flow) in (1..).zip(samples()) {
        house.answers("bot", "telegram:bot", &flow).await;
        for word in WORDS {
            let update = telegram.world.writes(number, word);
            assert_eq!(bring(&house, SECRET, &update).await, 200, "{}", flow.display());
        }
    }
    house.close().await;
    let mut said = 0;
    while telegram.said.try_recv().is_ok() {
        said += 1;
    }
    assert!(said >= samples().len() / 2, "{said} answers");
}
