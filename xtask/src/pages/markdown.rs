//! Pieces of Markdown that all pages share.

/// The first line of every generated page.
pub const GENERATED: &str =
    "<!-- Written by `cargo xtask docs`; change the source instead. -->\n\n";

/// Text for a cell of a table.
pub fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ").trim().to_owned()
}

/// Code for a cell of a table; nothing for empty code.
pub fn code(text: &str) -> String {
    match text {
        "" => String::new(),
        text if text.contains('`') => format!("`` {} ``", cell(text)),
        text => format!("`{}`", cell(text)),
    }
}

/// A table.
pub fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = format!("| {} |\n|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
    for row in rows {
        out.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    out
}
