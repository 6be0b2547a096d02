//! A PostgreSQL server of our own: started in a folder that is thrown away, stopped when dropped.

use std::path::{Path, PathBuf};
use std::process::Command;

use centralita_server::store::{PostgresSettings, PostgresStore};
use tempfile::TempDir;

/// Where Debian's and Ubuntu's packages put the programs, a folder for each release.
const PLACES: &str = "/usr/lib/postgresql";

/// What to do where they are not.
const MISSING: &str = "PostgreSQL is not installed here. These tests start a server of their own \
                       and need its programs: apt-get install -y postgresql";

/// The user that Debian's package makes: the server does not run as root.
const USER: &str = "postgres";

/// A server that runs. It listens in a file of its folder, not on the network.
pub struct PostgresServer {
    folder: TempDir,
    programs: PathBuf,
}

impl PostgresServer {
    /// Starts a server with these settings, e.g. `["fsync=off"]`; a sentence when it cannot.
    pub fn start(settings: &[&str]) -> Result<PostgresServer, String> {
        let programs = programs()?;
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        if is_root() {
            let path = folder.path().display().to_string();
            run(Command::new("chown").args([USER, &path]))?;
        }
        let server = PostgresServer { folder, programs };
        let data = server.data().display().to_string();
        let made = ["-D", &data, "-U", "centralita", "--auth=trust", "--no-sync", "-E", "UTF8"];
        run(server.program("initdb").args(made).args(["--locale=C.UTF-8"]))?;
        // A test that wants the network says so in its settings.
        let own = ["listen_addresses=''"];
        let all = own.iter().chain(settings);
        let configuration: String = all.map(|setting| format!("{setting}\n")).collect();
        std::fs::write(server.data().join("postgresql.auto.conf"), configuration)
            .map_err(|error| error.to_string())?;
        server.run_again()?;
        Ok(server)
    }

    /// Starts it, again after [`PostgresServer::stop`].
    pub fn run_again(&self) -> Result<(), String> {
        let data = self.data().display().to_string();
        let log = self.folder.path().join("log").display().to_string();
        // What the settings say of listening comes first.
        let options = format!("-k {}", self.folder.path().display());
        let start = ["-D", &data, "-l", &log, "-o", &options, "-w", "-s", "start"];
        run(self.program("pg_ctl").args(start)).map_err(|said| {
            format!("{said}\n{}", std::fs::read_to_string(&log).unwrap_or_default())
        })
    }

    /// Stops it at once, as a loss of power would: nothing is told, nothing is finished.
    pub fn stop(&self) -> Result<(), String> {
        let data = self.data().display().to_string();
        run(self.program("pg_ctl").args(["-D", &data, "-m", "immediate", "-w", "-s", "stop"]))
    }

    /// The address of a database.
    pub fn url(&self, database: &str) -> String {
        let folder = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgres://centralita@{folder}/{database}")
    }

    /// Makes an empty database, and gives its address.
    pub async fn database(&self, name: &str) -> String {
        self.tell("postgres", &format!("CREATE DATABASE {name}")).await;
        self.url(name)
    }

    /// A store in a database that is there.
    pub async fn store(&self, name: &str, connections: usize) -> PostgresStore {
        let url = self.url(name);
        let settings = PostgresSettings { connections };
        PostgresStore::connect(&url, &settings).await.expect("the database is ours")
    }

    /// Has a statement done.
    pub async fn tell(&self, database: &str, sql: &str) {
        let url = self.url(database);
        let (client, connection) =
            tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("the server answers");
        let connection = tokio::spawn(connection);
        client.batch_execute(sql).await.expect("the server does it");
        drop(client);
        let _ = connection.await;
    }

    /// Where its files are. What is put there before a start is its as well.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = match is_root() {
            true => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid", USER, "--regid", USER, "--clear-groups", "--"]);
                command.arg(program);
                command
            }
            false => Command::new(program),
        };
        // The server keeps what it inherits, and whoever reads our output would wait for it.
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        // It may be stopped already.
        let _ = self.stop();
    }
}

fn programs() -> Result<PathBuf, String> {
    let releases = std::fs::read_dir(PLACES).map_err(|_| MISSING.to_owned())?;
    let found = releases
        .filter_map(Result::ok)
        .map(|release| release.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists() && bin.join("pg_ctl").exists())
        .max_by_key(|bin| release_of(bin));
    found.ok_or_else(|| MISSING.to_owned())
}

fn release_of(bin: &Path) -> u32 {
    let name = bin.parent().and_then(Path::file_name).unwrap_or_default();
    name.to_string_lossy().parse().unwrap_or(0)
}

fn is_root() -> bool {
    let said = Command::new("id").arg("-u").output();
    said.is_ok_and(|said| said.stdout.trim_ascii() == b"0")
}

fn run(command: &mut Command) -> Result<(), String> {
    let told = tempfile::tempfile().map_err(|error| error.to_string())?;
    let errors = told.try_clone().map_err(|error| error.to_string())?;
    command.stdin(std::process::Stdio::null()).stdout(told).stderr(errors);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?}: {status}")),
        Err(error) => Err(format!("{command:?}: {error}")),
    }
}
