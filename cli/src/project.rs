//! Projects: a folder with `centralita.toml`, and what it says about the flows in it.
//!
//! Without such a file a flow stands for itself, with the widget types that come with the house and
//! the flows beside it as sub-flows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use centralita_engine::declare::Catalogue;
use centralita_engine::exec::{HttpFailure, HttpReply, Limits, Names, Settings};
use centralita_engine::{Flow, FlowRef, Library, Map, Secs, Text};
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
    /// The folder of scripted widgets.
    scripts: Option<PathBuf>,
    /// The folder of functions that stand in for those of `run-function`.
    functions: Option<PathBuf>,
    /// The time zone of flows that name none.
    time_zone: Option<toml::Spanned<String>>,
    /// What the vendor's ids mean.
    names: WrittenNames,
    /// Bounds of an execution.
    limits: WrittenLimits,
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
    pub functions: Functions,
}

/// Local functions by name.
#[derive(Clone, Default)]
pub struct Functions;

impl Functions {
    /// Calls the function called `name`; none when there is no such function here.
    pub fn call(&self, name: &str, parameters: &Map) -> Option<Result<HttpReply, HttpFailure>> {
        let _ = (name, parameters);
        None
    }
}

impl Project {
    /// The project around the file or folder `path`.
    ///
    /// # Errors
    /// When the project's file cannot be read or says something that makes no sense.
    pub fn around(path: &Path, language: Language) -> Result<Project, Trouble> {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let root = whole.ancestors().find(|folder| folder.join(FILE).is_file());
        let mut project = Project {
            root: root.map(Path::to_owned),
            catalogue: centralita_widgets::builtin(),
            ..Project::default()
        };
        if let Some(root) = root {
            project.read(root, language)?;
        }
        Ok(project)
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
        let _ = (written.scripts, written.functions);
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
