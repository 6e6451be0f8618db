//! SAM's functions: what CloudFormation says of them as well, and what SAM gathers in one place.

use super::events::{Starts, triggers};
use crate::dialects::cloudformation::extract::draft::Draft;
use crate::dialects::cloudformation::extract::lambda::{function_facts, on_capacity};
use crate::dialects::cloudformation::extract::trigger::Trigger;
use crate::model::fact::Fact;
use crate::values::lists;
use crate::values::read::{self, word};

/// A function, with its alias, its capacity, its address and its events written in it.
pub(super) fn function(draft: &mut Draft<'_>) {
    function_facts(draft);
    on_capacity(draft, &["CapacityProviderConfig", "Arn"]);
    let at_once = ["CapacityProviderConfig", "PerExecutionEnvironmentMaxConcurrency"];
    draft.fact("concurrency", &at_once, read::number);
    let warm = ["ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions"];
    draft.fact("provisioned_concurrency", &warm, read::number);
    let (events, schedule) = triggers(draft, Starts::Function);
    draft.set_some("triggers", lists::concatenated(url(draft).into_iter().chain(events)));
    draft.set_some("schedule", schedule);
}

/// A function that has an address of its own.
fn url(draft: &Draft<'_>) -> Option<Fact> {
    let config = draft.at(&["FunctionUrlConfig"])?;
    let at =
        draft.body.as_map().and_then(|map| map.entry("FunctionUrlConfig")).map_or(config.span, |entry| entry.key.span);
    let name = smol_str::format_smolstr!("{}.FunctionUrlConfig", draft.resource.local);
    let trigger = Trigger::new("http", true, name, at).through(Fact::written(word("function-url"), at));
    Some(trigger.listed())
}
