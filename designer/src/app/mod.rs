//! One frame: input to commands, commands to the model, the model to the screen.

mod asked;
mod beside;
mod canvas;
mod keyboard;
mod parts;
mod writing;

use egui::{Context, Rect, Ui};

use crate::canvas::Wish;
use crate::command::Command;
use crate::focus::{Holder, Wanted};
use crate::layout::{self, Part, Rooms};
use crate::model::{Bottom, Model, Prefs};
use crate::reach::obey;
use crate::request::Request;
use crate::scripts::work::look_beside;
use crate::server::{self, Diverted};
use crate::trying::let_callers_in;
use crate::update::update;
use crate::{aloud, calls, connect, finder, hints, keeping, menu, panel, quick_add, theme};

/// The editor, to be put into a shell that gives it a window.
pub struct App {
    /// What it knows.
    pub model: Model,
    /// What it asks of the shell.
    pub requests: Vec<Request>,
    /// What held the keys at the end of the last frame.
    pub(crate) held_before: Holder,
    dressed: Option<(theme::Tokens, bool, bool)>,
    parts: Vec<(Part, Rect)>,
    /// Where the keys are being sent, and for how many frames more that is tried.
    sending: Option<(Wanted, u8)>,
    kept_prefs: Prefs,
    /// The open files of which the shell was told.
    told_open: Vec<std::path::PathBuf>,
}

impl App {
    /// An editor in which nothing is open.
    pub fn new(prefs: Prefs) -> App {
        App {
            kept_prefs: prefs.clone(),
            told_open: Vec::new(),
            model: Model::new(prefs),
            requests: Vec::new(),
            held_before: Holder::Canvas,
            dressed: None,
            parts: Vec::new(),
            sending: None,
        }
    }

    /// Prepares fonts. The size of everything is a preference, so its keys are in the table.
    pub fn prepare(context: &Context) {
        theme::install(context);
        context.options_mut(|options| options.zoom_with_keyboard = false);
    }

    /// Does a command.
    pub fn do_it(&mut self, command: Command) {
        hints::learned(&mut self.model, &command);
        update(&mut self.model, command, &mut self.requests);
        self.divert();
    }

    /// Asks the server what is about flows that stand there.
    fn divert(&mut self) {
        let mut told = Vec::new();
        for request in std::mem::take(&mut self.requests) {
            match server::divert(&self.model, request) {
                Diverted::Request(request) => self.requests.push(request),
                Diverted::Command(command) => told.push(command),
            }
        }
        for command in told {
            self.do_it(command);
        }
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
        self.model.scripts.has_keys = false;
        look_beside(&mut self.model, &mut self.requests);
        let room = bottom.map(|bottom| match bottom {
            Bottom::Script => layout::Below::Script,
            _ => layout::Below::List,
        });
        let mut rooms = Rooms::of(window, &self.model.prefs.sizes, room, self.model.drawer);
        if self.model.server.trouble.is_some() {
            rooms = rooms.with_banner();
        }
        if self.model.has_tabs() {
            rooms = rooms.with_tabs();
        }
        // In this order the Tab key walks.
        done.extend(self.part_ui(ui, Part::Bar, rooms.bar, false, App::bar_ui));
        if let Some(rect) = rooms.banner {
            done.extend(self.part_ui(ui, Part::Banner, rect, false, App::banner_ui));
        }
        if let Some(rect) = rooms.tabs {
            done.extend(self.part_ui(ui, Part::Tabs, rect, false, App::tabs_ui));
        }
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
            let top = rooms.tabs.or(rooms.banner).unwrap_or(rooms.bar).left_bottom();
            let rect = Rect::from_min_max(top, window.max);
            done.extend(self.part_ui(ui, Part::Canvas, rect, false, App::gallery_ui));
        }
        // A state is shown only while one points at it in its list.
        if let Some(editor) = &mut self.model.editor
            && self.model.bottom != Some(Bottom::History)
        {
            editor.preview = None;
        }
        let had_window = self.has_window();
        done.extend(finder::finder_ui(ui, &mut self.model));
        done.extend(quick_add::quick_add_ui(ui, &mut self.model));
        done.extend(connect::connect_ui(ui, &mut self.model));
        done.extend(menu::menu_ui(ui, &mut self.model));
        done.extend(panel::settings_ui(ui, &mut self.model));
        done.extend(panel::keys_ui(ui, &mut self.model));
        done.extend(self.hints_ui(ui));
        done.extend(panel::keep_ui(ui, &mut self.model));
        done.extend(panel::naming_ui(ui, &mut self.model));
        done.extend(panel::publish_ui(ui, &mut self.model));
        done.extend(panel::start_here_ui(ui, &mut self.model));
        done.extend(panel::name_script_ui(ui, &mut self.model));
        done.extend(panel::set_aside_ui(ui, &mut self.model));
        done.extend(panel::import_ui(ui, &mut self.model));
        done.extend(panel::export_ui(ui, &mut self.model));
        done.extend(panel::path_ui(ui, &mut self.model));
        done.extend(panel::login_ui(ui, &self.model));
        done.extend(panel::name_on_server_ui(ui, &mut self.model));
        done.extend(panel::published_ui(ui, &self.model));
        done.extend(panel::publish_again_ui(ui, &self.model));
        if let_callers_in(&mut self.model) {
            ui.ctx().request_repaint();
        }
        done.extend(self.asked_ui(ui));
        self.told_ui(ui);
        if !done.is_empty() {
            // What was chosen is seen in the next frame.
            ui.ctx().request_repaint();
        }
        // A field that is left by pressing something tells of its change in the same frame: that was first.
        done.sort_by_key(|command| !matches!(command, Command::Change(_)));
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
        self.divert();
    }

    /// Whether a window lies over everything.
    pub(crate) fn has_window(&self) -> bool {
        let model = &self.model;
        model.finder.is_some()
            || model.quick_add.is_some()
            || model.connecting.is_some()
            || model.menu.is_some()
            || model.asked.is_some()
            || model.scripts.naming.is_some()
            || model.setting_aside.is_some()
            || model.exchange.is_shown()
            || model.asking_path.is_some()
            || model.server.has_window()
            || model.shows_keys
            || model.shows_settings
            || model.editor.as_ref().is_some_and(|editor| {
                editor.renaming.is_some()
                    || editor.writing.is_some()
                    || editor.revisions.naming.is_some()
                    || editor.revisions.publishing.is_some()
            })
    }

    /// Asks the shell to keep what nobody saved, and what people prefer.
    fn keep(&mut self, context: &Context) {
        if let Some(millis) = aloud::tick(&mut self.model, &mut self.requests) {
            context.request_repaint_after_secs(millis as f32 / 1000.0);
        }
        if let Some(millis) = calls::tick(&mut self.model, &mut self.requests) {
            context.request_repaint_after_secs(millis as f32 / 1000.0);
        }
        if let Some(millis) = server::tick(&mut self.model, &mut self.requests) {
            context.request_repaint_after_secs(millis as f32 / 1000.0);
        }
        if let Some(millis) = keeping::tick(&mut self.model, &mut self.requests) {
            context.request_repaint_after_secs(millis as f32 / 1000.0);
        }
        let open = self.model.open_files();
        if open != self.told_open {
            self.told_open = open.clone();
            self.model.prefs.open = open.iter().map(|path| path.display().to_string()).collect();
            self.requests.push(Request::TellOpen(open));
        }
        let is_dragged = context.input(|input| input.pointer.any_down());
        if !is_dragged && self.kept_prefs != self.model.prefs {
            self.kept_prefs = self.model.prefs.clone();
            self.requests.push(Request::KeepPrefs(self.kept_prefs.text()));
        }
    }

    fn dress(&mut self, context: &Context) {
        let is_dark = context.system_theme() == Some(egui::Theme::Dark);
        if is_dark != self.model.system_is_dark {
            self.model.system_is_dark = is_dark;
            self.model.dress();
        }
        let wanted = (self.model.tokens.clone(), self.model.is_dark(), self.model.is_still());
        if self.dressed.as_ref() != Some(&wanted) {
            theme::apply(context, &wanted.0, wanted.1, wanted.2);
            self.dressed = Some(wanted);
            // What began to be drawn before is drawn again, in the new look.
            context.request_repaint();
        }
        let scale = f32::from(self.model.prefs.scale) / 100.0;
        if context.zoom_factor() != scale {
            context.set_zoom_factor(scale);
        }
    }

    /// Opens what was dropped on the window. In a browser the shell reads the files.
    fn drop_files(&mut self, ui: &Ui) {
        if cfg!(target_arch = "wasm32") {
            return;
        }
        let files = ui.input(|input| input.raw.dropped_files.clone());
        for file in files {
            self.do_it(Command::Dropped(file.path().to_owned()));
        }
    }

    /// What the canvas wished, for tests that have no screen.
    pub fn obey(&mut self, wish: Wish) {
        obey(&mut self.model, wish, &mut self.requests);
    }
}
