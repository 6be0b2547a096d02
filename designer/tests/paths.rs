//! Where the system has no dialog for files, the editor asks for a path itself.
#![allow(clippy::unwrap_used, missing_docs)]

mod desk;

use std::path::PathBuf;

use centralita_designer::command::{Command, Picture};
use centralita_designer::model::Asked;
use centralita_designer::paths::{Act, Entry, Places, There};
use centralita_designer::request::Request;
use centralita_designer::text::Language;
use centralita_designer::{compare, revisions};
use desk::{Desk, WELCOME};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

/// A bare machine with two folders in which there are a flow and a folder.
struct Machine {
    desk: Desk,
    /// What was written, and where.
    written: Vec<(PathBuf, String)>,
    refuses: Option<&'static str>,
}

fn entry(is_file: bool, name: &str) -> Entry {
    Entry { is_file, name: name.into() }
}

impl Machine {
    fn bare() -> Machine {
        let mut desk = Desk::new();
        desk.model_mut().model.places = Some(Places {
            home: "/home/ana".into(),
            documents: "/home/ana/Documents".into(),
            has_dialogs: false,
        });
        Machine { desk, written: Vec::new(), refuses: None }
    }

    fn with_flow() -> Machine {
        let mut machine = Machine::bare();
        machine.desk.does(Command::Opened {
            name: "welcome_menu".into(),
            path: None,
            text: WELCOME.into(),
        });
        machine.answers();
        machine
    }

    /// Answers as a shell does, until nothing is asked any more.
    fn answers(&mut self) {
        loop {
            let asked = self.desk.asked();
            let commands: Vec<Command> =
                asked.into_iter().filter_map(|request| self.answer(request)).collect();
            if commands.is_empty() {
                return self.desk.settle();
            }
            for command in commands {
                self.desk.does(command);
            }
        }
    }

    fn answer(&mut self, request: Request) -> Option<Command> {
        Some(match request {
            Request::ListFolder { folder, .. } => {
                let entries = match folder.to_str().unwrap() {
                    "/home/ana/Documents" => {
                        Ok(vec![entry(false, "clinics"), entry(true, "front desk.json")])
                    }
                    "/home/ana/Documents/clinics" => Ok(vec![entry(true, "north.json")]),
                    "/home/ana" | "/home" | "/" => Ok(vec![entry(false, "ana")]),
                    _ => Err("cannot be found".into()),
                };
                Act::Listed { folder, entries }.into()
            }
            Request::LookAtPath(path) => {
                let there = match path.to_str().unwrap() {
                    "/home/ana/Documents/front desk.json"
                    | "/home/ana/Documents/clinics/north.json" => There::File,
                    "/home/ana/Documents/clinics" | "/home/ana" => There::Folder,
                    path if path.starts_with("/nowhere") => There::NoFolder,
                    _ => There::Nothing,
                };
                Act::Looked { path, there }.into()
            }
            Request::Write { .. } | Request::WriteCopy { .. } if self.refuses.is_some() => {
                if matches!(request, Request::Write { .. }) {
                    self.desk.does(Command::NotSaved);
                }
                Command::Failed(self.refuses.take()?.into())
            }
            Request::Write { path, text, serial, .. } => {
                self.written.push((path.clone(), text));
                Command::Saved { path, serial }
            }
            Request::WriteCopy { path, text } => {
                self.written.push((path.clone(), text));
                Command::CopySaved(path)
            }
            Request::Read(path) => {
                let name = path.file_stem()?.to_string_lossy().into_owned();
                Command::Opened { name, path: Some(path), text: WELCOME.into() }
            }
            Request::ReadToCompare { name, .. } => {
                let text = WELCOME.replace("thank you", "thanks");
                compare::Act::Read { name, text }.into()
            }
            _ => return None,
        })
    }

    fn key(&mut self, key: Key) {
        self.desk.key(key);
        self.answers();
    }

    fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.desk.keys(modifiers, key);
        self.answers();
    }

    fn types(&mut self, text: &str) {
        self.desk.types(text);
        self.answers();
    }

    fn press(&mut self, label: &str) {
        self.desk.press(label);
        self.answers();
    }

    /// Types something instead of all that is there.
    fn types_instead(&mut self, text: &str) {
        self.keys(Modifiers::COMMAND, Key::A);
        self.types(text);
    }

    fn field(&self) -> String {
        self.desk.model().asking_path.as_ref().unwrap().typed.clone()
    }

    fn asks(&self) -> bool {
        self.desk.model().asking_path.is_some()
    }

    fn paths(&self) -> Vec<&str> {
        self.written.iter().filter_map(|(path, _)| path.to_str()).collect()
    }
}

#[test]
fn saving_a_new_flow_on_a_machine_without_dialogs_asks_for_a_path_and_saves() {
    let mut machine = Machine::with_flow();
    machine.keys(Modifiers::COMMAND, Key::S);
    machine.desk.says("Save this flow");
    assert_eq!(machine.field(), "/home/ana/Documents/welcome_menu.json");
    // The name is selected up to its ending: typing gives another.
    machine.types("front line");
    assert_eq!(machine.field(), "/home/ana/Documents/front line.json");
    machine.key(Key::Enter);
    assert!(!machine.asks());
    assert_eq!(machine.paths(), ["/home/ana/Documents/front line.json"]);
    assert_eq!(machine.written[0].1, WELCOME);
    assert_eq!(machine.desk.editor().name, "front line");
    assert!(!machine.desk.editor().is_changed());
    // From now on the file has a place, and the next save asks nothing.
    machine.desk.selects("greeting");
    machine.desk.does(Command::Duplicate);
    machine.keys(Modifiers::COMMAND, Key::S);
    assert!(!machine.asks());
    assert_eq!(machine.written.len(), 2);
}

#[test]
fn a_file_that_is_there_is_replaced_only_by_who_says_so() {
    let mut machine = Machine::with_flow();
    machine.keys(Modifiers::COMMAND, Key::S);
    machine.types("front desk");
    machine.key(Key::Enter);
    machine.desk.says("front desk.json is there already");
    // Enter once more loses nothing.
    machine.key(Key::Enter);
    assert!(machine.asks() && machine.written.is_empty());
    machine.key(Key::Enter);
    machine.desk.says("front desk.json is there already");
    machine.key(Key::Escape);
    assert!(machine.asks(), "the first Escape takes the question back");
    machine.key(Key::Enter);
    machine.press("Replace it");
    assert_eq!(machine.paths(), ["/home/ana/Documents/front desk.json"]);
    assert!(!machine.asks());
}

#[test]
fn a_file_is_opened_by_walking_through_folders_with_the_arrows() {
    let mut machine = Machine::bare();
    machine.press("Open a file…");
    machine.desk.says("In /home/ana/Documents");
    machine.desk.says("clinics (folder)");
    machine.desk.says("front desk.json");
    machine.key(Key::ArrowDown);
    machine.key(Key::ArrowDown);
    machine.key(Key::Enter);
    machine.desk.says("In /home/ana/Documents/clinics");
    assert_eq!(machine.field(), "/home/ana/Documents/clinics/");
    machine.key(Key::ArrowDown);
    machine.key(Key::Enter);
    machine.desk.says("In /home/ana/Documents");
    // What is typed makes the list shorter.
    machine.types("cli");
    assert!(!machine.desk.all_said().contains(&"front desk.json".to_owned()));
    machine.key(Key::Enter);
    assert_eq!(machine.field(), "/home/ana/Documents/clinics/");
    machine.types("north");
    machine.key(Key::Enter);
    assert!(!machine.asks());
    let path = machine.desk.editor().path.clone().unwrap();
    assert_eq!(path.to_str(), Some("/home/ana/Documents/clinics/north.json"));
}

#[test]
fn a_tilde_is_the_home_folder_and_a_bare_name_is_beside_the_flow() {
    let mut machine = Machine::with_flow();
    machine.keys(Modifiers::COMMAND, Key::S);
    machine.types_instead("~/line.json");
    machine.desk.says("In /home/ana");
    machine.key(Key::Enter);
    machine.desk.does(Command::SaveAs);
    machine.answers();
    assert_eq!(machine.field(), "/home/ana/line.json", "where the flow is now");
    machine.types_instead("other");
    machine.key(Key::Enter);
    assert_eq!(machine.paths(), ["/home/ana/line.json", "/home/ana/other.json"]);
}

#[test]
fn what_is_wrong_with_a_path_is_said_in_words_and_can_be_mended() {
    let mut machine = Machine::bare();
    machine.desk.does(Command::Open);
    machine.answers();
    machine.types_instead("/nowhere/at/all.json");
    machine.desk.says("cannot be found");
    machine.key(Key::Enter);
    machine.desk.says("There is no folder /nowhere/at");
    machine.types_instead("missing.json");
    machine.key(Key::Enter);
    machine.desk.says("There is no file missing.json in /home/ana/Documents");
    machine.types_instead(" ");
    machine.key(Key::Enter);
    machine.desk.says("Type a name for the file");
    machine.types_instead("front desk.json");
    machine.key(Key::Enter);
    assert!(!machine.asks());
    assert_eq!(machine.desk.editor().name, "front desk");
}

#[test]
fn a_flow_that_cannot_be_written_there_is_kept_and_the_window_says_why() {
    let mut machine = Machine::with_flow();
    machine.refuses =
        Some("/home/ana/Documents/welcome_menu.json cannot be written: the disk is full");
    machine.keys(Modifiers::COMMAND, Key::S);
    machine.key(Key::Enter);
    assert!(machine.asks() && machine.written.is_empty());
    machine.desk.says("/home/ana/Documents/welcome_menu.json cannot be written");
    machine.key(Key::Enter);
    assert!(!machine.asks());
    assert_eq!(machine.written.len(), 1);
}

#[test]
fn who_closes_the_window_has_saved_nothing_and_loses_nothing() {
    let mut machine = Machine::with_flow();
    machine.desk.selects("greeting");
    machine.desk.does(Command::Duplicate);
    machine.desk.does(Command::Quit);
    assert!(matches!(machine.desk.model().asked, Some(Asked::Unsaved(_))));
    machine.press("Save");
    assert!(machine.asks());
    machine.key(Key::Escape);
    assert!(!machine.asks() && machine.desk.model().after_save.is_none());
    assert!(machine.desk.editor().is_changed() && machine.desk.editor().asked_to_write.is_none());
    // Who goes on and saves, quits.
    machine.desk.does(Command::Quit);
    machine.press("Save");
    machine.desk.key(Key::Enter);
    let mut has_quit = false;
    for _ in 0..4 {
        let asked = machine.desk.asked();
        has_quit |= asked.contains(&Request::Quit);
        for request in asked {
            if let Some(command) = machine.answer(request) {
                machine.desk.does(command);
            }
        }
    }
    assert!(has_quit);
}

#[test]
fn copies_pictures_and_comparing_ask_for_their_paths_too() {
    let mut machine = Machine::with_flow();
    machine.desk.does(Command::Picture { kind: Picture::Svg, is_of_selection: false });
    machine.answers();
    machine.desk.says("Save a copy");
    assert_eq!(machine.field(), "/home/ana/Documents/welcome_menu.svg");
    machine.key(Key::Enter);
    assert_eq!(machine.paths(), ["/home/ana/Documents/welcome_menu.svg"]);
    machine.desk.does(compare::Act::With(compare::Against::AnotherFile).into());
    machine.answers();
    machine.desk.says("Compare with a file");
    machine.types("front desk.json");
    machine.key(Key::Enter);
    assert!(!machine.asks());
    assert!(machine.desk.editor().comparison.is_some());
    machine.desk.does(revisions::Act::AskName.into());
    assert!(!machine.asks(), "what asks for no file opens no window");
}

#[test]
fn where_dialogs_are_a_path_can_still_be_typed() {
    let mut machine = Machine::with_flow();
    machine.desk.model_mut().model.places.as_mut().unwrap().has_dialogs = true;
    machine.desk.keys(Modifiers::COMMAND, Key::S);
    let asked = machine.desk.asked();
    assert!(matches!(&asked[..], [Request::AskWhereToWrite { .. }]), "{asked:?}");
    machine.desk.does(Command::NotSaved);
    machine.keys(Modifiers::COMMAND, Key::P);
    machine.types("path you type");
    machine.key(Key::Enter);
    machine.desk.says("Save this flow");
    machine.key(Key::Escape);
    machine.keys(Modifiers::COMMAND, Key::P);
    machine.types("by its path");
    machine.key(Key::Enter);
    machine.desk.says("Open a file");
    machine.key(Key::Escape);
    assert!(!machine.asks());
}

#[test]
fn the_window_is_said_whole_in_both_languages() {
    for (language, names) in [
        (Language::En, ["File and folder", "Up to ana", "Save", "Cancel"]),
        (Language::Es, ["Archivo y carpeta", "Subir a ana", "Guardar", "Cancelar"]),
    ] {
        let mut machine = Machine::with_flow();
        machine.desk.does(Command::Language(language));
        machine.answers();
        machine.keys(Modifiers::COMMAND, Key::S);
        for name in names {
            assert!(machine.desk.harness.query_all_by_label(name).next().is_some(), "{name}");
        }
    }
}
