//! A collected answer for Studio: a question, a split that tests what was given, variables that count
//! the attempts, and the same again where the answer is read back.
//!
//! The last of them has the widget's own name and sets its variable `value`, so that whoever reads
//! `{{widgets.NAME.value}}` still finds it there; wires are led to the first.

mod words;

use centralita_engine::check::Sentence;
use centralita_engine::declare::{Declared, Flag, Reading, Whole};
use centralita_engine::flow::{Edit, Flow, NewTransition, NewWidget, Widget, WidgetName};
use centralita_engine::sentence;
use centralita_engine::template::Dialect;
use centralita_engine::{Map, Value};

use super::Entry;
use super::answer::{Said, judged, yes_no};
use super::making::{
    Names, beside, branch, change_kind, clear, is_mentioned, next, set, wire, wires,
};
use super::standing::Standings;
use super::wording::Tongue;
use crate::people::collect::answer::Asked;
use crate::people::collect::talk::yes_no_hints;
use crate::people::collect::{Collect, phrases};

/// What a collected answer becomes.
pub(super) struct Made {
    pub edits: Vec<Edit>,
    pub what: Sentence,
    pub entry: Option<Entry>,
}

/// What collecting stores beside the answer itself.
const STORED: [&str; 5] = ["raw", "how", "confidence", "attempts", "confirmed"];

/// The longest that Studio waits for a key, in seconds.
const LONGEST_SECONDS: i64 = 30;

pub(super) fn lower(
    flow: &Flow,
    widget: &Widget,
    standings: &Standings,
    names: &mut Names,
) -> Result<Made, Sentence> {
    if flow.initial_name() == Some(&widget.name) {
        return Err(Sentence::new(
            "The flow begins here. Begin it with a trigger.",
            "El flujo empieza aquí. Empiécelo con un disparador.",
        ));
    }
    let spec = Collect::declaration();
    let reading = Reading { flow, widget, spec: &spec, dialect: Dialect::Studio };
    let collect = Collect::read(&reading);
    if collect.sensitive != Flag::Fixed(false) {
        return Err(Sentence::new(
            "Studio logs what contacts give, and this answer is sensitive. Ask for it outside of Studio.",
            "Studio registra lo que dan los contactos, y esta respuesta es sensible. Pídala fuera de Studio.",
        ));
    }
    let standing = standings.at(&widget.name);
    if standing.callers && standing.writers {
        return Err(Sentence::new(
            "It asks callers and people who write, for whom Studio has a widget each. Ask them apart.",
            "Pregunta a quien llama y a quien escribe, y Studio tiene un widget para cada uno. Pregúnteles por separado.",
        ));
    }
    let asking = Asking::new(flow, widget, &collect, !standing.writers, names)?;
    asking.made()
}

/// Everything that is known before the widgets are made.
struct Asking<'f> {
    flow: &'f Flow,
    widget: &'f Widget,
    collect: &'f Collect,
    on_call: bool,
    attempts: i64,
    confirms: bool,
    tongue: Tongue,
    /// What the variables of this question begin with.
    prefix: String,
    begin: String,
    ask: String,
    check: String,
    wrong: String,
    silent: String,
    again: String,
    over: String,
    understood: String,
    confirm: String,
    confirmed: String,
    unclear: String,
    once_more: String,
    denied: String,
    edits: Vec<Edit>,
    own: Vec<WidgetName>,
}

impl<'f> Asking<'f> {
    fn new(
        flow: &'f Flow,
        widget: &'f Widget,
        collect: &'f Collect,
        on_call: bool,
        names: &mut Names,
    ) -> Result<Asking<'f>, Sentence> {
        let Whole::Fixed(attempts) = collect.attempts else {
            return Err(Sentence::new(
                "Its number of attempts comes from a variable. Write a number.",
                "Su número de intentos viene de una variable. Escriba un número.",
            ));
        };
        let Flag::Fixed(confirms) = collect.confirm else {
            return Err(Sentence::new(
                "Whether it reads the answer back comes from a variable. Choose yes or no.",
                "Si repite la respuesta viene de una variable. Elija sí o no.",
            ));
        };
        let attempts = attempts.max(1);
        let several = attempts > 1;
        let mut named = |is_needed: bool, part: &str| match is_needed {
            true => names.free(&format!("{}_{part}", widget.name)),
            false => String::new(),
        };
        let is_plain = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
        let prefix = widget.name.chars().map(|c| if is_plain(&c) { c } else { '_' }).collect();
        Ok(Asking {
            flow,
            widget,
            collect,
            on_call,
            attempts,
            confirms,
            tongue: Tongue::of(flow, collect)?,
            prefix,
            begin: named(several, "begin"),
            ask: named(true, "ask"),
            check: named(true, "check"),
            wrong: named(several, "wrong"),
            silent: named(several, "silent"),
            again: named(several, "again"),
            over: named(several, "over"),
            understood: named(several && confirms, "understood"),
            confirm: named(confirms, "confirm"),
            confirmed: named(confirms, "confirmed"),
            unclear: named(several && confirms, "unclear"),
            once_more: named(several && confirms, "once_more"),
            denied: named(several && confirms, "denied"),
            edits: Vec::new(),
            own: Vec::new(),
        })
    }

    fn made(mut self) -> Result<Made, Sentence> {
        let raw = self.raw();
        let judged = judged(self.collect, &raw, self.on_call)?;
        let several = self.attempts > 1;
        let collected: WidgetName = self.widget.name.clone();
        let to = |name: &str| Some(WidgetName::from(name));
        // Where to when something was given, when nothing was, and with the answer.
        let (wrong, silent) = match several {
            true => (to(&self.wrong), to(&self.silent)),
            false => (self.leads("invalid"), self.leads("silent")),
        };
        let unsent = if several { to(&self.over) } else { self.leads("silent") };
        let text = self.flow.document().text();
        let is_read =
            STORED.iter().any(|name| is_mentioned(text, &format!("widgets.{collected}.{name}")));
        // What was given is kept before it is tested where that does no harm, so that others find it
        // when it is no answer too.
        let is_early = is_read && !self.confirms && judged.tested == judged.value;
        let good = match (self.confirms, several) {
            _ if is_early => self.leads("collected"),
            (false, _) => Some(collected.clone()),
            (true, true) => to(&self.understood),
            (true, false) => to(&self.confirm),
        };

        let lead = if several { self.led("lead") } else { String::new() };
        let question = format!("{lead}{}", self.question());
        let hints = match self.collect.answer {
            Asked::Choice => self.collect.choices.hints().to_string(),
            Asked::YesNo => self.tongue.say(self.collect, |_, tongue| yes_no_hints(tongue).into()),
            _ => String::new(),
        };
        let check = if is_early { Some(collected.clone()) } else { to(&self.check) };
        let (ask, check_name) = (self.ask.clone(), self.check.clone());
        self.listens(&ask, question, self.digits(), hints, (check, silent, unsent), 0.0)?;
        self.splits(
            &check_name,
            &judged.tested,
            vec![(judged.test.0, judged.test.1.clone(), good)],
            wrong,
            1.0,
        );
        if several {
            self.retries();
        }
        if self.confirms {
            self.reads_back(&judged.value, judged.said, &collected)?;
        }
        let then = if is_early { to(&self.check) } else { self.leads("collected") };
        self.keeps(&judged.value, &raw, then)?;

        let first = if several { &self.begin } else { &self.ask };
        let mut what = sentence!(
            "{} widgets, beginning with {first}; the answer stays in widgets.{collected}.value. It is no longer shown to the agent by itself: add it to the attributes of the hand-over",
            "{} widgets, empezando por {first}; la respuesta sigue en widgets.{collected}.value. Ya no se le muestra sola al agente: añádala a los atributos de la entrega",
            self.own.len() + 1
        );
        if self.on_call {
            what = what.then(&Sentence::new(
                "; the finish key alone counts as silence",
                "; la tecla de terminar sola cuenta como silencio",
            ));
        }
        if let Some(loss) = &judged.loss {
            what = what.then(&Sentence::new("; ", "; ")).then(loss);
        }
        if is_read && !is_early {
            what = what.then(&Sentence::new(
                "; without an answer it stores nothing",
                "; sin respuesta no guarda nada",
            ));
        }
        what = what.then(&Sentence::new(".", "."));
        let entry = Entry {
            known: collected.clone(),
            first: first.as_str().into(),
            own: self.own.iter().cloned().chain([collected]).collect(),
        };
        Ok(Made { edits: self.edits, what, entry: Some(entry) })
    }

    /// Where an exit leads; to the first widget when it leads back here.
    fn leads(&self, exit: &str) -> Option<WidgetName> {
        let next = next(self.widget, exit)?;
        if next == self.widget.name {
            let first = if self.attempts > 1 { &self.begin } else { &self.ask };
            return Some(first.as_str().into());
        }
        Some(next)
    }

    /// What was given, as a template sees it.
    fn raw(&self) -> String {
        given_by(&self.ask, self.on_call)
    }

    fn variable(&self, name: &str) -> String {
        format!("{}_{name}", self.prefix)
    }

    /// A variable with words, and a space behind them when there are any.
    fn led(&self, name: &str) -> String {
        let variable = format!("flow.variables.{}", self.variable(name));
        format!("{{% if {variable} != '' %}}{{{{{variable}}}}} {{% endif %}}")
    }

    /// Asking again, and giving up.
    fn retries(&mut self) {
        let (asked, given, lead) =
            (self.variable("asked"), self.variable("given"), self.variable("lead"));
        let more = format!("{{{{ flow.variables.{asked} | plus: 1 }}}}");
        let begin = [
            (asked.as_str(), "1".to_owned()),
            (lead.as_str(), String::new()),
            (given.as_str(), String::new()),
        ];
        let invalid = self.invalid_words();
        let wrong = [
            (asked.as_str(), more.clone()),
            (lead.as_str(), invalid),
            (given.as_str(), "yes".into()),
        ];
        let silence = self.silent_words();
        let silent = [(asked.as_str(), more), (lead.as_str(), silence)];
        let (ask, again, over) = (self.ask.clone(), self.again.clone(), self.over.clone());
        let (begin_name, wrong_name, silent_name) =
            (self.begin.clone(), self.wrong.clone(), self.silent.clone());
        self.sets(&begin_name, &begin, &ask, -1.0);
        self.sets(&wrong_name, &wrong, &again, 2.0);
        self.sets(&silent_name, &silent, &again, 3.0);
        let most = (self.attempts + 1).to_string();
        let counted = format!("{{{{flow.variables.{asked}}}}}");
        self.splits(
            &again,
            &counted,
            vec![("less_than", most, Some(ask.as_str().into()))],
            Some(over.as_str().into()),
            4.0,
        );
        let (silent_exit, invalid_exit) = (self.leads("silent"), self.leads("invalid"));
        let given = format!("{{{{flow.variables.{given}}}}}");
        self.splits(
            &over,
            &given,
            vec![("is_blank", String::new(), silent_exit)],
            invalid_exit,
            5.0,
        );
    }

    /// Reading the answer back.
    fn reads_back(
        &mut self,
        value: &str,
        said: Said,
        collected: &WidgetName,
    ) -> Result<(), Sentence> {
        let several = self.attempts > 1;
        let invalid = self.leads("invalid");
        let lead = if several { self.led("confirm_lead") } else { String::new() };
        let words = format!("{lead}{}", self.confirm_words(value, said));
        let hints = self.tongue.say(self.collect, |_, tongue| yes_no_hints(tongue).into());
        let (confirm, confirmed) = (self.confirm.clone(), self.confirmed.clone());
        let unclear = if several { Some(self.unclear.as_str().into()) } else { invalid.clone() };
        let denied = if several { Some(self.denied.as_str().into()) } else { invalid.clone() };
        let heard = (Some(confirmed.as_str().into()), unclear.clone(), invalid.clone());
        self.listens(&confirm, words, Some(1), hints, heard, 7.0)?;
        let answer = yes_no(&given_by(&confirm, self.on_call));
        let branches = vec![
            ("equal_to", "yes".into(), Some(collected.clone())),
            ("equal_to", "no".into(), denied),
        ];
        self.splits(&confirmed, &answer, branches, unclear, 8.0);
        if !several {
            return Ok(());
        }
        let (asked, lead, given) =
            (self.variable("asked"), self.variable("lead"), self.variable("given"));
        let (confirming, confirm_lead) =
            (self.variable("confirming"), self.variable("confirm_lead"));
        let understood = [
            (confirming.as_str(), "1".to_owned()),
            (confirm_lead.as_str(), String::new()),
            (given.as_str(), "yes".into()),
        ];
        let understood_name = self.understood.clone();
        self.sets(&understood_name, &understood, &confirm, 6.0);
        let please = self
            .tongue
            .say(self.collect, |_, tongue| phrases::unclear(tongue, self.on_call).into());
        let silence = self.silent_words();
        let heard = given_by(&confirm, self.on_call);
        let more = format!("{{{{ flow.variables.{confirming} | plus: 1 }}}}");
        let which = format!(
            "{{% assign heard = {heard} | strip %}}{{% if heard != '' %}}{please}{{% else %}}{silence}{{% endif %}}"
        );
        let (unclear, once_more, denied, again) =
            (self.unclear.clone(), self.once_more.clone(), self.denied.clone(), self.again.clone());
        self.sets(
            &unclear,
            &[(confirming.as_str(), more), (confirm_lead.as_str(), which)],
            &once_more,
            9.0,
        );
        let most = (self.attempts + 1).to_string();
        let counted = format!("{{{{flow.variables.{confirming}}}}}");
        self.splits(
            &once_more,
            &counted,
            vec![("less_than", most, Some(confirm.as_str().into()))],
            invalid,
            10.0,
        );
        let more = format!("{{{{ flow.variables.{asked} | plus: 1 }}}}");
        self.sets(&denied, &[(asked.as_str(), more), (lead.as_str(), String::new())], &again, 11.0);
        Ok(())
    }

    /// The widget itself becomes the variables that hold the answer.
    fn keeps(&mut self, value: &str, raw: &str, then: Option<WidgetName>) -> Result<(), Sentence> {
        let name = &self.widget.name;
        let text = self.flow.document().text();
        let is_read = |key: &str| is_mentioned(text, &format!("widgets.{name}.{key}"));
        let how = match self.on_call {
            true => format!(
                "{{% if {} %}}keys{{% else %}}speech{{% endif %}}",
                stored(&self.ask, "Digits")
            ),
            false => "message".into(),
        };
        let attempts = match self.attempts {
            1 => "1".into(),
            _ => format!("{{{{flow.variables.{}}}}}", self.variable("asked")),
        };
        let also = [
            ("raw", format!("{{{{ {raw} }}}}")),
            ("how", how),
            ("confidence", format!("{{{{{}}}}}", stored(&self.ask, "Confidence"))),
            ("attempts", attempts),
            ("confirmed", if self.confirms { "true" } else { "false" }.into()),
        ];
        let mut pairs = vec![("value", value.to_owned())];
        pairs.extend(also.into_iter().filter(|(key, _)| is_read(key)));
        for (key, _) in &pairs {
            if is_mentioned(text, &format!("variables.{key}")) {
                return Err(sentence!(
                    "Studio would keep its answer in the variable {key} too, which this flow uses. Give that variable another name.",
                    "Studio guardaría su respuesta también en la variable {key}, que este flujo usa. Dele otro nombre a esa variable."
                ));
            }
        }
        let rows = Value::list(pairs.into_iter().map(|(key, value)| row(key, value)));
        let kept = [
            "say",
            "answer",
            "choices",
            "min_length",
            "max_length",
            "minimum",
            "maximum",
            "check_digit",
            "date_order",
            "dates",
            "country_code",
            "attempts",
            "confirm",
            "invalid_say",
            "silent_say",
            "confirm_say",
            "label",
            "sensitive",
            "language",
            "texts",
            "voice",
            "speech",
            "timeout",
            "reply_timeout",
        ];
        self.edits.push(change_kind(self.widget, "set-variables"));
        let gone = kept.into_iter().filter(|name| self.widget.property(name).is_some());
        self.edits.extend(gone.map(|name| clear(self.widget, name)));
        self.edits.push(set(self.widget, "variables", rows));
        self.edits.extend(wires(self.widget, vec![wire("next", then)]));
        Ok(())
    }

    /// The keys that are enough, as for the widget itself.
    fn digits(&self) -> Option<i64> {
        match (self.collect.answer, &self.collect.max_length) {
            (Asked::YesNo, _) => Some(1),
            (Asked::Choice, _) => self.collect.choices.take_one_key().then_some(1),
            (Asked::Digits, Some(Whole::Fixed(most))) => {
                Some(*most).filter(|most| (1..=30).contains(most))
            }
            _ => None,
        }
    }

    /// A question with what follows when something, nothing, or an error comes.
    fn listens(
        &mut self,
        name: &str,
        words: String,
        digits: Option<i64>,
        hints: String,
        (heard, silent, unsent): (Option<WidgetName>, Option<WidgetName>, Option<WidgetName>),
        place: f64,
    ) -> Result<(), Sentence> {
        let collect = self.collect;
        let mut properties = Map::new();
        if !self.on_call {
            properties.insert("body", words);
            let timeout = match &collect.reply_timeout {
                Whole::Fixed(seconds) => (*seconds).max(1).to_string(),
                Whole::Rendered(template, _) => template.source().to_owned(),
            };
            properties.insert("timeout", timeout);
            properties.insert("from", "{{flow.channel.address}}");
            properties.insert(
                "service",
                "{{trigger.conversation.ChatServiceSid | default: trigger.message.InstanceSid}}",
            );
            properties.insert(
                "channel",
                "{{trigger.conversation.ConversationSid | default: trigger.message.ChannelSid}}",
            );
            let transitions = vec![
                wire("incomingMessage", heard),
                wire("timeout", silent),
                wire("deliveryFailure", unsent),
            ];
            self.adds(name, "send-and-wait-for-reply", transitions, properties, place);
            return Ok(());
        }
        let Flag::Fixed(speech) = collect.speech else {
            return Err(Sentence::new(
                "Whether it understands speech comes from a variable. Choose yes or no.",
                "Si entiende la voz viene de una variable. Elija sí o no.",
            ));
        };
        properties.insert("say", words);
        if let Some(voice) = &collect.voice {
            properties.insert("voice", voice.source());
        }
        properties.insert("language", self.tongue.tag.as_str());
        properties.insert("loop", Value::Int(1));
        let Whole::Fixed(timeout) = collect.timeout else {
            return Err(Sentence::new(
                "How long it waits comes from a variable. Write a number of seconds.",
                "Cuánto espera viene de una variable. Escriba un número de segundos.",
            ));
        };
        properties.insert("timeout", Value::Int(timeout.clamp(1, LONGEST_SECONDS)));
        properties.insert("stop_gather", Value::Bool(true));
        properties.insert("finish_on_key", "#");
        if let Some(digits) = digits {
            properties.insert("number_of_digits", Value::Int(digits));
        }
        properties.insert("gather_language", self.tongue.tag.as_str());
        properties.insert("speech_timeout", "auto");
        properties.insert("profanity_filter", "false");
        if !hints.is_empty() {
            properties.insert("hints", hints);
        }
        // Studio always understands speech; where only keys count, speaking is as good as silence.
        let spoken = if speech { heard.clone() } else { silent.clone() };
        let transitions =
            vec![wire("keypress", heard), wire("speech", spoken), wire("timeout", silent)];
        self.adds(name, "gather-input-on-call", transitions, properties, place);
        Ok(())
    }

    fn splits(
        &mut self,
        name: &str,
        input: &str,
        branches: Vec<(&str, String, Option<WidgetName>)>,
        other: Option<WidgetName>,
        place: f64,
    ) {
        let mut transitions = vec![wire("noMatch", other)];
        for (operator, value, next) in branches {
            transitions.push(branch(input, operator, &value, next));
        }
        let properties: Map = [("input", input)].into_iter().collect();
        self.adds(name, "split-based-on", transitions, properties, place);
    }

    fn sets(&mut self, name: &str, pairs: &[(&str, String)], next: &str, place: f64) {
        let rows = pairs.iter().map(|(key, value)| row(key, value.clone()));
        let properties: Map = [("variables", Value::list(rows))].into_iter().collect();
        let transitions = vec![wire("next", Some(next.into()))];
        self.adds(name, "set-variables", transitions, properties, place);
    }

    fn adds(
        &mut self,
        name: &str,
        kind: &str,
        transitions: Vec<NewTransition>,
        properties: Map,
        place: f64,
    ) {
        self.own.push(name.into());
        self.edits.push(Edit::AddWidget(NewWidget {
            name: name.into(),
            kind: kind.into(),
            transitions,
            properties: properties.into(),
            position: beside(self.widget, (place + 1.0) * 320.0, 0.0),
        }));
    }
}

fn row(key: &str, value: impl Into<Value>) -> Value {
    let row: Map =
        [("key", Value::text(key)), ("type", Value::text("string")), ("value", value.into())]
            .into_iter()
            .collect();
    row.into()
}

/// A variable that a widget stored.
fn stored(widget: &str, path: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    match widget.chars().all(is_plain) {
        true => format!("widgets.{widget}.{path}"),
        false => format!("widgets['{widget}'].{path}"),
    }
}

/// What the widget called `name` was given.
fn given_by(name: &str, on_call: bool) -> String {
    match on_call {
        true => format!("{} | default: {}", stored(name, "Digits"), stored(name, "SpeechResult")),
        false => stored(name, "inbound.Body"),
    }
}
