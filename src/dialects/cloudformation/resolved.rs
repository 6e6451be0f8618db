//! What resolving a template gives: its resources with every function worked out as far as it can be.

use smol_str::SmolStr;

use crate::model::fact::Fact;
use crate::model::resource::Tag;
use crate::model::source::Span;
use crate::model::tree::Node;

/// A resource of a template, resolved. Its trees hold no functions and no tags.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedResource {
    /// Its logical id: `CardVault`.
    pub(crate) id: SmolStr,
    /// `AWS::Lambda::Function`
    pub(crate) kind: SmolStr,
    /// Its properties, a map. A reference to another resource is unknown and says in `refers` to which: `Queue`, or
    /// `Queue.Arn` for an attribute. Whatever came through one, also as a part of a text, has a step of its origin named so.
    pub(crate) body: Node,
    /// Its `Metadata`, where it has such.
    pub(crate) metadata: Option<Node>,
    /// The key that names it.
    pub(crate) name_span: Span,
    /// Its type.
    pub(crate) header: Span,
    /// All of it, its key included.
    pub(crate) span: Span,
    /// How many there are: one (known as defaulted) without a `Condition`, else one or none, as that decides.
    pub(crate) instances: Fact,
}

/// A template, resolved.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedTemplate {
    /// Its resources in the order they are written.
    pub(crate) resources: Vec<ResolvedResource>,
    /// `cloudformation` or `sam`.
    pub(crate) dialect: &'static str,
    /// Tags that its stack puts on everything in it.
    pub(crate) tags: Vec<Tag>,
}
