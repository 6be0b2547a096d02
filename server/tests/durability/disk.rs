//! What is on a disk after a process died, or the power went, at some moment of what was recorded.

use std::collections::BTreeMap;
use std::path::Path;

use crate::Chance;
use crate::trace::{Done, File};

/// What a disk writes whole.
const SECTOR_BYTES: usize = 512;

/// What became of that which was not synced when the power went.
#[derive(Clone, Copy, Debug)]
pub enum Unsynced {
    /// Nothing of it reached the disk.
    Lost,
    /// Some of it did, in any order.
    Half,
    /// Some sectors of some of it did.
    Torn,
}

/// The files of a folder.
#[derive(Debug, Default)]
pub struct Disk {
    names: BTreeMap<String, File>,
    contents: BTreeMap<File, Vec<u8>>,
}

impl Disk {
    /// The disk when the process dies while it does `done[at]`: all before is there, of a write its
    /// first half.
    pub fn after_a_crash(done: &[Done], at: usize) -> Disk {
        let mut disk = Disk::default();
        for one in &done[..at] {
            disk.take(one);
        }
        if let Some(Done::Write { file, offset, bytes }) = done.get(at) {
            disk.write(*file, *offset, &bytes[..bytes.len() / 2]);
        }
        disk
    }

    /// The disk when the power goes before `done[at]`.
    pub fn after_a_loss_of_power(
        done: &[Done],
        at: usize,
        unsynced: Unsynced,
        chance: &mut Chance,
    ) -> Disk {
        let mut synced: BTreeMap<File, usize> = BTreeMap::new();
        let mut folder_synced = 0;
        for one in &done[..at] {
            match one {
                // One that began earlier may be over later.
                Done::Synced { file, since } => {
                    let so_far = synced.entry(*file).or_insert(0);
                    *so_far = (*since).max(*so_far);
                }
                Done::FolderSynced { since } => folder_synced = folder_synced.max(*since),
                _ => {}
            }
        }
        let mut disk = Disk::default();
        for (index, one) in done[..at].iter().enumerate() {
            let is_safe = match one {
                Done::Write { file, .. } | Done::Length { file, .. } => {
                    synced.get(file).is_some_and(|since| index < *since)
                }
                _ => index < folder_synced,
            };
            match (unsynced, one) {
                _ if is_safe => disk.take(one),
                (Unsynced::Lost, _) => {}
                (Unsynced::Torn, Done::Write { file, offset, bytes }) => {
                    for (sector, bytes) in bytes.chunks(SECTOR_BYTES).enumerate() {
                        if chance.coin() {
                            disk.write(*file, offset + sector * SECTOR_BYTES, bytes);
                        }
                    }
                }
                _ if chance.coin() => disk.take(one),
                _ => {}
            }
        }
        disk
    }

    fn take(&mut self, done: &Done) {
        match done {
            Done::Write { file, offset, bytes } => self.write(*file, *offset, bytes),
            Done::Length { file, length } => {
                self.contents.entry(*file).or_default().resize(*length, 0);
            }
            Done::Create { file, name } => {
                self.names.insert(name.clone(), *file);
            }
            Done::Rename { file, from, to } => {
                // Where the first name was lost, there is nothing to be renamed.
                if self.names.get(from) == Some(file) {
                    self.names.remove(from);
                    self.names.insert(to.clone(), *file);
                }
            }
            Done::Remove { name } => {
                self.names.remove(name);
            }
            Done::Synced { .. } | Done::FolderSynced { .. } | Done::Said { .. } => {}
        }
    }

    fn write(&mut self, file: File, offset: usize, bytes: &[u8]) {
        let contents = self.contents.entry(file).or_default();
        let end = offset + bytes.len();
        if contents.len() < end {
            contents.resize(end, 0);
        }
        contents[offset..end].copy_from_slice(bytes);
    }

    /// Puts the files into an empty folder.
    pub fn lay_out(&self, folder: &Path) {
        for (name, file) in &self.names {
            let contents = self.contents.get(file).map(Vec::as_slice).unwrap_or_default();
            std::fs::write(folder.join(name), contents).expect("it is written");
        }
    }
}
