//! The scenarios of a flow: run all of them, and see which exits none of them takes.

use std::collections::BTreeMap;

use centralita_engine::declare::Catalogue;
use centralita_engine::scenario::{Coverage, ExitSeen, read_scenarios, run_scenario_with};
use centralita_engine::{Flow, Time};
use centralita_project::{Project, answered};

/// The scenarios of a flow, and what came of them.
#[derive(Clone, Debug, Default)]
pub struct Checks {
    /// The file's text; none when there is no such file.
    pub text: Option<String>,
    /// Over which version of the server's they are kept; 0 for files.
    pub version: u64,
    /// What came of each, in the order of the file.
    pub results: Vec<Checked>,
    /// Sentences that nobody understands, with their lines.
    pub faults: Vec<(usize, String)>,
    /// Every exit of the flow, and how often the scenarios took it.
    pub exits: Vec<ExitSeen>,
    /// Whether exits that none takes are marked on the canvas.
    pub shows_coverage: bool,
}

/// A scenario, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// Its title.
    pub title: String,
    /// The first sentence that did not hold: its line, what it says, and what happened instead.
    pub failed: Option<(usize, String, String)>,
}

impl Checks {
    /// Runs every scenario of a text, in a project.
    pub fn run(
        &mut self,
        name: &str,
        flow: &Flow,
        beside: &BTreeMap<String, Flow>,
        catalogue: &Catalogue,
        project: &Project,
    ) {
        let file = read_scenarios(self.text.as_deref().unwrap_or(""));
        self.results.clear();
        self.faults =
            file.faults.iter().map(|fault| (fault.line, fault.message.to_string())).collect();
        let mut coverage = Coverage::default();
        let neighbours = beside.iter().map(|(name, flow)| (name.clone(), flow.clone()));
        let Ok((library, at)) = project.library(name, flow, catalogue, neighbours) else { return };
        let functions = |call: &_, now: Time| answered(&project.functions, call, now);
        let around = project.surroundings(&functions);
        for scenario in &file.scenarios {
            let report = run_scenario_with(&library, &at, scenario, &around);
            if let Some(world) = &report.world {
                coverage.add(&at.name, &world.steps);
            }
            let failed = report.failed.map(|failed| {
                (failed.line, failed.sentence.to_string(), failed.message.to_string())
            });
            self.results.push(Checked { title: scenario.title.to_string(), failed });
        }
        self.exits = coverage.exits(&at.name, flow, catalogue);
        self.exits.retain(|exit| exit.transition.is_some());
        self.shows_coverage = true;
    }

    /// How many came out as they say.
    pub fn passed(&self) -> usize {
        self.results.iter().filter(|one| one.failed.is_none()).count()
    }

    /// How many exits some scenario takes.
    pub fn taken(&self) -> usize {
        self.exits.iter().filter(|exit| exit.count > 0).count()
    }
}
