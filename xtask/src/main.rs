//! Tasks for whoever works in a clone: `cargo xtask help` lists them.
//!
//! Users of the product need none of this; they have the command `centralita`.

mod bench;
mod bless;
mod docs;
mod long;
mod new_widget;
mod pictures;
mod planted;
mod shell;
mod suite;
mod up;
mod wasm;
mod web;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask TASK

  up [OPTIONS]             the editor in your browser and the server over flows/; OPTIONS are those of
                           `centralita serve`, like --listen 127.0.0.1:9000, or --no-designer
  test (check)             everything a change has to pass, in the order of the build server
  docs                     write the generated pages under docs/
  bless [FILTER]           accept what tests found instead of what they expected, then show it
  bench [--peers FOLDER]   speed and size, as ratios within one run; FOLDER holds installed peers
  web [--serve] [--toolchain debian]
                           build the editor as a page, and hand it out to browsers here;
                           with Debian's compiler even where another has the target
  pictures                 take the pictures of the editor anew, after a change of looks
  wasm                     build the engine as a library for WebAssembly
  long                     what takes too long for every change: soaks, large simulations, fuzzing
  planted [FILTER]         plants known bugs in a copy of the tree, and fails when no test notices one
  new-widget GROUP NAME    a new widget type with tests that fail until it is written
  help                     this list
";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["test" | "check"] => suite::run(),
        ["up", options @ ..] => up::run(options),
        ["docs"] => docs::write(),
        ["bless"] => bless::run(""),
        ["bless", filter] => bless::run(filter),
        ["bench"] => bench::run(None),
        ["bench", "--peers", folder] => bench::run(Some(folder)),
        ["pictures"] => pictures::take(),
        ["wasm"] => wasm::build(),
        ["web", options @ ..] => web(options),
        ["long"] => long::run(),
        ["planted"] => planted::run(""),
        ["planted", filter] => planted::run(filter),
        ["new-widget", group, name] => new_widget::write(group, name),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => bail!("There is no such task: {}\n\n{HELP}", words.join(" ")),
    }
}

fn web(options: &[&str]) -> Result<()> {
    let mut compiler = wasm::Compiler::Any;
    let mut is_served = false;
    let mut left = options;
    loop {
        left = match left {
            [] => break,
            ["--serve", rest @ ..] => {
                is_served = true;
                rest
            }
            ["--toolchain", "debian", rest @ ..] => {
                compiler = wasm::Compiler::Debian;
                rest
            }
            [other, ..] => bail!("cargo xtask web knows no {other}.\n\n{HELP}"),
        }
    }
    web::build(compiler)?;
    if is_served { web::serve() } else { Ok(()) }
}
