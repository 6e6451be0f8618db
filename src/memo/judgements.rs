//! What was made of each resource, for as long as it is the very same one and is judged by the same settings.

use std::sync::Arc;

use crate::adjoin;
use crate::evaluate::Verdicts;
use crate::link;
use crate::model::neighbours::Neighbours;
use crate::model::problem::Problem;
use crate::model::report::Judged;
use crate::model::resource::Resource;

/// What came of linking, judging, adjoining and evaluating the resources of the last scan.
#[derive(Debug, Default)]
pub(crate) struct Judgements {
    pub(crate) linked: link::Before,
    pub(crate) adjoined: adjoin::Before,
    circumstances: Circumstances,
    /// In the order of the resources, as is what follows.
    opinions: Vec<Arc<Opinion>>,
    asked: Vec<Asked>,
}

/// What resources are judged by that stands in none of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Circumstances {
    /// The settings' path and text, where there are some.
    pub(crate) settings: Option<(String, Arc<str>)>,
    /// The paths that were named.
    pub(crate) paths: Vec<String>,
}

/// What a resource runs on and needs.
#[derive(Debug)]
pub(crate) struct Opinion {
    /// The resource as it was linked. It is kept so that no other can take its place in memory.
    pub(crate) of: Arc<Resource>,
    /// As it was judged, before its neighbours were known.
    pub(crate) judged: Judged,
    /// What is wrong in what was declared of it.
    pub(crate) problems: Vec<Problem>,
}

/// What the policies said of a resource beside its neighbours.
#[derive(Debug)]
pub(crate) struct Asked {
    /// As it was judged. It is kept so that no other can take its place in memory.
    of: Arc<Resource>,
    beside: Neighbours,
    verdicts: Arc<Verdicts>,
}

/// What was kept of the last scan for the place of one, counted from the start and from the end: what comes in or goes
/// moves only what stands behind it.
fn near<T>(kept: &[T], (at, of): (usize, usize)) -> impl Iterator<Item = &T> {
    let from_end = (kept.len() + at).checked_sub(of);
    [Some(at), from_end].into_iter().flatten().filter_map(|at| kept.get(at))
}

impl Judgements {
    /// Forgets all that other circumstances led to.
    pub(crate) fn under(&mut self, circumstances: Circumstances) {
        if self.circumstances != circumstances {
            *self = Self { linked: std::mem::take(&mut self.linked), circumstances, ..Self::default() };
        }
    }

    /// What is known of a resource as it was linked: the one at a place among so many.
    pub(crate) fn opinion(&self, linked: &Arc<Resource>, place: (usize, usize)) -> Option<&Arc<Opinion>> {
        near(&self.opinions, place).find(|opinion| Arc::ptr_eq(&opinion.of, linked))
    }

    /// Keeps these opinions and no others; gives back the others.
    pub(crate) fn keep_opinions(&mut self, opinions: Vec<Arc<Opinion>>) -> Vec<Arc<Opinion>> {
        std::mem::replace(&mut self.opinions, opinions)
    }

    /// What the policies said of a judged resource: the one at a place among so many.
    pub(crate) fn verdicts(&self, judged: &Judged, place: (usize, usize)) -> Option<&Arc<Verdicts>> {
        let asked = near(&self.asked, place).find(|asked| Arc::ptr_eq(&asked.of, &judged.resource))?;
        let is_beside_the_same = asked.beside.shares(&judged.neighbours) || asked.beside.says_what(&judged.neighbours);
        is_beside_the_same.then_some(&asked.verdicts)
    }

    /// Keeps these verdicts and no others; gives back the others.
    pub(crate) fn keep_verdicts<'a>(&mut self, asked: impl Iterator<Item = (&'a Judged, Arc<Verdicts>)>) -> Vec<Asked> {
        let asked = asked.map(|(judged, verdicts)| {
            let (of, beside) = (judged.resource.clone(), judged.neighbours.clone());
            Asked { of, beside, verdicts }
        });
        std::mem::replace(&mut self.asked, asked.collect())
    }
}
