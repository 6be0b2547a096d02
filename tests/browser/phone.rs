//! The phone page: a newcomer calls the welcome menu, presses keys, reads what is said, and hangs up.

use serde_json::{Value, json};

use crate::chromium::{Browser, Page};
use crate::line::Line;

/// A browser on the phone page, without a voice, as on most servers.
fn opened(line: &Line, test: &str, language: &str, path: &str) -> (Browser, Page) {
    let mut browser = Browser::start(test);
    let page = browser.page(language, "");
    browser.open(&page, &line.page(path));
    browser.until(&page, "document.body?.dataset.ready === 'yes'");
    (browser, page)
}

/// Looks at the page on a screen of this size, in a theme.
fn on_screen(browser: &mut Browser, page: &Page, width: u32, height: u32, theme: &str) {
    let screen = json!({
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600,
    });
    browser.ask(Some(page), "Emulation.setDeviceMetricsOverride", screen);
    let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
    browser.ask(Some(page), "Emulation.setEmulatedMedia", features);
}

/// Takes the page's picture on a wide and a narrow screen, light and dark.
fn pictures(browser: &mut Browser, page: &Page, name: &str) {
    for (screen, width, height) in [("wide", 1280, 820), ("narrow", 390, 844)] {
        for theme in ["light", "dark"] {
            on_screen(browser, page, width, height, theme);
            // The second of these is painted after the first is laid out.
            let painted = "new Promise((done) => \
                requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
            browser.evaluate(page, painted);
            browser.picture(page, &format!("phone-{name}-{screen}-{theme}"));
        }
    }
    on_screen(browser, page, 1280, 820, "light");
}

/// What stands in the transcript.
const SAID: &str = "[...document.querySelectorAll('#log li')].map((line) => line.textContent)";

fn until_said(browser: &mut Browser, page: &Page, words: &str) {
    browser.until(page, &format!("{SAID}.some((line) => line.includes({}))", json!(words)));
}

fn press(browser: &mut Browser, page: &Page, name: &str) {
    let button = browser.find(page, "button", name);
    browser.press(page, &button);
}

/// Nothing went wrong in the page, and nobody but the server was asked for anything.
fn all_was_well(browser: &Browser, line: &Line) {
    assert_eq!(browser.told_of("Runtime.exceptionThrown"), Vec::<Value>::new());
    let logged = browser.told_of("Log.entryAdded");
    let errors: Vec<_> =
        logged.iter().filter(|entry| entry["entry"]["level"] == json!("error")).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    for request in browser.told_of("Network.requestWillBeSent") {
        let url = request["request"]["url"].as_str().unwrap_or_default();
        assert!(url.starts_with(&line.page("/")) || url.starts_with("data:"), "{url}");
    }
}

#[test]
fn a_newcomer_calls_the_welcome_menu_presses_keys_reads_and_hangs_up() {
    let line = Line::begin(&["survey", "voicemail", "welcome_menu"]);
    let (mut browser, page) = opened(&line, "phone", "en-US", "/phone/?flow=welcome_menu");
    let (browser, page) = (&mut browser, &page);
    browser.find(page, "combobox", "Flow");
    let chosen = "document.querySelector('#flow').selectedOptions[0].textContent";
    assert_eq!(browser.evaluate(page, chosen), json!("Welcome menu"));
    pictures(browser, page, "ready");
    press(browser, page, "Call");
    until_said(browser, page, "Hello, and thank you for calling Acme.");
    until_said(browser, page, "For sales, press 1.");
    browser.until(page, "document.querySelector('#state').textContent.startsWith('Your turn')");
    pictures(browser, page, "menu");
    press(browser, page, "Key 3");
    until_said(browser, page, "12 Example Street");
    // The keys of the keyboard do as well.
    browser.until(page, "document.querySelector('#state').textContent.startsWith('Your turn')");
    browser.key(page, "2", 0);
    until_said(browser, page, "I am connecting you with our support team");
    until_said(browser, page, "You wait in the queue");
    pictures(browser, page, "queue");
    press(browser, page, "Hang up");
    until_said(browser, page, "You hung up.");
    let keys = browser.evaluate(page, "document.querySelectorAll('#log kbd').length");
    assert_eq!(keys, json!(2));
    pictures(browser, page, "over");
    // The same again: the transcript begins anew.
    press(browser, page, "Call again");
    until_said(browser, page, "Hello, and thank you for calling Acme.");
    press(browser, page, "Hang up");
    until_said(browser, page, "You hung up.");
    all_was_well(browser, &line);
}

#[test]
fn what_a_caller_says_is_written_where_the_browser_cannot_listen() {
    let line = Line::begin(&["welcome_menu"]);
    let (mut browser, page) = opened(&line, "phone-words", "en-US", "/phone/");
    let (browser, page) = (&mut browser, &page);
    press(browser, page, "Call");
    browser.until(page, "!document.querySelector('#say').disabled");
    let words = browser.find(page, "textbox", "What you say");
    browser.write(page, &words, "what are your opening hours");
    press(browser, page, "Say");
    until_said(browser, page, "We are open from Monday to Friday");
    press(browser, page, "Hang up");
    all_was_well(browser, &line);
}

#[test]
fn the_phone_speaks_spanish_to_those_who_read_it() {
    let line = Line::begin(&["cita_medica", "recepcion_bilingue"]);
    let (mut browser, page) = opened(&line, "phone-es", "es-MX", "/phone/?flow=cita_medica");
    let (browser, page) = (&mut browser, &page);
    assert_eq!(browser.evaluate(page, "document.documentElement.lang"), json!("es"));
    pictures(browser, page, "es-ready");
    press(browser, page, "Llamar");
    browser.until(page, "document.querySelectorAll('#log .flow').length");
    pictures(browser, page, "es-call");
    press(browser, page, "Colgar");
    until_said(browser, page, "Usted colgó.");
    all_was_well(browser, &line);
}

#[test]
fn a_server_without_flows_or_without_the_flow_says_so_in_words() {
    let line = Line::begin(&[]);
    let (mut browser, page) = opened(&line, "phone-none", "en-US", "/phone/");
    browser.until(&page, "document.querySelector('#trouble').textContent.includes('no flow here')");
    pictures(&mut browser, &page, "none");
    all_was_well(&browser, &line);
    let line = Line::begin(&["welcome_menu"]);
    browser.open(&page, &line.page("/phone/?flow=nobody"));
    browser.until(&page, "document.querySelector('#trouble')?.textContent.includes('“nobody”')");
    pictures(&mut browser, &page, "wrong");
}
