//! `check --from-hook`, in repositories that git keeps: what is tracked is the world, and paths are its focus.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::{Answer, Folder, answer, command, misfit};

const VAULT: &str = "variable \"class\" {}\nprovider \"aws\" {}\nresource \"aws_lambda_function\" \"vault\" {\n  tags = { \
                     DataClassification = var.class }\n}\n";
const CLASS: &str = "class = \"PCI\"\n";
const JOB: &str = "resource \"aws_lambda_function\" \"job\" {\n  tags = { DataClassification = \"PCI\" }\n}\n";
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: a}]}\n";
const BROKEN: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a\n";
const VAULT_FOUND: &str = "aws_lambda_function.vault";
const JOB_FOUND: &str = "aws_lambda_function.job";

/// A repository with these files, all of them tracked.
fn repository(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    fs::remove_dir(folder.path().join(".git")).unwrap();
    git(folder.path(), &["init", "--quiet"]);
    for (path, text) in files {
        folder.put(path, text);
    }
    git(folder.path(), &["add", "--all"]);
    folder
}

/// git, with nothing of whoever runs the tests.
fn git(folder: &Path, arguments: &[&str]) {
    let said = answer(git_command(folder, arguments), b"");
    assert_eq!(said.exit, 0, "git {arguments:?}: {said:?}");
}

fn git_command(folder: &Path, arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "protocol.file.allow=always"]);
    git.args(arguments).current_dir(folder);
    own_world(&mut git);
    git
}

/// Takes from a command what a hook that runs the tests would hand on, and its user's own settings of git.
fn own_world(command: &mut Command) {
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_COMMON_DIR"] {
        command.env_remove(name);
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
}

fn hook(folder: &Path, paths: &[&str]) -> Answer {
    let mut program = command(folder, &["check", "--from-hook", "--format", "concise"]);
    program.args(paths);
    own_world(&mut program);
    answer(program, b"")
}

/// One call of the hook.
struct Call {
    name: &'static str,
    paths: &'static [&'static str],
    exit: i32,
    says: &'static [&'static str],
    /// Of what is not spoken.
    not: &'static [&'static str],
}

fn try_all(folder: &Path, calls: &[Call]) {
    for Call { name, paths, exit, says, not } in calls {
        let said = hook(folder, paths);
        assert_eq!(said.exit, *exit, "{name}: {said:?}");
        for part in *says {
            assert!(said.stdout.contains(part), "{name}: no {part} in {said:?}");
        }
        for part in *not {
            assert!(!said.stdout.contains(part), "{name}: {part} in {said:?}");
        }
    }
}

#[test]
fn paths_are_a_focus_on_all_that_is_tracked() {
    let files = [
        ("vault/main.tf", VAULT),
        ("vault/terraform.tfvars", CLASS),
        ("job/main.tf", JOB),
        ("web/pod.yaml", POD),
        ("broken/pod.yaml", BROKEN),
        ("broken/notes.yaml", "a: {b\n"),
        ("old/main.tf", JOB),
        (".gitignore", "old/\n"),
        ("README.md", ""),
    ];
    let folder = repository(&files);
    git(folder.path(), &["add", "--force", "old/main.tf"]);
    fs::create_dir(folder.path().join("elsewhere")).unwrap();
    let calls = [
        Call {
            name: "where a workload stands",
            paths: &["vault/main.tf"],
            exit: 1,
            says: &[VAULT_FOUND, "vault/main.tf:", "1 workload", "1 file read"],
            not: &[JOB_FOUND],
        },
        Call {
            name: "where its need is set",
            paths: &["vault/terraform.tfvars"],
            exit: 1,
            says: &[VAULT_FOUND, "vault/main.tf:", "1 workload"],
            not: &[JOB_FOUND],
        },
        Call {
            name: "several",
            paths: &["vault/terraform.tfvars", "job/main.tf"],
            exit: 1,
            says: &[VAULT_FOUND, JOB_FOUND, "2 workloads"],
            not: &["old/main.tf"],
        },
        Call {
            name: "what fits",
            paths: &["web/pod.yaml"],
            exit: 0,
            says: &["no findings", "1 workload: 1 container", "1 file read"],
            not: &[],
        },
        Call {
            name: "what holds nothing to read",
            paths: &["README.md"],
            exit: 0,
            says: &["no findings", "0 workloads", "0 files read", "1 not a kind of file that misfit reads"],
            not: &[],
        },
        Call { name: "what is gone", paths: &["gone/main.tf"], exit: 0, says: &["no findings"], not: &["problem"] },
        Call {
            name: "what ignore rules name",
            paths: &["old/main.tf"],
            exit: 0,
            says: &["no findings", "1 ignored by .gitignore"],
            not: &[],
        },
        Call { name: "what is broken", paths: &["broken/pod.yaml"], exit: 2, says: &["broken/pod.yaml:"], not: &[] },
        Call {
            name: "what is nobody's",
            paths: &["broken/notes.yaml"],
            exit: 0,
            says: &["1 no mark of a dialect"],
            not: &["problem"],
        },
        Call {
            name: "nothing: everything",
            paths: &[],
            exit: 1,
            says: &[VAULT_FOUND, JOB_FOUND, "4 workloads", "1 problem"],
            not: &["old/main.tf"],
        },
        Call {
            name: "rules: everything",
            paths: &[".gitignore"],
            exit: 1,
            says: &[VAULT_FOUND, JOB_FOUND, "4 workloads"],
            not: &[],
        },
    ];
    try_all(folder.path(), &calls);
    let below = hook(&folder.path().join("elsewhere"), &["../job/main.tf"]);
    assert_eq!(below.exit, 1, "{below:?}");
    assert!(below.stdout.contains("../job/main.tf:") && !below.stdout.contains(VAULT_FOUND), "{below:?}");
}

#[test]
fn a_finding_is_told_with_what_decides_that_its_workload_is_there() {
    let counted = VAULT.replace("var.class }", "\"PCI\" }\n  count = var.on ? 1 : 0");
    let on = "variable \"on\" {\n  default = false\n}\n";
    let folder = repository(&[("a/main.tf", &counted), ("a/v.tf", on), ("b/main.tf", JOB), ("b/v.tf", "")]);
    folder
        .put("b/main.tf", "variable \"size\" {}\n".to_owned() + &JOB.replace("tags", "memory_size = var.size\n  tags"));
    git(folder.path(), &["add", "--all"]);
    try_all(
        folder.path(),
        &[
            Call { name: "not there", paths: &["a/v.tf"], exit: 0, says: &["no findings"], not: &[] },
            Call { name: "a library", paths: &["b/v.tf"], exit: 0, says: &["no findings"], not: &[] },
        ],
    );
    folder.put("a/v.tf", on.replace("false", "true")).put("b/provider.tf", "provider \"aws\" {}\n");
    git(folder.path(), &["add", "--all"]);
    try_all(
        folder.path(),
        &[
            Call { name: "a default", paths: &["a/v.tf"], exit: 1, says: &[VAULT_FOUND], not: &[JOB_FOUND] },
            Call { name: "a provider", paths: &["b/provider.tf"], exit: 1, says: &[JOB_FOUND], not: &[VAULT_FOUND] },
        ],
    );
}

#[test]
fn runs_that_share_the_paths_tell_together_what_one_would() {
    let files = [("vault/main.tf", VAULT), ("vault/terraform.tfvars", CLASS), ("job/main.tf", JOB)];
    let folder = repository(&files);
    let found = |paths: &[&str]| {
        let said = hook(folder.path(), paths);
        assert!(said.exit <= 1, "{said:?}");
        let findings = said.stdout.lines().filter(|line| line.contains("aws_lambda_function."));
        findings.map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let paths = files.map(|(path, _)| path);
    let whole = found(&paths);
    assert_eq!(whole.len(), 2, "{whole:?}");
    for cut in 1..paths.len() {
        let (one, other) = paths.split_at(cut);
        assert_eq!(&found(one) | &found(other), whole, "cut at {cut}");
    }
    // One that touches both shares is told by both.
    assert_eq!(found(&["vault/main.tf"]), found(&["vault/terraform.tfvars"]));
}

#[test]
fn settings_and_baselines_bear_on_everything_wherever_they_stand() {
    let baseline = "{\"version\": 1, \"findings\": []}\n";
    let folder =
        repository(&[("job/main.tf", JOB), ("config/misfit.yaml", "{}\n"), ("config/misfit-baseline.json", baseline)]);
    let told = |arguments: &[&str]| {
        let mut words = vec!["check", "--from-hook", "--format", "concise"];
        words.extend(arguments);
        let mut program = command(folder.path(), &words);
        own_world(&mut program);
        let said = answer(program, b"");
        assert!(said.exit <= 1, "{arguments:?}: {said:?}");
        said.stdout.contains(JOB_FOUND)
    };
    assert!(!told(&["config/misfit.yaml"]) && !told(&["config/misfit-baseline.json"]), "in force nowhere");
    assert!(told(&["--settings", "config/misfit.yaml", "config/misfit.yaml"]));
    assert!(told(&["--baseline", "config/misfit-baseline.json", "config/misfit-baseline.json"]));
    #[cfg(unix)]
    {
        let links = [("misfit.yaml", "config/misfit.yaml"), ("misfit-baseline.json", "config/misfit-baseline.json")];
        for (link, target) in links {
            std::os::unix::fs::symlink(target, folder.path().join(link)).unwrap();
        }
        git(folder.path(), &["add", "--all"]);
        for (_, target) in links {
            assert!(told(&[target]), "behind a link: {target}");
        }
        assert_eq!(hook(folder.path(), &[]).stderr, "", "what a link leads to is in force");
    }
}

/// However a commit's files are shared out, they choose no settings and no baseline.
#[test]
fn the_root_is_one_whichever_files_a_commit_has() {
    let off = "policies:\n  regulated-data-on-shared-serverless: off\n";
    let folder = repository(&[("svc/main.tf", JOB), ("svc/misfit.yaml", off), ("lib/main.tf", JOB)]);
    for paths in [&["svc/main.tf"][..], &["svc/main.tf", "lib/main.tf"], &["svc/main.tf", "svc/misfit.yaml"], &[]] {
        let said = hook(folder.path(), paths);
        assert!(said.exit == 1 && said.stdout.contains("svc/main.tf:"), "{paths:?}: {said:?}");
        assert!(said.stderr.contains("not in force: svc/misfit.yaml;"), "{paths:?}: {said:?}");
    }
    let said = hook(folder.path(), &["--root", "svc", "svc/main.tf"]);
    assert!(said.exit == 0 && said.stderr.is_empty(), "{said:?}");
}

#[test]
fn what_is_of_no_commit_is_told() {
    let folder = repository(&[("job/main.tf", JOB), ("web/pod.yaml", POD)]);
    assert_eq!(commit(folder.path(), &[]).exit, 0);
    git(folder.path(), &["rm", "--quiet", "--cached", "web/pod.yaml"]);
    for (paths, is_told) in [
        (&["baseline"][..], true),
        (&["../elsewhere.tf"], true),
        (&["job"], false),
        (&["web/pod.yaml"], false),
        (&["baseline", "job/main.tf"], false),
        (&[], false),
    ] {
        let said = hook(folder.path(), paths);
        assert_eq!(said.stderr.contains("not of a commit here: git does not track"), is_told, "{paths:?}: {said:?}");
    }
}

#[test]
fn a_stale_entry_is_told_of_what_is_in_focus() {
    let entry = |unit: &str| {
        format!(
            "{{\"unit\": \"{unit}\", \"fingerprint\": \"state-on-spot@aws_lambda_function.job\", \"severity\": \"warning\", \"values\": {{}}}}"
        )
    };
    let baseline = format!("{{\"version\": 1, \"findings\": [{}, {}]}}\n", entry("a"), entry("gone"));
    let plain = "resource \"aws_lambda_function\" \"job\" {}\n";
    let folder = repository(&[
        ("a/main.tf", plain),
        ("gone/more.tf", ""),
        ("b/main.tf", plain),
        ("misfit-baseline.json", &baseline),
    ]);
    for (path, stale) in
        [("b/main.tf", 0), ("a/main.tf", 1), ("gone/main.tf", 1), ("gone/more.tf", 1), ("misfit-baseline.json", 2)]
    {
        let said = hook(folder.path(), &["--strict", path]);
        assert_eq!(said.exit, if stale == 0 { 0 } else { 2 }, "{path}: {said:?}");
        assert_eq!(said.stdout.contains("2 stale entries"), stale == 2, "{path}: {said:?}");
    }
}

#[test]
fn what_git_does_not_track_is_not_there() {
    let boot = "#!/bin/sh\n";
    let main = "locals {\n  boot = file(\"${path.module}/boot.sh\")\n}\nresource \"aws_instance\" \"a\" {\n  user_data = \
                local.boot\n}\n";
    let kustomization = "resources: [pod.yaml]\npatches: [{path: patch.yaml}]\n";
    let folder = repository(&[("vm/main.tf", main), ("vault/main.tf", VAULT), ("k8s/pod.yaml", POD)]);
    git(folder.path(), &["add", "--all"]);
    folder.put("k8s/kustomization.yaml", kustomization);
    git(folder.path(), &["add", "k8s/kustomization.yaml"]);
    // All that follows is in the tree, and in no commit to come.
    folder.put("vault/terraform.tfvars", CLASS).put("vault/more.tf", JOB).put("job/main.tf", JOB);
    folder.put("vm/boot.sh", boot).put("k8s/patch.yaml", POD).put("misfit.yaml", "exclude: ['**']\n");
    folder.put("misfit-baseline.json", "{}\n");
    let calls = [
        Call {
            name: "values and neighbours",
            paths: &["vault/main.tf"],
            exit: 0,
            says: &["no findings", "1 workload:", "misfit.yaml: problem: git does not track it, so it is not in force"],
            not: &[VAULT_FOUND, JOB_FOUND],
        },
        Call {
            name: "everything",
            paths: &[],
            exit: 0,
            says: &["3 workloads", "4 files read", "misfit-baseline.json: problem: git does not track it"],
            not: &[VAULT_FOUND, JOB_FOUND],
        },
        Call {
            name: "what is in focus and not tracked",
            paths: &["job/main.tf"],
            exit: 0,
            says: &["0 workloads", "0 files read"],
            not: &[JOB_FOUND],
        },
        Call {
            name: "what a manifest refers to",
            paths: &["k8s/kustomization.yaml"],
            exit: 2,
            says: &["k8s/kustomization.yaml:", "k8s/patch.yaml", "git does not track it"],
            not: &[],
        },
    ];
    try_all(folder.path(), &calls);
    let asked = ["check", "--from-hook", "--settings", "misfit.yaml", "vault/main.tf"];
    let settings = misfit(folder.path(), &asked);
    assert_eq!(settings.exit, 2, "settings that are asked for and not tracked: {settings:?}");
    git(folder.path(), &["add", "--all"]);
    fs::remove_file(folder.path().join("misfit.yaml")).unwrap();
    fs::remove_file(folder.path().join("misfit-baseline.json")).unwrap();
    fs::remove_file(folder.path().join("vault/more.tf")).unwrap();
    let found = hook(folder.path(), &["vault/terraform.tfvars"]);
    assert!(found.exit == 1 && found.stdout.contains(VAULT_FOUND) && !found.stdout.contains(JOB_FOUND), "{found:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_counted() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = repository(&[("web/pod.yaml", POD)]);
    let name = OsStr::from_bytes(b"web/n\xe9.yaml");
    fs::write(folder.path().join(name), POD).unwrap();
    git(folder.path(), &["add", "--all"]);
    let mut program = command(folder.path(), &["check", "--from-hook"]);
    program.arg(name);
    own_world(&mut program);
    let said = answer(program, b"");
    assert!(said.exit == 0 && said.stdout.contains("passed by: 1 neither a file nor a folder"), "{said:?}");
}

/// A hook of git's own that runs the program, and says how.
fn install(folder: &Folder, at: &str, arguments: &str) {
    let program = env!("CARGO_BIN_EXE_misfit").replace('\\', "/");
    let script = format!("#!/bin/sh\nexec \"{program}\" check --from-hook --format concise {arguments}\n");
    folder.put(at, script);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder.path().join(at), fs::Permissions::from_mode(0o755)).unwrap();
    }
}

fn commit(folder: &Path, arguments: &[&str]) -> Answer {
    let mut words = vec!["commit", "--quiet", "--message", "change"];
    words.extend(arguments);
    answer(git_command(folder, &words), b"")
}

#[test]
fn a_commit_is_held_against_the_index_that_it_is_made_of() {
    let folder = repository(&[("web/pod.yaml", POD), ("README.md", "one\n")]);
    assert_eq!(commit(folder.path(), &[]).exit, 0);
    install(&folder, ".git/hooks/pre-commit", "");
    folder.put("job/main.tf", JOB);
    // In the tree alone, it is no part of a commit of everything that is tracked.
    folder.put("README.md", "two\n");
    let said = commit(folder.path(), &["--all"]);
    assert_eq!(said.exit, 0, "untracked: {said:?}");
    // Added, and left out of a commit of one file.
    git(folder.path(), &["add", "job/main.tf"]);
    folder.put("README.md", "three\n");
    let said = commit(folder.path(), &["--only", "README.md"]);
    assert_eq!(said.exit, 0, "left out: {said:?}");
    let said = commit(folder.path(), &[]);
    assert!(said.exit == 1 && (said.stdout.clone() + &said.stderr).contains(JOB_FOUND), "added: {said:?}");
    let said = commit(folder.path(), &["--all"]);
    assert!(said.exit == 1 && (said.stdout.clone() + &said.stderr).contains(JOB_FOUND), "all: {said:?}");
    // With the reason on record it passes.
    let accepted = format!("# misfit: ignore[regulated-data-on-shared-serverless] tokens only\n{JOB}");
    folder.put("job/main.tf", accepted);
    let said = commit(folder.path(), &["--all"]);
    assert_eq!(said.exit, 0, "accepted: {said:?}");
}

#[test]
fn a_hook_knows_its_work_tree_and_its_submodules() {
    let library = repository(&[("main.tf", JOB)]);
    assert_eq!(commit(library.path(), &[]).exit, 0);
    library.put("mine.tf", VAULT);
    let folder = repository(&[("web/pod.yaml", POD), ("part/misfit.yaml", "{}\n"), ("part/main.tf", JOB)]);
    let source = library.path().to_str().unwrap();
    git(folder.path(), &["submodule", "--quiet", "add", source, "library"]);
    assert_eq!(commit(folder.path(), &[]).exit, 0);
    folder.put("library/mine.tf", VAULT);
    // What a submodule tracks is seen, what stands in it besides is not.
    let said = hook(folder.path(), &["web/pod.yaml", "library"]);
    assert_eq!(said.exit, 1, "{said:?}");
    assert!(said.stdout.contains("library/main.tf:") && !said.stdout.contains(VAULT_FOUND), "{said:?}");
    // Settings below the repository's top hold where that folder is the root.
    folder.put("part/mine.tf", VAULT);
    for (at, paths) in [("", "part/main.tf"), ("part", "main.tf")] {
        let said = hook(&folder.path().join(at), &[paths]);
        assert!(said.stdout.contains(&format!("{paths}:")) && said.stdout.contains("1 workload"), "{said:?}");
        assert!(said.stderr.contains("not in force: part/misfit.yaml;"), "{said:?}");
    }
    let said = hook(&folder.path().join("part"), &["--root", "."]);
    assert!(said.stdout.contains(JOB_FOUND) && said.stdout.contains("1 workload"), "{said:?}");
    assert_eq!(said.stderr, "", "{said:?}");
    assert_eq!(hook(folder.path(), &["web/pod.yaml"]).stderr, "", "nothing of another folder");
    // A second work tree, in which git tells a hook where its repository is.
    let tree = Folder::new();
    fs::remove_dir_all(tree.path()).unwrap();
    git(folder.path(), &["worktree", "add", "--quiet", tree.path().to_str().unwrap()]);
    install(&folder, ".git/hooks/pre-commit", "part/main.tf web/pod.yaml");
    tree.put("web/more.tf", JOB).put("web/pod.yaml", format!("{POD}# more\n"));
    let said = commit(tree.path(), &["--all"]);
    let told = said.stdout.clone() + &said.stderr;
    assert!(said.exit == 1 && told.contains("part/main.tf:") && !told.contains("web/more.tf"), "{said:?}");
}

#[test]
fn where_git_cannot_tell_no_answer_is_given() {
    // A folder whose .git is empty is what git calls no repository.
    let folder = Folder::new();
    folder.put("job/main.tf", JOB);
    let mut program = command(folder.path(), &["check", "--from-hook", "job/main.tf"]);
    own_world(&mut program);
    program.env("GIT_CEILING_DIRECTORIES", folder.path().parent().unwrap());
    let said = answer(program, b"");
    assert!(said.exit == 2 && said.stderr.contains("cannot tell which files"), "{said:?}");
    let mut program = command(folder.path(), &["check", "--from-hook", "job/main.tf"]);
    own_world(&mut program);
    program.env("PATH", "");
    let said = answer(program, b"");
    assert!(said.exit == 2 && said.stderr.contains("there is no git to ask"), "{said:?}");
    // Outside of any repository everything on disk is the world.
    fs::remove_dir(folder.path().join(".git")).unwrap();
    let said = hook(folder.path(), &["job/main.tf"]);
    assert!(said.exit == 1 && said.stdout.contains(JOB_FOUND), "{said:?}");
    let said = hook(folder.path(), &["-"]);
    assert!(said.exit == 2 && said.stderr.contains("--from-hook takes paths"), "{said:?}");
}
