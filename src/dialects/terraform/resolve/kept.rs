//! Kept: what was read out of a text, for whoever asks for the same text again.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::Hash;
use std::rc::Rc;

use super::value::Fault;

/// So many things of a kind are kept. A loop asks for one many times; few folders have more.
const MOST_KEPT: usize = 64;

/// Things by what they were made of.
pub(super) struct Kept<K, T>(RefCell<HashMap<K, Rc<T>>>);

impl<K, T> Default for Kept<K, T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<K: Eq + Hash, T> Kept<K, T> {
    /// What is kept under a key, made when it is first asked for.
    pub(super) fn get(&self, key: K, make: impl FnOnce(&K) -> Result<T, Fault>) -> Result<Rc<T>, Fault> {
        if let Some(known) = self.0.borrow().get(&key) {
            return Ok(known.clone());
        }
        let made = Rc::new(make(&key)?);
        let mut kept = self.0.borrow_mut();
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(key, made.clone());
        Ok(made)
    }
}
