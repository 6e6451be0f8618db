//! Kustomize: what a kustomization lists. It is recognised and not yet built: what it patches is known to be patched.

use smol_str::SmolStr;

use super::object;
use super::walk::text;
use crate::model::fact::{Fact, Known};
use crate::model::paths;
use crate::model::resource::{Tag, TagScope};
use crate::model::source::Span;
use crate::model::tree::Node;
use crate::values::read;

/// The names that Kustomize looks for in a folder, in its order.
pub const FILE_NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// What a kustomization says.
#[derive(Clone, Debug, Default)]
pub struct Kustomization {
    /// It is a part for others: alone it is made of nothing, and changes nothing.
    pub is_component: bool,
    /// Files and folders that it is made of: `resources` and `bases`.
    pub resources: Vec<Reference>,
    /// Folders of its components.
    pub components: Vec<Reference>,
    /// Changes to its resources, in the order of their lists.
    pub patches: Vec<Patch>,
    /// Numbers of instances that it sets.
    pub replicas: Vec<Replicas>,
    /// Names of images that it replaces by another name. A new tag or digest changes no name.
    pub images: Vec<Reference>,
    /// The namespace that it moves everything to.
    pub namespace: Option<Reference>,
    /// Labels and annotations that it puts on everything.
    pub tags: Vec<Tag>,
}

/// A path or a name, and where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// As written.
    pub text: SmolStr,
    /// Where.
    pub span: Span,
}

/// A change to resources.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// What is changed and how.
    pub body: PatchBody,
    /// Which resources; of a strategic merge patch without one, the object that it names itself.
    pub target: Option<PatchTarget>,
}

/// Where a patch's text is.
#[derive(Clone, Debug, PartialEq)]
pub enum PatchBody {
    /// In a file, by its path from the kustomization's folder.
    File(Reference),
    /// In the kustomization: YAML or JSON text, to be parsed by whoever parses.
    Inline(Reference),
}

/// Which resources a patch changes: those that fit all that is said. Names are anchored regular expressions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PatchTarget {
    /// The API's group.
    pub group: Option<SmolStr>,
    /// The kind.
    pub kind: Option<SmolStr>,
    /// The name.
    pub name: Option<SmolStr>,
    /// The namespace.
    pub namespace: Option<SmolStr>,
    /// A selector of labels is given too.
    pub by_labels: bool,
}

/// A number of instances set by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Replicas {
    /// Of what.
    pub name: Reference,
    /// How many.
    pub count: Fact,
}

/// Whether a path is a kustomization's, by the names that Kustomize looks for.
pub fn is_kustomization(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| FILE_NAMES.contains(&name))
}

/// Reads a kustomization's settled tree.
pub fn read(root: &Node) -> Kustomization {
    let references = |key: &str| root.get(key).map(Node::items).unwrap_or_default().iter().filter_map(reference);
    Kustomization {
        is_component: root.get("kind").and_then(Node::as_str) == Some("Component"),
        resources: references("resources").chain(references("bases")).collect(),
        components: references("components").collect(),
        patches: patches(root),
        replicas: items(root, "replicas").filter_map(replicas).collect(),
        images: items(root, "images").filter(|image| image.get("newName").is_some()).filter_map(name).collect(),
        namespace: root.get("namespace").and_then(reference),
        tags: tags(root),
    }
}

/// The paths from the root of the files that are patches of a kustomization in a folder; such a file is no manifest.
/// A path that leads out of the root is left out.
pub fn patch_paths(folder: &str, kustomization: &Kustomization) -> Vec<String> {
    let files = kustomization.patches.iter().filter_map(|patch| match &patch.body {
        PatchBody::File(file) => Some(file),
        PatchBody::Inline(_) => None,
    });
    files.filter_map(|file| below(folder, &file.text)).collect()
}

/// The path from the root of what a kustomization in a folder refers to; nothing where that is another repository or
/// leads out of the root.
pub fn below(folder: &str, reference: &str) -> Option<String> {
    let is_remote = reference.contains("://")
        || reference.starts_with("git@")
        || reference.contains("?ref=")
        || reference.starts_with("github.com/");
    if is_remote { None } else { paths::join(folder, reference) }
}

fn items<'a>(root: &'a Node, key: &str) -> impl Iterator<Item = &'a Node> {
    root.get(key).map(Node::items).unwrap_or_default().iter()
}

fn reference(node: &Node) -> Option<Reference> {
    Some(Reference { text: node.as_text()?, span: node.span })
}

fn name(node: &Node) -> Option<Reference> {
    node.get("name").and_then(reference)
}

fn replicas(node: &Node) -> Option<Replicas> {
    Some(Replicas { name: name(node)?, count: read::fact(node.get("count")?, read::number) })
}

fn patches(root: &Node) -> Vec<Patch> {
    let listed = items(root, "patches").chain(items(root, "patchesJson6902")).filter_map(|entry| {
        let body = match entry.get("path").and_then(reference) {
            Some(file) => PatchBody::File(file),
            None => PatchBody::Inline(entry.get("patch").and_then(reference)?),
        };
        Some(Patch { body, target: entry.get("target").map(target) })
    });
    let merged = items(root, "patchesStrategicMerge").filter_map(reference).map(|entry| {
        // A path has one line and no key.
        let is_text = entry.text.contains('\n') || entry.text.contains(": ");
        let body = if is_text { PatchBody::Inline(entry) } else { PatchBody::File(entry) };
        Patch { body, target: None }
    });
    listed.chain(merged).collect()
}

fn target(node: &Node) -> PatchTarget {
    PatchTarget {
        group: text(node, &["group"]),
        kind: text(node, &["kind"]),
        name: text(node, &["name"]),
        namespace: text(node, &["namespace"]),
        by_labels: node.get("labelSelector").is_some() || node.get("annotationSelector").is_some(),
    }
}

fn tags(root: &Node) -> Vec<Tag> {
    let whole = ["commonLabels", "commonAnnotations"].into_iter().filter_map(|key| root.get(key));
    let pairs = items(root, "labels").filter_map(|entry| entry.get("pairs"));
    let maps = whole.chain(pairs).filter_map(Node::as_map);
    maps.flat_map(|map| &map.entries)
        .map(|entry| Tag {
            key: entry.key.text.clone(),
            value: read::fact(&entry.value, read::text).known_at_best(Known::Inherited),
            scope: TagScope::Inherited,
        })
        .collect()
}

/// Whether a document is a kustomization, by its kind; one without is known by its file's name.
pub fn is_kustomization_document(root: &Node) -> bool {
    object::head(root).is_some_and(|(api_version, kind)| {
        api_version.starts_with("kustomize.config.k8s.io/") && matches!(kind, "Kustomization" | "Component")
    })
}
