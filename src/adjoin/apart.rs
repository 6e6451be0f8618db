//! Apart: pods that ask to be on no node with others, told by the labels of pods of their namespace.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use smol_str::SmolStr;

use crate::model::fact::{Fact, Value};
use crate::model::report::Judged;
use crate::model::resource::Resource;

/// A label as it is looked up: the namespace, the key and the value.
type Label<'a> = (Option<&'a SmolStr>, &'a str, &'a str);

/// Who keeps away from whom among the workloads of one unit.
#[derive(Default)]
pub(super) struct Apart<'a> {
    /// Labels that anybody goes by.
    asked: HashSet<(&'a str, &'a str)>,
    /// The neighbours that bear a label that anybody goes by.
    bearers: HashMap<Label<'a>, Vec<usize>>,
    /// The neighbours that ask to be away from pods, by the first label that those must bear.
    askers: HashMap<Label<'a>, Vec<(usize, &'a str)>>,
    /// Whom workloads keep away from, by what [`Apart::key`] says of them.
    found: HashMap<String, Rc<HashSet<usize>>>,
}

/// Whether a workload asks to be on no node with pods that are not known.
pub(super) fn avoids_unknown(resource: &Resource) -> bool {
    match resource.facts.get("apart_from").map(|fact| &fact.value) {
        None | Some(Value::Absent) => false,
        Some(Value::List(selectors)) => selectors.iter().any(|selector| selector.as_text().is_none()),
        Some(_) => true,
    }
}

/// The selectors of the pods that a workload must be on no node with, as far as they are known.
fn selectors(resource: &Resource) -> impl Iterator<Item = &str> {
    let list = resource.facts.get("apart_from").and_then(Fact::as_list).unwrap_or_default();
    list.iter().filter_map(Fact::as_text)
}

fn pairs(selector: &str) -> impl Iterator<Item = (&str, &str)> {
    selector.split(',').filter_map(|pair| pair.split_once('='))
}

fn bears(resource: &Resource, selector: &str) -> bool {
    pairs(selector).all(|(key, value)| resource.labels.iter().any(|label| label.0 == key && label.1 == value))
}

impl<'a> Apart<'a> {
    /// Looks at the workloads of one unit, of which those at `tells` may be neighbours.
    pub(super) fn new(judged: &'a [Judged], members: &[usize], tells: &[usize]) -> Self {
        let mut apart = Self::default();
        let resource = |at: usize| judged.get(at).map(|judged| &judged.resource);
        for resource in members.iter().filter_map(|&at| resource(at)) {
            apart.asked.extend(selectors(resource).flat_map(pairs));
        }
        if apart.asked.is_empty() {
            return apart;
        }
        for (at, resource) in tells.iter().filter_map(|&at| Some((at, resource(at)?))) {
            let namespace = resource.namespace.as_ref();
            for (key, value) in apart.of_account(resource) {
                apart.bearers.entry((namespace, key, value)).or_default().push(at);
            }
            for selector in selectors(resource) {
                if let Some((key, value)) = pairs(selector).next() {
                    apart.askers.entry((namespace, key, value)).or_default().push((at, selector));
                }
            }
        }
        apart
    }

    /// Those of its labels that anybody goes by.
    fn of_account(&self, resource: &'a Resource) -> Vec<(&'a str, &'a str)> {
        let labels = resource.labels.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        labels.filter(|label| self.asked.contains(label)).collect()
    }

    /// A text that is the same for workloads that keep away from the same others; empty for those that nobody goes by.
    pub(super) fn key(&self, resource: &'a Resource) -> String {
        if self.asked.is_empty() {
            return String::new();
        }
        let labels: BTreeSet<_> = self.of_account(resource).into_iter().collect();
        let selectors: BTreeSet<&str> = selectors(resource).collect();
        if labels.is_empty() && selectors.is_empty() {
            return String::new();
        }
        format!("{:?} {labels:?} {selectors:?}", resource.namespace)
    }

    /// The neighbours that a workload of this key is on no node with.
    pub(super) fn from(&mut self, resource: &'a Resource, key: &str, judged: &'a [Judged]) -> Rc<HashSet<usize>> {
        if let Some(found) = self.found.get(key) {
            return found.clone();
        }
        let namespace = resource.namespace.as_ref();
        let mut found = HashSet::new();
        for selector in selectors(resource) {
            let first = pairs(selector).next();
            let bearers = first.and_then(|(key, value)| self.bearers.get(&(namespace, key, value)));
            let all = |at: &usize| judged.get(*at).is_some_and(|judged| bears(&judged.resource, selector));
            found.extend(bearers.into_iter().flatten().copied().filter(all));
        }
        for (key, value) in self.of_account(resource) {
            let askers = self.askers.get(&(namespace, key, value)).into_iter().flatten();
            found.extend(askers.filter(|(_, selector)| bears(resource, selector)).map(|(at, _)| *at));
        }
        let found = Rc::new(found);
        self.found.insert(key.to_owned(), found.clone());
        found
    }
}
