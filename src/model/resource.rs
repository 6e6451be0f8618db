//! Resources: what a unit's documents declare, dialect-free; those that run by themselves are workloads.

use std::sync::Arc;

use smol_str::SmolStr;

use super::fact::{Fact, Facts};
use super::problem::Problem;
use super::source::Span;
use super::tree::{Choice, Switch, Unknown};

/// What part a resource plays.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Runs by itself: instance, group, service, function, job, Deployment.
    Workload,
    /// Needs another to start it: launch template, task definition.
    Definition,
    /// What workloads are placed on: node pool, capacity provider, plan, cluster.
    Capacity,
    /// Scaler, route, schedule, RuntimeClass, namespace, queue.
    Companion,
    /// A workload of which there are none (`count = 0`, `replicas: 0` under no scaler is not this).
    Disabled,
    /// A change to another resource, not one itself.
    Patch,
}

impl Role {
    /// Its name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Workload => "workload",
            Self::Definition => "definition",
            Self::Capacity => "capacity",
            Self::Companion => "companion",
            Self::Disabled => "disabled",
            Self::Patch => "patch",
        }
    }
}

/// What is resolved together and deployed together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct UnitPath(pub Arc<str>);

/// Something declared: a workload, or what belongs to one.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// The unit's path from the root; empty for the root itself.
    pub unit: UnitPath,
    /// Its address in its own dialect: `aws_lambda_function.f`, `apps/Deployment/shop/cart`.
    pub local: SmolStr,
    /// The dialect it is written in: `kubernetes`, `terraform`.
    pub dialect: &'static str,
    /// Its type as written: `Deployment`, `aws_lambda_function`.
    pub kind: SmolStr,
    /// Its name as written.
    pub name: SmolStr,
    /// Its part.
    pub role: Role,
    /// For a workload, definition or disabled workload: the service that runs it, one of the vocabulary's.
    pub service: Option<&'static str>,
    /// The name's token: the primary span where nothing better is.
    pub name_span: Span,
    /// The whole of it.
    pub span: Span,
    /// The namespace it is in, if its dialect has such and one is written.
    pub namespace: Option<SmolStr>,
    /// Labels that selectors match: of a Deployment its pods', of a node pool its nodes', of a patch none.
    pub labels: Vec<(SmolStr, SmolStr)>,
    /// What is known of it, in the vocabulary of `facts`.
    pub facts: Facts,
    /// What it contributes to the resources that are linked with it, in the same vocabulary.
    pub lends: Facts,
    /// Tags, labels and annotations, as needs are read from them.
    pub tags: Vec<Tag>,
    /// Its ties to other resources, strongest first.
    pub links: Vec<Link>,
    /// What it asks not to be told, by annotation or metadata.
    pub suppressions: Vec<Suppression>,
    /// The module calls that it came through, outermost first; none where it stands in its unit's own folder.
    pub calls: Arc<[Call]>,
}

impl Resource {
    /// Where it stands in its unit's own files: its name's token, or that of the call that it came through.
    pub fn place(&self) -> Span {
        self.calls.first().map_or(self.name_span, |call| call.name_span)
    }

    /// Tags that speak of it: not those of the stores that it refers to.
    pub fn own_tags(&self) -> impl Iterator<Item = &Tag> {
        self.tags.iter().filter(|tag| tag.scope != TagScope::Store)
    }

    /// The whole of it in its unit's own files: itself, or the call that it came through.
    pub fn extent(&self) -> Span {
        self.calls.first().map_or(self.span, |call| call.span)
    }
}

/// A call that makes resources of a module.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Its address in its unit, with the instance where it has several: `module.api["a"]`.
    pub name: SmolStr,
    /// The label that names it.
    pub name_span: Span,
    /// The whole block.
    pub span: Span,
}

/// A tag, label or annotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    /// Its key as written.
    pub key: SmolStr,
    /// Its value.
    pub value: Fact,
    /// What it was written on.
    pub scope: TagScope,
}

/// What a tag was written on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TagScope {
    /// The resource itself.
    Own,
    /// What it belongs to: a module, a stack, a namespace, a definition.
    Inherited,
    /// A store of data that it refers to: what the store holds it handles, and nothing else that is said of the store.
    Store,
    /// A whole account: a provider's `default_tags`. Scope, not proof.
    Account,
}

/// A tie to another resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Of what kind.
    pub relation: Relation,
    /// To what.
    pub target: Target,
    /// Where it is written; for a tie that is not written, the resource's name.
    pub span: Span,
    /// Which instances of what it leads to it means, and when.
    pub which: Which,
}

impl Link {
    /// A tie to the whole of something, whatever is decided.
    pub fn new(relation: Relation, target: Target, span: Span) -> Self {
        Self { relation, target, span, which: Which::All }
    }
}

/// Which instances of what it leads to a link means.
#[derive(Clone, Debug, PartialEq)]
pub enum Which {
    /// All of them, or the only one.
    All,
    /// None: it leads elsewhere, or nowhere.
    None,
    /// The one that is this branch of what tells them apart.
    One(Arc<Switch>, usize),
    /// As a switch decides: of the resource that holds the link, its own instances may mean different ones.
    Chosen(Box<Choice<Which>>),
}

impl Which {
    /// What decides whether there is such a link at all, where something does.
    pub fn hangs_on(&self) -> Option<&Switch> {
        let Self::Chosen(choice) = self else { return None };
        let is_none = choice.options.contains(&Self::None);
        if is_none { Some(&choice.switch) } else { choice.options.iter().find_map(Self::hangs_on) }
    }
}

/// Kinds of ties. The table of their directions and facts stands in [`Relation::draws`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Relation {
    /// A machine or group is started as a launch template, configuration or instance template says.
    Definition,
    /// A service or job runs the containers that a task definition describes.
    Task,
    /// A workload is placed on capacity: cluster, capacity provider, plan, node pool, compute environment.
    Capacity,
    /// A pod names a RuntimeClass.
    RuntimeClass,
    /// An object is in a namespace: its labels are inherited tags.
    Namespace,
    /// A pod mounts a claim.
    Claim,
    /// A scaler sets how many there are.
    Scales,
    /// A schedule, event source or queue starts a workload.
    Triggers,
    /// A front door sends requests to a workload.
    Routes,
    /// A disruption budget guards a workload.
    Guards,
    /// A profile may take a pod over: EKS Fargate profile.
    Captures,
    /// A patch changes a resource: what it writes is not known yet.
    Patches,
    /// A workload refers to what keeps data: a database, a bucket, a queue. Only tags that speak of the data go along it.
    Stores,
    /// One-off settings of a workload kept in a resource of their own: provisioned concurrency, attached volume.
    Configures,
}

impl Relation {
    /// Whether the holder draws facts from the target; otherwise the holder lends its own to the target.
    pub fn draws(self) -> bool {
        matches!(
            self,
            Self::Definition
                | Self::Task
                | Self::Capacity
                | Self::RuntimeClass
                | Self::Namespace
                | Self::Claim
                | Self::Stores
        )
    }

    /// Its name in prose.
    pub fn name(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::Task => "task definition",
            Self::Capacity => "capacity",
            Self::RuntimeClass => "runtime class",
            Self::Namespace => "namespace",
            Self::Claim => "claim",
            Self::Scales => "scaler",
            Self::Triggers => "trigger",
            Self::Routes => "route",
            Self::Guards => "disruption budget",
            Self::Captures => "profile",
            Self::Patches => "patch",
            Self::Stores => "data store",
            Self::Configures => "configuration",
        }
    }

    /// The facts that the holder cannot know where the target is not found, for a drawing relation
    /// whose target is written but not in what was read.
    pub fn drawn_facts(self) -> &'static [&'static str] {
        match self {
            Self::Definition => &["instance_type", "capacity_type", "tenancy", "volumes", "start_script"],
            Self::Task => &["containers", "volumes", "privileged", "host_network", "host_pid", "host_ipc"],
            Self::Capacity => &["capacity_kind", "capacity_type", "plan_sku", "autopilot"],
            Self::RuntimeClass => &["runtime_handler", "sandbox"],
            _ => &[],
        }
    }
}

/// What a link leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// A resource of the same unit, by its local address.
    Local(SmolStr),
    /// A resource by kind and name, in a namespace where the dialect has such (`None`: none written).
    Named {
        /// Any of these kinds.
        kinds: &'static [&'static str],
        /// Its name.
        name: SmolStr,
        /// Its namespace; of a kind that has none, `None`.
        namespace: Option<SmolStr>,
    },
    /// Every workload (of the same namespace) whose labels hold all of these; with no labels, every one.
    Selected {
        /// The namespace; `None`: none written.
        namespace: Option<SmolStr>,
        /// The labels.
        labels: Vec<(SmolStr, SmolStr)>,
    },
    /// The one capacity whose labels hold all of these: a pod's node selector.
    Labelled {
        /// Any of these kinds.
        kinds: &'static [&'static str],
        /// The labels.
        labels: Vec<(SmolStr, SmolStr)>,
    },
    /// All that fit among what stands in these files, and nothing else: what a kustomization is made of.
    Built {
        /// Paths from the root.
        files: Arc<[SmolStr]>,
        /// Any of these kinds; none said: of every kind.
        kinds: &'static [&'static str],
        /// The name, where only one is meant.
        name: Option<SmolStr>,
        /// The namespace; where none is written on the other side, it may be that one.
        namespace: Option<SmolStr>,
    },
    /// Something that cannot be known from what was read.
    Unknown(Unknown),
}

/// A wish not to be told of a finding, with its reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Suppression {
    /// The policy's id.
    pub policy: SmolStr,
    /// Why, in the author's words.
    pub reason: SmolStr,
    /// The last day it holds, `YYYY-MM-DD`.
    pub until: Option<SmolStr>,
    /// Where it is written.
    pub span: Span,
}

/// What one unit was resolved and extracted into. Holds no trees.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// Everything declared, in the order it is written.
    pub resources: Vec<Resource>,
    /// What could not be read or decided.
    pub problems: Vec<Problem>,
    /// Things recognised and not read, by reason: `Helm template, not yet read`.
    pub passed_by: Vec<(String, &'static str)>,
    /// Folders under the root that this unit instantiates: what runs in them runs only through a caller.
    pub calls: Vec<String>,
    /// What the unit is by what stands in it, whoever instantiates it.
    pub kind: UnitKind,
    /// What it can be told from outside: a Terraform root's variables.
    pub inputs: Vec<SmolStr>,
    /// Where values are written that are shown to nobody.
    pub secrets: Vec<Span>,
}

/// What a unit is by what stands in it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum UnitKind {
    /// Nothing in it says that it runs for itself.
    #[default]
    Part,
    /// It configures its own providers: a root, or a part of the old way.
    Configured,
    /// It says where its state is kept or sets its own variables: it runs for itself.
    Root,
}
