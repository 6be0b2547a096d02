//! The shell of the desktop: a window, files, dialogs, the clock.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use centralita_designer::App;
use centralita_designer::command::Command;
use centralita_designer::model::Prefs;
use centralita_designer::request::Request;
use centralita_designer::text::Language;
use centralita_engine::Time;

/// Opens the window; files named on the command line are opened in it.
pub fn run() -> anyhow::Result<()> {
    let files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
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
            let mut prefs = Prefs::default();
            if let Ok(tag) = std::env::var("LC_ALL").or_else(|_| std::env::var("LANG")) {
                prefs.language = Language::of_tag(&tag);
            }
            let mut app = App::new(prefs);
            for file in files {
                app.do_it(Command::OpenPath(file));
            }
            Ok(Box::new(Native { app }))
        }),
    )
    .map_err(|error| anyhow!("The window cannot be opened: {error}"))
}

struct Native {
    app: App,
}

impl eframe::App for Native {
    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        self.app.model.now = now();
        self.app.show(ui);
        for request in std::mem::take(&mut self.app.requests) {
            self.answer(ui.ctx(), request);
        }
    }
}

impl Native {
    fn answer(&mut self, context: &egui::Context, request: Request) {
        match request {
            Request::AskForFile => {
                let chosen = rfd::FileDialog::new().add_filter("JSON", &["json"]).pick_file();
                if let Some(path) = chosen {
                    self.read(path);
                }
            }
            Request::Read(path) => self.read(path),
            Request::Write { path, text, serial } => self.write(path, &text, serial),
            Request::AskWhereToWrite { name, text, serial } => {
                let chosen = rfd::FileDialog::new()
                    .add_filter("JSON", &["json"])
                    .set_file_name(name)
                    .save_file();
                if let Some(path) = chosen {
                    self.write(path, &text, serial);
                }
            }
            Request::ReadFlows { beside, names } => self.read_flows(&beside, names),
            Request::ReadScenarios(path) => self.read_scenarios(&path),
            Request::WriteScenarios { path, text } => match write_whole(&path, &text) {
                Ok(()) => self.app.do_it(Command::ScenariosRead(Some(text))),
                Err(error) => self.app.do_it(failed(&path, &error)),
            },
            Request::Copy(text) => context.copy_text(text),
            Request::LookAtClock => self.app.model.now = now(),
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

    fn write(&mut self, path: PathBuf, text: &str, serial: u64) {
        self.app.do_it(match write_whole(&path, text) {
            Ok(()) => Command::Saved { path, serial },
            Err(error) => failed(&path, &error),
        });
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

/// Writes beside the file first, so that a full disk leaves the old one whole.
fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path))
}

fn failed(path: &Path, error: &std::io::Error) -> Command {
    Command::Failed(format!("{}: {error}", path.display()))
}

#[expect(clippy::disallowed_methods, reason = "a shell looks at the clock")]
fn now() -> Time {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Time(since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
}
