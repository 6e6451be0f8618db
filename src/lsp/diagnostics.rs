//! Diagnostics: a report as the protocol has it, finding by finding and problem by problem.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use gen_lsp_types::{
    Code, Diagnostic, DiagnosticRelatedInformation as Related, DiagnosticSeverity, Location, Message, Position, Range,
    Uri,
};
use serde_json::json;

use super::abilities::Abilities;
use super::options::Options;
use super::positions::{Encoding, Lines};
use super::world::World;
use crate::model::policy::Severity;
use crate::model::problem::{Problem, ProblemKind, Spoils};
use crate::model::report::{Finding, Label};
use crate::model::source::{EntryKind, Source, SourceId, Span};
use crate::render::whole_message;

/// Who speaks, in the client's list of problems.
pub(super) const SOURCE: &str = "misfit";

/// All that is said of a root.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// What is said of files, by their paths from the root.
    pub(super) pages: BTreeMap<String, Page>,
    /// What is said of folders, and of paths that lead to no file: no editor can show it there.
    pub(super) notices: Vec<String>,
    /// What each page was made of.
    subjects: BTreeMap<String, Subject>,
}

/// What is to be said of a file, and the texts that it is said of.
#[derive(Debug, Default)]
struct Subject {
    findings: Vec<Arc<Finding>>,
    problems: Vec<Problem>,
    texts: Vec<Arc<Source>>,
}

impl Subject {
    /// All places that are told.
    fn spans(&self) -> impl Iterator<Item = Span> {
        let labels = |finding: &Finding| -> Vec<Span> {
            let labels = finding.gives.iter().chain(&finding.needs).chain(&finding.related);
            labels.map(|label| label.span).chain([finding.primary]).collect()
        };
        let findings = self.findings.iter().flat_map(move |finding| labels(finding));
        findings.chain(self.problems.iter().filter_map(|problem| problem.span))
    }

    /// Whether the same is said of the same texts. What is wrong with a file is said anew: it may have come or gone.
    fn is(&self, other: &Self) -> bool {
        fn same<T>(one: &[Arc<T>], other: &[Arc<T>]) -> bool {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| Arc::ptr_eq(one, other))
        }
        self.problems.is_empty()
            && other.problems.is_empty()
            && same(&self.findings, &other.findings)
            && same(&self.texts, &other.texts)
    }
}

/// What is said of a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Page {
    /// One by one, in the order of the report.
    pub(super) items: Vec<Diagnostic>,
    /// The same for the same items.
    pub(super) id: String,
}

impl Page {
    /// A page of these.
    pub(super) fn new(items: Vec<Diagnostic>) -> Self {
        let mut hasher = DefaultHasher::new();
        super::client::value(&items).to_string().hash(&mut hasher);
        Self { items, id: format!("{:016x}", hasher.finish()) }
    }
}

/// How a client is spoken to of a root.
pub(super) struct Manner<'a> {
    pub(super) abilities: Abilities,
    pub(super) options: Options,
    /// The client's URI of a path from the root.
    pub(super) uri: &'a dyn Fn(&str) -> String,
    /// What the client counts into the text at a path before what was read of it: a byte order mark, or nothing.
    pub(super) before: &'a dyn Fn(&str) -> &'static str,
}

/// Says all of a world's report. Of a file of which `before` said the same, from the same texts, it is not said anew.
pub(super) fn said(world: &World, manner: &Manner<'_>, before: &Said) -> Said {
    let mut speaker = Speaker { world, manner, rulers: HashMap::new() };
    let report = &world.report;
    let mut subjects: BTreeMap<&str, Subject> = BTreeMap::new();
    for problem in &report.problems {
        subjects.entry(&problem.path).or_default().problems.push(problem.clone());
    }
    for finding in report.findings.iter().filter(|finding| finding.severity >= manner.options.quietest) {
        subjects.entry(report.sources.path(finding.primary)).or_default().findings.push(finding.clone());
    }
    let mut said = Said::default();
    for (path, mut subject) in subjects {
        subject.texts = subject.spans().filter_map(|span| report.sources.get(span.source).cloned()).collect();
        subject.texts.dedup_by(|one, other| Arc::ptr_eq(one, other));
        let page = match before.pages.get(path) {
            Some(page) if before.subjects.get(path).is_some_and(|known| known.is(&subject)) => page.clone(),
            _ => {
                let mut items = Vec::new();
                for problem in &subject.problems {
                    match speaker.problem(problem) {
                        Some(diagnostic) => items.push(diagnostic),
                        None => said.notices.push(notice(problem)),
                    }
                }
                items.extend(subject.findings.iter().filter_map(|finding| speaker.finding(finding)));
                if items.is_empty() {
                    continue;
                }
                Page::new(items)
            }
        };
        said.pages.insert(path.to_owned(), page);
        said.subjects.insert(path.to_owned(), subject);
    }
    said
}

/// The client's range of a span, and the path that it is in.
pub(super) fn place(world: &World, manner: &Manner<'_>, span: Span) -> Option<(String, Range)> {
    Speaker { world, manner, rulers: HashMap::new() }.place(span)
}

/// The client's position of a byte of a file; of a file that is not there, its start.
pub(super) fn position(world: &World, manner: &Manner<'_>, path: &str, offset: u32) -> Position {
    let Some(source) = world.source(path) else { return Position { line: 0, character: 0 } };
    let ruler = Ruler::new(&source.text, (manner.before)(path));
    ruler.lines.position(&ruler.text, offset as usize + ruler.shift, manner.abilities.encoding)
}

struct Speaker<'a> {
    world: &'a World,
    manner: &'a Manner<'a>,
    rulers: HashMap<SourceId, Ruler>,
}

impl Speaker<'_> {
    fn finding(&mut self, finding: &Finding) -> Option<Diagnostic> {
        let (_, range) = self.place(finding.primary)?;
        let related = if self.manner.abilities.related_places { self.all_related(finding) } else { Vec::new() };
        Some(Diagnostic {
            range,
            severity: Some(severity(finding.severity)),
            code: Some(Code::String(finding.policy.to_string())),
            code_description: None,
            source: Some(SOURCE.to_owned()),
            message: Message::String(whole_message(finding)),
            tags: None,
            related_information: (!related.is_empty()).then_some(related),
            data: self.manner.abilities.data.then(|| json!({"fingerprint": finding.fingerprint})),
        })
    }

    /// The places that a finding rests on, other than the one that it stands at.
    fn all_related(&mut self, finding: &Finding) -> Vec<Related> {
        let labels = finding.gives.iter().chain(&finding.needs).chain(&finding.related);
        labels.filter(|label| label.span != finding.primary).filter_map(|label| self.related(label)).collect()
    }

    fn related(&mut self, label: &Label) -> Option<Related> {
        let (path, range) = self.place(label.span)?;
        Some(Related { location: Location { uri: Uri((self.manner.uri)(&path)), range }, message: label.text.clone() })
    }

    /// A problem at its place; nothing where no editor can open what it is of.
    fn problem(&mut self, problem: &Problem) -> Option<Diagnostic> {
        let place = problem.span.and_then(|span| self.place(span)).filter(|(path, _)| *path == problem.path);
        let range = match place {
            Some((_, range)) => range,
            None if self.is_file(&problem.path) => self.first_line(&problem.path),
            None => return None,
        };
        let help = problem.help.as_ref().map_or_else(String::new, |help| format!("; {help}"));
        Some(Diagnostic {
            range,
            severity: Some(problem_severity(problem.kind)),
            code: Some(Code::String(problem.kind.name().to_owned())),
            code_description: None,
            source: Some(SOURCE.to_owned()),
            message: Message::String(format!("{}{help}", problem.message)),
            tags: None,
            related_information: None,
            data: None,
        })
    }

    fn is_file(&self, path: &str) -> bool {
        self.world.source(path).is_some()
            || self.world.overrides.buffers.contains_key(path)
            || matches!(self.world.sources.kind(path), Some(EntryKind::File(_) | EntryKind::FileLink(_)))
    }

    /// The first line of a file; its start where it could not be read.
    fn first_line(&mut self, path: &str) -> Range {
        let start = Position { line: 0, character: 0 };
        let Some(source) = self.world.source(path) else { return Range { start, end: start } };
        let end = source.text.find(['\n', '\r']).unwrap_or(source.text.len());
        let text = source.text.get(..end).unwrap_or_default();
        let Ruler { text, shift, lines } = Ruler::new(text, (self.manner.before)(path));
        lines.range(&text, shift..text.len(), self.manner.abilities.encoding)
    }

    fn place(&mut self, span: Span) -> Option<(String, Range)> {
        let source = self.world.report.sources.get(span.source)?;
        let before = self.manner.before;
        let ruler = self.rulers.entry(span.source).or_insert_with(|| Ruler::new(&source.text, before(&source.path)));
        Some((source.path.to_string(), ruler.range(span, self.manner.abilities.encoding)))
    }
}

/// A text with its lines counted, as the client has it.
struct Ruler {
    text: String,
    /// How much of it stands before what was read.
    shift: usize,
    lines: Lines,
}

impl Ruler {
    fn new(text: &str, before: &str) -> Self {
        let text = [before, text].concat();
        Self { lines: Lines::new(&text), text, shift: before.len() }
    }

    fn range(&self, span: Span, encoding: Encoding) -> Range {
        let bytes = span.start as usize + self.shift..span.end as usize + self.shift;
        self.lines.range(&self.text, bytes, encoding)
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Note => DiagnosticSeverity::Information,
    }
}

/// Who has a file open has named it: what spoils the answer in a path that was named is an error here.
fn problem_severity(kind: ProblemKind) -> DiagnosticSeverity {
    match kind.spoils() {
        Spoils::Always | Spoils::WhereNamed => DiagnosticSeverity::Error,
        Spoils::Never => DiagnosticSeverity::Warning,
    }
}

/// A problem in one line, where there is no file to show it in.
fn notice(problem: &Problem) -> String {
    let path = if problem.path.is_empty() { "the root" } else { &problem.path };
    let help = problem.help.as_ref().map_or_else(String::new, |help| format!("; {help}"));
    format!("{path}: {}{help}", problem.message)
}

#[cfg(test)]
mod tests {
    use gen_lsp_types::{Position, Range};
    use serde_json::{Value, json};

    use super::{Abilities, Manner, Options, Problem, ProblemKind, Said, World, said};
    use crate::discover::memory::Memory;
    use crate::lsp::documents::MARK;

    fn all_of(world: &World, before: &'static str) -> Said {
        let manner = Manner {
            abilities: Abilities::of(&Value::Null),
            options: Options::default(),
            uri: &|path| format!("file:///r/{path}"),
            before: &|_| before,
        };
        said(world, &manner, &Said::default())
    }

    fn range(start: (u32, u32), end: (u32, u32)) -> Range {
        let at = |(line, character)| Position { line, character };
        Range { start: at(start), end: at(end) }
    }

    #[test]
    fn problems_are_shown_where_they_can_be_and_told_where_not() {
        let files: Memory =
            [("a/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: é}\n"), ("a/x.bin", "")].into_iter().collect();
        let mut world = World::new(Box::new(files));
        assert_eq!(world.scan(), Ok(()));
        let of = |path: &str| Problem::with(ProblemKind::Limit, path, "wrong").help("mend it");
        world.report.problems = vec![of(""), of("a"), of("a/pod.yaml"), of("a/x.bin"), of("gone.yaml")];
        let said = all_of(&world, "");
        let notices = ["the root: wrong; mend it", "a: wrong; mend it", "gone.yaml: wrong; mend it"];
        assert_eq!(said.notices, notices);
        let shown: Vec<(&str, Range)> = said
            .pages
            .iter()
            .flat_map(|(path, page)| page.items.iter().map(|one| (path.as_str(), one.range)))
            .collect();
        assert_eq!(shown, [("a/pod.yaml", range((0, 0), (0, 14))), ("a/x.bin", range((0, 0), (0, 0)))]);
    }

    #[test]
    fn a_mark_before_the_text_moves_what_the_client_counts_it_into() {
        let files: Memory = [("a.yaml", "\u{FEFF}kind: Pod\napiVersion: v1\nkind: Pod\n")].into_iter().collect();
        let mut world = World::new(Box::new(files));
        assert_eq!(world.scan(), Ok(()));
        assert!(!world.report.problems.is_empty());
        for problem in &mut world.report.problems {
            problem.span = problem.span.map(|span| crate::model::source::Span { start: 0, end: 4, ..span });
        }
        let first = |before| all_of(&world, before).pages.values().map(|page| page.items[0].range).next_back();
        assert_eq!(first(""), Some(range((0, 0), (0, 4))));
        assert_eq!(first(MARK), Some(range((0, 1), (0, 5))));
    }

    #[test]
    fn what_takes_nothing_from_the_answer_is_no_error() {
        use super::DiagnosticSeverity as Severity;
        let rows = [
            (ProblemKind::Syntax, Severity::Error),
            (ProblemKind::Settings, Severity::Error),
            (ProblemKind::Suppression, Severity::Warning),
            (ProblemKind::Baseline, Severity::Warning),
        ];
        for (kind, severity) in rows {
            assert_eq!(super::problem_severity(kind), severity, "{kind:?}");
        }
    }

    #[test]
    fn pages_of_the_same_items_have_the_same_id() {
        let page = |severity: u32| {
            let item = json!({"range": range((0, 0), (0, 1)), "severity": severity, "message": "m"});
            super::Page::new(vec![serde_json::from_value(item).unwrap_or_default()])
        };
        assert_eq!(page(1).id, page(1).id);
        assert_ne!(page(1).id, page(2).id);
    }
}
