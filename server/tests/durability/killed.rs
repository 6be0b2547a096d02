//! The process is killed while it commits, again and again, on one database.

use std::collections::BTreeMap;

use centralita_server::store::sqlite::{Synced, check};
use centralita_server::store::{SqliteSettings, SqliteStore};

use crate::workload::{Task, acknowledgements, missing};
use crate::{Chance, block_on};

crate::cases![nothing_acknowledged_is_lost_when_the_process_is_killed];

/// How often it is killed; `CENTRALITA_KILLS` says otherwise.
const KILLS: u64 = 20;

/// How many executions go on beside each other.
const EXECUTIONS: u64 = 16;

fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let kills = std::env::var("CENTRALITA_KILLS").ok().and_then(|kills| kills.parse().ok());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("centralita.sqlite");
    let mut acknowledged: BTreeMap<u64, u64> = (1..=EXECUTIONS).map(|id| (id, 0)).collect();
    let mut chance = Chance(20);
    for kill in 0..kills.unwrap_or(KILLS) {
        let task = Task {
            path: &path,
            synced: Synced::EachCommit,
            executions: EXECUTIONS,
            commits: u64::MAX,
        };
        let mut child = task.start();
        // Sometimes before it has said anything at all.
        let at_most = chance.below(120);
        let mut said = acknowledgements(&mut child);
        for (execution, version) in said.by_ref().take(usize::try_from(at_most).expect("small")) {
            acknowledged.insert(execution, version);
        }
        child.kill().expect("it can be killed");
        child.wait().expect("it is gone");
        // What it had said before it died counts.
        acknowledged.extend(said);

        let store = SqliteStore::open(&path, &SqliteSettings::default()).expect("it opens");
        let faults = block_on(missing(&store, &acknowledged)).expect("it can be read");
        assert_eq!(faults, [] as [String; 0], "after kill {kill}");
        drop(store);
        assert_eq!(check(&path).expect("it can be read"), [] as [String; 0], "after kill {kill}");
    }
    let total: u64 = acknowledged.values().sum();
    assert!(total > KILLS, "it hardly committed anything: {total}");
}
