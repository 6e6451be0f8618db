//! Anchors and aliases: an alias is a copy of the anchored node that remembers where it is written.

use std::collections::HashMap;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use crate::model::source::Span;
use crate::model::tree::{Content, Map, MapEntry, Node, Origin, Step, Tagged};
use crate::parse::MOST_DEPTH;

/// So many nodes of a source are copied to stand for aliases, and so many are kept to be copied.
const MOST_NODES: usize = 200_000;

/// The most steps that a way through aliases keeps.
const MOST_STEPS: usize = 16;

/// The anchors of a document, and what is left of the source's budget.
pub(super) struct Anchors {
    kept: HashMap<usize, Kept>,
    left_to_keep: usize,
    left_to_copy: usize,
    ran_out: Option<Span>,
}

enum Kept {
    /// The anchored collection is not closed yet.
    Open,
    Whole {
        node: Node,
        size: Size,
    },
}

/// What an alias gives.
pub(super) enum Copied {
    Node(Node),
    /// The alias stands inside what it names.
    Circle,
    /// The budget is spent or the tree would be too deep.
    TooMuch,
}

/// Nodes of a tree, and how many stand on top of each other.
#[derive(Clone, Copy)]
struct Size {
    nodes: usize,
    height: usize,
}

impl Anchors {
    pub(super) fn new() -> Self {
        Self { kept: HashMap::new(), left_to_keep: MOST_NODES, left_to_copy: MOST_NODES, ran_out: None }
    }

    /// Anchors end with their document, the budget with the source.
    pub(super) fn forget(&mut self) {
        self.kept.clear();
    }

    /// An anchored collection starts.
    pub(super) fn open(&mut self, anchor: usize) {
        if anchor != 0 {
            self.kept.insert(anchor, Kept::Open);
        }
    }

    /// An anchored node is whole.
    pub(super) fn keep(&mut self, anchor: usize, node: &Node) {
        if anchor == 0 {
            return;
        }
        let size = Size::of(node);
        match self.left_to_keep.checked_sub(size.nodes) {
            Some(left) => {
                self.left_to_keep = left;
                self.kept.insert(anchor, Kept::Whole { node: node.clone(), size });
            }
            // An alias of it then finds nothing, and says so.
            None => {
                self.kept.remove(&anchor);
            }
        }
    }

    /// What stands for an alias at `at`, `depth` collections deep.
    pub(super) fn copy(&mut self, anchor: usize, name: &str, at: Span, depth: usize) -> Copied {
        let copied = match self.kept.get(&anchor) {
            Some(Kept::Open) => return Copied::Circle,
            Some(Kept::Whole { node, size }) if depth + size.height <= MOST_DEPTH => {
                self.left_to_copy.checked_sub(size.nodes).map(|left| (left, node))
            }
            _ => None,
        };
        match copied {
            Some((left, node)) => {
                self.left_to_copy = left;
                Copied::Node(moved(node, at, &format_smolstr!("*{name}")))
            }
            None => {
                self.ran_out.get_or_insert(at);
                Copied::TooMuch
            }
        }
    }

    /// The first alias that could not be followed for its size, if there was one.
    pub(super) fn ran_out_at(&self) -> Option<Span> {
        self.ran_out
    }
}

impl Size {
    fn of(node: &Node) -> Self {
        let collect = |sizes: &mut dyn Iterator<Item = Self>| {
            sizes.fold(Self { nodes: 1, height: 1 }, |all, one| Self {
                nodes: all.nodes + one.nodes,
                height: all.height.max(one.height + 1),
            })
        };
        match &node.content {
            Content::List(items) => collect(&mut items.iter().map(Self::of)),
            Content::Map(map) => collect(&mut map.entries.iter().map(|entry| Self::of(&entry.value))),
            Content::Tagged(tagged) => collect(&mut std::iter::once(Self::of(&tagged.node))),
            _ => Self { nodes: 1, height: 1 },
        }
    }
}

/// A copy of a node as it is used at `at`: it and all below stand there, and come from where they are written.
fn moved(node: &Node, at: Span, name: &SmolStr) -> Node {
    let content = match &node.content {
        Content::List(items) => Content::List(items.iter().map(|item| moved(item, at, name)).collect()),
        Content::Map(map) => {
            let entry = |entry: &MapEntry| MapEntry { key: entry.key.clone(), value: moved(&entry.value, at, name) };
            Content::Map(Map { entries: map.entries.iter().map(entry).collect() })
        }
        Content::Tagged(tagged) => {
            let node = moved(&tagged.node, at, name);
            Content::Tagged(Box::new(Tagged { tag: tagged.tag.clone(), node }))
        }
        other => other.clone(),
    };
    let first = Step { span: node.span, name: name.clone() };
    let before = node.origin.as_ref().map_or(&[][..], |origin| origin.steps.as_slice());
    // Of a long way its start is kept, and its end: there it is written.
    let (near, end) = match before.split_last() {
        Some((end, near)) => (near, Some(end)),
        None => (before, None),
    };
    let steps = std::iter::once(&first).chain(near.iter().take(MOST_STEPS - 2)).chain(end).cloned().collect();
    let origin = Origin { steps, defaulted: false };
    Node { origin: Some(Arc::new(origin)), ..Node::new(content, at) }
}
