//! Servers as people run them: the built command, with its database set up beforehand.

// Each test file uses what it needs; in a test a panic is the answer.
#![allow(dead_code, clippy::unwrap_used)]

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use centralita_engine::Time;
use centralita_server::ids::TenantId;
use centralita_server::server::flow_id;
use centralita_server::settings::{
    self, ApiKey, Connection, ConnectionKind, Number, Role, TwimlAccount,
};
use centralita_server::store::{SqliteSettings, SqliteStore, Store};

/// The number that answers.
pub const NUMBER: &str = "+18005550000";

/// The secret that signs requests.
const SECRET: &str = "12345";

/// What servers call themselves, whichever of them is asked.
pub const PUBLIC: &str = "http://calls.example.com";

/// A menu that is left by a key, asked again and again by others; each turn asks a function of the project.
const MENU: &str = r#"{"initial_state":"Trigger","states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"menu"}],"properties":{}},
    {"name":"menu","type":"gather-input-on-call","transitions":[{"event":"keypress","next":"look"},{"event":"speech","next":"look"},{"event":"timeout","next":"bye"}],
     "properties":{"say":"Press a key.","timeout":5,"number_of_digits":1,"language":"en-US"}},
    {"name":"look","type":"run-function","transitions":[{"event":"success","next":"route"},{"event":"fail","next":"sorry"}],
     "properties":{"url":"https://functions.example.com/again","parameters":[{"key":"key","value":"{{widgets.menu.Digits}}"}]}},
    {"name":"route","type":"split-based-on","transitions":[{"event":"noMatch","next":"bye"},{"event":"match","next":"menu","conditions":[{"friendly_name":"again","arguments":["{{widgets.look.parsed.again}}"],"type":"equal_to","value":"yes"}]}],
     "properties":{"input":"{{widgets.look.parsed.again}}"}},
    {"name":"sorry","type":"say-play","transitions":[{"event":"audioComplete"}],"properties":{"say":"Sorry."}},
    {"name":"bye","type":"say-play","transitions":[{"event":"audioComplete"}],"properties":{"say":"Goodbye."}}
]}"#;

const PROJECT: &str = "functions = \"functions\"\n";

const AGAIN: &str = r#"fn main(event) { #{ again: if event.key == "0" { "no" } else { "yes" } } }"#;

/// A folder with flows, and a database in which a line and a key stand.
pub struct House {
    folder: tempfile::TempDir,
    /// The database's address; none for a file in the folder.
    database: Option<String>,
    /// A key that may do everything.
    pub key: String,
}

/// A server that runs. It is killed when it is dropped.
pub struct Serving {
    /// Where it is.
    pub address: String,
    /// The process.
    pub child: Child,
}

impl House {
    /// With a database in a file.
    pub fn in_a_folder() -> House {
        let house = House::empty(None);
        std::fs::create_dir_all(house.data()).unwrap();
        let file = house.data().join("centralita.db");
        let store = SqliteStore::open(&file, &SqliteSettings::default()).unwrap();
        house.furnished(&store)
    }

    /// With this database.
    pub fn over(database: &str, store: &dyn Store) -> House {
        House::empty(Some(database.to_owned())).furnished(store)
    }

    fn empty(database: Option<String>) -> House {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).unwrap();
        };
        write("menu.json", MENU);
        write("centralita.toml", PROJECT);
        std::fs::create_dir(folder.path().join("functions")).unwrap();
        write("functions/again.rhai", AGAIN);
        House { folder, database, key: String::new() }
    }

    fn furnished(mut self, store: &dyn Store) -> House {
        let account = TwimlAccount {
            profile: "twilio".into(),
            account: "AC1".into(),
            tokens: vec![SECRET.into()],
            ..TwimlAccount::default()
        };
        let kind = ConnectionKind::Twiml(account);
        let connection = Connection { id: "main".into(), name: String::new(), kind };
        let number = Number {
            id: "1".into(),
            address: NUMBER.into(),
            connection: "main".into(),
            flow: flow_id("menu"),
            name: String::new(),
            announcement: None,
        };
        let (mut key, secret) = ApiKey::make("load", Time(0)).unwrap();
        key.roles = vec![Role::Admin];
        self.key = format!("{}.{secret}", key.id);
        let writing = async {
            let tenant = TenantId::FIRST;
            settings::write(store, tenant, &connection, 0, Time(0)).await.unwrap();
            settings::write(store, tenant, &number, 0, Time(0)).await.unwrap();
            settings::write(store, tenant, &key, 0, Time(0)).await.unwrap();
        };
        tokio::runtime::Runtime::new().unwrap().block_on(writing);
        self
    }

    /// The folder of the data.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// What a load says of the line.
    pub fn line(&self) -> String {
        format!("--number {NUMBER} --connection main --secret {SECRET}")
    }

    /// Starts a server at this port, and waits until it serves.
    pub fn serve(&self, port: u16) -> Serving {
        self.serve_with(port, &[])
    }

    /// The same, with more arguments.
    pub fn serve_with(&self, port: u16, more: &[&str]) -> Serving {
        let address = format!("127.0.0.1:{port}");
        let mut command = Command::new(env!("CARGO_BIN_EXE_centralita"));
        command
            .args(["serve", "menu.json", "--listen", &address, "--data"])
            .arg(self.data())
            .args(more)
            .current_dir(self.folder.path())
            .env("LANG", "en_GB.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(self.folder.path().join(format!("{port}.log"))).unwrap());
        if let Some(database) = &self.database {
            command.args(["--database", database]);
        }
        let mut child = command.spawn().unwrap();
        let said = child.stdout.take().unwrap();
        let is_serving = BufReader::new(said)
            .lines()
            .map_while(Result::ok)
            .any(|line| line.starts_with("Ctrl+C"));
        assert!(is_serving, "it does not serve: {}", self.log(port));
        Serving { address: format!("http://{address}"), child }
    }

    /// What the server at a port has told lately.
    pub fn log(&self, port: u16) -> String {
        std::fs::read_to_string(self.folder.path().join(format!("{port}.log"))).unwrap_or_default()
    }
}

impl Serving {
    /// Ends the process at once, as a crash would.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Has the process stand still, or go on.
    pub fn signal(&self, name: &str) {
        let done = Command::new("kill").args([name, &self.child.id().to_string()]).status();
        assert!(done.unwrap().success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody uses, below those which systems give to whoever asks: a client that looks for a
/// server which is just being started again would otherwise take its port now and then.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 20_000 + u16::try_from(std::process::id() % 10_000).unwrap();
    let free = std::iter::repeat_with(|| first + NEXT.fetch_add(1, Ordering::Relaxed))
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    free.unwrap()
}
