//! Secrets: they reach whom they are for, and nobody reads them anywhere else.

use std::sync::Arc;

use centralita_engine::exec::HttpRequest;
use centralita_server::egress::{EgressRules, Secrets};
use centralita_server::ids::TenantId;

use crate::{Stranger, answer, get, headers, post, refused, send, with_secrets};

const VALUE: &str = "s3cr&t \"va/ue\"";

struct Kept;

impl Secrets for Kept {
    fn get(&self, tenant: TenantId, name: &str) -> Option<String> {
        let value = match name {
            "KEY" => VALUE,
            "HOST" => "169.254.169.254",
            "NAME" => "s3cret-host.example",
            "BREAK" => "a\r\nX-Injected: b",
            _ => return None,
        };
        (tenant == TenantId::FIRST).then(|| value.to_owned())
    }

    fn account(&self, _: TenantId) -> Option<(String, String)> {
        Some(("AC1".into(), "account-token".into()))
    }
}

fn with_everything(url: &str) -> HttpRequest {
    let mut request = post(
        &format!("{url}?key={{{{secrets.KEY}}}}"),
        "application/json",
        r#"{"key":"{{secrets.KEY}}","other":"{{name}}"}"#,
    );
    request.headers = headers(&[("Authorization", "Bearer {{ secrets.KEY }}")]);
    request
}

#[tokio::test]
async fn a_secret_reaches_whom_it_is_for_and_an_echo_of_it_is_masked() {
    let echo = Stranger::at("127.0.0.1", |heard| {
        let all = format!("{} {:?} {}", heard.line, heard.headers, heard.body);
        answer(200, &[("x-echo", &heard.line)], all)
    })
    .await;
    let egress = with_secrets(echo.allowed(), Arc::new(Kept));
    let reply = send(&egress, &with_everything(&echo.url("/a"))).await.unwrap();
    let heard = &echo.heard()[0];
    assert_eq!(heard.line, "POST /a?key=s3cr%26t%20%22va%2Fue%22");
    assert_eq!(heard.headers["authorization"], format!("Bearer {VALUE}"));
    assert_eq!(heard.body, r#"{"key":"s3cr&t \"va/ue\"","other":"{{name}}"}"#);
    let told = format!("{reply:?}");
    assert!(!told.contains("s3cr") && told.contains("***"), "{told}");
    let form = post(&echo.url("/"), "application/x-www-form-urlencoded", "k={{secrets.KEY}}&x=1");
    let reply = send(&egress, &form).await.unwrap();
    assert_eq!(echo.heard()[1].body, "k=s3cr%26t+%22va%2Fue%22&x=1");
    assert!(!format!("{reply:?}").contains("s3cr"), "{reply:?}");
    let url = echo.url("/").replace("//", "//me:{{secrets.KEY}}@");
    let reply = send(&egress, &get(&url)).await.unwrap();
    let sent = &echo.heard()[2].headers["authorization"];
    assert!(sent.starts_with("Basic ") && !reply.body.contains(sent.as_str()), "{reply:?}");
}

#[tokio::test]
async fn no_refusal_and_no_failure_shows_a_secret() {
    let closed = Stranger::at("127.0.0.1", |_| answer(200, &[], "")).await;
    let egress = with_secrets(EgressRules::default(), Arc::new(Kept));
    let mut request = with_everything(&closed.url("/"));
    let told = refused(&egress, &request).await;
    assert!(!told.contains("s3cr"), "{told}");
    request.url = "http://{{secrets.HOST}}/".into();
    let told = refused(&egress, &request).await;
    assert!(told.starts_with("*** leads to where clouds keep"), "{told}");
    request.url = "http://{{secrets.KEY}}/".into();
    let told = refused(&egress, &request).await;
    assert!(told.contains("the secret KEY stands where a host belongs"), "{told}");
    // A name that is not known, and a port where nobody listens.
    request.url = "http://{{secrets.NAME}}/?{{secrets.KEY}}".into();
    let told = send(&egress, &request).await.unwrap_err().sentence();
    assert!(told.contains("the name *** is not known."), "{told}");
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = gone.local_addr().unwrap().port();
    drop(gone);
    let open = with_secrets(crate::rules(&[&format!("127.0.0.1:{port}")]), Arc::new(Kept));
    let request = with_everything(&format!("http://127.0.0.1:{port}/"));
    let told = send(&open, &request).await.unwrap_err().sentence();
    assert!(told.contains("no connection") && !told.contains("s3cr"), "{told}");
    let mut broken = get(&closed.url("/"));
    broken.headers = headers(&[("X-A", "{{secrets.BREAK}}")]);
    let told = refused(&with_secrets(closed.allowed(), Arc::new(Kept)), &broken).await;
    assert!(told.starts_with("the header x-a holds a line break"), "{told}");
    assert_eq!(closed.heard().len(), 0);
}

#[tokio::test]
async fn a_secret_that_is_not_there_stops_the_request_by_its_name() {
    let stranger = Stranger::at("127.0.0.1", |_| answer(200, &[], "")).await;
    let egress = with_secrets(stranger.allowed(), Arc::new(Kept));
    let url = stranger.url("/?a={{secrets.GONE}}");
    let told = refused(&egress, &get(&url)).await;
    assert!(told.starts_with("there is no secret GONE."), "{told}");
    // Another tenant's secrets are not there either.
    let foreign = get(&stranger.url("/?a={{secrets.KEY}}"));
    assert!(egress.send(TenantId(2), &foreign).await.is_err());
    assert_eq!(stranger.heard().len(), 0);
}

#[tokio::test]
async fn a_secret_goes_no_further_than_to_whom_it_was_sent() {
    let other = Stranger::at("127.0.0.2", |_| answer(200, &[], "other")).await;
    let to = format!("http://127.0.0.2:{}/", other.port);
    let there = to.clone();
    let outside = Stranger::at("127.0.0.1", move |heard| {
        let status = if heard.line.contains("/302") { 302 } else { 307 };
        answer(status, &[("location", &there)], "")
    })
    .await;
    let mut rules = outside.allowed();
    rules.allowed.push(format!("127.0.0.2:{}", other.port).parse().unwrap());
    let egress = with_secrets(rules, Arc::new(Kept));
    let told = refused(&egress, &with_everything(&outside.url("/307"))).await;
    assert!(told.contains("127.0.0.1 leads on to 127.0.0.2, and what is sent holds a secret"));
    assert_eq!(other.heard().len(), 0);
    send(&egress, &with_everything(&outside.url("/302"))).await.unwrap();
    let heard = format!("{:?}", other.heard());
    assert!(heard.contains("GET /") && !heard.contains("s3cr"), "{heard}");
    let mut disguised = get(&outside.url("/302"));
    disguised.headers = headers(&[("Accept", "text/{{secrets.KEY}}")]);
    send(&egress, &disguised).await.unwrap();
    assert!(!format!("{:?}", other.heard()).contains("s3cr"));
}

#[tokio::test]
async fn the_accounts_credentials_go_to_the_provider_by_tls_and_to_nobody_else() {
    let stranger = Stranger::at("127.0.0.1", |_| answer(200, &[], "")).await;
    let egress = with_secrets(stranger.allowed(), Arc::new(Kept));
    let with_account = |url: &str| HttpRequest { account_credentials: true, ..get(url) };
    for url in [
        stranger.url("/"),
        "http://api.twilio.com/".into(),
        "https://api.twilio.com.example.com/".into(),
        "https://eviltwilio.com/".into(),
        "https://api.twilio.com@example.com/".into(),
    ] {
        let told = refused(&egress, &with_account(&url)).await;
        assert!(told.contains("the provider's own services only"), "{url}: {told}");
    }
    assert_eq!(stranger.heard().len(), 0);
}

#[test]
fn what_is_asked_and_who_asks_show_no_secret_when_they_are_printed() {
    let egress = with_secrets(EgressRules::default(), Arc::new(Kept));
    assert!(!format!("{:?}", egress.rules()).contains("account-token"));
}
