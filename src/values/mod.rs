//! Shared machinery for values: units, schedules, choices, variants, lists, environments, reading facts from nodes and bodies,
//! saying them, and names that are near.

pub mod body;
pub mod branches;
pub mod cases;
pub mod choices;
mod cron;
pub mod environment;
pub mod lists;
pub mod nearest;
pub mod phrase;
pub mod read;
pub mod readers;
pub mod reason;
pub mod schedule;
pub mod units;
pub mod variants;
pub mod ways;
