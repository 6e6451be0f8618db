//! The syntax of variables, `${source(params):address, fallback}`, as the framework's own reader takes it.

use smol_str::SmolStr;

/// Variables within variables, deeper than this, are not read.
const MOST_NESTING: usize = 32;

/// A text cut where its variables stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Template {
    /// Its parts, in order.
    pub(super) parts: Vec<Part>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// Text that stands for itself; escapes are taken out.
    Text(String),
    /// A variable.
    Variable(Variable),
}

/// A variable: sources, asked in turn until one has a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Variable {
    /// Its sources, as they are written.
    pub(super) sources: Vec<Source>,
}

/// A source of a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Source {
    /// A value that stands there.
    Literal(Literal),
    /// A place to ask.
    Call(Call),
}

/// A place to ask for a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Call {
    /// The source's name: `self`, `opt`, `file`.
    pub(super) kind: SmolStr,
    /// What stands in its brackets.
    pub(super) params: Vec<Template>,
    /// What stands after its colon.
    pub(super) address: Option<Template>,
}

/// A value that stands in a variable.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    /// Nothing, said so.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number and the text it was written as.
    Number(f64, SmolStr),
    /// Text.
    Text(SmolStr),
}

/// The framework refuses the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused;

impl Template {
    /// Whether anything in it is to be worked out.
    pub(super) fn is_plain(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Text(_)))
    }

    fn push_text(&mut self, text: &str) {
        match self.parts.last_mut() {
            _ if text.is_empty() => {}
            Some(Part::Text(last)) => last.push_str(text),
            _ => self.parts.push(Part::Text(text.to_owned())),
        }
    }

    /// Takes blanks off the end, which a part of a variable never has.
    fn trimmed(mut self) -> Self {
        if let Some(Part::Text(last)) = self.parts.last_mut() {
            last.truncate(last.trim_end().len());
            if last.is_empty() {
                self.parts.pop();
            }
        }
        self
    }
}

/// Reads a text. What is of another syntax, such as CloudFormation's `${AWS::Region}`, stays text.
pub(super) fn read(text: &str) -> Result<Template, Refused> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let mut template = Template::default();
    let mut start = 0;
    while let Some(byte) = reader.peek() {
        match byte {
            b'\\' => {
                let run = reader.run_of(b'\\');
                let before = reader.at;
                reader.at += run;
                let dollars = reader.run_of(b'$');
                if dollars == 0 || reader.byte(reader.at + dollars) != Some(b'{') {
                    continue;
                }
                // Of an escape, every second backslash stays; an odd one makes the variable text.
                template.push_text(text.get(start..before).unwrap_or_default());
                template.push_text(&"\\".repeat(run / 2));
                start = reader.at;
                if run % 2 == 1 {
                    reader.at += dollars + 1;
                }
            }
            b'$' => {
                let before = reader.at;
                if let Some(found) = reader.dollar(Place::Text)? {
                    template.push_text(text.get(start..before).unwrap_or_default());
                    template.parts.extend(found.parts);
                    start = reader.at;
                }
            }
            _ => reader.at += 1,
        }
    }
    template.push_text(text.get(start..).unwrap_or_default());
    Ok(template)
}

/// Where a variable stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In text, or in another syntax: what is no variable stays as it is.
    Text,
    /// In a variable: what is no variable is refused.
    Variable,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn peek(&self) -> Option<u8> {
        self.byte(self.at)
    }

    fn run_of(&self, wanted: u8) -> usize {
        self.text.as_bytes().iter().skip(self.at).take_while(|byte| **byte == wanted).count()
    }

    fn slice(&self, start: usize) -> &str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// What starts with a dollar: a variable, another syntax with variables in it, or nothing but text.
    fn dollar(&mut self, place: Place) -> Result<Option<Template>, Refused> {
        let start = self.at;
        self.at += self.run_of(b'$');
        if self.peek() != Some(b'{') {
            return Ok(None);
        }
        self.at += 1;
        if self.depth >= MOST_NESTING {
            return Err(Refused);
        }
        self.depth += 1;
        let found = self.braces(start, place);
        self.depth -= 1;
        found
    }

    fn braces(&mut self, start: usize, place: Place) -> Result<Option<Template>, Refused> {
        let name = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')) {
            self.at += 1;
        }
        let begins = self.byte(name).is_some_and(|byte| byte.is_ascii_lowercase());
        let is_foreign = match self.peek() {
            Some(b':') => self.byte(self.at + 1) == Some(b':'),
            Some(b'(') => false,
            _ => true,
        };
        if !begins || is_foreign {
            return if place == Place::Variable { Err(Refused) } else { self.foreign(start) };
        }
        let mut sources = Vec::new();
        let kind = SmolStr::new(self.slice(name));
        let mut is_last = self.call(kind, &mut sources)?;
        while !is_last {
            is_last = self.next_source(&mut sources)?;
        }
        Ok(Some(Template { parts: vec![Part::Variable(Variable { sources })] }))
    }

    /// Braces of another syntax: they end at the first that closes; variables in them are variables.
    fn foreign(&mut self, start: usize) -> Result<Option<Template>, Refused> {
        let mut template = Template::default();
        let mut from = start;
        loop {
            match self.peek() {
                None => break,
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                Some(b'$') => {
                    let before = self.at;
                    if let Some(found) = self.dollar(Place::Text)? {
                        template.push_text(self.text.get(from..before).unwrap_or_default());
                        template.parts.extend(found.parts);
                        from = self.at;
                    }
                }
                Some(_) => self.at += 1,
            }
        }
        let rest = self.slice(from).to_owned();
        template.push_text(&rest);
        Ok(Some(template))
    }

    /// A source from the end of its name on; says whether it is the variable's last.
    fn call(&mut self, kind: SmolStr, sources: &mut Vec<Source>) -> Result<bool, Refused> {
        let mut call = Call { kind, ..Call::default() };
        if self.peek() == Some(b'(') {
            self.at += 1;
            self.params(&mut call)?;
            self.skip_blanks();
        }
        if self.peek() == Some(b':') {
            self.at += 1;
            self.skip_blanks();
            call.address = match self.peek() {
                Some(b'}' | b',') => None,
                Some(b':') => return Err(Refused),
                Some(quote @ (b'"' | b'\'')) => Some(self.quoted_template(quote)?),
                _ => Some(self.until(b"},", None)?),
            };
            self.skip_blanks();
        }
        sources.push(Source::Call(call));
        self.ends()
    }

    /// Whether a source is the last; goes over the comma or the brace after it.
    fn ends(&mut self) -> Result<bool, Refused> {
        let ends = match self.peek() {
            Some(b'}') => true,
            Some(b',') => false,
            _ => return Err(Refused),
        };
        self.at += 1;
        Ok(ends)
    }

    fn next_source(&mut self, sources: &mut Vec<Source>) -> Result<bool, Refused> {
        self.skip_blanks();
        let literal = match self.peek() {
            Some(quote @ (b'"' | b'\'')) => Literal::Text(self.quoted(quote)?),
            _ => {
                let start = self.at;
                while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')) {
                    self.at += 1;
                }
                let word = SmolStr::new(self.slice(start));
                self.skip_blanks();
                if matches!(self.peek(), Some(b':' | b'(')) {
                    let is_name = word.starts_with(|first: char| first.is_ascii_lowercase())
                        && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
                    return if is_name { self.call(word, sources) } else { Err(Refused) };
                }
                literal(&word).ok_or(Refused)?
            }
        };
        self.skip_blanks();
        sources.push(Source::Literal(literal));
        // Nothing comes after a value that is always there.
        if self.ends()? { Ok(true) } else { Err(Refused) }
    }

    fn params(&mut self, call: &mut Call) -> Result<(), Refused> {
        loop {
            self.skip_blanks();
            let param = match self.peek() {
                Some(b')') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b',') => Template::default(),
                Some(quote @ (b'"' | b'\'')) => self.quoted_template(quote)?,
                _ => self.until(b"),", Some(b'}'))?,
            };
            call.params.push(param);
            self.skip_blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b')') => {}
                _ => return Err(Refused),
            }
        }
    }

    /// Text with variables, up to one of the bytes that end it.
    fn until(&mut self, ends: &[u8], refused: Option<u8>) -> Result<Template, Refused> {
        let mut template = Template::default();
        let mut start = self.at;
        loop {
            match self.peek() {
                None => return Err(Refused),
                Some(byte) if ends.contains(&byte) => break,
                Some(byte) if refused == Some(byte) => return Err(Refused),
                Some(b'$') => {
                    let before = self.at;
                    if let Some(found) = self.dollar(Place::Variable)? {
                        template.push_text(self.text.get(start..before).unwrap_or_default());
                        template.parts.extend(found.parts);
                        start = self.at;
                    }
                }
                Some(_) => self.at += 1,
            }
        }
        let rest = self.slice(start).to_owned();
        template.push_text(&rest);
        Ok(template.trimmed())
    }

    fn quoted_template(&mut self, quote: u8) -> Result<Template, Refused> {
        let mut template = Template::default();
        template.push_text(&self.quoted(quote)?);
        Ok(template)
    }

    /// Text in quotes: in double ones as JSON has it, in single ones as it stands.
    fn quoted(&mut self, quote: u8) -> Result<SmolStr, Refused> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                None => return Err(Refused),
                Some(b'\\') if quote == b'"' => self.at += 2,
                Some(byte) => {
                    self.at += 1;
                    if byte == quote {
                        break;
                    }
                }
            }
        }
        let whole = self.slice(start);
        if quote == b'"' {
            return serde_json::from_str::<String>(whole).map(SmolStr::from).map_err(|_| Refused);
        }
        Ok(whole.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or_default().into())
    }
}

fn literal(word: &SmolStr) -> Option<Literal> {
    Some(match word.as_str() {
        "true" => Literal::Bool(true),
        "false" => Literal::Bool(false),
        "null" => Literal::Null,
        number => Literal::Number(number.parse().ok().filter(|value: &f64| value.is_finite())?, word.clone()),
    })
}
