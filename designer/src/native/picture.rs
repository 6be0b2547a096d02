//! SVG as PNG, by a renderer of its own. In a browser the browser does this.

use std::sync::Arc;

use anyhow::{Context, ensure};
use centralita_designer::theme::INTER;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// No picture has more dots than this on a side; a larger one is drawn smaller.
const MOST_DOTS: f32 = 16_000.0;

/// An SVG as PNG, so many dots for each of its units.
pub fn png(svg: &str, scale: u8) -> anyhow::Result<Vec<u8>> {
    let mut options = Options { font_family: "Inter".to_owned(), ..Options::default() };
    let fonts = Arc::make_mut(&mut options.fontdb);
    for font in INTER {
        fonts.load_font_data(font.to_vec());
    }
    // The weights come as families of their own, and pictures ask for one family by its weights.
    let others = fonts.faces().filter(|face| face.families.iter().all(|(name, _)| name != "Inter"));
    for mut face in others.cloned().collect::<Vec<_>>() {
        face.families.iter_mut().for_each(|(name, _)| "Inter".clone_into(name));
        fonts.push_face_info(face);
    }
    fonts.set_sans_serif_family("Inter");
    let tree = Tree::from_str(svg, &options).context("The picture cannot be drawn")?;
    let size = tree.size();
    let longest = size.width().max(size.height());
    ensure!(longest > 0.0, "There is nothing to draw");
    let scale = f32::from(scale).min(MOST_DOTS / longest);
    let dots = |length: f32| (length * scale).ceil().max(1.0) as u32;
    let mut canvas = Pixmap::new(dots(size.width()), dots(size.height()))
        .context("The picture is too large to be drawn")?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut canvas.as_mut());
    canvas.encode_png().context("The picture cannot be written")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_twice_as_many_dots_and_its_letters() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"30\">\
            <text x=\"4\" y=\"20\" font-family=\"Inter, sans-serif\" font-size=\"16\">Hola</text></svg>";
        let drawn = Pixmap::decode_png(&png(svg, 2).unwrap()).unwrap();
        assert_eq!((drawn.width(), drawn.height()), (120, 60));
        assert!(drawn.pixels().iter().filter(|dot| dot.alpha() > 100).count() > 50);
    }
}
