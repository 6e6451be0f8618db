//! Pages: a policy or a platform as its file tells it, for whoever wants to know why.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use super::style::{Ink, Style, wrapped};
use super::{Format, Language};
use crate::model::policy::Severity;

/// What a policy's file says.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PolicyPage {
    /// The file's stem.
    #[serde(default)]
    pub id: String,
    /// The mismatch in a few words.
    pub title: String,
    /// One severity, or one for each strength of the deciding needs.
    pub severity: SeverityText,
    /// What it is about.
    pub concern: String,
    /// When a workload is in this mismatch.
    pub when: String,
    /// What a finding says.
    pub message: String,
    /// Why it matters.
    pub why: String,
    /// Ways out.
    pub instead: Vec<WayOutText>,
    /// Sources.
    pub see: Vec<String>,
    /// The release that brought it.
    pub since: String,
}

/// A severity as a policy's file says it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub enum SeverityText {
    /// The same for all.
    One(String),
    /// By how the weakest deciding need is known.
    ByStrength(BTreeMap<String, String>),
}

/// A way out as a policy's file says it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WayOutText {
    /// What to do.
    pub way: String,
    /// What that costs.
    pub price: String,
}

/// What a platform's file says.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PlatformPage {
    /// The file's stem.
    #[serde(default)]
    pub id: String,
    /// What a person calls it.
    pub title: String,
    /// The services that it stands for.
    #[serde(default)]
    pub services: Vec<String>,
    /// The platform that it refines.
    #[serde(default)]
    pub refines: Option<String>,
    /// When a workload on the refined platform is on this one.
    #[serde(default)]
    pub when: Option<String>,
    /// The compute model; of a refinement without one, the refined platform's.
    #[serde(default)]
    pub model: Option<String>,
    /// What it gives.
    #[serde(default)]
    pub axes: serde_yaml::Mapping,
    /// Its limits.
    #[serde(default)]
    pub limits: serde_yaml::Mapping,
    /// What a team can turn.
    #[serde(default)]
    pub settings: Vec<SettingText>,
    /// What it asks of a team.
    #[serde(default)]
    pub asks: Vec<String>,
    /// What a move to it trades.
    #[serde(default)]
    pub trades: Vec<String>,
    /// Sources.
    #[serde(default)]
    pub see: Vec<String>,
}

/// A setting as a platform's file says it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SettingText {
    /// What it is called.
    pub name: String,
    /// The fact that records it.
    pub fact: String,
    /// The axes that it changes.
    #[serde(default)]
    pub changes: Vec<String>,
    /// What it costs.
    pub price: String,
}

/// A list of rows under heads, and the same as programs read it.
#[derive(Debug)]
pub struct Listing {
    /// The heads of the table.
    pub heads: &'static [&'static str],
    /// Its rows.
    pub rows: Vec<Vec<String>>,
    /// The pages behind the rows.
    pub pages: serde_json::Value,
}

/// Writes a list.
pub type WriteListing = fn(&Listing, Style, &mut dyn Write) -> io::Result<()>;

/// The formats of a list.
pub static LIST_FORMATS: &[Format<WriteListing>] = &[
    Format { name: "text", purpose: "for people: a table", language: Language::Prose, write: write_table },
    Format {
        name: "json",
        purpose: "for programs: everything that the files say",
        language: Language::Json,
        write: write_json,
    },
];

fn write_table(listing: &Listing, style: Style, out: &mut dyn Write) -> io::Result<()> {
    super::table::write(listing.heads, &listing.rows, style, out)
}

fn write_json(listing: &Listing, _: Style, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &listing.pages)?;
    writeln!(out)
}

impl SeverityText {
    /// The loudest severity in it.
    pub(super) fn loudest(&self) -> Option<Severity> {
        match self {
            Self::One(severity) => Severity::named(severity),
            Self::ByStrength(map) => map.values().filter_map(|severity| Severity::named(severity)).max(),
        }
    }

    /// `warning`, or `warning where declared, note where inherited`.
    pub fn text(&self) -> String {
        match self {
            Self::One(severity) => severity.clone(),
            Self::ByStrength(map) => {
                let parts: Vec<String> =
                    map.iter().map(|(known, severity)| format!("{severity} where {known}")).collect();
                parts.join(", ")
            }
        }
    }
}

/// Writes a policy's page.
///
/// # Errors
/// What kept `out` from being written.
pub fn write_policy(page: &PolicyPage, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let sheet = Sheet { style };
    sheet.title(&page.id, &page.title, out)?;
    let facts = [page.severity.text(), page.concern.clone(), format!("since {}", page.since)];
    writeln!(out, "  {}", facts.join(style.dot()))?;
    sheet.prose("when", &page.when, out)?;
    sheet.prose("why", &page.why, out)?;
    sheet.head("ways out, each with its price", out)?;
    for out_of_it in &page.instead {
        sheet.item(&format!("{}\ncosts: {}", out_of_it.way.trim(), out_of_it.price.trim()), out)?;
    }
    sheet.items("see", &page.see, out)
}

/// Writes a platform's page.
///
/// # Errors
/// What kept `out` from being written.
pub fn write_platform(page: &PlatformPage, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let sheet = Sheet { style };
    sheet.title(&page.id, &page.title, out)?;
    let mut facts: Vec<String> = page.model.iter().cloned().collect();
    if !page.services.is_empty() {
        facts.push(format!("services: {}", page.services.join(", ")));
    }
    if let Some(refined) = &page.refines {
        facts.push(format!("refines {refined}, which says what is not said here"));
    }
    writeln!(out, "  {}", facts.join(style.dot()))?;
    if let Some(when) = &page.when {
        sheet.prose("when", when, out)?;
    }
    if !page.axes.is_empty() {
        sheet.head("gives", out)?;
        for (name, axis) in &page.axes {
            sheet.item(&format!("{}: {}", scalar(name), axis_text(axis)), out)?;
        }
    }
    if !page.limits.is_empty() {
        sheet.head("limits", out)?;
        for (name, limit) in &page.limits {
            sheet.item(&format!("{}: {}", scalar(name), limit_text(limit)), out)?;
        }
    }
    if !page.settings.is_empty() {
        sheet.head("settings", out)?;
        for setting in &page.settings {
            let changes = setting.changes.join(", ");
            sheet.item(
                &format!("{} ({}) changes {changes}\ncosts: {}", setting.name, setting.fact, setting.price),
                out,
            )?;
        }
    }
    sheet.items("asks", &page.asks, out)?;
    sheet.items("trades", &page.trades, out)?;
    sheet.items("see", &page.see, out)
}

/// A value without its YAML.
fn scalar(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Sequence(items) => items.iter().map(scalar).collect::<Vec<_>>().join(", "),
        Value::Mapping(map) => {
            map.iter().map(|(key, value)| format!("{} {}", scalar(key), scalar(value))).collect::<Vec<_>>().join(", ")
        }
        Value::Tagged(tagged) => scalar(&tagged.value),
    }
}

/// `full when has(x); otherwise zero`.
fn axis_text(axis: &Value) -> String {
    if let Some(reason) = axis.get("unknown") {
        return format!("unknown, {}", scalar(reason));
    }
    let Some(cases) = axis.get("cases").and_then(Value::as_sequence) else { return scalar(axis) };
    let said = cases.iter().map(|case| {
        let value = case.get("value").map(scalar).unwrap_or_default();
        match case.get("when") {
            Some(when) => format!("{value} when {}", scalar(when)),
            None => format!("otherwise {value}"),
        }
    });
    said.collect::<Vec<_>>().join("; ")
}

/// `900s, hard, read 2026-08, https://...`.
fn limit_text(limit: &Value) -> String {
    let part = |name: &str| limit.get(name).map(scalar);
    let checked = part("checked").map(|checked| format!("{checked} {}", part("as_of").unwrap_or_default()));
    let parts = [part("value"), part("kind"), checked, part("source")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A page in the making.
struct Sheet {
    style: Style,
}

impl Sheet {
    fn title(&self, id: &str, title: &str, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}  {}", self.style.paint(Ink::Strong, title), self.style.paint(Ink::Faint, &format!("[{id}]")))
    }

    fn head(&self, text: &str, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n{}", self.style.paint(Ink::Key, text))
    }

    fn prose(&self, head: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        self.head(head, out)?;
        for line in wrapped(text, self.style.width.saturating_sub(2)) {
            writeln!(out, "  {line}")?;
        }
        Ok(())
    }

    fn items(&self, head: &str, items: &[String], out: &mut dyn Write) -> io::Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        self.head(head, out)?;
        items.iter().try_for_each(|item| self.item(item, out))
    }

    fn item(&self, text: &str, out: &mut dyn Write) -> io::Result<()> {
        for (index, line) in wrapped(text, self.style.width.saturating_sub(4)).iter().enumerate() {
            writeln!(out, "  {} {line}", if index == 0 { "-" } else { " " })?;
        }
        Ok(())
    }
}
