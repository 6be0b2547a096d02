//! `centralita exercise`: virtual callers drive flows.

use std::path::PathBuf;

use centralita_engine::exercise::{Effort, Exercised, exercise_with};
use centralita_engine::flow::ReadFault;
use centralita_engine::{Flow, Lines};
use schemars::JsonSchema;
use serde::Serialize;

use crate::files;
use crate::fitting::wrapped;
use crate::project::Projects;
use crate::shell::{DIM, ERROR, Format, HEADING, Shell, Verdict, WARNING, painted};
use crate::trouble::Trouble;
use crate::words::Report;

/// Let virtual callers drive flows: they press, speak, stay silent and hang up.
///
/// Exits that nobody reached are listed with the reason; an exit without a reason, an execution that
/// is stuck and a replay that comes out otherwise are faults. Everything follows from the seed.
#[derive(Debug, clap::Args)]
pub struct Exercise {
    /// Flows, or folders with flows.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Look into folders in folders.
    #[arg(short, long)]
    recursive: bool,
    /// How many callers a flow gets at least; while exits are unreached it gets up to ten times as many.
    #[arg(long, value_name = "NUMBER", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    callers: u32,
    /// The number that everything follows from.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// How to say what was found.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// What `exercise --format json` says.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Exercises {
    /// The flows, in the order of their paths.
    pub flows: Vec<ExercisedFlow>,
    /// How many widgets there are in all.
    pub widgets: usize,
    /// How many exits are drawn in all.
    pub exits: usize,
    /// How many of them were reached.
    pub reached: usize,
    /// How many faults there are in all.
    pub faults: usize,
}

/// One flow.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExercisedFlow {
    /// Its file.
    pub path: String,
    /// How many widgets it has.
    pub widgets: usize,
    /// How many callers there were.
    pub callers: u32,
    /// Every exit that is drawn.
    pub exits: Vec<ExercisedExit>,
    /// What had to be repaired to read it, and what its author has to mend.
    pub repairs: Vec<String>,
    /// What went wrong.
    pub faults: Vec<String>,
    /// How many executions ended in which way.
    pub endings: std::collections::BTreeMap<String, u32>,
    /// Why executions failed, and how many.
    pub failures: std::collections::BTreeMap<String, u32>,
    /// In which widgets callers hung up or were cut off, and how many.
    pub gave_up: std::collections::BTreeMap<String, u32>,
}

/// One exit.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExercisedExit {
    /// The widget.
    pub widget: String,
    /// The event's name.
    pub event: String,
    /// Its place in the widget's transitions, counted from 0.
    pub transition: usize,
    /// How often it was taken.
    pub count: u64,
    /// Why nobody took it, when nobody did and a reason is known.
    pub reason: Option<String>,
}

impl Exercise {
    /// Exercises the flows.
    ///
    /// # Errors
    /// When a path cannot be read.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let paths = files::flows(&self.paths, self.recursive, shell.language)?;
        let mut projects = Projects::default();
        let mut all = Exercises::default();
        let effort = Effort {
            callers: self.callers,
            most_callers: self.callers.saturating_mul(10),
            seed: self.seed,
        };
        for (index, path) in paths.iter().enumerate() {
            shell.progress(index, paths.len(), path.display());
            let project = projects.around(path, shell.language)?;
            let bytes = files::bytes(path)?;
            let flow = Flow::read_bytes(&bytes);
            let mut done = match project.library(path, &flow, shell.language) {
                Ok((library, at)) => {
                    let office = project.surroundings(&|_, _| None).office;
                    let done =
                        exercise_with(&library, &at, &flow, &project.catalogue, &effort, office);
                    told(path, done)
                }
                Err(refused) => {
                    let faults = vec![refused.sentence(shell.language)];
                    refused_flow(path, flow.widgets().len(), faults)
                }
            };
            if flow.text().as_bytes() != bytes {
                let path = path.display();
                done.faults.push(shell.language.fill(Report::NotWrittenBack, &[("path", &path)]));
            }
            let lines = Lines::of(flow.document().text());
            let faults = flow.faults().iter().filter(|fault| !fault.kind.is_note());
            let faults = ReadFault::told_once(faults, &lines);
            done.repairs = faults.iter().map(|fault| fault.with_place(&lines)).collect();
            if !done.exits.is_empty() && !somebody_gets_in(&flow, &done) {
                let path = path.display();
                done.faults.push(shell.language.fill(Report::NobodyGetsIn, &[("path", &path)]));
            }
            all.widgets += done.widgets;
            all.exits += done.exits.len();
            all.reached += done.exits.iter().filter(|exit| exit.count > 0).count();
            all.faults += done.faults.len();
            if self.format == Format::Human {
                shell.progress_is_over();
                show(&done, shell)?;
            }
            all.flows.push(done);
        }
        shell.progress_is_over();
        match self.format {
            Format::Json => shell.json(&all)?,
            Format::Human => shell.line(format!(
                "{} flows, {} widgets, {} of {} exits reached, {} faults",
                all.flows.len(),
                all.widgets,
                all.reached,
                all.exits,
                all.faults
            ))?,
        }
        Ok(Verdict::findings_if(all.faults > 0))
    }
}

/// Whether a caller left the start for a widget that is there.
fn somebody_gets_in(flow: &Flow, done: &ExercisedFlow) -> bool {
    let Some(start) = flow.initial().and_then(|index| flow.widgets().get(index)) else {
        return false;
    };
    // Alone, a start is a flow in which there is nothing to get into.
    let is_alone = flow.widgets().len() == 1;
    done.exits.iter().any(|exit| {
        let wire = start.transitions.get(exit.transition);
        let leads_on = wire
            .and_then(|wire| wire.next.as_ref())
            .is_some_and(|next| flow.index_of(next).is_some());
        exit.count > 0 && start.name == *exit.widget && (leads_on || is_alone)
    })
}

fn refused_flow(path: &std::path::Path, widgets: usize, faults: Vec<String>) -> ExercisedFlow {
    ExercisedFlow {
        path: path.display().to_string(),
        widgets,
        callers: 0,
        exits: Vec::new(),
        repairs: Vec::new(),
        faults,
        endings: Default::default(),
        failures: Default::default(),
        gave_up: Default::default(),
    }
}

fn told(path: &std::path::Path, done: Exercised) -> ExercisedFlow {
    ExercisedFlow {
        path: path.display().to_string(),
        widgets: done.widgets,
        callers: done.callers,
        exits: done
            .exits
            .iter()
            .map(|exit| ExercisedExit {
                widget: exit.widget.to_string(),
                event: exit.event.to_string(),
                transition: exit.transition,
                count: exit.count,
                reason: exit.reason.as_ref().map(ToString::to_string),
            })
            .collect(),
        repairs: Vec::new(),
        faults: done.faults.iter().map(ToString::to_string).collect(),
        endings: done.endings.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect(),
        failures: done.failures.iter().map(|(why, count)| (why.to_string(), *count)).collect(),
        gave_up: done.gave_up.iter().map(|(name, count)| (name.to_string(), *count)).collect(),
    }
}

/// What deserves a look: faults, exits nobody reached, and why executions failed.
fn show(done: &ExercisedFlow, shell: &mut Shell) -> Result<(), Trouble> {
    let unreached: Vec<&ExercisedExit> =
        done.exits.iter().filter(|exit| exit.count == 0 && exit.reason.is_some()).collect();
    let is_silent = done.faults.is_empty() && done.repairs.is_empty();
    if is_silent && unreached.is_empty() && done.failures.is_empty() {
        return Ok(());
    }
    let language = shell.language;
    let width = shell.width;
    shell.line(painted(HEADING, &done.path))?;
    let mut list = |style, label: &str, text: &str| -> Result<(), Trouble> {
        let label_width = label.chars().count() + 2;
        for (index, line) in
            wrapped(text, width.saturating_sub(label_width + 2)).into_iter().enumerate()
        {
            if index == 0 {
                shell.line(format!("  {}: {line}", painted(style, label)))?;
            } else {
                shell.line(format!("  {}{line}", " ".repeat(label_width)))?;
            }
        }
        Ok(())
    };
    for fault in &done.faults {
        list(ERROR, language.say(Report::Fault), fault)?;
    }
    for repair in &done.repairs {
        list(WARNING, language.say(Report::Warning), repair)?;
    }
    for (why, count) in &done.failures {
        let text = language.fill(Report::FailedSoOften, &[("count", count), ("why", why)]);
        list(WARNING, language.say(Report::Warning), &text)?;
    }
    // What lies behind an exit that nobody took is not listed again, only counted.
    let (behind, unreached): (Vec<_>, Vec<_>) = unreached
        .into_iter()
        .partition(|exit| exit.reason.as_deref().is_some_and(|why| why.starts_with("behind ")));
    for same in
        unreached.chunk_by(|one, next| (&one.widget, &one.reason) == (&next.widget, &next.reason))
    {
        let [exit, ..] = same else { continue };
        let reason = exit.reason.as_deref().unwrap_or("");
        let text = format!("{} ─ {}: {reason}", exit.widget, events(same));
        list(DIM, language.say(Report::Unreached), &text)?;
    }
    if !behind.is_empty() {
        let text = match behind.len() {
            1 => language.say(Report::BehindOne).to_owned(),
            count => language.fill(Report::Behind, &[("count", &count)]),
        };
        list(DIM, language.say(Report::Unreached), &text)?;
    }
    shell.line("")
}

/// The events of exits of one widget; each once, with how often it is there.
fn events(exits: &[&ExercisedExit]) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for exit in exits {
        match counted.iter_mut().find(|(event, _)| *event == exit.event) {
            Some((_, count)) => *count += 1,
            None => counted.push((&exit.event, 1)),
        }
    }
    let shown = counted.into_iter().map(|(event, count)| match count {
        1 => event.to_owned(),
        several => format!("{event} × {several}"),
    });
    shown.collect::<Vec<_>>().join(", ")
}
