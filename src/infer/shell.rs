//! Shell text, read just far enough to tell statements, loops and programs apart; nothing is evaluated.

/// One statement of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    /// Its text, without leading `do`, `then`, `exec`, `sudo`, `(` and the like.
    pub(super) text: String,
    /// It is sent to the background with `&`.
    pub(super) background: bool,
}

/// Words before a statement that do not change what it runs.
const PREFIXES: &[&str] = &["do", "then", "else", "exec", "sudo", "time", "nice", "nohup", "(", "{", "!", "-"];

/// The statements of a script, in order, without comments and without the bodies of heredocs.
pub(super) fn statements(script: &str) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut heredoc_end: Option<String> = None;
    let joined = script.replace("\\\n", " ");
    for line in joined.lines() {
        if let Some(end) = &heredoc_end {
            if line.trim() == end {
                heredoc_end = None;
            }
            continue;
        }
        heredoc_end = heredoc_of(line);
        split_line(line, &mut statements);
    }
    statements
}

/// The word that ends the heredoc which a line starts.
fn heredoc_of(line: &str) -> Option<String> {
    let (_, after) = line.split_once("<<")?;
    let word =
        after.trim_start_matches(['-', ' ']).split(|c: char| c.is_whitespace() || c == ';' || c == '|').next()?;
    let end = word.trim_matches(['"', '\'', '\\']);
    // `<<<` is a here-string.
    (!end.is_empty() && !end.starts_with('<')).then(|| end.to_owned())
}

/// Splits a line at `;`, `&&`, `||` and `&` outside quotes; a `#` that starts a word starts a comment.
fn split_line(line: &str, statements: &mut Vec<Statement>) {
    let mut text = String::new();
    let mut quote: Option<char> = None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let before = text.chars().last();
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '#') if before.is_none_or(char::is_whitespace) => break,
            (None, ';') => {
                push(&mut text, false, statements);
                continue;
            }
            (None, '&' | '|') if chars.peek() == Some(&c) => {
                chars.next();
                push(&mut text, false, statements);
                continue;
            }
            // `2>&1` and `&>` redirect.
            (None, '&') if before != Some('>') && chars.peek() != Some(&'>') => {
                push(&mut text, true, statements);
                continue;
            }
            _ => {}
        }
        text.push(c);
    }
    push(&mut text, false, statements);
}

fn push(text: &mut String, background: bool, statements: &mut Vec<Statement>) {
    let taken = std::mem::take(text);
    let mut rest = taken.trim();
    // `while` and `until` keep their condition: the loop is found by it.
    while let Some(after) = PREFIXES.iter().find_map(|prefix| without_word(rest, prefix)) {
        rest = after;
    }
    if !rest.is_empty() {
        statements.push(Statement { text: rest.to_owned(), background });
    }
}

fn without_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let after = text.strip_prefix(word)?;
    let is_sign = !word.starts_with(|c: char| c.is_ascii_alphabetic()) && word != "-";
    (is_sign || after.starts_with(char::is_whitespace)).then(|| after.trim_start())
}

impl Statement {
    /// Its words, without quotes and brackets around them.
    pub(super) fn words(&self) -> Vec<&str> {
        words(&self.text)
    }

    /// The program it runs, without its folder and without variables set for it.
    pub(super) fn program(&self) -> &str {
        let is_setting = |word: &str| word.split_once('=').is_some_and(|(name, _)| is_name(name));
        self.words().into_iter().find(|word| !is_setting(word)).map_or("", base_name)
    }

    /// The programs of its pipe, in order.
    pub(super) fn pipe_programs(&self) -> Vec<&str> {
        let parts = self.text.split('|').map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| words(part).first().copied().map_or("", base_name)).collect()
    }

    /// It only sets variables.
    pub(super) fn only_sets(&self) -> bool {
        self.program().is_empty()
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The words of a command, without quotes and brackets around them.
pub(super) fn words(text: &str) -> Vec<&str> {
    let bare = text.split_whitespace().map(|word| word.trim_matches(['"', '\'', '(', ')', '`', ',', ';']));
    bare.filter(|word| !word.is_empty()).collect()
}

/// The last part of a program's path.
pub(super) fn base_name(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or(program)
}
