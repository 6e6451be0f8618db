//! Hover: which workload a place speaks of, and the card that is shown there.

use super::World;
use crate::model::report::{Finding, Judged, Report};
use crate::model::resource::{Resource, Role};
use crate::model::source::{Source, Span};
use crate::render::card::card;
use crate::render::markup::code;

/// The keys whose value is a resource's type, where that stands in a line of its own.
const KEYS_OF_KINDS: &[&str] = &["kind", "Type", "type"];

/// More workloads that a place decides for are counted.
const MOST_OTHERS: usize = 3;

/// The card of the workload that a place of a file speaks of, as Markdown, and the part of the text that does.
pub(super) fn hover(world: &World, path: &str, offset: u32) -> Option<(String, Span)> {
    let source = world.source(path)?;
    card_at(world.report(), source, offset)
}

/// The card of what stands at an offset of a source.
fn card_at(report: &Report, source: &Source, offset: u32) -> Option<(String, Span)> {
    let at_header = header_at(report, source, offset).map(|found| (found, "The same line makes"));
    let found =
        at_header.or_else(|| evidence_at(report, source, offset).map(|found| (found, "This place decides for")));
    let ((span, resources), does) = found?;
    let (first, others) = resources.split_first()?;
    let mut text = card(report, *first)?;
    text.push_str(&said_of_others(report, does, others));
    Some((text, span))
}

/// The workload whose name, first line or type stands here, or that of a call that it came through; one place makes several
/// where a module is called.
fn header_at(report: &Report, source: &Source, offset: u32) -> Option<(Span, Vec<usize>)> {
    let line = source.line_of(offset as usize);
    let is_here = |span: Span| report.sources.path(span) == &*source.path;
    let headers = report.resources.iter().enumerate().filter(|(_, judged)| has_card(judged));
    let headers = headers.filter_map(|(index, judged)| {
        let resource = &judged.resource;
        let own = is_here(resource.name_span).then(|| header(source, resource, line, offset)).flatten();
        let mut calls = resource.calls.iter().filter(|call| is_here(call.name_span));
        let span =
            own.or_else(|| calls.find_map(|call| first_line(source, (call.name_span, call.span), line, offset)))?;
        // Of two that begin in one line, the one whose name is under the cursor; what runs by itself before what does not.
        Some(((span.end - span.start, resource.role != Role::Workload), span, index))
    });
    let headers: Vec<((u32, bool), Span, usize)> = headers.collect();
    let (best, span, _) = *headers.iter().min_by_key(|(rank, ..)| *rank)?;
    let here = headers.iter().filter(|(rank, at, _)| *rank == best && *at == span);
    Some((span, here.map(|(.., index)| *index).collect()))
}

/// Whether there is something to say of it: it is started by itself or by another.
fn has_card(judged: &Judged) -> bool {
    matches!(judged.resource.role, Role::Workload | Role::Definition | Role::Disabled)
}

/// The part of a resource's header that holds an offset in a line.
fn header(source: &Source, resource: &Resource, line: usize, offset: u32) -> Option<Span> {
    let written = (resource.name_span, resource.span);
    let kind = || kind_span(source, resource).filter(|span| source.line_of(span.start as usize) == line);
    first_line(source, written, line, offset).or_else(kind)
}

/// The name that holds an offset, else the first line of the whole where that is the line.
fn first_line(source: &Source, (name, whole): (Span, Span), line: usize, offset: u32) -> Option<Span> {
    if holds(name, offset) {
        return Some(name);
    }
    if source.line_of(whole.start as usize) == line { within(source, whole, line) } else { None }
}

/// Where a resource's type is written, where that is in a line of its own: `kind: Deployment`.
fn kind_span(source: &Source, resource: &Resource) -> Option<Span> {
    let mut start = resource.span.start as usize;
    for line in source.slice(resource.span).split_inclusive('\n') {
        let words = line.trim_start().trim_start_matches(['-', ' ']);
        let written = words.split_once(':').filter(|(key, _)| KEYS_OF_KINDS.contains(&key.trim_matches(['"', '\''])));
        if let Some((_, value)) = written {
            let value = value.trim_start();
            if value.trim_start_matches(['"', '\'']).starts_with(resource.kind.as_str()) {
                let at = start + line.len() - value.len() + usize::from(value.starts_with(['"', '\'']));
                return Some(Span::new(resource.span.source, at, at + resource.kind.len()));
            }
        }
        start += line.len();
    }
    None
}

/// The text of a line that belongs to a span, without the blanks around it.
fn within(source: &Source, span: Span, line: usize) -> Option<Span> {
    let from = (*source.line_starts().get(line)?).max(span.start);
    let to = source.line_starts().get(line + 1).map_or(span.end, |next| span.end.min(*next));
    let text = source.slice(Span { source: span.source, start: from, end: to });
    let from = from as usize + text.len() - text.trim_start().len();
    Some(Span::new(span.source, from, from + text.trim().len()))
}

/// The workloads of whose findings this place is evidence: those of the smallest such place.
fn evidence_at(report: &Report, source: &Source, offset: u32) -> Option<(Span, Vec<usize>)> {
    let findings = report.findings.iter().chain(report.suppressed.iter().map(|(finding, _)| finding));
    let mut smallest: Option<(Span, Vec<usize>)> = None;
    for finding in findings {
        let here = places(finding).filter(|span| holds(*span, offset) && report.sources.path(*span) == &*source.path);
        for span in here {
            let length = |span: &Span| span.end - span.start;
            match &mut smallest {
                Some((known, resources)) if *known == span => {
                    if !resources.contains(&finding.resource) {
                        resources.push(finding.resource);
                    }
                }
                Some((known, _)) if length(known) <= length(&span) => {}
                _ => smallest = Some((span, vec![finding.resource])),
            }
        }
    }
    smallest
}

/// Every place that a finding rests on.
fn places(finding: &Finding) -> impl Iterator<Item = Span> {
    std::iter::once(finding.primary).chain(finding.labels().map(|label| label.span))
}

/// Whether a span holds an offset, or ends there: a cursor stands between two letters.
fn holds(span: Span, offset: u32) -> bool {
    span.start <= offset && offset <= span.end
}

/// The workloads for which the same place does the same.
fn said_of_others(report: &Report, does: &str, others: &[usize]) -> String {
    if others.is_empty() {
        return String::new();
    }
    let named = others.iter().take(MOST_OTHERS).filter_map(|index| report.resources.get(*index));
    let mut text = named.map(|judged| code(&judged.address())).collect::<Vec<_>>().join(", ");
    if let Some(more) = others.len().checked_sub(MOST_OTHERS).filter(|more| *more > 0) {
        text.push_str(&format!(" and {more} more"));
    }
    format!("\n{does} {text} as well.\n")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]
mod tests {
    use super::World;
    use crate::discover::memory::Memory;

    const TEMPLATE: &str = "Resources:\n  Api:\n    Type: AWS::Lambda::Function\n    Properties:\n      Timeout: 1000\n  \
                            Topic:\n    Type: AWS::SNS::Topic\n";
    const MAIN: &str = "locals {\n  most = 1000\n}\n\nresource \"aws_lambda_function\" \"f\" {\n  timeout = local.most\n  \
                        memory_size = 128\n}\n\nresource \"aws_lambda_function\" \"g\" {\n  timeout = local.most\n}\n";
    const CART: &str = "# the shop\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: cart\nspec:\n  template:\n    \
                        spec:\n      containers: [{name: a, image: b}]\n---\n- apiVersion: v1\n";

    /// What is shown at the first place of `around`, at the `|` in it: the first line, and the text that it is of.
    fn shown(path: &str, text: &str, around: &str) -> Option<(String, String)> {
        let (before, after) = around.split_once('|').expect("there is a cursor");
        let start = text.find(&format!("{before}{after}")).expect("the place is in the text");
        let files: Memory = [("template.yaml", TEMPLATE), ("main.tf", MAIN), ("cart.yaml", CART)].into_iter().collect();
        let mut world = World::new(Box::new(files));
        world.scan().unwrap();
        let (card, span) = super::hover(&world, path, u32::try_from(start + before.len()).unwrap())?;
        let source = world.source(path).unwrap();
        Some((card, source.slice(span).to_owned()))
    }

    #[test]
    fn a_card_is_shown_where_the_workload_is_named_and_where_its_findings_rest() {
        let rows = [
            ("template.yaml", TEMPLATE, "Ap|i", Some(("template.yaml::Api", "Api"))),
            (
                "template.yaml",
                TEMPLATE,
                "Type: AWS::La|mbda::Function",
                Some(("template.yaml::Api", "AWS::Lambda::Function")),
            ),
            ("template.yaml", TEMPLATE, "Timeout: 10|00", Some(("template.yaml::Api", "1000"))),
            ("template.yaml", TEMPLATE, "Proper|ties", None),
            ("template.yaml", TEMPLATE, "AWS::SNS|::Topic", None),
            ("template.yaml", TEMPLATE, "Resour|ces", None),
            ("main.tf", MAIN, "reso|urce", Some(("aws_lambda_function.f", "resource \"aws_lambda_function\" \"f\" {"))),
            ("main.tf", MAIN, "aws_lambda_function\" \"f|", Some(("aws_lambda_function.f", "\"f\""))),
            ("main.tf", MAIN, "|local.most\n  memory", Some(("aws_lambda_function.f", "local.most"))),
            ("main.tf", MAIN, "memory_size = 12|8", None),
            ("main.tf", MAIN, "most = 1|000", Some(("aws_lambda_function.f", "1000"))),
            ("cart.yaml", CART, "api|Version: apps", Some(("apps/Deployment/cart", "apiVersion: apps/v1"))),
            ("cart.yaml", CART, "Deploy|ment", Some(("apps/Deployment/cart", "Deployment"))),
            ("cart.yaml", CART, "name: cart|", Some(("apps/Deployment/cart", "cart"))),
            ("cart.yaml", CART, "# the| shop", None),
        ];
        for (path, text, around, expected) in rows {
            let found = shown(path, text, around);
            let said = found.as_ref().map(|(card, of)| (card.lines().next().unwrap_or_default(), of.as_str()));
            let expected = expected.map(|(address, of)| (format!("**`{address}`**  "), of));
            assert_eq!(said, expected.as_ref().map(|(first, of)| (first.as_str(), *of)), "{path}: {around}");
        }
    }

    #[test]
    fn a_call_and_the_block_that_it_leads_to_show_what_they_make() {
        let root =
            "module \"api\" {\n  source   = \"./api\"\n  for_each = toset([\"a\", \"b\"])\n  timeout  = 1000\n}\n";
        let module = "variable \"timeout\" {}\nresource \"aws_lambda_function\" \"f\" {\n  timeout = var.timeout\n}\n";
        let files: Memory = [("main.tf", root), ("api/main.tf", module)].into_iter().collect();
        let mut world = World::new(Box::new(files));
        world.scan().unwrap();
        for (path, text, around, of) in [
            ("main.tf", root, "api\" {", "\"api\""),
            ("main.tf", root, "odule", "module \"api\" {"),
            ("main.tf", root, "1000", "1000"),
            ("api/main.tf", module, "f\" {", "\"f\""),
            ("api/main.tf", module, "var.timeout", "var.timeout"),
        ] {
            let at = u32::try_from(text.find(around).unwrap()).unwrap();
            let (card, span) = super::hover(&world, path, at).unwrap();
            assert_eq!(world.source(path).unwrap().slice(span), of);
            assert!(card.starts_with("**`module.api[\"a\"].aws_lambda_function.f`**"), "{around}: {card}");
            assert!(card.contains(" `module.api[\"b\"].aws_lambda_function.f` as well."), "{around}: {card}");
        }
    }

    #[test]
    fn a_place_that_decides_for_several_says_so() {
        let (card, _) = shown("main.tf", MAIN, "most = 1|000").unwrap();
        assert!(card.contains("This place decides for `aws_lambda_function.g` as well."), "{card}");
        assert!(card.contains("**error** `timeout-over-platform-limit`"), "{card}");
    }
}
