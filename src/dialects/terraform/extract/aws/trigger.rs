//! A trigger in the making: what starts a workload, through which door, and whether it is switched on.

use super::lambda::link_function;
use crate::dialects::terraform::extract::draft::Draft;
use crate::model::fact::{Fact, Facts, Value};
use crate::model::resource::Relation;
use crate::model::source::Span;
use crate::model::tree::Node;
use crate::values::read::{self, word};
use crate::values::{body, cases};

/// What starts something, as it is lent to what is linked.
pub(super) struct Trigger {
    facts: Facts,
    /// Whether it is switched on; absent where nothing says so: then it is.
    enabled: Fact,
}

impl Trigger {
    /// A trigger whose caller waits.
    pub(super) fn of(kind: Fact) -> Self {
        let mut facts = Facts::new();
        let enabled = Fact::absent(kind.at);
        facts.set("sync", Fact::written(Value::Bool(true), kind.at));
        facts.set("kind", kind);
        Self { facts, enabled }
    }

    /// A trigger of a kind that its type says by itself, whose caller waits.
    pub(super) fn of_kind(kind: &'static str, header: Span) -> Self {
        Self::of(Fact::written(word(kind), header))
    }

    /// A trigger of a kind that its type says by itself, whose caller goes on.
    pub(super) fn for_later(kind: Fact, header: Span) -> Self {
        Self::of(kind).sync(Fact::written(Value::Bool(false), header))
    }

    /// Whether its caller waits.
    pub(super) fn sync(mut self, sync: Fact) -> Self {
        self.facts.set("sync", sync);
        self
    }

    /// On this schedule.
    pub(super) fn on(mut self, schedule: Fact) -> Self {
        self.facts.set("schedule", schedule);
        self
    }

    /// The front door that it comes through.
    pub(super) fn door(mut self, door: Fact) -> Self {
        self.facts.set("door", door);
        self
    }

    /// What becomes of its front door, where it has one.
    pub(super) fn through(mut self, change: impl FnOnce(Fact) -> Fact) -> Self {
        if let Some(door) = self.facts.remove("door") {
            self.facts.set("door", change(door));
        }
        self
    }

    /// How long its caller is made to wait, where that is written.
    pub(super) fn timeout(mut self, timeout: Fact) -> Self {
        if !timeout.is_absent() {
            self.facts.set("timeout", timeout);
        }
        self
    }

    /// Only where it is switched on; absent means that it is.
    pub(super) fn where_on(mut self, enabled: Fact) -> Self {
        self.enabled = enabled;
        self
    }

    /// Lends it.
    pub(super) fn lend(self, draft: &mut Draft<'_>) {
        lend_all(draft, [self]);
    }
}

/// Lends several triggers of one switch, and the schedule of the one that has such.
pub(super) fn lend_all(draft: &mut Draft<'_>, triggers: impl IntoIterator<Item = Trigger>) {
    let header = draft.header;
    let (mut items, mut lends) = (Vec::new(), Facts::new());
    let mut enabled = Fact::absent(header);
    for mut trigger in triggers {
        if let Some(schedule) = trigger.facts.get("schedule") {
            lends.set("schedule", schedule.clone());
        }
        trigger.facts.set("name", Fact::written(Value::Text(draft.here.block.address.clone()), header));
        items.push(Fact::written(Value::Record(trigger.facts), header));
        enabled = trigger.enabled;
    }
    lends.set("triggers", Fact::written(Value::List(items), header));
    for (name, fact) in cases::where_on(lends, &enabled).iter() {
        draft.lend(name, fact.clone());
    }
}

/// Ties to the function at a path and lends it a trigger; one that is certainly switched off starts nothing.
pub(super) fn starts(draft: &mut Draft<'_>, path: &[&str], trigger: Trigger) {
    if trigger.enabled.as_bool() != Some(false)
        && let Some(node) = draft.at(path)
        && link_function(draft, Relation::Triggers, &node)
    {
        trigger.lend(draft);
    }
}

/// Whether something is switched on, by the flag or the state that stands at one of these arguments.
pub(super) fn enabled(of: &Node, arguments: &[&str], absent_at: Span) -> Fact {
    let flags = arguments.iter().map(|argument| body::read(of, &[argument], is_on, absent_at));
    flags.into_iter().find(|flag| !flag.is_absent()).unwrap_or_else(|| Fact::absent(absent_at))
}

/// Whether a flag is up, or a state one in which something works.
fn is_on(node: &Node) -> Option<Value> {
    match node.as_str() {
        Some("DISABLED" | "STOPPED") => Some(Value::Bool(false)),
        Some("true" | "false") | None => read::boolean(node),
        Some(_) => Some(Value::Bool(true)),
    }
}
