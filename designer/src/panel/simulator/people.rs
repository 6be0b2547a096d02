//! The people of the project: to whom a task is offered, what they do with it, and why.

use centralita_engine::scenario::{Router, StaffIs, TaskAct, TaskStanding, World};
use centralita_engine::{Secs, Text};
use egui::{Label, RichText, Ui};

use super::Parts;
use super::cards::card;
use super::hand::act;
use crate::command::Command;
use crate::simulator::{Act, TaskWord};
use crate::text::Texts;
use crate::theme::Icon;
use crate::ui;

/// Shows the task at the project's desk, until it is over; gives what was chosen.
pub fn people_ui(ui: &mut Ui, parts: &Parts<'_>) -> Option<Command> {
    let world = parts.session.world();
    let stands = world.standing().filter(|stands| !stands.is_over)?;
    let router = world.router()?;
    let (texts, tokens) = (parts.texts, parts.tokens);
    card(ui, parts, Icon::Users, texts.say("simulator-desk"), |ui| {
        let wide = |ui: &mut Ui, text: String| {
            ui.add(Label::new(text).wrap());
        };
        wide(ui, asked(&stands, texts));
        let small = RichText::new(place(&stands, texts)).size(12.5).color(tokens.weak_text);
        ui.add(Label::new(small).wrap());
        let mut done = answers_ui(ui, parts, world, &stands);
        if let Some(why) = world.why_task() {
            ui.collapsing(texts.say("simulator-why"), |ui| {
                for line in why.lines() {
                    ui.add(Label::new(RichText::new(line).size(12.5)).wrap());
                }
            });
        }
        let people = ui.collapsing(texts.say("simulator-people"), |ui| staff_ui(ui, parts, router));
        done = people.body_returned.flatten().or(done);
        done
    })
}

/// Who is asked, or has it.
fn asked(stands: &TaskStanding, texts: &Texts) -> String {
    let (name, who) = if !stands.has.is_empty() {
        ("simulator-task-has", &stands.has)
    } else if !stands.asked.is_empty() {
        ("simulator-task-reserved", &stands.asked)
    } else {
        return texts.say("simulator-task-nobody").to_owned();
    };
    let who = who.join(", ");
    texts.fill(name, &[("who", (&who).into())])
}

/// Where it waits, by which plan, and how soon.
fn place(stands: &TaskStanding, texts: &Texts) -> String {
    let mut parts = Vec::new();
    for (name, value) in
        [("simulator-task-queue", &stands.queue), ("simulator-task-plan", &stands.plan)]
    {
        if let Some(value) = value {
            parts.push(texts.fill(name, &[("name", value.as_str().into())]));
        }
    }
    let priority = stands.priority.to_string();
    parts.push(texts.fill("simulator-task-priority", &[("number", (&priority).into())]));
    parts.join(" · ")
}

fn answers_ui(
    ui: &mut Ui,
    parts: &Parts<'_>,
    world: &World,
    stands: &TaskStanding,
) -> Option<Command> {
    let (texts, tokens) = (parts.texts, parts.tokens);
    let mut done = None;
    let person = |name: &str, who: &Text| texts.fill(name, &[("who", who.as_str().into())]);
    ui.horizontal_wrapped(|ui| {
        let does = |does, who: &Text| act(Act::Person { does, who: who.clone() });
        for who in &stands.asked {
            if ui::main_button(ui, tokens, &person("simulator-person-accepts", who)).clicked() {
                done = does(TaskAct::Accept, who);
            }
            if ui.button(person("simulator-person-refuses", who)).clicked() {
                done = does(TaskAct::Refuse, who);
            }
        }
        for who in &stands.has {
            if ui::main_button(ui, tokens, &person("simulator-person-done", who)).clicked() {
                done = does(TaskAct::Complete, who);
            }
        }
        if !stands.has.is_empty() {
            return;
        }
        if let Some(seconds) = until_next(world) {
            let text =
                texts.fill("simulator-nobody-accepts", &[("seconds", (seconds.0 as usize).into())]);
            if ui.button(text).clicked() {
                done = act(Act::NobodyAccepts(seconds.0));
            }
        }
        if ui.button(texts.say("simulator-cancel-task")).clicked() {
            done = act(Act::Task(TaskWord::Cancelled));
        }
    });
    done
}

/// How long until the router does something by itself.
fn until_next(world: &World) -> Option<Secs> {
    let millis = world.next_of_router()?.millis_since(world.now).max(0);
    Some(Secs(u32::try_from((millis + 999) / 1000).unwrap_or(u32::MAX).max(1)))
}

/// Who works, and what they do from now on.
fn staff_ui(ui: &mut Ui, parts: &Parts<'_>, router: &dyn Router) -> Option<Command> {
    let texts = parts.texts;
    let office = parts.session.project.office.as_ref()?;
    let mut done = None;
    ui.horizontal_wrapped(|ui| {
        for who in router.people() {
            ui.menu_button(who.as_str(), |ui| {
                for activity in &office.crew.activities {
                    let what = Text::from(&*activity.name);
                    let text = texts.fill("simulator-person-on", &[("what", what.as_str().into())]);
                    if ui.button(text).clicked() {
                        done = act(Act::Staff(StaffIs::On(who.clone(), what)));
                        ui.close();
                    }
                }
                for (name, staff) in [
                    ("simulator-person-busy", StaffIs::Busy(who.clone())),
                    ("simulator-person-free", StaffIs::Free(who.clone())),
                ] {
                    if ui.button(texts.say(name)).clicked() {
                        done = act(Act::Staff(staff));
                        ui.close();
                    }
                }
            });
        }
        if ui.button(texts.say("simulator-nobody-works")).clicked() {
            done = act(Act::Staff(StaffIs::NobodyWorks));
        }
    });
    done
}
