//! A browser without a window, driven by its own protocol: what it shows to readers is asked of it, and
//! hands and keys are its own input, not the page's.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// By what names systems call it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Nothing we wait for takes so long, however slow the computer is: it hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// A browser with a person of its own, who has never been anywhere.
pub struct Browser {
    child: Child,
    folder: PathBuf,
    socket: WebSocket<TcpStream>,
    next: u64,
    events: VecDeque<Value>,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A page in the browser.
#[derive(Clone)]
pub struct Page {
    session: String,
    target: String,
}

/// What a reader is told of one thing in a page.
#[derive(Clone, Debug)]
pub struct Seen {
    pub name: String,
    node: i64,
}

impl Browser {
    /// Starts it; its files go into a folder that goes with it.
    pub fn start(test: &str) -> Browser {
        let folder = std::env::temp_dir().join(format!("centralita-{}-{test}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("downloads")).unwrap();
        let mut child = NAMES
            .iter()
            .find_map(|name| {
                Command::new(name)
                    .args([
                        "--headless",
                        "--no-sandbox",
                        "--use-gl=angle",
                        "--use-angle=swiftshader",
                        "--enable-unsafe-swiftshader",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--force-renderer-accessibility",
                        "--remote-debugging-port=0",
                        "--window-size=1280,820",
                    ])
                    .arg(format!("--user-data-dir={}", folder.join("person").display()))
                    .arg("about:blank")
                    .stderr(Stdio::piped())
                    .stdout(Stdio::null())
                    .spawn()
                    .ok()
            })
            .expect("Chromium is missing: apt-get install --yes --no-install-recommends chromium");
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("DevTools listening on ").map(str::to_owned))
            .expect("Chromium says where it listens");
        // A pipe that nobody empties would stop it.
        std::thread::spawn(move || lines.for_each(drop));
        let host = address.trim_start_matches("ws://").split('/').next().unwrap().to_owned();
        let stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (socket, _) = tungstenite::client(address.as_str(), stream).unwrap();
        let mut browser = Browser { child, folder, socket, next: 0, events: VecDeque::new() };
        let downloads = browser.downloads().display().to_string();
        browser.ask(
            None,
            "Browser.setDownloadBehavior",
            json!({ "behavior": "allow", "downloadPath": downloads, "eventsEnabled": true }),
        );
        browser
    }

    /// Where downloaded files go.
    pub fn downloads(&self) -> PathBuf {
        self.folder.join("downloads")
    }

    /// A file of the person who sits before the browser.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// A new page, for a person who reads a language; `before` is run in it before anything else.
    pub fn page(&mut self, language: &str, before: &str) -> Page {
        let target = self.ask(None, "Target.createTarget", json!({ "url": "about:blank" }));
        let target = target["targetId"].as_str().unwrap().to_owned();
        let attached =
            self.ask(None, "Target.attachToTarget", json!({ "targetId": target, "flatten": true }));
        let page = Page { session: attached["sessionId"].as_str().unwrap().to_owned(), target };
        for domain in ["Page", "Runtime", "Network", "Log", "DOM", "Accessibility"] {
            self.ask(Some(&page), &format!("{domain}.enable"), json!({}));
        }
        let agent = self.ask(None, "Browser.getVersion", json!({}))["userAgent"].clone();
        self.ask(
            Some(&page),
            "Emulation.setUserAgentOverride",
            json!({ "userAgent": agent, "acceptLanguage": language }),
        );
        self.ask(Some(&page), "Page.addScriptToEvaluateOnNewDocument", json!({ "source": before }));
        page
    }

    /// Brings a page before the others: those behind are not painted.
    pub fn look_at(&mut self, page: &Page) {
        self.ask(None, "Target.activateTarget", json!({ "targetId": page.target }));
    }

    /// Asks something of the browser, or of a page in it.
    pub fn ask(&mut self, page: Option<&Page>, method: &str, things: Value) -> Value {
        self.try_ask(page, method, things).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    fn try_ask(
        &mut self,
        page: Option<&Page>,
        method: &str,
        things: Value,
    ) -> Result<Value, Value> {
        self.next += 1;
        let number = self.next;
        let mut asked = json!({ "id": number, "method": method, "params": things });
        if let Some(page) = page {
            asked["sessionId"] = json!(page.session);
        }
        self.socket.send(Message::text(asked.to_string())).unwrap();
        loop {
            let told = self.told();
            if told["id"] == json!(number) {
                return match told.get("error") {
                    Some(error) => Err(error.clone()),
                    None => Ok(told["result"].clone()),
                };
            }
            self.events.push_back(told);
        }
    }

    fn told(&mut self) -> Value {
        loop {
            let message = self.socket.read().expect("the browser answers");
            if let Message::Text(text) = message {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }

    /// Waits until the browser tells of something.
    pub fn wait_for(&mut self, method: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let wanted =
                |event: &Value| event["method"] == json!(method) && is_it(&event["params"]);
            if let Some(place) = self.events.iter().position(wanted) {
                return self.events.remove(place).unwrap()["params"].clone();
            }
            let told = self.told();
            self.events.push_back(told);
        }
    }

    /// Everything of a kind that the browser has told and nobody waited for.
    pub fn told_of(&self, method: &str) -> Vec<Value> {
        let events = self.events.iter().filter(|event| event["method"] == json!(method));
        events.map(|event| event["params"].clone()).collect()
    }

    /// What an expression of the page gives; a promise is waited for.
    pub fn evaluate(&mut self, page: &Page, expression: &str) -> Value {
        let things =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let told = self.ask(Some(page), "Runtime.evaluate", things);
        assert!(told.get("exceptionDetails").is_none(), "{expression}: {told}");
        told["result"]["value"].clone()
    }

    /// Waits until an expression of the page is true, looking once a frame.
    pub fn until(&mut self, page: &Page, expression: &str) {
        let patience = PATIENCE.as_millis();
        let expression = format!(
            "(async () => {{ const end = performance.now() + {patience}; while (!({expression})) {{ \
             if (performance.now() > end) return false; \
             await new Promise((next) => setTimeout(next, 30)); }} return true; }})()"
        );
        let came = self.evaluate(page, &expression);
        assert_eq!(came, json!(true), "never came: {expression}");
    }

    /// Goes somewhere.
    pub fn open(&mut self, page: &Page, address: &str) {
        self.ask(Some(page), "Page.navigate", json!({ "url": address }));
    }

    /// What a reader finds in the page by role, as far as its name is as asked.
    pub fn all(&mut self, page: &Page, role: &str, is_it: impl Fn(&str) -> bool) -> Vec<Seen> {
        let Ok(root) = self.try_ask(Some(page), "DOM.getDocument", json!({ "depth": 0 })) else {
            return Vec::new();
        };
        let things = json!({ "nodeId": root["root"]["nodeId"], "role": role });
        // A page that is on its way has nothing in it.
        let Ok(found) = self.try_ask(Some(page), "Accessibility.queryAXTree", things) else {
            return Vec::new();
        };
        let nodes = found["nodes"].as_array().cloned().unwrap_or_default();
        let seen = nodes.iter().filter(|node| node["ignored"] != json!(true)).filter_map(|node| {
            let name = node["name"]["value"].as_str().unwrap_or_default().to_owned();
            Some(Seen { name, node: node["backendDOMNodeId"].as_i64()? })
        });
        seen.filter(|seen| is_it(&seen.name)).collect()
    }

    /// The first thing of a role whose name begins as asked, as soon as there is one.
    pub fn find(&mut self, page: &Page, role: &str, name: &str) -> Seen {
        self.find_by(page, role, name, |one| one.starts_with(name))
    }

    /// The first thing of a role with a name that is as asked, as soon as there is one.
    #[expect(clippy::disallowed_methods, reason = "a browser is waited for, but not for ever")]
    pub fn find_by(
        &mut self,
        page: &Page,
        role: &str,
        what: &str,
        is_it: impl Fn(&str) -> bool,
    ) -> Seen {
        let began = std::time::Instant::now();
        loop {
            if let Some(seen) = self.all(page, role, &is_it).into_iter().next() {
                return seen;
            }
            if began.elapsed() > PATIENCE {
                let there: Vec<String> =
                    self.all(page, role, |_| true).into_iter().map(|seen| seen.name).collect();
                panic!("no {role} called {what}; there are {there:#?}");
            }
            self.rest(page);
        }
    }

    /// What a selector finds in the page, as soon as it finds something.
    pub fn select(&mut self, page: &Page, selector: &str) -> Seen {
        self.until(page, &format!("document.querySelector({})", json!(selector)));
        let expression = format!("document.querySelector({})", json!(selector));
        let found = self.ask(Some(page), "Runtime.evaluate", json!({ "expression": expression }));
        let things = json!({ "objectId": found["result"]["objectId"] });
        let told = self.ask(Some(page), "DOM.describeNode", things);
        let node = told["node"]["backendNodeId"].as_i64().unwrap();
        Seen { name: selector.to_owned(), node }
    }

    /// Lets the page go on for a moment.
    fn rest(&mut self, page: &Page) {
        let things = json!({
            "expression": "new Promise((next) => setTimeout(next, 30))",
            "awaitPromise": true,
        });
        let _ = self.try_ask(Some(page), "Runtime.evaluate", things);
    }

    /// Calls a function of the page on a thing.
    pub fn call(&mut self, page: &Page, seen: &Seen, function: &str) -> Value {
        let found = self.ask(Some(page), "DOM.resolveNode", json!({ "backendNodeId": seen.node }));
        let things = json!({
            "objectId": found["object"]["objectId"],
            "functionDeclaration": function,
            "returnByValue": true,
            "awaitPromise": true,
            "userGesture": true,
        });
        let told = self.ask(Some(page), "Runtime.callFunctionOn", things);
        assert!(told.get("exceptionDetails").is_none(), "{function}: {told}");
        told["result"]["value"].clone()
    }

    /// Presses an element, as a reader does for its person.
    pub fn press(&mut self, page: &Page, seen: &Seen) {
        self.call(page, seen, "function () { this.focus(); this.click(); }");
    }

    /// Writes into an element in the place of what stands there, as a reader's person does.
    pub fn write(&mut self, page: &Page, seen: &Seen, text: &str) {
        self.call(page, seen, "function () { this.focus(); this.select(); }");
        self.ask(Some(page), "Input.insertText", json!({ "text": text }));
    }

    /// Presses the pointer's button where a thing stands in the picture.
    pub fn point(&mut self, page: &Page, seen: &Seen) {
        // The elements follow the picture a moment later.
        let place = self.call(
            page,
            seen,
            "async function () { let old = ''; for (;;) { \
             const { x, y, width, height } = this.getBoundingClientRect(); \
             const now = JSON.stringify([x + width / 2, y + Math.min(height / 2, 14)]); \
             if (now === old) return JSON.parse(now); old = now; \
             await new Promise((next) => setTimeout(next, 200)); } }",
        );
        let (x, y) = (place[0].as_f64().unwrap(), place[1].as_f64().unwrap());
        for (kind, button, count) in
            [("mouseMoved", "none", 0), ("mousePressed", "left", 1), ("mouseReleased", "left", 1)]
        {
            let things =
                json!({ "type": kind, "x": x, "y": y, "button": button, "clickCount": count });
            self.ask(Some(page), "Input.dispatchMouseEvent", things);
            self.rest(page);
        }
    }

    /// Presses a key, held with others: 1 is Alt, 2 Ctrl, 8 Shift.
    pub fn key(&mut self, page: &Page, key: &str, held: u8) {
        let code =
            if key.len() == 1 { format!("Key{}", key.to_uppercase()) } else { key.to_owned() };
        let number = match key {
            "Enter" => 13,
            "Escape" => 27,
            "Tab" => 9,
            "F1" => 112,
            _ => i32::from(key.to_uppercase().as_bytes()[0]),
        };
        for kind in ["rawKeyDown", "keyUp"] {
            let things = json!({
                "type": kind, "key": key, "code": code, "modifiers": held,
                "windowsVirtualKeyCode": number,
            });
            self.ask(Some(page), "Input.dispatchKeyEvent", things);
        }
        self.rest(page);
    }

    /// The next file that is downloaded: its name and its text.
    pub fn downloaded(&mut self) -> (String, String) {
        let began = self.wait_for("Browser.downloadWillBegin", |_| true);
        let number = began["guid"].clone();
        self.wait_for("Browser.downloadProgress", |event| {
            event["guid"] == number && event["state"] == json!("completed")
        });
        let name = began["suggestedFilename"].as_str().unwrap().to_owned();
        let text = std::fs::read_to_string(self.downloads().join(&name)).unwrap();
        (name, text)
    }

    /// A picture of the page in the folder that `CENTRALITA_PICTURES` names, for whoever looks.
    pub fn picture(&mut self, page: &Page, name: &str) {
        let Some(folder) = std::env::var_os("CENTRALITA_PICTURES") else { return };
        let told = self.ask(Some(page), "Page.captureScreenshot", json!({ "format": "png" }));
        let bytes = from_base64(told["data"].as_str().unwrap_or_default());
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), bytes).unwrap();
    }
}

fn from_base64(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let values: Vec<u32> = text.bytes().filter_map(value).map(u32::from).collect();
    let triples = values.chunks(4).flat_map(|four| {
        let bits = four.iter().fold(0, |bits, value| bits << 6 | value) << (6 * (4 - four.len()));
        bits.to_be_bytes().into_iter().skip(1).take(four.len() - 1)
    });
    triples.collect()
}
