//! The host of a function app: how long its functions may run, as `host.json` beside their code says.

use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::refer::mentioned;
use crate::model::fact::{Fact, Value};
use crate::model::paths;
use crate::model::source::ReadError;
use crate::model::tree::{Content, Node, Step};
use crate::values::read;

/// The setting that stands over what `host.json` says.
const SETTING: &[&str] = &["app_settings", "AzureFunctionsJobHost__functionTimeout"];

/// Where an app names the package of its code.
const PACKAGES: &[&[&str]] = &[&["zip_deploy_file"], &["app_settings", "WEBSITE_RUN_FROM_PACKAGE"]];

const BLOBS: &[&str] = &["azurerm_storage_blob"];

/// Sets how long a run may take, where that is written: in the app's settings, else beside its code.
pub(super) fn timeout(draft: &mut Draft<'_>) {
    let setting = draft.read(SETTING, time_span);
    let written = if setting.is_absent() { beside_its_code(draft) } else { Some(setting) };
    draft.set_some("timeout", written.filter(|timeout| !timeout.is_absent()));
}

/// What `host.json` says, where it is written from which folder the app's package is made.
fn beside_its_code(draft: &Draft<'_>) -> Option<Fact> {
    let package = PACKAGES.iter().find_map(|path| draft.at(path))?;
    let folder = folder_of(draft, &package)?;
    let Some(written) = folder.as_text() else {
        return matches!(folder.content, Content::Unknown(_)).then(|| read::fact(folder, read::text));
    };
    let unit = draft.here.unit;
    let Some(folder) = paths::join(&unit.path.0, &written) else {
        return Some(Fact::unknown("the folder of its code lies outside the root", package.span));
    };
    let path = paths::child(&folder, "host.json");
    let host = match unit.library.open(&path) {
        Ok(host) => host,
        Err(ReadError::NotFound) => return None,
        Err(error) => return Some(Fact::unknown(error.clause(&path), package.span)),
    };
    let value = host.parsed.documents.first()?.root.get("functionTimeout")?;
    let fact = read::fact(value, time_span);
    let step = Step { span: fact.at, name: path.into() };
    Some(Fact { at: package.span, ..fact }.through(step))
}

/// The folder that a package is made of: an archive, deployed as it is or put into a store first.
fn folder_of<'a>(draft: &Draft<'a>, package: &Node) -> Option<&'a Node> {
    let unit = draft.here.unit;
    let archive = |node: &Node| match &node.content {
        Content::Unknown(unknown) => unit.resolved.archives.get(unknown.refers.as_ref()?),
        _ => None,
    };
    archive(package).or_else(|| {
        let blob = mentioned(package, BLOBS);
        archive(unit.referred(blob.first()?, BLOBS)?.body.get("source")?)
    })
}

/// A span of time as .NET writes it: `00:10:00`, with days `1.00:00:00`; less than none is no limit.
fn time_span(node: &Node) -> Option<Value> {
    let text = node.as_text()?;
    if text.starts_with('-') {
        return Some(Value::Absent);
    }
    let (days, time) = text.split_once('.').filter(|(days, _)| !days.contains(':')).unwrap_or(("0", &text));
    let mut seconds = days.parse::<u32>().ok().map(|days| f64::from(days) * 86_400.0)?;
    let parts: Vec<&str> = time.split(':').collect();
    let [hours, minutes, rest] = parts.as_slice() else { return None };
    seconds += f64::from(hours.parse::<u32>().ok()?) * 3600.0 + f64::from(minutes.parse::<u32>().ok()?) * 60.0;
    seconds += rest.parse::<f64>().ok().filter(|rest| rest.is_finite() && *rest >= 0.0)?;
    Some(Value::Number(seconds))
}

#[cfg(test)]
mod tests {
    use super::time_span;
    use crate::model::fact::Value;
    use crate::model::source::{SourceId, Span};
    use crate::model::tree::{Content, Node};

    #[test]
    fn spans_of_time_are_read() {
        let cases = [
            ("00:10:00", Some(Value::Number(600.0))),
            ("1.00:00:30", Some(Value::Number(86_430.0))),
            ("00:00:01.5", Some(Value::Number(1.5))),
            ("-1", Some(Value::Absent)),
            ("-00:00:01", Some(Value::Absent)),
            ("ten minutes", None),
            ("10:00", None),
        ];
        for (text, expected) in cases {
            let node = Node::new(Content::Text(text.into()), Span::new(SourceId(0), 0, 0));
            assert_eq!(time_span(&node), expected, "{text}");
        }
    }
}
