//! Kept texts: what a page or file repeats of the program is compared with it, and written anew with `UPDATE=1`.

use std::fs;
use std::path::{Path, PathBuf};

/// The repository's top.
pub(crate) fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads a file by its path from the top.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(top().join(path)).unwrap_or_else(|error| panic!("{path}: {error}")).replace("\r\n", "\n")
}

/// The files under a folder that have an extension, by path from the top, in order.
pub(crate) fn files(folder: &str, extension: &str) -> Vec<String> {
    fn gather(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                gather(&path, extension, found);
            } else if path.extension().is_some_and(|of| of == extension) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    gather(&top().join(folder), extension, &mut found);
    let from_top = |path: &PathBuf| path.strip_prefix(top()).unwrap().to_string_lossy().replace('\\', "/");
    let mut found: Vec<String> = found.iter().map(from_top).collect();
    found.sort();
    found
}

/// Holds that a whole file is the text. A test of its own a file: two that write one would race.
pub(crate) fn hold_file(path: &str, text: &str) {
    hold(path, &fs::read_to_string(top().join(path)).unwrap_or_default().replace("\r\n", "\n"), text);
}

/// Holds that a page says each text between `<!-- generated: name -->` and `<!-- end -->`.
pub(crate) fn hold_blocks(path: &str, blocks: &[(&str, String)]) {
    let is = read(path);
    let mut should = is.clone();
    for (name, text) in blocks {
        let open = format!("<!-- generated: {name} -->\n");
        let (before, rest) = should.split_once(&open).unwrap_or_else(|| panic!("{path} has no block `{name}`"));
        let (_, after) = rest.split_once("<!-- end -->").unwrap_or_else(|| panic!("{path}: `{name}` has no end"));
        should = format!("{before}{open}{}\n<!-- end -->{after}", text.trim_end());
    }
    hold(path, &is, &should);
}

fn hold(path: &str, is: &str, should: &str) {
    if is == should {
        return;
    }
    if std::env::var_os("UPDATE").is_some_and(|value| !value.is_empty()) {
        fs::write(top().join(path), should).unwrap();
        return;
    }
    let line = is.lines().zip(should.lines()).take_while(|(is, should)| is == should).count();
    panic!(
        "{path}:{} is behind the program; `UPDATE=1 cargo test` writes it anew\n  it says     {:?}\n  it should   {:?}",
        line + 1,
        is.lines().nth(line),
        should.lines().nth(line),
    );
}

/// A table in Markdown.
pub(crate) fn table<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let line = |cells: [String; N]| format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "));
    let mut text = line(head.map(str::to_owned));
    text += &format!("|{}\n", "---|".repeat(N));
    for row in rows {
        text += &line(row);
    }
    text
}
