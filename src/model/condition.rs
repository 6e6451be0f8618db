//! Conditions: expressions in a subset of CEL, and what asking one of a workload gives.

use std::sync::Arc;

use smol_str::SmolStr;

use super::fact::{Fact, Facts};
use super::neighbours::Neighbours;
use super::source::Span;
use super::tree::SwitchKind;
use super::vocabulary::Enumeration;

/// A condition that was read and checked against the vocabulary.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Its text as written.
    pub text: Arc<str>,
    /// Its tree.
    pub term: Term,
}

/// A part of a condition and its place, in bytes of the condition's text.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// What it is.
    pub kind: TermKind,
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Condition {
    /// Whether it asks of what stands beside a workload: then its answer is of this place and of no other.
    pub fn reads_neighbours(&self) -> bool {
        self.term.reads(NEIGHBOURS)
    }
}

impl Term {
    /// Whether a word of a table stands in it.
    fn reads(&self, table: &str) -> bool {
        let all = |terms: &[Self]| terms.iter().any(|term| term.reads(table));
        match &self.kind {
            TermKind::Bool(_) | TermKind::Number(_) | TermKind::Text(_) => false,
            TermKind::Path(path) | TermKind::Has(path) => path.first().is_some_and(|root| root == table),
            TermKind::Not(inner) => inner.reads(table),
            TermKind::List(terms) | TermKind::And(terms) | TermKind::Or(terms) | TermKind::Call(_, terms) => all(terms),
            TermKind::Ternary(condition, yes, no) => [condition, yes, no].into_iter().any(|term| term.reads(table)),
            TermKind::Compare(_, left, right)
            | TermKind::Arithmetic(_, left, right)
            | TermKind::In(left, right)
            | TermKind::AtLeast(left, right, _)
            | TermKind::Macro { list: left, test: right, .. } => left.reads(table) || right.reads(table),
        }
    }
}

/// The name under which a condition reads what stands beside a workload.
pub const NEIGHBOURS: &str = "neighbours";

/// What a part of a condition is.
#[derive(Clone, Debug, PartialEq)]
pub enum TermKind {
    /// A literal boolean.
    Bool(bool),
    /// A literal number, or a duration in seconds, bytes, or a rate per second.
    Number(f64),
    /// A literal text.
    Text(SmolStr),
    /// A literal list.
    List(Vec<Term>),
    /// `needs.data_level`, `gives.limits.timeout`, or `c.image` of a macro's variable.
    Path(Vec<SmolStr>),
    /// `!a`
    Not(Box<Term>),
    /// `a && b && c`
    And(Vec<Term>),
    /// `a || b || c`
    Or(Vec<Term>),
    /// `a ? b : c`
    Ternary(Box<Term>, Box<Term>, Box<Term>),
    /// `a == b` and the like.
    Compare(Comparison, Box<Term>, Box<Term>),
    /// `a + b` and the like.
    Arithmetic(Arithmetic, Box<Term>, Box<Term>),
    /// `a in list`
    In(Box<Term>, Box<Term>),
    /// `has(path)`
    Has(Vec<SmolStr>),
    /// `at_least(path, "value")`: both of one ordered enumeration.
    AtLeast(Box<Term>, Box<Term>, &'static Enumeration),
    /// `list.exists(v, test)` and `list.all(v, test)`
    Macro {
        /// Which of the two.
        quantifier: Quantifier,
        /// The list.
        list: Box<Term>,
        /// The variable's name.
        variable: SmolStr,
        /// What is asked of each.
        test: Box<Term>,
    },
    /// `text.startsWith(x)`, `size(list)` and the like.
    Call(Function, Vec<Term>),
}

/// `exists` or `all`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// At least one.
    Exists,
    /// Every one.
    All,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
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
}

/// An operation on two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// A function of the subset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `text.startsWith(prefix)`
    StartsWith,
    /// `text.endsWith(suffix)`
    EndsWith,
    /// `text.contains(part)`
    Contains,
    /// `text.lowerAscii()`
    LowerAscii,
    /// `size(list)` or `size(text)`
    Size,
}

/// What a condition is asked of.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// What is written.
    pub facts: &'a Facts,
    /// What is needed.
    pub needs: &'a Facts,
    /// What is given.
    pub gives: &'a Facts,
    /// What may share a kernel with it.
    pub neighbours: &'a Neighbours,
    /// Where facts would be written that are absent: the workload's name.
    pub name_span: Span,
}

/// What asking a condition gave.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// Whether it holds.
    pub holds: Holds,
    /// The smallest set of facts that decides; where it holds, why it holds.
    pub evidence: Vec<Evidence>,
    /// Where it cannot be told: what would decide it.
    pub missing: Vec<Missing>,
}

/// Whether a condition holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Holds {
    /// However the choices fall.
    Yes,
    /// In these assignments of the choices, and not in some other.
    When(Vec<Assignment>),
    /// However the choices fall, it does not.
    No,
    /// What would decide it is not known.
    CannotTell,
}

/// One way that the choices of a condition fall.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Assignment {
    /// The branch that each switch takes.
    pub branches: Vec<Branch>,
}

/// The branch that a switch takes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Branch {
    /// The switch's key.
    pub switch: SmolStr,
    /// The branch's name.
    pub name: SmolStr,
    /// What the switch's branches are.
    pub kind: SwitchKind,
}

/// A fact that helped to decide.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Its path in the condition: `needs.regimes`, `gives.limits.timeout`, `facts.containers.privileged`.
    pub path: SmolStr,
    /// The fact. Of an absent fact, the place is where it would be written.
    pub fact: Fact,
}

/// A fact that would have decided and is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// Its path in the condition.
    pub path: SmolStr,
    /// Why it is not known.
    pub reason: SmolStr,
    /// Where it is used.
    pub at: Span,
}

/// More assignments than this are not tried: the condition cannot be told.
pub const MOST_ASSIGNMENTS: usize = 64;
