//! Lowering: a flow with our own widgets and data, rewritten so that Twilio Studio can import it.
//!
//! Our own data goes; our own widgets become the widgets of Studio that do the same, where there are
//! such; what has no likeness stays as it is and is listed by name with the reason, so that whoever
//! exports knows what to rebuild. Nothing is lowered that would then behave differently without being
//! listed.
//!
//! | file | makes |
//! |---|---|
//! | `collect`, `answer`, `wording` | of a collected answer: a question, splits and variables |
//! | `hours` | of opening hours: a split on the date |
//! | `pause` | of a wait on a call: silence |
//! | `script` | of a script that only sets variables: templates |
//! | `task` | of a task that takes the conversation along: a hand-over |
//! | `standing` | nothing; it says where callers and where writers come by |
//! | `making` | the edits that all of them are made of |
//!
//! It stands beside the widget types, whose names it knows on both sides. Deliberately not here: lint for Studio's limits (the checks have those), and the way back.

mod answer;
mod collect;
mod hours;
mod making;
mod pause;
mod script;
mod standing;
mod task;
mod wording;

use centralita_engine::check::Sentence;
use centralita_engine::declare::Catalogue;
use centralita_engine::sentence;
use std::collections::BTreeSet;

use centralita_engine::flow::{
    Edit, Flow, JsonKind, Label, NewWidget, Node, Refused, Widget, WidgetName,
};
use centralita_engine::{Map, Text, Value};

use making::{
    Names, add_split, beside, branch, change_kind, clear, is_read, is_template, next, rows, set,
    wire, wires,
};
use standing::Standings;

/// A flow made ready for Studio, and what came of each of our own widgets.
#[derive(Clone, Debug, PartialEq)]
pub struct Lowered {
    /// The flow.
    pub flow: Flow,
    /// The widgets that became others, each with what it became.
    pub done: Vec<(WidgetName, Sentence)>,
    /// The widgets that Studio will not know or will run otherwise, each with the reason and what to do.
    pub left: Vec<(WidgetName, Sentence)>,
}

/// Rewrites a flow for Studio, in today's format when it has the old one.
///
/// # Errors
/// When the file holds no flow.
pub fn for_studio(flow: &Flow, catalogue: &Catalogue) -> Result<Lowered, Refused> {
    if flow.shape().legacy {
        lower(&Edit::Modernize(catalogue.spellings()).apply(flow)?)
    } else {
        lower(flow)
    }
}

/// Rewrites a flow for Studio.
///
/// # Errors
/// When the file holds no flow, or has the old format; convert it first.
pub fn lower(flow: &Flow) -> Result<Lowered, Refused> {
    let standings = Standings::of(flow);
    let mut names = Names::of(flow);
    // Ends go last, so that what leads to them can be rewired first.
    let (mut edits, mut ends) = (Vec::new(), Vec::new());
    let mut entries = Vec::new();
    let (mut done, mut left) = (Vec::new(), Vec::new());
    for widget in flow.widgets() {
        let kind = widget.kind.as_str();
        let outcome = match kind {
            "centralita-end" => end(flow, widget),
            "centralita-request" => request(widget),
            "centralita-loop" => rounds(flow, widget, &mut names),
            "centralita-say" => say(flow, widget, &mut names),
            "centralita-hours" => hours::lower(flow, widget),
            "centralita-collect" => collect::lower(flow, widget, &standings, &mut names).map(
                |collect::Made { edits, what, entry }| {
                    entries.extend(entry);
                    (edits, what)
                },
            ),
            "centralita-wait" => pause::lower(flow, widget, &standings),
            "centralita-create-task" => task::lower(flow, widget, &standings),
            "centralita-script" => script::lower(flow, widget),
            _ if kind.starts_with("script-") => Err(script::as_a_widget(widget)),
            _ if kind.starts_with("centralita-") => Err(Sentence::new(
                "Studio has nothing like it. Do its work in a function.",
                "Studio no tiene nada parecido. Haga su trabajo en una función.",
            )),
            _ => match hours::told_elsewhere(flow, widget) {
                Some(reason) => Err(reason),
                None => continue,
            },
        };
        match outcome {
            Ok((made, what)) => {
                if kind == "centralita-end" {
                    ends.extend(made)
                } else {
                    edits.extend(made)
                }
                done.push((widget.name.clone(), what));
            }
            Err(reason) => left.push((widget.name.clone(), reason)),
        }
    }
    edits.extend(ends);
    if flow.own().node().is_some() {
        edits.push(Edit::SetOwn { path: Vec::new(), value: None });
    }
    let mut lowered = all(flow, edits)?;
    for entry in entries {
        lowered = all(&lowered, entry.rewire(&lowered))?;
    }
    Ok(Lowered { flow: lowered, done, left })
}

fn all(flow: &Flow, edits: Vec<Edit>) -> Result<Flow, Refused> {
    match edits.is_empty() {
        true => Ok(flow.clone()),
        false => Edit::All(edits, Label::Named("Export for Studio".into())).apply(flow),
    }
}

/// Where a widget that became several begins, when it keeps its name for the last of them.
struct Entry {
    /// The name that others know it by, and under which its answer is stored.
    known: WidgetName,
    /// The first of the several.
    first: WidgetName,
    /// All of them; what they lead to is right already.
    own: BTreeSet<WidgetName>,
}

impl Entry {
    /// The edits that lead everything to the first widget which led to the known one.
    fn rewire(&self, flow: &Flow) -> Vec<Edit> {
        let others = flow.widgets().iter().filter(|widget| !self.own.contains(&widget.name));
        others
            .flat_map(|widget| {
                let wires = widget.transitions.iter().enumerate();
                let led = wires.filter(|(_, wire)| wire.next.as_ref() == Some(&self.known));
                led.map(|(transition, _)| Edit::Connect {
                    widget: widget.name.clone(),
                    transition,
                    to: self.first.clone(),
                })
            })
            .collect()
    }
}

/// The edits that lower a widget, and what it becomes; or why it cannot be lowered.
type Outcome = Result<(Vec<Edit>, Sentence), Sentence>;

/// A branch simply ends in Studio where nothing is connected.
fn end(flow: &Flow, widget: &Widget) -> Outcome {
    if flow.initial_name() == Some(&widget.name) {
        return Err(Sentence::new(
            "The flow begins here. Begin it with a trigger.",
            "El flujo empieza aquí. Empiécelo con un disparador.",
        ));
    }
    Ok((
        vec![Edit::RemoveWidgets(vec![widget.name.clone()])],
        Sentence::new("the end of its branch", "el final de su rama"),
    ))
}

/// Properties of ours that Studio's request does not have.
const REQUEST_ONLY: [&str; 9] =
    ["query", "headers", "json", "form", "text", "success", "timeout", "retries", "pause"];

fn request(widget: &Widget) -> Outcome {
    let text = |name: &str| -> String {
        widget.property(name).and_then(|node| node.text_of()).unwrap_or_default().trim().to_owned()
    };
    let is_there = |name: &str| {
        widget.property(name).is_some_and(|node| match node.kind() {
            JsonKind::Null => false,
            JsonKind::Text => node.as_str().is_some_and(|text| !text.trim().is_empty()),
            JsonKind::List | JsonKind::Map => !node.is_empty(),
            _ => true,
        })
    };
    let method = match text("method").as_str() {
        "" | "GET" => "GET",
        "POST" => "POST",
        _ => {
            return Err(Sentence::new(
                "Studio's request knows GET and POST only. Use a function.",
                "La petición de Studio solo conoce GET y POST. Use una función.",
            ));
        }
    };
    if is_there("headers") {
        return Err(Sentence::new(
            "Studio's request sends no headers. Use a function.",
            "La petición de Studio no envía cabeceras. Use una función.",
        ));
    }
    if !matches!(text("retries").as_str(), "" | "0") {
        return Err(Sentence::new(
            "Studio's request does not try again. Lead \"failed\" back, or use a function.",
            "La petición de Studio no vuelve a intentarlo. Lleve \"failed\" de vuelta o use una función.",
        ));
    }
    if !matches!(text("success").as_str(), "" | "2xx") {
        return Err(Sentence::new(
            "In Studio's request only 2xx is a success. Use a function.",
            "En la petición de Studio solo 2xx es un éxito. Use una función.",
        ));
    }
    if widget.node().raw().contains("secrets.") {
        return Err(Sentence::new(
            "Studio has no secrets to fill in. Use a function that keeps them.",
            "Studio no tiene secretos que rellenar. Use una función que los guarde.",
        ));
    }
    if is_there("query") && method == "POST" {
        return Err(Sentence::new(
            "Studio's request sends no query with a POST. Write it into the address.",
            "La petición de Studio no envía parámetros con un POST. Escríbalos en la dirección.",
        ));
    }
    let mut edits =
        vec![change_kind(widget, "make-http-request"), set(widget, "method", Value::text(method))];
    let own_type = text("content_type");
    let mut content_type = "application/x-www-form-urlencoded;charset=utf-8".to_owned();
    if method == "GET" {
        if let Some(query) = widget.property("query").filter(|_| is_there("query")) {
            edits.push(set(widget, "parameters", query.to_value()));
        }
    } else if let Some(form) = widget.property("form").filter(|_| is_there("form")) {
        edits.push(set(widget, "parameters", form.to_value()));
    } else if let Some(json) = widget.property("json").filter(|_| is_there("json")) {
        let body = json.text_of().map_or_else(|| json.raw().to_owned(), |text| text.into_owned());
        edits.push(set(widget, "body", Value::text(body)));
        content_type = "application/json;charset=utf-8".into();
    } else if is_there("text") {
        edits.push(set(widget, "body", Value::text(text("text"))));
    }
    if !own_type.is_empty() {
        content_type = own_type;
    }
    edits.push(set(widget, "content_type", Value::text(content_type)));
    for name in REQUEST_ONLY.into_iter().filter(|name| widget.property(name).is_some()) {
        edits.push(clear(widget, name));
    }
    Ok((edits, Sentence::new("a request of Studio", "una petición de Studio")))
}

/// Counting rounds is a variable and a split on it.
fn rounds(flow: &Flow, widget: &Widget, names: &mut Names) -> Outcome {
    if is_read(flow, widget) {
        return Err(Sentence::new(
            "Other widgets read its round. Count with a variable of your own.",
            "Otros widgets leen su vuelta. Cuente con una variable propia.",
        ));
    }
    let number = widget.property("times").map_or(Some(3.0), Node::number_of);
    let Some(times) = number.filter(|times| times.fract() == 0.0 && (1.0..=1e6).contains(times))
    else {
        return Err(Sentence::new(
            "Its number of rounds comes from a variable. Write a number.",
            "Su número de vueltas viene de una variable. Escriba un número.",
        ));
    };
    if widget
        .property("reset")
        .is_some_and(|reset| reset.bool_of() == Some(true) || is_template(reset))
    {
        return Err(Sentence::new(
            "It starts anew on a condition. Set the variable back with a widget of its own.",
            "Empieza de nuevo según una condición. Reponga la variable con un widget aparte.",
        ));
    }
    let times = times as i64;
    let variable = format!("{}_round", widget.name);
    let split = names.free(&format!("{}_again", widget.name));
    // After the last round the count begins again, so that the widget can be used anew.
    let value = format!(
        "{{% assign round = flow.variables.{variable} | plus: 1 %}}{{% if round > {} %}}1{{% else %}}{{{{round}}}}{{% endif %}}",
        times + 1
    );
    let row: Map = [
        ("key", Value::text(variable.clone())),
        ("type", "string".into()),
        ("value", value.into()),
    ]
    .into_iter()
    .collect();
    let (again, done) = (next(widget, "again"), next(widget, "done"));
    let mut edits = vec![
        add_split(
            widget,
            &split,
            &format!("{{{{flow.variables.{variable}}}}}"),
            done,
            vec![("less_than", (times + 1).to_string(), again)],
        ),
        change_kind(widget, "set-variables"),
        set(widget, "variables", Value::list([row.into()])),
    ];
    for name in ["times", "reset"].into_iter().filter(|name| widget.property(name).is_some()) {
        edits.push(clear(widget, name));
    }
    edits.extend(wires(widget, vec![wire("next", Some(split.as_str().into()))]));
    let what = sentence!(
        "a variable that counts, and the split {split}",
        "una variable que cuenta y el split {split}"
    );
    Ok((edits, what))
}

/// A prompt in several languages is a prompt for each, behind a split on the language.
fn say(flow: &Flow, widget: &Widget, names: &mut Names) -> Outcome {
    if is_read(flow, widget) {
        return Err(Sentence::new(
            "Other widgets read which language was spoken. Set a variable instead.",
            "Otros widgets leen qué idioma se habló. Asigne una variable en su lugar.",
        ));
    }
    let texts = rows(widget, "texts");
    let voices = rows(widget, "voices");
    let Some((first, _)) = texts.first() else {
        return Err(Sentence::new(
            "It says nothing in any language. Give it words.",
            "No dice nada en ningún idioma. Dele palabras.",
        ));
    };
    let usual = flow.own().languages.first();
    let usual = texts
        .iter()
        .find(|(tag, _)| usual.is_some_and(|usual| tag.eq_ignore_ascii_case(usual)))
        .map_or(first.clone(), |(tag, _)| tag.clone());
    let after = next(widget, "audioComplete");
    let prompt = |tag: &str, words: &str| -> Map {
        let mut properties = Map::new();
        properties.insert("say", words);
        properties.insert("language", tag);
        let voice = voices.iter().find(|(of, _)| of.eq_ignore_ascii_case(tag));
        if let Some((_, voice)) = voice {
            properties.insert("voice", voice.as_str());
        }
        let times = widget.property("loop").map_or(Value::Int(1), Node::to_value);
        properties.insert("loop", times);
        properties
    };
    let gone = ["texts", "voices", "language", "loop"];
    let gone = gone.into_iter().filter(|name| widget.property(name).is_some());
    let mut edits: Vec<Edit> = gone.map(|name| clear(widget, name)).collect();
    if let [(tag, words)] = texts.as_slice() {
        edits.push(change_kind(widget, "say-play"));
        for (name, value) in prompt(tag, words).iter() {
            edits.push(set(widget, name, value.clone()));
        }
        return Ok((edits, "a prompt".into()));
    }
    let mut branches = Vec::new();
    let mut other = None;
    for (place, (tag, words)) in texts.iter().enumerate() {
        let name = names.free(&format!("{}_{tag}", widget.name));
        edits.push(Edit::AddWidget(NewWidget {
            name: name.as_str().into(),
            kind: "say-play".into(),
            transitions: vec![wire("audioComplete", after.clone())],
            properties: prompt(tag, words).into(),
            position: beside(widget, place as f64 * 300.0, 250.0),
        }));
        if *tag == usual {
            other = Some(WidgetName::from(name.as_str()));
        }
        branches.push((tag.clone(), WidgetName::from(name.as_str())));
    }
    // `es-MX` before `es`, which takes every Spanish.
    branches.sort_by_key(|(tag, _)| std::cmp::Reverse(tag.len()));
    let input: Text = widget
        .property("language")
        .and_then(Node::text_of)
        .map_or("{{flow.variables.language}}".into(), Text::from);
    let mut transitions = vec![wire("noMatch", other)];
    for (tag, name) in branches {
        transitions.push(branch(&input, "starts_with", &tag, Some(name)));
    }
    edits.push(change_kind(widget, "split-based-on"));
    edits.push(set(widget, "input", Value::text(input)));
    edits.extend(wires(widget, transitions));
    let what = sentence!(
        "a split with {} prompts behind it",
        "un split con {} mensajes detrás",
        texts.len()
    );
    Ok((edits, what))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(states: &str, own: &str, expected: Expect) {
        let flow = Flow::read(&format!(
            r#"{{"initial_state":"T","states":[{{"name":"T","type":"trigger","transitions":[{{"event":"incomingCall","next":"one"}}]}},{states}]{own}}}"#
        ));
        let lowered = lower(&flow).unwrap();
        let mut told = String::new();
        for widget in lowered.flow.widgets().iter().skip(1) {
            told.push_str(&format!("{} {}", widget.name, widget.kind));
            for transition in &widget.transitions {
                let next = transition.next.as_deref().unwrap_or("end");
                told.push_str(&format!(" {}", transition.event));
                for condition in &transition.conditions {
                    told.push_str(&format!("({} {})", condition.operator, condition.value));
                }
                told.push_str(&format!("->{next}"));
            }
            told.push('\n');
            if let Some(properties) = widget.properties().node() {
                told.push_str(&format!("    {}\n", properties.raw()));
            }
        }
        for (name, what) in &lowered.done {
            assert!(what.has_es(), "there is no Spanish for: {what}");
            told.push_str(&format!("done {name}: {what}\n"));
        }
        for (name, why) in &lowered.left {
            assert!(why.has_es(), "there is no Spanish for: {why}");
            told.push_str(&format!("left {name}: {why}\n"));
        }
        assert!(!lowered.flow.text().contains("\"centralita\""));
        expected.assert_eq(&told);
    }

    #[test]
    fn an_end_and_our_own_data_are_gone() {
        check(
            r#"{"name":"one","type":"say-play","transitions":[{"event":"audioComplete","next":"bye"}],"properties":{"say":"Hi"}},{"name":"bye","type":"centralita-end","transitions":[]}"#,
            r#","centralita":{"version":1,"time_zone":"Europe/Madrid"}"#,
            expect![[r#"
                one say-play audioComplete->end
                    {"say":"Hi"}
                done bye: the end of its branch
            "#]],
        );
    }

    #[test]
    fn rounds_become_a_count_and_a_split() {
        check(
            r#"{"name":"one","type":"centralita-loop","transitions":[{"event":"again","next":"two"},{"event":"done"}],"properties":{"times":2}},{"name":"two","type":"say-play","transitions":[{"event":"audioComplete","next":"one"}],"properties":{"say":"Hi"}}"#,
            "",
            expect![[r#"
                one set-variables next->one_again
                    {"variables":[{"key":"one_round","type":"string","value":"{% assign round = flow.variables.one_round | plus: 1 %}{% if round > 3 %}1{% else %}{{round}}{% endif %}"}]}
                two say-play audioComplete->one
                    {"say":"Hi"}
                one_again split-based-on noMatch->end match(less_than 3)->two
                    {"input":"{{flow.variables.one_round}}"}
                done one: a variable that counts, and the split one_again
            "#]],
        );
    }

    #[test]
    fn words_in_several_languages_become_prompts_behind_a_split() {
        check(
            r#"{"name":"one","type":"centralita-say","transitions":[{"event":"audioComplete","next":"two"}],"properties":{"texts":[{"key":"es","value":"Hola"},{"key":"es-MX","value":"Bueno"}],"voices":[{"key":"es","value":"Polly.Lucia"}]}},{"name":"two","type":"say-play","transitions":[],"properties":{"say":"Hi"}}"#,
            "",
            expect![[r#"
                one split-based-on noMatch->one_es match(starts_with es-MX)->one_es-MX match(starts_with es)->one_es
                    {"input":"{{flow.variables.language}}"}
                two say-play
                    {"say":"Hi"}
                one_es say-play audioComplete->two
                    {"say":"Hola","language":"es","voice":"Polly.Lucia","loop":1}
                one_es-MX say-play audioComplete->two
                    {"say":"Bueno","language":"es-MX","loop":1}
                done one: a split with 2 prompts behind it
            "#]],
        );
    }

    #[test]
    fn a_plain_request_is_lowered_and_one_with_headers_is_listed() {
        check(
            r#"{"name":"one","type":"centralita-request","transitions":[{"event":"success","next":"two"},{"event":"failed"}],"properties":{"method":"POST","url":"https://example.com","json":{"a":"{{contact.name}}"},"timeout":5}},{"name":"two","type":"centralita-request","transitions":[{"event":"success"},{"event":"failed"}],"properties":{"url":"https://example.com","headers":[{"key":"A","value":"1"}]}},{"name":"three","type":"script-pin_check","transitions":[]}"#,
            "",
            expect![[r#"
                one make-http-request success->two failed->end
                    {"method":"POST","url":"https://example.com","body":"{\"a\":\"{{contact.name}}\"}","content_type":"application/json;charset=utf-8"}
                two centralita-request success->end failed->end
                    {"url":"https://example.com","headers":[{"key":"A","value":"1"}]}
                three script-pin_check
                done one: a request of Studio
                left two: Studio's request sends no headers. Use a function.
                left three: Studio runs no scripts. Write a function, run it here.
            "#]],
        );
    }

    #[test]
    fn a_flow_of_studio_comes_back_byte_for_byte() {
        let flow =
            Flow::read(r#"{ "states": [ {"name":"T","type":"trigger"} ], "initial_state": "T" }"#);
        assert_eq!(lower(&flow).unwrap().flow.text(), flow.text());
    }
}
