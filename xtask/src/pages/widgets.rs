//! One page for each widget type, and the list of them.

use centralita_engine::declare::{Catalogue, Group};

use super::Page;
use super::markdown::{GENERATED, cell, code, table};

const FOLDER: &str = "docs/widgets";

pub fn pages(catalogue: &Catalogue) -> Vec<Page> {
    let mut pages = vec![Page { path: format!("{FOLDER}/README.md"), text: index(catalogue) }];
    pages.extend(catalogue.specs().map(|spec| Page {
        path: format!("{FOLDER}/{}.md", spec.kind),
        text: format!("{GENERATED}{}", spec.page()),
    }));
    pages
}

fn index(catalogue: &Catalogue) -> String {
    let mut out = format!(
        "{GENERATED}# Widgets\n\nEvery widget type, in the order of the palette. Types whose name begins with `centralita-` or `script-` are\nours; Studio does not know them.\n"
    );
    for group in Group::ALL {
        let rows: Vec<Vec<String>> = catalogue
            .specs()
            .filter(|spec| spec.group == group)
            .map(|spec| {
                vec![
                    format!("[{}]({}.md)", cell(&spec.label), spec.kind),
                    code(spec.kind.as_str()),
                    cell(spec.summary()),
                ]
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        out.push_str(&format!("\n## {}\n\n", title(group.name())));
        out.push_str(&table(&["widget", "type", "what it is for"], &rows));
    }
    out
}

fn title(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
