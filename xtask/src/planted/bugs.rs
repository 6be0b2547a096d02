//! The bugs: each a change of a few words that a tired person could make, and the tests that have to notice.

/// A bug that can be planted.
pub struct Bug {
    /// What goes wrong, as somebody would see it.
    pub what: &'static str,
    /// In which file.
    pub file: &'static str,
    /// What stands there, each once, and what is planted in its place.
    pub changes: &'static [(&'static str, &'static str)],
    /// The crate whose tests have to notice.
    pub package: &'static str,
    /// Which of its tests: arguments of `cargo test`.
    pub tests: &'static [&'static str],
}

const SERVER: &str = "centralita-server";
const SIMULATION: &[&str] = &["--test", "simulation"];
const STORE: &[&str] = &["--test", "store"];
const WORK: &[&str] = &["--test", "work"];

pub const BUGS: &[Bug] = &[
    Bug {
        what: "a caller is answered although nothing was committed",
        file: "server/src/driver/mod.rs",
        changes: &[(
            "let committed = self.store.commit(commit).instrument(spans::commit()).await?;",
            "let committed = self.store.commit(commit).await.unwrap_or(Ok(()));",
        )],
        package: SERVER,
        tests: SIMULATION,
    },
    Bug {
        what: "a webhook that comes again happens again",
        file: "server/src/driver/mod.rs",
        changes: &[(
            "event.known_by.filter(|k| record.line.taken.contains(k))",
            "event.known_by.filter(|_| false)",
        )],
        package: SERVER,
        tests: SIMULATION,
    },
    Bug {
        what: "a call changes to the revision that was published in its midst",
        file: "server/src/driver/mod.rs",
        changes: &[(
            "            let library = self.flows.library_with(key.tenant, &flow, record.as_ref()).await?;\n            let mut session = match (record, begins) {\n                (Some(record), _) => Session::resume",
            "            let live = self.flows.live(key.tenant, &flow.name).await?;\n            let record = record.map(|mut record| {\n                record.execution.frames.iter_mut().for_each(|frame| frame.flow = live.clone());\n                record\n            });\n            let library = self.flows.library_with(key.tenant, &flow, record.as_ref()).await?;\n            let mut session = match (record, begins) {\n                (Some(record), _) => Session::resume",
        )],
        package: SERVER,
        tests: SIMULATION,
    },
    Bug {
        what: "a timer fires before its time when something else is due",
        file: "server/src/line/session.rs",
        changes: &[(
            "Action::SetTimer { due } if due <= self.now => Some(open.id),",
            "Action::SetTimer { .. } => Some(open.id),",
        )],
        package: SERVER,
        tests: WORK,
    },
    Bug {
        what: "a caller who has hung up is waited for",
        file: "server/src/line/session.rs",
        changes: &[(
            "if let Some(reason) = call::left(status) {",
            "if let Some(reason) = call::left(status).filter(|_| false) {",
        )],
        package: SERVER,
        tests: &["--test", "calls"],
    },
    Bug {
        what: "of two servers that go on with one call, both are believed",
        file: "server/src/store/sqlite/commit.rs",
        changes: &[(
            "(Expect::Version(version), Some(found)) if found.version == version.cast_signed() => {",
            "(Expect::Version(_), Some(_)) => {",
        )],
        package: SERVER,
        tests: STORE,
    },
    Bug {
        what: "a server that was replaced as the leader goes on leading",
        file: "server/src/store/sqlite/commit.rs",
        changes: &[("if epoch != Some(fence.epoch.cast_signed()) {", "if epoch.is_none() {")],
        package: SERVER,
        tests: STORE,
    },
    Bug {
        what: "what is at hand is older than what is in the file",
        file: "server/src/store/sqlite/mod.rs",
        changes: &[("recent.committed(&committed);", "let _ = (recent, &committed);")],
        package: SERVER,
        tests: STORE,
    },
    Bug {
        what: "work that one server does is taken by another at once",
        file: "server/src/store/memory/jobs.rs",
        changes: &[(
            "of_topic.take_while(|(of, at, _)| of == topic && *at <= now);",
            "of_topic.take_while(|(of, at, _)| of == topic && (*at <= now || true));",
        )],
        package: SERVER,
        tests: STORE,
    },
    Bug {
        what: "work that failed for now is forgotten",
        file: "server/src/work/perform.rs",
        changes: &[(
            "Ok(self.settle(job, Outcome::Again { due, why: why.clone() }).await?)",
            "let _ = (due, why);\n                Ok(self.settle(job, Outcome::Done).await?)",
        )],
        package: SERVER,
        tests: WORK,
    },
    Bug {
        what: "a message that is sent again goes out under another key, and twice",
        file: "server/src/work/connections.rs",
        changes: &[(
            "            idempotency_key: &job.id,\n            execution: execution_of(job),\n            status: status_of(job, &work),",
            "            idempotency_key: &crate::ids::JobId(format!(\"{}:{}\", job.id, job.attempts)),\n            execution: execution_of(job),\n            status: status_of(job, &work),",
        )],
        package: SERVER,
        tests: WORK,
    },
    Bug {
        what: "what was acknowledged is not on the disk yet",
        file: "server/src/store/sqlite/open.rs",
        changes: &[("Synced::EachCommit => \"FULL\",", "Synced::EachCommit => \"NORMAL\",")],
        package: SERVER,
        tests: &["--test", "durability"],
    },
    Bug {
        what: "a write that failed counts as done",
        file: "server/src/store/sqlite/writer.rs",
        changes: &[(
            "batch.drain(..).for_each(|ask| ask.tell(Err(error.clone())));",
            "batch.drain(..).for_each(|ask| ask.tell(Ok(())));",
        )],
        package: SERVER,
        tests: &["--test", "durability"],
    },
    Bug {
        what: "what is sealed opens in another's place",
        file: "server/src/store/sealed/keyring.rs",
        changes: &[
            (
                "let payload = Payload { msg: bytes, aad: place.as_bytes() };",
                "let _ = place;\n        let payload = Payload { msg: bytes, aad: b\"\" };",
            ),
            (
                "let payload = Payload { msg: sealed, aad: place.as_bytes() };",
                "let _ = place;\n        let payload = Payload { msg: sealed, aad: b\"\" };",
            ),
        ],
        package: SERVER,
        tests: &["--lib", "sealed"],
    },
    Bug {
        what: "somebody who has a call is rung for another",
        file: "routing/src/workspace/pool.rs",
        changes: &[(
            "|| self.pool.free.get(key.channel as usize).is_some_and(|free| free.has(worker));",
            "|| self.pool.free.get(key.channel as usize).is_some();",
        )],
        package: "centralita-routing",
        tests: &["--test", "second_opinion"],
    },
    Bug {
        what: "of two servers on one PostgreSQL that go on with one call, both are believed",
        file: "server/src/store/postgres/commit.rs",
        changes: &[(
            "FROM passed WHERE {at} AND version = {version} \\\n",
            "FROM passed WHERE {at} AND version > 0 * {version} \\\n",
        )],
        package: SERVER,
        tests: STORE,
    },
    Bug {
        what: "a message that ended a conversation begins another when it comes again",
        file: "server/src/messages.rs",
        changes: &[(
            "if self.was_heard(written).await? {",
            "if false && self.was_heard(written).await? {",
        )],
        package: SERVER,
        tests: &["--test", "messages"],
    },
    Bug {
        what: "callers hear the draft of a flow inside a flow",
        file: "engine/src/exec/library.rs",
        changes: &[(
            "(None, None) => return self.newest(name).cloned(),",
            "(None, _) if !wanted.is_draft() => return self.newest(name).cloned(),\n            (None, None) => return self.newest(name).cloned(),",
        )],
        package: SERVER,
        tests: &["--test", "sub_flows"],
    },
    Bug {
        what: "whoever is not the provider is believed",
        file: "server/src/http/twiml.rs",
        changes: &[(
            "        return Err(HttpError::Forbidden(\"This request is not signed by the provider.\".into()));\n",
            "",
        )],
        package: SERVER,
        tests: &["--test", "provider", "who_is_not"],
    },
    Bug {
        what: "a name that leads into the own network is asked",
        file: "server/src/egress/resolver.rs",
        changes: &[(
            "Err(why) => closed = closed.max(Some(Severity(why))),",
            "Err(why) => {\n                    closed = closed.max(Some(Severity(why)));\n                    open.push(address);\n                }",
        )],
        package: SERVER,
        tests: &["--test", "egress"],
    },
];
