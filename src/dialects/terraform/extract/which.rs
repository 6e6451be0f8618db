//! Which instances of a block a value refers to, and when: each key of a `for_each` is a thing of its own.

use std::borrow::Cow;
use std::sync::Arc;

use smol_str::format_smolstr;

use super::address::Address;
use super::refer::{Unit, addresses, are_always};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::resource::{Target, Which};
use crate::model::tree::{Choice, Content, Node, Switch, SwitchKind, Unknown};
use crate::values::choices::{choose, restricted};

/// Something that a value refers to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tie {
    pub(super) target: Target,
    pub(super) which: Which,
}

impl<'a> Unit<'a> {
    /// All that an argument refers to, where that is of one of these types: where branches of it lead to different
    /// resources, each of them there.
    pub(super) fn ties(&self, node: &Node, kinds: &'static [&'static str]) -> Vec<Tie> {
        match &node.content {
            Content::List(items) => items.first().map(|first| self.ties(first, kinds)).unwrap_or_default(),
            Content::Choice(choice) => in_branches(choice, |option: &Node| self.ties(option, kinds)),
            _ => self.target(node, kinds).map(|target| self.tie_to(target, node, kinds)).into_iter().collect(),
        }
    }

    /// A tie to what a value refers to, and to those of its instances that the value means.
    pub(super) fn tie_to(&self, target: Target, node: &Node, kinds: &[&str]) -> Tie {
        self.tie_at(target, addresses(node).find(|address| kinds.contains(&address.kind)).as_ref())
    }

    /// A tie to what stands at an address, and to the instance of it that the address says.
    pub(super) fn tie_at(&self, target: Target, address: Option<&Address>) -> Tie {
        let all = |target| Tie { target, which: Which::All };
        let Target::Local(local) = &target else { return all(target) };
        let Some(switch) = self.switch_at(local) else { return all(target) };
        match address.filter(|address| address.is_indexed()) {
            // What may be any of them is one of them: they are not all meant.
            None => Tie { which: one_of(local, &switch), target },
            Some(address) => match switch.branches.iter().position(|key| address.is_at(key)) {
                Some(branch) => Tie { which: Which::One(switch, branch), target },
                None => {
                    let reason = format!("{} is not among the instances of {local}", address.with_index());
                    all(Target::Unknown(Unknown::because(reason)))
                }
            },
        }
    }

    /// A tie as a block means it: where there are several of the block, and nothing says which instance each of them means,
    /// together they mean all.
    pub(super) fn as_meant_by(&self, block: &ResolvedBlock, tie: Tie) -> Tie {
        let (Target::Local(local), Which::Chosen(_)) = (&tie.target, &tie.which) else { return tie };
        match self.switch_at(local).filter(|_| !are_always(&block.instances, |number| number <= 1.0)) {
            Some(switch) => Tie { which: in_place_of(&tie.which, &one_of(local, &switch)), ..tie },
            None => tie,
        }
    }

    /// Ties that lead on where they lead to a block of one type: to what an argument of it refers to, in the instances that
    /// are meant.
    pub(super) fn onward(
        &self,
        ties: Vec<Tie>,
        (via, argument): (&str, &str),
        kinds: &'static [&'static str],
    ) -> Vec<Tie> {
        let mut onward = Vec::with_capacity(ties.len());
        for tie in ties {
            let Target::Local(local) = &tie.target else {
                onward.push(tie);
                continue;
            };
            match self.block(local).filter(|block| block.kind == via) {
                Some(block) => {
                    let node = block.body.get(argument);
                    onward.extend(node.map(|node| self.ties_of(&tie.which, node, kinds)).unwrap_or_default());
                }
                None => onward.push(tie),
            }
        }
        onward
    }

    /// What a value of a block refers to, in those of its instances that are meant.
    fn ties_of(&self, which: &Which, node: &Node, kinds: &'static [&'static str]) -> Vec<Tie> {
        match which {
            Which::All => self.ties(node, kinds),
            Which::None => Vec::new(),
            Which::One(switch, branch) => self.ties(&restricted(node.clone(), &switch.key, *branch), kinds),
            Which::Chosen(choice) => in_branches(choice, |which| self.ties_of(which, node, kinds)),
        }
    }
}

/// A value of a block as it is in the instance that is meant.
pub(super) fn in_instance<'n>(node: &'n Node, which: &Which) -> Cow<'n, Node> {
    match which {
        Which::One(switch, branch) => Cow::Owned(restricted(node.clone(), &switch.key, *branch)),
        Which::Chosen(choice) => {
            let options = choice.options.iter().map(|which| in_instance(node, which).into_owned()).collect();
            Cow::Owned(choose(&choice.switch, options, node.span))
        }
        Which::All | Which::None => Cow::Borrowed(node),
    }
}

/// What each branch of a choice leads to, put under it.
pub(super) fn in_branches<T>(choice: &Choice<T>, ties: impl Fn(&T) -> Vec<Tie>) -> Vec<Tie> {
    let branches: Vec<Vec<Tie>> = choice.options.iter().map(ties).collect();
    put_together(&choice.switch, &branches)
}

/// The ties of all branches of a switch, put under it: what is there in one of them is there in no other.
fn put_together(switch: &Arc<Switch>, branches: &[Vec<Tie>]) -> Vec<Tie> {
    let mut targets: Vec<&Target> = Vec::new();
    for tie in branches.iter().flatten() {
        if !targets.contains(&&tie.target) {
            targets.push(&tie.target);
        }
    }
    let mut together = Vec::new();
    for target in targets {
        let of =
            |ties: &Vec<Tie>| ties.iter().filter(|tie| tie.target == *target).map(|tie| tie.which.clone()).collect();
        let in_each: Vec<Vec<Which>> = branches.iter().map(of).collect();
        for place in 0..in_each.iter().map(Vec::len).max().unwrap_or_default() {
            let options = in_each.iter().map(|all| all.get(place).cloned().unwrap_or(Which::None)).collect();
            together.push(Tie { target: target.clone(), which: chosen(switch, options) });
        }
    }
    together
}

/// What is meant by who means these instances of something that itself means others, by what tells its own apart.
pub(super) fn through(which: &Which, further: &Which) -> Vec<Which> {
    match which {
        Which::All => for_each(further),
        Which::None => Vec::new(),
        Which::One(switch, branch) => for_each(&taken(further, switch, *branch)),
        Which::Chosen(choice) => {
            let all = choice.options.iter().enumerate().flat_map(|(branch, which)| {
                let further = taken(further, &choice.switch, branch);
                through(which, &further).into_iter().map(move |one| (branch, one))
            });
            all.map(|(branch, one)| only_in(&choice.switch, branch, one)).collect()
        }
    }
}

/// What the instances that something is brought to mean of what it brings, which is said by what tells its bringer's apart.
pub(super) fn brought_to(which: &Which, brought: &Which) -> Vec<Which> {
    match which {
        Which::All => for_each(brought),
        Which::None => Vec::new(),
        Which::One(switch, branch) => for_each(brought).into_iter().map(|one| only_in(switch, *branch, one)).collect(),
        Which::Chosen(choice) => {
            let all = choice.options.iter().enumerate().flat_map(|(branch, which)| {
                let brought = taken(brought, &choice.switch, branch);
                brought_to(which, &brought).into_iter().map(move |one| (branch, one))
            });
            all.map(|(branch, one)| if_decided(&choice.switch, branch, one)).collect()
        }
    }
}

/// Two of one target in one, where one is there in the branches in which the other is not.
pub(super) fn joined(one: &Which, other: &Which) -> Option<Which> {
    match (one, other) {
        _ if one == other => Some(one.clone()),
        (Which::None, which) | (which, Which::None) => Some(which.clone()),
        (Which::Chosen(one), Which::Chosen(other)) if one.switch == other.switch => {
            let options = one.options.iter().zip(&other.options).map(|(one, other)| joined(one, other));
            Some(chosen(&one.switch, options.collect::<Option<_>>()?))
        }
        _ => None,
    }
}

/// A value of what means some instances of a block, as each of these has it; null in those that it does not mean.
pub(super) fn seen_from(node: &Node, which: &Which) -> Node {
    let Some(own) = told_apart(which) else { return node.clone() };
    let of = |branch: usize| {
        let null = || Node::new(Content::Null, node.span);
        meaning(node, which, (&own, branch)).unwrap_or_else(null)
    };
    choose(&own, (0..own.branches.len()).map(of).collect(), node.span)
}

/// What tells the instances apart that are meant, where not all are.
pub(super) fn told_apart(which: &Which) -> Option<Arc<Switch>> {
    match which {
        Which::All | Which::None => None,
        Which::One(switch, _) => Some(Arc::clone(switch)),
        Which::Chosen(choice) => choice.options.iter().find_map(told_apart),
    }
}

/// A value as it is in the first instance of its own block that means one of another.
fn meaning(node: &Node, which: &Which, one: (&Switch, usize)) -> Option<Node> {
    match which {
        Which::All => Some(node.clone()),
        Which::None => None,
        Which::One(switch, branch) => ((&**switch, *branch) == one).then(|| node.clone()),
        Which::Chosen(choice) => choice.options.iter().enumerate().find_map(|(branch, option)| {
            let found = meaning(node, option, one)?;
            let is_decided = choice.switch.kind != SwitchKind::Instance;
            Some(if is_decided { found } else { restricted(found, &choice.switch.key, branch) })
        }),
    }
}

/// Whether an instance is among those that are meant.
pub(super) fn takes_in(which: &Which, one: (&Switch, usize)) -> bool {
    match which {
        Which::All => true,
        Which::None => false,
        Which::One(switch, branch) => **switch != *one.0 || *branch == one.1,
        Which::Chosen(choice) => choice.options.iter().any(|option| takes_in(option, one)),
    }
}

/// Which instances of a block, that mean some of another's, mean what somebody else does too.
pub(super) fn that_share(theirs: &Which, ours: &Which) -> Vec<Which> {
    match theirs {
        Which::Chosen(choice) if choice.switch.kind == SwitchKind::Instance => {
            let shared = choice.options.iter().enumerate().filter(|(_, option)| share(option, ours));
            shared.map(|(branch, _)| Which::One(Arc::clone(&choice.switch), branch)).collect()
        }
        _ if share(theirs, ours) => vec![Which::All],
        _ => Vec::new(),
    }
}

fn share(one: &Which, other: &Which) -> bool {
    match one {
        Which::All => *other != Which::None,
        Which::None => false,
        Which::One(switch, branch) => takes_in(other, (switch, *branch)),
        Which::Chosen(choice) => choice.options.iter().any(|option| share(option, other)),
    }
}

/// What all instances of something else mean, for they are all there at once: each by itself.
fn for_each(which: &Which) -> Vec<Which> {
    match which {
        Which::All | Which::One(..) => vec![which.clone()],
        Which::None => Vec::new(),
        Which::Chosen(choice) => {
            let all = choice.options.iter().enumerate();
            let all = all.flat_map(|(branch, which)| for_each(which).into_iter().map(move |one| (branch, one)));
            all.map(|(branch, one)| if_decided(&choice.switch, branch, one)).collect()
        }
    }
}

/// What is meant if a switch takes a branch. What tells instances apart decides nothing of it: they are all there at once.
fn if_decided(switch: &Arc<Switch>, branch: usize, which: Which) -> Which {
    if switch.kind == SwitchKind::Instance { which } else { only_in(switch, branch, which) }
}

/// What is meant where a switch takes a branch.
fn taken(which: &Which, switch: &Switch, branch: usize) -> Which {
    match which {
        Which::Chosen(choice) if *choice.switch == *switch => {
            choice.options.get(branch).map_or(Which::None, |option| taken(option, switch, branch))
        }
        Which::Chosen(choice) => {
            chosen(&choice.switch, choice.options.iter().map(|option| taken(option, switch, branch)).collect())
        }
        _ => which.clone(),
    }
}

fn only_in(switch: &Arc<Switch>, branch: usize, which: Which) -> Which {
    let mut options = vec![Which::None; switch.branches.len()];
    if let Some(option) = options.get_mut(branch) {
        *option = which;
    }
    chosen(switch, options)
}

fn chosen(switch: &Arc<Switch>, options: Vec<Which>) -> Which {
    match options.split_first() {
        Some((first, others)) if others.iter().all(|other| other == first) => first.clone(),
        _ => Which::Chosen(Box::new(Choice { switch: Arc::clone(switch), options })),
    }
}

/// What is meant, all in the place of one that is not known.
fn in_place_of(which: &Which, unknown: &Which) -> Which {
    match which {
        _ if which == unknown => Which::All,
        Which::Chosen(choice) => {
            chosen(&choice.switch, choice.options.iter().map(|option| in_place_of(option, unknown)).collect())
        }
        _ => which.clone(),
    }
}

/// One instance of those that a switch tells apart, and nothing says which.
fn one_of(address: &str, switch: &Arc<Switch>) -> Which {
    let key = format_smolstr!("the instance of {address}");
    let asked = Switch { key, branches: switch.branches.clone(), kind: SwitchKind::Condition };
    let options = (0..switch.branches.len()).map(|branch| Which::One(Arc::clone(switch), branch)).collect();
    chosen(&Arc::new(asked), options)
}
