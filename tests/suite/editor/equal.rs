//! Editor equals terminal: what an editor shows of a root is what `check` says of it, to the character.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use misfit::discover::disk::Disk;
use misfit::model::overrides::Overrides;
use misfit::model::policy::Severity;
use misfit::model::report::Report;
use misfit::model::source::Span;
use misfit::scan::{Memo, scan};
use serde_json::{Value, json};

use super::client::{Client, uri};
use crate::fixtures::{files_below, root};
use crate::program::Folder;

/// How a client comes by diagnostics and counts characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    PushInUtf16,
    PullInUtf8,
}

/// One thing that is said: path, code, start, end, severity.
type Said = (String, String, (usize, usize), (usize, usize), u64);

/// The roots: all policies' cases as one, all platforms' as one, every other case, and whatever has settings.
fn roots() -> Vec<PathBuf> {
    let mut roots = vec![root().join("policies"), root().join("platforms")];
    for kind in ["projects", "broken", "render"] {
        roots.extend(fs::read_dir(root().join(kind)).unwrap().map(|entry| entry.unwrap().path()));
    }
    for (path, file) in files_below(&root()) {
        if path.ends_with("/misfit.yaml") {
            roots.push(file.parent().unwrap().to_owned());
        }
    }
    roots.sort();
    roots.dedup();
    roots
}

/// What is said of a root.
#[derive(PartialEq, Eq, Debug)]
struct All {
    said: Vec<Said>,
    /// How many problems are of no file.
    nowhere: usize,
}

/// What `check` says of a folder.
fn check(folder: &Path) -> Report {
    let disk = Disk::new(folder).unwrap();
    let overrides = Overrides { today: Some("2026-11-23".to_owned()), ..Overrides::default() };
    scan(&disk, &overrides, &mut Memo::new())
}

/// What a client should show of that, and the path and kind of problems that are of a whole file.
fn in_terminal(folder: &Path, report: &Report, way: Way) -> (All, BTreeSet<(String, String)>) {
    let mut said = Vec::new();
    for finding in &report.findings {
        let severity = match finding.severity {
            Severity::Error => 1,
            Severity::Warning => 2,
            Severity::Note => 3,
        };
        let path = report.sources.path(finding.primary).to_owned();
        let (start, end) = ends(report, finding.primary, way);
        said.push((path, finding.policy.to_string(), start, end, severity));
    }
    let mut nowhere = 0;
    let mut of_whole = BTreeSet::new();
    for problem in &report.problems {
        let severity = if matches!(problem.kind.name(), "suppression" | "baseline") { 2 } else { 1 };
        let ((start, end), is_file) = match problem.span {
            Some(span) => (ends(report, span, way), true),
            None => {
                of_whole.insert((problem.path.clone(), problem.kind.name().to_owned()));
                (((0, 0), (0, 0)), folder.join(&problem.path).is_file())
            }
        };
        if is_file {
            said.push((problem.path.clone(), problem.kind.name().to_owned(), start, end, severity));
        } else {
            nowhere += 1;
        }
    }
    said.sort();
    (All { said, nowhere }, of_whole)
}

/// The line and character of both ends of a span, counted character by character.
fn ends(report: &Report, span: Span, way: Way) -> ((usize, usize), (usize, usize)) {
    let text = &report.sources.get(span.source).unwrap().text;
    (place(text, span.start as usize, way), place(text, span.end as usize, way))
}

fn place(text: &str, offset: usize, way: Way) -> (usize, usize) {
    let (mut line, mut character) = (0, 0);
    let mut rest = text.char_indices().peekable();
    while let Some((at, one)) = rest.next() {
        if at >= offset {
            break;
        }
        let ends_line = one == '\n' || (one == '\r' && rest.peek().is_none_or(|(_, next)| *next != '\n'));
        let width = if way == Way::PullInUtf8 { one.len_utf8() } else { one.len_utf16() };
        (line, character) = if ends_line { (line + 1, 0) } else { (line, character + width) };
    }
    (line, character)
}

/// What an editor shows of a folder, every third of its files open.
fn in_editor(folder: &Path, way: Way, of_whole: &BTreeSet<(String, String)>) -> All {
    let capabilities = match way {
        Way::PushInUtf16 => json!({"textDocument": {"publishDiagnostics": {"relatedInformation": true}}}),
        Way::PullInUtf8 => json!({
            "general": {"positionEncodings": ["utf-8"]},
            "textDocument": {"diagnostic": {}},
            "workspace": {"diagnostics": {"refreshSupport": true}},
        }),
    };
    let mut client = Client::new();
    let folders = json!([{"uri": uri(folder), "name": "w"}]);
    let initialize = client.send("initialize", json!({"workspaceFolders": folders, "capabilities": capabilities}));
    client.tell("initialized", json!({}));
    let mut open = Vec::new();
    for (_, file) in files_below(folder).into_iter().step_by(3) {
        // What an editor opens is text, without the mark that the file may start with.
        let Ok(text) = String::from_utf8(fs::read(&file).unwrap()) else { continue };
        if !text.contains('\0') && text.len() < 1_000_000 {
            client.open(&file, text.trim_start_matches('\u{FEFF}'));
            open.push(file);
        }
    }
    client.answer(initialize).unwrap();
    client.settle();
    let pages: BTreeMap<String, Vec<Value>> = match way {
        Way::PushInUtf16 => client.shown.clone(),
        Way::PullInUtf8 => pulled(&mut client, &open),
    };
    let mut said = Vec::new();
    for (page, diagnostics) in pages {
        let path = decoded(page.strip_prefix(&format!("{}/", uri(folder))).unwrap());
        for diagnostic in diagnostics {
            let at = |end: &str| {
                let number = |part: &str| usize::try_from(diagnostic["range"][end][part].as_u64().unwrap()).unwrap();
                (number("line"), number("character"))
            };
            let code = diagnostic["code"].as_str().unwrap().to_owned();
            // Such a problem is shown in the first line.
            let is_of_whole = at("start") == (0, 0) && of_whole.contains(&(path.clone(), code.clone()));
            let end = if is_of_whole { (0, 0) } else { at("end") };
            said.push((path.clone(), code, at("start"), end, diagnostic["severity"].as_u64().unwrap()));
        }
    }
    said.sort();
    let nowhere = client.told.iter().filter(|(method, _)| method == "window/showMessage").count();
    client.end();
    All { said, nowhere }
}

/// What a part of a URI stands for.
fn decoded(part: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits: Vec<u8> = rest.by_ref().take(2).collect();
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).unwrap()
}

/// All pages, asked for: of the open files one by one, of the rest together.
fn pulled(client: &mut Client, open: &[PathBuf]) -> BTreeMap<String, Vec<Value>> {
    assert!(client.shown.is_empty(), "who asks is not told");
    let mut pages = BTreeMap::new();
    let all = client.ask("workspace/diagnostic", json!({"previousResultIds": []})).unwrap();
    for item in all["items"].as_array().unwrap() {
        let uri = item["uri"].as_str().unwrap().to_owned();
        assert!(pages.insert(uri, item["items"].as_array().unwrap().clone()).is_none(), "{item}");
    }
    for file in open {
        let asked = json!({"textDocument": {"uri": uri(file)}});
        let page = client.ask("textDocument/diagnostic", asked).unwrap();
        let items = page["items"].as_array().unwrap();
        assert_eq!(pages.get(&uri(file)).map_or(&[][..], Vec::as_slice), items);
    }
    pages
}

#[test]
fn an_editor_shows_what_the_terminal_says() {
    let mut seen = BTreeSet::new();
    for from in roots() {
        let name = from.file_name().unwrap().to_str().unwrap().to_owned();
        let folder = Folder::new();
        let files = if from.is_dir() { files_below(&from) } else { vec![(name.clone(), from)] };
        for (path, file) in files {
            folder.copy(&file, &path);
        }
        let report = check(folder.path());
        for way in [Way::PushInUtf16, Way::PullInUtf8] {
            let (expected, of_whole) = in_terminal(folder.path(), &report, way);
            let shown = in_editor(folder.path(), way, &of_whole);
            assert_eq!(shown, expected, "{name}, {way:?}");
            seen.extend(shown.said.into_iter().map(|said| said.1));
        }
    }
    // Every policy that has cases, and every kind of problem that a file in them has.
    for policy in fs::read_dir(root().join("policies")).unwrap() {
        let policy = policy.unwrap().file_name().into_string().unwrap();
        assert!(seen.contains(&policy), "{policy} is shown nowhere");
    }
    for kind in ["duplicate-key", "limit", "syntax", "unreadable", "unresolvable"] {
        assert!(seen.contains(kind), "{kind} is shown nowhere");
    }
}
