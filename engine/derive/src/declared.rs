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
    let widget = widget(input)?;
    let Members { specs, reads, visits, .. } = members(input)?;
    Ok(quote! {
        impl ::centralita_engine::declare::Declared for #name {
            fn declaration() -> ::centralita_engine::declare::Spec {
                let mut fields = ::std::vec::Vec::new();
                #(#specs)*
                ::centralita_engine::declare::Spec { fields, ..#widget }
            }
            fn read(reading: &::centralita_engine::declare::Reading<'_>) -> Self {
                let (_, from) = (&reading, 0usize);
                let _ = from;
                #name { #(#reads),* }
            }
            fn visit(&self, spec: &::centralita_engine::declare::Spec, visitor: &mut dyn ::centralita_engine::declare::Visitor) {
                let (fields, _) = (&spec.fields, &visitor);
                let _ = fields;
                #(#visits)*
            }
        }
    })
}

pub fn derive_properties(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let Members { specs, reads, visits, count } = members(input)?;
    Ok(quote! {
        impl ::centralita_engine::declare::Properties for #name {
            const COUNT: usize = #count;
            fn fields() -> ::std::vec::Vec<::centralita_engine::declare::Field> {
                let mut fields = ::std::vec::Vec::with_capacity(Self::COUNT);
                #(#specs)*
                fields
            }
            fn read(reading: &::centralita_engine::declare::Reading<'_>, from: usize) -> Self {
                #name { #(#reads),* }
            }
            fn visit(&self, fields: &[::centralita_engine::declare::Field], visitor: &mut dyn ::centralita_engine::declare::Visitor) {
                #(#visits)*
            }
        }
    })
}

/// What is written for the fields of a struct of properties.
struct Members {
    /// Add the declarations to `fields`.
    specs: Vec<TokenStream>,
    /// Read the values, from the place `from` on.
    reads: Vec<TokenStream>,
    /// Show what is inside; `fields` are the declarations.
    visits: Vec<TokenStream>,
    /// How many properties there are.
    count: TokenStream,
}

fn members(input: &DeriveInput) -> Result<Members> {
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
                "a widget's properties stand in a struct: this is derived for a struct",
            ));
        }
    };
    let mut members =
        Members { specs: Vec::new(), reads: Vec::new(), visits: Vec::new(), count: quote!(0usize) };
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        let (ty, place) = (&field.ty, members.count.clone());
        if stands_for_all(field)? {
            let part = quote!(<#ty as ::centralita_engine::declare::Properties>);
            members.specs.push(quote!(fields.extend(#part::fields());));
            members.reads.push(quote!(#ident: #part::read(reading, from + #place)));
            members.visits.push(quote!(#part::visit(&self.#ident, &fields[#place..], visitor);));
            members.count = quote!(#place + #part::COUNT);
            continue;
        }
        let spec = field_spec(field, ident)?;
        let part = quote!(<#ty as ::centralita_engine::declare::FieldType>);
        members.specs.push(quote!(fields.push(#spec);));
        members.reads.push(quote!(#ident: #part::read(reading, reading.field(from + #place))));
        members.visits.push(quote!(#part::visit(&self.#ident, &fields[#place].name, visitor);));
        members.count = quote!(#place + 1usize);
    }
    Ok(members)
}

/// Whether a field is marked as standing for all properties of its type.
fn stands_for_all(field: &syn::Field) -> Result<bool> {
    let mut all = false;
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("field")) {
        let text = attribute.meta.require_list()?.tokens.to_string();
        all |= text.trim() == "all";
    }
    Ok(all)
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
                return Err(meta.error("a field takes wire, label, group, control, json, default, range, required, literal, alias or choices, or nothing but all"));
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
