//! GitHub: workflow commands, which a runner shows at the lines of a change.
//!
//! A runner keeps ten annotations of each level of a step, so the loudest are commands and the others plain lines. Of one
//! level, findings come before problems, which elsewhere may be many and decide nothing, unless these spoil the answer.

use std::io::{self, Write};

use super::shield::shielded;
use super::style::plain;
use super::summary::plural;
use super::text::{places_and_ways_out, whole_message};
use super::{Ending, Language, Summary, View, summary};
use crate::model::policy::Severity;
use crate::model::problem::Problem;
use crate::model::report::Finding;
use crate::model::source::Span;

/// Annotations of a level that a runner keeps.
const MOST_OF_A_LEVEL: usize = 10;

/// Writes the report.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let problems = view.report.problems.iter().map(|problem| Annotation::of_problem(view, problem));
    let findings = view.shown().map(|finding| Annotation::of_finding(view, finding));
    let mut annotations: Vec<Annotation> = match view.options.ending {
        Ending::Untrusted => problems.chain(findings).collect(),
        Ending::Clean | Ending::Findings => findings.chain(problems).collect(),
    };
    annotations.sort_by_key(|annotation| std::cmp::Reverse(annotation.level));
    let of_level = |level| annotations.iter().filter(|annotation| annotation.level == level).count();
    let has_too_many = |(level, most)| of_level(level) > most;
    let levels = [Severity::Error, Severity::Warning, Severity::Note];
    // The closing notice is an annotation, too.
    let closes = levels.map(|level| (level, MOST_OF_A_LEVEL)).into_iter().any(has_too_many);
    let mut plain_ones = 0;
    for level in levels {
        let most = if closes && level == Severity::Note { MOST_OF_A_LEVEL - 1 } else { MOST_OF_A_LEVEL };
        for (index, annotation) in annotations.iter().filter(|annotation| annotation.level == level).enumerate() {
            if index < most {
                annotation.command(out)?;
            } else {
                annotation.line(out)?;
                plain_ones += 1;
            }
        }
    }
    if closes {
        let text = format!("{} without an annotation: the log of this step has all", plural(plain_ones, "is", "are"));
        writeln!(out, "::notice title=misfit::{}", data(&text))?;
    }
    if view.options.summary == Summary::Shown { summary::write(view, out) } else { Ok(()) }
}

/// Something to be shown at a line.
struct Annotation {
    level: Severity,
    path: String,
    /// First and last line, first and last column.
    place: Option<[u32; 4]>,
    title: String,
    message: String,
}

impl Annotation {
    fn of_finding(view: &View<'_>, finding: &Finding) -> Self {
        Self {
            level: finding.severity,
            path: view.path(view.report.sources.path(finding.primary)),
            place: Some(place(view, finding.primary)),
            title: format!("{} [{}]", finding.title, finding.policy),
            message: format!("{}\n{}", whole_message(finding), places_and_ways_out(view, finding).join("\n")),
        }
    }

    fn of_problem(view: &View<'_>, problem: &Problem) -> Self {
        let help = problem.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        Self {
            level: view.loudness(problem),
            path: view.path(&problem.path),
            place: problem.span.map(|span| place(view, span)),
            title: format!("problem [{}]", problem.kind.name()),
            message: format!("{}{help}", problem.message),
        }
    }

    /// `::warning file=a.tf,line=1,endLine=1,col=2,endColumn=5,title=t::message`.
    fn command(&self, out: &mut dyn Write) -> io::Result<()> {
        let name = match self.level {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        write!(out, "::{name} file={}", property(&self.path))?;
        if let Some([line, end_line, column, end_column]) = self.place {
            write!(out, ",line={line},endLine={end_line}")?;
            // A runner refuses columns over several lines.
            if line == end_line {
                write!(out, ",col={column},endColumn={end_column}")?;
            }
        }
        writeln!(out, ",title={}::{}", property(&self.title), data(&self.message))
    }

    fn line(&self, out: &mut dyn Write) -> io::Result<()> {
        let place = self.place.map_or_else(String::new, |[line, _, column, _]| format!(":{line}:{column}"));
        let message = self.message.lines().next().unwrap_or_default();
        let text = format!("{}{place}: {}: {message} ({})", self.path, self.level.name(), self.title);
        writeln!(out, "{}", shielded(&plain(&text), Language::Prose))
    }
}

fn place(view: &View<'_>, span: Span) -> [u32; 4] {
    let (start, end) = (view.report.sources.start(span), view.report.sources.end(span));
    [start.line, end.line, start.column, end.column]
}

/// Text after the second `::`, with no mark of another runner's command in it.
fn data(text: &str) -> String {
    shielded(text, Language::Prose).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn what_would_end_a_value_is_escaped() {
        assert_eq!(data("100%\r\n::error::a, b"), "100%25%0D%0A:\u{200b}:error::a, b");
        assert_eq!(property("a,b:c\nd%3A"), "a%2Cb%3Ac%0Ad%253A");
        assert_eq!(property("##[x]##vso[y]"), "#\u{200b}#\u{200b}[x]#\u{200b}#\u{200b}vso[y]");
    }
}
