//! Looks: whether there is colour, which characters draw, how wide a line may be.

use std::borrow::Cow;

use miette::{GraphicalTheme, ThemeCharacters, ThemeStyles};

use crate::model::policy::Severity;

/// The widest that prose is set, and the width where there is no terminal.
pub const WIDEST: usize = 100;

/// How text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// With ANSI colours.
    pub color: bool,
    /// Drawn with Unicode; otherwise with ASCII alone.
    pub unicode: bool,
    /// Columns of a line.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, unicode: true, width: WIDEST }
    }
}

/// What a piece of text is, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// An error's name.
    Error,
    /// A warning's name.
    Warning,
    /// A note's name.
    Note,
    /// The words that start a paragraph: `help:`.
    Key,
    /// What the eye should find first.
    Strong,
    /// What may be overlooked.
    Faint,
}

impl From<Severity> for Ink {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Note => Self::Note,
        }
    }
}

impl Style {
    /// The text in its colour.
    pub fn paint<'t>(&self, ink: Ink, text: &'t str) -> Cow<'t, str> {
        if !self.color {
            return Cow::Borrowed(text);
        }
        let code = match ink {
            Ink::Error => "1;31",
            Ink::Warning => "1;33",
            Ink::Note | Ink::Key => "1;36",
            Ink::Strong => "1",
            Ink::Faint => "2",
        };
        Cow::Owned(format!("\u{1b}[{code}m{text}\u{1b}[0m"))
    }

    /// What stands between the parts of a line of counts.
    pub fn dot(&self) -> &'static str {
        if self.unicode { " · " } else { " - " }
    }

    /// The theme that draws boxes.
    pub(super) fn theme(&self) -> GraphicalTheme {
        GraphicalTheme {
            characters: if self.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
            styles: if self.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
        }
    }
}

/// Text from a scanned file, safe on a terminal: what would steer it is shown as a mark.
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.chars().any(char::is_control) {
        Cow::Owned(text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The lines of a paragraph, none wider than `width` columns where its words allow it; line breaks are kept.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.trim_end().split('\n') {
        let mut line = String::new();
        let mut columns = 0;
        for word in paragraph.split_whitespace() {
            let length = word.chars().count();
            if columns > 0 && columns + 1 + length > width {
                lines.push(std::mem::take(&mut line));
                columns = 0;
            }
            if columns > 0 {
                line.push(' ');
                columns += 1;
            }
            line.push_str(word);
            columns += length;
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{plain, wrapped};

    #[test]
    fn text_is_wrapped_between_words_and_cannot_steer_a_terminal() {
        assert_eq!(wrapped("one two three\nfour\n", 8), ["one two", "three", "four"]);
        assert_eq!(wrapped("unbreakable", 3), ["unbreakable"]);
        assert_eq!(plain("a\u{1b}[31mb"), "a [31mb");
    }
}
