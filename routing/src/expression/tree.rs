//! The tree of an expression.

use std::fmt;
use std::sync::Arc;

use crate::span::Span;

/// A condition, or a part of one. Trees are equal when they mean the same, wherever they stand.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// One of the parts has to hold; at least two parts, none of them an `Or`.
    Or(Vec<Node>),
    /// All parts have to hold; at least two parts, none of them an `And`.
    And(Vec<Node>),
    /// The part must not hold.
    Not(Box<Node>),
    /// Two things compared.
    Compare(Comparison),
    /// No expression at all; it holds for nobody.
    Empty,
    /// Something that could not be read. A tree with one of these holds for nobody.
    Error(Broken),
}

/// Two things compared.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The thing on the left.
    pub left: Operand,
    /// How they are compared.
    pub operator: Operator,
    /// The thing on the right.
    pub right: Operand,
    /// Where the operator stands.
    pub operator_span: Span,
}

impl PartialEq for Comparison {
    fn eq(&self, other: &Comparison) -> bool {
        self.left == other.left && self.operator == other.operator && self.right == other.right
    }
}

/// A part that could not be read, with its text kept.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The text as it stands.
    pub text: Arc<str>,
    /// Where.
    pub span: Span,
}

impl PartialEq for Broken {
    fn eq(&self, other: &Broken) -> bool {
        self.text == other.text
    }
}

/// A thing that is compared.
#[derive(Clone, Debug)]
pub struct Operand {
    /// What it is.
    pub kind: OperandKind,
    /// Where it stands.
    pub span: Span,
}

impl PartialEq for Operand {
    fn eq(&self, other: &Operand) -> bool {
        self.kind == other.kind
    }
}

/// What a compared thing is.
#[derive(Clone, Debug, PartialEq)]
pub enum OperandKind {
    /// A constant.
    Constant(Constant),
    /// A list of constants.
    List(Vec<Constant>),
    /// The name of an attribute.
    Key(Path),
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// A text, without its quotes and escapes.
    Text(Arc<str>),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
    /// `null`.
    Null,
}

/// The name of an attribute, step by step: `object.list[2]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Segment>);

/// A step of an attribute's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// A key of an object.
    Name(Arc<str>),
    /// A place in a list, from 0.
    Index(u32),
}

impl Path {
    /// The first name.
    pub fn first(&self) -> &str {
        match self.0.first() {
            Some(Segment::Name(name)) => name,
            _ => "",
        }
    }

    /// The name after the first step.
    #[must_use]
    pub fn rest(&self) -> Path {
        Path(self.0.get(1..).unwrap_or_default().to_vec())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Name(name) if place == 0 => f.write_str(name)?,
                Segment::Name(name) => write!(f, ".{name}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// How two things are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `==`, also `=`.
    Equal,
    /// `!=`.
    Unequal,
    /// `>`.
    Greater,
    /// `>=`.
    AtLeast,
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
    /// `CONTAINS`: a text in a text.
    Contains,
    /// `HAS`, also `>-`: a list holds something.
    Has,
    /// `IN`, also `<-`: something is in a list.
    In,
    /// `NOT IN`.
    NotIn,
}

impl Operator {
    /// The operator as it is printed.
    pub fn word(self) -> &'static str {
        match self {
            Operator::Equal => "==",
            Operator::Unequal => "!=",
            Operator::Greater => ">",
            Operator::AtLeast => ">=",
            Operator::Less => "<",
            Operator::AtMost => "<=",
            Operator::Contains => "CONTAINS",
            Operator::Has => "HAS",
            Operator::In => "IN",
            Operator::NotIn => "NOT IN",
        }
    }
}

impl Node {
    /// Whether every part could be read.
    pub fn is_whole(&self) -> bool {
        match self {
            Node::Or(parts) | Node::And(parts) => parts.iter().all(Node::is_whole),
            Node::Not(part) => part.is_whole(),
            Node::Compare(_) | Node::Empty => true,
            Node::Error(_) => false,
        }
    }

    /// Calls `each` with every comparison, from left to right.
    pub fn for_each_comparison<'a>(&'a self, each: &mut dyn FnMut(&'a Comparison)) {
        match self {
            Node::Or(parts) | Node::And(parts) => {
                parts.iter().for_each(|part| part.for_each_comparison(each));
            }
            Node::Not(part) => part.for_each_comparison(each),
            Node::Compare(comparison) => each(comparison),
            Node::Empty | Node::Error(_) => {}
        }
    }
}
