//! Scan: sources in, report out. The only place that knows the order of the rooms.

mod baseline;
mod gather;
mod judge;
mod lens;
mod library;
mod make;
mod modules;
mod narrow;
mod patches;
mod pieces;
mod settings;
mod walked;

use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::adjoin::adjoin_again;
use crate::link::{link, link_again};
use crate::load::Beliefs;
pub use crate::memo::Memo;
use crate::model::overrides::Overrides;
use crate::model::report::Report;
use crate::model::source::{Sources, Span};
use gather::gather;
use lens::Lens;
use library::View;
use narrow::{narrow, read_for};
use walked::walked;

/// Below this many pieces of work, threads cost more than they save.
const WORTH_THREADS: usize = 32;

/// Scans the sources and says what every workload runs on, what it needs, and where the two do not fit.
///
/// Touches no clock, environment, network or screen; equal sources and overrides give equal reports, with any memo.
pub fn scan(sources: &dyn Sources, overrides: &Overrides, memo: &mut Memo) -> Report {
    let mut view = View::new(sources, overrides);
    let mut report = Report::default();
    let mut in_effect = settings::read(&view, overrides, memo, &mut report);
    view.know(std::mem::take(&mut in_effect.modules));
    let accepted = baseline::read(&view, overrides, memo, &mut report);
    let (walked, hidden) = walked(&view, overrides, &in_effect, memo);
    view.hide(hidden);
    let mut pieces = pieces::plan(&view, &walked, &overrides.paths, memo);
    pieces::make_all(&view, &mut pieces, memo);
    report.problems.extend(pieces::idle_plans(overrides, &pieces));
    memo.keep(pieces.iter().filter_map(|piece| Some((piece.key.as_str(), piece.made.as_ref()?))));
    let lens = overrides.focus.as_ref().map(|focus| Lens::new(focus, &view, &pieces));
    let read = read_for(&pieces, overrides.reported());
    let mut resources = patches::merge(gather(&mut report, &mut pieces, &walked, in_effect.path(), &overrides.given));
    baseline::take_for_read(&mut report, accepted.as_ref());
    let path_of = |span: Span| report.sources.path(span).to_owned();
    if memo.is_kept() {
        link_again(&mut resources, &path_of, &mut memo.judgements.linked);
    } else {
        link(&mut resources, &path_of);
    }
    let beliefs = Beliefs::builtin();
    report.problems.extend(beliefs.problems().iter().cloned());
    judge::judge(&mut report, resources, beliefs, &in_effect, overrides, memo);
    if beliefs.policies().iter().any(|policy| policy.when.reads_neighbours()) {
        adjoin_again(&mut report.resources, &mut memo.judgements.adjoined);
    }
    judge::evaluate(&mut report, &pieces, beliefs, &in_effect, accepted, overrides, memo);
    narrow(&mut report, (lens.as_ref(), &read), overrides, &in_effect);
    baseline::tell(&mut report);
    report
}

/// What comes of each item, by its number, in their order; worked out on threads where there are many.
fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    if items.len() > WORTH_THREADS {
        items.par_iter().enumerate().map(|(at, item)| work(at, item)).collect()
    } else {
        items.iter().enumerate().map(|(at, item)| work(at, item)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Memo, scan};
    use crate::discover::memory::Memory;
    use crate::model::overrides::Overrides;
    use crate::model::resource::{Resource, Role};

    const MACHINE: &str = "resource \"aws_instance\" \"a\" {\n  instance_type = \"t3.micro\"\n}\n";

    #[test]
    fn what_is_called_is_a_part_unless_it_runs_for_itself() {
        let backend = "terraform {\n  backend \"s3\" {}\n}\n";
        let cloud = "terraform {\n  cloud {}\n}\n";
        let provider = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n";
        let rows = [
            ("a plain module", "m", "", "app", 0),
            ("a plain module that is tried out", "m", "", "m/examples/all", 0),
            ("a backend", "", backend, "test", 1),
            ("a backend and a provider", "infra", &format!("{backend}{provider}"), "infra/test", 1),
            ("a cloud block", "infra", cloud, "app", 1),
            ("a provider, tried out", "infra", provider, "infra/test", 1),
            ("a provider, in an example", "infra", provider, "infra/examples/all", 1),
            ("a provider, called in earnest", "infra", provider, "app", 0),
            ("a provider, called for an environment", "infra", provider, "envs/test", 0),
        ];
        for (name, folder, more, caller, expected) in rows {
            let up = if caller.is_empty() { String::new() } else { "../".repeat(caller.split('/').count()) };
            let call = format!("module \"m\" {{\n  source = \"{up}{folder}\"\n}}\n");
            let file =
                |folder: &str| if folder.is_empty() { "main.tf".to_owned() } else { format!("{folder}/main.tf") };
            let files = [(file(folder), format!("{more}{MACHINE}")), (file(caller), call)];
            assert_eq!(workloads(files, folder), expected, "{name}");
        }
        let values = [
            ("infra/main.tf", format!("variable \"size\" {{}}\n{MACHINE}")),
            ("infra/terraform.tfvars", "size = 1\n".to_owned()),
            ("app/main.tf", "module \"m\" {\n  source = \"../infra\"\n}\n".to_owned()),
        ];
        assert_eq!(workloads(values, "infra"), 1, "values of its own");
    }

    #[test]
    fn a_suppression_of_nothing_is_told_where_it_stands() {
        let text = "# misfit: ignore[state-on-spot] tried\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
        let sources: Memory = [("config.yaml", text)].into_iter().collect();
        let report = scan(&sources, &Overrides::default(), &mut Memo::new());
        let paths: Vec<&str> = report.problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(paths, ["config.yaml"], "{:?}", report.problems);
    }

    #[test]
    fn what_is_hidden_stands_in_no_folder() {
        let main = "variable \"n\" {\n  default = 1\n}\nresource \"aws_instance\" \"a\" {\n  user_data = \
                    file(\"boot.sh\")\n}\n";
        let other = "resource \"aws_instance\" \"b\" {}\n";
        let files = |more: &[(&str, &str)]| -> Memory {
            let all = [("main.tf", main), ("other.tf", other), ("me.auto.tfvars", "n = 0\n"), ("boot.sh", "")];
            all.iter().chain([("env/prod.tfvars", "n = 2\n")].iter()).chain(more).copied().collect()
        };
        let hide = "other.tf\nme.auto.tfvars\nboot.sh\nenv\n";
        let exclude = "exclude: [other.tf, '*.auto.tfvars', 'env/**']\n";
        let rest = ["env/prod.tfvars", "main.tf", "me.auto.tfvars", "other.tf"];
        let mut memo = Memo::new();
        for (name, more, named, expected) in [
            ("nothing is hidden", &[][..], &[][..], &[&["boot.sh"][..], &rest].concat()[..]),
            ("ignored", &[(".gitignore", hide)], &[], &["boot.sh", "main.tf"]),
            ("ignored and named", &[(".gitignore", hide)], &["main.tf", "other.tf"], &["main.tf", "other.tf"]),
            ("excluded", &[("misfit.yaml", exclude)], &[], &["boot.sh", "main.tf"]),
            ("nothing is hidden again", &[], &[], &[&["boot.sh"][..], &rest].concat()),
        ] {
            let paths = named.iter().map(|path| (*path).to_owned()).collect();
            let report = scan(&files(more), &Overrides { paths, ..Overrides::default() }, &mut memo);
            assert_eq!(report.coverage.read, expected, "{name}");
        }
    }

    /// How many workloads a folder has by itself.
    fn workloads<P: Into<String>, const N: usize>(files: [(P, String); N], folder: &str) -> usize {
        let sources: Memory = files.into_iter().collect();
        let report = scan(&sources, &Overrides::default(), &mut Memo::new());
        let runs = |resource: &Resource| resource.role == Role::Workload && *resource.unit.0 == *folder;
        report.resources.iter().filter(|judged| runs(&judged.resource)).count()
    }

    #[test]
    fn every_file_is_counted_once() {
        let sources: Memory = [
            ("main.tf", "resource \"aws_instance\" \"a\" {\n  user_data = file(\"${path.module}/boot.sh\")\n}\n"),
            ("boot.sh", "#!/bin/sh\n"),
            ("other.sh", "#!/bin/sh\n"),
            ("k8s/kustomization.yaml", "resources: [pod.yaml]\npatches: [{path: patch.yaml}]\n"),
            ("k8s/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"),
            ("k8s/patch.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: true}\n"),
            ("k8s/values.yaml", "replicas: 3\n"),
            ("sam/samconfig.toml", "version = 0.1\n"),
            ("sam/Cargo.toml", ""),
        ]
        .into_iter()
        .collect();
        let coverage = scan(&sources, &Overrides::default(), &mut Memo::new()).coverage;
        assert_eq!(coverage.read, ["boot.sh", "k8s/kustomization.yaml", "k8s/patch.yaml", "k8s/pod.yaml", "main.tf"]);
        let passed_by: Vec<&str> = coverage.passed_by.values().flatten().map(String::as_str).collect();
        assert_eq!(passed_by, ["k8s/values.yaml", "other.sh", "sam/Cargo.toml", "sam/samconfig.toml"]);
    }
}
