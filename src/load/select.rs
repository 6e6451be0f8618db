//! Selectors of settings: globs of path, kind and address.

use globset::Glob;
use smol_str::SmolStr;

use super::reader::Reader;
use crate::model::settings::Selector;
use crate::model::source::Span;
use crate::model::tree::{Map, Node};

/// The keys of a selector.
pub(super) const KEYS: &[&str] = &["path", "kind", "address"];

/// Reads the selector's keys of a map; nothing where it has none or one is wrong.
pub(super) fn selector(reader: &mut Reader<'_>, map: &Map, at: Span) -> Option<Selector> {
    let mut read = |key: &str| map.get(key).map(|node| glob(reader, node));
    let globs = [read("path"), read("kind"), read("address")];
    if globs.iter().all(Option::is_none) {
        reader.report_with_help(at, "this selects nothing", "give path, kind or address: path: '**' is everything");
        return None;
    }
    // A glob that is wrong must not widen the selector to all that the others take.
    if globs.iter().any(|glob| matches!(glob, Some(None))) {
        return None;
    }
    let [path, kind, address] = globs.map(Option::flatten);
    Some(Selector { path, kind, address, span: Some(at) })
}

/// A glob that is one.
pub(super) fn glob(reader: &mut Reader<'_>, node: &Node) -> Option<SmolStr> {
    let text = reader.text(node, "a glob")?;
    match Glob::new(&text) {
        Ok(_) => Some(text),
        Err(error) => {
            reader.report(node.span, format!("`{text}` is no glob: {}", error.kind()));
            None
        }
    }
}
