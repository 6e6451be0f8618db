//! Tables of a TOML text: put together from headers, dotted keys and lists of tables, wherever in the text each stands.

use std::collections::HashMap;

use smol_str::SmolStr;

use crate::model::source::Span;
use crate::model::tree::{Content, Key, Map, MapEntry, Node};
use crate::parse::MOST_DEPTH;

/// All tables of a text, the text itself the first.
pub(super) struct Tables {
    whole: Span,
    all: Vec<Table>,
    /// The last entry of a table under a name.
    entries: HashMap<(usize, SmolStr), usize>,
    /// Keys that stood before, after those that they repeat.
    pub(super) twice: Vec<(Key, Key)>,
}

/// The text itself.
pub(super) const ROOT: usize = 0;

struct Table {
    entries: Vec<(Key, Item)>,
    span: Span,
    written: Written,
    depth: usize,
}

/// How a table came to be there, which decides who may add to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    /// By the header of a table below it.
    Above,
    /// By a header of its own.
    Header,
    /// By a dotted key.
    Dotted,
    /// In braces.
    Inline,
}

/// What stands under a key, or in a list.
pub(super) enum Item {
    Value(Node),
    List(Vec<Self>, Span),
    Table(usize),
    /// Tables under headers in double brackets.
    Tables(Vec<usize>),
}

/// A table would be nested deeper than is read.
pub(super) struct TooDeep;

impl Tables {
    pub(super) fn new(whole: Span) -> Self {
        let root = Table { entries: Vec::new(), span: whole, written: Written::Header, depth: 1 };
        Self { whole, all: vec![root], entries: HashMap::new(), twice: Vec::new() }
    }

    /// How deep a table stands; the text itself is one deep.
    pub(super) fn depth(&self, table: usize) -> usize {
        self.all.get(table).map_or(1, |table| table.depth)
    }

    /// A table in braces, not yet put anywhere.
    pub(super) fn inline(&mut self, span: Span, depth: usize) -> usize {
        self.open(span, Written::Inline, depth)
    }

    /// Stretches a table over what belongs to it.
    pub(super) fn stretch(&mut self, table: usize, over: Span) {
        if let Some(table) = self.all.get_mut(table) {
            table.span = table.span.join(over);
        }
    }

    /// The table that a header names; whatever follows the header stands in it.
    pub(super) fn header(&mut self, mut path: Vec<Key>, span: Span) -> Result<usize, TooDeep> {
        let Some(last) = path.pop() else { return Ok(ROOT) };
        let above = self.descend(ROOT, &path, Written::Above)?;
        match self.item(above, &last.text) {
            Some(&Item::Table(found)) => {
                let is_above = self.all.get(found).is_some_and(|table| table.written == Written::Above);
                if !is_above {
                    self.repeats(above, last);
                }
                if let Some(table) = self.all.get_mut(found).filter(|_| is_above) {
                    table.written = Written::Header;
                    table.span = span;
                }
                Ok(found)
            }
            Some(_) | None => {
                let table = self.below(above, span, Written::Header, 1)?;
                self.add(above, last, Item::Table(table));
                Ok(table)
            }
        }
    }

    /// A new table of the list that a header in double brackets names.
    pub(super) fn list_header(&mut self, mut path: Vec<Key>, span: Span) -> Result<usize, TooDeep> {
        let Some(last) = path.pop() else { return Ok(ROOT) };
        let above = self.descend(ROOT, &path, Written::Above)?;
        let table = self.below(above, span, Written::Header, 2)?;
        match self.item_mut(above, &last.text) {
            Some(Item::Tables(tables)) => tables.push(table),
            _ => self.add(above, last, Item::Tables(vec![table])),
        }
        Ok(table)
    }

    /// Puts an item at the end of a dotted key.
    pub(super) fn put(&mut self, table: usize, mut path: Vec<Key>, item: Item) -> Result<(), TooDeep> {
        let Some(last) = path.pop() else { return Ok(()) };
        let table = self.descend(table, &path, Written::Dotted)?;
        self.add(table, last, item);
        Ok(())
    }

    /// Follows a path of keys, and makes the tables that are not there.
    fn descend(&mut self, from: usize, path: &[Key], written: Written) -> Result<usize, TooDeep> {
        let mut table = from;
        for key in path {
            let found = match self.item(table, &key.text) {
                Some(&Item::Table(found)) => Some(found),
                Some(Item::Tables(tables)) => tables.last().copied(),
                _ => None,
            };
            table = match found {
                Some(found) => {
                    let by = self.all.get(found).map(|table| table.written);
                    let may_add = match written {
                        Written::Dotted => by == Some(Written::Dotted),
                        _ => by != Some(Written::Inline),
                    };
                    if !may_add {
                        self.repeats(table, key.clone());
                    }
                    found
                }
                None => {
                    let made = self.below(table, key.span, written, 1)?;
                    self.add(table, key.clone(), Item::Table(made));
                    made
                }
            };
        }
        Ok(table)
    }

    /// A new table so many levels below another.
    fn below(&mut self, above: usize, span: Span, written: Written, levels: usize) -> Result<usize, TooDeep> {
        let depth = self.depth(above) + levels;
        if depth > MOST_DEPTH { Err(TooDeep) } else { Ok(self.open(span, written, depth)) }
    }

    fn open(&mut self, span: Span, written: Written, depth: usize) -> usize {
        self.all.push(Table { entries: Vec::new(), span, written, depth });
        self.all.len() - 1
    }

    fn item(&self, table: usize, name: &SmolStr) -> Option<&Item> {
        let place = *self.entries.get(&(table, name.clone()))?;
        self.all.get(table)?.entries.get(place).map(|(_, item)| item)
    }

    fn item_mut(&mut self, table: usize, name: &SmolStr) -> Option<&mut Item> {
        let place = *self.entries.get(&(table, name.clone()))?;
        self.all.get_mut(table)?.entries.get_mut(place).map(|(_, item)| item)
    }

    /// Adds an entry. One of a name that stood before stays beside it, and is told.
    fn add(&mut self, table: usize, key: Key, item: Item) {
        self.repeats(table, key.clone());
        let over = key.span.join(self.span(&item));
        let Some(to) = self.all.get_mut(table) else { return };
        if to.written != Written::Above {
            to.span = to.span.join(over);
        }
        self.entries.insert((table, key.text.clone()), to.entries.len());
        to.entries.push((key, item));
    }

    /// Notes a key that stood before.
    fn repeats(&mut self, table: usize, key: Key) {
        let Some(&place) = self.entries.get(&(table, key.text.clone())) else { return };
        let first = self.all.get(table).and_then(|table| table.entries.get(place));
        if let Some((first, _)) = first {
            self.twice.push((first.clone(), key));
        }
    }

    fn span(&self, item: &Item) -> Span {
        let of = |table: &usize| self.all.get(*table).map(|table| table.span);
        match item {
            Item::Value(node) => node.span,
            Item::List(_, span) => *span,
            Item::Table(table) => of(table).unwrap_or(self.whole),
            Item::Tables(tables) => tables.iter().filter_map(of).reduce(Span::join).unwrap_or(self.whole),
        }
    }

    /// The tree of an item. What is nested too deep was never put anywhere, so that this may recurse.
    pub(super) fn node(&mut self, item: Item) -> Node {
        let span = self.span(&item);
        let content = match item {
            Item::Value(node) => return node,
            Item::List(items, _) => Content::List(items.into_iter().map(|item| self.node(item)).collect()),
            Item::Tables(tables) => {
                Content::List(tables.into_iter().map(|table| self.node(Item::Table(table))).collect())
            }
            Item::Table(table) => {
                let entries = self.all.get_mut(table).map(|table| std::mem::take(&mut table.entries));
                let entry = |(key, item)| MapEntry { key, value: self.node(item) };
                Content::Map(Map { entries: entries.unwrap_or_default().into_iter().map(entry).collect() })
            }
        };
        Node::new(content, span)
    }
}
