//! What a process asked of the disk, as `strace` wrote it down, in order with what it said.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::workload::{Task, read};

/// What to do where it is not.
const MISSING: &str = "strace is not installed here. This test records with it what reaches the \
                       disk: apt-get install -y strace";

/// Calls that change what is on a disk, or say something.
const CALLS: &str = "pwrite64,write,fdatasync,fsync,ftruncate,openat,rename,unlink";

/// A file, whatever it is called.
pub type File = usize;

/// One thing that a process did.
#[derive(Debug)]
pub enum Done {
    /// Bytes were written to a place in a file.
    Write { file: File, offset: usize, bytes: Vec<u8> },
    /// A file was cut, or made longer.
    Length { file: File, length: usize },
    /// A file came to be under a name.
    Create { file: File, name: String },
    /// A file got another name, which may have been another's.
    Rename { file: File, from: String, to: String },
    /// A name was taken away.
    Remove { name: String },
    /// A file was synced: what was done to it before `since` is on the disk.
    Synced { file: File, since: usize },
    /// The folder was synced: names given and taken before `since` are on the disk.
    FolderSynced { since: usize },
    /// It said that an execution has a version.
    Said { execution: u64, version: u64 },
}

/// Runs a task to its end and tells what it did, in order.
pub fn record(task: &Task<'_>) -> Vec<Done> {
    let folder = task.path.parent().expect("it is in a folder");
    let log = folder.join("trace");
    let name = log.display().to_string();
    let calls = format!("trace={CALLS}");
    let strace = ["strace", "-f", "-y", "-xx", "-s", "1000000", "-o", &name, "-e", &calls];
    assert!(Command::new("strace").arg("-V").output().is_ok(), "{MISSING}");
    let ended = task.command(&strace).output().expect("it starts");
    assert!(ended.status.success(), "{ended:?}");
    let trace = std::fs::read_to_string(&log).expect("it is text");
    let mut reading = Reading { folder, done: Vec::new(), names: BTreeMap::new(), files: 0 };
    let mut syncs: BTreeMap<&str, Done> = BTreeMap::new();
    for line in trace.lines() {
        let Some((process, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        if call.starts_with("<...") {
            // Only of a sync it matters when it was over.
            reading.done.extend(syncs.remove(process));
        } else if let Some(begun) = call.strip_suffix(" <unfinished ...>") {
            if let Some(sync) = reading.call(begun) {
                syncs.insert(process, sync);
            }
        } else if let Some((call, result)) = call.rsplit_once(" = ")
            && !result.starts_with('-')
        {
            let sync = reading.call(call.trim_end());
            reading.done.extend(sync);
        }
    }
    reading.done
}

struct Reading<'a> {
    folder: &'a Path,
    done: Vec<Done>,
    /// Which file has a name now.
    names: BTreeMap<String, File>,
    files: usize,
}

impl Reading<'_> {
    /// Takes a call down; gives back a sync, which counts when it is over.
    fn call(&mut self, call: &str) -> Option<Done> {
        let (name, arguments) = call.split_once('(')?;
        let arguments = arguments.strip_suffix(')').unwrap_or(arguments);
        let mut arguments = arguments.split(", ");
        let first = arguments.next()?;
        let since = self.done.len();
        let done = match name {
            "write" if first.starts_with("1<") => {
                let said = bytes(arguments.next()?);
                let (execution, version) = read(std::str::from_utf8(&said).ok()?)?;
                Done::Said { execution, version }
            }
            "pwrite64" => {
                let file = self.file(first)?;
                let bytes = bytes(arguments.next()?);
                let offset = arguments.nth(1)?.parse().ok()?;
                Done::Write { file, offset, bytes }
            }
            "ftruncate" => {
                let file = self.file(first)?;
                Done::Length { file, length: arguments.next()?.parse().ok()? }
            }
            "openat" => {
                let name = self.name(&path(arguments.next()?))?;
                let is_new = !self.names.contains_key(&name);
                if !(is_new && arguments.next()?.contains("O_CREAT")) {
                    return None;
                }
                let file = self.files;
                self.files += 1;
                self.names.insert(name.clone(), file);
                Done::Create { file, name }
            }
            "rename" => {
                let from = self.name(&path(first))?;
                let to = self.name(&path(arguments.next()?))?;
                let file = self.names.remove(&from)?;
                self.names.insert(to.clone(), file);
                Done::Rename { file, from, to }
            }
            "unlink" => {
                let name = self.name(&path(first))?;
                self.names.remove(&name)?;
                Done::Remove { name }
            }
            "fsync" | "fdatasync" => {
                return match self.file(first) {
                    Some(file) => Some(Done::Synced { file, since }),
                    None if opened(first) == self.folder.display().to_string() => {
                        Some(Done::FolderSynced { since })
                    }
                    None => None,
                };
            }
            _ => return None,
        };
        self.done.push(done);
        None
    }

    /// The file behind an open one, written as `5</folder/name>`.
    fn file(&self, open: &str) -> Option<File> {
        self.names.get(&self.name(&opened(open))?).copied()
    }

    /// The name within the folder, of files that are part of the database.
    fn name(&self, path: &str) -> Option<String> {
        let name = Path::new(path).strip_prefix(self.folder).ok()?.to_str()?;
        // What is in the shared memory is made anew from the log.
        let is_part = !name.ends_with("-shm") && !name.ends_with(".lock") && name != "trace";
        (is_part && !name.is_empty()).then(|| name.to_owned())
    }
}

fn opened(open: &str) -> String {
    let inside = open.split_once('<').and_then(|(_, rest)| rest.strip_suffix('>'));
    text(inside.unwrap_or_default())
}

fn path(quoted: &str) -> String {
    text(quoted.trim_matches('"'))
}

fn text(hexadecimal: &str) -> String {
    String::from_utf8_lossy(&bytes(hexadecimal)).into_owned()
}

/// `\x41\x42`, in quotation marks or not.
fn bytes(hexadecimal: &str) -> Vec<u8> {
    let digits = hexadecimal.trim_matches('"').split("\\x").skip(1);
    digits.map(|digits| u8::from_str_radix(digits, 16).expect("strace writes it so")).collect()
}
