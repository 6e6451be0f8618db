//! Baselines as text: the file itself, one finding a line, and what has become of its entries.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::shape::Number;
use super::style::{Ink, Style, plain};
use super::{Format, Language, table};
use crate::model::baseline::{Baseline, Entry, Kept, VERSION};

/// A baseline and how it is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct BaselineView<'a> {
    /// The baseline.
    pub baseline: &'a Baseline,
    /// How text looks.
    pub style: Style,
}

/// Writes what has become of a baseline.
pub type WriteBaseline = fn(&BaselineView<'_>, &mut dyn Write) -> io::Result<()>;

/// The formats of what has become of a baseline.
pub static BASELINE_FORMATS: &[Format<WriteBaseline>] = &[
    Format { name: "text", purpose: "for people: one line an entry", language: Language::Prose, write: write_states },
    Format {
        name: "json",
        purpose: "for programs: every entry with its state",
        language: Language::Json,
        write: write_json,
    },
];

/// Writes the file: sorted, one finding a line, so that a change of it can be read.
///
/// # Errors
/// What kept `out` from being written.
pub fn write_file(entries: &[Entry], out: &mut dyn Write) -> io::Result<()> {
    let mut lines: Vec<String> =
        entries.iter().map(|entry| serde_json::to_string(&Shape::of(entry))).collect::<Result<_, _>>()?;
    // By unit and fingerprint first: both stand at the start of a line.
    lines.sort();
    writeln!(out, "{{\n  \"version\": {VERSION},\n  \"findings\": [")?;
    for (place, line) in lines.iter().enumerate() {
        let comma = if place + 1 < lines.len() { "," } else { "" };
        writeln!(out, "    {line}{comma}")?;
    }
    writeln!(out, "  ]\n}}")
}

fn write_states(view: &BaselineView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<Vec<String>> = view
        .baseline
        .entries
        .iter()
        .map(|(entry, state)| {
            let said = state.reason().map_or_else(|| values_text(entry), ToOwned::to_owned);
            vec![state.name().into(), entry.severity.name().into(), entry.policy().into(), entry.address(), said]
        })
        .collect();
    if rows.is_empty() {
        return writeln!(out, "{} is empty", plain(&view.baseline.path));
    }
    table::write(&["STATE", "SEVERITY", "POLICY", "WORKLOAD", "WITH"], &rows, view.style, out)?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, state) in &view.baseline.entries {
        *counts.entry(state.name()).or_default() += 1;
    }
    let counts: Vec<String> = counts.iter().map(|(state, count)| format!("{count} {state}")).collect();
    writeln!(out, "{}", view.style.paint(Ink::Faint, &format!("{}: {}", plain(&view.baseline.path), counts.join(", "))))
}

/// `facts.timeout 1000, gives.limits.timeout 900`.
fn values_text(entry: &Entry) -> String {
    let text = |(path, values): (&smol_str::SmolStr, &Vec<Kept>)| {
        let value = serde_json::to_string(&Values(values)).unwrap_or_default();
        format!("{path} {value}")
    };
    entry.values.iter().map(text).collect::<Vec<_>>().join(", ")
}

fn write_json(view: &BaselineView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let entries = view.baseline.entries.iter().map(|(entry, state)| Stated {
        state: state.name(),
        reason: state.reason(),
        address: entry.address(),
        entry: Shape::of(entry),
    });
    let whole = Whole { version: VERSION, path: &view.baseline.path, entries: entries.collect() };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

#[derive(serde::Serialize)]
struct Whole<'a> {
    version: u32,
    path: &'a str,
    entries: Vec<Stated<'a>>,
}

#[derive(serde::Serialize)]
struct Stated<'a> {
    state: &'static str,
    reason: Option<&'a str>,
    address: String,
    #[serde(flatten)]
    entry: Shape<'a>,
}

/// An entry as the file has it: what is true of all variants, instances and cases is not written.
#[derive(serde::Serialize)]
struct Shape<'a> {
    unit: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    variants: &'a [smol_str::SmolStr],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    instances: &'a [smol_str::SmolStr],
    #[serde(skip_serializing_if = "Option::is_none")]
    only_when: Option<&'a str>,
    values: BTreeMap<&'a str, Values<'a>>,
}

impl<'a> Shape<'a> {
    fn of(entry: &'a Entry) -> Self {
        Self {
            unit: &entry.unit,
            fingerprint: &entry.fingerprint,
            severity: entry.severity.name(),
            variants: &entry.variants,
            instances: &entry.instances,
            only_when: entry.only_when.as_deref(),
            values: entry.values.iter().map(|(path, values)| (path.as_str(), Values(values))).collect(),
        }
    }
}

/// The values of a word: one by itself, else a list.
struct Values<'a>(&'a [Kept]);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let [one] = self.0 {
            return One(one).serialize(serializer);
        }
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for one in self.0 {
            list.serialize_element(&One(one))?;
        }
        list.end()
    }
}

struct One<'a>(&'a Kept);

impl Serialize for One<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Kept::Absent => serializer.serialize_unit(),
            Kept::Bool(yes) => serializer.serialize_bool(*yes),
            Kept::Number(number) => Number(*number).serialize(serializer),
            Kept::Text(text) => serializer.serialize_str(text),
            Kept::Unknown { at_least, at_most } => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("unknown", &true)?;
                for (key, bound) in [("at_least", at_least), ("at_most", at_most)] {
                    if let Some(bound) = bound {
                        map.serialize_entry(key, &Number(*bound))?;
                    }
                }
                map.end()
            }
        }
    }
}
