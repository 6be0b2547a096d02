//! Redirects: each step is judged as if a flow had named it, and carries only what is for whom it goes to.

use centralita_engine::exec::HttpFailure;

use crate::{Names, Stranger, answer, egress, get, headers, post, refused, send, with_names};

/// Somebody who sends on to the query of the request: `/302?http://…`.
async fn sender_on() -> Stranger {
    Stranger::at("127.0.0.1", |heard| {
        let path = heard.line.split_once(' ').unwrap().1;
        match path.split_once('?') {
            Some((status, to)) => {
                answer(status[1..].parse().unwrap(), &[("location", to)], "moved")
            }
            None => answer(200, &[], "here"),
        }
    })
    .await
}

#[tokio::test]
async fn an_answer_leads_nowhere_that_a_flow_may_not_ask() {
    let outside = sender_on().await;
    let inside = Stranger::at("127.0.0.2", |_| answer(200, &[], "inside")).await;
    let names = Names::of(&[("home.example", &[&["127.0.0.2"]])]);
    let egress = with_names(outside.allowed(), &names);
    let port = inside.port;
    for to in [
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://[::ffff:a9fe:a9fe]/".into(),
        "http://0xa9fea9fe/".into(),
        "//169.254.169.254/".into(),
        format!("http://127.0.0.2:{port}/"),
        format!("//127.0.0.2:{port}/"),
        format!("http://0x7f.2:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://home.example:{port}/"),
        format!("http://u@127.0.0.1:{}/", outside.port),
        format!("//u:p@127.0.0.1:{}/", outside.port),
        "http://127.0.0.1:1/".into(),
        "file:///etc/passwd".into(),
        "gopher://127.0.0.2:70/".into(),
        "data:text/plain,hello".into(),
        "http://".into(),
        "http://[fe80::1%25eth0]/".into(),
    ] {
        for status in [301, 302, 303, 307, 308] {
            let told = refused(&egress, &get(&outside.url(&format!("/{status}?{to}")))).await;
            let begins = told.starts_with("127.0.0.1 leads on") || told.starts_with("home.example");
            assert!(begins, "{to}: {told}");
        }
    }
    assert_eq!(inside.heard().len(), 0);
}

#[tokio::test]
async fn three_redirects_are_followed_and_not_one_more() {
    let outside = sender_on().await;
    let egress = egress(outside.allowed());
    let three = outside.url("/302?/301?/307?/end");
    let reply = send(&egress, &get(&three)).await;
    // Each query is what follows the first question mark, so this is one redirect into another.
    assert_eq!(reply.unwrap().body, "here");
    assert_eq!(outside.heard().len(), 4);
    let looped = Stranger::at("127.0.0.1", |_| answer(302, &[("location", "/again")], "")).await;
    let egress = crate::egress(looped.allowed());
    match send(&egress, &get(&looped.url("/"))).await {
        Err(HttpFailure::Unreachable(why)) => {
            assert_eq!(why, "it leads on more than 3 times, at last to 127.0.0.1.");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(looped.heard().len(), 4);
}

#[tokio::test]
async fn methods_and_bodies_go_on_as_browsers_send_them_on() {
    let outside = sender_on().await;
    let egress = egress(outside.allowed());
    for (method, status, then) in [
        ("POST", 301, "GET /end"),
        ("POST", 302, "GET /end"),
        ("POST", 303, "GET /end"),
        ("POST", 307, "POST /end body"),
        ("POST", 308, "POST /end body"),
        ("PUT", 302, "PUT /end body"),
        ("PUT", 303, "GET /end"),
        ("DELETE", 308, "DELETE /end body"),
        ("GET", 303, "GET /end"),
        ("HEAD", 303, "HEAD /end"),
    ] {
        let mut request = post(&outside.url(&format!("/{status}?/end")), "text/plain", "body");
        request.method = method.into();
        if matches!(method, "GET" | "HEAD") {
            request.body = "".into();
            request.content_type = "".into();
        }
        send(&egress, &request).await.unwrap();
        let last = outside.heard().pop().unwrap();
        assert_eq!(format!("{} {}", last.line, last.body).trim(), then, "{method} {status}");
        let is_typed = last.headers.contains_key("content-type");
        assert_eq!(is_typed, then.ends_with("body"), "{method} {status}");
    }
}

#[tokio::test]
async fn what_opens_a_door_stays_with_whom_it_was_sent_to() {
    let other = Stranger::at("127.0.0.2", |_| answer(200, &[], "other")).await;
    let outside = sender_on().await;
    let mut rules = outside.allowed();
    rules.allowed.push(format!("127.0.0.2:{}", other.port).parse().unwrap());
    let egress = egress(rules);
    let send_to = async |to: String| {
        let url = outside.url(&format!("/307?{to}")).replacen("//127", "//me:pass@127", 1);
        let mut request = post(&url, "text/plain", "body");
        request.headers = headers(&[
            ("Cookie", "a=b"),
            ("X-Api-Key", "key"),
            ("Accept", "text/html"),
            ("Idempotency-Key", "1"),
        ]);
        send(&egress, &request).await.unwrap();
    };
    send_to(format!("http://127.0.0.2:{}/", other.port)).await;
    let heard = other.heard();
    let names: Vec<&str> = heard[0].headers.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "accept",
            "accept-encoding",
            "content-length",
            "content-type",
            "host",
            "idempotency-key",
            "user-agent"
        ]
    );
    assert_eq!(heard[0].body, "body");
    send_to("/end".into()).await;
    let last = outside.heard().pop().unwrap();
    assert_eq!(last.headers["authorization"], "Basic bWU6cGFzcw==", "the same host");
    assert_eq!(last.headers["x-api-key"], "key");
}

#[tokio::test]
async fn an_answer_that_leads_nowhere_is_the_answer() {
    let outside = Stranger::at("127.0.0.1", |heard| match heard.line.as_str() {
        "GET /304" => answer(304, &[("location", "/x")], ""),
        "GET /300" => answer(300, &[("location", "/x")], "choose"),
        _ => answer(302, &[], "no location"),
    })
    .await;
    let egress = egress(outside.allowed());
    for (path, status) in [("/304", 304), ("/300", 300), ("/302", 302)] {
        assert_eq!(send(&egress, &get(&outside.url(path))).await.unwrap().status, status);
    }
    assert_eq!(outside.heard().len(), 3);
}
