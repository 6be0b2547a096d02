//! From what was typed to a path.

use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

/// What stands before the name in a typed path, its last separator included, and the name.
pub fn halves(typed: &str) -> (&str, &str) {
    let is_separator = |letter: char| letter == '/' || letter == MAIN_SEPARATOR;
    let end = typed.rfind(is_separator).map_or(0, |place| place + 1);
    typed.split_at(end)
}

/// The path that was meant: `~` is the home folder, and what begins nowhere begins in a folder.
/// `.` and `..` are worked out, so that each file is known by one name.
pub fn meant(typed: &str, base: &Path, home: &Path) -> PathBuf {
    let typed = typed.trim();
    let is_separator = |letter: char| letter == '/' || letter == MAIN_SEPARATOR;
    let of_home =
        typed.strip_prefix('~').filter(|rest| rest.chars().next().is_none_or(is_separator));
    let path = match of_home {
        Some(rest) => home.join(rest.trim_start_matches(is_separator)),
        None => base.join(typed),
    };
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// Whether a folder was meant, by the way it was typed.
pub fn means_folder(typed: &str) -> bool {
    let (_, name) = halves(typed.trim());
    matches!(name, "" | "~" | "." | "..")
}

/// A folder as text, to be typed on from.
pub fn as_typed(folder: &Path) -> String {
    let mut text = folder.display().to_string();
    if !text.ends_with(['/', MAIN_SEPARATOR]) {
        text.push(MAIN_SEPARATOR);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_meant_as_people_of_files_type_it() {
        for (typed, path) in [
            ("/srv/a.json", "/srv/a.json"),
            (" /srv/a.json ", "/srv/a.json"),
            ("~", "/home/ana"),
            ("~/flows/a.json", "/home/ana/flows/a.json"),
            ("~mine.json", "/shop/~mine.json"),
            ("a.json", "/shop/a.json"),
            ("../b/./a.json", "/b/a.json"),
            ("/../../a.json", "/a.json"),
        ] {
            let meant = meant(typed, Path::new("/shop"), Path::new("/home/ana"));
            assert_eq!(meant, Path::new(path), "{typed}");
        }
    }

    #[test]
    fn a_separator_at_the_end_means_a_folder() {
        assert!(["", "~", "/", "a/", "..", "a/.."].into_iter().all(means_folder));
        assert!(!["a", "~a", "a/b", ".hidden"].into_iter().any(means_folder));
        assert_eq!(halves("/srv/flows/a.json"), ("/srv/flows/", "a.json"));
        assert_eq!(as_typed(Path::new("/")), "/");
    }
}
