//! The page of the editor in a real browser: opened, edited, tried, saved, and read by the engine; by the
//! pointer on the picture, and by the elements for readers alone.
//!
//! `cargo xtask test` builds the page before it runs these.
#![allow(clippy::unwrap_used, missing_docs)]

mod chromium;

use std::path::PathBuf;

use centralita_engine::Flow;
use centralita_tests::root;
use chromium::{Browser, Page};
use serde_json::{Value, json};
use xtask::serve::Server;

const EDITED: &str = "Good morning, this is Acme.";

/// The folder of the page.
fn folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let folder = target.unwrap_or_else(|| root().join("target")).join("web").join("page");
    assert!(folder.join("index.html").exists(), "Build the page first: cargo xtask web");
    folder
}

/// A browser in which the editor has been opened, in a language.
fn opened(test: &str, language: &str) -> (Browser, Page, String) {
    let server = Server::begin(folder(), 0).unwrap();
    let mut browser = Browser::start(test);
    let page = browser.page(language, "");
    browser.open(&page, &server.address());
    browser.until(&page, "performance.getEntriesByName('centralita-started').length");
    (browser, page, server.address())
}

/// Nothing went wrong in the page, and nobody outside of this computer was asked for anything.
fn all_was_well(browser: &Browser, address: &str) {
    assert_eq!(browser.told_of("Runtime.exceptionThrown"), Vec::<Value>::new());
    let logged = browser.told_of("Log.entryAdded");
    let errors: Vec<_> =
        logged.iter().filter(|entry| entry["entry"]["level"] == json!("error")).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    for request in browser.told_of("Network.requestWillBeSent") {
        let url = request["request"]["url"].as_str().unwrap_or_default();
        let is_ours = url.starts_with(address) || url.starts_with("blob:") || url.starts_with("data:");
        assert!(is_ours, "{url}");
    }
}

/// What a widget says, by the engine's reading of a file.
fn said(text: &str, widget: &str) -> String {
    let flow = Flow::read(text);
    assert!(flow.widget(widget).is_some(), "{text}");
    let document: Value = serde_json::from_str(text).unwrap();
    let states = document["states"].as_array().unwrap();
    let state = states.iter().find(|state| state["name"] == json!(widget)).unwrap();
    state["properties"]["say"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_welcome_menu_is_opened_edited_tried_and_saved_by_the_pointer() {
    let (mut browser, page, address) = opened("pointer", "en-US");
    let (browser, page) = (&mut browser, &page);
    let card = browser.find(page, "button", "Welcome menu");
    browser.picture(page, "gallery");
    browser.point(page, &card);
    let greeting = browser.find(page, "button", "greeting, ");
    browser.point(page, &greeting);
    let words = browser.find(page, "textbox", "What to say");
    browser.point(page, &words);
    browser.key(page, "a", 2);
    browser.ask(Some(page), "Input.insertText", json!({ "text": EDITED }));
    browser.until(page, "document.title.startsWith('•')");
    let simulate = browser.find(page, "button", "Simulate");
    browser.point(page, &simulate);
    browser.find_by(page, "button", "what the flow says", |name| name.contains(EDITED));
    browser.picture(page, "simulated");
    browser.key(page, "s", 2);
    let (name, text) = browser.downloaded();
    assert_eq!(name, "welcome_menu.json");
    assert_eq!(said(&text, "greeting"), EDITED);
    browser.until(page, "!document.title.startsWith('•')");
    all_was_well(browser, &address);
}
