//! The editor in a window that no screen shows, for pictures of it.
//!
//! It is drawn by the same code as on a screen, by a software renderer: on Linux that is Mesa's
//! (package `mesa-vulkan-drivers`). The clock stands still and the fonts are the editor's own, so that a
//! picture of today is a picture of tomorrow.

#[path = "../../designer/tests/large/mod.rs"]
mod large_flow;

use centralita_designer::App;
use centralita_designer::command::Command;
use centralita_designer::model::{Editor, Prefs, Selection};
use centralita_designer::text::Language;
use centralita_designer::theme::Theme;
use centralita_engine::{Time, WidgetName};
use egui::{Key, Modifiers, Pos2, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

/// The moment at which every picture is taken: 22 June 2026, 09:30 UTC.
pub const NOW: Time = Time(1_782_120_600_000);

/// The editor in a window that no screen shows.
pub struct Window {
    harness: Harness<'static, App>,
}

impl Window {
    /// A window of the usual size, 1200 by 800 points.
    pub fn new(look: Theme) -> Window {
        Window::of(look, Language::En, vec2(1200.0, 800.0))
    }

    /// A window of a size in points.
    pub fn of(look: Theme, language: Language, size: Vec2) -> Window {
        let prefs = Prefs { theme: look, language, ..Prefs::default() };
        Window::with(prefs, size)
    }

    /// A window of somebody who prefers something.
    pub fn with(prefs: Prefs, size: Vec2) -> Window {
        let mut app = App::new(prefs);
        app.model.now = NOW;
        let harness = Harness::builder()
            .with_size(size)
            .with_os(egui::os::OperatingSystem::Nix)
            .with_context_setup(App::prepare)
            .wgpu()
            .allow_missing_glyphs()
            .build_ui_state(
                |ui, app: &mut App| {
                    // The harness leaves a margin, a window does not.
                    let window = ui.ctx().content_rect();
                    let mut whole = ui.new_child(egui::UiBuilder::new().max_rect(window));
                    whole.set_clip_rect(window);
                    app.show(&mut whole);
                },
                app,
            );
        let mut window = Window { harness };
        window.settle();
        window
    }

    /// Lets some frames pass.
    pub fn settle(&mut self) {
        self.harness.run_steps(4);
    }

    /// Opens a flow.
    pub fn opens(&mut self, name: &str, text: &str) {
        let (name, text) = (name.to_owned(), text.to_owned());
        self.does(Command::TakeIn { name, path: None, text, edit: None });
        self.app().model.told = None;
        self.settle();
    }

    /// Does a command.
    pub fn does(&mut self, command: Command) {
        self.app().do_it(command);
        self.settle();
    }

    /// Selects a widget.
    pub fn selects(&mut self, name: &str) {
        self.does(Command::Select(Selection::of(WidgetName::new(name))));
    }

    /// Presses a key.
    pub fn presses(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    /// Writes a text where the keys go.
    pub fn writes(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.settle();
    }

    /// Clicks what is called so; the first of several.
    pub fn clicks(&mut self, label: &str) {
        if let Some(found) = self.harness.query_all_by_label(label).next() {
            found.click();
        }
        self.settle();
    }

    /// Moves the pointer; the button stays as it is.
    pub fn points_at(&mut self, at: Pos2) {
        self.harness.hover_at(at);
        self.settle();
    }

    /// Presses the button at a place and moves it to another, without letting it go.
    pub fn drags(&mut self, from: Pos2, to: Pos2) {
        self.harness.hover_at(from);
        self.harness.run_steps(1);
        self.button(from, true);
        for part in 1..=8 {
            self.harness.hover_at(from.lerp(to, part as f32 / 8.0));
            self.harness.run_steps(1);
        }
        self.settle();
    }

    /// Lets the button go, or presses it.
    pub fn button(&mut self, at: Pos2, is_pressed: bool) {
        self.harness.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Primary,
            pressed: is_pressed,
            modifiers: Modifiers::NONE,
        });
        self.harness.run_steps(2);
    }

    /// Where a place of the canvas is in the window.
    pub fn on_screen(&mut self, at: Pos2) -> Pos2 {
        let Some(editor) = &self.harness.state().model.editor else { return Pos2::ZERO };
        let Some(screen) = editor.canvas.screen else { return Pos2::ZERO };
        editor.canvas.view.screen_from_canvas(screen, at)
    }

    /// The editor.
    pub fn app(&mut self) -> &mut App {
        self.harness.state_mut()
    }

    /// The open flow.
    ///
    /// # Panics
    /// When none is open.
    pub fn editor(&mut self) -> &mut Editor {
        self.app().model.editor.as_mut().expect("a flow has been opened")
    }

    /// The window as it looks now.
    ///
    /// # Errors
    /// When nothing can be drawn here: no renderer is installed.
    pub fn picture(&mut self) -> anyhow::Result<image::RgbaImage> {
        self.harness.render().map_err(|error| {
            anyhow::anyhow!("{error}. On Debian, install mesa-vulkan-drivers and libvulkan1.")
        })
    }
}

/// A flow of so many widgets.
pub fn large(count: usize) -> String {
    large_flow::flow(count)
}
