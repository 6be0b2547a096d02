//! The widget types of Centralita.
//!
//! Each file below holds one widget's whole life: its words, its form, its rules, its exits, its
//! behaviour and its tests. [`builtin`] is the one list of them; its order is the palette's order.
//!
//! Nothing here performs anything. A widget asks through the engine's
//! [`Turning`](centralita_engine::exec::Turning) and learns through events, as a script does.

pub mod connect;
pub mod logic;
pub mod message;
pub mod people;
pub mod script;
pub mod start;
pub mod testing;
pub mod voice;

use centralita_engine::declare::Catalogue;

/// All widget types that come with the house, in the palette's order.
pub fn builtin() -> Catalogue {
    Catalogue::empty()
        .with::<start::trigger::Start>()
        .with::<voice::gather_input::GatherInput>()
        .with::<logic::split_based_on::SplitBasedOn>()
        .with::<logic::set_variables::SetVariables>()
        .with::<logic::repeat::Repeat>()
        .with::<logic::hours::Hours>()
        .with::<logic::wait::Wait>()
        .with::<logic::end::End>()
        .with::<people::collect::Collect>()
}
