//! Classify: which platform a workload runs on, and what that gives it.

mod descent;
mod doors;
mod gives;
mod same;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use crate::model::condition::{Missing, Scope};
use crate::model::fact::{Fact, Facts};
use crate::model::neighbours::Neighbours;
use crate::model::platform::{CouldBe, Limit, Placement, Platform};
use crate::model::resource::Resource;
use crate::model::vocabulary::GIVES;

pub use doors::{hold_up, is_called};

use descent::{Course, Standing};

/// Says what a workload runs on. `platforms` are those of its service and all their refinements, in any order.
///
/// The descent starts at the service's root platform and goes on while a refinement answers yes. Where one cannot
/// tell, the parent stands and what the candidates differ in is unknown; where a switch decides, each branch is
/// followed and what they differ in is a choice.
pub fn classify(resource: &Resource, platforms: &[Platform]) -> Placement {
    let Some(service) = resource.service else {
        return nowhere(resource, "unknown".into(), "nothing says what runs it".into());
    };
    let Some(root) = platforms.iter().find(|platform| platform.services.contains(&service)) else {
        return nowhere(resource, service.into(), format_smolstr!("no platform is described for {service}"));
    };
    // What a platform is known by is written: its conditions read facts alone.
    let nothing = Facts::new();
    let alone = Neighbours::default();
    let scope = Scope {
        facts: &resource.facts,
        needs: &nothing,
        gives: &nothing,
        neighbours: &alone,
        name_span: resource.name_span,
    };
    let course = descent::descend(&scope, platforms, root);
    let standing = course.standing();
    let mut could_be = Vec::new();
    gather(&course, &[], resource, &mut could_be);
    let leaf = standing.platform(root);
    could_be.retain(|candidate| candidate.platform != leaf.id);
    Placement {
        platform: Some(leaf.id.clone()),
        title: leaf.title.as_str().into(),
        could_be,
        gives: gives::of(&course, &scope, resource),
        limits: limits(&course),
        doors: Vec::new(),
    }
}

/// Where no platform can be named: everything that one would give is unknown.
fn nowhere(resource: &Resource, title: SmolStr, reason: SmolStr) -> Placement {
    let mut gives = Facts::new();
    for word in GIVES {
        gives.set(word.name, Fact::unknown(reason.clone(), resource.name_span));
    }
    Placement { platform: None, title, could_be: Vec::new(), gives, limits: Vec::new(), doors: Vec::new() }
}

/// The platforms that courses other than the standing one lead to, each once.
fn gather(course: &Course<'_>, missing: &[Missing], resource: &Resource, found: &mut Vec<CouldBe>) {
    match course {
        Course::Settled(standing) => note(standing, missing, resource, found),
        Course::Perhaps(standing, candidates) => {
            note(standing, missing, resource, found);
            for (candidate, why) in candidates {
                gather(candidate, why, resource, found);
            }
        }
        Course::Either(_, switch, branches) => {
            let reason = format_smolstr!("it depends on {}", switch.key);
            let why = [Missing { path: SmolStr::default(), reason, at: resource.name_span }];
            for branch in branches {
                gather(branch, &why, resource, found);
            }
        }
    }
}

fn note(standing: &Standing<'_>, missing: &[Missing], resource: &Resource, found: &mut Vec<CouldBe>) {
    let Some(platform) = standing.leaf() else { return };
    if missing.is_empty() || found.iter().any(|candidate| candidate.platform == platform.id) {
        return;
    }
    let reason = gives::reason(missing);
    let at = missing.first().map_or(resource.name_span, |missing| missing.at);
    found.push(CouldBe { platform: platform.id.clone(), reason, at });
}

/// The limits of every platform that it may be, each once: the standing one's first.
fn limits(course: &Course<'_>) -> Vec<Arc<Limit>> {
    let mut found: Vec<Arc<Limit>> = Vec::new();
    course.each_standing(&mut |standing| {
        for limit in standing.limits() {
            if !found.iter().any(|other| **other == *limit) {
                found.push(Arc::new(limit.clone()));
            }
        }
    });
    found
}
