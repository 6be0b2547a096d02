//! The diary: what was done in a conversation, to be kept as a scenario.

use centralita_engine::scenario::{
    Entry, Office, Said, Scenario, Surroundings, TaskBecame, World, begins, noticed,
    print_scenario, read_scenarios, run_scenario_with,
};
use centralita_engine::{FlowRef, Library, Text, Time};
use centralita_project::Staffed;

use super::answers::GivenAnswer;
use super::{Opening, people, quoted};

/// What was done, and what the world answered.
#[derive(Clone, Debug)]
pub struct Diary {
    /// How it began.
    beginning: Vec<String>,
    begins: String,
    /// What the person did, each with how long the transcript was before.
    acts: Vec<(usize, String)>,
    /// What the world answered, as sentences after `given`.
    givens: Vec<String>,
    /// The answers that were not typed, to be shown beside their questions.
    pub replies: Vec<GivenAnswer>,
}

impl Diary {
    /// The diary of a conversation that opens like this.
    pub fn begin(opening: &Opening) -> Diary {
        let mut beginning = vec![format!("given the time is \"{}\"", time(opening.at))];
        if opening.seed != 1 {
            beginning.push(format!("given the seed is {}", opening.seed));
        }
        for (path, value) in &opening.known {
            beginning.push(format!("given `{path}` is {}", value.to_json()));
        }
        let begins = begins(&opening.how, &opening.from, &opening.to);
        Diary { beginning, begins, acts: Vec::new(), givens: Vec::new(), replies: Vec::new() }
    }

    /// The person did something when the transcript had `place` entries.
    pub fn act(&mut self, place: usize, sentence: String) {
        self.acts.push((place, sentence));
    }

    /// Whether somebody took the task.
    pub fn task_is_taken(&self) -> bool {
        let about_tasks = |(_, sentence): &&(usize, String)| sentence.starts_with("the task is ");
        self.acts.iter().rev().find(about_tasks).is_some_and(|(_, what)| what.ends_with("accepted"))
    }

    /// The world answered something.
    pub fn given(&mut self, sentence: String) {
        let sentence = format!("given {sentence}");
        let answers_once = sentence.contains(" once answers ");
        if answers_once || !self.givens.contains(&sentence) {
            self.givens.push(sentence);
        }
    }

    /// A title: how it begins and what was done, such as `Call, presses 1, hangs up`.
    pub fn title(&self) -> String {
        let first = self.begins.split(' ').next().unwrap_or("");
        let mut title = crate::files::capitalised(first);
        for (_, sentence) in self.acts.iter().take(4) {
            title.push_str(", ");
            title.push_str(sentence);
        }
        if self.acts.len() > 4 {
            title.push_str(", …");
        }
        crate::fitting::cut(&title, 90)
    }

    /// The scenario called `title`, in Markdown.
    pub fn scenario(&self, title: &str, world: &World, library: &Library) -> String {
        let mut lines = self.beginning.clone();
        lines.extend(self.givens.iter().cloned());
        lines.push(self.begins.clone());
        let entries = &world.transcript.entries;
        let mut from = 0;
        let mut asked = Vec::new();
        let is_routed = world.router().is_some();
        for (place, sentence) in &self.acts {
            let turn = entries.get(from..*place).unwrap_or(&[]);
            lines
                .extend(turn.iter().filter_map(|entry| {
                    noticed(&entry.said, &library.settings().names, is_routed)
                }));
            lines.extend(who_is_asked(turn, &mut asked));
            from = *place;
            lines.push(sentence.clone());
        }
        let turn = entries.get(from..).unwrap_or(&[]);
        lines.extend(
            turn.iter()
                .filter_map(|entry| noticed(&entry.said, &library.settings().names, is_routed)),
        );
        lines.extend(who_is_asked(turn, &mut asked));
        let visited: Vec<&str> = entries
            .iter()
            .filter_map(|entry| match &entry.said {
                Said::Visited { widget, .. } => Some(widget.as_str()),
                _ => None,
            })
            .collect();
        if !visited.is_empty() {
            lines.push(format!("visits {}", visited.join(", ")));
        }
        match world.execution.ending() {
            Some(ending) => lines.push(format!("ends {}", ending.kind.name())),
            None => {
                if let Some(widget) = world.execution.widget() {
                    lines.push(format!("still waits in {widget}"));
                }
            }
        }
        let mut text = format!("## {title}\n");
        for line in lines {
            text.push_str("- ");
            text.push_str(&line);
            text.push('\n');
        }
        text
    }
}

/// Whether the scenario in `markdown` comes out as it was played; otherwise what differs.
pub fn replays(
    markdown: &str,
    library: &Library,
    at: &FlowRef,
    office: Option<&Staffed>,
) -> Result<(), String> {
    let file = read_scenarios(markdown);
    if let Some(fault) = file.faults.first() {
        return Err(format!("\"{}\": {}", fault.text, fault.message));
    }
    let Some(scenario) = file.scenarios.first() else { return Ok(()) };
    debug_assert_eq!(print_scenario(scenario), markdown, "a scenario is printed as it was read");
    told(scenario, library, at, office)
}

fn told(
    scenario: &Scenario,
    library: &Library,
    at: &FlowRef,
    office: Option<&Staffed>,
) -> Result<(), String> {
    let office = office.map(|office| office as &dyn Office);
    let around = Surroundings { office, ..Surroundings::default() };
    match run_scenario_with(library, at, scenario, &around).failed {
        Some(failed) => Err(format!("\"{}\": {}", failed.sentence, failed.message)),
        None => Ok(()),
    }
}

fn time(at: Time) -> String {
    at.to_string()
}

/// The sentences about where the task is at the end of a turn, when the turn changed it.
fn who_is_asked(turn: &[Entry], asked: &mut Vec<Text>) -> Vec<String> {
    let before = asked.clone();
    let mut queue = None;
    let mut is_taken = false;
    for entry in turn {
        match &entry.said {
            Said::Tasked(_) => asked.clear(),
            Said::Routed(TaskBecame::InQueue(name)) => queue = Some(name),
            Said::Routed(TaskBecame::Reserved { who, .. }) => asked.push(who.clone()),
            Said::Routed(
                TaskBecame::Refused(who) | TaskBecame::Missed(who) | TaskBecame::TakenBack(who),
            ) => asked.retain(|one| one != who),
            Said::Routed(TaskBecame::Accepted(_)) => {
                asked.clear();
                is_taken = true;
            }
            Said::Routed(TaskBecame::Completed | TaskBecame::Cancelled(_)) => asked.clear(),
            _ => {}
        }
    }
    let mut lines: Vec<String> =
        queue.into_iter().map(|queue| format!("task in queue {}", quoted(queue))).collect();
    if !is_taken && (*asked != before || queue.is_some()) {
        let names: Vec<String> = asked.iter().map(|one| people::name(one)).collect();
        lines.push(match names.as_slice() {
            [] => "task reserved for nobody".to_owned(),
            names => format!("task reserved for {}", names.join(" and ")),
        });
    }
    lines
}
