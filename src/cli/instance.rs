//! Instance: one of several that a block makes, with what is known of it alone.

use std::borrow::Cow;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use crate::model::addresses::quoted;
use crate::model::fact::{Fact, Facts, Value};
use crate::model::report::Judged;
use crate::model::tree::Switch;

/// More keys are not listed.
const MOST_KEYS: usize = 20;

/// The instance of a workload's block under a key, or at a place; the whole block where nothing tells its instances apart.
///
/// # Errors
/// The block has no such instance.
pub(super) fn of<'a>(judged: &'a Judged, key: &str) -> Result<Cow<'a, Judged>, String> {
    let local = &judged.resource.local;
    let by_key = format_smolstr!("each.key of {local}");
    let names = [by_key.clone(), format_smolstr!("count.index of {local}")];
    let gives = judged.placement.as_ref().map(|placement| &placement.gives);
    let all = [Some(&judged.resource.facts), Some(&*judged.needs), gives].into_iter().flatten();
    let Some(switch) = all.flat_map(Facts::iter).find_map(|(_, fact)| find(fact, &names)) else {
        return Ok(Cow::Borrowed(judged));
    };
    let Some(branch) = switch.branches.iter().position(|branch| branch == key) else {
        let keys: Vec<&str> = switch.branches.iter().map(SmolStr::as_str).take(MOST_KEYS).collect();
        return Err(format!("{} has no instance {key}; it has {}", judged.address(), keys.join(", ")));
    };
    let index = if switch.key == by_key { quoted(key) } else { key.to_owned() };
    let mut one = judged.clone();
    let resource = Arc::make_mut(&mut one.resource);
    resource.local = format_smolstr!("{local}[{index}]");
    restrict_all(&mut resource.facts, &switch, branch);
    restrict_all(Arc::make_mut(&mut one.needs), &switch, branch);
    if let Some(placement) = &mut one.placement {
        restrict_all(&mut Arc::make_mut(placement).gives, &switch, branch);
    }
    Ok(Cow::Owned(one))
}

/// The switch of one of these names in a fact.
fn find(fact: &Fact, names: &[SmolStr]) -> Option<Arc<Switch>> {
    match &fact.value {
        Value::Choice(choice) if names.contains(&choice.switch.key) => Some(choice.switch.clone()),
        Value::Choice(choice) => choice.options.iter().find_map(|option| find(option, names)),
        Value::List(items) => items.iter().find_map(|item| find(item, names)),
        Value::Record(facts) => facts.iter().find_map(|(_, fact)| find(fact, names)),
        _ => None,
    }
}

fn restrict_all(facts: &mut Facts, switch: &Switch, branch: usize) {
    facts.iter_mut().for_each(|(_, fact)| restrict(fact, switch, branch));
}

/// Makes of a fact what it is in one branch.
fn restrict(fact: &mut Fact, switch: &Switch, branch: usize) {
    match &mut fact.value {
        Value::Choice(choice) if choice.switch.key == switch.key && branch < choice.options.len() => {
            let mut option = choice.options.swap_remove(branch);
            restrict(&mut option, switch, branch);
            *fact = option;
        }
        Value::Choice(choice) => choice.options.iter_mut().for_each(|option| restrict(option, switch, branch)),
        Value::List(items) => items.iter_mut().for_each(|item| restrict(item, switch, branch)),
        Value::Record(facts) => restrict_all(facts, switch, branch),
        _ => {}
    }
}
