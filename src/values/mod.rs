//! Shared machinery for values: units, schedules, reasons, lists, environments, reading facts from nodes, saying them, and names that are near.

mod cron;
pub mod environment;
pub mod lists;
pub mod nearest;
pub mod phrase;
pub mod read;
pub mod reason;
pub mod schedule;
pub mod units;
