//! The shell of the desktop: a window, files, dialogs, the clock.

mod files;
mod papers;
mod picture;
mod system;

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use centralita_designer::App;
use centralita_designer::command::Command;
use centralita_designer::keeping::{Kept, fingerprint};
use centralita_designer::model::Prefs;
use centralita_designer::request::Request;
use centralita_designer::text::Language;
use centralita_engine::Time;
use files::Folders;

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
            let mut native = Native { app, folders, may_close: false };
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
    may_close: bool,
}

impl eframe::App for Native {
    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        self.app.model.now = now();
        if ui.input(|input| input.viewport().close_requested()) && !self.may_close {
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.app.do_it(Command::Quit);
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
        let copies = self.folders.copies();
        let latest = copies.iter().max_by_key(|copy| copy.at_millis).map(|copy| copy.key.clone());
        self.app.do_it(Command::FoundCopies(copies));
        match latest {
            Some(key) if files.is_empty() => self.app.do_it(Command::Restore(key)),
            _ => {}
        }
        for file in files {
            self.app.do_it(Command::OpenPath(file));
        }
    }

    fn answer(&mut self, context: &egui::Context, request: Request) {
        match request {
            Request::AskForFile => {
                let chosen = rfd::FileDialog::new().add_filter("JSON", &["json"]).pick_file();
                if let Some(path) = chosen {
                    self.read(path);
                }
            }
            Request::Read(path) => self.read(path),
            Request::Write { path, text, serial, over } => self.write(path, &text, serial, over),
            Request::AskWhereToWrite { name, text, serial } => {
                let chosen = rfd::FileDialog::new()
                    .add_filter("JSON", &["json"])
                    .set_file_name(name)
                    .save_file();
                match chosen {
                    // The dialog has asked whether a file that is there may go.
                    Some(path) => self.write(path, &text, serial, None),
                    None => self.app.do_it(Command::NotSaved),
                }
            }
            Request::SaveCopy { name, text } => self.save_copy(name, text.as_bytes()),
            Request::SavePicture { name, svg, scale } => match picture::png(&svg, scale) {
                Ok(bytes) => self.save_copy(name, &bytes),
                Err(why) => self.app.do_it(Command::Failed(why.to_string())),
            },
            Request::ReadFlows { beside, names } => self.read_flows(&beside, names),
            Request::ReadProject(path) => {
                self.app.do_it(Command::ProjectRead(files::look_around(&path)));
            }
            Request::ReadScenarios(path) => self.read_scenarios(&path),
            Request::WriteScenarios { path, text } => match files::write(&path, &text) {
                Ok(()) => self.app.do_it(Command::ScenariosRead(Some(text))),
                Err(error) => self.app.do_it(failed(&path, &error)),
            },
            Request::Copy(text) => context.copy_text(text),
            Request::Paste => context.send_viewport_cmd(egui::ViewportCommand::RequestPaste),
            Request::LookAtClock => self.app.model.now = now(),
            Request::KeepCopy(copy) => self.keep(&copy),
            Request::DropCopy(key) => self.folders.drop_copy(&key),
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
        if let Err(error) = self.folders.keep_copy(copy) {
            self.app.do_it(Command::Failed(error.to_string()));
        }
    }

    fn read(&mut self, path: PathBuf) {
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                self.app.do_it(Command::Opened { name, path: Some(path), text });
            }
            Err(error) => {
                self.app.do_it(Command::Failed(format!("{}: {error}", path.display())));
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
            let _ = files::keep_revision(&path, text, now().0);
        }
        match written {
            Ok(()) => self.app.do_it(Command::Saved { path, serial }),
            Err(error) => {
                self.app.do_it(Command::NotSaved);
                self.app.do_it(failed(&path, &error));
            }
        }
    }

    /// Asks where a copy goes, and writes it there.
    fn save_copy(&mut self, name: String, bytes: &[u8]) {
        let ending = name.rsplit('.').next().unwrap_or_default().to_owned();
        let dialog = rfd::FileDialog::new().add_filter(ending.to_uppercase(), &[&ending]);
        let Some(path) = dialog.set_file_name(name).save_file() else { return };
        match files::write_bytes(&path, bytes) {
            Ok(()) => self.app.do_it(Command::CopySaved(path)),
            Err(error) => self.app.do_it(failed(&path, &error)),
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

    fn read_scenarios(&mut self, path: &Path) {
        self.app.do_it(match std::fs::read_to_string(path) {
            Ok(text) => Command::ScenariosRead(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Command::ScenariosRead(None)
            }
            Err(error) => failed(path, &error),
        });
    }
}

fn failed(path: &Path, error: &std::io::Error) -> Command {
    Command::Failed(format!("{}: {error}", path.display()))
}

#[expect(clippy::disallowed_methods, reason = "a shell looks at the clock")]
fn now() -> Time {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Time(since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
}
