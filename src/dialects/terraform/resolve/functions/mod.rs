//! Terraform's functions: those that are pure are computed, the others are unknown by name.

mod collections;
mod conversions;
mod csv;
mod dates;
mod encoding;
mod files;
mod filesets;
mod format;
mod lists;
mod numbers;
mod paths;
mod patterns;
mod seals;
mod sets;
mod texts;
mod verbs;
mod yaml;

pub(super) use encoding::decoded;
pub(super) use patterns::Pattern;
pub(super) use sets::as_set;
use smol_str::{SmolStr, format_smolstr};
pub(super) use yaml::yaml_text;

use super::choices::{chosen, lifted, unknown_among};
use super::decimal::Decimal;
use super::scope::{Frame, Scope};
use super::seals::is_sealed;
use super::value::{
    Fault, MOST_ITEMS, MOST_TEXT, Outcome, boolean, bounded_text, number, rest, to_number, to_text, weight,
};
use super::ways::made_of;
use super::world::World;
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Sort, Unknown};
use crate::values::choices::Reach;

/// What a function asks of its arguments before it is computed.
#[derive(Clone, Copy)]
enum Takes {
    /// All of it must be known.
    Whole,
    /// Lists and their items must be known, but not what maps hold.
    Lists,
    /// The arguments must be known, but not what they hold.
    Tops,
    /// It knows itself what to make of an unknown.
    Anything,
    /// It knows itself what to make of an unknown, also among the items of lists; what a guard decides there is asked.
    Items,
    /// It knows itself what to make of an unknown, wherever it is; what a guard decides is asked everywhere.
    Parts,
}

/// A function that depends on nothing but its arguments.
struct Function {
    name: &'static str,
    takes: Takes,
    compute: fn(&Call) -> Outcome,
}

const fn function(name: &'static str, takes: Takes, compute: fn(&Call) -> Outcome) -> Function {
    Function { name, takes, compute }
}

/// A function's arguments, evaluated.
struct Call<'c> {
    world: &'c World<'c>,
    name: &'c str,
    arguments: &'c [Node],
    span: Span,
}

static TABLES: &[&[Function]] = &[
    collections::FUNCTIONS,
    conversions::FUNCTIONS,
    dates::FUNCTIONS,
    encoding::FUNCTIONS,
    format::FUNCTIONS,
    lists::FUNCTIONS,
    numbers::FUNCTIONS,
    paths::FUNCTIONS,
    patterns::FUNCTIONS,
    sets::FUNCTIONS,
    texts::FUNCTIONS,
];

/// Functions that hold one argument against another: a literal beside a secret may say what that is.
const HOLD_AGAINST: &[&str] = &[
    "contains",
    "endswith",
    "index",
    "matchkeys",
    "regex",
    "regexall",
    "setintersection",
    "setsubtract",
    "startswith",
    "strcontains",
];

/// Functions whose value only the run knows.
const KNOWN_WHEN_RUN: &[&str] = &["timestamp", "plantimestamp", "uuid", "bcrypt"];

/// Functions that may give null; of all others, also what is not known is something.
const MAY_GIVE_NULL: &[&str] = &[
    "coalesce",
    "element",
    "ephemeralasnull",
    "jsondecode",
    "nonsensitive",
    "one",
    "sensitive",
    "tobool",
    "tolist",
    "tomap",
    "tonumber",
    "toset",
    "tostring",
];

impl Scope<'_> {
    /// The value of a call.
    pub(super) fn call(&self, name: &Key, arguments: &[Node], expands: bool, (span, frame): (Span, &Frame)) -> Outcome {
        let plain = plain_name(&name.text);
        match plain {
            "try" => return self.first_that_works(arguments, span, frame),
            "can" => return self.works(arguments, span, frame),
            _ => {}
        }
        let evaluated: Result<Vec<Node>, Fault> = arguments.iter().map(|node| self.evaluate(node, frame)).collect();
        let mut evaluated = evaluated?;
        if expands && let Some(last) = evaluated.pop() {
            return lifted(&[last], Reach::Top, span, &mut |last| match last {
                [Node { content: Content::List(items), .. }] => {
                    let all: Vec<Node> = evaluated.iter().chain(items).cloned().collect();
                    self.applied((plain, arguments), &all, (span, frame))
                }
                [last @ Node { content: Content::Unknown(_), .. }] => Ok(Node { span, ..last.clone() }),
                _ => Err(Fault::wrong(format_smolstr!("{plain}() is given an expanded argument that is no list"))),
            });
        }
        self.applied((plain, arguments), &evaluated, (span, frame))
    }

    /// The value of a function of that name, of arguments as they are written and as they are evaluated.
    fn applied(&self, (name, written): (&str, &[Node]), arguments: &[Node], place: (Span, &Frame)) -> Outcome {
        let (span, frame) = place;
        // A small answer may need a long look.
        self.world.budget.spend(arguments.iter().map(weight).sum())?;
        if HOLD_AGAINST.contains(&name) && arguments.iter().any(|argument| is_sealed(argument, Reach::Whole)) {
            written.iter().for_each(|argument| self.hide_literals(argument));
        }
        if let Some(known) = self.terragrunt_call(name, arguments, span) {
            return known;
        }
        let value = match name {
            "templatefile" | "templatestring" if frame.template().is_some() => {
                return Err(Fault::wrong(format_smolstr!("{name}() is called in a template that is filled in")));
            }
            "templatestring" => self.of_text(arguments, span)?,
            "file" | "filebase64" | "templatefile" | "fileexists" => self.of_file(name, arguments, span)?,
            "fileset" => self.of_folder(arguments, span)?,
            "abspath" => self.absolute_path(arguments, span)?,
            "lookup" => self.lookup(written, arguments, (span, frame))?,
            "yamldecode" => self.of_yaml(arguments, span)?,
            "sensitive" | "nonsensitive" | "issensitive" => self::seals::computed(name, arguments, span)?,
            pure => computed(self.world, pure, arguments, span)?,
        };
        self.world.budget.spend(weight(&value))?;
        Ok(value)
    }

    /// `try`: the first argument in which nothing is amiss.
    fn first_that_works(&self, arguments: &[Node], span: Span, frame: &Frame) -> Outcome {
        self.world.trying.set(self.world.trying.get() + 1);
        let outcome = self.attempts(arguments, span, frame);
        self.world.trying.set(self.world.trying.get().saturating_sub(1));
        outcome
    }

    fn attempts(&self, arguments: &[Node], span: Span, frame: &Frame) -> Outcome {
        for argument in arguments {
            match self.evaluate(argument, frame) {
                Err(Fault::Wrong(_)) => {}
                Ok(value) => return self.settle_attempt(value, arguments, span, frame),
                spent => return spent,
            }
        }
        Err(Fault::wrong("nothing that is tried here works"))
    }

    /// A choice of which some branch is unknown may hold a fault there: each branch is tried for itself.
    fn settle_attempt(&self, value: Node, arguments: &[Node], span: Span, frame: &Frame) -> Outcome {
        let Content::Choice(choice) = &value.content else { return Ok(value) };
        let some_unknown = choice.options.iter().any(|option| matches!(option.content, Content::Unknown(_)));
        if !some_unknown || self.world.assumed.borrow().iter().any(|(key, _)| *key == choice.switch.key) {
            return Ok(value);
        }
        let mut outcomes = Vec::with_capacity(choice.options.len());
        for branch in 0..choice.switch.branches.len() {
            self.world.assumed.borrow_mut().push((choice.switch.key.clone(), branch));
            outcomes.push(self.attempts(arguments, span, frame));
            self.world.assumed.borrow_mut().pop();
        }
        chosen(&choice.switch, outcomes, span)
    }

    /// `can`: whether nothing is amiss in the argument.
    fn works(&self, arguments: &[Node], span: Span, frame: &Frame) -> Outcome {
        match self.first_that_works(arguments, span, frame) {
            Err(Fault::Wrong(_)) => Ok(boolean(false, span)),
            Err(spent) => Err(spent),
            Ok(value) => lifted(std::slice::from_ref(&value), Reach::Top, span, &mut |values| {
                let is_choice = matches!(value.content, Content::Choice(_));
                // A branch in which nothing works.
                if let [Node { content: Content::Unknown(unknown), .. }] = values
                    && unknown.refused
                    && is_choice
                {
                    return Ok(boolean(false, span));
                }
                let unknown = unknown_among(values, Reach::Top, span);
                Ok(unknown.unwrap_or_else(|| boolean(true, span)))
            }),
        }
    }

    /// `lookup(map, key, default)`; the key may be unknown and the map small.
    fn lookup(&self, written: &[Node], arguments: &[Node], (span, frame): (Span, &Frame)) -> Outcome {
        let shows_keys = arguments.first().is_none_or(|map| !is_sealed(map, Reach::Top));
        lifted(arguments, Reach::Top, span, &mut |arguments| {
            let ([map, key, default @ ..], Some(index), true) = (arguments, written.get(1), arguments.len() < 4) else {
                return Err(Fault::wrong("lookup() takes a map, a key and what holds where that is not"));
            };
            if shows_keys && let Some(one_of) = self.one_of(map, key, default.first(), index, (span, frame)) {
                return Ok(one_of);
            }
            if let Some(unknown) = unknown_among(std::slice::from_ref(key), Reach::Top, span) {
                return Ok(unknown);
            }
            let text = to_text(key).ok_or_else(|| Fault::wrong("lookup() is given a key that is no text"))?;
            let found = super::traverse::item(std::slice::from_ref(map), &text, span);
            match (found, default.first()) {
                (Err(Fault::Wrong(_)), Some(default)) => {
                    Ok(made_of(conversions::beside(default, map)?, [map, key].into_iter()))
                }
                (found, _) => found.map(|found| made_of(found, [map, key].into_iter())),
            }
        })
    }
}

/// A function's name without the place where Terraform keeps its own.
fn plain_name(name: &str) -> &str {
    name.strip_prefix("core::").unwrap_or(name)
}

fn computed(world: &World<'_>, name: &str, arguments: &[Node], span: Span) -> Outcome {
    let Some(function) = TABLES.iter().flat_map(|table| table.iter()).find(|function| function.name == name) else {
        let reason = if KNOWN_WHEN_RUN.contains(&name) {
            format_smolstr!("{name}() is known when it is run")
        } else {
            format_smolstr!("{name}() is not evaluated")
        };
        return Ok(unknown(reason, span));
    };
    let reach = match function.takes {
        Takes::Whole | Takes::Parts => Reach::Whole,
        Takes::Lists | Takes::Items => Reach::Lists,
        Takes::Tops | Takes::Anything => Reach::Top,
    };
    lifted(arguments, reach, span, &mut |arguments| {
        if matches!(function.takes, Takes::Whole | Takes::Lists | Takes::Tops)
            && let Some(mut unknown) = unknown_among(arguments, reach, span)
        {
            if let Content::Unknown(unknown) = &mut unknown.content {
                unknown.not_null = !MAY_GIVE_NULL.contains(&name);
            }
            return Ok(unknown);
        }
        let value = (function.compute)(&Call { world, name, arguments, span })?;
        Ok(made_of(value, arguments.iter()))
    })
}

/// The unknown text that a code is which nobody writes here.
pub(super) fn unread_code(span: Span) -> Node {
    unknown(SmolStr::new_static("base64gzip() is not evaluated"), span)
}

fn unknown(reason: SmolStr, span: Span) -> Node {
    Node::unknown(Unknown::because(reason), span)
}

impl Call<'_> {
    fn wrong(&self, what: &str) -> Fault {
        Fault::wrong(format_smolstr!("{}() is given {what}", self.name))
    }

    fn argument(&self, place: usize) -> Result<&Node, Fault> {
        self.arguments.get(place).ok_or_else(|| self.wrong("too few arguments"))
    }

    fn text(&self, place: usize) -> Result<SmolStr, Fault> {
        to_text(self.argument(place)?).ok_or_else(|| self.wrong("something that is no text"))
    }

    fn number(&self, place: usize) -> Result<f64, Fault> {
        to_number(self.argument(place)?).ok_or_else(|| self.wrong("something that is no number"))
    }

    fn whole_number(&self, place: usize) -> Result<i64, Fault> {
        let whole = Decimal::of(self.argument(place)?).and_then(Decimal::integer);
        let whole = whole.and_then(|whole| i64::try_from(whole).ok());
        whole.ok_or_else(|| self.wrong("something that is no whole number"))
    }

    /// The unknown that those unknown among some arguments make of the value.
    fn open<'n>(&self, arguments: impl IntoIterator<Item = &'n Node>) -> Option<Node> {
        let arguments: Vec<Node> = arguments.into_iter().cloned().collect();
        unknown_among(&arguments, Reach::Whole, self.span).map(|mut node| {
            if let Content::Unknown(unknown) = &mut node.content {
                unknown.not_null = !MAY_GIVE_NULL.contains(&self.name);
            }
            node
        })
    }

    fn items(&self, place: usize) -> Result<&[Node], Fault> {
        self.argument(place)?.as_list().ok_or_else(|| self.wrong("something that is no list"))
    }

    fn map(&self, place: usize) -> Result<&Map, Fault> {
        let map = self.argument(place)?.as_map().filter(|map| rest(map).is_none());
        map.ok_or_else(|| self.wrong("something that is no map"))
    }

    fn unknown(&self, reason: &str) -> Node {
        unknown(format_smolstr!("{}() {reason}", self.name), self.span)
    }

    fn give_text(&self, value: &str) -> Outcome {
        if value.len() > MOST_TEXT {
            return Ok(self.too_much("gives a text that is too long"));
        }
        Ok(bounded_text(value, self.span))
    }

    fn too_much(&self, reason: &str) -> Node {
        self.world.too_much(format_smolstr!("{}() {reason}", self.name), self.span)
    }

    fn give_number(&self, value: f64) -> Outcome {
        Ok(number(value, self.span))
    }

    fn give_bool(&self, value: bool) -> Outcome {
        Ok(boolean(value, self.span))
    }

    fn give_list(&self, items: Vec<Node>) -> Outcome {
        self.give_items(Sort::List, items)
    }

    fn give_items(&self, sort: Sort, items: Vec<Node>) -> Outcome {
        if items.len() > MOST_ITEMS {
            return Ok(self.too_much("gives too many values"));
        }
        Ok(Node::new(Content::List(items), self.span).of_sort(sort))
    }

    fn give_map(&self, map: Map) -> Outcome {
        self.give_entries(Sort::Map, map)
    }

    fn give_entries(&self, sort: Sort, map: Map) -> Outcome {
        Ok(Node::new(Content::Map(map), self.span).of_sort(sort))
    }

    /// The items of an argument that has places.
    fn placed_items(&self, place: usize) -> Result<&[Node], Fault> {
        match self.argument(place)?.sort {
            Sort::Set => Err(self.wrong("a set, whose items have no places")),
            _ => self.items(place),
        }
    }
}

fn sorted_entries(map: &Map) -> Vec<&MapEntry> {
    let mut entries: Vec<&MapEntry> = map.entries.iter().collect();
    entries.sort_by(|one, other| one.key.text.cmp(&other.key.text));
    entries
}
