//! Dynamic blocks: one block for each element of a collection.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::choices::{lifted, unknown_among};
use super::loops::elements;
use super::scope::{Frame, Scope};
use super::value::{Fault, MOST_ITEMS, Outcome, settled};
use super::walk::{root_name, traversals};
use super::ways::made_of;
use crate::model::expression::Expression;
use crate::model::source::Span;
use crate::model::tree::{Block, Content, Key, Map, MapEntry, Node, Switch, SwitchKind, Unknown};
use crate::values::choices::{Reach, choose};

impl Scope<'_> {
    /// The blocks that a dynamic block makes, as a list; a choice or an unknown where the collection is one.
    pub(super) fn expanded(&self, block: &Block, span: Span, frame: &Frame) -> Node {
        let Some(over) = block.body.get("for_each") else {
            return Node::unknown(Unknown::because("the dynamic block here has no for_each"), span);
        };
        let Some(Node { content: Content::Block(content), .. }) = block.body.get("content") else {
            return Node::unknown(Unknown::because("the dynamic block here has no content"), span);
        };
        let iterator = iterator(block);
        let one = |key: Node, value: Node| {
            let pair = [("key", key), ("value", value)];
            let entry = |(name, value): (&'static str, Node)| {
                let key = Key { text: SmolStr::new_static(name), span: value.span };
                MapEntry { key, value }
            };
            let element = Map { entries: pair.into_iter().map(entry).collect() };
            let names = [(iterator.clone(), Node::new(Content::Map(element), over.span))];
            let frame = Frame { outer: Some(frame), names: &names, ..Frame::default() };
            self.nested(content, span, &frame)
        };
        let collection = settled(self.evaluate(over, frame), over.span);
        let made = lifted(std::slice::from_ref(&collection), Reach::Top, span, &mut |collection| {
            let Some(collection) = collection.first() else { return Ok(Node::new(Content::List(Vec::new()), span)) };
            if let Some(unknown) = unknown_among(std::slice::from_ref(collection), Reach::Top, span) {
                return Ok(self.some(over, unknown, frame, &one));
            }
            blocks(collection, over, span, &one)
        });
        made_of(settled(made, span), std::iter::once(&collection))
    }

    /// What a collection of which nothing is known makes: no block, or one of which all is known that no element says,
    /// and perhaps more.
    fn some(&self, over: &Node, unknown: Node, frame: &Frame, one: &dyn Fn(Node, Node) -> Node) -> Node {
        let Content::Unknown(why) = &unknown.content else { return unknown };
        let mut names_something = false;
        traversals(over, &mut |_| names_something = true);
        let is_open = names_something && !why.refused;
        let Some(text) = self.key_text(over, frame).filter(|_| is_open) else { return unknown };
        let element = || Node::unknown(Unknown::because(why.reason.clone()), over.span);
        let span = unknown.span;
        let blocks = vec![one(element(), element()), Node { span, ..element() }];
        let options = [Vec::new(), blocks].map(|blocks| Node::new(Content::List(blocks), span));
        let branches = vec![SmolStr::new_static("true"), SmolStr::new_static("false")];
        let key = format_smolstr!("length({text}) == 0");
        let switch = Switch { key, branches, kind: SwitchKind::Condition };
        self.as_assumed(choose(&Arc::new(switch), options.to_vec(), span))
    }
}

/// The blocks for the elements of a collection that is known.
fn blocks(collection: &Node, over: &Node, span: Span, one: &dyn Fn(Node, Node) -> Node) -> Outcome {
    let elements = elements(collection, over)
        .ok_or_else(|| Fault::wrong("what the dynamic block here goes through is no collection"))?;
    if elements.len() > MOST_ITEMS {
        return Ok(Node::unknown(Unknown::because("the dynamic block here goes through too much"), span));
    }
    let made = elements.into_iter().map(|(key, value)| one(key, value));
    Ok(Node::new(Content::List(made.collect()), span))
}

/// The name that an element has in the content: its own, else the type of the blocks.
fn iterator(block: &Block) -> SmolStr {
    let named = block.body.get("iterator").and_then(|node| match &node.content {
        Content::Expression(expression) => match &**expression {
            Expression::Traversal(traversal) => root_name(traversal).cloned(),
            _ => None,
        },
        Content::Text(name) => Some(name.clone()),
        _ => None,
    });
    named.or_else(|| block.labels.first().map(|label| label.text.clone())).unwrap_or_default()
}

/// The lists of blocks of one type, in one: what is static and what is made stand in the order of the file.
/// Nothing where there are none.
pub(super) fn in_one(mut lists: Vec<Node>) -> Option<Node> {
    let span = lists.first()?.span;
    if lists.len() == 1 {
        return lists.pop();
    }
    let made = lifted(&lists, Reach::Top, span, &mut |lists| {
        let mut blocks = Vec::new();
        for list in lists {
            match &list.content {
                Content::List(items) => blocks.extend(items.iter().cloned()),
                // Among others, what is not known may be any number of blocks.
                _ => blocks.push(list.clone()),
            }
        }
        Ok(Node::new(Content::List(blocks), span))
    });
    Some(settled(made, span))
}
