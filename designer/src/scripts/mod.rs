//! Scripted widgets while one works: the files beside the flow, as they were read last, and the one
//! that is being written.
//!
//! | module | holds |
//! |---|---|
//! | [`desk`] | the script that is being written |
//! | [`mod@bench`] | trying it: what it is given, what came of it |
//! | [`work`] | what a command about scripts does |
//!
//! Deliberately not here: files. The shell reads the folders, tells what stands in them, tells it again
//! when that changes, and writes what it is asked to.

pub mod bench;
pub mod desk;
pub mod work;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use centralita_engine::KindName;
use centralita_engine::declare::Catalogue;
use centralita_widgets::script::{SHIPPED, ScriptError, Scripted};

pub use bench::Bench;
pub use desk::Desk;

/// The scripted widgets there are, and the one that is being written.
pub struct Scripts {
    /// The folders in which they stand. New ones go into the first; of two with the same kind, the one
    /// in the earlier folder counts.
    pub folders: Vec<PathBuf>,
    /// The script that is being written, while its part is shown.
    pub desk: Option<Desk>,
    /// Scripts with changes that no file has, apart from the one that is shown.
    pub aside: Vec<Desk>,
    /// Whether the part in which a script is written has the keys.
    pub has_keys: bool,
    /// The name of a new scripted widget, while it is asked.
    pub naming: Option<String>,
    /// Counts how often the widget types changed.
    pub serial: u64,
    /// Beside which flow the shell was asked to look.
    asked_beside: Option<Option<PathBuf>>,
    files: BTreeMap<PathBuf, ScriptFile>,
    base: Catalogue,
}

/// A script file, as it was read last.
#[derive(Clone, Debug)]
pub struct ScriptFile {
    /// What it says.
    pub text: String,
    /// The last good widget type that it made.
    pub good: Option<Scripted>,
    /// What is wrong with it now.
    pub faults: Vec<ScriptError>,
}

/// What has changed in the folders.
#[derive(Clone, Debug, Default)]
pub struct News {
    /// Files that were not there before.
    pub came: Vec<PathBuf>,
    /// Files that say something else, and work.
    pub changed: Vec<PathBuf>,
    /// Files that cannot be used as they are.
    pub broken: Vec<PathBuf>,
    /// Files that are gone, each with the kind that it made.
    pub gone: Vec<(PathBuf, Option<KindName>)>,
}

impl Scripts {
    /// No scripts but those that come with the house, whose types are `base`.
    pub fn new(base: Catalogue) -> Scripts {
        Scripts {
            folders: Vec::new(),
            desk: None,
            aside: Vec::new(),
            has_keys: false,
            naming: None,
            serial: 0,
            asked_beside: None,
            files: BTreeMap::new(),
            base,
        }
    }

    /// The files, by their paths.
    pub fn files(&self) -> impl Iterator<Item = (&Path, &ScriptFile)> {
        self.files.iter().map(|(path, file)| (path.as_path(), file))
    }

    /// The file of a path.
    pub fn file(&self, path: &Path) -> Option<&ScriptFile> {
        self.files.get(path)
    }

    /// Takes what the folders hold now.
    pub fn take(&mut self, folders: Vec<PathBuf>, read: Vec<(PathBuf, String)>) -> News {
        let mut news = News::default();
        let mut files = BTreeMap::new();
        for (path, text) in read {
            let before = self.files.remove(&path);
            if let Some(before) = before.as_ref().filter(|before| before.text == text) {
                files.insert(path, before.clone());
                continue;
            }
            let is_new = before.is_none();
            let mut file = ScriptFile {
                good: before.and_then(|before| before.good),
                faults: Vec::new(),
                text,
            };
            match Scripted::read(&path.display().to_string(), &file.text) {
                Ok(scripted) => {
                    file.good = Some(scripted);
                    if is_new { &mut news.came } else { &mut news.changed }.push(path.clone());
                }
                Err(faults) => {
                    file.faults = faults;
                    news.broken.push(path.clone());
                }
            }
            files.insert(path, file);
        }
        let gone = std::mem::replace(&mut self.files, files).into_iter();
        news.gone = gone.map(|(path, file)| (path, file.good.map(|good| kind(&good)))).collect();
        self.folders = folders;
        self.tell_doubles(&mut news);
        self.serial += 1;
        news
    }

    /// Two files of one folder cannot make the same kind: the later one is told so.
    fn tell_doubles(&mut self, news: &mut News) {
        let mut taken: BTreeMap<(PathBuf, KindName), ()> = BTreeMap::new();
        for (path, file) in &mut self.files {
            let Some(good) = &file.good else { continue };
            let folder = path.parent().unwrap_or(Path::new("")).to_owned();
            if taken.insert((folder, kind(good)), ()).is_none() {
                continue;
            }
            let message = format!(
                "Another file of the pack has the kind \"{}\" already. Rename one of them.",
                kind(good)
            );
            let name = path.display().to_string();
            file.faults = vec![ScriptError::new(&name, &file.text, Default::default(), message)];
            file.good = None;
            news.came.retain(|other| other != path);
            news.changed.retain(|other| other != path);
            if !news.broken.contains(path) {
                news.broken.push(path.clone());
            }
        }
    }

    /// All widget types: those of the house, and those of the folders.
    pub fn catalogue(&self) -> Catalogue {
        let mut catalogue = self.base.clone();
        for folder in self.folders.iter().rev() {
            for (_, file) in self.files.iter().filter(|(path, _)| path.parent() == Some(folder)) {
                if let Some(good) = &file.good {
                    catalogue = catalogue.with_type(Arc::new(good.clone()));
                }
            }
        }
        catalogue
    }

    /// The file that makes a kind.
    pub fn file_of(&self, wanted: &str) -> Option<&Path> {
        let makes = |file: &ScriptFile| {
            file.good.as_ref().is_some_and(|good| kind(good).as_str() == wanted)
        };
        self.folders.iter().find_map(|folder| {
            let mut files = self.files.iter();
            let found = files.find(|(path, file)| path.parent() == Some(folder) && makes(file));
            found.map(|(path, _)| path.as_path())
        })
    }

    /// Whether a script makes a kind.
    pub fn makes(&self, wanted: &str) -> bool {
        self.file_of(wanted).is_some() || shipped(wanted).is_some()
    }

    /// Whether there are changes that no file has.
    pub fn is_changed(&self) -> bool {
        self.changed().next().is_some()
    }

    /// The scripts with changes that no file has.
    pub fn changed(&self) -> impl Iterator<Item = &Desk> {
        self.desk.iter().chain(&self.aside).filter(|desk| desk.is_changed())
    }
}

fn kind(scripted: &Scripted) -> KindName {
    scripted.declaration().kind.clone()
}

/// The kinds that the scripts of the house make, each with its file's name and text.
static OF_THE_HOUSE: LazyLock<Vec<(KindName, &str, &str)>> = LazyLock::new(|| {
    let read = SHIPPED.into_iter().filter_map(|(file, source)| {
        Scripted::read(file, source).ok().map(|scripted| (kind(&scripted), file, source))
    });
    read.collect()
});

/// The name and the text of the script that comes with the house and makes a kind.
pub fn shipped(wanted: &str) -> Option<(&'static str, &'static str)> {
    let found = OF_THE_HOUSE.iter().find(|(kind, ..)| kind.as_str() == wanted);
    found.map(|(_, file, source)| (*file, *source))
}

/// The name of a file, without its folders.
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
