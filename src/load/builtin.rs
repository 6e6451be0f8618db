//! What misfit believes: policies, platforms and front doors that are built in, and a team's own over them.

use std::sync::OnceLock;

use super::doors::lean_door;
use super::lean;
use super::modules::KnownModule;
use super::platforms::lean_platform;
use super::policies::lean_policy;
use crate::model::platform::{Door, Platform};
use crate::model::policy::Policy;
use crate::model::problem::Problem;
use crate::model::vocabulary::SERVICES;

/// A file that is built in. A test reads each, lean and in full, and finds nothing wrong: so a run need not look.
pub(super) struct Embedded {
    /// The file's stem.
    pub(super) id: &'static str,
    /// What a run needs, as JSON.
    pub(super) lean: &'static str,
    /// The whole file.
    pub(super) full: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The whole text of a built-in policy's, platform's or front door's file.
pub fn full_text(id: &str) -> Option<&'static str> {
    POLICIES.iter().chain(PLATFORMS).chain(DOORS).find(|file| file.id == id).map(|file| file.full)
}

/// Policies, platforms and front doors. Platforms are read when a workload of their service is met first.
#[derive(Debug)]
pub struct Beliefs {
    policies: Vec<Policy>,
    /// What is wrong with policies that are built in: told in every report, so that none is lost without a word.
    problems: Vec<Problem>,
    /// A team's own platforms.
    own: Vec<Platform>,
    /// In the order of [`SERVICES`].
    by_service: Vec<OnceLock<Vec<Platform>>>,
    /// Read when the first workload behind one is met.
    doors: OnceLock<Vec<Door>>,
}

impl Default for Beliefs {
    fn default() -> Self {
        Self::with(Vec::new(), Vec::new())
    }
}

impl Beliefs {
    /// What is built in, read once.
    pub fn builtin() -> &'static Self {
        static BUILT_IN: OnceLock<Beliefs> = OnceLock::new();
        BUILT_IN.get_or_init(Self::default)
    }

    /// What is built in, with a team's own policies and platforms beside it; one of the same id replaces it.
    pub fn with(policies: Vec<Policy>, platforms: Vec<Platform>) -> Self {
        let mut all: Vec<Policy> = Vec::new();
        let mut problems = Vec::new();
        for file in POLICIES {
            let (policy, wrong) = lean_policy(file.id, &lean::tree(file.lean));
            all.extend(policy);
            // The lean reading has no places; the tests of the loader tell the line.
            let at_file =
                |problem: Problem| Problem { path: format!("policies/{}.yaml", file.id), span: None, ..problem };
            problems.extend(wrong.into_iter().map(at_file));
        }
        for policy in policies {
            match all.iter_mut().find(|other| other.id == policy.id) {
                Some(other) => *other = policy,
                None => all.push(policy),
            }
        }
        all.sort_by(|one, other| one.id.cmp(&other.id));
        let by_service = SERVICES.iter().map(|_| OnceLock::new()).collect();
        Self { policies: all, problems, own: platforms, by_service, doors: OnceLock::new() }
    }

    /// All policies, by id.
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// What is wrong with the policies that are built in.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The platforms of a service: its root and all refinements below it.
    pub fn platforms_of(&self, service: &str) -> &[Platform] {
        let slot = SERVICES.iter().position(|known| *known == service).and_then(|place| self.by_service.get(place));
        slot.map_or(&[], |slot| slot.get_or_init(|| self.read(service)))
    }

    /// All platforms of all services, by id.
    pub fn platforms(&self) -> Vec<&Platform> {
        let mut all: Vec<&Platform> = SERVICES.iter().flat_map(|service| self.platforms_of(service)).collect();
        all.sort_by(|one, other| one.id.cmp(&other.id));
        all.dedup_by(|one, other| one.id == other.id);
        all
    }

    /// All front doors, by id.
    pub fn doors(&self) -> &[Door] {
        let read = || DOORS.iter().filter_map(|file| lean_door(file.id, &lean::tree(file.lean)).0).collect();
        self.doors.get_or_init(read)
    }

    fn read(&self, service: &str) -> Vec<Platform> {
        let places = BY_SERVICE.iter().find(|(name, _)| *name == service).map_or(&[][..], |(_, places)| places);
        let files = places.iter().filter_map(|place| PLATFORMS.get(*place));
        let built_in = files.filter_map(|file| lean_platform(file.id, &lean::tree(file.lean)).0);
        let mut found: Vec<Platform> =
            built_in.filter(|platform| !self.own.iter().any(|own| own.id == platform.id)).collect();
        // A team's own may refine one another: rounds until none is added.
        loop {
            let belongs = |own: &&Platform| {
                let below = own.refines.as_ref().is_some_and(|parent| found.iter().any(|other| other.id == *parent));
                let new = !found.iter().any(|other| other.id == own.id);
                new && (below || own.services.contains(&service))
            };
            let more: Vec<Platform> = self.own.iter().filter(belongs).cloned().collect();
            if more.is_empty() {
                return found;
            }
            found.extend(more);
        }
    }
}

/// The ids of all policies, of all platforms and of all front doors that are built in.
#[cfg(test)]
pub(super) fn ids() -> [Vec<&'static str>; 3] {
    [POLICIES, PLATFORMS, DOORS].map(|files| files.iter().map(|file| file.id).collect())
}
