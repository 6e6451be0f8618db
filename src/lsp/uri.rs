//! URIs: the paths that clients name files by, percent-encoded, there and back.

use std::path::{Path, PathBuf};

use crate::model::paths::percent_encoded;

/// How the system writes paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// `/a/b`.
    Unix,
    /// `C:\a\b`, which a URI writes `/c:/a/b`.
    Windows,
}

const MANNER: Manner = if cfg!(windows) { Manner::Windows } else { Manner::Unix };

/// The path that a `file:` URI names; nothing of any other.
pub(super) fn to_path(uri: &str) -> Option<PathBuf> {
    to_text(uri, MANNER).map(PathBuf::from)
}

/// The `file:` URI of a path; nothing where the path is no text.
pub(super) fn of_path(path: &Path) -> Option<String> {
    path.to_str().map(|path| of_text(path, MANNER))
}

/// A path from a folder, its parts joined by `/`, behind the URI of that folder.
pub(super) fn below(folder: &str, path: &str) -> String {
    // The two strokes before no host are none that end a folder.
    let folder = folder.strip_suffix('/').filter(|folder| !folder.ends_with(":/")).unwrap_or(folder);
    let mut uri = folder.to_owned();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        uri.push('/');
        uri.push_str(&percent_encoded(part));
    }
    uri
}

/// The URI of the folder so many parts above.
pub(super) fn above(uri: &str, parts: usize) -> Option<&str> {
    let mut folder = uri.strip_suffix('/').unwrap_or(uri);
    for _ in 0..parts {
        folder = folder.rsplit_once('/')?.0;
    }
    Some(folder)
}

fn to_text(uri: &str, manner: Manner) -> Option<String> {
    let (scheme, rest) = uri.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let path = match rest.strip_prefix("//") {
        Some(rest) => {
            let start = rest.find('/')?;
            let (host, path) = rest.split_at(start);
            // What stands on another machine is not ours to read.
            if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
                return None;
            }
            path
        }
        None => rest,
    };
    let path = decoded(path)?;
    match manner {
        Manner::Unix => path.starts_with('/').then_some(path),
        Manner::Windows => {
            let path = path.strip_prefix('/').filter(|path| has_drive(path)).unwrap_or(&path);
            Some(path.replace('/', "\\"))
        }
    }
}

fn of_text(path: &str, manner: Manner) -> String {
    let path = match manner {
        Manner::Unix => path.to_owned(),
        // The long form of paths, `\\?\C:\a`, is what the system makes of them.
        Manner::Windows => path.strip_prefix(r"\\?\").unwrap_or(path).replace('\\', "/"),
    };
    below("file://", &path)
}

/// Whether a path starts with a drive: `C:`.
fn has_drive(path: &str) -> bool {
    let mut bytes = path.bytes();
    bytes.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && bytes.next() == Some(b':')
}

/// Text whose `%xx` are the bytes that they stand for; nothing where those are no UTF-8. A `%` that stands for nothing is
/// itself, as is all that should have been encoded: a file has neither a query nor a fragment.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|&digit| char::from(digit).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::{Manner, above, below, of_text, to_text};

    #[test]
    fn paths_and_uris_name_the_same_file() {
        let rows = [
            (Manner::Unix, "/srv/app/main.tf", "file:///srv/app/main.tf"),
            (Manner::Unix, "/a b/c#d/é😀?.yaml", "file:///a%20b/c%23d/%C3%A9%F0%9F%98%80%3F.yaml"),
            (Manner::Unix, "/100%/x+y@z", "file:///100%25/x%2By%40z"),
            (Manner::Windows, r"C:\app\main.tf", "file:///C%3A/app/main.tf"),
        ];
        for (manner, path, uri) in rows {
            assert_eq!(of_text(path, manner), uri);
            assert_eq!(to_text(uri, manner).as_deref(), Some(path));
        }
    }

    #[test]
    fn uris_are_read_as_clients_write_them() {
        let rows = [
            (Manner::Unix, "file://localhost/a", Some("/a")),
            (Manner::Unix, "file:/a/b", Some("/a/b")),
            (Manner::Unix, "FILE:///a", Some("/a")),
            (Manner::Unix, "file:///a b#c", Some("/a b#c")),
            (Manner::Unix, "file:///100%/%zz%4", Some("/100%/%zz%4")),
            (Manner::Unix, "file:///caf%E9", None),
            (Manner::Unix, "file://host/a", None),
            (Manner::Unix, "untitled:Untitled-1", None),
            (Manner::Unix, "git:/a?ref", None),
            (Manner::Unix, "/a/b", None),
            (Manner::Windows, "file:///c%3A/a%20b", Some(r"c:\a b")),
            (Manner::Windows, "file:///C:/a", Some(r"C:\a")),
        ];
        for (manner, uri, expected) in rows {
            assert_eq!(to_text(uri, manner).as_deref(), expected, "{uri}");
        }
        assert_eq!(of_text(r"\\?\C:\a", Manner::Windows), "file:///C%3A/a");
    }

    #[test]
    fn folders_stand_above_what_stands_below_them() {
        assert_eq!(below("file:///c%3A/x/", "a b/c"), "file:///c%3A/x/a%20b/c");
        assert_eq!(below("file:///r", ""), "file:///r");
        assert_eq!(above("file:///r/a%20b/c/", 2), Some("file:///r"));
        assert_eq!(above("file:///r", 0), Some("file:///r"));
        assert_eq!(above("file:///r", 1), Some("file://"));
        assert_eq!(below("file://", "r"), "file:///r");
        assert_eq!(below("file:///", "r"), "file:///r");
    }
}
