//! Coming in: links, passwords, cookies, and who guesses.

use axum::http::StatusCode;
use centralita_api::{Role, Session};
use serde_json::{Value, json};

use crate::desk::{Asking, Desk, PASSWORD};

const STRANGER: fn() -> Asking = Asking::default;

async fn login(desk: &Desk, name: &str, password: &str) -> crate::desk::Answer {
    let login = json!({ "name": name, "password": password });
    desk.api(&STRANGER(), "POST", "/session", login).await
}

#[tokio::test]
async fn the_first_link_works_once_and_then_the_password_does() {
    for desk in Desk::each().await {
        let old = desk.first_word().await;
        let word = desk.first_word().await;
        let come = |word: &str| {
            let once = json!({ "once": word });
            let desk = &desk;
            async move { desk.api(&STRANGER(), "POST", "/session/once", once).await }
        };
        // Looking at the page of a link uses nothing up.
        let page = format!("/login?once={word}");
        let page = desk.ask(&STRANGER(), "GET", &page, Value::Null).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("<b>admin</b>"), "{}", page.text);
        assert_eq!(
            come(&old).await.fault(),
            (401, "wrong-credentials".into()),
            "a newer one is out"
        );
        let came = come(&word).await;
        let session: Session = came.read();
        let who = session.who.expect("somebody came in");
        assert_eq!((who.name.as_str(), who.needs_password), ("admin", true));
        assert_eq!(who.roles, [Role::Admin]);
        assert_eq!(come(&word).await.fault(), (401, "wrong-credentials".into()));
        assert!(desk.server.first_link().await.unwrap().is_some(), "nobody has a password yet");
        let asking = Asking::with_cookie(&came.cookie());
        let short = json!({ "password": "short" });
        let short = desk.api(&asking, "PUT", "/session/password", short).await;
        assert_eq!(short.fault(), (400, "bad-request".into()));
        let set = json!({ "password": PASSWORD });
        let set = desk.api(&asking, "PUT", "/session/password", set).await;
        assert!(!set.read::<Session>().who.expect("still in").needs_password);
        assert!(desk.server.first_link().await.unwrap().is_none(), "the admin has a password");
        // The session from before has ended with the password from before.
        assert_eq!(desk.get::<Session>(&asking, "/session").await.who, None);
        let came = login(&desk, " Admin ", PASSWORD).await;
        assert_eq!(came.read::<Session>().who.expect("in").name, "admin");
    }
}

#[tokio::test]
async fn the_page_lets_somebody_in_by_a_link_and_later_by_the_password() {
    let desk = Desk::in_memory().await;
    let word = desk.first_word().await;
    let form = |text: String| {
        let desk = &desk;
        async move {
            let request = axum::http::Request::builder()
                .method("POST")
                .uri("/login")
                .header("host", "127.0.0.1:8080")
                .header("origin", "http://127.0.0.1:8080")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(axum::body::Body::from(text))
                .unwrap();
            tower::ServiceExt::oneshot(desk.server.router(), request).await.unwrap()
        }
    };
    let short = form(format!("once={word}&password=short")).await;
    assert_eq!(short.status(), StatusCode::BAD_REQUEST, "the link is not used up by that");
    let came = form(format!("once={word}&password=correct+horse+battery")).await;
    assert_eq!(came.status(), StatusCode::SEE_OTHER);
    assert_eq!(came.headers()["location"], "/");
    let wrong = form("name=admin&password=wrong".into()).await;
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    let right = form("name=admin&password=correct+horse+battery".into()).await;
    assert_eq!(right.status(), StatusCode::SEE_OTHER);
    let cookie = right.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly; SameSite=Strict") && !cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn who_guesses_passwords_has_to_wait_and_is_told_nothing() {
    let desk = Desk::in_memory().await;
    let admin = desk.admin().await;
    let unknown = login(&desk, "nobody", "wrong").await;
    let known = login(&desk, "admin", "wrong").await;
    assert_eq!(unknown.text, known.text, "whether there is such a name is not told");
    for _ in 0..19 {
        assert_eq!(login(&desk, "admin", "wrong").await.fault().0, 401);
    }
    let slowed = login(&desk, "admin", PASSWORD).await;
    assert_eq!(slowed.fault(), (429, "too-many".into()));
    assert!(slowed.header("retry-after").parse::<u32>().unwrap() <= 61);
    // Who is in stays in, and sees that somebody tried.
    let audit: Value = desk.get(&admin, "/audit").await;
    let refused = audit["entries"].as_array().unwrap().iter();
    let refused = refused.filter(|entry| entry["what"] == "login-refused").count();
    assert_eq!(refused, 20);
}

#[tokio::test]
async fn logging_out_ends_the_session_for_whoever_kept_the_cookie() {
    for desk in Desk::each().await {
        let admin = desk.admin().await;
        assert!(desk.get::<Session>(&admin, "/session").await.who.is_some());
        let left = desk.api(&admin, "DELETE", "/session", Value::Null).await;
        assert_eq!(left.status, StatusCode::NO_CONTENT);
        assert!(left.header("set-cookie").contains("Max-Age=0"));
        assert_eq!(desk.get::<Session>(&admin, "/session").await.who, None);
        assert_eq!(desk.api(&admin, "GET", "/flows", Value::Null).await.fault().0, 401);
    }
}

#[tokio::test]
async fn over_https_the_cookie_is_for_this_host_alone() {
    let store = std::sync::Arc::new(centralita_server::store::MemoryStore::default());
    let setup = centralita_server::Setup {
        public: "https://calls.example.com".into(),
        ..centralita_server::Setup::over(store)
    };
    let desk = Desk::open(setup).await;
    let once = json!({ "once": desk.first_word().await });
    let came = desk.api(&STRANGER(), "POST", "/session/once", once).await;
    let cookie = came.header("set-cookie");
    assert!(cookie.starts_with("__Host-centralita=") && cookie.ends_with("; Secure"), "{cookie}");
}

#[tokio::test]
async fn no_password_and_no_word_of_a_link_is_kept_in_clear() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("centralita.db");
    let settings = centralita_server::store::sqlite::SqliteSettings::default();
    let store = centralita_server::store::SqliteStore::open(&file, &settings).unwrap();
    let desk = Desk::open(centralita_server::Setup::over(std::sync::Arc::new(store))).await;
    let word = desk.first_word().await;
    let admin = desk.enter_by(&word).await;
    let open = desk.server.new_link("admin").await.unwrap().unwrap();
    let open = open.split_once("once=").unwrap().1.to_owned();
    let audit = desk.api(&admin, "GET", "/audit", Value::Null).await.text;
    let users = desk.api(&admin, "GET", "/users", Value::Null).await.text;
    drop(desk);
    let cookie = admin.cookie.split_once('=').unwrap().1.to_owned();
    let secrets = [PASSWORD, &word, &open, &cookie];
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for secret in secrets {
            let is_in = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!is_in, "{} holds a secret", path.display());
        }
    }
    for answer in [audit, users] {
        assert!(
            secrets.iter().all(|secret| !answer.contains(secret)) && !answer.contains("$argon2")
        );
    }
}

#[tokio::test]
async fn another_sites_page_changes_nothing_by_our_cookie() {
    let desk = Desk::in_memory().await;
    let admin = desk.admin().await;
    let new = || json!({ "name": "Theirs", "definition": "{}" });
    let bare = Asking { has_no_guard: true, ..admin.clone() };
    for asking in [
        bare,
        admin.and("origin", "https://evil.example.org"),
        admin.and("origin", "null"),
        admin.and("sec-fetch-site", "cross-site"),
        admin.and("sec-fetch-site", "same-site"),
    ] {
        let refused = desk.api(&asking, "POST", "/flows", new()).await;
        assert_eq!(refused.fault(), (403, "forbidden".into()));
    }
    let ours = admin.and("origin", "http://127.0.0.1:8080").and("sec-fetch-site", "same-origin");
    let made = desk.api(&ours, "POST", "/flows", new()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
}

#[tokio::test]
async fn strangers_are_read_no_more_than_a_login_takes() {
    let desk = Desk::in_memory().await;
    for (path, field) in [("/session", "password"), ("/session/once", "once")] {
        let large =
            json!({ "name": "ana", "password": "", "once": "", field: "x".repeat(100_000) });
        let answer = desk.api(&STRANGER(), "POST", path, large).await;
        assert_eq!(answer.fault(), (413, "too-large".into()), "{path}");
    }
}
