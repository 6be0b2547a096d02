//! `centralita load`: a provider in software against servers that really listen.

#![allow(clippy::unwrap_used)]

mod house;
#[path = "support/mod.rs"]
mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use house::House;
use support::Place;

const HOSTILE: &str = "--hang-ups 200 --repeats 2 --late 20 --lost 50";

#[test]
fn a_load_starts_a_server_calls_it_and_finds_everything_in_its_journals() {
    let place = Place::with("front_desk.json");
    let ran = place.run(&format!(
        "load front_desk.json --calls 40 --connections 8 --seed 5 --check {HOSTILE}"
    ));
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.error);
    assert!(ran.out.starts_with("Seed 5.\n40 calls with "), "{}", ran.out);
    assert!(ran.out.contains("instructions"), "{}", ran.out);
    assert!(ran.out.contains("0 faults in what the server said."), "{}", ran.out);
    let last = ran.last_line();
    assert!(last.starts_with("40 calls with "), "{last}");
    assert!(last.ends_with("compared: 0 lost, 0 twice, 0 not ended."), "{last}");
    assert!(!last.contains(" 0 answers"), "{last}");
}

#[test]
fn a_load_sets_a_line_up_on_a_server_that_runs_and_takes_it_away_again() {
    let house = House::in_a_folder();
    let server = house.serve(house::free_port());
    let place = Place::new();
    let (address, key) = (&server.address, &house.key);
    let common = format!("load --server {address} --calls 30 --connections 4 --check");
    let ran = place.run(&format!("{common} --key {key} --flow menu {HOSTILE}"));
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.error);
    assert!(ran.last_line().ends_with("0 lost, 0 twice, 0 not ended."), "{}", ran.out);
    // The same seed again: other calls, since the connection's name is part of what they are known by.
    let ran = place.run(&format!("{common} --key {key} --flow nothing"));
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.error.contains("There is no flow nothing on that server."), "{}", ran.error);
    let ran = place.run(&format!("{common} --key SK1.wrong --flow menu"));
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.error.contains("401"), "{}", ran.error);
    let ran = place.run(&format!("--lang es {common} {}", house.line()));
    assert_eq!(ran.code, 2);
    assert!(ran.error.contains("--check lee los diarios"), "{}", ran.error);
    // With a wrong secret nobody is believed, and everything is told.
    let line = house.line().replace("--secret ", "--secret not-");
    let ran = place.run(&format!("load --server {address} --calls 3 --connections 1 {line}"));
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("requests were not acknowledged: 403"), "{}", ran.out);
}

#[test]
fn a_load_without_anything_to_call_says_what_it_needs() {
    let ran = Place::new().run("load");
    assert_eq!(ran.code, 2);
    assert!(ran.error.contains("There is nothing to call."), "{}", ran.error);
}

#[test]
fn a_server_under_load_hands_its_measures_to_prometheus_and_names_no_caller() {
    let house = House::in_a_folder();
    let metrics = format!("127.0.0.1:{}", house::free_port());
    let server = house.serve_with(house::free_port(), &["--metrics", &metrics]);
    let place = Place::new();
    let (address, key) = (&server.address, &house.key);
    let load = format!(
        "load --server {address} --calls 20 --connections 4 --check --key {key} --flow menu"
    );
    let ran = place.run(&format!("{load} --repeats 2"));
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.error);
    let mut answer = ureq::get(format!("http://{metrics}/metrics")).call().unwrap();
    let told = answer.body_mut().read_to_string().unwrap();
    let measured = |begin: &str| {
        let line = told.lines().find(|line| line.starts_with(begin));
        let line = line.unwrap_or_else(|| panic!("{begin} is not measured: {told}"));
        line.rsplit_once(' ').unwrap().1.parse::<f64>().unwrap()
    };
    let rung = "centralita_http_requests_total{method=\"POST\",resource=\"/line/{connection}/call\",status=\"200\"}";
    assert!(measured(rung) >= 20.0);
    assert!(measured("centralita_turns_total{outcome=\"taken\"}") >= 60.0);
    assert!(measured("centralita_turns_total{outcome=\"repeated\"}") >= 1.0);
    assert!(measured("centralita_commit_seconds_count") >= 60.0);
    assert!(measured("centralita_executions_live") >= 0.0);
    assert!(told.contains("# TYPE centralita_http_request_seconds histogram"), "{told}");
    assert!(!told.contains("FN") && !told.contains(house::NUMBER), "{told}");
}

/// A collector: it takes whatever is sent, and keeps it.
fn collector() -> (String, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let kept: Arc<Mutex<Vec<u8>>> = Arc::default();
    let keeps = Arc::clone(&kept);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let keeps = Arc::clone(&keeps);
            std::thread::spawn(move || take(stream, &keeps));
        }
    });
    (address, kept)
}

/// Takes requests until the other side has no more.
fn take(mut stream: TcpStream, keeps: &Mutex<Vec<u8>>) {
    let mut read = BufReader::new(stream.try_clone().unwrap());
    loop {
        let (mut length, mut line) = (0, String::new());
        loop {
            line.clear();
            if read.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            let header = line.to_ascii_lowercase();
            if let Some(said) = header.strip_prefix("content-length:") {
                length = said.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        read.read_exact(&mut body).unwrap();
        keeps.lock().unwrap().extend(body);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
    }
}

#[test]
fn all_that_a_call_did_is_one_trace_by_the_id_of_its_execution() {
    let house = House::in_a_folder();
    let (collector, kept) = collector();
    let port = house::free_port();
    let mut server = house.serve_with(port, &["--traces", &collector]);
    let (address, key) = (&server.address, &house.key);
    let load = format!(
        "load --server {address} --calls 5 --connections 2 --check --key {key} --flow menu"
    );
    let ran = Place::new().run(&load);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.error);
    let mut answer = ureq::get(format!("{address}/api/v1/executions"))
        .header("authorization", format!("Bearer {key}"))
        .call()
        .unwrap();
    let page: serde_json::Value =
        serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap();
    let executions = page["executions"].as_array().unwrap();
    assert_eq!(executions.len(), 5);
    // What was not sent yet is sent when the server stops.
    server.signal("-TERM");
    assert!(server.child.wait().unwrap().success());
    let kept = kept.lock().unwrap();
    let has = |part: &[u8]| kept.windows(part.len()).any(|window| window == part);
    for execution in executions {
        let id = execution["id"].as_str().unwrap();
        let trace = u128::from_str_radix(id.trim_start_matches("FN"), 16).unwrap();
        assert!(has(&trace.to_be_bytes()), "{id}: {}", house.log(port));
    }
    for name in ["turn", "commit", "work", "request", "centralita", "/line/{connection}/call"] {
        assert!(has(name.as_bytes()), "{name}");
    }
    assert!(
        !has(house::NUMBER.as_bytes()) && !has(house::NUMBER.trim_start_matches('+').as_bytes())
    );
}
