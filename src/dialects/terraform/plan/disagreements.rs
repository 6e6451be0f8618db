//! Where source and plan disagree: each place once, with the instances that it is about.

use std::collections::HashMap;
use std::fmt::Write;

use smol_str::SmolStr;

use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::Span;

/// More disagreements of one plan are counted, not told.
const MOST_TOLD: usize = 20;

/// More addresses are counted, not named.
const MOST_NAMED: usize = 5;

/// What to do where source and plan disagree.
const ASK: &str = "is it a plan of this source, with the same values? Make it anew if not";

/// What the two disagree about, as the source has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum About {
    /// The value of an argument: its path, and the value in words.
    Value(String, String, Stands),
    /// An argument of which no value is told: it is secret, or long.
    Untold(String, Stands),
    /// How many there are.
    Number(String, Stands),
    /// Whether it is there at all.
    There,
    /// Values that cannot be read.
    Depth,
}

/// How a value and the place that is shown belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Stands {
    /// It is written there.
    There,
    /// It came from there, through other places.
    CameFrom,
}

/// Where source and plan disagree.
#[derive(Default)]
pub(super) struct Disagreements {
    all: Vec<Disagreement>,
    places: HashMap<(Span, About), usize>,
}

/// One place at which they do.
struct Disagreement {
    at: Span,
    about: About,
    sides: Vec<Side>,
}

/// What the plan has there, and of which instances.
struct Side {
    planned: String,
    addresses: Addresses,
}

/// Addresses, of which the first are named.
#[derive(Default)]
struct Addresses {
    named: Vec<SmolStr>,
    count: usize,
}

impl Disagreements {
    /// Tells of one at a place: what it is about, what the plan has in words, and of which instance.
    pub(super) fn tell(&mut self, at: Span, about: About, planned: String, address: &str) {
        let next = self.all.len();
        let place = *self.places.entry((at, about.clone())).or_insert(next);
        if place == next {
            self.all.push(Disagreement { at, about, sides: Vec::new() });
        }
        let Some(known) = self.all.get_mut(place) else { return };
        let side = known.sides.iter().position(|side| side.planned == planned);
        let side = side.unwrap_or_else(|| {
            known.sides.push(Side { planned, addresses: Addresses::default() });
            known.sides.len() - 1
        });
        if let Some(side) = known.sides.get_mut(side) {
            side.addresses.add(address);
        }
    }

    /// All of them as problems; `noun` is what was handed in. Of many, the rest is counted.
    pub(super) fn problems(self, noun: &str) -> Vec<Problem> {
        let count = self.all.len();
        let problem = |at, words: String| Problem::at(ProblemKind::Unresolvable, at, words).help(ASK);
        let last = self.all.get(MOST_TOLD).map(|disagreement| disagreement.at);
        let told = self.all.iter().take(MOST_TOLD);
        let mut problems: Vec<Problem> = told.map(|one| problem(one.at, one.words(noun))).collect();
        if let Some(at) = last {
            let more = count - MOST_TOLD - 1;
            problems.push(problem(at, format!("plan and source disagree here and in {more} more places")));
        }
        problems
    }
}

impl Disagreement {
    fn words(&self, noun: &str) -> String {
        match &self.about {
            About::Value(path, written, stands) => {
                format!("{noun} has {}, and {written} {} here", self.sides(&format!(" for {path}")), stands.words())
            }
            About::Number(written, stands) => {
                let verb = if written == "1" { stands.words() } else { stands.words_of_many() };
                format!("{noun} has {}, and {written} {verb} here", self.sides(""))
            }
            About::Untold(path, stands) => {
                let all = self.addresses();
                format!("{noun} has another value for {path} of {all} than {} here", stands.words())
            }
            About::There => format!("{noun} takes away {}, written here", self.addresses()),
            About::Depth => format!("values that {noun} has of {} nest too deeply to be read", self.addresses()),
        }
    }

    /// `512 for memory_size of a, and 1024 of b and c`.
    fn sides(&self, what: &str) -> String {
        let mut text = String::new();
        for (place, side) in self.sides.iter().take(MOST_NAMED).enumerate() {
            let (comma, what) = if place == 0 { ("", what) } else { (", ", "") };
            // Writing to a text cannot fail.
            let _ = write!(text, "{comma}{}{what} of {}", side.planned, side.addresses.words());
        }
        if self.sides.len() > MOST_NAMED {
            text.push_str(", and others of more");
        }
        text
    }

    fn addresses(&self) -> String {
        self.sides.first().map(|side| side.addresses.words()).unwrap_or_default()
    }
}

impl Stands {
    fn words(self) -> &'static str {
        match self {
            Self::There => "is written",
            Self::CameFrom => "comes from",
        }
    }

    fn words_of_many(self) -> &'static str {
        match self {
            Self::There => "are written",
            Self::CameFrom => "come from",
        }
    }
}

impl Addresses {
    fn add(&mut self, address: &str) {
        // Two values of one instance that come from one place are one disagreement.
        if self.named.last().is_some_and(|last| last == address) {
            return;
        }
        self.count += 1;
        if self.named.len() < MOST_NAMED {
            self.named.push(address.into());
        }
    }

    fn words(&self) -> String {
        listed(&self.named, self.count)
    }
}

/// `a`, `a and b`, `a, b and 7 more`: the first of so many.
pub(super) fn listed<T: AsRef<str>>(all: &[T], count: usize) -> String {
    let named: Vec<&str> = all.iter().take(MOST_NAMED).map(AsRef::as_ref).collect();
    let more = count.saturating_sub(named.len());
    match named.split_last() {
        Some((last, [])) if more == 0 => (*last).to_owned(),
        Some((last, others)) if more == 0 => format!("{} and {last}", others.join(", ")),
        _ => format!("{} and {more} more", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{About, Disagreements, Stands, listed};
    use crate::model::source::{SourceId, Span};

    /// What is told, and of which instance; and the words that come of all.
    type Row<'r> = (&'r [(About, &'r str, &'r str)], &'r [&'r str]);

    #[test]
    fn what_disagrees_alike_is_told_once_with_its_addresses() {
        let at = Span::new(SourceId(0), 3, 6);
        let value = |written: &str| About::Value("memory_size".to_owned(), written.to_owned(), Stands::CameFrom);
        let rows: [Row<'_>; 5] = [
            (
                &[(value("256"), "512", "a.b[0]")],
                &["the plan has 512 for memory_size of a.b[0], and 256 comes from here"],
            ),
            (
                &[(value("256"), "512", "a.b[0]"), (value("256"), "512", "a.b[1]"), (value("256"), "64", "a.b[2]")],
                &["the plan has 512 for memory_size of a.b[0] and a.b[1], 64 of a.b[2], and 256 comes from here"],
            ),
            (
                &[(value("1"), "2", "a.b"), (value("3"), "2", "a.c")],
                &[
                    "the plan has 2 for memory_size of a.b, and 1 comes from here",
                    "the plan has 2 for memory_size of a.c, and 3 comes from here",
                ],
            ),
            (
                &[(About::Number("2".to_owned(), Stands::There), "3", "a.b")],
                &["the plan has 3 of a.b, and 2 are written here"],
            ),
            (
                &[(About::There, "", "a.b"), (About::There, "", "a.c")],
                &["the plan takes away a.b and a.c, written here"],
            ),
        ];
        for (told, expected) in rows {
            let mut all = Disagreements::default();
            for (about, planned, address) in told {
                all.tell(at, about.clone(), (*planned).to_owned(), address);
            }
            let said: Vec<String> = all.problems("the plan").into_iter().map(|problem| problem.message).collect();
            assert_eq!(said, expected);
        }
    }

    #[test]
    fn of_many_the_rest_is_counted() {
        let names = ["a", "b", "c", "d", "e", "f"];
        for (count, expected) in [(1, "a"), (2, "a and b"), (3, "a, b and c"), (6, "a, b, c, d, e and 1 more")] {
            assert_eq!(listed(&names[..count], count), expected);
        }
        let mut all = Disagreements::default();
        for place in 0..30 {
            let at = Span::new(SourceId(0), place, place + 1);
            all.tell(at, About::Untold("x".to_owned(), Stands::There), String::new(), "a.b");
        }
        let said = all.problems("the plan");
        assert_eq!(said.len(), 21);
        let last = said.last().map(|problem| problem.message.as_str());
        assert_eq!(last, Some("plan and source disagree here and in 9 more places"));
    }
}
