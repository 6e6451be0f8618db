//! Select: which resources an entry of the settings is for.

use globset::{GlobBuilder, GlobMatcher};
use smol_str::SmolStr;

use crate::model::problem::{Problem, ProblemKind};
use crate::model::report::address;
use crate::model::resource::Resource;
use crate::model::settings::Selector;
use crate::model::source::Span;

/// A selector with its globs compiled.
#[derive(Debug, Default)]
pub struct Compiled {
    path: Option<GlobMatcher>,
    kind: Option<GlobMatcher>,
    address: Option<GlobMatcher>,
}

impl Compiled {
    /// Compiles a selector; a glob that is none is a problem, and takes nothing.
    pub fn new(selector: &Selector, problems: &mut Vec<Problem>) -> Option<Self> {
        let mut ok = true;
        let mut compile = |glob: &Option<SmolStr>| {
            let glob = glob.as_ref()?;
            let compiled = matcher(glob, selector.span, problems);
            ok &= compiled.is_some();
            compiled
        };
        let compiled =
            Self { path: compile(&selector.path), kind: compile(&selector.kind), address: compile(&selector.address) };
        ok.then_some(compiled)
    }

    /// Whether a resource in the file at `path` fits everything that the selector says.
    pub fn takes(&self, resource: &Resource, path: &str) -> bool {
        let fits = |glob: &Option<GlobMatcher>, text: &str| glob.as_ref().is_none_or(|glob| glob.is_match(text));
        fits(&self.path, path)
            && fits(&self.kind, &resource.kind)
            && (self.address.is_none()
                || fits(&self.address, &address(resource))
                || fits(&self.address, &resource.local))
    }
}

/// Compiles a glob in which `*` stays within one part of a path and `**` does not.
pub fn matcher(glob: &str, span: Option<Span>, problems: &mut Vec<Problem>) -> Option<GlobMatcher> {
    match GlobBuilder::new(glob).literal_separator(true).build() {
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
