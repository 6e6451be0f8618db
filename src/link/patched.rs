//! What becomes of a fact that a patch writes.

use smol_str::{SmolStr, format_smolstr};

use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::source::Span;
use crate::model::tree::{Step, Unknown};

/// Says which item of a list a record is, and is no change of it.
const NAMES: &[&str] = &["name", "init"];

/// A fact after a patch: what a merge touches is unknown, what it adds to a list of named things is added.
pub(super) fn patched(own: Option<&Fact>, written: &Fact, by: &str, name_span: Span) -> Fact {
    let step = Step { span: written.at, name: format_smolstr!("patched by {by}, not yet read") };
    let own = own.filter(|own| !own.is_absent());
    let items = match own.map(|own| &own.value) {
        Some(Value::List(items)) => items.as_slice(),
        Some(_) => return touched(name_span, &step),
        None => &[],
    };
    match written.as_list().and_then(|changes| merged(items, changes, &step)) {
        Some(items) => {
            let fact = own.cloned().unwrap_or_else(|| Fact { at: name_span, ..written.clone().through(step) });
            Fact { value: Value::List(items), ..fact }
        }
        None => touched(name_span, &step),
    }
}

/// The records of a list with those of a patch merged into them; nothing where either holds anything else.
fn merged(items: &[Fact], changes: &[Fact], step: &Step) -> Option<Vec<Fact>> {
    let mut items = items.to_vec();
    if items.iter().any(|item| item.as_record().is_none()) {
        return None;
    }
    // An item that is empty is one that operations passed over.
    for change in changes.iter().filter(|change| !change.is_absent()) {
        let Value::Record(facts) = &change.value else { return None };
        let Some(name) = facts.get("name").map(|name| name.as_text().map(SmolStr::new)) else {
            items.iter_mut().for_each(|item| touch(item, facts, step));
            continue;
        };
        let is_named = |item: &&mut Fact| item.as_record().and_then(|own| own.text("name")) == name.as_deref();
        match items.iter_mut().find(is_named) {
            Some(item) => touch(item, facts, step),
            None => items.push(change.clone().through(step.clone())),
        }
    }
    Some(items)
}

/// Makes unknown in a record what a change writes.
fn touch(item: &mut Fact, change: &Facts, step: &Step) {
    let Value::Record(own) = &mut item.value else { return };
    for (name, written) in change.iter().filter(|(name, _)| !NAMES.contains(name)) {
        if own.get(name).is_none_or(|own| own.value != written.value) {
            own.set(name, touched(item.at, step));
        }
    }
}

fn touched(at: Span, step: &Step) -> Fact {
    let value = Value::Unknown(Unknown::because(step.name.clone()));
    Fact { value, known: Known::Written, at, chain: vec![step.clone()] }
}

#[cfg(test)]
mod tests {
    use super::patched;
    use crate::model::fact::{Fact, Facts, Value};
    use crate::model::source::{SourceId, Span};

    fn at() -> Span {
        Span::new(SourceId(0), 0, 0)
    }

    fn records(all: &[&[(&'static str, &str)]]) -> Fact {
        let record = |pairs: &&[(&'static str, &str)]| {
            let mut facts = Facts::new();
            for (name, text) in *pairs {
                facts.set(name, Fact::written(Value::Text((*text).into()), at()));
            }
            let value = if pairs.is_empty() { Value::Absent } else { Value::Record(facts) };
            Fact::written(value, at())
        };
        Fact::written(Value::List(all.iter().map(record).collect()), at())
    }

    fn shown(fact: &Fact) -> String {
        let record = |facts: &Facts| {
            let pairs = facts.iter().map(|(name, fact)| format!("{name}={}", fact.as_text().unwrap_or("?")));
            pairs.collect::<Vec<_>>().join(" ")
        };
        let items =
            fact.as_list().map(|items| items.iter().filter_map(Fact::as_record).map(record).collect::<Vec<_>>());
        items.map_or_else(|| "?".to_owned(), |items| items.join(", "))
    }

    #[test]
    fn a_patch_touches_items_by_name_and_adds_the_others() {
        let own = records(&[&[("name", "web"), ("image", "a")], &[("name", "db"), ("image", "b")]]);
        for (change, expected) in [
            (records(&[&[("name", "web"), ("image", "c")]]), "image=? name=web, image=b name=db"),
            (records(&[&[("name", "web"), ("image", "a")]]), "image=a name=web, image=b name=db"),
            (records(&[&[("name", "log"), ("image", "c")]]), "image=a name=web, image=b name=db, image=c name=log"),
            // Operations name no item; one that stands for nothing touches nothing.
            (records(&[&[("cpu", "2")]]), "cpu=? image=a name=web, cpu=? image=b name=db"),
            (records(&[&[]]), "image=a name=web, image=b name=db"),
            (Fact::unknown("a patch takes it away", at()), "?"),
        ] {
            assert_eq!(shown(&patched(Some(&own), &change, "p.yaml", at())), expected);
        }
        assert_eq!(shown(&patched(None, &records(&[&[("name", "web")]]), "p.yaml", at())), "name=web");
        let number = Fact::written(Value::Number(1.0), at());
        assert_eq!(shown(&patched(Some(&number), &records(&[]), "p.yaml", at())), "?");
    }
}
