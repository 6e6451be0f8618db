//! Schedules that call the cloud itself: to stop machines, or to change how many there are.

use super::autoscaling::{GROUPS, schedules};
use super::ec2::INSTANCES;
use super::ecs::SERVICES;
use crate::dialects::aws::groups::lend_zero;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::refer::{Unit, mentioned};
use crate::dialects::terraform::extract::which::Tie;
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::{Fact, Value};
use crate::model::resource::Relation;
use crate::model::tree::Node;
use crate::values::{body, read, schedule};

/// What every target that is a call begins with.
const CALL: &str = ":aws-sdk:";

/// A call that changes how many run.
struct Call {
    /// The service and the action, as they end the target.
    name: &'static str,
    /// What it changes.
    kinds: &'static [&'static str],
    /// What is left of it.
    leaves: Leaves,
}

/// How many a call leaves running.
enum Leaves {
    None,
    All,
    /// As many as one of these parts of its input says.
    Written(&'static [&'static str]),
}

static CALLS: &[Call] = &[
    Call { name: "ec2:stopInstances", kinds: INSTANCES, leaves: Leaves::None },
    Call { name: "ec2:startInstances", kinds: INSTANCES, leaves: Leaves::All },
    Call { name: "ecs:updateService", kinds: SERVICES, leaves: Leaves::Written(&["DesiredCount"]) },
    Call {
        name: "autoscaling:updateAutoScalingGroup",
        kinds: GROUPS,
        leaves: Leaves::Written(&["DesiredCapacity", "MaxSize"]),
    },
    Call { name: "autoscaling:setDesiredCapacity", kinds: GROUPS, leaves: Leaves::Written(&["DesiredCapacity"]) },
];

/// Reads a schedule whose target is such a call; says whether it is one.
pub(super) fn calls_the_cloud(draft: &mut Draft<'_>) -> bool {
    let Some(arn) = draft.at(&["target", "arn"]).and_then(|arn| arn.as_text()) else { return false };
    let Some((_, called)) = arn.split_once(CALL) else { return false };
    let (Some(call), Some(input)) = (CALLS.iter().find(|call| call.name == called), draft.at(&["target", "input"]))
    else {
        return true;
    };
    let ties = changed(draft.here.unit, &input, call);
    draft.link_ties(Relation::Scales, ties, input.span);
    let expression = draft.read(&["schedule_expression"], read::text);
    // What happens once leaves nothing stopped night by night.
    if draft.resource.links.is_empty() || expression.as_text().is_some_and(|text| !schedule::is_schedule(text)) {
        return true;
    }
    lend(draft, call, &input);
    true
}

fn lend(draft: &mut Draft<'_>, call: &Call, input: &Node) {
    let own = changed(draft.here.unit, input, call);
    let same = |block: &ResolvedBlock| {
        let input = body::at(&block.body, &["target", "input"]);
        input.is_some_and(|input| changed(draft.here.unit, &input, call) == own)
    };
    if let Some(schedules) = schedules(draft, &same, &["schedule_expression"]) {
        draft.lend("scale_schedule", schedules);
    }
    match call.leaves {
        Leaves::None => draft.lend("scale_to_zero_schedule", Fact::written(Value::Bool(true), input.span)),
        Leaves::All => {}
        Leaves::Written(names) => {
            let number = |name: &&str| body::read(input, &[name], read::number, input.span);
            let numbers: Vec<Fact> = names.iter().map(number).collect();
            lend_zero(draft, &numbers);
        }
    }
}

/// What a call changes, by its input.
fn changed(unit: &Unit<'_>, input: &Node, call: &Call) -> Vec<Tie> {
    mentioned(input, call.kinds).iter().flat_map(|mention| unit.ties(mention, call.kinds)).collect()
}
