//! What the editor knows: the open flow, what is selected, what people prefer. Nothing is drawn here.

mod clipboard;
mod difference;
mod editor;
mod history;
mod prefs;
mod selection;

pub use clipboard::Clipboard;
pub use editor::{Editor, Saved};
pub use history::{Entry, History};
pub use prefs::{Prefs, Recent};
pub use selection::{Selection, WireEnd};

use centralita_engine::declare::Catalogue;

use crate::connect::Connecting;
use crate::exchange::Exchange;
use crate::finder::Finder;
use crate::focus::Wanted;
use crate::keeping::Kept;
use crate::layout::Part;
use crate::menu::Menu;
use crate::quick_add::QuickAdd;
use crate::scripts::Scripts;
use crate::server::Server;
use crate::text::Texts;
use crate::theme::{Theme, Tokens};

/// Everything the editor knows.
pub struct Model {
    /// What people prefer.
    pub prefs: Prefs,
    /// The words of the chosen language.
    pub texts: Texts,
    /// The colours of the chosen look.
    pub tokens: Tokens,
    /// Whether the system likes dark.
    pub system_is_dark: bool,
    /// The widget types there are, as they were written.
    pub types: Catalogue,
    /// The same in the language of the interface.
    pub catalogue: Catalogue,
    /// The scripted widgets beside the flow, and the script that is being written.
    pub scripts: Scripts,
    /// The flow at hand; none while the gallery is shown.
    pub editor: Option<Editor>,
    /// The other open flows, in the order of their tabs.
    pub others: Vec<Editor>,
    /// The place of the flow at hand among the tabs.
    pub tab: usize,
    /// So many flows were opened.
    pub tabs_made: u64,
    /// The file of the flow from which another is being opened.
    pub coming_from: Option<std::path::PathBuf>,
    /// What shows below the canvas.
    pub bottom: Option<Bottom>,
    /// What shows left of the canvas.
    pub left: Left,
    /// The window in which anything is found or done, while it is open.
    pub finder: Option<Finder>,
    /// The list from which a widget is added, while it is open.
    pub quick_add: Option<QuickAdd>,
    /// The list from which an exit is connected, while it is open.
    pub connecting: Option<Connecting>,
    /// What can be done with what is here, while it is shown.
    pub menu: Option<Menu>,
    /// Where the keys shall go at the end of the frame.
    pub wants_keys: Option<Wanted>,
    /// Whether the small picture of everything is shown.
    pub has_minimap: bool,
    /// Which column of a narrow window is shown.
    pub drawer: Option<Part>,
    /// Whether the window is too narrow for its columns.
    pub is_narrow: bool,
    /// Copies of flows that nobody saved.
    pub copies: Vec<Kept>,
    /// What shall be done when the flow has been saved.
    pub after_save: Option<Box<crate::command::Command>>,
    /// What was copied last, with the wires that led to it.
    pub clipboard: Clipboard,
    /// What a screen reader says once: what was done just now.
    pub heard: String,
    /// Whether the page of keys is open.
    pub shows_keys: bool,
    /// The command that shall have another key, while one is awaited.
    pub rekeying: Option<Rekeying>,
    /// Whether the window of settings is open.
    pub shows_settings: bool,
    /// What the system likes, apart from dark.
    pub system: System,
    /// What was done or refused just now, to be told.
    pub told: Option<Told>,
    /// The time of the clock when somebody looked last.
    pub now: centralita_engine::Time,
    /// What is looked for, while that is of interest.
    pub search: Option<crate::replace::Search>,
    /// What is being written in a field and is not in the document yet; any command makes it first.
    pub draft: Option<centralita_engine::flow::Edit>,
    /// The draft that was made just now: leaving its field asks for the same once more.
    pub made: Option<centralita_engine::flow::Edit>,
    /// Whether it is asked what the wheel shall do.
    pub asks_wheel: bool,
    /// The warning that is about to be set aside, while the reason is asked.
    pub setting_aside: Option<crate::aside::Asking>,
    /// Whether the shell said that it cannot speak.
    pub cannot_speak: bool,
    /// What is being taken in or sent out.
    pub exchange: Exchange,
    /// Where files of this person go; none in a shell without folders.
    pub places: Option<crate::paths::Places>,
    /// What is known of the server that handed the editor out.
    pub server: Server,
    /// The path that is being asked for.
    pub asking_path: Option<crate::paths::Asking>,
    /// What waits for an answer: whether changes may be thrown away.
    pub asked: Option<Asked>,
}

/// What shows left of the canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Left {
    /// The widgets that can be added.
    #[default]
    Palette,
    /// The widgets that are there, in the order of a call.
    Outline,
}

/// What shows below the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bottom {
    /// What is wrong with the flow.
    Problems,
    /// What was done to it.
    History,
    /// The flow's scenarios.
    Scenarios,
    /// Virtual callers.
    Callers,
    /// The calls that it answered.
    Calls,
    /// The flow beside another.
    Compare,
    /// What is looked for and replaced.
    Replace,
    /// The script that is being written.
    Script,
}

/// Something to be told in passing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What.
    pub text: String,
    /// Whether something could not be done.
    pub is_refusal: bool,
    /// How long it has been seen, in frames of a sixtieth of a second.
    pub age: u32,
}

/// A command that shall have another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rekeying {
    /// The command's name in the table.
    pub name: &'static str,
    /// The key that was pressed, when another command has it or nobody may.
    pub wanted: Option<egui::KeyboardShortcut>,
}

/// What the system likes, as far as a shell can know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct System {
    /// Lines and text that stand out more.
    pub wants_contrast: bool,
    /// Nothing that moves by itself.
    pub wants_stillness: bool,
}

/// A question before something is thrown away.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// The flow has changes that no file has; the command is what shall be done without them.
    Unsaved(Box<crate::command::Command>),
    /// The file, or the flow on the server, was changed by somebody else since it was read.
    Conflict { path: std::path::PathBuf, theirs: String, serial: u64 },
    /// Files that are not open are about to be written; these are their names.
    Rewrite(Vec<String>),
    /// Scripts have changes that no file has.
    Scripts,
    /// A copy that nobody saved is to be thrown away.
    DropCopy(String),
}

impl Model {
    /// An editor in which nothing is open.
    pub fn new(prefs: Prefs) -> Model {
        let types = centralita_widgets::builtin();
        let mut model = Model {
            texts: Texts::new(prefs.language),
            tokens: Tokens::light(),
            system_is_dark: false,
            scripts: Scripts::new(types.clone()),
            types,
            catalogue: Catalogue::empty(),
            editor: None,
            others: Vec::new(),
            tab: 0,
            tabs_made: 0,
            coming_from: None,
            bottom: None,
            left: Left::default(),
            finder: None,
            quick_add: None,
            connecting: None,
            menu: None,
            wants_keys: None,
            has_minimap: true,
            drawer: None,
            is_narrow: false,
            copies: Vec::new(),
            after_save: None,
            clipboard: Clipboard::default(),
            heard: String::new(),
            shows_keys: false,
            rekeying: None,
            shows_settings: false,
            system: System::default(),
            told: None,
            now: centralita_engine::Time(0),
            search: None,
            draft: None,
            made: None,
            asks_wheel: false,
            setting_aside: None,
            cannot_speak: false,
            exchange: Exchange::default(),
            places: None,
            server: Server::default(),
            asking_path: None,
            asked: None,
            prefs,
        };
        model.dress();
        model.know(model.types.clone());
        model
    }

    /// Knows other widget types from now on, and says them in the language of the interface.
    pub fn know(&mut self, types: Catalogue) {
        self.catalogue = centralita_widgets::words::in_language(&types, self.prefs.language.tag());
        self.types = types;
        for editor in self.editor.iter_mut().chain(&mut self.others) {
            editor.look(&self.catalogue);
            editor.trials.followed.forget();
        }
    }

    /// Whether the look is dark.
    pub fn is_dark(&self) -> bool {
        match self.prefs.theme {
            Theme::System => self.system_is_dark,
            Theme::Light => false,
            Theme::Dark => true,
        }
    }

    /// Takes the colours and words that the preferences ask for.
    pub fn dress(&mut self) {
        self.tokens = Tokens::of(self.is_dark(), self.has_contrast());
        if self.texts.language() != self.prefs.language {
            let zone = self.texts.zone.clone();
            self.texts = Texts::new(self.prefs.language);
            self.texts.zone = zone;
            self.know(self.types.clone());
        }
    }

    /// Tells something in passing.
    pub fn tell(&mut self, text: impl Into<String>) {
        self.told = Some(Told { text: text.into(), is_refusal: false, age: 0 });
    }

    /// Tells that something could not be done.
    pub fn refuse(&mut self, text: impl Into<String>) {
        self.told = Some(Told { text: text.into(), is_refusal: true, age: 0 });
    }
}
