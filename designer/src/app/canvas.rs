//! The canvas in its place, and what lies on it.

use egui::{Rect, Ui};

use crate::canvas::{BOX_WIDTH, Canvas, Mark, Shown, wire_under};
use crate::command::{Command, Preference};
use crate::compare::{Comparison, Sifted, sift};
use crate::marks::{Marks, bring_into_sight};
use crate::model::Bottom;
use crate::reach::obey;
use crate::{App, focus, scene, spoken, ui};

impl App {
    pub(super) fn own_canvas_ui(&mut self, ui: &mut Ui) {
        let is_beside = self.is_beside();
        let model = &mut self.model;
        let Some(editor) = &mut model.editor else { return };
        if let Some(session) = &editor.session {
            let depth = session.shown_depth();
            if let Some(flow) = session.flow_at(depth).cloned() {
                self.followed_ui(ui, &flow);
                return;
            }
        }
        bring_into_sight(editor);
        let mut canvas = std::mem::take(&mut editor.canvas);
        let selected = editor.selected();
        let marks = Marks::of(editor, 0);
        // While the flow is compared, what is gone stands on the canvas after what is there.
        let picture = editor.compared().map(Comparison::overlay);
        let overlay = picture.filter(|_| !is_beside);
        let scene = overlay.map_or(editor.scene(), |picture| &picture.scene);
        let search = model.search.as_ref().filter(|_| model.bottom == Some(Bottom::Replace));
        let found = search.map(|search| search.found(editor)).unwrap_or_default();
        let spoken = model.texts.fill(
            "canvas-spoken",
            &[("name", (&editor.name).into()), ("count", scene.boxes.len().into())],
        );
        let shown = Shown {
            scene,
            index: overlay.map_or(editor.index(), |picture| &picture.index),
            selected: &selected,
            mark: &|number| Mark {
                sign: picture.and_then(|picture| picture.boxes[number]),
                found: found.get(number).copied().flatten(),
                ..marks.of_box(scene, number)
            },
            is_taken: &|number| marks.is_taken(scene, number),
            sign: &|number| picture.and_then(|picture| picture.wires[number]),
            counted: &|number| marks.counted(scene, number),
            count_on: &|number| marks.count_on(scene, number),
            dims_wires: marks.dims(),
            tokens: &model.tokens,
            exit: editor.exit_at_hand(),
            speak: &|number, exit| {
                let sign = picture.and_then(|picture| picture.boxes[number]);
                let said = spoken::of(&model.texts, scene, number, exit);
                let said = match found.get(number).copied().flatten().filter(|_| exit.is_none()) {
                    Some(_) => model.texts.fill("spoken-found", &[("said", (&said).into())]),
                    None => said,
                };
                spoken::signed(&model.texts, sign, said)
            },
            spoken: &spoken,
            spoken_back: model.texts.say("canvas-back"),
            spoken_minimap: model.texts.say("canvas-minimap"),
            wheel_zooms: model.prefs.wheel_zooms,
            has_minimap: model.has_minimap,
            id: focus::canvas_id(),
        };
        let wishes = canvas.show(ui, &shown);
        let ghost = ghost(ui, &canvas, &shown, &model.catalogue);
        if let Some((rect, wire)) = ghost {
            canvas.ghost(ui, &shown, rect, wire);
        }
        let is_scrolled = scrolls_by_wheel(ui, &canvas);
        let wishes = match picture {
            Some(picture) => sift(picture, wishes),
            None => wishes.into_iter().map(Sifted::Wish).collect(),
        };
        let dropped = ui
            .ctx()
            .dragged_id()
            .is_none()
            .then(|| egui::DragAndDrop::take_payload::<centralita_engine::KindName>(ui.ctx()))
            .flatten();
        let from = ghost.and_then(|(_, wire)| {
            let wire = scene.wires.get(wire?)?;
            Some((editor.flow().widgets().get(wire.from)?.name.clone(), wire.chip))
        });
        if let Some(editor) = &mut model.editor {
            editor.canvas = canvas;
        }
        if is_scrolled && !model.prefs.knows_wheel {
            model.asks_wheel = true;
        }
        if let (Some(kind), Some((rect, _))) = (dropped, ghost) {
            let (kind, at) = ((*kind).clone(), rect.min);
            self.do_it(match from {
                Some((from, chip)) => Command::AddOnto { kind, at, from, chip },
                None => Command::Add { kind, at, from: None },
            });
        }
        if !wishes.is_empty() {
            ui.ctx().request_repaint();
        }
        for wish in wishes {
            match wish {
                Sifted::Wish(wish) => obey(&mut self.model, wish, &mut self.requests),
                Sifted::Gone(name) => self.show_gone(&name),
            }
        }
        self.breadcrumb_ui(ui);
        self.empty_ui(ui);
        self.wheel_ui(ui);
        self.rename_ui(ui);
        self.writing_ui(ui);
    }

    /// The sub-flow in which the call is: to be looked at, not to be changed.
    pub(super) fn followed_ui(&mut self, ui: &mut Ui, flow: &centralita_engine::Flow) {
        let model = &mut self.model;
        let Some(editor) = &mut model.editor else { return };
        let Some(session) = &editor.session else { return };
        let depths = session.depths();
        let depth = session.shown_depth();
        let name = depths.get(depth).cloned().unwrap_or_default();
        let mut followed = std::mem::take(&mut editor.trials.followed);
        followed.look(&name, flow, &model.catalogue);
        let mut canvas = std::mem::take(followed.canvas());
        let marks = Marks::of(editor, depth);
        let scene = &followed.scene;
        if let Some(rect) = marks.to_be_seen(scene) {
            canvas.wants_reveal = Some(rect);
        }
        let spoken = model.texts.fill(
            "canvas-spoken",
            &[("name", name.as_str().into()), ("count", scene.boxes.len().into())],
        );
        let selected = crate::canvas::Selected::default();
        let shown = Shown {
            scene,
            index: &followed.index,
            selected: &selected,
            mark: &|number| marks.of_box(scene, number),
            is_taken: &|number| marks.is_taken(scene, number),
            counted: &|_| None,
            count_on: &|_| None,
            sign: &|_| None,
            dims_wires: marks.dims(),
            tokens: &model.tokens,
            exit: None,
            speak: &|number, exit| spoken::of(&model.texts, scene, number, exit),
            spoken: &spoken,
            spoken_back: model.texts.say("canvas-back"),
            spoken_minimap: model.texts.say("canvas-minimap"),
            wheel_zooms: model.prefs.wheel_zooms,
            has_minimap: model.has_minimap,
            id: focus::canvas_id(),
        };
        // It cannot be changed here, so what the hands wish comes to nothing.
        let _ = canvas.show(ui, &shown);
        canvas.gesture.cancel();
        *followed.canvas() = canvas;
        editor.trials.followed = followed;
        self.breadcrumb_ui(ui);
    }

    /// The flows around the call, the outermost first; pressing one shows it.
    pub(super) fn breadcrumb_ui(&mut self, ui: &Ui) {
        let Some(session) = self.model.editor.as_ref().and_then(|editor| editor.session.as_ref())
        else {
            return;
        };
        let depths = session.depths();
        let Some(screen) = Some(ui.max_rect()).filter(|_| depths.len() > 1) else { return };
        let shown = session.shown_depth();
        let mut done = None;
        egui::Area::new(egui::Id::unique("breadcrumb"))
            .fixed_pos(screen.min + egui::vec2(12.0, 12.0))
            .show(ui.ctx(), |ui| {
                egui::Frame::popup(ui.style()).inner_margin(egui::Margin::symmetric(8, 4)).show(
                    ui,
                    |ui| {
                        ui.horizontal(|ui| {
                            for (depth, name) in depths.iter().enumerate() {
                                if depth > 0 {
                                    ui.label("›");
                                }
                                if ui.selectable_label(depth == shown, name.as_str()).clicked() {
                                    done = Some(Command::ShowDepth(depth));
                                }
                            }
                            if shown > 0 {
                                let text = self.model.texts.say("simulator-followed");
                                ui.label(egui::RichText::new(text).small());
                            }
                        });
                    },
                );
            });
        if let Some(command) = done {
            self.do_it(command);
        }
    }

    /// Asks once what the wheel shall do, when somebody turns it for the first time.
    fn wheel_ui(&mut self, ui: &Ui) {
        let screen = self.model.editor.as_ref().and_then(|editor| editor.canvas.screen);
        let Some(screen) = screen.filter(|_| self.model.asks_wheel) else { return };
        let texts = &self.model.texts;
        let mut done = None;
        let width = (screen.width() - 48.0).clamp(180.0, 520.0);
        egui::Area::new(egui::Id::unique("what the wheel does"))
            .fixed_pos(screen.center_top() + egui::vec2(-width / 2.0, 12.0))
            .show(ui.ctx(), |ui| {
                egui::Frame::popup(ui.style()).inner_margin(10.0).show(ui, |ui| {
                    ui.set_width(width - 20.0);
                    ui.horizontal_wrapped(|ui| {
                        ui.label(texts.say("wheel-question"));
                        if ui.button(texts.say("wheel-scrolls")).clicked() {
                            done = Some(Command::Prefer(Preference::WheelZooms(false)));
                        }
                        if ui.button(texts.say("wheel-zooms")).clicked() {
                            done = Some(Command::Prefer(Preference::WheelZooms(true)));
                        }
                    });
                });
            });
        if let Some(command) = done {
            self.do_it(command);
        }
    }

    /// On an empty canvas: what could come first.
    pub(super) fn empty_ui(&mut self, ui: &mut Ui) {
        let Some(editor) = &self.model.editor else { return };
        if editor.flow().widgets().len() != 1 {
            return;
        }
        let Some(screen) = editor.canvas.screen else { return };
        let Some(start) = editor.scene().boxes.first() else { return };
        let below = editor.canvas.view.screen_from_canvas(screen, start.rect.center_bottom());
        let texts = &self.model.texts;
        let first = &editor.flow().widgets()[0];
        let exits = scene::exits(first, self.model.catalogue.spec(first.kind.as_str()));
        let calls = exits.iter().position(|exit| exit.event == "incomingCall").unwrap_or(1);
        let from = Some((first.name.clone(), calls));
        let at = start.rect.left_bottom() + egui::vec2(0.0, 80.0);
        let mut done = None;
        egui::Area::new(egui::Id::unique("empty"))
            .fixed_pos(below + egui::vec2(-210.0, 40.0))
            .show(ui.ctx(), |ui| {
                ui.set_width(420.0);
                ui.vertical_centered(|ui| {
                    ui.label(ui::strong(texts.say("empty-question")).size(16.0));
                });
                ui.add_space(4.0);
                ui.horizontal_wrapped(|ui| {
                    for spec in self.model.catalogue.specs().filter(|spec| spec.starter) {
                        if ui.button(spec.label.as_str()).clicked() {
                            done = Some(Command::Add {
                                kind: spec.kind.clone(),
                                at,
                                from: from.clone(),
                            });
                        }
                    }
                    if ui.button(texts.say("empty-more")).clicked() {
                        done = Some(Command::QuickAdd { at: Some(at), from: from.clone() });
                    }
                });
            });
        if let Some(command) = done {
            self.do_it(command);
        }
    }
}

/// Where a kind that is being dragged over the canvas would stand, and the wire onto which it would go.
fn ghost(
    ui: &Ui,
    canvas: &Canvas,
    shown: &Shown<'_>,
    catalogue: &centralita_engine::declare::Catalogue,
) -> Option<(Rect, Option<usize>)> {
    let kind = egui::DragAndDrop::payload::<centralita_engine::KindName>(ui.ctx())?;
    let at = ui.input(|input| input.pointer.interact_pos())?;
    let screen = canvas.screen.filter(|screen| screen.contains(at))?;
    let place = canvas.view.canvas_from_screen(screen, at) - egui::vec2(130.0, 20.0);
    let rect = Rect::from_min_size(place, egui::vec2(BOX_WIDTH, 92.0));
    let spec = catalogue.spec(kind.as_str());
    let fits = spec.is_some_and(|spec| !spec.starts && !spec.exits.is_empty());
    let wire = fits.then(|| wire_under(shown.scene, shown.index, rect, usize::MAX)).flatten();
    Some((rect, wire))
}

/// Whether the wheel of a mouse is being turned over the canvas; two fingers on a pad are no wheel.
fn scrolls_by_wheel(ui: &Ui, canvas: &Canvas) -> bool {
    let Some(screen) = canvas.screen else { return false };
    ui.input(|input| {
        let is_here = input.pointer.hover_pos().is_some_and(|at| screen.contains(at));
        let is_wheel = |event: &egui::Event| match event {
            egui::Event::MouseWheel { unit, source, modifiers, .. } => {
                let is_wheel = match source {
                    egui::MouseWheelSource::Wheel => true,
                    // Where the system does not say: pads tell points, wheels tell lines.
                    egui::MouseWheelSource::Unknown => *unit == egui::MouseWheelUnit::Line,
                    _ => false,
                };
                is_wheel && modifiers.is_none()
            }
            _ => false,
        };
        is_here && input.events.iter().any(is_wheel)
    })
}
