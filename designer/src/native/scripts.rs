//! Scripts of the desktop: in which folders they stand, what those hold, and when that changes.
//!
//! The system itself tells of changes, on a thread of its own that sleeps until then: an idle editor
//! draws nothing and looks at no folder.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use centralita_project::FILE;
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

/// The folders of scripts that are looked at, and whether something in them changed.
pub struct Watched {
    /// The folders, that for new scripts first.
    pub folders: Vec<PathBuf>,
    has_changed: Arc<AtomicBool>,
    /// None where the system cannot tell; scripts are then read when a flow is opened.
    _watcher: Option<RecommendedWatcher>,
}

/// What stands in the folders.
#[derive(Default)]
pub struct Held {
    /// Scripts with their texts.
    pub files: Vec<(PathBuf, String)>,
    /// What could not be read, with why.
    pub unread: Vec<(PathBuf, String)>,
}

impl Watched {
    /// Looks at these folders from now on; whoever is told of a change calls `wake`.
    pub fn new(folders: Vec<PathBuf>, wake: impl Fn() + Send + 'static) -> Watched {
        let has_changed = Arc::new(AtomicBool::new(false));
        let flag = has_changed.clone();
        let told = move |event: notify::Result<notify::Event>| {
            if event.is_ok_and(|event| !event.kind.is_access()) {
                flag.store(true, Ordering::Relaxed);
                wake();
            }
        };
        let watcher = notify::recommended_watcher(told).ok().map(|mut watcher| {
            for folder in &folders {
                let mut is_watched = false;
                // A folder that is not there yet is seen to come by the one around it.
                for near in folder.ancestors().take(2) {
                    if !is_watched {
                        is_watched = watcher.watch(near, RecursiveMode::NonRecursive).is_ok();
                    }
                }
            }
            watcher
        });
        Watched { folders, has_changed, _watcher: watcher }
    }

    /// Whether something changed since one asked last.
    pub fn has_changed(&self) -> bool {
        self.has_changed.swap(false, Ordering::Relaxed)
    }

    /// What the folders hold now.
    pub fn read(&self) -> Held {
        let mut held = Held::default();
        for folder in &self.folders {
            let entries = match std::fs::read_dir(folder) {
                Ok(entries) => entries,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => {
                    held.unread.push((folder.clone(), error.to_string()));
                    continue;
                }
            };
            let paths = entries.flatten().map(|entry| entry.path());
            // What is hidden is somebody's copy while they write.
            let is_script = |path: &PathBuf| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                path.extension().is_some_and(|end| end == "rhai") && !name.starts_with('.')
            };
            for path in paths.filter(is_script) {
                match std::fs::read_to_string(&path) {
                    Ok(text) => held.files.push((path, text)),
                    // It was there a moment ago: somebody is just taking it away.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => held.unread.push((path, error.to_string())),
                }
            }
        }
        held.files.sort();
        held
    }
}

/// The folders of scripts for a flow: those that its project names, else `scripts` in the project's
/// folder, else `scripts` beside the flow; after them the folder of this person.
pub fn folders(beside: Option<&Path>, own: PathBuf) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if let Some(flow) = beside {
        let flow = std::path::absolute(flow).unwrap_or_else(|_| flow.to_owned());
        let root = flow.ancestors().skip(1).find(|folder| folder.join(FILE).is_file());
        match root {
            Some(root) => folders.extend(named(root)),
            None => folders.extend(flow.parent().map(|folder| folder.join("scripts"))),
        }
    }
    folders.push(own);
    folders
}

/// The folders that a project names.
fn named(root: &Path) -> Vec<PathBuf> {
    let text = std::fs::read_to_string(root.join(FILE)).unwrap_or_default();
    // A project that cannot be read has the usual folder; who opens the project is told why.
    let project: toml::Table = text.parse().unwrap_or_default();
    match project.get("scripts") {
        Some(toml::Value::String(folder)) => vec![root.join(folder)],
        Some(toml::Value::Array(folders)) => {
            folders.iter().filter_map(|one| one.as_str()).map(|one| root.join(one)).collect()
        }
        _ => vec![root.join("scripts")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_stand_where_the_project_says_and_else_beside_the_flow() {
        let root = std::env::temp_dir().join(format!("centralita-scripts-{}", std::process::id()));
        let flow = root.join("flows").join("menu.json");
        std::fs::create_dir_all(root.join("flows").join("scripts")).unwrap();
        let own = PathBuf::from("/own");
        assert_eq!(
            folders(Some(&flow), own.clone()),
            [root.join("flows").join("scripts"), own.clone()]
        );
        std::fs::write(root.join(FILE), "").unwrap();
        assert_eq!(folders(Some(&flow), own.clone()), [root.join("scripts"), own.clone()]);
        std::fs::write(root.join(FILE), "scripts = [\"a\", \"b\"]\n").unwrap();
        assert_eq!(folders(Some(&flow), own.clone()), [root.join("a"), root.join("b"), own]);
        std::fs::create_dir_all(root.join("a")).unwrap();
        std::fs::write(root.join("a").join("x.rhai"), "1").unwrap();
        std::fs::write(root.join("a").join("x.txt"), "1").unwrap();
        let watched = Watched::new(vec![root.join("a"), root.join("missing")], || {});
        let held = watched.read();
        assert_eq!(held.files, [(root.join("a").join("x.rhai"), "1".to_owned())]);
        assert!(held.unread.is_empty());
        std::fs::remove_dir_all(root).unwrap();
    }
}
