//! Infer: from a workload to what it needs, strongest source first; a mere name only hints.

mod cron_work;
mod crontab;
mod data;
mod declared;
mod derive;
mod environment;
mod images;
mod names;
mod reading;
mod scheduled;
mod shell;
mod state;
mod structure;
mod trust;
mod words;

#[cfg(test)]
mod tests;

pub use environment::environment_of_path;
pub use words::{TagWords, tag_words};

use crate::model::fact::{Facts, Known};
use crate::model::problem::Problem;
use crate::model::resource::{Resource, TagScope};
use crate::model::settings::Declaration;

/// What a workload needs, in the vocabulary of `needs`, and what was declared and could not be read.
///
/// `declared` are the settings' entries for it, in their order; `path_environment` is what
/// [`environment_of_path`] says of its unit. The problems bear spans; whoever knows the sources fills in their paths.
///
/// Names (`payment`, `patient`) are the weakest source: assumed, and only where no tag says anything of the data.
pub fn infer(
    resource: &Resource,
    declared: &[&Declaration],
    words: &TagWords,
    path_environment: Option<&'static str>,
) -> (Facts, Vec<Problem>) {
    let mut needs = Facts::new();
    declared::set_settings(&mut needs, declared);
    let problems = declared::offer_annotations(&mut needs, resource, words);
    data::offer_data(&mut needs, resource, words);
    environment::offer_environment(&mut needs, resource, path_environment);
    scheduled::offer_schedule(&mut needs, resource);
    structure::offer_traffic(&mut needs, resource);
    structure::offer_latency(&mut needs, resource);
    structure::offer_duration(&mut needs, resource);
    scheduled::offer_duty(&mut needs, resource);
    structure::offer_hardware(&mut needs, resource);
    state::offer_state(&mut needs, resource);
    trust::offer_trust(&mut needs, resource);
    (needs, problems)
}

/// How well a tag of a scope is known at best.
fn scope_known(scope: TagScope) -> Known {
    match scope {
        TagScope::Own => Known::Declared,
        TagScope::Inherited | TagScope::Store => Known::Inherited,
        TagScope::Account => Known::Inferred,
    }
}
