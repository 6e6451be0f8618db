//! Settings: what a repository's `misfit.yaml` says.

use smol_str::SmolStr;

use super::fact::Facts;
use super::policy::Severity;
use super::resource::Suppression;
use super::source::Span;

/// The names that settings go by, at the root; the first that is there is in force, and new ones get the first.
pub const NAMES: [&str; 2] = ["misfit.yaml", "misfit.yml"];

/// What a repository's `misfit.yaml` says; empty where there is none.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Where it stands, from the root.
    pub path: Option<String>,
    /// Needs declared for workloads; later entries win.
    pub declare: Vec<Declaration>,
    /// Severities of policies; `None` is off.
    pub policies: Vec<(SmolStr, Option<Severity>, Span)>,
    /// Globs of paths that are not read, from the settings' folder.
    pub exclude: Vec<(SmolStr, Span)>,
    /// Accepted findings: by whose address, and what.
    pub accept: Vec<(Selector, Suppression)>,
    /// What is read in the place of modules that are not on disk; later entries win.
    pub modules: Vec<ModuleEntry>,
}

/// What is read in the place of the modules that a glob takes.
#[derive(Clone, Debug)]
pub struct ModuleEntry {
    /// A glob of a call's source.
    pub source: SmolStr,
    /// What is read.
    pub stands: Stands,
    /// Where the glob is written.
    pub span: Span,
}

/// What the settings put in a module's place.
#[derive(Clone, Debug)]
pub enum Stands {
    /// A folder of Terraform, from the root, and where that is written.
    Folder(SmolStr, Span),
    /// A well-known module of which it is a fork, by name.
    Like(SmolStr),
}

/// Needs declared for the workloads that a selector takes.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// Which workloads.
    pub select: Selector,
    /// What they need, in the vocabulary of `needs`.
    pub needs: Facts,
}

/// Which workloads an entry of the settings is for: those that fit everything it says.
#[derive(Clone, Debug, Default)]
pub struct Selector {
    /// A glob of the file's path.
    pub path: Option<SmolStr>,
    /// A glob of the resource's type.
    pub kind: Option<SmolStr>,
    /// A glob of the workload's address.
    pub address: Option<SmolStr>,
    /// Where it is written.
    pub span: Option<Span>,
}
