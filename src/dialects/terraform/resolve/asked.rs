//! What code asks of a name: the values that a validation lets a variable have, the workspaces that are told apart, and
//! whether it speaks of a secret.

use std::collections::HashSet;

use smol_str::SmolStr;

use super::declared::Declared;
use super::seals::parts;
use super::walk::{root_name, second_name, traversals};
use crate::model::expression::{BinaryOperator, Expression, Traversal, TraversalRoot, TraversalStep};
use crate::model::tree::{Content, Node};

/// Locals that stand for locals are followed so far.
const MOST_LOCALS: usize = 8;

/// Of more workspaces none is told apart: these are no environments.
const MOST_WORKSPACES: usize = 32;

/// The literals that a condition lets a variable have; nothing where it lets it have others, too.
pub(super) fn allowed(condition: &Node, variable: &str) -> Option<Vec<Node>> {
    let Content::Expression(expression) = &condition.content else { return None };
    let is_it = |node: &Node| {
        traversal_of(node).is_some_and(|traversal| {
            traversal.steps.len() == 1
                && root_name(traversal).is_some_and(|root| root == "var")
                && second_name(traversal).is_some_and(|name| name == variable)
        })
    };
    match &**expression {
        Expression::Traversal(Traversal { root: TraversalRoot::Value(inner), steps }) if steps.is_empty() => {
            allowed(inner, variable)
        }
        Expression::Call { name, arguments, expands: false } => match (name.text.as_str(), arguments.as_slice()) {
            ("contains", [list, asked]) if is_it(asked) => literals(list.as_list()?),
            ("anytrue", [list]) => any_of(list.as_list()?.iter(), variable),
            ("can", [inner]) => matched(inner, &is_it),
            _ => None,
        },
        Expression::Binary(BinaryOperator::Equal, one, other) => {
            let literal = if is_it(one) { other } else { Some(one).filter(|_| is_it(other))? };
            literals(std::slice::from_ref(literal))
        }
        Expression::Binary(BinaryOperator::Or, one, other) => any_of([one, other].into_iter(), variable),
        Expression::Binary(BinaryOperator::And, one, other) => {
            allowed(one, variable).or_else(|| allowed(other, variable))
        }
        _ => None,
    }
}

fn any_of<'n>(conditions: impl Iterator<Item = &'n Node>, variable: &str) -> Option<Vec<Node>> {
    let all: Option<Vec<Vec<Node>>> = conditions.map(|condition| allowed(condition, variable)).collect();
    Some(all?.concat())
}

/// The alternatives of `regex("^(dev|prod)$", var.environment)`.
fn matched(call: &Node, is_it: &dyn Fn(&Node) -> bool) -> Option<Vec<Node>> {
    let Content::Expression(expression) = &call.content else { return None };
    let Expression::Call { name, arguments, .. } = &**expression else { return None };
    let [pattern, asked] = arguments.as_slice() else { return None };
    if name.text != "regex" || !is_it(asked) {
        return None;
    }
    let inner = pattern.as_str()?.strip_prefix('^')?.strip_suffix('$')?;
    let inner =
        inner.strip_prefix("(?:").or_else(|| inner.strip_prefix('(')).and_then(|inner| inner.strip_suffix(')'))?;
    let is_plain = |word: &&str| {
        !word.is_empty() && word.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
    };
    let words: Vec<&str> = inner.split('|').collect();
    let all_plain = words.iter().all(is_plain);
    all_plain.then(|| words.into_iter().map(|word| Node::new(Content::Text(word.into()), pattern.span)).collect())
}

fn literals(items: &[Node]) -> Option<Vec<Node>> {
    let is_literal = |item: &Node| matches!(item.content, Content::Text(_) | Content::Number(_) | Content::Bool(_));
    items.iter().all(is_literal).then(|| items.to_vec())
}

fn traversal_of(node: &Node) -> Option<&Traversal> {
    let Content::Expression(expression) = &node.content else { return None };
    match &**expression {
        Expression::Traversal(Traversal { root: TraversalRoot::Value(inner), steps }) if steps.is_empty() => {
            traversal_of(inner)
        }
        Expression::Traversal(traversal) => Some(traversal),
        // `"${terraform.workspace}"`
        Expression::Template(parts) => match parts.as_slice() {
            [only] => traversal_of(only),
            _ => None,
        },
        _ => None,
    }
}

/// The workspaces that a folder tells apart, in the order in which it names them.
pub(super) fn workspaces(declared: &Declared) -> Vec<SmolStr> {
    let mut search = Search { declared, found: Vec::new() };
    let bodies = declared.resources.iter().map(|resource| &resource.body);
    let bodies = bodies.chain(declared.data.values()).chain(declared.providers.iter().map(|provider| &provider.body));
    for map in bodies {
        map.entries.iter().for_each(|entry| search.node(&entry.value));
    }
    let mut locals: Vec<(&SmolStr, &Node)> = declared.locals.iter().collect();
    locals.sort_by_key(|(_, node)| (node.span.source.0, node.span.start));
    locals.into_iter().for_each(|(_, node)| search.node(node));
    if search.found.len() > MOST_WORKSPACES { Vec::new() } else { search.found }
}

struct Search<'d> {
    declared: &'d Declared,
    found: Vec<SmolStr>,
}

impl Search<'_> {
    fn node(&mut self, node: &Node) {
        match &node.content {
            Content::List(items) => items.iter().for_each(|item| self.node(item)),
            Content::Map(map) => map.entries.iter().for_each(|entry| self.node(&entry.value)),
            Content::Block(block) => block.body.entries.iter().for_each(|entry| self.node(&entry.value)),
            Content::Expression(expression) => {
                self.expression(expression);
                parts(expression, &mut |part| self.node(part));
            }
            _ => {}
        }
    }

    fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::Binary(BinaryOperator::Equal | BinaryOperator::NotEqual, one, other) => {
                for (asked, literal) in [(one, other), (other, one)] {
                    if self.is_workspace(asked, MOST_LOCALS) {
                        self.add(literal.as_str());
                    }
                }
            }
            Expression::Call { name, arguments, .. } => match (name.text.as_str(), arguments.as_slice()) {
                ("lookup", [map, asked, ..]) if self.is_workspace(asked, MOST_LOCALS) => self.add_keys(map),
                ("contains", [list, asked]) if self.is_workspace(asked, MOST_LOCALS) => {
                    list.items().iter().for_each(|item| self.add(item.as_str()));
                }
                _ => {}
            },
            Expression::Traversal(traversal) => self.indexed(traversal),
            _ => {}
        }
    }

    /// The keys of a map that the workspace is an index into.
    fn indexed(&mut self, traversal: &Traversal) {
        let asked = |step: &TraversalStep| match step {
            TraversalStep::Index(index) => self.is_workspace(index, MOST_LOCALS),
            _ => false,
        };
        match (&traversal.root, traversal.steps.as_slice()) {
            (TraversalRoot::Value(map), [first, ..]) if asked(first) => self.add_keys(map),
            (TraversalRoot::Name(root), [TraversalStep::Attribute(name), index, ..])
                if root.text == "local" && asked(index) =>
            {
                if let Some(map) = self.declared.locals.get(&name.text) {
                    self.add_keys(map);
                }
            }
            (TraversalRoot::Name(root), [TraversalStep::Attribute(name), index, ..])
                if root.text == "var" && asked(index) =>
            {
                let variable = self.declared.variables.get(&name.text);
                if let Some(map) = variable.and_then(|variable| variable.default.as_ref()) {
                    self.add_keys(map);
                }
            }
            _ => {}
        }
    }

    /// The keys of a map, also where a local or a variable's default is one.
    fn add_keys(&mut self, map: &Node) {
        let named = traversal_of(map).filter(|traversal| traversal.steps.len() == 1);
        let named = named.and_then(|traversal| match root_name(traversal)?.as_str() {
            "local" => self.declared.locals.get(second_name(traversal)?),
            "var" => self.declared.variables.get(second_name(traversal)?)?.default.as_ref(),
            _ => None,
        });
        let map = named.unwrap_or(map);
        for entry in map.as_map().iter().flat_map(|map| &map.entries) {
            self.add(Some(&entry.key.text));
        }
    }

    fn add(&mut self, name: Option<&str>) {
        if let Some(name) = name.filter(|name| !name.is_empty())
            && self.found.len() <= MOST_WORKSPACES
            && !self.found.iter().any(|known| known == name)
        {
            self.found.push(name.into());
        }
    }

    /// Whether it is the workspace's name, also through locals that stand for it.
    fn is_workspace(&self, node: &Node, left: usize) -> bool {
        let (Some(traversal), Some(left)) = (traversal_of(node), left.checked_sub(1)) else { return false };
        let (Some(root), Some(name)) = (root_name(traversal), second_name(traversal)) else { return false };
        match (root.as_str(), traversal.steps.len()) {
            ("terraform" | "tofu", 1) => name == "workspace",
            ("local", 1) => self.declared.locals.get(name).is_some_and(|local| self.is_workspace(local, left)),
            _ => false,
        }
    }
}

/// Whether an expression speaks of a variable whose value is shown to nobody, through locals too.
pub(super) fn speaks_of_secrets(node: &Node, declared: &Declared) -> bool {
    if !declared.has_secrets {
        return false;
    }
    let mut waiting = vec![node];
    let mut seen: HashSet<&SmolStr> = HashSet::new();
    let mut found = false;
    while let Some(node) = waiting.pop().filter(|_| !found) {
        traversals(node, &mut |traversal| {
            let (Some(root), Some(name)) = (root_name(traversal), second_name(traversal)) else { return };
            match root.as_str() {
                "var" => found |= declared.variables.get(name).is_some_and(|variable| variable.sensitive),
                "local" => {
                    if let Some((name, local)) = declared.locals.get_key_value(name)
                        && seen.insert(name)
                    {
                        waiting.push(local);
                    }
                }
                _ => {}
            }
        });
    }
    found
}
