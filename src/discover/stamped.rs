//! A disk whose files are known to stay as they are until somebody says otherwise: for an editor, which is told of changes.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::SystemTime;
use std::{fs, io};

use super::disk::Disk;
use crate::model::paths;
use crate::model::source::{Entry, EntryKind, ReadError, Sources, Stamp};

/// A disk that knows which of its files and folders are as they were, without reading them.
#[derive(Debug)]
pub struct StampedDisk {
    disk: Disk,
    known: RwLock<Known>,
}

#[derive(Debug, Default)]
struct Known {
    looks: HashMap<String, Look>,
    /// How often everything was to be looked at again.
    round: u64,
    /// The last stamp that was given out.
    last: u64,
}

/// A look at what stands at a path.
#[derive(Debug)]
struct Look {
    stamp: Stamp,
    round: u64,
    saw: Option<Saw>,
}

/// What tells one state of a file or folder from another, as far as that can be told without reading it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Saw {
    changed: Option<SystemTime>,
    size: u64,
    is_folder: bool,
}

impl StampedDisk {
    /// The sources under a folder.
    ///
    /// # Errors
    /// Where the folder is not there or may not be entered.
    pub fn new(root: &Path) -> io::Result<Self> {
        Ok(Self { disk: Disk::new(root)?, known: RwLock::default() })
    }

    /// The root, free of links.
    pub fn root(&self) -> &Path {
        self.disk.root()
    }

    /// Takes note that something was made, changed or removed at a path.
    pub fn changed(&self, path: &str) {
        let mut known = self.write();
        // What is new or gone changes the folders above it, which may be new themselves; of a folder, all that stood below.
        let below = format!("{path}/");
        known.looks.retain(|other, _| other != path && !other.starts_with(&below) && !paths::is_below(path, other));
        // Links may lead to it from anywhere.
        known.round += 1;
    }

    /// Takes note that anything may have changed: whatever is asked for next is looked at again, once.
    pub fn look_again(&self) {
        self.write().round += 1;
    }

    fn read_known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn saw(&self, path: &str) -> Option<Saw> {
        let data = fs::metadata(self.disk.root().join(path)).ok()?;
        Some(Saw { changed: data.modified().ok(), size: data.len(), is_folder: data.is_dir() })
    }
}

impl Sources for StampedDisk {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.disk.read(path)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        self.disk.list(folder)
    }

    fn target(&self, link: &str) -> Option<String> {
        self.disk.target(link)
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        self.disk.kind(path)
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        let known = self.read_known();
        if let Some(look) = known.looks.get(path)
            && look.round == known.round
        {
            return Some(look.stamp);
        }
        drop(known);
        let saw = self.saw(path);
        let mut known = self.write();
        let round = known.round;
        if let Some(look) = known.looks.get_mut(path)
            && look.saw == saw
        {
            look.round = round;
            return Some(look.stamp);
        }
        known.last += 1;
        let stamp = Stamp(known.last);
        known.looks.insert(path.to_owned(), Look { stamp, round, saw });
        Some(stamp)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::fs;

    use super::{Sources, StampedDisk};

    #[test]
    fn a_stamp_stays_until_something_is_said_to_have_changed() {
        let folder = std::env::temp_dir().join(format!("misfit-stamped-{}", std::process::id()));
        fs::create_dir_all(folder.join("a")).unwrap();
        fs::write(folder.join("a/one.tf"), "1").unwrap();
        let kept = StampedDisk::new(&folder).unwrap();
        let stamps = || ["", "a", "a/one.tf", "a/two.tf"].map(|path| kept.stamp(path));
        let first = stamps();
        assert_eq!(first, stamps());
        // Nobody said that it was written to.
        fs::write(folder.join("a/one.tf"), "1, 2, 3").unwrap();
        assert_eq!(first, stamps());
        kept.changed("a/one.tf");
        let second = stamps();
        assert_eq!([0, 1, 2, 3].map(|at: usize| first[at] == second[at]), [false, false, false, true]);
        // All that is as it was keeps its stamp.
        kept.look_again();
        assert_eq!(second, stamps());
        fs::write(folder.join("a/two.tf"), "2").unwrap();
        kept.look_again();
        assert!(second[2] == stamps()[2] && second[3] != stamps()[3]);
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("a/two.tf", folder.join("link.tf")).unwrap();
            let through = kept.stamp("link.tf");
            fs::write(folder.join("a/two.tf"), "2, 3").unwrap();
            kept.changed("a/two.tf");
            assert!(kept.stamp("link.tf") != through);
        }
        // A folder in a new folder is told of by what stands in it.
        let listed = kept.stamp("");
        fs::create_dir_all(folder.join("b/c")).unwrap();
        kept.changed("b/c/three.tf");
        assert!(kept.stamp("") != listed);
        fs::remove_dir_all(&folder).unwrap();
        kept.changed("a");
        assert!(kept.list("a").is_err() && kept.stamp("a/one.tf") != second[2]);
    }
}
