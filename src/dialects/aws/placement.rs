//! Where ECS tasks are placed: launch types and capacity provider strategies.

use std::borrow::Cow;

use crate::model::fact::{Fact, Facts, Value};
use crate::model::tree::{Node, Unknown};
use crate::values::body::{self, items};
use crate::values::cases;
use crate::values::read;
use crate::values::read::word;

/// What a dialect calls the properties that place tasks.
pub(crate) struct Names {
    /// The list of providers that share the tasks.
    pub(crate) strategy: &'static str,
    /// The launch type.
    pub(crate) launch_type: &'static str,
    /// Of an item of a strategy: the provider's name.
    pub(crate) provider: &'static str,
    /// Its share of the tasks above the base.
    pub(crate) weight: &'static str,
    /// The tasks that it takes before any other.
    pub(crate) base: &'static str,
}

/// Where tasks run: the facts, and the strategy where one says so.
pub(crate) struct Placed<'n> {
    pub(crate) facts: Facts,
    pub(crate) strategy: Option<Cow<'n, Node>>,
}

/// Where tasks run, of a block that may hold a launch type or a strategy; nothing where it holds neither.
pub(crate) fn placed<'n>(node: &'n Node, names: &Names) -> Option<Placed<'n>> {
    let written = |name: &str| body::at(node, &[name]).filter(|found| !found.is_null());
    if let Some(strategy) = written(names.strategy) {
        let facts = facts_by_case(&strategy, names);
        return Some(Placed { facts, strategy: Some(strategy) });
    }
    let kind = read::fact(written(names.launch_type)?.as_ref(), launch_kind);
    let bought = cases::derived(&kind, &|value| match value {
        Value::Text(kind) if kind == "fargate" => word("on-demand"),
        Value::Absent => Value::Absent,
        _ => Value::Unknown(Unknown::because("the cluster's own machines may be on demand or spot")),
    });
    let mut facts = Facts::new();
    facts.set("capacity_kind", kind);
    facts.set("capacity_type", bought);
    Some(Placed { facts, strategy: None })
}

fn launch_kind(node: &Node) -> Option<Value> {
    Some(word(match node.as_str()? {
        "EC2" => "nodes",
        "FARGATE" => "fargate",
        "MANAGED_INSTANCES" => "managed-instances",
        "EXTERNAL" => "external",
        _ => return None,
    }))
}

/// The capacity providers of a strategy that are not AWS's own.
pub(crate) fn custom_providers<'n>(strategy: &'n Node, names: &Names) -> Vec<&'n Node> {
    let providers = items(strategy).into_iter().filter_map(|item| item.get(names.provider));
    providers.filter(|provider| !is_own(provider) && is_custom(provider)).collect()
}

/// Whether a provider is one of AWS's own, by its name.
pub(crate) fn is_own(provider: &Node) -> bool {
    matches!(provider.as_str(), Some("FARGATE" | "FARGATE_SPOT"))
}

/// Whether a provider's name can be other than one of AWS's own.
fn is_custom(provider: &Node) -> bool {
    let facts = read::fact(provider, read::text);
    let own = |fact: &Fact| matches!(fact.as_text(), Some("FARGATE" | "FARGATE_SPOT"));
    match &facts.value {
        Value::Choice(choice) => !choice.options.iter().all(|option| own(option) || option.is_absent()),
        _ => !own(&facts),
    }
}

/// One item of a strategy.
struct Part {
    provider: Fact,
    weight: Fact,
    base: Fact,
}

/// The facts of a strategy, as its choices fall.
pub(crate) fn facts_by_case(strategy: &Node, names: &Names) -> Facts {
    cases::by_case(strategy, &|strategy| strategy_facts(strategy, names))
}

/// The facts of a strategy in which no choice is left.
fn strategy_facts(strategy: &Node, names: &Names) -> Facts {
    let mut facts = Facts::new();
    if let Some(unknown) = items(strategy).into_iter().find(|item| item.as_map().is_none()) {
        let unknown = read::fact(unknown, |_| None);
        for name in ["capacity_kind", "capacity_type", "capacity_provider"] {
            facts.set(name, unknown.clone());
        }
        return facts;
    }
    let mut parts: Vec<Part> = items(strategy).into_iter().map(|item| part(item, names)).collect();
    // A provider of no weight and no base takes no task, unless all are so.
    let takes = |part: &Part| part.weight.as_number() != Some(0.0) || part.base.as_number() != Some(0.0);
    if parts.iter().any(takes) {
        parts.retain(takes);
    }
    let Some(first) = parts.first() else { return facts };
    let at = first.provider.at;
    if let Some(names) = provider_names(&parts) {
        facts.set("capacity_provider", names);
    }
    if let Some(unknown) = parts.iter().map(|part| &part.provider).find(|provider| provider.as_text().is_none()) {
        // A reference is a custom provider: what it gives is drawn from it.
        let custom = matches!(&unknown.value, Value::Unknown(unknown) if unknown.refers.is_some());
        if !custom {
            facts.set("capacity_kind", cases::derived(unknown, &|_| Value::Absent));
            facts.set("capacity_type", cases::derived(unknown, &|_| Value::Absent));
        }
        return facts;
    }
    let fargate = |part: &&Part| matches!(part.provider.as_text(), Some("FARGATE" | "FARGATE_SPOT"));
    if !parts.iter().all(|part| fargate(&part)) {
        return facts;
    }
    facts.set("capacity_kind", Fact { value: word("fargate"), ..first.provider.clone() });
    let spot = parts.iter().find(|part| part.provider.as_text() == Some("FARGATE_SPOT"));
    let on_demand = parts.iter().find(|part| part.provider.as_text() == Some("FARGATE"));
    match (on_demand, spot) {
        (Some(on_demand), Some(spot)) => {
            facts.set("capacity_type", Fact { value: word("mixed"), ..spot.provider.clone() });
            facts.set("on_demand_base", on_demand.base.clone());
            facts.set("on_demand_percentage", share(&on_demand.weight, &spot.weight));
        }
        (None, Some(spot)) => {
            facts.set("capacity_type", Fact { value: word("spot"), ..spot.provider.clone() });
        }
        _ => facts.set("capacity_type", Fact::written(word("on-demand"), at)),
    }
    facts
}

fn part(item: &Node, names: &Names) -> Part {
    let zero = Value::Number(0.0);
    Part {
        provider: body::read(item, &[names.provider], read::text, item.span),
        weight: body::read_or(item, &[names.weight], read::number, &zero, item.span),
        base: body::read_or(item, &[names.base], read::number, &zero, item.span),
    }
}

/// The providers of a strategy by name. One that is referred to is set, whatever its name.
fn provider_names(parts: &[Part]) -> Option<Fact> {
    if let [one] = parts {
        let mut fact = one.provider.clone();
        if let Value::Unknown(unknown) = &mut fact.value {
            unknown.not_null |= unknown.refers.is_some();
        }
        return Some(fact);
    }
    if let Some(open) = parts.iter().map(|part| &part.provider).find(|provider| provider.as_text().is_none()) {
        return Some(cases::derived(open, &|_| Value::Absent));
    }
    let names: Vec<&str> = parts.iter().filter_map(|part| part.provider.as_text()).collect();
    Some(Fact::written(Value::Text(names.join(", ").into()), parts.first()?.provider.at))
}

/// The share of on-demand tasks above the base, of two weights.
fn share(on_demand: &Fact, spot: &Fact) -> Fact {
    let value = match (on_demand.as_number(), spot.as_number()) {
        (Some(on_demand), Some(spot)) if on_demand + spot > 0.0 => {
            Value::Number((on_demand / (on_demand + spot) * 100.0).clamp(0.0, 100.0))
        }
        (Some(_), Some(_)) => Value::Number(100.0),
        _ => Value::Unknown(Unknown::because("the weights of the strategy are not known")),
    };
    Fact { value, ..on_demand.clone() }
}
