//! Logical ids that stand for resources of another dialect, so that what a template says of them reaches them.

use std::collections::HashMap;

use smol_str::SmolStr;

use crate::dialects::cloudformation::resolved::ResolvedResource;
use crate::model::fact::{Fact, Known, Value};
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Map, MapEntry, Node};

/// What a logical id stands for.
#[derive(Clone, Debug)]
pub(crate) struct Alias {
    /// Its address in the dialect that makes it: `functions.hello`.
    pub(crate) local: SmolStr,
    /// The type of which it will be: `AWS::Lambda::Function`.
    pub(crate) kind: &'static str,
    /// The property that names it there, and the name that AWS will know it by, where that is known.
    pub(crate) name: Option<(&'static str, SmolStr)>,
    /// Where it is named.
    pub(crate) at: Span,
}

/// Logical ids by which a template may refer to resources that another dialect makes in the same unit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Aliases {
    pub(super) by_id: HashMap<SmolStr, ResolvedResource>,
}

impl Aliases {
    /// Lets a logical id stand for a resource: references to it lead to the resource's address.
    pub(crate) fn add(&mut self, logical_id: SmolStr, alias: Alias) {
        let Alias { local, kind, name, at } = alias;
        let named = |(property, name)| MapEntry {
            key: Key { text: SmolStr::new_static(property), span: at },
            value: Node::new(Content::Text(name), at),
        };
        let resource = ResolvedResource {
            id: local,
            kind: SmolStr::new_static(kind),
            body: Node::new(Content::Map(Map { entries: name.into_iter().map(named).collect() }), at),
            metadata: None,
            name_span: at,
            header: at,
            span: at,
            instances: Fact::new(Value::Number(1.0), Known::Defaulted, at),
        };
        self.by_id.insert(logical_id, resource);
    }
}
