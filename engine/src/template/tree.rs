//! The syntax tree of a template.
//!
//! Every literal text stays a [`Span`] of the source, so a tree holds names and numbers only.
//! The tree is never deeper than [`TemplateLimits::depth`](super::TemplateLimits::depth), which is
//! what makes it safe to walk and to drop by recursion.

use super::filters::Filter;
use crate::{Span, Text, Value};

/// A run of nodes between two tags.
#[derive(Debug)]
pub(super) struct Block {
    pub nodes: Vec<Node>,
    /// Whether nothing in here can ever print anything but white space.
    pub blank: bool,
}

impl Default for Block {
    fn default() -> Block {
        Block { nodes: Vec::new(), blank: true }
    }
}

/// One thing to do while rendering.
#[derive(Debug)]
pub(super) enum Node {
    /// Literal text.
    Text(Span),
    /// `{{ … }}` or `{% echo … %}`.
    Output(Pipeline),
    /// `{% assign name = … %}`.
    Assign { name: Text, value: Pipeline },
    /// `{% capture name %}…{% endcapture %}`.
    Capture { name: Text, body: Block, span: Span },
    /// `if` and `unless`: the first branch whose test holds is rendered.
    If { branches: Vec<Branch> },
    /// `case`: every arm that matches is rendered.
    Case { subject: Expr, arms: Vec<Arm>, span: Span },
    /// `for` and `tablerow`.
    Loop(Box<Loop>),
    /// `{% cycle group: a, b %}`.
    Cycle { group: Option<Expr>, written: Span, items: Vec<Expr> },
    /// `increment` prints and then adds one; `decrement` takes one off and then prints.
    Count { name: Text, by: i64 },
    /// `{% break %}`.
    Break,
    /// `{% continue %}`.
    Continue,
    /// `{% ifchanged %}…{% endifchanged %}`.
    IfChanged { body: Block, span: Span },
}

/// One branch of an `if`.
#[derive(Debug)]
pub(super) struct Branch {
    /// No test means `else`.
    pub test: Option<Condition>,
    /// Whether the branch is taken when its test does not hold: the head of `unless`.
    pub negated: bool,
    pub body: Block,
}

/// One `when` or `else` of a `case`.
#[derive(Debug)]
pub(super) struct Arm {
    /// No values means `else`.
    pub values: Option<Vec<Expr>>,
    pub body: Block,
}

/// `for` or `tablerow`.
#[derive(Debug)]
pub(super) struct Loop {
    pub variable: Text,
    pub items: Expr,
    /// How `items` is written, which names the loop for `offset: continue`.
    pub written: Span,
    pub reversed: bool,
    pub limit: Option<Expr>,
    pub offset: Offset,
    pub table: Option<Columns>,
    pub body: Block,
    pub otherwise: Block,
    /// The tag that begins the loop.
    pub span: Span,
}

/// Where a loop begins.
#[derive(Debug)]
pub(super) enum Offset {
    Start,
    /// Where the last loop over the same items stopped.
    Continue,
    At(Expr),
}

/// The columns of a `tablerow`.
#[derive(Debug)]
pub(super) enum Columns {
    /// One row with everything.
    All,
    Of(Expr),
}

/// A value and the filters it goes through.
#[derive(Debug)]
pub(super) struct Pipeline {
    pub head: Expr,
    pub filters: Vec<Call>,
    /// The markup inside the braces, without blanks around it.
    pub span: Span,
}

/// One filter in a [`Pipeline`].
#[derive(Debug)]
pub(super) struct Call {
    /// The name as written.
    pub name: Span,
    /// None when there is no such filter: Studio lets the value through.
    pub filter: Option<&'static Filter>,
    pub positional: Vec<Expr>,
    pub allow_false: Option<Expr>,
    /// What is wrong with the number of arguments; only Studio's dialect gets as far as running it.
    pub misfit: Option<Box<str>>,
}

/// Something that has a value.
#[derive(Debug)]
pub(super) enum Expr {
    Literal(Value),
    /// The word `blank`.
    Blank,
    /// The word `empty`.
    Empty,
    Path(Path),
    Range(Box<(Expr, Expr)>, Span),
}

/// A variable and the way into it: `widgets.menu.Digits`, `items[0]`, `[name]`.
#[derive(Debug)]
pub(super) struct Path {
    pub head: Head,
    pub rest: Box<[Step]>,
    /// Whether nothing in it has to be computed.
    pub fixed: bool,
}

impl Path {
    /// A path from a variable along these steps.
    pub fn new(head: Head, rest: Vec<Step>) -> Path {
        let fixed = matches!(head, Head::Name(_))
            && rest.iter().all(|step| !matches!(step, Step::Computed(_)));
        Path { head, rest: rest.into_boxed_slice(), fixed }
    }
}

/// The variable that a path starts from.
#[derive(Debug)]
pub(super) enum Head {
    Name(Text),
    /// `[expression]`.
    Computed(Box<Expr>),
}

/// One step into a value.
#[derive(Debug)]
pub(super) enum Step {
    /// `.name`, where `size`, `first` and `last` have a meaning of their own.
    Name(Text),
    /// `["name"]`.
    Key(Text),
    /// `[3]`.
    Index(i64),
    /// `[expression]`.
    Computed(Box<Expr>),
}

/// Tests joined by `and` and `or`, which bind from the right.
#[derive(Debug)]
pub(super) struct Condition {
    pub tests: Vec<(Test, Join)>,
}

/// How a test is joined to those on its right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Join {
    And,
    Or,
    /// The last one.
    End,
}

/// A value, or a comparison of two.
#[derive(Debug)]
pub(super) struct Test {
    pub left: Expr,
    pub compared: Option<(Comparison, Expr)>,
    pub span: Span,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
}

impl Node {
    /// Whether this can never print anything but white space.
    pub fn is_blank(&self, source: &str) -> bool {
        match self {
            Node::Text(span) => span.of(source).trim().is_empty(),
            Node::Assign { .. } | Node::Capture { .. } => true,
            Node::If { branches } => branches.iter().all(|branch| branch.body.blank),
            Node::Case { arms, .. } => arms.iter().all(|arm| arm.body.blank),
            Node::Loop(each) => each.table.is_none() && each.body.blank && each.otherwise.blank,
            Node::IfChanged { body, .. } => body.blank,
            Node::Output(_)
            | Node::Cycle { .. }
            | Node::Count { .. }
            | Node::Break
            | Node::Continue => false,
        }
    }
}

impl Block {
    /// A block of these nodes, which knows whether it is blank.
    pub fn new(nodes: Vec<Node>, source: &str) -> Block {
        let blank = nodes.iter().all(|node| node.is_blank(source));
        Block { nodes, blank }
    }

    /// Takes the literal texts out: a conditional that holds nothing but white space prints nothing.
    pub fn drop_texts(&mut self) {
        self.nodes.retain(|node| !matches!(node, Node::Text(_)));
    }
}
