//! The server's own API, as `centralita load` uses it: a line is set up, and journals are read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use centralita_provider::drive::Kept;
use serde_json::{Value, json};
use ureq::Agent;

use super::{Line, NUMBER};
use crate::clock;
use crate::trouble::Trouble;
use crate::words::{Language, Report};

/// How many journals are read at once.
const READERS: usize = 4;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: u64 = 64 * 1024 * 1024;

/// How long it is asked again when no server answers, and how long is waited in between.
const INSISTS: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(100);

/// Servers of one database that are asked with a key.
pub struct Api {
    agent: Agent,
    servers: Vec<String>,
    key: String,
    language: Language,
}

impl Api {
    /// Asks these servers, e.g. `http://127.0.0.1:8080`, with this key: the first that answers.
    pub fn new(servers: &[String], key: &str, language: Language) -> Api {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build();
        let bare = |server: &String| server.trim_end_matches('/').to_owned();
        let servers = servers.iter().map(bare).collect();
        Api { agent: config.into(), servers, key: key.to_owned(), language }
    }

    /// Sets a line up that reaches a flow, by its name or its id; also says the flow's id.
    ///
    /// # Errors
    /// When the server cannot, or does not let us.
    pub fn set_up(&self, flow: &str, profile: &str, seed: u64) -> Result<(Line, String), Trouble> {
        let flows = self.ask("GET", "/flows", None)?;
        let is_meant = |one: &&Value| one["name"] == flow || one["id"] == flow;
        let found = flows["flows"].as_array().into_iter().flatten().find(is_meant);
        let id = found.and_then(|one| one["id"].as_str()).ok_or_else(|| {
            Trouble::Misuse(self.language.fill(Report::NoSuchFlow, &[("flow", &flow)]))
        })?;
        let name = format!("load-{seed}");
        let line = Line {
            number: format!("{NUMBER}{:04}", seed % 10_000),
            connection: name.clone(),
            secret: format!("{seed:016x}{:016x}", seed.rotate_left(32) ^ 0x6c6f_6164),
        };
        let twiml = json!({"profile": profile, "account": name, "tokens": [line.secret]});
        let connection = json!({"name": name, "twiml": twiml});
        self.ask("PUT", &format!("/connections/{name}"), Some(&connection))?;
        let number = json!({
            "address": line.number, "connection": name, "flow": id, "name": name,
        });
        self.ask("PUT", &format!("/numbers/{name}"), Some(&number))?;
        Ok((line, id.to_owned()))
    }

    /// Takes a line away that was set up.
    ///
    /// # Errors
    /// When the server cannot.
    pub fn take_away(&self, line: &Line) -> Result<(), Trouble> {
        let name = &line.connection;
        self.ask("DELETE", &format!("/numbers/{name}"), None)?;
        self.ask("DELETE", &format!("/connections/{name}"), None)?;
        Ok(())
    }

    /// What the server has kept of these calls.
    ///
    /// # Errors
    /// When the server cannot be asked.
    pub fn kept(
        &self,
        calls: &BTreeSet<&str>,
        flow: Option<&str>,
        from_millis: i64,
    ) -> Result<BTreeMap<String, Kept>, Trouble> {
        let executions = self.executions(flow, from_millis)?;
        let found = Mutex::new(BTreeMap::new());
        let all = &found;
        let share = executions.len().div_ceil(READERS).max(1);
        std::thread::scope(|scope| {
            let readers: Vec<_> = executions
                .chunks(share)
                .map(|chunk| {
                    scope.spawn(move || {
                        for id in chunk {
                            let whole = self.ask("GET", &format!("/executions/{id}"), None)?;
                            let (call, kept) = read(&whole);
                            if calls.contains(call.as_str()) {
                                let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                                all.insert(call, kept);
                            }
                        }
                        Ok::<(), Trouble>(())
                    })
                })
                .collect();
            for reader in readers {
                let done = reader.join();
                done.unwrap_or_else(|_| Err(Trouble::Misuse("A reader has stopped.".into())))?;
            }
            Ok::<(), Trouble>(())
        })?;
        Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// The ids of all executions since a moment.
    fn executions(&self, flow: Option<&str>, from_millis: i64) -> Result<Vec<String>, Trouble> {
        let mut ids = Vec::new();
        let mut after = String::new();
        loop {
            let flow = flow.map(|flow| format!("&flow={flow}")).unwrap_or_default();
            let asked =
                format!("/executions?limit=500&from_millis={from_millis}{flow}&after={after}");
            let page = self.ask("GET", &asked, None)?;
            let found = page["executions"].as_array().into_iter().flatten();
            ids.extend(found.filter_map(|one| one["id"].as_str()).map(str::to_owned));
            match page["next"].as_str() {
                Some(next) => after = next.to_owned(),
                None => return Ok(ids),
            }
        }
    }

    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Trouble> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let deadline = clock::now().after_millis(millis(INSISTS));
        loop {
            let mut last = None;
            for server in &self.servers {
                match self.ask_one(server, method, path, &body) {
                    Ok(answer) => return Ok(answer),
                    Err(Asked::Refused(said)) => return Err(self.cannot(server, &said)),
                    Err(Asked::Unanswered(said)) => last = Some(self.cannot(server, &said)),
                }
            }
            match last {
                Some(trouble) if clock::now() > deadline => return Err(trouble),
                None => return Ok(Value::Null),
                // A pause that ends early asks a little sooner, and that is all.
                Some(_) => std::thread::park_timeout(PAUSE),
            }
        }
    }

    fn cannot(&self, server: &str, said: &str) -> Trouble {
        let values = [("server", &server as &dyn std::fmt::Display), ("error", &said)];
        Trouble::Misuse(self.language.fill(Report::ServerSays, &values))
    }

    fn ask_one(&self, server: &str, method: &str, path: &str, body: &str) -> Result<Value, Asked> {
        let unanswered = |error: &dyn std::fmt::Display| Asked::Unanswered(error.to_string());
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{server}/api/v1{path}"))
            .header("authorization", format!("Bearer {}", self.key));
        if !body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        let request = request.body(body.to_owned());
        let request = request.map_err(|error| Asked::Refused(error.to_string()))?;
        let mut answer = self.agent.run(request).map_err(|error| unanswered(&error))?;
        let status = answer.status();
        let text = answer.body_mut().with_config().limit(LONGEST_ANSWER).read_to_string();
        let text = text.map_err(|error| unanswered(&error))?;
        let value: Value = serde_json::from_str(&text).unwrap_or_default();
        match status.is_success() {
            true => Ok(value),
            false => {
                let said = value["message"].as_str().unwrap_or(&text);
                Err(Asked::Refused(format!("{} {said}", status.as_u16())))
            }
        }
    }
}

/// Why a server gave no answer that we can use.
enum Asked {
    /// It said no.
    Refused(String),
    /// It said nothing.
    Unanswered(String),
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

/// The call of an execution, and what is kept of it.
fn read(whole: &Value) -> (String, Kept) {
    let mut call = String::new();
    let mut kept =
        Kept { is_over: !whole["execution"]["ended_millis"].is_null(), ..Kept::default() };
    for occurrence in whole["journal"].as_array().into_iter().flatten() {
        let entry = occurrence["entry"].as_str().unwrap_or_default();
        let entry: Value = serde_json::from_str(entry).unwrap_or_default();
        let input = &entry["input"];
        if let Some(sid) = input["start"]["trigger"]["params"]["CallSid"].as_str() {
            sid.clone_into(&mut call);
        }
        let event = &input["event"];
        let said = match event["event"].as_str() {
            Some("keys") => &event["keys"],
            Some("speech") => &event["text"],
            _ => continue,
        };
        // What a flow marks as sensitive is not shown.
        let words = said.as_str().filter(|said| !said.is_empty());
        if let Some(words) = words {
            kept.answers.push((!words.contains("***")).then(|| words.to_owned()));
        }
    }
    (call, kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_tells_which_call_it_is_and_what_was_answered() {
        let entry =
            |input: Value| json!({"at_millis": 1, "entry": json!({"input": input}).to_string()});
        let whole = json!({
            "execution": {"id": "FN1", "ended_millis": 5},
            "journal": [
                entry(json!({"start": {"trigger": {"trigger": "call", "params": {"CallSid": "CA7"}}}})),
                entry(json!({"event": {"event": "keys", "keys": "1"}})),
                entry(json!({"event": {"event": "keys", "keys": ""}})),
                entry(json!({"event": {"event": "speech", "text": "***"}})),
                entry(json!({"event": {"event": "played"}})),
            ],
        });
        let answers = vec![Some("1".to_owned()), None];
        assert_eq!(read(&whole), ("CA7".to_owned(), Kept { answers, is_over: true }));
    }
}
