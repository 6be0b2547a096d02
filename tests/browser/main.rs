//! The pages in a real browser. The editor: opened, edited, tried, saved, and read by the engine; by the
//! pointer on the picture, and by the elements for readers alone. The phone and the chat: on a server
//! that runs the flows of this house.
//!
//! `cargo xtask test` builds the page of the editor before it runs these.
#![allow(clippy::unwrap_used, missing_docs)]

mod chats;
mod chromium;
mod line;
mod linked;
mod numbers;
mod phone;
mod trying;

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
    started(&mut browser, &page, "nothing kept");
    (browser, page, server.address())
}

/// Waits until the editor has painted; says how long that took, for `docs/performance.md`.
fn started(browser: &mut Browser, page: &Page, how: &str) {
    browser.until(page, "performance.getEntriesByName('centralita-started').length");
    let took = "performance.getEntriesByName('centralita-started')[0].startTime";
    let millis = browser.evaluate(page, took).as_f64().unwrap_or_default();
    println!("painted after {millis:.0} ms, {how} in the browser");
}

/// Nothing went wrong in the page, and nobody outside of this computer was asked for anything.
fn all_was_well(browser: &Browser, address: &str) {
    assert_eq!(browser.told_of("Runtime.exceptionThrown"), Vec::<Value>::new());
    let logged = browser.told_of("Log.entryAdded");
    // Whether a server of ours handed the page out is asked for once; here nobody answers.
    let asked = json!(format!("{}api/v1/session", with_slash(address)));
    let is_error = |entry: &&Value| {
        entry["entry"]["level"] == json!("error") && entry["entry"]["url"] != asked
    };
    let errors: Vec<_> = logged.iter().filter(is_error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    for request in browser.told_of("Network.requestWillBeSent") {
        let url = request["request"]["url"].as_str().unwrap_or_default();
        let is_ours =
            url.starts_with(address) || url.starts_with("blob:") || url.starts_with("data:");
        assert!(is_ours, "{url}");
    }
}

fn with_slash(address: &str) -> String {
    format!("{}/", address.trim_end_matches('/'))
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
    let words = browser.find(page, "textbox", "Words");
    browser.point(page, &words);
    browser.key(page, "a", 2);
    browser.ask(Some(page), "Input.insertText", json!({ "text": EDITED }));
    // A field is taken over when it is left.
    browser.point(page, &greeting);
    browser.until(page, "document.title.startsWith('•')");
    let simulate = browser.find_by(page, "button", "Simulate", |name| name.ends_with("Simulate"));
    browser.point(page, &simulate);
    let hears = format!("document.querySelector('#mirror').textContent.includes('{EDITED}')");
    browser.until(page, &hears);
    browser.picture(page, "simulated");
    browser.key(page, "s", 2);
    let (name, text) = browser.downloaded();
    assert_eq!(name, "welcome_menu.json");
    assert_eq!(said(&text, "greeting"), EDITED);
    browser.until(page, "!document.title.startsWith('•')");
    all_was_well(browser, &address);
}

#[test]
fn the_welcome_menu_is_opened_edited_tried_and_saved_by_the_elements_for_readers_alone() {
    let (mut browser, page, address) = opened("readers", "en-US");
    let (browser, page) = (&mut browser, &page);
    let card = browser.find(page, "button", "Welcome menu");
    browser.press(page, &card);
    let greeting = browser.find(page, "button", "greeting, ");
    browser.press(page, &greeting);
    let words = browser.find(page, "textbox", "Words");
    browser.write(page, &words, EDITED);
    browser.key(page, "Tab", 0);
    browser.until(page, "document.title.startsWith('•')");
    let simulate = browser.find_by(page, "button", "Simulate", |name| name.ends_with("Simulate"));
    browser.press(page, &simulate);
    let hears = format!("document.querySelector('#mirror').textContent.includes('{EDITED}')");
    browser.until(page, &hears);
    // The keys of the editor work from the elements too.
    browser.key(page, "s", 2);
    let (_, text) = browser.downloaded();
    assert_eq!(said(&text, "greeting"), EDITED);
    let heard =
        "[...document.querySelectorAll('#mirror [aria-live]')].map((one) => one.textContent)";
    browser.until(page, &format!("{heard}.join().includes('Saved')"));
    all_was_well(browser, &address);
}

#[test]
fn the_picture_is_hidden_from_readers_and_stands_outside_of_the_order_of_the_tab_key() {
    let (mut browser, page, _) = opened("order", "en-US");
    let (browser, page) = (&mut browser, &page);
    browser.find(page, "button", "Welcome menu");
    let canvas = "document.querySelector('canvas')";
    assert_eq!(browser.evaluate(page, &format!("{canvas}.tabIndex")), json!(-1));
    assert_eq!(browser.evaluate(page, &format!("{canvas}.ariaHidden")), json!("true"));
    let empty = browser.find(page, "button", "Empty flow");
    browser.call(page, &empty, "function () { this.focus(); }");
    browser.key(page, "Tab", 0);
    let after = browser.evaluate(page, "document.activeElement.textContent");
    assert_eq!(after, json!("Open a file…"));
}

#[test]
fn what_was_not_saved_is_there_again_after_a_reload() {
    let (mut browser, page, address) = opened("reload", "en-US");
    let (browser, page) = (&mut browser, &page);
    edit_the_greeting(browser, page, EDITED);
    kept(browser, page, EDITED);
    browser.open(page, &address);
    started(browser, page, "the program kept");
    browser.until(page, "document.title.startsWith('• welcome_menu')");
    let greeting = browser.find(page, "button", "greeting, ");
    browser.press(page, &greeting);
    let words = browser.find(page, "textbox", "Words");
    assert_eq!(browser.call(page, &words, "function () { return this.value; }"), json!(EDITED));
}

#[test]
fn two_pages_never_write_over_what_the_other_has_not_saved() {
    let (mut browser, first, address) = opened("pages", "en-US");
    let browser = &mut browser;
    edit_the_greeting(browser, &first, "the first");
    kept(browser, &first, "the first");
    let second = browser.page("en-US", "");
    browser.look_at(&second);
    browser.open(&second, &address);
    started(browser, &second, "the program kept");
    edit_the_greeting(browser, &second, "the second");
    kept(browser, &second, "the second");
    for (page, text) in [(&first, "the first"), (&second, "the second")] {
        browser.look_at(page);
        browser.open(page, &address);
        browser.until(page, "document.title.startsWith('• welcome_menu')");
        kept(browser, page, text);
        let greeting = browser.find(page, "button", "greeting, ");
        browser.press(page, &greeting);
        let words = browser.find(page, "textbox", "Words");
        assert_eq!(browser.call(page, &words, "function () { return this.value; }"), json!(text));
    }
}

#[test]
fn a_file_of_the_person_is_opened_and_saved_under_its_name() {
    let (mut browser, page, address) = opened("upload", "en-US");
    let (browser, page) = (&mut browser, &page);
    let text = std::fs::read_to_string(root().join("flows").join("voicemail.json")).unwrap();
    let path = browser.file("my line.json", &text);
    browser.ask(Some(page), "Page.setInterceptFileChooserDialog", json!({ "enabled": true }));
    let open = browser.find(page, "button", "Open a file…");
    browser.point(page, &open);
    let chooser = browser.wait_for("Page.fileChooserOpened", |_| true);
    browser.ask(
        Some(page),
        "DOM.setFileInputFiles",
        json!({ "files": [path], "backendNodeId": chooser["backendNodeId"] }),
    );
    browser.until(page, "document.title.startsWith('my line')");
    browser.key(page, "s", 2);
    let (name, saved) = browser.downloaded();
    assert_eq!(name, "my line.json");
    assert_eq!(saved, text, "a flow that was not edited is written back as it was");
    all_was_well(browser, &address);
}

#[test]
fn a_page_that_cannot_run_says_why_in_the_language_of_the_person() {
    let no_graphics = "HTMLCanvasElement.prototype.getContext = () => null";
    let no_program = "delete globalThis.WebAssembly";
    let no_line = "globalThis.fetch = () => Promise.reject(new TypeError('no line'))";
    for (number, (language, before, title)) in [
        ("en-US", no_graphics, "This browser cannot draw Centralita"),
        ("es-MX", no_graphics, "Este navegador no puede dibujar Centralita"),
        ("en-US", no_program, "This browser cannot run Centralita"),
        ("es-ES", no_line, "Centralita no llegó completa"),
    ]
    .into_iter()
    .enumerate()
    {
        let server = Server::begin(folder(), 0).unwrap();
        let mut browser = Browser::start(&format!("failing-{number}"));
        let page = browser.page(language, before);
        browser.open(&page, &server.address());
        browser.find(&page, "heading", title);
        browser.picture(&page, &format!("failing-{number}"));
    }
}

#[test]
fn a_program_that_stops_gives_back_what_was_not_saved() {
    let (mut browser, page, _) = opened("stopped", "es-ES");
    let (browser, page) = (&mut browser, &page);
    let card = browser.find(page, "button", "Menú de bienvenida");
    browser.press(page, &card);
    let greeting = browser.find(page, "button", "greeting, ");
    browser.press(page, &greeting);
    browser.find(page, "textbox", "Nombre del widget");
    let words = browser.select(page, "#mirror textarea");
    browser.write(page, &words, EDITED);
    browser.key(page, "Tab", 0);
    kept(browser, page, EDITED);
    browser.evaluate(
        page,
        "setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable'); }), 0",
    );
    browser.find(page, "heading", "Centralita se detuvo");
    let download = browser.find(page, "button", "Descargar welcome_menu.json");
    browser.picture(page, "stopped");
    browser.press(page, &download);
    let (name, text) = browser.downloaded();
    assert_eq!(name, "welcome_menu.json");
    assert_eq!(said(&text, "greeting"), EDITED);
}

fn edit_the_greeting(browser: &mut Browser, page: &Page, text: &str) {
    let card = browser.find(page, "button", "Welcome menu");
    browser.press(page, &card);
    let greeting = browser.find(page, "button", "greeting, ");
    browser.press(page, &greeting);
    let words = browser.find(page, "textbox", "Words");
    browser.write(page, &words, text);
    // A field is taken over when it is left.
    browser.key(page, "Tab", 0);
}

/// Waits until the browser keeps a copy that holds a text.
fn kept(browser: &mut Browser, page: &Page, text: &str) {
    browser.until(
        page,
        &format!(
            "(await centralita.allCopies()).some((copy) => copy.text.includes({}))",
            json!(text)
        ),
    );
}
