//! Card: one workload in a few lines of Markdown, as an editor shows it beside the code.

use super::inventory::{also, instances_cell};
use super::markup::{code, escaped};
use super::text::whole_message;
use super::why::standing;
use super::{model, platform};
use crate::model::fact::{Fact, Known, Value};
use crate::model::platform::Placement;
use crate::model::report::{Judged, Report};
use crate::model::source::Span;
use crate::values::phrase::phrase;

/// What tells one platform from another, in the order in which it is said.
const AXES: &[&str] =
    &["boundary", "kernel_shared_with", "hardware", "interruptible", "billing", "scaling", "start_up", "lifetime"];
/// Limits that workloads meet; `why` has the others.
const LIMITS: &[&str] = &["timeout", "lifetime", "request_timeout", "memory"];
/// A need that the first lines say.
const SAID_ABOVE: &str = "environment";
/// More needs are counted.
const MOST_NEEDS: usize = 7;
/// More verdicts are counted.
const MOST_VERDICTS: usize = 6;
/// More places that a value came through are not named.
const MOST_STEPS: usize = 3;

/// The card of the resource at an index of a report; nothing where there is none.
pub fn card(report: &Report, index: usize) -> Option<String> {
    let judged = report.resources.get(index)?;
    let mut text = head(judged);
    let writer = Card { report, judged };
    writer.section(&mut text, &writer.runs_on(), &writer.gives(), usize::MAX);
    writer.section(&mut text, "**Needs**", &writer.needs(), MOST_NEEDS);
    if judged.placement.is_some() {
        writer.section(&mut text, "**Policies**", &writer.verdicts(index), MOST_VERDICTS);
    }
    Some(text)
}

/// The address, and what it is written as.
fn head(judged: &Judged) -> String {
    let kind = code(&judged.resource.kind);
    let mut said = vec![format!("{} {kind}", judged.resource.dialect)];
    match instances_cell(&judged.resource.facts).as_str() {
        "-" => {}
        "?" => said.push("instances not known".to_owned()),
        "1" => said.push("1 instance".to_owned()),
        several => said.push(format!("{several} instances")),
    }
    let also = also(judged);
    if !also.is_empty() {
        said.push(escaped(&also));
    }
    format!("**{}**  \n{}\n", code(&judged.address()), said.join(", "))
}

/// What is said of one resource.
struct Card<'a> {
    report: &'a Report,
    judged: &'a Judged,
}

impl Card<'_> {
    /// A heading and its points; those beyond `most` are counted.
    fn section(&self, text: &mut String, heading: &str, points: &[String], most: usize) {
        text.push_str(&format!("\n{heading}\n"));
        for point in points.iter().take(most) {
            text.push_str(&format!("- {point}\n"));
        }
        if let Some(more) = points.len().checked_sub(most).filter(|more| *more > 0) {
            let ask = code(&format!("misfit why {}", self.judged.address()));
            text.push_str(&format!("- and {more} more: {ask}\n"));
        }
    }

    fn runs_on(&self) -> String {
        let Some(placement) = &self.judged.placement else {
            return format!("**Runs on** nothing by itself: it is a {}", self.judged.resource.role.name());
        };
        let title = escaped(&placement.title);
        match &placement.platform {
            Some(_) => format!("**Runs on** {title} ({}, {})", code(platform(self.judged)), model(self.judged)),
            None => format!("**Runs on** {title}, no platform that misfit knows"),
        }
    }

    /// What else it could run on, the axes that matter, its limits and front doors.
    fn gives(&self) -> Vec<String> {
        let Some(placement) = &self.judged.placement else { return Vec::new() };
        let mut points = Vec::new();
        let mut open: Vec<(String, Vec<String>)> = Vec::new();
        for could_be in &placement.could_be {
            let reason = format!("{}{}", escaped(&could_be.reason), self.place(could_be.at));
            put_under(&mut open, reason, code(&could_be.platform));
        }
        points.extend(
            open.into_iter().map(|(reason, names)| format!("or {}, cannot tell: {reason}", names.join(" or "))),
        );
        points.extend(self.axes(placement));
        points.extend(limits(placement));
        points
    }

    /// What the platform gives; what it states by itself has no place.
    fn axes(&self, placement: &Placement) -> Vec<String> {
        let given = AXES.iter().filter_map(|axis| Some((*axis, placement.gives.get(axis)?)));
        let given: Vec<(&str, &Fact)> = given.filter(|(_, fact)| !fact.is_absent()).collect();
        let is_stated = |fact: &Fact| fact.known == Known::Written && fact.at == self.judged.resource.name_span;
        self.facts("gives", &given, |fact| if is_stated(fact) { String::new() } else { self.how(fact) })
    }

    fn needs(&self) -> Vec<String> {
        let is_asked = |fact: &Fact| match fact.value {
            Value::Absent => false,
            // That something is not needed is worth a line where somebody says so.
            Value::Bool(false) => fact.known == Known::Declared,
            _ => true,
        };
        let asked = self.judged.needs.iter().filter(|(name, fact)| *name != SAID_ABOVE && is_asked(fact));
        let asked: Vec<(&str, &Fact)> = asked.collect();
        if asked.is_empty() {
            return vec!["nothing that its files say".to_owned()];
        }
        self.facts("needs", &asked, |fact| self.how(fact))
    }

    /// Facts in points: those that are known in one way by one place share a point, and those that are not known for one
    /// reason.
    fn facts(&self, table: &str, facts: &[(&str, &Fact)], how: impl Fn(&Fact) -> String) -> Vec<String> {
        let mut known: Vec<(String, Vec<String>)> = Vec::new();
        let mut unknown: Vec<(String, Vec<String>)> = Vec::new();
        for (name, fact) in facts {
            match &fact.value {
                Value::Unknown(why) if why.at_least.is_none() && why.at_most.is_none() => {
                    let reason = format!(": not known, {}{}", escaped(&why.reason), how(fact));
                    put_under(&mut unknown, reason, name.replace('_', " "));
                }
                value => put_under(&mut known, how(fact), escaped(&phrase(&format!("{table}.{name}"), value))),
            }
        }
        known.into_iter().chain(unknown).map(|(why, names)| format!("{}{why}", names.join(", "))).collect()
    }

    /// Findings, then what was accepted and why, then what could not be told and why not.
    fn verdicts(&self, index: usize) -> Vec<String> {
        let report = self.report;
        let mut points = Vec::new();
        for finding in report.findings.iter().filter(|finding| finding.resource == index) {
            let message = escaped(&whole_message(finding));
            points.push(format!("**{}** {}: {message}", finding.severity.name(), code(&finding.policy)));
        }
        for (finding, suppression) in report.suppressed.iter().filter(|(finding, _)| finding.resource == index) {
            let until = suppression.until.as_ref().map(|until| format!(", until {until}")).unwrap_or_default();
            let reason = escaped(&suppression.reason);
            let place = self.place(suppression.span);
            points.push(format!("accepted {}: {reason}{until}{place}", code(&finding.policy)));
        }
        let mut untold: Vec<(String, Vec<String>)> = Vec::new();
        for undecided in report.undecided.iter().filter(|undecided| undecided.resource == index) {
            let mut reasons: Vec<String> = Vec::new();
            for missing in &undecided.missing {
                let reason = format!("{}{}", escaped(&missing.reason), self.place(missing.at));
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
            put_under(&mut untold, reasons.join("; "), code(&undecided.policy));
        }
        points.extend(untold.into_iter().map(|(reason, names)| format!("cannot tell {}: {reason}", names.join(", "))));
        if points.is_empty() {
            points.push(format!("nothing found by the {} in force", report.policies.len()));
        }
        points
    }

    /// ` (inherited, terraform.tfvars:1, through local.tags)`.
    fn how(&self, fact: &Fact) -> String {
        let mut said = Vec::new();
        if !fact.is_unknown() {
            said.push(fact.known.name().to_owned());
        }
        said.extend(self.line(fact.literal()));
        let steps: Vec<String> = fact.chain.iter().take(MOST_STEPS).map(|step| code(&step.name)).collect();
        if !steps.is_empty() {
            let more = if fact.chain.len() > MOST_STEPS { " and more" } else { "" };
            said.push(format!("through {}{more}", steps.join(", ")));
        }
        if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
    }

    fn place(&self, span: Span) -> String {
        self.line(span).map(|line| format!(" ({line})")).unwrap_or_default()
    }

    /// `main.tf:3`, as code; nothing where the source is not known.
    fn line(&self, span: Span) -> Option<String> {
        let source = self.report.sources.get(span.source)?;
        Some(code(&format!("{}:{}", source.path, source.position(span.start).line)))
    }
}

/// Puts a name under its reason, with the others that are there for the same one.
fn put_under(groups: &mut Vec<(String, Vec<String>)>, reason: String, name: String) {
    match groups.iter_mut().find(|(known, _)| *known == reason) {
        Some((_, names)) => names.push(name),
        None => groups.push((reason, vec![name])),
    }
}

/// Limits and front doors, each with how hard it is and of when.
fn limits(placement: &Placement) -> Vec<String> {
    let mut points: Vec<String> = Vec::new();
    for name in LIMITS {
        for limit in placement.limits.iter().filter(|limit| limit.name == *name) {
            let Some(value) = limit.value else { continue };
            let said = phrase(&format!("gives.limits.{name}"), &Value::Number(value));
            let point = format!("{said} ({})", standing(limit));
            if !points.contains(&point) {
                points.push(point);
            }
        }
    }
    for door in &placement.doors {
        let limit = &door.request_timeout;
        let Some(value) = limit.value else { continue };
        let said = phrase("gives.limits.request_timeout", &Value::Number(value));
        points.push(format!("through {}: {said} ({})", escaped(&door.title), standing(limit)));
    }
    points
}

#[cfg(test)]
mod tests {
    use super::card;

    #[test]
    fn there_is_no_card_of_what_is_not_there() {
        assert_eq!(card(&crate::render::tests::sample(), 99), None);
    }
}
