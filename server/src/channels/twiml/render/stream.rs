//! Copies of a call's audio.

use centralita_engine::Value;
use centralita_engine::exec::Stream;

use super::xml::Attributes;
use super::{Lacking, Page};

impl Page<'_> {
    /// Starts or stops a copy; the provider goes on with the next verb at once.
    pub(super) fn stream(&mut self, stream: &Stream) {
        let is_siprec = stream.transport.trim() == "siprec";
        let (noun, lacking) =
            if is_siprec { ("Siprec", Lacking::Siprec) } else { ("Stream", Lacking::Stream) };
        let verb = if stream.start { "Start" } else { "Stop" };
        if !self.profile.has(verb) || !self.profile.has(noun) {
            return self.lacks(lacking);
        }
        self.xml.open(verb, Attributes::default());
        let mut attributes = Attributes::default().with_some("name", &stream.name);
        if stream.start {
            attributes = if is_siprec {
                attributes.with_some("connectorName", &stream.connector)
            } else {
                attributes.with_some("url", stream.url.trim())
            };
            attributes = attributes.with_some("track", &stream.track);
        }
        if !stream.start || stream.parameters.is_empty() {
            self.xml.empty(noun, attributes);
        } else {
            self.xml.open(noun, attributes);
            for (name, value) in stream.parameters.iter() {
                self.pair("Parameter", name, value);
            }
            self.xml.close(noun);
        }
        self.xml.close(verb);
    }

    /// `<Parameter name= value=/>` or its like.
    pub(super) fn pair(&mut self, element: &'static str, name: &str, value: &Value) {
        let value = value.as_text().map_or_else(|| value.to_json(), str::to_owned);
        let attributes = Attributes::default().with("name", name).with("value", value);
        self.xml.empty(element, attributes);
    }
}
