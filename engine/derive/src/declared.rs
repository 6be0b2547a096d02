//! `#[derive(Declared)]`: a widget's properties, from a struct.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::meta::ParseNestedMeta;
use syn::parse::Parse;
use syn::{
    Data, DeriveInput, Error, Expr, ExprRange, Fields, Ident, LitStr, RangeLimits, Result, Token,
    parenthesized,
};

use crate::words::{docs, sentence};

pub fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => fields.named.iter().collect(),
            Fields::Unit => Vec::new(),
            Fields::Unnamed(_) => {
                return Err(Error::new_spanned(input, "a widget's properties are named fields"));
            }
        },
        _ => {
            return Err(Error::new_spanned(
                input,
                "a widget type is a struct: derive Declared for a struct",
            ));
        }
    };
    let widget = widget(input)?;
    let mut specs = Vec::new();
    let mut reads = Vec::new();
    let mut visits = Vec::new();
    for (place, field) in fields.iter().enumerate() {
        let Some(ident) = &field.ident else { continue };
        let ty = &field.ty;
        specs.push(field_spec(field, ident)?);
        reads.push(quote!(#ident: <#ty as ::centralita_engine::declare::FieldType>::read(reading, reading.field(#place))));
        visits.push(quote! {
            <#ty as ::centralita_engine::declare::FieldType>::visit(&self.#ident, &spec.fields[#place].name, visitor);
        });
    }
    Ok(quote! {
        impl ::centralita_engine::declare::Declared for #name {
            fn declaration() -> ::centralita_engine::declare::Spec {
                ::centralita_engine::declare::Spec {
                    fields: ::std::vec![#(#specs),*],
                    ..#widget
                }
            }
            fn read(reading: &::centralita_engine::declare::Reading<'_>) -> Self {
                let _ = &reading;
                #name { #(#reads),* }
            }
            fn visit(&self, spec: &::centralita_engine::declare::Spec, visitor: &mut dyn ::centralita_engine::declare::Visitor) {
                let _ = (spec, &visitor);
                #(#visits)*
            }
        }
    })
}

fn widget(input: &DeriveInput) -> Result<TokenStream> {
    let help = docs(&input.attrs);
    let mut kind = None;
    let mut rest = Vec::new();
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("widget")) {
        attribute.parse_nested_meta(|meta| {
            let known = |name: &str| meta.path.is_ident(name);
            if known("kind") {
                kind = Some(meta.value()?.parse::<LitStr>()?);
            } else if known("label") || known("icon") {
                let field = format_ident!("{}", meta.path.get_ident().map(Ident::to_string).unwrap_or_default());
                let text = meta.value()?.parse::<LitStr>()?;
                rest.push(quote!(#field: #text.into()));
            } else if known("group") {
                let group = meta.value()?.parse::<Ident>()?;
                rest.push(quote!(group: ::centralita_engine::declare::Group::#group));
            } else if known("channels") {
                let content;
                parenthesized!(content in meta.input);
                let channels = content.parse_terminated(<Ident as Parse>::parse, Token![,])?;
                let channels = channels.iter();
                rest.push(quote!(channels: ::std::vec![#(::centralita_engine::declare::Channel::#channels),*]));
            } else if known("alias") {
                let texts = texts(&meta)?;
                rest.push(quote!(aliases: ::std::vec![#(#texts.into()),*]));
            } else if known("opens_flow") {
                let text = meta.value()?.parse::<LitStr>()?;
                rest.push(quote!(opens_flow: ::core::option::Option::Some(#text.into())));
            } else if known("waits") || known("starter") || known("speaks") || known("discontinued") || known("starts") {
                let field = format_ident!("{}", meta.path.get_ident().map(Ident::to_string).unwrap_or_default());
                rest.push(quote!(#field: true));
            } else {
                return Err(meta.error("a widget takes kind, label, group, icon, channels, alias, opens_flow, waits, speaks, starter, starts or discontinued"));
            }
            Ok(())
        })?;
    }
    let Some(kind) = kind else {
        return Err(Error::new_spanned(
            &input.ident,
            "a widget type needs #[widget(kind = \"…\")]: the type string in flow files",
        ));
    };
    if help.is_empty() {
        return Err(Error::new_spanned(
            &input.ident,
            "a widget type needs a doc comment: its first line is what the palette shows",
        ));
    }
    Ok(quote! {
        ::centralita_engine::declare::Spec {
            help: #help.into(),
            #(#rest,)*
            ..::centralita_engine::declare::Spec::new(#kind)
        }
    })
}

fn field_spec(field: &syn::Field, ident: &Ident) -> Result<TokenStream> {
    let ty = &field.ty;
    let mut wire = ident.to_string().trim_start_matches("r#").to_owned();
    let mut label = sentence(&wire);
    let mut rest = Vec::new();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("field")) {
        attribute.parse_nested_meta(|meta| {
            let known = |name: &str| meta.path.is_ident(name);
            if known("wire") {
                wire = meta.value()?.parse::<LitStr>()?.value();
            } else if known("label") {
                label = meta.value()?.parse::<LitStr>()?.value();
            } else if known("group") {
                let text = meta.value()?.parse::<LitStr>()?;
                rest.push(quote!(field.group = #text.into();));
            } else if known("control") {
                let control = meta.value()?.parse::<Ident>()?;
                rest.push(quote!(field.kind = ::centralita_engine::declare::FieldKind::#control;));
            } else if known("json") {
                let json = meta.value()?.parse::<Ident>()?;
                rest.push(quote!(field.json = ::centralita_engine::declare::JsonAs::#json;));
            } else if known("default") {
                let value: Expr = meta.value()?.parse()?;
                rest.push(quote!(field.default = ::centralita_engine::declare::sample(#value);));
            } else if known("range") {
                let range: ExprRange = meta.value()?.parse()?;
                let (Some(from), RangeLimits::Closed(_), Some(to)) = (&range.start, &range.limits, &range.end) else {
                    return Err(meta.error("a range has both ends: write `range = 1..=60`"));
                };
                rest.push(quote!(field.range = ::core::option::Option::Some((#from, #to));));
            } else if known("required") {
                rest.push(quote!(field.required = true;));
            } else if known("literal") {
                rest.push(quote!(field.templated = false;));
            } else if known("alias") {
                let texts = texts(&meta)?;
                rest.push(quote!(field.aliases = ::std::vec![#(#texts.into()),*];));
            } else if known("choices") {
                let content;
                parenthesized!(content in meta.input);
                let mut choices = Vec::new();
                while !content.is_empty() {
                    let value: LitStr = content.parse()?;
                    let label = if content.peek(Token![=]) {
                        content.parse::<Token![=]>()?;
                        content.parse::<LitStr>()?.value()
                    } else {
                        sentence(&value.value().replace('-', "_"))
                    };
                    choices.push(quote!(::centralita_engine::declare::Choice { value: #value.into(), label: #label.into() }));
                    if !content.is_empty() {
                        content.parse::<Token![,]>()?;
                    }
                }
                rest.push(quote!(field.kind = ::centralita_engine::declare::FieldKind::Choice(::std::vec![#(#choices),*]);));
            } else {
                return Err(meta.error("a field takes wire, label, group, control, json, default, range, required, literal, alias or choices"));
            }
            Ok(())
        })?;
    }
    let help = docs(&field.attrs);
    if help.is_empty() {
        return Err(Error::new_spanned(
            field,
            "a field needs a doc comment: it is the help beside the form",
        ));
    }
    Ok(quote! {{
        let mut field = <#ty as ::centralita_engine::declare::FieldType>::field(#wire);
        field.label = #label.into();
        field.help = #help.into();
        #(#rest)*
        field
    }})
}

fn texts(meta: &ParseNestedMeta<'_>) -> Result<Vec<LitStr>> {
    let content;
    parenthesized!(content in meta.input);
    let texts = content.parse_terminated(<LitStr as Parse>::parse, Token![,])?;
    Ok(texts.into_iter().collect())
}
