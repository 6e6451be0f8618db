//! Scheduled work: the schedule that starts a workload, how often that is, and the share of time it is busy.

use super::cron_work::{CronWork, Interval, in_command, in_start_script};
use super::derive::{at_best, combine, each, either, fact_or_absent, map, offer, says_nothing, unknown, valued};
use super::images::is_scheduler;
use super::structure::{command_of, working_containers};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::resource::Resource;
use crate::model::tree::Unknown;
use crate::values::schedule;

const DAY_SECONDS: f64 = 86_400.0;

/// Sets `schedule` and `schedule_interval`, where all of the workload's work is on a schedule.
pub(super) fn offer_schedule(needs: &mut Facts, resource: &Resource) {
    let facts = &resource.facts;
    if let Some(declared) = needs.get("schedule").cloned() {
        return offer(needs, "schedule_interval", interval_of(&declared));
    }
    let serves = serves_too(resource);
    if serves.as_bool() == Some(true) {
        return;
    }
    let alone = |schedule: &Fact| {
        combine(schedule, &serves, &|schedule, serves| match serves.as_bool() {
            Some(true) => valued(schedule, Value::Absent),
            _ => schedule.clone(),
        })
    };
    if let Some(schedule) = facts.get("schedule").filter(|schedule| !schedule.is_absent()) {
        let written = facts.get("schedule_interval").filter(|interval| !interval.is_absent()).cloned();
        offer(needs, "schedule", alone(schedule));
        return offer(needs, "schedule_interval", alone(&written.unwrap_or_else(|| interval_of(schedule))));
    }
    let (schedule, interval) = of_triggers(resource);
    if !says_nothing(&schedule) {
        offer(needs, "schedule", at_best(alone(&schedule), Known::Inferred));
        return offer(needs, "schedule_interval", at_best(alone(&interval), Known::Inferred));
    }
    let (work, place) = match hidden_in_containers(facts).or_else(|| hidden_in_start_script(facts)) {
        Some(found) => found,
        None => return,
    };
    let as_inferred = |value: Value| at_best(valued(&place, value), Known::Inferred);
    let (schedule, interval) = match work.interval {
        Interval::Every(seconds) => (Value::Text(work.schedule), Value::Number(seconds)),
        Interval::Elsewhere => {
            (Value::Text(work.schedule), unwritten("the schedule is kept in a file that is not written here"))
        }
        Interval::Pause => {
            let reason = format!("how long its loop pauses (`{}`) is not known here", work.schedule);
            (unknown(reason.clone()), unwritten(&reason))
        }
    };
    offer(needs, "schedule", as_inferred(schedule));
    offer(needs, "schedule_interval", as_inferred(interval));
}

/// Whether something else than a schedule starts work here too. A job's pods may bear the labels of a Service beside it.
fn serves_too(resource: &Resource) -> Fact {
    let of_list = |name: &str, counts: &dyn Fn(&Fact) -> bool| {
        each(&fact_or_absent(&resource.facts, name, resource.name_span), &|list| {
            valued(list, Value::Bool(list.as_list().unwrap_or_default().iter().any(counts)))
        })
    };
    let is_other = |trigger: &Fact| {
        let kind = trigger.as_record().and_then(|record| record.text("kind"));
        kind.is_some_and(|kind| kind != "schedule")
    };
    let completes = resource.facts.is_true("run_to_completion");
    either(&of_list("triggers", &is_other), &of_list("routes", &|_| !completes))
}

fn unwritten(reason: &str) -> Value {
    let mut unknown = Unknown::because(reason);
    unknown.not_null = true;
    Value::Unknown(unknown)
}

/// The shortest interval of a schedule, option by option.
fn interval_of(schedule: &Fact) -> Fact {
    map(schedule, &|schedule| match schedule {
        Value::Text(text) => schedule::shortest_interval(text)
            .map_or_else(|| unknown(format!("{:?} is no schedule that is understood", text.as_str())), Value::Number),
        _ => unknown("the schedule is no text"),
    })
}

/// The schedule that runs most often and its interval, where every trigger is one.
fn of_triggers(resource: &Resource) -> (Fact, Fact) {
    let triggers = fact_or_absent(&resource.facts, "triggers", resource.name_span);
    let none = |list: &Fact| valued(list, Value::Absent);
    let schedule = each(&triggers, &|list| most_frequent(list).map_or_else(|| none(list), |(schedule, _)| schedule));
    let interval = each(&triggers, &|list| most_frequent(list).map_or_else(|| none(list), |(_, interval)| interval));
    (schedule, interval)
}

fn most_frequent(triggers: &Fact) -> Option<(Fact, Fact)> {
    let records: Vec<&Facts> =
        triggers.as_list().unwrap_or_default().iter().map(Fact::as_record).collect::<Option<_>>()?;
    if records.is_empty() || records.iter().any(|trigger| trigger.text("kind") != Some("schedule")) {
        return None;
    }
    let read = records.into_iter().filter_map(|trigger| {
        let schedule = trigger.get("schedule").filter(|schedule| !schedule.is_absent())?;
        let interval = trigger.get("interval").filter(|interval| !interval.is_absent()).cloned();
        Some((schedule.clone(), interval.unwrap_or_else(|| interval_of(schedule))))
    });
    // One that is not known may be the most frequent: it stands first.
    let order = |(_, interval): &(Fact, Fact)| interval.as_number().unwrap_or(0.0);
    read.min_by(|one, other| order(one).partial_cmp(&order(other)).unwrap_or(std::cmp::Ordering::Equal))
}

/// Cron in containers, where every one that stays is nothing else. A cron sidecar beside a server is not that.
fn hidden_in_containers(facts: &Facts) -> Option<(CronWork, Fact)> {
    let containers = working_containers(facts.get("containers")?);
    let found: Option<Vec<(CronWork, Fact)>> = containers.into_iter().map(hidden_in_container).collect();
    found?.into_iter().next()
}

fn hidden_in_container(container: &Facts) -> Option<(CronWork, Fact)> {
    let by_command = in_command(&command_of(container)).zip(container.get("command").cloned());
    by_command.or_else(|| {
        let image = container.get("image")?;
        let name = image.as_text().filter(|name| is_scheduler(name))?;
        Some((CronWork { schedule: name.into(), interval: Interval::Elsewhere }, image.clone()))
    })
}

/// A start script that is not known is left alone: most hold no crontab, and "cannot tell" of every machine helps nobody.
fn hidden_in_start_script(facts: &Facts) -> Option<(CronWork, Fact)> {
    let script = facts.get("start_script")?;
    Some((in_start_script(script.as_text()?)?, script.clone()))
}

/// Sets `duty`: the share of time that scheduled work is busy, or at most is.
pub(super) fn offer_duty(needs: &mut Facts, resource: &Resource) {
    let schedule = fact_or_absent(needs, "schedule", resource.name_span);
    let duration = fact_or_absent(needs, "duration", resource.name_span);
    let runs_per_second = each(&schedule, &|schedule| {
        let runs = schedule.as_text().and_then(schedule::runs_per_day);
        valued(schedule, runs.map_or(Value::Absent, |runs| Value::Number(runs / DAY_SECONDS)))
    });
    let duty = combine(&duration, &runs_per_second, &|duration, runs| {
        let Some(per_second) = runs.as_number() else { return valued(duration, Value::Absent) };
        let share = |seconds: f64| (seconds * per_second).min(1.0);
        let value = match &duration.value {
            Value::Number(seconds) => Value::Number(share(*seconds)),
            Value::Unknown(of_duration) => {
                let mut unknown = Unknown::because(of_duration.reason.clone());
                unknown.at_most = of_duration.at_most.map(share);
                Value::Unknown(unknown)
            }
            _ => Value::Absent,
        };
        at_best(valued(duration, value), runs.known)
    });
    offer(needs, "duty", duty);
}
