//! The shell of a browser: one page, files by upload and download, a store that the browser keeps.
//!
//! The page around it (`designer/web`) loads the program, keeps what is to be kept, and says in words
//! when the program cannot run. The browser answers later than it is asked, so answers come in by an
//! [`Inbox`].

mod beside;
mod browser;
mod inbox;
mod keys;
mod page;

use std::path::{Path, PathBuf};

use centralita_designer::App;
use centralita_designer::command::Command;
use centralita_designer::keeping::{Kept, fingerprint};
use centralita_designer::model::Prefs;
use centralita_designer::request::Request;
use centralita_designer::server::{self, Ask};
use centralita_designer::text::Language;
use inbox::Inbox;
use js_sys::futures::spawn_local;

/// Starts the editor in the page; when that cannot be, the page says so.
pub fn run() {
    browser::tell_of_panics();
    spawn_local(async {
        if let Err(error) = start().await {
            browser::tell_page("centralita-failed", &format!("{error:?}"));
        }
    });
}

async fn start() -> Result<(), wasm_bindgen::JsValue> {
    let canvas = browser::canvas()?;
    let runner = eframe::WebRunner::new();
    runner
        .start(
            canvas,
            eframe::WebOptions::default(),
            Box::new(|creation| {
                let context = &creation.egui_ctx;
                App::prepare(context);
                // The browser enlarges its pages by the same keys.
                context.options_mut(|options| options.zoom_with_keyboard = false);
                let inbox = Inbox::new(context.clone());
                page::reflect(context, &inbox);
                keys::stop_those_of_the_browser();
                let mut web = Web {
                    app: App::new(prefs()),
                    inbox,
                    title: String::new(),
                    has_started: false,
                    has_pasted: false,
                };
                web.app.model.learn(browser::likes());
                web.app.model.texts.zone = browser::zone();
                web.begin();
                Ok(Box::new(web))
            }),
        )
        .await?;
    browser::leave_tab_order();
    Ok(())
}

/// What was preferred last; at first, the language of the browser.
fn prefs() -> Prefs {
    if let Some(text) = browser::prefs() {
        return Prefs::read(&text);
    }
    Prefs { language: Language::of_tag(&browser::language()), ..Prefs::first() }
}

struct Web {
    app: App,
    inbox: Inbox,
    title: String,
    has_started: bool,
    has_pasted: bool,
}

impl eframe::App for Web {
    fn raw_input_hook(&mut self, _: &egui::Context, input: &mut egui::RawInput) {
        keys::leave_clipboard_to_browser(&mut input.events);
        self.has_pasted = keys::has_paste_key(&input.events);
        input.events.extend(self.inbox.events());
        // A reader that works in the mirror works in the editor.
        input.focused |= page::has_keys();
    }

    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        self.app.model.now = browser::now();
        for command in self.inbox.commands() {
            self.app.do_it(command);
        }
        for file in ui.input(|input| input.raw.dropped_files.clone()) {
            self.take_dropped(file);
        }
        self.app.show(ui);
        for request in std::mem::take(&mut self.app.requests) {
            self.answer(ui.ctx(), request);
        }
        self.name_page();
        if !self.has_started {
            self.has_started = true;
            browser::tell_page("centralita-started", "");
        }
    }
}

impl Web {
    /// What was open is open again, when no other page has it; and what nobody saved comes back.
    fn begin(&mut self) {
        self.app.model.now = browser::now();
        let opened = browser::opened();
        let copies: Vec<Kept> = opened
            .copies
            .into_iter()
            .filter_map(|(key, text)| Some(Kept { key, ..serde_json::from_str(&text).ok()? }))
            .collect();
        let keys: Vec<String> = copies.iter().map(|copy| copy.key.clone()).collect();
        self.app.do_it(Command::FoundCopies(copies));
        if !opened.keeps {
            let text = self.say("web-keeps-nothing", Path::new(""));
            self.app.do_it(Command::Failed(text));
        }
        let was_open = self.app.model.prefs.open.clone();
        let was_open = if opened.is_alone { was_open } else { Vec::new() };
        let reopen = was_open.iter().map(PathBuf::from).collect();
        let inbox = self.inbox.clone();
        spawn_local(async move {
            for name in was_open {
                if let Some(text) = browser::get_file(&name).await {
                    inbox.command(opened_command(&name, text));
                }
            }
            for key in keys {
                inbox.command(Command::Restore(key));
            }
            // What nobody saved comes first: it is not opened anew then.
            inbox.command(server::Act::Begin { reopen }.into());
        });
    }

    fn answer(&mut self, context: &egui::Context, request: Request) {
        match request {
            Request::AskForFile => self.ask_for_files(),
            Request::Read(path) => self.read(path),
            Request::Write { path, text, serial, over } => self.write(path, text, serial, over),
            Request::AskWhereToWrite { name, text, serial } => self.ask_name(name, text, serial),
            Request::ReadFlows { beside, names } => self.read_flows(beside, names),
            Request::ReadScenarios(path) => self.read_scenarios(path),
            Request::WriteScenarios { path, text } => self.write_scenarios(path, text),
            Request::Copy(text) => context.copy_text(text),
            Request::Paste => self.paste(),
            Request::LookAtClock => self.app.model.now = browser::now(),
            Request::SaveCopy { name, text } => {
                browser::download(&name, &text);
                self.app.do_it(Command::CopySaved(name.into()));
            }
            Request::SavePicture { name, svg, scale } => self.save_picture(name, svg, scale),
            Request::KeepCopy(copy) => self.keep(copy),
            Request::DropCopy(key) => spawn_local(async move {
                // It may never have been kept.
                let _ = browser::drop_copy(&key).await;
            }),
            Request::KeepPrefs(text) => browser::keep_prefs(&text),
            Request::ReadProject(path) => self.look_around(path),
            Request::LookForScripts { .. } => self.look_for_scripts(),
            Request::WriteScript { path, text, over } => self.write_script(path, text, over),
            Request::Speak { text, language } => {
                if !browser::speak(&text, &language) {
                    self.app.do_it(Command::CannotSpeak);
                }
            }
            Request::Hush => browser::hush(),
            Request::Ask(ask) => self.ask(ask),
            Request::Visit { page, is_beside } => browser::visit(&page, is_beside),
            // A page has no folders, so none of these is ever asked of it.
            Request::WriteCopy { .. }
            | Request::WritePicture { .. }
            | Request::ListFolder { .. }
            | Request::LookAtPath(_) => {}
            Request::AskForFileToCompare => self.ask_for_file_to_compare(),
            Request::ReadToCompare { path, name } => self.read_to_compare(path, name),
            Request::ListRevisions(path) => self.list_revisions(path),
            Request::ReadRevision { path, key, why } => self.read_revision(path, key, why),
            Request::KeepRevision { path, text, revision } => {
                self.keep_revision(path, text, revision);
            }
            Request::ReadFolder { .. } => self.read_folder(),
            Request::Rewrite { path, before, over, text } => {
                self.rewrite(path, before, over, text);
            }
            Request::TellOpen(paths) => browser::tell_open(&paths),
            Request::Quit => {
                let text = self.app.model.texts.say("web-close").to_owned();
                self.app.model.tell(text);
            }
        }
    }

    fn say(&self, name: &str, path: &Path) -> String {
        let path = path.display().to_string();
        self.app.model.texts.fill(name, &[("name", path.as_str().into())])
    }

    fn keep(&self, copy: Kept) {
        let Ok(text) = serde_json::to_string(&copy) else { return };
        let (inbox, full) = (self.inbox.clone(), self.say("web-full", Path::new(&copy.name)));
        spawn_local(async move {
            if browser::keep_copy(&copy.key, &text).await.is_err() {
                inbox.command(Command::Failed(full));
            }
        });
    }

    /// Asks the server, and tells what it answered.
    fn ask(&self, ask: Ask) {
        let inbox = self.inbox.clone();
        spawn_local(async move {
            let Some(sent) = ask.sent() else { return };
            let answer = browser::ask_server(&sent).await;
            inbox.command(server::Act::Answered { ask: Box::new(ask), answer }.into());
        });
    }

    /// The first of the chosen files is opened; the others are kept, as if they stood beside it.
    fn ask_for_files(&self) {
        let inbox = self.inbox.clone();
        let unread = self.say("web-not-read", Path::new(""));
        browser::choose_files(move |files| {
            let (inbox, unread) = (inbox.clone(), unread.clone());
            spawn_local(async move {
                let mut opened = None;
                for (name, read) in files {
                    match read.await {
                        Ok(text) => {
                            let is_flow = name.ends_with(".json");
                            let _ = browser::put_file(&name, &text).await;
                            if opened.is_none() && is_flow {
                                opened = Some(opened_command(&name, text));
                            }
                        }
                        Err(_) => inbox.command(Command::Failed(format!("{name}{unread}"))),
                    }
                }
                if let Some(command) = opened {
                    inbox.command(command);
                }
            });
        });
    }

    fn take_dropped(&self, file: std::sync::Arc<dyn egui::DroppedFile>) {
        let inbox = self.inbox.clone();
        let unread = self.say("web-not-read", file.path());
        spawn_local(async move {
            let name = file.path().display().to_string();
            let text =
                file.bytes_async().await.ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let Some(text) = text else {
                inbox.command(Command::Failed(unread));
                return;
            };
            let _ = browser::put_file(&name, &text).await;
            if name.ends_with(".json") {
                inbox.command(opened_command(&name, text));
            }
        });
    }

    fn read(&self, path: PathBuf) {
        let inbox = self.inbox.clone();
        let gone = self.say("web-not-kept", &path);
        spawn_local(async move {
            let name = path.display().to_string();
            let Some(text) = browser::get_file(&name).await else {
                inbox.command(Command::Failed(gone));
                return;
            };
            let is_elsewhere = browser::is_open_elsewhere(&name).await;
            inbox.command(opened_command(&name, text));
            if is_elsewhere {
                inbox.command(Command::OpenElsewhere(name));
            }
        });
    }

    /// Saves into the store, and as a file by the browser's own way.
    fn write(&self, path: PathBuf, text: String, serial: u64, over: Option<u64>) {
        let inbox = self.inbox.clone();
        let full = self.say("web-full", &path);
        spawn_local(async move {
            let name = path.display().to_string();
            if let Some(over) = over
                && let Some(theirs) = browser::get_file(&name).await
                && fingerprint(&theirs) != over
            {
                inbox.command(Command::Conflict { path, theirs, serial });
                return;
            }
            browser::download(&name, &text);
            if browser::put_file(&name, &text).await.is_err() {
                // The file is what counts; it has been handed to the browser.
                inbox.command(Command::Failed(full));
            }
            inbox.command(Command::Saved { path: path.clone(), serial });
            inbox.command(beside::keep_saved(&path, &text).await);
        });
    }

    /// A flow that has no name yet gets one that no other file of the store has; who saves under
    /// another name is asked for it.
    fn ask_name(&self, name: String, text: String, serial: u64) {
        let has_file = self.app.model.editor.as_ref().is_some_and(|editor| editor.path.is_some());
        if !has_file {
            let (inbox, full) = (self.inbox.clone(), self.say("web-full", Path::new(&name)));
            spawn_local(async move {
                let name = free_name(name).await;
                browser::download(&name, &text);
                if browser::put_file(&name, &text).await.is_err() {
                    inbox.command(Command::Failed(full));
                }
                let path = PathBuf::from(name);
                inbox.command(Command::Saved { path: path.clone(), serial });
                inbox.command(beside::keep_saved(&path, &text).await);
            });
            return;
        }
        match browser::ask(self.app.model.texts.say("web-name"), &name) {
            Some(name) => {
                let name = plain_name(&name);
                self.write(name.into(), text, serial, None);
            }
            None => self.inbox.command(Command::NotSaved),
        }
    }

    fn read_flows(&self, beside: PathBuf, names: Vec<String>) {
        let inbox = self.inbox.clone();
        spawn_local(async move {
            let (mut found, mut missing) = (Vec::new(), Vec::new());
            for name in names {
                let path = beside.with_file_name(format!("{name}.json"));
                match browser::get_file(&path.display().to_string()).await {
                    Some(text) => found.push((name, text)),
                    None => missing.push(name),
                }
            }
            inbox.command(Command::FlowsRead { found, missing });
        });
    }

    fn read_scenarios(&self, path: PathBuf) {
        let inbox = self.inbox.clone();
        spawn_local(async move {
            let text = browser::get_file(&path.display().to_string()).await;
            inbox.command(Command::ScenariosRead(text));
        });
    }

    fn write_scenarios(&self, path: PathBuf, text: String) {
        let (inbox, full) = (self.inbox.clone(), self.say("web-full", &path));
        spawn_local(async move {
            let put = browser::put_file(&path.display().to_string(), &text).await;
            inbox.command(match put {
                Ok(()) => Command::ScenariosRead(Some(text)),
                Err(_) => Command::Failed(full),
            });
        });
    }

    fn save_picture(&self, name: String, svg: String, scale: u8) {
        let (inbox, refused) = (self.inbox.clone(), self.say("web-picture", Path::new(&name)));
        spawn_local(async move {
            inbox.command(match browser::save_picture(&name, &svg, scale).await {
                Ok(()) => Command::CopySaved(name.into()),
                Err(_) => Command::Failed(refused),
            });
        });
    }

    fn paste(&self) {
        if self.has_pasted {
            // The browser tells by itself what was on the clipboard.
            return;
        }
        let inbox = self.inbox.clone();
        let refused = self.app.model.texts.say("web-paste").to_owned();
        spawn_local(async move {
            match browser::clipboard_text().await {
                Some(text) => inbox.event(egui::Event::Paste(text)),
                None => inbox.command(Command::Failed(refused)),
            }
        });
    }

    /// The page is called after the flow, and is in the language of the words on it.
    fn name_page(&mut self) {
        let model = &self.app.model;
        let title = match &model.editor {
            Some(editor) if editor.is_changed() => format!("• {} – Centralita", editor.name),
            Some(editor) => format!("{} – Centralita", editor.name),
            None => "Centralita".to_owned(),
        };
        let language = model.prefs.language.tag();
        let title = format!("{language} {title}");
        if title != self.title {
            browser::name_page(&title[language.len() + 1..], language, model.is_dark());
            self.title = title;
        }
    }
}

fn opened_command(name: &str, text: String) -> Command {
    let path = PathBuf::from(name);
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Command::Opened { name, path: Some(path), text }
}

/// A name for a file: no folders, and an ending that says what it is.
fn plain_name(name: &str) -> String {
    let name = name.trim().replace(['/', '\\'], "-");
    if name.ends_with(".json") { name } else { format!("{name}.json") }
}

/// A name that no file of the store has.
async fn free_name(name: String) -> String {
    let stem = name.trim_end_matches(".json").to_owned();
    let mut free = plain_name(&name);
    let mut number = 2;
    while browser::get_file(&free).await.is_some() {
        free = format!("{stem} ({number}).json");
        number += 1;
    }
    free
}
