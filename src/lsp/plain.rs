//! Plain text of a card, for clients that show no Markdown.

use std::fmt::Write;

/// What a reader of Markdown would see of the lines of a card: code, strong words, and escaped marks as what they stand
/// for. Points stay points.
pub(super) fn plain(card: &str) -> String {
    let mut text = String::with_capacity(card.len());
    for line in card.lines() {
        let _ = writeln!(text, "{}", plain_line(line).trim_end());
    }
    text
}

fn plain_line(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['\\', '`', '*']) {
        let (before, marked) = rest.split_at(at);
        text.push_str(before);
        let (shown, after) = if let Some(after) = marked.strip_prefix("**") {
            ("", after)
        } else if let Some(code) = code(marked) {
            code
        } else {
            let escaped =
                marked.strip_prefix('\\').filter(|after| after.starts_with(|next: char| next.is_ascii_punctuation()));
            escaped.unwrap_or(marked).split_at(1)
        };
        text.push_str(shown);
        rest = after;
    }
    text.push_str(rest);
    text
}

/// The code that a text begins with, and what stands behind it.
fn code(text: &str) -> Option<(&str, &str)> {
    let ticks = |text: &str| text.len() - text.trim_start_matches('`').len();
    let fence = ticks(text);
    if fence == 0 {
        return None;
    }
    let inside = text.get(fence..)?;
    let mut at = 0;
    loop {
        at += inside.get(at..)?.find('`')?;
        let found = ticks(inside.get(at..)?);
        if found == fence {
            let (code, after) = (inside.get(..at)?, inside.get(at + found..)?);
            // A blank at either end keeps backticks apart from the fence.
            let unpadded = code.strip_prefix(' ').and_then(|code| code.strip_suffix(' '));
            return Some((unpadded.unwrap_or(code), after));
        }
        at += found;
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_is_marked_is_shown_without_its_marks() {
        for (card, expected) in [
            ("**`aws_instance.web[\"a\"]`**  \nterraform `x`\n", "aws_instance.web[\"a\"]\nterraform x\n"),
            (
                "\n**Runs on** AWS Lambda (`aws-lambda`, function)\n- point\n",
                "\nRuns on AWS Lambda (aws-lambda, function)\n- point\n",
            ),
            ("\\_x\\_ \\*\\*b\\*\\* \\`c\\` \\\\ \\[a\\](b) \\<i\\>", "_x_ **b** `c` \\ [a](b) <i>\n"),
            ("``a`b`` ``` `a`` ``` `  `", "a`b `a``\n"),
            ("`*` `\\` `**é`: 2 * 3", "* \\ **é: 2 * 3\n"),
            ("`open and \\é ``", "`open and \\é ``\n"),
            ("", ""),
        ] {
            assert_eq!(plain(card), expected);
        }
    }
}
