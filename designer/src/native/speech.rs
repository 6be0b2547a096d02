//! Speech of the desktop: the system's own speaker, when it has one.

use std::io;
use std::process::{Command, Stdio};

/// Nobody listens to more than this at once.
const MOST_LETTERS: usize = 4_000;

/// Says a text instead of whatever is being said.
///
/// # Errors
/// When the system has no speaker.
pub fn speak(text: &str, language: &str) -> io::Result<()> {
    let text: String = text.chars().take(MOST_LETTERS).collect();
    if cfg!(target_os = "macos") {
        return start(Command::new("say").arg("--").arg(text));
    }
    hush();
    let language = language.split(['-', '_']).next().unwrap_or("en");
    start(Command::new("spd-say").args(["--language", language, "--", &text]))
}

/// Says nothing more.
pub fn hush() {
    if !cfg!(target_os = "macos") {
        // Without a speaker it is quiet already.
        let _ = start(Command::new("spd-say").arg("--cancel"));
    }
}

/// Starts a program; a thread waits for its end, so that the system can forget it.
fn start(command: &mut Command) -> io::Result<()> {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.spawn()?;
    std::thread::spawn(move || child.wait());
    Ok(())
}
