//! What is given to a template from outside: parameter values, tags of the stack, whether more is made beside it.

use smol_str::SmolStr;

use crate::model::tree::{Key, Node};

/// What is given to a template from outside.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    /// The ways in which its stack is deployed, each a variant of it; none where nothing is written of that.
    pub(crate) deployments: Vec<Deployment>,
    /// More is made beside what the template writes than anybody lists: Serverless and its plugins do so.
    pub(crate) is_open: bool,
}

/// One way in which a stack is deployed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deployment {
    /// What it is called.
    pub(crate) name: SmolStr,
    /// Values of parameters by name, and of pseudo parameters (`AWS::Region`), each where it is written.
    pub(crate) parameters: Vec<(SmolStr, Node)>,
    /// Tags that are put on all that the stack holds.
    pub(crate) tags: Vec<(Key, Node)>,
}

impl Deployment {
    /// What it gives to a parameter. Of one that is given twice, the last.
    pub(super) fn parameter(&self, name: &str) -> Option<&Node> {
        self.parameters.iter().rev().find(|(own, _)| own == name).map(|(_, node)| node)
    }
}
