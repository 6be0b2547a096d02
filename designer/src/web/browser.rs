//! What is asked of the browser. What the page around the program brings (`store.js`, `start.js`) is
//! found by name, in the object `centralita` of the window.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

use centralita_designer::model::System;
use centralita_designer::server::{Answer, Sent};
use centralita_engine::Time;
use jiff::tz::TimeZone;
use js_sys::{Array, Function, Intl, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, HtmlCanvasElement, HtmlElement, HtmlInputElement};

const PREFS: &str = "centralita-prefs";

/// The page.
pub fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The element into which the editor is drawn.
pub fn canvas() -> Result<HtmlCanvasElement, JsValue> {
    let canvas = document().and_then(|document| document.get_element_by_id("canvas"));
    let canvas = canvas.and_then(|canvas| canvas.dyn_into().ok());
    canvas.ok_or_else(|| "There is no canvas in the page.".into())
}

/// Takes the picture, and the field through which one writes in it, out of the order of the Tab key:
/// the elements that stand for what is in the picture are in it.
pub fn leave_tab_order() {
    let Ok(canvas) = canvas() else { return };
    canvas.set_tab_index(-1);
    let field = canvas.next_element_sibling().and_then(|one| one.dyn_into::<HtmlElement>().ok());
    if let Some(field) = field.filter(|field| field.tag_name() == "INPUT") {
        field.set_tab_index(-1);
        let _ = field.set_attribute("aria-hidden", "true");
    }
}

/// Tells the page around the program that something happened.
pub fn tell_page(name: &str, detail: &str) {
    let init = web_sys::CustomEventInit::new();
    init.set_detail(&detail.into());
    if let Some(window) = web_sys::window()
        && let Ok(event) = web_sys::CustomEvent::new_with_event_init_dict(name, &init)
    {
        let _ = window.dispatch_event(&event);
    }
}

/// Tells the page what went wrong, before the program stops.
pub fn tell_of_panics() {
    std::panic::set_hook(Box::new(|panic| tell_page("centralita-panic", &panic.to_string())));
}

/// The time of the browser's clock.
pub fn now() -> Time {
    Time(js_sys::Date::now() as i64)
}

/// The first of the languages that the person reads.
pub fn language() -> String {
    let navigator = web_sys::window().map(|window| window.navigator());
    navigator.and_then(|navigator| navigator.language()).unwrap_or_default()
}

/// Names the page, and says in which language it is.
pub fn name_page(title: &str, language: &str, is_dark: bool) {
    let Some(document) = document() else { return };
    document.set_title(title);
    if let Some(root) = document.document_element() {
        let _ = root.set_attribute("lang", language);
        let _ = root.set_attribute("data-theme", if is_dark { "dark" } else { "light" });
    }
}

/// Preferences as they were kept. They are so small that they stand where the page reads them before
/// there is a program: it loads in the right language and colours.
pub fn prefs() -> Option<String> {
    web_sys::window()?.local_storage().ok()??.get_item(PREFS).ok()?
}

/// Keeps preferences.
pub fn keep_prefs(text: &str) {
    if let Some(Ok(Some(storage))) = web_sys::window().map(|window| window.local_storage()) {
        // Nobody is told: a preference that is not kept is no lost work.
        let _ = storage.set_item(PREFS, text);
    }
}

fn ours() -> JsValue {
    let window = web_sys::window().map(JsValue::from).unwrap_or_default();
    Reflect::get(&window, &"centralita".into()).unwrap_or_default()
}

fn call(name: &str, things: &[&str]) -> Result<JsValue, JsValue> {
    let ours = ours();
    let function: Function = Reflect::get(&ours, &name.into())?.dyn_into()?;
    let things: Array = things.iter().map(|thing| JsValue::from_str(thing)).collect();
    function.apply(&ours, &things)
}

async fn ask_store(name: &str, things: &[&str]) -> Result<JsValue, JsValue> {
    let promise: Promise = call(name, things)?.dyn_into()?;
    promise.await
}

/// What the store held when the page was opened.
pub struct Opened {
    /// Whether it keeps anything.
    pub keeps: bool,
    /// Whether there is no other page of this person.
    pub is_alone: bool,
    /// The copies that nobody saved: the key and the text of each.
    pub copies: Vec<(String, String)>,
}

/// What the store held when the page was opened.
pub fn opened() -> Opened {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap_or_default();
    let opened = get(&ours(), "opened");
    let copies = Array::from(&get(&opened, "copies"));
    let copies = copies
        .iter()
        .filter_map(|one| Some((get(&one, "key").as_string()?, get(&one, "copy").as_string()?)));
    Opened {
        keeps: get(&opened, "keeps").is_truthy(),
        is_alone: get(&opened, "isAlone").is_truthy(),
        copies: copies.collect(),
    }
}

/// The files whose names begin so: the name and the text of each.
pub async fn files_in(folder: &str) -> Vec<(String, String)> {
    let Ok(found) = ask_store("filesIn", &[folder]).await else { return Vec::new() };
    let pairs = Array::from(&found);
    let pairs = pairs.iter().map(|pair| Array::from(&pair));
    pairs.filter_map(|pair| Some((pair.get(0).as_string()?, pair.get(1).as_string()?))).collect()
}

/// Tells other pages which files are open in this one.
pub fn tell_open(paths: &[PathBuf]) {
    let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let _ = call("tellOpen", &names);
}

/// Whether a file is open in another page.
pub async fn is_open_elsewhere(name: &str) -> bool {
    ask_store("isOpenElsewhere", &[name]).await.is_ok_and(|is_open| is_open.is_truthy())
}

/// Asks the server that handed the page out.
pub async fn ask_server(sent: &Sent) -> Answer {
    let over = sent.over.map(|over| over.to_string()).unwrap_or_default();
    let things = [sent.method, &sent.path, &sent.body, &over];
    let Ok(answer) = ask_store("ask", &things).await else { return Answer::Silence };
    let answer = Array::from(&answer);
    match (answer.get(0).as_f64(), answer.get(1).as_string()) {
        (Some(status), Some(body)) => Answer::Said { status: status as u16, body },
        _ => Answer::Silence,
    }
}

/// Goes to a page of the server, or opens it beside this one.
pub fn visit(page: &str, is_beside: bool) {
    let _ = call("visit", &[page, if is_beside { "beside" } else { "" }]);
}

/// Says a text aloud; whether the browser can.
pub fn speak(text: &str, language: &str) -> bool {
    call("speak", &[text, language]).is_ok_and(|can| can.is_truthy())
}

/// Says nothing more.
pub fn hush() {
    let _ = call("hush", &[]);
}

/// What the system likes apart from dark.
pub fn likes() -> System {
    let likes = |what: &str| {
        let query = web_sys::window().and_then(|window| window.match_media(what).ok()?);
        query.is_some_and(|query| query.matches())
    };
    System {
        wants_contrast: likes("(prefers-contrast: more)"),
        wants_stillness: likes("(prefers-reduced-motion: reduce)"),
    }
}

/// The time zone of the person's clock; Greenwich's when the browser names none that is known here.
pub fn zone() -> TimeZone {
    let form = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    let name = Reflect::get(&form.resolved_options(), &"timeZone".into());
    let name = name.ok().and_then(|name| name.as_string()).unwrap_or_default();
    TimeZone::get(&name).unwrap_or(TimeZone::UTC)
}

/// Keeps a file.
pub async fn put_file(name: &str, text: &str) -> Result<(), JsValue> {
    ask_store("putFile", &[name, text]).await.map(|_| ())
}

/// A file that is kept.
pub async fn get_file(name: &str) -> Option<String> {
    ask_store("getFile", &[name]).await.ok()?.as_string()
}

/// Keeps a copy of what nobody saved.
pub async fn keep_copy(key: &str, text: &str) -> Result<(), JsValue> {
    ask_store("keepCopy", &[key, text]).await.map(|_| ())
}

/// Throws such a copy away.
pub async fn drop_copy(key: &str) -> Result<(), JsValue> {
    ask_store("dropCopy", &[key]).await.map(|_| ())
}

/// Hands the person a file.
pub fn download(name: &str, text: &str) {
    let _ = call("download", &[name, text]);
}

/// Hands the person a picture as PNG: the browser draws the SVG, so many dots for each of its units.
pub async fn save_picture(name: &str, svg: &str, scale: u8) -> Result<(), JsValue> {
    ask_store("savePicture", &[name, svg, &scale.to_string()]).await.map(|_| ())
}

/// Asks for a line of text.
pub fn ask(question: &str, offered: &str) -> Option<String> {
    let window = web_sys::window()?;
    let answer = window.prompt_with_message_and_default(question, offered).ok()??;
    Some(answer).filter(|answer| !answer.trim().is_empty())
}

/// What is on the clipboard, if the browser tells.
pub async fn clipboard_text() -> Option<String> {
    let window = web_sys::window().filter(|window| window.is_secure_context())?;
    window.navigator().clipboard().read_text().await.ok()?.as_string()
}

/// A file of the person: its name, and its text when that is waited for.
pub type Chosen = (String, Pin<Box<dyn Future<Output = Result<String, JsValue>>>>);

/// Asks the person for files, by the browser's own window.
pub fn choose_files(chosen: impl Fn(Vec<Chosen>) + 'static) {
    let input = document().and_then(|document| document.create_element("input").ok());
    let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    input.set_type("file");
    input.set_accept(".json,.md,.rhai,application/json,text/markdown");
    input.set_multiple(true);
    let field = input.clone();
    let listener = Closure::once_into_js(move || {
        let Some(files) = field.files() else { return };
        let files = (0..files.length()).filter_map(|place| files.get(place)).map(|file| {
            let text = file.text();
            let read = async move { text.await.map(|text| text.as_string().unwrap_or_default()) };
            (file.name(), Box::pin(read) as Pin<Box<dyn Future<Output = _>>>)
        });
        chosen(files.collect());
    });
    let _ = input.add_event_listener_with_callback("change", listener.unchecked_ref());
    input.click();
}
