//! The project around a file on the disk.
//!
//! What a project is and how its texts are read stands in the crate of that name; here are the files.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use centralita_engine::{Flow, FlowRef, Library};
use centralita_project::{Fault, Files, Unread};

use crate::files;
use crate::trouble::Trouble;
use crate::words::{Language, Report, Routing};

pub use centralita_project::FILE;

/// The surroundings of a flow: its widget types, its settings, its functions.
#[derive(Clone, Default)]
pub struct Project(centralita_project::Project);

impl Deref for Project {
    type Target = centralita_project::Project;

    fn deref(&self) -> &centralita_project::Project {
        &self.0
    }
}

/// The files of the disk.
struct Disk;

impl Files for Disk {
    type Error = Trouble;

    fn text(&self, path: &Path) -> Result<String, Trouble> {
        files::read_text(path)
    }

    fn has_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn has_folder(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn files_in(&self, folder: &Path) -> Result<Vec<PathBuf>, Trouble> {
        let entries = std::fs::read_dir(folder).map_err(|error| Trouble::reading(folder, error))?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path()));
        paths.collect::<Result<_, _>>().map_err(|error| Trouble::reading(folder, error))
    }
}

/// The projects of many flows, each read once.
#[derive(Default)]
pub struct Projects {
    known: BTreeMap<Option<PathBuf>, Rc<Project>>,
}

impl Projects {
    /// The project around the file or folder `path`.
    ///
    /// # Errors
    /// As for [`Project::around`].
    pub fn around(&mut self, path: &Path, language: Language) -> Result<Rc<Project>, Trouble> {
        let root = root_of(path);
        if let Some(known) = self.known.get(&root) {
            return Ok(known.clone());
        }
        let project = Rc::new(Project::around(path, language)?);
        self.known.insert(root, project.clone());
        Ok(project)
    }

    /// Every project that was asked for.
    pub fn iter(&self) -> impl Iterator<Item = &Rc<Project>> {
        self.known.values()
    }
}

/// The nearest folder above `path` that is a project.
pub fn root_of(path: &Path) -> Option<PathBuf> {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    whole.ancestors().find(|folder| folder.join(FILE).is_file()).map(Path::to_owned)
}

impl Project {
    /// The project around the file or folder `path`.
    ///
    /// # Errors
    /// When the project's file cannot be read or says something that makes no sense.
    pub fn around(path: &Path, language: Language) -> Result<Project, Trouble> {
        let Some(root) = root_of(path) else {
            return Ok(Project(centralita_project::Project::none()));
        };
        let read = centralita_project::Project::read(&root, &Disk, language.for_routes());
        read.map(Project).map_err(|why| trouble(why, language))
    }

    /// The folder for new scripted widgets: that of the project, else this one.
    pub fn scripts_folder(&self) -> PathBuf {
        match &self.root {
            Some(root) => root.join("scripts"),
            None => PathBuf::from("."),
        }
    }

    /// A library with the flow of the file `path`, known by the file's stem, and the flows beside it.
    ///
    /// # Errors
    /// When the flow has no widget to begin with. Flows beside it that cannot be read are left out.
    pub fn library(
        &self,
        path: &Path,
        flow: &Flow,
        language: Language,
    ) -> Result<(Library, FlowRef), Trouble> {
        let beside = if self.runs_others(flow) { beside(path, language) } else { Vec::new() };
        let beside = beside
            .into_iter()
            .filter_map(|other| Some((files::stem(&other), files::read_flow(&other).ok()?)));
        self.0.library(&files::stem(path), flow, &self.catalogue, beside).map_err(|_| {
            Trouble::Misuse(language.fill(Report::NoStart, &[("path", &path.display())]))
        })
    }
}

/// The files of the flows in the folder of a flow, its own included.
pub fn beside(path: &Path, language: Language) -> Vec<PathBuf> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    files::flows(&[folder.to_owned()], false, language).unwrap_or_default()
}

/// Why a project cannot be read, as the command tells it.
fn trouble(why: Unread<Trouble>, language: Language) -> Trouble {
    let placed = |fault: &Fault| {
        language.fill(
            Report::ProjectFault,
            &[
                ("path", &fault.file.display()),
                ("line", &fault.line),
                ("column", &fault.column),
                ("message", &language.of(&fault.message)),
            ],
        )
    };
    match why {
        Unread::File(trouble) => trouble,
        Unread::Fault(fault) => Trouble::Misuse(placed(&fault)),
        Unread::Crew(faults) => {
            Trouble::Crew(faults.iter().map(placed).collect::<Vec<_>>().join("\n"))
        }
        Unread::Plan { file, problem } => Trouble::Misuse(language.fill(
            Routing::NotJson,
            &[("path", &file.display()), ("problem", &language.of(&problem))],
        )),
    }
}

#[cfg(test)]
mod tests {
    use centralita_project::limits::LARGEST;

    use super::*;

    fn project(text: &str) -> Result<Project, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), text).unwrap();
        Project::around(&folder.path().join("flow.json"), Language::En).map_err(|trouble| {
            trouble.sentence(Language::En).replace(&format!("{}", folder.path().display()), "")
        })
    }

    #[test]
    fn a_project_names_what_the_vendors_ids_mean() {
        let project = project(
            "time_zone = \"Europe/Madrid\"\n[names.queues]\nWQ1 = \"sales\"\n[limits]\nsteps = 50\n",
        )
        .unwrap();
        assert_eq!(project.settings.time_zone.iana_name(), Some("Europe/Madrid"));
        assert_eq!(project.settings.names.queue(&"WQ1".into()), "sales");
        assert_eq!(project.settings.limits.steps, 50);
    }

    #[test]
    fn a_fault_in_the_project_is_told_with_its_place() {
        let told = |text: &str| project(text).err().unwrap();
        assert_eq!(
            told("\ntime_zone = \"Mars\""),
            "/centralita.toml, line 2, column 13: \"Mars\" is no time zone. Write it like Europe/Madrid."
        );
        let unknown = told("zone = 1\n");
        assert!(
            unknown.starts_with("/centralita.toml, line 1, column 1: unknown field `zone`"),
            "{unknown}"
        );
    }

    #[test]
    fn limits_beyond_reason_are_refused_with_what_is_allowed() {
        let told = |text: &str| project(text).err().unwrap();
        assert_eq!(
            told("[limits]\nsteps = 4294967295\n"),
            "/centralita.toml, line 2, column 9: steps must be between 1 and 100000, and is 4294967295."
        );
        assert!(told("[limits]\nnesting = 0\n").ends_with("between 1 and 32, and is 0."));
        assert!(told("[limits]\nhttp_bytes = -1\n").ends_with("and is -1."));
        let unknown = told("[limits]\nstep = 1\n");
        assert!(unknown.contains("line 2, column 1: There is no limit \"step\""), "{unknown}");
        let all = LARGEST.map(|(name, most)| format!("{name} = {most}\n")).concat();
        assert!(project(&format!("[limits]\n{all}")).is_ok());
    }

    #[test]
    fn without_a_project_the_usual_settings_hold() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::around(&folder.path().join("flow.json"), Language::En).unwrap();
        assert_eq!(project.root, None);
        assert!(project.catalogue.get("trigger").is_some());
    }
}
