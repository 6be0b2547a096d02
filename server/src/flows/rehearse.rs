//! Rehearsals: the scenarios of a flow, run on the server with what it has: its widget types, its other flows, the
//! project's functions, and its people and plans.

use std::sync::Arc;
use std::time::Duration;

use centralita_engine::scenario::{
    Failed, Office, Report, Surroundings, read_scenarios, run_scenario_with,
};
use centralita_engine::{Flow, FlowRef, Library, Text};
use centralita_project::{Staffed, answered};
use centralita_widgets::script::LocalFunctions;
use tokio::time::Instant;

use crate::flows::{Flows, FlowsError};
use crate::ids::TenantId;

/// How many scenarios one flow has at most, and how long they all may take.
const MOST: usize = 500;
const LONGEST: Duration = Duration::from_secs(20);

/// What scenarios have around them on this server.
#[derive(Clone)]
pub struct Rehearsal {
    /// The project's own functions.
    pub functions: Arc<LocalFunctions>,
    /// The people and plans by which tasks find somebody; without them, sentences play the people.
    pub office: Option<Arc<Staffed>>,
}

/// What came of the scenarios of a flow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rehearsed {
    /// Each scenario by its title, with the first sentence that did not hold.
    pub results: Vec<(Text, Option<Failed>)>,
}

impl Rehearsed {
    /// Those that did not come out as they say.
    pub fn failed(&self) -> impl Iterator<Item = &(Text, Option<Failed>)> {
        self.results.iter().filter(|(_, failed)| failed.is_some())
    }
}

impl Flows {
    /// Runs scenarios in a text of a flow.
    ///
    /// # Errors
    /// When the flow cannot be run at all, or the store cannot be asked which others there are.
    pub async fn rehearse(
        &self,
        tenant: TenantId,
        flow: &str,
        definition: &str,
        scenarios: &str,
        around: &Rehearsal,
    ) -> Result<Rehearsed, FlowsError> {
        // Revisions are counted from 1: nobody else has this one.
        let at = FlowRef::new(flow, 0);
        let text = Flow::read(definition);
        let no_start = |problems| FlowsError::NoStart { flow: at.clone(), problems };
        let mut alone = Library::new(self.settings.clone());
        alone.add(&text, at.clone(), &self.catalogue).map_err(no_start)?;
        let mut inner = Vec::new();
        for wanted in alone.program(&at).into_iter().flat_map(|program| program.runs()) {
            inner.extend(self.fetch(tenant, wanted, false).await?);
        }
        for flow in inner {
            self.fetch_inner(tenant, &flow, &[]).await?;
        }
        let mut library = Library::clone(&self.library(tenant));
        library.add(&text, at.clone(), &self.catalogue).map_err(no_start)?;
        let (around, scenarios) = (around.clone(), scenarios.to_owned());
        let begun = Instant::now();
        // Nobody else waits meanwhile.
        let run =
            tokio::task::spawn_blocking(move || run(&library, &at, &scenarios, &around, begun));
        // A run that broke off says so as a scenario that failed.
        Ok(run.await.unwrap_or_else(|_| broken_off("The run broke off.")))
    }
}

fn run(
    library: &Library,
    at: &FlowRef,
    scenarios: &str,
    around: &Rehearsal,
    begun: Instant,
) -> Rehearsed {
    let file = read_scenarios(scenarios);
    let functions = |call: &_, now| answered(&around.functions, call, now);
    let office = around.office.as_deref().map(|office| office as &dyn Office);
    let surroundings = Surroundings { functions: &functions, office };
    let mut done = Rehearsed::default();
    for fault in &file.faults {
        let (line, message) = (fault.line, Text::from(fault.message.to_string()));
        done.results
            .push((Text::default(), Some(Failed { line, sentence: Text::default(), message })));
    }
    for scenario in &file.scenarios {
        if done.results.len() >= MOST || begun.elapsed() > LONGEST {
            let why =
                "The scenarios take too long here, or there are too many: the rest was not run.";
            done.results.extend(broken_off(why).results);
            break;
        }
        let Report { title, failed, .. } = run_scenario_with(library, at, scenario, &surroundings);
        done.results.push((title, failed));
    }
    done
}

fn broken_off(why: &str) -> Rehearsed {
    let failed = Failed { line: 1, sentence: Text::default(), message: why.into() };
    Rehearsed { results: vec![(Text::default(), Some(failed))] }
}
