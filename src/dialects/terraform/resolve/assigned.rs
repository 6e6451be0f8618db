//! What the variables of a root are set to: by the environment, values files, variants and the command line, each value as
//! its variable's type holds it.

use std::collections::HashMap;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::asked::{allowed, workspaces};
use super::declared::{Declared, Variable};
use super::scope::{Frame, Scope};
use super::seals::sealed;
use super::types::{Filled, Form, Refused, conform, sort_of};
use super::value::{settled, text};
use super::ways::{marked, moved};
use crate::dialects::terraform::resolved;
use crate::model::given::{self, Given};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::Span;
use crate::model::tree::{MOST_ALTERNATIVES, Map, Node, Origin, Step, Switch, SwitchKind, Unknown};
use crate::values::choices::{choose, same};
use crate::values::environment::is_environment;
use crate::values::variants::{Variants, ordered};

/// The workspace that there is where nobody makes one.
const DEFAULT_WORKSPACE: &str = "default";

/// What stands in the way of knowing the workspace.
const WORKSPACE_UNKNOWN: &str = "terraform.workspace is known when it is run";

/// A value that a variable is set to.
#[derive(Clone, Debug)]
pub(super) enum Setting {
    /// In a values file, of this name.
    Written(Node, SmolStr),
    /// From outside all files: as it was typed, and by what it is set (`--var size`, `TF_VAR_size`).
    Told(SmolStr, SmolStr),
}

/// What variables are set to, by name.
pub(super) type Values = HashMap<SmolStr, Setting>;

/// One way in which a root is deployed.
#[derive(Debug)]
pub(super) struct Variant {
    pub(super) name: SmolStr,
    pub(super) values: Values,
    /// The workspace, where the variant is one.
    pub(super) workspace: Option<SmolStr>,
    /// Values files make it; else the code provides for it.
    is_of_files: bool,
}

/// What a root's variables are set to, weakest first.
#[derive(Default)]
pub(super) struct Assignments {
    /// By the environment, then by the files that are always read.
    pub(super) automatic: Values,
    /// By each variant.
    pub(super) variants: Vec<Variant>,
    /// By the command line.
    pub(super) named: Values,
    /// A values file that was named sets some of them.
    is_of_named_files: bool,
    /// The workspace that the environment names.
    workspace: Option<SmolStr>,
}

impl Assignments {
    /// What a root is told from outside the sources, with what the values files set that were named: of it, what its
    /// variables take.
    pub(super) fn told(given: &Given, named: Vec<Values>, declared: &Declared) -> Self {
        let mut told = Self::default();
        let is_declared = |name: &str| declared.variables.contains_key(name);
        for (name, value) in &given.environment {
            let variable = name.strip_prefix(given::IN_ENVIRONMENT).filter(|variable| is_declared(variable));
            if let Some(variable) = variable {
                told.automatic.insert(variable.into(), Setting::Told(value.into(), name.into()));
            }
        }
        told.workspace = given.environment.get(given::WORKSPACE).filter(|name| !name.is_empty()).map(Into::into);
        let mut files = named.into_iter();
        for setting in &given.settings {
            match setting {
                given::Setting::Value { name, text } if is_declared(name) => {
                    let by = format_smolstr!("--var {name}");
                    told.named.insert(name.into(), Setting::Told(text.into(), by));
                }
                given::Setting::Value { .. } => {}
                given::Setting::File(_) => {
                    let values = files.next().unwrap_or_default();
                    let own: Vec<_> = values.into_iter().filter(|(name, _)| is_declared(name)).collect();
                    told.is_of_named_files |= !own.is_empty();
                    told.named.extend(own);
                }
            }
        }
        told
    }

    /// Adds what stands in files beside the root; what is named on the command line is how the root is deployed, whatever
    /// variants stand there. Where no file makes variants, the workspaces or the environments that the code provides for do.
    pub(super) fn beside(mut self, automatic: Values, variants: Vec<(SmolStr, Values)>, declared: &Declared) -> Self {
        self.automatic.extend(automatic);
        let sets = |values: &Values| values.keys().any(|name| declared.variables.contains_key(name));
        let is_deployed_so = self.is_of_named_files;
        let variants = variants.into_iter().filter(|(_, values)| sets(values) && !is_deployed_so);
        let variant = |(name, values)| Variant { name, values, workspace: None, is_of_files: true };
        self.variants = ordered(variants.map(variant).collect(), |variant: &Variant| &variant.name);
        let mut told_apart = if self.workspace.is_some() { Vec::new() } else { workspaces(declared) };
        // What is held against the default alone is meant for others, and of these no name is known.
        if told_apart == [DEFAULT_WORKSPACE] {
            told_apart.clear();
        }
        if !self.variants.is_empty() {
            for variant in &mut self.variants {
                variant.workspace = told_apart.iter().find(|name| **name == variant.name).cloned();
            }
        } else if !told_apart.is_empty() {
            let others = (!told_apart.iter().any(|name| name == DEFAULT_WORKSPACE)).then_some(DEFAULT_WORKSPACE.into());
            let of = |name: SmolStr| Variant {
                name: name.clone(),
                values: Values::new(),
                workspace: Some(name),
                is_of_files: false,
            };
            let all: Vec<Variant> = told_apart.into_iter().chain(others).map(of).collect();
            self.variants = ordered(all, |variant| &variant.name);
        } else if !is_deployed_so {
            self.variants = self.environments(declared);
        }
        self
    }

    /// A variant for each environment that the one variable which names them may have, where nothing sets it.
    fn environments(&self, declared: &Declared) -> Vec<Variant> {
        let is_open = |name: &SmolStr, variable: &Variable| {
            variable.default.is_none() && !self.automatic.contains_key(name) && !self.named.contains_key(name)
        };
        let open = declared.variables.iter().filter(|(name, variable)| is_open(name, variable) && !variable.sensitive);
        let named = |(name, variable): (&SmolStr, &Variable)| {
            let values = variable.closed(name)?;
            let environments = values.iter().filter(|value| value.as_str().is_some_and(is_environment)).count();
            (environments >= 2).then(|| (name.clone(), values))
        };
        let mut found = open.filter_map(named);
        let (Some((variable, values)), None) = (found.next(), found.next()) else { return Vec::new() };
        let variant = |value: Node| {
            let name = value.as_text()?;
            let setting = Setting::Written(value, SmolStr::new_static("validation"));
            let values = Values::from([(variable.clone(), setting)]);
            Some(Variant { name, values, workspace: None, is_of_files: false })
        };
        ordered(values.into_iter().filter_map(variant).collect(), |variant| &variant.name)
    }

    /// Whether the command line sets anything.
    pub(super) fn is_told(&self) -> bool {
        !self.named.is_empty()
    }

    /// What each variant sets, as it is written.
    pub(super) fn outlines(&self) -> Vec<resolved::Variant> {
        let written = |(name, setting): (&SmolStr, &Setting)| match setting {
            Setting::Written(node, _) if !self.named.contains_key(name) => Some((name.clone(), node.clone())),
            Setting::Written(..) | Setting::Told(..) => None,
        };
        let outline = |variant: &Variant| resolved::Variant {
            name: variant.name.clone(),
            values: variant.values.iter().filter_map(written).collect(),
        };
        self.variants.iter().map(outline).collect()
    }

    /// Whether values files stand beside it, one for each way in which it is deployed.
    pub(super) fn has_files(&self) -> bool {
        self.variants.iter().any(|variant| variant.is_of_files)
    }
}

impl Variable {
    /// The values that its validations let it have, where these are all that there are.
    pub(super) fn closed(&self, name: &str) -> Option<Vec<Node>> {
        let mut values = self.validations.iter().find_map(|condition| allowed(condition, name))?;
        let mut known: Vec<Option<SmolStr>> = Vec::new();
        values.retain(|value| {
            let text = value.as_text();
            let is_new = !known.contains(&text);
            known.push(text);
            is_new
        });
        (!values.is_empty()).then_some(values)
    }
}

impl Scope<'_> {
    /// What a root's variable is set to, else its default.
    pub(super) fn assigned(&self, key: &SmolStr, name: &SmolStr, variable: &Variable) -> Node {
        let value = self.assigned_openly((key, name), variable);
        if variable.sensitive { sealed(value) } else { value }
    }

    fn assigned_openly(&self, (key, name): (&SmolStr, &SmolStr), variable: &Variable) -> Node {
        let assignments = &self.assignments;
        if let Some(setting) = assignments.named.get(name) {
            return self.held(setting, key, variable);
        }
        let automatic = assignments.automatic.get(name).map(|setting| self.held(setting, key, variable));
        let everywhere = automatic.or_else(|| self.default(key, variable));
        let variants = &assignments.variants;
        if !variants.iter().any(|variant| variant.values.contains_key(name)) {
            return everywhere.unwrap_or_else(|| match variable.closed(name) {
                Some(values) if !variable.sensitive => self.one_of_closed(values, key, variable),
                _ => valueless(key, variable, format_smolstr!("{key} has no value here")),
            });
        }
        let in_variant = |variant: &Variant| {
            let own = variant.values.get(name).map(|setting| self.held(setting, key, variable));
            own.or_else(|| everywhere.clone())
                .unwrap_or_else(|| valueless(key, variable, format_smolstr!("{key} has no value in {}", variant.name)))
        };
        let options: Vec<Node> = variants.iter().map(in_variant).collect();
        let is_set = |place: usize| variants.get(place).is_some_and(|variant| variant.values.contains_key(name));
        let all_same = options.split_first().is_some_and(|(first, others)| others.iter().all(|node| same(node, first)));
        // A value that somebody sets is better evidence than an equal default.
        let set = options.iter().enumerate().find(|(place, _)| is_set(*place)).map(|(_, node)| node.clone());
        match set.filter(|_| all_same) {
            Some(set) => set,
            None => by_variant(variants, options, variable.name_span),
        }
    }

    /// The value as the variable holds it, with the way that it came.
    fn held(&self, setting: &Setting, key: &SmolStr, variable: &Variable) -> Node {
        let at = variable.name_span;
        let (value, kind) = match setting {
            Setting::Written(node, file) => {
                let value = match referring(node) {
                    Some(unknown) => {
                        let problem =
                            Problem::at(ProblemKind::Unresolvable, node.span, "a value here refers to a name");
                        self.world
                            .tell(problem.help("values files hold literals alone: Terraform refuses anything else"));
                        unknown
                    }
                    None => settled(self.evaluate(node, &Frame::default()), node.span),
                };
                let typed = self.typed(value, key, variable, ProblemKind::Unresolvable);
                // Where it is declared comes first, then where it is set.
                return marked(&moved(&marked(&typed, file, false), at), key, false);
            }
            Setting::Told(raw, by) => (self.told(raw, by, variable), by),
        };
        let typed = self.typed(value, key, variable, ProblemKind::Settings);
        marked(&marked(&moved(&typed, at), kind, false), key, false)
    }

    /// What was typed: the text itself where the variable is of a plain type or of none, else an expression.
    fn told(&self, raw: &SmolStr, by: &SmolStr, variable: &Variable) -> Node {
        let at = variable.name_span;
        if variable.is_plain() {
            return text(raw.clone(), at);
        }
        let parsed = self.world.library.expression(raw);
        match parsed.filter(|node| referring(node).is_none()) {
            Some(node) => moved(&settled(self.evaluate(&node, &Frame::default()), at), at),
            None => {
                let message = format!("{by} holds what is no literal of HCL");
                let problem = Problem::at(ProblemKind::Settings, at, message);
                self.world.tell(
                    problem.help("write lists as '[\"a\"]' and maps as '{ a = 1 }': the variable is of such a type"),
                );
                Node::unknown(Unknown::because(format_smolstr!("{by} cannot be read")), at)
            }
        }
    }

    fn default(&self, key: &SmolStr, variable: &Variable) -> Option<Node> {
        Some(marked(&self.default_value(key, variable)?, key, true))
    }

    /// The default, as the type holds it.
    pub(super) fn default_value(&self, key: &SmolStr, variable: &Variable) -> Option<Node> {
        let default = variable.default.as_ref()?;
        let value = settled(self.evaluate(default, &Frame::default()), default.span);
        Some(self.converted(value, (key, Form::Literal), variable, ProblemKind::Unresolvable))
    }

    /// A value that is given, converted; where null may not stand, the default in its place.
    fn typed(&self, value: Node, key: &SmolStr, variable: &Variable, kind: ProblemKind) -> Node {
        if value.is_null() && !variable.nullable {
            let refused = || {
                let unknown = Unknown { refused: true, ..Unknown::because(format_smolstr!("{key} may not be null")) };
                Node::unknown(unknown, value.span)
            };
            return self.default(key, variable).unwrap_or_else(refused);
        }
        self.converted(value, (key, Form::Literal), variable, kind)
    }

    /// A value as the variable's type holds it. What the type refuses is told.
    pub(super) fn converted(
        &self,
        value: Node,
        (key, form): (&SmolStr, Form),
        variable: &Variable,
        kind: ProblemKind,
    ) -> Node {
        let Some(constraint) = &variable.constraint else { return value };
        // In JSON a type is written as text.
        let parsed =
            constraint.as_str().filter(|text| text.contains('(')).and_then(|text| self.world.library.expression(text));
        let filled = match &self.called {
            Some(called) if called.brought.is_none() => Filled::ForGood,
            _ => Filled::ByDefault,
        };
        let (value, refused) = conform(value, parsed.as_ref().unwrap_or(constraint), key, (form, filled));
        if let Some(Refused { wanted, at }) = refused {
            let problem = Problem::at(kind, at, format!("{key} wants {wanted}"));
            self.world.tell(problem.help("Terraform refuses the value: change it, or the variable's type"));
        }
        value
    }

    /// One of the values that a validation lets a variable have.
    fn one_of_closed(&self, values: Vec<Node>, key: &SmolStr, variable: &Variable) -> Node {
        let held = |value: &Node| {
            let typed = self.converted(value.clone(), (key, Form::Literal), variable, ProblemKind::Unresolvable);
            marked(&typed, key, false)
        };
        let branches: Vec<SmolStr> = values.iter().filter_map(Node::as_text).collect();
        if values.len() > MOST_ALTERNATIVES || branches.len() != values.len() {
            return valueless(key, variable, format_smolstr!("{key} has no value here"));
        }
        let switch = Switch { key: key.clone(), branches, kind: SwitchKind::Condition };
        choose(&Arc::new(switch), values.iter().map(held).collect(), variable.name_span)
    }

    /// The name of the workspace.
    pub(super) fn workspace(&self, span: Span) -> Node {
        let key = SmolStr::new_static("terraform.workspace");
        let unknown = || Node::unknown(Unknown { not_null: true, ..Unknown::because(WORKSPACE_UNKNOWN) }, span);
        if let Some(by) = self.called.as_ref().and_then(|called| called.by.upgrade()) {
            return by.workspace(span);
        }
        if let Some(name) = &self.assignments.workspace {
            let by = SmolStr::new_static(given::WORKSPACE);
            return marked(&marked(&text(name.clone(), span), &by, false), &key, false);
        }
        let variants = &self.assignments.variants;
        if variants.iter().all(|variant| variant.workspace.is_none()) {
            return unknown();
        }
        let of = |variant: &Variant| match &variant.workspace {
            Some(name) => marked(&text(name.clone(), span), &key, false),
            None => unknown(),
        };
        by_variant(variants, variants.iter().map(of).collect(), span)
    }
}

impl Variable {
    /// Whether it holds a text, a number or a boolean, or says nothing of what it holds: what is typed for it is then the
    /// value itself.
    fn is_plain(&self) -> bool {
        match self.constraint.as_ref() {
            None => true,
            Some(constraint) => super::types::is_plain(constraint),
        }
    }
}

/// The choice between what a value is in each variant.
fn by_variant(variants: &[Variant], options: Vec<Node>, span: Span) -> Node {
    let names: Vec<SmolStr> = variants.iter().map(|variant| variant.name.clone()).collect();
    Variants::of("variant", &names).choose(options, span)
}

/// The unknown that a value is which refers to something, where only literals may stand.
fn referring(node: &Node) -> Option<Node> {
    let mut refers = false;
    super::walk::traversals(node, &mut |traversal| refers |= super::walk::root_name(traversal).is_some());
    let unknown = || Unknown { refused: true, ..Unknown::because("a value refers to a name where none may stand") };
    refers.then(|| Node::unknown(unknown(), node.span))
}

/// The unknown that a variable without a value is.
pub(super) fn valueless(key: &SmolStr, variable: &Variable, reason: SmolStr) -> Node {
    let value_of = Some(key.clone());
    let unknown = Unknown { value_of, not_null: !variable.nullable, ..Unknown::because(reason) };
    let step = Step { span: variable.name_span, name: key.clone() };
    let origin = Some(Arc::new(Origin { steps: vec![step], defaulted: false }));
    let sort = variable.constraint.as_ref().map(sort_of).unwrap_or_default();
    Node { origin, ..Node::unknown(unknown, variable.name_span) }.of_sort(sort)
}

/// Adds the variant that values files make: what they set together, where each is a part of it. Files that set the same are
/// alternatives, each a variant of its own: `prod/eu-west-1` beside `prod/us-east-1`.
pub(super) fn add_variants(
    variants: &mut Vec<(SmolStr, Values)>,
    name: &SmolStr,
    shared: &Values,
    own: Vec<(&str, Values)>,
) {
    let mut by: HashMap<&SmolStr, &str> = HashMap::new();
    let mut are_apart = false;
    for (file, values) in &own {
        for variable in values.keys() {
            are_apart |= by.insert(variable, file).is_some_and(|other| other != *file);
        }
    }
    let with_shared = |values: Values| {
        let mut all = shared.clone();
        all.extend(values);
        all
    };
    if are_apart {
        let variant = |(file, values): (&str, Values)| (format_smolstr!("{name}/{file}"), with_shared(values));
        variants.extend(own.into_iter().map(variant));
    } else {
        variants.push((name.clone(), with_shared(own.into_iter().flat_map(|(_, values)| values).collect())));
    }
}

/// Values that a file sets.
pub(super) fn written(path: &str, root: &Node) -> Values {
    let name = SmolStr::new(crate::model::paths::name(path));
    let entries = root.as_map().into_iter().flat_map(|map| &map.entries);
    entries.map(|entry| (entry.key.text.clone(), Setting::Written(entry.value.clone(), name.clone()))).collect()
}

/// Calls `visit` with the place of every literal that is given to a module's variable whose value is shown to nobody.
pub(super) fn secrets_of_call(declared: &Declared, call: &Map, visit: &mut dyn FnMut(Span)) {
    for (name, variable) in declared.variables.iter().filter(|(_, variable)| variable.sensitive) {
        call.get(name).into_iter().chain(&variable.default).for_each(|node| super::seals::literals(node, visit));
    }
    let outputs = declared.secret_outputs.iter().filter_map(|name| declared.outputs.get(name));
    outputs.for_each(|node| super::seals::literals(node, visit));
}

/// Calls `visit` with the place of every literal that sets a variable whose value is shown to nobody.
pub(super) fn secrets(declared: &Declared, assignments: &Assignments, visit: &mut dyn FnMut(Span)) {
    for (name, variable) in declared.variables.iter().filter(|(_, variable)| variable.sensitive) {
        let written = [&assignments.automatic, &assignments.named].into_iter();
        let written = written.chain(assignments.variants.iter().map(|variant| &variant.values));
        let written = written.filter_map(|values| match values.get(name)? {
            Setting::Written(node, _) => Some(node),
            Setting::Told(..) => None,
        });
        written.chain(&variable.default).for_each(|node| super::seals::literals(node, visit));
        let validated = variable.validations.iter().chain(&variable.constraint);
        validated.for_each(|node| super::seals::literals(node, visit));
    }
}
