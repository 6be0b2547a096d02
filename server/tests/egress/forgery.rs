//! Forged requests: whatever leads into the own machine or network, leads nowhere.

use centralita_server::egress::EgressRules;

use crate::{Names, Stranger, answer, egress, get, headers, refused, rules, send, with_names};

/// Addresses that nobody is asked at. `PORT` is where a server of this machine listens, and 127.0.0.3
/// stands for the open internet: whatever got through would stay on this machine.
const FORGED: [&str; 113] = [
    // The machine itself, in every spelling that some parser understands.
    "http://127.0.0.1:PORT/",
    "http://127.0.0.1:PORT",
    "HTTP://127.0.0.1:PORT/",
    "http://127.1:PORT/",
    "http://127.0.1:PORT/",
    "http://2130706433:PORT/",
    "http://0x7f000001:PORT/",
    "http://0x7F.0.0.1:PORT/",
    "http://0x7f.1:PORT/",
    "http://0177.0.0.1:PORT/",
    "http://017700000001:PORT/",
    "http://0177.0x0.0.1:PORT/",
    "http://127.0.0.1.:PORT/",
    "http://127.255.255.254:PORT/",
    "http://0:PORT/",
    "http://0.0.0.0:PORT/",
    "http://00:PORT/",
    "http://0x0:PORT/",
    "http://%31%32%37.0.0.1:PORT/",
    "http://127%2e0%2e0%2e1:PORT/",
    "http://１２７.０.０.１:PORT/",
    "http://①②⑦.⓪.⓪.①:PORT/",
    "http://127。0。0。1:PORT/",
    "http:127.0.0.1:PORT/",
    "http:/127.0.0.1:PORT/",
    "http:///127.0.0.1:PORT/",
    "http:////127.0.0.1:PORT/",
    "https://127.0.0.1:PORT/",
    "http://[::1]:PORT/",
    "http://[::]:PORT/",
    "http://[0:0:0:0:0:0:0:1]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::ffff:7f00:1]:PORT/",
    "http://[::FFFF:127.0.0.3]/",
    "http://[::127.0.0.1]:PORT/",
    "http://[64:ff9b::127.0.0.1]:PORT/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://localhost:PORT/",
    "http://LOCALHOST:PORT/",
    "http://localhost.:PORT/",
    "http://ｌｏｃａｌｈｏｓｔ:PORT/",
    "http://ⓛocalhost:PORT/",
    "http://home.example:PORT/",
    "http://home.example.:PORT/",
    "http://HOME.EXAMPLE:PORT/",
    "http://both.example:PORT/",
    "http://mapped.example:PORT/",
    "http://mañana.example:PORT/",
    "http://xn--maana-pta.example:PORT/",
    // Users that look like hosts, and hosts that look like users.
    "http://example.com@127.0.0.1:PORT/",
    "http://example.com:80@127.0.0.1:PORT/",
    "http://example.com%40x@127.0.0.1:PORT/",
    "http://127.0.0.1:PORT@127.0.0.1:PORT/",
    "http://example.com@home.example:PORT/",
    "http://example.com#@127.0.0.1:PORT\\",
    "http://127.0.0.1:PORT\\@example.com/",
    "http://127.0.0.1:PORT\\.example.com/",
    "http://127.0.0.1:PORT#@example.com/",
    "http://127.0.0.1:PORT?@example.com/",
    "http://127.0.0.1:PORT/@example.com",
    // Neighbours, and where clouds keep credentials.
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://100.64.0.1/",
    "http://100.100.100.200/latest/meta-data/",
    "http://172.16.0.1/",
    "http://172.31.255.254/",
    "http://192.168.0.1/",
    "http://192.0.0.192/opc/v2/",
    "http://198.18.0.1/",
    "http://168.63.129.16/machine",
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.170.2/v2/credentials",
    "http://2852039166/",
    "http://0xA9FEA9FE/",
    "http://0xa9.0xfe.0xa9.0xfe/",
    "http://0251.0376.0251.0376/",
    "http://169.254.43518/",
    "http://169.16689662/",
    "http://[fd00:ec2::254]/latest/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[fc00::1]/",
    "http://[ff02::1]/",
    "http://metadata.example/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    // Zones, and numbers that are none.
    "http://[fe80::1%25eth0]/",
    "http://[fe80::1%eth0]/",
    "http://[::1%25lo]:PORT/",
    "http://256.0.0.1/",
    "http://127.0.0.1.1/",
    "http://0x100000000/",
    "http://[::1/",
    "http://[127.0.0.1]:PORT/",
    // Ports and schemes that are none of a flow's business.
    "http://127.0.0.3:22/",
    "http://127.0.0.3:6379/",
    "http://public.example:25/",
    "http://127.0.0.3:99999/",
    "ftp://127.0.0.3/",
    "file:///etc/passwd",
    "file://127.0.0.1/etc/passwd",
    "gopher://127.0.0.1:6379/_INFO",
    "dict://127.0.0.1:11211/stats",
    "data:text/plain,hello",
    "javascript:alert(1)",
    "jar:http://127.0.0.1:PORT/!/",
    "ws://127.0.0.1:PORT/",
    "//127.0.0.1:PORT/",
    "127.0.0.1:PORT/",
];

/// Signs that parsers drop or read in their own way.
const ODD: [&str; 9] = [
    "http://127.0.0.1\t:PORT/",
    "http://exa\nmple.com:PORT/",
    "http://127.0.0.3/\r\nHost: 127.0.0.1\r\n\r\n",
    "http://127.0.0.3/ HTTP/1.1\r\nX: y",
    "http://127.0.0.3/a b",
    "http://127.0.0.3\\@127.0.0.1/",
    "http://127.0.0.3/\u{a0}",
    "http://127.0.0.3/\u{0}",
    "http://127.0.0.3/\u{2028}",
];

fn names() -> std::sync::Arc<Names> {
    Names::of(&[
        ("localhost", &[&["127.0.0.1", "::1"]]),
        ("home.example", &[&["127.0.0.1"]]),
        ("both.example", &[&["10.0.0.1", "192.168.0.1", "fd00::1"]]),
        ("mapped.example", &[&["::ffff:127.0.0.1", "64:ff9b::7f00:1"]]),
        ("metadata.example", &[&["169.254.169.254"]]),
        ("xn--maana-pta.example", &[&["127.0.0.1"]]),
        ("public.example", &[&["127.0.0.3"]]),
    ])
}

/// The usual rules, with the port of the server of this machine among those that may be asked.
fn strict(port: u16) -> EgressRules {
    let mut rules = rules(&["127.0.0.3"]);
    rules.ports.push(port);
    rules.failures_in_a_row = 0;
    rules
}

#[tokio::test]
async fn no_spelling_of_the_own_machine_or_network_gets_through() {
    let home = Stranger::at("127.0.0.1", |_| answer(200, &[], "home")).await;
    let egress = with_names(strict(home.port), &names());
    for forged in FORGED.iter().chain(&ODD) {
        let url = forged.replace("PORT", &home.port.to_string());
        refused(&egress, &get(&url)).await;
    }
    assert_eq!(home.heard().len(), 0);
    // What is not forged goes out: nobody listens there.
    let told = send(&egress, &get("http://127.0.0.3/")).await.unwrap_err();
    assert!(told.sentence().contains("no connection"), "{}", told.sentence());
    // The server is there, and is asked when that is allowed.
    let open = crate::egress(home.allowed());
    assert_eq!(send(&open, &get(&home.url("/"))).await.unwrap().body, "home");
}

#[tokio::test]
async fn refusals_say_what_is_wrong_and_what_to_do() {
    let egress = with_names(rules(&["127.0.0.3"]), &names());
    for (url, words) in [
        (
            "http://127.0.0.1/",
            "127.0.0.1 lies inside the own machine or network. If it is a service of yours, allow it",
        ),
        ("http://home.example/", "home.example lies inside the own machine or network."),
        ("http://169.254.169.254/", "where clouds keep the credentials"),
        ("http://127.0.0.3:22/", "Allow 127.0.0.3:22 in the rules"),
        ("gopher://x/", "an address begins with http:// or https://, and not with gopher:."),
        ("http://a b/", "the address holds \" \", which no address may."),
        ("nonsense", "the address cannot be understood"),
    ] {
        let told = refused(&egress, &get(url)).await;
        assert!(told.contains(words), "{url}: {told}");
    }
}

#[tokio::test]
async fn a_name_that_turns_between_two_requests_is_judged_each_time_it_is_looked_up() {
    // 127.0.0.1 stands for the internet here, and 127.0.0.2 for a neighbour.
    let outside =
        Stranger::at("127.0.0.1", |_| answer(200, &[("connection", "close")], "out")).await;
    let names = Names::of(&[("turns.example", &[&["127.0.0.1"], &["127.0.0.2"], &["127.0.0.1"]])]);
    let egress = with_names(outside.allowed(), &names);
    let url = format!("http://turns.example:{}/", outside.port);
    assert_eq!(send(&egress, &get(&url)).await.unwrap().body, "out");
    refused(&egress, &get(&url)).await;
    assert_eq!(send(&egress, &get(&url)).await.unwrap().body, "out");
    // Once for each connection: what was judged is what was connected to.
    assert_eq!((names.asked(), outside.heard().len()), (3, 2));
}

#[tokio::test]
async fn an_operator_opens_own_services_by_name_by_address_and_by_range() {
    let own = Stranger::at("127.0.0.1", |_| answer(200, &[], "own")).await;
    let port = own.port;
    let names = Names::of(&[("crm.lan", &[&["127.0.0.1"]]), ("other.lan", &[&["127.0.0.1"]])]);
    for allowed in [
        format!("crm.lan:{port}"),
        format!("*.lan:{port}"),
        format!("127.0.0.1:{port}"),
        format!("127.0.0.0/8:{port}"),
    ] {
        let egress = with_names(rules(&[&allowed]), &names);
        let told = send(&egress, &get(&format!("http://crm.lan:{port}/"))).await;
        assert_eq!(told.unwrap().body, "own", "{allowed}");
    }
    let egress = with_names(rules(&[&format!("crm.lan:{port}")]), &names);
    refused(&egress, &get(&format!("http://other.lan:{port}/"))).await;
    refused(&egress, &get(&own.url("/"))).await;
    let mut denied = rules(&["127.0.0.0/8"]);
    denied.ports.push(port);
    denied.denied = vec!["crm.lan".parse().unwrap()];
    let egress = with_names(denied, &names);
    refused(&egress, &get(&format!("http://crm.lan:{port}/"))).await;
    assert!(send(&egress, &get(&format!("http://other.lan:{port}/"))).await.is_ok());
}

#[tokio::test]
async fn no_header_and_no_method_says_more_than_it_seems_to() {
    let stranger = Stranger::at("127.0.0.1", |_| answer(200, &[], "")).await;
    let egress = egress(stranger.allowed());
    for (name, value) in [
        ("X-A", "b\r\nHost: other"),
        ("X-A", "b\nc"),
        ("X-A", "b\rc"),
        ("X-A", "b\0c"),
        ("X-A", "b\u{7f}"),
        ("X-A\r\nX-B", "c"),
        ("X A", "b"),
        ("X-A:", "b"),
        ("", "b"),
        ("Ünder", "b"),
        ("Host", "127.0.0.1"),
        ("hOsT", "example.com"),
        ("Content-Length", "0"),
        ("Transfer-Encoding", "chunked"),
        ("Connection", "upgrade"),
        ("Upgrade", "h2c"),
        ("TE", "trailers"),
        ("Trailer", "X"),
        ("Expect", "100-continue"),
        ("Proxy-Authorization", "Basic x"),
        ("Proxy-Connection", "keep-alive"),
        ("HTTP2-Settings", "x"),
        ("Accept-Encoding", "identity"),
    ] {
        let mut request = get(&stranger.url("/"));
        request.headers = headers(&[(name, value)]);
        let told = refused(&egress, &request).await;
        assert!(!told.contains(['\r', '\n', '\0']), "{name:?}: {told:?}");
    }
    for method in ["", "get", "CONNECT", "TRACE", "GET / HTTP/1.1\r\nX: y", "PROPFIND"] {
        let mut request = get(&stranger.url("/"));
        request.method = method.into();
        refused(&egress, &request).await;
    }
    let mut many = get(&stranger.url("/"));
    many.headers = (0..65).map(|n| (format!("X-{n}"), "a")).collect();
    refused(&egress, &many).await;
    many.headers = headers(&[("X-A", &"a".repeat(20_000))]);
    refused(&egress, &many).await;
    let mut typed = crate::post(&stranger.url("/"), "text/plain\r\nX: y", "b");
    refused(&egress, &typed).await;
    typed.content_type = "text/plain".into();
    typed.headers = headers(&[("X-Größe", "a")]);
    refused(&egress, &typed).await;
    assert_eq!(stranger.heard().len(), 0);
}

#[tokio::test]
async fn a_user_may_stand_in_a_flows_address_unless_an_operator_forbids_it() {
    let stranger = Stranger::at("127.0.0.1", |_| answer(200, &[], "")).await;
    let url = format!("http://me:p%40ss@127.0.0.1:{}/a", stranger.port);
    send(&egress(stranger.allowed()), &get(&url)).await.unwrap();
    let heard = stranger.heard();
    assert_eq!(heard[0].line, "GET /a");
    assert_eq!(heard[0].headers["authorization"], "Basic bWU6cEBzcw==");
    let mut closed = stranger.allowed();
    closed.user_info = false;
    let told = refused(&egress(closed), &get(&url)).await;
    assert!(told.contains("Authorization header") && !told.contains("p@ss"), "{told}");
    assert_eq!(stranger.heard().len(), 1);
}

#[tokio::test]
async fn requests_say_what_the_flow_says_and_where_they_come_from() {
    let stranger = Stranger::at("127.0.0.1", |_| answer(200, &[], "")).await;
    let egress = egress(stranger.allowed());
    let mut request = crate::post(&stranger.url("/a?b=1#c"), "application/json", "{}");
    request.headers = headers(&[("X-Name", "Müller"), ("X-N", "7")]);
    send(&egress, &request).await.unwrap();
    send(&egress, &get(&stranger.url("/"))).await.unwrap();
    let heard = stranger.heard();
    assert_eq!((heard[0].line.as_str(), heard[0].body.as_str()), ("POST /a?b=1", "{}"));
    let said = |name: &str| heard[0].headers.get(name).map(String::as_str);
    assert_eq!(said("content-type"), Some("application/json"));
    assert_eq!((said("x-name"), said("x-n")), (Some("Müller"), Some("7")));
    assert_eq!(said("user-agent"), Some(concat!("centralita/", env!("CARGO_PKG_VERSION"))));
    assert_eq!(said("accept-encoding"), Some("gzip,br"));
    assert_eq!(said("cookie").or(said("referer")), None);
    assert_eq!(heard[1].headers.get("content-length"), None);
    // `host` is what was judged.
    assert_eq!(heard[0].headers["host"], format!("127.0.0.1:{}", stranger.port));
}
