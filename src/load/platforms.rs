//! Platform files: one platform each, and the tree that they form together.

use smol_str::SmolStr;

use super::axes;
use super::prose;
use super::reader::Reader;
use crate::conditions::compile_over_facts;
use crate::model::platform::Platform;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::Span;
use crate::model::tree::{Map, Node, Schema};
use crate::model::vocabulary::{MODELS, SERVICES};

/// What a run reads of a platform.
const RUN_KEYS: &[&str] = &["title", "services", "refines", "when", "model", "axes", "limits"];
const PROSE_KEYS: &[&str] = &["settings", "asks", "trades", "see"];

/// Reads a platform's file. `id` is the file's stem, `text` the text that the spans are of.
///
/// Nothing where what is wrong keeps it from being used; other problems stand beside it.
pub fn platform(id: &str, root: &Node, text: &str) -> (Option<Platform>, Vec<Problem>) {
    let mut root = root.clone();
    root.settle(Schema::Yaml12);
    let mut reader = Reader::new(ProblemKind::Policy, text);
    let keys = [RUN_KEYS, PROSE_KEYS].concat();
    let read = reader.map(&root, "a platform", &keys).and_then(|map| {
        let read = run_part(&mut reader, id, map, root.span);
        prose::check_platform(&mut reader, map, root.span);
        read
    });
    (read, reader.problems)
}

/// Reads the part of a platform that a run needs, as it is embedded.
pub(super) fn lean_platform(id: &str, root: &Node) -> (Option<Platform>, Vec<Problem>) {
    let mut reader = Reader::new(ProblemKind::Policy, "");
    let read = reader.map(root, "a platform", RUN_KEYS).and_then(|map| run_part(&mut reader, id, map, root.span));
    (read, reader.problems)
}

fn run_part(reader: &mut Reader<'_>, id: &str, map: &Map, at: Span) -> Option<Platform> {
    reader.check_id(id, at);
    let title = reader.required_text(map, "title", at)?;
    let refines = map.get("refines").and_then(|node| reader.text(node, "the refined platform"));
    let services = map.get("services").map(|node| services(reader, node)).unwrap_or_default();
    let model = map.get("model").and_then(|node| reader.one_of(node, "compute model", MODELS.values));
    let axes = map.get("axes").map(|node| axes::axes(reader, node)).unwrap_or_default();
    let limits = map.get("limits").map(|node| axes::limits(reader, node)).unwrap_or_default();
    let when = map.get("when").map(|node| reader.condition(node, compile_over_facts));
    let when = match when {
        // A condition that was not read would hold nowhere or everywhere: the platform is not used.
        Some(None) => return None,
        Some(when) => when,
        None => None,
    };
    match (&refines, &when, map.get("services")) {
        (Some(_), None, _) => {
            reader.required(map, "when", at);
            return None;
        }
        (Some(_), Some(_), Some(node)) => {
            reader.report(node.span, "a platform that refines another has no services of its own");
        }
        (None, Some(_), _) => {
            let at = map.get("when").map_or(at, |node| node.span);
            reader.report_with_help(at, "`when` is for a platform that refines another", "say which: refines: id");
            return None;
        }
        (None, None, _) => check_root(reader, map, at),
        (Some(_), Some(_), None) => {}
    }
    Some(Platform { id: id.into(), title: title.to_string(), services, refines, when, model, axes, limits })
}

/// A root has nothing to inherit from: it names services, a model and every axis.
fn check_root(reader: &mut Reader<'_>, map: &Map, at: Span) {
    reader.required(map, "services", at);
    reader.required(map, "model", at);
    let axes = reader.required(map, "axes", at);
    let Some(axes) = axes else { return };
    let missing: Vec<&str> = axes::axis_words().map(|word| word.name).filter(|name| axes.get(name).is_none()).collect();
    if !missing.is_empty() {
        let help = "a platform that refines no other says each axis, `unknown` where only the running system knows";
        let at = map.entry("axes").map_or(at, |entry| entry.key.span);
        reader.report_with_help(at, format!("no axis {}", missing.join(", ")), help);
    }
}

fn services(reader: &mut Reader<'_>, node: &Node) -> Vec<&'static str> {
    reader.list(node).iter().filter_map(|item| reader.one_of(item, "service", SERVICES)).collect()
}

/// What is wrong with some platforms as trees: a parent that is not there, a circle, a service with two roots,
/// an id that stands twice. A problem's path is the platform's id.
pub fn tree(platforms: &[Platform]) -> Vec<Problem> {
    let by_id = |id: &SmolStr| platforms.iter().find(|platform| platform.id == *id);
    let mut problems = Vec::new();
    for (place, platform) in platforms.iter().enumerate() {
        let mut report = |message: String| {
            problems.push(Problem::with(ProblemKind::Policy, platform.id.as_str(), message));
        };
        let earlier = platforms.get(..place).unwrap_or_default();
        if earlier.iter().any(|other| other.id == platform.id) {
            report(format!("there are two platforms `{}`", platform.id));
            continue;
        }
        if let Some(parent) = platform.refines.as_ref().filter(|parent| by_id(parent).is_none()) {
            report(format!("it refines `{parent}`, and there is no such platform"));
        }
        for service in &platform.services {
            if let Some(other) = earlier.iter().find(|other| other.services.contains(service)) {
                report(format!("{service} is a service of `{}` too", other.id));
            }
        }
        let ancestors = std::iter::successors(Some(platform), |platform| by_id(platform.refines.as_ref()?));
        // More steps up than there are platforms: one was passed twice.
        if ancestors.take(platforms.len() + 1).count() > platforms.len() {
            report("it refines itself, through the platforms that it refines".to_owned());
        }
    }
    problems
}
