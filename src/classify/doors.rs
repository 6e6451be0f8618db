//! Front doors: how long a workload's callers are made to wait, by what is written or by the door itself.

use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::platform::{Door, Limit, Placement};
use crate::model::tree::{Choice, Unknown};
use crate::values::lists::in_branch;

/// Whether anything starts or calls a workload: else [`hold_up`] changes nothing.
pub fn is_called(facts: &Facts) -> bool {
    facts.get("triggers").is_some()
}

/// Sets on every trigger how long its caller waits, and on the placement through which doors callers come.
///
/// What is written wins, up to what a door can never wait. Where no door says anything, a caller over HTTP waits as long
/// as the platform lets a request take.
pub fn hold_up<'d>(facts: &mut Facts, placement: &mut Placement, doors: &dyn Fn() -> &'d [Door]) {
    let Some(mut triggers) = facts.remove("triggers") else { return };
    let limits = placement.gives.get("limits").and_then(Fact::as_record);
    let request_timeout = limits.and_then(|limits| limits.get("request_timeout")).filter(|fact| !fact.is_absent());
    let mut hall = Hall { request_timeout: request_timeout.cloned(), doors, met: Vec::new() };
    hall.fill(&mut triggers);
    facts.set("triggers", triggers);
    placement.doors = hall.met;
}

/// What stands between callers and a workload.
struct Hall<'d, 'f> {
    request_timeout: Option<Fact>,
    doors: &'f dyn Fn() -> &'d [Door],
    met: Vec<Door>,
}

impl Hall<'_, '_> {
    fn fill(&mut self, fact: &mut Fact) {
        match &mut fact.value {
            Value::List(items) => items.iter_mut().for_each(|item| self.fill(item)),
            Value::Choice(choice) => choice.options.iter_mut().for_each(|option| self.fill(option)),
            Value::Record(trigger) => self.fill_trigger(trigger),
            _ => {}
        }
    }

    fn fill_trigger(&mut self, trigger: &mut Facts) {
        let written = trigger.remove("timeout").filter(|fact| !fact.is_absent());
        let at_door = match trigger.get("door").filter(|door| !door.is_absent()) {
            Some(door) => Some(self.at_door(door, written.as_ref())),
            None => written,
        };
        let waits = at_door.filter(|fact| !fact.is_absent()).or_else(|| {
            let request = trigger.text("kind") == Some("http") && trigger.is_true("sync");
            self.request_timeout.clone().filter(|_| request).map(|fact| fact.known_at_best(Known::Defaulted))
        });
        if let Some(waits) = waits {
            trigger.set("timeout", waits);
        }
    }

    /// How long a door waits; each alternative for itself, those of one switch together.
    fn at_door(&mut self, door: &Fact, written: Option<&Fact>) -> Fact {
        match &door.value {
            Value::Choice(choice) => {
                let mut options = Vec::with_capacity(choice.options.len());
                for (branch, option) in choice.options.iter().enumerate() {
                    let written = written.map(|fact| in_branch(fact.clone(), &choice.switch, branch));
                    options.push(self.at_door(option, written.as_ref()));
                }
                let choice = Choice { switch: choice.switch.clone(), options };
                Fact { value: Value::Choice(choice), ..door.clone() }
            }
            Value::Text(id) => match (self.doors)().iter().find(|known| known.id == id.as_str()) {
                Some(known) => {
                    if !self.met.iter().any(|met| met.id == known.id) {
                        self.met.push(known.clone());
                    }
                    within(&known.request_timeout, door, written)
                }
                None => written.cloned().unwrap_or_else(|| Fact::absent(door.at)),
            },
            Value::Unknown(unknown) => {
                written.cloned().unwrap_or_else(|| Fact::unknown(unknown.reason.clone(), door.at))
            }
            _ => written.cloned().unwrap_or_else(|| Fact::absent(door.at)),
        }
    }
}

/// What is written, no longer than a hard limit; where nothing is, the limit itself.
fn within(limit: &Limit, door: &Fact, written: Option<&Fact>) -> Fact {
    let default = || {
        let value = limit.value.map_or(Value::Absent, Value::Number);
        Fact { value, ..door.clone() }.known_at_best(Known::Defaulted)
    };
    let Some(written) = written else { return default() };
    let most = limit.value.filter(|_| limit.hard);
    let value = match &written.value {
        Value::Absent => return default(),
        Value::Number(seconds) if most.is_some_and(|most| *seconds > most) => return default(),
        Value::Unknown(unknown) => {
            let at_most = unknown.at_most.into_iter().chain(most).reduce(f64::min);
            Value::Unknown(Unknown { at_most, ..unknown.clone() })
        }
        Value::Choice(choice) => {
            let options = choice.options.iter().map(|option| within(limit, door, Some(option))).collect();
            Value::Choice(Choice { switch: choice.switch.clone(), options })
        }
        other => other.clone(),
    };
    Fact { value, ..written.clone() }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::hold_up;
    use crate::model::fact::{Fact, Facts, Known, Value};
    use crate::model::platform::{Checked, Door, Limit, Placement};
    use crate::model::source::{SourceId, Span};
    use crate::model::tree::{Choice, Switch, SwitchKind, Unknown};

    fn span() -> Span {
        Span { source: SourceId(0), start: 0, end: 0 }
    }

    fn door(id: &'static str, seconds: Option<f64>, hard: bool) -> Door {
        let request_timeout = Limit {
            name: "request_timeout",
            value: seconds,
            hard,
            checked: Checked::Read,
            as_of: "2026-09".into(),
            source: "https://example.com".into(),
        };
        Door { id, title: id.into(), request_timeout }
    }

    fn written(value: Value) -> Fact {
        Fact::written(value, span())
    }

    fn number(seconds: f64) -> Fact {
        written(Value::Number(seconds))
    }

    fn choice(key: &str, options: Vec<Fact>) -> Fact {
        let branches = (0..options.len()).map(|branch| branch.to_string().into()).collect();
        let switch = Arc::new(Switch { key: key.into(), branches, kind: SwitchKind::Condition });
        written(Value::Choice(Choice { switch, options }))
    }

    fn open(at_most: Option<f64>) -> Fact {
        written(Value::Unknown(Unknown { at_most, ..Unknown::because("it is not known") }))
    }

    fn said(fact: Option<&Fact>) -> String {
        match fact.map(|fact| (&fact.value, fact.known)) {
            None => "nothing".to_owned(),
            Some((Value::Absent, _)) => "no end".to_owned(),
            Some((Value::Number(seconds), known)) => format!("{seconds} {}", known.name()),
            Some((Value::Choice(choice), _)) => {
                let options: Vec<String> = choice.options.iter().map(|option| said(Some(option))).collect();
                options.join(" or ")
            }
            Some((Value::Unknown(unknown), _)) => format!("at most {:?}", unknown.at_most),
            Some(other) => format!("{other:?}"),
        }
    }

    #[test]
    fn what_is_written_wins_up_to_what_a_door_can_never_wait() {
        let doors =
            [door("rest-api", Some(29.0), false), door("http-api", Some(30.0), true), door("function-url", None, true)];
        let at = |id: &str| written(Value::Text(id.into()));
        let either = || choice("edge", vec![at("http-api"), at("rest-api")]);
        let rows = [
            (Some(at("rest-api")), None, None, "29 defaulted"),
            (Some(at("rest-api")), Some(number(5.0)), None, "5 written"),
            (Some(at("rest-api")), Some(number(60.0)), None, "60 written"),
            (Some(at("http-api")), Some(number(60.0)), None, "30 defaulted"),
            (Some(at("http-api")), Some(number(5.0)), Some(900.0), "5 written"),
            (Some(at("http-api")), Some(open(None)), None, "at most Some(30.0)"),
            (Some(at("http-api")), Some(open(Some(9.0))), None, "at most Some(9.0)"),
            (Some(at("rest-api")), Some(open(None)), None, "at most None"),
            (
                Some(at("http-api")),
                Some(choice("v", vec![number(5.0), number(60.0)])),
                None,
                "5 written or 30 defaulted",
            ),
            (Some(either()), None, None, "30 defaulted or 29 defaulted"),
            (Some(either()), Some(number(60.0)), None, "30 defaulted or 60 written"),
            (Some(either()), Some(choice("edge", vec![number(5.0), number(60.0)])), None, "5 written or 60 written"),
            (
                Some(either()),
                Some(choice("v", vec![choice("edge", vec![number(5.0), number(60.0)]), number(7.0)])),
                None,
                "5 written or 7 written or 60 written or 7 written",
            ),
            (Some(at("function-url")), None, None, "nothing"),
            (Some(at("function-url")), None, Some(900.0), "900 defaulted"),
            (Some(open(None)), None, None, "at most None"),
            (Some(open(None)), Some(number(5.0)), None, "5 written"),
            (None, None, Some(230.0), "230 defaulted"),
            (None, None, None, "nothing"),
        ];
        for (door, timeout, of_platform, expected) in rows {
            let name = format!("{door:?} {timeout:?} {of_platform:?}");
            let mut trigger = Facts::new();
            trigger.set("kind", at("http"));
            trigger.set("sync", written(Value::Bool(true)));
            if let Some(door) = door {
                trigger.set("door", door);
            }
            if let Some(timeout) = timeout {
                trigger.set("timeout", timeout);
            }
            let mut facts = Facts::new();
            facts.set("triggers", written(Value::List(vec![written(Value::Record(trigger))])));
            let mut limits = Facts::new();
            if let Some(seconds) = of_platform {
                limits.set("request_timeout", number(seconds));
            }
            let mut gives = Facts::new();
            gives.set("limits", Fact::new(Value::Record(limits), Known::Written, span()));
            let mut placement = Placement {
                platform: None,
                title: "a".into(),
                could_be: Vec::new(),
                gives,
                limits: Vec::new(),
                doors: Vec::new(),
            };
            hold_up(&mut facts, &mut placement, &|| &doors);
            let trigger = facts.list("triggers").first().and_then(Fact::as_record);
            assert_eq!(said(trigger.and_then(|trigger| trigger.get("timeout"))), expected, "{name}");
        }
    }
}
