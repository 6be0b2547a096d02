//! Every scenario beside a sample flow, one test each, named after its heading.
//!
//! What a flow does for another flow counts as visited too, whoever's scenario it is.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use centralita_engine::Flow;
use centralita_engine::exec::{FlowRef, Library, Settings};
use centralita_engine::scenario::{Coverage, Scenario, read_scenarios, run_scenario};
use centralita_tests::{files, read, root};
use centralita_widgets::builtin;
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let catalogue = builtin();
    let mut library = Library::new(Settings::default());
    let folder = root().join("flows");
    let flows: Vec<(PathBuf, FlowRef, Flow)> = files(&folder, ".json")
        .into_iter()
        .map(|path| {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let flow = Flow::read(&read(&path));
            let at = FlowRef::new(stem, 1);
            if let Err(problems) = library.add(&flow, at.clone(), &catalogue) {
                panic!("{}: {problems:?}", path.display());
            }
            (path, at, flow)
        })
        .collect();
    let library = Arc::new(library);
    let told: Told = Arc::new(
        flows
            .iter()
            .map(|(path, at, _)| (at.clone(), path.with_extension("scenarios.md")))
            .filter(|(_, beside)| beside.exists())
            .map(|(at, beside)| (at, read_scenarios(&read(&beside)).scenarios))
            .collect(),
    );
    let visited: Arc<OnceLock<Coverage>> = Arc::default();
    let mut trials = Vec::new();
    for (path, at, flow) in flows {
        let beside = path.with_extension("scenarios.md");
        let name = at.name.to_string();
        if !beside.exists() {
            let missing =
                format!("{} is missing: every sample flow has scenarios", beside.display());
            trials.push(Trial::test(format!("{name}: has scenarios"), move || Err(missing.into())));
            continue;
        }
        let file = read_scenarios(&read(&beside));
        for fault in file.faults.clone() {
            let place = format!("{}:{}:{}", beside.display(), fault.line, fault.column);
            trials.push(Trial::test(
                format!("{name}: line {} is understood", fault.line),
                move || Err(format!("{place}: {}\n  {}", fault.message, fault.text).into()),
            ));
        }
        let scenarios: Arc<Vec<Scenario>> = Arc::new(file.scenarios);
        for place in 0..scenarios.len() {
            let (library, at, scenarios) = (library.clone(), at.clone(), scenarios.clone());
            let title = format!("{name}: {}", scenarios[place].title);
            trials.push(Trial::test(title, move || holds(&library, &at, &scenarios[place])));
        }
        let (library, catalogue) = (library.clone(), catalogue.clone());
        let (told, visited) = (told.clone(), visited.clone());
        trials.push(Trial::test(format!("{name}: the scenarios visit every exit"), move || {
            let coverage = visited.get_or_init(|| visits(&library, &told));
            let open: Vec<String> = coverage
                .exits(&at.name, &flow, &catalogue)
                .iter()
                .filter(|exit| {
                    exit.count == 0
                        && exit
                            .transition
                            .is_some_and(|place| is_connected(&flow, exit.widget.as_str(), place))
                })
                .map(|exit| format!("{} on \"{}\"", exit.widget, exit.event))
                .collect();
            if open.is_empty() {
                Ok(())
            } else {
                Err(format!("not visited: {}", open.join(", ")).into())
            }
        }));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

/// All scenarios, each with the flow it begins in.
type Told = Arc<Vec<(FlowRef, Vec<Scenario>)>>;

/// What all scenarios together visit.
fn visits(library: &Library, told: &Told) -> Coverage {
    let mut coverage = Coverage::default();
    for (at, scenarios) in told.iter() {
        for scenario in scenarios {
            if let Some(world) = run_scenario(library, at, scenario).world {
                coverage.add(&at.name, &world.steps);
            }
        }
    }
    coverage
}

/// A sample flow shows every exit of its widgets; those that lead nowhere end the branch on purpose.
fn is_connected(flow: &Flow, widget: &str, place: usize) -> bool {
    flow.widget(widget)
        .and_then(|widget| widget.transitions.get(place))
        .is_some_and(|transition| transition.next.is_some())
}

fn holds(library: &Library, at: &FlowRef, scenario: &Scenario) -> Result<(), Failed> {
    let report = run_scenario(library, at, scenario);
    match report.failed {
        None => Ok(()),
        Some(failed) => {
            let told = report.world.map(|world| world.transcript.to_string()).unwrap_or_default();
            Err(format!(
                "line {}: {}\n  {}\n\n{told}",
                failed.line, failed.sentence, failed.message
            )
            .into())
        }
    }
}
