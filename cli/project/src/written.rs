//! What a project's file says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use centralita_engine::Text;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::files::stem;

/// What a project's file says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Written {
    /// The folders of scripted widgets: one, or several packs.
    scripts: Option<Folders>,
    /// The folders of functions that stand in for those of `run-function`.
    functions: Option<Folders>,
    /// The time zone of flows that name none.
    pub(crate) time_zone: Option<toml::Spanned<String>>,
    /// What the vendor's ids mean.
    pub(crate) names: WrittenNames,
    /// Who takes tasks, and by which plans.
    pub(crate) routing: Option<WrittenRouting>,
    /// Bounds of an execution, each under the name it has in the engine's limits.
    pub(crate) limits: BTreeMap<toml::Spanned<String>, toml::Spanned<i64>>,
}

/// Who takes tasks, and by which plans.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenRouting {
    /// The file with the people and their queues.
    pub(crate) crew: toml::Spanned<PathBuf>,
    /// The files with the plans.
    #[serde(default)]
    plans: WrittenPlans,
}

impl WrittenRouting {
    /// The plans, each with its name and its file.
    pub(crate) fn plans(self) -> Vec<(String, toml::Spanned<PathBuf>)> {
        match self.plans {
            WrittenPlans::Named(named) => named.into_iter().collect(),
            // Not by its folder's name: a folder may be called otherwise on the next machine.
            WrittenPlans::Files(files) => {
                files.into_iter().map(|file| (stem(file.get_ref()), file)).collect()
            }
        }
    }
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
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Folders {
    /// `scripts = "widgets"`
    One(PathBuf),
    /// `scripts = ["widgets", "packs/acme"]`
    Several(Vec<PathBuf>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WrittenNames {
    pub(crate) flows: BTreeMap<Text, Text>,
    pub(crate) plans: BTreeMap<Text, Text>,
    pub(crate) queues: BTreeMap<Text, Text>,
    pub(crate) channels: BTreeMap<Text, Text>,
}

impl Written {
    /// The folders of scripted widgets, and of functions: those that are named have to be there, the
    /// usual one may be missing.
    pub(crate) fn folders(
        &self,
        root: &Path,
        is_there: &dyn Fn(&Path) -> bool,
    ) -> [Vec<PathBuf>; 2] {
        let folders = |named: &Option<Folders>, usual: &str| match named.clone() {
            Some(Folders::One(folder)) => vec![root.join(folder)],
            Some(Folders::Several(folders)) => {
                folders.into_iter().map(|folder| root.join(folder)).collect()
            }
            None => Some(root.join(usual)).filter(|folder| is_there(folder)).into_iter().collect(),
        };
        [folders(&self.scripts, "scripts"), folders(&self.functions, "functions")]
    }
}

/// The files that a project's file names, and the folders of which every script counts, below the
/// folder of the project. Of a text that is no project's file it names none.
pub fn wanted(root: &Path, text: &str) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let Ok(written) = toml::from_str::<Written>(text) else { return Default::default() };
    let folders = written.folders(root, &|_| true).concat();
    let mut files = Vec::new();
    if let Some(routing) = written.routing {
        files.push(root.join(routing.crew.get_ref()));
        files.extend(routing.plans().into_iter().map(|(_, file)| root.join(file.into_inner())));
    }
    (files, folders)
}
