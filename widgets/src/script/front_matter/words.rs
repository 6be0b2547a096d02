//! The words of a scripted widget in other languages: `[words.es]` and what stands under it.

use centralita_engine::Text;
use centralita_engine::declare::{Field, FieldKind, Spec};
use toml::de::DeTable;

use super::{Found, Reader};

impl Reader<'_> {
    /// The declaration in each language for which there are words; what has none stays as it is.
    pub(super) fn words(&mut self, value: Found<'_, '_>, spec: &Spec) -> Vec<(Text, Spec)> {
        let mut said = Vec::new();
        self.tables("words", value, |reader, language, span, table| {
            let letters = language.bytes().all(|byte| byte.is_ascii_lowercase());
            if !letters || !(2..=3).contains(&language.len()) {
                reader.fault(
                    span,
                    format!("\"{language}\" is not the code of a language. Write its two letters, such as [words.es]."),
                );
                return;
            }
            let mut spec = spec.clone();
            reader.words_of(language, table, &mut spec);
            said.push((language.into(), spec));
        });
        said
    }

    fn words_of(&mut self, language: &str, table: &DeTable<'_>, spec: &mut Spec) {
        for (key, span, value) in self.entries(table) {
            let path = format!("words.{language}.{key}");
            match key {
                "label" => spec.label = self.text(key, value),
                "help" => spec.help = self.text(key, value).trim().into(),
                "field" => self.tables(&path, value, |reader, name, span, table| {
                    match spec.fields.iter_mut().find(|field| field.name == name) {
                        Some(field) => reader.field_words(&format!("{path}.{name}"), table, field),
                        None => reader.undeclared("field", name, span),
                    }
                }),
                "exit" => self.tables(&path, value, |reader, name, span, table| {
                    match spec.exits.iter_mut().find(|exit| exit.event == name) {
                        Some(exit) => {
                            let (label, help) = (&mut exit.label, &mut exit.help);
                            reader.label_and_help(&format!("{path}.{name}"), table, label, help);
                        }
                        None => reader.undeclared("exit", name, span),
                    }
                }),
                "output" => self.tables(&path, value, |reader, name, span, table| {
                    let Some(output) = spec.outputs.iter_mut().find(|output| output.path == name)
                    else {
                        return reader.undeclared("output", name, span);
                    };
                    for (key, span, value) in reader.entries(table) {
                        match key {
                            "help" => output.help = reader.text(key, value).trim().into(),
                            _ => {
                                let what = format!("[{path}.{name}]");
                                reader.unknown(&what, key, span, &["help"]);
                            }
                        }
                    }
                }),
                _ => {
                    let nested = ["field", "exit", "output"]
                        .map(|what| format!("[words.{language}.{what}.NAME]"));
                    let mut known = vec!["label", "help"];
                    known.extend(nested.iter().map(String::as_str));
                    self.unknown(&format!("[words.{language}]"), key, span, &known);
                }
            }
        }
    }

    fn field_words(&mut self, path: &str, table: &DeTable<'_>, field: &mut Field) {
        let had_help = field.help != field.label;
        let mut has_help = false;
        for (key, span, value) in self.entries(table) {
            match key {
                "label" => field.label = self.text(key, value),
                "help" => {
                    field.help = self.text(key, value).trim().into();
                    has_help = true;
                }
                "group" => field.group = self.text(key, value),
                "choices" => {
                    let FieldKind::Choice(choices) = &mut field.kind else {
                        self.fault(
                            span,
                            format!(
                                "\"{}\" is not a choice; it has no values to call anything.",
                                field.name
                            ),
                        );
                        continue;
                    };
                    let Some(labels) = value.get_ref().as_table() else {
                        self.fault(
                            value.span(),
                            "Say what each value is called: choices = { es = \"Español\" }.",
                        );
                        continue;
                    };
                    for (choice, span, label) in self.entries(labels) {
                        match choices.iter_mut().find(|known| known.value == choice) {
                            Some(known) => known.label = self.text(choice, label),
                            None => self.fault(
                                span,
                                format!("\"{}\" has no choice \"{choice}\".", field.name),
                            ),
                        }
                    }
                }
                _ => self.unknown(
                    &format!("[{path}]"),
                    key,
                    span,
                    &["label", "help", "group", "choices"],
                ),
            }
        }
        // A field without help of its own says its label once more.
        if !had_help && !has_help {
            field.help = field.label.clone();
        }
    }

    fn label_and_help(
        &mut self,
        path: &str,
        table: &DeTable<'_>,
        label: &mut Text,
        help: &mut Text,
    ) {
        let had_help = help != label;
        let mut has_help = false;
        for (key, span, value) in self.entries(table) {
            match key {
                "label" => *label = self.text(key, value),
                "help" => {
                    *help = self.text(key, value).trim().into();
                    has_help = true;
                }
                _ => self.unknown(&format!("[{path}]"), key, span, &["label", "help"]),
            }
        }
        if !had_help && !has_help {
            *help = label.clone();
        }
    }

    fn undeclared(&mut self, what: &str, name: &str, span: std::ops::Range<usize>) {
        self.fault(
            span,
            format!("There are words for the {what} \"{name}\", but no [{what}.{name}]. Declare it, or take the words away."),
        );
    }
}

#[cfg(test)]
mod tests {
    use centralita_engine::declare::WidgetType;
    use expect_test::expect;

    use crate::script::Scripted;

    const GREET: &str = r#"/*---
label = "Greet"
help = "Greets."
[field.by]
label = "Greets by"
choices = ["name", "hour"]
[field.loud]
kind = "toggle"
[exit.greeted]
[exit.failed]
failure = true
[output.words]
help = "What was said."
[words.es]
label = "Saludar"
help = "Saluda."
[words.es.field.by]
label = "Saluda por"
choices = { name = "Nombre", hour = "Hora" }
[words.es.exit.greeted]
label = "Saludado"
[words.es.output.words]
help = "Lo que se dijo."
---*/
exit("greeted")
"#;

    #[test]
    fn a_script_speaks_the_languages_whose_words_it_brings() {
        let scripted = Scripted::read("greet.rhai", GREET).unwrap();
        assert_eq!(scripted.spec_in("fr"), None);
        let said = scripted.spec_in("es").unwrap();
        assert_eq!((said.label.as_str(), said.help.as_str()), ("Saludar", "Saluda."));
        assert_eq!((&*said.fields[0].label, &*said.fields[0].help), ("Saluda por", "Saluda por"));
        expect![[r#"Choice([Choice { value: "name", label: "Nombre" }, Choice { value: "hour", label: "Hora" }])"#]]
            .assert_eq(&format!("{:?}", said.fields[0].kind));
        assert_eq!(said.fields[1].label, "Loud");
        assert_eq!((&*said.exits[0].label, &*said.exits[0].help), ("Saludado", "Saludado"));
        assert_eq!(said.exits[1].label, "Failed");
        assert_eq!(said.outputs[0].help, "Lo que se dijo.");
        assert_eq!(said.example, scripted.spec().example);
    }

    #[test]
    fn wrong_words_are_told_with_line_and_column() {
        let source = GREET.replace("[words.es.exit.greeted]", "[words.es.exit.greted]");
        let source = source.replace("hour = \"Hora\"", "minute = \"Minuto\"");
        let source = source.replace("help = \"Saluda.\"", "hlep = \"Saluda.\"\nlabel2 = 1");
        let source = source.replace("[words.es.output.words]", "[words.es.field.loud]\ndefault = \"x\"\nchoices = {}\n[words.es.output.words]\nlabel = \"x\"");
        let source = source.replace("---*/", "[words.Spanish]\nlabel = \"Saludar\"\n---*/");
        let faults = Scripted::read("greet.rhai", &source).unwrap_err();
        let told: Vec<_> = faults.iter().map(ToString::to_string).collect();
        expect![[r#"
            greet.rhai, line 16, column 1: [words.es] has no "hlep". It may have label, help, [words.es.field.NAME], [words.es.exit.NAME], [words.es.output.NAME].
            greet.rhai, line 17, column 1: [words.es] has no "label2". It may have label, help, [words.es.field.NAME], [words.es.exit.NAME], [words.es.output.NAME].
            greet.rhai, line 20, column 30: "by" has no choice "minute".
            greet.rhai, line 24, column 1: [words.es.field.loud] has no "default". It may have label, help, group, choices.
            greet.rhai, line 25, column 1: "loud" is not a choice; it has no values to call anything.
            greet.rhai, line 21, column 16: There are words for the exit "greted", but no [exit.greted]. Declare it, or take the words away.
            greet.rhai, line 27, column 1: [words.es.output.words] has no "label". It may have help.
            greet.rhai, line 29, column 8: "Spanish" is not the code of a language. Write its two letters, such as [words.es]."#]].assert_eq(&told.join("\n"));
        let faults = Scripted::read("flat.rhai", "/*---\nhelp = \"x\"\nwords = \"es\"\n---*/\n1");
        expect![
            "flat.rhai, line 3, column 9: Write each one under a heading of its own: [words.NAME]."
        ]
        .assert_eq(&faults.unwrap_err()[0].to_string());
    }
}
