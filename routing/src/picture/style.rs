//! How the picture looks: its colours, by day and by night, and its letters.

use std::fmt::Write;

/// A colour by its meaning: its name, what it is by day, and what by night.
const COLOURS: [(&str, &str, &str); 19] = [
    ("ground", "#f3f5f8", "#12161c"),
    ("box", "#ffffff", "#1b2129"),
    ("box-edge", "#d3dae3", "#343e4b"),
    ("card", "#f8fafc", "#232b35"),
    ("card-edge", "#d3dae3", "#3e4a59"),
    ("ink", "#17212e", "#eaeff5"),
    ("quiet", "#55616f", "#a7b3c2"),
    ("line", "#8b98a8", "#66758a"),
    ("chip", "#e7ecf2", "#323c49"),
    ("accent", "#1b5fd0", "#82b4ff"),
    ("on-accent", "#ffffff", "#0d1b30"),
    ("accent-soft", "#eaf2ff", "#1a2a44"),
    ("warning", "#7d4b00", "#f3c46b"),
    ("warning-soft", "#fff4dc", "#372b14"),
    ("warning-edge", "#dda640", "#8b6c2c"),
    ("error", "#a8201a", "#ffa39b"),
    ("error-soft", "#fdebea", "#42201e"),
    ("error-edge", "#dd8a85", "#a24f49"),
    ("good", "#14693d", "#74d6a6"),
];

/// What a class looks like: colours by name after `fill` and `stroke`, and the rest as it is.
const RULES: [(&str, &str, &str, &str); 37] = [
    ("ground", "ground", "", ""),
    ("box", "box", "box-edge", ""),
    ("box-here", "box", "accent", "stroke-width:1.5"),
    ("card", "card", "card-edge", ""),
    ("card-here", "accent-soft", "accent", "stroke-width:2"),
    ("rail", "none", "line", "stroke-width:1.5"),
    ("rail-way", "none", "accent", "stroke-width:2.5"),
    ("tip", "line", "", ""),
    ("tip-way", "accent", "", ""),
    ("badge", "box", "line", "stroke-width:1.5"),
    ("badge-way", "accent-soft", "accent", "stroke-width:2"),
    ("badge-here", "accent", "accent", "stroke-width:2"),
    ("rule", "none", "card-edge", ""),
    ("chip", "chip", "", ""),
    ("chip-warning", "warning-soft", "warning-edge", ""),
    ("chip-error", "error-soft", "error-edge", ""),
    ("chip-here", "accent", "", ""),
    ("mark-warning", "warning", "", ""),
    ("mark-error", "error", "", ""),
    ("mark-ink", "card", "", "font-weight:700"),
    ("dot-asked", "good", "", ""),
    ("dot", "none", "quiet", "stroke-width:1.5"),
    ("clock", "none", "quiet", "stroke-width:1.5;stroke-linecap:round"),
    ("title", "ink", "", "font-size:20px;font-weight:600"),
    ("name", "ink", "", "font-size:15px;font-weight:600"),
    ("queue", "ink", "", "font-size:14px;font-weight:600"),
    ("text", "ink", "", "font-size:12px"),
    ("quiet", "quiet", "", "font-size:12px"),
    ("code", "ink", "", "font-size:12px"),
    ("number", "ink", "", "font-size:12px;font-weight:600;text-anchor:middle"),
    ("number-here", "on-accent", "", "font-size:12px;font-weight:600;text-anchor:middle"),
    ("warning", "warning", "", "font-size:12px"),
    ("error", "error", "", "font-size:12px"),
    ("accent", "accent", "", "font-size:12px;font-weight:600"),
    ("on-accent", "on-accent", "", "font-size:12px;font-weight:600"),
    ("middle", "", "", "text-anchor:middle"),
    ("sign", "on-accent", "", "font-size:9px;font-weight:700;text-anchor:middle"),
];

const PLAIN: &str = "Inter,\"Segoe UI\",system-ui,-apple-system,\"Helvetica Neue\",Arial,\"DejaVu Sans\",sans-serif";
const CODE: &str = "ui-monospace,\"Cascadia Mono\",Menlo,Consolas,\"DejaVu Sans Mono\",monospace";

/// The style sheet. Each colour stands twice, as it is by day and by its name: programs that know no
/// names of colours show the day.
pub(super) fn sheet() -> String {
    let mut out = String::from("svg.plan{");
    for (name, day, _) in COLOURS {
        let _ = write!(out, "--{name}:{day};");
    }
    out.push_str("}\n@media (prefers-color-scheme:dark){svg.plan{");
    for (name, _, night) in COLOURS {
        let _ = write!(out, "--{name}:{night};");
    }
    out.push_str("}}\n");
    let _ = writeln!(
        out,
        "svg.plan text{{font-family:{PLAIN}}}\nsvg.plan text.code{{font-family:{CODE}}}"
    );
    for (class, fill, stroke, rest) in RULES {
        let _ = write!(out, "svg.plan .{class}{{");
        for (property, colour) in [("fill", fill), ("stroke", stroke)] {
            match COLOURS.iter().find(|(name, ..)| *name == colour) {
                Some((name, day, _)) => {
                    let _ = write!(out, "{property}:{day};{property}:var(--{name});");
                }
                None if !colour.is_empty() => {
                    let _ = write!(out, "{property}:{colour};");
                }
                None => {}
            }
        }
        let _ = writeln!(out, "{rest}}}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The brightness of a colour, as the guidelines for readable pages reckon it.
    fn brightness(colour: &str) -> f64 {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    #[test]
    fn every_text_can_be_read_on_what_it_stands_by_day_and_by_night() {
        for (text, ground) in [
            ("ink", "box"),
            ("ink", "card"),
            ("ink", "chip"),
            ("ink", "ground"),
            ("ink", "accent-soft"),
            ("quiet", "ground"),
            ("quiet", "box"),
            ("quiet", "card"),
            ("quiet", "accent-soft"),
            ("accent", "accent-soft"),
            ("accent", "ground"),
            ("on-accent", "accent"),
            ("warning", "warning-soft"),
            ("warning", "card"),
            ("warning", "box"),
            ("warning", "accent-soft"),
            ("error", "error-soft"),
            ("error", "card"),
            ("error", "box"),
            ("on-accent", "warning"),
            ("on-accent", "error"),
        ] {
            let of = |wanted: &str| COLOURS.iter().find(|(name, ..)| *name == wanted).unwrap();
            for (text, ground) in [(of(text).1, of(ground).1), (of(text).2, of(ground).2)] {
                let (one, other) = (brightness(text), brightness(ground));
                let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
                assert!(contrast >= 4.5, "{text} on {ground}: {contrast:.1}");
            }
        }
    }

    #[test]
    fn every_rule_names_colours_that_are_there() {
        for (class, fill, stroke, _) in RULES {
            for colour in [fill, stroke] {
                let is_known = COLOURS.iter().any(|(name, ..)| *name == colour);
                assert!(is_known || matches!(colour, "" | "none"), "{class}: {colour}");
            }
        }
    }
}
