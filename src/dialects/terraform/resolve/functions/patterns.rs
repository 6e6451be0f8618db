//! Functions of regular expressions. Terraform's are those of Go: what those write otherwise is rewritten first.

use regex::{Captures, Regex, RegexBuilder};

use super::{Call, Function, Takes, function};
use crate::dialects::terraform::resolve::value::{Fault, MOST_ITEMS, MOST_TEXT, MapBuilder, Outcome, text};
use crate::model::tree::{Content, Key, Node, Sort};

pub(super) static FUNCTIONS: &[Function] = &[
    function("regex", Takes::Whole, |call| {
        let (pattern, whole) = (call.text(0)?, call.text(1)?);
        let matcher = match matcher(call, &pattern)? {
            Ok(matcher) => matcher,
            Err(unknown) => return Ok(unknown),
        };
        let captures = matcher.captures(&whole).ok_or_else(|| call.wrong("a pattern that nothing matches"))?;
        found(call, &matcher, &captures)
    }),
    function("regexall", Takes::Whole, |call| {
        let (pattern, whole) = (call.text(0)?, call.text(1)?);
        let mut all = Vec::new();
        let outcome = matches(call, &pattern, &whole, &mut |matcher, captures| {
            all.push(found(call, matcher, captures)?);
            Ok(all.len() <= MOST_ITEMS)
        })?;
        outcome.map_or_else(|| call.give_list(all), Ok)
    }),
];

/// The most bytes that a compiled pattern may take.
const LARGEST: usize = 1 << 18;

/// A longer pattern is none that a person wrote.
const LONGEST: usize = 4096;

/// The most levels of groups.
const DEEPEST: u32 = 100;

/// What making a matcher of a pattern costs, in steps, beside what its length costs.
const PATTERN: usize = 200;

/// What looking for a pattern costs, in steps, however short the text.
const SEARCH: usize = 40;

/// So many letters are looked at for all matches in one text: to find where a match ends, what follows it may be looked at
/// to the end of the text, time and again.
const MOST_LOOKS: usize = 1 << 25;

/// A regular expression that was made a matcher of, or why it was not.
pub(in crate::dialects::terraform::resolve) enum Pattern {
    Made(Regex),
    TooLarge,
    None,
}

impl Pattern {
    fn of(pattern: &str) -> Self {
        let pattern = rewritten(pattern);
        let mut builder = RegexBuilder::new(&pattern);
        match builder.size_limit(LARGEST).dfa_size_limit(LARGEST).nest_limit(DEEPEST).build() {
            Ok(matcher) => Self::Made(matcher),
            Err(regex::Error::CompiledTooBig(_)) => Self::TooLarge,
            Err(_) => Self::None,
        }
    }
}

/// How far behind its end a match may be looked for: what repeats nothing ends soon, and what repeats its last part alone
/// ends with that.
fn sight(pattern: &str) -> usize {
    let open = pattern.trim_end_matches(')');
    let last = match open.strip_suffix('}') {
        Some(counted) => counted.rfind('{'),
        None => open.strip_suffix(['*', '+']).map(str::len),
    };
    let rest = last.and_then(|last| open.get(..last));
    let is_short = match rest {
        Some(rest) => !rest.contains(['*', '+', '{', '|']),
        None => !pattern.contains(['*', '+', '{']),
    };
    if is_short { 4 * pattern.len() } else { usize::MAX }
}

/// What a pattern matches with; or the unknown that too large a one is.
fn matcher(call: &Call, pattern: &str) -> Result<Result<Regex, Node>, Fault> {
    call.world.budget.spend(SEARCH)?;
    let too_large = || call.unknown("is given too large a pattern");
    if pattern.len() > LONGEST {
        return Ok(Err(too_large()));
    }
    let made = call.world.patterns.get(pattern.into(), |pattern| {
        call.world.budget.spend(PATTERN + pattern.len())?;
        Ok(Pattern::of(pattern))
    })?;
    match &*made {
        Pattern::Made(matcher) => Ok(Ok(matcher.clone())),
        Pattern::TooLarge => Ok(Err(too_large())),
        Pattern::None => Err(call.wrong("a pattern that is none")),
    }
}

/// Calls `visit` with every match of a pattern, until it wants no more; gives the unknown that all of them are where they
/// cannot all be found.
fn matches(
    call: &Call,
    pattern: &str,
    whole: &str,
    visit: &mut dyn FnMut(&Regex, &Captures) -> Result<bool, Fault>,
) -> Result<Option<Node>, Fault> {
    let matcher = match matcher(call, pattern)? {
        Ok(matcher) => matcher,
        Err(unknown) => return Ok(Some(unknown)),
    };
    let sight = sight(pattern);
    let mut looks = 0_usize;
    for captures in matcher.captures_iter(whole) {
        let ahead = captures.get(0).map_or(0, |all| whole.len() - all.end()).min(sight);
        looks = looks.saturating_add(ahead);
        call.world.budget.spend(ahead / 64)?;
        if looks > MOST_LOOKS {
            return Ok(Some(call.too_much("takes too much work")));
        }
        if !visit(&matcher, &captures)? {
            break;
        }
    }
    Ok(None)
}

/// All of a text with what a pattern matches replaced.
pub(super) fn replaced(call: &Call, whole: &str, pattern: &str, to: &str) -> Outcome {
    let mut out = String::new();
    let mut last = 0;
    let outcome = matches(call, pattern, whole, &mut |_, captures| {
        let Some(all) = captures.get(0) else { return Ok(true) };
        out.push_str(whole.get(last..all.start()).unwrap_or_default());
        captures.expand(to, &mut out);
        last = all.end();
        Ok(out.len() <= MOST_TEXT)
    })?;
    if let Some(unknown) = outcome {
        return Ok(unknown);
    }
    if out.len() > MOST_TEXT {
        return Ok(call.too_much("gives too long a text"));
    }
    out.push_str(whole.get(last..).unwrap_or_default());
    call.give_text(&out)
}

/// What one match gives: its text, the list of its groups, or a map of those if they have names.
fn found(call: &Call, matcher: &Regex, captures: &Captures) -> Outcome {
    let group = |place: usize| match captures.get(place) {
        Some(found) => text(found.as_str(), call.span),
        None => Node::new(Content::Null, call.span),
    };
    let names: Vec<Option<&str>> = matcher.capture_names().skip(1).collect();
    if names.is_empty() {
        return Ok(group(0));
    }
    if names.iter().all(Option::is_none) {
        return call.give_items(Sort::Tuple, (1..=names.len()).map(group).collect());
    }
    let mut map = MapBuilder::default();
    for (place, name) in names.iter().enumerate() {
        let name = name.ok_or_else(|| call.wrong("a pattern of which some groups have names"))?;
        map.set(Key { text: name.into(), span: call.span }, group(place + 1));
    }
    call.give_entries(Sort::Object, map.build())
}

/// A pattern of Go as one of Rust that matches the same. In Go's, classes like `\d` are of ASCII, a brace that counts
/// nothing is one, and within brackets there are no operators.
fn rewritten(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    let mut in_class = false;
    while let Some(letter) = rest.chars().next() {
        let tail = rest.get(letter.len_utf8()..).unwrap_or_default();
        rest = match letter {
            '\\' => escape(tail, in_class, &mut out),
            '[' if in_class => match named_class(rest) {
                Some((class, tail)) => {
                    out.push_str(class);
                    tail
                }
                None => {
                    out.push_str("\\[");
                    tail
                }
            },
            '[' => {
                in_class = true;
                let (opening, tail) = class_start(rest);
                out.push_str(&opening);
                tail
            }
            ']' if in_class => {
                in_class = false;
                out.push(']');
                tail
            }
            '&' | '~' if in_class => {
                out.push('\\');
                out.push(letter);
                tail
            }
            '-' if in_class && tail.starts_with('-') => {
                out.push_str("\\-");
                tail
            }
            '{' if !in_class && !counts(tail) => {
                out.push_str("\\{");
                tail
            }
            other => {
                out.push(other);
                tail
            }
        };
    }
    out
}

/// The start of a class: a bracket, whether it is turned round, and a closing bracket that stands for itself.
fn class_start(text: &str) -> (String, &str) {
    let mut opening = "[".to_owned();
    let mut rest = text.get(1..).unwrap_or_default();
    if let Some(tail) = rest.strip_prefix('^') {
        opening.push('^');
        rest = tail;
    }
    if let Some(tail) = rest.strip_prefix(']') {
        opening.push_str("\\]");
        rest = tail;
    }
    (opening, rest)
}

/// A class by name within another: `[:alpha:]`.
fn named_class(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix("[:")?;
    let end = inner
        .find(":]")
        .filter(|end| inner.bytes().take(*end).all(|byte| byte.is_ascii_alphabetic() || byte == b'^'))?;
    text.split_at_checked(end + 4)
}

/// Whether a brace counts repetitions: `{2}`, `{2,}`, `{2,3}`.
fn counts(text: &str) -> bool {
    let Some((inside, _)) = text.split_once('}') else { return false };
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && is_number(least) && is_number(most)
}

/// Writes what stands behind a backslash, and gives what follows.
fn escape<'t>(text: &'t str, in_class: bool, out: &mut String) -> &'t str {
    let Some(letter) = text.chars().next() else {
        out.push('\\');
        return text;
    };
    let tail = text.get(letter.len_utf8()..).unwrap_or_default();
    let of_class = |plain: &str| if in_class { plain.to_owned() } else { format!("[{plain}]") };
    match letter {
        'd' => out.push_str(&of_class("0-9")),
        'w' => out.push_str(&of_class("0-9A-Za-z_")),
        's' => out.push_str(&of_class("\\t\\n\\f\\r ")),
        'D' => out.push_str("[^0-9]"),
        'W' => out.push_str("[^0-9A-Za-z_]"),
        'S' => out.push_str("[^\\t\\n\\f\\r ]"),
        'b' if !in_class => out.push_str("(?-u:\\b)"),
        'Q' => {
            let (literal, tail) = tail.split_once("\\E").unwrap_or((tail, ""));
            out.push_str(&regex::escape(literal));
            return tail;
        }
        // Of these two Rust makes the ends of words.
        '<' | '>' => out.push(letter),
        letter => {
            out.push('\\');
            out.push(letter);
            // A class by its name in braces, which count nothing.
            if matches!(letter, 'p' | 'P' | 'x')
                && let Some((name, rest)) = tail.strip_prefix('{').and_then(|name| name.split_once('}'))
            {
                out.push_str(&format!("{{{name}}}"));
                return rest;
            }
        }
    }
    tail
}

#[cfg(test)]
mod tests {
    use super::rewritten;

    #[test]
    fn patterns_of_go_are_rewritten() {
        for (go, rust) in [
            ("a+", "a+"),
            ("\\d{2,3}", "[0-9]{2,3}"),
            ("[\\w.-]", "[0-9A-Za-z_.-]"),
            ("[^\\W]", "[^[^0-9A-Za-z_]]"),
            ("${a}", "$\\{a}"),
            ("[[a]", "[\\[a]"),
            ("[]a]", "[\\]a]"),
            ("[^]a]", "[^\\]a]"),
            ("[[:alpha:]&&x]", "[[:alpha:]\\&\\&x]"),
            ("\\Qa.b\\E+", "a\\.b+"),
            ("\\<a\\>", "<a>"),
            ("\\", "\\"),
            ("\\p{L}+[\\P{Greek}]\\x{e9}{x}", "\\p{L}+[\\P{Greek}]\\x{e9}\\{x}"),
        ] {
            assert_eq!(rewritten(go), rust, "{go}");
        }
    }
}
