//! Data: levels and regimes from the tags that teams already write, and whether the data is regulated.

use smol_str::SmolStr;

use super::declared::offer_of_stores;
use super::derive::{combine, each, each_known, either, map, offer, says_nothing, strongest, valued};
use super::reading::{Reading, spoken};
use super::words::{KeyKind, TagWords};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::resource::{Resource, Tag, TagScope};
use crate::model::source::Span;
use crate::model::vocabulary::DATA_LEVELS;

/// Regimes that ask for more than a place to keep the data in: for control of hardware, kernel or neighbours.
const REGULATED: &[&str] = &["pci", "hipaa", "cjis", "il4", "il5", "il6", "itar", "fedramp-high"];

/// Sets `data_level`, `regimes` and `regulated`, where nothing stronger has.
pub(super) fn offer_data(needs: &mut Facts, resource: &Resource, words: &TagWords) {
    let absent = || Fact::absent(resource.name_span);
    let declared_public = needs.text("data_level") == Some("public");
    let said = if declared_public { Said::nothing(resource.name_span) } else { from_tags(resource, words) };
    let silent = needs.get("data_level").is_none() && needs.get("regimes").is_none() && said.is_silent();
    offer(needs, "data_level", said.level);
    offer(needs, "regimes", said.regimes);
    if !declared_public {
        offer_of_stores(needs, resource, words);
    }
    if silent {
        offer(needs, "regimes", hinted(resource, words));
    }
    let level = needs.get("data_level").cloned().unwrap_or_else(absent);
    let regimes = needs.get("regimes").cloned().unwrap_or_else(absent);
    offer(needs, "regulated", regulated(&level, &regimes));
}

/// What the name hints at, where nobody says anything: assumed, which carries no more than a note.
fn hinted(resource: &Resource, words: &TagWords) -> Fact {
    // What a module makes is called `this` in it: its cloud's name for it says more, and so do the calls.
    let own = [(&resource.name, resource.name_span)].into_iter();
    let calls = resource.calls.iter().rev().map(|call| (&call.name, call.name_span));
    let mut hints = own.chain(calls).filter_map(|(name, at)| Some((words.hint_of_name(name)?, at)));
    let cloud = || {
        let name = resource.facts.get("name").filter(|_| !resource.calls.is_empty())?;
        Some((words.hint_of_name(name.as_text()?)?, name.at))
    };
    hints.next().or_else(cloud).map_or_else(
        || Fact::absent(resource.name_span),
        |(regime, at)| {
            let assumed = |value| Fact::new(value, Known::Assumed, at);
            assumed(Value::List(vec![assumed(Value::Text(SmolStr::new_static(regime)))]))
        },
    )
}

/// Whether data of this level and these regimes is regulated; known as the fact is that decides.
fn regulated(level: &Fact, regimes: &Fact) -> Fact {
    let by_level = each(level, &|level| match &level.value {
        Value::Text(name) => valued(level, Value::Bool(name == "restricted")),
        _ => level.clone(),
    });
    let by_regimes = each(regimes, &|regimes| match &regimes.value {
        Value::List(items) => {
            let none = valued(regimes, Value::Bool(false));
            items.iter().map(by_regime).fold(none, |sum, item| either(&sum, &item))
        }
        _ => regimes.clone(),
    });
    either(&by_level, &by_regimes)
}

fn by_regime(regime: &Fact) -> Fact {
    map(regime, &|value| match value {
        Value::Text(name) => Value::Bool(REGULATED.contains(&name.as_str())),
        _ => Value::Bool(false),
    })
}

/// What the tags of one scope, or of all of them, say.
struct Said {
    level: Fact,
    regimes: Fact,
    /// Regimes that a flag says no to, each where it says so.
    excluded: Vec<Fact>,
    /// There is nothing to protect: what weaker scopes say is of other things.
    clears_weaker: bool,
}

impl Said {
    fn nothing(at: Span) -> Self {
        Self { level: Fact::absent(at), regimes: Fact::absent(at), excluded: Vec::new(), clears_weaker: false }
    }

    /// No tag says anything of the data, not even that there is none.
    fn is_silent(&self) -> bool {
        self.level.is_absent() && self.regimes.is_absent() && self.excluded.is_empty() && !self.clears_weaker
    }
}

/// The tags' word, strongest scope first: a level of a stronger scope stands, regimes add up.
fn from_tags(resource: &Resource, words: &TagWords) -> Said {
    let mut sum = Said::nothing(resource.name_span);
    for scope in [TagScope::Own, TagScope::Inherited, TagScope::Store, TagScope::Account] {
        let in_scope: Vec<&Tag> = resource.tags.iter().filter(|tag| tag.scope == scope).collect();
        let said = match scope {
            TagScope::Store => of_stores(&in_scope, words, resource.name_span),
            _ => of_tags(&in_scope, words, resource.name_span),
        };
        sum.excluded.extend(said.excluded);
        if says_nothing(&sum.level) {
            sum.level = said.level;
        }
        sum.regimes = union(&sum.regimes, &said.regimes, &sum.excluded);
        if said.clears_weaker {
            break;
        }
    }
    sum
}

fn of_tags(tags: &[&Tag], words: &TagWords, at: Span) -> Said {
    let of_data = tags.iter().filter_map(|tag| Some((*tag, words.key(&tag.key)?)));
    of_data.map(|(tag, kind)| of_tag(tag, kind, words)).fold(Said::nothing(at), within_a_scope)
}

/// What the tags of stores say of who refers to them. A store that holds nothing to protect says so of itself alone: it
/// takes nothing from what another holds; nor do logs and states hold what the workload handles.
fn of_stores(tags: &[&Tag], words: &TagWords, at: Span) -> Said {
    let store_of = |tag: &Tag| tag.value.chain.first().map(|step| step.name.clone()).unwrap_or_default();
    tags.chunk_by(|one, other| store_of(one) == store_of(other))
        .filter(|store| store.iter().any(|tag| words.key(&tag.key).is_some()))
        .filter(|store| !store.first().is_some_and(|tag| words.names_records(own_name(&store_of(tag)))))
        .map(|store| held(of_tags(store, words, at)))
        .fold(Said::nothing(at), within_a_scope)
}

/// What an address calls the thing itself: its last part, and where that is no name but a word for the only one of a
/// module, the module's name.
fn own_name(address: &str) -> &str {
    let mut parts = address.rsplit('.').map(|part| part.split('[').next().unwrap_or(part));
    let last = parts.next().unwrap_or(address);
    if !NO_NAMES.contains(&last) {
        return last;
    }
    // The type stands between the two.
    parts.nth(1).unwrap_or(last)
}

/// What modules call what they are for.
const NO_NAMES: &[&str] = &["this", "main", "default", "self"];

/// What a store holds that is to be protected.
fn held(said: Said) -> Said {
    let level = each(&said.level, &|level| match &level.value {
        Value::Text(name) if name == "public" => valued(level, Value::Absent),
        _ => level.clone(),
    });
    let included = union(&Fact::absent(said.regimes.at), &said.regimes, &said.excluded);
    let regimes = each(&included, &|regimes| match &regimes.value {
        Value::List(items) if items.is_empty() => valued(regimes, Value::Absent),
        _ => regimes.clone(),
    });
    Said { level, regimes, excluded: Vec::new(), clears_weaker: false }
}

fn within_a_scope(sum: Said, tag: Said) -> Said {
    let rank = |level: &Fact| match &level.value {
        Value::Text(name) => DATA_LEVELS.index(name).map_or(0, |index| index * 2 + 1),
        // It may be any level, so only the highest is above it.
        Value::Unknown(_) => DATA_LEVELS.values.len() * 2 - 2,
        _ => 0,
    };
    Said {
        level: strongest(&sum.level, &tag.level, &rank),
        regimes: union(&sum.regimes, &tag.regimes, &[]),
        excluded: sum.excluded.into_iter().chain(tag.excluded).collect(),
        clears_weaker: sum.clears_weaker || tag.clears_weaker,
    }
}

/// The regimes of both, without those that a flag says no to.
fn union(one: &Fact, other: &Fact, excluded: &[Fact]) -> Fact {
    combine(one, other, &|one, other| {
        let mut items: Vec<Fact> = Vec::new();
        for item in items_of(one).chain(items_of(other)) {
            let is_out = excluded.iter().any(|regime| regime.value == item.value);
            if !is_out && !items.iter().any(|before| before.value == item.value) {
                items.push(item);
            }
        }
        match (&one.value, &other.value) {
            (Value::Absent, Value::Absent) => one.clone(),
            (Value::Unknown(_), Value::Absent) => one.clone(),
            (Value::Absent, Value::Unknown(_)) => other.clone(),
            _ => {
                // The list stands where its best known item does; each item keeps a place of its own.
                let of_none = excluded.first().unwrap_or(if one.is_absent() { other } else { one });
                let place = items.iter().min_by_key(|item| item.known).unwrap_or(of_none);
                valued(&place.clone(), Value::List(items))
            }
        }
    })
}

fn items_of(fact: &Fact) -> impl Iterator<Item = Fact> {
    let alone = if fact.is_unknown() { Some(fact.clone()) } else { None };
    fact.as_list().unwrap_or_default().to_vec().into_iter().chain(alone)
}

/// What one tag says.
fn of_tag(tag: &Tag, kind: KeyKind, words: &TagWords) -> Said {
    let value = each_known(tag.value.clone(), &|known| known_through(tag.scope, known));
    let read = |fact: &Fact| spoken(fact).map(|text| Reading::of(&text, kind, words));
    let level = each(&value, &|fact| match read(fact) {
        Some(reading) => valued(fact, reading.level_value(kind, &tag.key, fact)),
        None if kind == KeyKind::Level => fact.clone(),
        None => valued(fact, Value::Absent),
    });
    let regimes = each(&value, &|fact| match read(fact) {
        Some(reading) => valued(fact, reading.regimes_value(kind, &tag.key, fact)),
        None if kind == KeyKind::Level => valued(fact, Value::Absent),
        None => fact.clone(),
    });
    let reading = read(&value);
    let negated = reading.as_ref().is_some_and(|reading| reading.negated);
    let public = level.as_text() == Some("public");
    let (excluded, clears_weaker) = match kind {
        KeyKind::Flag(regime) if negated => (vec![valued(&value, Value::Text(SmolStr::new_static(regime)))], false),
        KeyKind::Flag(_) => (Vec::new(), false),
        KeyKind::Level | KeyKind::Regimes => {
            (Vec::new(), public || negated && reading.is_some_and(|reading| reading.says_no_more()))
        }
    };
    Said { level, regimes, excluded, clears_weaker }
}

/// A data-class tag on the resource declares; on a module or namespace it is inherited; on an account it is only scope.
fn known_through(scope: TagScope, known: Known) -> Known {
    let at_best = super::scope_known(scope);
    match known {
        Known::Declared | Known::Written => at_best,
        weaker => weaker.max(at_best),
    }
}

#[cfg(test)]
mod tests {
    use super::own_name;

    #[test]
    fn a_store_is_called_by_its_own_name() {
        for (address, name) in [
            ("aws_s3_bucket.access_logs", "access_logs"),
            ("aws_s3_bucket.logs[\"eu\"]", "logs"),
            ("module.logs_and_orders.aws_dynamodb_table.orders", "orders"),
            ("module.log_bucket.aws_s3_bucket.this", "log_bucket"),
            ("module.log_bucket[\"eu\"].aws_s3_bucket.this[0]", "log_bucket"),
            ("aws_s3_bucket.this", "this"),
            ("AccessLogs", "AccessLogs"),
        ] {
            assert_eq!(own_name(address), name, "{address}");
        }
    }
}
