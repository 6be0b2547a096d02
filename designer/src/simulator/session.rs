//! A conversation with a flow that is being drawn: what the person did, as data, and the world after
//! each of it.
//!
//! Since the acts are kept, the conversation can be held again when the flow has changed, and what now
//! comes out otherwise is found. Since the worlds are kept, one can go back to any turn, and go on from
//! there: that makes another branch, and the old one stays.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use centralita_engine::declare::{Catalogue, Channel};
use centralita_engine::exec::{Program, Seed};
use centralita_engine::flow::Edit;
use centralita_engine::scenario::{Office, Said, Waiting, World};
use centralita_engine::{Flow, FlowRef, Library, Map, Text, Time, WidgetName};
use centralita_project::Project;

use super::act::Act;
use super::around::Around;
use super::breakpoints::Breakpoints;
use super::hands::Hands;
use super::opening::{BadOpening, Opening, put};

/// No more turns than this are kept in one branch; a conversation this long is a loop.
const MOST_TURNS: usize = 2000;

/// A conversation under way.
pub struct Session {
    pub(super) library: Library,
    pub(super) at: FlowRef,
    opening: Opening,
    began: Time,
    /// The flow whose conversation it is, as it was compiled.
    flow: Flow,
    /// The project in which it is held.
    pub project: Rc<Project>,
    /// The flows beside its file, by name.
    pub beside: BTreeMap<String, Flow>,
    /// The flows that it runs and that are not there.
    pub missing: Vec<String>,
    branches: Vec<Branch>,
    shown: usize,
    /// Why the last thing could not be done.
    pub refused: Option<String>,
    /// What stands in the fields of the simulator.
    pub hands: Hands,
}

/// Why a conversation cannot be begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotBegun {
    /// The opening cannot be read.
    Opening(BadOpening),
    /// The flow cannot be begun, in a sentence.
    Flow(String),
}

/// One way on which the conversation went.
#[derive(Clone, Default)]
pub struct Branch {
    /// What the person did, each with the breakpoints of that moment.
    acts: Vec<(Act, Rc<Breakpoints>)>,
    /// The turns; the first is the beginning. Fewer than acts when the flow refuses one of them now.
    turns: Vec<Rc<Turn>>,
    /// The turns as they came out when they were done.
    first_turns: Vec<Rc<Turn>>,
    looked_at: usize,
    /// What comes out otherwise since the flow has changed.
    pub differs: Option<Difference>,
}

/// What came of one act.
#[derive(Clone)]
pub struct Turn {
    /// The world after it.
    pub world: World,
    /// Who answers for the world from there on.
    pub around: Around,
    /// The breakpoint at which it stopped.
    pub stopped: Option<WidgetName>,
}

/// The first thing that comes out otherwise after a change of the flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// In which turn, counted from 0.
    pub turn: usize,
    /// What was said and done then.
    pub then: Option<Said>,
    /// What is said and done now.
    pub now: Option<Said>,
    /// Why what the person did is refused now.
    pub refused: Option<String>,
}

impl Session {
    /// Begins a conversation.
    ///
    /// # Errors
    /// When the flow has no widget to begin with, or the opening cannot be read, in a sentence.
    pub fn begin(
        name: &str,
        flow: &Flow,
        catalogue: &Catalogue,
        project: &Rc<Project>,
        opening: Opening,
        now: Time,
        breakpoints: &Breakpoints,
    ) -> Result<Session, NotBegun> {
        let mut session = Session {
            library: Library::new(project.settings.clone()),
            project: project.clone(),
            at: FlowRef::new(name, 1),
            opening,
            began: now,
            flow: flow.clone(),
            beside: BTreeMap::new(),
            missing: Vec::new(),
            branches: Vec::new(),
            shown: 0,
            refused: None,
            hands: Hands::default(),
        };
        session.compile(catalogue)?;
        session.began =
            session.opening.moment(session.program(), now).map_err(NotBegun::Opening)?;
        let first = Rc::new(session.first_turn(breakpoints)?);
        let breakpoints = Rc::new(breakpoints.clone());
        // The beginning is no act, but what stopped it is kept the same way.
        let branch = Branch {
            acts: vec![(Act::GoOn, breakpoints)],
            first_turns: vec![first.clone()],
            turns: vec![first],
            ..Branch::default()
        };
        session.branches.push(branch);
        Ok(session)
    }

    fn compile(&mut self, catalogue: &Catalogue) -> Result<(), NotBegun> {
        let said = |problems: Vec<centralita_engine::check::Problem>| {
            let sentences = problems.iter().map(|problem| problem.message.to_string());
            NotBegun::Flow(sentences.collect::<Vec<_>>().join(" "))
        };
        let flow = match &self.opening.start {
            Some(widget) => Edit::SetInitial(widget.clone())
                .apply(&self.flow)
                .map_err(|refused| NotBegun::Flow(refused.told().en().to_owned()))?,
            None => self.flow.clone(),
        };
        let beside = self.beside.iter().map(|(name, flow)| (name.clone(), flow.clone()));
        let compiled = self.project.library(&self.at.name, &flow, catalogue, beside);
        (self.library, _) = compiled.map_err(said)?;
        Ok(())
    }

    fn first_turn(&self, breakpoints: &Breakpoints) -> Result<Turn, NotBegun> {
        let mut known = Map::new();
        for (path, value) in self.opening.known() {
            put(&mut known, &path, value);
        }
        let begin = self.opening.begin().map_err(NotBegun::Opening)?;
        let (from, to) = (self.opening.from.as_str().into(), self.opening.to.as_str().into());
        let trigger = begin.trigger(&from, &to, known);
        let world = World::start(&self.library, &self.at, trigger, Seed(1), self.began)
            .map_err(|rejected| NotBegun::Flow(rejected.to_string()))?;
        let world = match &self.project.office {
            Some(office) => world.with_router(office.open(self.began)),
            None => world,
        };
        let around = Around { project: self.project.clone(), ..Around::default() };
        let mut turn = Turn { world, around, stopped: None };
        turn.settle(&self.library, breakpoints, 0);
        Ok(turn)
    }

    /// How it began.
    pub fn opening(&self) -> &Opening {
        &self.opening
    }

    /// The name of the flow whose conversation it is.
    pub fn name(&self) -> &str {
        &self.at.name
    }

    /// When it began.
    pub fn began(&self) -> Time {
        self.began
    }

    /// The flow as it runs.
    pub fn program(&self) -> Option<&Program> {
        self.library.program(&self.at)
    }

    /// Whether it is a call.
    pub fn is_call(&self) -> bool {
        self.world().execution.channel == Channel::Call
    }

    /// How many ways the conversation went, and which is shown.
    pub fn branches(&self) -> (usize, usize) {
        (self.branches.len(), self.shown)
    }

    /// Shows another way on which the conversation went.
    pub fn show_branch(&mut self, branch: usize) {
        self.shown = branch.min(self.branches.len().saturating_sub(1));
        self.refused = None;
    }

    /// The way that is shown. There is always one: a session begins with it.
    pub fn branch(&self) -> &Branch {
        &self.branches[self.shown.min(self.branches.len() - 1)]
    }

    fn branch_mut(&mut self) -> &mut Branch {
        let last = self.branches.len() - 1;
        &mut self.branches[self.shown.min(last)]
    }

    /// The turn that is looked at.
    pub fn turn(&self) -> &Turn {
        let branch = self.branch();
        &branch.turns[branch.looked_at.min(branch.turns.len() - 1)]
    }

    /// The turn before the one that is looked at.
    pub fn turn_before(&self) -> Option<&Turn> {
        let branch = self.branch();
        branch.turns.get(branch.looked_at.checked_sub(1)?).map(|turn| &**turn)
    }

    /// The world at the turn that is looked at.
    pub fn world(&self) -> &World {
        &self.turn().world
    }

    /// How many turns there are, and which is looked at, counted from 0.
    pub fn turns(&self) -> (usize, usize) {
        (self.branch().turns.len(), self.branch().looked_at)
    }

    /// What was done to come to a turn; none for the beginning.
    pub fn act(&self, turn: usize) -> Option<&Act> {
        if turn == 0 { None } else { self.branch().acts.get(turn).map(|(act, _)| act) }
    }

    /// The turns up to the one that is looked at, each with what was done to come there.
    pub fn played(&self) -> impl Iterator<Item = (Option<&Act>, &Turn)> {
        let branch = self.branch();
        let turns = branch.turns.iter().take(branch.looked_at + 1);
        turns.enumerate().map(|(place, turn)| (self.act(place), &**turn))
    }

    /// Looks at another turn.
    pub fn look_at(&mut self, turn: usize) {
        let branch = self.branch_mut();
        branch.looked_at = turn.min(branch.turns.len() - 1);
        self.refused = None;
        self.hands.keys.clear();
        self.hands.depth = None;
    }

    /// Does something. From a past turn this makes another branch.
    pub fn perform(&mut self, act: Act, breakpoints: &Breakpoints) -> bool {
        let mut turn = self.turn().clone();
        if let Err(rejected) = turn.take(&act, &self.library, breakpoints) {
            self.refused = Some(rejected);
            return false;
        }
        self.refused = None;
        self.hands.keys.clear();
        self.hands.depth = None;
        let turn = Rc::new(turn);
        let branch = self.branch();
        if branch.turns.len() > MOST_TURNS {
            self.refused =
                Some(format!("This conversation has more than {MOST_TURNS} turns. Start again."));
            return false;
        }
        let kept = branch.looked_at + 1;
        if kept < branch.acts.len() {
            let mut other = branch.clone();
            other.acts.truncate(kept);
            other.turns.truncate(kept);
            other.first_turns = other.turns.clone();
            other.differs = None;
            self.branches.push(other);
            self.shown = self.branches.len() - 1;
        }
        let breakpoints = Rc::new(breakpoints.clone());
        let branch = self.branch_mut();
        branch.acts.push((act, breakpoints));
        branch.turns.push(turn.clone());
        branch.first_turns.push(turn);
        branch.looked_at = branch.turns.len() - 1;
        true
    }

    /// Holds the same conversation again with the flow as it is now, on every branch, and finds what
    /// comes out otherwise first.
    ///
    /// # Errors
    /// When the flow cannot be begun any more; the conversation stays as it was.
    pub fn renew(&mut self, flow: &Flow, catalogue: &Catalogue) -> Result<(), NotBegun> {
        let before = std::mem::replace(&mut self.flow, flow.clone());
        let library = self.library.clone();
        if let Err(sentence) = self.compile(catalogue) {
            self.flow = before;
            self.library = library;
            return Err(sentence);
        }
        let mut again = Vec::with_capacity(self.branches.len());
        for branch in &self.branches {
            again.push(self.played_again(branch)?);
        }
        for (branch, (turns, refused)) in self.branches.iter_mut().zip(again) {
            branch.differs = difference(&branch.first_turns, &turns, refused);
            branch.turns = turns;
            branch.looked_at = branch.looked_at.min(branch.turns.len() - 1);
        }
        Ok(())
    }

    fn played_again(&self, branch: &Branch) -> Result<(Vec<Rc<Turn>>, Option<String>), NotBegun> {
        let Some(((_, breakpoints), rest)) = branch.acts.split_first() else {
            return Ok((branch.turns.clone(), None));
        };
        let mut turns = vec![Rc::new(self.first_turn(breakpoints)?)];
        for (act, breakpoints) in rest {
            let Some(last) = turns.last() else { break };
            let mut turn = Turn::clone(last);
            if let Err(rejected) = turn.take(act, &self.library, breakpoints) {
                return Ok((turns, Some(rejected)));
            }
            turns.push(Rc::new(turn));
        }
        Ok((turns, None))
    }

    /// Takes the flows beside the file, of which some may be missing, and holds the conversation again.
    ///
    /// # Errors
    /// As [`Session::renew`].
    pub fn take_beside(
        &mut self,
        flows: BTreeMap<String, Flow>,
        missing: Vec<String>,
        catalogue: &Catalogue,
    ) -> Result<(), NotBegun> {
        self.beside.extend(flows);
        self.missing.extend(missing);
        self.missing.sort();
        self.missing.dedup();
        let flow = self.flow.clone();
        self.renew(&flow, catalogue)?;
        // Nobody changed the flow: what comes out now is how it is meant.
        self.accept();
        Ok(())
    }

    /// The flows that this one runs, and those run by them, of which it is not known whether they are
    /// there.
    pub fn wanted_beside(&self, catalogue: &Catalogue) -> Vec<String> {
        let mut wanted = BTreeSet::new();
        for flow in std::iter::once(&self.flow).chain(self.beside.values()) {
            wanted.extend(runs(flow, catalogue, &self.project));
        }
        wanted.retain(|name| {
            *name != *self.at.name
                && !self.beside.contains_key(name)
                && !self.missing.contains(name)
        });
        wanted.into_iter().collect()
    }

    /// Takes what comes out now for what shall come out.
    pub fn accept(&mut self) {
        for branch in &mut self.branches {
            branch.first_turns.clone_from(&branch.turns);
            let count = branch.turns.len();
            branch.acts.truncate(count);
            branch.differs = None;
        }
    }

    /// What the conversation waits for.
    pub fn waiting(&self) -> Waiting<'_> {
        self.world().waiting()
    }

    /// The flows the call is in, the outermost first.
    pub fn depths(&self) -> Vec<Text> {
        self.world().execution.frames.iter().map(|frame| frame.flow.name.clone()).collect()
    }

    /// The flow in which something is at a depth, and its name; none for the flow that is drawn.
    pub fn flow_at(&self, depth: usize) -> Option<&Flow> {
        let frame = self.world().execution.frames.get(depth)?;
        if depth == 0 {
            None
        } else {
            self.library.program(&frame.flow).map(|program| &program.flow)
        }
    }

    /// The depth that the canvas shows.
    pub fn shown_depth(&self) -> usize {
        let deepest = self.world().execution.frames.len().saturating_sub(1);
        self.hands.depth.unwrap_or(deepest).min(deepest)
    }

    /// The name of the widget in which it is at a depth.
    pub fn active(&self, depth: usize) -> Option<Text> {
        let execution = &self.world().execution;
        if execution.has_ended() {
            return None;
        }
        execution.frames.get(depth).map(|frame| frame.widget.text().clone())
    }

    /// The widgets that were visited in the flow at a depth, each with the order of its last visit.
    pub fn visited(&self, depth: usize) -> BTreeMap<Text, u32> {
        let mut visited = BTreeMap::new();
        let mut order = 0;
        let mut last = 0;
        for step in self.steps_at(depth) {
            // A step is told once when it is entered and again when it is left.
            if step.number == last {
                continue;
            }
            last = step.number;
            order += 1;
            visited.insert(step.widget.text().clone(), order);
        }
        visited
    }

    /// The wires that were taken in the flow at a depth: the widget and the place of its transition.
    pub fn taken(&self, depth: usize) -> BTreeSet<(Text, u32)> {
        let taken = self.steps_at(depth).filter_map(|step| {
            let exit = step.exit.as_ref()?;
            Some((step.widget.text().clone(), exit.transition?))
        });
        taken.collect()
    }

    fn steps_at(&self, depth: usize) -> impl Iterator<Item = &centralita_engine::exec::Step> {
        let execution = &self.world().execution;
        let name = execution.frames.get(depth).map(|frame| frame.flow.name.clone());
        self.world().steps.iter().filter(move |step| {
            step.depth as usize == depth && (depth == 0 || step.flow.is_none() || step.flow == name)
        })
    }
}

impl Turn {
    /// Does something and lets the world answer what needs no person.
    fn take(
        &mut self,
        act: &Act,
        library: &Library,
        breakpoints: &Breakpoints,
    ) -> Result<(), String> {
        let seen = self.world.steps.len();
        self.around.given.clear();
        self.around.now = self.world.now;
        act.perform(&mut self.world, library, &mut self.around)?;
        self.stopped = None;
        if act.settles() {
            self.settle(library, breakpoints, seen);
        } else if *act == Act::Step {
            self.stopped = self.world.execution.widget().cloned();
        }
        Ok(())
    }

    fn settle(&mut self, library: &Library, breakpoints: &Breakpoints, mut seen: usize) {
        // The engine's own limits end every execution; the bound guards against a world that answers
        // without end.
        for _ in 0..100_000 {
            let new = self.world.steps.get(seen..).unwrap_or_default();
            let was_seen = |step: &centralita_engine::exec::Step| {
                let before = self.world.steps.get(..seen).unwrap_or_default();
                before.iter().rev().take(8).any(|one| one.number == step.number)
            };
            let entered = new.iter().find(|step| {
                breakpoints.stops_behind(step) || breakpoints.stops_at(step) && !was_seen(step)
            });
            if let Some(step) = entered {
                self.stopped = Some(step.widget.clone());
                return;
            }
            seen = self.world.steps.len();
            self.around.now = self.world.now;
            if !self.world.settle_one(library, &mut self.around) {
                return;
            }
        }
    }
}

/// The names of the flows that a flow runs, as their files are called.
pub fn runs(flow: &Flow, catalogue: &Catalogue, project: &Project) -> BTreeSet<String> {
    let widgets = flow.widgets().iter();
    widgets
        .filter_map(|widget| {
            let field = catalogue.spec(widget.kind.as_str())?.opens_flow.as_ref()?;
            let name = widget.property(field)?.text_of()?.trim().to_owned();
            let is_known = !name.is_empty() && !name.contains("{{");
            is_known.then(|| project.flow_name(&name).to_owned())
        })
        .collect()
}

/// The first turn of which something else was said or done, apart from when.
fn difference(then: &[Rc<Turn>], now: &[Rc<Turn>], refused: Option<String>) -> Option<Difference> {
    let entries = |turns: &[Rc<Turn>], place: usize| -> Vec<Said> {
        let from = match place.checked_sub(1) {
            Some(before) => turns[before].world.transcript.entries.len(),
            None => 0,
        };
        let entries = turns[place].world.transcript.entries.get(from..).unwrap_or_default();
        entries.iter().map(|entry| entry.said.clone()).collect()
    };
    for place in 0..then.len().min(now.len()) {
        let (old, new) = (entries(then, place), entries(now, place));
        if old == new {
            continue;
        }
        let at = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
        let (then, now) = (old.get(at).cloned(), new.get(at).cloned());
        return Some(Difference { turn: place, then, now, refused: None });
    }
    refused.map(|refused| Difference {
        turn: now.len(),
        then: None,
        now: None,
        refused: Some(refused),
    })
}
