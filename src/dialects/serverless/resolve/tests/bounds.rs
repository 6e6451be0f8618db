//! Circles, bombs and depths: each ends soon, in an unknown or a problem.

use super::{Shelf, plain};

fn resolved(text: &str) -> (String, Vec<String>) {
    let text = format!("provider: aws\n{text}");
    let (service, problems) = Shelf::of(&[("serverless.yml", &text)]).resolve("serverless.yml");
    (service.root.get("v").map(plain).unwrap_or_default(), problems)
}

#[test]
fn circles_are_told_of() {
    let rows = [
        ("v: ${self:v}\n", "!${self:v} refers to itself", "${self:v} refers to itself"),
        ("a: ${self:v}\nv: ${self:a}\n", "!${self:v} refers to itself", "${self:v} refers to itself"),
        ("v: {b: \"${self:v}\"}\n", "{b: {b: !${self:v} refers to itself}}", "${self:v} refers to itself"),
        ("v: ${self:}\n", "", "${self:} refers to itself"),
        ("v: {b: \"${self:v.b.b}\"}\n", "{b: !${self:v.b.b} refers to itself}", "${self:v.b.b} refers to itself"),
        ("functions: ${self:functions}\nv: 1\n", "1", "${self:functions} refers to itself"),
    ];
    for (text, expected, problem) in rows {
        let (shown, problems) = resolved(text);
        assert!(expected.is_empty() || shown == expected, "{text}: {shown}");
        assert!(problems.iter().any(|message| message == problem), "{text}: {problems:?}");
    }
}

#[test]
fn bombs_go_off_harmlessly() {
    let mut lists = "custom:\n  a0: [1, 2]\n".to_owned();
    let mut texts = "custom:\n  a0: xx\n".to_owned();
    for level in 1..60 {
        let last = level - 1;
        lists += &format!("  a{level}: [\"${{self:custom.a{last}}}\", \"${{self:custom.a{last}, 1}}\"]\n");
        texts += &format!("  a{level}: ${{self:custom.a{last}}}${{self:custom.a{last}}}\n");
    }
    for bomb in [lists, texts] {
        let (shown, _) = resolved(&format!("{bomb}v: 1\nw: ${{self:custom.a59}}\n"));
        assert!(shown == "1" || shown.starts_with("?the variables here take too much work"), "{shown}");
    }
}

#[test]
fn long_chains_and_deep_trees_end() {
    let mut chain = "v: ${self:custom.a0}\ncustom:\n".to_owned();
    let mut nest = "v: ${self:custom.a0}\ncustom:\n".to_owned();
    for level in 0..5000 {
        chain += &format!("  a{level}: ${{self:custom.a{}}}\n", level + 1);
        nest += &format!("  a{level}: {{b: \"${{self:custom.a{}}}\"}}\n", level + 1);
    }
    let (shown, _) = resolved(&chain);
    assert!(shown.starts_with('?'), "{shown}");
    let (shown, _) = resolved(&nest);
    assert!(shown.contains("?the variables here take too much work or nest too deeply"), "{}", shown.len());
    let (shown, _) =
        resolved(&format!("v: ${{self:custom{}}}\ncustom: {{a: \"${{self:custom}}\"}}\n", ".a".repeat(5000)));
    assert!(shown.starts_with("?self:custom.a"), "{shown}");
}

#[test]
fn many_stages_end_soon() {
    let stages: String = (0..2000).map(|stage| format!("  s{stage}: {{m: {stage}}}\n")).collect();
    let (shown, _) = resolved(&format!("params:\n{stages}v: ${{param:m}}\n"));
    assert!(shown.contains("other stages: ?it differs between"), "{shown}");
}
