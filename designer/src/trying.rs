//! What the commands do with which a flow is tried: conversations, scenarios, virtual callers. No
//! drawing, no files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use centralita_engine::scenario::{Entry, Said};
use centralita_engine::{Flow, WidgetName};

use crate::aloud::pass_real_time;
use crate::command::Command;
use crate::model::{Bottom, Editor, Model, Selection};
use crate::request::Request;
use crate::server::Ask;
use crate::simulator::keeping::{self, NotKept};
use crate::simulator::opening::BadOpening;
use crate::simulator::session::{NotBegun, runs};
use crate::simulator::{Act, Checks, Crowd, Opening, Session, rows};
use crate::surroundings;
use crate::text::Texts;

/// Does a command about trying a flow; gives it back when it is about something else.
pub fn try_it(model: &mut Model, command: Command, requests: &mut Vec<Request>) -> Option<Command> {
    let editor = model.editor.as_mut()?;
    match command {
        Command::Simulate => {
            let opening = match &editor.session {
                Some(session) => session.opening().clone(),
                None => Opening::usual(editor.flow()),
            };
            begin(model, opening, requests);
        }
        Command::Begin(opening) => {
            editor.trials.start_here = None;
            begin(model, *opening, requests);
        }
        Command::EndSimulation => editor.session = None,
        Command::StepTurnBack => {
            if let Some(session) = &mut editor.session {
                session.look_at(session.turns().1.saturating_sub(1));
            }
        }
        Command::StepTurnForward => {
            let Some(session) = &mut editor.session else { return None };
            let (count, at) = session.turns();
            if at + 1 < count {
                session.look_at(at + 1);
            } else if session.turn().stopped.is_some() {
                session.perform(Act::Step, &editor.trials.breakpoints);
            }
        }
        Command::LookAtTurn(turn) => {
            if let Some(session) = &mut editor.session {
                session.look_at(turn);
            }
        }
        Command::ShowBranch(branch) => {
            if let Some(session) = &mut editor.session {
                session.show_branch(branch);
            }
        }
        Command::AcceptDifference => {
            if let Some(session) = &mut editor.session {
                session.accept();
            }
        }
        Command::Act(act) => {
            pass_real_time(editor, model.now);
            if let Some(session) = &mut editor.session {
                session.perform(*act, &editor.trials.breakpoints);
            }
        }
        Command::PlayInRealTime => {
            let Some(session) = &mut editor.session else { return None };
            session.hands.plays_since = match session.hands.plays_since {
                Some(_) => None,
                None => Some(model.now),
            };
            requests.push(Request::LookAtClock);
        }
        Command::SpeakPrompts => {
            let Some(session) = &mut editor.session else { return None };
            session.hands.spoken = match session.hands.spoken {
                Some(_) => {
                    requests.push(Request::Hush);
                    None
                }
                // From the last thing that was said on.
                None => {
                    let entries = &session.world().transcript.entries;
                    let is_heard = |entry: &Entry| matches!(entry.said, Said::Heard(_));
                    Some(entries.iter().rposition(is_heard).unwrap_or(0))
                }
            };
        }
        Command::Speak { text, language } => requests.push(Request::Speak { text, language }),
        Command::CannotSpeak => {
            let is_told = std::mem::replace(&mut model.cannot_speak, true);
            if let Some(session) = &mut editor.session {
                session.hands.spoken = None;
            }
            if !is_told {
                model.refuse(model.texts.say("told-cannot-speak").to_owned());
            }
        }
        Command::GoOn => {
            let Some(session) = &mut editor.session else { return None };
            let (count, at) = session.turns();
            if session.turn().stopped.is_some() && at + 1 == count {
                session.perform(Act::GoOn, &editor.trials.breakpoints);
            } else {
                session.look_at(count);
            }
        }
        Command::SkipAhead => {
            if let Some(session) = &mut editor.session {
                session.perform(Act::SkipAhead, &editor.trials.breakpoints);
            }
        }
        Command::Breakpoint => {
            let exit = editor.exit_at_hand().map(|(number, chip)| {
                let shape = &editor.scene().boxes[number];
                (editor.flow().widgets()[number].name.clone(), shape.chips[chip].number)
            });
            match exit {
                Some((name, Some(place))) => editor.trials.breakpoints.toggle_exit((name, place)),
                Some((_, None)) => model.refuse(model.texts.say("told-exit-unwritten").to_owned()),
                None => {
                    for name in editor.selection.widgets.clone() {
                        editor.trials.breakpoints.toggle_widget(name);
                    }
                }
            }
        }
        Command::StartHere => {
            let widget = editor.selection.only().cloned()?;
            let opening = opening_at(editor, widget);
            editor.trials.start_here = Some(opening);
        }
        Command::ShowVisit { widget, depth } => {
            if let Some(session) = &mut editor.session {
                session.hands.depth = Some(depth as usize);
            }
            if depth == 0
                && let Some(number) = editor.flow().index_of(&widget)
            {
                editor.selection = Selection::of(WidgetName::new(widget));
                let rect = editor.scene().boxes[number].rect;
                editor.canvas.wants_reveal = Some(rect);
            }
        }
        Command::ShowDepth(depth) => {
            if let Some(session) = &mut editor.session {
                session.hands.depth = Some(depth);
            }
        }
        Command::CopyTranscript => {
            let Some(session) = &editor.session else { return None };
            requests.push(Request::Copy(rows::plain(session, &model.texts)));
            model.tell(model.texts.say("told-transcript-copied").to_owned());
        }
        Command::KeepScenario => {
            let Some(session) = &mut editor.session else { return None };
            session.hands.keeping = Some(keeping::title(session));
            look_for_scenarios(editor, requests);
        }
        Command::WriteScenario(title) => write_scenario(model, &title, requests),
        Command::ScenariosRead(text) => {
            let checks = editor.trials.checks.get_or_insert_default();
            checks.text = text;
            run_checks(model);
        }
        Command::RunChecks => {
            model.bottom = Some(Bottom::Scenarios);
            show_own_flow(editor);
            surroundings::ask(editor, requests);
            look_for_flows(editor, &model.catalogue, requests);
            look_for_scenarios(editor, requests);
            if editor.path.is_none() {
                editor.trials.checks.get_or_insert_default();
            }
        }
        Command::ShowCoverage(shows) => {
            if let Some(checks) = &mut editor.trials.checks {
                checks.shows_coverage = shows;
            }
        }
        Command::LetCallersIn => {
            look_for_flows(editor, &model.catalogue, requests);
            let beside = &editor.trials.beside;
            let project = &editor.surroundings.project;
            let crowd =
                Crowd::before(&editor.name, editor.flow(), beside, &model.catalogue, project);
            editor.trials.crowd = crowd;
            show_own_flow(editor);
            if let Some(checks) = &mut editor.trials.checks {
                checks.shows_coverage = false;
            }
            model.bottom = Some(Bottom::Callers);
        }
        Command::ShowCallers(shows) => {
            if let Some(crowd) = &mut editor.trials.crowd {
                crowd.is_shown = shows;
            }
        }
        Command::FlowsRead { found, missing } => flows_read(model, found, missing, requests),
        other => return Some(other),
    }
    None
}

/// The next round of virtual callers, when some are still to come; whether there was one.
pub fn let_callers_in(model: &mut Model) -> bool {
    let Some(crowd) = model.editor.as_mut().and_then(|editor| editor.trials.crowd.as_mut()) else {
        return false;
    };
    if crowd.is_done() {
        return false;
    }
    crowd.step(&model.catalogue);
    true
}

/// Holds the conversation again with the flow as it is now.
pub fn renew(model: &mut Model) {
    let Some(editor) = &mut model.editor else { return };
    let flow = editor.flow().clone();
    editor.trials.breakpoints.keep_to(&flow);
    // What virtual callers and scenarios took was of another flow.
    editor.trials.crowd = None;
    if let Some(checks) = &mut editor.trials.checks {
        checks.shows_coverage = false;
    }
    let flow = editor.flow().clone();
    let project = editor.surroundings.project.clone();
    let Some(session) = &mut editor.session else { return };
    session.project = project;
    if let Err(why) = session.renew(&flow, &model.catalogue) {
        session.refused = Some(not_begun(&model.texts, &why));
    }
}

fn begin(model: &mut Model, opening: Opening, requests: &mut Vec<Request>) {
    let Some(editor) = &mut model.editor else { return };
    requests.push(Request::LookAtClock);
    surroundings::ask(editor, requests);
    let breakpoints = &editor.trials.breakpoints;
    let began = Session::begin(
        &editor.name,
        editor.flow(),
        &model.catalogue,
        &editor.surroundings.project,
        opening,
        model.now,
        breakpoints,
    );
    match began {
        Ok(mut session) => {
            if let Some(before) = &editor.session {
                session.hands.pinned = before.hands.pinned.clone();
                session.hands.page = before.hands.page;
                session.hands.plays_since = before.hands.plays_since.map(|_| model.now);
                session.hands.spoken = before.hands.spoken.map(|_| 0);
            }
            let (beside, missing) = (editor.trials.beside.clone(), editor.trials.missing.clone());
            if !(beside.is_empty() && missing.is_empty()) {
                let _ = session.take_beside(beside, missing, &model.catalogue);
            }
            let wanted = session.wanted_beside(&model.catalogue);
            editor.session = Some(session);
            ask_for_flows(editor, wanted, requests);
            if let Some(session) = &mut editor.session
                && editor.path.is_none()
            {
                let wanted = session.wanted_beside(&model.catalogue);
                let _ = session.take_beside(BTreeMap::new(), wanted, &model.catalogue);
            }
        }
        Err(why) => {
            let text = not_begun(&model.texts, &why);
            model.refuse(text);
        }
    }
}

/// Why it cannot be begun, in the language of the interface.
fn not_begun(texts: &Texts, why: &NotBegun) -> String {
    match why {
        NotBegun::Flow(sentence) => sentence.clone(),
        NotBegun::Opening(BadOpening::Moment(text)) => {
            texts.fill("simulator-bad-moment", &[("text", text.into())])
        }
        NotBegun::Opening(BadOpening::Parameters(why)) => {
            texts.fill("simulator-bad-parameters", &[("why", why.into())])
        }
    }
}

/// An opening at a widget, with what the conversation under way knows.
fn opening_at(editor: &Editor, widget: WidgetName) -> Opening {
    let mut opening = match &editor.session {
        Some(session) => session.opening().clone(),
        None => Opening::usual(editor.flow()),
    };
    if let Some(session) = &editor.session {
        let variables = session.world().execution.variable("flow.variables");
        let known = variables.and_then(|value| value.as_map());
        for (key, value) in known.into_iter().flat_map(|map| map.iter()) {
            let path = format!("flow.variables.{key}");
            let value = value.as_text().map_or_else(|| value.to_json(), str::to_owned);
            opening.known.retain(|(other, _)| *other != path);
            opening.known.push((path, value));
        }
    }
    opening.start = Some(widget);
    opening
}

/// Runs the scenarios without showing their list.
pub fn check_quietly(model: &mut Model, requests: &mut Vec<Request>) {
    let Some(editor) = &mut model.editor else { return };
    editor.trials.checks.get_or_insert_default();
    look_for_flows(editor, &model.catalogue, requests);
    look_for_scenarios(editor, requests);
}

/// The canvas shows the flow that is drawn, also while the call is in a sub-flow.
fn show_own_flow(editor: &mut Editor) {
    if let Some(session) = &mut editor.session {
        session.hands.depth = Some(0);
    }
}

/// The file with the scenarios of a flow.
pub fn scenarios_path(flow: &Path) -> PathBuf {
    let stem = flow.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    flow.with_file_name(format!("{stem}.scenarios.md"))
}

fn look_for_scenarios(editor: &Editor, requests: &mut Vec<Request>) {
    if let Some(on) = &editor.server {
        let flow = on.flow.clone();
        requests.push(Request::Ask(Ask::Scenarios { editor: editor.number, flow }));
    } else if let Some(path) = &editor.path {
        requests.push(Request::ReadScenarios(scenarios_path(path)));
    }
}

fn look_for_flows(
    editor: &Editor,
    catalogue: &centralita_engine::declare::Catalogue,
    requests: &mut Vec<Request>,
) {
    let project = &editor.surroundings.project;
    let mut wanted = runs(editor.flow(), catalogue, project);
    for flow in editor.trials.beside.values() {
        wanted.extend(runs(flow, catalogue, project));
    }
    let trials = &editor.trials;
    wanted.retain(|name| !trials.beside.contains_key(name) && !trials.missing.contains(name));
    ask_for_flows(editor, wanted.into_iter().collect(), requests);
}

fn ask_for_flows(editor: &Editor, names: Vec<String>, requests: &mut Vec<Request>) {
    if let Some(path) = &editor.path
        && !names.is_empty()
    {
        requests.push(Request::ReadFlows { beside: path.clone(), names });
    }
}

fn flows_read(
    model: &mut Model,
    found: Vec<(String, String)>,
    missing: Vec<String>,
    requests: &mut Vec<Request>,
) {
    let Some(editor) = &mut model.editor else { return };
    let flows: BTreeMap<String, Flow> =
        found.into_iter().map(|(name, text)| (name, Flow::read(&text))).collect();
    editor.trials.beside.extend(flows.clone());
    editor.trials.missing.extend(missing.clone());
    if let Some(session) = &mut editor.session {
        if let Err(why) = session.take_beside(flows, missing, &model.catalogue) {
            session.refused = Some(not_begun(&model.texts, &why));
        }
        let wanted = session.wanted_beside(&model.catalogue);
        ask_for_flows(editor, wanted, requests);
    }
    if model.editor.as_ref().is_some_and(|editor| editor.trials.checks.is_some()) {
        run_checks(model);
    }
}

fn run_checks(model: &mut Model) {
    let Some(editor) = &mut model.editor else { return };
    let Some(mut checks) = editor.trials.checks.take() else { return };
    let project = &editor.surroundings.project;
    checks.run(&editor.name, editor.flow(), &editor.trials.beside, &model.catalogue, project);
    // Exits that no scenario takes are marked for who looks at scenarios, and where there are any: whoever publishes
    // a flow without them would find all of it marked else.
    checks.shows_coverage = model.bottom == Some(Bottom::Scenarios) && !checks.results.is_empty();
    if let Some(crowd) = &mut editor.trials.crowd {
        crowd.is_shown = false;
    }
    editor.trials.checks = Some(checks);
}

fn write_scenario(model: &mut Model, title: &str, requests: &mut Vec<Request>) {
    let Some(editor) = &mut model.editor else { return };
    let Some(session) = &mut editor.session else { return };
    let scenario = match keeping::scenario(session, title) {
        Ok(scenario) => scenario,
        Err(why) => {
            let text = not_kept(&model.texts, &why);
            model.refuse(text);
            return;
        }
    };
    let Some(path) = &editor.path else {
        let text = model.texts.say("simulator-save-first").to_owned();
        model.refuse(text);
        return;
    };
    session.hands.keeping = None;
    let checks = editor.trials.checks.as_ref();
    let before = checks.and_then(|checks| checks.text.as_deref());
    let text = keeping::added(before, &editor.name, &scenario);
    let over = checks.map_or(0, |checks| checks.version);
    requests.push(match &editor.server {
        Some(on) => {
            let flow = on.flow.clone();
            Request::Ask(Ask::KeepScenarios { editor: editor.number, flow, text, over })
        }
        None => Request::WriteScenarios { path: scenarios_path(path), text },
    });
}

/// Why a conversation is no scenario, in the language of the interface.
pub fn not_kept(texts: &Texts, why: &NotKept) -> String {
    match why {
        NotKept::BeganElsewhere => texts.say("simulator-not-kept-start").to_owned(),
        NotKept::Beyond => texts.say("simulator-not-kept-beyond").to_owned(),
        NotKept::Otherwise { sentence, message } => texts.fill(
            "simulator-not-kept-otherwise",
            &[("sentence", sentence.into()), ("message", message.into())],
        ),
    }
}

/// Nothing is known of scenarios or neighbours any more: the file is another.
pub fn forget_files(editor: &mut Editor) {
    editor.trials.checks = None::<Checks>;
    editor.trials.beside.clear();
    editor.trials.missing.clear();
}
