//! The branches of a split, as sentences. Each is a way out; they stand in the widget's transitions.

use centralita_engine::Text;
use centralita_engine::declare::{ExitSpec, FieldKind, Spec};
use centralita_engine::flow::{Edit, NewCondition, NewTransition};
use centralita_widgets::logic::condition::Operator;
use egui::text::LayoutJob;
use egui::{FontFamily, FontId, Frame, Margin, RichText, Stroke, TextFormat, Ui};

use crate::command::Command;
use crate::inspector::control::{Change, Control};
use crate::inspector::exits::{self, Target};
use crate::inspector::typed::{Height, Writing, notes_ui, typed_ui};
use crate::theme::{Icon, STRONG};
use crate::{scene, ui};

/// So many letters of a value are said.
const LONGEST: usize = 40;

/// Whether the ways out of a type are told beside its conditions.
pub fn tells_exits(spec: &Spec) -> bool {
    branch(spec).is_some()
}

/// The exit that each row of conditions has.
fn branch(spec: &Spec) -> Option<&ExitSpec> {
    let field = spec.fields.iter().find(|field| field.kind == FieldKind::Conditions)?;
    spec.exits.iter().find(|exit| exit.each.as_ref() == Some(&field.name))
}

/// Shows the branches, and last what happens otherwise.
pub fn conditions_ui(ui: &mut Ui, control: &mut Control<'_>) {
    let Some(event) = branch(control.spec).map(|exit| exit.event.clone()) else { return };
    let widget = control.widget;
    let places: Vec<usize> = widget
        .transitions
        .iter()
        .enumerate()
        .filter(|(_, transition)| transition.event == event)
        .map(|(place, _)| place)
        .collect();
    let texts = &control.model.texts;
    for (row, place) in places.iter().enumerate() {
        branch_ui(ui, control, (row, &places), *place);
    }
    if ui.button(texts.say("inspector-condition-add")).clicked() {
        // What is tested is what the branch before tests.
        let before = places.last().and_then(|place| widget.transitions.get(*place));
        let arguments = before
            .and_then(|transition| transition.conditions.first())
            .map(|condition| condition.arguments.clone())
            .unwrap_or_else(|| input(control).map(Text::from).into_iter().collect());
        let condition = NewCondition {
            arguments,
            operator: Operator::EqualTo.name().into(),
            ..NewCondition::default()
        };
        let transition =
            NewTransition { event: event.clone(), next: None, conditions: vec![condition] };
        let at = places.last().map_or(usize::MAX, |place| place + 1);
        let edit = Edit::AddTransition { widget: widget.name.clone(), at, transition };
        ui.data_mut(|data| data.insert_temp(control.id.with("open"), places.len()));
        control.done = Some(Change::Other(edit));
    }
    otherwise_ui(ui, control);
}

fn branch_ui(
    ui: &mut Ui,
    control: &mut Control<'_>,
    (row, places): (usize, &[usize]),
    place: usize,
) {
    let open_place = control.id.with("open");
    let open: Option<usize> = ui.data(|data| data.get_temp(open_place));
    let is_open = open == Some(row);
    let (texts, tokens) = (&control.model.texts, &control.model.tokens);
    let stroke = Stroke::new(1.0, if is_open { tokens.border } else { tokens.divider });
    Frame::new().stroke(stroke).corner_radius(6).inner_margin(Margin::symmetric(8, 6)).show(
        ui,
        |ui| {
            ui.set_width(ui.available_width());
            let button = ui
                .with_layout(egui::Layout::right_to_left(egui::Align::TOP), |ui| {
                    let icon = if is_open { Icon::ChevronUp } else { Icon::Pencil };
                    let number = (row + 1).to_string();
                    let name = texts.fill("inspector-condition", &[("number", (&number).into())]);
                    let button = ui::icon_button(ui, tokens, icon, &name, true);
                    ui.with_layout(egui::Layout::top_down(egui::Align::LEFT), |ui| {
                        sentence_ui(ui, control, place, is_open) || button.clicked()
                    })
                    .inner
                })
                .inner;
            if button {
                ui.data_mut(|data| {
                    if is_open {
                        data.remove::<usize>(open_place);
                    } else {
                        data.insert_temp(open_place, row);
                    }
                });
            }
            if is_open {
                parts_ui(ui, control, place, row);
                order_ui(ui, control, (row, places), place);
            }
        },
    );
}

/// The branch as a sentence under its name; gives whether it was pressed.
fn sentence_ui(ui: &mut Ui, control: &Control<'_>, place: usize, is_open: bool) -> bool {
    let Some(transition) = control.widget.transitions.get(place) else { return false };
    let name = transition.conditions.first().map(|one| one.friendly_name.as_str());
    let value = transition.conditions.first().map(|one| one.value.as_str());
    ui.spacing_mut().item_spacing = egui::vec2(6.0, 2.0);
    ui.horizontal_top(|ui| {
        ui.label(exits::dot(&control.model.tokens, transition.next.is_some()));
        ui.vertical(|ui| {
            if let Some(name) = name.filter(|name| !name.is_empty() && Some(*name) != value) {
                ui.label(RichText::new(name).size(12.0).color(control.model.tokens.weak_text));
            }
            let sentence = sentence(control, place);
            let spoken = sentence.text.clone();
            let label = egui::Label::new(sentence).wrap().selectable(false);
            let shown = ui.add(label.sense(egui::Sense::click()));
            shown.widget_info(|| {
                egui::WidgetInfo::selected(egui::Role::Button, true, is_open, &spoken)
            });
            shown.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
        })
        .inner
    })
    .inner
}

/// What can be changed in a branch.
fn parts_ui(ui: &mut Ui, control: &mut Control<'_>, place: usize, row: usize) {
    let Some(transition) = control.widget.transitions.get(place) else { return };
    let texts = &control.model.texts;
    let weak = control.model.tokens.weak_text;
    let caption = |ui: &mut Ui, name: &str| {
        ui.label(RichText::new(texts.say(name)).size(12.0).color(weak));
    };
    let has_input = input(control).is_some();
    for (number, condition) in transition.conditions.iter().enumerate() {
        let with = |change: &dyn Fn(&mut NewCondition)| {
            let mut conditions: Vec<NewCondition> =
                transition.conditions.iter().map(NewCondition::from).collect();
            if let Some(one) = conditions.get_mut(number) {
                change(one);
            }
            Change::Other(Edit::SetConditions {
                widget: control.widget.name.clone(),
                transition: place,
                conditions,
            })
        };
        let mut done = None;
        let part = |name: &str| format!("{} {}.{}", texts.say(name), row + 1, number + 1);
        let salt = place * 100 + number;
        if !has_input {
            caption(ui, "inspector-condition-argument");
            let now = condition.arguments.first().map(Text::as_str).unwrap_or_default();
            let name = part("inspector-condition-argument");
            let writing = Writing {
                part: Some((&name, salt)),
                variables: true,
                height: Height::Growing,
                ..Writing::line(now, "")
            };
            typed_ui(ui, control, writing, &|_, typed| {
                Ok(with(&|one| one.arguments = vec![typed.into()]))
            });
        }
        let shown = operator(control, &condition.operator);
        let response = egui::ComboBox::from_id_salt((control.id, place, number))
            .width(ui.available_width())
            .height(420.0)
            .selected_text(shown)
            .show_ui(ui, |ui| {
                for (_, name) in Operator::ALL {
                    let is_it = condition.operator == name;
                    let label = texts.of("operator", name);
                    if ui.selectable_label(is_it, label).clicked() && !is_it {
                        done = Some(with(&|one| one.operator = name.into()));
                    }
                }
            })
            .response;
        response.accessible_name(part("inspector-condition-operator"));
        if !needs_nothing(&condition.operator) {
            let name = part("inspector-condition-value");
            let writing = Writing {
                part: Some((&name, salt)),
                variables: true,
                height: Height::Growing,
                ..Writing::line(&condition.value, texts.say("inspector-condition-value"))
            };
            typed_ui(ui, control, writing, &|_, typed| Ok(with(&|one| one.value = typed.into())));
            notes_ui(ui, control);
        }
        caption(ui, "inspector-condition-label");
        let name = part("inspector-condition-label");
        let writing = Writing {
            part: Some((&name, salt)),
            ..Writing::line(&condition.friendly_name, &condition.value)
        };
        typed_ui(ui, control, writing, &|_, typed| {
            Ok(with(&|one| one.friendly_name = typed.into()))
        });
        if done.is_some() {
            control.done = done;
        }
    }
    caption(ui, "inspector-condition-target");
    let spoken = format!("{} {}", texts.say("inspector-condition-target"), row + 1);
    let next = transition.next.clone();
    let chosen = exits::target_ui(ui, control.model, (control.id, place), &spoken, next.as_ref());
    match chosen {
        Some(Target::New) => control.command = add_after(control, place),
        Some(Target::Nowhere) => {
            let edit = Edit::Disconnect { widget: control.widget.name.clone(), transition: place };
            control.done = Some(Change::Other(edit));
        }
        Some(Target::Widget(to)) => {
            let widget = control.widget.name.clone();
            control.done = Some(Change::Other(Edit::Connect { widget, transition: place, to }));
        }
        None => {}
    }
}

/// Asks for a widget to which a wire shall lead.
fn add_after(control: &Control<'_>, transition: usize) -> Option<Command> {
    let exits = scene::exits(control.widget, Some(control.spec));
    let chip = exits.iter().position(|exit| exit.transition == Some(transition))?;
    Some(Command::QuickAdd { at: None, from: Some((control.widget.name.clone(), chip)) })
}

/// Up, down, away.
fn order_ui(
    ui: &mut Ui,
    control: &mut Control<'_>,
    (row, places): (usize, &[usize]),
    place: usize,
) {
    let texts = &control.model.texts;
    let widget = &control.widget.name;
    let open_place = control.id.with("open");
    let mut done = None;
    ui.horizontal_wrapped(|ui| {
        for (name, to) in
            [("inspector-row-up", row.checked_sub(1)), ("inspector-row-down", Some(row + 1))]
        {
            let there = to.and_then(|to| Some((to, *places.get(to)?)));
            let button = egui::Button::new(texts.say(name)).small();
            if ui.add_enabled(there.is_some(), button).clicked()
                && let Some((row, to)) = there
            {
                done = Some(Edit::MoveTransition { widget: widget.clone(), from: place, to });
                ui.data_mut(|data| data.insert_temp(open_place, row));
            }
        }
        if ui.small_button(texts.say("inspector-row-remove")).clicked() {
            done = Some(Edit::RemoveTransition { widget: widget.clone(), transition: place });
            ui.data_mut(|data| data.remove::<usize>(open_place));
        }
    });
    if let Some(edit) = done {
        control.done = Some(Change::Other(edit));
    }
}

/// The exits that are no branch: where it goes when no condition holds.
fn otherwise_ui(ui: &mut Ui, control: &mut Control<'_>) {
    let (texts, tokens) = (&control.model.texts, &control.model.tokens);
    let others = || {
        control.spec.exits_of(control.widget).into_iter().filter(|exit| {
            control.spec.exit(exit.event.as_str()).is_some_and(|spec| spec.each.is_none())
        })
    };
    let is_only = others().count() == 1;
    let (mut done, mut command) = (None, None);
    let widget = &control.widget.name;
    for exit in others() {
        let transition = exit.transition.and_then(|place| control.widget.transitions.get(place));
        let next = transition.and_then(|transition| transition.next.clone());
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.add_space(8.0);
            ui.label(exits::dot(tokens, next.is_some()));
            let label = match (is_only, control.spec.exit(exit.event.as_str())) {
                (true, _) | (_, None) => texts.say("inspector-otherwise").to_owned(),
                (false, Some(spec)) => spec.label.to_string(),
            };
            ui.label(RichText::new(&label).size(13.0));
            let salt = (control.id, "other", exit.id);
            let chosen = exits::target_ui(ui, control.model, salt, &label, next.as_ref());
            match (chosen, exit.transition) {
                (Some(Target::Nowhere), Some(transition)) => {
                    done = Some(Edit::Disconnect { widget: widget.clone(), transition });
                }
                (Some(Target::Widget(to)), Some(transition)) => {
                    done = Some(Edit::Connect { widget: widget.clone(), transition, to });
                }
                (Some(Target::Widget(to)), None) => {
                    let transition = NewTransition {
                        event: exit.event.clone(),
                        next: Some(to),
                        conditions: Vec::new(),
                    };
                    let at = usize::MAX;
                    done = Some(Edit::AddTransition { widget: widget.clone(), at, transition });
                }
                (Some(Target::New), Some(place)) => command = add_after(control, place),
                _ => {}
            }
        });
    }
    control.done = done.map(Change::Other).or(control.done.take());
    control.command = command.or(control.command.take());
}

/// What an operator is called.
fn operator(control: &Control<'_>, name: &str) -> String {
    match control.model.texts.of("operator", name) {
        "" if name.is_empty() => control.model.texts.say("inspector-nothing-chosen").to_owned(),
        "" => name.to_owned(),
        said => said.to_owned(),
    }
}

/// Whether an operator compares with nothing.
fn needs_nothing(name: &str) -> bool {
    matches!(Operator::parse(name), Some(Operator::IsBlank | Operator::IsNotBlank))
}

/// A branch as a sentence: "If Digits is 1 go to sales".
fn sentence(control: &Control<'_>, place: usize) -> LayoutJob {
    let (texts, tokens) = (&control.model.texts, &control.model.tokens);
    let mut job = LayoutJob::default();
    let plain = TextFormat::simple(FontId::proportional(13.0), tokens.text);
    let strong =
        TextFormat::simple(FontId::new(13.0, FontFamily::Name(STRONG.into())), tokens.text);
    let Some(transition) = control.widget.transitions.get(place) else { return job };
    let mut word = |word: &str, format: &TextFormat| {
        if !job.text.is_empty() {
            job.append(" ", 0.0, plain.clone());
        }
        job.append(word, 0.0, format.clone());
    };
    let input = input(control);
    for (number, condition) in transition.conditions.iter().enumerate() {
        word(texts.say(if number == 0 { "inspector-if" } else { "inspector-and" }), &plain);
        let argument = condition.arguments.first().map(Text::as_str).unwrap_or_default();
        word(&short(input.as_deref().unwrap_or(argument)), &strong);
        word(&operator(control, &condition.operator), &plain);
        if !needs_nothing(&condition.operator) {
            let value = condition.value.trim();
            let nothing = texts.say("inspector-nothing-chosen");
            word(&if value.is_empty() { nothing.to_owned() } else { short(value) }, &strong);
        }
    }
    if transition.conditions.is_empty() {
        word(texts.say("inspector-always"), &plain);
    }
    match &transition.next {
        Some(next) => {
            word(texts.say("inspector-go-to"), &plain);
            word(next, &strong);
        }
        None => {
            let weak = TextFormat::simple(FontId::proportional(13.0), tokens.weak_text);
            word(texts.say("exits-none"), &weak);
        }
    }
    job
}

/// The text that all branches compare, when the widget has one: its first field of words.
fn input(control: &Control<'_>) -> Option<String> {
    let field = control.spec.fields.iter().find(|field| field.kind == FieldKind::Template)?;
    let input = control.widget.property(&field.name)?.text_of()?;
    let input = input.trim();
    (!input.is_empty()).then(|| input.to_owned())
}

/// A text as a sentence can hold it: each variable by its last name, and not too long.
fn short(text: &str) -> String {
    let mut said = String::new();
    let mut rest = text.trim();
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((inside, after)) = after.split_once("}}") else { break };
        let path = inside.split('|').next().unwrap_or_default().trim();
        let name = path.rsplit('.').next().unwrap_or(path);
        for part in [before.trim(), name] {
            if !part.is_empty() {
                said.push_str(if said.is_empty() { "" } else { " " });
                said.push_str(part);
            }
        }
        rest = after;
    }
    said.push_str(if said.is_empty() || rest.is_empty() { "" } else { " " });
    said.push_str(rest);
    match said.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", said.get(..end).unwrap_or_default()),
        None => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_said_by_their_last_names() {
        assert_eq!(short("{{widgets.menu.Digits}}"), "Digits");
        assert_eq!(short("{{a.b}}{{c.d | upcase}}"), "b d");
        assert_eq!(short("x {{open"), "x {{open");
        assert_eq!(short(&"é".repeat(90)).chars().count(), LONGEST + 1);
    }
}
