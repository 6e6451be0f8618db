//! Files that variables name.

use super::{Shelf, plain, show};

fn shelf(value: &str) -> Shelf {
    let service = format!("provider: aws\ncustom: {{n: 3}}\nv: {value}\n");
    Shelf::of(&[
        ("svc/serverless.yml", &service),
        ("svc/config.yml", "dev: {memory: 256, timeout: \"${self:custom.n}\"}\nlist: [a, b]\nnone:\n"),
        ("svc/config.json", "{\"dev\": {\"memory\": 128}}"),
        ("svc/empty.yml", ""),
        ("svc/two.yml", "a: 1\n---\nb: 1\n"),
        ("svc/broken.yml", "a: [1\n"),
        ("svc/schema.graphql", "type Q { n: ${self:custom.n} }"),
        ("svc/secrets.js", "module.exports = {}"),
        ("svc/next.yml", "x: ${file(./config.yml):dev.memory}\n"),
        ("shared.yml", "a: 9\n"),
    ])
}

#[test]
fn files_are_read_and_never_run() {
    let table = [
        ("${file(config.yml):dev.memory}", "256 <- file(config.yml):dev.memory"),
        ("${file(./config.yml):dev.timeout}", "3 <- file(./config.yml):dev.timeout <- self:custom.n"),
        ("${file(config.json):dev.memory}", "128 <- file(config.json):dev.memory"),
        ("${file(config.yml):list.1}", "'b' <- file(config.yml):list.1"),
        ("${file(config.yml):none, 1}", "1 <- file(config.yml):none"),
        ("${file(config.yml):prod}", "!file(config.yml):prod is written nowhere"),
        ("${file(next.yml):x}", "256 <- file(next.yml):x <- file(./config.yml):dev.memory"),
        ("${file(../shared.yml):a}", "9 <- file(../shared.yml):a"),
        ("${file('config.yml'):dev.memory}", "256 <- file(config.yml):dev.memory"),
        ("${file(gone.yml)}", "?svc/gone.yml is not there"),
        ("${file(gone.yml):a, 4}", "4 <- file(gone.yml):a (default)"),
        ("${file(gone.js):a, 4}", "4 <- file(gone.js):a (default)"),
        ("${file(empty.yml), 4}", "4 <- file(empty.yml) (default)"),
        ("${file(secrets.js):a, 4}", "?svc/secrets.js is a program"),
        ("${file(two.yml)}", "?svc/two.yml holds several documents"),
        ("${file(broken.yml):a}", "?there are mistakes in svc/broken.yml"),
        ("${file(schema.graphql)}", "'type Q { n: 3 }' <- file(schema.graphql) <- self:custom.n"),
        ("${file(../../outside.yml)}", "?../../outside.yml stands outside the root"),
        ("${file(/etc/passwd)}", "?/etc/passwd stands outside the root"),
        ("${file()}", "?the file that is asked for is not named here"),
    ];
    for (text, expected) in table {
        let (service, problems) = shelf(text).resolve("svc/serverless.yml");
        assert_eq!(service.root.get("v").map(show).as_deref(), Some(expected), "{text}");
        assert_eq!(problems.is_empty(), !expected.contains("outside the root"), "{text}: {problems:?}");
    }
}

#[test]
fn functions_and_resources_stand_in_the_file_that_they_are_written_in() {
    let shelf = Shelf::of(&[
        (
            "serverless.yml",
            "provider: aws\nfunctions:\n  - ${file(functions.yml)}\n  - b: ${file(b.yml)}\nresources: ${file(r.yml)}\n",
        ),
        ("functions.yml", "a:\n  timeout: 7\n"),
        ("b.yml", "timeout: 8\n"),
        ("r.yml", "Resources:\n  T: {Type: x}\n"),
    ]);
    let (service, problems) = shelf.resolve("serverless.yml");
    assert_eq!(problems, Vec::<String>::new());
    let at = |path: &[&str]| shelf.slice(service.root.at(path).expect("it is there").span);
    assert_eq!(at(&["functions", "a", "timeout"]), "7");
    assert_eq!(at(&["functions", "b", "timeout"]), "${file(b.yml)}");
    assert_eq!(at(&["resources", "Resources", "T", "Type"]), "x");
    assert_eq!(
        service.root.get("functions").map(show).as_deref(),
        Some("{a: {timeout: 7}, b: {timeout: 8 <- file(b.yml)}}")
    );
}

#[test]
fn what_is_not_known_beside_resources_hides_none() {
    for (section, expected) in [
        ("Description: 'Shop ${file(f.js):version}'", ""),
        ("Outputs: ${file(f.js)}", ""),
        ("Resources: ${file(f.js)}", "which resources stand here is not known: f.js is a program"),
        ("Conditions: ${file(f.js)}", "which resources stand here is not known: f.js is a program"),
    ] {
        let text = format!("provider: aws\nresources:\n  - {section}\n  - Resources: {{T: {{Type: x}}}}\n");
        let (_, problems) = Shelf::of(&[("serverless.yml", &text), ("f.js", "")]).resolve("serverless.yml");
        assert_eq!(problems.join(", "), expected, "{section}");
    }
}

#[test]
fn functions_that_are_not_known_are_told_of() {
    for (functions, expected) in [
        ("${file(f.js)}", "which functions stand here is not known: f.js is a program"),
        ("\n  - ${file(f.js)}\n  - a: {handler: h}", "which functions stand here is not known: f.js is a program"),
        ("${file(gone.yml)}", "which functions stand here is not known: gone.yml is not there"),
    ] {
        let text = format!("provider: aws\nfunctions: {functions}\n");
        let (service, problems) = Shelf::of(&[("serverless.yml", &text), ("f.js", "")]).resolve("serverless.yml");
        assert_eq!(problems, [expected], "{functions}");
        let is_known = service.root.get("functions").map(plain).is_some_and(|shown| shown.contains("handler"));
        assert_eq!(is_known, functions.contains("handler"), "{functions}");
    }
}
