//! Following names: from `var.size` or `aws_ecs_cluster.main.name` to the value behind it.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::body::is_meta;
use super::choices::lifted;
use super::declared::ResourceBlock;
use super::scope::{Frame, Scope};
use super::seals::is_sealed;
use super::templates::Enclosing;
use super::unify::unsaid;
use super::value::{Fault, MapBuilder, Outcome, REST, rest, text, to_text, unknown_like, weight};
use super::ways::{chosen, moved, through};
use crate::model::addresses::quoted;
use crate::model::expression::{Traversal, TraversalRoot, TraversalStep};
use crate::model::source::Span;
use crate::model::tree::{Content, Key, MOST_ALTERNATIVES, Map, Node, Origin, Sort, Step, Switch, SwitchKind, Unknown};
use crate::values::choices::{Reach, choose, restricted};

/// Where a traversal is evaluated: the place it stands at, and the names that hold there.
type Place<'p, 'f> = (Span, &'p Frame<'f>);

impl Scope<'_> {
    /// The value of a traversal.
    pub(super) fn traversal(&self, traversal: &Traversal, span: Span, frame: &Frame) -> Outcome {
        let value = match &traversal.root {
            TraversalRoot::Value(root) => {
                let root = self.evaluate(root, frame)?;
                self.follow(root, &traversal.steps, (span, frame))?
            }
            TraversalRoot::Name(root) => self.named(&root.text, &traversal.steps, (span, frame))?,
        };
        self.world.budget.spend(weight(&value))?;
        Ok(self.as_assumed(value))
    }

    fn named(&self, root: &SmolStr, steps: &[TraversalStep], place: Place) -> Outcome {
        let (span, frame) = place;
        if let Some(bound) = frame.name(root) {
            return self.reach(bound, steps, place);
        }
        if let Some(Enclosing { what, rest }) = frame.template() {
            let missing = || Fault::wrong(format_smolstr!("{what} is not given {root}"));
            return self.reach(rest.ok_or_else(missing)?, steps, place);
        }
        let Some((TraversalStep::Attribute(name), rest)) = steps.split_first() else {
            return Ok(unknown(format_smolstr!("{root} is not known here"), span));
        };
        if let Some(known) = self.of_terragrunt(root, steps, place) {
            return known;
        }
        let name = &name.text;
        match root.as_str() {
            "var" => match self.declared.variables.get(name) {
                Some(variable) => {
                    let value = self.variable(name, variable);
                    Ok(moved(&self.reach(&value, rest, place)?, span))
                }
                None => Ok(unknown(format_smolstr!("var.{name} is not declared here"), span)),
            },
            "local" => match self.declared.locals.get(name) {
                Some(local) => {
                    let value = self.local(name, local);
                    let value = self.reach(&value, rest, place)?;
                    Ok(through(&value, &format_smolstr!("local.{name}"), false, span))
                }
                None => Ok(unknown(format_smolstr!("local.{name} is not declared here"), span)),
            },
            "each" | "count" => self.of_instance(root, name, rest, place),
            "path" if name == "module" => Ok(text(relative(self.world.root, &self.folder), span)),
            "path" if name == "root" => Ok(text(".", span)),
            "path" if name == "cwd" => Ok(self.working_folder(span)),
            "terraform" | "tofu" if name == "workspace" => Ok(self.workspace(span)),
            "path" | "terraform" | "tofu" => {
                Ok(unknown(format_smolstr!("{root}.{name} is known when it is run"), span))
            }
            "self" => Ok(unknown(format_smolstr!("self.{name} is known after apply"), span)),
            "data" => self.of_data(name, rest, span),
            "ephemeral" => Ok(unknown(format_smolstr!("ephemeral.{name} is read when it is run"), span)),
            "module" => self.of_module(name, rest, place),
            kind => self.of_resource(kind, name, rest, place),
        }
    }

    /// `path.cwd`: by default the root's folder. With `-chdir` it is another, which nobody writes down.
    fn working_folder(&self, span: Span) -> Node {
        let node = self.somewhere(".", SmolStr::new_static("path.cwd is known when it is run"), span);
        let steps = vec![Step { span, name: SmolStr::new_static("path.cwd") }];
        Node { origin: Some(Arc::new(Origin { steps, defaulted: true })), ..node }
    }

    /// `each.key`, `each.value` and `count.index`.
    fn of_instance(&self, root: &str, name: &str, rest: &[TraversalStep], place: Place) -> Outcome {
        let (span, frame) = place;
        let value = frame.block().and_then(|(_, instances)| match (root, name) {
            ("each", "key") => instances.each.as_ref().map(|each| &each.key),
            ("each", "value") => instances.each.as_ref().map(|each| &each.value),
            ("count", "index") => instances.index.as_ref(),
            _ => None,
        });
        match value {
            Some(value) => {
                let value = self.reach(value, rest, place)?;
                Ok(if value.origin.is_none() {
                    through(&value, &format_smolstr!("{root}.{name}"), false, span)
                } else {
                    moved(&value, span)
                })
            }
            None => Ok(unknown(format_smolstr!("{root}.{name} is not known here"), span)),
        }
    }

    fn of_resource(&self, kind: &str, name: &str, steps: &[TraversalStep], place: Place) -> Outcome {
        let (span, frame) = place;
        let address = format_smolstr!("{kind}.{name}");
        let Some(resource) = self.declared.resource(&address) else {
            return Ok(refers(format_smolstr!("{address} is not declared here"), self.absolute(&address), span));
        };
        let instances = self.instances(resource);
        if instances.is_repeated() {
            let one = |key: Option<&str>, steps: &[TraversalStep]| self.of_instance_of(resource, key, steps, place);
            return self.of_repeated((&self.absolute(&address), &instances), steps, (span, frame), &one);
        }
        match steps.split_first() {
            // An index into one thing is a mistake that older releases let pass.
            Some((TraversalStep::Index(_), steps)) => self.of_instance_of(resource, None, steps, place),
            None => Ok(self.after_apply((resource, &address), None, span)),
            _ => self.of_instance_of(resource, None, steps, place),
        }
    }

    /// What is asked of the instance of a resource under a key; with nothing asked, all that is written of it.
    fn of_instance_of(
        &self,
        resource: &ResourceBlock,
        key: Option<&str>,
        steps: &[TraversalStep],
        place: Place,
    ) -> Outcome {
        let (span, _) = place;
        let address = &self.address_of(resource, key);
        let (attribute, steps) = match steps.split_first() {
            Some((TraversalStep::Attribute(attribute), steps)) => (&attribute.text, steps),
            None => return self.all_of_instance(resource, key, place),
            _ => return Ok(self.after_apply((resource, address), None, span)),
        };
        let Some(value) = self.argument(resource, attribute) else {
            return Ok(self.after_apply((resource, address), Some(attribute), span));
        };
        let value =
            match key.and_then(|key| self.instances(resource).branch(key).map(|(name, at)| (name.to_owned(), at))) {
                Some((key, branch)) => restricted((*value).clone(), &key, branch),
                None => (*value).clone(),
            };
        match self.follow(self.as_assumed(value), steps, place) {
            // The provider fills in what is not written, also in blocks that are.
            Err(Fault::Wrong(_)) => Ok(self.after_apply((resource, address), Some(attribute), span)),
            Ok(value) if value.is_null() => Ok(self.after_apply((resource, address), Some(attribute), span)),
            Ok(value) => {
                let absolute = self.absolute(address);
                // The provider says of which type it is.
                let mut value = through(&unsaid(value), &format_smolstr!("{absolute}.{attribute}"), false, span);
                refer(&mut value, &absolute);
                Ok(value)
            }
            fault => fault,
        }
    }

    /// The address of a resource's instance, where there are several.
    fn address_of(&self, resource: &ResourceBlock, key: Option<&str>) -> SmolStr {
        let instances = self.instances(resource);
        match key.filter(|_| instances.switch_key().is_some()) {
            Some(key) if instances.is_keyed() => format_smolstr!("{}[{}]", resource.address, quoted(key)),
            Some(key) => format_smolstr!("{}[{key}]", resource.address),
            None => resource.address.clone(),
        }
    }

    /// What the provider says of a resource once it is there.
    fn after_apply(
        &self,
        (resource, address): (&ResourceBlock, &SmolStr),
        attribute: Option<&SmolStr>,
        span: Span,
    ) -> Node {
        let address = &self.absolute(address);
        let asked = attribute.map_or_else(|| address.clone(), |attribute| format_smolstr!("{address}.{attribute}"));
        let reason = format_smolstr!("{asked} is known after apply");
        let step = Step { span: resource.name.span, name: asked };
        let origin = Some(Arc::new(Origin { steps: vec![step], defaulted: false }));
        Node { origin, ..refers(reason, address.clone(), span) }
    }

    /// An instance as a whole: what is written of it, and that there is more once it is there.
    fn all_of_instance(&self, resource: &ResourceBlock, key: Option<&str>, place: Place) -> Outcome {
        let mut all = MapBuilder::default();
        for entry in
            resource.body.entries.iter().filter(|entry| entry.key.text != "dynamic" && !is_meta(&entry.key.text))
        {
            let asked = [TraversalStep::Attribute(entry.key.clone())];
            all.set(entry.key.clone(), self.of_instance_of(resource, key, &asked, place)?);
        }
        let rest = Key { text: REST.into(), span: place.0 };
        all.set(rest, self.after_apply((resource, &self.address_of(resource, key)), None, place.0));
        Ok(Node::new(Content::Map(all.build()), place.0).of_sort(Sort::Object))
    }

    /// Follows steps from a value that is kept elsewhere; copies no more of it than is asked for.
    fn reach(&self, mut node: &Node, mut steps: &[TraversalStep], place: Place) -> Outcome {
        if !self.world.assumed.borrow().is_empty() {
            self.world.budget.spend(weight(node))?;
            return self.follow(self.as_assumed(node.clone()), steps, place);
        }
        while let Some((step, rest)) = steps.split_first() {
            if let Content::Map(map) = &node.content {
                // A key is looked for entry by entry.
                self.world.budget.spend(map.entries.len() / 64)?;
            }
            let inner = match (step, &node.content) {
                (TraversalStep::Attribute(name), Content::Map(map)) => map.get(&name.text),
                (TraversalStep::Index(index), Content::Map(_) | Content::List(_)) => {
                    let at = self.evaluate(index, place.1)?;
                    match within(node, &at) {
                        Some(inner) if at.origin.is_none() => Some(inner),
                        Some(inner) => {
                            self.world.budget.spend(weight(inner))?;
                            return self.follow(chosen(inner.clone(), &at), rest, place);
                        }
                        None => {
                            self.world.budget.spend(weight(node))?;
                            return self.follow(self.indexed(node, &at, index, place)?, rest, place);
                        }
                    }
                }
                _ => None,
            };
            let Some(inner) = inner else { break };
            (node, steps) = (inner, rest);
        }
        self.world.budget.spend(weight(node))?;
        self.follow(node.clone(), steps, place)
    }

    /// Follows steps from a value.
    pub(super) fn follow(&self, mut node: Node, mut steps: &[TraversalStep], place: Place) -> Outcome {
        while let Some((step, rest)) = steps.split_first() {
            steps = rest;
            node = match step {
                TraversalStep::Attribute(name) => {
                    lifted(&[node], Reach::Top, place.0, &mut |nodes| item(nodes, &name.text, place.0))?
                }
                TraversalStep::Index(index) => {
                    let at = self.evaluate(index, place.1)?;
                    self.indexed(&node, &at, index, place)?
                }
                TraversalStep::Splat => return self.splat(&node, rest, place),
            };
        }
        Ok(node)
    }

    /// The item at an index; where the index is unknown and the map small, a choice between its values.
    pub(super) fn indexed(&self, node: &Node, at: &Node, index: &Node, (span, frame): Place) -> Outcome {
        let shows_keys = !is_sealed(node, Reach::Top);
        lifted(&[node.clone(), at.clone()], Reach::Top, span, &mut |parts| {
            let [node, at] = parts else { return Err(Fault::wrong("the index here is of nothing")) };
            // Whoever tries it wants to know of the keys that are not there, too.
            let none = (self.world.trying.get() > 0).then(|| {
                let reason = "the object here may have no such key";
                Node::unknown(Unknown { refused: true, ..Unknown::because(reason) }, span)
            });
            if shows_keys && let Some(one_of) = self.one_of(node, at, none.as_ref(), index, (span, frame)) {
                return match &one_of.content {
                    Content::Unknown(unknown) if unknown.refused => Err(Fault::wrong(unknown.reason.clone())),
                    _ => Ok(one_of),
                };
            }
            if let Some(unknown) = unknown_like([at].into_iter().filter(|at| is_unknown(at)), span) {
                return Ok(unknown);
            }
            let key = to_text(at).ok_or_else(|| Fault::wrong("the index here is neither text nor number"))?;
            item(std::slice::from_ref(node), &key, span).map(|found| chosen(found, at))
        })
    }

    /// A choice between all values of a small map whose index is unknown; `other` is the value where no key fits.
    pub(super) fn one_of(
        &self,
        node: &Node,
        at: &Node,
        other: Option<&Node>,
        index: &Node,
        (span, frame): Place,
    ) -> Option<Node> {
        let map = node.as_map().filter(|map| is_unknown(at) && rest(map).is_none() && !map.entries.is_empty())?;
        if map.entries.len() + usize::from(other.is_some()) > MOST_ALTERNATIVES {
            return None;
        }
        let mut branches: Vec<SmolStr> = map.entries.iter().map(|entry| entry.key.text.clone()).collect();
        let mut options: Vec<Node> = map.entries.iter().map(|entry| entry.value.clone()).collect();
        if let Some(other) = other {
            branches.push(SmolStr::new_static("any other"));
            options.push(other.clone());
        }
        // Two maps with the same keys go together; with other keys they are another question.
        let key = format_smolstr!("{} among {}", self.key_text(index, frame)?, branches.join(", "));
        let switch = Switch { key, branches, kind: SwitchKind::Condition };
        Some(self.as_assumed(choose(&Arc::new(switch), options, span)))
    }

    fn splat(&self, node: &Node, steps: &[TraversalStep], place: Place) -> Outcome {
        // A splat may follow a splat, as often as somebody writes it.
        let _level = self.world.budget.enter()?;
        lifted(std::slice::from_ref(node), Reach::Top, place.0, &mut |nodes| {
            let sort = match nodes.first() {
                Some(Node { content: Content::List(_), sort: Sort::Set, .. }) => Sort::List,
                Some(Node { content: Content::List(_), sort, .. }) => *sort,
                _ => Sort::Tuple,
            };
            let items = match nodes.first().map(|node| (&node.content, node)) {
                Some((Content::Unknown(_), _)) => {
                    return unknown_like(nodes.iter(), place.0)
                        .ok_or_else(|| Fault::wrong("there is nothing to look into here"));
                }
                Some((Content::List(items), _)) => items.clone(),
                Some((Content::Null, Node { sort: Sort::List | Sort::Set | Sort::Tuple, .. })) => {
                    return Err(Fault::wrong("the list here is null, and has no items"));
                }
                Some((Content::Null, _)) | None => Vec::new(),
                Some((_, single)) => vec![single.clone()],
            };
            let items: Result<Vec<Node>, Fault> =
                items.into_iter().map(|item| self.follow(item, steps, place)).collect();
            Ok(Node::new(Content::List(items?), place.0).of_sort(sort))
        })
    }
}

fn is_unknown(node: &Node) -> bool {
    matches!(node.content, Content::Unknown(_))
}

fn unknown(reason: SmolStr, span: Span) -> Node {
    Node::unknown(Unknown::because(reason), span)
}

/// A value that only what it refers to knows, and that is certainly there.
pub(super) fn refers(reason: SmolStr, to: SmolStr, span: Span) -> Node {
    Node::unknown(Unknown { refers: Some(to), not_null: true, ..Unknown::because(reason) }, span)
}

/// An unknown that came through a resource refers to it, unless it refers to another already.
fn refer(node: &mut Node, address: &SmolStr) {
    match &mut node.content {
        Content::Unknown(unknown) => {
            unknown.refers.get_or_insert_with(|| address.clone());
        }
        Content::Choice(choice) => choice.options.iter_mut().for_each(|option| refer(option, address)),
        _ => {}
    }
}

/// The item at an index that is known and there.
fn within<'n>(node: &'n Node, at: &Node) -> Option<&'n Node> {
    let key = to_text(at)?;
    match &node.content {
        Content::Map(map) => map.get(&key),
        Content::List(items) if node.sort != Sort::Set => items.get(place_in(&key)?),
        _ => None,
    }
}

/// The place in a list that a number names.
fn place_in(number: &str) -> Option<usize> {
    let place = number.parse::<f64>().ok().filter(|place| place.fract() == 0.0 && *place >= 0.0)?;
    Some(place as usize)
}

/// The item of a map or list under a name or number.
pub(super) fn item(nodes: &[Node], name: &str, span: Span) -> Outcome {
    let Some(node) = nodes.first() else { return Err(Fault::wrong("there is nothing to look into here")) };
    match &node.content {
        Content::Unknown(_) => {
            unknown_like(std::iter::once(node), span).ok_or_else(|| Fault::wrong("there is nothing to look into here"))
        }
        Content::Map(map) => in_map(map, name, span),
        Content::List(_) if node.sort == Sort::Set => Err(Fault::wrong("the set here has no places")),
        Content::List(items) => {
            let found = place_in(name).and_then(|place| items.get(place));
            found.cloned().ok_or_else(|| Fault::wrong(format_smolstr!("the list here has no item {name}")))
        }
        _ => Err(Fault::wrong(format_smolstr!("what stands here has no {name}"))),
    }
}

fn in_map(map: &Map, name: &str, span: Span) -> Outcome {
    match (map.get(name), rest(map)) {
        (Some(found), _) => Ok(found.clone()),
        (None, Some(rest)) => Ok(Node { span, ..rest.clone() }),
        (None, None) => Err(Fault::wrong(format_smolstr!("the object here has no {name}"))),
    }
}

/// The way from one folder of the root to another, as Terraform writes it.
pub(super) fn relative(from: &str, to: &str) -> String {
    let parts = |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (parts(from), parts(to));
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from.iter().skip(shared).map(|_| "..");
    let way: Vec<&str> = up.chain(to.iter().skip(shared).map(String::as_str)).collect();
    if way.is_empty() { ".".to_owned() } else { way.join("/") }
}
