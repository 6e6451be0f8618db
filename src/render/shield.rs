//! Shield: keeps text of scanned files from being taken for commands by those who run a step and read its output.
//!
//! GitHub's runner obeys a line that begins with `::`, after blanks, and `##[name]` anywhere in one; Azure's agent obeys
//! `##vso[...]` anywhere, TeamCity's `##teamcity[...]`.

use std::borrow::Cow;
use std::io::{self, Write};

use super::Language;

/// What is put between the characters of a would-be command: a space without width.
const APART: char = '\u{200b}';

/// A writer whose lines hold no command.
pub struct Shield<W: Write> {
    inner: W,
    language: Language,
    /// The line that is not yet ended.
    line: Vec<u8>,
}

impl<W: Write> Shield<W> {
    /// A writer to `inner` of what is written in a language.
    pub fn new(inner: W, language: Language) -> Self {
        Self { inner, language, line: Vec::new() }
    }

    fn pass(&mut self) -> io::Result<()> {
        match std::str::from_utf8(&self.line) {
            Ok(text) => self.inner.write_all(shielded(text, self.language).as_bytes())?,
            Err(_) => self.inner.write_all(&self.line)?,
        }
        self.line.clear();
        Ok(())
    }
}

impl<W: Write> Write for Shield<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.pass()?;
            }
        }
        Ok(bytes.len())
    }

    /// What is flushed is taken for whole: a report is flushed at its end.
    fn flush(&mut self) -> io::Result<()> {
        self.pass()?;
        self.inner.flush()
    }
}

/// The text without commands in its lines. In JSON and XML its meaning stays the same; in prose a space without width
/// is put in; a language of commands does it by itself.
pub fn shielded(text: &str, language: Language) -> Cow<'_, str> {
    if language == Language::Commands || !(text.contains("::") || text.contains("##")) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive(['\n', '\r']) {
        let body = line.trim_start();
        if body.starts_with("::") {
            safe.push_str(line.get(..line.len() - body.len()).unwrap_or_default());
            safe.push_str(&apart(':', language));
            push_without_marks(&mut safe, body.get(1..).unwrap_or_default(), language);
        } else {
            push_without_marks(&mut safe, line, language);
        }
    }
    Cow::Owned(safe)
}

/// Appends a line in which no `##name[` is left.
fn push_without_marks(safe: &mut String, line: &str, language: Language) {
    let mut rest = line;
    while let Some(at) = rest.find("##") {
        let (before, mark) = rest.split_at(at);
        safe.push_str(before);
        let name = mark.trim_start_matches('#');
        let is_command = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').starts_with('[');
        let hashes = mark.len() - name.len();
        if is_command {
            (0..hashes).for_each(|_| safe.push_str(&apart('#', language)));
        } else {
            safe.push_str(mark.get(..hashes).unwrap_or_default());
        }
        rest = name;
    }
    safe.push_str(rest);
}

/// A character that does not stand beside the next one.
fn apart(character: char, language: Language) -> String {
    match language {
        Language::Json => format!("\\u{:04x}", u32::from(character)),
        Language::Xml => format!("&#{};", u32::from(character)),
        Language::Prose | Language::Commands => format!("{character}{APART}"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{Shield, shielded};
    use crate::render::Language;

    #[test]
    fn no_line_is_a_command_and_nothing_else_is_touched() {
        for (text, language, safe) in [
            ("a :: b\n# one ## two [3]\n", Language::Prose, "a :: b\n# one ## two [3]\n"),
            ("::error::x\n \t::add-mask::y", Language::Prose, ":\u{200b}:error::x\n \t:\u{200b}:add-mask::y"),
            ("a\r::stop-commands::b", Language::Prose, "a\r:\u{200b}:stop-commands::b"),
            ("x ##[error]y", Language::Prose, "x #\u{200b}#\u{200b}[error]y"),
            ("##vso[task.complete]", Language::Prose, "#\u{200b}#\u{200b}vso[task.complete]"),
            ("###teamcity[a] ##", Language::Prose, "#\u{200b}#\u{200b}#\u{200b}teamcity[a] ##"),
            ("{\"a\": \"##vso[x]\"}", Language::Json, "{\"a\": \"\\u0023\\u0023vso[x]\"}"),
            ("::a ##[x]", Language::Xml, "&#58;:a &#35;&#35;[x]"),
            ("::error::of ours", Language::Commands, "::error::of ours"),
        ] {
            assert_eq!(shielded(text, language), safe, "{text:?}");
        }
    }

    #[test]
    fn a_line_is_shielded_however_it_is_written() {
        let mut written = Vec::new();
        let mut shield = Shield::new(&mut written, Language::Prose);
        for part in ["a\n ", ":", ":error::b\n#", "#[c]\n", "::d"] {
            assert!(shield.write_all(part.as_bytes()).is_ok());
        }
        assert!(shield.flush().is_ok());
        let expected = "a\n :\u{200b}:error::b\n#\u{200b}#\u{200b}[c]\n:\u{200b}:d";
        assert_eq!(String::from_utf8_lossy(&written), expected);
    }
}
