//! SAM's functions: what CloudFormation says of them as well, and what SAM gathers in one place.

use crate::dialects::cloudformation::extract::draft::Draft;
use crate::dialects::cloudformation::extract::lambda::{function_facts, on_capacity};
use crate::values::read;

/// A function, with its alias and its capacity written in it.
pub(super) fn function(draft: &mut Draft<'_>) {
    function_facts(draft);
    on_capacity(draft, &["CapacityProviderConfig", "Arn"]);
    let at_once = ["CapacityProviderConfig", "PerExecutionEnvironmentMaxConcurrency"];
    draft.fact("concurrency", &at_once, read::number);
    let warm = ["ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions"];
    draft.fact("provisioned_concurrency", &warm, read::number);
}
