//! What stands beside a flow: other flows, revisions, scenarios, scripts. On a desktop they are files in
//! folders; here they are in the browser's store, by the same names.

use std::path::{Path, PathBuf};

use centralita_designer::command::Command;
use centralita_designer::compare;
use centralita_designer::keeping::fingerprint;
use centralita_designer::replace;
use centralita_designer::revisions::{self, Revision, Why};
use centralita_designer::surroundings::Found;
use js_sys::futures::spawn_local;
use serde::{Deserialize, Serialize};

use super::{Web, browser};

/// A revision as it stands in the store.
#[derive(Serialize, Deserialize)]
struct Stored {
    revision: Revision,
    text: String,
}

fn name_of(path: &Path, key: &str) -> String {
    format!("{}{key}", folder_of(path))
}

fn folder_of(path: &Path) -> String {
    format!(".centralita/history/{}/", path.display())
}

/// The revisions of a file, the latest first.
async fn list(path: &Path) -> Vec<Stored> {
    let mut list = Vec::new();
    for (_, text) in browser::files_in(&folder_of(path)).await {
        list.extend(serde_json::from_str::<Stored>(&text));
    }
    list.sort_by_key(|stored| std::cmp::Reverse(stored.revision.at_millis));
    list
}

/// Keeps a revision. A text that is the latest one already is not kept twice: a name or a note goes to
/// that one, unless it has its own.
async fn keep(path: &Path, text: &str, wanted: Revision) -> Option<Revision> {
    let now = browser::now().0;
    let is_named =
        |one: &Revision| !one.name.is_empty() || !one.note.is_empty() || one.is_published;
    let mut revision = wanted;
    match list(path).await.into_iter().next() {
        Some(latest) if latest.text == text && !is_named(&revision) => {
            return Some(latest.revision);
        }
        Some(latest) if latest.text == text && !is_named(&latest.revision) => {
            revision.key = latest.revision.key;
            revision.at_millis = latest.revision.at_millis;
        }
        _ => {
            revision.key = format!("{now:015}");
            revision.at_millis = now;
        }
    }
    let stored = Stored { revision, text: text.to_owned() };
    let name = name_of(path, &stored.revision.key);
    browser::put_file(&name, &serde_json::to_string(&stored).ok()?).await.ok()?;
    Some(stored.revision)
}

/// Keeps what has just been saved as a revision, and tells all there are.
pub async fn keep_saved(path: &Path, text: &str) -> Command {
    // The file is what counts; a revision is a help.
    let _ = keep(path, text, Revision::default()).await;
    listed(path.to_owned()).await
}

async fn listed(path: PathBuf) -> Command {
    let list = list(&path).await.into_iter().map(|stored| stored.revision).collect();
    revisions::Act::Listed { path, list }.into()
}

impl Web {
    pub(super) fn list_revisions(&self, path: PathBuf) {
        let inbox = self.inbox.clone();
        spawn_local(async move { inbox.command(listed(path).await) });
    }

    pub(super) fn read_revision(&self, path: PathBuf, key: String, why: Why) {
        let (inbox, gone) = (self.inbox.clone(), self.say("web-not-kept", &path));
        spawn_local(async move {
            let text = browser::get_file(&name_of(&path, &key)).await;
            let stored = text.and_then(|text| serde_json::from_str::<Stored>(&text).ok());
            inbox.command(match stored {
                Some(Stored { text, .. }) => revisions::Act::Read { path, key, text, why }.into(),
                None => Command::Failed(gone),
            });
        });
    }

    pub(super) fn keep_revision(&self, path: PathBuf, text: String, revision: Revision) {
        let (inbox, full) = (self.inbox.clone(), self.say("web-full", &path));
        spawn_local(async move {
            inbox.command(match keep(&path, &text, revision).await {
                Some(revision) => revisions::Act::Kept { path, revision }.into(),
                None => Command::Failed(full),
            });
        });
    }

    /// There are no projects in a browser; the flows beside are all that it keeps.
    pub(super) fn look_around(&self, path: PathBuf) {
        let inbox = self.inbox.clone();
        spawn_local(async move {
            let flows = flows()
                .await
                .into_iter()
                .map(|(name, _)| name.trim_end_matches(".json").to_owned());
            let flows = flows.collect();
            inbox.command(Command::ProjectRead(Found { around: path, flows, ..Found::default() }));
        });
    }

    pub(super) fn read_folder(&self) {
        let inbox = self.inbox.clone();
        spawn_local(async move {
            let files = flows().await.into_iter().map(|(name, text)| (PathBuf::from(name), text));
            inbox.command(replace::Act::FolderRead(files.collect()).into());
        });
    }

    pub(super) fn rewrite(&self, path: PathBuf, before: String, over: u64, text: String) {
        let (inbox, full) = (self.inbox.clone(), self.say("web-full", &path));
        spawn_local(async move {
            let name = path.display().to_string();
            let now_says = browser::get_file(&name).await;
            if now_says.as_deref().map(fingerprint) != Some(over) {
                inbox.command(replace::Act::Changed(path).into());
                return;
            }
            // Nothing is written over what is not kept.
            let is_kept = keep(&path, &before, Revision::default()).await.is_some();
            if !is_kept || browser::put_file(&name, &text).await.is_err() {
                inbox.command(Command::Failed(full));
                return;
            }
            browser::download(&name, &text);
            let _ = keep(&path, &text, Revision::default()).await;
            inbox.command(replace::Act::Written(path).into());
        });
    }

    pub(super) fn ask_for_file_to_compare(&self) {
        let inbox = self.inbox.clone();
        browser::choose_files(move |files| {
            let inbox = inbox.clone();
            spawn_local(async move {
                for (name, read) in files.into_iter().take(1) {
                    if let Ok(text) = read.await {
                        inbox.command(compare::Act::Read { name, text }.into());
                    }
                }
            });
        });
    }

    pub(super) fn read_to_compare(&self, path: PathBuf, name: String) {
        let (inbox, gone) = (self.inbox.clone(), self.say("web-not-kept", &path));
        spawn_local(async move {
            inbox.command(match browser::get_file(&path.display().to_string()).await {
                Some(text) => compare::Act::Read { name, text }.into(),
                None => Command::Failed(gone),
            });
        });
    }

    /// Scripts of this browser; they are the same beside every flow.
    pub(super) fn look_for_scripts(&self) {
        let inbox = self.inbox.clone();
        spawn_local(async move { inbox.command(scripts().await) });
    }

    pub(super) fn write_script(&self, path: PathBuf, text: String, over: Option<u64>) {
        let (inbox, full) = (self.inbox.clone(), self.say("web-full", &path));
        spawn_local(async move {
            let name = path.display().to_string();
            match (browser::get_file(&name).await, over) {
                (Some(theirs), None) => {
                    inbox.command(Command::ScriptConflict { path, theirs });
                    return;
                }
                (Some(theirs), Some(over)) if fingerprint(&theirs) != over && theirs != text => {
                    inbox.command(Command::ScriptConflict { path, theirs });
                    return;
                }
                _ => {}
            }
            if browser::put_file(&name, &text).await.is_err() {
                inbox.command(Command::Failed(full));
                return;
            }
            inbox.command(Command::ScriptWritten { path, text });
            inbox.command(scripts().await);
        });
    }
}

/// The flows that the browser keeps.
async fn flows() -> Vec<(String, String)> {
    let files = browser::files_in("").await.into_iter();
    files.filter(|(name, _)| name.ends_with(".json") && !name.contains('/')).collect()
}

async fn scripts() -> Command {
    let files = browser::files_in("scripts/").await.into_iter();
    let files = files.filter(|(name, _)| name.ends_with(".rhai"));
    Command::ScriptsRead {
        folders: vec!["scripts".into()],
        files: files.map(|(name, text)| (name.into(), text)).collect(),
        unread: Vec::new(),
    }
}
