//! What git tracks: its list of files, asked of the program `git`, which reads nothing from any network here.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What git tells a hook of the repository and the index that it runs for: `commit --only` has an index of its own.
const OF_A_HOOK: [&str; 5] = ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_PREFIX"];

/// The files under a root that git tracks, by path from the root; nothing where the root stands in no repository.
///
/// # Errors
/// The root stands in a repository, and git cannot tell.
pub(super) fn tracked(root: &Path, here: &Path) -> Result<Option<BTreeSet<String>>, String> {
    let is_told = OF_A_HOOK.iter().any(|name| std::env::var_os(name).is_some());
    if is_told && let Some(top) = top_of_hook(root, here) {
        // Of the repository that the hook runs for, in its words.
        let below = root.strip_prefix(&top).ok().and_then(Path::to_str).unwrap_or_default().replace('\\', "/");
        return list(&mut git(&top), &top).map(|files| Some(files_below(&files, &below)));
    }
    if !root.ancestors().any(|folder| folder.join(".git").exists()) {
        return Ok(None);
    }
    list(&mut alone(root), root).map(|files| Some(files_below(&files, "")))
}

/// Whether the last commit has any of these paths, from the root. Where there is none, or git cannot tell, it has not.
pub(super) fn were_committed(paths: &[String], root: &Path) -> bool {
    let mut git = alone(root);
    git.args(["ls-tree", "-z", "--name-only", "HEAD", "--"]).args(paths);
    !paths.is_empty() && git.output().is_ok_and(|output| output.status.success() && !output.stdout.is_empty())
}

/// The top of the repository that a hook runs for, where the root is of that one, and not of another within it.
fn top_of_hook(root: &Path, here: &Path) -> Option<PathBuf> {
    let of_hook = top(&mut git(here))?;
    let is_same = top(&mut alone(root)).map_or_else(|| root.starts_with(&of_hook), |own| own == of_hook);
    is_same.then_some(of_hook)
}

fn top(git: &mut Command) -> Option<PathBuf> {
    let output = git.args(["rev-parse", "--show-toplevel"]).output().ok().filter(|output| output.status.success())?;
    let path = String::from_utf8(output.stdout).ok()?;
    Path::new(path.trim_end_matches(['\n', '\r'])).canonicalize().ok()
}

/// What git lists, each file once, submodules with what they track; names that are no text with marks in place of it, as
/// sources show them.
fn list(git: &mut Command, folder: &Path) -> Result<Vec<String>, String> {
    let cannot = |why: &str| format!("cannot tell which files of {} git tracks: {why}", folder.display());
    let output = git.args(["ls-files", "-z", "--cached", "--recurse-submodules"]).output();
    let output = output.map_err(|error| match error.kind() {
        ErrorKind::NotFound => cannot("there is no git to ask"),
        _ => cannot(&error.to_string()),
    })?;
    if !output.status.success() {
        return Err(cannot(&said(&output)));
    }
    let paths = output.stdout.split(|byte| *byte == 0).filter(|path| !path.is_empty());
    Ok(paths.map(|path| String::from_utf8_lossy(path).into_owned()).collect())
}

fn said(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    said.trim().strip_prefix("fatal: ").unwrap_or(said.trim()).to_owned()
}

/// The paths from a folder, of those that stand below it.
fn files_below(files: &[String], folder: &str) -> BTreeSet<String> {
    let from_folder = |path: &String| match folder {
        "" => Some(path.clone()),
        folder => path.strip_prefix(folder)?.strip_prefix('/').map(str::to_owned),
    };
    files.iter().filter_map(from_folder).collect()
}

/// git in a folder, as the environment has it.
fn git(folder: &Path) -> Command {
    let mut git = Command::new("git");
    // Nothing is fetched to answer, and no monitor of the file system is started.
    git.args(["-c", "core.fsmonitor=false"]).env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0");
    git.current_dir(plain(folder));
    git
}

/// git in a folder, whatever repository a hook runs for.
fn alone(folder: &Path) -> Command {
    let mut git = git(folder);
    for name in OF_A_HOOK {
        git.env_remove(name);
    }
    git
}

/// A path as other programs take it: Windows marks one that it has made free of links.
fn plain(path: &Path) -> &OsStr {
    path.to_str().and_then(|text| text.strip_prefix(r"\\?\")).map_or(path.as_os_str(), OsStr::new)
}

#[cfg(test)]
mod tests {
    use super::files_below;

    #[test]
    fn files_are_seen_from_the_root() {
        let files = ["a/b/c.tf", "ab/c.tf", "a/d.tf", "a"].map(str::to_owned);
        let below = |folder: &str| files_below(&files, folder).into_iter().collect::<Vec<_>>();
        assert_eq!(below(""), ["a", "a/b/c.tf", "a/d.tf", "ab/c.tf"]);
        assert_eq!(below("a"), ["b/c.tf", "d.tf"]);
        assert_eq!(below("a/b"), ["c.tf"]);
    }
}
