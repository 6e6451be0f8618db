//! Blocks under `count` and `for_each` as values: a list or a map of what their instances have, or what one of them has.

use std::borrow::Cow;

use smol_str::{SmolStr, format_smolstr};

use super::choices::lifted;
use super::instances::Instances;
use super::scope::Frame;
use super::scope::Scope;
use super::value::{Fault, MapBuilder, Outcome, to_number, to_text};
use crate::model::expression::TraversalStep;
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Node, Sort, Unknown};
use crate::values::choices::{Reach, switched};

/// So many instances are written out as a list or a map.
const MOST_WRITTEN_OUT: usize = 1_024;

/// What is asked of an instance: of the one under a key, or, without one, of any.
type Asked<'a> = &'a dyn Fn(Option<&str>, &[TraversalStep]) -> Outcome;

impl Scope<'_> {
    /// The value of a block that is repeated, and of what is asked of it; `address` is the block's.
    pub(super) fn of_repeated(
        &self,
        (address, instances): (&SmolStr, &Instances),
        steps: &[TraversalStep],
        (span, frame): (Span, &Frame),
        one: Asked<'_>,
    ) -> Outcome {
        let decider = instances.over().unwrap_or(&instances.count);
        let is_free = self.world.assumed.borrow().is_empty();
        let decider = if is_free { Cow::Borrowed(decider) } else { Cow::Owned(self.as_assumed(decider.clone())) };
        let decider = &*decider;
        match steps.split_first() {
            Some((TraversalStep::Index(index), rest)) => {
                let index = self.evaluate(index, frame)?;
                self.world.budget.spend(instances.written_keys() / 64)?;
                with_each(&[decider, &index], span, &mut |parts| match parts {
                    [decider, index] => self.under((address, instances), (decider, index), rest, (span, one)),
                    _ => Err(Fault::wrong("there is nothing to look into here")),
                })
            }
            Some((TraversalStep::Attribute(_), _)) => one(None, steps),
            first => {
                let (rest, is_splat) = match first {
                    Some((_, rest)) => (rest, true),
                    None => (&[][..], false),
                };
                with_each(&[decider], span, &mut |decider| {
                    let all = decider.first().and_then(|decider| keys(decider, instances));
                    let Some(all) = all.filter(|all| all.len() <= MOST_WRITTEN_OUT) else {
                        let reason = format_smolstr!("the instances of {address} are not known");
                        let unknown =
                            Unknown { not_null: true, refers: Some(address.clone()), ..Unknown::because(reason) };
                        return Ok(Node::unknown(unknown, span));
                    };
                    if instances.is_keyed() && !is_splat {
                        let mut map = MapBuilder::default();
                        for key in all {
                            let value = one(Some(&key.text), rest)?;
                            map.set(key, value);
                        }
                        return Ok(Node::new(Content::Map(map.build()), span).of_sort(Sort::Object));
                    }
                    let items: Result<Vec<Node>, Fault> = all.iter().map(|key| one(Some(&key.text), rest)).collect();
                    Ok(Node::new(Content::List(items?), span).of_sort(Sort::Tuple))
                })
            }
        }
    }

    /// What is asked of the instance under an index.
    fn under(
        &self,
        (address, instances): (&SmolStr, &Instances),
        (decider, index): (&Node, &Node),
        rest: &[TraversalStep],
        (span, one): (Span, Asked<'_>),
    ) -> Outcome {
        let is_open = |node: &Node| matches!(node.content, Content::Unknown(_));
        if is_open(index) {
            let any = one(None, rest)?;
            // Where it is not the same in all instances, nobody knows which is meant.
            if !instances.told_apart_in(&any) {
                return Ok(any);
            }
            let reason = format_smolstr!("which instance of {address} is meant is not known");
            return Ok(Node::unknown(Unknown { refers: Some(address.clone()), ..Unknown::because(reason) }, span));
        }
        let key = to_text(index).ok_or_else(|| Fault::wrong("the index here is neither text nor number"))?;
        let is_there = match (is_open(decider), instances.is_keyed()) {
            (true, _) => None,
            (false, true) => keys(decider, instances).map(|keys| keys.iter().any(|known| known.text == key)),
            (false, false) => to_number(index).zip(to_number(decider)).map(|(place, count)| place < count),
        };
        match is_there {
            Some(false) => Err(Fault::wrong(format_smolstr!("there is no instance {key} of {address}"))),
            // Whoever tries it wants to know whether it is there, too.
            None if self.world.trying.get() > 0 => {
                let reason = format_smolstr!("the instances of {address} are not known");
                Ok(Node::unknown(Unknown { refers: Some(address.clone()), ..Unknown::because(reason) }, span))
            }
            _ => one(Some(&key), rest),
        }
    }
}

/// The keys of all instances, if they are known and not too many; of a count, their places.
fn keys(decider: &Node, instances: &Instances) -> Option<Vec<Key>> {
    if instances.is_keyed() {
        return super::instances::elements(decider).map(|all| all.into_iter().map(|(key, _)| key).collect());
    }
    let count = to_number(decider).filter(|count| *count <= MOST_WRITTEN_OUT as f64)?;
    let place = |place: usize| Key { text: format_smolstr!("{place}"), span: decider.span };
    Some((0..count as usize).map(place).collect())
}

/// Applies an operation that knows no choices; what holds none is not copied for it.
fn with_each(arguments: &[&Node], span: Span, apply: &mut dyn FnMut(&[&Node]) -> Outcome) -> Outcome {
    if !arguments.iter().any(|argument| matches!(argument.content, Content::Choice(_) | Content::Sealed(_))) {
        return apply(arguments);
    }
    let owned: Vec<Node> = arguments.iter().map(|argument| (*argument).clone()).collect();
    lifted(&owned, Reach::Top, span, &mut |arguments| apply(&arguments.iter().collect::<Vec<_>>()))
}

impl Instances {
    /// Whether a value is another in each of these instances.
    fn told_apart_in(&self, node: &Node) -> bool {
        self.switch_key().is_some_and(|key| switched(node, &|switch| switch.key == *key))
    }
}
