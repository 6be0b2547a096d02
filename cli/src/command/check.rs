//! `centralita check`: what is wrong with flows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use centralita_engine::check::{Code, Problem, Sentence, Severity, check};
use centralita_engine::{Flow, Lines, Text};
use centralita_project::known::check_settings;
use schemars::JsonSchema;
use serde::Serialize;

use crate::excerpt::Excerpt;
use crate::files;
use crate::fitting::wrapped;
use crate::project::{Project, Projects, beside};
use crate::shell::{Format, Shell, Verdict, WARNING, painted};
use crate::trouble::Trouble;
use crate::words::{Language, Report};

/// Tell what is wrong with flows.
///
/// Errors keep a flow from working and from being published; warnings are things a caller could run
/// into. The last line counts them.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// Flows, or folders with flows.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Look into folders in folders.
    #[arg(short, long)]
    recursive: bool,
    /// Apply the fixes that are offered, but for those that take something away.
    #[arg(long)]
    fix: bool,
    /// With --fix: also take away what nothing leads to and what is never taken.
    #[arg(long, requires = "fix")]
    remove: bool,
    /// How to say what was found.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// What `check --format json` says.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Checked {
    /// The flows, in the order of their paths.
    pub flows: Vec<CheckedFlow>,
    /// What is wrong with the scripts of their projects.
    pub scripts: Vec<ScriptProblem>,
    /// How many errors there are in all.
    pub errors: usize,
    /// How many warnings there are in all.
    pub warnings: usize,
}

/// One flow.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CheckedFlow {
    /// Its file.
    pub path: String,
    /// What is wrong with it.
    pub problems: Vec<Found>,
}

/// Something that is wrong with a script; always an error.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ScriptProblem {
    /// The script's file.
    pub path: String,
    /// What is wrong and what to do.
    pub message: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

/// Something that is wrong with a flow.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Found {
    /// `error` or `warning`.
    pub severity: String,
    /// The check that found it.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
    /// The widget; none means the flow as a whole.
    pub widget: Option<String>,
    /// The property.
    pub field: Option<String>,
    /// The place of the transition in the widget's transitions, counted from 0.
    pub transition: Option<usize>,
    /// The line in the file, counted from 1.
    pub line: Option<usize>,
    /// The column in characters, counted from 1.
    pub column: Option<usize>,
    /// What the offered fix does, when there is one.
    pub fix: Option<String>,
}

impl Check {
    /// Checks the flows.
    ///
    /// # Errors
    /// When a path cannot be read.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let paths = files::flows(&self.paths, self.recursive, shell.language)?;
        let mut checked = Checked::default();
        let mut projects = Projects::default();
        for (index, path) in paths.iter().enumerate() {
            shell.progress(index, paths.len(), path.display());
            let project = projects.around(path, shell.language)?;
            let mut flow = files::read_flow(path)?;
            let mut problems = problems(&flow, path, &project);
            // A file with bytes that would be lost is told about and left alone.
            if self.fix && files::read_flow_to_write(path, shell.language).is_ok() {
                let mended = mended(&flow, &problems, self.remove, path, &project);
                if mended != flow {
                    files::write(path, mended.text())?;
                    flow = mended;
                    problems = self::problems(&flow, path, &project);
                }
            }
            for problem in &problems {
                match problem.severity {
                    Severity::Error => checked.errors += 1,
                    Severity::Warning => checked.warnings += 1,
                }
            }
            let lines = Lines::of(flow.document().text());
            if self.format == Format::Human && !problems.is_empty() {
                shell.progress_is_over();
                show(path, &lines, &problems, shell)?;
            }
            checked.flows.push(CheckedFlow {
                path: path.display().to_string(),
                problems: problems.iter().map(|problem| found(&lines, problem)).collect(),
            });
        }
        shell.progress_is_over();
        for project in projects.iter() {
            self.check_scripts(project, &mut checked, shell)?;
        }
        match self.format {
            Format::Json => shell.json(&checked)?,
            Format::Human => shell.line(format!(
                "{} flows, {} errors, {} warnings",
                checked.flows.len(),
                checked.errors,
                checked.warnings
            ))?,
        }
        Ok(Verdict::findings_if(checked.errors + checked.warnings > 0))
    }
}

impl Check {
    /// Tells what is wrong with the scripts of a project that a flow was in.
    fn check_scripts(
        &self,
        project: &Project,
        checked: &mut Checked,
        shell: &mut Shell,
    ) -> Result<(), Trouble> {
        let language = shell.language;
        let labels = [
            language.say(Report::Error),
            language.say(Report::Warning),
            language.say(Report::Help),
        ];
        for (path, fault) in &project.faults {
            checked.errors += 1;
            let path_text = path.display().to_string();
            if self.format == Format::Human {
                let source = Lines::of(project.sources.get(path).map_or("", String::as_str));
                let excerpt = Excerpt {
                    is_error: true,
                    code: "script_fault",
                    message: &fault.message,
                    help: None,
                    path: &path_text,
                    place: Some((&source, fault.span)),
                    inside: None,
                    labels,
                    width: shell.width,
                };
                shell.line(excerpt.render())?;
                shell.line("")?;
            }
            checked.scripts.push(ScriptProblem {
                path: path_text,
                message: fault.message.to_string(),
                line: fault.line,
                column: fault.column,
            });
        }
        Ok(())
    }
}

/// Everything that is wrong with `flow`.
fn problems(flow: &Flow, path: &Path, project: &Project) -> Vec<Problem> {
    // Outside a project nobody asks which flows there are.
    let beside = project.root.as_ref().map(|_| beside(path, Language::En)).unwrap_or_default();
    let beside = beside.iter().map(|path| Text::from(files::stem(path)));
    let settings = check_settings(project, beside);
    let mut problems = check(flow, &project.catalogue, &settings);
    let is_plan = flow.definition().get("task_routing").is_some();
    for problem in problems.iter_mut().filter(|one| is_plan && one.code.to_string() == "no_widgets")
    {
        problem.message = Sentence::new(
            "This is a routing plan, not a flow. Check it by: centralita route check.",
            "Esto es un plan de asignación, no un flujo. Revíselo con: centralita route check.",
        );
    }
    problems
}

/// `flow` after every offered fix that can be applied; each is looked for anew, since a fix can move
/// or mend what others are about. What somebody made is only taken away when `remove` says so.
fn mended(flow: &Flow, problems: &[Problem], remove: bool, path: &Path, project: &Project) -> Flow {
    let mut flow = flow.clone();
    let mut open = problems.to_vec();
    // A fix that brings about the next problem must not keep this running.
    for _ in 0..1000 {
        let next = open
            .iter()
            .filter_map(|problem| problem.fix.as_ref())
            .filter(|fix| remove || !fix.takes_away)
            .find_map(|fix| fix.edit.apply(&flow).ok().filter(|mended| *mended != flow));
        match next {
            Some(mended) => flow = mended,
            None => break,
        }
        open = self::problems(&flow, path, project);
    }
    flow
}

fn found(lines: &Lines<'_>, problem: &Problem) -> Found {
    let place = problem.place.span.map(|span| lines.line_and_column(span));
    Found {
        severity: match problem.severity {
            Severity::Error => "error".into(),
            Severity::Warning => "warning".into(),
        },
        code: problem.code.to_string(),
        message: problem.message.to_string(),
        widget: problem.place.widget.as_ref().map(|widget| widget.to_string()),
        field: problem.place.field.as_ref().map(|field| field.to_string()),
        transition: problem.place.transition,
        line: place.map(|(line, _)| line),
        column: place.map(|(_, column)| column),
        fix: problem.fix.as_ref().map(|fix| fix.label.to_string()),
    }
}

/// How many problems of one kind a flow shows to a person; the rest is counted. Nobody reads on
/// beyond a hundred of the same, and what mends one mostly mends them all.
const SHOWN_OF_A_KIND: usize = 100;

/// How many warnings of one kind a flow shows with an excerpt; the others follow in a list, each with
/// its whole sentence. Who has seen three questions without an answer for silence knows the rest.
const EXCERPTS_OF_A_KIND: usize = 3;

fn show(
    path: &Path,
    lines: &Lines<'_>,
    problems: &[Problem],
    shell: &mut Shell,
) -> Result<(), Trouble> {
    let language = shell.language;
    let labels =
        [language.say(Report::Error), language.say(Report::Warning), language.say(Report::Help)];
    let path = path.display().to_string();
    let mut kinds: BTreeMap<Code, usize> = BTreeMap::new();
    let mut listed: BTreeMap<Code, Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        let count = kinds.entry(problem.code).or_default();
        *count += 1;
        if *count > SHOWN_OF_A_KIND {
            continue;
        }
        let is_error = problem.severity == Severity::Error;
        if !is_error && *count > EXCERPTS_OF_A_KIND {
            listed.entry(problem.code).or_default().push(problem);
            continue;
        }
        let help = problem.fix.as_ref().map(|fix| {
            let how = if fix.takes_away { Report::RemovalOffered } else { Report::FixOffered };
            language.fill(how, &[("fix", &language.of(&fix.label))])
        });
        let field = problem.place.field.as_deref().unwrap_or("");
        let excerpt = Excerpt {
            is_error,
            code: problem.code.0,
            message: language.of(&problem.message),
            help: help.as_deref(),
            path: &path,
            place: problem.place.span.map(|span| (lines, span)),
            inside: problem
                .place
                .inside
                .as_ref()
                .map(|inside| (inside.source.as_str(), inside.span, field)),
            labels,
            width: shell.width,
        };
        shell.line(excerpt.render())?;
        shell.line("")?;
    }
    for (code, problems) in listed {
        let more = problems.len();
        let head = match more {
            1 => language.fill(Report::OneMoreLikeThese, &[("path", &path), ("code", &code)]),
            _ => language
                .fill(Report::MoreLikeThese, &[("path", &path), ("code", &code), ("more", &more)]),
        };
        shell.line(painted(WARNING, head))?;
        for problem in problems {
            let line = problem.place.span.map_or(1, |span| lines.line_and_column(span).0);
            let start = format!("  {line:>5}  ");
            let sentence = wrapped(
                language.of(&problem.message),
                shell.width.saturating_sub(start.len()).max(40),
            );
            for (index, text) in sentence.iter().enumerate() {
                let beside = if index == 0 { start.clone() } else { " ".repeat(start.len()) };
                shell.line(format!("{beside}{text}"))?;
            }
        }
        shell.line("")?;
    }
    for (code, count) in kinds.into_iter().filter(|(_, count)| *count > SHOWN_OF_A_KIND) {
        let more = count - SHOWN_OF_A_KIND;
        let told = language.fill(
            Report::MoreOfAKind,
            &[("path", &path), ("more", &more), ("code", &code), ("count", &count)],
        );
        shell.line(painted(WARNING, told))?;
        shell.line("")?;
    }
    Ok(())
}
