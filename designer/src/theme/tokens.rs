//! Colours by what they mean.

use centralita_engine::declare::Group;
use egui::Color32;
use serde::{Deserialize, Deserializer, Serialize};

/// Which of the two looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The colours of one look, each with one meaning.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tokens {
    /// Behind the boxes.
    #[serde(deserialize_with = "colour")]
    pub canvas: Color32,
    /// The dots of the grid.
    #[serde(deserialize_with = "colour")]
    pub dots: Color32,
    /// Behind the controls at the sides.
    #[serde(deserialize_with = "colour")]
    pub panel: Color32,
    /// A box.
    #[serde(rename = "box", deserialize_with = "colour")]
    pub box_fill: Color32,
    /// Inside a field in which one writes.
    #[serde(deserialize_with = "colour")]
    pub field: Color32,
    /// Under the pointer.
    #[serde(deserialize_with = "colour")]
    pub hover: Color32,
    /// What is read.
    #[serde(deserialize_with = "colour")]
    pub text: Color32,
    /// What is read second.
    #[serde(deserialize_with = "colour")]
    pub weak_text: Color32,
    /// Around boxes and fields.
    #[serde(deserialize_with = "colour")]
    pub border: Color32,
    /// Between parts that belong together; nobody needs to see it.
    #[serde(deserialize_with = "colour")]
    pub divider: Color32,
    /// A wire.
    #[serde(deserialize_with = "colour")]
    pub wire: Color32,
    /// Selected, focused, running.
    #[serde(deserialize_with = "colour")]
    pub accent: Color32,
    /// Text on the accent.
    #[serde(deserialize_with = "colour")]
    pub on_accent: Color32,
    /// Behind what is selected in a list.
    #[serde(deserialize_with = "colour")]
    pub tint: Color32,
    /// Something cannot work.
    #[serde(deserialize_with = "colour")]
    pub error: Color32,
    /// A caller could run into something.
    #[serde(deserialize_with = "colour")]
    pub warning: Color32,
    /// All is well.
    #[serde(deserialize_with = "colour")]
    pub good: Color32,
    /// The simulated call has been here.
    #[serde(deserialize_with = "colour")]
    pub visited: Color32,
    /// The name of a function in code.
    #[serde(deserialize_with = "colour")]
    pub call: Color32,
    /// A note.
    #[serde(deserialize_with = "colour")]
    pub paper: Color32,
    /// Under what floats.
    #[serde(deserialize_with = "colour")]
    pub shadow: Color32,
    group: Groups,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Groups {
    #[serde(deserialize_with = "colour")]
    start: Color32,
    #[serde(deserialize_with = "colour")]
    voice: Color32,
    #[serde(deserialize_with = "colour")]
    message: Color32,
    #[serde(deserialize_with = "colour")]
    logic: Color32,
    #[serde(deserialize_with = "colour")]
    people: Color32,
    #[serde(deserialize_with = "colour")]
    connect: Color32,
    #[serde(deserialize_with = "colour")]
    script: Color32,
}

impl Tokens {
    /// The colours of a look.
    pub fn of(is_dark: bool, has_contrast: bool) -> Tokens {
        let source = match (is_dark, has_contrast) {
            (false, false) => include_str!("light.toml"),
            (true, false) => include_str!("dark.toml"),
            (false, true) => include_str!("light_contrast.toml"),
            (true, true) => include_str!("dark_contrast.toml"),
        };
        toml::from_str(source).expect("a test reads the file")
    }

    /// Dark on light.
    pub fn light() -> Tokens {
        Tokens::of(false, false)
    }

    /// Light on dark.
    pub fn dark() -> Tokens {
        Tokens::of(true, false)
    }

    /// The colour of a group of widgets: a stripe and an icon, never text.
    pub fn group(&self, group: Group) -> Color32 {
        match group {
            Group::Start => self.group.start,
            Group::Voice => self.group.voice,
            Group::Message => self.group.message,
            Group::Logic => self.group.logic,
            Group::People => self.group.people,
            Group::Connect => self.group.connect,
            _ => self.group.script,
        }
    }
}

fn colour<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Color32, D::Error> {
    let text = String::deserialize(deserializer)?;
    Color32::from_hex(&text)
        .map_err(|_| serde::de::Error::custom(format!("\"{text}\" is no colour; write #RRGGBB")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: Color32) -> f32 {
        let linear = |byte: u8| {
            let share = f32::from(byte) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
    }

    fn ratio(one: Color32, other: Color32) -> f32 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_text_can_be_read_and_every_line_be_seen() {
        for tokens in [Tokens::light(), Tokens::dark()] {
            for ground in [
                tokens.panel,
                tokens.box_fill,
                tokens.canvas,
                tokens.field,
                tokens.hover,
                tokens.tint,
            ] {
                assert!(ratio(tokens.text, ground) >= 7.0, "{ground:?}");
                assert!(ratio(tokens.weak_text, ground) >= 4.5, "{ground:?}");
            }
            for ground in [tokens.panel, tokens.box_fill] {
                for text in [tokens.error, tokens.warning, tokens.good, tokens.accent, tokens.call]
                {
                    assert!(ratio(text, ground) >= 4.5, "{text:?} on {ground:?}");
                }
                for group in Group::ALL {
                    assert!(ratio(tokens.group(group), ground) >= 3.0, "{group:?} on {ground:?}");
                }
            }
            for line in [tokens.wire, tokens.accent, tokens.visited, tokens.border] {
                assert!(ratio(line, tokens.canvas) >= 2.95, "{line:?}");
            }
            for sign in [tokens.accent, tokens.good, tokens.error, tokens.warning] {
                assert!(ratio(tokens.on_accent, sign) >= 4.5, "{sign:?}");
                assert!(ratio(sign, tokens.canvas) >= 3.0, "{sign:?} on the canvas");
            }
            assert!(ratio(tokens.text, tokens.paper) >= 7.0);
        }
    }

    #[test]
    fn with_high_contrast_everything_stands_out() {
        for tokens in [Tokens::of(false, true), Tokens::of(true, true)] {
            let grounds = [
                tokens.panel,
                tokens.box_fill,
                tokens.canvas,
                tokens.field,
                tokens.hover,
                tokens.tint,
            ];
            for ground in grounds {
                for text in [tokens.text, tokens.weak_text] {
                    assert!(ratio(text, ground) >= 7.0, "{text:?} on {ground:?}");
                }
            }
            for ground in [tokens.panel, tokens.box_fill, tokens.canvas] {
                for text in [tokens.error, tokens.warning, tokens.good, tokens.accent] {
                    assert!(ratio(text, ground) >= 7.0, "{text:?} on {ground:?}");
                }
                for line in [tokens.wire, tokens.border, tokens.divider, tokens.visited] {
                    assert!(ratio(line, ground) >= 4.5, "{line:?} on {ground:?}");
                }
                for group in Group::ALL {
                    assert!(ratio(tokens.group(group), ground) >= 4.5, "{group:?} on {ground:?}");
                }
            }
            assert!(ratio(tokens.on_accent, tokens.accent) >= 7.0);
            assert!(ratio(tokens.text, tokens.paper) >= 7.0);
        }
    }
}
