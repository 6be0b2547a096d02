//! The windows of this person: each has a folder of its own for copies of what nobody saved, and holds
//! a lock while it lives. What a window left behind that lives no more is taken over by the next one.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use centralita_designer::keeping::Kept;

use super::files::write;

/// This window among those of this person.
pub struct Window {
    all: PathBuf,
    own: String,
    /// Held as long as the window lives; the system lets go of it however that ends.
    _lock: Option<File>,
}

impl Window {
    /// Begins a window whose folder is under `data`. Where nothing can be locked, keeping goes on.
    pub fn begin(data: &Path, now_millis: i64) -> Window {
        let all = data.join("windows");
        // What cannot be made is told when something is to be kept in it.
        let _ = std::fs::create_dir_all(&all);
        let own = format!("{now_millis}-{}", std::process::id());
        let lock = File::create(lock_of(&all, &own)).ok();
        let lock = lock.filter(|file| file.try_lock().is_ok());
        Window { all, own, _lock: lock }
    }

    fn folder(&self) -> PathBuf {
        self.all.join(&self.own)
    }

    fn copy(&self, key: &str) -> PathBuf {
        self.folder().join(format!("{key}.copy.json"))
    }

    /// Keeps a copy of what nobody saved.
    pub fn keep_copy(&self, copy: &Kept) -> io::Result<()> {
        std::fs::create_dir_all(self.folder())?;
        write(&self.copy(&copy.key), &serde_json::to_string(copy)?)
    }

    /// Throws a copy away.
    pub fn drop_copy(&self, key: &str) {
        // It may never have been written.
        let _ = std::fs::remove_file(self.copy(key));
    }

    /// Tells other windows which files are open in this one.
    pub fn tell_open(&self, paths: &[PathBuf]) {
        // A hint for other windows: without it they only warn less.
        let _ = std::fs::create_dir_all(self.folder());
        if let Ok(text) = serde_json::to_string(paths) {
            let _ = write(&self.folder().join("open.json"), &text);
        }
    }

    /// Whether a file is open in another window.
    pub fn is_open_elsewhere(&self, path: &Path) -> bool {
        self.others().into_iter().any(|other| {
            let text = std::fs::read_to_string(self.all.join(&other).join("open.json"));
            let paths = text.ok().and_then(|text| serde_json::from_str::<Vec<PathBuf>>(&text).ok());
            paths.is_some_and(|paths| paths.iter().any(|open| open == path))
                && held(&self.all, &other).is_none()
        })
    }

    fn others(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.all).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        let names = folders.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|name| *name != self.own).collect();
        names.sort();
        names
    }

    /// The copies of windows that live no more; they are this window's from now on. What cannot be
    /// read stays where it is.
    pub fn take_over(&self) -> Vec<Kept> {
        let mut taken = Vec::new();
        for other in self.others() {
            let Some(lock) = held(&self.all, &other) else { continue };
            let folder = self.all.join(&other);
            let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
            for path in entries.map(|entry| entry.path()) {
                if path.file_name().is_some_and(|name| name == "open.json") {
                    let _ = std::fs::remove_file(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).ok();
                let copy = text.and_then(|text| serde_json::from_str::<Kept>(&text).ok());
                let Some(mut copy) = copy else { continue };
                while taken.iter().any(|known: &Kept| known.key == copy.key) {
                    // Two windows had changes of one file: both stay.
                    copy.key.push('x');
                }
                if self.keep_copy(&copy).is_ok() {
                    let _ = std::fs::remove_file(path);
                    taken.push(copy);
                }
            }
            if std::fs::remove_dir(&folder).is_ok() {
                let _ = std::fs::remove_file(lock_of(&self.all, &other));
            }
            drop(lock);
        }
        taken.sort_by_key(|copy| copy.at_millis);
        taken
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // A folder in which a copy is left stays, and is found by the next window.
        let _ = std::fs::remove_file(self.folder().join("open.json"));
        if std::fs::remove_dir(self.folder()).is_ok() || !self.folder().exists() {
            let _ = std::fs::remove_file(lock_of(&self.all, &self.own));
        }
    }
}

fn lock_of(all: &Path, window: &str) -> PathBuf {
    all.join(format!("{window}.lock"))
}

/// The lock of a window that lives no more; none while it lives.
fn held(all: &Path, window: &str) -> Option<File> {
    let lock = File::options().create(true).append(true).open(lock_of(all, window)).ok()?;
    lock.try_lock().is_ok().then_some(lock)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::native::files::tests::folder;

    fn copy(text: &str, at_millis: i64) -> Kept {
        Kept {
            key: "k1".into(),
            name: "menu".into(),
            path: Some("menu.json".into()),
            at_millis,
            over: Some(u64::MAX),
            text: text.into(),
        }
    }

    #[test]
    fn a_living_window_keeps_its_copies_and_a_dead_one_leaves_them_to_the_next() {
        let data = folder("windows");
        let first = Window::begin(&data, 1);
        first.keep_copy(&copy("{\"ñ\": 1}", 5)).unwrap();
        let second = Window::begin(&data, 2);
        assert_eq!(second.take_over(), [], "the first window lives");
        second.keep_copy(&copy("{\"ñ\": 2}", 6)).unwrap();
        std::fs::write(first.folder().join("broken.copy.json"), "{").unwrap();
        let broken = first.folder().join("broken.copy.json");
        drop((first, second));
        let third = Window::begin(&data, 3);
        let taken = third.take_over();
        let texts: Vec<&str> = taken.iter().map(|copy| copy.text.as_str()).collect();
        assert_eq!(texts, ["{\"ñ\": 1}", "{\"ñ\": 2}"], "two windows had the same file");
        assert_ne!(taken[0].key, taken[1].key);
        assert!(broken.exists(), "what cannot be read stays where it is");
        for copy in &taken {
            third.drop_copy(&copy.key);
        }
        drop(third);
        assert_eq!(Window::begin(&data, 4).take_over(), []);
        std::fs::remove_dir_all(data).unwrap();
    }

    #[test]
    fn a_file_that_is_open_in_two_windows_is_known_to_be() {
        let data = folder("two-windows");
        let (first, second) = (Window::begin(&data, 1), Window::begin(&data, 2));
        first.tell_open(&["/flows/menu.json".into()]);
        assert!(second.is_open_elsewhere(Path::new("/flows/menu.json")));
        assert!(!second.is_open_elsewhere(Path::new("/flows/other.json")));
        assert!(!first.is_open_elsewhere(Path::new("/flows/menu.json")), "that is here");
        drop(first);
        assert!(!second.is_open_elsewhere(Path::new("/flows/menu.json")));
        drop(second);
        std::fs::remove_dir_all(data).unwrap();
    }
}
