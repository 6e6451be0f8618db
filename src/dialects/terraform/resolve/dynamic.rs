//! Dynamic blocks: one block for each element of a collection.

use smol_str::SmolStr;

use super::choices::{lifted, unknown_among};
use super::loops::elements;
use super::scope::{Frame, Scope};
use super::value::{Fault, MOST_ITEMS, Outcome, settled};
use super::walk::root_name;
use super::ways::made_of;
use crate::model::expression::Expression;
use crate::model::source::Span;
use crate::model::tree::{Block, Content, Key, Map, MapEntry, Node, Unknown};
use crate::values::choices::Reach;

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
            blocks(collection, span, &one)
        });
        made_of(settled(made, span), std::iter::once(&collection))
    }
}

/// The blocks for the elements of a collection. Where some of these are not known there may be more: an unknown among
/// the blocks. Where none is there may be none: the blocks are unknown, whatever they would hold.
fn blocks(collection: &Node, span: Span, one: &dyn Fn(Node, Node) -> Node) -> Outcome {
    let open = unknown_among(std::slice::from_ref(collection), Reach::Top, span);
    let Some(elements) = elements(collection) else {
        return open.ok_or_else(|| Fault::wrong("what the dynamic block here goes through is no collection"));
    };
    if elements.len() > MOST_ITEMS {
        return Ok(Node::unknown(Unknown::because("the dynamic block here goes through too much"), span));
    }
    if let Some(open) = open.as_ref().filter(|_| elements.is_empty()) {
        return Ok(open.clone());
    }
    let made = elements.into_iter().map(|(key, value)| one(key, value));
    Ok(Node::new(Content::List(made.chain(open).collect()), span))
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
