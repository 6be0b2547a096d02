//! Projects: a folder with `centralita.toml`, and what it says about the flows in it.
//!
//! Without such a file a flow stands for itself, with the widget types that come with the house and
//! the flows beside it as sub-flows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use centralita_engine::declare::Catalogue;
use centralita_engine::exec::{Limits, Names, Settings};
use centralita_engine::scenario::{LocalFunction, Office, Surroundings};
use centralita_engine::{Flow, FlowRef, Library, Secs, Text};
use centralita_widgets::script::{LocalFunctions, Pack, ScriptError, Scripted};
use jiff::tz::TimeZone;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::office::Staffed;
use crate::trouble::Trouble;
use crate::words::{Language, Report};
use crate::{files, plans};

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
    /// Who takes tasks, and by which plans.
    routing: Option<WrittenRouting>,
    /// Bounds of an execution.
    limits: WrittenLimits,
}

/// Who takes tasks, and by which plans.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRouting {
    /// The file with the people and their queues.
    crew: toml::Spanned<PathBuf>,
    /// The files with the plans.
    #[serde(default)]
    plans: WrittenPlans,
}

/// Plans by their files' names, or by names of their own.
#[derive(Debug)]
enum WrittenPlans {
    /// `plans = ["plan.json", "night.json"]`
    Files(Vec<toml::Spanned<PathBuf>>),
    /// `plans = { "Support desk" = "plan.json" }`
    Named(BTreeMap<String, toml::Spanned<PathBuf>>),
}

// Untagged enums lose the places of what is in them, so this is read by hand.
impl<'de> Deserialize<'de> for WrittenPlans {
    fn deserialize<D: Deserializer<'de>>(written: D) -> Result<WrittenPlans, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = WrittenPlans;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("files of plans, like [\"plan.json\"], or { \"Name\" = \"plan.json\" }")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut files: A) -> Result<WrittenPlans, A::Error> {
                let mut all = Vec::new();
                while let Some(file) = files.next_element()? {
                    all.push(file);
                }
                Ok(WrittenPlans::Files(all))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut named: A) -> Result<WrittenPlans, A::Error> {
                let mut all = BTreeMap::new();
                while let Some((name, file)) = named.next_entry()? {
                    all.insert(name, file);
                }
                Ok(WrittenPlans::Named(all))
            }
        }
        written.deserialize_any(Either)
    }
}

impl Default for WrittenPlans {
    fn default() -> WrittenPlans {
        WrittenPlans::Files(Vec::new())
    }
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

/// Bounds of an execution, each under the name it has in [`Limits`].
type WrittenLimits = BTreeMap<toml::Spanned<String>, toml::Spanned<i64>>;

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
    /// The people and plans by which tasks find somebody; without them, nobody is asked.
    pub office: Option<Staffed>,
    /// The plans, each with its name and its file.
    pub plans: Vec<(String, PathBuf)>,
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

    /// What stands around scenarios here.
    pub fn surroundings<'s>(&'s self, functions: LocalFunction<'s>) -> Surroundings<'s> {
        Surroundings { functions, office: self.office.as_ref().map(|office| office as &dyn Office) }
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
        for (name, value) in &written.limits {
            let known = LARGEST.iter().find(|(known, _)| known == name.get_ref());
            let Some(&(_, most)) = known else {
                let names = LARGEST.map(|(known, _)| known).join(", ");
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("name", name.get_ref()), ("names", &names)];
                let message = language.fill(Report::UnknownLimit, &values);
                return Err(fault(Some(name.span()), &message));
            };
            match u32::try_from(*value.get_ref()) {
                Ok(fits @ 1..) if i64::from(fits) <= most => {
                    set_limit(&mut self.settings.limits, name.get_ref(), fits);
                }
                _ => {
                    let values: [(&str, &dyn std::fmt::Display); 4] = [
                        ("name", name.get_ref()),
                        ("least", &1),
                        ("most", &most),
                        ("value", value.get_ref()),
                    ];
                    let message = language.fill(Report::LimitOutOfRange, &values);
                    return Err(fault(Some(value.span()), &message));
                }
            }
        }
        if let Some(routing) = written.routing {
            let (crew, span) = (root.join(routing.crew.get_ref()), routing.crew.span());
            let missing = |path: &Path, span: &std::ops::Range<usize>| {
                let message = language.fill(Report::FileMissing, &[("path", &path.display())]);
                fault(Some(span.clone()), &message)
            };
            if !crew.is_file() {
                return Err(missing(&crew, &span));
            }
            let crew_file = crew;
            let crew = plans::read_working_crew(&crew_file, language)?;
            let named: Vec<(String, toml::Spanned<PathBuf>)> = match routing.plans {
                WrittenPlans::Named(named) => named.into_iter().collect(),
                // Not by its folder's name: a folder may be called otherwise on the next machine.
                WrittenPlans::Files(files) => {
                    files.into_iter().map(|file| (files::stem(file.get_ref()), file)).collect()
                }
            };
            let mut read = Vec::new();
            for (name, file) in named {
                let path = root.join(file.get_ref());
                if !path.is_file() {
                    return Err(missing(&path, &file.span()));
                }
                read.push(plans::read_plan(&path, &name, language)?);
                self.plans.push((name, path));
            }
            let office = Staffed::new(crew, read, language).map_err(|refused| {
                let (file, why) = (files::shown(routing.crew.get_ref()), refused.sentence());
                fault(Some(span), &format!("{file}: {}", language.routed(&why)))
            })?;
            self.office = Some(office);
        }
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

/// What a project may ask for: enough for any flow that people draw, and little enough that a file
/// from elsewhere cannot make this command run for ever or take the whole memory.
const LARGEST: [(&str, i64); 9] = [
    ("steps", 100_000),
    ("steps_per_turn", 10_000),
    ("visits_in_a_row", 1_000),
    ("nesting", 32),
    ("context_bytes", 64 * 1024 * 1024),
    ("http_timeout_secs", 120),
    ("http_bytes", 16 * 1024 * 1024),
    ("task_attributes_bytes", 1024 * 1024),
    ("pattern_steps_per_turn", 100_000_000),
];

/// Sets one limit; the value is known to be in its range.
fn set_limit(limits: &mut Limits, name: &str, value: u32) {
    match name {
        "steps" => limits.steps = value,
        "steps_per_turn" => limits.steps_per_turn = value,
        "visits_in_a_row" => limits.visits_in_a_row = value,
        "nesting" => limits.nesting = value,
        "context_bytes" => limits.context_bytes = value as usize,
        "http_timeout_secs" => limits.http_timeout = Secs(value),
        "http_bytes" => limits.http_bytes = value,
        "task_attributes_bytes" => limits.task_attributes_bytes = value as usize,
        "pattern_steps_per_turn" => limits.pattern_steps_per_turn = value,
        _ => unreachable!("every name in LARGEST stands above"),
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
