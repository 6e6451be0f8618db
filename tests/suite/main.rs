//! The suite: fixtures in, reports out. One binary, so that it links once.

mod fixtures;
mod layers;
mod platforms;
mod policies;
mod suppressions;
