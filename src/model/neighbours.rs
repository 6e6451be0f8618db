//! Neighbours: the workloads that may share a kernel with a workload, and what is known of each.

use std::sync::Arc;

use smol_str::SmolStr;

use super::fact::Fact;

/// A workload beside others.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbour {
    /// Its address in its own unit.
    pub address: SmolStr,
    /// What is known of it, whoever it stands beside: a record in the vocabulary's words of a neighbour.
    pub said: Arc<Fact>,
    /// Whether a kernel is shared with it: yes, or why that is not known.
    pub shares_kernel: Fact,
}

/// The neighbours of one workload. Those of workloads that are placed alike share one list.
#[derive(Clone, Debug, Default)]
pub struct Neighbours {
    all: Arc<[Neighbour]>,
    of: SmolStr,
}

impl Neighbours {
    /// The neighbours of the workload at an address, among all that stand where it does: itself too.
    pub fn new(all: Arc<[Neighbour]>, of: SmolStr) -> Self {
        Self { all, of }
    }

    /// Whether two share one list: then it says the same of both.
    pub fn shares(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.all, &other.all)
    }

    /// Whether the lists of two say the same.
    pub fn says_what(&self, other: &Self) -> bool {
        self.all == other.all
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Neighbour> {
        // What bears the same address is the same workload, written for another occasion.
        self.all.iter().filter(|neighbour| neighbour.address != self.of)
    }
}
