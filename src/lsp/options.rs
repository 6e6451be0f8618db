//! Options: what a user sets in the editor. What is believed and how loud it is stands in `misfit.yaml` alone.

use serde_json::Value;

use crate::model::policy::Severity;

/// What a user sets in the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Options {
    /// Quieter findings are not shown.
    pub(super) quietest: Severity,
}

impl Default for Options {
    fn default() -> Self {
        Self { quietest: Severity::Note }
    }
}

/// The section that clients put all of it into.
const SECTION: &str = "misfit";

/// The one option.
const LEAST: &str = "minSeverity";

/// What of a client's settings is ours: the section `misfit`, or the whole where an option stands right there. Nothing
/// where they are settings of others alone.
pub(super) fn ours(settings: &Value) -> Option<&Value> {
    settings.get(SECTION).or_else(|| settings.get(LEAST).map(|_| settings))
}

impl Options {
    /// The options with what a client says of them, right there or in a section `misfit`; and what of that is not
    /// understood.
    pub(super) fn with(self, said: &Value) -> (Self, Vec<String>) {
        let mut options = self;
        let mut unread = Vec::new();
        let said = said.get(SECTION).unwrap_or(said);
        let Value::Object(said) = said else { return (options, unread) };
        for (key, value) in said {
            match (key.as_str(), value.as_str().and_then(Severity::named)) {
                (LEAST, Some(severity)) => options.quietest = severity,
                (LEAST, None) => unread.push(format!("{LEAST} is one of note, warning and error, not {value}")),
                _ => unread.push(format!("there is no option {key}")),
            }
        }
        (options, unread)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Options, Severity, Value, ours};

    #[test]
    fn options_are_read_and_what_is_none_is_told() {
        let rows = [
            (json!(null), Severity::Note, vec![]),
            (json!({}), Severity::Note, vec![]),
            (json!({"minSeverity": "warning"}), Severity::Warning, vec![]),
            (json!({"misfit": {"minSeverity": "error"}}), Severity::Error, vec![]),
            (json!({"misfit": null}), Severity::Note, vec![]),
            (json!({"minSeverity": 2}), Severity::Note, vec!["minSeverity is one of note, warning and error, not 2"]),
            (json!({"trace": "on"}), Severity::Note, vec!["there is no option trace"]),
        ];
        for (said, quietest, unread) in rows {
            let (options, left) = Options::default().with(&said);
            assert_eq!(options.quietest, quietest, "{said}");
            assert_eq!(left, unread, "{said}");
        }
    }

    #[test]
    fn settings_of_others_say_nothing_of_ours() {
        let bare = json!({"minSeverity": "error"});
        let section = json!({"misfit": {"minSeverity": "error"}, "yaml": {"format": true}});
        let rows = [
            (json!({}), None),
            (json!(null), None),
            (json!({"misfit": null}), Some(&Value::Null)),
            (json!({"yaml": {"minSeverity": "error"}}), None),
            (section.clone(), Some(&section["misfit"])),
            (bare.clone(), Some(&bare)),
        ];
        for (settings, expected) in &rows {
            assert_eq!(ours(settings), *expected, "{settings}");
        }
    }
}
