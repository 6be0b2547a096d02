//! One frame: input to commands, commands to the model, the model to the screen.

use egui::{Context, Rect, Ui, Vec2, vec2};

use crate::canvas::{Shown, Wish};
use crate::command::Command;
use crate::focus::{self, Holder, Wanted};
use crate::layout::{self, Part, Rooms};
use crate::marks::{Marks, bring_into_sight};
use crate::model::{Bottom, Left, Model, Prefs};
use crate::reach::obey;
use crate::request::Request;
use crate::simulator::Page;
use crate::trying::let_callers_in;
use crate::update::update;
use crate::{connect, finder, inspector, keeping, menu, panel, quick_add, spoken, theme, ui};

/// The editor, to be put into a shell that gives it a window.
pub struct App {
    /// What it knows.
    pub model: Model,
    /// What it asks of the shell.
    pub requests: Vec<Request>,
    /// What held the keys at the end of the last frame.
    pub(crate) held_before: Holder,
    dressed: Option<(theme::Tokens, bool)>,
    parts: Vec<(Part, Rect)>,
    /// Where the keys are being sent, and for how many frames more that is tried.
    sending: Option<(Wanted, u8)>,
    kept_prefs: Prefs,
}

impl App {
    /// An editor in which nothing is open.
    pub fn new(prefs: Prefs) -> App {
        App {
            kept_prefs: prefs.clone(),
            model: Model::new(prefs),
            requests: Vec::new(),
            held_before: Holder::Canvas,
            dressed: None,
            parts: Vec::new(),
            sending: None,
        }
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
        let window = ui.max_rect();
        self.parts.clear();
        self.model.is_narrow = window.width() < layout::NARROW;
        let mut done = Vec::new();
        let bottom = self.model.editor.as_ref().and(self.model.bottom);
        let rooms = Rooms::of(window, &self.model.prefs.sizes, bottom.is_some(), self.model.drawer);
        // In this order the Tab key walks.
        done.extend(self.part_ui(ui, Part::Bar, rooms.bar, false, App::bar_ui));
        if self.model.editor.is_some() {
            if let Some(rect) = rooms.left {
                done.extend(self.part_ui(ui, Part::Left, rect, rooms.left_floats, App::left_ui));
            }
            self.part_ui(ui, Part::Canvas, rooms.canvas, false, App::canvas_ui);
            if let Some(rect) = rooms.right {
                done.extend(self.part_ui(ui, Part::Right, rect, rooms.right_floats, App::right_ui));
            }
            if let Some(rect) = rooms.bottom {
                done.extend(self.part_ui(ui, Part::Bottom, rect, false, App::bottom_ui));
            }
            done.extend(self.part_ui(ui, Part::Status, rooms.status, false, App::status_ui));
            self.edges_ui(ui, &rooms);
        } else {
            let rect = Rect::from_min_max(rooms.bar.left_bottom(), window.max);
            done.extend(self.part_ui(ui, Part::Canvas, rect, false, App::gallery_ui));
        }
        let had_window = self.has_window();
        done.extend(finder::finder_ui(ui, &mut self.model));
        done.extend(quick_add::quick_add_ui(ui, &mut self.model));
        done.extend(connect::connect_ui(ui, &mut self.model));
        done.extend(menu::menu_ui(ui, &mut self.model));
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
        if had_window && !self.has_window() && self.model.wants_keys.is_none() {
            // What was open is closed: the keys go back to the canvas.
            self.model.wants_keys = Some(Wanted::Part(Part::Canvas));
        }
        self.drop_files(ui);
        self.send_keys(ui.ctx());
        self.keep(ui.ctx());
    }

    /// Whether a window lies over everything.
    pub(crate) fn has_window(&self) -> bool {
        let model = &self.model;
        model.finder.is_some()
            || model.quick_add.is_some()
            || model.connecting.is_some()
            || model.menu.is_some()
            || model.asked.is_some()
            || model.shows_keys
            || model
                .editor
                .as_ref()
                .is_some_and(|editor| editor.renaming.is_some() || editor.writing.is_some())
    }

    /// Shows a part of the window in its place.
    fn part_ui<R>(
        &mut self,
        ui: &mut Ui,
        part: Part,
        rect: Rect,
        floats: bool,
        show: fn(&mut App, &mut Ui) -> R,
    ) -> R {
        self.parts.push((part, rect));
        let tokens = &self.model.tokens;
        let (fill, line) = (tokens.panel, egui::Stroke::new(1.0, tokens.divider));
        let margin = match part {
            Part::Canvas => Vec2::ZERO,
            Part::Bar | Part::Status => vec2(12.0, 0.0),
            _ => vec2(12.0, 10.0),
        };
        let fill = if part == Part::Canvas { tokens.canvas } else { fill };
        let mut inside = |ui: &mut Ui| {
            ui.painter().rect(rect, 0, fill, line, egui::StrokeKind::Outside);
            let builder = egui::UiBuilder::new().id_salt(part).max_rect(rect.shrink2(margin));
            let mut child = ui.new_child(builder);
            child.set_clip_rect(rect.intersect(ui.clip_rect()));
            show(self, &mut child)
        };
        if !floats {
            return inside(ui);
        }
        let area = egui::Area::new(egui::Id::unique(("drawer", part)))
            .order(egui::Order::Middle)
            .fixed_pos(rect.min)
            .constrain(false);
        area.show(ui.ctx(), |ui| {
            ui.allocate_rect(rect, egui::Sense::hover());
            inside(ui)
        })
        .inner
    }

    /// The edges between the parts, by which they are made larger or smaller.
    fn edges_ui(&mut self, ui: &mut Ui, rooms: &Rooms) {
        let around = |rect: Rect| rect.expand2(vec2(3.0, 0.0));
        let left = rooms.left.filter(|_| !rooms.left_floats);
        let left = left.map(|rect| Rect::from_min_max(rect.right_top(), rect.max));
        let right = rooms.right.filter(|_| !rooms.right_floats);
        let right = right.map(|rect| Rect::from_min_max(rect.min, rect.left_bottom()));
        let bottom = rooms.bottom.map(|rect| Rect::from_min_max(rect.min, rect.right_top()));
        let edges = [
            (Part::Left, left.map(around)),
            (Part::Right, right.map(around)),
            (Part::Bottom, bottom.map(|rect| rect.expand2(vec2(0.0, 3.0)))),
        ];
        for (part, rect) in edges {
            let Some(rect) = rect else { continue };
            let id = egui::Id::unique(("edge", part));
            let response = ui.interact(rect, id, egui::Sense::DRAG);
            if response.hovered() || response.dragged() {
                ui.ctx().set_cursor_icon(match part {
                    Part::Bottom => egui::CursorIcon::ResizeVertical,
                    _ => egui::CursorIcon::ResizeHorizontal,
                });
                ui.painter().rect_filled(rect.shrink(2.0), 0, self.model.tokens.accent);
            }
            let by = response.drag_delta();
            if by != Vec2::ZERO {
                let sizes = &mut self.model.prefs.sizes;
                match part {
                    Part::Left => sizes.left = rooms.left.map_or(0.0, |rect| rect.width()) + by.x,
                    Part::Right => {
                        sizes.right = rooms.right.map_or(0.0, |rect| rect.width()) - by.x
                    }
                    _ => sizes.bottom = rooms.bottom.map_or(0.0, |rect| rect.height()) - by.y,
                }
            }
        }
    }

    /// Sends the keys where they are wanted.
    fn send_keys(&mut self, context: &Context) {
        if let Some(wanted) = self.model.wants_keys.take() {
            // A part that is shown just now, or a window that is just closing, needs some frames.
            self.sending = Some((wanted, 4));
        }
        let Some((wanted, tries)) = self.sending.take() else {
            self.held_before = focus::holder(context);
            return;
        };
        let is_first = tries == 4;
        // A field that was asked for by name has been found by the form before.
        let has_arrived = match wanted {
            Wanted::Part(Part::Right) if context.text_edit_focused() => true,
            Wanted::Part(Part::Canvas) => {
                if is_first || context.memory(|memory| memory.focused().is_none()) {
                    focus::send(context, wanted, &self.parts);
                }
                false
            }
            wanted => focus::send(context, wanted, &self.parts),
        };
        if !has_arrived && tries > 0 {
            self.sending = Some((wanted, tries - 1));
        }
        context.request_repaint();
        self.held_before = focus::holder(context);
    }

    /// Asks the shell to keep what nobody saved, and what people prefer.
    fn keep(&mut self, context: &Context) {
        if let Some(millis) = keeping::tick(&mut self.model, &mut self.requests) {
            context.request_repaint_after_secs(millis as f32 / 1000.0);
        }
        let is_dragged = context.input(|input| input.pointer.any_down());
        if !is_dragged && self.kept_prefs != self.model.prefs {
            self.kept_prefs = self.model.prefs.clone();
            self.requests.push(Request::KeepPrefs(self.kept_prefs.text()));
        }
    }

    fn bar_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        panel::bar_ui(ui, &self.model)
    }

    fn status_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        panel::status_ui(ui, &self.model)
    }

    fn gallery_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        panel::gallery_ui(ui, &self.model)
    }

    fn right_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        let session = self.model.editor.as_ref().and_then(|editor| editor.session.as_ref());
        let page = session.map(|session| session.hands.page);
        let mut done = None;
        if page.is_some() {
            done = panel::simulator_ui(ui, &mut self.model);
        }
        if page.is_none_or(|page| page == Page::Settings) {
            done = inspector::inspector_ui(ui, &mut self.model).or(done);
        }
        done
    }

    fn bottom_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        match self.model.bottom? {
            Bottom::Problems => panel::problems_ui(ui, &self.model),
            Bottom::History => panel::history_ui(ui, &self.model),
            Bottom::Scenarios => panel::scenarios_ui(ui, &self.model),
            Bottom::Callers => panel::callers_ui(ui, &self.model),
        }
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
            Left::Outline => panel::outline_ui(ui, &mut self.model),
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

    /// What the canvas wished, for tests that have no screen.
    pub fn obey(&mut self, wish: Wish) {
        obey(&mut self.model, wish, &mut self.requests);
    }
}
