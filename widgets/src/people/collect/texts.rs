//! What the author has us say, in one language or several.

use centralita_engine::Text;
use centralita_engine::declare::{Field, FieldKind, FieldType, JsonAs, Part, Reading, Visitor};
use centralita_engine::template::Template;

use super::spoken::primary;

/// The author's texts for other languages, by language tag.
///
/// In a flow file: `{ "es": { "say": "…", "invalid_say": "…", "silent_say": "…", "confirm_say": "…" } }`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Texts(Vec<(Text, Wording)>);

/// The author's texts in one language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wording {
    /// The question.
    pub say: Option<Template>,
    /// What is said when an answer is not what was asked for.
    pub invalid: Option<Template>,
    /// What is said when no answer came.
    pub silent: Option<Template>,
    /// How the answer is confirmed.
    pub confirm: Option<Template>,
}

impl Wording {
    fn templates(&self) -> impl Iterator<Item = &Template> {
        [&self.say, &self.invalid, &self.silent, &self.confirm].into_iter().flatten()
    }
}

impl Texts {
    /// The texts for a language tag: for exactly this one, else for its language.
    pub fn for_language(&self, tag: &str) -> Option<&Wording> {
        let exact = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(tag));
        let found = exact
            .or_else(|| self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(primary(tag))))
            .or_else(|| {
                self.0.iter().find(|(known, _)| primary(known).eq_ignore_ascii_case(primary(tag)))
            });
        found.map(|(_, wording)| wording)
    }

    /// The language tags, each with its texts.
    pub fn languages(&self) -> impl Iterator<Item = (&Text, &Wording)> {
        self.0.iter().map(|(tag, wording)| (tag, wording))
    }

    /// The languages that have no question of their own.
    pub fn without_question(&self) -> impl Iterator<Item = &Text> {
        self.0.iter().filter(|(_, wording)| wording.say.is_none()).map(|(tag, _)| tag)
    }
}

impl FieldType for Texts {
    fn field(name: &str) -> Field {
        Field::new(name, FieldKind::Json, JsonAs::Map)
    }

    fn read(reading: &Reading<'_>, field: &Field) -> Texts {
        let Some(node) = reading.node(field) else { return Texts::default() };
        let languages = node.members().map(|(tag, texts)| {
            let text = |name: &str| {
                let source = Text::from(texts.get(name)?.text_of()?);
                (!source.trim().is_empty()).then(|| reading.template(field, source))
            };
            let wording = Wording {
                say: text("say"),
                invalid: text("invalid_say"),
                silent: text("silent_say"),
                confirm: text("confirm_say"),
            };
            (Text::from(tag.text), wording)
        });
        Texts(languages.collect())
    }

    fn visit(&self, field: &Text, visitor: &mut dyn Visitor) {
        for (_, wording) in &self.0 {
            for template in wording.templates() {
                visitor.part(field, Part::Template(template));
            }
        }
    }
}
