//! The syntax of conditions: from lexemes to a tree that knows no vocabulary yet.

use smol_str::SmolStr;

use super::Mistake;
use super::lex::{Lexeme, Token, lexemes};
use crate::model::condition::{Arithmetic, Comparison};

/// Trees deeper than this are refused, so that no walk over one can run out of stack.
const DEEPEST: u16 = 64;

/// A part of a condition and its place.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    pub(super) kind: ExpressionKind,
    pub(super) start: u32,
    pub(super) end: u32,
    depth: u16,
}

/// A name and its place.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: SmolStr,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// What a part is, by its syntax.
#[derive(Clone, Debug)]
pub(super) enum ExpressionKind {
    Bool(bool),
    Number(f64),
    Text(SmolStr),
    List(Vec<Expression>),
    Path(Vec<Name>),
    Not(Box<Expression>),
    Negate(Box<Expression>),
    And(Vec<Expression>),
    Or(Vec<Expression>),
    Ternary(Box<[Expression; 3]>),
    Compare(Comparison, Box<[Expression; 2]>),
    Arithmetic(Arithmetic, Box<[Expression; 2]>),
    In(Box<[Expression; 2]>),
    Call { receiver: Option<Box<Expression>>, name: Name, arguments: Vec<Expression> },
}

/// An operator between two parts.
#[derive(Clone, Copy)]
enum Operator {
    Or,
    And,
    Compare(Comparison),
    In,
    Arithmetic(Arithmetic),
}

/// Reads a whole condition.
pub(super) fn parse(text: &str) -> Result<Expression, Mistake> {
    let mut parser = Parser { lexemes: lexemes(text)?, at: 0, nesting: 0 };
    if parser.here().token == Token::End {
        return Err(Mistake::new(0, parser.here().end, "this condition is empty"));
    }
    let expression = parser.expression()?;
    if parser.here().token == Token::End { Ok(expression) } else { Err(parser.unexpected("an operator or the end")) }
}

struct Parser {
    lexemes: Vec<Lexeme>,
    at: usize,
    nesting: u16,
}

/// What stands past the last lexeme; never reached, as that is [`Token::End`] and nothing goes past it.
const NOTHING: &Lexeme = &Lexeme { token: Token::End, start: 0, end: 0 };

impl Parser {
    fn here(&self) -> &Lexeme {
        self.lexemes.get(self.at).or(self.lexemes.last()).unwrap_or(NOTHING)
    }

    fn advance(&mut self) -> Lexeme {
        let here = self.here().clone();
        self.at = (self.at + 1).min(self.lexemes.len().saturating_sub(1));
        here
    }

    fn take(&mut self, mark: &'static str) -> bool {
        let there = self.here().token == Token::Mark(mark);
        if there {
            self.advance();
        }
        there
    }

    fn expect(&mut self, mark: &'static str) -> Result<u32, Mistake> {
        let end = self.here().end;
        if self.take(mark) { Ok(end) } else { Err(self.unexpected(&format!("`{mark}`"))) }
    }

    fn unexpected(&self, wanted: &str) -> Mistake {
        let here = self.here();
        let found = match &here.token {
            Token::End => "the condition ends here".to_owned(),
            Token::Name(name) => format!("`{name}` stands here"),
            Token::Mark(mark) => format!("`{mark}` stands here"),
            Token::Number(number) => format!("`{number}` stands here"),
            Token::Text(text) => format!("'{text}' stands here"),
        };
        Mistake::new(here.start, here.end, format!("{found}, where {wanted} is wanted"))
    }

    fn deeper(&mut self) -> Result<(), Mistake> {
        self.nesting += 1;
        if self.nesting <= DEEPEST {
            return Ok(());
        }
        let here = self.here();
        Err(too_deep(here.start, here.end))
    }

    /// `a ? b : c`, or what binds closer.
    fn expression(&mut self) -> Result<Expression, Mistake> {
        self.deeper()?;
        let condition = self.operation(1)?;
        let whole = if self.take("?") {
            let yes = self.expression()?;
            self.expect(":")?;
            let no = self.expression()?;
            let (start, end) = (condition.start, no.end);
            let depth = condition.depth.max(yes.depth).max(no.depth);
            node(ExpressionKind::Ternary(Box::new([condition, yes, no])), start, end, depth)?
        } else {
            condition
        };
        self.nesting -= 1;
        Ok(whole)
    }

    /// A chain of operators that bind at least as close as `least`.
    fn operation(&mut self, least: u8) -> Result<Expression, Mistake> {
        self.deeper()?;
        let mut left = self.unary()?;
        while let Some((operator, strength)) = operator(&self.here().token).filter(|(_, strength)| *strength >= least) {
            self.advance();
            let right = self.operation(strength + 1)?;
            left = combine(operator, left, right)?;
        }
        self.nesting -= 1;
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expression, Mistake> {
        let start = self.here().start;
        let negates = self.here().token == Token::Mark("-");
        if !negates && self.here().token != Token::Mark("!") {
            return self.postfix();
        }
        self.deeper()?;
        self.advance();
        let inner = self.unary()?;
        self.nesting -= 1;
        let (end, depth) = (inner.end, inner.depth);
        let kind = match (negates, inner.kind) {
            (true, ExpressionKind::Number(number)) => ExpressionKind::Number(-number),
            (true, kind) => ExpressionKind::Negate(Box::new(Expression { kind, ..inner })),
            (false, kind) => ExpressionKind::Not(Box::new(Expression { kind, ..inner })),
        };
        node(kind, start, end, depth)
    }

    /// A value, then `.name` and `.name(...)` as often as they come.
    fn postfix(&mut self) -> Result<Expression, Mistake> {
        let mut value = self.primary()?;
        loop {
            let here = self.here();
            if here.token == Token::Mark("[") {
                return Err(Mistake::new(here.start, here.end, "lists are not indexed")
                    .help("ask each with list.exists(x, ...) or list.all(x, ...)"));
            }
            if !self.take(".") {
                return Ok(value);
            }
            let name = self.name()?;
            value = if self.here().token == Token::Mark("(") {
                self.call(Some(value), name)?
            } else if let ExpressionKind::Path(mut names) = value.kind {
                let end = name.end;
                names.push(name);
                Expression { kind: ExpressionKind::Path(names), end, ..value }
            } else {
                let message = format!("`.{}` follows something that has no parts", name.text);
                return Err(Mistake::new(name.start, name.end, message));
            };
        }
    }

    fn primary(&mut self) -> Result<Expression, Mistake> {
        let Lexeme { token, start, end } = self.here().clone();
        let kind = match token {
            Token::Number(number) => ExpressionKind::Number(number),
            Token::Text(text) => ExpressionKind::Text(text),
            Token::Name(word) => return self.word(&word, start, end),
            Token::Mark("(") => {
                self.advance();
                let inner = self.expression()?;
                let end = self.expect(")")?;
                return Ok(Expression { start, end, ..inner });
            }
            Token::Mark("[") => {
                self.advance();
                let items = self.items("]")?;
                let end = self.expect("]")?;
                let depth = deepest(&items);
                return node(ExpressionKind::List(items), start, end, depth);
            }
            _ => return Err(self.unexpected("a value")),
        };
        self.advance();
        node(kind, start, end, 0)
    }

    fn word(&mut self, word: &str, start: u32, end: u32) -> Result<Expression, Mistake> {
        match word {
            "in" => return Err(self.unexpected("a value")),
            "null" => {
                return Err(Mistake::new(start, end, "there is no null here").help("ask whether it is there: has(...)"));
            }
            _ => {}
        }
        let name = self.name()?;
        match word {
            "true" => node(ExpressionKind::Bool(true), start, end, 0),
            "false" => node(ExpressionKind::Bool(false), start, end, 0),
            _ if self.here().token == Token::Mark("(") => self.call(None, name),
            _ => node(ExpressionKind::Path(vec![name]), start, end, 0),
        }
    }

    fn name(&mut self) -> Result<Name, Mistake> {
        match self.here().clone() {
            Lexeme { token: Token::Name(text), start, end } => {
                self.advance();
                Ok(Name { text, start, end })
            }
            _ => Err(self.unexpected("a name")),
        }
    }

    fn call(&mut self, receiver: Option<Expression>, name: Name) -> Result<Expression, Mistake> {
        let start = receiver.as_ref().map_or(name.start, |receiver| receiver.start);
        self.expect("(")?;
        let arguments = self.items(")")?;
        let end = self.expect(")")?;
        let depth = deepest(&arguments).max(receiver.as_ref().map_or(0, |receiver| receiver.depth));
        let receiver = receiver.map(Box::new);
        node(ExpressionKind::Call { receiver, name, arguments }, start, end, depth)
    }

    /// Values between commas, up to (not over) the closing mark.
    fn items(&mut self, closing: &'static str) -> Result<Vec<Expression>, Mistake> {
        let mut items = Vec::new();
        while self.here().token != Token::Mark(closing) {
            items.push(self.expression()?);
            if !self.take(",") {
                break;
            }
        }
        Ok(items)
    }
}

fn operator(token: &Token) -> Option<(Operator, u8)> {
    let mark = match token {
        Token::Mark(mark) => *mark,
        Token::Name(name) if name == "in" => "in",
        _ => return None,
    };
    Some(match mark {
        "||" => (Operator::Or, 1),
        "&&" => (Operator::And, 2),
        "in" => (Operator::In, 3),
        "==" => (Operator::Compare(Comparison::Equal), 3),
        "!=" => (Operator::Compare(Comparison::NotEqual), 3),
        "<" => (Operator::Compare(Comparison::Less), 3),
        "<=" => (Operator::Compare(Comparison::LessOrEqual), 3),
        ">" => (Operator::Compare(Comparison::Greater), 3),
        ">=" => (Operator::Compare(Comparison::GreaterOrEqual), 3),
        "+" => (Operator::Arithmetic(Arithmetic::Add), 4),
        "-" => (Operator::Arithmetic(Arithmetic::Subtract), 4),
        "*" => (Operator::Arithmetic(Arithmetic::Multiply), 5),
        "/" => (Operator::Arithmetic(Arithmetic::Divide), 5),
        _ => return None,
    })
}

fn combine(operator: Operator, left: Expression, right: Expression) -> Result<Expression, Mistake> {
    let (start, end) = (left.start, right.end);
    let depth = left.depth.max(right.depth);
    let kind = match operator {
        // A chain is one node with many sides: it grows wide, not deep.
        Operator::Or => {
            let (mut sides, below) = match left.kind {
                ExpressionKind::Or(sides) => (sides, left.depth - 1),
                kind => (vec![Expression { kind, ..left }], left.depth),
            };
            let below = below.max(right.depth);
            sides.push(right);
            return node(ExpressionKind::Or(sides), start, end, below);
        }
        Operator::And => {
            let (mut sides, below) = match left.kind {
                ExpressionKind::And(sides) => (sides, left.depth - 1),
                kind => (vec![Expression { kind, ..left }], left.depth),
            };
            let below = below.max(right.depth);
            sides.push(right);
            return node(ExpressionKind::And(sides), start, end, below);
        }
        Operator::Compare(comparison) => ExpressionKind::Compare(comparison, Box::new([left, right])),
        Operator::In => ExpressionKind::In(Box::new([left, right])),
        Operator::Arithmetic(arithmetic) => ExpressionKind::Arithmetic(arithmetic, Box::new([left, right])),
    };
    node(kind, start, end, depth)
}

fn deepest(items: &[Expression]) -> u16 {
    items.iter().map(|item| item.depth).max().unwrap_or(0)
}

/// A node over children of which the deepest is `below` deep.
fn node(kind: ExpressionKind, start: u32, end: u32, below: u16) -> Result<Expression, Mistake> {
    let depth = below + 1;
    if depth > DEEPEST { Err(too_deep(start, end)) } else { Ok(Expression { kind, start, end, depth }) }
}

fn too_deep(start: u32, end: u32) -> Mistake {
    Mistake::new(start, end, "this condition is nested too deep").help("split it into several policies")
}
