//! The editor in a window of its own.

mod native;

fn main() -> anyhow::Result<()> {
    native::run()
}
