//! The canvas in its place, and what lies on it.

use egui::Ui;

use crate::canvas::Shown;
use crate::command::Command;
use crate::marks::{Marks, bring_into_sight};
use crate::reach::obey;
use crate::{App, focus, spoken, ui};

impl App {
    pub(super) fn canvas_ui(&mut self, ui: &mut Ui) {
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
        let scene = editor.scene();
        let spoken = model.texts.fill(
            "canvas-spoken",
            &[("name", (&editor.name).into()), ("count", scene.boxes.len().into())],
        );
        let shown = Shown {
            scene,
            index: editor.index(),
            selected: &selected,
            mark: &|number| marks.of_box(scene, number),
            is_taken: &|number| marks.is_taken(scene, number),
            counted: &|number| marks.counted(scene, number),
            dims_wires: marks.dims(),
            tokens: &model.tokens,
            exit: editor.exit_at_hand(),
            speak: &|number, exit| spoken::of(&model.texts, scene, number, exit),
            spoken: &spoken,
            spoken_minimap: model.texts.say("canvas-minimap"),
            wheel_zooms: model.prefs.wheel_zooms,
            has_minimap: model.has_minimap,
            id: focus::canvas_id(),
        };
        let wishes = canvas.show(ui, &shown);
        let dropped = ui
            .ctx()
            .dragged_id()
            .is_none()
            .then(|| egui::DragAndDrop::take_payload::<centralita_engine::KindName>(ui.ctx()))
            .flatten();
        let pointer = ui.input(|input| input.pointer.interact_pos());
        if let Some(editor) = &mut model.editor {
            editor.canvas = canvas;
        }
        if let (Some(kind), Some(at)) = (dropped, pointer)
            && let Some(editor) = &model.editor
            && let Some(screen) = editor.canvas.screen.filter(|screen| screen.contains(at))
        {
            let at = editor.canvas.view.canvas_from_screen(screen, at) - egui::vec2(130.0, 20.0);
            self.do_it(Command::Add { kind: (*kind).clone(), at, from: None });
        }
        if !wishes.is_empty() {
            ui.ctx().request_repaint();
        }
        for wish in wishes {
            obey(&mut self.model, wish, &mut self.requests);
        }
        self.breadcrumb_ui(ui);
        self.empty_ui(ui);
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
            dims_wires: marks.dims(),
            tokens: &model.tokens,
            exit: None,
            speak: &|number, exit| spoken::of(&model.texts, scene, number, exit),
            spoken: &spoken,
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
        let calls =
            start.chips.iter().position(|chip| &*chip.label == "Incoming call").unwrap_or(1);
        let from = Some((editor.flow().widgets()[0].name.clone(), calls));
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
