//! Patterns: regular expressions as the wires of a split ask for them, within bounds.
//!
//! Deliberately not here: who adds up what the patterns of a turn take; see
//! [`Turning::spend_on_patterns`](centralita_engine::exec::Turning::spend_on_patterns).

use std::sync::OnceLock;

use centralita_engine::Text;
use fancy_regex::{Expr, Regex, RegexBuilder};

/// How many steps back a regular expression may take before it counts as not matching.
const BACKTRACKING_STEPS: u32 = 200_000;

/// How many of them nearly every pattern does with; only what needs more is counted as all of them.
pub(super) const FEW_STEPS: u32 = 500;

/// Largest size of a compiled regular expression, in bytes.
const REGEX_BYTES: usize = 1 << 20;

/// A regular expression that has to match the whole text, ignoring case.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// Gives up after a few steps.
    quick: Regex,
    /// Gives up after many; built when the quick one has given up once.
    patient: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(super) fn read(pattern: &str) -> Result<Box<Pattern>, Text> {
        let told = |error: fancy_regex::Error| Text::from(one_line(&error.to_string()));
        // Alone first: `a)|(b` would become well formed inside the group.
        Expr::parse_tree(pattern).map_err(told)?;
        let quick = whole_text_regex(pattern, FEW_STEPS).map_err(told)?;
        Ok(Box::new(Pattern { quick, patient: OnceLock::new() }))
    }

    /// Whether it matches; none when it needs too many steps to tell.
    pub(super) fn matches(&self, subject: &str, pattern: &str, steps: &mut u32) -> Option<bool> {
        if let Ok(verdict) = self.quick.is_match(subject) {
            return Some(verdict);
        }
        *steps = steps.saturating_add(BACKTRACKING_STEPS);
        let patient =
            self.patient.get_or_init(|| whole_text_regex(pattern, BACKTRACKING_STEPS).ok());
        patient.as_ref()?.is_match(subject).ok()
    }
}

fn whole_text_regex(pattern: &str, steps: u32) -> Result<Regex, fancy_regex::Error> {
    // The line break ends a comment when the pattern asks for those.
    let closing = if pattern.contains("(?x") { "\n)" } else { ")" };
    RegexBuilder::new(&format!("\\A(?:{pattern}{closing}\\z"))
        .case_insensitive(true)
        .backtrack_limit(steps as usize)
        .delegate_size_limit(REGEX_BYTES)
        .build()
}

/// The message of a library without its drawing over several lines.
fn one_line(message: &str) -> String {
    message
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('^'))
        .collect::<Vec<_>>()
        .join(" ")
}
