//! `centralita test`: the scenarios beside flows, and the tests in scripts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use centralita_engine::check::Sentence;
use centralita_engine::scenario::{
    BadSentence, Coverage, Report as Outcome, ScenarioFile, read_scenarios, run_scenario_with,
};
use centralita_engine::{Map, Text};
use centralita_project::answered;
use centralita_widgets::script::{CompiledScript, Scripted, run_script_tests, run_tests};
use schemars::JsonSchema;
use serde::Serialize;

use crate::files;
use crate::fitting::wrapped;
use crate::project::Projects;
use crate::shell::{DIM, ERROR, Format, GOOD, HEADING, Shell, Verdict, painted};
use crate::trouble::Trouble;
use crate::words::{Report, SCENARIO};

/// The ending of the files with scenarios.
const SCENARIOS: &str = ".scenarios.md";

/// Run the scenarios beside flows, and the tests in scripts.
///
/// The scenarios of welcome_menu.json stand in welcome_menu.scenarios.md. Files with scenarios and
/// script files can be named as well; those of a project are tested with its flows.
#[derive(Debug, clap::Args)]
pub struct Test {
    /// Flows, scenarios, scripts, or folders with them.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Look into folders in folders.
    #[arg(short, long)]
    recursive: bool,
    /// List the widgets and exits that no scenario visits.
    #[arg(long)]
    coverage: bool,
    /// Only scenarios and tests whose name has this in it.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// How to say what came of it.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// What `test --format json` says.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Tested {
    /// The scenarios.
    pub scenarios: Vec<TestedScenario>,
    /// The tests in scripts.
    pub scripts: Vec<TestedScript>,
    /// What the scenarios visit, by flow; only with `--coverage`.
    pub coverage: Vec<FlowCoverage>,
    /// How many scenarios and tests came out otherwise.
    pub failed: usize,
}

/// One scenario.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TestedScenario {
    /// The file with the scenario.
    pub path: String,
    /// Its heading.
    pub title: String,
    /// Whether it came out as it says.
    pub passed: bool,
    /// The line of the first sentence that does not hold.
    pub line: Option<usize>,
    /// That sentence.
    pub sentence: Option<String>,
    /// What happened instead.
    pub message: Option<String>,
    /// Everything that was said and done, when it did not pass.
    pub transcript: Vec<String>,
}

/// One test in a script.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TestedScript {
    /// The script's file.
    pub path: String,
    /// The test's function.
    pub test: String,
    /// Whether everything was as it should be.
    pub passed: bool,
    /// The line of the test, or of what was not.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// What was not as it should be.
    pub message: Option<String>,
}

/// What the scenarios of a flow visit.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FlowCoverage {
    /// The flow's file.
    pub path: String,
    /// How many widgets it has.
    pub widgets: usize,
    /// The widgets that no scenario visits.
    pub unvisited: Vec<String>,
    /// How many exits it has.
    pub exits: usize,
    /// The exits that no scenario takes, as `widget ─ event`.
    pub untaken: Vec<String>,
}

impl Test {
    /// Runs the tests.
    ///
    /// # Errors
    /// When a path cannot be read, or there is nothing to test.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let mut projects = Projects::default();
        let mut tested = Tested::default();
        let wanted = self.wanted(shell)?;
        for (flow, scenarios) in &wanted.flows {
            projects.around(flow, shell.language)?;
            self.test_flow(flow, scenarios, &mut projects, &mut tested, shell)?;
        }
        let mut scripts = wanted.scripts;
        for project in projects.iter() {
            let is_script =
                |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "rhai");
            scripts.extend(project.sources.keys().filter(is_script).cloned());
        }
        for path in &scripts {
            self.test_script(path, &mut tested, shell)?;
        }
        if tested.scenarios.is_empty() && tested.scripts.is_empty() && !self.coverage {
            let paths: Vec<String> =
                self.paths.iter().map(|path| path.display().to_string()).collect();
            return Err(Trouble::Misuse(
                shell.language.fill(Report::NoTests, &[("paths", &paths.join(", "))]),
            ));
        }
        match self.format {
            Format::Json => shell.json(&tested)?,
            Format::Human => {
                self.show_coverage(&tested, shell)?;
                shell.line(format!(
                    "{} scenarios, {} script tests, {} failed",
                    tested.scenarios.len(),
                    tested.scripts.len(),
                    tested.failed
                ))?;
            }
        }
        Ok(Verdict::findings_if(tested.failed > 0))
    }

    fn wanted(&self, shell: &Shell) -> Result<Wanted, Trouble> {
        let mut wanted = Wanted::default();
        for path in &self.paths {
            let name = path
                .file_name()
                .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            if let Some(stem) = name.strip_suffix(SCENARIOS) {
                wanted.flows.insert(path.with_file_name(format!("{stem}.json")), path.clone());
            } else if path.extension().is_some_and(|ending| ending == "rhai") {
                wanted.scripts.insert(path.clone());
            } else {
                let about =
                    std::fs::metadata(path).map_err(|error| Trouble::reading(path, error))?;
                let flows = match files::flows(
                    std::slice::from_ref(path),
                    self.recursive,
                    shell.language,
                ) {
                    Ok(flows) => flows,
                    // A folder may hold nothing but scripts.
                    Err(Trouble::Misuse(_)) if about.is_dir() => Vec::new(),
                    Err(trouble) => return Err(trouble),
                };
                for flow in flows {
                    let scenarios =
                        flow.with_file_name(format!("{}{SCENARIOS}", files::stem(&flow)));
                    wanted.flows.insert(flow, scenarios);
                }
                if about.is_dir() {
                    let entries =
                        std::fs::read_dir(path).map_err(|error| Trouble::reading(path, error))?;
                    let scripts = entries
                        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
                        .filter(|path| path.extension().is_some_and(|ending| ending == "rhai"));
                    wanted
                        .scripts
                        .extend(scripts.map(|path| std::path::absolute(&path).unwrap_or(path)));
                }
            }
        }
        Ok(wanted)
    }

    fn is_wanted(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|part| name.contains(part.as_str()))
    }

    fn test_flow(
        &self,
        path: &Path,
        scenarios: &Path,
        projects: &mut Projects,
        tested: &mut Tested,
        shell: &mut Shell,
    ) -> Result<(), Trouble> {
        let has_scenarios = scenarios.exists();
        if !has_scenarios && !self.coverage {
            return Ok(());
        }
        let project = projects.around(path, shell.language)?;
        let flow = files::read_flow(path)?;
        let (library, at) = project.library(path, &flow, shell.language)?;
        let mut coverage = Coverage::default();
        if has_scenarios {
            let shown = scenarios.display().to_string();
            let mut file = ScenarioFile::default();
            match files::read_text(scenarios) {
                Ok(text) => file = read_scenarios(&text),
                // One file that is no text keeps nobody from the others.
                Err(trouble @ Trouble::NotText { line, .. }) => file.faults.push(BadSentence {
                    line,
                    column: 1,
                    text: Text::default(),
                    message: trouble.sentence(shell.language).into(),
                }),
                Err(trouble) => return Err(trouble),
            }
            if self.format == Format::Human {
                shell.line(painted(HEADING, &shown))?;
            }
            for fault in &file.faults {
                tested.failed += 1;
                let scenario = TestedScenario {
                    path: shown.clone(),
                    title: String::new(),
                    passed: false,
                    line: Some(fault.line),
                    sentence: Some(fault.text.to_string()),
                    message: Some(fault.message.to_string()),
                    transcript: Vec::new(),
                };
                if self.format == Format::Human {
                    show_scenario(&scenario, shell)?;
                }
                tested.scenarios.push(scenario);
            }
            let functions = |call: &_, now| answered(&project.functions, call, now);
            let around = project.surroundings(&functions);
            for scenario in file.scenarios.iter().filter(|one| self.is_wanted(&one.title)) {
                let outcome = run_scenario_with(&library, &at, scenario, &around);
                if let Some(world) = &outcome.world {
                    coverage.add(&at.name, &world.steps);
                }
                let scenario = told(&shown, &outcome);
                tested.failed += usize::from(!scenario.passed);
                if self.format == Format::Human {
                    show_scenario(&scenario, shell)?;
                }
                tested.scenarios.push(scenario);
            }
            if self.format == Format::Human {
                shell.line("")?;
            }
        }
        if self.coverage {
            let visited = coverage.widgets(&at.name);
            let exits = coverage.exits(&at.name, &flow, &project.catalogue);
            tested.coverage.push(FlowCoverage {
                path: path.display().to_string(),
                widgets: flow.widgets().len(),
                unvisited: flow
                    .widgets()
                    .iter()
                    .filter(|widget| !visited.contains(&widget.name))
                    .map(|widget| widget.name.to_string())
                    .collect(),
                exits: exits.len(),
                untaken: exits
                    .iter()
                    .filter(|exit| exit.count == 0)
                    .map(|exit| format!("{} ─ {}", exit.widget, exit.event))
                    .collect(),
            });
        }
        Ok(())
    }

    fn test_script(
        &self,
        path: &Path,
        tested: &mut Tested,
        shell: &mut Shell,
    ) -> Result<(), Trouble> {
        let shown = files::shown(path);
        let source = files::read_text(path)?;
        // Front matter makes a widget; without it the file is a function.
        let is_widget = source.trim_start().starts_with("/*---");
        let reports = if is_widget {
            Scripted::read(&shown, &source).map(|scripted| run_tests(&scripted))
        } else {
            let script = CompiledScript::compile(&shown, &source);
            match script.faults() {
                [] => Ok(run_script_tests(&script, &Map::new())),
                faults => Err(faults.to_vec()),
            }
        };
        let results: Vec<TestedScript> = match reports {
            Err(faults) => faults
                .iter()
                .map(|fault| TestedScript {
                    path: shown.clone(),
                    test: String::new(),
                    passed: false,
                    line: fault.line,
                    column: fault.column,
                    message: Some(fault.message.to_string()),
                })
                .collect(),
            Ok(reports) => reports
                .iter()
                .filter(|report| self.is_wanted(&report.name))
                .map(|report| TestedScript {
                    path: shown.clone(),
                    test: report.name.to_string(),
                    passed: report.passed,
                    line: report.line,
                    column: report.column,
                    message: (!report.passed).then(|| report.message.to_string()),
                })
                .collect(),
        };
        if self.format == Format::Human && !results.is_empty() {
            shell.line(painted(HEADING, &shown))?;
            for result in &results {
                show_script(result, shell)?;
            }
            shell.line("")?;
        }
        tested.failed += results.iter().filter(|result| !result.passed).count();
        tested.scripts.extend(results);
        Ok(())
    }

    fn show_coverage(&self, tested: &Tested, shell: &mut Shell) -> Result<(), Trouble> {
        let language = shell.language;
        for flow in &tested.coverage {
            shell.line(painted(HEADING, &flow.path))?;
            let visited = flow.widgets - flow.unvisited.len();
            let taken = flow.exits - flow.untaken.len();
            shell.line(format!(
                "  {}",
                language.fill(
                    Report::Covered,
                    &[
                        ("visited", &visited),
                        ("widgets", &flow.widgets),
                        ("taken", &taken),
                        ("exits", &flow.exits),
                    ],
                )
            ))?;
            let lists = [(Report::Unvisited, &flow.unvisited), (Report::Untaken, &flow.untaken)];
            for (label, names) in lists.into_iter().filter(|(_, names)| !names.is_empty()) {
                let text = format!("{}: {}", language.say(label), names.join(", "));
                for line in wrapped(&text, shell.width.saturating_sub(2)) {
                    shell.line(painted(DIM, format!("  {line}")))?;
                }
            }
            shell.line("")?;
        }
        Ok(())
    }
}

/// The files to be tested.
#[derive(Default)]
struct Wanted {
    /// Flows, each with where its scenarios stand.
    flows: BTreeMap<PathBuf, PathBuf>,
    /// Scripts.
    scripts: BTreeSet<PathBuf>,
}

fn told(path: &str, outcome: &Outcome) -> TestedScenario {
    let failed = outcome.failed.as_ref();
    TestedScenario {
        path: path.to_owned(),
        title: outcome.title.to_string(),
        passed: failed.is_none(),
        line: failed.map(|failed| failed.line),
        sentence: failed.map(|failed| failed.sentence.to_string()),
        message: failed.map(|failed| failed.message.to_string()),
        transcript: match (&outcome.world, failed) {
            (Some(world), Some(_)) => {
                world.transcript.entries.iter().map(|entry| entry.said.to_string()).collect()
            }
            _ => Vec::new(),
        },
    }
}

/// A scenario that passed in one line; one that did not with everything that happened before.
fn show_scenario(scenario: &TestedScenario, shell: &mut Shell) -> Result<(), Trouble> {
    if scenario.passed {
        return shell.line(format!("  {} {}", painted(GOOD, "✓"), scenario.title));
    }
    shell.line(format!("  {} {}", painted(ERROR, "✗"), painted(HEADING, &scenario.title)))?;
    for line in &scenario.transcript {
        shell
            .line(painted(DIM, format!("      {}", crate::fitting::cut(line, shell.width - 6))))?;
    }
    if let (Some(line), Some(sentence)) = (scenario.line, &scenario.sentence) {
        let number = shell.language.fill(Report::Line, &[("line", &line)]);
        shell.line(painted(ERROR, format!("    ▸ {sentence}  ({number})")))?;
    }
    if let Some(message) = &scenario.message {
        let told = Sentence::told(message, SCENARIO);
        for line in wrapped(shell.language.of(&told), shell.width.saturating_sub(6)) {
            shell.line(format!("      {line}"))?;
        }
    }
    Ok(())
}

fn show_script(result: &TestedScript, shell: &mut Shell) -> Result<(), Trouble> {
    let name = result.test.strip_prefix("test_").unwrap_or(&result.test).replace('_', " ");
    if result.passed {
        return shell.line(format!("  {} {name}", painted(GOOD, "✓")));
    }
    let place = format!("{}:{}:{}", result.path, result.line, result.column);
    shell.line(format!("  {} {name}", painted(ERROR, "✗")))?;
    shell.line(painted(DIM, format!("      {place}")))?;
    for line in wrapped(result.message.as_deref().unwrap_or(""), shell.width.saturating_sub(6)) {
        shell.line(format!("      {line}"))?;
    }
    Ok(())
}
