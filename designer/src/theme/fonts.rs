//! Fonts: Inter for everything people read, a fixed one for code, Lucide for icons.

use std::sync::Arc;

use egui::{Context, FontData, FontDefinitions, FontFamily};

/// The family of names and headings.
pub const STRONG: &str = "strong";
/// The family of icons.
pub const ICONS: &str = "icons";
/// The family of code.
pub const CODE: FontFamily = FontFamily::Monospace;

/// Inter, in its two weights.
pub const INTER: [&[u8]; 2] = [
    include_bytes!("../../assets/fonts/Inter-Regular.otf"),
    include_bytes!("../../assets/fonts/Inter-SemiBold.otf"),
];

/// Of Lucide what the editor shows: all of it would be a tenth of what a browser loads.
const LUCIDE: &[u8] = include_bytes!("../../assets/fonts/Lucide.ttf");

/// Installs the fonts.
pub fn install(context: &Context) {
    let mut fonts = FontDefinitions::default();
    let mut add = |name: &str, bytes: &'static [u8]| {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    };
    let [regular, strong] = INTER;
    add("Inter", regular);
    add("Inter SemiBold", strong);
    add("Lucide", LUCIDE);
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let family = |first: &str| {
        let mut names = vec![first.to_owned()];
        names.extend(fallback.iter().cloned());
        names
    };
    fonts.families.insert(FontFamily::Proportional, family("Inter"));
    fonts.families.insert(FontFamily::Name(STRONG.into()), family("Inter SemiBold"));
    fonts.families.insert(FontFamily::Name(ICONS.into()), vec!["Lucide".to_owned()]);
    context.set_fonts(fonts);
}
