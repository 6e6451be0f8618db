//! Markup: text of scanned files as Markdown, HTML and XML, in which no character of it is markup.

use super::style::plain;

/// Put behind a mark for which readers look in what the escapes leave: a space without width.
const APART: char = '\u{200b}';

/// Text as a code span of Markdown, whatever backticks are in it.
pub fn code(text: &str) -> String {
    let text = plain(text);
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // A reader takes one blank from both ends where there are two and something between them.
    let is_stripped = text.starts_with(' ') && text.ends_with(' ') && !text.trim().is_empty();
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() || is_stripped { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Text as a code span in a table of Markdown, where a bar would end the cell.
pub(super) fn cell(text: &str) -> String {
    code(text).replace("\\|", &format!("\\{APART}|")).replace('|', "\\|")
}

/// Text of Markdown in which no character is markup, no word a link and no name a mention. An underscore within a word is
/// no markup.
pub(super) fn escaped(text: &str) -> String {
    let text = plain(text);
    let mut safe = String::with_capacity(text.len() + 8);
    let mut letters = text.chars().peekable();
    let mut is_in_word = false;
    while let Some(letter) = letters.next() {
        let next = letters.peek();
        let is_markup = match letter {
            '_' => !(is_in_word && next.is_some_and(|next| next.is_alphanumeric())),
            // Links that are links without brackets.
            ':' => next == Some(&'/'),
            '.' => safe.as_bytes().last_chunk::<3>().is_some_and(|last| last.eq_ignore_ascii_case(b"www")),
            _ => "\\`*[]<>&|~#$".contains(letter),
        };
        if is_markup {
            safe.push('\\');
        }
        safe.push(letter);
        // People and issues are looked for in what the escapes leave.
        if matches!(letter, '@' | '#') {
            safe.push(APART);
        }
        is_in_word = letter.is_alphanumeric();
    }
    safe
}

/// Text inside HTML, in one line: an empty one would end the HTML in Markdown.
pub(super) fn html(text: &str) -> String {
    xml(&plain(text))
}

/// Text that stands in XML, between tags or in quotes; what XML cannot hold is shown as a mark.
pub(super) fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // A reader makes a line feed of it.
            '\r' => safe.push_str("&#13;"),
            '\n' | '\t' => safe.push(character),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}

/// Text of an attribute of XML, where a reader would make a blank of each line ending.
pub(super) fn attribute(text: &str) -> String {
    xml(text).replace('\n', "&#10;").replace('\t', "&#9;")
}

#[cfg(test)]
mod tests {
    use super::{attribute, cell, code, escaped, html, xml};

    #[test]
    fn no_text_is_markdown() {
        for (text, safe) in [
            ("*c* [d](e) <f> & `g`", "\\*c\\* \\[d\\](e) \\<f\\> \\& \\`g\\`"),
            ("var.some_size has no value", "var.some_size has no value"),
            ("_x_ **b** a__b", "\\_x\\_ \\*\\*b\\*\\* a\\_\\_b"),
            ("see https://evil.example", "see https\\://evil.example"),
            ("WWW.evil.example, a.b: c", "WWW\\.evil.example, a.b: c"),
            ("ask @owner in #1, $x$", "ask @\u{200b}owner in \\#\u{200b}1, \\$x\\$"),
            ("two\nlines\u{1b} | bar\\", "two lines  \\| bar\\\\"),
        ] {
            assert_eq!(escaped(text), safe, "{text}");
        }
    }

    #[test]
    fn a_code_span_holds_any_text() {
        for (text, span, in_table) in [
            ("a_b.tf:3", "`a_b.tf:3`", "`a_b.tf:3`"),
            ("f[\"a|b\"]", "`f[\"a|b\"]`", "`f[\"a\\|b\"]`"),
            ("a\\|b", "`a\\|b`", "`a\\\u{200b}\\|b`"),
            ("a`b", "``a`b``", "``a`b``"),
            ("``x`", "``` ``x` ```", "``` ``x` ```"),
            (" x ", "`  x  `", "`  x  `"),
            ("a\nb", "`a b`", "`a b`"),
            (" ", "` `", "` `"),
            ("", "`  `", "`  `"),
        ] {
            assert_eq!((code(text).as_str(), cell(text).as_str()), (span, in_table), "{text}");
        }
    }

    #[test]
    fn any_text_stands_in_html_and_xml() {
        assert_eq!(html("<a href=\"x\">\n\n&"), "&lt;a href=&quot;x&quot;&gt;  &amp;");
        assert_eq!(xml("a<b>&\"c\"'\u{1b}[31m"), "a&lt;b&gt;&amp;&quot;c&quot;'\u{fffd}[31m");
        assert_eq!(xml("]]>\r\n\té😀\u{0}\u{ffff}"), "]]&gt;&#13;\n\té😀\u{fffd}\u{fffd}");
        assert_eq!(attribute("a\n\t\"b\""), "a&#10;&#9;&quot;b&quot;");
    }
}
