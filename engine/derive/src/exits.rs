//! `#[derive(Exits)]`: a widget's ways out, from an enum.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parse;
use syn::{Data, DeriveInput, Error, Fields, LitStr, Result, Token, Variant, parenthesized};

use crate::words::{camel, docs, sentence};

struct Exit {
    event: String,
    label: String,
    help: String,
    each: Option<LitStr>,
    failure: bool,
    old: bool,
    channels: Vec<syn::Ident>,
}

pub fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(
            input,
            "exits are the variants of an enum: derive Exits for an enum",
        ));
    };
    let name = &input.ident;
    let mut specs = Vec::new();
    let mut arms = Vec::new();
    let count = data.variants.len();
    for (place, variant) in data.variants.iter().enumerate() {
        let exit = read(variant)?;
        let ident = &variant.ident;
        let id = u16::try_from(place).map_err(|_| Error::new_spanned(variant, "too many exits"))?;
        match (&variant.fields, &exit.each) {
            (Fields::Unit, None) => arms.push(quote!(#name::#ident => #id)),
            (Fields::Unnamed(fields), Some(_)) if fields.unnamed.len() == 1 => {
                if place + 1 != count {
                    return Err(Error::new_spanned(
                        variant,
                        "an exit for each row has to be the last variant, so that the fixed exits keep their numbers",
                    ));
                }
                arms.push(quote!(#name::#ident(row) => #id.saturating_add(row)));
            }
            (_, Some(_)) => {
                return Err(Error::new_spanned(
                    variant,
                    "an exit for each row holds the row's number: write `Match(u16)`",
                ));
            }
            _ => {
                return Err(Error::new_spanned(
                    variant,
                    "an exit holds nothing, or a row's number together with #[exit(each = \"…\")]",
                ));
            }
        }
        let Exit { event, label, help, each, failure, old, channels } = exit;
        let each = match each {
            Some(field) => quote!(::core::option::Option::Some(#field.into())),
            None => quote!(::core::option::Option::None),
        };
        specs.push(quote! {
            ::centralita_engine::declare::ExitSpec {
                event: #event.into(), label: #label.into(), help: #help.into(),
                each: #each, failure: #failure, old: #old,
                channels: ::std::vec![#(::centralita_engine::declare::Channel::#channels),*],
            }
        });
    }
    Ok(quote! {
        impl ::centralita_engine::declare::Exits for #name {
            fn specs() -> ::std::vec::Vec<::centralita_engine::declare::ExitSpec> {
                ::std::vec![#(#specs),*]
            }
            #[inline]
            fn id(self) -> u16 {
                match self { #(#arms),* }
            }
        }
    })
}

fn read(variant: &Variant) -> Result<Exit> {
    let name = variant.ident.to_string();
    let mut exit = Exit {
        event: camel(&name),
        label: sentence(&name),
        help: docs(&variant.attrs),
        each: None,
        failure: false,
        old: false,
        channels: Vec::new(),
    };
    for attribute in variant.attrs.iter().filter(|attribute| attribute.path().is_ident("exit")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("wire") {
                exit.event = meta.value()?.parse::<LitStr>()?.value();
            } else if meta.path.is_ident("label") {
                exit.label = meta.value()?.parse::<LitStr>()?.value();
            } else if meta.path.is_ident("each") {
                exit.each = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("failure") {
                exit.failure = true;
            } else if meta.path.is_ident("old") {
                exit.old = true;
            } else if meta.path.is_ident("channels") {
                let content;
                parenthesized!(content in meta.input);
                let names = content.parse_terminated(<syn::Ident as Parse>::parse, Token![,])?;
                exit.channels = names.into_iter().collect();
            } else {
                return Err(meta.error("an exit takes wire, label, each, failure, old or channels"));
            }
            Ok(())
        })?;
    }
    if exit.help.is_empty() {
        return Err(Error::new_spanned(
            variant,
            "an exit needs a doc comment: it is what the author reads beside the wire",
        ));
    }
    Ok(exit)
}
