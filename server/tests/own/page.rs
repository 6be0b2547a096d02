//! The editor's page at `/`, and what stands there without one.

use std::sync::Arc;

use axum::http::StatusCode;
use centralita_server::Setup;
use centralita_server::store::MemoryStore;
use serde_json::Value;

use crate::desk::{Asking, Desk};

#[tokio::test]
async fn the_editor_is_handed_out_with_its_types_and_may_do_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("index.html", "<!doctype html>"),
        ("start.js", "import './centralita.js?1'"),
        ("centralita_bg.wasm", "wasm"),
        ("centralita_bg.wasm.br", "packed"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    std::fs::write(folder.path().parent().unwrap().join("outside.txt"), "outside").unwrap();
    let setup = Setup {
        designer: Some(folder.path().to_owned()),
        ..Setup::over(Arc::new(MemoryStore::default()))
    };
    let desk = Desk::open(setup).await;
    let stranger = Asking::default();
    let ask = async |path: &str| desk.ask(&stranger, "GET", path, Value::Null).await;
    let index = ask("/").await;
    assert_eq!(index.text, "<!doctype html>");
    assert_eq!(index.header("content-type"), "text/html");
    assert_eq!(index.header("cache-control"), "no-cache");
    let policy = index.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert!(!policy.contains("unsafe-inline") && !policy.contains('*'), "{policy}");
    let script = ask("/start.js?1234").await;
    assert_eq!(script.header("content-type"), "text/javascript");
    assert!(script.header("cache-control").contains("immutable"));
    assert_eq!(script.header("x-content-type-options"), "nosniff");
    let program = ask("/centralita_bg.wasm?1234").await;
    assert_eq!(program.header("content-type"), "application/wasm");
    assert_eq!(program.text, "wasm");
    let packed = stranger.and("accept-encoding", "gzip, br");
    let packed = desk.ask(&packed, "GET", "/centralita_bg.wasm?1234", Value::Null).await;
    assert_eq!((packed.header("content-encoding"), packed.text.as_str()), ("br", "packed"));
    for odd in ["/nothing.js", "/..%2foutside.txt", "/%2e%2e%2foutside.txt"] {
        let missing = ask(odd).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND, "{odd}");
        assert!(!missing.header("cache-control").contains("immutable"));
    }
    assert_eq!(ask("/healthz").await.text, "ok\n");
}

#[tokio::test]
async fn without_the_editor_a_page_says_where_the_phone_is() {
    let desk = Desk::in_memory().await;
    let english = desk.ask(&Asking::default(), "GET", "/", Value::Null).await;
    assert!(english.text.contains("lang=\"en\"") && english.text.contains("/phone/"));
    assert!(english.text.contains("cargo xtask up"));
    let spanish = Asking::default().and("accept-language", "es-MX,es;q=0.9");
    let spanish = desk.ask(&spanish, "GET", "/", Value::Null).await;
    assert!(spanish.text.contains("lang=\"es\"") && spanish.text.contains("El teléfono"));
}

#[tokio::test]
async fn what_a_stranger_writes_into_the_form_stays_text() {
    let desk = Desk::in_memory().await;
    let (stranger, path) = (Asking::default(), "/login?once=%22%3E%3Cscript%3E");
    let page = desk.ask(&stranger, "GET", path, Value::Null).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert!(!page.text.contains("<script"), "{}", page.text);
    assert!(page.header("content-security-policy").contains("form-action 'self'"));
}

#[tokio::test]
async fn a_server_behind_https_is_asked_by_nothing_else_from_then_on() {
    for (public, said) in
        [("https://calls.example.com", "max-age=31536000"), ("http://127.0.0.1:8080", "")]
    {
        let setup =
            Setup { public: public.into(), ..Setup::over(Arc::new(MemoryStore::default())) };
        let desk = Desk::open(setup).await;
        for path in ["/", "/phone/", "/api/v1/session", "/v2/Flows", "/nothing/here"] {
            let answer = desk.ask(&Asking::default(), "GET", path, Value::Null).await;
            assert_eq!(answer.header("strict-transport-security"), said, "{public} {path}");
        }
    }
}
