//! JSON, comments and trailing commas allowed: tokens into trees, without recursion.

use jsonc_parser::ParseStringErrorKind;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::tokens::Token;
use jsonc_parser::{Scanner, ScannerOptions};
use smol_str::SmolStr;

use super::place::Place;
use super::{MOST_DEPTH, duplicates};
use crate::model::document::{Comment, Document, Parsed};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::SourceId;
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Number, Unknown};

/// Parses a JSON source.
pub(super) fn parse(source: SourceId, text: &str) -> Parsed {
    let place = Place::new(source, text);
    let mut scanner = Scanner::new(text, &strict());
    let mut reader = Reader { place: &place, open: Vec::new(), next: Next::Root, parsed: Parsed::default() };
    let stopped = loop {
        match scanner.scan() {
            Ok(Some(token)) => {
                if let Err(problem) = reader.take(token, scanner.token_start(), scanner.token_end()) {
                    break Some(problem);
                }
            }
            Ok(None) => break reader.unclosed(),
            Err(error) => break Some(mistake(error.kind(), error.range().start, &place)),
        }
    };
    reader.finish(stopped)
}

fn strict() -> ScannerOptions {
    ScannerOptions {
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

struct Reader<'p, 't> {
    place: &'p Place<'t>,
    open: Vec<Collection>,
    next: Next,
    parsed: Parsed,
}

struct Collection {
    start: usize,
    kind: Kind,
}

enum Kind {
    List(Vec<Node>),
    Map { entries: Vec<MapEntry>, key: Option<Key> },
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// A document.
    Root,
    /// An item of a list, or its end.
    Item,
    /// A key of a map, or its end.
    Key,
    /// The `:` after a key.
    Colon,
    /// The value of a key.
    Value,
    /// A `,` or the end.
    Separator,
}

impl Reader<'_, '_> {
    /// Takes one token; a problem ends the source.
    fn take(&mut self, token: Token<'_>, start: usize, end: usize) -> Result<(), Problem> {
        match (self.next, token) {
            (_, Token::CommentLine(_) | Token::CommentBlock(_)) => {
                self.parsed.comments.push(Comment { span: self.place.span(start, end) });
            }
            (Next::Root | Next::Item | Next::Value, Token::OpenBrace) => {
                self.enter(Kind::Map { entries: Vec::new(), key: None }, start)?;
                self.next = Next::Key;
            }
            (Next::Root | Next::Item | Next::Value, Token::OpenBracket) => {
                self.enter(Kind::List(Vec::new()), start)?;
                self.next = Next::Item;
            }
            (Next::Item | Next::Separator, Token::CloseBracket) if self.in_list() => self.close(end),
            (Next::Key | Next::Separator, Token::CloseBrace) if self.in_map() => self.close(end),
            (Next::Separator, Token::Comma) => self.next = if self.in_list() { Next::Item } else { Next::Key },
            (Next::Key, Token::String(name)) => {
                let named = Key { text: SmolStr::new(name), span: self.place.span(start, end) };
                if let Some(Collection { kind: Kind::Map { key, .. }, .. }) = self.open.last_mut() {
                    *key = Some(named);
                }
                self.next = Next::Colon;
            }
            (Next::Colon, Token::Colon) => self.next = Next::Value,
            (Next::Root | Next::Item | Next::Value, token) => match scalar(token) {
                Some(content) => self.put(Node::new(content, self.place.span(start, end))),
                None => return Err(self.unexpected(start, end)),
            },
            _ => return Err(self.unexpected(start, end)),
        }
        Ok(())
    }

    fn in_list(&self) -> bool {
        matches!(self.open.last(), Some(Collection { kind: Kind::List(_), .. }))
    }

    fn in_map(&self) -> bool {
        matches!(self.open.last(), Some(Collection { kind: Kind::Map { .. }, .. }))
    }

    fn enter(&mut self, kind: Kind, start: usize) -> Result<(), Problem> {
        if self.open.len() >= MOST_DEPTH {
            let message = format!("collections are nested more than {MOST_DEPTH} deep here");
            let problem = Problem::at(ProblemKind::Limit, self.place.character(start), message);
            return Err(problem.help("the rest of this file is not read"));
        }
        self.open.push(Collection { start, kind });
        Ok(())
    }

    /// Closes the innermost collection, which ends at `end`.
    fn close(&mut self, end: usize) {
        let Some(collection) = self.open.pop() else { return };
        let content = match collection.kind {
            Kind::List(items) => Content::List(items),
            Kind::Map { mut entries, key } => {
                if let Some(key) = key {
                    let value = Node::unknown(Unknown::because("the file breaks off here"), key.span);
                    entries.push(MapEntry { key, value });
                }
                let keys = entries.iter().map(|entry| &entry.key);
                duplicates::report(keys, self.place, &mut self.parsed.problems);
                Content::Map(Map { entries })
            }
        };
        self.put(Node::new(content, self.place.span(collection.start, end)));
    }

    /// Puts a whole node where it belongs.
    fn put(&mut self, node: Node) {
        self.next = Next::Separator;
        match self.open.last_mut() {
            Some(Collection { kind: Kind::List(items), .. }) => items.push(node),
            Some(Collection { kind: Kind::Map { entries, key }, .. }) => {
                entries.extend(key.take().map(|key| MapEntry { key, value: node }));
            }
            None => {
                self.next = Next::Root;
                self.end_document(node);
            }
        }
    }

    /// Documents cover the whole text. A second one is a mistake that hides nothing.
    fn end_document(&mut self, root: Node) {
        let start = match self.parsed.documents.last_mut() {
            Some(before) => {
                before.span.end = root.span.start;
                root.span.start as usize
            }
            None => 0,
        };
        if self.parsed.documents.len() == 1 {
            let message = "a second value starts here, and a JSON file holds one";
            self.parsed.problems.push(Problem::at(
                ProblemKind::Syntax,
                self.place.character(root.span.start as usize),
                message,
            ));
        }
        let span = self.place.span(start, self.place.text.len());
        self.parsed.documents.push(Document { source: span.source, root, span });
    }

    fn unexpected(&self, start: usize, end: usize) -> Problem {
        let message = match self.next {
            Next::Root | Next::Item | Next::Value => "a value is missing here",
            Next::Key => "a key in double quotes, or `}`, is missing here",
            Next::Colon => "a `:` is missing after the key",
            Next::Separator if self.in_list() => "a `,` or `]` is missing here",
            Next::Separator => "a `,` or `}` is missing here",
        };
        Problem::at(ProblemKind::Syntax, self.place.span(start, end), message)
    }

    /// The problem of a text that ends too early.
    fn unclosed(&self) -> Option<Problem> {
        let collection = self.open.last()?;
        let bracket = if self.in_list() { '[' } else { '{' };
        let span = self.place.character(collection.start);
        Some(Problem::at(ProblemKind::Syntax, span, format!("this `{bracket}` is not closed")))
    }

    fn finish(mut self, stopped: Option<Problem>) -> Parsed {
        let end = stopped.as_ref().and_then(|problem| problem.span).map_or(self.place.text.len(), |at| at.end as usize);
        while !self.open.is_empty() {
            self.close(end);
        }
        self.parsed.problems.extend(stopped);
        self.parsed
    }
}

fn scalar(token: Token<'_>) -> Option<Content> {
    Some(match token {
        Token::String(text) => Content::Text(SmolStr::new(text)),
        Token::Number(raw) => match raw.parse() {
            Ok(value) => Content::Number(Number { value, raw: raw.into() }),
            Err(_) => Content::Text(raw.into()),
        },
        Token::Boolean(yes) => Content::Bool(yes),
        Token::Null => Content::Null,
        _ => return None,
    })
}

/// The problem of text that is no token.
fn mistake(kind: &ParseErrorKind, offset: usize, place: &Place<'_>) -> Problem {
    let message = match kind {
        ParseErrorKind::SingleQuotedStringsNotAllowed => "JSON quotes with `\"`, not with `'`",
        ParseErrorKind::String(ParseStringErrorKind::UnterminatedStringLiteral) => "a quoted text is not closed",
        ParseErrorKind::String(_) => "an escape that JSON does not know",
        ParseErrorKind::UnterminatedCommentBlock => "a comment is not closed",
        ParseErrorKind::ExpectedDigit
        | ParseErrorKind::ExpectedDigitFollowingNegativeSign
        | ParseErrorKind::ExpectedPlusMinusOrDigitInNumberLiteral
        | ParseErrorKind::HexadecimalNumbersNotAllowed
        | ParseErrorKind::NonFiniteNumbersNotAllowed
        | ParseErrorKind::UnaryPlusNumbersNotAllowed
        | ParseErrorKind::BareDecimalPointNumbersNotAllowed => "this is no number as JSON writes them",
        _ => "this is no valid JSON",
    };
    Problem::at(ProblemKind::Syntax, place.character(offset), message)
}
