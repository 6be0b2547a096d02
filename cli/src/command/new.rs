//! `centralita new`: a flow, a scripted widget or a project to begin with.

use std::path::{Path, PathBuf};

use centralita_widgets::script::{can_be_named, new_widget};

use crate::files;
use crate::project::{FILE, Project};
use crate::shell::{GOOD, Shell, Verdict, painted};
use crate::trouble::Trouble;
use crate::words::{Language, Report};

/// Make a flow, a scripted widget or a project to begin with. Nothing is ever written over.
#[derive(Debug, clap::Args)]
pub struct New {
    #[command(subcommand)]
    what: What,
}

/// What to make.
#[derive(Debug, clap::Subcommand)]
enum What {
    /// A flow that answers a call, with a scenario beside it; in the folder "flows" of a project.
    Flow {
        /// Its name: small letters, digits and _.
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// A scripted widget with a test, in the project's folder of scripts.
    Widget {
        /// Its name: small letters, digits and _.
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// A folder with a project's file, a flow and a place for scripts.
    Project {
        /// The folder.
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
}

impl New {
    /// Makes it.
    ///
    /// # Errors
    /// When the name cannot be used, or something of that name is there.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let language = shell.language;
        let files = match &self.what {
            What::Flow { name } => {
                let name = checked(name, language)?;
                flow_files(&flows_folder(Path::new(".")), name)
            }
            What::Widget { name } => {
                let name = checked(name, language)?;
                let folder = Project::around(Path::new("."), language)?.scripts_folder();
                vec![(folder.join(format!("{name}.rhai")), new_widget(name))]
            }
            What::Project { folder } => {
                let mut files = vec![(folder.join(FILE), PROJECT.to_owned())];
                files.extend(flow_files(&folder.join("flows"), "welcome"));
                files.push((folder.join("scripts/greeting.rhai"), new_widget("greeting")));
                files
            }
        };
        for (path, _) in &files {
            if path.exists() {
                return Err(Trouble::Misuse(
                    language.fill(Report::Exists, &[("path", &path.display())]),
                ));
            }
        }
        for (path, text) in &files {
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                std::fs::create_dir_all(folder).map_err(|error| Trouble::writing(folder, error))?;
            }
            files::write_new(path, text, language)?;
            let shown = files::shown(path);
            shell.line(painted(GOOD, language.fill(Report::Saved, &[("path", &shown)])))?;
        }
        Ok(Verdict::Well)
    }
}

/// Where new flows belong: in the project's folder of flows when this is the project's own folder and
/// has one, else here.
fn flows_folder(here: &Path) -> PathBuf {
    let flows = Path::new("flows");
    let is_root = here.join(FILE).is_file();
    if is_root && here.join(flows).is_dir() { flows.to_owned() } else { PathBuf::new() }
}

fn checked(name: &str, language: Language) -> Result<&str, Trouble> {
    if can_be_named(name) {
        Ok(name)
    } else {
        Err(Trouble::Misuse(language.fill(Report::BadName, &[("name", &name)])))
    }
}

fn title(name: &str) -> String {
    files::capitalised(&name.replace('_', " "))
}

fn flow_files(folder: &Path, name: &str) -> Vec<(PathBuf, String)> {
    let title = title(name);
    vec![
        (folder.join(format!("{name}.json")), FLOW.replace("TITLE", &title)),
        (folder.join(format!("{name}.scenarios.md")), SCENARIOS.replace("TITLE", &title)),
    ]
}

const PROJECT: &str = include_str!("../../templates/centralita.toml");
const FLOW: &str = include_str!("../../templates/flow.json");
const SCENARIOS: &str = include_str!("../../templates/flow.scenarios.md");
