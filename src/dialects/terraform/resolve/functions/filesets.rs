//! `fileset`: the files under a folder that fit a pattern.

use globset::{GlobBuilder, GlobMatcher};
use smol_str::{SmolStr, format_smolstr};

use super::unknown;
use crate::dialects::terraform::resolve::choices::{lifted, unknown_among};
use crate::dialects::terraform::resolve::scope::Scope;
use crate::dialects::terraform::resolve::value::{Fault, MOST_ITEMS, Outcome, text, to_text};
use crate::dialects::terraform::resolve::ways::made_of;
use crate::model::paths;
use crate::model::source::{EntryKind, ReadError, Span};
use crate::model::tree::{Content, Node, Sort};
use crate::values::choices::Reach;

/// More entries than these are looked at for no pattern.
const MOST_ENTRIES: usize = 20_000;

/// A longer pattern is none that a person wrote.
const LONGEST_PATTERN: usize = 1000;

impl Scope<'_> {
    /// `fileset`: paths as seen from the folder that is given, in order.
    pub(super) fn of_folder(&self, arguments: &[Node], span: Span) -> Outcome {
        lifted(arguments, Reach::Whole, span, &mut |arguments| {
            if let Some(unknown) = unknown_among(arguments, Reach::Whole, span) {
                return Ok(unknown);
            }
            let [folder, pattern] = arguments else {
                return Err(Fault::wrong("fileset() takes a folder and a pattern"));
            };
            let read = |node| to_text(node).ok_or_else(|| Fault::wrong("fileset() is given something that is no text"));
            let (folder, pattern) = (read(folder)?, read(pattern)?);
            let Some(folder) = paths::join(self.world.root, &folder) else {
                return Ok(unknown("fileset() reads outside the root".into(), span));
            };
            let made = match self.files_in(&folder, &pattern)? {
                Ok(found) => {
                    let paths = found.into_iter().map(|path| text(path, span)).collect();
                    Node::new(Content::List(paths), span).of_sort(Sort::Set)
                }
                Err(reason) => unknown(reason, span),
            };
            Ok(made_of(made, arguments.iter()))
        })
    }

    /// The files in a folder, or why they are not known.
    fn files_in(&self, root: &str, pattern: &str) -> Result<Result<Vec<String>, SmolStr>, Fault> {
        let pattern = pattern.trim_start_matches("./");
        let parts: Vec<&str> = pattern.split('/').collect();
        if parts.contains(&"..") || pattern.starts_with('/') {
            return Ok(Err("fileset() is given a pattern that leads elsewhere".into()));
        }
        let matcher = matcher(pattern).ok_or_else(|| Fault::wrong("fileset() is given a pattern that is none"))?;
        let is_deep = pattern.contains("**") || pattern.contains('{');
        let mut found = Vec::new();
        let mut waiting = vec![(String::new(), 1_usize)];
        let mut looked_at = 0;
        while let Some((below, depth)) = waiting.pop() {
            let folder = if below.is_empty() { root.to_owned() } else { paths::child(root, &below) };
            let entries = match self.world.library.list(&folder) {
                Ok(entries) => entries,
                Err(ReadError::NotFound) => continue,
                Err(error) => return Ok(Err(error.clause(&folder).into())),
            };
            looked_at += entries.len();
            self.world.budget.spend(entries.len())?;
            if looked_at > MOST_ENTRIES {
                return Ok(Err(format_smolstr!("fileset() looks at more than {MOST_ENTRIES} files")));
            }
            for entry in entries {
                let path = paths::child(&below, &entry.name);
                match entry.kind {
                    EntryKind::Folder if is_deep || depth < parts.len() => waiting.push((path, depth + 1)),
                    EntryKind::File(_) | EntryKind::FileLink(_) if matcher.is_match(&path) => found.push(path),
                    EntryKind::FolderLink if is_deep || depth < parts.len() => {
                        return Ok(Err(format_smolstr!("fileset() goes through the link {path}")));
                    }
                    _ => {}
                }
            }
        }
        if found.len() > MOST_ITEMS {
            return Ok(Err("fileset() gives too many values".into()));
        }
        found.sort_unstable();
        Ok(Ok(found))
    }
}

fn matcher(pattern: &str) -> Option<GlobMatcher> {
    let fits = pattern.len() <= LONGEST_PATTERN;
    let glob =
        fits.then(|| GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build().ok())??;
    Some(glob.compile_matcher())
}
