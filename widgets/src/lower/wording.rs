//! What a collected answer's questions say, in the language that Studio finds when it asks.

use centralita_engine::Text;
use centralita_engine::check::Sentence;
use centralita_engine::flow::Flow;

use crate::people::collect::Collect;
use crate::people::collect::spoken::{Language, primary};
use crate::people::collect::texts::Wording;

/// The language in which a question is asked.
pub(super) struct Tongue {
    /// The language tag, perhaps a template.
    pub tag: String,
    /// Whether the tag is written out.
    is_fixed: bool,
}

impl Tongue {
    /// The language of a question, or why Studio cannot follow it.
    pub fn of(flow: &Flow, collect: &Collect) -> Result<Tongue, Sentence> {
        let own = collect.language.as_ref().map(|tag| tag.source().trim().to_owned());
        let own = own.filter(|tag| !tag.is_empty());
        let first = flow.own().languages.first().map_or("en-US", Text::as_str);
        let tag = match own {
            Some(tag) => tag,
            None if sets_language(flow) => {
                format!("{{{{ flow.variables.language | default: '{first}' }}}}")
            }
            None => first.to_owned(),
        };
        let is_fixed = !tag.contains('{');
        if !is_fixed {
            let mut primaries: Vec<&str> =
                collect.texts.languages().map(|(tag, _)| primary(tag)).collect();
            primaries.sort_unstable();
            if primaries.iter().any(|primary| primary.len() != 2) {
                return Err(Sentence::new(
                    "It has texts in a language whose tag has not two letters. Ask in that language with a widget of its own.",
                    "Tiene textos en un idioma cuya etiqueta no tiene dos letras. Pregunte en ese idioma con un widget aparte.",
                ));
            }
            if primaries.windows(2).any(|pair| pair[0] == pair[1]) {
                return Err(Sentence::new(
                    "It has texts for two countries of one language. Ask in each with a widget of its own.",
                    "Tiene textos para dos países de un mismo idioma. Pregunte en cada uno con un widget aparte.",
                ));
            }
        }
        Ok(Tongue { tag, is_fixed })
    }

    /// What `words` says, in the language of the moment.
    pub fn say(
        &self,
        collect: &Collect,
        words: impl Fn(Option<&Wording>, Language) -> String,
    ) -> String {
        if self.is_fixed {
            return words(collect.texts.for_language(&self.tag), Language::of_tag(&self.tag));
        }
        let usual = words(None, Language::English);
        let mut tongues: Vec<String> =
            collect.texts.languages().map(|(tag, _)| primary(tag).to_lowercase()).collect();
        if !tongues.iter().any(|tongue| tongue == "es") {
            tongues.push("es".into());
        }
        let mut said = String::new();
        for tongue in tongues {
            let own = words(collect.texts.for_language(&tongue), Language::of_tag(&tongue));
            if own != usual {
                let tag = if said.is_empty() { "if" } else { "elsif" };
                said.push_str(&format!("{{% {tag} tongue == '{tongue}' %}}{own}"));
            }
        }
        if said.is_empty() {
            return usual;
        }
        format!(
            "{{% capture tongue %}}{}{{% endcapture %}}{{% assign tongue = tongue | strip | downcase | slice: 0, 2 %}}{said}{{% else %}}{usual}{{% endif %}}",
            self.tag
        )
    }
}

/// Whether the flow may set its variable `language`.
fn sets_language(flow: &Flow) -> bool {
    flow.document().text().contains("language\"")
        && flow.widgets().iter().any(|widget| {
            let is_script =
                widget.kind.starts_with("script-") || widget.kind == "centralita-script";
            is_script
                || super::making::rows(widget, "variables").iter().any(|(key, _)| key == "language")
        })
}
