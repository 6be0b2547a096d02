//! In which of its many forms a file has its flow.

use crate::Text;

/// The form of a file, as far as edits have to respect it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// What stands around the definition.
    pub wrapper: Wrapper,
    /// Whether the definition is a JSON text inside the JSON, to be decoded twice.
    pub definition_is_text: bool,
    /// Whether this is the old export format: wires by `sid`, `InitialState`, no `initial_state`.
    pub legacy: bool,
    /// How the widgets are listed.
    pub states: StatesShape,
}

/// What stands around the definition of a flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Wrapper {
    /// Nothing: the file is the definition, as the console's export is.
    #[default]
    Bare,
    /// The flow resource of the REST API, or another map with a `definition` in it.
    Resource(Resource),
}

/// What a wrapper says about its flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    /// The flow's id at the vendor, `FW` and 32 digits.
    pub sid: Option<Text>,
    /// The flow's name.
    pub friendly_name: Option<Text>,
    /// `draft` or `published`.
    pub status: Option<Text>,
    /// The number of the revision.
    pub revision: Option<i64>,
}

/// How the widgets of a flow are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StatesShape {
    /// As a list, which is right.
    #[default]
    List,
    /// As a map from name to widget.
    Map,
    /// Not at all.
    Missing,
}
