//! `#[derive(Outputs)]`: the variables a widget stores, from a struct.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Expr, Fields, LitStr, Result};

use crate::words::docs;

pub fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => fields.named.iter().collect(),
            Fields::Unit => Vec::new(),
            Fields::Unnamed(_) => {
                return Err(Error::new_spanned(
                    input,
                    "outputs are named fields: each is one variable",
                ));
            }
        },
        _ => {
            return Err(Error::new_spanned(
                input,
                "outputs are the fields of a struct: derive Outputs for a struct",
            ));
        }
    };
    let mut specs = Vec::new();
    let mut stores = Vec::new();
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        let mut path = ident.to_string();
        let mut sample = quote!(::centralita_engine::Value::Null);
        for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("output"))
        {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("wire") {
                    path = meta.value()?.parse::<LitStr>()?.value();
                } else if meta.path.is_ident("sample") {
                    let value: Expr = meta.value()?.parse()?;
                    sample = quote!(::centralita_engine::declare::sample(#value));
                } else {
                    return Err(meta.error("an output takes wire or sample"));
                }
                Ok(())
            })?;
        }
        let help = docs(&field.attrs);
        if help.is_empty() {
            return Err(Error::new_spanned(
                field,
                "an output needs a doc comment: it is what autocomplete shows",
            ));
        }
        specs.push(quote! {
            ::centralita_engine::declare::Output { path: #path.into(), help: #help.into(), sample: #sample }
        });
        stores.push(quote! {
            ::centralita_engine::declare::Stored::store(self.#ident, #path, into);
        });
    }
    Ok(quote! {
        impl ::centralita_engine::declare::Outputs for #name {
            fn specs() -> ::std::vec::Vec<::centralita_engine::declare::Output> {
                ::std::vec![#(#specs),*]
            }
            fn store(self, into: &mut ::centralita_engine::Map) {
                let _ = &into;
                #(#stores)*
            }
        }
    })
}
