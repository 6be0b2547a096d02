//! The diary: what was done in a conversation, to be kept as a scenario.

use centralita_engine::exec::TaskTarget;
use centralita_engine::scenario::{
    Begin, Said, Scenario, World, print_scenario, read_scenarios, run_scenario,
};
use centralita_engine::{FlowRef, Library, Text, Time, Value};

use super::answers::GivenAnswer;
use super::{Opening, quoted};

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
        let from = &opening.from;
        let to = if opening.to.is_empty() { String::new() } else { format!(" to {}", opening.to) };
        let begins = match &opening.how {
            Begin::Call => format!("call from {from}{to}"),
            Begin::Message(body) => format!("message {} from {from}{to}", quoted(body)),
            Begin::Chat(body) => format!("chat {} from {from}{to}", quoted(body)),
            Begin::Request(parameters) => {
                let ours = if opening.to.is_empty() {
                    String::new()
                } else {
                    format!(" from {}", opening.to)
                };
                let with = if parameters.is_empty() {
                    String::new()
                } else {
                    format!(" with {}", Value::from(parameters.clone()).to_json())
                };
                format!("request to {from}{ours}{with}")
            }
        };
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
        for (place, sentence) in &self.acts {
            for entry in entries.iter().take(*place).skip(from) {
                lines.extend(noticed(&entry.said, library));
            }
            from = *place;
            lines.push(sentence.clone());
        }
        for entry in entries.iter().skip(from) {
            lines.extend(noticed(&entry.said, library));
        }
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
pub fn replays(markdown: &str, library: &Library, at: &FlowRef) -> Result<(), String> {
    let file = read_scenarios(markdown);
    if let Some(fault) = file.faults.first() {
        return Err(format!("\"{}\": {}", fault.text, fault.message));
    }
    let Some(scenario) = file.scenarios.first() else { return Ok(()) };
    debug_assert_eq!(print_scenario(scenario), markdown, "a scenario is printed as it was read");
    told(scenario, library, at)
}

fn told(scenario: &Scenario, library: &Library, at: &FlowRef) -> Result<(), String> {
    match run_scenario(library, at, scenario).failed {
        Some(failed) => Err(format!("\"{}\": {}", failed.sentence, failed.message)),
        None => Ok(()),
    }
}

fn time(at: Time) -> String {
    at.to_string()
}

/// The sentence that asserts what was noticed, when it is worth one.
fn noticed(said: &Said, library: &Library) -> Option<String> {
    Some(match said {
        Said::Heard(text) if text.is_empty() => return None,
        Said::Heard(text) => format!("hears {}", quoted(beginning(text))),
        Said::Played(source) => format!("hears the audio {}", quoted(source)),
        Said::Got { body, .. } => format!("gets {}", quoted(beginning(body))),
        Said::Dialled(whom) => format!("dials {}", quoted(whom)),
        Said::Requested { method, url, .. } if !url.contains(char::is_whitespace) => {
            format!("asks {method} {url}")
        }
        Said::Called { url, .. } => {
            let name = super::answers::function_name(url);
            if name.is_empty() {
                return None;
            }
            format!("calls function {name}")
        }
        Said::Tasked(task) => {
            let names = &library.settings().names;
            let target: &Text = match &task.to {
                TaskTarget::Queue(name) => names.queue(name),
                TaskTarget::Plan(name) => names.plan(name),
            };
            format!("task in queue {}", quoted(target))
        }
        _ => return None,
    })
}

/// The first words of a long prompt: what comes after may hold figures that change.
fn beginning(text: &str) -> &str {
    const ENOUGH: usize = 60;
    let line = text.lines().next().unwrap_or("");
    match line.char_indices().nth(ENOUGH) {
        None => line,
        Some((end, _)) => match line[..end].rfind(' ') {
            Some(blank) => &line[..blank],
            None => &line[..end],
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_prompts_are_asserted_by_their_first_words() {
        assert_eq!(beginning("Hello"), "Hello");
        let long = "one two three four five six seven eight nine ten eleven twelve thirteen";
        assert_eq!(beginning(long), "one two three four five six seven eight nine ten eleven");
    }
}
