//! Reading projects from texts alone.
#![allow(missing_docs)]

use std::convert::Infallible;
use std::path::{Path, PathBuf};

use centralita_project::{Project, Texts, Unread, known, wanted};
use centralita_routing::Language;

fn texts(files: &[(&str, &str)]) -> Texts {
    let at = |name: &str| PathBuf::from("/house").join(name);
    Texts(files.iter().map(|(name, text)| (at(name), (*text).to_owned())).collect())
}

fn read(files: &[(&str, &str)]) -> Result<Project, Unread<Infallible>> {
    Project::read(Path::new("/house"), &texts(files), Language::English)
}

#[test]
fn a_project_is_read_from_texts_alone() {
    let project = read(&[
        ("centralita.toml", "[names.flows]\nFW1 = \"menu\"\n[routing]\ncrew = \"crew.toml\"\n"),
        (
            "crew.toml",
            "[[activity]]\nname = \"On\"\navailable = true\n[[channel]]\nname = \"voice\"\n[[queue]]\nname = \"Sales\"\n[[worker]]\nname = \"Ana\"\nactivity = \"On\"\n",
        ),
        ("functions/price.rhai", "fn main(event) { 12 }"),
    ])
    .unwrap_or_else(|why| panic!("{why:?}"));
    assert_eq!(project.flow_name("FW1"), "menu");
    assert!(project.functions.has("https://example.com/price"));
    let settings = known::check_settings(&project, ["menu".into(), "other".into()]);
    let flows: Vec<String> = settings.flows.iter().flatten().map(ToString::to_string).collect();
    assert_eq!(flows, ["FW1", "menu", "other"]);
    assert!(settings.queues.is_some_and(|queues| queues.contains("Sales")));
}

#[test]
fn what_a_projects_file_names_is_known_before_anything_else_is_read() {
    let text = "scripts = [\"packs\"]\n[routing]\ncrew = \"crew.toml\"\nplans = [\"day.json\"]\n";
    let (files, folders) = wanted(Path::new("/house"), text);
    assert_eq!(files, [Path::new("/house/crew.toml"), Path::new("/house/day.json")]);
    assert_eq!(folders, [Path::new("/house/packs"), Path::new("/house/functions")]);
}

#[test]
fn what_makes_no_sense_is_told_with_its_place() {
    let Err(Unread::Fault(fault)) = read(&[("centralita.toml", "\ntime_zone = \"Mars\"")]) else {
        panic!("Mars has no clock");
    };
    assert_eq!((fault.line, fault.column), (2, 13));
    assert_eq!(fault.message.en(), "\"Mars\" is no time zone. Write it like Europe/Madrid.");
}
