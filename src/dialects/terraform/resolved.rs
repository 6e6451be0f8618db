//! What resolving a Terraform root gives: its blocks with every expression evaluated as far as it can be.

use std::collections::HashMap;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::model::fact::Fact;
use crate::model::resource::{Call, Tag};
use crate::model::source::Span;
use crate::model::tree::Node;

/// A `resource` block, resolved. Its body holds no expressions and no blocks.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedBlock {
    /// `aws_instance.web`, in a module `module.api.aws_instance.web`.
    pub address: SmolStr,
    /// `aws_instance`
    pub kind: SmolStr,
    /// `web`
    pub name: SmolStr,
    /// Its arguments: a map in which each nested block type is a list of maps, as in plan JSON.
    /// A value that is a reference to another resource is unknown and says in `refers` to which; a value that came
    /// through one has a step of its origin named so.
    pub body: Node,
    /// The name's label.
    pub name_span: Span,
    /// Type and labels.
    pub header: Span,
    /// The whole block.
    pub span: Span,
    /// How many there are: of `count` and `for_each`; one where neither is written (known as defaulted).
    pub instances: Fact,
    /// The cluster that the provider configuration's `host` leads to, by address.
    pub cluster: Option<SmolStr>,
    /// Tags that the provider configuration puts on everything (`default_tags`, `default_labels`).
    pub provider_tags: Vec<Tag>,
    /// Its arguments of which Terraform lets a change be (`ignore_changes`); `all` for all of them.
    pub ignored: Vec<SmolStr>,
    /// The module calls that it came through, outermost first.
    pub calls: Arc<[Call]>,
}

/// A module call that leads to nothing that could be read.
#[derive(Clone, Debug)]
pub(crate) struct Opaque {
    /// The calls that lead to it, outermost first, and itself.
    pub calls: Arc<[Call]>,
    /// Its type and label.
    pub header: Span,
    /// In a word, for counting: why it is not looked into.
    pub counted_as: &'static str,
}

/// One way in which a root is deployed, by the values files that make it.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    /// Its name.
    pub name: SmolStr,
    /// What its files set variables to, as it is written.
    pub values: Vec<(SmolStr, Node)>,
}

/// A Terraform root or module folder, resolved.
#[derive(Clone, Debug, Default)]
pub(crate) struct ResolvedUnit {
    /// Its resources in the order of their files and places.
    pub blocks: Vec<ResolvedBlock>,
    /// The folder that each archive is made of, by the archive's address, as it is written: from the root's.
    pub archives: HashMap<SmolStr, Node>,
    /// It is a library module: its workloads are definitions.
    pub is_library: bool,
    /// Its module calls that lead to nothing that could be read.
    pub opaque: Vec<Opaque>,
    /// Its variables.
    pub inputs: Vec<SmolStr>,
    /// The ways in which it is deployed.
    pub variants: Vec<Variant>,
    /// Where values are written that are shown to nobody.
    pub secrets: Vec<Span>,
}
