//! What names mean in a folder: variables, locals and arguments, each evaluated once and when it is first asked for.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use smol_str::{SmolStr, format_smolstr};

use super::assigned::Assignments;
use super::body;
use super::declared::{Declared, ResourceBlock, Variable};
use super::instances::Instances;
use super::modules::{Called, Children};
use super::resources::Providers;
use super::templates::Enclosing;
use super::terragrunt::Config;
use super::value::settled;
use super::world::World;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::Span;
use crate::model::tree::{Content, Node, Unknown};
use crate::values::choices::restricted;

/// What names mean in a root, or in one instance of a module that it calls.
pub(super) struct Scope<'a> {
    /// What all scopes of the root share.
    pub(super) world: &'a World<'a>,
    /// Where its files stand.
    pub(super) folder: Rc<str>,
    pub(super) declared: Rc<Declared>,
    /// How it is called; nothing of a root.
    pub(super) called: Option<Called<'a>>,
    /// What a root's variables are set to.
    pub(super) assignments: Assignments,
    /// What Terragrunt knows, of a file of its own.
    pub(super) terragrunt: Option<Config<'a>>,
    /// Itself, for what it calls.
    pub(super) own: Weak<Scope<'a>>,
    values: RefCell<HashMap<SmolStr, Memo<Node>>>,
    instances: RefCell<HashMap<SmolStr, Memo<Instances>>>,
    pub(super) children: RefCell<HashMap<SmolStr, Memo<Children<'a>>>>,
    pub(super) providers: RefCell<Option<Rc<Providers>>>,
}

/// What is being made, or was.
pub(super) enum Memo<T> {
    Busy,
    Done(Rc<T>),
}

/// The names that hold in one place only: those of `for`, and `each` and `count` of a resource.
#[derive(Clone, Copy, Default)]
pub(super) struct Frame<'f> {
    pub(super) outer: Option<&'f Frame<'f>>,
    pub(super) names: &'f [(SmolStr, Node)],
    /// The address of the block whose body is being evaluated, and its instances.
    pub(super) block: Option<(&'f SmolStr, &'f Instances)>,
    /// The template from elsewhere that is being filled in.
    pub(super) template: Option<Enclosing<'f>>,
}

impl<'f> Frame<'f> {
    /// The value that a `for` gave to a name.
    pub(super) fn name(&self, name: &str) -> Option<&Node> {
        let own = self.names.iter().rev().find(|(bound, _)| bound == name).map(|(_, value)| value);
        own.or_else(|| self.outer.and_then(|outer| outer.name(name)))
    }

    /// The template from elsewhere that this is a part of.
    pub(super) fn template(&self) -> Option<Enclosing<'f>> {
        self.template.or_else(|| self.outer.and_then(Frame::template))
    }

    /// The block whose body is being evaluated.
    pub(super) fn block(&self) -> Option<(&'f SmolStr, &'f Instances)> {
        self.block.or_else(|| self.outer.and_then(Frame::block))
    }
}

impl<'a> Scope<'a> {
    /// The scope of a root, in which nothing was asked for yet.
    pub(super) fn root(world: &'a World<'a>, declared: Rc<Declared>, assignments: Assignments) -> Rc<Self> {
        Self::new(world, (world.root.into(), declared), None, (assignments, None))
    }

    /// The scope of an instance of a module.
    pub(super) fn module(
        world: &'a World<'a>,
        (folder, declared): (Rc<str>, Rc<Declared>),
        called: Called<'a>,
    ) -> Rc<Self> {
        Self::new(world, (folder, declared), Some(called), (Assignments::default(), None))
    }

    /// The scope of a file of Terragrunt's own.
    pub(super) fn terragrunt(world: &'a World<'a>, declared: Rc<Declared>, config: Config<'a>) -> Rc<Self> {
        Self::new(world, (world.root.into(), declared), None, (Assignments::default(), Some(config)))
    }

    fn new(
        world: &'a World<'a>,
        (folder, declared): (Rc<str>, Rc<Declared>),
        called: Option<Called<'a>>,
        (assignments, terragrunt): (Assignments, Option<Config<'a>>),
    ) -> Rc<Self> {
        Rc::new_cyclic(|own| Self {
            world,
            folder,
            declared,
            called,
            assignments,
            terragrunt,
            own: own.clone(),
            values: RefCell::default(),
            instances: RefCell::default(),
            children: RefCell::default(),
            providers: RefCell::default(),
        })
    }

    /// The address in the root of something that is declared here.
    pub(super) fn absolute(&self, local: &str) -> SmolStr {
        match &self.called {
            Some(called) if !called.address.is_empty() => format_smolstr!("{}.{local}", called.address),
            _ => local.into(),
        }
    }

    /// A variable's value, as it is set or by its default.
    pub(super) fn variable(&self, name: &SmolStr, variable: &Variable) -> Rc<Node> {
        let key = format_smolstr!("var.{name}");
        let at = variable.name_span;
        self.value(&key, at, || match &self.called {
            Some(called) => self.given(called, name, variable),
            None => self.assigned(&key, name, variable),
        })
    }

    /// A local's value.
    pub(super) fn local(&self, name: &str, node: &Node) -> Rc<Node> {
        self.value(&format_smolstr!("local.{name}"), node.span, || {
            settled(self.evaluate(node, &Frame::default()), node.span)
        })
    }

    /// The value of a resource's argument, or of all its blocks of a type; nothing where none is written.
    pub(super) fn argument(&self, resource: &ResourceBlock, name: &str) -> Option<Rc<Node>> {
        let entry = resource.body.entry(name).filter(|_| !body::is_meta(name))?;
        let key = format_smolstr!("{}.{name}", resource.address);
        Some(self.value(&key, entry.value.span, || {
            let instances = self.instances(resource);
            let address = self.absolute(&resource.address);
            let frame = Frame { block: Some((&address, &instances)), ..Frame::default() };
            self.argument_of(&resource.body, name, &frame).unwrap_or_else(|| Node::new(Content::Null, resource.span))
        }))
    }

    /// How many there are of a resource, and what `each` and `count` are in it.
    pub(super) fn instances(&self, resource: &ResourceBlock) -> Rc<Instances> {
        let address = &resource.address;
        match self.instances.borrow().get(address) {
            Some(Memo::Done(known)) => return known.clone(),
            Some(Memo::Busy) => return Rc::new(self.circular_instances(resource)),
            None => {}
        }
        self.instances.borrow_mut().insert(address.clone(), Memo::Busy);
        let outside = std::mem::take(&mut *self.world.assumed.borrow_mut());
        let known = Rc::new(self.count_instances(resource));
        *self.world.assumed.borrow_mut() = outside;
        self.instances.borrow_mut().insert(address.clone(), Memo::Done(known.clone()));
        known
    }

    /// What it is in the branches that are taken for granted.
    pub(super) fn as_assumed(&self, mut node: Node) -> Node {
        for (key, branch) in self.world.assumed.borrow().iter() {
            node = restricted(node, key, *branch);
        }
        node
    }

    /// Says that something refers to itself; what it stands for is unknown.
    pub(super) fn circle(&self, name: &str, span: Span) -> Node {
        // Where a circle is entered says what it is called.
        self.world.has_circles.set(true);
        let reason = format_smolstr!("{name} refers to itself");
        let problem = Problem::at(ProblemKind::Unresolvable, span, reason.as_str())
            .help("break the circle: something in it must have a value of its own");
        let mut problems = self.world.problems.borrow_mut();
        if !problems.contains(&problem) {
            problems.push(problem);
        }
        Node::unknown(Unknown::because(reason), span)
    }

    /// The value of a name, made when it is first asked for.
    pub(super) fn value(&self, key: &SmolStr, at: Span, make: impl FnOnce() -> Node) -> Rc<Node> {
        match self.values.borrow().get(key) {
            Some(Memo::Done(known)) => return known.clone(),
            Some(Memo::Busy) => return Rc::new(self.circle(key, at)),
            None => {}
        }
        self.values.borrow_mut().insert(key.clone(), Memo::Busy);
        // What is kept must hold in every branch.
        let outside = std::mem::take(&mut *self.world.assumed.borrow_mut());
        let trying = self.world.trying.replace(0);
        let known = Rc::new(make());
        self.world.trying.set(trying);
        *self.world.assumed.borrow_mut() = outside;
        self.values.borrow_mut().insert(key.clone(), Memo::Done(known.clone()));
        known
    }
}
