//! Bytes to text: UTF-8, or UTF-16 that says so; anything else is refused with its place.

use std::fmt;

use crate::model::problem::{Problem, ProblemKind};

/// Why bytes are no text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Undecodable {
    /// They hold a NUL byte.
    Binary,
    /// They are of another encoding.
    Encoding {
        /// Offset of the first byte that does not fit.
        offset: usize,
        /// Its line, from 1.
        line: usize,
        /// The byte.
        byte: u8,
    },
}

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Binary => f.write_str("the file holds NUL bytes: it is no text"),
            Self::Encoding { offset, line, byte } => {
                write!(f, "the file is not UTF-8: byte {byte:#04x} in line {line}, at offset {offset}")
            }
        }
    }
}

impl Undecodable {
    /// The problem that this is with the file at `path`.
    pub fn problem(self, path: &str) -> Problem {
        let problem = Problem::with(ProblemKind::Unreadable, path, self.to_string());
        match self {
            Self::Binary => problem.help("where it is text in UTF-16, save it as UTF-8"),
            Self::Encoding { .. } => problem.help("save it as UTF-8"),
        }
    }
}

/// The text of a file's bytes, without a byte order mark. Line endings stay as they are.
///
/// # Errors
/// Where the bytes are binary or in an encoding that cannot be told.
pub fn decode(bytes: Vec<u8>) -> Result<String, Undecodable> {
    let text = match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        _ => utf8(bytes)?,
    };
    if memchr::memchr(0, text.as_bytes()).is_some() { Err(Undecodable::Binary) } else { Ok(text) }
}

fn utf8(bytes: Vec<u8>) -> Result<String, Undecodable> {
    const MARK: &str = "\u{FEFF}";
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with(MARK) {
                text.drain(..MARK.len());
            }
            Ok(text)
        }
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            if memchr::memchr(0, bytes).is_some() {
                return Err(Undecodable::Binary);
            }
            Err(encoding(bytes, offset))
        }
    }
}

/// Decodes what follows a UTF-16 mark.
fn utf16(rest: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Undecodable> {
    let (pairs, odd) = rest.as_chunks::<2>();
    let mut text = String::with_capacity(rest.len());
    let mut offset = 2;
    let mut line = 1;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let Ok(character) = decoded else {
            return Err(Undecodable::Encoding {
                offset,
                line,
                byte: rest.get(offset - 2).copied().unwrap_or_default(),
            });
        };
        line += usize::from(character == '\n');
        offset += character.len_utf16() * 2;
        text.push(character);
    }
    match odd.first() {
        Some(&byte) => Err(Undecodable::Encoding { offset, line, byte }),
        None => Ok(text),
    }
}

fn encoding(bytes: &[u8], offset: usize) -> Undecodable {
    let before = bytes.get(..offset).unwrap_or_default();
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    Undecodable::Encoding { offset, line, byte: bytes.get(offset).copied().unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::{Undecodable, decode};

    #[test]
    fn bytes_become_text_or_say_why_not() {
        let utf16 = |text: &str, order: fn(u16) -> [u8; 2], mark: [u8; 2]| -> Vec<u8> {
            mark.into_iter().chain(text.encode_utf16().flat_map(order)).collect()
        };
        let text = "a: é 𝄞\r\n";
        let good: [Vec<u8>; 4] = [
            text.into(),
            format!("\u{FEFF}{text}").into(),
            utf16(text, u16::to_le_bytes, [0xFF, 0xFE]),
            utf16(text, u16::to_be_bytes, [0xFE, 0xFF]),
        ];
        for bytes in good {
            assert_eq!(decode(bytes), Ok(text.to_owned()));
        }
        assert_eq!(decode(Vec::new()), Ok(String::new()));
        let latin1 = b"a: 1\nb: caf\xE9\n".to_vec();
        assert_eq!(decode(latin1), Err(Undecodable::Encoding { offset: 11, line: 2, byte: 0xE9 }));
        assert_eq!(decode(b"\x7FELF\0\xE9".to_vec()), Err(Undecodable::Binary));
        assert_eq!(decode(b"a\0b".to_vec()), Err(Undecodable::Binary));
        let lone_surrogate = vec![0xFF, 0xFE, b'a', 0, b'\n', 0, 0x00, 0xD8];
        assert_eq!(decode(lone_surrogate), Err(Undecodable::Encoding { offset: 6, line: 2, byte: 0 }));
        assert!(matches!(decode(vec![0xFF, 0xFE, b'a']), Err(Undecodable::Encoding { .. })));
    }
}
