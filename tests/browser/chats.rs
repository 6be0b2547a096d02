//! Chats: somebody writes to a flow, on the phone page and on a page of a site, and loses nothing.

use serde_json::{Value, json};

use crate::chromium::{Browser, Page};
use crate::line::Line;

/// What stands in the log of the chat.
const SAID: &str = "[...(window.chatRoot()?.querySelectorAll('#log .m:not(.d)') ?? [])].map((one) => one.textContent)";

/// Finds the chat in whatever page it stands.
const FIND: &str = "window.chatRoot = () => [...document.querySelectorAll('*')].map((one) => one.shadowRoot)\
    .find((root) => root?.querySelector('#log'))";

fn opened(line: &Line, test: &str, path: &str) -> (Browser, Page) {
    let mut browser = Browser::start(test);
    let page = browser.page("en-US", FIND);
    browser.open(&page, &line.page(path));
    browser.until(&page, "window.chatRoot?.()");
    (browser, page)
}

fn until_said(browser: &mut Browser, page: &Page, words: &str) {
    browser.until(page, &format!("{SAID}.some((one) => one.includes({}))", json!(words)));
}

fn write(browser: &mut Browser, page: &Page, words: &str) {
    let field = browser.find(page, "textbox", "Write a message");
    browser.write(page, &field, words);
    let send = browser.find(page, "button", "Send");
    browser.press(page, &send);
}

fn all_was_well(browser: &Browser) {
    assert_eq!(browser.told_of("Runtime.exceptionThrown"), Vec::<Value>::new());
    let logged = browser.told_of("Log.entryAdded");
    let errors: Vec<_> =
        logged.iter().filter(|entry| entry["entry"]["level"] == json!("error")).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn a_visitor_writes_to_a_flow_presses_an_answer_and_finds_everything_after_a_reload() {
    let line = Line::begin(&["chat_triage"]);
    let (mut browser, page) = opened(&line, "chat", "/phone/?flow=chat_triage#chat");
    let (browser, page) = (&mut browser, &page);
    write(browser, page, "<b>hello</b> https://example.com/?a=1");
    browser.until(page, &format!("{SAID}.length >= 2"));
    browser.picture(page, "chat-asked");
    // What strangers write is text, and nothing else.
    let bold = "window.chatRoot().querySelectorAll('#log .m.y b').length";
    assert_eq!(browser.evaluate(page, bold), json!(0));
    let link = "window.chatRoot().querySelector('#log .m.y a').href";
    assert_eq!(browser.evaluate(page, link), json!("https://example.com/?a=1"));
    let answers = "window.chatRoot().querySelectorAll('.c button').length";
    browser.until(page, &format!("{answers} >= 2"));
    browser.evaluate(page, "window.chatRoot().querySelector('.c button').click()");
    browser.until(page, &format!("{SAID}.length >= 4"));
    browser.picture(page, "chat-answered");
    browser.until(page, "!window.chatRoot().querySelector('#log .m i')");
    let before = browser.evaluate(page, SAID);
    browser.ask(Some(page), "Page.reload", json!({}));
    browser.until(page, "document.readyState === 'complete' && window.chatRoot?.()");
    let count = before.as_array().unwrap().len();
    browser.until(page, &format!("{SAID}.length >= {count}"));
    assert_eq!(browser.evaluate(page, SAID), before);
    all_was_well(browser);
}

#[test]
fn what_was_written_without_a_connection_arrives_once_when_it_is_back() {
    let line = Line::begin(&["chat_triage"]);
    let mut browser = Browser::start("chat-lost");
    // Lines that can be cut, and that nobody gets while they are.
    let before = format!(
        "{FIND}; window.lines = []; window.WebSocket = class extends WebSocket {{ \
         constructor(address) {{ super(address + (window.isCut ? '-none' : '')); \
         window.lines.push(this); }} }}"
    );
    let page = browser.page("en-US", &before);
    browser.open(&page, &line.page("/phone/?flow=chat_triage#chat"));
    browser.until(&page, "window.chatRoot?.()");
    let (browser, page) = (&mut browser, &page);
    write(browser, page, "hello");
    browser.until(page, &format!("{SAID}.length >= 2"));
    browser.evaluate(page, "window.isCut = true; window.lines.forEach((line) => line.close())");
    write(browser, page, "1");
    let in_vain = "window.lines.filter((line) => line.url.endsWith('-none')).length";
    browser.until(page, &format!("{in_vain} >= 2"));
    browser.evaluate(page, "window.isCut = false");
    let mine = format!("{SAID}.filter((one) => one === 'You: 1').length");
    // The flow greets in more than one message: it is the answer to this one that is waited for.
    browser.until(page, &format!("{mine} > 0 && {SAID}.at(-1) !== 'You: 1'"));
    assert_eq!(browser.evaluate(page, &mine), json!(1));
}

#[test]
fn the_chat_stands_on_a_page_of_a_site_and_opens_by_its_button() {
    let line = Line::begin(&["chat_triage"]);
    let flow = centralita_server::server::flow_id("chat_triage");
    let (mut browser, page) = opened(&line, "chat-site", &format!("/chat/demo?flow={flow}"));
    let (browser, page) = (&mut browser, &page);
    // Nothing is kept in the browser, and nobody is asked, before somebody wants to write.
    assert_eq!(browser.evaluate(page, "localStorage.length"), json!(0));
    let button = browser.find(page, "button", "Open the chat");
    browser.picture(page, "chat-closed");
    browser.press(page, &button);
    write(browser, page, "hello");
    browser.until(page, &format!("{SAID}.length >= 2"));
    browser.picture(page, "chat-open");
    let narrow = json!({ "width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": true });
    browser.ask(Some(page), "Emulation.setDeviceMetricsOverride", narrow);
    browser.picture(page, "chat-open-narrow");
    until_said(browser, page, "hello");
    // The button is out of the way as long as the chat takes the whole screen.
    assert!(browser.all(page, "button", |name| name.starts_with("Open the chat")).is_empty());
    let close = browser.find(page, "button", "Close the chat");
    browser.press(page, &close);
    browser.find(page, "button", "Open the chat");
    all_was_well(browser);
}
