//! Paths from the root, their parts joined by `/`: what they mean, without asking any system.

/// `relative` as seen from `folder`, without `.` and `..`; nothing where that leads out of the root.
///
/// A path that starts with `/` is outside: no path from the root does.
pub fn join(folder: &str, relative: &str) -> Option<String> {
    if relative.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(relative.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The path of what stands in a folder under a name.
pub fn child(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The folder that a file or folder stands in; the root stands in itself.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folders above a path, the innermost first, without the root.
pub fn above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder(path)), |inner| Some(folder(inner))).take_while(|folder| !folder.is_empty())
}

/// The last part of a path.
pub fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a path is one of `named` or stands below one. Where none is named, all are.
pub fn is_named(path: &str, named: &[String]) -> bool {
    named.is_empty() || named.iter().any(|named| is_below(path, named))
}

/// Whether a path is `above` or stands below it.
pub fn is_below(path: &str, above: &str) -> bool {
    above.is_empty() || path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A path as a URI writes it: what RFC 3986 does not call unreserved is percent-encoded byte by byte, but for `/`.
pub fn percent_encoded(path: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().map_or('0', char::from);
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.extend(['%', digit(byte >> 4), digit(byte & 0xF)]);
        }
    }
    uri
}
