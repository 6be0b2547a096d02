//! Revisions of a file, in the folder `.centralita/history` beside it: the text of each, and beside
//! that a note with its name, who kept it, and whether it was published.

use std::io;
use std::path::{Path, PathBuf};

use centralita_designer::revisions::Revision;

use super::files::write;

fn folder(path: &Path) -> PathBuf {
    let beside = path.parent().unwrap_or(Path::new("."));
    beside.join(".centralita").join("history").join(path.file_stem().unwrap_or_default())
}

fn text_of(folder: &Path, key: &str) -> PathBuf {
    folder.join(format!("{key}.json"))
}

fn note_of(folder: &Path, key: &str) -> PathBuf {
    folder.join(format!("{key}.note"))
}

/// The keys of the revisions in a folder, the first first.
fn keys(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let paths = entries.flatten().map(|entry| entry.path());
    let texts = paths.filter(|path| path.extension().is_some_and(|end| end == "json"));
    let mut keys: Vec<String> = texts
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .filter(|key| is_key(key))
        .collect();
    keys.sort();
    Ok(keys)
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}

fn revision(folder: &Path, key: &str) -> Revision {
    // A revision without a note, or with one that cannot be read, is one that nobody named.
    let note = std::fs::read_to_string(note_of(folder, key)).ok();
    let known = note.and_then(|text| serde_json::from_str::<Revision>(&text).ok());
    let at_millis = key.parse().unwrap_or(0);
    Revision { key: key.to_owned(), at_millis, ..known.unwrap_or_default() }
}

/// The revisions of a file, the latest first.
pub fn list(path: &Path) -> io::Result<Vec<Revision>> {
    let folder = folder(path);
    let keys = keys(&folder)?;
    Ok(keys.iter().rev().map(|key| revision(&folder, key)).collect())
}

/// The text of a revision.
pub fn read(path: &Path, key: &str) -> io::Result<String> {
    if !is_key(key) {
        return Err(io::ErrorKind::NotFound.into());
    }
    std::fs::read_to_string(text_of(&folder(path), key))
}

/// Keeps a revision. A text that is already the latest one is not kept twice: a name or a note goes to
/// that one, unless it has its own already.
pub fn keep(path: &Path, text: &str, wanted: Revision, now_millis: i64) -> io::Result<Revision> {
    let folder = folder(path);
    std::fs::create_dir_all(&folder)?;
    let keys = keys(&folder)?;
    let last = keys.last().map(|key| revision(&folder, key));
    let is_same = |last: &Revision| {
        std::fs::read_to_string(text_of(&folder, &last.key)).is_ok_and(|old| old == text)
    };
    let is_plain = |one: &Revision| one.name.is_empty() && !one.is_published;
    let mut at_millis = now_millis;
    match last.filter(is_same) {
        Some(last) if is_plain(&wanted) => return Ok(last),
        Some(last) if is_plain(&last) => at_millis = last.at_millis,
        _ => {
            while text_of(&folder, &format!("{at_millis:015}")).exists() {
                at_millis += 1;
            }
        }
    }
    let key = format!("{at_millis:015}");
    let kept = Revision { key: key.clone(), at_millis, person: person(), ..wanted };
    write(&text_of(&folder, &key), text)?;
    write(&note_of(&folder, &key), &serde_json::to_string(&kept)?)?;
    Ok(kept)
}

/// Who sits here, as the system calls them.
fn person() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Revision {
        Revision { name: name.into(), ..Revision::default() }
    }

    #[test]
    fn every_saved_state_is_a_revision_once_and_can_be_named_and_published() {
        let folder =
            std::env::temp_dir().join(format!("centralita-{}-history", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("menu.json");
        assert_eq!(list(&path).unwrap(), []);
        for (at, text) in [(1, "one"), (2, "one"), (3, "two")] {
            keep(&path, text, Revision::default(), at).unwrap();
        }
        let texts = |path: &Path| -> Vec<String> {
            list(path).unwrap().iter().map(|one| read(path, &one.key).unwrap()).collect()
        };
        assert_eq!(texts(&path), ["two", "one"]);
        keep(&path, "two", named("Before Easter"), 4).unwrap();
        assert_eq!(texts(&path), ["two", "one"], "the name goes to what is kept already");
        assert_eq!(list(&path).unwrap()[0].name, "Before Easter");
        let published = Revision { is_published: true, ..named("") };
        keep(&path, "two", published, 5).unwrap();
        let all = list(&path).unwrap();
        assert_eq!(
            (all.len(), all[0].is_published, all[1].name.as_str()),
            (3, true, "Before Easter")
        );
        assert!(read(&path, "../menu").is_err());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
