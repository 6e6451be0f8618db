//! How facts and tags flow along the links that were found.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::find::{Edge, End};
use super::patched::patched;
use super::take::{Lender, is_gathered, received, taken};
use super::when::{Case, Guards, cases, under};
use crate::model::fact::{Fact, Facts, Known};
use crate::model::resource::{Relation, Resource, Role, Tag, TagScope, Which};
use crate::model::source::Span;
use crate::model::tree::Step;
use crate::values::cases::say_the_same;

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
    /// Who lent a resource a fact, and under what.
    lenders: HashMap<(usize, &'static str, Guards), Lender>,
    /// From which capacity a resource drew a fact, and under what.
    drawn_from: HashMap<(usize, &'static str, Guards), usize>,
    /// The definitions of what has several, and when: its machines are started as one or the other says.
    definitions: HashMap<usize, Vec<(usize, Case)>>,
    path_of: &'a dyn Fn(Span) -> String,
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
        let definitions = several_definitions(resources, &edges);
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

    /// The holder of a link takes what its target lends, in every case in which it holds.
    fn draw(&mut self, holder: usize, edge: &Edge) {
        let Some(link) = self.resources.get(holder).and_then(|resource| resource.links.get(edge.link)) else { return };
        let (link_span, cases) = (link.span, cases(&link.which));
        match &edge.end {
            End::Found(ends) => {
                for &lender in ends {
                    self.settle(lender);
                    if edge.relation == Relation::Stores {
                        self.refer_to_store(holder, lender, (&cases, link_span));
                        continue;
                    }
                    for case in &cases {
                        self.draw_in_case(holder, (lender, edge.relation), case, link_span);
                    }
                    let Some(from) = self.resources.get(lender).filter(|_| passes_tags(edge.relation)) else {
                        continue;
                    };
                    let tags = tags_in(&cases, &from.tags);
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
                for case in &cases {
                    self.draw_one_of(holder, edge, ends, (case, link_span));
                }
            }
            End::Perhaps(_, reason) | End::Missing(reason) => {
                let Some(to) = self.own(holder) else { return };
                for (case, name) in
                    cases.iter().flat_map(|case| edge.relation.drawn_facts().iter().map(move |name| (case, name)))
                {
                    take(to, name, &Fact::unknown(reason.clone(), link_span), &case.guards);
                }
            }
        }
    }

    /// The holder of a link takes what its target lends in one case.
    fn draw_in_case(&mut self, holder: usize, (lender, relation): (usize, Relation), case: &Case, link_span: Span) {
        let several = self.definitions.get(&holder).filter(|_| relation == Relation::Definition).cloned();
        let facts = match several.map(|all| beside(all, case)) {
            Some(definitions) if definitions.len() > 1 => self.agreed(&definitions, link_span),
            _ => {
                let Some(from) = self.resources.get(lender) else { return };
                self.meant_for(holder, lent_in(from, relation, case), relation)
            }
        };
        for (name, fact) in facts.iter() {
            self.draw_fact(holder, (name, fact), (lender, relation), (case, link_span));
        }
    }

    /// What refers to a store handles the data that is in it: its tags come along, each with the way to the store.
    fn refer_to_store(&mut self, holder: usize, store: usize, (cases, link_span): (&[Case], Span)) {
        let Some(from) = self.resources.get(store) else { return };
        if from.role == Role::Disabled {
            return;
        }
        let name = from.local.clone();
        // A whole account's tags are its own already.
        let tags: Vec<Tag> = from.tags.iter().filter(|tag| tag.scope != TagScope::Account).cloned().collect();
        let tags = tags_in(cases, &tags);
        let Some(to) = self.own(holder) else { return };
        let name_span = to.name_span;
        for tag in tags {
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
    fn agreed(&mut self, definitions: &[(usize, Case)], link_span: Span) -> Facts {
        definitions.iter().for_each(|(one, _)| self.settle(*one));
        let lenders = definitions.iter().filter_map(|(one, case)| Some((self.resources.get(*one)?, case)));
        let lenders: Vec<(Facts, &SmolStr)> =
            lenders.map(|(from, case)| (lent_in(from, Relation::Definition, case), &from.local)).collect();
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
        (case, link_span): (&Case, Span),
    ) {
        let place = (holder, name, case.guards.clone());
        let earlier = self.drawn_from.get(&place).filter(|_| relation == Relation::Capacity);
        let (Some(from), earlier) = (self.resources.get(lender), earlier.and_then(|&one| self.resources.get(one)))
        else {
            return;
        };
        let beside = earlier.filter(|earlier| earlier.kind == from.kind).map(|earlier| earlier.local.clone());
        let lender_name = from.local.clone();
        let Some(to) = self.own(holder) else { return };
        let name_span = to.name_span;
        let fact = drawn(fact.clone(), name_span, link_span, &lender_name);
        if take(to, name, &fact, &case.guards) {
            self.drawn_from.insert(place, lender);
        } else if let Some(beside) = beside {
            let reason = format!("{beside} and {lender_name} say different things");
            set_under(to, name, &case.guards, &mut |own| {
                let differs = own.is_some_and(|own| !say_the_same(own, &fact));
                differs.then(|| Fact::unknown(reason.as_str(), link_span))
            });
        }
    }

    /// Several could be meant: what they agree on holds, the rest is unknown.
    fn draw_one_of(&mut self, holder: usize, edge: &Edge, ends: &[usize], (case, link_span): (&Case, Span)) {
        let lenders: Vec<(Facts, SmolStr)> = ends
            .iter()
            .filter_map(|&end| self.resources.get(end))
            .map(|from| (lent_in(from, edge.relation, case), from.local.clone()))
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
                take(to, name, &fact, &case.guards);
            }
        }
    }

    /// A target takes what the holder of a link lends it, in every case in which it is meant.
    fn receive(&mut self, at: usize, edge: &Edge, number: usize) {
        let Some(from) = self.resources.get(edge.holder) else { return };
        let lender = Lender { name: from.local.clone(), relation: edge.relation };
        let (lends, which) =
            (from.lends.clone(), from.links.get(edge.link).map_or(Which::All, |link| link.which.clone()));
        for case in cases(&which) {
            for (name, fact) in lends.iter() {
                self.receive_in_case(at, (name, case.lent(fact.clone())), (&lender, number), case.for_target());
            }
        }
    }

    fn receive_in_case(
        &mut self,
        at: usize,
        (name, fact): (&'static str, Fact),
        (lender, number): (&Lender, usize),
        guards: Guards,
    ) {
        let doubt = self.doubts.get(number).and_then(Option::as_ref);
        let Some(to) = self.resources.get_mut(at).map(Arc::make_mut) else { return };
        let fact = match doubt {
            Some(reason) => Fact::unknown(reason.clone(), to.name_span),
            None => fact,
        };
        let whole = || self.lenders.get(&(at, name, Guards::new()));
        let earlier = self.lenders.get(&(at, name, guards.clone())).or_else(whole).cloned();
        let mut has_the_say = false;
        set_under(to, name, &guards, &mut |own| {
            let received = received(own, (name, &fact), lender, earlier.as_ref());
            has_the_say = received.is_some() && !is_gathered(name);
            received
        });
        if has_the_say {
            self.lenders.insert((at, name, guards), lender.clone());
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

/// The definitions of every holder that has several, in every case in which it has them.
fn several_definitions(resources: &[Arc<Resource>], edges: &[Edge]) -> HashMap<usize, Vec<(usize, Case)>> {
    let mut definitions: HashMap<usize, Vec<(usize, Case)>> = HashMap::new();
    for edge in edges.iter().filter(|edge| edge.relation == Relation::Definition) {
        let link = resources.get(edge.holder).and_then(|holder| holder.links.get(edge.link));
        if let (End::Found(ends), Some(link)) = (&edge.end, link) {
            let all = cases(&link.which).into_iter().flat_map(|case| ends.iter().map(move |&end| (end, case.clone())));
            definitions.entry(edge.holder).or_default().extend(all);
        }
    }
    definitions.retain(|_, all| all.len() > 1);
    definitions
}

/// Those of several definitions that hold in a case, each once.
fn beside(all: Vec<(usize, Case)>, case: &Case) -> Vec<(usize, Case)> {
    let mut beside: Vec<(usize, Case)> = Vec::new();
    for (one, own) in all.into_iter().filter(|(_, own)| own.goes_with(case)) {
        if !beside.iter().any(|(known, other)| *known == one && other.means_as(&own)) {
            beside.push((one, own));
        }
    }
    beside
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

/// What a resource lends by a relation in one case.
fn lent_in(from: &Resource, relation: Relation, case: &Case) -> Facts {
    let mut facts = lent(from, relation);
    for (_, fact) in facts.iter_mut() {
        *fact = case.drawn(fact.clone());
    }
    facts
}

/// Tags as they are in these cases; in all others they are not there.
fn tags_in(cases: &[Case], tags: &[Tag]) -> Vec<Tag> {
    let value_of = |tag: &Tag| {
        let value = |so_far: Option<Fact>, case: &Case| {
            under(so_far.as_ref(), &case.guards, &mut |_| Some(case.drawn(tag.value.clone())))
        };
        cases.iter().fold(None, value).filter(|value| !value.is_absent())
    };
    tags.iter().filter_map(|tag| Some(Tag { value: value_of(tag)?, ..tag.clone() })).collect()
}

/// Facts go to a workload itself; what flows to a companion or to capacity is lent on by it.
fn store(to: &mut Resource) -> &mut Facts {
    match to.role {
        Role::Companion | Role::Capacity => &mut to.lends,
        _ => &mut to.facts,
    }
}

/// Sets what a fact is under some guards, where that is decided.
fn set_under(
    to: &mut Resource,
    name: &'static str,
    guards: &Guards,
    decide: &mut dyn FnMut(Option<&Fact>) -> Option<Fact>,
) -> bool {
    let facts = store(to);
    match under(facts.get(name), guards, decide) {
        Some(fact) => {
            facts.set(name, fact);
            true
        }
        None => false,
    }
}

/// A drawn fact: what is written on the resource itself wins, also over a default. Says whether it was taken.
fn take(to: &mut Resource, name: &'static str, fact: &Fact, guards: &Guards) -> bool {
    set_under(to, name, guards, &mut |own| taken(own, fact))
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
