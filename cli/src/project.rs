//! Projects: a folder with `centralita.toml`, and what it says about the flows in it.
//!
//! Without such a file a flow stands for itself, with the widget types that come with the house and
//! the flows beside it as sub-flows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use centralita_engine::declare::Catalogue;
use centralita_engine::exec::{Limits, Names, Settings};
use centralita_engine::{Flow, FlowRef, Library, Secs, Text};
use centralita_widgets::script::{LocalFunctions, Pack, ScriptError, Scripted};
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::files;
use crate::trouble::Trouble;
use crate::words::{Language, Report};

/// The name of the file that makes a folder a project.
pub const FILE: &str = "centralita.toml";

/// What a project's file says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    /// The folders of scripted widgets: one, or several packs.
    scripts: Option<Folders>,
    /// The folders of functions that stand in for those of `run-function`.
    functions: Option<Folders>,
    /// The time zone of flows that name none.
    time_zone: Option<toml::Spanned<String>>,
    /// What the vendor's ids mean.
    names: WrittenNames,
    /// Bounds of an execution.
    limits: WrittenLimits,
}

/// One folder, or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Folders {
    /// `scripts = "widgets"`
    One(PathBuf),
    /// `scripts = ["widgets", "packs/acme"]`
    Several(Vec<PathBuf>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenNames {
    flows: BTreeMap<Text, Text>,
    plans: BTreeMap<Text, Text>,
    queues: BTreeMap<Text, Text>,
    channels: BTreeMap<Text, Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenLimits {
    steps: Option<u32>,
    steps_per_turn: Option<u32>,
    visits_in_a_row: Option<u32>,
    nesting: Option<u32>,
    context_bytes: Option<usize>,
    http_timeout_secs: Option<u32>,
    http_bytes: Option<u32>,
    task_attributes_bytes: Option<usize>,
}

/// The surroundings of a flow: its widget types, its settings, its functions.
#[derive(Clone, Default)]
pub struct Project {
    /// The folder, when there is a project.
    pub root: Option<PathBuf>,
    /// The widget types that flows here can use.
    pub catalogue: Catalogue,
    /// The settings under which flows here run.
    pub settings: Settings,
    /// The functions that stand in for those of `run-function`.
    pub functions: LocalFunctions,
    /// The scripted widgets of the project.
    pub widgets: Vec<Scripted>,
    /// The script files that were read, with their sources.
    pub sources: BTreeMap<PathBuf, String>,
    /// What is wrong with the scripts, each under its file.
    pub faults: Vec<(PathBuf, ScriptError)>,
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
        let mut project = Project {
            root: root_of(path),
            catalogue: centralita_widgets::builtin(),
            ..Project::default()
        };
        if let Some(root) = project.root.clone() {
            project.read(&root, language)?;
        }
        Ok(project)
    }

    /// The folder for new scripted widgets: that of the project, else this one.
    pub fn scripts_folder(&self) -> PathBuf {
        match &self.root {
            Some(root) => root.join("scripts"),
            None => PathBuf::from("."),
        }
    }

    fn read(&mut self, root: &Path, language: Language) -> Result<(), Trouble> {
        let path = root.join(FILE);
        let text = files::read_text(&path)?;
        let fault = |span: Option<std::ops::Range<usize>>, message: &str| {
            let start = span.map_or(0, |span| span.start);
            let (line, column) = centralita_engine::Span::new(start, start).line_and_column(&text);
            Trouble::Misuse(language.fill(
                Report::ProjectFault,
                &[
                    ("path", &path.display()),
                    ("line", &line),
                    ("column", &column),
                    ("message", &message),
                ],
            ))
        };
        let written: Written =
            toml::from_str(&text).map_err(|error| fault(error.span(), error.message()))?;
        if let Some(zone) = &written.time_zone {
            self.settings.time_zone = TimeZone::get(zone.get_ref()).map_err(|_| {
                let message = language.fill(Report::UnknownZone, &[("zone", zone.get_ref())]);
                fault(Some(zone.span()), &message)
            })?;
        }
        let WrittenNames { flows, plans, queues, channels } = written.names;
        self.settings.names = Names { flows, plans, queues, channels };
        limit(&mut self.settings.limits, &written.limits);
        let folders = |named: Option<Folders>, usual: &str| -> Vec<PathBuf> {
            match named {
                // What is named has to be there; the usual folder may be missing.
                Some(Folders::One(folder)) => vec![root.join(folder)],
                Some(Folders::Several(folders)) => {
                    folders.into_iter().map(|folder| root.join(folder)).collect()
                }
                None => {
                    Some(root.join(usual)).filter(|folder| folder.is_dir()).into_iter().collect()
                }
            }
        };
        for folder in folders(written.scripts, "scripts") {
            self.add_widgets(&folder)?;
        }
        for folder in folders(written.functions, "functions") {
            self.add_functions(&folder)?;
        }
        Ok(())
    }

    fn add_widgets(&mut self, folder: &Path) -> Result<(), Trouble> {
        let sources = scripts_in(folder)?;
        let named: Vec<(String, &str)> = sources
            .iter()
            .map(|(path, source)| (path.display().to_string(), source.as_str()))
            .collect();
        let pack = Pack::read(named.iter().map(|(name, source)| (name.as_str(), *source)));
        self.catalogue = pack.add_to(std::mem::take(&mut self.catalogue));
        self.faults.extend(
            pack.faults.into_iter().map(|fault| (PathBuf::from(fault.file.as_str()), fault)),
        );
        self.widgets.extend(pack.widgets);
        self.sources.extend(sources);
        Ok(())
    }

    fn add_functions(&mut self, folder: &Path) -> Result<(), Trouble> {
        for (path, source) in scripts_in(folder)? {
            if path.extension().is_some_and(|extension| extension == "rhai")
                && let Err(faults) = self.functions.add(&path.display().to_string(), &source)
            {
                self.faults.extend(faults.into_iter().map(|fault| (path.clone(), fault)));
            }
            self.sources.insert(path, source);
        }
        Ok(())
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
        let mut library = Library::new(self.settings.clone());
        let at = FlowRef::new(files::stem(path), 1);
        if library.add(flow, at.clone(), &self.catalogue).is_err() {
            return Err(Trouble::Misuse(
                language.fill(Report::NoStart, &[("path", &path.display())]),
            ));
        }
        let runs_others = flow.widgets().iter().any(|widget| {
            self.catalogue.spec(widget.kind.as_str()).is_some_and(|spec| spec.opens_flow.is_some())
        });
        if runs_others {
            let folder = match path.parent() {
                Some(folder) if !folder.as_os_str().is_empty() => folder,
                _ => Path::new("."),
            };
            let beside = files::flows(&[folder.to_owned()], false, language).unwrap_or_default();
            for other in beside {
                let name = FlowRef::new(files::stem(&other), 1);
                if name != at
                    && let Ok(flow) = files::read_flow(&other)
                {
                    // A neighbour that is no flow is nobody's sub-flow.
                    let _ = library.add(&flow, name, &self.catalogue);
                }
            }
        }
        Ok((library, at))
    }
}

/// The script files of a folder and what its pack says, with their sources.
fn scripts_in(folder: &Path) -> Result<BTreeMap<PathBuf, String>, Trouble> {
    let mut sources = BTreeMap::new();
    let entries = std::fs::read_dir(folder).map_err(|error| Trouble::reading(folder, error))?;
    for entry in entries {
        let path = entry.map_err(|error| Trouble::reading(folder, error))?.path();
        let is_script = path.extension().is_some_and(|extension| extension == "rhai");
        if is_script || path.file_name().is_some_and(|name| name == "pack.toml") {
            let source = files::read_text(&path)?;
            sources.insert(path, source);
        }
    }
    Ok(sources)
}

fn limit(limits: &mut Limits, written: &WrittenLimits) {
    let set = |limit: &mut u32, value: Option<u32>| {
        if let Some(value) = value {
            *limit = value;
        }
    };
    set(&mut limits.steps, written.steps);
    set(&mut limits.steps_per_turn, written.steps_per_turn);
    set(&mut limits.visits_in_a_row, written.visits_in_a_row);
    set(&mut limits.nesting, written.nesting);
    set(&mut limits.http_bytes, written.http_bytes);
    if let Some(secs) = written.http_timeout_secs {
        limits.http_timeout = Secs(secs);
    }
    if let Some(bytes) = written.context_bytes {
        limits.context_bytes = bytes;
    }
    if let Some(bytes) = written.task_attributes_bytes {
        limits.task_attributes_bytes = bytes;
    }
}

#[cfg(test)]
mod tests {
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
    fn without_a_project_the_usual_settings_hold() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::around(&folder.path().join("flow.json"), Language::En).unwrap();
        assert_eq!(project.root, None);
        assert!(project.catalogue.get("trigger").is_some());
    }
}
