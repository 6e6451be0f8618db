//! A trigger in the making: what starts a workload, through which door, and whether it is switched on.

use smol_str::SmolStr;

use super::draft::Draft;
use super::lambda::link_function;
use crate::model::fact::{Fact, Facts, Value};
use crate::model::resource::Relation;
use crate::model::source::Span;
use crate::model::tree::Node;
use crate::values::read::{self, word};
use crate::values::{body, cases, lists};

/// A trigger in the making.
pub(super) struct Trigger {
    record: Facts,
    /// Where it is written.
    at: Span,
    /// Whether it is switched on, where something says so.
    enabled: Option<Fact>,
}

impl Trigger {
    /// A trigger of one kind, under the name of what triggers.
    pub(super) fn new(kind: &'static str, sync: bool, name: SmolStr, at: Span) -> Self {
        Self::of_kind(Fact::written(word(kind), at), sync, name, at)
    }

    /// A trigger of a kind that is worked out.
    pub(super) fn of_kind(kind: Fact, sync: bool, name: SmolStr, at: Span) -> Self {
        let mut record = Facts::new();
        record.set("kind", kind);
        record.set("sync", Fact::written(Value::Bool(sync), at));
        record.set("name", Fact::written(Value::Text(name), at));
        Self { record, at, enabled: None }
    }

    /// The resource itself as a trigger.
    pub(super) fn of(draft: &Draft<'_>, kind: &'static str, sync: bool) -> Self {
        Self::new(kind, sync, draft.resource.local.clone(), draft.header)
    }

    /// On this schedule.
    #[must_use]
    pub(super) fn on(mut self, schedule: Fact) -> Self {
        self.record.set("schedule", schedule);
        self
    }

    /// Through this front door.
    #[must_use]
    pub(super) fn through(mut self, door: Fact) -> Self {
        self.record.set("door", door);
        self
    }

    /// Its caller waits this long, where something says so.
    #[must_use]
    pub(super) fn waiting(mut self, timeout: Fact) -> Self {
        if !timeout.is_absent() {
            self.record.set("timeout", timeout);
        }
        self
    }

    /// Only where it is switched on; absent means that it is.
    #[must_use]
    pub(super) fn where_on(mut self, enabled: Fact) -> Self {
        if !enabled.is_absent() {
            self.enabled = Some(enabled);
        }
        self
    }

    /// A list of it alone; absent where it is switched off.
    pub(super) fn listed(&self) -> Fact {
        let one = Fact::written(Value::Record(self.record.clone()), self.at);
        self.where_it_is_on(Value::List(vec![one]))
    }

    /// Its schedule, where it has one; absent where it is switched off.
    pub(super) fn schedule(&self) -> Option<Fact> {
        let schedule = self.record.get("schedule")?;
        match &self.enabled {
            None => Some(schedule.clone()),
            Some(_) => Some(Fact { chain: schedule.chain.clone(), ..self.where_it_is_on(schedule.value.clone()) }),
        }
    }

    fn where_it_is_on(&self, value: Value) -> Fact {
        let Some(enabled) = &self.enabled else { return Fact::written(value, self.at) };
        let on = cases::derived(enabled, &|enabled| match enabled {
            Value::Bool(false) => Value::Absent,
            _ => value.clone(),
        });
        Fact::written(on.value, self.at)
    }
}

/// All that triggers as one list, and the schedule where one alone has such: of several, each says its own.
pub(super) fn gathered(triggers: &[Trigger]) -> (Option<Fact>, Option<Fact>) {
    let mut schedules = triggers.iter().filter_map(Trigger::schedule).filter(|schedule| !schedule.is_absent());
    let schedule = match (schedules.next(), schedules.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    };
    (lists::concatenated(triggers.iter().map(Trigger::listed)), schedule)
}

/// Lends triggers to what is linked.
pub(super) fn lend(draft: &mut Draft<'_>, triggers: &[Trigger]) {
    let (all, schedule) = gathered(triggers);
    for (name, fact) in [("triggers", all), ("schedule", schedule)] {
        if let Some(fact) = fact {
            draft.lend(name, fact);
        }
    }
}

/// Ties to the function that a value refers to, and lends it a trigger.
pub(super) fn starts(draft: &mut Draft<'_>, node: &Node, trigger: Trigger) {
    if link_function(draft, Relation::Triggers, node) {
        lend(draft, &[trigger]);
    }
}

/// Whether something is switched on, by a flag or by a state, where either is written.
pub(super) fn enabled(of: &Node, absent_at: Span) -> Fact {
    let flag = body::read(of, &["Enabled"], read::boolean, absent_at);
    if !flag.is_absent() {
        return flag;
    }
    body::read(of, &["State"], is_on, absent_at)
}

/// Whether a state is one in which something works.
pub(super) fn is_on(state: &Node) -> Option<Value> {
    Some(Value::Bool(!matches!(state.as_str()?, "DISABLED" | "STOPPED")))
}
