//! Markdown: the summary of a job, for people: the verdict, a table of findings, what each rests on, and what runs where.
//!
//! Text of scanned files stands in code spans or is escaped: it cannot become a link, a picture, a mention or HTML.

use std::io::{self, Write};

use super::markup::{cell, code, escaped, html};
use super::text::{by_cause, same_mismatch, whole_message};
use super::{Ending, Summary, View, inventory, summary};
use crate::model::problem::Problem;
use crate::model::report::Finding;
use crate::model::resource::Role;
use crate::model::source::Span;

/// GitHub shows no summary of more than a mebibyte.
const MOST_BYTES: usize = 1_048_576;
/// Kept free for what closes the page.
const FOR_THE_END: usize = 4_096;

/// Writes the report.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(MOST_BYTES - FOR_THE_END);
    page.put("## misfit\n\n");
    page.put(&format!("{}: {}\n", verdict(view.options.ending), summary::findings(view)));
    if view.options.summary == Summary::Shown {
        counts(view, &mut page);
    }
    let mut shown: Vec<&Finding> = view.shown().collect();
    shown.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    table(view, &shown, &mut page);
    problems(view, &mut page);
    let mut causes = by_cause(view);
    causes.sort_by_key(|(finding, _)| std::cmp::Reverse(finding.severity));
    for (finding, alike) in causes {
        page.put(&details(view, finding, &alike));
    }
    if view.options.summary == Summary::Shown {
        workloads(view, &mut page);
    }
    out.write_all(page.closed().as_bytes())
}

fn verdict(ending: Ending) -> &'static str {
    match ending {
        Ending::Clean => "**Passed**",
        Ending::Findings => "**Failed**",
        Ending::Untrusted => "**The answer cannot be trusted**",
    }
}

/// What was counted and what of it is not listed.
fn counts(view: &View<'_>, page: &mut Page) {
    let covered = summary::parts(view).split_off(1);
    page.put(&format!("\n{}. {}.\n", escaped(&covered.join(" · ")), escaped(&summary::files(view))));
    if let Some(text) = summary::undeclared(view) {
        page.put(&format!("\n{}\n", escaped(&text)));
    }
    if !view.report.undecided.is_empty() {
        page.put("\n`misfit check --undecided` lists what could not be told, and what would decide it.\n");
    }
}

/// A row for each that is shown, the loudest first.
fn table(view: &View<'_>, shown: &[&Finding], page: &mut Page) {
    if shown.is_empty() {
        return;
    }
    page.put("\n| severity | policy | workload | where |\n|---|---|---|---|\n");
    for finding in shown {
        let cells =
            [finding.policy.to_string(), name(view, finding), at(view, finding.primary)].map(|text| cell(&text));
        page.put(&format!("| {} | {} |\n", finding.severity.name(), cells.join(" | ")));
    }
}

/// What a finding rests on and its ways out, once for all workloads that the same line brings into it.
fn details(view: &View<'_>, finding: &Finding, alike: &[&Finding]) -> String {
    let (severity, title) = (finding.severity.name(), html(&finding.title));
    let others = if alike.is_empty() { String::new() } else { format!(" and {} more", alike.len()) };
    let mut text = format!(
        "\n<details><summary>{severity}: {title}: <code>{}</code>{others}</summary>\n\n{}\n\n",
        html(&name(view, finding)),
        escaped(&whole_message(finding)),
    );
    for label in finding.labels() {
        text.push_str(&format!("- {} ({})\n", escaped(&label.text), code(&at(view, label.span))));
    }
    if !alike.is_empty() {
        let names: Vec<String> = alike.iter().map(|finding| code(&name(view, finding))).collect();
        text.push_str(&format!("\n{}: {}\n", same_mismatch(alike), names.join(", ")));
    }
    text.push_str("\nWays out:\n\n");
    for out_of_it in &finding.instead {
        let (way, price) = (out_of_it.way.trim(), out_of_it.price.trim());
        text.push_str(&format!("- {}; costs: {}\n", escaped(way), escaped(price)));
    }
    text.push_str(&format!(
        "\nPolicy {}, confidence {}\n\n</details>\n",
        code(&finding.policy),
        finding.confidence.name()
    ));
    text
}

fn problems(view: &View<'_>, page: &mut Page) {
    if view.report.problems.is_empty() {
        return;
    }
    page.put("\n| problem | where |\n|---|---|\n");
    for problem in &view.report.problems {
        page.put(&problem_row(view, problem));
    }
}

fn problem_row(view: &View<'_>, problem: &Problem) -> String {
    let help = problem.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
    let said = format!("{}: {}{help}", problem.kind.name(), problem.message);
    let place = problem.span.map_or_else(|| view.path(&problem.path), |span| at(view, span));
    format!("| {} | {} |\n", escaped(&said), cell(&place))
}

/// What every workload runs on.
fn workloads(view: &View<'_>, page: &mut Page) {
    let count = view.workloads().count();
    if count == 0 {
        return;
    }
    let title = summary::plural(count, "workload", "workloads");
    page.open(&format!("\n<details><summary>What runs where: {title}</summary>\n\n"), "\n</details>\n");
    page.put("| workload | model | platform | instances |\n|---|---|---|---|\n");
    let workloads = view.report.resources.iter().filter(|judged| judged.resource.role == Role::Workload);
    for judged in workloads {
        let cells = inventory::row(judged);
        let cells: Vec<String> = cells.iter().take(4).map(|text| cell(text)).collect();
        page.put(&format!("| {} |\n", cells.join(" | ")));
    }
}

fn name(view: &View<'_>, finding: &Finding) -> String {
    view.judged(finding.resource).map(|judged| judged.address()).unwrap_or_default()
}

/// A file and a line.
fn at(view: &View<'_>, span: Span) -> String {
    format!("{}:{}", view.path(view.report.sources.path(span)), view.report.sources.start(span).line)
}

/// A page that is cut between its pieces, and says so.
struct Page {
    text: String,
    most: usize,
    /// What closes the part that the page is in.
    close: &'static str,
    /// Pieces for which there was no room.
    left_out: usize,
}

impl Page {
    fn new(most: usize) -> Self {
        Self { text: String::new(), most, close: "", left_out: 0 }
    }

    /// Begins a part of the page that has to be closed, and is its last.
    fn open(&mut self, head: &str, close: &'static str) {
        self.put(head);
        if self.left_out == 0 {
            self.close = close;
        }
    }

    fn put(&mut self, piece: &str) {
        // A row behind a cut would stand without its head.
        if self.left_out > 0 || self.text.len() + piece.len() > self.most {
            self.left_out += 1;
        } else {
            self.text.push_str(piece);
        }
    }

    fn closed(mut self) -> String {
        self.text.push_str(self.close);
        if self.left_out > 0 {
            self.text.push_str("\n\nThe rest is left out: a summary has at most a mebibyte. Other formats hold all.\n");
        }
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::Page;

    #[test]
    fn a_page_is_cut_between_its_pieces_and_says_so() {
        let mut page = Page::new(10);
        page.open("0123", "</x>");
        page.put("456");
        page.put("789ab");
        page.put("c");
        let text = page.closed();
        assert!(text.starts_with("0123456</x>\n\nThe rest is left out"), "{text}");
    }
}
