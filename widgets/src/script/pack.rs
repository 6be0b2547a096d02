//! Packs: folders of scripted widgets that people share.
//!
//! A pack is a folder with `.rhai` files and, if it wants a name, a `pack.toml`. Nothing here reads
//! the folder: whoever does hands over the names and sources of its files.

use std::sync::Arc;

use centralita_engine::declare::{Catalogue, WidgetType};
use centralita_engine::{Span, Text};

use crate::script::{ScriptError, Scripted};

/// What a pack says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackInfo {
    /// Its name.
    #[serde(default)]
    pub name: Text,
    /// Its version, e.g. `1.2.0`.
    #[serde(default)]
    pub version: Text,
    /// What it is for.
    #[serde(default)]
    pub description: Text,
    /// Under which licence it may be used, e.g. `MIT`.
    #[serde(default)]
    pub licence: Text,
}

/// The scripted widgets of one folder.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    /// What the pack says about itself.
    pub info: PackInfo,
    /// Its widget types, by the names of their files.
    pub widgets: Vec<Scripted>,
    /// What is wrong; a file with faults yields no widget type, and the others still work.
    pub faults: Vec<ScriptError>,
}

impl Pack {
    /// Reads the files of a folder, as names and sources. Files that are neither `.rhai` nor
    /// `pack.toml` are left alone.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Pack {
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort();
        let mut pack = Pack::default();
        for (name, source) in files {
            let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
            if file == "pack.toml" {
                match toml::from_str(source) {
                    Ok(info) => pack.info = info,
                    Err(error) => {
                        let span = error.span().unwrap_or(0..0);
                        let message = format!(
                            "{}. A pack has name, version, description and licence, each a text.",
                            error.message().trim_end_matches('.').replace('\n', ", ")
                        );
                        pack.faults.push(ScriptError::new(
                            name,
                            source,
                            Span::new(span.start, span.end),
                            message,
                        ));
                    }
                }
            } else if file.ends_with(".rhai") {
                match Scripted::read(name, source) {
                    Ok(scripted) => pack.add(name, source, scripted),
                    Err(faults) => pack.faults.extend(faults),
                }
            }
        }
        pack
    }

    fn add(&mut self, name: &str, source: &str, scripted: Scripted) {
        let kind = &scripted.declaration().kind;
        if self.widgets.iter().any(|other| other.declaration().kind == *kind) {
            let message = format!(
                "Another file of the pack has the kind \"{kind}\" already. Rename one of them."
            );
            self.faults.push(ScriptError::new(name, source, Span::default(), message));
            return;
        }
        self.widgets.push(scripted);
    }

    /// The widget types, as a catalogue takes them.
    pub fn types(&self) -> impl Iterator<Item = Arc<dyn WidgetType>> + '_ {
        self.widgets.iter().map(|scripted| Arc::new(scripted.clone()) as Arc<dyn WidgetType>)
    }

    /// The catalogue with the pack's widget types at its end.
    #[must_use]
    pub fn add_to(&self, catalogue: Catalogue) -> Catalogue {
        self.types().fold(catalogue, Catalogue::with_type)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_folder_becomes_widget_types_and_its_broken_files_become_sentences() {
        let pack = Pack::read([
            ("acme/pack.toml", "name = \"Acme\"\nversion = \"1.0.0\"\nlicence = \"MIT\"\n"),
            ("acme/README.md", "hello"),
            ("acme/good.rhai", "/*---\nhelp = \"Good.\"\n---*/\nexit(\"next\")"),
            ("acme/bad.rhai", "/*---\nhelp = \"Bad.\"\ngroup = \"fun\"\n---*/\nlet x = ;"),
        ]);
        assert_eq!(pack.info.name, "Acme");
        let kinds: Vec<_> = pack.types().map(|kind| kind.spec().kind.to_string()).collect();
        assert_eq!(kinds, ["script-good"]);
        let faults: Vec<_> = pack.faults.iter().map(ToString::to_string).collect();
        expect![[r#"
            acme/bad.rhai, line 3, column 9: There is no group "fun". Choose one of start, voice, logic, message, people, connect, script.
            acme/bad.rhai, line 5, column 9: This cannot be understood: Unexpected ';'. Mend it here."#]]
        .assert_eq(&faults.join("\n"));
    }
}
