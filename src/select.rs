//! Select: which resources an entry of the settings is for.

use globset::{GlobBuilder, GlobMatcher};
use smol_str::SmolStr;

use crate::model::addresses::{key_in, with_keys, without_keys};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::report::address;
use crate::model::resource::Resource;
use crate::model::settings::Selector;
use crate::model::source::{SourceMap, Span};

/// A selector with its globs compiled.
#[derive(Debug, Default)]
pub struct Compiled {
    path: Option<GlobMatcher>,
    kind: Option<GlobMatcher>,
    address: Option<GlobMatcher>,
}

/// What compiles a glob.
type Compile = fn(&str, Option<Span>, &mut Vec<Problem>) -> Option<GlobMatcher>;

impl Compiled {
    /// Compiles a selector; a glob that is none is a problem, and takes nothing.
    pub fn new(selector: &Selector, problems: &mut Vec<Problem>) -> Option<Self> {
        let mut ok = true;
        let mut compile = |glob: &Option<SmolStr>, by: Compile| {
            let glob = glob.as_ref()?;
            let compiled = by(glob, selector.span, problems);
            ok &= compiled.is_some();
            compiled
        };
        let compiled = Self {
            path: compile(&selector.path, matcher),
            kind: compile(&selector.kind, matcher),
            address: compile(&selector.address, address_matcher),
        };
        ok.then_some(compiled)
    }

    /// Whether a resource fits everything that the selector says.
    ///
    /// One that a module makes is in the file of its call and in that of its block.
    pub fn takes(&self, resource: &Resource, sources: &SourceMap) -> bool {
        let fits = |glob: &GlobMatcher, span: Span| glob.is_match(sources.path(span));
        let is_there = |glob: &GlobMatcher| fits(glob, resource.place()) || fits(glob, resource.name_span);
        self.path.as_ref().is_none_or(is_there)
            && self.kind.as_ref().is_none_or(|glob| glob.is_match(&*resource.kind))
            && self.address.as_ref().is_none_or(|glob| is_addressed(glob, resource))
    }
}

/// Whether a glob fits a resource's address, with its unit or without. Of one that calls made, it may leave the keys of the
/// calls' instances out, and then is for all of them.
fn is_addressed(glob: &GlobMatcher, resource: &Resource) -> bool {
    let fits = |text: &str| glob.is_match(in_one_part(text));
    let whole = address(resource);
    if fits(&whole) || fits(&resource.local) {
        return true;
    }
    if resource.calls.is_empty() {
        return false;
    }
    let local = without_keys(&resource.local);
    let unit = whole.strip_suffix(resource.local.as_str()).unwrap_or_default();
    fits(&local) || fits(&format!("{unit}{local}"))
}

/// Compiles a glob of addresses. In these brackets belong to the address: `*`, `**`, `?` and `{a,b}` alone are the glob's,
/// and a backslash makes letters of them. A key may be written as the report has it.
fn address_matcher(glob: &str, span: Option<Span>, problems: &mut Vec<Problem>) -> Option<GlobMatcher> {
    let meant = with_keys(glob, |index| match quoted_in(index) {
        Some(quoted) => in_quotes(&glob_of_key(quoted)),
        None => index.to_owned(),
    });
    let mut literal = String::with_capacity(meant.len() + 8);
    let mut is_escaped = false;
    for letter in meant.chars() {
        if matches!(letter, '[' | ']') && !is_escaped {
            literal.push('\\');
        }
        is_escaped = letter == '\\' && !is_escaped;
        literal.push(letter);
    }
    compile(glob, &literal, span, problems)
}

/// An address of which each key is in one part and without escapes: `module.api["a/b"]` is one part.
fn in_one_part(address: &str) -> String {
    with_keys(address, |index| match quoted_in(index) {
        Some(_) => in_quotes(&key_in(index)),
        None => index.to_owned(),
    })
}

/// A key in its brackets, in one part of a path.
fn in_quotes(key: &str) -> String {
    format!("[\"{}\"]", key.replace('/', "\u{1}"))
}

/// What stands between the quotes of a key.
fn quoted_in(index: &str) -> Option<&str> {
    index.strip_prefix("[\"")?.strip_suffix("\"]")
}

/// What a glob means between the quotes of a key. Of the escapes of an address those of the glob's own letters stay, and what
/// `$${` begins is no choice of the glob's.
fn glob_of_key(quoted: &str) -> String {
    let mut glob = String::with_capacity(quoted.len());
    let mut letters = quoted.chars().peekable();
    let mut templates = 0_usize;
    while let Some(letter) = letters.next() {
        match (letter, letters.peek().copied()) {
            ('\\', Some(escaped @ ('*' | '?' | '{' | '}' | '[' | ']' | '\\'))) => {
                glob.extend(['\\', escaped]);
                letters.next();
            }
            ('\\', Some(escaped)) => {
                letters.next();
                let digits = if escaped == 'u' { 4 } else { 8 };
                let code: String = match escaped {
                    'u' | 'U' => letters.by_ref().take(digits).collect(),
                    _ => String::new(),
                };
                glob.push_str(&key_in(&format!("[\"\\{escaped}{code}\"]")));
            }
            ('$' | '%', Some(next)) if next == letter => {
                letters.next();
                glob.push(letter);
                if letters.next_if_eq(&'{').is_some() {
                    templates += 1;
                    glob.push_str("\\{");
                } else {
                    glob.push(letter);
                }
            }
            ('}', _) if templates > 0 => {
                templates -= 1;
                glob.push_str("\\}");
            }
            _ => glob.push(letter),
        }
    }
    glob
}

/// Compiles a glob in which `*` stays within one part of a path and `**` does not.
pub fn matcher(glob: &str, span: Option<Span>, problems: &mut Vec<Problem>) -> Option<GlobMatcher> {
    compile(glob, glob, span, problems)
}

/// Compiles what a glob means; what is wrong with it is told of the glob.
fn compile(glob: &str, meant: &str, span: Option<Span>, problems: &mut Vec<Problem>) -> Option<GlobMatcher> {
    match GlobBuilder::new(meant).literal_separator(true).backslash_escape(true).build() {
        Ok(glob) => Some(glob.compile_matcher()),
        Err(error) => {
            let message = format!("`{glob}` is no glob: {}", error.kind());
            let problem = match span {
                Some(span) => Problem::at(ProblemKind::Settings, span, message),
                None => Problem::with(ProblemKind::Settings, "", message),
            };
            problems.push(problem);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::address_matcher;
    use crate::model::fact::Facts;
    use crate::model::resource::{Call, Resource, Role, UnitPath};
    use crate::model::source::{SourceId, Span};

    fn resource(local: &str) -> Resource {
        let span = Span::new(SourceId(0), 0, 0);
        let call = |name: &str| Call { name: name.into(), name_span: span, span };
        Resource {
            unit: UnitPath("infra/prod".into()),
            local: local.into(),
            dialect: "terraform",
            kind: "aws_instance".into(),
            name: "a".into(),
            role: Role::Workload,
            service: None,
            name_span: span,
            span,
            namespace: None,
            labels: Vec::new(),
            facts: Facts::new(),
            lends: Facts::new(),
            tags: Vec::new(),
            links: Vec::new(),
            suppressions: Vec::new(),
            calls: local
                .split_once(".aws")
                .filter(|_| local.starts_with("module."))
                .map(|(name, _)| call(name))
                .into_iter()
                .collect(),
        }
    }

    #[test]
    fn a_glob_takes_addresses_with_their_keys_and_without() {
        let one = r#"module.api["a"].aws_instance.a"#;
        let odd = r#"module.api["a/b*"].aws_instance.a"#;
        let number = "module.api[0].module.fn[1].aws_instance.a";
        let quote = r#"module.api["q\"r"].aws_instance.a"#;
        let slash = r#"module.api["b\\s"].aws_instance.a"#;
        let template = r#"module.api["d$${e}\n"].aws_instance.a"#;
        for (glob, local, takes) in [
            ("module.api*", one, true),
            ("module.api*", odd, true),
            ("module.apis*", one, false),
            ("**", one, true),
            ("*", "aws_instance.a", true),
            ("*", odd, true),
            (r#"module.api["a"].aws_instance.*"#, one, true),
            (r#"module.api["b"].aws_instance.*"#, one, false),
            (r#"infra/prod::module.api["a"].aws_instance.*"#, one, true),
            (r#"infra/*::module.api["a"].*"#, one, true),
            (r#"*::module.api["a"].*"#, one, false),
            (r#"module.api["*"].aws_instance.a"#, odd, true),
            (r#"module.api["a/b\*"].aws_instance.a"#, odd, true),
            (r#"module.api["a/b*"].**"#, odd, true),
            (quote, quote, true),
            (r#"module.api["q\"r"].**"#, quote, true),
            (r#"module.api["q*"].**"#, quote, true),
            (r#"module.api["q\"s"].**"#, quote, false),
            (slash, slash, true),
            (r#"module.api["b\\*"].**"#, slash, true),
            (template, template, true),
            (r#"module.api["d$${f}\n"].**"#, template, false),
            (r#"module.api["{a,b}"].**"#, one, true),
            ("module.api.aws_instance.a", one, true),
            ("module.api.aws_instance.a", odd, true),
            ("infra/prod::module.api.aws_instance.a", one, true),
            ("infra/dev::module.api.aws_instance.a", one, false),
            ("module.api.module.fn.aws_instance.a", number, true),
            ("module.api[0].module.fn[1].aws_instance.a", number, true),
            ("module.api[1].module.fn[1].aws_instance.a", number, false),
            ("module.api[01].module.fn[1].aws_instance.a", number, false),
            (r"module.api\[0\].module.fn[?].aws_instance.a", number, true),
            ("{module.api,module.web}[0].**", number, true),
            ("aws_instance.a", one, false),
            ("**aws_instance.a", one, true),
        ] {
            let mut problems = Vec::new();
            let matcher = address_matcher(glob, None, &mut problems);
            let found = matcher.is_some_and(|glob| super::is_addressed(&glob, &resource(local)));
            assert_eq!((found, problems.len()), (takes, 0), "{glob} of {local}");
        }
    }
}
