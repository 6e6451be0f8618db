//! Plans: what `terraform show -json` says of a root, joined to its source by address.

mod addresses;
mod agree;
mod disagreements;
mod instances;
mod opaque;
mod planned;
mod read;
mod settle;
mod variant;

use std::collections::HashSet;

use smol_str::SmolStr;

use addresses::{Group, Groups};
use disagreements::{About, Disagreements, Stands, listed};
use read::{Instance, Plan};
use settle::Settling;

use super::resolved::{ResolvedBlock, ResolvedUnit};
use crate::model::fact::{Fact, Known, Value};
use crate::model::plan::GivenPlan;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::Span;
use crate::model::tree::Step;

/// Joins a plan to the resources of its unit: what the plan knows and the source does not is known from then on.
///
/// Gives what is wrong with the plan, and where the two disagree; there, what the plan says holds.
pub(crate) fn join(unit: &mut ResolvedUnit, given: &GivenPlan, is_read: fn(&str) -> bool) -> Vec<Problem> {
    let plan = match read::read(given) {
        Ok(plan) => plan,
        Err(problem) => return vec![problem],
    };
    let groups = Groups::of(&plan.instances);
    let unread = opaque::blocks(unit, &plan, &groups, is_read);
    unit.blocks.extend(unread);
    let matched: Vec<Vec<usize>> = unit.blocks.iter().map(|block| groups.of_block(&block.address)).collect();
    if !unit.blocks.is_empty() && !plan.instances.is_empty() && matched.iter().all(Vec::is_empty) {
        let message = format!("{} has nothing of what is written in {}", plan.kind.noun(), named(&given.folder));
        let problem = Problem::with(ProblemKind::Settings, given.path.as_str(), message);
        return vec![problem.help("is it a plan of this folder? --plan FOLDER=FILE says of which it is one")];
    }
    // Whoever plans a folder deploys it: it is no module for others to call.
    unit.is_library = false;
    let variant = variant::planned(&unit.variants, &plan);
    let mut joining = Joining { plan: &plan, groups: &groups, variant, disagreements: Disagreements::default() };
    let mut lacking = Vec::new();
    for (block, groups) in unit.blocks.iter_mut().zip(&matched) {
        if joining.block(block, groups) == Found::Lacking {
            lacking.push((block.header, block.address.clone()));
        }
    }
    let noun = match joining.variant {
        Some(variant) => format!("{} of {variant}", plan.kind.noun()),
        None => plan.kind.noun().to_owned(),
    };
    let mut problems = joining.disagreements.problems(&noun);
    problems.extend(lacked(&plan, &lacking));
    problems.extend(unwritten(&plan, &groups, &matched, given, is_read));
    problems
}

/// A plan that is being joined to its unit.
struct Joining<'a> {
    plan: &'a Plan<'a>,
    groups: &'a Groups,
    /// The variant that it is a plan of, where that can be told.
    variant: Option<SmolStr>,
    disagreements: Disagreements,
}

/// Whether a plan has what a block should make.
#[derive(PartialEq, Eq)]
enum Found {
    There,
    Lacking,
}

impl<'a> Joining<'a> {
    fn block(&mut self, block: &mut ResolvedBlock, groups: &[usize]) -> Found {
        let members = groups.iter().filter_map(|number| self.groups.all.get(*number)).flat_map(|group| &group.members);
        let instances: Vec<&'a Instance<'a>> = members.filter_map(|place| self.plan.instances.get(*place)).collect();
        if instances.is_empty() {
            return self.without_any(block);
        }
        let there: Vec<&Instance<'_>> = instances.into_iter().filter(|instance| instance.values.is_some()).collect();
        if !there.is_empty() {
            if let Some(variant) = &self.variant {
                variant::restrict(block, variant);
            }
            let mut settling = Settling {
                kind: self.plan.kind,
                address: &block.address,
                absent_at: block.name_span,
                ignored: &block.ignored,
                instance: block.address.clone(),
                tells_secrets: there.iter().all(|instance| instance.sensitive.is_some()),
                disagreements: std::mem::take(&mut self.disagreements),
            };
            let body = instances::settled(block, &there, &mut settling);
            self.disagreements = settling.disagreements;
            block.body = body;
        }
        self.number(block, there.len());
        Found::There
    }

    /// Of a block that a whole plan does not have there are none, where the source leaves that open.
    fn without_any(&mut self, block: &mut ResolvedBlock) -> Found {
        if !self.plan.is_complete {
            return Found::There;
        }
        match block.instances.as_number() {
            Some(number) if number > 0.0 => Found::Lacking,
            Some(_) => Found::There,
            None => {
                self.number(block, 0);
                Found::There
            }
        }
    }

    /// Sets how many there are of a block.
    fn number(&mut self, block: &mut ResolvedBlock, planned: usize) {
        let known = &block.instances;
        if known.as_number() == Some(planned as f64) {
            return;
        }
        let literal = known.literal();
        match known.as_number() {
            Some(written) if known.known == Known::Written => {
                let stands = if literal == known.at { Stands::There } else { Stands::CameFrom };
                let about = About::Number(written.to_string(), stands);
                self.disagreements.tell(literal, about, planned.to_string(), &block.address);
            }
            Some(_) if planned == 0 => {
                self.disagreements.tell(block.header, About::There, String::new(), &block.address);
            }
            _ => {}
        }
        let noun = self.plan.kind.noun();
        let step = Step { span: known.literal(), name: noun.into() };
        let chain = known.chain.iter().cloned().chain([step]).collect();
        block.instances = Fact { value: Value::Number(planned as f64), known: Known::Written, at: known.at, chain };
    }
}

/// What is written and the plan does not have, told once.
fn lacked(plan: &Plan<'_>, lacking: &[(Span, SmolStr)]) -> Option<Problem> {
    let (span, first) = lacking.first()?;
    let noun = plan.kind.noun();
    let words = match lacking.len() {
        1 => format!("{noun} does not have {first}, which is written here"),
        many => format!("{noun} does not have {many} resources that are written, the first of them {first}"),
    };
    let help = "is it a plan of this source, and of all of it? What `-target` leaves out is not known";
    Some(Problem::at(ProblemKind::Unresolvable, *span, words).help(help))
}

/// What the plan has and nobody wrote, of the types that are read; told once.
fn unwritten(
    plan: &Plan<'_>,
    groups: &Groups,
    matched: &[Vec<usize>],
    given: &GivenPlan,
    is_read: fn(&str) -> bool,
) -> Option<Problem> {
    let known: HashSet<usize> = matched.iter().flatten().copied().collect();
    let is_there = |group: &Group| {
        let mut members = group.members.iter().filter_map(|place| plan.instances.get(*place));
        members.any(|instance| instance.values.is_some() && is_read(&instance.kind))
    };
    let unwritten = groups.all.iter().enumerate().filter(|(number, group)| !known.contains(number) && is_there(group));
    let addresses: Vec<&str> = unwritten.map(|(_, group)| group.address.as_str()).collect();
    if addresses.is_empty() {
        return None;
    }
    let words = format!("{} has what the source does not: {}", plan.kind.noun(), listed(&addresses, addresses.len()));
    let help = "is it a plan of this source? Of a module that is not on disk, `terraform init` brings the source";
    Some(Problem::with(ProblemKind::Unresolvable, given.folder.as_str(), words).help(help))
}

fn named(folder: &str) -> &str {
    if folder.is_empty() { "the root" } else { folder }
}
