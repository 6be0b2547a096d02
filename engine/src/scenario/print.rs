//! Writing scenarios back.

use std::fmt::Write;

use crate::scenario::sentence::Scenario;

/// The scenario in Markdown; reading it again gives the same sentences.
pub fn print_scenario(scenario: &Scenario) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "## {}", scenario.title);
    for line in &scenario.lines {
        let _ = writeln!(out, "- {}", line.text);
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::scenario::{print_scenario, read_scenarios};

    #[test]
    fn what_is_read_is_written_back_byte_for_byte() {
        let text =
            "## A caller\n- call from +15550100\n- hears \"Hi\"\n- hangs up\n- ends contact-left\n";
        let file = read_scenarios(text);
        assert_eq!(print_scenario(&file.scenarios[0]), text);
    }
}
