//! Terragrunt: a folder's configuration as the call of a module, with what it includes and the inputs that it gives.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use smol_str::{SmolStr, format_smolstr};

use super::assigned::Assignments;
use super::declared::{Declared, ModuleCall};
use super::scope::{Frame, Scope};
use super::value::{Fault, MapBuilder, Outcome, REST, rest, settled, text, to_text};
use super::ways::{marked, through};
use super::world::World;
use crate::model::expression::TraversalStep;
use crate::model::library::Library;
use crate::model::paths;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::{ReadError, Span};
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Unknown};

/// What Terragrunt calls its configuration of a folder.
pub(crate) const FILE: &str = "terragrunt.hcl";

/// What a configuration is called that others include where they say no more.
const PARENT: &str = FILE;

/// So many configurations include each other at most.
const MOST_INCLUDES: usize = 16;

/// Functions that ask the machine, the repository's remote or an account.
const KNOWN_WHEN_RUN: &[&str] = &[
    "run_cmd",
    "get_env",
    "get_platform",
    "get_aws_account_id",
    "get_aws_account_alias",
    "get_aws_caller_identity_arn",
    "get_aws_caller_identity_user_id",
    "get_terraform_command",
    "get_terraform_cli_args",
    "get_default_retryable_errors",
    "sops_decrypt_file",
    "get_working_dir",
];

/// What a scope of Terragrunt knows beside names.
pub(super) struct Config<'a> {
    /// The folder whose configuration it is, whoever included this file.
    home: Rc<str>,
    /// The folder that this file stands in.
    folder: Rc<str>,
    /// What it includes, by name.
    includes: Vec<(SmolStr, Rc<Scope<'a>>)>,
    /// What was opened for the run, each once.
    opens: Weak<Opens<'a>>,
}

/// Configurations by path and by the folder that they were opened for; nothing for one that is being opened.
#[derive(Default)]
struct Opens<'a>(RefCell<ByPath<'a>>);

type ByPath<'a> = HashMap<(String, Rc<str>), Option<Rc<Opened<'a>>>>;

/// A configuration that was opened.
struct Opened<'a> {
    scope: Rc<Scope<'a>>,
    inputs: Option<Node>,
    source: Option<Node>,
    /// Where its module is named, else where its inputs are.
    place: Option<(Key, Span)>,
}

/// The scope of the module that a Terragrunt configuration runs, and what is said of the configuration itself.
pub(super) fn root<'a>(world: &'a World<'a>) -> Option<Run<'a>> {
    let path = paths::child(world.root, FILE);
    let opens = Rc::new(Opens::default());
    let opened = open(world, &opens, (&path, &world.root.into()))?;
    let Some((name, span)) = opened.place.clone() else {
        world.pass_by(&path, "Terragrunt configuration that runs nothing by itself");
        return None;
    };
    let source = opened.source.as_ref();
    let module = match source.map(|source| (&source.content, source.span)) {
        None => world.own_folder(),
        Some((Content::Text(written), at)) => world.module_of_terragrunt((written, at)),
        Some(_) => Err(SmolStr::new_static("its source is not known")),
    };
    let Ok(module) = module else {
        let nothing = if source.is_none() {
            "Terragrunt configuration that runs nothing by itself"
        } else {
            "Terraform module that is not on disk"
        };
        world.pass_by(&path, nothing);
        return None;
    };
    let body = opened.inputs.clone().map(as_arguments).unwrap_or_default();
    let call = ModuleCall { name: name.clone(), body, header: name.span, span };
    // The call is its own world of names: what it gives is evaluated already.
    let declared = Declared { modules: vec![call.clone()], ..Declared::default() };
    let by = Scope::root(world, Rc::new(declared), Assignments::default());
    let scope = by.run(&call, &module).ok()?;
    Some(Run { scope, _held: (by, opens) })
}

/// Inputs as the arguments of a call; where they are not known, any may be given.
fn as_arguments(inputs: Node) -> Map {
    let span = inputs.span;
    match inputs.content {
        Content::Map(map) => map,
        content => {
            let key = Key { text: SmolStr::new_static(REST), span };
            let inner = Node { content, ..Node::new(Content::Null, span) };
            Map { entries: vec![MapEntry { key, value: inner }] }
        }
    }
}

/// The module that a configuration runs.
pub(super) struct Run<'a> {
    pub(super) scope: Rc<Scope<'a>>,
    /// What gives the inputs, and what was opened for it: a scope knows these only as long as somebody holds them.
    _held: (Rc<Scope<'a>>, Rc<Opens<'a>>),
}

/// Opens a configuration as it is read for a folder, once; nothing where it is being opened already.
fn open<'a>(world: &'a World<'a>, opens: &Rc<Opens<'a>>, (path, home): (&str, &Rc<str>)) -> Option<Rc<Opened<'a>>> {
    let key = (path.to_owned(), home.clone());
    let known = opens.0.borrow().get(&key).cloned();
    if let Some(known) = known {
        return known;
    }
    opens.0.borrow_mut().insert(key.clone(), None);
    let opened = read(world, opens, (path, home)).map(Rc::new);
    opens.0.borrow_mut().insert(key, opened.clone());
    opened
}

/// Reads a configuration for a folder, with what it includes.
fn read<'a>(world: &'a World<'a>, opens: &Rc<Opens<'a>>, (path, home): (&str, &Rc<str>)) -> Option<Opened<'a>> {
    let volume = world.open(path)?;
    let mut locals = Declared::default();
    let mut included: Vec<Include> = Vec::new();
    let mut inputs = None;
    let mut source = None;
    let mut place = None;
    for entry in
        volume.parsed.documents.iter().filter_map(|document| document.root.as_map()).flat_map(|map| &map.entries)
    {
        match (entry.key.text.as_str(), &entry.value.content) {
            ("locals", Content::Block(block)) => {
                let values = block.body.entries.iter().map(|entry| (entry.key.text.clone(), entry.value.clone()));
                locals.locals.extend(values);
            }
            ("include", Content::Block(block)) => {
                let name = block.labels.first().map(|label| label.text.clone()).unwrap_or_default();
                let merge = match block.body.get("merge_strategy").and_then(Node::as_str) {
                    Some("no_merge") => Merge::Nothing,
                    Some("deep") => Merge::Deep,
                    _ => Merge::Shallow,
                };
                if let Some(path) = block.body.get("path") {
                    included.push(Include { name, path: path.clone(), at: entry.key.span, merge });
                }
            }
            ("terraform", Content::Block(block)) => {
                source = block.body.get("source").cloned();
                if source.is_some() {
                    place = Some((entry.key.clone(), block.header.join(entry.value.span)));
                }
            }
            ("inputs", _) => {
                inputs = Some(entry.value.clone());
                let span = entry.key.span.join(entry.value.span);
                place.get_or_insert((entry.key.clone(), span));
            }
            _ => {}
        }
    }
    let folder: Rc<str> = paths::folder(path).into();
    let config = |includes| {
        let (home, folder) = (home.clone(), folder.clone());
        Config { home, folder, includes, opens: Rc::downgrade(opens) }
    };
    let locals = Rc::new(locals);
    let bare = Scope::terragrunt(world, locals.clone(), config(Vec::new()));
    let mut opened: Vec<(Include, Rc<Opened<'a>>)> = Vec::new();
    let mut unknown = None;
    for include in included.into_iter().take(MOST_INCLUDES) {
        let path = settled(bare.evaluate(&include.path, &Frame::default()), include.path.span);
        let Some(found) = path.as_str().and_then(|path| from_here(home, path)) else {
            // It may give any input.
            unknown = Some(Node::unknown(Unknown::because("what is included here is not known"), include.at));
            continue;
        };
        let is_being_opened = opens.0.borrow().get(&(found.clone(), home.clone())).is_some_and(Option::is_none);
        if is_being_opened {
            let problem = Problem::at(ProblemKind::Unresolvable, include.at, "what is included here includes itself");
            world.tell(problem.help("break the circle: a configuration may include others once"));
            continue;
        }
        if let Some(other) = open(world, opens, (&found, home)) {
            opened.push((include, other));
        }
    }
    let includes = opened.iter().map(|(include, other)| (include.name.clone(), other.scope.clone())).collect();
    let scope = Scope::terragrunt(world, locals, config(includes));
    let own = inputs.map(|inputs| settled(scope.evaluate(&inputs, &Frame::default()), inputs.span));
    let mut inputs: Option<Node> = unknown;
    let mut own_source = source.map(|source| settled(scope.evaluate(&source, &Frame::default()), source.span));
    for (include, other) in opened.iter().filter(|(include, _)| include.merge != Merge::Nothing) {
        inputs = match (inputs, other.inputs.clone()) {
            (Some(below), Some(theirs)) => Some(over(below, theirs, include.merge)),
            (below, theirs) => theirs.or(below),
        };
        if own_source.is_none() && other.source.is_some() {
            own_source = other.source.clone();
            // What is included stands elsewhere: here, the line that includes it is all there is.
            place.get_or_insert((Key { text: "include".into(), span: include.at }, include.at));
        }
    }
    let source = own_source;
    let is_deep = opened.iter().any(|(include, _)| include.merge == Merge::Deep);
    let inputs = match (inputs, own) {
        (Some(below), Some(own)) => Some(over(below, own, if is_deep { Merge::Deep } else { Merge::Shallow })),
        (below, own) => own.or(below),
    };
    Some(Opened { scope, inputs, source, place })
}

/// A path as Terragrunt's functions give it, from the root: `/` stands for the root.
fn from_here(home: &str, path: &str) -> Option<String> {
    match path.strip_prefix('/') {
        Some(path) => paths::join("", path.trim_start_matches('/')),
        None => paths::join(home, path),
    }
}

/// An `include` block.
struct Include {
    name: SmolStr,
    path: Node,
    at: Span,
    merge: Merge,
}

/// How what is included comes under what includes it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Merge {
    /// Not at all.
    Nothing,
    /// Key by key.
    Shallow,
    /// Key by key, maps in maps too.
    Deep,
}

/// Inputs with others over them. What may hold any input hides what lies below; what lies below and may hold any gives
/// those that are not set above.
fn over(below: Node, above: Node, merge: Merge) -> Node {
    let below = Node { content: Content::Map(as_arguments(below)), ..Node::new(Content::Null, above.span) };
    match (below.content, above.content) {
        (Content::Map(below), Content::Map(own)) if rest(&own).is_none() => {
            let mut merged = MapBuilder::default();
            for entry in below.entries {
                merged.set(entry.key, entry.value);
            }
            for entry in own.entries {
                let is_map = |node: &Node| node.as_map().is_some();
                let lower = merged
                    .get_mut(&entry.key.text)
                    .filter(|lower| merge == Merge::Deep && is_map(&entry.value) && is_map(&lower.value));
                let value = match lower {
                    Some(lower) => over(lower.value.clone(), entry.value, merge),
                    None => entry.value,
                };
                merged.set(entry.key, value);
            }
            Node::new(Content::Map(merged.build()), above.span)
        }
        (_, content) => Node { content, ..Node::new(Content::Null, above.span) },
    }
}

impl<'a> Scope<'a> {
    /// The value of a name that only Terragrunt knows: `include.root.locals.region`, `dependency.vpc.outputs.id`.
    pub(super) fn of_terragrunt(&self, root: &str, steps: &[TraversalStep], place: (Span, &Frame)) -> Option<Outcome> {
        let config = self.terragrunt.as_ref()?;
        let (span, _) = place;
        let name = |place: usize| match steps.get(place) {
            Some(TraversalStep::Attribute(name)) => Some(&name.text),
            _ => None,
        };
        let unknown = |reason: SmolStr| Some(Ok(Node::unknown(Unknown::because(reason), span)));
        match root {
            "dependency" => {
                let name = name(0)?;
                let reason = format_smolstr!("dependency.{name} is known after apply");
                Some(Ok(Node::unknown(Unknown { not_null: true, ..Unknown::because(reason) }, span)))
            }
            "include" => {
                // A single include may have no name.
                let first = name(0)?;
                let named = config.includes.iter().find(|(own, _)| own == first);
                let (included, rest) = match named {
                    Some((_, included)) => (included, steps.get(1..)?),
                    None => (&config.includes.iter().find(|(own, _)| own.is_empty())?.1, steps),
                };
                match rest.split_first() {
                    Some((TraversalStep::Attribute(part), rest)) if part.text == "locals" => {
                        Some(included.follow_locals(rest, place))
                    }
                    _ => unknown(format_smolstr!("only locals of what is included are read, not include.{first}")),
                }
            }
            "feature" | "values" | "unit" | "stack" => {
                unknown(format_smolstr!("{root} is known when Terragrunt is run"))
            }
            _ => None,
        }
    }

    fn follow_locals(&self, steps: &[TraversalStep], place: (Span, &Frame)) -> Outcome {
        let Some((TraversalStep::Attribute(name), rest)) = steps.split_first() else {
            return self.follow(self.all_locals(place.0), steps, place);
        };
        let Some(local) = self.declared.locals.get(&name.text) else {
            return Err(Fault::wrong(format_smolstr!("what is included has no local {}", name.text)));
        };
        let value = self.local(&name.text, local);
        self.follow(through(&value, &format_smolstr!("local.{}", name.text), false, place.0), rest, place)
    }

    fn all_locals(&self, at: Span) -> Node {
        let mut all = MapBuilder::default();
        let mut names: Vec<&SmolStr> = self.declared.locals.keys().collect();
        names.sort_unstable();
        for name in names {
            if let Some(local) = self.declared.locals.get(name) {
                let value = marked(&self.local(name, local), &format_smolstr!("local.{name}"), false);
                all.set(Key { text: name.clone(), span: at }, value);
            }
        }
        Node::new(Content::Map(all.build()), at)
    }

    /// The value of a function that only Terragrunt has; nothing where it is none of these.
    pub(super) fn terragrunt_call(&self, name: &str, arguments: &[Node], span: Span) -> Option<Outcome> {
        let config = self.terragrunt.as_ref()?;
        let absolute = |folder: &str| Some(Ok(text(format_smolstr!("/{folder}"), span)));
        let unknown = |reason: SmolStr| Some(Ok(Node::unknown(Unknown::because(reason), span)));
        let first = arguments.first().and_then(to_text);
        match name {
            "get_terragrunt_dir" | "get_original_terragrunt_dir" => absolute(&config.home),
            "get_parent_terragrunt_dir" => absolute(Self::parent_folder(config, first.as_deref())),
            "get_repo_root" => absolute(""),
            "get_path_to_repo_root" => Some(Ok(text(super::traverse::relative(&config.home, ""), span))),
            "get_path_from_repo_root" => Some(Ok(text(SmolStr::from(&*config.home), span))),
            "path_relative_to_include" => {
                let parent = Self::parent_folder(config, first.as_deref());
                Some(Ok(text(super::traverse::relative(parent, &config.home), span)))
            }
            "path_relative_from_include" => {
                let parent = Self::parent_folder(config, first.as_deref());
                Some(Ok(text(super::traverse::relative(&config.home, parent), span)))
            }
            "find_in_parent_folders" => Some(self.find_in_parents(config, arguments, span)),
            "read_terragrunt_config" | "read_tfvars_file" => {
                let Some(path) = first else {
                    return unknown(format_smolstr!("{name}() is given a path that is not known"));
                };
                Some(self.read_config(config, &path, (arguments.get(1), span)))
            }
            _ if KNOWN_WHEN_RUN.contains(&name) => match (name, arguments.get(1)) {
                // Nobody's laptop decides: the environment is not read, and its default holds only where nothing is set.
                ("get_env", _) => unknown(format_smolstr!(
                    "the environment variable {} is not read",
                    first.as_deref().unwrap_or("here")
                )),
                _ => unknown(format_smolstr!("{name}() is known when Terragrunt is run")),
            },
            _ => None,
        }
    }

    /// The folder of what is included; in an included file, its own.
    fn parent_folder<'c>(config: &'c Config<'a>, named: Option<&str>) -> &'c str {
        if config.folder != config.home {
            return &config.folder;
        }
        let included = config.includes.iter().find(|(name, _)| named.is_none_or(|named| name == named));
        let theirs = included.and_then(|(_, scope)| scope.terragrunt.as_ref());
        theirs.map_or(&config.home, |theirs| &theirs.folder)
    }

    fn find_in_parents(&self, config: &Config<'a>, arguments: &[Node], span: Span) -> Outcome {
        let wanted = match arguments.first() {
            None => SmolStr::new_static(PARENT),
            Some(name) => to_text(name).ok_or_else(|| Fault::wrong("find_in_parent_folders() is given no name"))?,
        };
        let mut folder = &*config.home;
        while !folder.is_empty() {
            folder = paths::folder(folder);
            let found = paths::child(folder, &wanted);
            if is_there(self.world.library, &found) {
                return Ok(text(format_smolstr!("/{found}"), span));
            }
        }
        match arguments.get(1) {
            Some(fallback) => Ok(fallback.clone()),
            None => Err(Fault::wrong(format_smolstr!("no folder above has {wanted}"))),
        }
    }

    /// Another configuration as a value: its locals and inputs.
    fn read_config(&self, config: &Config<'a>, path: &str, (fallback, span): (Option<&Node>, Span)) -> Outcome {
        let found = from_here(&config.home, path).filter(|found| is_there(self.world.library, found));
        let Some(found) = found else {
            return match fallback {
                Some(fallback) => Ok(fallback.clone()),
                None => Err(Fault::wrong(format_smolstr!("there is no configuration at {path}"))),
            };
        };
        let _level = self.world.budget.enter()?;
        let key = format_smolstr!("configuration {found}");
        let value = self.value(&key, span, || {
            let home: Rc<str> = paths::folder(&found).into();
            let opens = config.opens.upgrade();
            match opens.and_then(|opens| open(self.world, &opens, (&found, &home))) {
                Some(opened) => {
                    let mut all = MapBuilder::default();
                    let key = |name: &'static str| Key { text: SmolStr::new_static(name), span };
                    all.set(key("locals"), opened.scope.all_locals(span));
                    all.set(
                        key("inputs"),
                        opened.inputs.clone().unwrap_or_else(|| Node::new(Content::Map(Map::default()), span)),
                    );
                    Node::new(Content::Map(all.build()), span)
                }
                None => Node::unknown(Unknown::because(format_smolstr!("{found} cannot be read")), span),
            }
        });
        Ok((*value).clone())
    }
}

fn is_there(library: &dyn Library, path: &str) -> bool {
    !matches!(library.text(path), Err(ReadError::NotFound))
}
