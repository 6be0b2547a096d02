//! Running scenarios.

use std::borrow::Cow;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::exec::{
    CallFunction, CallOutcome, CreateTask, Dial, DialOutcome, FlowRef, HttpFailure, HttpReply,
    HttpRequest, Library, PlaceCall, Seed, SendMessage, Service, TaskState,
};
use crate::scenario::routed::NO_PLAN;
use crate::scenario::router::{Office, StaffIs};
use crate::scenario::run_routed;
use crate::scenario::sentence::{Begin, Scenario, Sentence};
use crate::scenario::services::{Given, Services};
use crate::scenario::transcript::Said;
use crate::scenario::world::{Waiting, World, prompt_text};
use crate::time::Time;
use crate::value::{Map, Text, Value};

/// The moment at which scenarios begin unless they say otherwise: a Monday morning.
const USUAL_TIME: &str = "2026-01-05T10:00:00Z";

/// What came of a scenario.
#[derive(Clone, Debug)]
pub struct Report {
    /// The scenario's title.
    pub title: Text,
    /// The first sentence that did not hold; none when all did.
    pub failed: Option<Failed>,
    /// The world at the end; none when the scenario never began.
    pub world: Option<World>,
}

impl Report {
    /// Whether every sentence held.
    pub fn passed(&self) -> bool {
        self.failed.is_none()
    }
}

/// A sentence that did not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Failed {
    /// Its line in the file, counted from 1.
    pub line: usize,
    /// What it says.
    pub sentence: Text,
    /// What happened instead.
    pub message: Text,
}

/// Runs one scenario in the flow `flow` of the library.
pub fn run_scenario(library: &Library, flow: &FlowRef, scenario: &Scenario) -> Report {
    run_scenario_with(library, flow, scenario, &Surroundings::default())
}

/// Functions at hand beside those that a scenario gives, with the time at which they are called.
pub type LocalFunction<'f> =
    &'f dyn Fn(&CallFunction, Time) -> Option<Result<HttpReply, HttpFailure>>;

/// What stands around a scenario beside what its sentences give.
#[derive(Clone, Copy)]
pub struct Surroundings<'s> {
    /// Functions that answer where the scenario gives nothing.
    pub functions: LocalFunction<'s>,
    /// The people and plans by which tasks find somebody; without them, sentences play the people.
    pub office: Option<&'s dyn Office>,
}

impl Default for Surroundings<'_> {
    fn default() -> Self {
        Surroundings { functions: &|_, _| None, office: None }
    }
}

/// As [`run_scenario`], with surroundings.
pub fn run_scenario_with(
    library: &Library,
    flow: &FlowRef,
    scenario: &Scenario,
    surroundings: &Surroundings<'_>,
) -> Report {
    let mut stage = Stage {
        library: Cow::Borrowed(library),
        flow,
        functions: surroundings.functions,
        office: surroundings.office,
        staff: Vec::new(),
        given: Given::default(),
        known: Map::new(),
        now: Time::parse(USUAL_TIME).unwrap_or_default(),
        seed: 1,
        world: None,
        listened: 0,
        walked: 0,
    };
    let mut failed = None;
    for line in &scenario.lines {
        if let Err(message) = stage.play(&line.sentence) {
            failed = Some(Failed { line: line.line, sentence: line.text.clone(), message });
            break;
        }
    }
    if failed.is_none() && stage.world.is_none() {
        failed = Some(Failed {
            line: scenario.line,
            sentence: scenario.title.clone(),
            message: "The scenario never begins. Say how, for example: call from +15550100".into(),
        });
    }
    Report { title: scenario.title.clone(), failed, world: stage.world }
}

struct Stage<'s> {
    library: Cow<'s, Library>,
    flow: &'s FlowRef,
    functions: LocalFunction<'s>,
    office: Option<&'s dyn Office>,
    /// What people are said to be doing.
    staff: Vec<StaffIs>,
    given: Given,
    known: Map,
    now: Time,
    seed: u64,
    world: Option<World>,
    /// How far into the transcript the caller has listened.
    listened: usize,
    /// How far into the transcript the visits were followed.
    walked: usize,
}

/// What a scenario gives, with the functions at hand behind it.
struct Around<'a> {
    given: &'a mut Given,
    functions: LocalFunction<'a>,
    now: Time,
}

impl<'a> Around<'a> {
    fn new(given: &'a mut Given, functions: LocalFunction<'a>, now: Time) -> Around<'a> {
        Around { given, functions, now }
    }
}

impl Services for Around<'_> {
    fn http(&mut self, request: &HttpRequest) -> Option<Result<HttpReply, HttpFailure>> {
        self.given.http(request)
    }

    fn function(&mut self, call: &CallFunction) -> Option<Result<HttpReply, HttpFailure>> {
        let given = self.given.function_given(call);
        given.or_else(|| (self.functions)(call, self.now)).or_else(|| self.given.function(call))
    }

    fn dial(&mut self, dial: &Dial) -> Option<DialOutcome> {
        self.given.dial(dial)
    }

    fn place_call(&mut self, call: &PlaceCall) -> Option<CallOutcome> {
        self.given.place_call(call)
    }

    fn send(&mut self, message: &SendMessage) -> Option<(bool, Map)> {
        self.given.send(message)
    }

    fn task(&mut self, task: &CreateTask) -> Option<(TaskState, Map)> {
        self.given.task(task)
    }

    fn serve(&mut self, name: &str, service: Option<&Service>) -> Option<(Text, Map)> {
        self.given.serve(name, service)
    }
}

pub(super) type Held = Result<(), Text>;

impl Stage<'_> {
    fn play(&mut self, sentence: &Sentence) -> Held {
        match sentence {
            Sentence::Known(path, value) => put(&mut self.known, path, value.clone()),
            Sentence::Time(text) => self.set_time(text)?,
            Sentence::Answers(stub) => self.given.http.push(stub.clone()),
            Sentence::FunctionAnswers(stub) => self.given.functions.push(stub.clone()),
            Sentence::DialIs(whom, outcome) => {
                self.given.dials.insert(whom.clone(), outcome.clone());
            }
            Sentence::PlacedIs(outcome) => self.given.placed = Some(outcome.clone()),
            Sentence::MessagesFail => self.given.messages_fail = true,
            Sentence::TasksFail(why) => self.given.tasks_fail = Some(why.clone()),
            Sentence::ServiceIs(name, outcome, params) => {
                self.given.services.insert(name.clone(), (outcome.clone(), params.clone()));
            }
            Sentence::FlowMissing(name) => self.library.to_mut().remove(name),
            Sentence::Seed(seed) => self.seed = *seed,
            Sentence::Staff(staff) => self.staff(staff)?,
            Sentence::Begins { how, from, to } => self.begin(how, from, to)?,
            _ => self.act(sentence)?,
        }
        Ok(())
    }

    fn set_time(&mut self, text: &Text) -> Held {
        if let Some(time) = Time::parse(text) {
            self.now = time;
            return Ok(());
        }
        let zone =
            self.library.program(self.flow).map_or(TimeZone::UTC, |program| program.zone.clone());
        let local: DateTime = text.replace(' ', "T").parse().map_err(|_| {
            Text::from(format!("\"{text}\" is no moment. Write it like \"2026-11-23 09:30\"."))
        })?;
        let zoned = local.to_zoned(zone).map_err(|error| Text::from(error.to_string()))?;
        self.now = Time(zoned.timestamp().as_millisecond());
        Ok(())
    }

    fn staff(&mut self, staff: &StaffIs) -> Held {
        let Some(office) = self.office else { return Err(NO_PLAN.into()) };
        match self.world.as_mut() {
            Some(world) => {
                world.staff(&self.library, staff)?;
                let mut around = Around::new(&mut self.given, self.functions, world.now);
                world.settle(&self.library, &mut around);
            }
            // Tried at once, so that a name that nobody has is told where it stands.
            None => office.open(self.now).staff(staff, self.now)?,
        }
        self.staff.push(staff.clone());
        Ok(())
    }

    fn begin(&mut self, how: &Begin, from: &Text, to: &Text) -> Held {
        let trigger = how.trigger(from, to, std::mem::take(&mut self.known));
        let mut world =
            World::start(&self.library, self.flow, trigger, Seed(u128::from(self.seed)), self.now)
                .map_err(|rejected| Text::from(rejected.to_string()))?;
        if let Some(office) = self.office {
            let mut router = office.open(self.now);
            for staff in &self.staff {
                router.staff(staff, self.now)?;
            }
            world = world.with_router(router);
        }
        world.settle(&self.library, &mut Around::new(&mut self.given, self.functions, world.now));
        self.listened = 0;
        self.walked = 0;
        self.world = Some(world);
        Ok(())
    }

    fn act(&mut self, sentence: &Sentence) -> Held {
        let Some(world) = self.world.as_mut() else {
            return Err(
                "Nothing has begun yet. Say how first, for example: call from +15550100".into()
            );
        };
        let library = &*self.library;
        if let Some(done) = run_routed::act(world, library, sentence) {
            done?;
            if let Sentence::NobodyAccepts(secs) = sentence {
                let mut around = Around::new(&mut self.given, self.functions, world.now);
                world.pass(library, &mut around, i64::from(*secs) * 1000);
            }
            world.settle(library, &mut Around::new(&mut self.given, self.functions, world.now));
            return Ok(());
        }
        let told = match sentence {
            Sentence::Presses(keys) => world.press(library, keys),
            Sentence::Says(text, confidence) => world.say(library, text, confidence),
            Sentence::IsSilent => world.be_silent(library),
            Sentence::Writes(body) => world.write(library, body),
            Sentence::HangsUp => world.hang_up(library),
            Sentence::Records(secs, ended_by) => world.record(library, *secs, ended_by.clone()),
            Sentence::Waits(secs) => {
                let mut around = Around::new(&mut self.given, self.functions, world.now);
                world.pass(library, &mut around, i64::from(*secs) * 1000);
                Ok(())
            }
            Sentence::TaskAccepted => world.change_task(library, TaskState::Accepted, Map::new()),
            Sentence::TaskCompleted => world.change_task(library, TaskState::Completed, Map::new()),
            Sentence::TaskCancelled => world.change_task(library, TaskState::Cancelled, Map::new()),
            Sentence::Delivered(status) => world.deliver(library, status),
            Sentence::ComesBack(name, params) => world.tell(
                library,
                crate::exec::Event::Returned { name: name.clone(), params: params.clone() },
            ),
            _ => return self.assert(sentence),
        };
        if let Err(rejected) = told {
            return Err(format!("{} {rejected}", now_waits(world)).into());
        }
        world.settle(library, &mut Around::new(&mut self.given, self.functions, world.now));
        Ok(())
    }

    fn assert(&mut self, sentence: &Sentence) -> Held {
        let Some(world) = self.world.as_ref() else { return Ok(()) };
        let entries = &world.transcript.entries;
        match sentence {
            Sentence::Hears(text) => {
                self.listened = find(entries, self.listened, |said| match said {
                    Said::Heard(heard) => contains(heard, text),
                    _ => false,
                })
                .ok_or_else(|| {
                    let heard: Vec<String> = entries[self.listened.min(entries.len())..]
                        .iter()
                        .filter_map(|entry| match &entry.said {
                            Said::Heard(heard) => Some(format!("\"{heard}\"")),
                            _ => None,
                        })
                        .collect();
                    Text::from(if heard.is_empty() {
                        "Nothing more was heard.".to_owned()
                    } else {
                        format!("Heard instead: {}.", heard.join(", "))
                    })
                })?;
            }
            Sentence::HearsNot(text) => {
                if let Some(heard) = world.transcript.heard().find(|heard| contains(heard, text)) {
                    return Err(format!("It was heard: \"{heard}\".").into());
                }
            }
            Sentence::HearsAudio(url) => {
                self.listened = find(entries, self.listened, |said| match said {
                    Said::Played(played) => played.contains(url.as_str()),
                    _ => false,
                })
                .ok_or_else(|| Text::from("That audio was not played."))?;
            }
            Sentence::Gets(text) => {
                self.listened = find(entries, self.listened, |said| match said {
                    Said::Got { body, .. } => contains(body, text),
                    _ => false,
                })
                .ok_or_else(|| {
                    let got: Vec<String> = entries
                        .iter()
                        .filter_map(|entry| match &entry.said {
                            Said::Got { body, .. } => Some(format!("\"{body}\"")),
                            _ => None,
                        })
                        .collect();
                    Text::from(format!("The messages were: {}.", got.join(", ")))
                })?;
            }
            Sentence::Visits(names) => {
                for name in names {
                    self.walked = find(entries, self.walked, |said| match said {
                        Said::Visited { widget, .. } => widget.as_str() == name.as_str(),
                        _ => false,
                    })
                    .ok_or_else(|| {
                        let visited: Vec<&str> = entries
                            .iter()
                            .filter_map(|entry| match &entry.said {
                                Said::Visited { widget, .. } => Some(widget.as_str()),
                                _ => None,
                            })
                            .collect();
                        Text::from(format!(
                            "{name} was not visited then. The way was {}.",
                            visited.join(", ")
                        ))
                    })?;
                }
            }
            Sentence::VisitsNot(name) => {
                let visited = entries.iter().any(|entry| match &entry.said {
                    Said::Visited { widget, .. } => widget.as_str() == name.as_str(),
                    _ => false,
                });
                if visited {
                    return Err(format!("{name} was visited.").into());
                }
            }
            Sentence::Leaves(widget, exit) => {
                let exits: Vec<&str> = entries
                    .iter()
                    .filter_map(|entry| match &entry.said {
                        Said::Left { widget: left, exit } if left.as_str() == widget.as_str() => {
                            Some(exit.as_str())
                        }
                        _ => None,
                    })
                    .collect();
                if !exits.contains(&exit.as_str()) {
                    return Err(if exits.is_empty() {
                        format!("{widget} was not left by any exit.").into()
                    } else {
                        format!("{widget} was left by {}.", exits.join(", ")).into()
                    });
                }
            }
            Sentence::Task(wanted) => run_routed::task_is(world, &self.library, wanted)?,
            Sentence::ReservedFor(people) => run_routed::reserved_for(world, people)?,
            Sentence::TaskAnswer(label, value) => run_routed::task_answer(world, label, value)?,
            Sentence::Asks(method, url, body) => {
                let held = entries.iter().any(|entry| match &entry.said {
                    Said::Requested { method: asked, url: at, body: sent } => {
                        asked.eq_ignore_ascii_case(method)
                            && (at == url
                                || url.strip_suffix('*').is_some_and(|start| at.starts_with(start)))
                            && body.as_ref().is_none_or(|part| sent.contains(part.as_str()))
                    }
                    _ => false,
                });
                if !held {
                    let asked: Vec<String> = entries
                        .iter()
                        .filter_map(|entry| match &entry.said {
                            Said::Requested { method, url, body } => {
                                Some(format!("{method} {url} {body}"))
                            }
                            _ => None,
                        })
                        .collect();
                    return Err(format!("The requests were: {}.", asked.join("; ")).into());
                }
            }
            Sentence::Calls(name) => {
                let held = entries.iter().any(|entry| match &entry.said {
                    Said::Called { url, .. } => url.trim_end_matches('/').ends_with(name.as_str()),
                    _ => false,
                });
                if !held {
                    return Err("That function was not called.".into());
                }
            }
            Sentence::Dials(whom) => {
                let held = entries.iter().any(|entry| match &entry.said {
                    Said::Dialled(dialled) => dialled.contains(whom.as_str()),
                    _ => false,
                });
                if !held {
                    return Err("Nobody of that name or number was dialled.".into());
                }
            }
            Sentence::Is(path, value) => {
                let found = world.execution.variable(path).cloned().unwrap_or_default();
                if found != *value {
                    return Err(format!("{path} is {}.", found.to_json()).into());
                }
            }
            Sentence::IsNotSet(path) => {
                if let Some(found) = world.execution.variable(path).filter(|value| !value.is_null())
                {
                    return Err(format!("{path} is {}.", found.to_json()).into());
                }
            }
            Sentence::Ends(how, why) => match world.execution.ending() {
                None => return Err(now_waits(world)),
                Some(ending) => {
                    let held = ending.kind.name() == how.as_str()
                        && why.as_ref().is_none_or(|part| contains(&ending.reason, part));
                    if !held {
                        return Err(
                            format!("It ended {}. {}", ending.kind.name(), ending.reason).into()
                        );
                    }
                }
            },
            Sentence::StillWaits(name) => {
                let waits = !world.execution.has_ended()
                    && world
                        .execution
                        .widget()
                        .is_some_and(|widget| widget.as_str() == name.as_str());
                if !waits {
                    return Err(now_waits(world));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn find(entries: &[super::Entry], from: usize, holds: impl Fn(&Said) -> bool) -> Option<usize> {
    entries
        .iter()
        .enumerate()
        .skip(from)
        .find(|(_, entry)| holds(&entry.said))
        .map(|(place, _)| place + 1)
}

fn contains(text: &str, part: &str) -> bool {
    let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    fold(text).contains(&fold(part))
}

fn put(map: &mut Map, path: &str, value: Value) {
    match path.split_once('.') {
        Some((first, rest)) => put(map.map_mut(first), rest, value),
        None => {
            map.insert(path, value);
        }
    }
}

/// Where the execution stands, in a sentence.
fn now_waits(world: &World) -> Text {
    let widget = world.execution.widget().map_or("", |widget| widget.as_str());
    match world.waiting() {
        Waiting::Input(gather) => match prompt_text(gather) {
            Some(text) => format!(
                "It waits in {widget} for keys or speech, after \"{}\".",
                super::spoken(text)
            ),
            None => format!("It waits in {widget} for keys or speech."),
        },
        Waiting::Recording(_) => format!("It waits in {widget} for a recording."),
        Waiting::Message(_) => format!("It waits in {widget} for a message."),
        Waiting::Task(_) => format!("It waits in {widget} for somebody to take the task."),
        Waiting::Dial(_) => format!("It waits in {widget} for the end of a call to somebody else."),
        Waiting::Redirect(_) => {
            format!("It waits in {widget} for another program to give control back.")
        }
        Waiting::Timer(due) => format!("It waits in {widget} until {due}."),
        Waiting::Other(action) => {
            format!("It waits in {widget} for an answer to \"{}\".", action.name())
        }
        Waiting::Ended => match world.execution.ending() {
            Some(ending) => format!("It has ended {}. {}", ending.kind.name(), ending.reason),
            None => format!("It waits in {widget}."),
        },
    }
    .into()
}
