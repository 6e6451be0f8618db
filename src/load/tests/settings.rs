//! `misfit.yaml`.

use super::super::{settings, unknown_policies};
use super::{all_told, tree};
use crate::model::fact::{Fact, Known};
use crate::model::policy::Severity;

const SETTINGS: &str = r#"declare:
  - select: {path: "infra/**", kind: aws_lambda_*}
    needs:
      data-level: restricted
      regimes: [pci, hipaa]
      traffic: spiky
      duration: 20m
      rate: 5/s
      peak_to_mean: 4
      interruptible: false
policies:
  state-on-spot: off
  timeout-over-platform-limit: error
exclude: ["vendor/**"]
accept:
  - address: infra/prod::*
    policy: state-on-spot
    reason: the store is replicated
    until: 2027-01-31
modules:
  - source: "git@git.acme.com:**/lambda*"
    folder: ./modules/lambda
  - source: app.terraform.io/acme/function/aws
    like: terraform-aws-modules/lambda/aws
"#;

#[test]
fn settings_are_read_whole() {
    let (read, problems) = settings("misfit.yaml", &tree(SETTINGS));
    assert!(problems.is_empty(), "{:?}", all_told(SETTINGS, &problems));
    let Some(declared) = read.declare.first() else { panic!("nothing declared") };
    assert_eq!(declared.select.path.as_deref(), Some("infra/**"));
    let needs = &declared.needs;
    assert_eq!((needs.text("data_level"), needs.text("traffic")), (Some("restricted"), Some("spiky")));
    assert_eq!((needs.number("duration"), needs.number("rate")), (Some(1200.0), Some(5.0)));
    let regimes: Vec<_> = needs.list("regimes").iter().filter_map(Fact::as_text).collect();
    assert_eq!(regimes, ["pci", "hipaa"]);
    assert!(needs.iter().all(|(_, fact)| fact.known == Known::Declared));
    let line = needs.get("duration").map(|fact| &SETTINGS[fact.at.start as usize..fact.at.end as usize]);
    assert_eq!(line, Some("20m"));
    let severities: Vec<_> = read.policies.iter().map(|(_, severity, _)| *severity).collect();
    assert_eq!(severities, [None, Some(Severity::Error)]);
    assert_eq!(read.exclude.len(), 1);
    let accepted =
        read.accept.first().map(|(selector, accepted)| (selector.address.as_deref(), accepted.until.as_deref()));
    assert_eq!(accepted, Some((Some("infra/prod::*"), Some("2027-01-31"))));
    let stands: Vec<_> = read.modules.iter().map(|entry| format!("{:?}", entry.stands)).collect();
    assert!(stands[0].starts_with("Folder(\"modules/lambda\""), "{stands:?}");
    assert_eq!(stands[1], "Like(\"terraform-aws-modules/lambda/aws\")");
    assert!(settings("misfit.yaml", &tree("")).1.is_empty(), "an empty file says nothing wrong");
}

#[test]
fn what_is_wrong_with_settings_is_told_in_its_place() {
    let cases: &[(&str, &str, &str)] = &[
        ("declare:", "declares:", "declares: misfit.yaml has no key `declares` (did you mean `declare`?)"),
        (
            "data-level: restricted",
            "data-levl: restricted",
            "data-levl: there is no need `data-levl` (did you mean `data-level`?)",
        ),
        (
            "data-level: restricted",
            "data-level: secret",
            "secret: data-level: `secret` is no value of data level (its values are public, internal, confidential, restricted)",
        ),
        ("[pci, hipaa]", "[pci, hippa]", "[pci, hippa: regimes: `hippa` is no value of regime (did you mean `hipaa`?)"),
        ("duration: 20m", "duration: 20", "20: duration: `20` has no unit (write a duration as 900s, 15m or 1h30m)"),
        ("rate: 5/s", "rate: often", "often: rate: `often` is not a rate (write it as 100/s or 5/m)"),
        (
            "interruptible: false",
            "interruptible: never",
            "never: interruptible: this is not a boolean (write true or false)",
        ),
        ("kind: aws_lambda_*", "kind: \"aws_[\"", "`aws_[` is no glob"),
        ("select: {path: \"infra/**\", kind: aws_lambda_*}", "select: {}", "this selects nothing"),
        ("state-on-spot: off", "state-on-spot: of", "of: there is no severity `of` (did you mean `off`?)"),
        ("    reason: the store is replicated\n", "", "`reason` is missing"),
        ("until: 2027-01-31", "until: 2027-02-30", "2027-02-30: `2027-02-30` is no day (write it as 2027-01-31)"),
        (
            "policy: state-on-spot",
            "policy: State_On",
            "State_On: `State_On` is no id: it does not begin with a small letter",
        ),
        (
            "like: terraform-aws-modules/lambda/aws",
            "like: terraform-aws-module/lamda/aws",
            "terraform-aws-module/lamda/aws: there is no known module `terraform-aws-module/lamda/aws` \
             (did you mean `terraform-aws-modules/lambda/aws`?)",
        ),
        (
            "like: terraform-aws-modules/lambda/aws",
            "like: acme",
            "acme: there is no known module `acme` (policies/README.md lists the known modules)",
        ),
        ("    like: terraform-aws-modules/lambda/aws\n", "", "nothing stands for this module"),
        ("    folder: ./", "    like: a\n    folder: ./", "a: `folder` and `like` do not go together"),
        (
            "./modules/lambda",
            "../lambda",
            "../lambda: `../lambda` is no folder below the root (write it from the root)",
        ),
        ("./modules/lambda", "/srv/lambda", "/srv/lambda: `/srv/lambda` is no folder below the root"),
        (
            "source: app.terraform.io",
            "surce: app.terraform.io",
            "surce: a module has no key `surce` (did you mean `source`?)",
        ),
        ("git@git.acme.com:**/lambda*", "git@[", "\"git@[\": `git@[` is no glob"),
    ];
    for (from, to, expected) in cases {
        let text = SETTINGS.replacen(from, to, 1);
        let (_, problems) = settings("misfit.yaml", &tree(&text));
        let told = all_told(&text, &problems);
        assert!(told.iter().any(|told| told.contains(expected)), "{expected}\n{told:#?}");
        assert!(problems.iter().all(|problem| problem.path == "misfit.yaml"));
    }
}

#[test]
fn an_entry_that_is_wrong_takes_nothing_with_it() {
    let rows = [
        ("kind: aws_lambda_*", "kind: \"aws_[\""),
        ("until: 2027-01-31", "until: soon"),
        ("folder: ./modules/lambda", "folder: ../lambda"),
        ("like: terraform-aws-modules/lambda/aws", "like: acme"),
    ];
    for (from, to) in rows {
        let (read, _) = settings("misfit.yaml", &tree(&SETTINGS.replacen(from, to, 1)));
        assert_eq!(read.declare.len() + read.accept.len() + read.modules.len(), 3, "{to}");
    }
}

#[test]
fn policies_that_there_are_none_of_are_told() {
    let (read, _) = settings("misfit.yaml", &tree(SETTINGS));
    let problems = unknown_policies(&read, ["state-on-spots", "timeout-over-platform-limit"]);
    let told = all_told(SETTINGS, &problems);
    assert_eq!(told, vec!["state-on-spot: there is no policy `state-on-spot` (did you mean `state-on-spots`?)"; 2]);
}
