//! The page of the API: somebody who has logged in looks at a resource, tries it, and sees what came.

use serde_json::{Value, json};

use crate::chromium::{Browser, Page};
use crate::line::Line;
use crate::numbers::{come_in, pictures};

/// Opens an operation, fills its fields, and sends it. What it says of the answer.
fn try_it(browser: &mut Browser, page: &Page, operation: &str, fields: &[(&str, &str)]) -> Value {
    let here = format!("document.getElementById('{operation}')");
    // What it said of the time before is no answer.
    let open = format!("{here}.querySelector('.status').textContent = ''; {here}.open = true");
    browser.evaluate(page, &open);
    for (field, text) in fields {
        let field = browser.select(page, &format!("#{operation}-{field}"));
        browser.call(page, &field, "function () { this.value = ''; this.focus(); }");
        browser.ask(Some(page), "Input.insertText", json!({ "text": text }));
    }
    let send = browser.select(page, &format!("#{operation} button.main"));
    browser.press(page, &send);
    let said = format!("{here}.querySelector('.status')");
    browser.until(page, &format!("/ ms|JSON|Say what/.test({said}.textContent)"));
    browser.evaluate(
        page,
        &format!("[{said}.textContent, {here}.querySelector('.status + pre').textContent]"),
    )
}

#[test]
fn the_api_is_tried_on_its_page_by_whoever_has_logged_in() {
    let line = Line::begin(&["survey", "welcome_menu"]);
    let mut browser = Browser::start("api");
    let page = browser.page("en-US", "");
    let (browser, page) = (&mut browser, &page);
    browser.open(page, &line.page("/api/"));
    browser.until(page, "document.body?.dataset.ready === 'yes'");
    let refused = try_it(browser, page, "get_flows", &[]);
    assert!(refused[0].as_str().unwrap().starts_with("401"), "{refused}");

    come_in(browser, page, &line);
    browser.open(page, &line.page("/api/"));
    browser.until(page, "document.body?.dataset.ready === 'yes'");
    pictures(browser, page, "api-all");
    let flows = try_it(browser, page, "get_flows", &[]);
    assert!(flows[0].as_str().unwrap().starts_with("200"), "{flows}");
    let flows: Value = serde_json::from_str(flows[1].as_str().unwrap()).unwrap();
    assert_eq!(flows["flows"].as_array().unwrap().len(), 2);

    // A field that is missing is asked for, and a body that is no JSON is not sent.
    let missing = try_it(browser, page, "put_users_name", &[]);
    assert_eq!(missing[0], "Say what stands for {name}.");
    let fields = [("name", "ana"), ("body", "{ roles: author }")];
    let broken = try_it(browser, page, "put_users_name", &fields);
    assert!(broken[0].as_str().unwrap().starts_with("The body is no JSON"), "{broken}");
    browser.evaluate(page, "window.confirm = (words) => { window.asked = words; return true; }");
    let fields = [("name", "ana"), ("body", "{ \"roles\": [\"author\"] }")];
    let made = try_it(browser, page, "put_users_name", &fields);
    assert!(made[0].as_str().unwrap().starts_with("200"), "{made}");
    let asked = browser.evaluate(page, "window.asked");
    assert!(asked.as_str().unwrap().starts_with("PUT /api/v1/users/ana"), "{asked}");
    pictures(browser, page, "api-one");
    assert_eq!(browser.told_of("Runtime.exceptionThrown"), Vec::<Value>::new());
}

#[test]
fn the_page_of_the_api_speaks_spanish() {
    let line = Line::begin(&["welcome_menu"]);
    let mut browser = Browser::start("api-es");
    let page = browser.page("es-ES", "");
    browser.open(&page, &line.page("/api/"));
    browser.until(&page, "document.body?.dataset.ready === 'yes'");
    let shown = browser.evaluate(&page, "document.body.innerText");
    let shown = shown.as_str().unwrap();
    assert!(shown.contains("Nadie ha entrado") && !shown.contains("undefined"), "{shown}");
}
