//! How many there are of a resource: `count`, `for_each`, and what `each` and `count` are in its body.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::choices::{lifted, unknown_among};
use super::declared::ResourceBlock;
use super::scope::{Frame, Scope};
use super::seals::{is_sealed, opened};
use super::value::{Fault, MapBuilder, Outcome, number, rest, settled, text, to_number, to_text};
use crate::model::fact::{Fact, Known, Value};
use crate::model::source::Span;
use crate::model::tree::{Content, Key, MOST_ALTERNATIVES, Map, MapEntry, Node, Switch, SwitchKind, Unknown};
use crate::values::choices::same;
use crate::values::choices::{Reach, choose};
use crate::values::read;

/// The instances of a resource or module.
#[derive(Debug)]
pub(super) struct Instances {
    /// How many there are.
    pub(super) number: Fact,
    /// The same, as a value.
    pub(super) count: Node,
    /// What `for_each` goes through.
    over: Option<Node>,
    /// `each.key` and `each.value`, under `for_each`.
    pub(super) each: Option<Each>,
    /// `count.index`, under `count`.
    pub(super) index: Option<Node>,
    /// What tells its instances apart, where they can be told apart.
    switch: Option<Arc<Switch>>,
}

/// An element of `for_each`: a choice between all where there are several.
#[derive(Debug)]
pub(super) struct Each {
    pub(super) key: Node,
    pub(super) value: Node,
}

impl Instances {
    /// Whether there may be several of it, or none.
    pub(super) fn is_repeated(&self) -> bool {
        self.index.is_some() || self.each.is_some()
    }

    /// Whether its instances are called by keys.
    pub(super) fn is_keyed(&self) -> bool {
        self.each.is_some()
    }

    /// Whether it stands for many, of which one is not told from another.
    pub(super) fn is_any_of_many(&self) -> bool {
        let is_open = |node: &Node| matches!(node.content, Content::Unknown(_));
        self.index.as_ref().is_some_and(is_open) || self.each.as_ref().is_some_and(|each| is_open(&each.key))
    }

    /// What `for_each` goes through.
    pub(super) fn over(&self) -> Option<&Node> {
        self.over.as_ref()
    }

    /// How many keys are looked through to find one.
    pub(super) fn written_keys(&self) -> usize {
        self.over.as_ref().map_or(0, |over| over.as_map().map_or(over.items().len(), |map| map.entries.len()))
    }

    /// What the switch is called that tells its instances apart.
    pub(super) fn switch_key(&self) -> Option<&SmolStr> {
        self.switch.as_ref().map(|switch| &switch.key)
    }

    /// The switch that tells instances apart and the branch that an index stands for.
    pub(super) fn branch(&self, index: &str) -> Option<(&str, usize)> {
        let switch = self.switch.as_ref()?;
        let branch = switch.branches.iter().position(|branch| branch == index)?;
        Some((&switch.key, branch))
    }
}

impl Instances {
    /// Each instance by itself, by its key; nothing where there is one without a key, or they are not known, or are more
    /// than `most`.
    pub(super) fn told_apart(&self, most: usize) -> Vec<(Key, Self)> {
        let one = |number: Node, each: Option<Each>, index: Option<Node>| Self {
            number: read::fact(&number, read::number),
            count: number,
            over: None,
            each,
            index,
            switch: None,
        };
        if let Some(over) = &self.over {
            let all = all_elements(over).map(MapBuilder::build).unwrap_or_default();
            if all.entries.len() > most {
                return Vec::new();
            }
            let instance = |entry: &MapEntry| {
                let key = &entry.key;
                // Where it is not there, nothing asks what it is.
                let value = lifted(std::slice::from_ref(over), Reach::Top, over.span, &mut |over| {
                    Ok(own_element(over, key).unwrap_or_else(|| entry.value.clone()))
                });
                let there = lifted(std::slice::from_ref(over), Reach::Top, over.span, &mut |over| {
                    let origin = over.first().and_then(|over| over.origin.clone());
                    let there = if own_element(over, key).is_some() { 1.0 } else { 0.0 };
                    Ok(Node { origin, ..number(there, key.span) })
                });
                let each = Each { key: text(key.text.clone(), key.span), value: settled(value, over.span) };
                (key.clone(), one(settled(there, key.span), Some(each), None))
            };
            return all.entries.iter().map(instance).collect();
        }
        let several = |count: &f64| *count >= 2.0 && *count <= most as f64;
        let Some(count) = self.count.as_number().filter(several) else { return Vec::new() };
        let at = self.count.span;
        let instance = |place: usize| {
            let index = number(place as f64, at);
            let count = Node { origin: self.count.origin.clone(), ..number(1.0, at) };
            (Key { text: format_smolstr!("{place}"), span: at }, one(count, None, Some(index)))
        };
        (0..count as usize).map(instance).collect()
    }
}

/// The element under a key of what is gone through.
fn own_element(over: &[Node], key: &Key) -> Option<Node> {
    let elements = over.first().and_then(elements)?;
    elements.into_iter().find(|(own, _)| own.text == key.text).map(|(_, value)| value)
}

impl Scope<'_> {
    /// Works out the instances of a resource.
    pub(super) fn count_instances(&self, resource: &ResourceBlock) -> Instances {
        self.instances_of((&resource.body, &self.absolute(&resource.address), resource.header))
    }

    /// Works out the instances of a block, of its body, address and header.
    pub(super) fn instances_of(&self, (body, address, header): (&Map, &SmolStr, Span)) -> Instances {
        let frame = Frame::default();
        if let Some(count) = body.get("count") {
            let count = settled(self.evaluate(count, &frame), count.span);
            if !count.is_null() {
                return counted(count, address);
            }
        }
        if let Some(over) = body.get("for_each") {
            let over = settled(self.evaluate(over, &frame), over.span);
            return repeated(over, address);
        }
        let one = Fact::new(Value::Number(1.0), Known::Defaulted, header);
        Instances { number: one, count: number(1.0, header), over: None, each: None, index: None, switch: None }
    }

    /// Instances whose number depends on itself.
    pub(super) fn circular_instances(&self, resource: &ResourceBlock) -> Instances {
        let unknown = self.circle(&format_smolstr!("the number of {}", resource.address), resource.header);
        let each = Some(Each { key: unknown.clone(), value: unknown.clone() });
        let (number, count) = (read::fact(&unknown, read::number), unknown.clone());
        Instances { number, count, over: None, each, index: Some(unknown), switch: None }
    }
}

fn counted(count: Node, address: &SmolStr) -> Instances {
    // How many there are is no secret: Terraform lets a sensitive value count, and shows what it makes.
    let count = opened(count, Reach::Top);
    let mut most = Some(0.0_f64);
    each_leaf(&count, &mut |leaf| most = most.zip(to_number(leaf)).map(|(most, number)| most.max(number)));
    let of = |index: usize| number(index as f64, count.span);
    let (index, switch) = match most {
        Some(most) if most <= 1.0 => (of(0), None),
        Some(most) if most <= MOST_ALTERNATIVES as f64 => {
            let places = 0..most as usize;
            let branches = places.clone().map(|place| format_smolstr!("{place}")).collect();
            let key = format_smolstr!("count.index of {address}");
            let switch = Arc::new(Switch { key, branches, kind: SwitchKind::Instance });
            (choose(&switch, places.map(of).collect(), count.span), Some(switch))
        }
        _ => (Node::unknown(Unknown::because("count.index is another in each instance"), count.span), None),
    };
    Instances { number: read::fact(&count, read::number), count, over: None, each: None, index: Some(index), switch }
}

fn each_leaf(node: &Node, visit: &mut dyn FnMut(&Node)) {
    match &node.content {
        Content::Choice(choice) => choice.options.iter().for_each(|option| each_leaf(option, visit)),
        _ => visit(node),
    }
}

/// Keys and values of a `for_each`; nothing where it is neither a map nor a set of texts.
pub(super) fn elements(over: &Node) -> Option<Vec<(Key, Node)>> {
    match &over.content {
        Content::Map(map) if rest(map).is_none() => {
            Some(map.entries.iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect())
        }
        Content::List(items) => {
            let keyed = |item: &Node| to_text(item).map(|text| (Key { text, span: item.span }, item.clone()));
            items.iter().map(keyed).collect()
        }
        _ => None,
    }
}

fn size(over: &Node) -> Outcome {
    let span = over.span;
    let origin = over.origin.clone();
    let items = over.as_list().map(<[Node]>::len).or_else(|| elements(over).map(|elements| elements.len()));
    match items {
        Some(items) => Ok(Node { origin, ..number(items as f64, span) }),
        None => unknown_among(std::slice::from_ref(over), Reach::Lists, span)
            .ok_or_else(|| Fault::wrong("what for_each goes through is neither a map nor a set")),
    }
}

fn repeated(over: Node, address: &SmolStr) -> Instances {
    if is_sealed(&over, Reach::Top) {
        let reason = "for_each goes through what is sensitive, which Terraform refuses: its keys would be shown";
        let refused = Node::unknown(Unknown { refused: true, ..Unknown::because(reason) }, over.span);
        let (number, each) = (read::fact(&refused, read::number), nowhere(&refused, reason));
        return Instances {
            number,
            count: refused.clone(),
            over: Some(refused),
            each: Some(each),
            index: None,
            switch: None,
        };
    }
    let total = settled(
        lifted(std::slice::from_ref(&over), Reach::Top, over.span, &mut |over| match over {
            [over] => size(over),
            _ => Err(Fault::wrong("there is nothing to go through")),
        }),
        over.span,
    );
    let all = all_elements(&over);
    let reason = || why_open(&over).unwrap_or(SmolStr::new_static("for_each goes through different elements"));
    let (each, switch) = match all.map(MapBuilder::build) {
        Some(all) if !all.entries.is_empty() => {
            let keyed = all.entries.into_iter().map(|entry| (entry.key, entry.value)).collect();
            element(keyed, &over, address)
        }
        Some(_) => (nowhere(&over, "for_each goes through nothing"), None),
        None => (nowhere(&over, &reason()), None),
    };
    let number = read::fact(&total, read::number);
    Instances { number, count: total, over: Some(over), each: Some(each), index: None, switch }
}

/// Why it is not known what is gone through: what is not known of it, or of what else a map may hold.
fn why_open(over: &Node) -> Option<SmolStr> {
    let mut why = None;
    each_leaf(over, &mut |leaf| {
        let open = leaf.as_map().and_then(rest).cloned();
        let open = open.or_else(|| unknown_among(std::slice::from_ref(leaf), Reach::Lists, leaf.span));
        if let (None, Some(Content::Unknown(unknown))) = (&why, open.map(|open| open.content)) {
            why = Some(unknown.reason);
        }
    });
    why
}

/// The elements that `for_each` goes through; of a choice, those of all its branches.
fn all_elements(over: &Node) -> Option<MapBuilder> {
    let mut all = Some(MapBuilder::default());
    each_leaf(over, &mut |leaf| match (elements(leaf), &mut all) {
        (Some(elements), Some(all)) => {
            for (key, value) in elements {
                if all.get_mut(&key.text).is_none() {
                    all.set(key, value);
                }
            }
        }
        _ => all = None,
    });
    all
}

fn nowhere(over: &Node, reason: &str) -> Each {
    let unknown = Node::unknown(Unknown::because(reason), over.span);
    Each { key: unknown.clone(), value: unknown }
}

fn element(keyed: Vec<(Key, Node)>, over: &Node, address: &SmolStr) -> (Each, Option<Arc<Switch>>) {
    let span = over.span;
    let keys: Vec<Node> = keyed.iter().map(|(key, _)| text(key.text.clone(), key.span)).collect();
    if keyed.len() > MOST_ALTERNATIVES {
        let mut values = Vec::new();
        each_leaf(over, &mut |leaf| values.extend(elements(leaf).into_iter().flatten().map(|(_, value)| value)));
        return (Each { key: common(&keys, over), value: common(&values, over) }, None);
    }
    let values = keyed.iter().map(|(key, value)| in_all_branches(over, key, value)).collect();
    let branches = keyed.iter().map(|(key, _)| key.text.clone()).collect();
    let key = format_smolstr!("each.key of {address}");
    let switch = Arc::new(Switch { key, branches, kind: SwitchKind::Instance });
    let each = Each { key: choose(&switch, keys, span), value: choose(&switch, values, span) };
    (each, Some(switch))
}

/// The value under a key, in every branch of what `for_each` goes through. Where a branch goes through nothing,
/// there is no instance that could have another value.
fn in_all_branches(over: &Node, key: &Key, first: &Node) -> Node {
    let found = lifted(std::slice::from_ref(over), Reach::Top, over.span, &mut |over| {
        let elements = over.first().and_then(elements).unwrap_or_default();
        if elements.is_empty() {
            return Ok(first.clone());
        }
        let own = elements.into_iter().find(|(own, _)| own.text == key.text).map(|(_, value)| value);
        own.ok_or_else(|| Fault::wrong(format_smolstr!("there is no {} here", key.text)))
    });
    settled(found, over.span)
}

/// What many elements have in common: of maps key by key; unknown where they differ.
fn common(values: &[Node], over: &Node) -> Node {
    let differs = |at| {
        let reason = format_smolstr!("it differs between the {} elements of for_each", values.len());
        Node::unknown(Unknown::because(reason), at)
    };
    let maps: Option<Vec<&Map>> = values.iter().map(Node::as_map).collect();
    let (Some(maps), Some(first)) = (maps, values.first()) else {
        let all_same = |first: &&Node| values.iter().all(|other| same(first, other));
        return values.first().filter(all_same).cloned().unwrap_or_else(|| differs(over.span));
    };
    let mut merged = MapBuilder::default();
    for entry in maps.iter().flat_map(|map| &map.entries) {
        if merged.get_mut(&entry.key.text).is_some() {
            continue;
        }
        // One level is enough for what modules go through; deeper maps are compared whole.
        let is_same = |map: &&Map| map.get(&entry.key.text).is_some_and(|value| same(value, &entry.value));
        let value = if maps.iter().all(is_same) { entry.value.clone() } else { differs(entry.value.span) };
        merged.set(entry.key.clone(), value);
    }
    Node::new(Content::Map(merged.build()), first.span)
}
