//! Lexemes of a condition, each with its bytes.

use smol_str::SmolStr;

use super::Mistake;

/// Conditions longer than this are refused.
pub(super) const LONGEST_TEXT: usize = 8192;

/// A lexeme and its place, in bytes of the condition's text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lexeme {
    pub(super) token: Token,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// What a lexeme is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Name(SmolStr),
    Number(f64),
    Text(SmolStr),
    Mark(&'static str),
    End,
}

/// Longer marks first: `<=` before `<`.
const MARKS: &[&str] =
    &["&&", "||", "==", "!=", "<=", ">=", "!", "<", ">", "+", "-", "*", "/", "?", ":", "(", ")", "[", "]", ",", "."];

/// All lexemes of a text, [`Token::End`] last.
pub(super) fn lexemes(text: &str) -> Result<Vec<Lexeme>, Mistake> {
    if text.len() > LONGEST_TEXT {
        let message = format!("this condition is longer than {LONGEST_TEXT} bytes");
        return Err(Mistake::new(0, place(LONGEST_TEXT), message));
    }
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let (token, length) = match first {
            'a'..='z' | 'A'..='Z' | '_' => name(rest),
            '0'..='9' => number(rest, at)?,
            '\'' | '"' => quoted(rest, first, at)?,
            _ => mark(rest, first, at)?,
        };
        found.push(Lexeme { token, start: place(at), end: place(at + length) });
        at += length;
    }
    found.push(Lexeme { token: Token::End, start: place(text.len()), end: place(text.len()) });
    Ok(found)
}

fn place(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

fn name(rest: &str) -> (Token, usize) {
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    (Token::Name(rest.get(..length).unwrap_or_default().into()), length)
}

fn number(rest: &str, at: usize) -> Result<(Token, usize), Mistake> {
    let mut length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len());
    // `1e-3`: the sign belongs to the number.
    let (head, tail) = rest.split_at_checked(length).unwrap_or((rest, ""));
    if head.ends_with(['e', 'E']) && tail.starts_with(['-', '+']) {
        let tail = rest.get(length + 1..).unwrap_or_default();
        length += 1 + tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
    }
    let text = rest.get(..length).unwrap_or_default();
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((Token::Number(number), length)),
        _ => Err(Mistake::new(place(at), place(at + length), format!("`{text}` is no number"))
            .help(format!("quantities stand in quotes: duration('{text}'), bytes('{text}')"))),
    }
}

fn quoted(rest: &str, quote: char, at: usize) -> Result<(Token, usize), Mistake> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((offset, character)) = characters.next() {
        match character {
            _ if character == quote => return Ok((Token::Text(text.into()), offset + 1)),
            '\\' => match characters.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, plain @ ('\\' | '\'' | '"'))) => text.push(plain),
                _ => {
                    let start = at + offset;
                    return Err(Mistake::new(place(start), place(start + 1), "this escape is not known")
                        .help("known are \\\\ \\' \\\" \\n \\t"));
                }
            },
            _ => text.push(character),
        }
    }
    Err(Mistake::new(place(at), place(at + rest.len()), "this text has no closing quote"))
}

fn mark(rest: &str, first: char, at: usize) -> Result<(Token, usize), Mistake> {
    if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
        return Ok((Token::Mark(mark), mark.len()));
    }
    let mistake = Mistake::new(place(at), place(at + first.len_utf8()), format!("`{first}` means nothing here"));
    Err(match first {
        '&' => mistake.help("write &&"),
        '|' => mistake.help("write ||"),
        '=' => mistake.help("write =="),
        _ => mistake,
    })
}
