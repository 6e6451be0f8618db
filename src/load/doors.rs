//! Front doors' files: how long each waits for an answer.

use super::axes;
use super::reader::Reader;
use crate::model::platform::Door;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::tree::{Node, Schema};
use crate::model::vocabulary::FRONT_DOORS;

const KEYS: &[&str] = &["title", "limits"];

/// The limit that a front door has.
const WAIT: &str = "request_timeout";

/// Reads a front door's file. `id` is the file's stem, `text` the text that the spans are of.
///
/// Nothing where what is wrong keeps it from being used; other problems stand beside it.
pub fn door(id: &str, root: &Node, text: &str) -> (Option<Door>, Vec<Problem>) {
    let mut root = root.clone();
    root.settle(Schema::Yaml12);
    read(Reader::new(ProblemKind::Policy, text), id, &root)
}

/// Reads a front door as it is embedded.
pub(super) fn lean_door(id: &str, root: &Node) -> (Option<Door>, Vec<Problem>) {
    read(Reader::new(ProblemKind::Policy, ""), id, root)
}

fn read(mut reader: Reader<'_>, id: &str, root: &Node) -> (Option<Door>, Vec<Problem>) {
    let door = checked(&mut reader, id, root);
    (door, reader.problems)
}

fn checked(reader: &mut Reader<'_>, id: &str, root: &Node) -> Option<Door> {
    let known = FRONT_DOORS.values.iter().copied().find(|known| *known == id);
    if known.is_none() {
        let help = format!("front doors are {}", FRONT_DOORS.values.join(", "));
        reader.report_with_help(root.span, format!("there is no front door `{id}`"), help);
    }
    let map = reader.map(root, "a front door", KEYS)?;
    let title = reader.required_text(map, "title", root.span);
    let node = reader.required(map, "limits", root.span)?;
    let limits = axes::limits(reader, node);
    let at = map.entry("limits").map_or(root.span, |entry| entry.key.span);
    if let Some(other) = limits.iter().find(|limit| limit.name != WAIT) {
        reader.report(at, format!("a front door has no limit `{}`, only `{WAIT}`", other.name));
    }
    let request_timeout = limits.into_iter().find(|limit| limit.name == WAIT);
    if request_timeout.is_none() && node.get(WAIT).is_none() {
        reader.report(at, format!("`{WAIT}` is missing"));
    }
    Some(Door { id: known?, title: title?, request_timeout: request_timeout? })
}
