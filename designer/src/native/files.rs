//! Files of the desktop: written so that a full disk or a lost current leaves the old one whole.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

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
    // A link stays one: what it names is written.
    let path = &std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let beside = path.with_file_name(name);
    let written = whole(&beside, text, path).and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

fn whole(beside: &Path, text: &str, path: &Path) -> io::Result<()> {
    let mut file = std::fs::File::create(beside)?;
    if let Ok(old) = std::fs::metadata(path) {
        // Who may read it stays the same.
        file.set_permissions(old.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
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
