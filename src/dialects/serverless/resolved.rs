//! What resolving a service file gives.

use smol_str::SmolStr;

use crate::model::tree::Node;

/// A service with every variable worked out as far as it can be.
///
/// `provider` is a map, also where only its name is written; `service` is the name, also where a map holds it;
/// `functions` and `resources` are one map each, also where they are written as lists, and stand where they are written,
/// be it in another file. What a stage does not have is null in its branch.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedService {
    /// The whole configuration, `${...}` replaced. Where stages differ, a choice among variants, all of one switch with
    /// the key `stage`. Functions of CloudFormation are left as they are written: tags and `Fn::` maps, and `${...}` in
    /// them.
    pub(crate) root: Node,
    /// The stages that it is deployed as, in the switch's order. One where none is named or only one; none where the one
    /// is not known.
    pub(crate) stages: Vec<SmolStr>,
    /// The framework's major version, where the service asks for one alone.
    pub(crate) framework_version: Option<u32>,
}
