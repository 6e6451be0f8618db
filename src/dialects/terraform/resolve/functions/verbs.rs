//! The verbs of `format`, as Go and Terraform write values with them.

use unicode_segmentation::UnicodeSegmentation;

use crate::dialects::terraform::resolve::decimal::Decimal;
use crate::dialects::terraform::resolve::value::{json_text, quoted, to_bool, to_number, to_text};
use crate::model::tree::{Content, Node};

/// A verb with its flags: `%-05.2f`, `%[1]s`.
#[derive(Default)]
pub(super) struct Verb {
    zero: bool,
    left: bool,
    plus: bool,
    space: bool,
    sharp: bool,
    width: usize,
    precision: Option<usize>,
    letter: char,
}

/// Reads a verb behind its `%`; an index in it sets which value is next.
pub(super) fn verb<'p>(text: &'p str, next: &mut usize) -> Option<(Verb, &'p str)> {
    let mut verb = Verb::default();
    let mut rest = indexed(text, next)?;
    while let Some(flag) = rest.chars().next().filter(|flag| matches!(flag, '0' | '-' | '+' | ' ' | '#')) {
        verb.zero |= flag == '0';
        verb.left |= flag == '-';
        verb.plus |= flag == '+';
        verb.space |= flag == ' ';
        verb.sharp |= flag == '#';
        rest = rest.get(1..)?;
    }
    let digits = |text: &'p str| text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let size = |digits: &str| if digits.is_empty() { Some(0) } else { Some(digits.parse().unwrap_or(usize::MAX)) };
    let (width, tail) = digits(rest);
    verb.width = size(width)?;
    rest = tail;
    if let Some(fraction) = rest.strip_prefix('.') {
        let (precision, tail) = digits(fraction);
        if precision.is_empty() {
            return None;
        }
        verb.precision = size(precision);
        rest = tail;
    }
    rest = indexed(rest, next)?;
    verb.letter = rest.chars().next()?;
    let tail = rest.get(verb.letter.len_utf8()..)?;
    Some((verb, tail))
}

fn indexed<'p>(text: &'p str, next: &mut usize) -> Option<&'p str> {
    let Some(inside) = text.strip_prefix('[') else { return Some(text) };
    let (index, tail) = inside.split_once(']')?;
    *next = index.parse::<usize>().ok()?.checked_sub(1)?;
    Some(tail)
}

impl Verb {
    /// How wide it makes a text at least, and how many digits it may add.
    pub(super) fn extent(&self) -> usize {
        self.width.max(self.precision.unwrap_or_default())
    }

    /// What is written for a value; nothing where it does not fit.
    pub(super) fn written(&self, node: &Node) -> Option<String> {
        if node.is_null() && self.letter != 'v' {
            return None;
        }
        match self.letter {
            'v' => Some(self.padded(&self.as_it_is(node)?)),
            's' => Some(self.padded(&self.cut(&to_text(node)?))),
            'q' => Some(self.padded(&quoted(&self.cut(&to_text(node)?))?)),
            't' => to_bool(node).map(|yes| yes.to_string()),
            'd' => self.integer(node, 10, false),
            'b' => self.integer(node, 2, false),
            'o' => self.integer(node, 8, false),
            'x' => self.integer(node, 16, false),
            'X' => self.integer(node, 16, true),
            'e' | 'E' | 'f' | 'g' | 'G' => self.float(node),
            _ => None,
        }
    }

    fn as_it_is(&self, node: &Node) -> Option<String> {
        match &node.content {
            Content::Text(_) | Content::Tagged(_) if !self.sharp => to_text(node).map(String::from),
            Content::Number(number) if !self.sharp => {
                let exact = Decimal::of_number(number)?;
                let (digits, point) = exact.significant();
                let written = general(&digits, point, None, 'e');
                Some(if exact.is_negative() { format!("-{written}") } else { written })
            }
            _ => json_text(node).map(String::from),
        }
    }

    /// A text's first letters, as many as the precision says.
    fn cut(&self, text: &str) -> String {
        match self.precision.filter(|precision| *precision > 0) {
            Some(precision) => text.graphemes(true).take(precision).collect(),
            None => text.to_owned(),
        }
    }

    fn padded(&self, text: &str) -> String {
        let missing = self.width.saturating_sub(text.graphemes(true).count());
        let padding = if self.zero { "0" } else { " " }.repeat(missing);
        if self.left { format!("{text}{padding}") } else { format!("{padding}{text}") }
    }

    fn integer(&self, node: &Node, base: u32, capitals: bool) -> Option<String> {
        let value = Decimal::of(node)?.integer()?;
        let magnitude = value.unsigned_abs();
        let mut digits = match base {
            2 => format!("{magnitude:b}"),
            8 => format!("{magnitude:o}"),
            16 if capitals => format!("{magnitude:X}"),
            16 => format!("{magnitude:x}"),
            _ => magnitude.to_string(),
        };
        if let Some(least) = self.precision {
            digits = format!("{digits:0>least$}");
        }
        let prefix = match (self.sharp, base) {
            (true, 2) => "0b",
            (true, 8) => "0",
            (true, 16) if capitals => "0X",
            (true, 16) => "0x",
            _ => "",
        };
        Some(self.signed(value < 0, prefix, &digits, self.zero && self.precision.is_none()))
    }

    fn float(&self, node: &Node) -> Option<String> {
        let exact = Decimal::of(node);
        let near = to_number(node)?;
        let is_negative = exact.map_or(near < 0.0, Decimal::is_negative);
        let (digits, point) = match exact {
            Some(exact) => exact.significant(),
            None => Decimal::parse(&format!("{:e}", near.abs())).map(Decimal::significant)?,
        };
        let written = match self.letter {
            'f' => fixed(&digits, point, self.precision.unwrap_or(6)),
            'e' | 'E' => scientific(&digits, point, self.precision.unwrap_or(6), self.letter),
            'G' => general(&digits, point, self.precision, 'E'),
            _ => general(&digits, point, self.precision, 'e'),
        };
        Some(self.signed(is_negative, "", &written, self.zero))
    }

    /// A number with its sign, as wide as is asked for. Zeros stand behind the sign, and never behind the number.
    fn signed(&self, is_negative: bool, prefix: &str, digits: &str, zeros: bool) -> String {
        let sign = match (is_negative, self.plus, self.space) {
            (true, _, _) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            _ => "",
        };
        let missing = self.width.saturating_sub(sign.len() + prefix.len() + digits.len());
        if self.left {
            return format!("{sign}{prefix}{digits}{}", " ".repeat(missing));
        }
        if zeros {
            return format!("{sign}{prefix}{}{digits}", "0".repeat(missing));
        }
        format!("{}{sign}{prefix}{digits}", " ".repeat(missing))
    }
}

/// Significant digits rounded to `length` of them, half to even; the point moves where a digit is carried over.
fn rounded(digits: &str, point: i32, length: i32) -> (Vec<u8>, i32) {
    let all: Vec<u8> = digits.bytes().map(|digit| digit.wrapping_sub(b'0')).collect();
    let Ok(length) = usize::try_from(length) else { return (Vec::new(), point) };
    let mut kept: Vec<u8> = all.iter().take(length).copied().collect();
    let rest = all.get(length..).unwrap_or_default();
    let is_odd = kept.last().is_some_and(|last| last % 2 == 1);
    let goes_up = match rest.split_first() {
        Some((5, others)) => is_odd || others.iter().any(|digit| *digit > 0),
        Some((first, _)) => *first > 5,
        None => false,
    };
    if !goes_up {
        return (kept, point);
    }
    for digit in kept.iter_mut().rev() {
        if *digit < 9 {
            *digit += 1;
            return (kept, point);
        }
        *digit = 0;
    }
    kept.insert(0, 1);
    (kept, point + 1)
}

fn digit(digits: &[u8], place: i32) -> char {
    let digit = usize::try_from(place).ok().and_then(|place| digits.get(place)).copied().unwrap_or_default();
    char::from(b'0' + digit)
}

fn fixed(digits: &str, point: i32, precision: usize) -> String {
    let places = i32::try_from(precision).unwrap_or(i32::MAX / 2);
    let (digits, point) = rounded(digits, point, point.saturating_add(places));
    let mut out: String = (0..point).map(|place| digit(&digits, place)).collect();
    if point <= 0 {
        out.push('0');
    }
    if precision > 0 {
        out.push('.');
        out.extend((point..point.saturating_add(places)).map(|place| digit(&digits, place)));
    }
    out
}

fn scientific(digits: &str, point: i32, precision: usize, letter: char) -> String {
    let places = i32::try_from(precision).unwrap_or(i32::MAX / 2);
    let is_zero = digits == "0";
    let (digits, point) = rounded(digits, point, places.saturating_add(1));
    let mut out = String::from(digit(&digits, 0));
    if precision > 0 {
        out.push('.');
        out.extend((1..=places).map(|place| digit(&digits, place)));
    }
    let exponent = if is_zero { 0 } else { point - 1 };
    let sign = if exponent < 0 { '-' } else { '+' };
    out + &format!("{letter}{sign}{:02}", exponent.unsigned_abs())
}

/// `%g`: with an exponent only where that is large or small. As many digits as are needed, or as are asked for.
fn general(digits: &str, point: i32, precision: Option<usize>, letter: char) -> String {
    let length = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let (digits, point, limit) = match precision.map(|precision| i32::try_from(precision.max(1)).unwrap_or(i32::MAX)) {
        None => (digits.to_owned(), point, 6),
        Some(precision) => {
            let (kept, point) = rounded(digits, point, precision);
            let kept: String = kept.iter().map(|digit| char::from(b'0' + digit)).collect();
            let kept = kept.trim_end_matches('0').to_owned();
            let short = precision > length && length >= point;
            (if kept.is_empty() { "0".to_owned() } else { kept }, point, if short { length } else { precision })
        }
    };
    let length = digits.len();
    let exponent = if digits == "0" { 0 } else { point - 1 };
    // Where all digits are asked for, six of them are enough to do without an exponent.
    if exponent < -4 || exponent >= limit {
        return scientific(&digits, point, length.saturating_sub(1), letter);
    }
    let places = i32::try_from(length).unwrap_or(i32::MAX).saturating_sub(point);
    fixed(&digits, point, usize::try_from(places).unwrap_or_default())
}
