//! The editor's door: a language server over the same scan as the terminal's.

mod world;

pub use world::World;
