//! Compute of which no platform is described yet: named, so that an inventory leaves nothing out that runs.

use super::{Row, undescribed};

pub(super) static TABLE: &[Row] = &[
    undescribed("AWS::CloudFront::Function"),
    undescribed("AWS::GameLift::Fleet"),
    undescribed("AWS::Lightsail::Container"),
    undescribed("AWS::MWAA::Environment"),
    undescribed("AWS::WorkSpaces::Workspace"),
];
