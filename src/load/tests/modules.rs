//! Known modules: what a call's source names, and what is said of them.

use super::super::{ModuleSource, known_modules, module_head};

#[test]
fn a_source_leads_to_the_modules_name() {
    let lambda = Some("terraform-aws-modules/lambda/aws");
    let alias = Some("terraform-aws-modules/lambda/aws//modules/alias");
    let rows = [
        ("terraform-aws-modules/lambda/aws", lambda),
        ("registry.terraform.io/terraform-aws-modules/lambda/aws", lambda),
        ("registry.opentofu.org/terraform-aws-modules/lambda/aws//modules/alias", alias),
        ("terraform-aws-modules/lambda/aws//modules/alias", alias),
        ("terraform-aws-modules/lambda/aws//./modules/alias/", Some("terraform-aws-modules/lambda/aws//modules/alias")),
        ("github.com/terraform-aws-modules/terraform-aws-lambda", lambda),
        ("github.com/terraform-aws-modules/terraform-aws-lambda//modules/alias?ref=v7.0.0", alias),
        ("git::https://github.com/terraform-aws-modules/terraform-aws-lambda.git?ref=v7.0.0", lambda),
        ("git::https://github.com/terraform-aws-modules/terraform-aws-lambda.git//modules/alias?ref=v7.0.0", alias),
        ("git::ssh://git@github.com/terraform-aws-modules/terraform-aws-lambda.git", lambda),
        ("git@github.com:terraform-aws-modules/terraform-aws-lambda.git//modules/alias?ref=v7", alias),
        ("git::git@github.com:terraform-aws-modules/terraform-aws-lambda.git", lambda),
        ("https://github.com/terraform-aws-modules/terraform-aws-lambda/archive/v7.0.0.zip", lambda),
        ("Azure/avm-res-compute-virtualmachine/azurerm", Some("Azure/avm-res-compute-virtualmachine/azurerm")),
        (
            "git::https://github.com/Azure/terraform-azurerm-avm-res-compute-virtualmachine?depth=1&ref=main",
            Some("Azure/avm-res-compute-virtualmachine/azurerm"),
        ),
        // A private registry, another host, a bucket and what is no module's repository have no public name.
        ("app.terraform.io/acme/lambda/aws", None),
        ("git::https://gitlab.example.com/infra/terraform-aws-lambda.git", None),
        ("git::https://github.com/acme/infrastructure.git//modules/lambda", None),
        ("s3::https://s3-eu-west-1.amazonaws.com/acme/lambda.zip", None),
        ("https://example.com/lambda.zip", None),
        ("hashicorp/consul", None),
    ];
    for (source, expected) in rows {
        let name = ModuleSource::of(source).and_then(|source| source.full_name());
        assert_eq!(name.as_deref(), expected, "{source}");
    }
    for path in ["./modules/api", "../api", "/srv/modules/api", "", "."] {
        assert_eq!(ModuleSource::of(path), None, "{path}");
    }
}

#[test]
fn a_name_is_known_in_any_case_and_by_its_folder_alone() {
    let known = |source: &str| ModuleSource::of(source).and_then(|source| source.known()).map(|module| module.id);
    let lambda = Some("terraform-aws-modules-lambda-aws");
    assert_eq!(known("terraform-aws-modules/lambda/aws"), lambda);
    assert_eq!(known("github.com/Terraform-AWS-Modules/terraform-aws-lambda"), lambda);
    assert_eq!(known("terraform-aws-modules/lambda/aws//modules/docker-build"), None);
    assert_eq!(known("acme/lambda/aws"), None);
}

#[test]
fn a_stand_in_is_for_the_versions_that_were_read() {
    let rows = [
        ("terraform-aws-modules/eks/aws", None, true),
        ("terraform-aws-modules/eks/aws", Some("~> 21.0"), true),
        ("terraform-aws-modules/eks/aws", Some(">= 17.0"), true),
        ("terraform-aws-modules/eks/aws", Some("17.24.0"), false),
        ("terraform-aws-modules/eks/aws", Some("no version"), true),
        ("github.com/terraform-aws-modules/terraform-aws-eks?ref=v17.24.0", None, false),
        ("github.com/terraform-aws-modules/terraform-aws-eks?ref=v20.8.4", None, true),
        ("github.com/terraform-aws-modules/terraform-aws-eks?ref=9facf9f", None, true),
    ];
    for (source, constraint, expected) in rows {
        let known = ModuleSource::of(source).and_then(|source| Some((source.known()?, source)));
        let is_read = known.map(|(known, source)| known.edition(&source, constraint).is_some());
        assert_eq!(is_read, Some(expected), "{source} {constraint:?}");
    }
}

#[test]
fn every_stand_in_says_what_it_stands_for() {
    let mut told = Vec::new();
    let mut sources = Vec::new();
    for module in known_modules() {
        match module_head(module.text) {
            Ok(head) => {
                assert_eq!(head.sources, module.sources, "{}: the index has other sources", module.id);
                let named =
                    head.sources.iter().map(|source| source.replace("//modules/", "-").replace(['/', '*'], "-"));
                let named: Vec<String> = named.map(|name| name.trim_matches('-').to_ascii_lowercase()).collect();
                if named.iter().all(|name| name != module.id) {
                    told.push(format!("{}: none of its sources is called so: {named:?}", module.id));
                }
                assert!(head.ignores.is_sorted() && head.ignores == module.ignores, "{}: ignores", module.id);
                sources.extend(head.sources);
            }
            Err(wrong) => told.extend(wrong.iter().map(|wrong| format!("{}: {wrong}", module.id))),
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
    let all = sources.len();
    sources.sort();
    sources.dedup();
    assert_eq!(sources.len(), all, "a module has two stand-ins");
}

#[test]
fn an_older_version_has_its_own_defaults() {
    let rows = [
        (None, 1),
        (Some("~> 21.0"), 1),
        (Some(">= 18"), 1),
        (Some("~> 20.8"), 0),
        (Some("< 21.0"), 0),
        (Some("18.1.0"), 0),
    ];
    let source = ModuleSource::of("terraform-aws-modules/eks/aws//modules/eks-managed-node-group");
    for (constraint, expected) in rows {
        let edition = source.as_ref().and_then(|source| source.known()?.edition(source, constraint));
        let text = edition.map(|edition| edition.text()).unwrap_or_default();
        let default = text
            .split_once("variable \"min_size\"")
            .and_then(|(_, rest)| rest.split_once("default")?.1.split('\n').next());
        assert_eq!(
            default.map(|default| default.trim_matches([' ', '='])),
            Some(format!("{expected}").as_str()),
            "{constraint:?}"
        );
    }
}

#[test]
fn what_is_wrong_with_a_head_is_told() {
    const HEAD: &str = "# A function\n# source: acme/lambda/aws\n# versions: >= 7, < 9\n# checked: 2026-11-23\n\
                        # see: https://example.com\n# ignores: b, c\n# ignores: d\n\nvariable \"a\" {}\n";
    let head = module_head(HEAD);
    let head = head.map(|head| (head.title, head.checked, head.ignores.join(" ")));
    assert_eq!(head, Ok(("A function".into(), "2026-11-23".into(), "b c d".into())));
    let rows = [
        ("# A function\n", "", "a title is missing"),
        ("# source: acme/lambda/aws\n", "", "`source` is missing"),
        ("acme/lambda/aws", "acme-lambda", "a `source` is no module's name"),
        ("acme/lambda/aws", "acme/lambda/aws//[", "a `source` is no module's name"),
        ("# versions: >= 7, < 9\n", "", "`versions` is missing"),
        (", < 9", "", "`versions` has no end, as `>= 2, < 5` has"),
        ("2026-11-23", "2026-11-31", "`checked` is no day"),
        ("https://example.com", "example.com", "a `see` is no link"),
        ("# see:", "# seen:", "there is no key `seen`: known are source, versions, checked, see, ignores"),
        ("# versions: >= 7", "# versions: >= 8\n# versions: >= 7", "`versions` is written twice"),
        (
            "# versions: >= 7, < 9\n",
            "# versions >= 7\n",
            "`versions >= 7` stands below the title and is no `key: value`",
        ),
    ];
    for (from, to, expected) in rows {
        let wrong = module_head(&HEAD.replacen(from, to, 1)).err().unwrap_or_default();
        assert!(wrong.iter().any(|wrong| wrong == expected), "{expected}\n{wrong:#?}");
    }
}
