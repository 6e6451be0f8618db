//! Templates: manifests that are not YAML until a tool has filled them in. They are recognised and not yet read.

use memchr::memmem;

/// Why a Helm template is passed by.
pub const HELM_TEMPLATE: &str = "Helm template, not yet read";

/// Why any other template is passed by.
pub const TEMPLATE: &str = "template, not yet read";

/// Why a file is passed by rather than parsed: it is a template. Nothing where it is to be read.
///
/// `has_chart` says whether a folder holds a `Chart.yaml`; it is asked only of files with template marks.
pub fn passed_by(path: &str, has_chart: impl Fn(&str) -> bool, bytes: &[u8]) -> Option<&'static str> {
    if is_template(path, has_chart, bytes) {
        Some(HELM_TEMPLATE)
    } else if is_filled_in_later(bytes) {
        Some(TEMPLATE)
    } else {
        None
    }
}

/// Whether a file is a template of a Helm chart: it has template marks and stands below a `templates` folder beside a
/// `Chart.yaml`. One without marks is a manifest like any other.
pub fn is_template(path: &str, has_chart: impl Fn(&str) -> bool, bytes: &[u8]) -> bool {
    memmem::find(bytes, b"{{").is_some() && charts(path).any(has_chart)
}

/// The folders that would be a chart's, were the path one of its templates.
fn charts(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices("templates/").filter_map(|(start, _)| match path.get(..start)? {
        "" => Some(""),
        before => before.strip_suffix('/'),
    })
}

/// Whether template marks stand where YAML has keys and plain values. Marks in quotes, in block scalars and in
/// comments are text of a manifest: an alert's message, a workflow's parameter, a template kept in a ConfigMap.
fn is_filled_in_later(bytes: &[u8]) -> bool {
    if memmem::find(bytes, b"{{").is_none() && memmem::find(bytes, b"{%").is_none() {
        return false;
    }
    let text = String::from_utf8_lossy(bytes);
    // While in a block scalar, the indentation of the line that opened it.
    let mut block: Option<usize> = None;
    for line in text.lines() {
        let content = line.trim();
        if content.is_empty() {
            continue;
        }
        let indentation = line.len() - line.trim_start().len();
        if block.is_some_and(|opened| indentation > opened) {
            continue;
        }
        block = None;
        if content.starts_with('#') {
            continue;
        }
        if has_bare_mark(content) {
            return true;
        }
        if opens_block(content) {
            block = Some(indentation);
        }
    }
    false
}

/// Whether a line starts with a mark, or a mark is the first thing of its value or item.
fn has_bare_mark(line: &str) -> bool {
    let is_mark = |text: &str| text.starts_with("{{") || text.starts_with("{%");
    let mut item = line;
    while let Some(rest) = item.strip_prefix("- ") {
        item = rest.trim_start();
    }
    let value = item.split_once(": ").map(|(_, value)| value.trim_start());
    let quoted = item.starts_with(['"', '\'']);
    is_mark(item) || (!quoted && value.is_some_and(is_mark))
}

/// Whether a line ends in the mark of a block scalar: `|`, `>-`, `|2+`.
fn opens_block(line: &str) -> bool {
    let before_comment = line.split_once(" #").map_or(line, |(before, _)| before.trim_end());
    let last = before_comment.rsplit(' ').next().unwrap_or_default();
    let mark = last.trim_end_matches(|c: char| matches!(c, '+' | '-') || c.is_ascii_digit());
    matches!(mark, "|" | ">") && last.starts_with(mark)
}

#[cfg(test)]
mod tests {
    use super::{HELM_TEMPLATE, TEMPLATE, passed_by};

    #[test]
    fn only_what_a_tool_fills_in_is_a_template() {
        let bare = "kind: Deployment\nmetadata:\n  name: {{ .Values.name }}\n";
        let quoted =
            "metadata:\n  annotations:\n    summary: \"{{ $labels.pod }} is down\"\n    text: at {{ $value }}\n";
        let block = "data:\n  page.tmpl: | # a page\n    {{ range .Items }}\n\n    x: {{ .Name }}\nother: 1\n";
        let after_block = "data:\n  page: |-\n    text\n  name: {{ name }}\n";
        let cases = [
            ("chart/templates/web.yaml", bare, Some(HELM_TEMPLATE)),
            ("chart/templates/tests/web.yaml", bare, Some(HELM_TEMPLATE)),
            ("templates/web.yaml", bare, Some(HELM_TEMPLATE)),
            ("chart/templates/web.yaml", "kind: Deployment\n", None),
            ("other/templates/web.yaml", bare, Some(TEMPLATE)),
            ("chart/mytemplates/web.yaml", bare, Some(TEMPLATE)),
            ("deploy/alert.yaml", quoted, None),
            ("deploy/page.yaml", block, None),
            ("deploy/page.yaml", after_block, Some(TEMPLATE)),
            ("deploy/jinja.yaml", "{% if tls %}\nkind: Secret\n{% endif %}\n", Some(TEMPLATE)),
            ("deploy/item.yaml", "args:\n  - {{ arg }}\n", Some(TEMPLATE)),
            ("deploy/comment.yaml", "# {{ not this }}\nkind: Pod\n", None),
        ];
        for (path, text, expected) in cases {
            let has_chart = |folder: &str| matches!(folder, "chart" | "");
            assert_eq!(passed_by(path, has_chart, text.as_bytes()), expected, "{path}: {text}");
        }
    }
}
