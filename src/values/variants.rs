//! Variants: the ways in which one thing is deployed, as branches of one switch, those that matter most told apart.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::choices::{choose, same};
use super::environment::environment_of;
use crate::model::source::Span;
use crate::model::tree::{Content, MOST_ALTERNATIVES, Node, Switch, SwitchKind, Unknown};

/// Variants in a fixed order, as branches of one switch.
#[derive(Clone, Debug)]
pub struct Variants {
    switch: Arc<Switch>,
    /// How many have a branch of their own; the last branch is of all others, where there are some.
    own: usize,
}

/// Variants in the order in which they are told apart: where there are more than a choice has alternatives, the ones that
/// are most often deployed come first.
pub fn ordered<T>(mut variants: Vec<T>, name: impl Fn(&T) -> &str) -> Vec<T> {
    if variants.len() > MOST_ALTERNATIVES {
        variants.sort_by_key(|variant| match environment_of(name(variant)) {
            Some("prod") => 0,
            Some("staging") => 1,
            Some(_) => 2,
            None => 3,
        });
    }
    variants
}

impl Variants {
    /// Variants that were put in order, by their names; `called` is what one is called: `stage`.
    pub fn of(called: &'static str, names: &[SmolStr]) -> Self {
        let own = if names.len() > MOST_ALTERNATIVES { MOST_ALTERNATIVES - 1 } else { names.len() };
        let mut branches: Vec<SmolStr> = names.iter().take(own).cloned().collect();
        let others = names.len() - own;
        if others > 0 {
            branches.push(format_smolstr!("{others} other {called}s"));
        }
        Self { switch: Arc::new(Switch { key: called.into(), branches, kind: SwitchKind::Variant }), own }
    }

    /// What the branches are called.
    pub fn names(&self) -> &[SmolStr] {
        &self.switch.branches
    }

    /// The choice between what a value is in each variant, in their order; the value where it is the same in all.
    pub fn choose(&self, mut options: Vec<Node>, span: Span) -> Node {
        let others = options.split_off(self.own.min(options.len()));
        if let Some((first, rest)) = others.split_first() {
            let differs = || {
                let reason = format_smolstr!("it differs between {} other {}s", others.len(), self.switch.key);
                let not_null = others.iter().all(is_there);
                Node::unknown(Unknown { not_null, ..Unknown::because(reason) }, first.span)
            };
            options.push(if rest.iter().all(|other| same(first, other)) { first.clone() } else { differs() });
        }
        choose(&self.switch, options, span)
    }
}

/// Whether a value cannot be null.
fn is_there(node: &Node) -> bool {
    match &node.content {
        Content::Null | Content::Plain(_) => false,
        Content::Unknown(unknown) => unknown.not_null,
        Content::Choice(choice) => choice.options.iter().all(is_there),
        _ => true,
    }
}
