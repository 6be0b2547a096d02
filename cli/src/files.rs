//! Files: which ones are meant, reading them, and writing them without ever losing one.

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use centralita_engine::Flow;
use centralita_project::files::{FLOW, PLAN};

use crate::trouble::Trouble;
use crate::words::{Language, Report};

/// Folders are not followed deeper than this.
const DEEPEST: usize = 32;

/// No file is read further than this; a flow of 16 MiB is more than anybody draws.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The flow files that `paths` mean: files as named, folders with the flows in them, and with
/// `recursive` also those in folders inside. Plans that lie beside flows are left out.
///
/// # Errors
/// When a path does not exist or cannot be read, or when there is no flow at all.
pub fn flows(
    paths: &[PathBuf],
    recursive: bool,
    language: Language,
) -> Result<Vec<PathBuf>, Trouble> {
    let found = json_files(paths, recursive, PLAN, FLOW)?;
    some_of(found, paths, Report::NoFlows, language)
}

/// The plan files that `paths` mean, as for [`flows`]; flows that lie beside plans are left out.
///
/// # Errors
/// When a path does not exist or cannot be read, or when there is no plan at all.
pub fn plans(
    paths: &[PathBuf],
    recursive: bool,
    language: Language,
) -> Result<Vec<PathBuf>, Trouble> {
    let found = json_files(paths, recursive, FLOW, PLAN)?;
    some_of(found, paths, Report::NoPlans, language)
}

/// The JSON files that `paths` mean; in folders, those with the key `other` but not `wanted` are
/// left out.
fn json_files(
    paths: &[PathBuf],
    recursive: bool,
    other: &str,
    wanted: &str,
) -> Result<BTreeSet<PathBuf>, Trouble> {
    let mut found = BTreeSet::new();
    for path in paths {
        let about = fs::metadata(path).map_err(|error| Trouble::reading(path, error))?;
        if about.is_dir() {
            let mut inside = BTreeSet::new();
            gather(path, recursive, &mut inside)?;
            inside.retain(|path| !is_only(path, other, wanted));
            found.extend(inside);
        } else {
            found.insert(path.clone());
        }
    }
    Ok(found)
}

fn some_of(
    found: BTreeSet<PathBuf>,
    paths: &[PathBuf],
    none: Report,
    language: Language,
) -> Result<Vec<PathBuf>, Trouble> {
    if found.is_empty() {
        let paths = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>();
        return Err(Trouble::Misuse(language.fill(none, &[("paths", &paths.join(", "))])));
    }
    Ok(found.into_iter().collect())
}

/// Whether the JSON object in a file has the key `other` at its top and not the key `wanted`.
fn is_only(path: &Path, other: &str, wanted: &str) -> bool {
    bytes(path).is_ok_and(|bytes| centralita_project::files::is_only(&bytes, other, wanted))
}

fn gather(folder: &Path, recursive: bool, found: &mut BTreeSet<PathBuf>) -> Result<(), Trouble> {
    let mut open = VecDeque::from([(folder.to_owned(), 0)]);
    // A folder that is met again by a link in a circle was looked through already, under the
    // shortest of its paths.
    let mut known: BTreeSet<PathBuf> = fs::canonicalize(folder).into_iter().collect();
    while let Some((folder, depth)) = open.pop_front() {
        let entries = fs::read_dir(&folder).map_err(|error| Trouble::reading(&folder, error))?;
        let mut paths = Vec::new();
        for entry in entries {
            paths.push(entry.map_err(|error| Trouble::reading(&folder, error))?.path());
        }
        paths.sort();
        for path in paths {
            let hidden =
                path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if hidden {
                continue;
            }
            if path.is_dir() {
                if recursive
                    && depth < DEEPEST
                    && fs::canonicalize(&path).is_ok_and(|whole| known.insert(whole))
                {
                    open.push_back((path, depth + 1));
                }
            } else if path.extension().is_some_and(|extension| extension == "json")
                && !is_special(&path)
            {
                found.insert(path);
            }
        }
    }
    Ok(())
}

/// Whether there is something at `path` that is neither a file nor a folder: a pipe, a socket or a
/// device, which may never end or never begin.
pub fn is_special(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir())
}

/// The bytes of a file.
///
/// A pipe is read only when the shell made it for this command, as in `check <(git show HEAD:a.json)`.
///
/// # Errors
/// When the file cannot be read, is no file, or has no end in sight.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Trouble> {
    let trouble = |error| Trouble::reading(path, error);
    let handed_over = ["/dev/fd/", "/dev/stdin", "/proc/self/fd/"];
    let handed_over =
        path.to_str().is_some_and(|path| handed_over.iter().any(|one| path.starts_with(one)));
    if !handed_over && is_special(path) {
        return Err(trouble(io::Error::from(io::ErrorKind::InvalidInput)));
    }
    let mut bytes = Vec::new();
    let mut file = fs::File::open(path).map_err(trouble)?.take(MOST_BYTES + 1);
    file.read_to_end(&mut bytes).map_err(trouble)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(trouble(io::Error::from(io::ErrorKind::FileTooLarge)));
    }
    Ok(bytes)
}

/// Reads a flow.
///
/// # Errors
/// When the file cannot be read; whatever is in it is a flow.
pub fn read_flow(path: &Path) -> Result<Flow, Trouble> {
    Ok(Flow::read_bytes(&bytes(path)?))
}

/// Reads a flow that is going to be written again.
///
/// # Errors
/// When the file cannot be read, or holds bytes that would be lost in writing.
pub fn read_flow_to_write(path: &Path, language: Language) -> Result<Flow, Trouble> {
    match std::str::from_utf8(&bytes(path)?) {
        Ok(text) => Ok(Flow::read(text)),
        Err(_) => Err(Trouble::Misuse(
            language.fill(Report::NotWrittenBack, &[("path", &path.display())]),
        )),
    }
}

/// Reads a text file.
///
/// # Errors
/// When the file cannot be read or is no UTF-8; a character that is read as another would change
/// what a script or scenario says.
pub fn read_text(path: &Path) -> Result<String, Trouble> {
    String::from_utf8(bytes(path)?).map_err(|error| {
        let read = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = read.iter().filter(|&&byte| byte == b'\n').count() + 1;
        Trouble::NotText { path: path.to_owned(), line }
    })
}

/// The file's name without its ending, by which other flows know it.
pub fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

/// The file's name as a title: `welcome_menu.json` as `Welcome menu`.
pub fn title(path: &Path) -> String {
    capitalised(&stem(path).replace(['_', '-'], " "))
}

/// `text` with its first letter large.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first: String =
        letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    first + letters.as_str()
}

/// A path as a person would write it from here.
pub fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let short = here.as_ref().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
    short.strip_prefix(".").unwrap_or(short).display().to_string()
}

/// Writes `text` to `path` so that there is always a whole file: the new text goes beside it first
/// and takes its name when it is complete and on the disk.
///
/// # Errors
/// When it cannot be written; the file is as it was then.
pub fn write(path: &Path, text: &str) -> Result<(), Trouble> {
    // Through a link the file behind it is written, not the link replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let name =
        target.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let beside = folder.join(format!(".{name}.{}.new", std::process::id()));
    let written = replace(&target, &beside, text);
    if written.is_err() {
        // What was begun is of no use; that it cannot be removed changes nothing about that.
        let _ = fs::remove_file(&beside);
    }
    written.map_err(|error| Trouble::writing(path, error))
}

fn replace(target: &Path, beside: &Path, text: &str) -> io::Result<()> {
    if let Ok(about) = fs::metadata(target)
        && about.permissions().readonly()
    {
        return Err(io::Error::from(io::ErrorKind::PermissionDenied));
    }
    let mut file = fs::File::create(beside)?;
    file.write_all(text.as_bytes())?;
    if let Ok(about) = fs::metadata(target) {
        file.set_permissions(about.permissions())?;
    }
    file.sync_all()?;
    drop(file);
    fs::rename(beside, target)
}

/// Writes `text` to `path` only if nothing is there.
///
/// # Errors
/// When something is there, or it cannot be written.
pub fn write_new(path: &Path, text: &str, language: Language) -> Result<(), Trouble> {
    let made = fs::OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = match made {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(Trouble::Misuse(
                language.fill(Report::Exists, &[("path", &path.display())]),
            ));
        }
        Err(error) => return Err(Trouble::writing(path, error)),
    };
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a file would stand in the way of the next attempt.
        let _ = fs::remove_file(path);
    }
    written.map_err(|error| Trouble::writing(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_give_their_flows_and_go_deeper_only_when_asked() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("deep");
        fs::create_dir(&deep).unwrap();
        for path in
            [folder.path().join("b.json"), folder.path().join("a.json"), deep.join("c.json")]
        {
            fs::write(path, "{}").unwrap();
        }
        fs::write(folder.path().join("notes.md"), "").unwrap();
        let names = |recursive| {
            flows(&[folder.path().to_owned()], recursive, Language::En)
                .unwrap()
                .iter()
                .map(|path| stem(path))
                .collect::<Vec<_>>()
        };
        assert_eq!(names(false), ["a", "b"]);
        assert_eq!(names(true), ["a", "b", "c"]);
    }

    #[test]
    fn flows_and_plans_in_one_folder_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("flow.json", r#"{"states": [], "description": "task_routing"}"#);
        write("plan.json", r#"{"task_routing": {"filters": []}}"#);
        write("broken.json", r#"{"task_routing": "#);
        let paths = [folder.path().to_owned()];
        let names = |found: Result<Vec<PathBuf>, Trouble>| {
            found.unwrap().iter().map(|path| stem(path)).collect::<Vec<_>>()
        };
        assert_eq!(names(flows(&paths, false, Language::En)), ["broken", "flow"]);
        assert_eq!(names(plans(&paths, false, Language::En)), ["broken", "plan"]);
        let named = [folder.path().join("plan.json")];
        assert_eq!(names(flows(&named, false, Language::En)), ["plan"]);
    }

    #[test]
    #[cfg(unix)]
    fn folders_linked_in_a_circle_are_looked_through_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        fs::write(folder.path().join("in/a.json"), "{}").unwrap();
        for link in ["one", "two", "in/three", "in/four"] {
            std::os::unix::fs::symlink(folder.path(), folder.path().join(link)).unwrap();
        }
        let found = flows(&[folder.path().to_owned()], true, Language::En).unwrap();
        assert_eq!(found, [folder.path().join("in/a.json")]);
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("flow.json");
        fs::write(&path, "old").unwrap();
        write(&path, "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_may_not_be_written_stays_and_the_sentence_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("flow.json");
        fs::write(&path, "old").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let trouble = write(&path, "new").unwrap_err();
        assert!(trouble.sentence(Language::En).starts_with("You may not write"), "{trouble}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    }

    #[test]
    fn nothing_is_written_over_when_something_new_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("flow.json");
        write_new(&path, "one", Language::En).unwrap();
        let refused = write_new(&path, "two", Language::En).unwrap_err();
        assert!(refused.sentence(Language::En).contains("exists already"), "{refused}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
    }
}
