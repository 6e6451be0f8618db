//! The JSON of `terraform show -json`: what is planned of each instance, its values kept as text until they are asked for.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::addresses::index_text;
use super::planned::Planned;
use crate::model::plan::GivenPlan;
use crate::model::problem::{Problem, ProblemKind};

/// The major versions of the format that are read; 0 is what was written before Terraform 1.1, and is the same here.
const VERSIONS: &[&str] = &["0", "1"];

/// What comes of the mistake of handing in something else.
const HOW: &str = "`terraform plan -out plan.out`, then `terraform show -json plan.out > plan.json` writes one";

/// A plan or a state, read in place.
pub(super) struct Plan<'a> {
    /// What it sets the root's variables to, where it says so.
    pub(super) variables: HashMap<Cow<'a, str>, Planned>,
    /// Every instance of a managed resource, those that are to go included.
    pub(super) instances: Vec<Instance<'a>>,
    /// What it is.
    pub(super) kind: Kind,
    /// It speaks of all that its source has: what it lacks is not there.
    pub(super) is_complete: bool,
}

/// What was handed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// What will be.
    Plan,
    /// What is.
    State,
}

impl Kind {
    /// As a person calls it.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Plan => "the plan",
            Self::State => "the state",
        }
    }
}

/// One instance of a resource.
pub(super) struct Instance<'a> {
    /// `module.api["a"].aws_instance.web[0]`
    pub(super) address: Cow<'a, str>,
    /// `module.api["a"]`; nothing in the root.
    pub(super) module: Cow<'a, str>,
    /// `aws_instance`
    pub(super) kind: Cow<'a, str>,
    /// `web`
    pub(super) name: Cow<'a, str>,
    /// The instance's key or number, where it has one.
    pub(super) index: Option<String>,
    /// Its values; nothing where it is to go.
    pub(super) values: Option<&'a RawValue>,
    /// Which of them are not known yet.
    pub(super) unknown: Option<&'a RawValue>,
    /// Which of them are secret; nothing in plans of before Terraform 0.15, which do not say.
    pub(super) sensitive: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow, default)]
    variables: HashMap<Cow<'a, str>, Variable<'a>>,
    #[serde(borrow)]
    format_version: Option<Cow<'a, str>>,
    #[serde(borrow)]
    resource_changes: Option<Vec<Change<'a>>>,
    #[serde(borrow)]
    planned_values: Option<Tree<'a>>,
    #[serde(borrow)]
    values: Option<Tree<'a>>,
    terraform_version: Option<serde::de::IgnoredAny>,
    complete: Option<bool>,
    errored: Option<bool>,
}

#[derive(Deserialize)]
struct Variable<'a> {
    #[serde(borrow)]
    value: Option<&'a RawValue>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Managed,
    Data,
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow)]
    address: Cow<'a, str>,
    #[serde(borrow, default)]
    module_address: Cow<'a, str>,
    mode: Mode,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    index: Option<Value>,
    deposed: Option<serde::de::IgnoredAny>,
    #[serde(borrow)]
    change: Values<'a>,
}

#[derive(Deserialize)]
struct Values<'a> {
    #[serde(borrow)]
    after: Option<&'a RawValue>,
    #[serde(borrow)]
    after_unknown: Option<&'a RawValue>,
    #[serde(borrow)]
    after_sensitive: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Tree<'a> {
    #[serde(borrow)]
    root_module: Option<Module<'a>>,
}

#[derive(Deserialize)]
struct Module<'a> {
    #[serde(borrow, default)]
    address: Cow<'a, str>,
    #[serde(borrow, default)]
    resources: Vec<Held<'a>>,
    #[serde(borrow, default)]
    child_modules: Vec<Module<'a>>,
}

#[derive(Deserialize)]
struct Held<'a> {
    #[serde(borrow)]
    address: Cow<'a, str>,
    mode: Mode,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    index: Option<Value>,
    deposed_key: Option<serde::de::IgnoredAny>,
    #[serde(borrow)]
    values: Option<&'a RawValue>,
    #[serde(borrow)]
    sensitive_values: Option<&'a RawValue>,
}

/// Reads a plan or a state.
///
/// # Errors
/// What is wrong with it, as a problem of the file.
pub(super) fn read(given: &GivenPlan) -> Result<Plan<'_>, Problem> {
    // Whoever handed it in is told like of a mistake in the settings: without it, the answer is to another question.
    let wrong = |message: String| Problem::with(ProblemKind::Settings, given.path.as_str(), message);
    let broken = |error: &serde_json::Error| {
        let words = error.to_string();
        let words = words.split(" at line ").next().unwrap_or(&words).to_owned();
        let place = format!("line {}, column {}", error.line(), error.column());
        wrong(format!("this plan cannot be read: {words}, in {place}")).help(HOW)
    };
    let text = given.text.trim_start();
    if text.is_empty() {
        return Err(wrong("this plan is empty".to_owned()).help(HOW));
    }
    if text.starts_with("{\"@level\"") {
        return Err(wrong("this is the log of `terraform plan -json`, not the plan".to_owned()).help(HOW));
    }
    let file: File<'_> = serde_json::from_str(&given.text).map_err(|error| broken(&error))?;
    let Some(version) = &file.format_version else {
        let what = "this is no plan as `terraform show -json` writes it: it has no format_version";
        return Err(wrong(what.to_owned()).help(HOW));
    };
    let major = version.split('.').next().unwrap_or_default();
    if !VERSIONS.contains(&major) {
        let message = format!("this plan is of format version {version}, and only versions 0 and 1 are read");
        return Err(wrong(message));
    }
    let is_of_show = file.terraform_version.is_some()
        || file.resource_changes.is_some()
        || file.planned_values.is_some()
        || file.values.is_some();
    if !is_of_show {
        return Err(wrong("this is neither a plan nor a state of Terraform".to_owned()).help(HOW));
    }
    let is_whole = file.complete != Some(false) && file.errored != Some(true);
    if let Some(values) = file.values {
        let variables = HashMap::new();
        return Ok(Plan { variables, instances: in_tree(values), kind: Kind::State, is_complete: false });
    }
    let changes = file.resource_changes.unwrap_or_default();
    // A plan that only refreshes changes nothing: what there is stands in its values.
    let instances = match file.planned_values {
        Some(values) if changes.is_empty() => in_tree(values),
        _ => changes.into_iter().filter_map(changed).collect(),
    };
    let set = |(name, variable): (_, Variable<'_>)| Some((name, Planned::of_value(variable.value?)?));
    let variables = file.variables.into_iter().filter_map(set).collect();
    Ok(Plan { variables, instances, kind: Kind::Plan, is_complete: is_whole })
}

/// What is planned of an instance; nothing of data, and of what was left over by an earlier run and goes.
fn changed(change: Change<'_>) -> Option<Instance<'_>> {
    let Change { address, module_address: module, mode, kind, name, index, deposed, change } = change;
    if mode != Mode::Managed || deposed.is_some() {
        return None;
    }
    Some(Instance {
        address,
        module,
        kind,
        name,
        index: index.as_ref().and_then(index_text),
        values: change.after,
        unknown: change.after_unknown,
        sensitive: change.after_sensitive,
    })
}

/// All instances of a tree of modules. Trees are as deep as the JSON's reader lets them be.
fn in_tree(tree: Tree<'_>) -> Vec<Instance<'_>> {
    let mut instances = Vec::new();
    let mut open: Vec<Module<'_>> = tree.root_module.into_iter().collect();
    while let Some(module) = open.pop() {
        let Module { address: module, resources, child_modules } = module;
        for held in resources {
            if held.mode != Mode::Managed || held.deposed_key.is_some() {
                continue;
            }
            instances.push(Instance {
                address: held.address,
                module: module.clone(),
                kind: held.kind,
                name: held.name,
                index: held.index.as_ref().and_then(index_text),
                values: held.values,
                unknown: None,
                sensitive: held.sensitive_values,
            });
        }
        open.extend(child_modules.into_iter().rev());
    }
    instances
}
