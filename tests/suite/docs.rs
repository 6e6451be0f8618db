//! Pages: what README and its sisters show is what the program does, and what they name is there.

use std::path::Path;
use std::process::Command;

use misfit::dialects::{cloudformation, kubernetes, serverless, terraform};
use misfit::load;
use misfit::model::resource::Role;
use misfit::model::source::SourceId;

use crate::kept::{hold_blocks, read, table, top};
use crate::layers::LAYERS;

/// Pages that a reader follows.
const PAGES: &[&str] = &[
    "README.md",
    "src/README.md",
    "src/dialects/ROLES.md",
    "policies/README.md",
    "fixtures/README.md",
    ".github/CONTRIBUTING.md",
    ".github/SECURITY.md",
    ".github/pull_request_template.md",
    "CHANGELOG.md",
];

/// The finding that README shows.
const SHOWN: &str = "[regulated-data-on-shared-serverless]";

#[test]
fn the_picture_in_readme_is_what_a_run_prints() {
    let command = "misfit check fixtures/projects/card-vault";
    let (code, output) = run(command);
    assert_eq!(code, Some(1), "README says that its first command ends with 1");
    let finding = output.split("\n\n").find(|part| part.contains(SHOWN)).unwrap();
    let summary: Vec<&str> = output.lines().rev().take(2).collect();
    let text = format!("```text\n$ {command}\n{finding}\n...\n{}\n{}\n```", summary[1], summary[0]);
    hold_blocks("README.md", &[("picture", text)]);
}

#[test]
fn the_layer_table_is_the_tests() {
    let list = |rooms: &[&str]| rooms.iter().map(|room| format!("`{room}`")).collect::<Vec<_>>().join(" ");
    let rows = LAYERS.iter().map(|(room, may)| [format!("`{room}`"), list(may)]);
    hold_blocks("src/README.md", &[("layers", table(["room", "may import"], rows))]);
}

#[test]
fn the_page_of_roles_is_the_dialects() {
    let kubernetes = kubernetes::roles().map(|(group, kind, role)| {
        let group = if group.is_empty() { "core" } else { group };
        [format!("`{kind}`"), group.to_owned(), role.name().to_owned()]
    });
    let terraform = typed(terraform::roles());
    let cloudformation = typed(cloudformation::roles());
    let serverless = serverless::roles().map(|(kind, provider, role, service)| {
        [format!("`{kind}`"), provider.to_owned(), role.name().to_owned(), service.unwrap_or_default().to_owned()]
    });
    let events: Vec<String> = serverless::events().map(|event| format!("`{event}`")).collect();
    hold_blocks(
        "src/dialects/ROLES.md",
        &[
            ("kubernetes", table(["kind", "group", "role"], kubernetes)),
            ("terraform", table(["type", "role", "service"], terraform)),
            ("cloudformation", table(["type", "role", "service"], cloudformation)),
            ("serverless", table(["kind", "provider", "role", "service"], serverless)),
            ("events", events.join(" ")),
        ],
    );
}

/// Rows of the types of a dialect of clouds' resources, by type.
fn typed(roles: impl Iterator<Item = (&'static str, Role, Option<&'static str>)>) -> Vec<[String; 3]> {
    let row = |(kind, role, service): (&str, Role, Option<&str>)| {
        [format!("`{kind}`"), role.name().to_owned(), service.unwrap_or_default().to_owned()]
    };
    let mut rows: Vec<_> = roles.map(row).collect();
    rows.sort();
    rows
}

#[test]
fn every_settings_example_loads() {
    let mut seen = 0;
    for block in fenced("README.md", "yaml").filter(|block| block.starts_with("# misfit.yaml")) {
        seen += 1;
        let parsed = misfit::parse::parse(SourceId(0), &block, misfit::model::document::Syntax::Yaml);
        assert!(parsed.problems.is_empty(), "{:?}\n{block}", parsed.problems);
        let (settings, mut problems) = load::settings("misfit.yaml", &parsed.documents[0].root);
        let known = load::Beliefs::builtin();
        problems.extend(load::unknown_policies(&settings, known.policies().iter().map(|policy| policy.id.as_str())));
        assert!(problems.is_empty(), "{problems:?}\n{block}");
    }
    assert!(seen > 0, "README shows no misfit.yaml");
}

#[test]
fn the_authoring_page_shows_files_that_load() {
    for block in fenced("policies/README.md", "yaml") {
        let parsed = misfit::parse::parse(SourceId(0), &block, misfit::model::document::Syntax::Yaml);
        assert!(parsed.problems.is_empty(), "{:?}\n{block}", parsed.problems);
        let root = &parsed.documents[0].root;
        let problems = if root.get("modules").is_some() {
            load::settings("misfit.yaml", root).1
        } else if root.get("severity").is_some() {
            load::policy("example", root, &block).1
        } else if root.get("axes").is_none() {
            load::door("http-api", root, &block).1
        } else {
            // The example leaves out axes for room; every other key is held.
            let mut problems = load::platform("example", root, &block).1;
            problems.retain(|problem| !problem.message.starts_with("no axis "));
            problems
        };
        assert!(problems.is_empty(), "{problems:?}\n{block}");
    }
    let heads: Vec<String> = fenced("policies/README.md", "hcl").collect();
    assert!(!heads.is_empty(), "the page shows no stand-in");
    for block in heads {
        assert!(load::module_head(&block).is_ok(), "{:?}\n{block}", load::module_head(&block));
    }
}

#[test]
fn every_command_in_readme_is_one() {
    let shown: Vec<String> = fenced("README.md", "sh").flat_map(|block| lines(&block)).collect();
    let commands: Vec<&str> = shown.iter().filter_map(|line| line.strip_prefix("misfit ")).collect();
    assert!(commands.len() > 3, "README shows {} commands", commands.len());
    let (_, help) = run("misfit --help");
    for command in commands {
        let words: Vec<&str> = command.split_whitespace().collect();
        // Any other first word would be taken for a path.
        let is_command = help.lines().any(|line| line.split_whitespace().next() == Some(words[0]));
        assert!(is_command, "there is no command `misfit {}`", words[0]);
        let output = misfit().args(&words).arg("--help").output().unwrap();
        assert!(output.status.success(), "misfit {command}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn every_path_that_a_page_names_is_there() {
    let mut wrong = Vec::new();
    for page in PAGES {
        let text = read(page);
        let folder = Path::new(page).parent().unwrap();
        let there = |path: &str| top().join(folder).join(path).exists() || top().join(path).exists();
        for path in spans(&text, '`', '`').filter(|token| is_path(token)) {
            if !there(path) {
                wrong.push(format!("{page} names `{path}`, which is not there"));
            }
        }
        for (_, rest) in text.match_indices("](").map(|(at, _)| text.split_at(at + 2)) {
            let link = rest.split(')').next().unwrap().split('#').next().unwrap();
            let is_relative = !link.is_empty() && !link.contains("://");
            if is_relative && !top().join(folder).join(link).exists() {
                wrong.push(format!("{page} links to {link}, which is not there"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether something in backticks is a path of this repository, and no pattern of paths.
fn is_path(token: &str) -> bool {
    let plain = token.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
    let first = token.split('/').next().unwrap_or_default();
    let of_ours = ["src", "policies", "fixtures", "tests", ".github", ".ci"].contains(&first) && token.contains('/');
    plain && (of_ours || token.ends_with(".rs") || (token.ends_with('/') && token.len() > 1))
}

/// What stands between two marks on one line, code fences left out.
fn spans(text: &str, open: char, close: char) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    text.lines()
        .filter(move |line| {
            let fence = line.trim_start().starts_with("```");
            fenced ^= fence;
            !fence && !fenced
        })
        .flat_map(move |line| line.split(open).skip(1).step_by(2).filter_map(move |part| part.split(close).next()))
}

/// The fenced blocks of a page in one language.
fn fenced(page: &str, language: &str) -> impl Iterator<Item = String> {
    let open = format!("```{language}\n");
    let text = read(page);
    let blocks: Vec<String> =
        text.split(&open).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect();
    blocks.into_iter()
}

/// The commands of a block, comments and empty lines left out.
fn lines(block: &str) -> Vec<String> {
    let without = block.lines().map(|line| line.split(" #").next().unwrap().trim());
    without.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

fn misfit() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_misfit"));
    command.current_dir(top()).env_clear();
    command
}

fn run(command: &str) -> (Option<i32>, String) {
    let output = misfit().args(command.split_whitespace().skip(1)).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}
