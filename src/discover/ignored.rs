//! Ignore rules: the `.gitignore` and `.ignore` files of the walked folders, and nobody's own.

use std::rc::Rc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::model::paths;

/// The names of files with rules, strongest first, as ripgrep takes them.
pub const FILES: [&str; 2] = [".ignore", ".gitignore"];

/// The rules of a folder, and those of the folders above it.
pub(super) struct Rules {
    above: Option<Rc<Self>>,
    folder: String,
    /// One a name of [`FILES`], in that order.
    matchers: [Gitignore; 2],
}

impl Rules {
    /// Rules from the texts of a folder's files.
    pub(super) fn new(above: Option<Rc<Self>>, folder: &str, texts: [Option<&str>; 2]) -> Self {
        Self { above, folder: folder.to_owned(), matchers: texts.map(|text| matcher(text.unwrap_or_default())) }
    }

    /// Whether something right or further below the folder is ignored: the closest rule that speaks of it decides.
    pub(super) fn ignores(&self, path: &str, is_folder: bool) -> bool {
        let chain = || std::iter::successors(Some(self), |rules| rules.above.as_deref());
        for strength in 0..FILES.len() {
            for rules in chain() {
                let below = path.strip_prefix(&rules.folder).unwrap_or(path).trim_start_matches('/');
                match rules.matchers.get(strength).map(|matcher| matcher.matched(below, is_folder)) {
                    Some(Match::Ignore(_)) => return true,
                    Some(Match::Whitelist(_)) => return false,
                    Some(Match::None) | None => {}
                }
            }
        }
        false
    }
}

/// Whether what would stand at a path is ignored; `read` gives the text of a file with rules, where there is one.
pub fn ignores(path: &str, read: &mut dyn FnMut(&str) -> Option<String>) -> bool {
    let mut folders: Vec<&str> = paths::above(path).collect();
    folders.push("");
    let mut rules: Option<Rc<Rules>> = None;
    for folder in folders.into_iter().rev() {
        // What stands in an ignored folder is ignored, whatever is said there.
        if rules.as_ref().is_some_and(|rules| rules.ignores(folder, true)) {
            return true;
        }
        let [strong, weak] = FILES.map(|name| read(&paths::child(folder, name)));
        if strong.is_some() || weak.is_some() {
            rules = Some(Rc::new(Rules::new(rules.take(), folder, [strong.as_deref(), weak.as_deref()])));
        }
    }
    rules.is_some_and(|rules| rules.ignores(path, false))
}

/// A line that is no pattern is passed by, as git does.
fn matcher(text: &str) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for line in text.trim_start_matches('\u{FEFF}').lines() {
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
