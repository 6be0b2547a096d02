//! `centralita load`: many callers at once, and how fast the server answered them.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use centralita_provider::drive::{Load as Plan, LoadReport, Nodes, compare, load};
use centralita_provider::sid::AccountSid;
use centralita_provider::{Hostility, Number, Profile, Script, Settings};

use crate::clock;
use crate::load::{Api, Here, Line};
use crate::project::Project;
use crate::shell::{ERROR, GOOD, Shell, Verdict, painted};
use crate::trouble::Trouble;
use crate::words::Report;

/// How many different callers there are; each of the calls is made by one of them.
const CALLERS: u64 = 1_000;

/// How much earlier than ours a server's clock may be.
const CLOCKS_DIFFER_MILLIS: i64 = 10 * 60 * 1_000;

/// Call a server with many callers at once, and tell how fast it answers.
///
/// The callers are a telephone provider in software: they press keys, speak, keep silent and hang up, and
/// time jumps from one thing to the next. With a flow's file a server is started for it here; with --server
/// one that runs is called, over plain HTTP.
#[derive(Debug, clap::Args)]
pub struct Load {
    /// A server that runs, like `http://127.0.0.1:8080`. Said again, they are asked in turn, and one that does
    /// not answer is passed over.
    #[arg(long = "server", value_name = "ADDRESS")]
    servers: Vec<String>,
    /// What requests are signed for, when the server calls itself otherwise: its setting `public`.
    #[arg(long, value_name = "ADDRESS", requires = "servers")]
    public: Option<String>,
    /// A key of the server with the role admin: a line is set up and taken away again.
    #[arg(long, value_name = "KEY", env = "CENTRALITA_KEY", hide_env_values = true)]
    key: Option<String>,
    /// The flow that is called, by its name or id.
    #[arg(long, value_name = "FLOW", requires = "key")]
    flow: Option<String>,
    /// A number that is set up already, instead of a flow; its connection and secret are needed too.
    #[arg(long, value_name = "NUMBER", requires = "connection", requires = "secret")]
    number: Option<String>,
    /// The connection of that number.
    #[arg(long, value_name = "CONNECTION")]
    connection: Option<String>,
    /// The secret of that connection, which signs requests.
    #[arg(long, value_name = "SECRET", env = "CENTRALITA_SECRET", hide_env_values = true)]
    secret: Option<String>,
    /// Which provider calls: twilio, signalwire or somleng.
    #[arg(long, value_name = "PROVIDER", default_value = "twilio", value_parser = ["twilio", "signalwire", "somleng"])]
    provider: String,
    /// How many calls there are.
    #[arg(long, value_name = "COUNT", default_value_t = 1_000)]
    calls: u64,
    /// How many callers there are at once; each has about one connection.
    #[arg(long, value_name = "COUNT", default_value_t = 64)]
    connections: usize,
    /// Where all chance comes from; else another one each time, which is told.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// The keys that callers press.
    #[arg(long, value_name = "KEYS", default_value = "0123456789")]
    keys: String,
    /// How many questions a caller answers before listening only.
    #[arg(long, value_name = "COUNT", default_value_t = 8)]
    answers: u32,
    /// How many of 1,000 callers hang up at any moment.
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    hang_ups: u16,
    /// How many times more a request comes, at most.
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    repeats: u8,
    /// How many seconds a callback comes late, at most; and a repeat.
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    late: u16,
    /// Of how many of 1,000 requests the answer is lost on the way.
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    lost: u16,
    /// For how many seconds a request is sent again that no server answers.
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    insist: u16,
    /// Compare what the server has kept with what was acknowledged: 1 when anything is missing or there twice.
    #[arg(long)]
    check: bool,
    /// Where a server that is started here keeps its data meanwhile; else where the system keeps what is
    /// thrown away.
    #[arg(long, value_name = "FOLDER", conflicts_with = "servers")]
    data: Option<PathBuf>,
    /// The database of a server that is started here, like `postgres://…`.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "servers")]
    database: Option<String>,
    /// The flow for which a server is started here.
    #[arg(value_name = "FLOW", conflicts_with = "servers")]
    path: Option<PathBuf>,
}

impl Load {
    /// Calls, tells, and compares.
    ///
    /// # Errors
    /// When there is nothing to call, or the server does not let us.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(Trouble::Output)?;
        if self.servers.is_empty() {
            let misuse = || Trouble::Misuse(shell.language.say(Report::NothingToCall).to_owned());
            let path = self.path.as_ref().ok_or_else(misuse)?;
            let project = Project::around(path, shell.language)?;
            let (data, database) = (self.data.as_ref(), self.database.as_deref());
            let here = runtime.block_on(Here::start(path, &project, data, database))?;
            let servers = std::slice::from_ref(&here.address);
            let done = self.call(shell, &runtime, servers, Some(&here.key), Some(&here.flow));
            runtime.block_on(here.end());
            done
        } else {
            self.call(shell, &runtime, &self.servers, self.key.as_deref(), self.flow.as_deref())
        }
    }

    fn call(
        &self,
        shell: &mut Shell,
        runtime: &tokio::runtime::Runtime,
        servers: &[String],
        key: Option<&str>,
        flow: Option<&str>,
    ) -> Result<Verdict, Trouble> {
        let language = shell.language;
        let misuse = |report: Report| Trouble::Misuse(language.say(report).to_owned());
        let first = servers.first().ok_or_else(|| misuse(Report::NothingToCall))?;
        let api = key.map(|key| Api::new(servers, key, language));
        if self.check && api.is_none() {
            return Err(misuse(Report::CheckNeedsKey));
        }
        let seed = self.seed.unwrap_or_else(clock::seed);
        let (line, flow) = match (&self.number, &self.connection, &self.secret, &api, flow) {
            (Some(number), Some(connection), Some(secret), ..) => {
                let (number, connection) = (number.clone(), connection.clone());
                (Line { number, connection, secret: secret.clone() }, None)
            }
            (.., Some(api), Some(flow)) => {
                let (line, flow) = api.set_up(flow, &self.provider, seed)?;
                (line, Some(flow))
            }
            _ => return Err(misuse(Report::NothingToCall)),
        };
        let from_millis = clock::now().0 - CLOCKS_DIFFER_MILLIS;
        let public = self.public.as_ref().unwrap_or(first);
        let report = runtime.block_on(load(self.plan(&line, public, servers, seed)));
        shell.line(language.fill(Report::LoadSeed, &[("seed", &seed)]))?;
        tell(shell, &report)?;
        let mut verdict = Verdict::findings_if(report.faults > 0);
        if let Some(api) = api {
            if flow.is_some() {
                api.take_away(&line)?;
            }
            if self.check {
                let calls: BTreeSet<&str> =
                    report.seen.iter().map(|one| one.call.as_str()).collect();
                let kept = api.kept(&calls, flow.as_deref(), from_millis)?;
                let compared = compare(&report.seen, &kept);
                let values: [(&str, &dyn std::fmt::Display); 5] = [
                    ("calls", &compared.calls),
                    ("answers", &compared.answers),
                    ("lost", &compared.lost),
                    ("twice", &compared.twice),
                    ("live", &compared.live),
                ];
                let style = if compared.is_well() { GOOD } else { ERROR };
                for sentence in &compared.first {
                    shell.line(sentence)?;
                }
                shell.line(painted(style, language.fill(Report::Compared, &values)))?;
                if !compared.is_well() {
                    verdict = Verdict::Findings;
                }
            }
        }
        Ok(verdict)
    }

    fn plan(&self, line: &Line, public: &str, servers: &[String], seed: u64) -> Plan {
        let late_millis = u64::from(self.late) * 1_000;
        let hostility = Hostility {
            most_repeats: self.repeats,
            longest_repeat_delay_millis: late_millis,
            longest_callback_delay_millis: late_millis,
            lost_answer_per_mille: self.lost,
            unknown_parameter_per_mille: 0,
            hang_up_per_mille: self.hang_ups,
        };
        let profile = match self.provider.as_str() {
            "signalwire" => Profile::SIGNALWIRE,
            "somleng" => Profile::SOMLENG,
            _ => Profile::TWILIO,
        };
        let settings = Settings {
            account: AccountSid(line.connection.clone()),
            token: line.secret.clone(),
            profile,
            hostility,
            ..Settings::seeded(seed)
        };
        let base = format!("{}/line/{}", public.trim_end_matches('/'), line.connection);
        let number = Number::voice(&line.number, &format!("{base}/call"))
            .status_callback(&format!("{base}/status"));
        let callers = self.calls.clamp(1, CALLERS);
        let scripts = (0..callers)
            .map(|caller| Script::by_seed(seed ^ caller, &self.keys, self.answers))
            .map(|script| script.patience_millis(600_000));
        let nodes = Nodes::behind(public, servers, Duration::from_secs(self.insist.into()));
        Plan {
            scripts: scripts.collect(),
            keeps_acknowledged: false,
            keeps_seen: self.check,
            nodes: Some(nodes),
            ..Plan::new(settings, number, self.calls, self.connections)
        }
    }
}

/// What came of it, in lines.
fn tell(shell: &mut Shell, report: &LoadReport) -> Result<(), Trouble> {
    let language = shell.language;
    let rounded = |number: f64| format!("{number:.0}");
    let (turns, calls) = (rounded(report.rate()), rounded(report.call_rate()));
    let seconds = format!("{:.2}", report.seconds);
    let values: [(&str, &dyn std::fmt::Display); 5] = [
        ("calls", &report.calls),
        ("turns", &report.webhooks),
        ("seconds", &seconds),
        ("turn_rate", &turns),
        ("call_rate", &calls),
    ];
    shell.line(language.fill(Report::Loaded, &values))?;
    let all = report.all.as_ref().map(|all| ("", all));
    let each = report.purposes.iter().map(|(purpose, figures)| (purpose.name(), figures));
    for (name, figures) in each.chain(all) {
        let name = if name.is_empty() { language.say(Report::AllTurns) } else { name };
        let micros = [
            ("name", &format!("{name:>16}") as &dyn std::fmt::Display),
            ("count", &format!("{:>9}", figures.count)),
            ("p50", &figures.p50_micros),
            ("p95", &figures.p95_micros),
            ("p99", &figures.p99_micros),
            ("most", &figures.most_micros),
        ];
        shell.line(language.fill(Report::TurnTimes, &micros))?;
    }
    for (status, count) in &report.refused {
        let status = match status {
            0 => language.say(Report::NoAnswer).to_owned(),
            status => status.to_string(),
        };
        let values: [(&str, &dyn std::fmt::Display); 2] = [("count", count), ("status", &status)];
        shell.line(language.fill(Report::NotAcknowledged, &values))?;
    }
    for (call, fault) in report.first_faults.iter().take(10) {
        shell.line(format!("  {call}: {fault}"))?;
    }
    let style = if report.faults == 0 { GOOD } else { ERROR };
    let faults = language.fill(Report::LoadFaults, &[("faults", &report.faults)]);
    shell.line(painted(style, faults))
}
