//! Commits that can be checked afterwards: what each of them wrote follows from its number.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use bytes::Bytes;
use centralita_engine::Time;
use centralita_engine::exec::FlowRef;
use centralita_server::ids::{DedupeKey, ExecutionKey, JobId, NodeId, TenantId};
use centralita_server::store::sqlite::Synced;
use centralita_server::store::{
    Commit, ExecutionWrite, Expect, JournalLine, NewExecution, NewJob, SqliteSettings, SqliteStore,
    Store, StoreError,
};
use tokio::task::JoinSet;

/// In the environment of a process that shall commit: what it shall do, as [`Task`] writes it.
pub const CHILD: &str = "CENTRALITA_DURABILITY_CHILD";

/// What a process that commits shall do.
pub struct Task<'a> {
    /// The database file.
    pub path: &'a Path,
    /// Whether each commit is synced.
    pub synced: Synced,
    /// How many executions go on beside each other.
    pub executions: u64,
    /// How many commits each of them gets at most.
    pub commits: u64,
}

impl Task<'_> {
    /// The process, with what it says at the other end of a pipe.
    pub fn command(&self, through: &[&str]) -> Command {
        let own = std::env::current_exe().expect("this program has a file");
        let mut command = match through {
            [] => Command::new(own),
            [program, arguments @ ..] => {
                let mut command = Command::new(program);
                command.args(arguments).arg(own);
                command
            }
        };
        let each = self.synced == Synced::EachCommit;
        let told = format!("{each} {} {} {}", self.executions, self.commits, self.path.display());
        command.env(CHILD, told).stdin(Stdio::null()).stdout(Stdio::piped());
        command
    }

    pub fn start(&self) -> Child {
        self.command(&[]).spawn().expect("it starts")
    }
}

/// What a process said was committed, line by line as it says so.
pub fn acknowledgements(child: &mut Child) -> impl Iterator<Item = (u64, u64)> + use<> {
    let said = child.stdout.take().expect("it has a pipe");
    BufReader::new(said).lines().map_while(Result::ok).filter_map(|line| read(&line))
}

/// `1 7`: execution 1 has version 7.
pub fn read(line: &str) -> Option<(u64, u64)> {
    let (execution, version) = line.trim().split_once(' ')?;
    Some((execution.parse().ok()?, version.parse().ok()?))
}

/// Commits until it is done, killed, or the store refuses; says what was acknowledged.
pub fn be_the_child(told: &str) {
    let mut words = told.splitn(4, ' ');
    let mut word = || words.next().expect("what to do");
    let synced = match word() {
        "true" => Synced::EachCommit,
        _ => Synced::Checkpoints,
    };
    let executions: u64 = word().parse().expect("a number");
    let commits: u64 = word().parse().expect("a number");
    let path = Path::new(word());
    let settings = SqliteSettings { synced, ..SqliteSettings::default() };
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(path, &settings).expect("it opens"));
    let stopped = crate::block_on(async {
        let mut set = JoinSet::new();
        for execution in 1..=executions {
            let store = store.clone();
            set.spawn(async move { go_on(&*store, execution, commits, say).await });
        }
        set.join_all().await.into_iter().find_map(Result::err)
    });
    if let Some(error) = stopped {
        let again = crate::block_on(store.ready());
        println!("stopped: {error}");
        println!("again: {}", again.is_err());
        println!("reads: {}", crate::block_on(store.live()).is_ok());
    }
}

fn say(execution: u64, version: u64) {
    // One write, so that nothing is said by halves.
    let line = format!("{execution} {version}\n");
    let mut out = std::io::stdout().lock();
    out.write_all(line.as_bytes()).and_then(|()| out.flush()).expect("somebody listens");
}

/// Brings an execution to a version, and tells each step.
pub async fn go_on(
    store: &dyn Store,
    execution: u64,
    commits: u64,
    tell: impl Fn(u64, u64),
) -> Result<(), StoreError> {
    let mut version = store.load(key(execution)).await?.map_or(0, |stored| stored.version);
    while version < commits {
        let committed = store.commit(commit(execution, version)).await?;
        assert_eq!(committed, Ok(()), "nobody else writes");
        version += 1;
        tell(execution, version);
    }
    Ok(())
}

fn key(execution: u64) -> ExecutionKey {
    ExecutionKey::new(TenantId::FIRST, u128::from(execution))
}

/// Bytes that follow from their name, some hundred of them.
fn bytes(name: &str, version: u64) -> Bytes {
    let length = 200 + usize::try_from(version * 97 % 1_900).expect("small");
    let text = format!("{name} {version} ");
    Bytes::from(text.repeat(length / text.len() + 1).into_bytes())
}

fn line(execution: u64, version: u64) -> JournalLine {
    JournalLine {
        key: DedupeKey(version),
        at: Time(1_000),
        entry: bytes(&format!("entry {execution}"), version),
        reply: Some(bytes("reply", version % 7)),
    }
}

fn job(execution: u64, version: u64) -> JobId {
    JobId(format!("{execution}:{version}"))
}

/// The commit that follows a version.
pub fn commit(execution: u64, version: u64) -> Commit {
    let begun = NewExecution {
        flow: FlowRef::new("welcome", 1),
        contact: format!("+1555{execution:07}"),
        channel: "call".to_owned(),
        correlation: Some(format!("call:{execution}")),
        started: Time(1_000),
    };
    let write = ExecutionWrite {
        key: key(execution),
        expect: if version == 0 { Expect::New(begun) } else { Expect::Version(version) },
        state: bytes(&format!("state {execution}"), version + 1),
        due: Some(Time(2_000 + i64::try_from(version).expect("small"))),
        ended: None,
        entry: Some(line(execution, version)),
        replies: Vec::new(),
    };
    let job = NewJob {
        id: job(execution, version),
        tenant: TenantId::FIRST,
        topic: "http",
        execution: Some(u128::from(execution)),
        due: Time(0),
        payload: bytes("payload", version),
    };
    Commit { execution: Some(write), jobs: vec![job], ..Commit::default() }
}

/// Says what is missing of what was acknowledged, or is there by halves; nothing when all is well.
pub async fn missing(
    store: &dyn Store,
    acknowledged: &BTreeMap<u64, u64>,
) -> Result<Vec<String>, StoreError> {
    let mut faults = Vec::new();
    let far = Time(1_000_000);
    let claimed = store.claim(NodeId(1), &["http"], far, far, u32::MAX).await?;
    let jobs: BTreeSet<JobId> = claimed.into_iter().map(|job| job.id).collect();
    let mut expected = BTreeSet::new();
    for (&execution, &acknowledged) in acknowledged {
        let stored = store.load(key(execution)).await?;
        let version = stored.as_ref().map_or(0, |stored| stored.version);
        if version < acknowledged {
            faults.push(format!("execution {execution} is back at {version} of {acknowledged}"));
        }
        let state = bytes(&format!("state {execution}"), version);
        if stored.is_some_and(|stored| stored.state != state) {
            faults.push(format!("execution {execution} has another state than {version} has"));
        }
        let journal = store.journal(key(execution), 0, u32::MAX).await?;
        let whole: Vec<JournalLine> =
            (0..version).map(|version| line(execution, version)).collect();
        if journal != whole {
            faults.push(format!("the journal of {execution} is not that of version {version}"));
        }
        expected.extend((0..version).map(|version| job(execution, version)));
    }
    if jobs != expected {
        faults.push(format!("{} jobs instead of {}", jobs.len(), expected.len()));
    }
    Ok(faults)
}
