//! Conditions: reading a subset of CEL, checking it against the vocabulary, and asking it in three values.

mod ask;
mod check;
mod choices;
mod direction;
mod evaluate;
mod functions;
mod guards;
mod lex;
mod operand;
mod parse;
mod read;
mod sight;
mod types;

#[cfg(test)]
mod tests;

use crate::model::condition::{Condition, NEIGHBOURS};

pub use ask::{ask, ask_under, grounds};
pub use choices::switches;
pub use direction::{Direction, directions};

/// What is wrong with a condition, and where in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl Mistake {
    fn new(start: u32, end: u32, message: impl Into<String>) -> Self {
        Self { start, end, message: message.into(), help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Reads and checks a condition over `facts`, `needs`, `gives` and `neighbours`: a policy's.
///
/// # Errors
/// Everything that is wrong with it: a syntax error alone, else all unknown words and wrong types.
pub fn compile(text: &str) -> Result<Condition, Vec<Mistake>> {
    compile_over(text, &["facts", "needs", "gives", NEIGHBOURS])
}

/// Reads and checks a condition over `facts` alone: what a platform is known by.
///
/// # Errors
/// As [`compile`]; also each word of the other tables.
pub fn compile_over_facts(text: &str) -> Result<Condition, Vec<Mistake>> {
    compile_over(text, &["facts"])
}

fn compile_over(text: &str, tables: &'static [&'static str]) -> Result<Condition, Vec<Mistake>> {
    let expression = parse::parse(text).map_err(|mistake| vec![mistake])?;
    let term = check::check(&expression, tables)?;
    Ok(Condition { text: text.into(), term })
}
