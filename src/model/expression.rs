//! HCL expressions as they are written, before anything is known of their values.

use super::tree::{Key, Node};

/// An HCL expression that is not a literal. Its parts are nodes: a literal part is a plain value.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// `"a ${b} c"`, also as a heredoc: texts and expressions in order. It is always text; `"${b}"` alone is what `b` is.
    Template(Vec<Node>),
    /// `%{ for }` in a template: the texts of all rounds in one. `%{ if }` is a conditional of templates.
    Repetition(Box<ForExpression>),
    /// `var.size`, `module.web["a"].id`, `aws_instance.web[0].tags["x"]`, `list[*].id`.
    Traversal(Traversal),
    /// `name(args...)`.
    Call {
        /// The function.
        name: Key,
        /// Its arguments.
        arguments: Vec<Node>,
        /// The last argument is expanded with `...`.
        expands: bool,
    },
    /// `condition ? yes : no`.
    Conditional {
        /// What decides.
        condition: Node,
        /// The value where it holds.
        yes: Node,
        /// The value where it does not.
        no: Node,
    },
    /// `-a` or `!a`.
    Unary(UnaryOperator, Node),
    /// `a + b`, `a == b`, `a && b` and so on.
    Binary(BinaryOperator, Node, Node),
    /// `[for v in list : value if condition]` or `{for k, v in map : key => value}`.
    For(Box<ForExpression>),
    /// An object of which at least one key is no literal: `{(var.name) = 1}`. Pairs of key and value.
    Object(Vec<(Node, Node)>),
}

/// A root name and what is asked of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Traversal {
    /// `var`, `local`, `each`, a resource type; or an expression in parentheses, a call, a list.
    pub root: TraversalRoot,
    /// What follows it.
    pub steps: Vec<TraversalStep>,
}

/// What a traversal starts from.
#[derive(Clone, Debug, PartialEq)]
pub enum TraversalRoot {
    /// A name.
    Name(Key),
    /// Any other expression.
    Value(Box<Node>),
}

/// One step of a traversal.
#[derive(Clone, Debug, PartialEq)]
pub enum TraversalStep {
    /// `.name`
    Attribute(Key),
    /// `[index]`, also `.0`
    Index(Node),
    /// `[*]` or `.*`
    Splat,
}

/// A `for` expression.
#[derive(Clone, Debug, PartialEq)]
pub struct ForExpression {
    /// The name of the key or index, if given.
    pub key_name: Option<Key>,
    /// The name of the value.
    pub value_name: Key,
    /// What is gone through.
    pub collection: Node,
    /// The key to give, in a `{for ...}`.
    pub key: Option<Node>,
    /// The value to give.
    pub value: Node,
    /// The `if` at its end.
    pub condition: Option<Node>,
    /// Values of one key are gathered in a list (`...`).
    pub groups: bool,
}

/// `-` or `!`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `-`
    Negate,
    /// `!`
    Not,
}

/// An operator between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `&&`
    And,
    /// `||`
    Or,
}
