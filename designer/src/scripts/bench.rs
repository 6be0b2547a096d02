//! Trying a script by hand: what it is given, and what came of it.

use std::collections::{BTreeMap, BTreeSet};

use centralita_engine::declare::{Field, FieldKind};
use centralita_engine::{Text, Time, Value};
use centralita_widgets::script::{Back, Came, ScriptError, Scripted, TestReport, Tried, run_tests};

/// What a script is tried with, as it is written, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Bench {
    /// Its fields, as it declared them when it was sound last.
    pub declared: Vec<Field>,
    /// The values of its fields.
    pub fields: BTreeMap<Text, String>,
    /// The values of the variables that it reads.
    pub variables: BTreeMap<Text, String>,
    /// Fields and variables in which somebody wrote: the rest follows the script.
    pub written: BTreeSet<Text>,
    /// What came of each run, the first being that from the top.
    pub came: Vec<Result<Came, ScriptError>>,
    /// How its own tests went, once they were run.
    pub tests: Option<Vec<TestReport>>,
    /// The text that was tried.
    pub of: String,
    /// What is about to be answered: a body, keys or words.
    pub answer: String,
    /// The status of an answer.
    pub status: String,
    tried: Option<Tried>,
}

impl Bench {
    /// Has a row for every field and variable of a script; what was written stays.
    pub fn fit(&mut self, scripted: &Scripted) {
        let usual = |value: &Value| match value {
            Value::Null => String::new(),
            value => value.as_text().map_or_else(|| value.to_json(), str::to_owned),
        };
        let mut fields = BTreeMap::new();
        for field in &scripted.declaration().fields {
            let written = self.fields.get(&field.name);
            let written = written.filter(|_| self.written.contains(&field.name));
            let value = written.cloned().unwrap_or_else(|| usual(&field.default));
            fields.insert(field.name.clone(), value);
        }
        self.fields = fields;
        self.declared.clone_from(&scripted.declaration().fields);
        let reads = scripted.script().reads();
        self.variables = reads
            .into_iter()
            .map(|path| {
                let now = self.variables.get(&path).cloned().unwrap_or_default();
                (path, now)
            })
            .collect();
    }

    /// Fills in what is known of the variables, where nobody wrote.
    pub fn know(&mut self, known: &dyn Fn(&str) -> Option<Value>) {
        for (path, now) in &mut self.variables {
            if !self.written.contains(path)
                && let Some(value) = known(path)
            {
                *now = value.as_text().map_or_else(|| value.to_json(), str::to_owned);
            }
        }
    }

    /// Runs the script from its top.
    pub fn enter(&mut self, scripted: &Scripted, text: &str, now: Time, zone: &str) {
        let mut tried = Tried::new(scripted.clone(), now, zone);
        for field in &scripted.declaration().fields {
            let written = self.fields.get(&field.name).map_or("", String::as_str);
            tried.properties.insert(field.name.clone(), value_of(&field.kind, written));
        }
        for (path, written) in self.variables.iter().filter(|(_, written)| !written.is_empty()) {
            tried.give(path, Value::from_json(written).unwrap_or_else(|_| written.as_str().into()));
        }
        text.clone_into(&mut self.of);
        self.came = vec![tried.enter()];
        self.tried = Some(tried);
        self.prepare();
    }

    /// Lets it go on with what comes back.
    pub fn come_back(&mut self, back: &Back) {
        if let Some(tried) = &mut self.tried {
            let came = tried.come_back(back);
            self.came.push(came);
            self.prepare();
        }
    }

    /// Runs the tests in its own file.
    pub fn test(&mut self, scripted: &Scripted, text: &str) {
        text.clone_into(&mut self.of);
        self.tests = Some(run_tests(scripted));
    }

    fn prepare(&mut self) {
        self.status = "200".to_owned();
        self.answer.clear();
        if self.asks() == Some("request") {
            self.answer = "{}".to_owned();
        }
    }

    /// For what it waits now, as scripts call it.
    pub fn asks(&self) -> Option<&'static str> {
        let came = self.came.last()?.as_ref().ok()?;
        came.decision.answer().map(|_| came.decision.name())
    }
}

/// What is written in a field, as the script gets it.
fn value_of(kind: &FieldKind, written: &str) -> Value {
    let json = || Value::from_json(written).unwrap_or_default();
    match kind {
        FieldKind::Number | FieldKind::Seconds | FieldKind::Toggle => json(),
        FieldKind::Json | FieldKind::Hours | FieldKind::List | FieldKind::KeyValues => {
            let found = json();
            // Rows of keys and values come to the script as a map.
            let rows = found.as_list().filter(|_| *kind == FieldKind::KeyValues);
            match rows {
                Some(rows) => Value::map(rows.iter().filter_map(|row| {
                    Some((row.get("key")?.as_text()?.into(), row.get("value")?.clone()))
                })),
                None => found,
            }
        }
        _ => Value::from(written),
    }
}
