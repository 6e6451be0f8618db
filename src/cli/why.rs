//! `misfit why`: all that is known of one workload, and what the policies make of it.

use std::borrow::Cow;

use super::arguments::{Asker, WhyArguments};
use super::check::named;
use super::exit::Exit;
use super::instance;
use super::output::{distinct, write_all};
use super::run::run;
use crate::evaluate::verdict;
use crate::load::Beliefs;
use crate::model::addresses::{own_key, with_bare_keys, without_keys};
use crate::model::policy::{Policy, Severity};
use crate::model::report::{Judged, Report, Verdict};
use crate::model::resource::Role;
use crate::render::View;
use crate::render::why::{Depth, Portrait, WHY_FORMATS};
use crate::values::nearest::nearest;

/// More candidates of an ambiguous address are not listed.
const MOST_CANDIDATES: usize = 20;

/// Says all that is known of one workload.
///
/// # Errors
/// A sentence of what kept it from answering: no such workload, several such, no such policy.
pub(super) fn why(arguments: &WhyArguments) -> Result<Exit, String> {
    distinct(&arguments.output)?;
    let run = run(&arguments.scan, Asker::Person)?;
    let judged = find(&run.report, &arguments.address)?;
    let judged = judged.as_ref();
    let policies = Beliefs::builtin().policies();
    let (asked, depth) = match &arguments.policy {
        Some(id) => (vec![policy(policies, id)?], Depth::WhyNot),
        None => (policies.iter().filter(|policy| run.report.policies.contains(&policy.id)).collect(), Depth::Counted),
    };
    let is_workload = judged.resource.role == Role::Workload;
    let verdicts: Vec<Verdict> =
        asked.into_iter().filter(|_| is_workload).map(|policy| verdict(judged, policy)).collect();
    let options = run.options(&arguments.scan, Severity::Note);
    let screen = (named(WHY_FORMATS, &arguments.format)?, options.style);
    write_all(screen, &arguments.output, WHY_FORMATS, |writer, style, out| {
        let options = options.styled(style);
        let view = View { report: &run.report, options: &options };
        writer(&Portrait { view, judged, verdicts: &verdicts, depth }, out)
    })?;
    Ok(if run.is_trusted() { Exit::Clean } else { Exit::Untrusted })
}

fn policy<'a>(policies: &'a [Policy], id: &str) -> Result<&'a Policy, String> {
    policies.iter().find(|policy| policy.id == id).ok_or_else(|| {
        let meant = nearest(id, policies.iter().map(|policy| policy.id.as_str()));
        let meant = meant.map_or_else(|| "`misfit policies` lists them".to_owned(), |id| format!("did you mean {id}?"));
        format!("there is no policy {id}; {meant}")
    })
}

/// Whether an address ends in what was asked, in whole parts.
fn ends_in(address: &str, asked: &str) -> bool {
    address.strip_suffix(asked).is_some_and(|before| before.is_empty() || before.ends_with([':', '/', '.']))
}

/// Whether what was asked is a call, in whole parts, of those that an address came through.
fn is_made_by(address: &str, asked: &str) -> bool {
    let mut found = address.match_indices(asked).map(|(at, _)| address.split_at(at));
    asked.starts_with("module.")
        && found.any(|(before, from)| {
            let begins = before.is_empty() || before.ends_with([':', '.']);
            begins && from.get(asked.len()..).is_some_and(|after| after.starts_with(['.', '[']))
        })
}

/// The resource of an address or of an end of one that no other has. Whole parts come before parts of a name, and
/// workloads before what is not one. The keys of modules' instances may be written without quotes, which shells take away,
/// or be left out; a call stands for what it makes, and the key of a block's own instance asks of this one alone.
fn find<'a>(report: &'a Report, asked: &str) -> Result<Cow<'a, Judged>, String> {
    let addressed: Vec<(String, &Judged)> = report.resources.iter().map(|judged| (judged.address(), judged)).collect();
    let found = fitting(&addressed, asked);
    if found.is_empty()
        && let Some((block, key)) = own_key(asked)
        && let Some(judged) = only(&fitting(&addressed, block), block)?
    {
        return instance::of(judged, &key);
    }
    if let Some(judged) = only(&found, asked)? {
        return Ok(Cow::Borrowed(judged));
    }
    let meant =
        nearest(asked, addressed.iter().flat_map(|(address, judged)| [judged.resource.local.as_str(), address]));
    let meant =
        meant.map_or_else(|| "`misfit inventory` lists them".to_owned(), |meant| format!("did you mean {meant}?"));
    Err(format!("there is no workload {asked}; {meant}"))
}

/// A resource and its address.
type Addressed<'a> = (String, &'a Judged);

/// Those that what was asked may stand for, by the first way in which it stands for any.
fn fitting<'r, 'a>(addressed: &'r [Addressed<'a>], asked: &str) -> Vec<&'r Addressed<'a>> {
    let bare = with_bare_keys(asked);
    let ways: [&dyn Fn(&str) -> bool; 6] = [
        &|address| address == asked,
        &|address| ends_in(address, asked),
        &|address| ends_in(&with_bare_keys(address), &bare),
        &|address| ends_in(&without_keys(address), asked),
        &|address| address.ends_with(asked),
        &|address| is_made_by(&with_bare_keys(address), &bare),
    ];
    let found = ways.into_iter().find_map(|fits| {
        let all: Vec<&Addressed<'_>> = addressed.iter().filter(|(address, _)| fits(address)).collect();
        let workloads: Vec<&Addressed<'_>> =
            all.iter().copied().filter(|(_, judged)| judged.resource.role == Role::Workload).collect();
        Some(if workloads.is_empty() { all } else { workloads }).filter(|candidates| !candidates.is_empty())
    });
    found.unwrap_or_default()
}

/// The one that was found, where one was; several are an error that lists them.
fn only<'a>(found: &[&Addressed<'a>], asked: &str) -> Result<Option<&'a Judged>, String> {
    match found {
        [] => Ok(None),
        [(_, judged)] => Ok(Some(judged)),
        several => {
            let mut lines: Vec<&str> =
                several.iter().map(|(address, _)| address.as_str()).take(MOST_CANDIDATES).collect();
            if several.len() > MOST_CANDIDATES {
                lines.push("...");
            }
            Err(format!("{asked} may be any of {}:\n  {}", several.len(), lines.join("\n  ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::find;
    use crate::render::tests::sample;

    #[test]
    fn an_address_is_found_by_any_end_that_no_other_has() {
        let report = sample();
        let cases = [
            ("infra/payments::aws_lambda_function.card_vault", Ok("card_vault")),
            ("aws_lambda_function.thumbs", Ok("thumbs")),
            ("thumbs", Ok("thumbs")),
            ("vault", Ok("card_vault")),
            ("aws_lambda_function.thumb", Err("did you mean aws_lambda_function.thumbs?")),
            ("", Err("may be any of 2")),
        ];
        for (asked, expected) in cases {
            match (find(&report, asked), expected) {
                (Ok(judged), Ok(name)) => assert_eq!(judged.resource.name, name, "{asked}"),
                (Err(message), Err(part)) => assert!(message.contains(part), "{asked}: {message}"),
                (found, _) => panic!("{asked}: {:?}", found.map(|judged| judged.address())),
            }
        }
    }

    #[test]
    fn an_address_of_a_module_is_found_without_quotes_and_without_keys() {
        let mut report = sample();
        for (at, local) in
            [r#"module.api["a"].module.fn.aws_lambda_function.f"#, r#"module.api["b"].aws_lambda_function.g"#]
                .into_iter()
                .enumerate()
        {
            Arc::make_mut(&mut report.resources[at].resource).local = local.into();
        }
        let (f, g) = (Ok("module.fn.aws_lambda_function.f"), Ok("aws_lambda_function.g"));
        for (asked, expected) in [
            (r#"module.api["a"].module.fn.aws_lambda_function.f"#, f),
            (r#"infra/payments::module.api["a"].module.fn.aws_lambda_function.f"#, f),
            ("module.api[a].module.fn.aws_lambda_function.f", f),
            ("infra/payments::module.api[b].aws_lambda_function.g", g),
            ("module.api.module.fn.aws_lambda_function.f", f),
            ("module.fn.aws_lambda_function.f", f),
            ("aws_lambda_function.g", g),
            ("module.api[b]", g),
            ("module.fn", f),
            ("module.api", Err("may be any of 2:\n  infra/payments::module.api[\"a\"]")),
            ("module.ap", Err("there is no workload module.ap")),
            // Of a block without instances that are told apart, all of it is what is known.
            (r#"module.api["b"].aws_lambda_function.g["x"]"#, g),
            ("aws_lambda_function.g[0]", g),
            ("module.api[c].aws_lambda_function.g", Err("did you mean module.api[\"b\"].aws_lambda_function.g?")),
        ] {
            match (find(&report, asked), expected) {
                (Ok(judged), Ok(end)) => assert!(judged.resource.local.ends_with(end), "{asked}"),
                (Err(message), Err(part)) => assert!(message.contains(part), "{asked}: {message}"),
                (found, _) => panic!("{asked}: {:?}", found.map(|judged| judged.address())),
            }
        }
    }
}
