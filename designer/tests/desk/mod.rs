//! An editor without a window: commands and keys go in, what a screen reader would hear comes out.
#![allow(dead_code, reason = "each file of tests uses a part of it")]

use centralita_designer::App;
use centralita_designer::command::Command;
use centralita_designer::model::{Editor, Model, Prefs, Selection};
use centralita_designer::request::Request;
use centralita_engine::{Time, WidgetName};
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

pub const WELCOME: &str = include_str!("../../../flows/welcome_menu.json");

pub struct Desk {
    pub harness: Harness<'static, App>,
}

impl Desk {
    pub fn new() -> Desk {
        let mut app = App::new(Prefs::default());
        app.model.now = Time(1_000_000);
        let harness = Harness::builder()
            .with_size(vec2(1280.0, 820.0))
            .with_os(egui::os::OperatingSystem::Nix)
            .with_context_setup(App::prepare)
            .build_ui_state(|ui, app: &mut App| app.show(ui), app);
        let mut desk = Desk { harness };
        desk.settle();
        desk
    }

    pub fn with(text: &str) -> Desk {
        let mut desk = Desk::new();
        desk.does(Command::Opened { name: "flow".into(), path: None, text: text.into() });
        desk
    }

    /// With a file of a name.
    pub fn of_file(name: &str, text: &str) -> Desk {
        let mut desk = Desk::new();
        desk.opens(name, text);
        desk
    }

    pub fn opens(&mut self, name: &str, text: &str) {
        let path = Some(format!("/flows/{name}.json").into());
        self.does(Command::Opened { name: name.into(), path, text: text.into() });
    }

    pub fn settle(&mut self) {
        self.harness.run_steps(3);
    }

    pub fn model(&self) -> &Model {
        &self.harness.state().model
    }

    pub fn model_mut(&mut self) -> &mut App {
        self.harness.state_mut()
    }

    /// What was asked of the shell since somebody looked.
    pub fn asked(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.model_mut().requests)
    }

    pub fn editor(&self) -> &Editor {
        self.model().editor.as_ref().unwrap()
    }

    pub fn text(&self) -> String {
        self.editor().flow().text().to_owned()
    }

    pub fn does(&mut self, command: Command) {
        self.model_mut().do_it(command);
        self.settle();
    }

    pub fn selects(&mut self, name: &str) {
        self.does(Command::Select(Selection::of(WidgetName::new(name))));
    }

    pub fn key(&mut self, key: Key) {
        self.keys(Modifiers::NONE, key);
    }

    pub fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    pub fn types(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.into()));
        self.settle();
    }

    /// Presses what is called so, as a screen reader would.
    pub fn press(&mut self, label: &str) {
        self.harness.get_by_label(label).click_accesskit();
        self.settle();
    }

    /// Gives the keys to what is called so.
    pub fn focuses(&mut self, label: &str) {
        self.harness.get_by_label(label).focus();
        self.settle();
    }

    /// Everything that a screen reader would say.
    pub fn all_said(&self) -> Vec<String> {
        let all = self.harness.root();
        let nodes = all.children_recursive().map(|node| {
            let node = node.accesskit_node();
            node.label().or_else(|| node.value()).unwrap_or_default()
        });
        nodes.filter(|said| !said.is_empty()).collect()
    }

    /// The first thing said that begins so.
    pub fn said_that(&self, begin: &str) -> String {
        let all = self.all_said();
        let found = all.iter().find(|said| said.starts_with(begin));
        found.unwrap_or_else(|| panic!("nobody says “{begin}”: {all:#?}")).clone()
    }

    /// Fails when nobody says what begins so.
    pub fn says(&self, begin: &str) {
        self.said_that(begin);
    }
}
