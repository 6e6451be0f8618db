//! Functions of paths as texts: nothing is looked up.

use smol_str::{SmolStr, format_smolstr};

use super::{Call, Function, Takes, function};
use crate::dialects::terraform::resolve::choices::lifted;
use crate::dialects::terraform::resolve::scope::Scope;
use crate::dialects::terraform::resolve::value::Outcome;
use crate::model::source::Span;
use crate::model::tree::{Content, HOLE, Node, Unknown};
use crate::values::choices::Reach;

pub(super) static FUNCTIONS: &[Function] = &[
    function("basename", Takes::Anything, |call| {
        if let Some((_, name)) = outlined(call.argument(0)?).and_then(last_known) {
            return call.give_text(name);
        }
        if let Some(open) = call.open(call.arguments) {
            return Ok(open);
        }
        let path = call.text(0)?;
        let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        call.give_text(match (name, path.is_empty()) {
            ("", true) => ".",
            ("", false) => "/",
            (name, _) => name,
        })
    }),
    function("dirname", Takes::Anything, |call| {
        let path = call.argument(0)?;
        if let Some(mut open) = call.open([path]) {
            if let Content::Unknown(unknown) = &mut open.content {
                unknown.outline = outlined(path).and_then(last_known).map(|(folder, _)| folder.into());
            }
            return Ok(open);
        }
        let path = call.text(0)?;
        call.give_text(&clean(path.rfind('/').and_then(|last| path.get(..=last)).unwrap_or_default()))
    }),
    function("pathexpand", Takes::Whole, pathexpand),
];

impl Scope<'_> {
    /// `abspath`: where a project stands is not known, but what stands where in it is.
    pub(super) fn absolute_path(&self, arguments: &[Node], span: Span) -> Outcome {
        lifted(arguments, Reach::Top, span, &mut |arguments| {
            let call = Call { name: "abspath", arguments, span, world: self.world };
            if let Some(open) = call.open(arguments) {
                return Ok(open);
            }
            let path = call.text(0)?;
            if path.starts_with('/') {
                return call.give_text(&clean(&path));
            }
            Ok(self.somewhere(&path, SmolStr::new_static("abspath() depends on where it is run"), span))
        })
    }

    /// A path from the root's folder as it is on the machine that runs it: not known, but how it ends.
    pub(in super::super) fn somewhere(&self, path: &str, reason: SmolStr, span: Span) -> Node {
        let whole = clean(&format!("{}/{path}", self.world.root));
        let mut inside = whole.trim_start_matches('/');
        while let Some(rest) = inside.strip_prefix("..") {
            inside = rest.trim_start_matches('/');
        }
        let outline = match inside {
            "" | "." => HOLE.to_string().into(),
            inside => format_smolstr!("{HOLE}/{inside}"),
        };
        Node::unknown(Unknown { not_null: true, outline: Some(outline), ..Unknown::because(reason) }, span)
    }
}

/// What is known of a path of which a part is not.
fn outlined(path: &Node) -> Option<&str> {
    match &path.content {
        Content::Unknown(unknown) => unknown.outline.as_deref(),
        _ => None,
    }
}

/// The folder and the last name of a path, where that name is known.
fn last_known(outline: &str) -> Option<(&str, &str)> {
    let (folder, name) = outline.rsplit_once('/')?;
    (!name.is_empty() && !name.contains(HOLE)).then_some((folder, name))
}

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
