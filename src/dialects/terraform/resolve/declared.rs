//! What the files of a folder declare, before anything is evaluated; override files merged in.

use std::collections::{BTreeMap, HashMap, HashSet};

use smol_str::{SmolStr, format_smolstr};

use super::body::named;
use super::json;
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Map, MapEntry, Node};

/// A block at the top of a file.
#[derive(Clone, Debug)]
pub(super) struct Declaration {
    /// Its type: `resource`.
    pub(super) kind: Key,
    /// Its labels.
    pub(super) labels: Vec<Key>,
    /// Its arguments and blocks.
    pub(super) body: Map,
    /// Type and labels.
    pub(super) header: Span,
    /// The whole block.
    pub(super) span: Span,
}

/// A `variable` block.
#[derive(Debug)]
pub(super) struct Variable {
    /// Where its name stands.
    pub(super) name_span: Span,
    /// Its default.
    pub(super) default: Option<Node>,
    /// Its type constraint.
    pub(super) constraint: Option<Node>,
    /// It may be null.
    pub(super) nullable: bool,
    /// Its value is a secret: sensitive, or ephemeral. It decides what it decides and is shown to nobody.
    pub(super) sensitive: bool,
    /// The conditions that its values are held against.
    pub(super) validations: Vec<Node>,
}

/// A `resource` block.
#[derive(Debug)]
pub(super) struct ResourceBlock {
    /// `aws_instance.web`
    pub(super) address: SmolStr,
    /// `aws_instance`
    pub(super) kind: SmolStr,
    /// `web`
    pub(super) name: Key,
    /// Its arguments and blocks.
    pub(super) body: Map,
    /// Type and labels.
    pub(super) header: Span,
    /// The whole block.
    pub(super) span: Span,
}

/// A `provider` block.
#[derive(Debug)]
pub(super) struct Provider {
    /// `aws`
    pub(super) name: SmolStr,
    /// `west`, where it has an alias.
    pub(super) alias: Option<SmolStr>,
    /// Its arguments and blocks.
    pub(super) body: Map,
    /// The whole block.
    pub(super) span: Span,
}

/// A `module` block.
#[derive(Clone, Debug)]
pub(super) struct ModuleCall {
    /// Its name.
    pub(super) name: Key,
    /// Its arguments.
    pub(super) body: Map,
    /// Type and label.
    pub(super) header: Span,
    /// The whole block.
    pub(super) span: Span,
}

/// Everything that a folder declares.
#[derive(Debug, Default)]
pub(super) struct Declared {
    /// Variables by name.
    pub(super) variables: BTreeMap<SmolStr, Variable>,
    /// Locals by name.
    pub(super) locals: HashMap<SmolStr, Node>,
    /// Bodies of data sources by address.
    pub(super) data: HashMap<SmolStr, Map>,
    /// Resources in order.
    pub(super) resources: Vec<ResourceBlock>,
    /// Places in `resources` by address.
    pub(super) places: HashMap<SmolStr, usize>,
    /// Providers in order.
    pub(super) providers: Vec<Provider>,
    /// Modules in order.
    pub(super) modules: Vec<ModuleCall>,
    /// Values of outputs, by name.
    pub(super) outputs: BTreeMap<SmolStr, Node>,
    /// The outputs that are shown to nobody.
    pub(super) secret_outputs: HashSet<SmolStr>,
    /// Some of its variables are shown to nobody.
    pub(super) has_secrets: bool,
    /// A backend or a cloud workspace is written.
    pub(super) has_backend: bool,
}

/// The top blocks of a parsed file, of either syntax.
pub(super) fn declarations(path: &str, root: &Node, json: &json::Reader<'_>) -> Vec<Declaration> {
    let Some(map) = root.as_map() else { return Vec::new() };
    if path.ends_with(".json") {
        return json.declarations(map);
    }
    let block_of = |entry: &MapEntry| match &entry.value.content {
        Content::Block(block) => Some(Declaration {
            kind: entry.key.clone(),
            labels: block.labels.clone(),
            body: block.body.clone(),
            header: block.header,
            span: block.header.join(entry.value.span),
        }),
        _ => None,
    };
    map.entries.iter().filter_map(block_of).collect()
}

/// Merges the blocks of override files into the blocks that they name, argument by argument, as Terraform does.
pub(super) fn overridden(mut base: Vec<Declaration>, overrides: Vec<Declaration>) -> Vec<Declaration> {
    if overrides.is_empty() {
        return base;
    }
    // Providers of one name are told apart by their aliases.
    let name = |one: &Declaration| -> Vec<SmolStr> {
        let alias = one.body.get("alias").and_then(Node::as_text).filter(|_| one.kind.text == "provider");
        std::iter::once(&one.kind).chain(&one.labels).map(|key| key.text.clone()).chain(alias).collect()
    };
    let mut places: HashMap<Vec<SmolStr>, usize> = HashMap::new();
    for (place, one) in base.iter().enumerate() {
        places.entry(name(one)).or_insert(place);
    }
    for by in overrides {
        let merges = !matches!(by.kind.text.as_str(), "locals" | "terraform");
        let place = places.get(&name(&by)).copied().filter(|_| merges);
        match place.and_then(|place| base.get_mut(place)) {
            Some(one) => {
                let keys: HashSet<&str> = by.body.entries.iter().map(|entry| named(entry).text.as_str()).collect();
                one.body.entries.retain(|entry| !keys.contains(named(entry).text.as_str()));
                one.body.entries.extend(by.body.entries.iter().cloned());
            }
            None => base.push(by),
        }
    }
    base
}

/// Whether a variable's or an output's value is shown to nobody.
fn is_secret(body: &Map) -> bool {
    ["sensitive", "ephemeral"].iter().any(|name| body.get(name).and_then(Node::as_bool) == Some(true))
}

impl Declared {
    /// Sorts blocks by what they declare. `moved`, `removed`, `import` and `check` declare
    /// nothing that runs.
    pub(super) fn of(declarations: Vec<Declaration>) -> Self {
        let mut declared = Self::default();
        for declaration in declarations {
            declared.add(declaration);
        }
        declared
    }

    fn add(&mut self, declaration: Declaration) {
        let Declaration { kind, labels, body, header, span } = declaration;
        match (kind.text.as_str(), labels.as_slice()) {
            ("variable", [name]) => {
                let sensitive = is_secret(&body);
                let validations = body.entries.iter().filter(|entry| entry.key.text == "validation");
                let condition = |entry: &MapEntry| match &entry.value.content {
                    Content::Block(block) => block.body.get("condition").cloned(),
                    _ => None,
                };
                let validations = validations.filter_map(condition).collect();
                let nullable = body.get("nullable").and_then(Node::as_bool) != Some(false);
                let variable = Variable {
                    name_span: name.span,
                    default: body.get("default").cloned(),
                    constraint: body.get("type").cloned(),
                    nullable,
                    sensitive,
                    validations,
                };
                self.has_secrets |= variable.sensitive;
                self.variables.insert(name.text.clone(), variable);
            }
            ("locals", _) => {
                self.locals.extend(body.entries.into_iter().map(|entry| (entry.key.text, entry.value)));
            }
            ("resource", [kind, name]) => {
                let address = format_smolstr!("{}.{}", kind.text, name.text);
                self.places.entry(address.clone()).or_insert(self.resources.len());
                let (kind, name) = (kind.text.clone(), name.clone());
                self.resources.push(ResourceBlock { address, kind, name, body, header, span });
            }
            ("data", [kind, name]) => {
                self.data.insert(format_smolstr!("data.{}.{}", kind.text, name.text), body);
            }
            ("provider", [name]) => {
                let alias = body.get("alias").and_then(Node::as_text);
                self.providers.push(Provider { name: name.text.clone(), alias, body, span });
            }
            ("module", [name]) => {
                self.modules.push(ModuleCall { name: name.clone(), body, header, span });
            }
            ("output", [name]) => {
                if is_secret(&body) {
                    self.secret_outputs.insert(name.text.clone());
                }
                if let Some(value) = body.entries.into_iter().find(|entry| entry.key.text == "value") {
                    self.outputs.insert(name.text.clone(), value.value);
                }
            }
            ("terraform", _) => {
                let backend = |key: &str| body.entry(key).is_some();
                self.has_backend |= backend("backend") || backend("cloud");
            }
            _ => {}
        }
    }

    /// Whether nothing is declared.
    pub(super) fn is_empty(&self) -> bool {
        self.resources.is_empty()
            && self.modules.is_empty()
            && self.outputs.is_empty()
            && self.variables.is_empty()
            && self.locals.is_empty()
            && self.data.is_empty()
    }

    /// A resource by its address.
    pub(super) fn resource(&self, address: &str) -> Option<&ResourceBlock> {
        self.places.get(address).and_then(|&place| self.resources.get(place))
    }
}
