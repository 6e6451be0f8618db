//! Text to trees: YAML, JSON, HCL and TOML, every key and value with the bytes that say it.

mod duplicates;
mod hcl;
mod json;
mod place;
pub mod text;
mod toml;
mod yaml;

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]
mod tests;

use smol_str::SmolStr;

use crate::model::document::{Parsed, Syntax};
use crate::model::expression::{Expression, Traversal, TraversalRoot};
use crate::model::library::Footing;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::SourceId;
use crate::model::tree::{Content, Node};

/// A tree nested deeper than this is read down to there, with a problem: what walks trees may then recurse.
pub const MOST_DEPTH: usize = 200;

/// So many problems of one source are told.
const MOST_PROBLEMS: usize = 1_000;

/// Parses a source. Of a broken source, whatever could be read is there beside the problems.
pub fn parse(source: SourceId, text: &str, syntax: Syntax) -> Parsed {
    let mut parsed = match syntax {
        Syntax::Yaml => yaml::parse(source, text),
        Syntax::Json => json::parse(source, text),
        Syntax::Hcl => hcl::parse(source, text),
        Syntax::Toml => toml::parse(source, text),
    };
    if let Some(first_untold) = parsed.problems.get_mut(MOST_PROBLEMS) {
        first_untold.kind = ProblemKind::Limit;
        first_untold.message = "from here on the mistakes of this file are not told: there are too many".to_owned();
        first_untold.help = None;
        parsed.problems.truncate(MOST_PROBLEMS + 1);
    }
    parsed
}

/// Parses a template of HCL that stands in no HCL source: a file for `templatefile`, a string of Terraform's JSON.
///
/// # Errors
/// Why it cannot be read, as what may follow a colon.
pub fn template(text: &str, footing: Footing<'_>) -> Result<Node, SmolStr> {
    hcl::template(text, footing)
}

/// Reads an HCL expression that stands in no file; nothing where it is none. The places in it are nowhere.
pub fn expression(text: &str) -> Option<Node> {
    let nowhere = SourceId(u32::MAX);
    // On lines of its own, so that a comment at its end hides nothing.
    let parsed = parse(nowhere, &format!("value = (\n{text}\n)\n"), Syntax::Hcl);
    let [document] = parsed.documents.as_slice() else { return None };
    let [entry] = document.root.as_map()?.entries.as_slice() else { return None };
    parsed.problems.is_empty().then(|| without_parentheses(&entry.value).clone())
}

/// What stands in parentheses.
fn without_parentheses(node: &Node) -> &Node {
    match &node.content {
        Content::Expression(expression) => match &**expression {
            Expression::Traversal(Traversal { root: TraversalRoot::Value(inner), steps }) if steps.is_empty() => inner,
            _ => node,
        },
        _ => node,
    }
}

/// Adds a problem, as long as there are not too many: one more than are told is kept as a sign that there are.
fn tell(problems: &mut Vec<Problem>, problem: Problem) {
    if problems.len() <= MOST_PROBLEMS {
        problems.push(problem);
    }
}

/// The syntax of a file, by the end of its name. What AWS calls a `.template` is told by its first mark.
pub fn syntax_of(path: &str, text: &str) -> Option<Syntax> {
    let name = path.rsplit('/').next().unwrap_or(path);
    // Kustomize takes its file without an extension, too.
    if name == "Kustomization" {
        return Some(Syntax::Yaml);
    }
    let (_, extension) = name.rsplit_once('.')?;
    match extension.to_ascii_lowercase().as_str() {
        "yaml" | "yml" => Some(Syntax::Yaml),
        "json" | "jsonc" => Some(Syntax::Json),
        "template" if text.trim_start().starts_with('{') => Some(Syntax::Json),
        "template" => Some(Syntax::Yaml),
        "tf" | "tofu" | "tfvars" | "hcl" => Some(Syntax::Hcl),
        "toml" => Some(Syntax::Toml),
        _ => None,
    }
}
