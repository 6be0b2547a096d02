//! The page of numbers: whoever came in by the first link brings a number of a provider to a flow, closes it
//! for a while, and sets a secret.

use serde_json::{Value, json};

use crate::chromium::{Browser, Page};
use crate::line::Line;

fn press(browser: &mut Browser, page: &Page, name: &str) {
    let button = browser.find(page, "button", name);
    browser.press(page, &button);
}

fn write(browser: &mut Browser, page: &Page, field: &str, text: &str) {
    let field = browser.select(page, &format!("#field-{field}"));
    browser.call(page, &field, "function () { this.value = ''; this.focus(); }");
    browser.ask(Some(page), "Input.insertText", json!({ "text": text }));
}

/// Until these words stand on the page.
fn until_shown(browser: &mut Browser, page: &Page, words: &str) {
    browser.until(page, &format!("document.body?.innerText.includes({})", json!(words)));
}

/// Until the dialog is gone: what was set is shown.
fn until_set(browser: &mut Browser, page: &Page) {
    browser.until(page, "!document.querySelector('#dialog').open");
}

/// Comes in by the first link, and goes to the page.
pub fn come_in(browser: &mut Browser, page: &Page, line: &Line) {
    browser.open(page, &line.link);
    let password = browser.select(page, "#password");
    browser.write(page, &password, "correct horse battery");
    let send = browser.select(page, "button");
    browser.press(page, &send);
    let home = json!(line.page("/"));
    browser.wait_for("Page.frameNavigated", |event| event["frame"]["url"] == home);
    browser.open(page, &line.page("/numbers/"));
    browser.until(page, "document.body?.dataset.ready === 'yes'");
}

/// Takes the page's picture on a wide and a narrow screen, light and dark.
pub fn pictures(browser: &mut Browser, page: &Page, name: &str) {
    for (screen, width, height) in [("wide", 1280, 900), ("narrow", 390, 844)] {
        for theme in ["light", "dark"] {
            let size = json!({
                "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600,
            });
            browser.ask(Some(page), "Emulation.setDeviceMetricsOverride", size);
            let features =
                json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
            browser.ask(Some(page), "Emulation.setEmulatedMedia", features);
            let painted = "new Promise((done) => \
                requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
            browser.evaluate(page, painted);
            browser.picture(page, &format!("{name}-{screen}-{theme}"));
        }
    }
}

#[test]
fn a_number_is_brought_to_a_flow_closed_for_a_while_and_opened_again() {
    let line = Line::begin(&["survey", "welcome_menu"]);
    let mut browser = Browser::start("numbers");
    let page = browser.page("en-US", "");
    let (browser, page) = (&mut browser, &page);
    browser.open(page, &line.page("/numbers/"));
    until_shown(browser, page, "Log in to see the numbers.");
    come_in(browser, page, &line);
    until_shown(browser, page, "No number reaches a flow yet.");
    pictures(browser, page, "numbers-empty");

    press(browser, page, "Add an account");
    write(browser, page, "account", "AC00000000000000000000000000000001");
    write(browser, page, "token", "a token of the account");
    pictures(browser, page, "numbers-account");
    press(browser, page, "Save");
    until_set(browser, page);
    until_shown(browser, page, "Twilio · AC00000000000000000000000000000001");

    press(browser, page, "Add a number");
    write(browser, page, "address", "+15550100");
    write(browser, page, "name", "Front desk");
    let welcome = "[...document.querySelectorAll('#field-flow option')]\
        .find((option) => option.textContent === 'welcome_menu').selected = true";
    browser.evaluate(page, welcome);
    press(browser, page, "Save");
    until_set(browser, page);
    until_shown(browser, page, "Answers: welcome_menu");
    let links = "[...document.querySelectorAll('code')].map((code) => code.textContent)";
    let [call, message, status] =
        ["call", "message", "status"].map(|end| line.page(&format!("/line/main/{end}")));
    assert_eq!(browser.evaluate(page, links), json!([call, message, status]));

    // The same number again: refused in the dialog, and nothing that was typed is lost.
    press(browser, page, "Add a number");
    write(browser, page, "address", "+1 555 0100");
    write(browser, page, "address", "+15550100");
    write(browser, page, "name", "Another");
    press(browser, page, "Save");
    browser.until(page, "!document.querySelector('#wrong').hidden");
    assert_eq!(
        browser.evaluate(page, "document.querySelector('#field-name').value"),
        json!("Another")
    );
    press(browser, page, "Cancel");

    press(browser, page, "Close: +15550100");
    write(browser, page, "say", "We are closed today.");
    pictures(browser, page, "numbers-closing");
    press(browser, page, "Close it");
    until_set(browser, page);
    until_shown(browser, page, "Closed until somebody opens it");
    pictures(browser, page, "numbers-closed");
    press(browser, page, "Open again: +15550100");
    until_shown(browser, page, "Answers: welcome_menu");

    press(browser, page, "Set a secret");
    write(browser, page, "name", "CRM_KEY");
    write(browser, page, "value", "open sesame");
    press(browser, page, "Save");
    until_set(browser, page);
    until_shown(browser, page, "CRM_KEY");
    let all = browser.evaluate(page, "document.documentElement.outerHTML").to_string();
    assert!(!all.contains("sesame") && !all.contains("a token of the account"));
    assert_eq!(browser.told_of("Runtime.exceptionThrown"), Vec::<Value>::new());
}

#[test]
fn the_flows_of_an_account_are_brought_here() {
    // The provider is another server of this house, which answers as Studio does.
    let theirs = Line::begin(&["survey", "welcome_menu"]);
    let token = theirs.token.clone().unwrap();
    let line = Line::begin(&["welcome_menu"]);
    let mut browser = Browser::start("numbers-bring");
    let page = browser.page("en-US", "");
    let (browser, page) = (&mut browser, &page);
    come_in(browser, page, &line);
    press(browser, page, "Add an account");
    write(browser, page, "account", &token.account);
    write(browser, page, "token", &token.token);
    write(browser, page, "api", &theirs.page(""));
    press(browser, page, "Save");
    until_set(browser, page);
    press(browser, page, "Bring its flows: main");
    until_shown(browser, page, "They keep their ids");
    pictures(browser, page, "numbers-bring");
    // What is here already is not chosen by itself.
    let chosen = "[...document.querySelectorAll('#fields label')].map((one) => \
        [one.querySelector('strong').textContent, one.querySelector('input').checked]).sort()";
    assert_eq!(browser.evaluate(page, chosen), json!([["survey", true], ["welcome_menu", false]]));
    press(browser, page, "Bring them here");
    until_shown(browser, page, "Here, and published. Give it a number.");
    pictures(browser, page, "numbers-brought");
    press(browser, page, "Close");
    until_set(browser, page);
    press(browser, page, "Add a number");
    let flows =
        "[...document.querySelectorAll('#field-flow option')].map((one) => one.textContent).sort()";
    assert_eq!(browser.evaluate(page, flows), json!(["survey", "welcome_menu"]));
    assert_eq!(browser.told_of("Runtime.exceptionThrown"), Vec::<Value>::new());
}

#[test]
fn the_page_of_numbers_speaks_spanish() {
    let line = Line::begin(&["welcome_menu"]);
    let mut browser = Browser::start("numbers-es");
    let page = browser.page("es-ES", "");
    come_in(&mut browser, &page, &line);
    until_shown(&mut browser, &page, "Añadir una cuenta");
    press(&mut browser, &page, "Añadir una cuenta");
    pictures(&mut browser, &page, "numbers-account-es");
    let english = "document.body.innerText.includes('Account') || document.body.innerText.includes('undefined')";
    assert_eq!(browser.evaluate(&page, english), json!(false));
}
