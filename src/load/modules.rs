//! Known modules: which module a call's source names, and the stand-in that is built in for it.

use std::borrow::Cow;
use std::sync::OnceLock;

use globset::{GlobBuilder, GlobMatcher};
use smol_str::{SmolStr, format_smolstr};

use super::builtin::MODULES;
use super::versions::Versions;
use crate::model::paths;

/// Hosts that serve the public registry of modules.
const REGISTRIES: &[&str] = &["registry.terraform.io", "registry.opentofu.org"];

/// How sources lead to a repository on GitHub, where the modules of the public registry live.
const GITHUB: &[&str] = &["https://github.com/", "ssh://git@github.com/", "git@github.com:", "github.com/"];

/// A module that misfit knows: what its inputs make, written as Terraform.
#[derive(Debug)]
pub struct KnownModule {
    /// Its file's stem.
    pub id: &'static str,
    /// A path that no file of a root can have.
    pub path: &'static str,
    /// The modules that it stands for, by name; globs, some of them.
    pub sources: &'static [&'static str],
    /// The versions that it was read at, as a constraint.
    pub versions: &'static str,
    /// The inputs of these versions that decide nothing that is read, by name and in order.
    pub ignores: &'static [&'static str],
    /// The whole file.
    pub text: &'static str,
}

/// All known modules, by id.
pub fn known_modules() -> &'static [KnownModule] {
    MODULES
}

/// A known module as the newest version has it that a call lets through.
#[derive(Clone, Copy, Debug)]
pub struct Edition {
    /// The module.
    pub module: &'static KnownModule,
    /// Of defaults that changed with some version, those hold that stood until then, or until a later one.
    until: Option<u64>,
}

impl KnownModule {
    /// What a call gets of it that asks for versions; nothing where it was read at none of them. A call that asks for none, or
    /// whose constraint cannot be read, gets the newest.
    pub fn edition(&'static self, source: &ModuleSource, constraint: Option<&str>) -> Option<Edition> {
        let asked = match constraint {
            Some(constraint) => Versions::of(constraint),
            None => source.tag.as_deref().and_then(Versions::of_tag),
        };
        let Some(asked) = asked else { return Some(Edition { module: self, until: None }) };
        if !Versions::of(self.versions)?.meets(asked) {
            return None;
        }
        let changes = self.text.lines().filter_map(older_default).map(|(until, _)| until);
        Some(Edition { module: self, until: changes.filter(|until| asked.are_before(*until)).min() })
    }
}

impl Edition {
    /// A path that no file of a root can have.
    pub fn path(&self) -> Cow<'static, str> {
        match self.until {
            None => Cow::Borrowed(self.module.path),
            Some(until) => Cow::Owned(format!("{}@{until}", self.module.path)),
        }
    }

    /// The whole file, with the defaults of its version.
    pub fn text(&self) -> Cow<'static, str> {
        let Some(until) = self.until else { return Cow::Borrowed(self.module.text) };
        let mut text = String::with_capacity(self.module.text.len());
        let mut older = None;
        for line in self.module.text.lines() {
            match (older_default(line), older) {
                (Some((changed, default)), None) if changed >= until => older = Some(default),
                (None, Some(default)) if line.trim_start().starts_with("default ") => {
                    text.push_str(&format!("  default = {default}\n"));
                    older = None;
                    continue;
                }
                _ => {}
            }
            text.push_str(line);
            text.push('\n');
        }
        Cow::Owned(text)
    }
}

/// `# until 21: 0`: the default that the variable below had before a version.
fn older_default(line: &str) -> Option<(u64, &str)> {
    let (until, default) = line.strip_prefix("# until ")?.split_once(": ")?;
    Some((until.parse().ok()?, default))
}

/// Where a call takes its module from, in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleSource {
    /// As it is written, without what it asks of git.
    pub written: SmolStr,
    /// The same without the folder in the package.
    pub package: SmolStr,
    /// The folder in the package: `modules/alias`; empty for its top.
    pub folder: SmolStr,
    /// The tag, branch or commit of the repository that it asks for.
    pub tag: Option<SmolStr>,
    /// The package's name in the public registry: `terraform-aws-modules/lambda/aws`. A private registry's and another
    /// host's packages have none.
    pub name: Option<SmolStr>,
}

impl ModuleSource {
    /// Takes a source apart. A path in the root is none.
    pub fn of(source: &str) -> Option<Self> {
        let source = source.trim();
        if source.is_empty() || source.starts_with(['.', '/']) {
            return None;
        }
        let (written, asked) = source.split_once('?').unwrap_or((source, ""));
        let tag = asked.split('&').find_map(|one| one.strip_prefix("ref=")).map(SmolStr::from);
        let after_scheme = written.find("://").map_or(0, |at| at + 3);
        let inside = written.get(after_scheme..)?.find("//").map(|at| after_scheme + at);
        let package = inside.and_then(|at| written.get(..at)).unwrap_or(written);
        let folder = inside.and_then(|at| paths::join("", written.get(at + 2..)?)).unwrap_or_default();
        let name = named_on_github(package).or_else(|| named_in_registry(package));
        Some(Self { written: written.into(), package: package.into(), folder: folder.into(), tag, name })
    }

    /// The module's name, with its folder.
    pub fn full_name(&self) -> Option<SmolStr> {
        let name = self.name.as_ref()?;
        Some(if self.folder.is_empty() { name.clone() } else { format_smolstr!("{name}//{}", self.folder) })
    }

    /// The same folder of another package.
    pub fn within(&self, package: &str) -> Option<Self> {
        let source = if self.folder.is_empty() { package.to_owned() } else { format!("{package}//{}", self.folder) };
        Self::of(&source)
    }

    /// The known module that it names.
    pub fn known(&self) -> Option<&'static KnownModule> {
        self.full_name().and_then(|name| known(&name))
    }
}

/// The known module of a name: one that says just this name, before one whose glob takes it.
fn known(name: &str) -> Option<&'static KnownModule> {
    static GLOBS: OnceLock<Vec<(GlobMatcher, &'static KnownModule)>> = OnceLock::new();
    let name = name.to_ascii_lowercase();
    let says = |module: &&KnownModule| module.sources.iter().any(|source| source.eq_ignore_ascii_case(&name));
    MODULES.iter().find(says).or_else(|| {
        let globs = GLOBS.get_or_init(|| {
            let globs = MODULES.iter().flat_map(|module| module.sources.iter().map(move |source| (*source, module)));
            globs
                .filter(|(source, _)| source.contains('*'))
                .filter_map(|(glob, of)| Some((matcher(glob)?, of)))
                .collect()
        });
        globs.iter().find(|(glob, _)| glob.is_match(&name)).map(|(_, module)| *module)
    })
}

/// A module's name as it is known: of a module, or of a package whose folders are.
pub(super) fn known_name(text: &str) -> Option<SmolStr> {
    let source = ModuleSource::of(text)?;
    let name = source.full_name()?;
    let is_known = source.known().is_some() || known_names().any(|known| known.eq_ignore_ascii_case(&name));
    is_known.then_some(name)
}

/// The names of the known modules and of the packages that hold them.
pub(super) fn known_names() -> impl Iterator<Item = &'static str> {
    let sources = MODULES.iter().flat_map(|module| module.sources.iter());
    sources.flat_map(|source| [*source, source.split("//").next().unwrap_or(source)]).filter(|name| !name.contains('*'))
}

fn matcher(glob: &str) -> Option<GlobMatcher> {
    let glob = GlobBuilder::new(&glob.to_ascii_lowercase()).literal_separator(true).build();
    glob.ok().map(|glob| glob.compile_matcher())
}

/// `namespace/name/provider`, on a host of the public registry or on none.
fn named_in_registry(package: &str) -> Option<SmolStr> {
    let parts: Vec<&str> = package.split('/').collect();
    let named = match parts.as_slice() {
        [host, rest @ ..] if rest.len() == 3 && REGISTRIES.contains(host) => rest,
        all if all.len() == 3 => all,
        _ => return None,
    };
    let is_name = |part: &&str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    named.iter().all(is_name).then(|| named.join("/").into())
}

/// `terraform-<provider>-<name>` on GitHub, which the public registry serves as `namespace/name/provider`.
fn named_on_github(package: &str) -> Option<SmolStr> {
    let address = package.strip_prefix("git::").unwrap_or(package);
    let repository = GITHUB.iter().find_map(|prefix| address.strip_prefix(prefix))?;
    let (namespace, repository) = repository.split_once('/')?;
    // An archive of the repository has a path below it.
    let repository = repository.split('/').next().unwrap_or(repository);
    let repository = repository.strip_suffix(".git").unwrap_or(repository);
    let (provider, name) = repository.strip_prefix("terraform-")?.split_once('-')?;
    Some(format_smolstr!("{namespace}/{name}/{provider}"))
}

/// What the comments at the head of a stand-in say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleHead {
    /// What it is, in a few words.
    pub title: String,
    /// The modules that it stands for.
    pub sources: Vec<String>,
    /// The versions whose source was read, as a constraint with an end.
    pub versions: String,
    /// The inputs of these versions that decide nothing that is read.
    pub ignores: Vec<String>,
    /// The day on which it was read.
    pub checked: String,
    /// Where its documentation is.
    pub see: Vec<String>,
}

/// Reads the head of a stand-in, and says what is wrong with it.
///
/// # Errors
/// What it lacks or has twice, and keys that there are not.
pub fn module_head(text: &str) -> Result<ModuleHead, Vec<String>> {
    let mut head = ModuleHead::default();
    let mut wrong = Vec::new();
    for line in text.lines().map_while(|line| line.strip_prefix('#')).map(str::trim) {
        match line.split_once(": ") {
            None if head.sources.is_empty() => head.title = format!("{} {line}", head.title).trim().to_owned(),
            None => wrong.push(format!("`{line}` stands below the title and is no `key: value`")),
            Some((key, value)) => {
                let value = value.trim().to_owned();
                match key {
                    "source" => head.sources.push(value),
                    "see" => head.see.push(value),
                    "ignores" => head.ignores.extend(value.split(',').map(|name| name.trim().to_owned())),
                    "versions" if head.versions.is_empty() => head.versions = value,
                    "checked" if head.checked.is_empty() => head.checked = value,
                    "versions" | "checked" => wrong.push(format!("`{key}` is written twice")),
                    _ => wrong
                        .push(format!("there is no key `{key}`: known are source, versions, checked, see, ignores")),
                }
            }
        }
    }
    let is_day = head.checked.len() == 10 && head.checked.parse::<jiff::civil::Date>().is_ok();
    let needed = [
        (!head.title.is_empty(), "a title is missing"),
        (!head.sources.is_empty(), "`source` is missing"),
        (head.sources.iter().all(|source| is_glob_of_a_name(source)), "a `source` is no module's name"),
        (!head.versions.is_empty(), "`versions` is missing"),
        (Versions::of(&head.versions).is_some_and(Versions::has_end), "`versions` has no end, as `>= 2, < 5` has"),
        (is_day, "`checked` is no day"),
        (!head.see.is_empty(), "`see` is missing"),
        (head.see.iter().all(|link| link.starts_with("https://")), "a `see` is no link"),
    ];
    wrong.extend(needed.iter().filter(|(is_right, _)| !is_right).map(|(_, wrong)| (*wrong).to_owned()));
    if wrong.is_empty() { Ok(head) } else { Err(wrong) }
}

/// `namespace/name/provider[//folder]`, whose folder may be a glob.
fn is_glob_of_a_name(source: &str) -> bool {
    let package = source.split("//").next().unwrap_or(source);
    matcher(source).is_some() && named_in_registry(package).is_some()
}
