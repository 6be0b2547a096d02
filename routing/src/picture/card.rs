//! A target as a card: its queue, for whom it is and how long, who fits, and what is wrong with it.

use super::Picture;
use super::canvas::{Canvas, LETTERS, LINE};
use super::ladder::{CARD_LEFT, CARD_RIGHT, Limit};
use super::measure::{Font, cut, width};
use super::words::Words;
use crate::crew::Crew;
use crate::expression::{Expression, Place, Program, Subject};
use crate::language::{Language, filled};
use crate::plan::{KnownWorker, Target};
use crate::problem::{Problem, Severity};
use crate::why::{Verdict, Why};

/// From the card's edge to what stands in it.
const PAD: i32 = 14;
/// The height of a pill.
const PILL: i32 = 20;
/// More workers than these are counted, not named.
const MOST_CHIPS: usize = 8;
/// More problems of one thing than these are counted, not told.
const MOST_PROBLEMS: usize = 3;

/// What a card is painted of.
pub(super) struct Card<'a> {
    pub picture: &'a Picture<'a>,
    pub words: &'a Words,
    pub target: &'a Target,
    pub limit: Option<Limit>,
    pub problems: &'a [Problem],
    /// The reasons, when the task is in this target.
    pub why: Option<&'a Why>,
}

impl Card<'_> {
    /// Paints the card from `top` on, and gives where it ends.
    pub fn paint(&self, canvas: &mut Canvas, top: i32) -> i32 {
        let mut inner = Canvas::default();
        let bottom = self.inside(&mut inner, top) + PAD;
        let class = if self.why.is_some() { "card-here" } else { "card" };
        canvas.rectangle(class, (CARD_LEFT, top), (CARD_RIGHT - CARD_LEFT, bottom - top), 8);
        canvas.add(inner);
        bottom
    }

    fn inside(&self, canvas: &mut Canvas, top: i32) -> i32 {
        let (left, right) = (CARD_LEFT + PAD, CARD_RIGHT - PAD);
        let room = right - left;
        let mut y = top + 23;
        let pills = self.pills();
        let breadths: Vec<i32> = pills.iter().map(|(_, text)| pill_width(text)).collect();
        let taken: i32 = breadths.iter().map(|breadth| breadth + 6).sum();
        let mut x = right - taken + 6;
        for ((class, text), breadth) in pills.iter().zip(breadths) {
            pill(canvas, (x, y - 15), breadth, class, text);
            x += breadth + 6;
        }
        let queue = self.queue();
        let class = if self.target.queue.is_some() { "queue" } else { "error" };
        canvas.line(class, (left, y), &queue, Font::Bold, 14, room - taken - 8);
        if let Some(written) = &self.target.expression {
            y += LINE + 3;
            let label = self.words.condition;
            canvas.text("quiet", (left, y), label, None);
            let label = width(label, Font::Plain, LETTERS) + 6;
            let text = written.expression.text();
            let lines = canvas.lines("code", (left + label, y), text, Font::Code, room - label, 3);
            y += (lines - 1).max(0) * LINE;
        }
        if let Some(known) = &self.target.known_worker {
            y += LINE + 3;
            y += (canvas.lines("text", (left, y), &self.known(known), Font::Plain, room, 2) - 1)
                * LINE;
        }
        if !self.target.order.is_empty() {
            y += LINE + 3;
            canvas.line("quiet", (left, y), &self.order(), Font::Plain, LETTERS, room);
        }
        if let (Some(crew), None, None) = (self.picture.crew, self.why, &self.target.known_worker) {
            y = self.chips(canvas, crew, (left, y + 12), room);
        }
        if let Some(why) = self.why {
            y = self.present(canvas, why, (left, y), room);
        }
        problems(canvas, self.problems, (left, y), room, self.picture.language, self.words)
    }

    /// What the queue is called.
    fn queue(&self) -> String {
        let Some(named) = &self.target.queue else { return self.words.no_queue.to_owned() };
        let known = self.picture.crew.and_then(|crew| {
            crew.queues.iter().find(|queue| queue.id.as_str() == &**named || queue.name == *named)
        });
        known.map_or_else(|| named.to_string(), |queue| queue.name.to_string())
    }

    fn pills(&self) -> Vec<(&'static str, String)> {
        let mut pills = Vec::new();
        if self.why.is_some() {
            pills.push(("chip-here", self.words.here.to_owned()));
        }
        if let Some(priority) = self.target.priority {
            let said = filled(self.words.priority, &[("priority", &priority.to_string())]);
            pills.push(("chip", said));
        }
        if let Some(Limit { own, whole }) = self.limit {
            let (length, limit) =
                (self.picture.language.length(own), self.picture.language.length(whole));
            let template =
                if own == whole { self.words.time_out } else { self.words.time_out_until };
            pills.push(("chip", filled(template, &[("length", &length), ("limit", &limit)])));
        }
        pills
    }

    fn known(&self, known: &KnownWorker) -> String {
        if known.path.0.is_empty() {
            return self.words.known_nobody.to_owned();
        }
        let template =
            if known.by_name { self.words.known_by_name } else { self.words.known_by_id };
        filled(template, &[("attribute", &known.path.to_string())])
    }

    fn order(&self) -> String {
        let orders: Vec<String> = self
            .target
            .order
            .iter()
            .map(|order| {
                let template =
                    if order.is_descending { self.words.highest } else { self.words.lowest };
                filled(template, &[("attribute", &order.path.to_string())])
            })
            .collect();
        filled(self.words.asked_first, &[("orders", &orders.join(", "))])
    }

    /// The workers who fit, as far as that can be told without a task.
    fn chips(&self, canvas: &mut Canvas, crew: &Crew, (left, top): (i32, i32), room: i32) -> i32 {
        let Some(named) = &self.target.queue else { return top - 12 };
        let queue =
            crew.queues.iter().find(|queue| queue.id.as_str() == &**named || queue.name == *named);
        let Some(queue) = queue else {
            let breadth = pill_width(self.words.not_in_crew);
            pill(canvas, (left, top), breadth, "chip-error", self.words.not_in_crew);
            return top + PILL - 2;
        };
        let serves = Expression::read(&queue.workers).compile(Place::Queue);
        let condition = self.target.expression.as_ref().and_then(|written| {
            let program = written.expression.compile(Place::Target);
            needs_only_attributes(&program, written.expression.text()).then_some(program)
        });
        let fits = |attributes: &crate::attributes::Attributes| {
            let subject = Subject::of_worker(attributes);
            serves.holds(&subject) && condition.as_ref().is_none_or(|one| one.holds(&subject))
        };
        let names: Vec<&str> = crew
            .workers
            .iter()
            .filter(|worker| fits(&worker.attributes))
            .map(|worker| &*worker.name)
            .collect();
        if names.is_empty() {
            pill(
                canvas,
                (left, top),
                pill_width(self.words.nobody),
                "chip-warning",
                self.words.nobody,
            );
            return top + PILL - 2;
        }
        let mut x = left;
        for (shown, name) in names.iter().enumerate() {
            let (text, is_cut) = cut(name, Font::Plain, LETTERS, 130);
            let breadth = pill_width(&text);
            let rest = names.len() - shown;
            let count = filled(self.words.more, &[("count", &rest.to_string())]);
            // The count of those who follow has to fit too, unless nobody does.
            let spare = if rest > 1 { pill_width(&count) + 6 } else { 0 };
            if shown >= MOST_CHIPS || x + breadth + spare > left + room {
                let all = names[shown..].join(", ");
                let breadth = pill_width(&count);
                canvas.rectangle("chip", (x, top), (breadth, PILL), PILL / 2);
                canvas.middle("quiet", (x + breadth / 2, top + 14), &count, Some(&all));
                break;
            }
            canvas.rectangle("chip", (x, top), (breadth, PILL), PILL / 2);
            canvas.middle("text", (x + breadth / 2, top + 14), &text, is_cut.then_some(*name));
            x += breadth + 6;
        }
        top + PILL - 2
    }

    /// Who was asked, who was passed over and why, and what happens next.
    fn present(&self, canvas: &mut Canvas, why: &Why, (left, top): (i32, i32), room: i32) -> i32 {
        let mut y = top + 12;
        canvas.path("rule", &format!("M{left} {y}h{room}"));
        y += 3;
        let workers = why.search.as_ref().map_or(&[][..], |search| &search.workers);
        let language = self.picture.language;
        for (group, said) in crate::why::grouped(workers, language) {
            y += LINE + 1;
            let is_asked = matches!(
                group.first().map(|one| &one.verdict),
                Some(Verdict::Asked { .. } | Verdict::HasIt)
            );
            let class = if is_asked { "dot-asked" } else { "dot" };
            canvas.circle(class, (left + 6, y - 4), 4);
            let lines = canvas.lines("text", (left + 18, y), &said, Font::Plain, room - 18, 3);
            y += (lines - 1).max(0) * LINE;
        }
        for next in &why.next {
            y += LINE + 1;
            let (x, middle) = (left + 6, y - 4);
            canvas.circle("clock", (x, middle), 5);
            canvas.path("clock", &format!("M{x} {}v3l2 1", middle - 3));
            let said = next.told(why.at, language);
            let lines = canvas.lines("quiet", (left + 18, y), &said, Font::Plain, room - 18, 2);
            y += (lines - 1).max(0) * LINE;
        }
        y
    }
}

/// Whether a target's condition asks for nothing but attributes of workers.
fn needs_only_attributes(program: &Program, text: &str) -> bool {
    program.task_paths().is_empty()
        && !program.reads_channels()
        && !program.reads_activity()
        && !text.contains("worker.sid")
        && !text.contains("worker.friendly_name")
        && !text.contains("task.")
}

fn pill_width(text: &str) -> i32 {
    width(text, Font::Plain, LETTERS) + 14
}

/// A pill with a word in it.
pub(super) fn pill(canvas: &mut Canvas, (x, y): (i32, i32), breadth: i32, class: &str, text: &str) {
    canvas.rectangle(class, (x, y), (breadth, PILL), PILL / 2);
    let letters = match class {
        "chip-warning" => "warning",
        "chip-error" => "error",
        "chip-here" => "on-accent",
        _ => "text",
    };
    canvas.middle(letters, (x + breadth / 2, y + 14), text, None);
}

/// A pill that ends at `right`; gives where it begins.
pub(super) fn pill_before(
    canvas: &mut Canvas,
    (right, y): (i32, i32),
    class: &str,
    text: &str,
) -> i32 {
    let breadth = pill_width(text);
    pill(canvas, (right - breadth, y), breadth, class, text);
    right - breadth
}

/// What is wrong, each with a mark; gives where the last line stands.
pub(super) fn problems(
    canvas: &mut Canvas,
    problems: &[Problem],
    (left, top): (i32, i32),
    room: i32,
    language: Language,
    words: &Words,
) -> i32 {
    let mut y = top;
    for (shown, problem) in problems.iter().enumerate() {
        y += LINE + 4;
        if shown == MOST_PROBLEMS {
            let rest: Vec<&str> =
                problems[shown..].iter().map(|one| one.message.of(language)).collect();
            let count = filled(words.more_problems, &[("count", &rest.len().to_string())]);
            canvas.text("quiet", (left + 20, y), &count, Some(&rest.join(" ")));
            break;
        }
        let (mark, class) = match problem.severity {
            Severity::Error => ("mark-error", "error"),
            Severity::Warning => ("mark-warning", "warning"),
        };
        canvas.path(mark, &format!("M{} {}l7 12h-14z", left + 7, y - 10));
        canvas.text("sign", (left + 7, y), "!", None);
        let said = problem.message.of(language);
        let lines = canvas.lines(class, (left + 20, y), said, Font::Plain, room - 20, 3);
        y += (lines - 1).max(0) * LINE;
    }
    y
}
