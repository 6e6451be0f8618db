//! How facts and tags flow along the links that were found.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::find::{Edge, End};
use super::patched::patched;
use crate::model::fact::{Fact, Facts, Known};
use crate::model::resource::{Relation, Resource, Role, Tag, TagScope};
use crate::model::source::Span;
use crate::model::tree::Step;
use crate::values::cases::say_the_same;
use crate::values::lists;

/// Facts of which a resource may have several lenders: their items are gathered.
const GATHERED: &[&str] = &["triggers", "routes", "volumes"];

/// Facts that a scaler sets whatever is written on the resource or lent by others: these only say how many there are at
/// first.
const OVERRULED: &[&str] = &["instances", "provisioned_concurrency"];

/// What a cluster's strategy says of those that follow it.
const OF_A_STRATEGY: &[&str] = &["capacity_provider", "on_demand_base", "on_demand_percentage"];

pub(super) struct Flow<'a> {
    resources: &'a mut [Arc<Resource>],
    edges: Rc<[Edge]>,
    /// For every edge, why its receivers cannot know that it means them.
    doubts: Vec<Option<SmolStr>>,
    /// For every resource, the edges that bring facts to it.
    incoming: Vec<Vec<usize>>,
    state: Vec<State>,
    /// Who lent a resource a fact.
    lenders: HashMap<(usize, &'static str), Lender>,
    /// From which capacity a resource drew a fact.
    drawn_from: HashMap<(usize, &'static str), usize>,
    /// The definitions of what has several: its machines are started as one or the other says.
    definitions: HashMap<usize, Vec<usize>>,
    path_of: &'a dyn Fn(Span) -> String,
}

/// Who lends a fact, and by which relation.
#[derive(Clone)]
struct Lender {
    name: SmolStr,
    relation: Relation,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Waiting,
    Running,
    Done,
}

impl<'a> Flow<'a> {
    pub(super) fn new(
        resources: &'a mut [Arc<Resource>],
        edges: Vec<Edge>,
        path_of: &'a dyn Fn(Span) -> String,
    ) -> Self {
        let mut incoming = vec![Vec::new(); resources.len()];
        for (number, edge) in edges.iter().enumerate() {
            let mut bring = |to: usize| {
                if let Some(list) = incoming.get_mut(to) {
                    list.push(number);
                }
            };
            if edge.relation.draws() {
                bring(edge.holder);
            } else {
                match &edge.end {
                    End::Found(ends) | End::OneOf(ends) | End::Perhaps(ends, _) => ends.iter().copied().for_each(bring),
                    End::Missing(_) => {}
                }
            }
        }
        let doubts = edges.iter().map(|edge| doubt(resources, edge)).collect();
        let state = vec![State::Waiting; resources.len()];
        let definitions = several_definitions(&edges);
        let (lenders, drawn_from) = (HashMap::new(), HashMap::new());
        Self { resources, edges: edges.into(), doubts, incoming, state, lenders, drawn_from, definitions, path_of }
    }

    pub(super) fn run(mut self) {
        // Patches first, so that what a patched companion lends is unknown; and last, over whatever flowed.
        self.patch_all();
        for at in 0..self.resources.len() {
            self.settle(at);
        }
        self.patch_all();
    }

    fn patch_all(&mut self) {
        let edges = Rc::clone(&self.edges);
        for edge in edges.iter().filter(|edge| edge.relation == Relation::Patches) {
            self.patch(edge);
        }
    }

    /// Brings a resource all that flows to it, its lenders first. A circle is cut where it closes.
    fn settle(&mut self, at: usize) {
        if self.state.get(at) != Some(&State::Waiting) {
            return;
        }
        self.mark(at, State::Running);
        let edges = Rc::clone(&self.edges);
        for number in self.incoming.get_mut(at).map(std::mem::take).unwrap_or_default() {
            let Some(edge) = edges.get(number) else { continue };
            if edge.relation == Relation::Patches {
                continue;
            }
            if edge.relation.draws() {
                self.draw(at, edge);
            } else {
                self.settle(edge.holder);
                self.receive(at, edge, number);
            }
        }
        self.mark(at, State::Done);
    }

    /// A resource to change: a copy of its own, where somebody else keeps it as it was.
    fn own(&mut self, at: usize) -> Option<&mut Resource> {
        self.resources.get_mut(at).map(Arc::make_mut)
    }

    fn mark(&mut self, at: usize, state: State) {
        if let Some(slot) = self.state.get_mut(at) {
            *slot = state;
        }
    }

    /// The holder of a link takes what its target lends.
    fn draw(&mut self, holder: usize, edge: &Edge) {
        let Some(link) = self.resources.get(holder).and_then(|resource| resource.links.get(edge.link)) else { return };
        let link_span = link.span;
        match &edge.end {
            End::Found(ends) => {
                for &lender in ends {
                    self.settle(lender);
                    let Some(from) = self.resources.get(lender) else { continue };
                    if edge.relation == Relation::Stores {
                        self.refer_to_store(holder, lender, link_span);
                        continue;
                    }
                    let facts = match self.definitions.get(&holder).filter(|_| edge.relation == Relation::Definition) {
                        Some(definitions) => self.agreed(&definitions.clone(), link_span),
                        None => self.meant_for(holder, lent(from, edge.relation), edge.relation),
                    };
                    let Some(from) = self.resources.get(lender) else { continue };
                    let tags = if passes_tags(edge.relation) { from.tags.clone() } else { Vec::new() };
                    for (name, fact) in facts.iter() {
                        self.draw_fact(holder, (name, fact), (lender, edge.relation), link_span);
                    }
                    let Some(to) = self.own(holder) else { continue };
                    for tag in tags {
                        inherit(to, tag);
                    }
                }
            }
            End::OneOf(ends) => {
                for &lender in ends {
                    self.settle(lender);
                }
                self.draw_one_of(holder, edge, ends, link_span);
            }
            End::Perhaps(_, reason) | End::Missing(reason) => {
                let Some(to) = self.own(holder) else { return };
                for name in edge.relation.drawn_facts() {
                    take(to, name, Fact::unknown(reason.clone(), link_span));
                }
            }
        }
    }

    /// What refers to a store handles the data that is in it: its tags come along, each with the way to the store.
    fn refer_to_store(&mut self, holder: usize, store: usize, link_span: Span) {
        let Some(from) = self.resources.get(store) else { return };
        if from.role == Role::Disabled {
            return;
        }
        let (name, tags) = (from.local.clone(), from.tags.clone());
        let Some(to) = self.own(holder) else { return };
        let name_span = to.name_span;
        // A whole account's tags are its own already.
        for tag in tags.into_iter().filter(|tag| tag.scope != TagScope::Account) {
            let value = drawn(tag.value, name_span, link_span, &name);
            to.tags.push(Tag { key: tag.key, value, scope: TagScope::Store });
        }
    }

    /// What is lent to a holder. One that says itself what it is placed on does not follow the strategy of its cluster.
    fn meant_for(&self, holder: usize, mut lent: Facts, relation: Relation) -> Facts {
        let own = self.resources.get(holder).map(|holder| &holder.facts);
        let says = |name| own.and_then(|own| own.get(name)).is_some_and(|own| own.known <= Known::Written);
        let follows = lent.get("capacity_provider").is_none() || !says("capacity_kind") || says("capacity_provider");
        if relation == Relation::Capacity && !follows {
            for name in OF_A_STRATEGY {
                lent.remove(name);
            }
        }
        lent
    }

    /// What several definitions lend: where they differ, nobody knows which one a machine is started from.
    fn agreed(&mut self, definitions: &[usize], link_span: Span) -> Facts {
        definitions.iter().for_each(|&one| self.settle(one));
        let lenders = definitions.iter().filter_map(|&one| self.resources.get(one));
        let lenders: Vec<(Facts, &SmolStr)> =
            lenders.map(|from| (lent(from, Relation::Definition), &from.local)).collect();
        let names: Vec<&str> = lenders.iter().map(|(_, name)| name.as_str()).collect();
        let reason = format!("{} say different things", listed(&names));
        let mut agreed = Facts::new();
        for (name, fact) in lenders.iter().flat_map(|(facts, _)| facts.iter()) {
            let say_so = lenders.iter().all(|(facts, _)| match facts.get(name) {
                Some(other) => say_the_same(other, fact),
                None => fact.is_absent(),
            });
            agreed.fill(name, if say_so { fact.clone() } else { Fact::unknown(reason.as_str(), link_span) });
        }
        agreed
    }

    /// One fact of one lender. Of several capacities of one type all are used: where they differ, nobody knows which
    /// one holds.
    fn draw_fact(
        &mut self,
        holder: usize,
        (name, fact): (&'static str, &Fact),
        (lender, relation): (usize, Relation),
        link_span: Span,
    ) {
        let earlier = self.drawn_from.get(&(holder, name)).filter(|_| relation == Relation::Capacity);
        let (Some(from), earlier) = (self.resources.get(lender), earlier.and_then(|&one| self.resources.get(one)))
        else {
            return;
        };
        let beside = earlier.filter(|earlier| earlier.kind == from.kind).map(|earlier| earlier.local.clone());
        let lender_name = from.local.clone();
        let Some(to) = self.own(holder) else { return };
        let name_span = to.name_span;
        if take(to, name, drawn(fact.clone(), name_span, link_span, &lender_name)) {
            self.drawn_from.insert((holder, name), lender);
        } else if let Some(beside) = beside
            && store(to).get(name).is_some_and(|own| !say_the_same(own, fact))
        {
            let reason = format!("{beside} and {lender_name} say different things");
            store(to).set(name, Fact::unknown(reason, link_span));
        }
    }

    /// Several could be meant: what they agree on holds, the rest is unknown.
    fn draw_one_of(&mut self, holder: usize, edge: &Edge, ends: &[usize], link_span: Span) {
        let lenders: Vec<(Facts, SmolStr)> = ends
            .iter()
            .filter_map(|&end| self.resources.get(end))
            .map(|from| (lent(from, edge.relation), from.local.clone()))
            .collect();
        let names: Vec<&str> = lenders.iter().map(|(_, lender)| lender.as_str()).collect();
        let reason = format!("any of {} could be meant", listed(&names));
        let Some(to) = self.own(holder) else { return };
        let name_span = to.name_span;
        let mut said: Vec<&'static str> =
            lenders.iter().flat_map(|(facts, _)| facts.iter().map(|(name, _)| name)).collect();
        said.sort_unstable();
        said.dedup();
        for name in said {
            let mut facts = lenders.iter().map(|(facts, _)| facts.get(name));
            let first = facts.next().flatten();
            let agree = first.is_some_and(|first| facts.all(|fact| fact.is_some_and(|fact| say_the_same(first, fact))));
            let fact = match lenders.first() {
                Some((facts, lender)) if agree => {
                    facts.get(name).map(|fact| drawn(fact.clone(), name_span, link_span, lender))
                }
                _ => Some(Fact::unknown(reason.as_str(), link_span)),
            };
            if let Some(fact) = fact {
                take(to, name, fact);
            }
        }
    }

    /// A target takes what the holder of a link lends it.
    fn receive(&mut self, at: usize, edge: &Edge, number: usize) {
        let Some(from) = self.resources.get(edge.holder) else { return };
        let lender = Lender { name: from.local.clone(), relation: edge.relation };
        let lends = from.lends.clone();
        let doubt = self.doubts.get(number).and_then(Option::as_ref);
        let Some(to) = self.resources.get_mut(at).map(Arc::make_mut) else { return };
        for (name, fact) in lends.iter() {
            let fact = match doubt {
                Some(reason) => Fact::unknown(reason.clone(), to.name_span),
                None => fact.clone(),
            };
            let earlier = self.lenders.get(&(at, name));
            if receive_fact(to, name, fact, &lender, earlier) {
                self.lenders.insert((at, name), lender.clone());
            }
        }
    }

    /// What a patch writes is not known any more; what it adds is known to be added.
    fn patch(&mut self, edge: &Edge) {
        let Some(patch) = self.resources.get(edge.holder) else { return };
        let by = (self.path_of)(patch.name_span);
        let (facts, tags) = (patch.facts.clone(), patch.tags.clone());
        let (End::Found(ends) | End::OneOf(ends) | End::Perhaps(ends, _)) = &edge.end else { return };
        for &end in ends {
            let Some(to) = self.own(end) else { continue };
            for (name, written) in facts.iter() {
                // A companion keeps what it says in what it lends.
                if let Some(own) = to.lends.get(name) {
                    let fact = patched(Some(own), written, &by, to.name_span);
                    to.lends.set(name, fact);
                }
                let fact = patched(to.facts.get(name), written, &by, to.name_span);
                to.facts.set(name, fact);
            }
            for tag in &tags {
                inherit(to, tag.clone());
            }
        }
    }
}

/// The definitions of every holder that has several.
fn several_definitions(edges: &[Edge]) -> HashMap<usize, Vec<usize>> {
    let mut definitions: HashMap<usize, Vec<usize>> = HashMap::new();
    for edge in edges.iter().filter(|edge| edge.relation == Relation::Definition) {
        if let End::Found(ends) = &edge.end {
            definitions.entry(edge.holder).or_default().extend(ends);
        }
    }
    definitions.retain(|_, all| all.len() > 1);
    definitions
}

/// Why the receivers of what an edge's holder lends cannot know that they are meant; nothing where they are.
fn doubt(resources: &[Arc<Resource>], edge: &Edge) -> Option<SmolStr> {
    match &edge.end {
        End::OneOf(ends) if !edge.relation.draws() => {
            let lender = &resources.get(edge.holder)?.local;
            let names: Vec<&str> =
                ends.iter().filter_map(|&end| resources.get(end)).map(|end| end.local.as_str()).collect();
            Some(format_smolstr!("{lender} could mean any of {}", listed(&names)))
        }
        End::Perhaps(_, reason) => Some(reason.clone()),
        _ => None,
    }
}

/// What a resource lends by a relation: what it says it lends, and of a workload or definition its own facts.
fn lent(from: &Resource, relation: Relation) -> Facts {
    let mut facts = from.lends.clone();
    if matches!(from.role, Role::Workload | Role::Definition | Role::Disabled) {
        for name in relation.drawn_facts() {
            if let Some(fact) = from.facts.get(name) {
                facts.fill(name, fact.clone());
            }
        }
    }
    facts
}

/// Facts go to a workload itself; what flows to a companion or to capacity is lent on by it.
fn store(to: &mut Resource) -> &mut Facts {
    match to.role {
        Role::Companion | Role::Capacity => &mut to.lends,
        _ => &mut to.facts,
    }
}

/// A drawn fact: what is written on the resource itself wins, also over a default. Says whether it was taken.
fn take(to: &mut Resource, name: &'static str, fact: Fact) -> bool {
    let facts = store(to);
    let own = facts.get(name);
    let open = own.is_none_or(|own| own.is_absent() || (own.known == Known::Defaulted && own.chain.is_empty()));
    let takes = open && !fact.is_absent();
    if takes {
        facts.set(name, fact);
    }
    takes
}

/// A lent fact: gathered, or taken where the resource writes none itself. Where a lender before said something else,
/// nobody knows which holds, unless one of the two overrules the other. Says whether the lender now has the say.
fn receive_fact(to: &mut Resource, name: &'static str, fact: Fact, lender: &Lender, earlier: Option<&Lender>) -> bool {
    let facts = store(to);
    if GATHERED.contains(&name) {
        gather(facts, name, fact);
        return false;
    }
    let overrules = |one: &Lender| one.relation == Relation::Scales && OVERRULED.contains(&name);
    let open = facts.get(name).is_none_or(|own| own.is_absent() || own.known == Known::Defaulted);
    match (facts.get(name), earlier) {
        (Some(_), Some(earlier)) if overrules(earlier) && !overrules(lender) => false,
        (Some(own), Some(earlier)) if !say_the_same(own, &fact) && overrules(earlier) == overrules(lender) => {
            let at = own.at;
            let reason = format!("{} and {} say different things", earlier.name, lender.name);
            facts.set(name, Fact::unknown(reason, at));
            true
        }
        _ if open || (overrules(lender) && !fact.is_absent()) => {
            facts.set(name, fact);
            true
        }
        _ => false,
    }
}

/// Nobody's items are lost: what one lender leaves open hides nothing of what another says.
fn gather(facts: &mut Facts, name: &'static str, fact: Fact) {
    let none = fact.is_absent().then(|| fact.clone());
    let lists = facts.remove(name).into_iter().chain([fact]);
    if let Some(all) = lists::concatenated(lists).or(none) {
        facts.set(name, all);
    }
}

/// A fact that is written elsewhere: it stands at the name of who draws it, and came by the link and the lender.
fn drawn(mut fact: Fact, name_span: Span, link: Span, lender: &SmolStr) -> Fact {
    let written = Step { span: fact.at, name: lender.clone() };
    let link = Step { span: link, name: lender.clone() };
    fact.chain.splice(0..0, [link, written]);
    fact.at = name_span;
    fact
}

fn passes_tags(relation: Relation) -> bool {
    matches!(relation, Relation::Namespace | Relation::Definition | Relation::Task)
}

fn inherit(to: &mut Resource, mut tag: Tag) {
    // What it says of itself stands over what it inherits, and beside what a store says of what is in it.
    let overrides = |own: &Tag| own.scope == TagScope::Own && tag.scope != TagScope::Store;
    let known = |own: &Tag| own.key == tag.key && (overrides(own) || own.value.value == tag.value.value);
    if to.tags.iter().any(known) {
        return;
    }
    tag.scope = tag.scope.max(TagScope::Inherited);
    to.tags.push(tag);
}

fn listed(names: &[&str]) -> String {
    match names {
        [most @ .., last] if !most.is_empty() && names.len() <= 4 => format!("{} and {last}", most.join(", ")),
        [first, second, ..] if names.len() > 4 => format!("{first}, {second} and {} more", names.len() - 2),
        _ => names.join(""),
    }
}
