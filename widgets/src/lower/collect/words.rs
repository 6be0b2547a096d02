//! The words of a collected answer for Studio: the author's, else ours, in the language of the moment.

use centralita_engine::Text;
use centralita_engine::declare::Whole;
use centralita_engine::template::Template;

use super::super::answer::Said;
use super::Asking;
use crate::people::collect::answer::Rules;
use crate::people::collect::date::{DateRules, When};
use crate::people::collect::spoken::Language;
use crate::people::collect::{Collect, phrases};

impl Asking<'_> {
    pub(super) fn question(&self) -> String {
        self.tongue.say(self.collect, |wording, _| {
            let own = wording.and_then(|wording| wording.say.as_ref());
            source(own.or(self.collect.say.as_ref()))
        })
    }

    pub(super) fn invalid_words(&self) -> String {
        self.tongue.say(self.collect, |wording, language| {
            let own = wording.and_then(|wording| wording.invalid.as_ref());
            match own.or(self.collect.invalid_say.as_ref()) {
                Some(own) => own.source().into(),
                None => phrases::invalid(&rules(self.collect, language), self.on_call).into(),
            }
        })
    }

    pub(super) fn silent_words(&self) -> String {
        self.tongue.say(self.collect, |wording, language| {
            let own = wording.and_then(|wording| wording.silent.as_ref());
            match own.or(self.collect.silent_say.as_ref()) {
                Some(own) => own.source().into(),
                None => phrases::silent(language).into(),
            }
        })
    }

    /// The question whether the answer, of which `value` is the template, was understood.
    pub(super) fn confirm_words(&self, value: &str, said: Said) -> String {
        let ready = match said {
            Said::Plain => String::new(),
            Said::OneByOne if !self.on_call => String::new(),
            Said::OneByOne => {
                let plus = self.tongue.say(self.collect, |_, language| match language {
                    Language::English => "plus".into(),
                    Language::Spanish => "más".into(),
                });
                format!(
                    "{{% capture plus %}}{plus}{{% endcapture %}}{{% assign plus = plus | strip %}}{{% assign value = value | split: '' | join: ' ' | replace: '+', plus %}}"
                )
            }
            Said::Amount => {
                let point = self.tongue.say(self.collect, |_, language| match language {
                    Language::English => ".".into(),
                    Language::Spanish => ",".into(),
                });
                format!(
                    "{{% capture point %}}{point}{{% endcapture %}}{{% assign cents = value | times: 100 | round | modulo: 100 %}}{{% assign value = value | floor %}}{{% if cents > 0 %}}{{% if cents < 10 %}}{{% assign cents = cents | prepend: '0' %}}{{% endif %}}{{% assign value = value | append: point | append: cents %}}{{% endif %}}"
                )
            }
            Said::YesNo => {
                let yes = self
                    .tongue
                    .say(self.collect, |_, language| phrases::yes_no(true, language).into());
                format!(
                    "{{% capture yes %}}{yes}{{% endcapture %}}{{% assign yes = yes | strip %}}{{% assign value = value | replace: 'yes', yes %}}"
                )
            }
        };
        let words = self.tongue.say(self.collect, |wording, language| {
            let own = wording.and_then(|wording| wording.confirm.as_ref());
            match own.or(self.collect.confirm_say.as_ref()) {
                Some(own) => own.source().into(),
                None => phrases::confirm("{{value}}", language, self.on_call).into(),
            }
        });
        format!(
            "{{% capture value %}}{value}{{% endcapture %}}{{% assign value = value | strip %}}{ready}{words}"
        )
    }
}

fn source(template: Option<&Template>) -> String {
    template.map_or_else(String::new, |template| template.source().to_owned())
}

/// The rules as our own words about them need them.
fn rules(collect: &Collect, language: Language) -> Rules<'_> {
    let length = |whole: &Option<Whole>| match whole {
        Some(Whole::Fixed(number)) => Some(u32::try_from((*number).max(0)).unwrap_or(u32::MAX)),
        _ => None,
    };
    Rules {
        asked: collect.answer,
        lengths: (length(&collect.min_length), length(&collect.max_length)),
        range: (None, None),
        check_digit: false,
        dates: DateRules {
            month_first: collect.date_order == "month-first",
            when: When::Any,
            today: jiff::civil::Date::default(),
        },
        country_code: Text::default(),
        choices: &collect.choices,
        language,
    }
}
