//! A folder handed out to browsers on this computer: for looking at the page one has built, and for its
//! tests.
//!
//! Deliberately not here: everything that a server for others needs.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::thread::JoinHandle;

/// A server that runs as long as the program.
pub struct Server {
    port: u16,
    thread: JoinHandle<()>,
}

impl Server {
    /// Hands a folder out, at a port or, for 0, at any free one.
    pub fn begin(folder: PathBuf, port: u16) -> io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let port = listener.local_addr()?.port();
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let folder = folder.clone();
                std::thread::spawn(move || {
                    // A browser that hangs up harms nobody.
                    let _ = answer(stream, &folder);
                });
            }
        });
        Ok(Server { port, thread })
    }

    /// Where browsers find it.
    pub fn address(&self) -> String {
        format!("http://localhost:{}/", self.port)
    }

    /// Stays until the program is ended.
    pub fn wait(self) {
        // It never ends by itself.
        let _ = self.thread.join();
    }
}

fn answer(mut stream: TcpStream, folder: &Path) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let asked = first.split(' ').nth(1).unwrap_or("/");
    let (status, kind, bytes) = match found(folder, asked) {
        Some(path) => ("200 OK", kind(&path), std::fs::read(&path)?),
        None => ("404 Not Found", "text/plain", b"There is no such file.\n".to_vec()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        bytes.len()
    )?;
    stream.write_all(&bytes)
}

/// The file that is asked for; nothing that lies outside of the folder.
fn found(folder: &Path, asked: &str) -> Option<PathBuf> {
    let asked = asked.split(['?', '#']).next()?.trim_start_matches('/');
    let asked = Path::new(if asked.is_empty() { "index.html" } else { asked });
    let is_inside = asked.components().all(|part| matches!(part, Component::Normal(_)));
    Some(folder.join(asked)).filter(|path| is_inside && path.is_file())
}

fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_in_the_folder_is_handed_out() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        assert_eq!(found(&folder, "/serve.rs?3"), Some(folder.join("serve.rs")));
        assert_eq!(found(&folder, "/../Cargo.toml"), None);
        assert_eq!(found(&folder, "//etc/passwd"), None);
        assert_eq!(found(&folder, "/"), None);
    }
}
