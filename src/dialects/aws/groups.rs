//! Groups of machines: how their capacity is bought, and schedules that change their number.

use super::machines::has_accelerators;
use crate::dialects::draft::Draft;
use crate::model::fact::{Fact, Facts, Value};
use crate::model::tree::{Node, Unknown};
use crate::values::body::{self, items};
use crate::values::read::word;
use crate::values::{cases, read, readers};

/// What a dialect calls the properties of a policy that mixes machines.
pub(crate) struct MixedNames {
    /// The machines that are bought on demand before any other.
    pub(crate) base: &'static [&'static str],
    /// The share of on-demand machines above that.
    pub(crate) percentage: &'static [&'static str],
    /// The types that it may take instead of the template's.
    pub(crate) overrides: &'static [&'static str],
    /// Of one of them, its type.
    pub(crate) instance_type: &'static str,
}

/// Sets what a policy says that mixes machines.
pub(crate) fn mix<Here>(draft: &mut Draft<'_, Here>, policy: &Node, names: &MixedNames) {
    let facts = cases::by_case(policy, &|policy| mixed_facts(policy, names));
    if let Some(instance_type) = facts.get("instance_type") {
        draft.set("gpus", readers::accelerators(instance_type, has_accelerators));
    }
    draft.set_all(&facts);
}

/// The facts of a policy in which no choice is left.
fn mixed_facts(policy: &Node, names: &MixedNames) -> Facts {
    let mut facts = Facts::new();
    let number = |path, default| body::read_or(policy, path, read::number, &Value::Number(default), policy.span);
    let base = number(names.base, 0.0);
    let percentage = number(names.percentage, 100.0);
    facts.set("capacity_type", bought(&base, &percentage));
    facts.set("on_demand_base", base);
    facts.set("on_demand_percentage", percentage);
    let overrides = body::at(policy, names.overrides);
    let overrides: Vec<&Node> = overrides.iter().flat_map(|node| items(node)).collect();
    if let Some(one) = one_type(&overrides, names.instance_type, "the group's policy allows several machine types") {
        facts.set("instance_type", one);
    }
    facts
}

/// The one type of machine that all of several places name, unknown where they name several.
pub(crate) fn one_type(allowed: &[&Node], name: &str, several: &'static str) -> Option<Fact> {
    let named = allowed.iter().filter_map(|item| item.get(name));
    let types: Vec<Fact> = named.map(|node| read::fact(node, read::text)).collect();
    let (first, rest) = types.split_first()?;
    let same = rest.iter().all(|fact| fact.value == first.value);
    Some(if same { first.clone() } else { Fact::unknown(several, first.at) })
}

/// How a group's capacity is bought, of its on-demand base and of its share above that.
fn bought(base: &Fact, percentage: &Fact) -> Fact {
    let value = match (&percentage.value, &base.value) {
        (Value::Number(share), _) if *share >= 100.0 => word("on-demand"),
        (Value::Number(share), Value::Number(base)) if *share <= 0.0 && *base <= 0.0 => word("spot"),
        (Value::Number(_), Value::Number(_)) => word("mixed"),
        (Value::Unknown(unknown), _) | (_, Value::Unknown(unknown)) => {
            Value::Unknown(Unknown::because(unknown.reason.clone()))
        }
        _ => Value::Unknown(Unknown::because("the share of on-demand capacity depends on too much")),
    };
    Fact { value, ..percentage.clone() }
}

/// Spot capacity above a part that is bought on demand is mixed.
pub(crate) fn mixed_by_base<Here>(draft: &mut Draft<'_, Here>) {
    let Some(base) = draft.resource.facts.get("on_demand_base").cloned() else { return };
    if draft.resource.facts.text("capacity_type") == Some("spot") {
        draft.set(
            "capacity_type",
            cases::derived(&base, &|value| match value {
                Value::Number(_) => word("mixed"),
                _ => word("spot"),
            }),
        );
    }
}

/// What a dialect calls the properties of a setting of Elastic Beanstalk.
pub(crate) struct SettingNames {
    /// Its namespace.
    pub(crate) namespace: &'static str,
    /// Its name in it.
    pub(crate) name: &'static str,
    /// Its value.
    pub(crate) value: &'static str,
}

/// Sets what holds of an environment of Elastic Beanstalk that no setting changes.
pub(crate) fn beanstalk_defaults<Here>(draft: &mut Draft<'_, Here>) {
    draft.defaults("scale_min", Value::Number(1.0));
    draft.defaults("scale_max", Value::Number(4.0));
    draft.defaults("capacity_type", word("on-demand"));
}

/// Elastic Beanstalk keeps everything in settings: namespace, name and value.
pub(crate) fn beanstalk<Here>(draft: &mut Draft<'_, Here>, settings: &[&Node], names: &SettingNames) {
    draft.is("group", Value::Bool(true));
    for setting in settings {
        let (Some(namespace), Some(name), Some(value)) = (
            setting.get(names.namespace).and_then(Node::as_str),
            setting.get(names.name).and_then(Node::as_str),
            setting.get(names.value),
        ) else {
            continue;
        };
        match (namespace, name) {
            ("aws:autoscaling:asg", "MinSize") => draft.set("scale_min", read::fact(value, read::number)),
            ("aws:autoscaling:asg", "MaxSize") => draft.set("scale_max", read::fact(value, read::number)),
            ("aws:autoscaling:launchconfiguration", "InstanceType") | ("aws:ec2:instances", "InstanceTypes") => {
                draft.set("instance_type", read::fact(value, read::text));
            }
            ("aws:ec2:instances", "EnableSpot") => {
                let spot = read::fact(value, read::boolean);
                let bought = |value: &Value| word(if *value == Value::Bool(true) { "spot" } else { "on-demand" });
                draft.set("capacity_type", cases::derived(&spot, &bought));
            }
            ("aws:ec2:instances", "SpotFleetOnDemandBase") => {
                draft.set("on_demand_base", read::fact(value, readers::positive));
            }
            ("aws:elasticbeanstalk:environment", "EnvironmentType") if value.as_str() == Some("SingleInstance") => {
                for limit in ["scale_min", "scale_max", "instances"] {
                    draft.set(limit, Fact::written(Value::Number(1.0), value.span));
                }
            }
            _ => {}
        }
    }
    mixed_by_base(draft);
}

/// Lends that a schedule takes its target to zero, where one of the numbers that decide it is zero or may be: how many are
/// to run, or the most that may. The fewest say only how far something else may go down.
pub(crate) fn lend_zero<Here>(draft: &mut Draft<'_, Here>, numbers: &[Fact]) {
    let flags: Vec<Fact> = numbers
        .iter()
        .filter(|number| !number.is_absent())
        .map(|number| cases::derived(number, &|value| Value::Bool(*value == Value::Number(0.0))))
        .collect();
    // A schedule that takes it up again says nothing: another takes it down.
    if let Some(zero) = cases::any_true(flags.iter()).filter(|zero| zero.as_bool() != Some(false)) {
        draft.lend("scale_to_zero_schedule", zero);
    }
}
