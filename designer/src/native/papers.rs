//! Pictures and descriptions from the command line, without a window:
//! `centralita-designer picture FLOW -o FILE.svg`, `centralita-designer describe FLOW -o FILE.html`.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use centralita_designer::command::{Command, Paper, Picture};
use centralita_designer::model::{Model, Prefs};
use centralita_designer::request::Request;
use centralita_designer::update::update;

use super::{files, picture};

/// Makes what the arguments ask for; false when they ask for a window.
///
/// # Errors
/// When the flow cannot be read, or the file cannot be written.
pub fn made(arguments: &[PathBuf], prefs: Prefs) -> anyhow::Result<bool> {
    let (what, flow, output) = match arguments {
        [what, flow] => (what, flow, None),
        [what, flow, option, output] if option == Path::new("-o") => (what, flow, Some(output)),
        _ => return Ok(false),
    };
    let ending = output.and_then(|path| path.extension()).unwrap_or_default();
    let command = match what.to_str() {
        Some("picture") if ending == "png" => {
            Command::Picture { kind: Picture::Png, is_of_selection: false }
        }
        Some("picture") => Command::Picture { kind: Picture::Svg, is_of_selection: false },
        Some("describe") if ending == "md" => Command::Describe(Paper::Markdown),
        Some("describe") => Command::Describe(Paper::Page),
        _ => return Ok(false),
    };
    let text = std::fs::read_to_string(flow)
        .with_context(|| format!("{} cannot be read", flow.display()))?;
    let name = flow.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let (mut model, mut requests) = (Model::new(prefs), Vec::new());
    let take_in = Command::TakeIn { name, path: Some(flow.clone()), text, edit: None };
    update(&mut model, take_in, &mut requests);
    if model.editor.is_none() {
        let why = model.told.map(|told| told.text).unwrap_or_default();
        bail!("{}: {why}", flow.display());
    }
    requests.clear();
    update(&mut model, command, &mut requests);
    let bytes = match requests.pop() {
        Some(Request::SaveCopy { text, .. }) => text.into_bytes(),
        Some(Request::SavePicture { svg, scale, .. }) => picture::png(&svg, scale)?,
        _ => bail!("{} has nothing to show", flow.display()),
    };
    match output {
        Some(path) => files::write_bytes(path, &bytes)
            .with_context(|| format!("{} cannot be written", path.display()))?,
        None => std::io::Write::write_all(&mut std::io::stdout().lock(), &bytes)?,
    }
    Ok(true)
}
