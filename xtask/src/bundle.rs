//! Makes a page of the program that was compiled for the web: the program itself, what connects it with
//! the browser, and the files around it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use wasm_bindgen_cli_support::Bindgen;

/// What a browser may have to load, compressed.
const MOST_BYTES: usize = 5_000_000;

fn main() -> Result<()> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [program, around, page] = paths.as_slice() else {
        anyhow::bail!("bundle PROGRAM FOLDER PAGE; cargo xtask web calls it");
    };
    if page.exists() {
        std::fs::remove_dir_all(page)?;
    }
    std::fs::create_dir_all(page)?;
    Bindgen::new()
        .input_path(program)
        .out_name("centralita")
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(page)?;
    let bytes = std::fs::read(page.join("centralita_bg.wasm"))?;
    let build = format!("{:016x}", fingerprint(&bytes));
    for entry in std::fs::read_dir(around)? {
        let path = entry?.path();
        let name = path.file_name().context("a file has a name")?;
        let text = std::fs::read_to_string(&path)?;
        // Parts of two builds never come together in a browser that keeps what it has loaded.
        let text = text.replace("?build", &format!("?{build}"));
        let text = text.replace("<html ", &format!("<html data-bytes=\"{}\" ", bytes.len()));
        std::fs::write(page.join(name), text)?;
    }
    report(page)
}

/// Packs each file as browsers take it, so that no server has to, and says how much one loads.
fn report(page: &Path) -> Result<()> {
    let mut sums = [0; 3];
    let mut names: Vec<PathBuf> =
        std::fs::read_dir(page)?.flatten().map(|one| one.path()).collect();
    names.sort();
    println!("{:24} {:>10} {:>10} {:>10}", "file", "bytes", "gzip", "brotli");
    for path in names {
        let bytes = std::fs::read(&path)?;
        let packed = [gzip(&bytes)?, brotli(&bytes)?];
        let sizes = [bytes.len(), packed[0].len(), packed[1].len()];
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        println!("{name:24} {:>10} {:>10} {:>10}", sizes[0], sizes[1], sizes[2]);
        for (bytes, ending) in packed.iter().zip(["gz", "br"]) {
            std::fs::write(page.join(format!("{name}.{ending}")), bytes)?;
        }
        for (sum, size) in sums.iter_mut().zip(sizes) {
            *sum += size;
        }
    }
    println!("{:24} {:>10} {:>10} {:>10}", "together", sums[0], sums[1], sums[2]);
    println!("The page is in {}", page.display());
    ensure!(sums[2] < MOST_BYTES, "Compressed by brotli the page has {MOST_BYTES} bytes or more.");
    Ok(())
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let mut writer = ::brotli::CompressorWriter::new(&mut packed, 1 << 16, 9, 22);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(packed)
}

/// A number that tells one build from another (FNV-1a).
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
