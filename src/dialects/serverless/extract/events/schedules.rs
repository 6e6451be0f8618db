//! Schedules: rates and cron expressions that start a function.

use super::{Event, Trigger, none};
use crate::model::fact::{Fact, Value};
use crate::model::tree::{Choice, Content, Node};
use crate::values::lists::concatenated;
use crate::values::read;

/// A schedule: one expression, or a map with one or several.
pub(super) fn schedule(event: &Event<'_>) -> Fact {
    match event.value.as_map() {
        Some(map) => map.get("rate").map_or_else(|| none(event.span), |rates| of_rates(event, rates)),
        None => of_rate(event, event.value),
    }
}

/// Two rates are two rules of the bus.
fn of_rates(event: &Event<'_>, rates: &Node) -> Fact {
    match &rates.content {
        Content::Choice(choice) => {
            let options = choice.options.iter().map(|option| of_rates(event, option)).collect();
            Fact::written(Value::Choice(Choice { switch: choice.switch.clone(), options }), event.span)
        }
        Content::List(rates) => {
            let lists: Vec<Fact> = rates.iter().map(|rate| of_rate(event, rate)).collect();
            concatenated(lists).unwrap_or_else(|| none(event.span))
        }
        _ => of_rate(event, rates),
    }
}

fn of_rate(event: &Event<'_>, rate: &Node) -> Fact {
    let schedule = match rate.content {
        // Only its type is written: the framework asks for a rate.
        Content::Bool(_) => Fact::unknown("no rate is written here", event.span),
        _ => read::fact(rate, read::text),
    };
    let name = event.read(&["name"], read::text);
    Trigger::new("schedule", false, event.span).with("name", name).with("schedule", schedule).list()
}

/// An event of a bus: by a pattern, on a schedule, or both.
pub(super) fn event_bridge(event: &Event<'_>) -> Fact {
    let schedule = event.read(&["schedule"], read::text);
    let name = event.read(&["name"], read::text);
    let by_pattern = || event.trigger("event", false).with("name", name.clone()).list();
    if schedule.is_absent() || matches!(event.value.content, Content::Unknown(_)) {
        return by_pattern();
    }
    let on_schedule = event.trigger("schedule", false).with("name", name.clone()).with("schedule", schedule).list();
    match event.value.get("pattern") {
        Some(pattern) if !pattern.is_null() => concatenated([on_schedule, by_pattern()]).unwrap_or_else(by_pattern),
        _ => on_schedule,
    }
}

/// The schedule among the triggers where one alone has such: of several, each says its own.
pub(super) fn the_only(triggers: &Fact) -> Fact {
    match &triggers.value {
        Value::Choice(choice) => {
            let options: Vec<Fact> = choice.options.iter().map(the_only).collect();
            if options.iter().all(Fact::is_absent) {
                return Fact::absent(triggers.at);
            }
            Fact::written(Value::Choice(Choice { switch: choice.switch.clone(), options }), triggers.at)
        }
        Value::List(items) => {
            let mut schedules = items.iter().filter_map(Fact::as_record).filter_map(|trigger| trigger.get("schedule"));
            match (schedules.next(), schedules.next()) {
                (Some(one), None) => one.clone(),
                _ => Fact::absent(triggers.at),
            }
        }
        _ => Fact::absent(triggers.at),
    }
}
