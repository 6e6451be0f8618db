//! The suite: fixtures in, reports out. One binary, so that it links once.

mod broken;
mod chance;
mod fixtures;
mod layers;
mod memo;
mod mutations;
mod platforms;
mod policies;
mod program;
mod suppressions;
