//! What stands around the open flow: its project, and the flows beside its file. The shell reads the
//! files; what they mean is the same here as for the command.

use std::path::PathBuf;
use std::rc::Rc;

use centralita_engine::check::{CheckSettings, Sentence};
use centralita_engine::{Library, Text};
use centralita_project::known::{check_settings, targets};
use centralita_project::{FILE, Fault, Project, Texts, Unread};

use crate::model::{Editor, Model};
use crate::request::Request;
use crate::text::{Language, Texts as Words};
use crate::trying;

/// What the shell found around a flow's file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The file around which it looked.
    pub around: PathBuf,
    /// The folder of the project, when the file is in one.
    pub root: Option<PathBuf>,
    /// The texts of the project's files.
    pub texts: Texts,
    /// The names of the flows in the folder of the file.
    pub flows: Vec<String>,
}

/// What stands around a flow.
#[derive(Clone)]
pub struct Surroundings {
    /// The project; one without a folder when there is none.
    pub project: Rc<Project>,
    /// What the checks ask.
    pub settings: CheckSettings,
    /// The names of the flows beside the file.
    pub flows: Vec<String>,
    /// Why the project cannot be read.
    pub fault: Option<Sentence>,
    found: Found,
    language: Language,
}

impl Default for Surroundings {
    fn default() -> Surroundings {
        Surroundings {
            project: Rc::new(Project::none()),
            settings: CheckSettings::default(),
            flows: Vec::new(),
            fault: None,
            found: Found::default(),
            language: Language::default(),
        }
    }
}

impl Surroundings {
    /// What was found, understood.
    pub fn of(found: Found, language: Language) -> Surroundings {
        let speaks = match language {
            Language::En => centralita_routing::Language::English,
            Language::Es => centralita_routing::Language::Spanish,
        };
        let read = found.root.as_ref().map(|root| Project::read(root, &found.texts, speaks));
        let (project, fault) = match read {
            None => (Project::none(), None),
            Some(Ok(project)) => (project, None),
            Some(Err(why)) => (Project::none(), Some(told(why))),
        };
        let settings = check_settings(&project, found.flows.iter().map(Text::from));
        let flows = found.flows.clone();
        Surroundings { project: Rc::new(project), settings, flows, fault, found, language }
    }

    /// The queues and plans that a field can name.
    pub fn targets(&self) -> Vec<String> {
        targets(&self.project).iter().map(ToString::to_string).collect()
    }

    /// The flows that a field can name, but for the one that is open.
    pub fn other_flows(&self, own: &str) -> Vec<String> {
        self.flows.iter().filter(|name| *name != own).cloned().collect()
    }

    /// An empty library with the project's settings.
    pub fn library(&self) -> Library {
        Library::new(self.project.settings.clone())
    }
}

/// Why a project cannot be read, with the place.
fn told(why: Unread<std::convert::Infallible>) -> Sentence {
    let placed = |fault: &Fault| {
        let file = fault.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (line, column) = (fault.line, fault.column);
        let (en, es) = (fault.message.en(), fault.message.es());
        Sentence::new(
            format!("{file}, line {line}, column {column}: {en}"),
            format!("{file}, línea {line}, columna {column}: {es}"),
        )
    };
    match why {
        Unread::File(never) => match never {},
        Unread::Fault(fault) => placed(&fault),
        Unread::Crew(faults) => match faults.first() {
            Some(fault) => placed(fault),
            None => Sentence::new(FILE, FILE),
        },
        Unread::Plan { file, problem } => {
            let file = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let (en, es) = (problem.en(), problem.es());
            Sentence::new(format!("{file}: {en}"), format!("{file}: {es}"))
        }
    }
}

/// Asks the shell to look around the file of the open flow.
pub fn ask(editor: &Editor, requests: &mut Vec<Request>) {
    if let Some(path) = &editor.path {
        requests.push(Request::ReadProject(path.clone()));
    }
}

/// The shell has looked around a file.
pub fn read(model: &mut Model, found: Found) {
    let language = model.texts.language();
    // Another flow may have been shown meanwhile.
    let number = model.editor.as_ref().map(|editor| editor.number);
    let mut editors = model.editor.iter_mut().chain(&mut model.others);
    let about = editors.find(|editor| editor.path.as_ref() == Some(&found.around));
    let Some(editor) = about else { return };
    let known = &editor.surroundings;
    if known.found == found && known.language == language {
        return;
    }
    editor.surroundings = Surroundings::of(found, language);
    editor.look(&model.catalogue);
    if number != Some(editor.number) {
        return;
    }
    let fault = editor.surroundings.fault.clone();
    if let Some(why) = fault {
        let why = model.texts.told(&why).to_owned();
        model.refuse(unread(&model.texts, &why));
    }
    trying::renew(model);
}

fn unread(texts: &Words, why: &str) -> String {
    texts.fill("project-unread", &[("why", why.into())])
}
