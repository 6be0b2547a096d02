//! The power goes, or the process dies, at any moment of what it does to the disk.
//!
//! A process commits while every call it makes to the disk is recorded, in order with what it
//! acknowledges. From the record the disk is put together as it may be found after each moment; what
//! was acknowledged before that moment has to be on it.

use std::collections::BTreeMap;

use centralita_server::store::sqlite::Synced;
use centralita_server::store::{SqliteSettings, SqliteStore};

use crate::disk::{Disk, Unsynced};
use crate::trace::{Done, record};
use crate::workload::{Task, missing};
use crate::{Chance, block_on};

crate::cases![
    nothing_acknowledged_is_lost_when_the_power_goes,
    what_is_synced_at_checkpoints_only_is_lost_when_the_power_goes,
    nothing_acknowledged_is_lost_when_the_process_dies_at_any_write,
];

/// How many disks are put together for each case; `CENTRALITA_DISKS` says otherwise.
const DISKS: usize = 240;

const EXECUTIONS: u64 = 2;

/// Commits of each execution.
const COMMITS: u64 = 100;

fn recorded(synced: Synced) -> Vec<Done> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("centralita.sqlite");
    let done = record(&Task { path: &path, synced, executions: EXECUTIONS, commits: COMMITS });
    let said = done.iter().filter(|one| matches!(one, Done::Said { .. })).count();
    assert_eq!(said as u64, EXECUTIONS * COMMITS);
    done
}

/// Moments to look at: all of them, or so many that are spread evenly.
fn moments(count: usize, each: usize) -> Vec<usize> {
    let wanted = std::env::var("CENTRALITA_DISKS").ok().and_then(|disks| disks.parse().ok());
    let moments = (wanted.unwrap_or(DISKS) / each).clamp(1, count);
    (0..moments).map(|moment| moment * count / moments).collect()
}

/// What is wrong on a disk that was found before `done[at]`.
fn faults(done: &[Done], at: usize, disk: &Disk) -> Vec<String> {
    let mut acknowledged: BTreeMap<u64, u64> = (1..=EXECUTIONS).map(|id| (id, 0)).collect();
    for one in &done[..at] {
        if let Done::Said { execution, version } = one {
            acknowledged.insert(*execution, *version);
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    disk.lay_out(folder.path());
    let path = folder.path().join("centralita.sqlite");
    let settings = SqliteSettings { readers: 1, ..SqliteSettings::default() };
    match SqliteStore::open(&path, &settings) {
        Ok(store) => match block_on(missing(&store, &acknowledged)) {
            Ok(faults) => faults,
            Err(error) => vec![error.to_string()],
        },
        Err(error) => vec![error.to_string()],
    }
}

/// Faults of all disks after a loss of power, each with where it was found.
fn lost(done: &[Done]) -> Vec<String> {
    let mut chance = Chance(3);
    let mut all = Vec::new();
    let kinds = [Unsynced::Lost, Unsynced::Half, Unsynced::Torn];
    for at in moments(done.len() + 1, kinds.len()) {
        for kind in kinds {
            let disk = Disk::after_a_loss_of_power(done, at, kind, &mut chance);
            let found = faults(done, at, &disk);
            all.extend(found.into_iter().map(|fault| format!("{at} {kind:?}: {fault}")));
        }
    }
    all
}

fn nothing_acknowledged_is_lost_when_the_power_goes() {
    assert_eq!(lost(&recorded(Synced::EachCommit)), [] as [String; 0]);
}

/// Shows that the case above would notice.
fn what_is_synced_at_checkpoints_only_is_lost_when_the_power_goes() {
    let lost = lost(&recorded(Synced::Checkpoints));
    assert!(lost.iter().any(|fault| fault.contains("is back at")), "{lost:?}");
    assert!(lost.iter().all(|fault| !fault.contains("damaged")), "{lost:?}");
}

fn nothing_acknowledged_is_lost_when_the_process_dies_at_any_write() {
    let done = recorded(Synced::EachCommit);
    let writes: Vec<usize> =
        (0..done.len()).filter(|at| !matches!(done[*at], Done::Said { .. })).collect();
    for moment in moments(writes.len(), 1) {
        let at = writes[moment];
        let found = faults(&done, at, &Disk::after_a_crash(&done, at));
        assert_eq!(found, [] as [String; 0], "while doing {at}");
    }
}
