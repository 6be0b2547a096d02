//! Servers die under load, stand still and come back, alone on a file and three on one PostgreSQL: whatever was
//! acknowledged is there, once.
//!
//! The servers and the load are real processes. How many deaths there are is said by `CENTRALITA_KILLS`, and
//! how many calls go on meanwhile by `CENTRALITA_CALLS`.

#![allow(clippy::unwrap_used)]

mod house;
#[path = "../../server/tests/store/postgres_server.rs"]
#[allow(dead_code)]
mod postgres_server;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use house::{House, PUBLIC, Serving, free_port};
use postgres_server::PostgresServer;

/// How many deaths there are in one run of the usual tests.
const KILLS: u64 = 50;

/// How long a server lives at least and how much longer at most, in milliseconds.
const LIVES: (u64, u64) = (20, 200);

/// After how many seconds another server does what a dead one had begun.
const LEASE: &str = "3";

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// A load that goes on until it is told that enough has happened.
struct Calling {
    child: Child,
    lines: mpsc::Receiver<String>,
    said: Vec<String>,
}

impl Calling {
    /// Calls these servers with everything that may go wrong on the way.
    fn begin(house: &House, servers: &[&Serving], seed: u64) -> Calling {
        let mut command = Command::new(env!("CARGO_BIN_EXE_centralita"));
        command.args(["load", "--check", "--public", PUBLIC, "--key", &house.key]);
        command.args(house.line().split_whitespace());
        for server in servers {
            command.args(["--server", &server.address]);
        }
        let calls = number("CENTRALITA_CALLS", 400);
        command
            .args(format!("--seed {seed} --calls {calls} --connections 24 --keys 1230").split(' '));
        command.args("--repeats 1 --late 10 --hang-ups 50 --lost 10 --insist 15".split(' '));
        let piped = command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = piped.env("LANG", "en_GB.UTF-8").spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        let (tell, lines) = mpsc::channel();
        std::thread::spawn(move || {
            // Nobody listens any more once the test has failed.
            said.lines().map_while(Result::ok).try_for_each(|line| tell.send(line))
        });
        Calling { child, lines, said: Vec::new() }
    }

    /// Waits so long; whether callers still call.
    fn goes_on_for(&mut self, millis: u64) -> bool {
        match self.lines.recv_timeout(Duration::from_millis(millis)) {
            Ok(line) => {
                self.said.push(line);
                false
            }
            Err(error) => error == mpsc::RecvTimeoutError::Timeout,
        }
    }

    /// What it said, when it found nothing lost and nothing twice.
    fn ends_well(mut self) -> String {
        self.said.extend(self.lines.iter());
        let ended = self.child.wait().unwrap();
        let said = self.said.join("\n");
        assert!(said.ends_with("compared: 0 lost, 0 twice, 0 not ended."), "{said}");
        assert!(ended.success(), "{said}");
        said
    }
}

impl Drop for Calling {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
    }
}

#[test]
fn a_server_that_is_killed_again_and_again_under_load_loses_nothing_and_takes_nothing_twice() {
    let (house, port) = (House::in_a_folder(), free_port());
    let with = ["--public", PUBLIC, "--lease", LEASE];
    let mut server = house.serve_with(port, &with);
    let mut chance = Chance(1);
    let (kills, mut killed, mut loads) = (number("CENTRALITA_KILLS", KILLS), 0, 0);
    while killed < kills {
        loads += 1;
        let mut calling = Calling::begin(&house, &[&server], loads);
        while killed < kills && calling.goes_on_for(LIVES.0 + chance.below(LIVES.1)) {
            server.kill();
            server = house.serve_with(port, &with);
            killed += 1;
        }
        println!("{killed} kills so far\n{}", calling.ends_well());
    }
}

#[test]
fn three_servers_on_one_database_that_die_and_stand_still_lose_nothing_and_take_nothing_twice() {
    // What is lost here is lost by us: the database itself stays.
    let database = PostgresServer::start(&["fsync=off", "max_connections=80"]);
    let database = database.unwrap_or_else(|missing| panic!("{missing}"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (url, store) = runtime.block_on(async {
        let url = database.database("calls").await;
        (url, database.store("calls", 2).await)
    });
    let house = House::over(&url, &store);
    let with = ["--public", PUBLIC, "--lease", LEASE];
    let ports = [free_port(), free_port(), free_port()];
    let mut servers = ports.map(|port| house.serve_with(port, &with));
    let mut chance = Chance(3);
    let (kills, mut killed, mut stood, mut loads) =
        (number("CENTRALITA_KILLS", KILLS / 2), 0, 0, 0);
    while killed < kills || stood == 0 {
        loads += 1;
        let mut calling = Calling::begin(&house, &servers.each_ref(), 100 + loads);
        loop {
            let which = usize::try_from(chance.below(3)).unwrap();
            // One that stands still for longer than its claims last finds them gone when it goes on.
            if stood * 10 <= killed {
                servers[which].signal("-STOP");
                let goes_on = calling.goes_on_for(3_500);
                servers[which].signal("-CONT");
                stood += 1;
                if !goes_on {
                    break;
                }
            }
            if killed >= kills || !calling.goes_on_for(LIVES.0 + chance.below(LIVES.1)) {
                break;
            }
            servers[which].kill();
            servers[which] = house.serve_with(ports[which], &with);
            killed += 1;
        }
        println!("{killed} kills, {stood} stood still so far\n{}", calling.ends_well());
    }
}
