//! `Fn::ForEach`: entries that are written once and stand for many.

use std::ops::ControlFlow;

use smol_str::{SmolStr, format_smolstr};

use super::budget::MOST_MADE;
use super::calls::FOR_EACH;
use super::scope::{Scope, unknown};
use crate::model::tree::{Content, Key, Map, MapEntry, Node};

impl Scope<'_> {
    /// Goes through the entries of a map, those that loops make where the loops stand. What a loop makes that goes
    /// through something unknown is unknown, under an empty key.
    pub(super) fn each_entry(&self, map: &Map, visit: &mut dyn FnMut(&Key, &Node)) {
        for entry in &map.entries {
            let _ = self.each_of(entry, &mut to_the_end(visit));
        }
    }

    /// Goes through the entries that loops make, alone.
    pub(super) fn each_made(&self, map: &Map, visit: &mut dyn FnMut(&Key, &Node)) {
        for entry in map.entries.iter().filter(|entry| is_loop(entry)) {
            let _ = self.each_copy(entry, &mut to_the_end(visit));
        }
    }

    /// Goes through the resources of a template, all that are written and as many of those that loops make as are
    /// read. Marks the loop at which there are more.
    pub(super) fn each_resource(&self, resources: &Map, visit: &mut dyn FnMut(&Key, &Node)) {
        let mut made = 0;
        for entry in &resources.entries {
            let full = self.each_of(entry, &mut |key, node| {
                if is_loop(entry) {
                    if made == MOST_MADE {
                        return ControlFlow::Break(());
                    }
                    made += 1;
                }
                visit(key, node);
                ControlFlow::Continue(())
            });
            if full.is_break() && self.full_at.get().is_none() {
                self.full_at.set(Some(entry.key.span));
            }
        }
    }

    /// Goes through what one entry stands for, until there is enough.
    fn each_of(&self, entry: &MapEntry, visit: &mut Visit<'_>) -> ControlFlow<()> {
        if is_loop(entry) {
            return self.each_copy(entry, visit);
        }
        match self.filled(&entry.key.text) {
            Some(text) => visit(&Key { text, span: entry.key.span }, &entry.value),
            None => visit(&entry.key, &entry.value),
        }
    }

    fn each_copy(&self, entry: &MapEntry, visit: &mut Visit<'_>) -> ControlFlow<()> {
        let rest = Key { text: SmolStr::default(), span: entry.key.span };
        let _level = match self.budget.enter() {
            Ok(level) => level,
            Err(reason) => return visit(&rest, &unknown(reason, entry.value.span)),
        };
        let name = &entry.key.text;
        let [identifier, over, body] = entry.value.items() else {
            let help = "a loop is a list of a name, what it goes through, and what is made each time";
            self.tell(entry.key.span, format!("{name} is no loop"), help);
            return visit(&rest, &unknown(format_smolstr!("{name} is no loop"), entry.value.span));
        };
        let over = self.value(over);
        let (Some(identifier), Some(items), Some(body)) = (identifier.as_text(), known_texts(&over), body.as_map())
        else {
            let help = "write out what it goes through, or give the parameter that it is a default";
            self.tell(
                over.span,
                format!("what {name} goes through is not known here, so what it makes is not read"),
                help,
            );
            return visit(&rest, &unknown(format_smolstr!("what {name} goes through is not known"), entry.value.span));
        };
        for item in items {
            if self.budget.is_spent() {
                break;
            }
            self.budget.spend(1 + body.entries.len());
            self.loops.borrow_mut().push((identifier.clone(), item));
            let flow = body.entries.iter().try_for_each(|entry| self.each_of(entry, visit));
            self.loops.borrow_mut().pop();
            flow?;
        }
        ControlFlow::Continue(())
    }

    /// A text with what loops stand at filled in; nothing where there is none.
    pub(super) fn filled(&self, text: &str) -> Option<SmolStr> {
        let loops = self.loops.borrow();
        if loops.is_empty() || !text.contains('{') {
            return None;
        }
        self.budget.spend(loops.len() * (1 + text.len() / 64));
        let mut filled = text.to_owned();
        for (name, value) in loops.iter().rev() {
            let value = value.as_text().unwrap_or_default();
            filled = filled.replace(&format!("${{{name}}}"), &value);
            let letters: String = value.chars().filter(char::is_ascii_alphanumeric).collect();
            filled = filled.replace(&format!("&{{{name}}}"), &letters);
        }
        Some(filled.into())
    }
}

/// What goes through entries, until there is enough.
type Visit<'v> = dyn FnMut(&Key, &Node) -> ControlFlow<()> + 'v;

/// What goes through entries to their end.
fn to_the_end(visit: &mut dyn FnMut(&Key, &Node)) -> impl FnMut(&Key, &Node) -> ControlFlow<()> {
    |key, node| {
        visit(key, node);
        ControlFlow::Continue(())
    }
}

fn is_loop(entry: &MapEntry) -> bool {
    entry.key.text.starts_with(FOR_EACH)
}

/// The items of a list of which all are known texts.
fn known_texts(node: &Node) -> Option<Vec<Node>> {
    let Content::List(items) = &node.content else { return None };
    items.iter().all(|item| item.as_text().is_some()).then(|| items.clone())
}
