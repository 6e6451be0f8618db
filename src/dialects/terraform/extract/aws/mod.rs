//! Amazon Web Services.

mod apis;
mod autoscaling;
mod batch;
mod doors;
mod ec2;
mod ecs;
mod eks;
mod lambda;
mod managed;
mod nodes;
mod placement;
mod routes;
mod scaling;
mod starters;
mod stops;
mod tasks;
mod trigger;
mod triggers;

pub(super) use doors::LEAD_TO_DOORS;

use super::Row;

/// The types that are read, one table a file.
pub(super) static TABLES: &[&[Row]] = &[
    ec2::TABLE,
    autoscaling::TABLE,
    ecs::TABLE,
    tasks::TABLE,
    scaling::TABLE,
    lambda::TABLE,
    triggers::TABLE,
    starters::TABLE,
    apis::TABLE,
    routes::TABLE,
    batch::TABLE,
    eks::TABLE,
    managed::TABLE,
];
