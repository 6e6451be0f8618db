//! Sources in, found files out.

use std::fs;
use std::path::PathBuf;

use super::MOST_BYTES;
use super::disk::{Disk, find_root};
use super::marks::{Candidate, candidate, marked};
use super::memory::{Memory, Over};
use super::tracked::Tracked;
use super::walk::{IgnoreRules, Options, Walked, reason, walk};
use crate::model::paths;
use crate::model::problem::ProblemKind;
use crate::model::source::{Entry, EntryKind, ReadError, Sources};

fn found(walked: &Walked) -> Vec<&str> {
    walked.files.iter().map(|file| file.path.as_str()).collect()
}

fn walk_all(sources: &dyn Sources, named: &[&str]) -> Walked {
    let named: Vec<String> = named.iter().map(|path| (*path).to_owned()).collect();
    walk(sources, Options { named: &named, rules: IgnoreRules::Followed })
}

#[test]
fn what_is_walked_is_found_or_passed_by_with_its_reason() {
    let memory: Memory = [
        ("main.tf", ""),
        ("a/deploy.yaml", ""),
        ("a/notes.md", ""),
        (".github/workflows/ci.yml", ""),
        (".git/config.yaml", ""),
        ("a/node_modules/x/y.yaml", ""),
        (".gitignore", "build/\n*.gen.yaml\n/top.yaml\n"),
        ("build/out.yaml", ""),
        ("top.yaml", ""),
        ("a/top.yaml", ""),
        ("a/x.gen.yaml", ""),
        ("a/.gitignore", "!kept.gen.yaml\nsecret.yaml\n"),
        ("a/kept.gen.yaml", ""),
        ("a/secret.yaml", ""),
        ("b/.gitignore", "c.yaml"),
        ("b/.ignore", "!c.yaml"),
        ("b/c.yaml", ""),
        ("b/secret.yaml", ""),
    ]
    .into_iter()
    .collect();
    let walked = walk_all(&memory, &[]);
    let expected = [
        ".github/workflows/ci.yml",
        "a/deploy.yaml",
        "a/kept.gen.yaml",
        "a/top.yaml",
        "b/c.yaml",
        "b/secret.yaml",
        "main.tf",
    ];
    assert_eq!(found(&walked), expected);
    assert_eq!(walked.passed_by[reason::IGNORED], ["a/secret.yaml", "a/x.gen.yaml", "build", "top.yaml"]);
    assert_eq!(walked.passed_by[reason::FILLED_BY_TOOLS], ["a/node_modules"]);
    assert!(walked.passed_by[reason::NOT_READ].contains(&"a/notes.md".to_owned()));
    let all = walk(&memory, Options { named: &[], rules: IgnoreRules::Disregarded });
    assert_eq!(found(&all).len(), expected.len() + 4);
}

#[test]
fn no_rule_hides_what_is_named() {
    let memory: Memory = [
        (".gitignore", "gen\n"),
        ("gen/deep/a.yaml", ""),
        ("gen/deep/b.yaml", ""),
        ("vendor/m/main.tf", ""),
        ("c.yaml", ""),
    ]
    .into_iter()
    .collect();
    assert_eq!(found(&walk_all(&memory, &[])), ["c.yaml"]);
    assert_eq!(found(&walk_all(&memory, &["gen/deep/a.yaml"])), ["c.yaml", "gen/deep/a.yaml"]);
    assert_eq!(found(&walk_all(&memory, &["gen/deep"])), ["c.yaml", "gen/deep/a.yaml", "gen/deep/b.yaml"]);
    assert_eq!(found(&walk_all(&memory, &["vendor"])), ["c.yaml", "vendor/m/main.tf"]);
    let lost = walk_all(&memory, &["d.yaml"]);
    assert_eq!((lost.problems[0].kind, lost.problems[0].path.as_str()), (ProblemKind::Unreadable, "d.yaml"));
}

/// Sources of which one folder cannot be listed and one file is too large.
struct Odd;

impl Sources for Odd {
    fn read(&self, _: &str) -> Result<Vec<u8>, ReadError> {
        Err(ReadError::NotFound)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        if folder == "locked" {
            return Err(ReadError::Refused("permission denied".to_owned()));
        }
        let entry = |name: &str, kind| Entry { name: name.to_owned(), kind };
        Ok(vec![
            entry("locked", EntryKind::Folder),
            entry("large.yaml", EntryKind::File(MOST_BYTES + 1)),
            entry("pipe.yaml", EntryKind::Other),
            entry("dead.yaml", EntryKind::DeadLink),
            entry("loop", EntryKind::FolderLink),
        ])
    }
}

#[test]
fn what_cannot_be_read_is_counted_and_told() {
    let walked = walk_all(&Odd, &[]);
    assert_eq!(found(&walked), [""; 0]);
    for (why, path) in [
        (reason::TOO_LARGE, "large.yaml"),
        (reason::NO_FILE, "pipe.yaml"),
        (reason::DEAD_LINK, "dead.yaml"),
        (reason::FOLDER_LINK, "loop"),
    ] {
        assert_eq!(walked.passed_by[why], [path]);
    }
    let problems = |walked: &Walked| -> Vec<_> {
        walked.problems.iter().map(|problem| (problem.kind, problem.path.clone())).collect()
    };
    let locked = || (ProblemKind::Unreadable, "locked".to_owned());
    let large = (ProblemKind::Limit, "large.yaml".to_owned());
    assert_eq!(problems(&walked), [locked()]);
    assert_eq!(problems(&walk_all(&Odd, &["large.yaml"])), [large, locked()]);
}

#[test]
fn names_and_bytes_tell_candidates() {
    for (path, expected) in [
        ("a/main.tf", Candidate::Terraform),
        ("main.tofu.json", Candidate::Terraform),
        ("prod.auto.tfvars", Candidate::TerraformVariables),
        ("p.tfvars.json", Candidate::TerraformVariables),
        ("x/kustomization.yml", Candidate::Kustomization),
        ("x/Kustomization", Candidate::Kustomization),
        ("c/Chart.yaml", Candidate::Chart),
        ("misfit.yaml", Candidate::Settings),
        ("infra/misfit-baseline.json", Candidate::Baseline),
        ("svc/serverless.yml", Candidate::Serverless),
        ("svc/serverless.json", Candidate::Serverless),
        ("serverless-compose.yml", Candidate::Serverless),
        ("serverless.prod.yml", Candidate::ServerlessLike),
        ("orders.serverless.yaml", Candidate::ServerlessLike),
        ("orders-serverless.yml", Candidate::ServerlessLike),
        ("serverless.ts", Candidate::Program),
        ("serverless", Candidate::NotRead),
        ("a.yaml", Candidate::Unmarked),
        ("a.json", Candidate::Unmarked),
        ("stack.template", Candidate::Unmarked),
        ("serverless.yml", Candidate::Serverless),
        ("serverless.toml", Candidate::Serverless),
        ("app/samconfig.toml", Candidate::SamConfig),
        ("samconfig.yml", Candidate::SamConfig),
        ("Cargo.toml", Candidate::NotRead),
        ("a.yaml.bak", Candidate::NotRead),
        ("Dockerfile", Candidate::NotRead),
    ] {
        assert_eq!(candidate(path), expected, "{path}");
    }
    for (path, bytes, expected) in [
        ("a.yaml", "kind: Pod\napiVersion: v1\n", true),
        ("a.json", "{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}", true),
        ("a.yaml", "kind: Pod\n", false),
        ("a.yaml", "apiVersion: v1", false),
        ("a.yaml", "", false),
        ("pod.template", "kind: Pod\napiVersion: v1\n", false),
        ("stack.template", "Resources:\n  A:\n    Type: AWS::EC2::Instance\n", true),
        ("stack.json", "{\"Resources\": {\"A\": {\"Type\": \"AWS::EC2::Instance\"}}}", true),
    ] {
        assert_eq!(marked(path, bytes.as_bytes()), expected, "{path}: {bytes}");
    }
}

#[test]
fn paths_never_leave_the_root() {
    for (folder, relative, expected) in [
        ("a/b", "../c.yaml", Some("a/c.yaml")),
        ("", "./x//y", Some("x/y")),
        ("a", "../..", None),
        ("a", "../../etc/passwd", None),
        ("a", "/etc/passwd", None),
    ] {
        assert_eq!(paths::join(folder, relative).as_deref(), expected, "{folder} {relative}");
    }
    assert!(paths::is_named("a/b.yaml", &["a".to_owned()]) && !paths::is_named("ab.yaml", &["a".to_owned()]));
    assert!(paths::is_named("a", &[]) && paths::is_named("a", &[String::new()]));
}

#[test]
fn buffers_stand_over_what_is_below() {
    let below: Memory = [("a/x.yaml", "old"), ("a/y.yaml", "old")].into_iter().collect();
    let above: Memory = [("a/x.yaml", "new"), ("b/z.yaml", "new")].into_iter().collect();
    let over = Over { above: &above, below: &below };
    assert_eq!(over.read("a/x.yaml"), Ok(b"new".to_vec()));
    assert_eq!(over.read("a/y.yaml"), Ok(b"old".to_vec()));
    assert_eq!(over.read("a/none"), Err(ReadError::NotFound));
    assert_eq!(found(&walk_all(&over, &[])), ["a/x.yaml", "a/y.yaml", "b/z.yaml"]);
}

/// A folder of its own for one test, removed when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("misfit-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(fs::canonicalize(folder).unwrap())
    }

    fn write(&self, path: &str, bytes: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(unix)]
#[test]
fn a_disk_is_bounded_to_its_root() {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    let scratch = Scratch::new("disk");
    scratch.write("outside.yaml", "no");
    scratch.write("root/a/x.yaml", "yes");
    symlink("../outside.yaml", scratch.0.join("root/out.yaml")).unwrap();
    symlink("..", scratch.0.join("root/up")).unwrap();
    symlink("a/x.yaml", scratch.0.join("root/in.yaml")).unwrap();
    // A link to what is not read where it stands is all there is of it.
    scratch.write("root/.ignore", "secret");
    scratch.write("root/secret/x.yaml", "yes");
    symlink("secret/x.yaml", scratch.0.join("root/hidden.yaml")).unwrap();
    scratch.write("root/common.tf", "");
    symlink("../common.tf", scratch.0.join("root/a/common.tf")).unwrap();
    symlink("../a", scratch.0.join("root/a/loop")).unwrap();
    symlink("self.yaml", scratch.0.join("root/self.yaml")).unwrap();
    let _socket = UnixListener::bind(scratch.0.join("root/socket.yaml")).unwrap();
    let disk = Disk::new(&scratch.0.join("root")).unwrap();

    assert_eq!(disk.read("in.yaml"), Ok(b"yes".to_vec()));
    for path in ["out.yaml", "../outside.yaml", "up/outside.yaml", "/etc/passwd"] {
        assert_eq!(disk.read(path), Err(ReadError::OutsideRoot), "{path}");
    }
    assert_eq!(disk.read("none.yaml"), Err(ReadError::NotFound));
    assert_eq!(disk.read("a/x.yaml/y"), Err(ReadError::NotFound));
    for path in ["a", "socket.yaml", "self.yaml"] {
        assert!(matches!(disk.read(path), Err(ReadError::Refused(_))), "{path}");
    }
    let walked = walk_all(&disk, &[]);
    assert_eq!(found(&walked), ["a/common.tf", "a/x.yaml", "common.tf", "hidden.yaml"]);
    assert_eq!(walked.passed_by[reason::FILE_LINK], ["in.yaml"]);
    assert_eq!(found(&walk_all(&disk, &["in.yaml"])).len(), 5);
    assert_eq!(walked.passed_by[reason::DEAD_LINK], ["out.yaml", "self.yaml", "up"]);
    assert_eq!(walked.passed_by[reason::FOLDER_LINK], ["a/loop"]);
    assert_eq!(walked.passed_by[reason::NO_FILE], ["socket.yaml"]);
}

#[test]
fn the_root_is_the_nearest_settings_or_repository() {
    let scratch = Scratch::new("root");
    scratch.write("repo/.git/HEAD", "");
    scratch.write("repo/team/misfit.yaml", "");
    scratch.write("repo/team/app/main.tf", "");
    scratch.write("repo/other/main.tf", "");
    for (start, root) in [("repo/team/app/main.tf", "repo/team"), ("repo/team", "repo/team"), ("repo/other", "repo")] {
        assert_eq!(find_root(&scratch.0.join(start)), scratch.0.join(root), "{start}");
    }
}

fn tracked<'a>(below: &'a dyn Sources, files: &[&str]) -> Tracked<'a> {
    Tracked::new(below, files.iter().map(|path| (*path).to_owned()).collect())
}

fn names(listed: Result<Vec<Entry>, ReadError>) -> Vec<String> {
    let mut names: Vec<String> = listed.unwrap().into_iter().map(|entry| entry.name).collect();
    names.sort();
    names
}

#[test]
fn only_what_is_tracked_is_seen() {
    let files = ["a/x.yaml", "a/y.yaml", "ab/x.yaml", "b/x.yaml", "top.yaml"];
    let memory: Memory = files.into_iter().map(|path| (path, path)).collect();
    let sources = tracked(&memory, &["a/x.yaml", "ab/x.yaml", "top.yaml", "gone.yaml", "gone/x.yaml"]);
    assert_eq!(names(sources.list("")), ["a", "ab", "top.yaml"]);
    assert_eq!(names(sources.list("a")), ["x.yaml"]);
    assert_eq!(sources.list("b"), Err(ReadError::Untracked));
    assert_eq!(sources.list("c"), Err(ReadError::NotFound));
    assert_eq!(sources.read("b/../a/x.yaml"), Ok(b"a/x.yaml".to_vec()));
    for path in ["a/y.yaml", "b/x.yaml"] {
        assert_eq!(sources.read(path), Err(ReadError::Untracked), "{path}");
    }
    for path in ["gone.yaml", "gone/x.yaml", "c.yaml", "a/c.yaml"] {
        assert_eq!(sources.read(path), Err(ReadError::NotFound), "{path}");
    }
    assert_eq!(sources.read("../a"), Err(ReadError::OutsideRoot));
    assert_eq!(found(&walk_all(&sources, &[])), ["a/x.yaml", "ab/x.yaml", "top.yaml"]);
}

#[cfg(unix)]
#[test]
fn a_link_shows_what_is_tracked_itself() {
    use std::os::unix::fs::symlink;

    let scratch = Scratch::new("tracked");
    for path in ["real/x.tf", "real/own.tf", "shop/main.tf"] {
        scratch.write(path, path);
    }
    for (target, link) in [
        ("../real/x.tf", "shop/x.tf"),
        ("../real/own.tf", "shop/own.tf"),
        ("../real/x.tf", "shop/mine.tf"),
        ("real", "link"),
        ("real", "own"),
        ("../out.tf", "out.tf"),
    ] {
        symlink(target, scratch.0.join(link)).unwrap();
    }
    let disk = Disk::new(&scratch.0).unwrap();
    let files = ["real/x.tf", "shop/main.tf", "shop/x.tf", "shop/own.tf", "link", "out.tf", "empty-submodule"];
    let sources = tracked(&disk, &files);
    for (path, expected) in [
        ("shop/x.tf", Ok("real/x.tf")),
        ("link/x.tf", Ok("real/x.tf")),
        // The link is tracked and what it leads to is not; and the other way round.
        ("shop/own.tf", Err(ReadError::Untracked)),
        ("link/own.tf", Err(ReadError::Untracked)),
        ("shop/mine.tf", Err(ReadError::Untracked)),
        ("own/x.tf", Err(ReadError::Untracked)),
        ("out.tf", Err(ReadError::NotFound)),
    ] {
        assert_eq!(sources.read(path), expected.map(|text| text.as_bytes().to_vec()), "{path}");
    }
    assert_eq!(names(sources.list("link")), ["x.tf"]);
    assert_eq!(names(sources.list("shop")), ["main.tf", "own.tf", "x.tf"]);
    assert_eq!(sources.list("own"), Err(ReadError::Untracked));
    let walked = walk_all(&sources, &[]);
    assert_eq!(found(&walked), ["real/x.tf", "shop/main.tf", "shop/x.tf"]);
    assert_eq!(walked.passed_by[reason::DEAD_LINK], ["out.tf", "shop/own.tf"]);
    assert_eq!(walked.passed_by[reason::FOLDER_LINK], ["link"]);
    assert_eq!(sources.target("shop/x.tf").as_deref(), Some("real/x.tf"));
    assert_eq!(sources.target("shop/own.tf"), None);
}
