//! The dialogs in which the system asks for files, and whether it has any.

use std::path::{Path, PathBuf};

use centralita_designer::paths::Places;
use centralita_designer::request::Request;
use rfd::FileDialog;

/// Nobody answers a dialog sooner than this: a quicker answer is that it could not be opened.
pub const QUICKEST_PERSON_MILLIS: i64 = 150;

/// The program that shows dialogs where no portal does.
const ZENITY: &str = "zenity";

/// By this file a portal tells the session's bus how to start it.
const PORTAL: &str = "dbus-1/services/org.freedesktop.portal.Desktop.service";

/// Where files of this person go, and how they are asked for.
pub fn places() -> Places {
    let home = variable("HOME").or_else(|| variable("USERPROFILE")).unwrap_or_default();
    let documents = Some(home.join("Documents")).filter(|folder| folder.is_dir());
    let documents = documents.unwrap_or_else(|| home.clone());
    Places {
        home,
        documents,
        has_dialogs: !cfg!(target_os = "linux") || has_dialogs(&Session::of_this_person()),
    }
}

fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// What of a person's session says whether there are dialogs.
struct Session {
    /// Where programs are.
    programs: Vec<PathBuf>,
    /// Whether the session names its bus.
    names_bus: bool,
    /// Where things of a session are, the socket of its bus among them.
    runtime: Option<PathBuf>,
    /// Where installed things are described.
    described: Vec<PathBuf>,
}

impl Session {
    fn of_this_person() -> Session {
        let folders = |name: &str, usual: &str| {
            let value = std::env::var_os(name).filter(|value| !value.is_empty());
            std::env::split_paths(&value.unwrap_or_else(|| usual.into())).collect::<Vec<_>>()
        };
        let of_home = variable("HOME").map(|home| home.join(".local/share"));
        let own = variable("XDG_DATA_HOME").or(of_home);
        let described = folders("XDG_DATA_DIRS", "/usr/local/share:/usr/share");
        Session {
            programs: folders("PATH", ""),
            names_bus: variable("DBUS_SESSION_BUS_ADDRESS").is_some(),
            runtime: variable("XDG_RUNTIME_DIR"),
            described: own.into_iter().chain(described).collect(),
        }
    }
}

/// Whether a dialog can be shown: by zenity, or by a portal on the session's bus.
fn has_dialogs(session: &Session) -> bool {
    let is_in =
        |folders: &[PathBuf], file: &str| folders.iter().any(|folder| folder.join(file).is_file());
    let has_bus = session.names_bus
        || session.runtime.as_deref().is_some_and(|folder: &Path| folder.join("bus").exists());
    is_in(&session.programs, ZENITY) || has_bus && is_in(&session.described, PORTAL)
}

/// Shows the dialog for what asks for a file; gives what was chosen.
pub fn chosen(purpose: &Request) -> Option<PathBuf> {
    let of = |ending: &str| FileDialog::new().add_filter(ending.to_uppercase(), &[ending]);
    match purpose {
        Request::AskForFile | Request::AskForFileToCompare => of("json").pick_file(),
        Request::AskWhereToWrite { name, .. }
        | Request::SaveCopy { name, .. }
        | Request::SavePicture { name, .. } => {
            let ending = name.rsplit('.').next().unwrap_or_default();
            of(ending).set_file_name(name).save_file()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::files::tests::folder;
    use super::*;

    #[test]
    fn a_bare_machine_has_no_dialogs_and_one_with_zenity_or_a_portal_has() {
        let folder = folder("dialogs");
        let bare = || Session {
            programs: vec![folder.join("bin")],
            names_bus: false,
            runtime: Some(folder.join("run")),
            described: vec![folder.join("share")],
        };
        assert!(!has_dialogs(&bare()));
        assert!(!has_dialogs(&Session { names_bus: true, ..bare() }), "a bus is no dialog");
        let portal = folder.join("share").join(PORTAL);
        std::fs::create_dir_all(portal.parent().unwrap()).unwrap();
        std::fs::write(&portal, "").unwrap();
        assert!(!has_dialogs(&bare()), "without a bus nobody reaches the portal");
        assert!(has_dialogs(&Session { names_bus: true, ..bare() }));
        std::fs::create_dir_all(folder.join("run")).unwrap();
        std::fs::write(folder.join("run/bus"), "").unwrap();
        assert!(has_dialogs(&bare()));
        std::fs::remove_file(&portal).unwrap();
        std::fs::create_dir_all(folder.join("bin")).unwrap();
        std::fs::write(folder.join("bin").join(ZENITY), "").unwrap();
        assert!(has_dialogs(&bare()));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
