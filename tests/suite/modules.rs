//! Known modules against calls of them: what is made of each is held, workload by workload and fact by fact.

use std::fmt::Write as _;

use misfit::discover::memory::Memory;
use misfit::load::known_modules;
use misfit::model::fact::{Fact, SEALED, Value};
use misfit::model::overrides::Overrides;
use misfit::model::report::{Judged, Report};
use misfit::model::resource::Role;
use misfit::scan::{Memo, scan};

use crate::kept::{files, hold_file, read};

/// Facts that say nothing of what a module's inputs make.
const BESIDE_THE_POINT: &[&str] = &["dialect", "kind", "name"];

#[test]
fn every_known_module_makes_what_its_inputs_say() {
    let mut wrong = Vec::new();
    for module in known_modules() {
        let path = format!("fixtures/modules/{}/main.tf", module.id);
        let text = read(&path);
        let sources: Memory = [("main.tf", text.as_str())].into_iter().collect();
        let report = scan(&sources, &Overrides::default(), &mut Memo::new());
        let told = said(&report);
        wrong.extend(report.problems.iter().map(|problem| format!("{path}: {}", problem.message)));
        let elsewhere = |judged: &&Judged| {
            let facts = judged.resource.facts.iter().map(|(_, fact)| fact.at);
            let spans = facts.chain([judged.resource.place()]);
            spans.into_iter().any(|span| report.sources.path(span) != "main.tf")
        };
        wrong.extend(
            report
                .resources
                .iter()
                .filter(elsewhere)
                .map(|judged| format!("{path}: {} stands where nobody can edit it", judged.resource.local)),
        );
        let without = module.sources.iter().fold(text.clone(), |text, source| {
            text.replace(&format!("\"{source}\""), "\"example/nobody-knows-it/none\"")
        });
        let sources: Memory = [("main.tf", without.as_str())].into_iter().collect();
        if told == said(&scan(&sources, &Overrides::default(), &mut Memo::new())) {
            wrong.push(format!("{path}: the module changes nothing that is said"));
        }
        hold_file(&format!("fixtures/modules/{}/inventory.txt", module.id), &told);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_call_is_of_a_known_module() {
    for path in files("fixtures/modules", "tf") {
        let id = path.split('/').nth(2).unwrap();
        assert!(known_modules().iter().any(|module| module.id == id), "{path}: there is no known module {id}");
        assert!(!read(&path).is_empty());
    }
}

#[test]
fn a_version_that_nobody_read_is_no_known_module() {
    let call = |arguments: &str| format!("provider \"aws\" {{}}\nmodule \"m\" {{\n{arguments}\n}}\n");
    let scanned = |text: &str| {
        let sources: Memory = [("main.tf", text)].into_iter().collect();
        scan(&sources, &Overrides::default(), &mut Memo::new())
    };
    let lambda = "source = \"terraform-aws-modules/lambda/aws\"\nmemory_size = 512\n";
    let git = "source = \"github.com/terraform-aws-modules/terraform-aws-eks?ref=";
    let rows = [
        (format!("{lambda}version = \"~> 1.0\""), false),
        (format!("{lambda}version = \"~> 8.0\""), true),
        (format!("{lambda}version = \">= 1.0\""), true),
        (format!("{lambda}version = \">= 99.0\""), false),
        (format!("{git}v17.24.0\""), false),
        (format!("{git}v20.8.4\""), true),
    ];
    for (arguments, is_known) in rows {
        let report = scanned(&call(&arguments));
        assert_eq!(!report.resources.is_empty(), is_known, "{arguments}");
        let passed_by = report.coverage.passed_by.keys().any(|reason| reason.contains("not on disk"));
        assert_eq!(passed_by, !is_known, "{arguments}: {:?}", report.coverage.passed_by);
    }
}

#[test]
fn defaults_are_those_of_the_version() {
    let call = |version: &str| {
        format!(
            "provider \"aws\" {{}}
            module \"pool\" {{
              source         = \"terraform-aws-modules/eks/aws//modules/eks-managed-node-group\"
              version        = \"{version}\"
              name           = \"pool\"
              cluster_name   = \"shop\"
              instance_types = [\"m7i.large\"]
            }}"
        )
    };
    for (version, least) in [("~> 21.0", "scale_min: 1 (defaulted)"), ("~> 20.0", "scale_min: 0 (defaulted)")] {
        let sources: Memory = [("main.tf", call(version).as_str())].into_iter().collect();
        let told = said(&scan(&sources, &Overrides::default(), &mut Memo::new()));
        assert!(told.contains(least), "{version}: {told}");
    }
}

#[test]
fn no_default_holds_of_a_module_that_is_given_what_it_does_not_know() {
    let text = "provider \"aws\" {}
        module \"f\" {
          source        = \"terraform-aws-modules/lambda/aws\"
          function_name = \"f\"
          memory_size   = 512
          vpc_subnet_ids = []
          max_runtime   = 1800
        }
        module \"c\" {
          source         = \"github.com/terraform-aws-modules/terraform-aws-eks?ref=9facf9f\"
          cluster_name   = \"c\"
          node_groups_v2 = {}
          self_managed_node_groups = { one = { instance_type = \"m5.large\" } }
        }";
    let sources: Memory = [("main.tf", text)].into_iter().collect();
    let told = said(&scan(&sources, &Overrides::default(), &mut Memo::new()));
    let reason = "unknown, module.f is given max_runtime, which its known versions do not have";
    for expected in [
        "memory: 536870912 (written)".to_owned(),
        format!("timeout: {reason} or {reason} by var.lambda_at_edge in module.f (written)"),
        "module.c.module.self_managed_node_group[\"one\"].aws_autoscaling_group.this (capacity)".to_owned(),
        "scale_max: unknown, module.c is given node_groups_v2, which its known versions do not have (written)"
            .to_owned(),
    ] {
        assert!(told.contains(&expected), "{expected}\n{told}");
    }
}

/// The inventory of a report in full: each resource with its role, its platform and its facts.
fn said(report: &Report) -> String {
    let mut text = String::new();
    for judged in &report.resources {
        let resource = &judged.resource;
        if resource.role == Role::Disabled {
            continue;
        }
        let platform = judged.placement.as_ref().and_then(|placement| placement.platform.as_deref());
        let platform = platform.map(|platform| format!(" on {platform}")).unwrap_or_default();
        writeln!(text, "{} ({}{platform})", resource.local, resource.role.name()).unwrap();
        let facts = resource.facts.iter().filter(|(name, _)| !BESIDE_THE_POINT.contains(name));
        for (name, fact) in facts {
            writeln!(text, "  {name}: {} ({})", value(fact), fact.known.name()).unwrap();
        }
        for tag in &resource.tags {
            writeln!(text, "  tag {}: {}", tag.key, value(&tag.value)).unwrap();
        }
    }
    text
}

fn value(fact: &Fact) -> String {
    match &fact.value {
        Value::Absent => "none".to_owned(),
        Value::Sealed(_) => SEALED.to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Unknown(unknown) => format!("unknown, {}", unknown.reason),
        Value::Choice(choice) => {
            let options: Vec<String> = choice.options.iter().map(value).collect();
            format!("{} by {}", options.join(" or "), choice.switch.key)
        }
        Value::List(items) => format!("[{}]", items.iter().map(value).collect::<Vec<_>>().join(", ")),
        Value::Record(facts) => {
            let facts: Vec<String> = facts.iter().map(|(name, fact)| format!("{name}={}", value(fact))).collect();
            format!("{{{}}}", facts.join(" "))
        }
    }
}
