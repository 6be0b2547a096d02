//! How everything looks: colours by meaning, sizes, fonts and icons.
//!
//! No other module may make a colour: what is drawn asks for a token. The ratios of the tokens are
//! tested here, so that a colour that cannot be read never gets in.

mod fonts;
mod icons;
mod style;
mod tokens;

pub use fonts::{CODE, ICONS, INTER, STRONG, install};
pub use icons::{Icon, group_icon, icon_of};
pub use style::apply;
pub use tokens::{Theme, Tokens};

/// Distances: between a label and its field, inside a control, between parts, at the edge of a panel.
pub const SPACE: [f32; 6] = [4.0, 8.0, 12.0, 16.0, 24.0, 32.0];
/// The corner of a control.
pub const CONTROL_RADIUS: u8 = 4;
/// The corner of a box on the canvas.
pub const BOX_RADIUS: u8 = 8;
/// The corner of a dialog.
pub const DIALOG_RADIUS: u8 = 12;
/// The smallest side of what a pointer can hit.
pub const HIT: f32 = 24.0;

/// Sizes of text.
pub mod size {
    /// Under a field, on a badge.
    pub const CAPTION: f32 = 11.0;
    /// Labels and lists.
    pub const SMALL: f32 = 12.5;
    /// What is read.
    pub const BODY: f32 = 14.0;
    /// The name of a part.
    pub const HEADING: f32 = 16.0;
    /// The name of a page.
    pub const TITLE: f32 = 20.0;
    /// Code.
    pub const CODE: f32 = 13.0;
    /// The name in a box.
    pub const BOX_NAME: f32 = 13.5;
    /// The summary in a box.
    pub const BOX_SUMMARY: f32 = 12.0;
    /// An exit.
    pub const CHIP: f32 = 11.5;
}
