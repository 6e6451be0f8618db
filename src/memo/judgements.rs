//! What was made of each resource, for as long as it is the very same one and is judged by the same settings.

use std::collections::HashMap;
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
    judged: HashMap<usize, Arc<Opinion>>,
    asked: HashMap<usize, Asked>,
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
struct Asked {
    /// As it was judged. It is kept so that no other can take its place in memory.
    of: Arc<Resource>,
    beside: Neighbours,
    verdicts: Arc<Verdicts>,
}

/// Which one something shared is, for as long as somebody keeps it.
fn identity(resource: &Arc<Resource>) -> usize {
    Arc::as_ptr(resource).addr()
}

impl Judgements {
    /// Forgets all that other circumstances led to.
    pub(crate) fn under(&mut self, circumstances: Circumstances) {
        if self.circumstances != circumstances {
            *self = Self { linked: std::mem::take(&mut self.linked), circumstances, ..Self::default() };
        }
    }

    /// What is known of a resource as it was linked.
    pub(crate) fn opinion(&self, linked: &Arc<Resource>) -> Option<&Arc<Opinion>> {
        self.judged.get(&identity(linked))
    }

    /// Keeps these opinions and no others.
    pub(crate) fn keep_opinions(&mut self, opinions: impl Iterator<Item = Arc<Opinion>>) {
        self.judged = opinions.map(|opinion| (identity(&opinion.of), opinion)).collect();
    }

    /// What the policies said of a judged resource.
    pub(crate) fn verdicts(&self, judged: &Judged) -> Option<&Arc<Verdicts>> {
        let asked = self.asked.get(&identity(&judged.resource))?;
        let is_the_same = Arc::ptr_eq(&asked.of, &judged.resource);
        let is_beside_the_same = asked.beside.shares(&judged.neighbours) || asked.beside.says_what(&judged.neighbours);
        (is_the_same && is_beside_the_same).then_some(&asked.verdicts)
    }

    /// Keeps these verdicts and no others.
    pub(crate) fn keep_verdicts<'a>(&mut self, asked: impl Iterator<Item = (&'a Judged, Arc<Verdicts>)>) {
        let asked = asked.map(|(judged, verdicts)| {
            let (of, beside) = (judged.resource.clone(), judged.neighbours.clone());
            (identity(&of), Asked { of, beside, verdicts })
        });
        self.asked = asked.collect();
    }
}
