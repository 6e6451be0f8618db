//! What is asked, in words: of a condition and of a mapping's key, the same for all that ask the same.

use smol_str::{SmolStr, SmolStrBuilder};

use super::calls::call;
use super::parameters::called;
use super::scope::Scope;
use crate::model::tree::{Content, Node};

/// Longer than this nothing is called by what it asks.
const LONGEST: usize = 160;

impl Scope<'_> {
    /// What a value asks: `parameter Env`, `AWS::Region`, `"prod"`. Nothing where that is too long to be a name.
    pub(super) fn asked_text(&self, node: &Node) -> Option<SmolStr> {
        let mut words = String::new();
        self.write(node, &mut words).then(|| words.into())
    }

    fn write(&self, node: &Node, words: &mut String) -> bool {
        if words.len() > LONGEST {
            return false;
        }
        if let Some(call) = call(node) {
            if let ("Ref", Some(name)) = (call.name, call.argument.as_str()) {
                let stands_for =
                    self.loops.borrow().iter().rev().find(|(own, _)| own == name).map(|(_, node)| node.clone());
                return match stands_for {
                    Some(value) => self.write(&value, words),
                    None if self.parameters.contains_key(name) => add(words, &called(name)),
                    None => add(words, name),
                };
            }
            words.push_str(call.name);
            words.push('(');
            let is_written = self.write(call.argument, words);
            words.push(')');
            return is_written;
        }
        match &node.content {
            Content::List(items) => self.write_all(items.iter(), words),
            Content::Map(map) => self.write_all(map.entries.iter().map(|entry| &entry.value), words),
            Content::Choice(choice) => add(words, &choice.switch.key),
            Content::Unknown(unknown) => match &unknown.refers {
                Some(name) => add(words, name),
                None => false,
            },
            _ => match node.as_text() {
                Some(text) => {
                    let text = self.filled(&text).unwrap_or(text);
                    let mut quoted = SmolStrBuilder::new();
                    quoted.push('"');
                    quoted.push_str(&text);
                    quoted.push('"');
                    add(words, &quoted.finish())
                }
                None => add(words, "nothing"),
            },
        }
    }

    fn write_all<'n>(&self, nodes: impl Iterator<Item = &'n Node>, words: &mut String) -> bool {
        for (place, node) in nodes.enumerate() {
            if place > 0 {
                words.push_str(", ");
            }
            if !self.write(node, words) {
                return false;
            }
        }
        true
    }
}

fn add(words: &mut String, text: &str) -> bool {
    words.push_str(text);
    words.len() <= LONGEST
}
