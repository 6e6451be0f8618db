//! Functions that read files, under the root alone.

use smol_str::{SmolStr, format_smolstr};

use super::unknown;
use crate::dialects::terraform::resolve::choices::{lifted, unknown_among};
use crate::dialects::terraform::resolve::holes::HoledText;
use crate::dialects::terraform::resolve::scope::Scope;
use crate::dialects::terraform::resolve::value::{self, Fault, Outcome, boolean, bounded_text, json_text, to_text};
use crate::dialects::terraform::resolve::ways::made_of;
use crate::model::paths;
use crate::model::source::{ReadError, Span};
use crate::model::tree::Node;
use crate::values::choices::Reach;

impl Scope<'_> {
    /// The value of a function that reads a file; of `filebase64`, the text itself.
    pub(in crate::dialects::terraform::resolve) fn of_file(
        &self,
        name: &str,
        arguments: &[Node],
        span: Span,
    ) -> Outcome {
        // What a template is filled with may be unknown in a part that it does not use.
        lifted(arguments, Reach::Whole, span, &mut |arguments| {
            let Some((path, vars)) = arguments.split_first() else {
                return Err(Fault::wrong(format_smolstr!("{name}() is given no path")));
            };
            if let Some(unknown) = unknown_among(std::slice::from_ref(path), Reach::Top, span) {
                return Ok(unknown);
            }
            let path = to_text(path).ok_or_else(|| Fault::wrong(format_smolstr!("{name}() is given no path")))?;
            let Some(found) = paths::join(self.world.root, &path) else {
                return Ok(unknown(format_smolstr!("{name}() reads outside the root"), span));
            };
            let opened = self.world.library.text(&found);
            if name == "fileexists" {
                return match opened {
                    Err(ReadError::NotFound) => Ok(boolean(false, span)),
                    Err(error @ ReadError::Untracked) => Ok(unknown(error.clause(&found).into(), span)),
                    _ => Ok(boolean(true, span)),
                };
            }
            let source = match opened {
                Ok(source) => source,
                Err(error) => return Ok(unknown(error.clause(&found).into(), span)),
            };
            self.world.budget.spend(source.text.len() / 64)?;
            match vars.first() {
                Some(vars) if name == "templatefile" => {
                    let filled = filled(&source.text, vars, &found, span)?;
                    Ok(made_of(filled, arguments.iter()))
                }
                _ => Ok(bounded_text(&source.text, span)),
            }
        })
    }
}

/// A template with its plain `${name}` filled in; whatever else it holds is not evaluated.
pub(in crate::dialects::terraform::resolve) fn filled(template: &str, vars: &Node, path: &str, span: Span) -> Outcome {
    let mut out = HoledText::default();
    let mut rest = template;
    while let Some(mark) = rest.find(['$', '%']) {
        let (before, after) = rest.split_at(mark);
        out.push(before);
        if out.is_too_long() {
            return Ok(unknown(format_smolstr!("{path} grows too long"), span));
        }
        let escaped = ["$${", "%%{"].into_iter().find(|escape| after.starts_with(escape));
        if let Some(escape) = escaped {
            out.push(escape.get(1..).unwrap_or_default());
            rest = after.get(escape.len()..).unwrap_or_default();
            continue;
        }
        if after.starts_with("%{") {
            return Ok(unknown(format_smolstr!("{path} holds template directives"), span));
        }
        let Some(inside) = after.strip_prefix("${") else {
            out.push(after.get(..1).unwrap_or_default());
            rest = after.get(1..).unwrap_or_default();
            continue;
        };
        let Some((name, tail)) = inside.split_once('}') else {
            return Err(Fault::wrong(format_smolstr!("{path} is no whole template")));
        };
        match replacement(name.trim(), vars, path, span)? {
            Replacement::Text(text) => out.push(&text),
            Replacement::Hole(node) => out.hole(node),
        }
        rest = tail;
    }
    out.push(rest);
    Ok(out.finish(span))
}

/// What stands for a name in a template.
enum Replacement {
    Text(SmolStr),
    Hole(Node),
}

fn replacement(name: &str, vars: &Node, path: &str, span: Span) -> Result<Replacement, Fault> {
    let inner = name.strip_prefix("jsonencode(").and_then(|inner| inner.strip_suffix(')'));
    let Some(value) = vars.get(inner.unwrap_or(name).trim()) else {
        let is_name = name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'));
        return match vars.as_map() {
            Some(vars) if is_name && value::rest(vars).is_none() => {
                Err(Fault::wrong(format_smolstr!("{path} is not given {name}")))
            }
            _ => Ok(Replacement::Hole(unknown(format_smolstr!("{path} holds expressions"), span))),
        };
    };
    if unknown_among(std::slice::from_ref(value), Reach::Whole, span).is_some() {
        return Ok(Replacement::Hole(value.clone()));
    }
    let text = if inner.is_some() { json_text(value) } else { to_text(value).or_else(|| json_text(value)) };
    text.map(Replacement::Text).ok_or_else(|| Fault::wrong(format_smolstr!("{path} cannot be filled in")))
}
