//! The suite: fixtures in, reports out. One binary, so that it links once.
#![allow(clippy::unwrap_used, reason = "what is not as a test expects makes it fail where it stands")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod baseline;
mod broken;
mod called;
mod cards;
mod catalogue;
mod chance;
mod cli;
mod docs;
mod editor;
mod fixtures;
mod given;
mod hook;
mod kept;
mod keys;
mod layers;
mod memo;
mod modules;
mod mutations;
mod odd;
mod plans;
mod platforms;
mod policies;
mod program;
mod schemas;
mod secrets;
mod siblings;
mod suppressions;
mod tidy;
