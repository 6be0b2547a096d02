//! What stands at the end of a description: everything of a sort, with the steps in which it is.

use centralita_engine::check::{Origin, Variables};
use centralita_engine::declare::{Field, FieldKind};
use centralita_engine::flow::{Node, Widget};

use super::{Telling, said};

/// Everything of a sort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// What sort.
    pub title: String,
    /// What there is.
    pub rows: Vec<Row>,
}

/// One thing, and the steps in which it is: number and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub what: String,
    /// Where it is.
    pub steps: Vec<(usize, String)>,
}

/// The lists, but for those in which there would be nothing.
pub fn all(telling: &Telling<'_>, order: &[usize], numbers: &[usize]) -> Vec<List> {
    let texts = telling.texts;
    let gather = |name: &str, is_it: &dyn Fn(&FieldKind) -> bool| {
        let mut list = List { title: texts.say(name).to_owned(), rows: Vec::new() };
        for place in order {
            let widget = &telling.flow.widgets()[*place];
            each_field(telling, widget, &mut |field, node| {
                let value = || said::value(field, node, texts);
                if let Some(what) = is_it(&field.kind).then(value).flatten() {
                    list.add(what, numbers[*place], widget.name.as_str());
                }
            });
        }
        list
    };
    let mut lists = vec![
        asked(telling, order, numbers),
        remembered(telling, numbers),
        gather("describe-numbers", &|kind| matches!(kind, FieldKind::Phone | FieldKind::Address)),
        gather("describe-queues", &|kind| *kind == FieldKind::Queue),
        handed_over(telling, order, numbers),
        gather("describe-hours", &|kind| *kind == FieldKind::Hours),
        gather("describe-flows", &|kind| *kind == FieldKind::Flow),
        gather("describe-web", &|kind| matches!(kind, FieldKind::Url | FieldKind::Audio)),
        gather("describe-voices", &|kind| matches!(kind, FieldKind::Voice | FieldKind::Language)),
    ];
    lists.retain(|list| !list.rows.is_empty());
    lists
}

impl List {
    fn add(&mut self, what: String, number: usize, name: &str) {
        let step = (number, name.to_owned());
        match self.rows.iter_mut().find(|row| row.what == what) {
            Some(row) if row.steps.contains(&step) => {}
            Some(row) => row.steps.push(step),
            None => self.rows.push(Row { what, steps: vec![step] }),
        }
    }
}

/// Every field that a widget fills in.
fn each_field(telling: &Telling<'_>, widget: &Widget, take: &mut dyn FnMut(&Field, Node<'_>)) {
    let Some(spec) = telling.catalogue.spec(widget.kind.as_str()) else { return };
    for field in spec.fields.iter().filter(|field| field.group != "Vendor") {
        let names = std::iter::once(&field.name).chain(&field.aliases);
        if let Some(node) =
            names.filter_map(|name| widget.property(name)).find(|node| !node.is_null())
        {
            take(field, node);
        }
    }
}

/// What people are asked: what is said where the flow then waits for an answer.
fn asked(telling: &Telling<'_>, order: &[usize], numbers: &[usize]) -> List {
    let texts = telling.texts;
    let mut list = List { title: texts.say("describe-asked").to_owned(), rows: Vec::new() };
    for place in order {
        let widget = &telling.flow.widgets()[*place];
        let spec = telling.catalogue.spec(widget.kind.as_str());
        if !spec.is_some_and(|spec| spec.waits && !spec.outputs.is_empty()) {
            continue;
        }
        let mut question = None;
        each_field(telling, widget, &mut |field, node| {
            if field.kind == FieldKind::Speech && question.is_none() {
                question = said::value(field, node, texts);
            }
        });
        if let Some(question) = question {
            let own = telling.flow.own();
            let label = own.label(widget.name.as_str()).map(str::to_owned);
            let what = match label {
                Some(label) => format!("{label}: {question}"),
                None => question,
            };
            list.add(what, numbers[*place], widget.name.as_str());
        }
    }
    list
}

/// The variables that widgets set, with the widgets that set them.
fn remembered(telling: &Telling<'_>, numbers: &[usize]) -> List {
    let texts = telling.texts;
    let mut list = List { title: texts.say("describe-remembered").to_owned(), rows: Vec::new() };
    let variables = Variables::of(telling.flow, telling.catalogue);
    for place in 0..telling.flow.widgets().len() {
        for variable in variables.at(place) {
            let Some(name) = variable.path.strip_prefix("flow.variables.") else { continue };
            let Origin::Widget(widget) = &variable.origin else { continue };
            let Some(number) = telling.flow.index_of(widget.as_str()) else { continue };
            list.add(name.to_owned(), numbers[number], widget.as_str());
        }
    }
    list.rows.sort_by(|one, other| one.what.cmp(&other.what));
    list
}

/// What is handed over with a task or call: the data of widgets that name a queue.
fn handed_over(telling: &Telling<'_>, order: &[usize], numbers: &[usize]) -> List {
    let texts = telling.texts;
    let mut list = List { title: texts.say("describe-handed-over").to_owned(), rows: Vec::new() };
    for place in order {
        let widget = &telling.flow.widgets()[*place];
        let spec = telling.catalogue.spec(widget.kind.as_str());
        let names_queue =
            spec.is_some_and(|spec| spec.fields.iter().any(|it| it.kind == FieldKind::Queue));
        if !names_queue {
            continue;
        }
        each_field(telling, widget, &mut |field, node| {
            let is_data = matches!(field.kind, FieldKind::Json | FieldKind::KeyValues);
            if let Some(what) = is_data.then(|| said::value(field, node, texts)).flatten() {
                list.add(what, numbers[*place], widget.name.as_str());
            }
        });
    }
    list
}
