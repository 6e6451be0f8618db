//! Narrowing: from a report of all that is known to one of what was asked for.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::baseline;
use super::lens::Lens;
use super::pieces::Planned;
use super::settings::{InEffect, NAMES};
use crate::discover::walk::RULE_FILES;
use crate::memo::Read;
use crate::model::overrides::Overrides;
use crate::model::paths;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::report::{Finding, Label, Report};
use crate::model::resource::Suppression;
use crate::model::source::Span;

/// Leaves in the report what is of the paths that were asked for, and of that, what touches the focus. What stands
/// elsewhere was read only to be known.
pub(super) fn narrow(
    report: &mut Report,
    (lens, read): (Option<&Lens<'_>>, &HashSet<String>),
    overrides: &Overrides,
    in_effect: &InEffect,
) {
    if !overrides.reported().is_empty() {
        to_paths(report, overrides.reported(), read, in_effect);
    }
    if let Some(lens) = lens
        && !bears_on_all_files(lens, overrides, in_effect)
    {
        to_focus(report, lens, in_effect);
    }
}

/// The files that were read for folders of Terraform in these paths, wherever they stand: those of modules that are called.
pub(super) fn read_for(pieces: &[Planned], named: &[String]) -> HashSet<String> {
    let is_named = |piece: &&Planned| piece.terraform().is_some_and(|folder| paths::is_named(folder, named));
    let made = pieces.iter().filter(is_named).filter_map(|piece| piece.made.as_ref());
    let files = made.flat_map(|made| &made.reads).filter_map(|read| match read {
        Read::File(path, ..) => Some(path.clone()),
        _ => None,
    });
    files.collect()
}

/// Leaves what stands in these paths; of what was `read` for them elsewhere, what hides some of it.
fn to_paths(report: &mut Report, named: &[String], read: &HashSet<String>, in_effect: &InEffect) {
    let is_named = |path: &str| paths::is_named(path, named);
    let places = report.resources.iter().map(|judged| judged.resource.place());
    let stay: Vec<bool> = places.map(|span| is_named(report.sources.path(span))).collect();
    baseline::narrow(report, &stay, is_named);
    keep(report, stay);
    let mut problems = std::mem::take(&mut report.problems);
    problems.retain(|problem| {
        let is_of_named = || named.iter().any(|path| report.is_of(problem, path));
        let hides = || problem.kind.hides() && read.contains(&problem.path);
        is_named(&problem.path) || bears_on_all(problem, in_effect) || is_of_named() || hides()
    });
    report.problems = problems;
    cover(report, &is_named, &is_named);
}

/// Leaves the resources that are to stay, and what is said of them.
fn keep(report: &mut Report, stay: Vec<bool>) {
    let mut new_index = Vec::with_capacity(stay.len());
    let mut kept = Vec::new();
    for (judged, stays) in std::mem::take(&mut report.resources).into_iter().zip(stay) {
        new_index.push(stays.then_some(kept.len()));
        if stays {
            kept.push(judged);
        }
    }
    report.resources = kept;
    let moved = |old: usize| new_index.get(old).copied().flatten();
    report
        .findings
        .retain_mut(|finding| moved(finding.resource).map(|new| Arc::make_mut(finding).resource = new).is_some());
    report
        .suppressed
        .retain_mut(|(finding, _)| moved(finding.resource).map(|new| Arc::make_mut(finding).resource = new).is_some());
    report
        .baselined
        .retain_mut(|(finding, _)| moved(finding.resource).map(|new| Arc::make_mut(finding).resource = new).is_some());
    report.undecided.retain_mut(|undecided| moved(undecided.resource).map(|new| undecided.resource = new).is_some());
}

/// Whether a problem bears on everything: what is wrong with the settings or with a policy does.
fn bears_on_all(problem: &Problem, in_effect: &InEffect) -> bool {
    matches!(problem.kind, ProblemKind::Settings | ProblemKind::Policy) || are_settings(&problem.path, in_effect)
}

fn are_settings(path: &str, in_effect: &InEffect) -> bool {
    in_effect.path() == Some(path) || NAMES.contains(&path) || path == baseline::FILE
}

/// Leaves in the report's coverage the files and the folders that were asked for.
fn cover(report: &mut Report, file: &dyn Fn(&str) -> bool, folder: &dyn Fn(&str) -> bool) {
    report.coverage.read.retain(|path| file(path));
    report.coverage.passed_by.retain(|_, paths| {
        // A module call is passed by under its address: it stands in its unit's folder.
        paths.retain(|path| path.split_once("::").map_or_else(|| file(path), |(unit, _)| folder(unit)));
        !paths.is_empty()
    });
}

/// Whether a change of what is in focus may change what is said of any file: rules, and the settings and the baseline in
/// force, wherever they stand.
fn bears_on_all_files(lens: &Lens<'_>, overrides: &Overrides, in_effect: &InEffect) -> bool {
    let named = overrides.baseline.as_deref().into_iter().chain(in_effect.path());
    named.chain(NAMES).chain([baseline::FILE]).any(|path| lens.shows(path))
        || lens.focus.paths().any(|path| RULE_FILES.contains(&paths::name(path)))
}

/// Leaves what touches the focus with any of its places.
fn to_focus(report: &mut Report, lens: &Lens<'_>, in_effect: &InEffect) {
    let focus = lens.focus;
    let sources = std::mem::take(&mut report.sources);
    let is_seen = |span: Span| lens.shows(sources.path(span));
    let resources = report.resources.iter().map(|judged| &judged.resource);
    let mut stay: Vec<bool> = resources.map(|resource| lens.holds(resource, sources.path(resource.place()))).collect();
    let stands = |index: usize| stay.get(index).copied().unwrap_or_default();
    let touches = |finding: &Arc<Finding>| {
        let labels = [&finding.needs, &finding.gives, &finding.related].into_iter().flatten();
        let mut places = labels.map(|label: &Label| label.span).chain([finding.primary]);
        stands(finding.resource) || places.any(is_seen)
    };
    let is_accepted_there = |suppression: &Suppression| is_seen(suppression.span);
    report.findings.retain(touches);
    report.baselined.retain(|(finding, _)| touches(finding));
    report.suppressed.retain(|(finding, suppression)| touches(finding) || is_accepted_there(suppression));
    report
        .undecided
        .retain(|undecided| stands(undecided.resource) || undecided.missing.iter().any(|missing| is_seen(missing.at)));
    let accepted = report.suppressed.iter().map(|(finding, _)| finding);
    let accepted = accepted.chain(report.baselined.iter().map(|(finding, _)| finding));
    let of_findings = report.findings.iter().chain(accepted);
    let said: Vec<usize> = of_findings
        .map(|finding| finding.resource)
        .chain(report.undecided.iter().map(|undecided| undecided.resource))
        .collect();
    for index in said {
        if let Some(stays) = stay.get_mut(index) {
            *stays = true;
        }
    }
    // What is gone from a unit may be gone with what is in focus there.
    let touched = lens.units();
    baseline::narrow(report, &stay, |unit| touched.contains(unit) || lens.shows(unit));
    keep(report, stay);
    // A problem of a folder that is read as one unit is one of each of its files.
    let read = report.coverage.read.iter().filter(|path| focus.holds(path));
    let units: BTreeSet<String> = read.map(|path| paths::folder(path).to_owned()).collect();
    report.problems.retain(|problem| {
        lens.shows(&problem.path)
            || units.contains(&problem.path)
            || bears_on_all(problem, in_effect)
            || problem.span.is_some_and(is_seen)
    });
    report.sources = sources;
    // Of a folder that is passed by, what is in focus in it is passed by, too.
    cover(report, &|path| focus.holds(path) || focus.reaches_into(path), &|unit| units.contains(unit));
}

#[cfg(test)]
mod tests {
    use super::{HashSet, InEffect, Lens, Problem, ProblemKind, Report, narrow};
    use crate::discover::memory::Memory;
    use crate::memo::Memo;
    use crate::model::overrides::Overrides;
    use crate::scan::library::View;
    use crate::scan::scan;

    #[test]
    fn what_is_wrong_with_a_policy_is_told_whichever_path_is_named() {
        let of = |kind, path: &str| Problem::with(kind, path, "wrong");
        let kept = of(ProblemKind::Policy, "policies/state-on-spot.yaml");
        let problems = vec![kept.clone(), of(ProblemKind::Syntax, "elsewhere/a.yaml")];
        let named = Overrides { paths: vec!["here".to_owned()], ..Overrides::default() };
        let in_focus = Overrides { focus: Some(["here"].into_iter().collect()), ..Overrides::default() };
        for overrides in [named, in_focus] {
            let mut report = Report { problems: problems.clone(), ..Report::default() };
            let sources = Memory::new();
            let view = View::new(&sources, &overrides);
            let lens = overrides.focus.as_ref().map(|focus| Lens::new(focus, &view, &[]));
            narrow(&mut report, (lens.as_ref(), &HashSet::new()), &overrides, &InEffect::default());
            assert_eq!(report.problems, std::slice::from_ref(&kept));
        }
    }

    /// A vault and a job, each in a folder of its own, the vault's needs in a file beside it; and what is broken.
    fn repository() -> Memory {
        let vault = "variable \"class\" {}\nprovider \"aws\" {}\nresource \"aws_lambda_function\" \"vault\" {\n  tags \
                     = { DataClassification = var.class }\n}\n";
        let job = "resource \"aws_lambda_function\" \"job\" {\n  tags = { DataClassification = \"PCI\" }\n}\n";
        [
            ("vault/main.tf", vault),
            ("vault/terraform.tfvars", "class = \"PCI\"\n"),
            ("vault/other.tf", "resource \"aws_sqs_queue\" \"q\" {}\n"),
            ("job/main.tf", job),
            ("broken/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a\n"),
            ("nobody/values.yaml", "a: {b\n"),
            ("old/.gitignore", ""),
        ]
        .into_iter()
        .collect()
    }

    /// What decides whether a workload is there at all, and is no place of a finding.
    #[test]
    fn what_was_made_of_a_file_in_focus_is_in_focus() {
        let vault = |guard: &str| {
            format!(
                "resource \"aws_lambda_function\" \"vault\" {{\n  {guard}\n  tags = {{ DataClassification = \"PCI\" }}\n}}\n"
            )
        };
        let (provider, job) = ("provider \"aws\" {}\n", "resource \"aws_lambda_function\" \"job\" {}\n");
        let counted = &*vault("count = var.on ? 1 : 0");
        let named = &*vault("for_each = local.names");
        let (set, unset) = ("variable \"on\" {\n  default = true\n}\n", "variable \"on\" {}\n");
        let names = "locals {\n  names = toset([\"a\"])\n}\n";
        let service = "service: a\nprovider:\n  name: aws\n  tags: {DataClassification: PCI}\nfunctions: \
                       ${file(parts/f.yml)}\n";
        let rows = [
            ("v.tf", [("main.tf", counted), ("p.tf", provider), ("v.tf", set)]),
            ("p.tf", [("main.tf", counted), ("p.tf", provider), ("v.tf", set)]),
            ("names.tf", [("main.tf", named), ("p.tf", provider), ("names.tf", names)]),
            ("terraform.tfvars", [("main.tf", counted), ("v.tf", unset), ("terraform.tfvars", "on = true\n")]),
            ("env/prod.tfvars", [("main.tf", counted), ("v.tf", unset), ("env/prod.tfvars", "on = true\n")]),
            ("parts/f.yml", [("serverless.yml", service), ("parts/f.yml", "f: {handler: a.b}\n"), ("a.js", "")]),
        ];
        for (changed, files) in rows {
            let files: Memory = files.into_iter().chain([("elsewhere/main.tf", job)]).collect();
            let told = |path: &str| {
                let focus = Some([path].into_iter().collect());
                scan(&files, &Overrides { focus, ..Overrides::default() }, &mut Memo::new()).findings.len()
            };
            assert_eq!((told(changed), told("elsewhere/main.tf")), (1, 0), "{changed}");
        }
    }

    /// What it is about, the focus, the workloads of the findings, and the paths of the problems.
    type Row<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a [&'a str]);

    #[test]
    fn a_focus_leaves_what_touches_it() {
        let all = ["job", "vault"];
        let broken = &["broken/pod.yaml"];
        let rows: [Row<'_>; 15] = [
            ("where the workload stands", &["vault/main.tf"], &["vault"], &[]),
            ("where its need is set", &["vault/terraform.tfvars"], &["vault"], &[]),
            ("beside it", &["vault/other.tf"], &["vault"], &[]),
            ("what is gone from beside it", &["vault/provider.tf"], &["vault"], &[]),
            ("what was never beside it", &["vault/notes"], &[], &[]),
            ("what is gone from above it", &["provider.tf"], &[], &[]),
            ("a folder", &["vault"], &["vault"], &[]),
            ("everything", &[""], &all, broken),
            ("nothing", &[], &[], &[]),
            ("what is broken", broken, &[], broken),
            ("what is nobody's", &["nobody/values.yaml"], &[], &[]),
            ("what is gone", &["gone/main.tf"], &[], &[]),
            ("rules", &["old/.gitignore"], &all, broken),
            ("settings", &["misfit.yaml"], &all, broken),
            ("settings of nobody", &["old/misfit.yaml"], &[], &[]),
        ];
        for (name, focus, workloads, problems) in rows {
            let focus = Some(focus.iter().copied().collect());
            let report = scan(&repository(), &Overrides { focus, ..Overrides::default() }, &mut Memo::new());
            let of = |index: usize| report.resources[index].resource.name.to_string();
            let mut found: Vec<String> = report.findings.iter().map(|finding| of(finding.resource)).collect();
            found.dedup();
            assert_eq!(found, workloads, "{name}");
            let told: Vec<&str> = report.problems.iter().map(|problem| problem.path.as_str()).collect();
            assert_eq!(told, problems, "{name}");
        }
    }

    #[test]
    fn shares_of_a_focus_tell_together_what_the_whole_tells() {
        let files = ["job/main.tf", "vault/main.tf", "vault/terraform.tfvars", "vault/other.tf", "broken/pod.yaml"];
        let told = |focus: &[&str]| {
            let focus = Some(focus.iter().copied().collect());
            let report = scan(&repository(), &Overrides { focus, ..Overrides::default() }, &mut Memo::new());
            let findings = report.findings.iter().map(|finding| finding.fingerprint.clone());
            let problems = report.problems.iter().map(|problem| format!("{}: {}", problem.path, problem.message));
            findings.chain(problems).collect::<std::collections::BTreeSet<_>>()
        };
        let whole = told(&files);
        assert!(whole.len() >= 3, "{whole:?}");
        for cut in 0..=files.len() {
            let (one, other) = files.split_at(cut);
            assert_eq!(&told(one) | &told(other), whole, "cut at {cut}");
        }
    }
}
