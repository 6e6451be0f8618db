//! Module calls: an instance of a module is a scope of its own, with the caller's values and a way back to them.

use std::rc::{Rc, Weak};
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::assigned::{secrets_of_call, valueless};
use super::declared::{ModuleCall, Variable};
use super::instances::Instances;
use super::scope::{Frame, Memo, Scope};
use super::seals::sealed;
use super::terragrunt;
use super::traverse::refers;
use super::types::Form;
use super::value::{Fault, MapBuilder, Outcome, rest, settled, without_null};
use super::ways::{marked, through};
use super::world::Module;
use crate::dialects::terraform::Standing;
use crate::dialects::terraform::resolved::Opaque;
use crate::model::addresses::quoted;
use crate::model::expression::TraversalStep;
use crate::model::fact::{Fact, Value};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::resource::Call;
use crate::model::source::{SourceId, Span};
use crate::model::tree::{Content, Key, Map, Node, Unknown};
use crate::values::branches;
use crate::values::choices::{restricted, same};

/// So deep may calls nest.
const MOST_NESTING: usize = 32;

/// So many instances of one call are told apart.
pub(super) const MOST_TOLD_APART: usize = 64;

/// How a module is called.
pub(super) struct Called<'a> {
    /// The scope that calls it.
    pub(super) by: Weak<Scope<'a>>,
    /// Its place among the calls that are declared there.
    pub(super) call: usize,
    /// `each` and `count` of this instance.
    pub(super) instance: Rc<Instances>,
    /// Its address in the root: `module.api["a"]`.
    pub(super) address: SmolStr,
    /// The names of the calls that lead to it, joined by dots.
    pub(super) key: String,
    /// How many there are of it.
    pub(super) number: Fact,
    /// The calls that lead to it, outermost first.
    pub(super) calls: Arc<[Call]>,
    /// The file of a module that misfit brings along, and where everything in it is said to stand: in the call.
    pub(super) brought: Option<(SourceId, Span)>,
    /// Why no default of a module that misfit brings along holds: a call gives what it does not know.
    stranger: Option<SmolStr>,
}

/// Why a call is not looked into.
#[derive(Clone, Debug)]
pub(super) struct Closed {
    /// As a clause, for what depends on it.
    pub(super) reason: SmolStr,
    /// In a word, for counting: the same for all of a kind.
    counted_as: &'static str,
}

impl Called<'_> {
    /// What it is called where something is said of it.
    fn label(&self) -> &str {
        if self.address.is_empty() { terragrunt::FILE } else { &self.address }
    }
}

impl Closed {
    /// Nobody has fetched it.
    pub(super) fn absent(reason: SmolStr) -> Self {
        Self { reason, counted_as: "Terraform module that is not on disk" }
    }

    /// It is there, or may be, and is not followed.
    fn unfollowed(reason: SmolStr) -> Self {
        Self { reason, counted_as: "Terraform module call that is not followed" }
    }
}

/// What a module call makes.
pub(super) enum Children<'a> {
    /// Nothing that could be looked into, and why.
    Opaque(Closed),
    /// One scope, for all its instances: how many there are may be open.
    One(Rc<Scope<'a>>, Rc<Instances>),
    /// A scope for every instance, by its key, in order.
    Each(Vec<(Key, Rc<Scope<'a>>)>, Rc<Instances>),
}

impl<'a> Scope<'a> {
    /// The instances of a module that a call makes.
    pub(super) fn children(&self, call: &ModuleCall) -> Rc<Children<'a>> {
        match self.children.borrow().get(&call.name.text) {
            Some(Memo::Done(known)) => return known.clone(),
            Some(Memo::Busy) => {
                let unknown = self.circle(&format_smolstr!("the number of module.{}", call.name.text), call.header);
                let reason = match unknown.content {
                    Content::Unknown(unknown) => unknown.reason,
                    _ => SmolStr::default(),
                };
                return Rc::new(Children::Opaque(Closed::unfollowed(reason)));
            }
            None => {}
        }
        self.children.borrow_mut().insert(call.name.text.clone(), Memo::Busy);
        let outside = std::mem::take(&mut *self.world.assumed.borrow_mut());
        let trying = self.world.trying.replace(0);
        let made = Rc::new(self.called(call).unwrap_or_else(Children::Opaque));
        self.world.trying.set(trying);
        *self.world.assumed.borrow_mut() = outside;
        self.children.borrow_mut().insert(call.name.text.clone(), Memo::Done(made.clone()));
        made
    }

    fn called(&self, call: &ModuleCall) -> Result<Children<'a>, Closed> {
        let name = &call.name.text;
        if self.world.standing == Standing::Called {
            let reason = format_smolstr!("module.{name} is read with the callers of this folder");
            return Err(Closed::unfollowed(reason));
        }
        let key = match &self.called {
            Some(called) if !called.key.is_empty() => format!("{}.{name}", called.key),
            _ => name.to_string(),
        };
        let source =
            call.body.get("source").map(|source| settled(self.evaluate(source, &Frame::default()), source.span));
        let (source, at) = match source.as_ref().map(|node| (&node.content, node)) {
            Some((Content::Text(text), node)) => (text.clone(), node.span),
            Some((Content::Unknown(unknown), _)) => return Err(Closed::absent(unknown.reason.clone())),
            _ => return Err(Closed::absent(format_smolstr!("module.{name} has no source"))),
        };
        let version = call.body.get("version").and_then(|node| self.evaluate(node, &Frame::default()).ok());
        let version = version.as_ref().and_then(Node::as_str);
        let module = self.world.module(&self.folder, &key, (&source, version, at)).map_err(Closed::absent)?;
        self.check_nesting(call, &module)?;
        let address = self.absolute(&format!("module.{name}"));
        let instances = self.instances_of((&call.body, &address, call.header));
        let told_apart = instances.told_apart(MOST_TOLD_APART);
        if told_apart.is_empty() {
            let elements = instances.number.as_number().unwrap_or_default();
            if elements > MOST_TOLD_APART as f64 {
                let message = format!(
                    "the {elements} instances of this module are taken for one: no more than {MOST_TOLD_APART} are told apart"
                );
                self.world.tell(Problem::at(ProblemKind::Limit, call.header, message));
            }
            let (number, instances) = (instances.number.clone(), Rc::new(instances));
            let scope = self.instance(call, &module, (address, instances.clone(), number, key))?;
            return Ok(Children::One(scope, instances));
        }
        let mut each = Vec::with_capacity(told_apart.len());
        for (key_of, own) in told_apart {
            let written = if own.each.is_some() { SmolStr::from(quoted(&key_of.text)) } else { key_of.text.clone() };
            let address = format_smolstr!("{address}[{written}]");
            let number = own.number.clone();
            each.push((key_of, self.instance(call, &module, (address, Rc::new(own), number, key.clone()))?));
        }
        Ok(Children::Each(each, Rc::new(instances)))
    }

    /// A module that calls itself is not followed, nor one that is called too deep.
    fn check_nesting(&self, call: &ModuleCall, module: &Module) -> Result<(), Closed> {
        let mut depth = 0;
        let mut above = self.own.upgrade();
        while let Some(scope) = above {
            if scope.folder == module.folder {
                let folder = if module.folder.is_empty() { "the root" } else { &*module.folder };
                let message = format!("module.{} leads back to {folder}, which calls it", call.name.text);
                let problem = Problem::at(ProblemKind::Unresolvable, call.header, message.as_str());
                self.world.tell(problem.help("break the circle: modules cannot call each other in turn"));
                return Err(Closed::unfollowed(message.into()));
            }
            depth += 1;
            above = scope.called.as_ref().and_then(|called| called.by.upgrade());
        }
        if depth > MOST_NESTING {
            let message = format!("the module calls here nest deeper than {MOST_NESTING} levels and are not followed");
            self.world.tell(Problem::at(ProblemKind::Limit, call.header, message.as_str()));
            return Err(Closed::unfollowed(message.into()));
        }
        Ok(())
    }

    fn instance(
        &self,
        call: &ModuleCall,
        module: &Module,
        (address, instance, number, key): (SmolStr, Rc<Instances>, Fact, String),
    ) -> Result<Rc<Self>, Closed> {
        if !self.world.make_room(call.header) {
            let reason = SmolStr::new_static("this root makes too many instances of modules");
            return Err(Closed::unfollowed(reason));
        }
        secrets_of_call(&module.declared, &call.body, &mut |span| self.world.hide(span));
        let name = if address.is_empty() { SmolStr::new_static(terragrunt::FILE) } else { address.clone() };
        let own = Call { name, name_span: call.name.span, span: call.span };
        let (above, number, outer) = match &self.called {
            Some(called) => (&*called.calls, product(&called.number, &number), called.brought),
            None => (&[][..], number, None),
        };
        // Terragrunt hands on what no module of its asks for, and Terraform takes no notice.
        let stranger = module.brought.filter(|_| !address.is_empty());
        let stranger = stranger.and_then(|brought| {
            let given = brought.stranger(&module.declared, &call.body)?;
            Some(format_smolstr!("{address} is given {given}, which its known versions do not have"))
        });
        let outer_stranger = self.called.as_ref().and_then(|called| called.stranger.clone());
        // What a module that was brought along calls is brought along, too, and stands where that stands.
        let at = outer.map_or(call.name.span, |(_, at)| at);
        let called = Called {
            by: self.own.clone(),
            call: self.declared.modules.iter().position(|known| known.name == call.name).unwrap_or_default(),
            instance,
            address,
            key,
            number,
            calls: above.iter().cloned().chain([own]).collect(),
            brought: module.brought.map(|brought| (brought.source, at)),
            stranger: outer_stranger.filter(|_| module.brought.is_some()).or(stranger),
        };
        Ok(Scope::module(self.world, (module.folder.clone(), module.declared.clone()), called))
    }

    /// The one instance of a module that is run as a root, with what a call gives.
    pub(super) fn run(&self, call: &ModuleCall, module: &Module) -> Result<Rc<Self>, Closed> {
        let one = self.instances_of((&Map::default(), &SmolStr::default(), call.header));
        let number = one.number.clone();
        self.instance(call, module, (SmolStr::default(), Rc::new(one), number, String::new()))
    }

    /// What a caller gives to a variable, else its default.
    pub(super) fn given(&self, called: &Called<'a>, name: &SmolStr, variable: &Variable) -> Node {
        let key = format_smolstr!("var.{name}");
        let typed = |value: Node| self.converted(value, (&key, Form::Computed), variable, ProblemKind::Unresolvable);
        // Nobody but the caller could set it, so that it holds; unless the module only stands in for another.
        let default = || match &called.stranger {
            Some(reason) => Some(Node::unknown(Unknown::because(reason.clone()), variable.name_span)),
            None => Some(marked(&self.default_value(&key, variable)?, &key, called.brought.is_some())),
        };
        let by = called.by.upgrade();
        let argument = by.as_deref().and_then(|by| {
            let body = &by.declared.modules.get(called.call)?.body;
            let node = body.get(name).or_else(|| rest(body))?;
            let frame = Frame { block: Some((&called.address, &called.instance)), ..Frame::default() };
            let value = settled(by.evaluate(node, &frame), node.span);
            let value = marked(&typed(value), &format_smolstr!("{} {name}", called.label()), false);
            Some(Node { span: variable.name_span, ..marked(&Node { span: variable.name_span, ..value }, &key, false) })
        });
        let valueless = || {
            let reason = format_smolstr!("{} is not given {name}", called.label());
            let mut node = valueless(&key, variable, reason);
            if let Content::Unknown(unknown) = &mut node.content {
                unknown.value_of = Some(self.absolute(&key));
            }
            node
        };
        let value = match argument {
            None => default().unwrap_or_else(valueless),
            Some(value) if variable.nullable => value,
            Some(value) => without_null(value, &default().unwrap_or_else(valueless)),
        };
        if variable.sensitive { sealed(value) } else { value }
    }

    /// Of these calls, those that lead nowhere, and those of the modules that they lead to.
    pub(super) fn opaque_calls(&self, calls: &[ModuleCall], into: &mut Vec<Opaque>) {
        if self.world.standing == Standing::Called {
            return;
        }
        for call in calls {
            match &*self.children(call) {
                Children::Opaque(closed) => {
                    let name = self.absolute(&format!("module.{}", call.name.text));
                    let own = Call { name, name_span: call.name.span, span: call.span };
                    let above = self.called.as_ref().map(|called| &*called.calls).unwrap_or_default();
                    let calls = above.iter().cloned().chain([own]).collect();
                    into.push(Opaque { calls, header: call.header, counted_as: closed.counted_as });
                }
                Children::One(scope, _) => scope.opaque_calls(&scope.declared.modules, into),
                Children::Each(each, _) => {
                    each.iter().for_each(|(_, scope)| scope.opaque_calls(&scope.declared.modules, into));
                }
            }
        }
    }

    /// The value of `module.name` and of what is asked of it.
    pub(super) fn of_module(&self, name: &str, steps: &[TraversalStep], place: (Span, &Frame)) -> Outcome {
        let (span, frame) = place;
        let Some(call) = self.declared.modules.iter().find(|call| call.name.text == name) else {
            return Ok(refers(
                format_smolstr!("module.{name} is not declared here"),
                self.absolute(&format!("module.{name}")),
                span,
            ));
        };
        match &*self.children(call) {
            Children::Opaque(closed) => {
                Ok(refers(closed.reason.clone(), self.absolute(&format!("module.{name}")), span))
            }
            Children::One(scope, instances) => {
                let one = |key: Option<&str>, steps: &[TraversalStep]| {
                    let value = self.outputs(scope, steps, place)?;
                    Ok(match key.and_then(|key| instances.branch(key)) {
                        Some((switch, branch)) => restricted(value, switch, branch),
                        None => value,
                    })
                };
                if instances.is_repeated() {
                    let address = self.absolute(&format!("module.{name}"));
                    self.of_repeated((&address, instances), steps, (span, frame), &one)
                } else {
                    one(None, steps)
                }
            }
            Children::Each(each, instances) => {
                let one = |key: Option<&str>, steps: &[TraversalStep]| match key {
                    Some(key) => match each.iter().find(|(own, _)| own.text == key) {
                        Some((_, scope)) => self.outputs(scope, steps, place),
                        None => Err(Fault::wrong(format_smolstr!("there is no instance {key} of module.{name}"))),
                    },
                    None => self.in_all_instances(each, steps, place),
                };
                let address = self.absolute(&format!("module.{name}"));
                self.of_repeated((&address, instances), steps, (span, frame), &one)
            }
        }
    }

    /// What is the same in all instances of a module; what is not is unknown.
    fn in_all_instances(&self, each: &[(Key, Rc<Self>)], steps: &[TraversalStep], place: (Span, &Frame)) -> Outcome {
        let values: Result<Vec<Node>, Fault> =
            each.iter().map(|(_, scope)| self.outputs(scope, steps, place)).collect();
        let mut values = values?.into_iter();
        let Some(first) = values.next() else { return Err(Fault::wrong("the module has no instances")) };
        let refers = each.first().and_then(|(_, scope)| Some(scope.called.as_ref()?.address.clone()));
        if values.all(|other| same(&first, &other)) {
            return Ok(first);
        }
        let unknown = Unknown::because("it is another in each instance of the module, and which is meant is not known");
        Ok(Node::unknown(Unknown { refers, ..unknown }, place.0))
    }

    /// What is asked of an instance's outputs; with nothing asked, all of them.
    fn outputs(&self, of: &Rc<Self>, steps: &[TraversalStep], place: (Span, &Frame)) -> Outcome {
        let Some((TraversalStep::Attribute(name), rest)) = steps.split_first() else {
            let mut all = MapBuilder::default();
            for name in of.declared.outputs.keys() {
                let value = of.output(name, place.0)?;
                all.set(Key { text: name.clone(), span: place.0 }, value);
            }
            return self.follow(Node::new(Content::Map(all.build()), place.0), steps, place);
        };
        let value = of.output(&name.text, place.0)?;
        self.follow(self.as_assumed(value), rest, place)
    }

    /// An output, as it stands where it is used.
    fn output(&self, name: &SmolStr, at: Span) -> Outcome {
        let address = self.called.as_ref().map(|called| called.address.clone()).unwrap_or_default();
        let Some(written) = self.declared.outputs.get(name) else {
            return Ok(refers(format_smolstr!("{address} has no output {name}"), address, at));
        };
        let key = format_smolstr!("output.{name}");
        let value = self.value(&key, written.span, || {
            let value = settled(self.evaluate(written, &Frame::default()), written.span);
            if self.declared.secret_outputs.contains(name) { sealed(value) } else { value }
        });
        self.world.budget.spend(super::value::weight(&value))?;
        let value = through(&value, &format_smolstr!("{address}.{name}"), false, at);
        Ok(match self.called.as_ref().and_then(|called| called.brought) {
            Some((source, call)) => super::brought::placed(&value, source, call),
            None => value,
        })
    }
}

/// How many there are of something of which there are so many in each of so many.
pub(super) fn product(one: &Fact, other: &Fact) -> Fact {
    if one.as_number() == Some(1.0) {
        return other.clone();
    }
    if other.as_number() == Some(1.0) || one.as_number() == Some(0.0) {
        return one.clone();
    }
    branches::combine(one, other, &|one, other| match (&one.value, &other.value) {
        (Value::Number(first), Value::Number(second)) => {
            let mut both = if one.chain.len() > other.chain.len() { one.clone() } else { other.clone() };
            both.value = Value::Number(first * second);
            both.known = one.known.max(other.known);
            both
        }
        (Value::Number(0.0), _) | (Value::Unknown(_), _) => one.clone(),
        _ => other.clone(),
    })
}
