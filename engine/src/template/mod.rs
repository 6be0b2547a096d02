//! Stub.
#![allow(missing_docs)]
use crate::{Map, Span, Text, Time, Value};
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Standard,
    Studio,
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub span: Span,
    pub message: String,
}
#[derive(Clone, Debug, PartialEq)]
pub struct Template(Text, Dialect);
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    Key(Text),
    Index(i64),
    Computed,
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub path: Vec<Segment>,
    pub span: Span,
    pub guarded: bool,
}
impl Template {
    pub fn parse(s: impl Into<Text>, d: Dialect) -> Template {
        Template(s.into(), d)
    }
    pub fn literal(s: impl Into<Text>) -> Template {
        Template(s.into(), Dialect::Studio)
    }
    pub fn source(&self) -> &str {
        &self.0
    }
    pub fn as_literal(&self) -> Option<&str> {
        (!self.0.contains("{{")).then_some(&self.0)
    }
    pub fn faults(&self) -> &[Fault] {
        &[]
    }
    pub fn mentions(&self) -> &[Mention] {
        &[]
    }
    pub fn render(&self, _: &Scope<'_>, _: &mut Vec<Fault>) -> Result<Text, Fault> {
        Ok(self.0.clone())
    }
    pub fn value(&self, _: &Scope<'_>, _: &mut Vec<Fault>) -> Result<Value, Fault> {
        Ok(self.0.clone().into())
    }
}
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    pub context: &'a Map,
    pub now: Time,
    pub zone: &'a jiff::tz::TimeZone,
    pub limits: &'a TemplateLimits,
}
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TemplateLimits {
    pub iterations: u64,
    pub studio_iterations: u64,
}
