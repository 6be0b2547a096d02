//! Pictures of any flows in the editor, to be looked at: `pictures OUT FLOW...` writes two for each,
//! light and dark.
#![allow(missing_docs)]

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use centralita_designer::command::Command;
use centralita_designer::text::Language;
use centralita_designer::theme::Theme;
use centralita_screens::Window;

fn main() -> anyhow::Result<()> {
    let mut words = std::env::args_os().skip(1).map(PathBuf::from);
    let Some(out) = words.next() else { bail!("pictures OUT FLOW...") };
    std::fs::create_dir_all(&out)?;
    for flow in words {
        let text = std::fs::read_to_string(&flow)
            .with_context(|| format!("{} cannot be read", flow.display()))?;
        for (look, suffix) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
            let name = flow.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let mut window = Window::of(look, Language::En, egui::vec2(1600.0, 1000.0));
            window.opens(&name, &text);
            if look == Theme::Light {
                save(&mut window, &out, &format!("{name}.first"))?;
            }
            window.does(Command::Fit);
            save(&mut window, &out, &format!("{name}.{suffix}"))?;
            if look == Theme::Light {
                window.does(Command::Tidy);
                save(&mut window, &out, &format!("{name}.tidy"))?;
            }
        }
    }
    Ok(())
}

fn save(window: &mut Window, out: &Path, name: &str) -> anyhow::Result<()> {
    let path = out.join(format!("{name}.png"));
    window.picture()?.save(&path)?;
    println!("{}", path.display());
    Ok(())
}
