//! Where text comes from: sources, the window onto them, and the way from a byte offset to a line.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::paths;

/// A number for one path, given out once and kept for the life of a memo.
///
/// Ids say nothing of order: never sort by them, sort by path.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SourceId(pub u32);

/// A range of bytes in one source, `start` included and `end` not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Span {
    /// The source that the bytes are of.
    pub source: SourceId,
    /// First byte, counted from 0.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// A span over `start..end` of `source`; offsets past 4 GiB are cut off there.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let cut = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { source, start: cut(start), end: cut(end.max(start)) }
    }

    /// The smallest span over both; `self` where they are of different sources.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        if self.source != other.source {
            return self;
        }
        Self { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }
}

/// A line and a column, both from 1; the column counts Unicode scalar values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
}

/// A file's path and text.
#[derive(Debug)]
pub struct Source {
    /// Path from the root, parts joined by `/`.
    pub path: Arc<str>,
    /// The text, without a byte order mark.
    pub text: Arc<str>,
    line_starts: OnceLock<Vec<u32>>,
}

/// A blot that is as long as a letter, in bytes and in UTF-16.
fn blot(letter: char) -> char {
    match (letter, letter.len_utf8()) {
        ('\n' | '\r', _) => letter,
        (_, 1) => '*',
        (_, 2) => '\u{b7}',
        (_, 3) => '\u{2022}',
        _ => '\u{1f512}',
    }
}

impl Source {
    /// A source of `text` at `path`.
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into(), line_starts: OnceLock::new() }
    }

    /// Byte offsets at which lines start; built on first use.
    pub fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let ends = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(ends.map(|end| u32::try_from(end + 1).unwrap_or(u32::MAX))).collect()
        })
    }

    /// Line and column of a byte offset; an offset past the end is the end.
    pub fn position(&self, offset: u32) -> Position {
        let (line, before) = self.line_before(offset);
        // Every byte that does not continue a scalar value starts one.
        let column = before.iter().filter(|byte| (**byte & 0xC0) != 0x80).count();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1);
        Position { line: number(line), column: number(column) }
    }

    /// The column of a byte offset in UTF-16 code units, from 1; an offset past the end is the end.
    pub fn utf16_column(&self, offset: u32) -> usize {
        utf16_units(self.line_before(offset).1) + 1
    }

    /// Index, from 0, of the line that holds a byte offset, and the bytes of it before that.
    fn line_before(&self, offset: u32) -> (usize, &[u8]) {
        let offset = (offset as usize).min(self.text.len());
        let line = self.line_of(offset);
        let start = self.line_starts().get(line).map_or(0, |&start| start as usize);
        (line, self.text.as_bytes().get(start..offset).unwrap_or_default())
    }

    /// Index, from 0, of the line that holds a byte offset.
    pub fn line_of(&self, offset: usize) -> usize {
        self.line_starts().partition_point(|&start| start as usize <= offset).saturating_sub(1)
    }

    /// The text of a line, by its index from 0, without its line ending.
    pub fn line_text(&self, line: usize) -> &str {
        let starts = self.line_starts();
        let Some(&start) = starts.get(line) else { return "" };
        let end = starts.get(line + 1).map_or(self.text.len(), |&next| next as usize);
        self.text.get(start as usize..end).unwrap_or_default().trim_end_matches(['\n', '\r'])
    }

    /// The same source with what stands under these spans blotted out, so that it can be shown: every line, column and
    /// offset stays what it is.
    #[must_use]
    pub fn blotted(&self, spans: &[Span]) -> Self {
        let mut spans: Vec<&Span> = spans.iter().collect();
        spans.sort_by_key(|span| (span.start, span.end));
        let mut text = String::with_capacity(self.text.len());
        let mut at = 0;
        for span in spans {
            let (start, end) = ((span.start as usize).max(at), span.end as usize);
            let (Some(before), Some(under)) = (self.text.get(at..start), self.text.get(start..end)) else { continue };
            text.push_str(before);
            text.extend(under.chars().map(blot));
            at = end;
        }
        text.push_str(self.text.get(at..).unwrap_or_default());
        Self::new(self.path.clone(), text)
    }

    /// The text under a span, or nothing where the span does not lie in this text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

/// How many UTF-16 code units the characters have that start in these bytes: two where a character takes four bytes.
pub fn utf16_units(bytes: &[u8]) -> usize {
    bytes.iter().map(|byte| usize::from(byte & 0xC0 != 0x80) + usize::from(*byte >= 0xF0)).sum()
}

/// The sources of one scan, by id.
#[derive(Debug, Default, Clone)]
pub struct SourceMap {
    sources: HashMap<SourceId, Arc<Source>>,
}

impl SourceMap {
    /// Puts a source under its id.
    pub fn insert(&mut self, id: SourceId, source: Arc<Source>) {
        self.sources.insert(id, source);
    }

    /// The source of an id.
    pub fn get(&self, id: SourceId) -> Option<&Arc<Source>> {
        self.sources.get(&id)
    }

    /// Path of a span's source; empty where the source is not known.
    pub fn path(&self, span: Span) -> &str {
        self.get(span.source).map_or("", |source| &source.path)
    }

    /// Where a span starts.
    pub fn start(&self, span: Span) -> Position {
        self.get(span.source).map_or(Position { line: 1, column: 1 }, |source| source.position(span.start))
    }

    /// Where a span ends.
    pub fn end(&self, span: Span) -> Position {
        self.get(span.source).map_or(Position { line: 1, column: 1 }, |source| source.position(span.end))
    }
}

/// What stands in a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The last part of its path.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
}

/// What a folder's entry is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryKind {
    /// A file, with its size in bytes.
    File(u64),
    /// A link to a file under the root, with that one's size in bytes.
    FileLink(u64),
    /// A folder.
    Folder,
    /// A link to a folder: never walked, its target is walked where it stands.
    FolderLink,
    /// A link that leads nowhere, in a circle, or out of the root.
    DeadLink,
    /// A socket, a device or the like.
    Other,
}

impl EntryKind {
    /// The size in bytes of what can be read under this name.
    pub fn file_size(self) -> Option<u64> {
        match self {
            Self::File(size) | Self::FileLink(size) => Some(size),
            Self::Folder | Self::FolderLink | Self::DeadLink | Self::Other => None,
        }
    }
}

/// One state of what stands at a path, among all that it was ever in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Stamp(pub u64);

/// Why something could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadError {
    /// There is nothing at that path.
    NotFound,
    /// It stands outside the root.
    OutsideRoot,
    /// Larger than the cap, with its size in bytes.
    TooLarge(u64),
    /// The system said no, in its words.
    Refused(String),
    /// It is there, and git does not track it: it is on one machine alone.
    Untracked,
}

impl ReadError {
    /// Why what would have been read of the file at `path` is not known, as a clause.
    pub fn clause(&self, path: &str) -> String {
        match self {
            Self::Untracked => format!("git does not track {path}"),
            Self::NotFound | Self::OutsideRoot | Self::TooLarge(_) | Self::Refused(_) => {
                format!("{path} cannot be read")
            }
        }
    }
}

/// The only window onto the world that a scan has: read and list, bounded to the root.
///
/// Paths are from the root, their parts joined by `/`; the root itself is the empty path.
pub trait Sources: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// What kept the file from being read.
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError>;

    /// The entries of a folder, in any order.
    ///
    /// # Errors
    /// What kept the folder from being read.
    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError>;

    /// The path, free of links, of what a link under the root leads to; nothing where it leads nowhere, or out of the
    /// root. Sources without links have none.
    fn target(&self, _link: &str) -> Option<String> {
        None
    }

    /// What stands at a path.
    fn kind(&self, path: &str) -> Option<EntryKind> {
        let name = path.rsplit('/').next()?;
        let entries = self.list(paths::folder(path)).ok()?;
        entries.into_iter().find(|entry| entry.name == name).map(|entry| entry.kind)
    }

    /// What stays the same for as long as what stands at a path does: a file's bytes, or a folder's entries. Nothing
    /// where that could only be told by reading it.
    fn stamp(&self, _path: &str) -> Option<Stamp> {
        None
    }
}
