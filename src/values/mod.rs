//! Shared machinery for values: units, schedules, reading facts from nodes, saying them, and names that are near.

mod cron;
pub mod nearest;
pub mod phrase;
pub mod read;
pub mod schedule;
pub mod units;
