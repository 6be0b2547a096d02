//! The editor on the server that handed it out: somebody logs in, opens a flow, changes it, publishes it
//! and hears the change on the phone page; two are at it at once; the server goes away and comes back.

use serde_json::{Value, json};

use crate::chromium::{Browser, Page};
use crate::line::Line;
use crate::{EDITED, folder, said, started};

/// Windows that a page would open are noted instead.
const NOTES_WINDOWS: &str =
    "globalThis.opened = []; globalThis.open = (page) => { opened.push(page); };";

/// A server with the welcome menu and the editor, and a browser in which its admin has come in.
fn come_in(test: &str) -> (Line, Browser, Page) {
    let line = Line::with_designer(&["welcome_menu"], folder());
    let mut browser = Browser::start(test);
    let page = browser.page("en-US", NOTES_WINDOWS);
    browser.open(&page, &line.link);
    let password = browser.select(&page, "#password");
    browser.write(&page, &password, "correct horse battery");
    let enter = browser.find(&page, "button", "Come in");
    browser.press(&page, &enter);
    let home = json!(line.page("/"));
    browser.wait_for("Page.frameNavigated", |event| event["frame"]["url"] == home);
    started(&mut browser, &page, "nothing kept");
    (line, browser, page)
}

/// Whether the page says something, for readers.
fn says(words: &str) -> String {
    format!("document.querySelector('#mirror').textContent.includes({})", json!(words))
}

fn press(browser: &mut Browser, page: &Page, name: &str) {
    let button = browser.find_by(page, "button", name, |one| one == name);
    browser.press(page, &button);
}

/// Opens the welcome menu of the server.
fn open_flow(browser: &mut Browser, page: &Page) {
    let row = browser.find(page, "button", "welcome_menu, Published");
    browser.press(page, &row);
    browser.until(page, "document.title.startsWith('welcome_menu')");
}

/// Changes what callers hear first.
fn greet(browser: &mut Browser, page: &Page, text: &str) {
    let greeting = browser.find(page, "button", "greeting, ");
    browser.press(page, &greeting);
    let words = browser.find(page, "textbox", "Words");
    browser.write(page, &words, text);
    // A field is taken over when it is left.
    browser.key(page, "Tab", 0);
    browser.until(page, "document.title.startsWith('•')");
}

/// The flow's revisions on the server, the newest first, each with its text.
fn revisions(browser: &mut Browser, page: &Page) -> Vec<Value> {
    let all = "(async () => {
        const get = async (path) => (await fetch(`/api/v1${path}`)).json();
        const { id } = (await get('/flows')).flows[0];
        const { revisions } = await get(`/flows/${id}/revisions`);
        return Promise.all(revisions.map((one) => get(`/flows/${id}/revisions/${one.number}`)));
    })()";
    browser.evaluate(page, all).as_array().unwrap().clone()
}

fn greeting_of(revision: &Value) -> String {
    said(revision["definition"].as_str().unwrap(), "greeting")
}

#[test]
fn a_flow_is_changed_published_and_heard_without_leaving_the_browser() {
    let (line, mut browser, page) = come_in("linked");
    let (browser, page) = (&mut browser, &page);
    browser.until(page, &says("Flows on the server"));
    browser.picture(page, "linked-gallery");
    open_flow(browser, page);
    greet(browser, page, EDITED);
    browser.key(page, "s", 2);
    browser.until(page, &says("Saved to the server as revision 2"));
    browser.until(page, "!document.title.startsWith('•')");
    browser.picture(page, "linked-saved");
    browser.key(page, "s", 2 | 8);
    browser.until(page, &says("Publish welcome_menu"));
    let note = browser.find(page, "textbox", "Note: what is new");
    browser.write(page, &note, "A shorter greeting");
    browser.picture(page, "linked-publish");
    press(browser, page, "Publish");
    browser.until(page, &says("Published as revision 3"));
    browser.picture(page, "linked-published");
    let all = revisions(browser, page);
    let newest = &all[0]["revision"];
    assert_eq!(newest["is_published"], json!(true));
    assert_eq!(newest["note"], json!("A shorter greeting"));
    assert_eq!(newest["author"], json!("admin"));
    assert_eq!(greeting_of(&all[0]), EDITED);
    press(browser, page, "Call it");
    browser.until(page, "opened.length");
    let called = browser.evaluate(page, "opened[0]").as_str().unwrap().to_owned();
    assert!(called.starts_with("phone/?flow="), "{called}");
    let phone = browser.page("en-US", "");
    browser.look_at(&phone);
    browser.open(&phone, &line.page(&format!("/{called}")));
    browser.until(&phone, "document.body?.dataset.ready === 'yes'");
    press(browser, &phone, "Call");
    let log = "document.querySelector('#log')?.textContent";
    browser.until(&phone, &format!("{log}.includes({})", json!(EDITED)));
    press(browser, &phone, "Hang up");
    browser.until(&phone, &format!("{log}.includes('You hung up.')"));
}

#[test]
fn two_who_change_the_same_flow_lose_nothing() {
    let (line, mut browser, first) = come_in("linked-two");
    let browser = &mut browser;
    open_flow(browser, &first);
    greet(browser, &first, "The first says hello.");
    let second = browser.page("en-US", NOTES_WINDOWS);
    browser.look_at(&second);
    browser.open(&second, &line.page("/"));
    started(browser, &second, "the program kept");
    open_flow(browser, &second);
    greet(browser, &second, "The second says hello.");
    browser.look_at(&first);
    browser.key(&first, "s", 2);
    browser.until(&first, &says("Saved to the server as revision 2"));
    browser.look_at(&second);
    browser.key(&second, "s", 2);
    browser.until(&second, &says("Somebody else saved this flow meanwhile"));
    browser.picture(&second, "linked-conflict");
    assert_eq!(revisions(browser, &second).len(), 2, "nothing is written over unseen");
    press(browser, &second, "Go on editing");
    // A key that comes before the dialog has gone is the dialog's.
    browser.until(&second, &format!("!{}", says("Somebody else saved this flow meanwhile")));
    browser.until(&second, "document.title.startsWith('•')");
    browser.key(&second, "s", 2);
    browser.until(&second, &says("Somebody else saved this flow meanwhile"));
    press(browser, &second, "Keep mine");
    browser.until(&second, &says("Saved to the server as revision 3"));
    let all: Vec<_> = revisions(browser, &second).iter().map(greeting_of).collect();
    assert_eq!(all[..2], ["The second says hello.", "The first says hello."]);
}

#[test]
fn a_server_that_goes_away_in_the_middle_gets_what_was_drawn_when_it_is_back() {
    let (mut line, mut browser, page) = come_in("linked-away");
    let (browser, page) = (&mut browser, &page);
    open_flow(browser, page);
    greet(browser, page, EDITED);
    line.end();
    browser.key(page, "s", 2);
    browser.until(page, &says("The server does not answer."));
    browser.until(page, "document.title.startsWith('•')");
    let kept = format!(
        "(await centralita.allCopies()).some((copy) => copy.text.includes({}))",
        json!(EDITED)
    );
    browser.until(page, &kept);
    browser.picture(page, "linked-away");
    line.begin_again();
    // Nobody presses anything.
    browser.until(page, &says("Saved to the server as revision 2"));
    browser.until(page, &format!("!{}", says("The server does not answer.")));
    browser.until(page, "!document.title.startsWith('•')");
    assert_eq!(greeting_of(&revisions(browser, page)[0]), EDITED);
}

/// Calls the flow from the phone page as a program would, and presses a key in each call but the last. Which
/// widgets the calls came to does not matter here.
const CALLS: &str = "(async () => {
    const get = async (path) => (await fetch(`/api/v1${path}`)).json();
    const flow = (await get('/flows')).flows[0].id;
    const place = (value) => {
        if (typeof value === 'string') return value.includes('/phone/call/') ? value : undefined;
        if (!value || typeof value !== 'object') return undefined;
        return Object.entries(value).map(([name, inner]) => name === 'status' ? undefined : place(inner)).find(Boolean);
    };
    for (let count = 1; count <= 5; count += 1) {
        const call = { flow, call: String(count).padStart(20, '0'), from: `+1555010${count}` };
        const begun = await fetch('/phone/calls', {
            method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(call),
        });
        const shown = await begun.json();
        if (count === 5) break;
        const next = new URL(place(shown.verbs), location.href).pathname;
        await fetch(next, {
            method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'Digits=1',
        });
    }
    return (await get(`/executions?flow=${flow}`)).executions.length;
})()";

#[test]
fn the_calls_of_a_flow_are_seen_on_its_canvas() {
    let (_line, mut browser, page) = come_in("linked-calls");
    let (browser, page) = (&mut browser, &page);
    open_flow(browser, page);
    assert_eq!(browser.evaluate(page, CALLS), json!(5));
    browser.key(page, "p", 2);
    let find = browser.find(page, "textbox", "Find or do");
    browser.write(page, &find, "Calls: live");
    let calls = browser.find(page, "button", "Calls: live, past");
    browser.press(page, &calls);
    browser.find(page, "button", "Count again");
    let one = browser.find(page, "option", "+15550104");
    browser.picture(page, "linked-calls");
    browser.press(page, &one);
    browser.until(page, &says("The way of +15550104"));
    browser.picture(page, "linked-calls-way");
    press(browser, page, "Close");
    press(browser, page, "Count again");
    browser.until(page, &says("5 calls"));
    browser.picture(page, "linked-calls-counted");
}
