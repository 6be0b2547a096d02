//! The file of keys by which a server's data is sealed: read, or made the first time.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use centralita_server::ids::TenantId;
use centralita_server::settings::{Installation, Kept as _};
use centralita_server::store::{Keyring, SealedStore, Store};

use crate::trouble::Trouble;
use crate::words::{Language, Report};

/// Its name in the folder of the data.
pub const FILE: &str = "keys";

/// What stands at its head.
const HEAD: &str = "\
# The keys of this switchboard's data. The first one seals; all of them open what they have sealed.
# Without this file the database cannot be read. Keep a copy of it, elsewhere than the copies of the database.
";

/// The keys in a file.
///
/// # Errors
/// When it cannot be read, or holds no keys.
pub fn read(path: &Path) -> Result<Keyring, Trouble> {
    let text = fs::read_to_string(path).map_err(|error| Trouble::reading(path, error))?;
    Keyring::parse(&text).map_err(|why| Trouble::Misuse(format!("{}: {why}", path.display())))
}

/// The keys of a database: those in the file, or a new one when nothing was sealed yet.
///
/// # Errors
/// When there is no file and the database needs one, or it cannot be read or written.
pub async fn of(store: &dyn Store, path: &Path, language: Language) -> Result<Keyring, Trouble> {
    if path.exists() {
        warn_when_open(path);
        return read(path);
    }
    let sealed = SealedStore::key_of(store, TenantId::FIRST, Installation::KIND).await;
    let sealed = sealed.map_err(|error| Trouble::Misuse(error.to_string()))?;
    if let Some(key) = sealed {
        let words: [(&str, &dyn std::fmt::Display); 2] = [("path", &path.display()), ("key", &key)];
        return Err(Trouble::Misuse(language.fill(Report::NoKeys, &words)));
    }
    let line = Keyring::new_line().map_err(|error| Trouble::Misuse(error.to_string()))?;
    match create(path, &format!("{HEAD}{line}\n")) {
        Ok(()) => read(path),
        // Another server of this machine was faster.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => read(path),
        Err(error) => Err(Trouble::writing(path, error)),
    }
}

/// Puts a new key before those in a file, and gives its line's keyring. The file is replaced as a whole.
///
/// # Errors
/// When it cannot be read or written.
pub fn add(path: &Path) -> Result<Keyring, Trouble> {
    let line = Keyring::new_line().map_err(|error| Trouble::Misuse(error.to_string()))?;
    let old = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => HEAD.to_owned(),
        Err(error) => return Err(Trouble::reading(path, error)),
    };
    let at = old.lines().take_while(|line| line.starts_with('#')).map(|line| line.len() + 1).sum();
    let (head, keys) = old.split_at(std::cmp::min(at, old.len()));
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    let written = create(&beside, &format!("{head}{line}\n{keys}"))
        .and_then(|()| fs::rename(&beside, path))
        .map_err(|error| Trouble::writing(path, error));
    if written.is_err() {
        // What was begun is of no use.
        let _ = fs::remove_file(&beside);
    }
    written?;
    read(path)
}

/// Writes a file that only its owner may read, and only when there is none.
fn create(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a key would stand in the way of a whole one.
        let _ = fs::remove_file(path);
    }
    written
}

/// Says so when others than the owner can read the file.
fn warn_when_open(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let is_open = fs::metadata(path).is_ok_and(|about| about.permissions().mode() & 0o004 != 0);
        if is_open {
            tracing::warn!(path = %path.display(), "everybody on this machine can read the keys");
        }
    }
    #[cfg(not(unix))]
    let _ = path;
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use centralita_engine::Time;
    use centralita_server::settings;
    use centralita_server::store::MemoryStore;

    use super::*;

    fn of_now(store: &dyn Store, path: &Path) -> Result<Keyring, Trouble> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(of(store, path, Language::En))
    }

    #[test]
    fn the_first_start_makes_a_key_that_only_its_owner_reads() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let store = MemoryStore::new();
        let made = of_now(&store, &path).unwrap().names();
        assert_eq!(of_now(&store, &path).unwrap().names(), made);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_server_that_lost_its_keys_says_which_and_makes_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let keys = of_now(&*store, &path).unwrap();
        let name = keys.names()[0].to_string();
        let sealed = SealedStore::over(Arc::clone(&store), keys);
        let made = Installation { id: "this".into(), secret: [7; 32] };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let write = settings::write(&sealed, TenantId::FIRST, &made, 0, Time(0));
        runtime.block_on(write).unwrap();
        fs::remove_file(&path).unwrap();
        let Err(Trouble::Misuse(told)) = of_now(&*store, &path) else {
            panic!("it starts without its keys")
        };
        assert!(told.contains(&name) && told.contains(&path.display().to_string()), "{told}");
        assert!(!path.exists());
    }

    #[test]
    fn a_new_key_stands_before_the_others_and_they_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let first = add(&path).unwrap().names();
        let both = add(&path).unwrap().names();
        assert_eq!((both.len(), both[1]), (2, first[0]));
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# The keys"), "{text}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_holds_no_key_is_told_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        fs::write(&path, "hunter2\n").unwrap();
        let Err(Trouble::Misuse(told)) = read(&path) else { panic!("it is no key") };
        assert!(told.contains("Line 1") && told.contains(FILE) && !told.contains("hunter2"));
    }
}
