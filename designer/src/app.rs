//! One frame: input to commands, commands to the model, the model to the screen.

use egui::{CentralPanel, Context, Frame, Key, Margin, Panel, Ui};

use crate::canvas::{Shown, Wish};
use crate::command::{Command, Scope, TABLE};
use crate::marks::{Marks, bring_into_sight};
use crate::model::{Asked, Bottom, Left, Model, Prefs};
use crate::request::Request;
use crate::simulator::Page;
use crate::trying::let_callers_in;
use crate::update::{obey, update};
use crate::{finder, inspector, panel, quick_add, theme, ui};

/// The editor, to be put into a shell that gives it a window.
pub struct App {
    /// What it knows.
    pub model: Model,
    /// What it asks of the shell.
    pub requests: Vec<Request>,
    dressed: Option<(theme::Tokens, bool)>,
}

impl App {
    /// An editor in which nothing is open.
    pub fn new(prefs: Prefs) -> App {
        App { model: Model::new(prefs), requests: Vec::new(), dressed: None }
    }

    /// Prepares fonts.
    pub fn prepare(context: &Context) {
        theme::install(context);
        context.options_mut(|options| options.zoom_with_keyboard = true);
    }

    /// Does a command.
    pub fn do_it(&mut self, command: Command) {
        update(&mut self.model, command, &mut self.requests);
    }

    /// Shows everything, and takes what people do.
    pub fn show(&mut self, ui: &mut Ui) {
        self.dress(ui.ctx());
        self.keys(ui);
        let mut done = Vec::new();
        let line = egui::Stroke::new(1.0, self.model.tokens.divider);
        let around = |x: i8, y: i8| {
            Frame::new().fill(self.model.tokens.panel).inner_margin(Margin::symmetric(x, y))
        };
        let (bar, side, low) = (around(12, 0), around(12, 10), around(12, 0));
        Panel::top("bar").exact_size(48.0).frame(bar).show(ui, |ui| {
            done.extend(panel::bar_ui(ui, &self.model));
        });
        if self.model.editor.is_some() {
            Panel::bottom("status").exact_size(34.0).frame(low).show(ui, |ui| {
                done.extend(panel::status_ui(ui, &self.model));
            });
            let width = ui.available_width();
            if width >= 900.0 {
                Panel::left("left").default_size(240.0).size_range(200.0..=560.0).frame(side).show(
                    ui,
                    |ui| {
                        done.extend(self.left_ui(ui));
                    },
                );
            }
            if width >= 700.0 {
                Panel::right("right")
                    .default_size(340.0)
                    .size_range(240.0..=560.0)
                    .frame(side)
                    .show(ui, |ui| {
                        let session =
                            self.model.editor.as_ref().and_then(|editor| editor.session.as_ref());
                        let page = session.map(|session| session.hands.page);
                        if page.is_some() {
                            done.extend(panel::simulator_ui(ui, &mut self.model));
                        }
                        if page.is_none_or(|page| page == Page::Settings) {
                            done.extend(inspector::inspector_ui(ui, &mut self.model));
                        }
                    });
            }
            if let Some(bottom) = self.model.bottom {
                Panel::bottom("bottom").resizable(true).default_size(180.0).frame(side).show(
                    ui,
                    |ui| {
                        done.extend(match bottom {
                            Bottom::Problems => panel::problems_ui(ui, &self.model),
                            Bottom::History => panel::history_ui(ui, &self.model),
                            Bottom::Scenarios => panel::scenarios_ui(ui, &self.model),
                            Bottom::Callers => panel::callers_ui(ui, &self.model),
                        });
                    },
                );
            }
            let frame = Frame::new().fill(self.model.tokens.canvas).stroke(line);
            CentralPanel::default().frame(frame).show(ui, |ui| self.canvas_ui(ui));
        } else {
            let frame = Frame::new().fill(self.model.tokens.canvas);
            CentralPanel::default().frame(frame).show(ui, |ui| {
                done.extend(panel::gallery_ui(ui, &self.model));
            });
        }
        done.extend(finder::finder_ui(ui, &mut self.model));
        done.extend(quick_add::quick_add_ui(ui, &mut self.model));
        panel::keys_ui(ui, &mut self.model);
        done.extend(panel::keep_ui(ui, &mut self.model));
        done.extend(panel::start_here_ui(ui, &mut self.model));
        if let_callers_in(&mut self.model) {
            ui.ctx().request_repaint();
        }
        done.extend(self.asked_ui(ui));
        self.told_ui(ui);
        if !done.is_empty() {
            // What was chosen is seen in the next frame.
            ui.ctx().request_repaint();
        }
        for command in done {
            self.do_it(command);
        }
        self.drop_files(ui);
    }

    fn dress(&mut self, context: &Context) {
        let is_dark = context.system_theme() == Some(egui::Theme::Dark);
        if is_dark != self.model.system_is_dark {
            self.model.system_is_dark = is_dark;
            self.model.dress();
        }
        let wanted = (self.model.tokens.clone(), self.model.is_dark());
        if self.dressed.as_ref() != Some(&wanted) {
            theme::apply(context, &wanted.0, wanted.1);
            self.dressed = Some(wanted);
        }
    }

    fn left_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        let texts = &self.model.texts;
        let mut done = None;
        ui.horizontal(|ui| {
            for (left, name) in [(Left::Palette, "left-add"), (Left::Outline, "left-outline")] {
                let is_chosen = self.model.left == left;
                let text =
                    if is_chosen { ui::strong(texts.say(name)) } else { texts.say(name).into() };
                if ui.selectable_label(is_chosen, text).clicked() {
                    done = Some(Command::Left(left));
                }
            }
        });
        ui.add_space(4.0);
        let chosen = match self.model.left {
            Left::Palette => panel::palette_ui(ui, &self.model),
            Left::Outline => panel::outline_ui(ui, &self.model),
        };
        done.or(chosen)
    }

    fn canvas_ui(&mut self, ui: &mut Ui) {
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
            spoken: &spoken,
            spoken_minimap: model.texts.say("canvas-minimap"),
            wheel_zooms: model.prefs.wheel_zooms,
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
    }

    /// The sub-flow in which the call is: to be looked at, not to be changed.
    fn followed_ui(&mut self, ui: &mut Ui, flow: &centralita_engine::Flow) {
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
            spoken: &spoken,
            spoken_minimap: model.texts.say("canvas-minimap"),
            wheel_zooms: model.prefs.wheel_zooms,
        };
        // It cannot be changed here, so what the hands wish comes to nothing.
        let _ = canvas.show(ui, &shown);
        canvas.gesture.cancel();
        *followed.canvas() = canvas;
        editor.trials.followed = followed;
        self.breadcrumb_ui(ui);
    }

    /// The flows around the call, the outermost first; pressing one shows it.
    fn breadcrumb_ui(&mut self, ui: &Ui) {
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
                Frame::popup(ui.style()).inner_margin(Margin::symmetric(8, 4)).show(ui, |ui| {
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
                });
            });
        if let Some(command) = done {
            self.do_it(command);
        }
    }

    /// On an empty canvas: what could come first.
    fn empty_ui(&mut self, ui: &mut Ui) {
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

    /// The name that is being written in its box.
    fn rename_ui(&mut self, ui: &mut Ui) {
        let Some(editor) = &mut self.model.editor else { return };
        let Some((widget, mut typed)) = editor.renaming.clone() else { return };
        let place = editor.flow().index_of(widget.as_str()).and_then(|one| {
            let screen = editor.canvas.screen?;
            Some(editor.canvas.view.screen_rect(screen, editor.scene().boxes[one].rect))
        });
        let Some(rect) = place else {
            editor.renaming = None;
            return;
        };
        let field = egui::Rect::from_min_size(
            rect.min + egui::vec2(4.0, 4.0),
            egui::vec2(rect.width().max(200.0) - 8.0, 30.0),
        );
        let id = egui::Id::unique("rename");
        let response = egui::Area::new(id)
            .fixed_pos(field.min)
            .show(ui.ctx(), |ui| {
                let edit = egui::TextEdit::singleline(&mut typed)
                    .id(id.with("edit"))
                    .desired_width(field.width());
                ui.add(edit)
            })
            .inner;
        if !response.has_focus() && !response.lost_focus() {
            response.request_focus();
        }
        let is_over = response.lost_focus();
        let is_given_up = ui.input(|input| input.key_pressed(Key::Escape));
        editor.renaming = if is_given_up { None } else { Some((widget.clone(), typed.clone())) };
        if is_over && !is_given_up {
            let command = Command::RenameTo { widget, name: typed };
            self.do_it(command);
            // A name that cannot be is told, and the old one stays.
            if let Some(editor) = &mut self.model.editor {
                editor.renaming = None;
            }
        }
    }

    fn keys(&mut self, ui: &Ui) {
        let context = ui.ctx();
        let writes = context.egui_wants_keyboard_input();
        let is_open = self.model.finder.is_some() || self.model.quick_add.is_some();
        if context.input(|input| input.key_pressed(Key::Escape))
            && !inspector::lists_variables(context)
        {
            self.do_it(Command::StepBack);
            self.model.finder = None;
            self.model.quick_add = None;
            return;
        }
        if is_open {
            return;
        }
        if let Some(command) = panel::telephone_keys(context, &mut self.model) {
            self.do_it(command);
            return;
        }
        // Longer keys first: the toolkit takes Ctrl+Shift+S for Ctrl+S too.
        let mut keys: Vec<_> =
            TABLE.iter().flat_map(|entry| entry.keys.iter().map(move |key| (key, entry))).collect();
        keys.sort_by_key(|(key, _)| {
            std::cmp::Reverse(usize::from(key.modifiers.shift) + usize::from(key.modifiers.command))
        });
        let pressed = context.input_mut(|input| {
            keys.iter()
                .find(|(key, entry)| {
                    (entry.scope == Scope::Everywhere || !writes)
                        && (entry.when)(&self.model)
                        && input.consume_shortcut(key)
                })
                .map(|(_, entry)| (entry.make)())
        });
        if let Some(command) = pressed {
            self.do_it(command);
        }
        if writes {
            return;
        }
        let events = context.input(|input| input.events.clone());
        for event in events {
            match event {
                egui::Event::Copy => self.do_it(Command::Copy),
                egui::Event::Cut => self.do_it(Command::Cut),
                egui::Event::Paste(text) => self.do_it(Command::Paste { text, at: None }),
                _ => {}
            }
        }
    }

    /// Opens what was dropped on the window. In a browser the shell reads the files.
    fn drop_files(&mut self, ui: &Ui) {
        if cfg!(target_arch = "wasm32") {
            return;
        }
        let files = ui.input(|input| input.raw.dropped_files.clone());
        for file in files {
            self.do_it(Command::OpenPath(file.path().to_owned()));
        }
    }

    fn asked_ui(&mut self, root: &mut Ui) -> Option<Command> {
        let Some(Asked::Unsaved(_)) = &self.model.asked else { return None };
        let (texts, tokens) = (&self.model.texts, &self.model.tokens);
        let mut done = None;
        let mut is_open = true;
        ui::window(root, "asked", texts.say("unsaved-title"), 440.0, &mut is_open, |ui| {
            ui.label(ui::strong(texts.say("unsaved-title")).heading());
            ui.label(texts.say("unsaved-text"));
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                if ui::main_button(ui, tokens, texts.say("command-save")).clicked() {
                    done = Some(Command::Save);
                }
                if ui.button(texts.say("unsaved-discard")).clicked() {
                    done = Some(Command::Discard);
                }
                if ui.button(texts.say("unsaved-keep")).clicked() {
                    done = Some(Command::KeepEditing);
                }
            });
        });
        if done == Some(Command::Save) {
            self.model.asked = None;
        }
        if !is_open {
            done = Some(Command::KeepEditing);
        }
        done
    }

    fn told_ui(&mut self, ui: &Ui) {
        let Some(told) = &mut self.model.told else { return };
        let tokens = &self.model.tokens;
        let colour = if told.is_refusal { tokens.error } else { tokens.text };
        egui::Area::new(egui::Id::unique("told"))
            .order(egui::Order::Tooltip)
            .anchor(egui::Align2::CENTER_BOTTOM, egui::vec2(0.0, -56.0))
            .interactable(false)
            .show(ui.ctx(), |ui| {
                Frame::popup(ui.style()).inner_margin(Margin::symmetric(14, 9)).show(ui, |ui| {
                    ui.label(egui::RichText::new(&told.text).color(colour));
                });
            });
        let seconds = ui.input(|input| input.stable_dt).min(0.25);
        told.age += (seconds * 60.0).ceil() as u32;
        let longest = if told.is_refusal { 480 } else { 180 };
        if told.age > longest {
            self.model.told = None;
        }
        ui.ctx().request_repaint_after_secs(0.2);
    }

    /// What the canvas wished, for tests that have no screen.
    pub fn obey(&mut self, wish: Wish) {
        obey(&mut self.model, wish, &mut self.requests);
    }
}
