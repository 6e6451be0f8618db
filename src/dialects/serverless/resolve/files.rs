//! Files that variables name: read below the root, and never run.

use std::rc::Rc;

use smol_str::{SmolStr, format_smolstr};

use super::resolver::{Answer, Missing, Resolver, Stage, unknown};
use super::sightings;
use super::sources::{keys, missing};
use super::ways::Way;
use crate::model::paths;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::{ReadError, Span};
use crate::model::tree::{Content, Node, Schema};

/// A file that was asked for.
pub(super) enum Opened {
    /// What it says.
    Tree(Node),
    /// There is no such file, or nothing in it.
    Missing,
    /// It cannot be known what it says, and why.
    Closed(SmolStr),
}

impl Resolver<'_> {
    /// What a file says, or a part of it.
    pub(super) fn of_file(&mut self, path: Option<&SmolStr>, address: &str, name: SmolStr, span: Span) -> Answer {
        let Some(path) = path.filter(|path| !path.is_empty()) else {
            return Answer::Unknown(unknown("the file that is asked for is not named here", span));
        };
        let Some(file) = paths::join(self.service.folder, path) else {
            let message = format!("{path} stands outside the root, so it is not read");
            self.complain(Problem::at(ProblemKind::Unreadable, span, message));
            return Answer::Unknown(unknown(format_smolstr!("{path} stands outside the root"), span));
        };
        if self.stage == Stage::Sought && sightings::is_sought(path) {
            self.sight_files(&file, address, span);
            return Answer::Missing(Missing { reason: SmolStr::default(), is_open: true });
        }
        let opened = match self.files.get(&file) {
            Some(opened) => opened.clone(),
            None => {
                let opened = Rc::new(self.opened(&file, span));
                self.files.insert(file.clone(), opened.clone());
                opened
            }
        };
        match &*opened {
            Opened::Tree(root) => match self.walk(root, &keys(address), Way::through(name.clone())) {
                Answer::Missing(found) if !found.is_open => {
                    missing(format_smolstr!("{name} is written nowhere"), false)
                }
                answer => answer,
            },
            // It may be there where it is deployed: made on the way, or kept out of version control.
            Opened::Missing => missing(format_smolstr!("{file} is not there"), true),
            Opened::Closed(reason) => Answer::Unknown(unknown(reason.clone(), span)),
        }
    }

    /// Reads a file.
    pub(super) fn opened(&self, file: &str, span: Span) -> Opened {
        let cannot_be_read = |error: &ReadError| match error {
            ReadError::NotFound => Opened::Missing,
            error => Opened::Closed(error.clause(file).into()),
        };
        match paths::name(file).rsplit_once('.').map_or("", |(_, extension)| extension) {
            "js" | "cjs" | "mjs" | "ts" | "cts" | "mts" => {
                let listed = self.service.library.list(paths::folder(file)).unwrap_or_default();
                let is_there = listed.iter().any(|entry| entry.name == paths::name(file))
                    || !matches!(self.service.library.text(file), Err(ReadError::NotFound));
                if is_there { Opened::Closed(format_smolstr!("{file} is a program")) } else { Opened::Missing }
            }
            "yml" | "yaml" | "json" | "toml" => match self.service.library.open(file) {
                Err(error) => cannot_be_read(&error),
                Ok(volume) => match volume.parsed.documents.as_slice() {
                    _ if volume.parsed.problems.iter().any(|problem| problem.kind == ProblemKind::Syntax) => {
                        Opened::Closed(format_smolstr!("there are mistakes in {file}"))
                    }
                    [] => Opened::Missing,
                    [document] => {
                        let mut root = document.root.clone();
                        root.settle(Schema::Yaml12);
                        Opened::Tree(root)
                    }
                    _ => Opened::Closed(format_smolstr!("{file} holds several documents")),
                },
            },
            _ => match self.service.library.text(file) {
                Err(error) => cannot_be_read(&error),
                // Only its text is read, so that it has no place of its own.
                Ok(source) => Opened::Tree(Node::new(Content::Text(SmolStr::new(&source.text)), span)),
            },
        }
    }
}
