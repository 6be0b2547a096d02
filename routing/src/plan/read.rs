//! A plan's text becomes filters and targets, leniently.

use super::json::{self, Json, Node};
use super::{Filter, KnownWorker, Order, Plan, Target, Written};
use crate::expression::{Expression, Path, Segment, nearest};
use crate::ids::Text;
use crate::problem::Problem;
use crate::sentence::{Sentence, sentence};
use crate::span::Span;
use crate::time::Secs;

const FILTER_KEYS: [&str; 4] = ["filter_friendly_name", "expression", "targets", "queue"];
const NAMES: [&str; 4] =
    ["filter_friendly_name", "friendly_name", "filterFriendlyName", "friendlyName"];
const TARGET_KEYS: [&str; 8] = [
    "queue",
    "priority",
    "timeout",
    "expression",
    "order_by",
    "skip_if",
    "known_worker_sid",
    "known_worker_friendly_name",
];

/// The highest priority there is.
pub(crate) const HIGHEST_PRIORITY: u32 = 2_147_483_647;

pub(super) fn read(text: &str) -> Plan {
    let mut reader = Reader { text, problems: Vec::new() };
    let mut plan = Plan {
        text: text.into(),
        filters: Vec::new(),
        default: None,
        problems: Vec::new(),
        is_usable: false,
    };
    match json::read(text) {
        Err(problem) => reader.problems.push(problem),
        Ok(root) => reader.root(&root, &mut plan),
    }
    plan.problems = reader.problems;
    plan
}

struct Reader<'a> {
    text: &'a str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn warn(&mut self, code: &'static str, span: Span, message: Sentence) {
        self.problems.push(Problem::warning(code, span, message));
    }

    fn error(&mut self, code: &'static str, span: Span, message: Sentence) {
        self.problems.push(Problem::error(code, span, message));
    }

    fn root(&mut self, root: &Node, plan: &mut Plan) {
        let Some(routing) = root.get("task_routing").filter(|node| is_map(node)) else {
            let start = Span::new(root.span.start as usize, root.span.start as usize + 1);
            self.error("no_task_routing", start, sentence!(
                    "A plan is an object with \"task_routing\" in it, which holds filters. Put the filters there.",
                    "Un plan es un objeto que tiene \"task_routing\", donde están los filtros. Ponga los filtros ahí.",
                ));
            return;
        };
        plan.is_usable = true;
        match routing.get("filters") {
            Some(Node { value: Json::List(items), .. }) => {
                plan.filters = items.iter().map(|item| self.filter(item)).collect();
            }
            Some(Node { value: Json::Null, .. }) | None => {}
            Some(other) => {
                let message = sentence!(
                    "filters is {}, and has to be a list of filters.",
                    "filters es {}, y tiene que ser una lista de filtros.";
                    other.what()
                );
                self.error("wrong_type", other.span, message);
            }
        }
        match routing.get("default_filter") {
            Some(node) if is_map(node) => plan.default = Some(self.default_filter(node)),
            Some(Node { value: Json::Null, .. }) | None => {}
            Some(other) => {
                let message = sentence!(
                    "default_filter is {}, and has to be an object with a queue.",
                    "default_filter es {}, y tiene que ser un objeto con una cola.";
                    other.what()
                );
                self.error("wrong_type", other.span, message);
            }
        }
        self.unknown_keys(routing, &["filters", "default_filter"], &[]);
    }

    fn filter(&mut self, node: &Node) -> Filter {
        let mut filter =
            Filter { name: None, expression: None, targets: Vec::new(), span: node.span };
        if !is_map(node) {
            let message = sentence!(
                "A filter is an object; this is {}.",
                "Un filtro es un objeto; esto es {}.";
                node.what()
            );
            self.error("wrong_type", node.span, message);
            return filter;
        }
        filter.name = NAMES.iter().find_map(|name| self.text_of(node, name));
        filter.expression = self.expression(node, "expression");
        match node.get("targets") {
            Some(Node { value: Json::List(items), .. }) if !items.is_empty() => {
                let mut queue = None;
                for item in items {
                    let mut target = self.target(item);
                    if target.queue.is_none() {
                        target.queue.clone_from(&queue);
                    }
                    queue.clone_from(&target.queue);
                    filter.targets.push(target);
                }
                if let Some(queue) = node.entries().iter().find(|entry| entry.key == "queue") {
                    self.warn("unread_key", queue.key_span, sentence!(
                        "The filter names a queue beside its targets, which is not read. Remove it, or name it in a target.",
                        "El filtro nombra una cola junto a sus destinos, y esa no se lee. Quítela o nómbrela en un destino.",
                    ));
                }
            }
            Some(Node { value: Json::List(_) | Json::Null, .. }) | None => {
                // An older form: the filter itself is its one target.
                if node.get("queue").is_some() {
                    let only = self.queue(node);
                    filter.targets.push(Target { span: node.span, ..only });
                } else {
                    self.error("no_queue", node.span, sentence!(
                        "This filter has no targets, so its tasks are passed over. Add a target with a queue.",
                        "Este filtro no tiene destinos, así que sus tareas pasan de largo. Añada un destino con una cola.",
                    ));
                }
            }
            Some(other) => {
                let message = sentence!(
                    "targets is {}, and has to be a list of targets.",
                    "targets es {}, y tiene que ser una lista de destinos.";
                    other.what()
                );
                self.error("wrong_type", other.span, message);
            }
        }
        if let Some(first) = filter.targets.first()
            && first.queue.is_none()
        {
            self.error(
                "no_queue",
                first.span,
                sentence!(
                    "The first target of a filter has to name a queue. Add \"queue\".",
                    "El primer destino de un filtro tiene que nombrar una cola. Añada \"queue\".",
                ),
            );
        }
        self.unknown_keys(node, &FILTER_KEYS, &NAMES);
        filter
    }

    fn default_filter(&mut self, node: &Node) -> Target {
        let mut target = self.target_fields(node);
        if target.queue.is_none() {
            self.error(
                "no_queue",
                node.span,
                sentence!(
                    "The default filter has to name a queue. Add \"queue\".",
                    "El filtro por defecto tiene que nombrar una cola. Añada \"queue\".",
                ),
            );
        }
        for (key, message) in [
            (
                "timeout",
                sentence!(
                    "The default filter is the end of the plan, and a time-out in it is not obeyed: tasks wait there until their time to live ends. Remove it, or make a filter of it.",
                    "El filtro por defecto es el final del plan, y en él no se obedece un límite de tiempo: las tareas esperan ahí hasta que acaba su vida. Quítelo o haga de ello un filtro.",
                ),
            ),
            (
                "skip_if",
                sentence!(
                    "The default filter is the end of the plan, and skip_if in it is not obeyed: there is nothing after it to skip to. Remove it, or make a filter of it.",
                    "El filtro por defecto es el final del plan, y en él no se obedece skip_if: después no hay nada a lo que saltar. Quítelo o haga de ello un filtro.",
                ),
            ),
        ] {
            if let Some(entry) = node.entries().iter().find(|entry| entry.key == key) {
                self.warn("default_filter", entry.key_span, message);
            }
        }
        (target.timeout, target.skip) = (None, None);
        self.unknown_keys(node, &TARGET_KEYS, &NAMES);
        target
    }

    fn target(&mut self, node: &Node) -> Target {
        if !is_map(node) {
            let message = sentence!(
                "A target is an object; this is {}.",
                "Un destino es un objeto; esto es {}.";
                node.what()
            );
            self.error("wrong_type", node.span, message);
            return Target { span: node.span, ..Target::default() };
        }
        let target = self.target_fields(node);
        self.unknown_keys(node, &TARGET_KEYS, &[]);
        target
    }

    fn target_fields(&mut self, node: &Node) -> Target {
        let both = ["known_worker_sid", "known_worker_friendly_name"]
            .map(|key| node.entries().iter().find(|entry| entry.key == key));
        if let [Some(_), Some(second)] = both {
            self.error("known_worker", second.key_span, sentence!(
                    "A target names its worker by known_worker_sid or by known_worker_friendly_name, not by both; the first is taken. Remove one.",
                    "Un destino nombra a su persona con known_worker_sid o con known_worker_friendly_name, no con ambos; vale el primero. Quite uno.",
                ));
        }
        let known_worker = self
            .known_worker(node, "known_worker_sid", false)
            .or_else(|| self.known_worker(node, "known_worker_friendly_name", true));
        let queue = self.queue(node);
        Target {
            priority: self.whole(node, "priority", 0, HIGHEST_PRIORITY),
            timeout: self.whole(node, "timeout", 1, HIGHEST_PRIORITY).map(Secs),
            expression: self.expression(node, "expression"),
            order: self.order(node),
            skip: self.expression(node, "skip_if"),
            known_worker,
            span: node.span,
            ..queue
        }
    }

    /// The queue, as text or as an object with an id or a name.
    fn queue(&mut self, node: &Node) -> Target {
        let mut target = Target::default();
        let Some(queue) = node.get("queue") else { return target };
        let named = match &queue.value {
            Json::Text(text) => Some(text),
            Json::Map(_) => ["sid", "friendlyName", "friendly_name"].iter().find_map(|key| {
                match queue.get(key) {
                    Some(Node { value: Json::Text(text), .. }) => Some(text),
                    _ => None,
                }
            }),
            _ => None,
        };
        match named.map(|text| text.trim()) {
            Some(text) if !text.is_empty() => {
                target.queue = Some(Text::from(text));
                target.queue_span = Some(queue.span);
            }
            _ => self.error(
                "no_queue",
                queue.span,
                sentence!(
                    "A queue is named by its id or name, as a text. Write it here.",
                    "Una cola se nombra con su id o su nombre, como texto. Escríbalo aquí.",
                ),
            ),
        }
        target
    }

    fn text_of(&mut self, node: &Node, key: &str) -> Option<Text> {
        match node.get(key)? {
            Node { value: Json::Text(text), .. } => Some(Text::from(text.as_str())),
            Node { value: Json::Null, .. } => None,
            other => {
                let message = sentence!(
                    "{} is {}, and has to be a text.",
                    "{} es {}, y tiene que ser un texto.";
                    key,
                    other.what()
                );
                self.error("wrong_type", other.span, message);
                None
            }
        }
    }

    /// An expression; one of blanks alone is none.
    fn expression(&mut self, node: &Node, key: &str) -> Option<Written> {
        let text = self.text_of(node, key).filter(|text| !text.trim().is_empty())?;
        let span = node.get(key)?.span;
        let expression = Expression::read(&text);
        let written = Written { expression, span };
        let consequence = match key {
            "skip_if" => sentence!("It counts as not met.", "Cuenta como no cumplida."),
            _ => {
                sentence!("It counts as holding for nobody.", "Cuenta como no cumplida por nadie.")
            }
        };
        for problem in written.expression.problems() {
            let message = problem.message.then(&consequence);
            let span = written.place(self.text, problem.span);
            self.problems.push(Problem { span, message, ..problem.clone() });
        }
        Some(written)
    }

    /// A whole number, or a text of one.
    fn whole(&mut self, node: &Node, key: &str, least: u32, most: u32) -> Option<u32> {
        let found = node.get(key)?;
        let written = match &found.value {
            Json::Number => found.span.of(self.text),
            Json::Text(text) => text.trim(),
            Json::Null => return None,
            other => {
                let _ = other;
                let message = sentence!(
                    "{} is {}, and has to be a number. It is not obeyed.",
                    "{} es {}, y tiene que ser un número. No se obedece.";
                    key,
                    found.what()
                );
                self.error("wrong_type", found.span, message);
                return None;
            }
        };
        let number = written.parse::<f64>().ok().filter(|number| {
            number.fract() == 0.0 && (f64::from(least)..=f64::from(most)).contains(number)
        });
        if number.is_none() {
            let message = sentence!(
                "{} has to be a whole number from {} to {}; it is not obeyed as it is.",
                "{} tiene que ser un número entero de {} a {}; tal como está no se obedece.";
                key,
                least,
                most
            );
            self.error("wrong_type", found.span, message);
        }
        // The range was checked, and the number is whole.
        number.map(|number| number as u32)
    }

    fn order(&mut self, node: &Node) -> Vec<Order> {
        let Some(text) = self.text_of(node, "order_by") else { return Vec::new() };
        let Some(span) = node.get("order_by").map(|found| found.span) else { return Vec::new() };
        let mut orders = Vec::new();
        for clause in text.split(',').filter(|clause| !clause.trim().is_empty()) {
            match order(clause) {
                Some(order) => orders.push(order),
                None => {
                    let message = sentence!(
                        "Workers are ordered by their own numbers, as in worker.level DESC; \"{}\" is left out.",
                        "Las personas se ordenan por sus propios números, como en worker.level DESC; \"{}\" queda fuera.";
                        clause.trim()
                    );
                    self.error("order_by", span, message);
                }
            }
        }
        orders
    }

    fn known_worker(&mut self, node: &Node, key: &str, by_name: bool) -> Option<KnownWorker> {
        let text = self.text_of(node, key).filter(|text| !text.trim().is_empty())?;
        let span = node.get(key)?.span;
        let path = path_of(text.trim()).filter(|path| path.0.len() > 1 && path.first() == "task");
        let known = path.map(|path| KnownWorker { path: path.rest(), by_name });
        if known.is_none() {
            let message = sentence!(
                "{} names an attribute of the task, as in task.agent; \"{}\" does not, so that the step is for nobody.",
                "{} nombra un atributo de la tarea, como en task.agent; \"{}\" no lo hace, así que el paso no es para nadie.";
                key,
                text
            );
            self.error("known_worker", span, message);
            // The step still is for one worker, whom nothing names.
            return Some(KnownWorker { path: Path(Vec::new()), by_name });
        }
        known
    }

    fn unknown_keys(&mut self, node: &Node, known: &[&'static str], more: &[&'static str]) {
        for entry in node.entries() {
            let key = entry.key.as_str();
            if known.contains(&key) || more.contains(&key) {
                continue;
            }
            let meant = nearest(key, known.iter().copied())
                .map_or_else(|| Sentence::same(""), did_you_mean);
            let message = sentence!("{} is kept and not read.", "{} se conserva y no se lee."; key)
                .then(&meant);
            self.warn("unread_key", entry.key_span, message);
        }
    }
}

/// The question whether this was meant.
pub(super) fn did_you_mean(meant: &str) -> Sentence {
    sentence!("Did you mean {}?", "¿Quería decir {}?"; meant)
}

fn is_map(node: &Node) -> bool {
    matches!(node.value, Json::Map(_))
}

/// The name that a text is.
fn path_of(text: &str) -> Option<Path> {
    use crate::expression::{Node, OperandKind};
    let expression = Expression::read(&format!("{text} == 1"));
    match expression.tree() {
        Node::Compare(comparison) => match &comparison.left.kind {
            OperandKind::Key(path) => Some(path.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// `worker.level DESC`.
fn order(clause: &str) -> Option<Order> {
    let mut words = clause.split_whitespace();
    let path = path_of(words.next()?)?;
    let is_descending = match words.next() {
        None => false,
        Some(word) if word.eq_ignore_ascii_case("ASC") => false,
        Some(word) if word.eq_ignore_ascii_case("DESC") => true,
        Some(_) => return None,
    };
    let is_workers = path.first() == "worker" && matches!(path.0.get(1), Some(Segment::Name(_)));
    (is_workers && words.next().is_none()).then(|| Order { path: path.rest(), is_descending })
}

impl Written {
    /// Where in the plan's text a part of the expression stands.
    pub(super) fn place(&self, plan: &str, part: Span) -> Span {
        let literal = self.span.of(plan);
        let start = json::place_in_literal(literal, part.start as usize);
        let end = json::place_in_literal(literal, part.end as usize);
        let from = self.span.start as usize;
        Span::new(from + start, from + end)
    }
}
