//! TOML: what the parser meets, in order, into the same tree as every other syntax.

mod mistakes;
mod tables;

use std::borrow::Cow;
use std::collections::HashSet;

use smol_str::{SmolStr, format_smolstr};
use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::parser::{EventReceiver, parse_document};
use toml_parser::{ErrorSink, ParseError, Raw, Source, Span as Part};

use super::place::Place;
use super::{MOST_DEPTH, MOST_PROBLEMS, duplicates, tell};
use crate::model::document::{Comment, Document, Parsed};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::SourceId;
use crate::model::tree::{Content, Key, Node, Number, Unknown};
use tables::{Item, ROOT, Tables, TooDeep};

/// Parses a TOML source.
pub(super) fn parse(source: SourceId, text: &str) -> Parsed {
    let place = Place::new(source, text);
    let mut reader = Reader::new(&place);
    let mut mistakes = Mistakes { place: &place, lines: HashSet::new(), problems: Vec::new() };
    let tokens = Source::new(text).lex().into_vec();
    parse_document(&tokens, &mut reader, &mut mistakes);
    let mut parsed = reader.finish();
    parsed.problems.extend(mistakes.problems);
    parsed.problems.sort_by_key(|problem| problem.span.map_or(0, |span| span.start));
    parsed
}

/// The first mistake of each line: what follows it there is mostly its echo.
struct Mistakes<'p, 't> {
    place: &'p Place<'t>,
    lines: HashSet<usize>,
    problems: Vec<Problem>,
}

impl ErrorSink for Mistakes<'_, '_> {
    fn report_error(&mut self, error: ParseError) {
        if self.problems.len() > MOST_PROBLEMS {
            return;
        }
        let problem = mistakes::problem(&error, self.place);
        let line = self.place.line(problem.span.map_or(0, |span| span.start as usize));
        if self.lines.insert(line) {
            self.problems.push(problem);
        }
    }
}

struct Reader<'p, 't> {
    place: &'p Place<'t>,
    tables: Tables,
    /// The table of the last header.
    table: usize,
    /// Where a header starts that is not yet closed, and which kind it is.
    header: Option<(usize, Header)>,
    /// The parts of a key whose value is still to come.
    path: Vec<Key>,
    /// Collections that are not yet closed.
    open: Vec<Collection>,
    parsed: Parsed,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Header {
    Table,
    List,
}

/// What opens a collection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    List,
    Table,
}

/// A collection that is not yet closed, and the key that it stands under.
struct Collection {
    start: usize,
    path: Vec<Key>,
    depth: usize,
    kind: Kind,
}

enum Kind {
    List(Vec<Item>),
    Table(usize),
    /// Nested too deep to be read.
    Refused,
}

impl<'p, 't> Reader<'p, 't> {
    fn new(place: &'p Place<'t>) -> Self {
        Self {
            place,
            tables: Tables::new(place.whole()),
            table: ROOT,
            header: None,
            path: Vec::new(),
            open: Vec::new(),
            parsed: Parsed::default(),
        }
    }

    fn raw(&self, part: Part, encoding: Option<Encoding>) -> Raw<'t> {
        Raw::new_unchecked(self.place.slice(part.start(), part.end()), encoding, part)
    }

    /// Opens a collection; says whether it is read.
    fn enter(&mut self, start: usize, bracket: Bracket) -> bool {
        let outer = self.open.last().map_or_else(|| self.tables.depth(self.table), |collection| collection.depth);
        let path = std::mem::take(&mut self.path);
        let depth = outer + path.len().max(1);
        let is_read = depth <= MOST_DEPTH;
        let kind = match bracket {
            _ if !is_read => {
                self.too_deep(start);
                Kind::Refused
            }
            Bracket::Table => Kind::Table(self.tables.inline(self.place.span(start, start), depth)),
            Bracket::List => Kind::List(Vec::new()),
        };
        self.open.push(Collection { start, path, depth, kind });
        is_read
    }

    /// Closes the innermost collection, which ends at `end`.
    fn close(&mut self, end: usize) {
        let Some(collection) = self.open.pop() else { return };
        let span = self.place.span(collection.start, end);
        let item = match collection.kind {
            Kind::List(items) => Item::List(items, span),
            Kind::Table(table) => {
                self.tables.stretch(table, span);
                Item::Table(table)
            }
            Kind::Refused => Item::Value(Node::unknown(Unknown::because("it is nested too deep here"), span)),
        };
        self.path = collection.path;
        self.put(item);
    }

    /// Puts a whole item where it belongs.
    fn put(&mut self, item: Item) {
        let path = std::mem::take(&mut self.path);
        let start = path.first().map_or(0, |key| key.span.start as usize);
        let put = match self.open.last_mut().map(|collection| &mut collection.kind) {
            Some(Kind::List(items)) => {
                items.push(item);
                Ok(())
            }
            Some(Kind::Refused) => Ok(()),
            Some(Kind::Table(table)) => self.tables.put(*table, path, item),
            None => self.tables.put(self.table, path, item),
        };
        if let Err(TooDeep) = put {
            self.too_deep(start);
        }
    }

    /// Told once a source: it comes many times or never.
    fn too_deep(&mut self, start: usize) {
        if self.parsed.problems.is_empty() {
            let message = format!("tables and lists are nested more than {MOST_DEPTH} deep here");
            let problem = Problem::at(ProblemKind::Limit, self.place.character(start), message);
            self.parsed.problems.push(problem.help("what is nested deeper is not read"));
        }
    }

    /// Takes a header at its end, also where its bracket is not closed.
    fn end_header(&mut self, end: usize) {
        let Some((start, kind)) = self.header.take() else { return };
        let path = std::mem::take(&mut self.path);
        let span = self.place.span(start, end);
        let table = match kind {
            Header::Table => self.tables.header(path, span),
            Header::List => self.tables.list_header(path, span),
        };
        self.table = table.unwrap_or_else(|TooDeep| {
            self.too_deep(start);
            // What follows is read, and stands nowhere.
            self.tables.inline(span, MOST_DEPTH)
        });
    }

    /// Ends what a line leaves open outside brackets.
    fn end_line(&mut self, end: usize) {
        if self.header.is_some() {
            self.end_header(end);
        } else if let (Some(last), true) = (self.path.last(), self.open.is_empty()) {
            let nothing = Node::unknown(Unknown::because("it has no value here"), last.span);
            self.put(Item::Value(nothing));
        }
    }

    fn finish(mut self) -> Parsed {
        let end = self.place.text.len();
        while !self.open.is_empty() {
            self.close(end);
        }
        self.end_line(end);
        for (first, second) in std::mem::take(&mut self.tables.twice) {
            tell(&mut self.parsed.problems, duplicates::problem(&first, &second, self.place));
        }
        let root = self.tables.node(Item::Table(ROOT));
        if root.as_map().is_some_and(|map| !map.entries.is_empty()) {
            let span = self.place.whole();
            self.parsed.documents.push(Document { source: span.source, root, span });
        }
        self.parsed
    }
}

impl EventReceiver for Reader<'_, '_> {
    fn std_table_open(&mut self, part: Part, _: &mut dyn ErrorSink) {
        self.path.clear();
        self.header = Some((part.start(), Header::Table));
    }

    fn std_table_close(&mut self, part: Part, _: &mut dyn ErrorSink) {
        self.end_header(part.end());
    }

    fn array_table_open(&mut self, part: Part, _: &mut dyn ErrorSink) {
        self.path.clear();
        self.header = Some((part.start(), Header::List));
    }

    fn array_table_close(&mut self, part: Part, _: &mut dyn ErrorSink) {
        self.end_header(part.end());
    }

    fn inline_table_open(&mut self, part: Part, _: &mut dyn ErrorSink) -> bool {
        self.enter(part.start(), Bracket::Table)
    }

    fn inline_table_close(&mut self, part: Part, _: &mut dyn ErrorSink) {
        self.close(part.end());
    }

    fn array_open(&mut self, part: Part, _: &mut dyn ErrorSink) -> bool {
        self.enter(part.start(), Bracket::List)
    }

    fn array_close(&mut self, part: Part, _: &mut dyn ErrorSink) {
        self.close(part.end());
    }

    fn simple_key(&mut self, part: Part, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        let mut name = Cow::Borrowed("");
        self.raw(part, encoding).decode_key(&mut name, error);
        self.path.push(Key { text: SmolStr::new(name), span: self.place.span(part.start(), part.end()) });
    }

    fn scalar(&mut self, part: Part, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        let mut text = Cow::Borrowed("");
        let mut mistakes: Vec<ParseError> = Vec::new();
        let mut kind = ScalarKind::String;
        if part.is_empty() {
            mistakes.push(ParseError::new("missing value").with_unexpected(part));
        } else {
            kind = self.raw(part, encoding).decode_scalar(&mut text, &mut mistakes);
        }
        let is_read = mistakes.is_empty();
        mistakes.into_iter().for_each(|mistake| error.report_error(mistake));
        let span = self.place.span(part.start(), part.end());
        let node = if is_read {
            Node::new(content(kind, &text), span)
        } else {
            Node::unknown(Unknown::because("what is written here is no value of TOML"), span)
        };
        self.put(Item::Value(node));
    }

    fn comment(&mut self, part: Part, _: &mut dyn ErrorSink) {
        self.parsed.comments.push(Comment { span: self.place.span(part.start(), part.end()) });
    }

    fn newline(&mut self, part: Part, _: &mut dyn ErrorSink) {
        if self.open.is_empty() {
            self.end_line(part.start());
        }
    }
}

/// What a scalar says. Dates and times stay text: nothing that is read asks for more of them.
fn content(kind: ScalarKind, text: &str) -> Content {
    match kind {
        ScalarKind::String | ScalarKind::DateTime => Content::Text(text.into()),
        ScalarKind::Boolean(yes) => Content::Bool(yes),
        ScalarKind::Float => match text.parse() {
            Ok(value) => Content::Number(Number { value, raw: text.into() }),
            Err(_) => Content::Text(text.into()),
        },
        ScalarKind::Integer(radix) => match i64::from_str_radix(text, radix.value()) {
            Ok(value) => Content::Number(Number { value: value as f64, raw: format_smolstr!("{value}") }),
            Err(_) => Content::Text(text.into()),
        },
    }
}
