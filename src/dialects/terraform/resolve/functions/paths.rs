//! Functions of paths as texts: nothing is looked up.

use super::{Call, Function, Takes, function};
use crate::dialects::terraform::resolve::value::Outcome;

pub(super) static FUNCTIONS: &[Function] = &[
    function("abspath", Takes::Whole, |call| {
        let path = call.text(0)?;
        if path.starts_with('/') {
            return call.give_text(&clean(&path));
        }
        Ok(call.unknown("depends on where it is run"))
    }),
    function("basename", Takes::Whole, |call| {
        let path = call.text(0)?;
        let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        call.give_text(match (name, path.is_empty()) {
            ("", true) => ".",
            ("", false) => "/",
            (name, _) => name,
        })
    }),
    function("dirname", Takes::Whole, |call| {
        let path = call.text(0)?;
        call.give_text(&clean(path.rfind('/').and_then(|last| path.get(..=last)).unwrap_or_default()))
    }),
    function("pathexpand", Takes::Whole, pathexpand),
];

/// A path that starts in somebody's home depends on whose.
fn pathexpand(call: &Call) -> Outcome {
    let path = call.text(0)?;
    match path.strip_prefix('~') {
        None => call.give_text(&path),
        Some(rest) if rest.is_empty() || rest.starts_with('/') => Ok(call.unknown("depends on who runs it")),
        Some(_) => Err(call.wrong("the home of somebody else")),
    }
}

/// A path without `.`, doubled slashes and the `..` that can be taken back.
fn clean(path: &str) -> String {
    let root = if path.starts_with('/') { "/" } else { "" };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if !root.is_empty() => {}
            part => parts.push(part),
        }
    }
    if parts.is_empty() && root.is_empty() { ".".to_owned() } else { format!("{root}{}", parts.join("/")) }
}
