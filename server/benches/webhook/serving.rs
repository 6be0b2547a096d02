//! The server that is measured: a process of its own, over a file, with one line and one flow.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use centralita_engine::Time;
use centralita_server::ids::TenantId;
use centralita_server::settings::{self, Connection, ConnectionKind, Number, TwimlAccount};
use centralita_server::store::{SqliteSettings, SqliteStore, Store};
use centralita_server::{Server, Setup};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// In the environment of a process that shall serve: the folder of its data.
pub const CHILD: &str = "CENTRALITA_BENCH_SERVER";

/// What requests are signed for, wherever the server listens.
pub const PUBLIC: &str = "http://calls.example.com";

/// What signs them.
pub const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// Our number.
pub const NUMBER: &str = "+18005550000";

/// Two menus that lead to each other: every key is a turn with a template, a variable and two prompts.
const FLOW: &str = r#"{"initial_state":"Trigger","states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"one"}],"properties":{}},
    {"name":"one","type":"gather-input-on-call","transitions":[{"event":"keypress","next":"keep"},{"event":"speech"},{"event":"timeout"}],
     "properties":{"say":"For sales, press 1. For support, press 2.","timeout":5,"number_of_digits":1}},
    {"name":"keep","type":"set-variables","transitions":[{"event":"next","next":"two"}],"properties":{"variables":[{"key":"chosen","value":"{{widgets.one.Digits}}"}]}},
    {"name":"two","type":"gather-input-on-call","transitions":[{"event":"keypress","next":"which"},{"event":"speech"},{"event":"timeout"}],
     "properties":{"say":"You chose {{flow.variables.chosen}}. Press any key to go back.","timeout":5,"number_of_digits":1}},
    {"name":"which","type":"split-based-on","transitions":[{"event":"noMatch","next":"one"},{"event":"match","conditions":[{"friendly_name":"over","arguments":["{{widgets.two.Digits}}"],"type":"equal_to","value":"0"}]}],
     "properties":{"input":"{{widgets.two.Digits}}"}}
]}"#;

/// Serves until the process is killed; says where as its first line.
pub fn be_the_child(folder: &str) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let folder = Path::new(folder);
        let file = folder.join("centralita.db");
        let is_new = !file.exists();
        let store = SqliteStore::open(&file, &SqliteSettings::default()).expect("it opens");
        let store: Arc<dyn Store> = Arc::new(store);
        let setup = Setup { public: PUBLIC.into(), ..Setup::over(Arc::clone(&store)) };
        let server = Server::open(setup).await.expect("it opens");
        if is_new {
            furnish(&*store, &server, folder).await;
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        println!("{}", listener.local_addr().expect("it has one"));
        std::io::stdout().flush().expect("somebody listens");
        let (_stop, stopped) = watch::channel(false);
        server.run(listener, stopped).await;
    });
}

async fn furnish(store: &dyn Store, server: &Server, folder: &Path) {
    let path = folder.join("menus.json");
    std::fs::write(&path, FLOW).expect("it is written");
    let flow = server.load(&path).await.expect("it is published");
    let kind = ConnectionKind::Twiml(TwimlAccount {
        profile: "twilio".into(),
        account: "AC00000000000000000000000000000001".into(),
        tokens: vec![SECRET.into()],
        ..TwimlAccount::default()
    });
    let connection = Connection { id: "main".into(), name: String::new(), kind };
    let number = Number {
        id: "1".into(),
        address: NUMBER.into(),
        connection: "main".into(),
        flow: flow.id,
        name: String::new(),
        announcement: None,
    };
    let tenant = TenantId::FIRST;
    settings::write(store, tenant, &connection, 0, Time(0)).await.expect("it is written");
    settings::write(store, tenant, &number, 0, Time(0)).await.expect("it is written");
}

/// A server that runs; it is killed when this is dropped.
pub struct Serving {
    /// Where it listens.
    pub address: String,
    child: Child,
}

impl Serving {
    /// Starts one over the data in a folder, through another program if one is given.
    pub fn start(folder: &Path, through: &[&str]) -> Serving {
        let own = std::env::current_exe().expect("this program has a file");
        let mut command = match through {
            [] => Command::new(own),
            [program, arguments @ ..] => {
                let mut command = Command::new(program);
                command.args(arguments).arg(own);
                command
            }
        };
        command.env(CHILD, folder).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let said = child.stdout.take().expect("it has a pipe");
        let mut address = String::new();
        BufReader::new(said).read_line(&mut address).expect("it says where it listens");
        Serving { address: address.trim().to_owned(), child }
    }

    /// How much memory it holds, in bytes; `what` is `VmRSS` or `RssAnon`.
    pub fn memory_bytes(&self, what: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.expect("Linux tells");
        let line = status.lines().find_map(|line| line.strip_prefix(what)).expect("it is told");
        let kib = line.trim_matches([':', ' ', '\t', 'k', 'B']);
        kib.parse::<u64>().expect("it is a number") * 1024
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // A tracer would leave its child behind when it alone is killed.
        let own = self.child.id();
        let children = std::fs::read_to_string(format!("/proc/{own}/task/{own}/children"));
        for child in children.unwrap_or_default().split_whitespace() {
            let _ = Command::new("kill").args(["-9", child]).status();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
