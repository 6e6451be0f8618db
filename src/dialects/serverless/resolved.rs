//! What resolving a service file gives.

use crate::model::tree::Node;

/// A service with every variable worked out as far as it can be.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedService {
    /// The whole configuration, `${...}` replaced. Where stages differ, a choice among variants. Functions of
    /// CloudFormation are left as they are written: tags and `Fn::` maps.
    pub(crate) root: Node,
}
