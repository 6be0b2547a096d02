//! A description as Markdown, which reads well as plain text too.

use super::{Description, Go, Step};
use crate::text::Texts;

/// The description.
pub fn markdown(description: &Description, texts: &Texts) -> String {
    let mut text = format!("# {}\n\n", safe(&description.title));
    if let Some(about) = &description.about {
        text.push_str(&format!("{}\n\n", safe(about)));
    }
    text.push_str(&format!("{}\n\n## {}\n", description.opening, texts.say("describe-steps")));
    let mut is_apart = false;
    for one in &description.steps {
        if !one.is_reached && !std::mem::replace(&mut is_apart, true) {
            text.push_str(&format!("\n## {}\n", texts.say("describe-unreached")));
        }
        step(&mut text, one, texts);
    }
    for list in &description.lists {
        text.push_str(&format!("\n## {}\n\n", list.title));
        for row in &list.rows {
            let steps: Vec<String> =
                row.steps.iter().map(|(number, name)| format!("{number}. {name}")).collect();
            text.push_str(&format!("- {} ({})\n", safe(&row.what), safe(&steps.join(", "))));
        }
    }
    text
}

fn step(text: &mut String, step: &Step, texts: &Texts) {
    text.push_str(&format!(
        "\n### {}: {}\n\n",
        safe(&Description::heading(step)),
        safe(&step.kind)
    ));
    if step.is_unknown {
        text.push_str(&format!("{}\n\n", texts.say("describe-unknown")));
    } else if !step.about.is_empty() {
        text.push_str(&format!("{}\n\n", step.about));
    }
    for (label, said) in &step.speech {
        let quoted = texts.fill("describe-quoted", &[("text", said.into())]);
        text.push_str(&format!("> {}: {}\n\n", safe(label), safe(&quoted)));
    }
    for (label, value) in &step.settings {
        text.push_str(&format!("- {}: {}\n", safe(label), safe(value)));
    }
    if !step.settings.is_empty() {
        text.push('\n');
    }
    if step.ways.is_empty() {
        text.push_str(&format!("{}\n", texts.say("describe-end")));
    }
    for way in &step.ways {
        text.push_str(&format!("- {} → {}\n", safe(&way.when), safe(&go(&way.go, texts))));
    }
}

fn go(go: &Go, texts: &Texts) -> String {
    match go {
        Go::On(number, name) => format!("{} {number}. {name}", texts.say("describe-go-on")),
        Go::Back(number, name) => format!("{} {number}. {name}", texts.say("describe-go-back")),
        Go::Missing(name) => texts.fill("describe-missing", &[("name", name.into())]),
        Go::End => texts.say("describe-ends").to_owned(),
    }
}

/// A text in one line, in which nothing means anything but itself.
fn safe(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut safe = String::with_capacity(line.len());
    for letter in line.chars() {
        if matches!(letter, '*' | '`' | '<' | '#' | '[' | '|' | '\\') {
            safe.push('\\');
        }
        safe.push(letter);
    }
    safe
}
