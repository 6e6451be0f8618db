//! A world: one root as the editor sees it, its unsaved buffers over what is on disk, and the last report of it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use crate::memo::Memo;
use crate::model::overrides::Overrides;
use crate::model::report::Report;
use crate::model::source::{Source, Sources};
use crate::scan::scan;

/// One root, and all that is known of it.
pub struct World {
    /// What the last scan said, of the whole root.
    pub(super) report: Report,
    /// What is on disk.
    pub(super) sources: Arc<dyn Sources>,
    /// What scans take over from each other.
    pub(super) memo: Memo,
    /// What is said beside the sources: buffers by their paths from the root, and today.
    pub(super) overrides: Overrides,
}

impl World {
    /// A world over these sources, not yet scanned.
    pub fn new(sources: Box<dyn Sources>) -> Self {
        Self::over(Arc::from(sources))
    }

    /// A world over sources that somebody else is told of changes in.
    pub(super) fn over(sources: Arc<dyn Sources>) -> Self {
        Self { report: Report::default(), sources, memo: Memo::new(), overrides: Overrides::default() }
    }

    /// What the last scan said.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Takes a text for that of the file at a path from the root, saved or not; `None`: the one on disk again.
    pub fn set_buffer(&mut self, path: &str, text: Option<String>) {
        match text {
            Some(text) => self.overrides.buffers.insert(path.to_owned(), text),
            None => self.overrides.buffers.remove(path),
        };
    }

    /// Scans the root anew. What a defect of ours ends leaves the last report standing.
    ///
    /// # Errors
    /// What the defect said.
    pub fn scan(&mut self) -> Result<(), String> {
        // Whatever is ended half-way, the memo holds whole pieces and ids that stay.
        let scanned = catch_unwind(AssertUnwindSafe(|| scan(self.sources.as_ref(), &self.overrides, &mut self.memo)));
        self.report = scanned.map_err(|panic| said(panic.as_ref()))?;
        Ok(())
    }

    /// What would be said if the file at a path held another text. The world stays as it is.
    pub fn try_with(&mut self, path: &str, text: &str) -> Report {
        let before = self.overrides.buffers.insert(path.to_owned(), text.to_owned());
        let tried = catch_unwind(AssertUnwindSafe(|| scan(self.sources.as_ref(), &self.overrides, &mut self.memo)));
        self.set_buffer(path, before);
        tried.unwrap_or_else(|panic| resume_unwind(panic))
    }

    /// The file at a path, as the last scan read it; nothing where it read none.
    pub fn source(&self, path: &str) -> Option<&Arc<Source>> {
        self.report.sources.get(self.memo.id(path))
    }
}

/// What a panic said.
fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason given").to_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::World;
    use crate::discover::memory::Memory;
    use crate::model::source::{Entry, ReadError, Sources};

    const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";

    fn names(report: &super::Report) -> Vec<&str> {
        report.resources.iter().map(|judged| judged.resource.name.as_str()).collect()
    }

    #[test]
    fn a_buffer_stands_over_the_disk_until_it_is_taken_away() {
        let sources: Memory = [("pod.yaml", POD)].into_iter().collect();
        let mut world = World::new(Box::new(sources));
        for (buffer, expected) in [(None, "a"), (Some(POD.replace("name: a", "name: b")), "b"), (None, "a")] {
            world.set_buffer("pod.yaml", buffer);
            assert_eq!(world.scan(), Ok(()));
            assert_eq!(names(world.report()), [expected]);
            assert!(world.source("pod.yaml").is_some_and(|source| source.text.contains(&format!("name: {expected}"))));
        }
        assert!(world.source("no.yaml").is_none());
    }

    #[test]
    fn what_is_tried_leaves_the_world_as_it_is() {
        let sources: Memory = [("pod.yaml", POD)].into_iter().collect();
        let mut world = World::new(Box::new(sources));
        assert_eq!(world.scan(), Ok(()));
        for path in ["pod.yaml", "new.yaml"] {
            let tried = world.try_with(path, &POD.replace("name: a", "name: z"));
            assert!(names(&tried).contains(&"z"), "{path}");
            assert_eq!(names(world.report()), ["a"], "{path}");
            assert!(world.overrides.buffers.is_empty(), "{path}");
            assert_eq!(world.scan(), Ok(()));
            assert_eq!(names(world.report()), ["a"], "{path}");
        }
    }

    /// Sources that a defect of ours stumbles over.
    struct Stumbling {
        sources: Memory,
        stumbles: Arc<AtomicBool>,
    }

    impl Sources for Stumbling {
        fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
            assert!(!self.stumbles.load(Ordering::Relaxed), "a stone");
            self.sources.read(path)
        }

        fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
            self.sources.list(folder)
        }
    }

    #[test]
    fn a_defect_leaves_the_last_report_standing() {
        let stumbles = Arc::new(AtomicBool::new(false));
        let sources = [("pod.yaml", POD)].into_iter().collect();
        let mut world = World::new(Box::new(Stumbling { sources, stumbles: stumbles.clone() }));
        assert_eq!(world.scan(), Ok(()));
        stumbles.store(true, Ordering::Relaxed);
        assert_eq!(world.scan(), Err("a stone".to_owned()));
        assert_eq!(names(world.report()), ["a"]);
        stumbles.store(false, Ordering::Relaxed);
        assert_eq!(world.scan(), Ok(()));
        assert_eq!(names(world.report()), ["a"]);
    }
}
