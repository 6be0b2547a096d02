//! `centralita route check`: what is wrong with plans, and whether tasks find their way through them.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use centralita_engine::{Lines, Span};
use centralita_routing::crew::{Crew, CrewProblem};
use centralita_routing::exercise::{Around, Exercised, exercise};
use centralita_routing::expression::Vocabulary;
use centralita_routing::plan::{Plan, Surroundings};
use centralita_routing::{Problem, Sentence, Severity};
use schemars::JsonSchema;
use serde::Serialize;

use super::{crew_beside, handed_over};
use crate::excerpt::Excerpt;
use crate::files;
use crate::fitting::wrapped;
use crate::plans::read_crew;
use crate::project::Projects;
use crate::shell::{DIM, ERROR, Format, HEADING, Shell, Verdict, painted};
use crate::trouble::Trouble;
use crate::words::{Language, Report, Routing};

/// Tell what is wrong with plans, and send tasks through them.
///
/// Tasks and workers are made to order from the plan's own conditions, so that every target is
/// looked for. A target that no task comes to is listed with its reason. The last line counts all.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// Plans, or folders with plans.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Look into folders in folders.
    #[arg(short, long)]
    recursive: bool,
    /// The people and their queues; otherwise crew.toml beside each plan, if there is one.
    #[arg(long, value_name = "FILE")]
    crew: Option<PathBuf>,
    /// The number from which all chance comes; the same number gives the same tasks.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How to say what was found.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// What `route check --format json` says.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct CheckedPlans {
    /// The plans, in the order of their paths.
    pub plans: Vec<CheckedPlan>,
    /// The crews that were read with them, each once.
    pub crews: Vec<CheckedCrew>,
    /// How many filters there are in all.
    pub filters: usize,
    /// How many targets there are in all.
    pub targets: usize,
    /// How many targets a task came to.
    pub reached: usize,
    /// How many errors there are in all.
    pub errors: usize,
    /// How many warnings there are in all.
    pub warnings: usize,
    /// How many faults there are in all: what must never happen, whatever a plan says.
    pub faults: usize,
}

/// One plan.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CheckedPlan {
    /// Its file.
    pub path: String,
    /// What is wrong with it.
    pub problems: Vec<FoundInPlan>,
    /// How many tasks were sent through it.
    pub tasks: usize,
    /// Targets that no task came to.
    pub unreached: Vec<UnreachedTarget>,
    /// What must never happen and did.
    pub faults: Vec<String>,
}

/// One crew.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CheckedCrew {
    /// Its file.
    pub path: String,
    /// What is wrong with it.
    pub problems: Vec<FoundInCrew>,
}

/// Something that is wrong with a crew.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FoundInCrew {
    /// `error` or `warning`.
    pub severity: String,
    /// The kind of problem.
    pub code: String,
    /// The name of the queue, worker or other thing it is about.
    pub about: String,
    /// What is wrong and what to do.
    pub message: String,
    /// The line, counted from 1; none when what it is about has no place of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The column in characters, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

/// Something that is wrong with a plan.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FoundInPlan {
    /// `error` or `warning`.
    pub severity: String,
    /// The kind of problem.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

/// A target that no task came to.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnreachedTarget {
    /// The filter's name, or its number from 1.
    pub filter: String,
    /// The target's number, from 1.
    pub target: usize,
    /// The line on which it stands, counted from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

impl Check {
    /// Checks the plans.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let paths = files::plans(&self.paths, self.recursive, shell.language)?;
        let mut all = CheckedPlans::default();
        let mut projects = Projects::default();
        for (done, path) in paths.iter().enumerate() {
            shell.progress(done, paths.len(), path.display());
            let own_crew = match self.crew.clone().or_else(|| crew_beside(path)) {
                Some(file) => {
                    let crew = read_crew(&file, shell.language)?;
                    self.crew(&file, &crew, &mut all, shell)?;
                    Some(crew)
                }
                None => None,
            };
            let project = match projects.around(path, shell.language) {
                // What is wrong with a crew is shown above, and the plan is judged all the same.
                Err(Trouble::Crew(_)) if own_crew.is_some() => Rc::default(),
                project => project?,
            };
            let of_project = || project.office.as_ref().map(|office| Crew::clone(&office.crew));
            let crew = own_crew.or_else(of_project);
            let text = files::read_text(path)?;
            let plan = Plan::read(&text);
            let tasks = handed_over::vocabulary(&project, path, shell.language);
            let problems = problems(&plan, crew.as_ref(), tasks.as_ref());
            // What is wrong with a crew is told of the crew; the plan is tried with people made up.
            let works =
                |crew: &Crew| crew.check().iter().all(|one| one.severity != Severity::Error);
            let around = Around { crew: crew.filter(works).unwrap_or_default() };
            let mut exercised = exercise(&plan, &around, self.seed);
            if plan.text() != text {
                exercised.faults.push(Sentence::new(
                    "the plan is not written back as it was read",
                    "el plan no se escribe tal como se leyó",
                ));
            }
            let lines = Lines::of(&text);
            shell.progress_is_over();
            if self.format == Format::Human {
                show(path, &lines, &problems, &exercised, shell)?;
            }
            all.add(path, &lines, problems, exercised);
        }
        shell.progress_is_over();
        match self.format {
            Format::Json => shell.json(&all)?,
            Format::Human => shell.line(format!(
                "{} plans, {} filters, {} of {} targets reached, {} errors, {} warnings, {} faults",
                all.plans.len(),
                all.filters,
                all.reached,
                all.targets,
                all.errors,
                all.warnings,
                all.faults
            ))?,
        }
        Ok(Verdict::findings_if(all.errors + all.warnings + all.faults > 0))
    }

    /// Tells what is wrong with a crew, once.
    fn crew(
        &self,
        path: &Path,
        crew: &Crew,
        all: &mut CheckedPlans,
        shell: &mut Shell,
    ) -> Result<(), Trouble> {
        let shown = path.display().to_string();
        if all.crews.iter().any(|known| known.path == shown) {
            return Ok(());
        }
        let text = files::read_text(path)?;
        let lines = Lines::of(&text);
        let problems = crew.check_in(&text);
        if self.format == Format::Human && !problems.is_empty() {
            shell.progress_is_over();
            for problem in &problems {
                let excerpt = Excerpt {
                    is_error: problem.severity == Severity::Error,
                    code: problem.code.0,
                    message: shell.language.routed(&problem.message),
                    help: None,
                    path: &shown,
                    place: problem.span.map(|place| (&lines, span(place))),
                    inside: None,
                    labels: labels(shell.language),
                    width: shell.width,
                };
                shell.line(excerpt.render())?;
                shell.line("")?;
            }
        }
        all.add_crew(shown, &lines, problems);
        Ok(())
    }
}

impl CheckedPlans {
    fn add_crew(&mut self, path: String, lines: &Lines<'_>, problems: Vec<CrewProblem>) {
        let errors = problems.iter().filter(|one| one.severity == Severity::Error).count();
        self.errors += errors;
        self.warnings += problems.len() - errors;
        let problems = problems.into_iter().map(|problem| {
            let place = problem.span.map(|place| lines.line_and_column(span(place)));
            FoundInCrew {
                severity: word(problem.severity).to_owned(),
                code: problem.code.to_string(),
                about: problem.about.to_string(),
                message: problem.message.to_string(),
                line: place.map(|(line, _)| line),
                column: place.map(|(_, column)| column),
            }
        });
        self.crews.push(CheckedCrew { path, problems: problems.collect() });
    }

    fn add(
        &mut self,
        path: &Path,
        lines: &Lines<'_>,
        problems: Vec<Problem>,
        exercised: Exercised,
    ) {
        self.filters += exercised.filters;
        self.targets += exercised.targets;
        self.reached += exercised.reached;
        self.faults += exercised.faults.len();
        let errors = problems.iter().filter(|one| one.severity == Severity::Error).count();
        self.errors += errors;
        self.warnings += problems.len() - errors;
        let unreached = exercised.unreached.into_iter().map(|one| UnreachedTarget {
            line: lines.line_and_column(span(one.span)).0,
            filter: one.filter.to_string(),
            target: one.target,
            reason: one.reason.to_string(),
        });
        self.plans.push(CheckedPlan {
            path: path.display().to_string(),
            tasks: exercised.tasks,
            unreached: unreached.collect(),
            faults: exercised.faults.iter().map(Sentence::to_string).collect(),
            problems: problems
                .into_iter()
                .map(|problem| {
                    let (line, column) = lines.line_and_column(span(problem.span));
                    FoundInPlan {
                        severity: word(problem.severity).to_owned(),
                        code: problem.code.to_string(),
                        message: problem.message.to_string(),
                        line,
                        column,
                    }
                })
                .collect(),
        });
    }
}

/// The word of programs for how bad it is.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// The words for error, warning and help.
fn labels(language: Language) -> [&'static str; 3] {
    [language.say(Report::Error), language.say(Report::Warning), language.say(Report::Help)]
}

/// Everything that is wrong with a plan, given the crew if there is one, and what the flows of its
/// project say of tasks.
fn problems(plan: &Plan, crew: Option<&Crew>, tasks: Option<&Vocabulary>) -> Vec<Problem> {
    let mut problems = match (crew, tasks) {
        (Some(crew), Some(tasks)) => crew.problems_of_routing(plan, tasks),
        (Some(crew), None) => crew.problems_of(plan),
        (None, tasks) => plan.check(&Surroundings { tasks, ..Surroundings::default() }),
    };
    if let Some(tasks) = tasks {
        handed_over::add_unset(plan, tasks, &mut problems);
    }
    problems
}

/// A place in a plan, in the terms of the excerpts.
fn span(span: centralita_routing::Span) -> Span {
    Span::new(span.start as usize, span.end as usize)
}

fn show(
    path: &Path,
    lines: &Lines<'_>,
    problems: &[Problem],
    exercised: &Exercised,
    shell: &mut Shell,
) -> Result<(), Trouble> {
    let language = shell.language;
    let shown = path.display().to_string();
    for problem in problems {
        let excerpt = Excerpt {
            is_error: problem.severity == Severity::Error,
            code: problem.code.0,
            message: language.routed(&problem.message),
            help: None,
            path: &shown,
            place: Some((lines, span(problem.span))),
            inside: None,
            labels: labels(language),
            width: shell.width,
        };
        shell.line(excerpt.render())?;
        shell.line("")?;
    }
    if !exercised.unreached.is_empty() || !exercised.faults.is_empty() {
        shell.line(painted(HEADING, &shown))?;
    }
    for fault in &exercised.faults {
        let fault = language.routed(fault);
        shell.line(format!("  {}: {fault}", painted(ERROR, language.say(Report::Fault))))?;
    }
    for one in &exercised.unreached {
        let line = lines.line_and_column(span(one.span)).0;
        let said = language.fill(
            Routing::UnreachedTarget,
            &[
                ("line", &line),
                ("filter", &language.routed(&one.filter)),
                ("target", &one.target),
                ("why", &language.routed(&one.reason)),
            ],
        );
        for part in wrapped(&said, shell.width.saturating_sub(2).max(40)) {
            shell.line(painted(DIM, format!("  {part}")))?;
        }
    }
    Ok(())
}
