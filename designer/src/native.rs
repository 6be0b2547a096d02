//! The shell of the desktop: a window, files, dialogs, the clock.

mod dialogs;
mod files;
mod history;
mod papers;
mod picture;
mod scripts;
mod speech;
mod system;
mod windows;

use std::io;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use centralita_designer::App;
use centralita_designer::command::Command;
use centralita_designer::compare;
use centralita_designer::keeping::{Kept, fingerprint};
use centralita_designer::model::Prefs;
use centralita_designer::request::Request;
use centralita_designer::revisions::{self, Revision};
use centralita_designer::text::Language;
use centralita_designer::{paths, replace};
use centralita_engine::Time;
use files::Folders;
use scripts::Watched;
use windows::Window;

/// Opens the window; files named on the command line are opened in it. `picture` and `describe` make
/// a file of a flow instead.
pub fn run() -> anyhow::Result<()> {
    let files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if papers::made(&files, prefs(&Folders::of_this_person()))? {
        return Ok(());
    }
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Centralita")
            .with_app_id("centralita-designer")
            .with_inner_size([1280.0, 820.0])
            .with_min_inner_size([480.0, 360.0]),
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "Centralita",
        options,
        Box::new(|creation| {
            App::prepare(&creation.egui_ctx);
            let folders = Folders::of_this_person();
            let mut app = App::new(prefs(&folders));
            app.model.learn(system::likes());
            app.model.texts.zone = system::zone();
            app.model.places = Some(dialogs::places());
            let window = folders.window(now().0);
            let mut native = Native { app, folders, window, watched: None, may_close: false };
            native.begin(files);
            Ok(Box::new(native))
        }),
    )
    .map_err(|error| anyhow!("The window cannot be opened: {error}"))
}

/// What was preferred last; at first, the language of the system.
fn prefs(folders: &Folders) -> Prefs {
    if let Some(text) = folders.prefs() {
        return Prefs::read(&text);
    }
    let mut prefs = Prefs::first();
    if let Ok(tag) = std::env::var("LC_ALL").or_else(|_| std::env::var("LANG")) {
        prefs.language = Language::of_tag(&tag);
    }
    prefs
}

struct Native {
    app: App,
    folders: Folders,
    window: Window,
    watched: Option<Watched>,
    may_close: bool,
}

impl eframe::App for Native {
    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        self.app.model.now = now();
        if ui.input(|input| input.viewport().close_requested()) && !self.may_close {
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.app.do_it(Command::Quit);
        }
        if self.watched.as_ref().is_some_and(Watched::has_changed) {
            self.tell_scripts();
        }
        self.app.show(ui);
        for request in std::mem::take(&mut self.app.requests) {
            self.answer(ui.ctx(), request);
        }
    }
}

impl Native {
    /// What nobody saved comes back; then the named files are opened.
    fn begin(&mut self, files: Vec<PathBuf>) {
        self.app.model.now = now();
        let copies = self.window.take_over();
        let keys: Vec<String> = copies.iter().map(|copy| copy.key.clone()).collect();
        self.app.do_it(Command::FoundCopies(copies));
        // Without a wish for others, what was open last is open again.
        let is_as_before = files.is_empty();
        let was_open = self.app.model.prefs.open.iter().map(PathBuf::from);
        let was_open: Vec<PathBuf> = was_open.filter(|path| path.exists()).collect();
        for file in if is_as_before { was_open } else { files } {
            self.read(file);
        }
        for key in keys.into_iter().filter(|_| is_as_before) {
            self.app.do_it(Command::Restore(key));
        }
    }

    fn answer(&mut self, context: &egui::Context, request: Request) {
        match request {
            Request::AskForFile
            | Request::AskForFileToCompare
            | Request::AskWhereToWrite { .. }
            | Request::SaveCopy { .. }
            | Request::SavePicture { .. } => self.ask(context, request),
            Request::Read(path) => self.read(path),
            Request::Write { path, text, serial, over } => self.write(path, &text, serial, over),
            Request::WriteCopy { path, text } => self.write_copy(path, text.as_bytes()),
            Request::WritePicture { path, svg, scale } => match picture::png(&svg, scale) {
                Ok(bytes) => self.write_copy(path, &bytes),
                Err(why) => self.app.do_it(Command::Failed(why.to_string())),
            },
            Request::ListFolder { folder, ending } => {
                let entries = files::entries(&folder, &ending);
                let entries = entries.map_err(|error| self.why(&folder, &error));
                self.app.do_it(paths::Act::Listed { folder, entries }.into());
            }
            Request::LookAtPath(path) => {
                let there = files::there(&path);
                self.app.do_it(paths::Act::Looked { path, there }.into());
            }
            Request::ReadFlows { beside, names } => self.read_flows(&beside, names),
            Request::ReadProject(path) => {
                self.app.do_it(Command::ProjectRead(files::look_around(&path)));
            }
            Request::ReadScenarios(path) => self.read_scenarios(&path),
            Request::WriteScenarios { path, text } => match files::write(&path, &text) {
                Ok(()) => self.app.do_it(Command::ScenariosRead(Some(text))),
                Err(error) => self.fails(&path, &error),
            },
            Request::LookForScripts { beside } => self.look_for_scripts(context, beside.as_deref()),
            Request::WriteScript { path, text, over } => self.write_script(path, text, over),
            Request::Speak { text, language } => self.speak(&text, &language),
            Request::Hush => speech::hush(),
            // Nothing begins to look for a server here.
            Request::Ask(_) | Request::Visit { .. } => {}
            Request::Copy(text) => context.copy_text(text),
            Request::Paste => context.send_viewport_cmd(egui::ViewportCommand::RequestPaste),
            Request::LookAtClock => self.app.model.now = now(),
            Request::KeepCopy(copy) => self.keep(&copy),
            Request::DropCopy(key) => self.window.drop_copy(&key),
            Request::ReadFolder { beside } => self.read_folder(&beside),
            Request::Rewrite { path, before, over, text } => {
                self.rewrite(path, &before, over, &text);
            }
            Request::TellOpen(paths) => self.window.tell_open(&paths),
            Request::ReadToCompare { path, name } => self.read_to_compare(&path, name),
            Request::ListRevisions(path) => self.list_revisions(path),
            Request::ReadRevision { path, key, why } => match history::read(&path, &key) {
                Ok(text) => {
                    self.app.do_it(revisions::Act::Read { path, key, text, why }.into());
                }
                Err(error) => self.fails(&path, &error),
            },
            Request::KeepRevision { path, text, revision } => {
                match history::keep(&path, &text, revision, now().0) {
                    Ok(revision) => {
                        self.app.do_it(revisions::Act::Kept { path, revision }.into());
                    }
                    Err(error) => self.fails(&path, &error),
                }
            }
            Request::KeepPrefs(text) => {
                // Nobody is told: a preference that is not kept is no lost work.
                let _ = self.folders.keep_prefs(&text);
            }
            Request::Quit => {
                self.may_close = true;
                context.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
    }

    fn keep(&mut self, copy: &Kept) {
        if let Err(error) = self.window.keep_copy(copy) {
            self.app.do_it(Command::Failed(error.to_string()));
        }
    }

    fn read_to_compare(&mut self, path: &Path, name: String) {
        self.app.do_it(match std::fs::read_to_string(path) {
            Ok(text) => compare::Act::Read { name, text }.into(),
            Err(error) => Command::Failed(self.why(path, &error)),
        });
    }

    /// All flows that stand beside a file.
    fn read_folder(&mut self, beside: &Path) {
        let entries = beside.parent().map(std::fs::read_dir);
        let paths = entries.into_iter().flatten().flatten().flatten().map(|entry| entry.path());
        let mut paths: Vec<PathBuf> =
            paths.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
        paths.sort();
        // What cannot be read is no text in which something could be found.
        let files = paths.into_iter().filter_map(|path| {
            let text = std::fs::read_to_string(&path).ok()?;
            Some((path, text))
        });
        let files = files.collect();
        self.app.do_it(replace::Act::FolderRead(files).into());
    }

    /// Writes a file that is not open, when it still says what it said.
    fn rewrite(&mut self, path: PathBuf, before: &str, over: u64, text: &str) {
        let now_says = std::fs::read_to_string(&path);
        if now_says.as_ref().map(|now| fingerprint(now)).ok() != Some(over) {
            self.app.do_it(replace::Act::Changed(path).into());
            return;
        }
        // Nothing is written over what is not kept.
        let kept = history::keep(&path, before, Revision::default(), now().0);
        let written = kept.and_then(|_| files::write(&path, text));
        match written {
            Ok(()) => {
                let _ = history::keep(&path, text, Revision::default(), now().0);
                self.app.do_it(replace::Act::Written(path).into());
            }
            Err(error) => self.fails(&path, &error),
        }
    }

    fn list_revisions(&mut self, path: PathBuf) {
        self.app.do_it(match history::list(&path) {
            Ok(list) => revisions::Act::Listed { path, list }.into(),
            Err(error) => Command::Failed(self.why(&path, &error)),
        });
    }

    fn read(&mut self, path: PathBuf) {
        // By one name each file is known, wherever the program was started.
        let path = std::path::absolute(&path).unwrap_or(path);
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let is_elsewhere = self.window.is_open_elsewhere(&path);
                self.app.do_it(Command::Opened { name: name.clone(), path: Some(path), text });
                if is_elsewhere {
                    self.app.do_it(Command::OpenElsewhere(name));
                }
            }
            Err(error) => {
                self.fails(&path, &error);
            }
        }
    }

    fn write(&mut self, path: PathBuf, text: &str, serial: u64, over: Option<u64>) {
        if let Some(over) = over
            && let Ok(theirs) = std::fs::read_to_string(&path)
            && fingerprint(&theirs) != over
        {
            self.app.do_it(Command::Conflict { path, theirs, serial });
            return;
        }
        let written = files::write(&path, text);
        if written.is_ok() {
            // The file is what counts; a revision beside it is a help.
            let _ = history::keep(&path, text, Revision::default(), now().0);
        }
        match written {
            Ok(()) => {
                self.app.do_it(Command::Saved { path: path.clone(), serial });
                self.list_revisions(path);
            }
            Err(error) => {
                self.app.do_it(Command::NotSaved);
                self.fails(&path, &error);
            }
        }
    }

    /// Asks for a file by the dialog of the system, and goes on with what was chosen. A dialog that did
    /// not open is no answer: then the path is asked for in our own window, now and from now on.
    fn ask(&mut self, context: &egui::Context, purpose: Request) {
        let asked_at = now();
        let path = match dialogs::chosen(&purpose) {
            Some(path) => path,
            None => {
                let has_opened = now().0 - asked_at.0 >= dialogs::QUICKEST_PERSON_MILLIS;
                match (&mut self.app.model.places, purpose) {
                    (Some(places), purpose) if !has_opened => {
                        places.has_dialogs = false;
                        paths::ask(&mut self.app.model, purpose, &mut self.app.requests);
                    }
                    (_, Request::AskWhereToWrite { .. }) => self.app.do_it(Command::NotSaved),
                    _ => {}
                }
                return;
            }
        };
        // The dialog has asked whether a file that is there may go.
        if let Some(request) = paths::with_path(purpose, path) {
            self.answer(context, request);
        }
    }

    fn write_copy(&mut self, path: PathBuf, bytes: &[u8]) {
        match files::write_bytes(&path, bytes) {
            Ok(()) => self.app.do_it(Command::CopySaved(path)),
            Err(error) => self.fails(&path, &error),
        }
    }

    /// A name is the stem of a file in the same folder, and nothing that leads out of it.
    fn read_flows(&mut self, beside: &Path, names: Vec<String>) {
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for name in names {
            let is_plain = !name.contains(['/', '\\']) && !name.starts_with('.');
            let path = beside.with_file_name(format!("{name}.json"));
            match std::fs::read_to_string(&path) {
                Ok(text) if is_plain => found.push((name, text)),
                _ => missing.push(name),
            }
        }
        self.app.do_it(Command::FlowsRead { found, missing });
    }

    /// Tells in words why something could not be done with a file.
    fn fails(&mut self, path: &Path, error: &io::Error) {
        let why = self.why(path, error);
        self.app.do_it(Command::Failed(why));
    }

    fn why(&self, path: &Path, error: &io::Error) -> String {
        let (name, why) = (path.display().to_string(), error.to_string());
        let things = [("name", (&name).into()), ("why", (&why).into())];
        self.app.model.texts.fill(files::sentence(error), &things)
    }

    fn speak(&mut self, text: &str, language: &str) {
        if speech::speak(text, language).is_err() {
            self.app.do_it(Command::CannotSpeak);
        }
    }

    /// Looks at the folders of scripts, and from now on whenever they change.
    fn look_for_scripts(&mut self, context: &egui::Context, beside: Option<&Path>) {
        let folders = scripts::folders(beside, self.folders.scripts());
        let context = context.clone();
        self.watched = Some(Watched::new(folders, move || context.request_repaint()));
        self.tell_scripts();
    }

    fn tell_scripts(&mut self) {
        let Some(watched) = &self.watched else { return };
        let held = watched.read();
        let folders = watched.folders.clone();
        self.app.do_it(Command::ScriptsRead { folders, files: held.files, unread: held.unread });
    }

    fn write_script(&mut self, path: PathBuf, text: String, over: Option<u64>) {
        match (std::fs::read_to_string(&path), over) {
            (Ok(theirs), None) => {
                self.app.do_it(Command::ScriptConflict { path, theirs });
                return;
            }
            (Ok(theirs), Some(over)) if fingerprint(&theirs) != over && theirs != text => {
                self.app.do_it(Command::ScriptConflict { path, theirs });
                return;
            }
            _ => {}
        }
        let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        match folder.and_then(|()| files::write(&path, &text)) {
            Ok(()) => self.app.do_it(Command::ScriptWritten { path, text }),
            Err(error) => self.fails(&path, &error),
        }
    }

    fn read_scenarios(&mut self, path: &Path) {
        self.app.do_it(match std::fs::read_to_string(path) {
            Ok(text) => Command::ScenariosRead(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Command::ScenariosRead(None),
            Err(error) => Command::Failed(self.why(path, &error)),
        });
    }
}

#[expect(clippy::disallowed_methods, reason = "a shell looks at the clock")]
fn now() -> Time {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Time(since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
}
