//! Derives that turn a widget's struct into its declaration.
//!
//! A widget type is written once: a struct with its properties, an enum with its exits, a struct
//! with the variables it stores. [`macro@Declared`], [`macro@Exits`] and [`macro@Outputs`] read the three and write
//! what the rest of the house asks for: the [`Spec`], the reader of a widget's properties, the
//! place of each exit, the map of variables.
//!
//! The macros hold no knowledge of any widget and no behaviour; they only save writing a fact twice.
//!
//! [`Spec`]: https://docs.rs/centralita-engine

mod declared;
mod exits;
mod outputs;
mod words;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Derives `Declared`: the declaration of a widget type and the reader of its properties.
///
/// On the struct: `#[widget(kind = "…", label = "…", group = Voice, icon = "…", channels(Call), …)]`;
/// on each field, when its Rust name, type and doc comment do not say it all: `#[field(wire = "…",
/// label = "…", control = Speech, group = "…", default = 5, range = 1..=60, required, alias("…"),
/// choices("a" = "Label"), json = Text)]`. The doc comments become the help. A field marked
/// `#[field(all)]` stands for all properties of its type, which derives [`macro@Properties`].
#[proc_macro_derive(Declared, attributes(widget, field))]
pub fn declared(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    declared::derive(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Derives `Properties` for a struct of properties that several widget types have, written like
/// those of a widget.
#[proc_macro_derive(Properties, attributes(field))]
pub fn properties(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    declared::derive_properties(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Derives `Exits` for an enum: each variant is one way out of a widget.
///
/// A unit variant is a fixed exit; its event is the variant's name in `camelCase` or
/// `#[exit(wire = "…")]`. One last variant may hold a row number: `#[exit(each = "conditions")]
/// Match(u16)` stands for one exit per row.
#[proc_macro_derive(Exits, attributes(exit))]
pub fn exits(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    exits::derive(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Derives `Outputs` for a struct: each field is one variable that a widget stores.
///
/// `#[output(wire = "Digits", sample = "1")]` gives the name as templates read it and an example
/// value for previews; the doc comment says what it holds. `#[output(fallback)]` is not needed: a
/// field that is `None` is simply not stored.
#[proc_macro_derive(Outputs, attributes(output))]
pub fn outputs(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    outputs::derive(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}
