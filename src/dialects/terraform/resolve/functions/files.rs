//! Functions that read files, under the root alone.

use smol_str::format_smolstr;

use super::unknown;
use crate::dialects::terraform::resolve::choices::{lifted, unknown_among};
use crate::dialects::terraform::resolve::codes::{Code, encoded};
use crate::dialects::terraform::resolve::scope::Scope;
use crate::dialects::terraform::resolve::value::{Fault, Outcome, boolean, bounded_text, to_text};
use crate::dialects::terraform::resolve::ways::made_of;
use crate::model::paths;
use crate::model::source::{ReadError, Span};
use crate::model::tree::Node;
use crate::values::choices::Reach;

impl Scope<'_> {
    /// The value of a function that reads a file.
    pub(in crate::dialects::terraform::resolve) fn of_file(
        &self,
        name: &str,
        arguments: &[Node],
        span: Span,
    ) -> Outcome {
        lifted(arguments, Reach::Top, span, &mut |arguments| {
            let Some((path, vars)) = arguments.split_first() else {
                return Err(Fault::wrong(format_smolstr!("{name}() is given no path")));
            };
            if let Some(unknown) = unknown_among(std::slice::from_ref(path), Reach::Top, span) {
                return Ok(unknown);
            }
            let text = to_text(path).ok_or_else(|| Fault::wrong(format_smolstr!("{name}() is given no path")))?;
            let Some(found) = paths::join(self.world.root, &text) else {
                return Ok(unknown(format_smolstr!("{name}() reads outside the root"), span));
            };
            let opened = self.world.library.text(&found);
            if name == "fileexists" {
                return match opened {
                    Err(ReadError::NotFound) if self.world.library.is_ignored(&found) => {
                        Ok(unknown(format_smolstr!("git ignores {found}, which may be made before this runs"), span))
                    }
                    Err(ReadError::NotFound) => Ok(boolean(false, span)),
                    Err(error @ ReadError::Untracked) => Ok(unknown(error.clause(&found).into(), span)),
                    _ => Ok(boolean(true, span)),
                };
            }
            let source = match opened {
                Ok(source) => source,
                Err(ReadError::NotFound) if self.world.trying.get() > 0 && !self.world.library.is_ignored(&found) => {
                    return Err(Fault::wrong(format_smolstr!("there is no file {found}")));
                }
                Err(error) => return Ok(unknown(error.clause(&found).into(), span)),
            };
            self.world.budget.spend(source.text.len() / 64)?;
            match vars.first() {
                Some(vars) if name == "templatefile" => {
                    let filled = self.filled(&source.text, vars, &found.as_str().into(), span)?;
                    Ok(made_of(filled, std::iter::once(path)))
                }
                _ if name == "filebase64" => Ok(encoded(Code::Base64, bounded_text(&source.text, span), span)),
                _ => Ok(bounded_text(&source.text, span)),
            }
        })
    }

    /// `templatestring`: a text filled in.
    pub(super) fn of_text(&self, arguments: &[Node], span: Span) -> Outcome {
        lifted(arguments, Reach::Top, span, &mut |arguments| {
            let [template, vars] = arguments else {
                return Err(Fault::wrong("templatestring() is given no template and variables"));
            };
            if let Some(unknown) = unknown_among(std::slice::from_ref(template), Reach::Top, span) {
                return Ok(unknown);
            }
            let text = to_text(template).ok_or_else(|| Fault::wrong("templatestring() is given no text"))?;
            let filled = self.filled(&text, vars, &"the template here".into(), span)?;
            Ok(made_of(filled, std::iter::once(template)))
        })
    }
}
