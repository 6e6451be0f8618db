//! `csvdecode`: tables as RFC 4180 writes them, read as Go reads them.

use std::collections::HashSet;

use super::Call;
use crate::dialects::terraform::resolve::value::{Fault, MOST_ITEMS, MapBuilder, Outcome, text};
use crate::model::tree::{Content, Key, Node, Sort};

/// A list of the rows, each a map by the names in the first one.
pub(super) fn decode(call: &Call) -> Outcome {
    let written = call.text(0)?;
    let mut rows = rows(&written).ok_or_else(|| call.wrong("text that is no CSV"))?.into_iter();
    let names = rows.next().ok_or_else(|| call.wrong("text without a line of names"))?;
    let mut seen = HashSet::new();
    if !names.iter().all(|name| seen.insert(name)) {
        return Err(call.wrong("a name of two columns"));
    }
    let mut made = Vec::new();
    let mut cells = 0;
    for row in rows {
        if row.len() != names.len() {
            return Err(Fault::wrong("csvdecode() is given lines of different lengths"));
        }
        cells += row.len();
        if cells > MOST_ITEMS {
            return Ok(call.too_much("gives too many values"));
        }
        let mut map = MapBuilder::default();
        for (name, cell) in names.iter().zip(row) {
            map.set(Key { text: name.into(), span: call.span }, text(cell, call.span));
        }
        made.push(Node::new(Content::Map(map.build()), call.span).of_sort(Sort::Object));
    }
    call.give_list(made)
}

/// The cells of all lines; nothing where a quote stands where none may. Empty lines are none.
fn rows(written: &str) -> Option<Vec<Vec<String>>> {
    let written = written.replace("\r\n", "\n");
    let mut rows = Vec::new();
    let mut rest = written.as_str();
    while !rest.is_empty() {
        if let Some(tail) = rest.strip_prefix('\n') {
            rest = tail;
            continue;
        }
        let mut row = Vec::new();
        loop {
            let (cell, tail) = cell(rest)?;
            row.push(cell);
            match tail.strip_prefix(',') {
                Some(tail) => rest = tail,
                None => {
                    rest = tail.strip_prefix('\n').unwrap_or(tail);
                    break;
                }
            }
        }
        rows.push(row);
    }
    Some(rows)
}

/// The first cell, and what follows it.
fn cell(text: &str) -> Option<(String, &str)> {
    let Some(mut quoted) = text.strip_prefix('"') else {
        let (cell, tail) = text.split_at(text.find([',', '\n']).unwrap_or(text.len()));
        return (!cell.contains('"')).then(|| (cell.to_owned(), tail));
    };
    let mut cell = String::new();
    loop {
        let (part, tail) = quoted.split_once('"')?;
        cell.push_str(part);
        match tail.strip_prefix('"') {
            Some(tail) => {
                cell.push('"');
                quoted = tail;
            }
            None => return (tail.is_empty() || tail.starts_with([',', '\n'])).then_some((cell, tail)),
        }
    }
}
