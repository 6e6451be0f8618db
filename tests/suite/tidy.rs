//! House rules: what a reader may rely on in every file.

use std::fs;

use misfit::load::{Beliefs, full_text, known_modules, module_head};
use misfit::model::document::Syntax;
use misfit::model::source::SourceId;
use misfit::model::tree::Content;
use misfit::model::vocabulary::{FACTS, NEEDS, SERVICES, Word};

use crate::kept::{files, read, top};

#[test]
fn every_folder_of_fixtures_is_of_something_that_is_there() {
    let beliefs = Beliefs::builtin();
    let policies: Vec<&str> = beliefs.policies().iter().map(|policy| policy.id.as_str()).collect();
    let platforms: Vec<&str> = beliefs.platforms().iter().map(|platform| platform.id.as_str()).collect();
    for (folder, ids) in [("policies", policies), ("platforms", platforms)] {
        for entry in fs::read_dir(top().join("fixtures").join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(ids.contains(&name.as_str()), "fixtures/{folder}/{name}: there is no {name} in {folder}");
        }
    }
}

#[test]
fn every_platform_has_a_case() {
    for platform in Beliefs::builtin().platforms() {
        let folder = top().join("fixtures/platforms").join(&*platform.id);
        assert!(folder.is_dir(), "no fixtures for the platform {}", platform.id);
    }
}

#[test]
fn every_source_is_a_link() {
    let beliefs = Beliefs::builtin();
    let ids = beliefs.policies().iter().map(|policy| &policy.id).chain(beliefs.platforms().into_iter().map(|p| &p.id));
    for id in ids {
        let parsed = misfit::parse::parse(SourceId(0), full_text(id).unwrap(), Syntax::Yaml);
        for link in parsed.documents[0].root.get("see").unwrap().items() {
            let link = link.as_text().unwrap();
            assert!(is_link(&link), "{id}: {link} is no link");
        }
    }
    for platform in beliefs.platforms() {
        for limit in &platform.limits {
            assert!(is_link(&limit.source), "{}: {} of {} is no link", platform.id, limit.source, limit.name);
        }
    }
}

#[test]
fn every_known_module_parses_and_has_defaults() {
    let mut wrong = Vec::new();
    for module in known_modules() {
        let parsed = misfit::parse::parse(SourceId(0), module.text, Syntax::Hcl);
        wrong.extend(parsed.problems.iter().map(|problem| format!("{}: {}", module.id, problem.message)));
        let root = &parsed.documents[0].root;
        let mut makes = 0;
        for entry in &root.as_map().unwrap().entries {
            let Content::Block(block) = &entry.value.content else { continue };
            makes += usize::from(matches!(entry.key.text.as_str(), "resource" | "module"));
            if entry.key.text != "variable" {
                continue;
            }
            let before = module.text[..entry.key.span.start as usize].trim_end();
            let is_required = before.ends_with("\n# required");
            let name = &block.labels[0].text;
            if is_required == block.body.get("default").is_some() {
                wrong.push(format!("{}: var.{name} has a default, or else stands under `# required`", module.id));
            }
            if module.text.matches(&format!("var.{name}")).count() == 0 {
                wrong.push(format!("{}: var.{name} reaches nothing", module.id));
            }
        }
        if makes == 0 {
            wrong.push(format!("{}: it makes nothing", module.id));
        }
        assert!(module_head(module.text).is_ok_and(|head| head.see.iter().all(|link| is_link(link))), "{}", module.id);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether it has a host, and no space in it.
fn is_link(text: &str) -> bool {
    let host = text.strip_prefix("https://").and_then(|rest| rest.split('/').next());
    host.is_some_and(|host| host.contains('.')) && !text.contains(char::is_whitespace)
}

#[test]
fn every_service_has_a_platform() {
    for service in SERVICES {
        assert!(!Beliefs::builtin().platforms_of(service).is_empty(), "no platform is for the service {service}");
    }
}

/// Words that nothing works out: what only a team can declare, and a fact that no dialect reads yet.
const NOT_WORKED_OUT: &[&str] = &["facts.schedule_interval", "needs.rate"];

#[test]
fn every_word_is_set_somewhere() {
    let code = |folder: &str| files(folder, "rs").iter().map(|path| read(path)).collect::<String>();
    let facts = code("src/dialects") + &code("src/link");
    let needs = code("src/infer");
    let is_set = |text: &str, word: &Word| text.contains(&format!("\"{}\"", word.name));
    let mut unset: Vec<String> = Vec::new();
    unset.extend(FACTS.iter().filter(|word| !is_set(&facts, word)).map(|word| format!("facts.{}", word.name)));
    unset.extend(NEEDS.iter().filter(|word| !is_set(&needs, word)).map(|word| format!("needs.{}", word.name)));
    assert_eq!(unset, NOT_WORKED_OUT, "left: words that nothing sets; right: those that are known not to be set");
}

#[test]
fn no_file_names_a_place_on_somebodys_machine() {
    // Put together here, so that this file holds none.
    let places = ["/wo|rk/", "/Us|ers/", "/home/run|ner/"].map(|place| place.replace('|', ""));
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "policies", ".github", ".ci", "fixtures/projects"] {
        for extension in ["rs", "md", "yaml", "yml", "json", "tf", "sh", "py", "mjs"] {
            for path in files(folder, extension) {
                let text = read(&path);
                wrong.extend(
                    places.iter().filter(|place| text.contains(*place)).map(|place| format!("{path}: {place}")),
                );
            }
        }
    }
    for path in [
        "README.md",
        "CHANGELOG.md",
        "Cargo.toml",
        "deny.toml",
        ".ci/run",
        "tests/clients/run",
        "action.yml",
        ".pre-commit-hooks.yaml",
    ] {
        let text = read(path);
        wrong.extend(places.iter().filter(|place| text.contains(*place)).map(|place| format!("{path}: {place}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_package_says_what_the_pages_say() {
    let version = env!("CARGO_PKG_RUST_VERSION");
    assert!(read("README.md").contains(version), "README names another Rust than Cargo.toml's {version}");
    assert!(read(".github/workflows/ci.yml").contains(version), "CI checks another Rust than Cargo.toml's {version}");
    let changes = read("CHANGELOG.md");
    let released = format!("## {}", env!("CARGO_PKG_VERSION"));
    assert!(changes.contains("## Unreleased") || changes.contains(&released), "CHANGELOG knows no {released}");
}
