//! Shared machinery for values: units, schedules, reasons, reading facts from nodes, saying them, and names that are near.

mod cron;
pub mod nearest;
pub mod phrase;
pub mod read;
pub mod reason;
pub mod schedule;
pub mod units;
