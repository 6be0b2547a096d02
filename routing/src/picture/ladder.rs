//! The ladder: filters one below the other along a rail, and in each the cards of its targets.

use super::Picture;
use super::canvas::{Canvas, LETTERS, LINE, escaped};
use super::card::{Card, pill_before, problems};
use super::measure::{Font, width};
use super::style;
use super::told::told;
use super::words::Words;
use crate::language::{Language, filled};
use crate::plan::{Filter, Target};
use crate::problem::Problem;
use crate::span::Span;
use crate::time::Secs;
use crate::why::{RouteWhy, Why};

/// How wide the picture is.
const WIDTH: i32 = 780;
const MARGIN: i32 = 24;
/// Where the rail is along which tasks go from filter to filter.
const RAIL: i32 = 42;
const BADGE: i32 = 13;
const BOX_LEFT: i32 = 76;
const BOX_RIGHT: i32 = WIDTH - MARGIN;
pub(super) const CARD_LEFT: i32 = BOX_LEFT + 16;
pub(super) const CARD_RIGHT: i32 = BOX_RIGHT - 16;
/// Where the arrows from card to card are.
const ARROW: i32 = CARD_LEFT + 20;
/// The height of an arrow with its words.
const STEP: i32 = 34;
/// Between two filters.
const GAP: i32 = 26;

/// How long a step lasts, in seconds: by itself, and counted from the filter's beginning.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    pub own: i64,
    pub whole: i64,
}

/// The limits of a filter's steps, which add up.
#[derive(Default)]
pub(super) struct Limits {
    whole: i64,
}

impl Limits {
    /// The limit of the next step.
    pub fn after(&mut self, target: &Target) -> Option<Limit> {
        let own = target.timeout.map(|Secs(seconds)| i64::from(seconds))?;
        self.whole += own;
        Some(Limit { own, whole: self.whole })
    }
}

/// How a step ends, in words; a last one without an end says so.
pub(super) fn ends(
    target: &Target,
    limit: Option<Limit>,
    is_last: bool,
    language: Language,
    words: &Words,
) -> String {
    let limit = limit.map(|limit| language.length(limit.whole));
    let skip = target.skip.as_ref().map(|written| {
        let is_always = written.expression.compile(crate::expression::Place::Skip).is_always();
        (is_always, written.expression.text())
    });
    match (skip, limit) {
        (None, None) if is_last => words.waits.to_owned(),
        (None, None) => words.never.to_owned(),
        (None, Some(limit)) => filled(words.after, &[("limit", &limit)]),
        (Some((true, _)), None) => words.at_once.to_owned(),
        (Some((true, _)), Some(limit)) => filled(words.at_once_or_after, &[("limit", &limit)]),
        (Some((false, skip)), None) => filled(words.at_once_if, &[("condition", skip)]),
        (Some((false, skip)), Some(limit)) => {
            filled(words.at_once_if_or_after, &[("condition", skip), ("limit", &limit)])
        }
    }
}

/// How far a task has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It has gone by here.
    Past,
    /// It is here.
    Here,
    /// It has not come here, or there is no task.
    Ahead,
}

/// Where a task is in the plan, if it is looked for somebody by it.
struct Stand<'a> {
    why: &'a Why,
    /// The filter; the number of filters is the default filter.
    filter: usize,
    target: usize,
    /// Whether each filter before is for the task.
    matches: Vec<bool>,
}

struct Sheet<'a> {
    picture: &'a Picture<'a>,
    words: &'static Words,
    canvas: Canvas,
    problems: Vec<Problem>,
    stand: Option<Stand<'a>>,
    /// Where the rail has been drawn to; none before the first badge.
    railed: Option<i32>,
    y: i32,
}

pub(super) fn svg(picture: &Picture<'_>) -> String {
    let words = Words::of(picture.language);
    let problems = match picture.crew {
        Some(crew) => crew.problems_of(picture.plan),
        None => picture.plan.check(&Default::default()),
    };
    let mut sheet = Sheet {
        picture,
        words,
        canvas: Canvas::default(),
        problems,
        stand: stand(picture),
        railed: None,
        y: 0,
    };
    sheet.head();
    let filters = picture.plan.filters();
    for (place, filter) in filters.iter().enumerate() {
        sheet.filter(place, filter);
    }
    if picture.plan.is_usable() {
        sheet.end();
    }
    let height = sheet.y + MARGIN;
    let title = filled(words.title, &[("name", picture.name)]);
    let language = match picture.language {
        Language::English => "en",
        Language::Spanish => "es",
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plan\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" lang=\"{language}\" aria-labelledby=\"plan-title plan-description\">\n<title id=\"plan-title\">{}</title>\n<desc id=\"plan-description\">{}</desc>\n<style>\n{}</style>\n<rect class=\"ground\" width=\"{WIDTH}\" height=\"{height}\"/>\n{}</svg>\n",
        escaped(&title),
        escaped(&told(picture, words)),
        style::sheet(),
        sheet.canvas.finish()
    )
}

fn stand<'a>(picture: &Picture<'a>) -> Option<Stand<'a>> {
    let why = picture.why?;
    let RouteWhy::Plan { filters, filter, target, .. } = &why.search.as_ref()?.route else {
        return None;
    };
    let count = picture.plan.filters().len();
    Some(Stand {
        why,
        filter: filter.map_or(count, |filter| filter as usize),
        target: *target as usize,
        matches: filters.iter().map(|filter| filter.matches).collect(),
    })
}

impl Sheet<'_> {
    fn way(&self, filter: usize) -> Way {
        match &self.stand {
            Some(stand) if filter < stand.filter => Way::Past,
            Some(stand) if filter == stand.filter => Way::Here,
            _ => Way::Ahead,
        }
    }

    /// The problems whose places begin inside a part of the text; they are in the order of places.
    fn problems_in(&self, span: Span) -> &[Problem] {
        let from = self.problems.partition_point(|problem| problem.span.start < span.start);
        let to = self.problems.partition_point(|problem| problem.span.start < span.end);
        self.problems.get(from..to).unwrap_or_default()
    }

    /// The problems of a filter that stand in none of its targets.
    fn problems_of_filter(&self, filter: &Filter) -> Vec<Problem> {
        let found = self.problems_in(filter.span).iter();
        // The older form of a filter is its own target, and shows them there no second time.
        let targets: Vec<Span> = filter.targets.iter().map(|target| target.span).collect();
        found.filter(|one| is_own(filter) || !is_in(&targets, one.span)).cloned().collect()
    }

    /// The problems that stand in no filter.
    fn problems_of_plan(&self) -> Vec<Problem> {
        let plan = self.picture.plan;
        let filters: Vec<Span> = plan.filters().iter().map(|filter| filter.span).collect();
        let default = plan.default_target().map_or_else(Span::default, |target| target.span);
        let found = self.problems.iter();
        found
            .filter(|one| !is_in(&filters, one.span) && !is_in(&[default], one.span))
            .cloned()
            .collect()
    }

    fn head(&mut self) {
        let room = WIDTH - 2 * MARGIN;
        let plan = self.picture.plan;
        let title = filled(self.words.title, &[("name", self.picture.name)]);
        self.y = 44;
        self.canvas.line("title", (MARGIN, self.y), &title, Font::Bold, 20, room);
        let counted = |count: usize, [one, many]: [&str; 2]| match count {
            1 => one.to_owned(),
            _ => filled(many, &[("count", &count.to_string())]),
        };
        let filters = counted(plan.filters().len(), self.words.filters);
        let targets = plan.filters().iter().map(|filter| filter.targets.len()).sum::<usize>();
        let targets = targets + usize::from(plan.default_target().is_some());
        let targets = counted(targets, self.words.targets);
        let counted = filled(self.words.counted, &[("filters", &filters), ("targets", &targets)]);
        let under = match plan.is_usable() {
            true => format!("{counted} {}", self.words.reading),
            false => self.words.unusable.to_owned(),
        };
        self.y += 24;
        self.canvas.line("quiet", (MARGIN, self.y), &under, Font::Plain, LETTERS, room);
        if let Some(why) = self.picture.why {
            for said in why.headlines(self.picture.language) {
                self.y += LINE + 3;
                self.canvas.line("text", (MARGIN, self.y), &said, Font::Plain, LETTERS, room);
            }
        }
        let own = self.problems_of_plan();
        let place = (MARGIN, self.y);
        self.y =
            problems(&mut self.canvas, &own, place, room, self.picture.language, self.words) + GAP;
    }

    /// The rail down to a filter's badge, and the badge.
    fn badge(&mut self, number: &str, middle: i32, way: Way) {
        let (rail, tip) = match way {
            Way::Ahead => ("rail", "tip"),
            _ => ("rail-way", "tip-way"),
        };
        if let Some(from) = self.railed {
            let top = middle - BADGE;
            self.canvas.path(rail, &format!("M{RAIL} {from}V{}", top - 7));
            self.canvas.tip(tip, (RAIL, top - 1));
        }
        let here = if way == Way::Here { "rail-way" } else { "rail" };
        self.canvas.path(here, &format!("M{} {middle}H{BOX_LEFT}", RAIL + BADGE));
        let (badge, letters) = match way {
            Way::Here => ("badge-here", "number-here"),
            Way::Past => ("badge-way", "number"),
            Way::Ahead => ("badge", "number"),
        };
        self.canvas.circle(badge, (RAIL, middle), BADGE);
        self.canvas.text(letters, (RAIL, middle + 4), number, None);
        self.railed = Some(middle + BADGE);
    }

    fn filter(&mut self, place: usize, filter: &Filter) {
        let way = self.way(place);
        let top = self.y;
        self.badge(&(place + 1).to_string(), top + 24, way);
        let mut inner = Canvas::default();
        let mut right = CARD_RIGHT;
        if way == Way::Past {
            let is_for_it = self.stand.as_ref().and_then(|stand| stand.matches.get(place));
            let said = match is_for_it {
                Some(true) => self.words.behind,
                _ => self.words.not_for_it,
            };
            right = pill_before(&mut inner, (right, top + 12), "chip", said) - 8;
        }
        let number = (place + 1).to_string();
        let name = match &filter.name {
            Some(name) if !name.trim().is_empty() => name.to_string(),
            _ => filled(self.words.filter, &[("number", &number)]),
        };
        inner.line("name", (CARD_LEFT, top + 29), &name, Font::Bold, 15, right - CARD_LEFT);
        let mut y = top + 29 + LINE + 4;
        match &filter.expression {
            None => inner.text("quiet", (CARD_LEFT, y), self.words.every_task, None),
            Some(written) => {
                inner.text("quiet", (CARD_LEFT, y), self.words.when, None);
                let label = width(self.words.when, Font::Plain, LETTERS) + 6;
                let room = CARD_RIGHT - CARD_LEFT - label;
                let text = written.expression.text();
                let lines = inner.lines("code", (CARD_LEFT + label, y), text, Font::Code, room, 4);
                y += (lines - 1).max(0) * LINE;
            }
        }
        let own = self.problems_of_filter(filter);
        let room = CARD_RIGHT - CARD_LEFT;
        y = problems(&mut inner, &own, (CARD_LEFT, y), room, self.picture.language, self.words);
        y += 16;
        let mut limits = Limits::default();
        for (step, target) in filter.targets.iter().enumerate() {
            let stands =
                self.stand.as_ref().filter(|stand| way == Way::Here && stand.target == step);
            let found = if is_own(filter) { &[][..] } else { self.problems_in(target.span) };
            let limit = limits.after(target);
            let card = Card {
                picture: self.picture,
                words: self.words,
                target,
                limit,
                problems: found,
                why: stands.map(|stand| stand.why),
            };
            y = card.paint(&mut inner, y);
            let is_last = step + 1 == filter.targets.len();
            let is_past = match (&self.stand, way) {
                (Some(stand), Way::Here) => step < stand.target,
                _ => false,
            };
            let said = ends(target, limit, is_last, self.picture.language, self.words);
            y = if is_last {
                self.leave(&mut inner, y, place, (target, limit), &said)
            } else {
                let is_never = target.timeout.is_none() && target.skip.is_none();
                step_down(&mut inner, y, &said, is_never, is_past)
            };
        }
        let bottom = y + if filter.targets.is_empty() { 0 } else { 4 };
        let class = if way == Way::Here { "box-here" } else { "box" };
        let size = (BOX_RIGHT - BOX_LEFT, bottom - top);
        self.canvas.rectangle(class, (BOX_LEFT, top), size, 12);
        self.canvas.add(inner);
        self.y = bottom + GAP;
    }

    /// Where tasks go from the last target of a filter; gives where the filter's box ends.
    fn leave(
        &self,
        inner: &mut Canvas,
        y: i32,
        place: usize,
        (target, limit): (&Target, Option<Limit>),
        how: &str,
    ) -> i32 {
        let room = CARD_RIGHT - ARROW - 18;
        if target.timeout.is_none() && target.skip.is_none() {
            inner.path("rail", &format!("M{ARROW} {y}v12"));
            inner.circle("tip", (ARROW, y + 14), 3);
            inner.line("quiet", (ARROW + 18, y + 18), how, Font::Plain, LETTERS, room);
            return y + STEP - 6;
        }
        let filters = self.picture.plan.filters().len();
        let is_last = place + 1 == filters;
        // Who skips out of everything comes to the default filter; whose time is over does not.
        let has_default = self.picture.plan.default_target().is_some();
        let goes_on = !is_last || (target.skip.is_some() && has_default);
        if !goes_on {
            inner.path("rail", &format!("M{ARROW} {y}v20"));
            inner.tip("tip", (ARROW, y + STEP - 6));
            let said = filled(self.words.then_canceled, &[("how", how)]);
            inner.line("quiet", (ARROW + 18, y + 20), &said, Font::Plain, LETTERS, room);
            canceled(inner, (CARD_LEFT, y + STEP - 5), self.words);
            return y + STEP + 24;
        }
        let said = match limit {
            None => filled(self.words.then_as_if, &[("how", how)]),
            Some(_) if !is_last => filled(self.words.then_later, &[("how", how)]),
            Some(limit) => {
                let language = self.picture.language;
                let skip = ends(target, None, true, language, self.words);
                let limit = language.length(limit.whole);
                filled(self.words.then_either, &[("how", &skip), ("limit", &limit)])
            }
        };
        inner.line("quiet", (ARROW + 18, y + 20), &said, Font::Plain, LETTERS, room);
        let turn = y + STEP + GAP / 2;
        inner.path("rail", &format!("M{ARROW} {y}V{turn}H{RAIL}"));
        inner.circle("tip", (RAIL, turn), 3);
        y + STEP
    }

    /// The default filter, or what becomes of tasks when there is none.
    fn end(&mut self) {
        let top = self.y;
        let place = self.picture.plan.filters().len();
        let way = self.way(place);
        let Some(target) = self.picture.plan.default_target() else {
            if let Some(from) = self.railed {
                self.canvas.path("rail", &format!("M{RAIL} {from}V{}", top + 4));
                self.canvas.tip("tip", (RAIL, top + 11));
            }
            let x = RAIL - 18;
            canceled(&mut self.canvas, (x, top + 12), self.words);
            let label = x + canceled_width(self.words) + 12;
            self.canvas.text("quiet", (label, top + 27), self.words.no_default, None);
            self.y = top + 34;
            return;
        };
        self.badge("–", top + 24, way);
        let mut inner = Canvas::default();
        inner.text("name", (CARD_LEFT, top + 29), self.words.default_filter, None);
        let mut y = top + 29 + LINE + 4;
        inner.text("quiet", (CARD_LEFT, y), self.words.otherwise, None);
        y += 16;
        let found = self.problems_in(target.span);
        let stands = self.stand.as_ref().filter(|_| way == Way::Here);
        let card = Card {
            picture: self.picture,
            words: self.words,
            target,
            limit: None,
            problems: found,
            why: stands.map(|stand| stand.why),
        };
        y = card.paint(&mut inner, y);
        inner.path("rail", &format!("M{ARROW} {y}v12"));
        inner.circle("tip", (ARROW, y + 14), 3);
        let room = CARD_RIGHT - ARROW - 18;
        inner.line("quiet", (ARROW + 18, y + 18), self.words.waits, Font::Plain, LETTERS, room);
        let bottom = y + STEP - 2;
        let class = if way == Way::Here { "box-here" } else { "box" };
        self.canvas.rectangle(class, (BOX_LEFT, top), (BOX_RIGHT - BOX_LEFT, bottom - top), 12);
        self.canvas.add(inner);
        self.y = bottom;
    }
}

/// Whether a filter is of the older form, which is its own target.
fn is_own(filter: &Filter) -> bool {
    matches!(filter.targets.as_slice(), [only] if only.span == filter.span)
}

/// Whether a place begins inside one of these, which stand in order.
fn is_in(spans: &[Span], place: Span) -> bool {
    let next = spans.partition_point(|span| span.start <= place.start);
    next.checked_sub(1).and_then(|at| spans.get(at)).is_some_and(|span| place.start < span.end)
}

/// The arrow from a card to the next; gives where that begins.
fn step_down(canvas: &mut Canvas, y: i32, how: &str, is_never: bool, is_past: bool) -> i32 {
    let room = CARD_RIGHT - ARROW - 18;
    if is_never {
        canvas.path("rail", &format!("M{ARROW} {y}v12m-6 0h12"));
        canvas.line("warning", (ARROW + 18, y + 21), how, Font::Plain, LETTERS, room);
        return y + STEP;
    }
    let (rail, tip) = if is_past { ("rail-way", "tip-way") } else { ("rail", "tip") };
    canvas.path(rail, &format!("M{ARROW} {y}V{}", y + STEP - 7));
    canvas.tip(tip, (ARROW, y + STEP - 1));
    canvas.line("quiet", (ARROW + 18, y + 21), how, Font::Plain, LETTERS, room);
    y + STEP
}

fn canceled_width(words: &Words) -> i32 {
    width(words.canceled, Font::Plain, LETTERS) + 24
}

/// The end of tasks that nobody took.
fn canceled(canvas: &mut Canvas, (x, y): (i32, i32), words: &Words) {
    canvas.rectangle("chip-error", (x, y), (canceled_width(words), 22), 6);
    canvas.middle("error", (x + canceled_width(words) / 2, y + 15), words.canceled, None);
}
