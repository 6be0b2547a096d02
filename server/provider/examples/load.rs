//! Load in a few lines: callers who press a key, against a tiny app or the address of your own.
//!
//! Run it with `cargo run -p centralita-provider --example load [http://127.0.0.1:8080/voice]`.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::post;
use centralita_provider::drive::{Load, load};
use centralita_provider::{Number, Script, Settings};
use tokio::net::TcpListener;

const ASK: &str = r#"<Response>
  <Gather numDigits="1" action="/pressed" actionOnEmptyResult="true"><Say>Press one.</Say></Gather>
</Response>"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let address = match std::env::args().nth(1) {
        Some(address) => address,
        None => {
            let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
            let address = format!("http://{}/voice", listener.local_addr()?);
            let app = Router::new()
                .route("/voice", post(|| async { ([(CONTENT_TYPE, "text/xml")], ASK) }))
                .fallback(|| async { ([(CONTENT_TYPE, "text/xml")], "<Response/>") });
            tokio::spawn(async move { axum::serve(listener, app).await });
            address
        }
    };
    for connections in [1, 8, 64] {
        let number = Number::voice("+18005550000", &address);
        let scripts = vec![Script::new().press("1")];
        let calls = 250 * (connections as u64).min(8);
        let plan = Load { scripts, ..Load::new(Settings::seeded(1), number, calls, connections) };
        let report = load(plan).await;
        print!("{connections} connections: {report}");
    }
    Ok(())
}
