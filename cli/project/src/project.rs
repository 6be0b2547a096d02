//! What stands around a flow.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use centralita_engine::check::{Problem, Sentence};
use centralita_engine::declare::Catalogue;
use centralita_engine::exec::{CallFunction, HttpFailure, HttpReply, Names, Settings};
use centralita_engine::scenario::{LocalFunction, Office, Surroundings};
use centralita_engine::{Flow, FlowRef, Library, Map, Span, Text, Time, sentence};
use centralita_routing::Language;
use centralita_widgets::script::{LocalFunctions, Pack, ScriptError, Scripted};
use jiff::tz::TimeZone;

use crate::files::Files;
use crate::office::Staffed;
use crate::written::{Written, WrittenNames};
use crate::{FILE, limits, people};

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

/// Why a project cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub enum Unread<E> {
    /// One of its files cannot be read.
    File(E),
    /// One of its files says something that makes no sense.
    Fault(Fault),
    /// The crew cannot be worked with; each thing that is wrong.
    Crew(Vec<Fault>),
    /// What should be a plan is none.
    Plan {
        /// The file.
        file: PathBuf,
        /// Why.
        problem: Sentence,
    },
}

/// Something that makes no sense, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The file.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What is wrong and what to do.
    pub message: Sentence,
}

impl Project {
    /// What stands around a flow that is in no project.
    pub fn none() -> Project {
        Project { catalogue: centralita_widgets::builtin(), ..Project::default() }
    }

    /// The project whose file stands in the folder `root`; the router tells its reasons in `language`.
    ///
    /// # Errors
    /// When one of its files cannot be read or says something that makes no sense.
    pub fn read<F: Files>(
        root: &Path,
        files: &F,
        language: Language,
    ) -> Result<Project, Unread<F::Error>> {
        let mut project = Project { root: Some(root.to_owned()), ..Project::none() };
        project.fill(root, files, language)?;
        Ok(project)
    }

    fn fill<F: Files>(
        &mut self,
        root: &Path,
        files: &F,
        language: Language,
    ) -> Result<(), Unread<F::Error>> {
        let path = root.join(FILE);
        let text = files.text(&path).map_err(Unread::File)?;
        let fault = |span: Option<std::ops::Range<usize>>, message: Sentence| {
            let start = span.map_or(0, |span| span.start);
            let (line, column) = Span::new(start, start).line_and_column(&text);
            Unread::Fault(Fault { file: path.clone(), line, column, message })
        };
        let written: Written =
            toml::from_str(&text).map_err(|error| fault(error.span(), error.message().into()))?;
        if let Some(zone) = &written.time_zone {
            self.settings.time_zone = TimeZone::get(zone.get_ref())
                .map_err(|_| fault(Some(zone.span()), unknown_zone(zone.get_ref())))?;
        }
        self.set_limits(&written, &fault)?;
        let [scripts, functions] = written.folders(root, &|folder| files.has_folder(folder));
        let WrittenNames { flows, plans, queues, channels } = written.names;
        self.settings.names = Names { flows, plans, queues, channels };
        if let Some(routing) = written.routing {
            let (named, span) = (routing.crew.get_ref().clone(), routing.crew.span());
            let there = |path: &Path, span: std::ops::Range<usize>| match files.has_file(path) {
                true => Ok(()),
                false => Err(fault(Some(span), missing(path))),
            };
            let crew_file = root.join(&named);
            there(&crew_file, span.clone())?;
            let crew = people::crew(&files.text(&crew_file).map_err(Unread::File)?, &crew_file)?;
            let mut read = Vec::new();
            for (name, file) in routing.plans() {
                let path = root.join(file.get_ref());
                there(&path, file.span())?;
                let text = files.text(&path).map_err(Unread::File)?;
                read.push(people::plan(text, path.clone(), &name)?);
                self.plans.push((name, path));
            }
            let office = Staffed::new(crew, read, language).map_err(|refused| {
                let why = people::both(&refused.sentence());
                let file = named.display().to_string().replace('\\', "/");
                let (en, es) = (why.en(), why.es());
                fault(Some(span), Sentence::new(format!("{file}: {en}"), format!("{file}: {es}")))
            })?;
            self.office = Some(office);
        }
        for folder in scripts {
            self.add_widgets(&folder, files).map_err(Unread::File)?;
        }
        for folder in functions {
            self.add_functions(&folder, files).map_err(Unread::File)?;
        }
        Ok(())
    }

    fn set_limits<E>(
        &mut self,
        written: &Written,
        fault: &dyn Fn(Option<std::ops::Range<usize>>, Sentence) -> Unread<E>,
    ) -> Result<(), Unread<E>> {
        for (name, value) in &written.limits {
            let known = limits::LARGEST.iter().find(|(known, _)| known == name.get_ref());
            let Some(&(_, most)) = known else {
                return Err(fault(Some(name.span()), unknown_limit(name.get_ref())));
            };
            match u32::try_from(*value.get_ref()) {
                Ok(fits @ 1..) if i64::from(fits) <= most => {
                    limits::set(&mut self.settings.limits, name.get_ref(), fits);
                }
                _ => {
                    let message = out_of_range(name.get_ref(), most, *value.get_ref());
                    return Err(fault(Some(value.span()), message));
                }
            }
        }
        Ok(())
    }

    fn add_widgets<F: Files>(&mut self, folder: &Path, files: &F) -> Result<(), F::Error> {
        let sources = scripts_in(folder, files)?;
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

    fn add_functions<F: Files>(&mut self, folder: &Path, files: &F) -> Result<(), F::Error> {
        for (path, source) in scripts_in(folder, files)? {
            if path.extension().is_some_and(|extension| extension == "rhai")
                && let Err(faults) = self.functions.add(&path.display().to_string(), &source)
            {
                self.faults.extend(faults.into_iter().map(|fault| (path.clone(), fault)));
            }
            self.sources.insert(path, source);
        }
        Ok(())
    }

    /// What stands around scenarios here.
    pub fn surroundings<'s>(&'s self, functions: LocalFunction<'s>) -> Surroundings<'s> {
        Surroundings { functions, office: self.office.as_ref().map(|office| office as &dyn Office) }
    }

    /// A library with a flow under a name, and the flows beside it under theirs.
    ///
    /// # Errors
    /// What is wrong with a flow that has no widget to begin with. Of the others, those are left out.
    pub fn library(
        &self,
        name: &str,
        flow: &Flow,
        catalogue: &Catalogue,
        beside: impl IntoIterator<Item = (String, Flow)>,
    ) -> Result<(Library, FlowRef), Vec<Problem>> {
        let mut library = Library::new(self.settings.clone());
        let at = FlowRef::new(name, 1);
        library.add(flow, at.clone(), catalogue)?;
        for (other, flow) in beside {
            let other = FlowRef::new(other.as_str(), 1);
            if other != at {
                // A neighbour that is no flow is nobody's sub-flow.
                let _ = library.add(&flow, other, catalogue);
            }
        }
        Ok((library, at))
    }

    /// Whether a flow runs others.
    pub fn runs_others(&self, flow: &Flow) -> bool {
        flow.widgets().iter().any(|widget| {
            self.catalogue.spec(widget.kind.as_str()).is_some_and(|spec| spec.opens_flow.is_some())
        })
    }

    /// The name of the flow that a name or an id of the vendor's means.
    pub fn flow_name<'n>(&'n self, name: &'n str) -> &'n str {
        self.settings.names.flows.get(name).map_or(name, Text::as_str)
    }
}

/// The script files of a folder and what its pack says, with their sources.
fn scripts_in<F: Files>(folder: &Path, files: &F) -> Result<BTreeMap<PathBuf, String>, F::Error> {
    let mut sources = BTreeMap::new();
    for path in files.files_in(folder)? {
        let is_script = path.extension().is_some_and(|extension| extension == "rhai");
        if is_script || path.file_name().is_some_and(|name| name == "pack.toml") {
            let source = files.text(&path)?;
            sources.insert(path, source);
        }
    }
    Ok(sources)
}

/// What the project's own function answers, when it has one of that name; a function that stops
/// answers as a broken server does.
pub fn answered(
    functions: &LocalFunctions,
    call: &CallFunction,
    now: Time,
) -> Option<Result<HttpReply, HttpFailure>> {
    if !functions.has(&call.url) {
        return None;
    }
    Some(Ok(functions.call(&call.url, &call.parameters, now, 1).unwrap_or_else(|error| {
        HttpReply {
            status: 500,
            content_type: "text/plain; charset=utf-8".into(),
            body: error.to_string().into(),
            headers: Map::new(),
        }
    })))
}

fn unknown_zone(zone: &str) -> Sentence {
    sentence!(
        "\"{zone}\" is no time zone. Write it like Europe/Madrid.",
        "\"{zone}\" no es una zona horaria. Escríbala como Europe/Madrid."
    )
}

fn missing(path: &Path) -> Sentence {
    let path = path.display();
    sentence!(
        "There is no file {path}. Check the name.",
        "No existe el archivo {path}. Revise el nombre."
    )
}

fn unknown_limit(name: &str) -> Sentence {
    let names = limits::LARGEST.map(|(known, _)| known).join(", ");
    sentence!(
        "There is no limit \"{name}\". There are: {names}.",
        "No hay ningún límite \"{name}\". Hay: {names}."
    )
}

fn out_of_range(name: &str, most: i64, value: i64) -> Sentence {
    sentence!(
        "{name} must be between 1 and {most}, and is {value}.",
        "{name} debe estar entre 1 y {most}, y es {value}."
    )
}
