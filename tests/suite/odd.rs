//! What is too big or too odd to be kept as a fixture: it is made in a temporary folder, and told of, fast.

use std::fmt::Write;
use std::fs::File;

use misfit::discover::memory::Memory;
use misfit::model::overrides::Overrides;
use misfit::model::problem::ProblemKind;
use misfit::model::source::{Entry, ReadError, Sources};
use misfit::scan::{Memo, scan};

use crate::program::{Folder, misfit};

/// A workload beside what is odd: it must be read all the same.
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: a}]}\n";
const LEVELS: usize = 10_000;

#[test]
fn a_file_of_100_mb_is_not_read() {
    for name in ["big.yaml", "big.tf", "big.json", "big.tfvars", "kustomization.yaml"] {
        let folder = Folder::new();
        folder.put("web.yaml", POD).put("main.tf", "locals {}\n");
        File::create(folder.path().join(name)).unwrap().set_len(100_000_000).unwrap();
        let named = misfit(folder.path(), &["check", name]);
        assert_eq!(named.exit, 2, "{name}: {named:?}");
        assert!(named.stdout.contains("it has 100 MB, and files larger than 20 MB are not read"), "{name}: {named:?}");
        let walked = misfit(folder.path(), &["check"]);
        assert_eq!(walked.exit, 0, "{name}: {walked:?}");
        assert!(walked.stdout.contains("passed by: 1 larger than 20 MB"), "{name}: {walked:?}");
        assert!(walked.stdout.contains("1 workload"), "{name}: {walked:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn memory_is_bounded() {
    use crate::program::{answer, command};

    let folder = Folder::new();
    folder.put("web.yaml", POD).put("bomb.yaml", bomb());
    File::create(folder.path().join("big.yaml")).unwrap().set_len(100_000_000).unwrap();
    let program = command(folder.path(), &[]);
    let mut limited = std::process::Command::new("sh");
    // In KiB of address space.
    limited.args(["-c", "ulimit -v 1000000; exec \"$0\""]).arg(program.get_program()).current_dir(folder.path());
    let said = answer(limited, b"");
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.stdout.contains("2 workloads") && said.stdout.contains("1 problem"), "{said:?}");
}

/// Nine aliases of nine aliases of nine: a billion values.
#[cfg(target_os = "linux")]
fn bomb() -> String {
    let mut bomb = POD.replace("name: web", "name: bomb").replace("spec: {containers: [{name: a, image: a}]}\n", "");
    bomb.push_str("spec:\n  containers: [{name: a, image: a}]\n  a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(bomb, "  a{level}: &a{level} [{aliases}]").unwrap();
    }
    bomb
}

#[test]
fn ten_thousand_levels_are_one_problem() {
    let (open, close) = ("[".repeat(LEVELS), "]".repeat(LEVELS));
    let lines = |line: &str| line.repeat(LEVELS);
    let head = "apiVersion: v1\nkind: Pod\nmetadata: {name: deep}\n";
    let json = "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"deep\"}, \"spec\": ";
    let after = "\nresource \"aws_lambda_function\" \"deep\" {}\n";
    let indented: String = (1..3_000).fold(String::new(), |mut text, level| {
        writeln!(text, "{:level$}a:", "").unwrap();
        text
    });
    let cases = [
        ("flow.yaml", format!("{head}spec: {open}{close}\n")),
        ("block.yaml", format!("{head}spec:\n{indented}")),
        ("unclosed.yaml", format!("{head}spec: {open}\n")),
        ("list.json", format!("{json}{open}{close}}}")),
        ("unclosed.json", format!("{json}{}", "{\"a\": ".repeat(LEVELS))),
        ("list.tf", format!("locals {{\n  x = {open}{close}\n}}{after}")),
        ("blocks.tf", format!("terraform {{\n{}{}}}{after}", lines("a {\n"), lines("}\n"))),
        ("parentheses.tf", format!("locals {{\n  x = {}1{}\n}}{after}", "(".repeat(LEVELS), ")".repeat(LEVELS))),
        ("sum.tf", format!("locals {{\n  x = {}1\n}}{after}", "1 + ".repeat(LEVELS))),
        ("negations.tf", format!("locals {{\n  x = {}true\n}}{after}", "!".repeat(LEVELS))),
        ("templates.tf", format!("locals {{\n  x = {}1{}\n}}{after}", "\"${".repeat(LEVELS), "}\"".repeat(LEVELS))),
        ("index.tf", format!("locals {{\n  x = {}0{}\n}}{after}", "a[".repeat(LEVELS), "]".repeat(LEVELS))),
    ];
    for (name, text) in cases {
        let folder = Folder::new();
        folder.put(name, text);
        let said = misfit(folder.path(), &["check", name]);
        assert_eq!(said.exit, 2, "{name}: {said:?}");
        assert!(said.stdout.contains(" 1 problem\n"), "{name}: {said:?}");
        assert!(said.stdout.contains("[limit]"), "{name}: {said:?}");
        assert!(said.stdout.contains("1 workload"), "{name}: {said:?}");
    }
}

/// Nobody may be compared with everybody else once for every tie that it has.
#[test]
fn crowds_of_one_label_and_of_one_name_are_linked_fast() {
    let crowd = Folder::new();
    let (mut all, mut names) = (String::new(), String::new());
    for number in 0..400 {
        let app = "labels: {app: web}";
        let pod = format!("{{metadata: {{{app}}}, spec: {{containers: [{{name: a, image: a}}]}}}}");
        writeln!(
            all,
            "---\napiVersion: v1\nkind: Service\nmetadata: {{name: s{number}}}\nspec: {{selector: {{app: web}}}}"
        )
        .unwrap();
        let deployment = |name: &str| {
            format!(
                "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec: {{template: {pod}}}\n"
            )
        };
        all.push_str(&deployment(&format!("d{number}")));
        names.clear();
        names.push_str(&deployment("web"));
        names.push_str(&scaler("web"));
        crowd.put(&format!("apps/a{number}/web.yaml"), &names);
    }
    all.push_str(&scaler("d0"));
    crowd.put("crowd/all.yaml", &all);
    let start = std::time::Instant::now();
    let said = misfit(crowd.path(), &["check"]);
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.stdout.contains("800 workloads"), "{said:?}");
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

fn scaler(of: &str) -> String {
    format!(
        "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: {of}}}\n\
         spec: {{minReplicas: 1, maxReplicas: 9, scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: {of}}}}}\n"
    )
}

#[test]
fn every_bound_of_terraform_is_told_at_a_line_and_answers_alike() {
    let chain = |first: &str, next: &str, last: usize| {
        let next = |at: usize| format!("  a{at} = {}\n", next.replace('@', &format!("local.a{}", at - 1)));
        format!("locals {{\n  a0 = {first}\n{}  end = local.a{last}\n}}\n", (1..=last).map(next).collect::<String>())
    };
    let loops = "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]";
    for (main, words) in [
        (chain("[1]", "concat(@, @)", 40), "concat() gives too many values"),
        (chain("\"x\"", "\"${@}${@}\"", 40), "the text here grows too long"),
        (chain("1", "[@]", 3000), "nest deeper than they are followed"),
        (chain("1", "{ l = @, r = @ }", 40), "take more work than is spent"),
        (chain(loops, "@", 1), "take more work than is spent"),
        (
            "module \"m\" {\n  source = \"./m\"\n  count = 60\n}\nlocals {\n  end = 1\n}\n".to_owned(),
            "they make more than 2000 instances",
        ),
    ] {
        let folder = Folder::new();
        let function =
            "resource \"aws_lambda_function\" \"f\" {\n  function_name = \"f\"\n  description = local.end\n}\n";
        folder.put("main.tf", format!("{main}{function}"));
        folder.put("m/m.tf", "module \"n\" {\n  source = \"../n\"\n  count = 60\n}\n");
        folder.put("n/n.tf", "variable \"x\" {\n  default = 1\n}\n");
        let walked = misfit(folder.path(), &["check", "--format", "concise"]);
        let told = walked.stdout.lines().find(|line| line.contains(words)).unwrap_or_default();
        assert!(told.contains(".tf:") && told.ends_with("[limit]"), "{words}: {walked:?}");
        assert_eq!(walked.exit, 0, "{words}: {walked:?}");
        let (file, _) = told.split_once(':').unwrap();
        assert_eq!(misfit(folder.path(), &["check", file]).exit, 2, "{words}: named");
        assert_eq!(misfit(folder.path(), &["check", "--strict"]).exit, 2, "{words}: strict");
    }
}

#[test]
fn circles_of_settings_and_folders_end() {
    let folder = Folder::new();
    let deep = "a/".repeat(300);
    folder.put(&format!("{deep}web.yaml"), POD);
    let said = misfit(folder.path(), &["check"]);
    assert!(said.exit == 0 && said.stdout.contains("1 workload"), "{said:?}");
    let folder = Folder::new();
    folder
        .put("one/kustomization.yaml", "resources: [../two]\n")
        .put("two/kustomization.yaml", "resources: [../one]\n");
    folder
        .put("two/web.yaml", POD)
        .put("self/kustomization.yaml", "resources: [.]\npatches: [{path: kustomization.yaml}]\n");
    let said = misfit(folder.path(), &["check"]);
    assert!(said.exit == 0 && said.stdout.contains("1 workload"), "{said:?}");
}

#[test]
#[cfg(unix)]
fn links_are_followed_no_further_than_the_root() {
    use std::os::unix::fs::symlink;

    let outside = Folder::new();
    outside.put("secret.yaml", POD);
    let folder = Folder::new();
    folder.put("real/web.yaml", POD);
    let at = |path: &str| folder.path().join(path);
    symlink("loop-b", at("loop-a")).unwrap();
    symlink("loop-a", at("loop-b")).unwrap();
    symlink("..", at("real/above")).unwrap();
    symlink("real", at("twin")).unwrap();
    symlink("loop.yaml", at("loop.yaml")).unwrap();
    symlink("gone.yaml", at("dead.yaml")).unwrap();
    symlink(outside.path(), at("outside")).unwrap();
    symlink(outside.path().join("secret.yaml"), at("secret.yaml")).unwrap();
    let said = misfit(folder.path(), &["check"]);
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.stdout.contains("1 workload"), "{said:?}");
    assert!(said.stdout.contains("2 a link to a folder"), "{said:?}");
    assert!(said.stdout.contains("6 a link that leads nowhere or out of the root"), "{said:?}");
    let named = misfit(folder.path(), &["check", "loop.yaml"]);
    assert_eq!(named.exit, 2, "{named:?}");
    assert!(named.stderr.contains("misfit: cannot read loop.yaml: "), "{named:?}");
    let named = misfit(folder.path(), &["check", "--root", ".", "secret.yaml"]);
    assert_eq!(named.exit, 2, "{named:?}");
    assert!(named.stderr.contains("stands outside the root"), "{named:?}");
}

#[test]
#[cfg(unix)]
fn pipes_and_names_that_are_no_text_are_passed_by() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = Folder::new();
    folder.put("web.yaml", POD);
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe.yaml")).status();
    assert!(made.unwrap().success());
    let mut expected = 1;
    // Not every file system takes such a name.
    if std::fs::write(folder.path().join(OsStr::from_bytes(b"caf\xE9.yaml")), POD).is_ok() {
        expected += 1;
    }
    let said = misfit(folder.path(), &["check"]);
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.stdout.contains("1 workload"), "{said:?}");
    assert!(said.stdout.contains(&format!("{expected} neither a file nor a folder")), "{said:?}");
    let named = misfit(folder.path(), &["check", "pipe.yaml"]);
    assert_eq!(named.exit, 2, "{named:?}");
}

/// Sources of which one path is refused, whoever asks.
struct Refusing {
    sources: Memory,
    path: &'static str,
}

impl Refusing {
    fn asked(&self, path: &str) -> Result<(), ReadError> {
        if path == self.path { Err(ReadError::Refused("Permission denied (os error 13)".to_owned())) } else { Ok(()) }
    }
}

impl Sources for Refusing {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.asked(path).and_then(|()| self.sources.read(path))
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        self.asked(folder).and_then(|()| self.sources.list(folder))
    }
}

#[test]
fn what_is_refused_is_a_problem_and_hides_nothing_else() {
    let files = [
        ("open/web.yaml", POD),
        ("shut/web.yaml", POD),
        ("infra/main.tf", "resource \"aws_lambda_function\" \"f\" {}\n"),
        ("infra/more.tf", "resource \"aws_lambda_function\" \"g\" {}\n"),
        ("patched/kustomization.yaml", "patches: [{path: patch.yaml}]\n"),
        ("patched/patch.yaml", POD),
        (".gitignore", "nothing\n"),
        ("misfit.yaml", "exclude: []\n"),
    ];
    let workloads = |sources: &dyn Sources, paths: &[&str]| {
        let paths = paths.iter().map(|path| (*path).to_owned()).collect();
        let report = scan(sources, &Overrides { paths, ..Overrides::default() }, &mut Memo::new());
        (report.resources.iter().filter(|judged| judged.placement.is_some()).count(), report.problems)
    };
    let whole: Memory = files.into_iter().collect();
    let (all, problems) = workloads(&whole, &[]);
    assert!(all == 4 && problems.is_empty(), "{all} {problems:?}");
    for (path, lost) in [
        ("shut", 1),
        ("shut/web.yaml", 1),
        ("infra", 2),
        ("infra/more.tf", 1),
        ("patched/kustomization.yaml", 0),
        ("patched/patch.yaml", 0),
        (".gitignore", 0),
        ("misfit.yaml", 0),
        ("", 4),
    ] {
        let refusing = Refusing { sources: whole.clone(), path };
        let (left, problems) = workloads(&refusing, &[]);
        // A patch that is no patch any more is a manifest.
        assert!(left + lost == all || path == "patched/kustomization.yaml", "{path}: {left} left, {problems:?}");
        let [problem] = &problems[..] else { panic!("{path}: {problems:?}") };
        assert!(matches!(problem.kind, ProblemKind::Unreadable | ProblemKind::Settings), "{path}: {problem:?}");
        assert!(problem.message.contains("Permission denied"), "{path}: {problem:?}");
        if !path.is_empty() && path != ".gitignore" && path != "patched/patch.yaml" {
            let (_, problems) = workloads(&refusing, &[path]);
            assert!(problems.iter().any(|problem| problem.path == path), "{path}, named: {problems:?}");
        }
    }
}

#[test]
#[cfg(unix)]
#[expect(clippy::print_stderr, reason = "a test that does not run says why")]
fn a_folder_that_may_not_be_entered_is_a_problem() {
    use std::fs::{Permissions, read_dir, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    folder.put("shut/web.yaml", POD).put("open/web.yaml", POD);
    let shut = folder.path().join("shut");
    set_permissions(&shut, Permissions::from_mode(0o000)).unwrap();
    if read_dir(&shut).is_ok() {
        eprintln!("not run: whoever runs this may read everything");
        return;
    }
    let walked = misfit(folder.path(), &["check"]);
    let strict = misfit(folder.path(), &["check", "--strict"]);
    let named = misfit(folder.path(), &["check", "shut"]);
    set_permissions(&shut, Permissions::from_mode(0o755)).unwrap();
    assert_eq!((walked.exit, strict.exit, named.exit), (0, 2, 2), "{walked:?}\n{strict:?}\n{named:?}");
    assert!(walked.stdout.contains("it cannot be read: ") && walked.stdout.contains("1 workload"), "{walked:?}");
}
