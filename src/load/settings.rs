//! Settings: what `misfit.yaml` declares, turns on and off, excludes and accepts.

use smol_str::SmolStr;

use super::reader::{Reader, wrong_id};
use super::{modules, select, values};
use crate::model::fact::{Fact, Facts, Known};
use crate::model::paths;
use crate::model::policy::Severity;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::resource::Suppression;
use crate::model::settings::{Declaration, ModuleEntry, Selector, Settings, Stands};
use crate::model::tree::{Map, MapEntry, Node, Schema};
use crate::model::vocabulary::{NEEDS, find};
use crate::values::nearest::nearest;

/// Reads `misfit.yaml`; `path` is where it stands, from the root. What is wrong is left out and told.
pub fn settings(path: &str, root: &Node) -> (Settings, Vec<Problem>) {
    let mut root = root.clone();
    root.settle(Schema::Yaml12);
    let mut reader = Reader::new(ProblemKind::Settings, "");
    let mut settings = Settings { path: Some(path.to_owned()), ..Settings::default() };
    if root.is_null() {
        return (settings, Vec::new());
    }
    if let Some(map) = reader.map(&root, "misfit.yaml", &["declare", "policies", "exclude", "accept", "modules"]) {
        for item in map.get("declare").map(|node| reader.list(node)).unwrap_or_default() {
            settings.declare.extend(declaration(&mut reader, item));
        }
        for item in map.get("exclude").map(|node| reader.list(node)).unwrap_or_default() {
            settings.exclude.extend(select::glob(&mut reader, item).map(|glob| (glob, item.span)));
        }
        for item in map.get("accept").map(|node| reader.list(node)).unwrap_or_default() {
            settings.accept.extend(accepted(&mut reader, item));
        }
        for item in map.get("modules").map(|node| reader.list(node)).unwrap_or_default() {
            settings.modules.extend(module(&mut reader, item));
        }
        if let Some(map) = map.get("policies").and_then(|node| reader.any_map(node, "`policies`")) {
            settings.policies = map.entries.iter().filter_map(|entry| severity(&mut reader, entry)).collect();
        }
    }
    let mut problems = reader.problems;
    problems.iter_mut().for_each(|problem| problem.path = path.to_owned());
    (settings, problems)
}

/// The policies that settings name and that there are none of.
pub fn unknown_policies<'p>(settings: &Settings, known: impl IntoIterator<Item = &'p str>) -> Vec<Problem> {
    let known: Vec<&str> = known.into_iter().collect();
    let turned = settings.policies.iter().map(|(policy, _, span)| (policy, *span));
    let accepted = settings.accept.iter().map(|(_, suppression)| (&suppression.policy, suppression.span));
    let unknown = turned.chain(accepted).filter(|(policy, _)| !known.contains(&policy.as_str()));
    let told = unknown.map(|(policy, span)| {
        let problem = Problem::at(ProblemKind::Settings, span, format!("there is no policy `{policy}`"));
        let mut problem = match nearest(policy, known.iter().copied()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("`misfit policies` lists all"),
        };
        problem.path = settings.path.clone().unwrap_or_default();
        problem
    });
    told.collect()
}

/// `{select: {path, kind, address}, needs: {...}}`
fn declaration(reader: &mut Reader<'_>, node: &Node) -> Option<Declaration> {
    let map = reader.map(node, "a declaration", &["select", "needs"])?;
    let select = reader.required(map, "select", node.span);
    let select = select.and_then(|node| {
        let map = reader.map(node, "`select`", select::KEYS)?;
        select::selector(reader, map, node.span)
    });
    let needs = reader.required(map, "needs", node.span).and_then(|node| needs(reader, node));
    Some(Declaration { select: select?, needs: needs? })
}

fn needs(reader: &mut Reader<'_>, node: &Node) -> Option<Facts> {
    let map = reader.any_map(node, "`needs`")?;
    let mut needs = Facts::new();
    for MapEntry { key, value } in &map.entries {
        let name = key.text.replace('-', "_");
        let Some(word) = find(NEEDS, &name) else {
            let kebab = |name: &str| name.replace('_', "-");
            let help = match nearest(&name, NEEDS.iter().map(|word| word.name)) {
                Some(near) => format!("did you mean `{}`?", kebab(near)),
                None => {
                    format!("needs are {}", NEEDS.iter().map(|word| kebab(word.name)).collect::<Vec<_>>().join(", "))
                }
            };
            reader.report_with_help(key.span, format!("there is no need `{}`", key.text), help);
            continue;
        };
        match values::value(value, word.kind, Known::Declared) {
            Ok(read) => needs.set(word.name, Fact::new(read, Known::Declared, value.span)),
            Err((message, help)) => reader.report_with_help(value.span, format!("{}: {message}", key.text), help),
        }
    }
    Some(needs)
}

/// `policy-id: off`
fn severity(
    reader: &mut Reader<'_>,
    entry: &MapEntry,
) -> Option<(SmolStr, Option<Severity>, crate::model::source::Span)> {
    let policy = entry.key.text.clone();
    reader.check_id(&policy, entry.key.span);
    let severity = reader.one_of(&entry.value, "severity", &["off", "note", "warning", "error"])?;
    Some((policy, Severity::named(severity), entry.key.span))
}

/// `{address: glob, policy: id, reason: text, until: 2027-01-31}`
fn accepted(reader: &mut Reader<'_>, node: &Node) -> Option<(Selector, Suppression)> {
    let keys = [select::KEYS, &["policy", "reason", "until"]].concat();
    let map = reader.map(node, "an accepted finding", &keys)?;
    let selector = select::selector(reader, map, node.span);
    let policy = reader.required_text(map, "policy", node.span);
    if let (Some(policy), Some(at)) = (&policy, map.get("policy")) {
        reader.check_id(policy, at.span);
    }
    let reason = reader.required_text(map, "reason", node.span);
    let until = until(reader, map)?;
    let policy = policy.filter(|policy| wrong_id(policy).is_none())?;
    let span = map.get("policy").map_or(node.span, |node| node.span);
    Some((selector?, Suppression { policy, reason: reason?, until, span }))
}

/// `{source: glob, folder: path}` or `{source: glob, like: name}`
fn module(reader: &mut Reader<'_>, node: &Node) -> Option<ModuleEntry> {
    let map = reader.map(node, "a module", &["source", "folder", "like"])?;
    let at = reader.required(map, "source", node.span);
    let source = at.and_then(|at| select::glob(reader, at));
    let given = |key: &str| map.get(key).filter(|node| !node.is_null());
    let stands = match (given("folder"), given("like")) {
        (Some(folder), None) => stand_in_folder(reader, folder),
        (None, Some(like)) => fork_of(reader, like),
        (Some(_), Some(like)) => {
            let help = "a fork that is read at its own folder needs no `like`";
            reader.report_with_help(like.span, "`folder` and `like` do not go together", help);
            None
        }
        (None, None) => {
            let help =
                "folder: a folder of Terraform to read in its place; like: the well-known module it is a fork of";
            reader.report_with_help(node.span, "nothing stands for this module", help);
            None
        }
    };
    Some(ModuleEntry { source: source?, stands: stands?, span: at?.span })
}

fn stand_in_folder(reader: &mut Reader<'_>, node: &Node) -> Option<Stands> {
    let text = reader.text(node, "`folder`")?;
    let inside = paths::join("", &text);
    if inside.is_none() {
        reader.report_with_help(node.span, format!("`{text}` is no folder below the root"), "write it from the root");
    }
    Some(Stands::Folder(inside?.into(), node.span))
}

fn fork_of(reader: &mut Reader<'_>, node: &Node) -> Option<Stands> {
    let text = reader.text(node, "`like`")?;
    if let Some(name) = modules::known_name(&text) {
        return Some(Stands::Like(name));
    }
    let help = match nearest(&text, modules::known_names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "policies/README.md lists the known modules".to_owned(),
    };
    reader.report_with_help(node.span, format!("there is no known module `{text}`"), help);
    None
}

/// The last day; the outer nothing where it is no day, as a finding must not stay accepted by mistake.
#[expect(clippy::option_option, reason = "the outer says whether it was read, the inner whether there is a day")]
fn until(reader: &mut Reader<'_>, map: &Map) -> Option<Option<SmolStr>> {
    let Some(node) = map.get("until") else { return Some(None) };
    let text = reader.text(node, "`until`")?;
    if text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok() {
        return Some(Some(text));
    }
    reader.report_with_help(node.span, format!("`{text}` is no day"), "write it as 2027-01-31");
    None
}
