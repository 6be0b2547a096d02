//! Files of the desktop: written so that a full disk or a lost current leaves the old one whole.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use centralita_designer::paths::{Entry, There};
use centralita_designer::surroundings::Found;
use centralita_project::files::{FLOW, PLAN, is_only, stem};
use centralita_project::{FILE, wanted};

use super::windows::Window;

/// Where things of this person are kept.
pub struct Folders {
    config: PathBuf,
    data: PathBuf,
}

impl Folders {
    /// The folders of whoever started the program, by the rules of their system.
    pub fn of_this_person() -> Folders {
        let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"));
        let home = home.map(PathBuf::from).unwrap_or_default();
        let folder = |names: &[&str], usual: &str| {
            let named = names.iter().find_map(std::env::var_os).map(PathBuf::from);
            let named = named.filter(|path| path.is_absolute());
            named.unwrap_or_else(|| home.join(usual)).join("centralita")
        };
        let (config, data) = if cfg!(target_os = "macos") {
            ("Library/Application Support", "Library/Application Support")
        } else {
            (".config", ".local/share")
        };
        Folders {
            config: folder(&["XDG_CONFIG_HOME", "APPDATA"], config),
            data: folder(&["XDG_DATA_HOME", "LOCALAPPDATA"], data),
        }
    }

    /// Where scripted widgets of this person stand, which every flow can use.
    pub fn scripts(&self) -> PathBuf {
        self.data.join("scripts")
    }

    /// Preferences as they were kept.
    pub fn prefs(&self) -> Option<String> {
        std::fs::read_to_string(self.config.join("designer.toml")).ok()
    }

    /// Keeps preferences.
    pub fn keep_prefs(&self, text: &str) -> io::Result<()> {
        std::fs::create_dir_all(&self.config)?;
        write(&self.config.join("designer.toml"), text)
    }

    /// This window, among those that keep what nobody saved.
    pub fn window(&self, now_millis: i64) -> Window {
        Window::begin(&self.data, now_millis)
    }
}

/// Writes a file: beside it first, and in its place only when all of it is on the disk.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    write_bytes(path, text.as_bytes())
}

/// The same of bytes.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link stays one: what it names is written.
    let path = &std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let beside = path.with_file_name(name);
    let written = whole(&beside, bytes, path).and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

fn whole(beside: &Path, bytes: &[u8], path: &Path) -> io::Result<()> {
    let mut file = std::fs::File::create(beside)?;
    if let Ok(old) = std::fs::metadata(path) {
        // Who may read it stays the same.
        file.set_permissions(old.permissions())?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

/// So much of a folder is listed.
const MOST_LISTED: usize = 2_000;

/// What is in a folder: its folders, and its files with an ending; nothing that is hidden.
pub fn entries(folder: &Path, ending: &str) -> io::Result<Vec<Entry>> {
    let wanted = Some(OsStr::new(ending));
    let entries = std::fs::read_dir(folder)?.flatten().filter_map(|entry| {
        let path = entry.path();
        // Links are what they lead to.
        let is_file = !path.is_dir();
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_meant = !is_file || path.extension() == wanted;
        (is_meant && !name.starts_with('.')).then_some(Entry { is_file, name })
    });
    let mut entries: Vec<Entry> = entries.take(MOST_LISTED).collect();
    entries.sort_by_cached_key(|entry| (entry.is_file, entry.name.to_lowercase()));
    Ok(entries)
}

/// What stands at a path.
pub fn there(path: &Path) -> There {
    let has_folder = || path.parent().is_none_or(Path::is_dir);
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => There::Folder,
        Ok(_) => There::File,
        // What is there and tells nothing of itself fails in words when it is read or written.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => There::File,
        Err(_) if has_folder() => There::Nothing,
        Err(_) => There::NoFolder,
    }
}

/// The name of the text that says why something could not be done with a file.
pub fn sentence(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "file-missing",
        io::ErrorKind::PermissionDenied => "file-denied",
        io::ErrorKind::IsADirectory => "file-folder",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "file-full",
        io::ErrorKind::ReadOnlyFilesystem => "file-read-only",
        io::ErrorKind::InvalidData => "file-not-text",
        _ => "file-failed",
    }
}

/// So many files beside a flow are looked into, to tell flows from plans.
const MOST_LOOKED_INTO: usize = 200;

/// What stands around a flow's file: its project's files and the flows beside it.
pub fn look_around(path: &Path) -> Found {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let root = whole.ancestors().find(|folder| folder.join(FILE).is_file()).map(Path::to_owned);
    let mut found = Found { around: path.to_owned(), root, ..Found::default() };
    if let Some(root) = &found.root {
        let file = root.join(FILE);
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let (mut files, folders) = wanted(root, &text);
        for folder in folders {
            files.extend(files_in(&folder, &["rhai", "toml"]));
        }
        let texts = files.into_iter().filter_map(|file| {
            let text = std::fs::read_to_string(&file).ok()?;
            Some((file, text))
        });
        found.texts.0 = texts.chain([(file, text)]).collect();
    }
    let beside = files_in(whole.parent().unwrap_or(Path::new(".")), &["json"]);
    // Where there are so many files, they are no project whose plans lie among its flows.
    let are_few = beside.len() <= MOST_LOOKED_INTO;
    let is_plan = |path: &PathBuf| std::fs::read(path).is_ok_and(|it| is_only(&it, PLAN, FLOW));
    let is_flow = |path: &PathBuf| !(are_few && is_plan(path));
    found.flows = beside.iter().filter(|path| is_flow(path)).map(|path| stem(path)).collect();
    found
}

/// The files of a folder with one of these endings, in the order of their names.
fn files_in(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let ending = path.extension().unwrap_or_default().to_string_lossy();
            let is_hidden = path.file_name().unwrap_or_default().to_string_lossy().starts_with('.');
            endings.contains(&&*ending) && !is_hidden && path.is_file()
        })
        .collect();
    files.sort();
    files
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// An empty folder of a test's own.
    pub(in crate::native) fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("centralita-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_file_that_cannot_be_written_stays_as_it_was_and_leaves_nothing_beside_it() {
        let folder = folder("write");
        let path = folder.join("flow.json");
        write(&path, "one").unwrap();
        write(&path, "two").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert!(write(&folder.join("no folder").join("flow.json"), "x").is_err());
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
