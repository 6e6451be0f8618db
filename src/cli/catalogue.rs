//! `misfit explain`, `misfit policies` and `misfit platforms`: what misfit believes, as its files tell it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::arguments::{CatalogueArguments, ExplainArguments};
use super::check::named;
use super::exit::Exit;
use super::look;

use super::output::{distinct, write, write_all};
use crate::load::{Beliefs, full_text};
use crate::render::Language;
use crate::render::pages::{self, LIST_FORMATS, Listing, PlatformPage, PolicyPage};
use crate::values::nearest::nearest;

/// Explains a policy or a platform; where both have the name, both.
///
/// # Errors
/// No policy or platform has that id; a page that cannot be read.
pub(super) fn explain(arguments: &ExplainArguments) -> Result<Exit, String> {
    let id = arguments.id.as_str();
    let (policies, platforms) = (policy_ids(), platform_ids());
    if !policies.contains(&id) && !platforms.contains(&id) {
        let meant = nearest(id, policies.iter().chain(&platforms).copied());
        let lists = || "`misfit policies` and `misfit platforms` list them".to_owned();
        let meant = meant.map_or_else(lists, |meant| format!("did you mean {meant}?"));
        return Err(format!("there is no policy or platform {id}; {meant}"));
    }
    let style = look::style(&arguments.look);
    let policy = policies.contains(&id).then(|| policy(id)).transpose()?;
    let platform = platforms.contains(&id).then(|| platform(id)).transpose()?;
    write(Language::Prose, |out| {
        if let Some(page) = &policy {
            pages::write_policy(page, style, out)?;
        }
        if policy.is_some() && platform.is_some() {
            writeln!(out)?;
        }
        platform.iter().try_for_each(|page| pages::write_platform(page, style, out))
    })?;
    Ok(Exit::Clean)
}

/// Lists the policies.
///
/// # Errors
/// A page that cannot be read.
pub(super) fn policies(arguments: &CatalogueArguments) -> Result<Exit, String> {
    let pages = policy_ids().into_iter().map(policy).collect::<Result<Vec<PolicyPage>, String>>()?;
    let row = |page: &PolicyPage| vec![page.id.clone(), page.severity.text(), page.concern.clone(), page.title.clone()];
    list(arguments, &["POLICY", "SEVERITY", "CONCERN", "TITLE"], pages.iter().map(row).collect(), &pages)
}

/// Lists the platforms.
///
/// # Errors
/// A page that cannot be read.
pub(super) fn platforms(arguments: &CatalogueArguments) -> Result<Exit, String> {
    let pages = platform_ids().into_iter().map(platform).collect::<Result<Vec<PlatformPage>, String>>()?;
    let row = |page: &PlatformPage| {
        let refined = || page.refines.as_ref().map(|refined| format!("as {refined}"));
        let model = page.model.clone().or_else(refined).unwrap_or_default();
        vec![page.id.clone(), model, page.refines.clone().unwrap_or_else(|| "-".to_owned()), page.title.clone()]
    };
    list(arguments, &["PLATFORM", "MODEL", "REFINES", "TITLE"], pages.iter().map(row).collect(), &pages)
}

fn list(
    arguments: &CatalogueArguments,
    heads: &'static [&'static str],
    rows: Vec<Vec<String>>,
    pages: &[impl Serialize],
) -> Result<Exit, String> {
    let pages = serde_json::to_value(pages).map_err(|error| error.to_string())?;
    distinct(&arguments.output)?;
    let listing = Listing { heads, rows, pages };
    let screen = (named(LIST_FORMATS, &arguments.format)?, look::style(&arguments.look));
    write_all(screen, &arguments.output, LIST_FORMATS, |writer, style, out| writer(&listing, style, out))?;
    Ok(Exit::Clean)
}

fn policy_ids() -> Vec<&'static str> {
    Beliefs::builtin().policies().iter().map(|policy| policy.id.as_str()).collect()
}

fn platform_ids() -> Vec<&'static str> {
    Beliefs::builtin().platforms().into_iter().map(|platform| platform.id.as_str()).collect()
}

/// The page of a policy.
pub(super) fn policy(id: &str) -> Result<PolicyPage, String> {
    read(id, full_text(id)).map(|page: PolicyPage| PolicyPage { id: id.to_owned(), ..page })
}

fn platform(id: &str) -> Result<PlatformPage, String> {
    read(id, full_text(id)).map(|page: PlatformPage| PlatformPage { id: id.to_owned(), ..page })
}

fn read<T: DeserializeOwned>(id: &str, text: Option<&str>) -> Result<T, String> {
    let text = text.ok_or_else(|| format!("{id} has no page"))?;
    serde_yaml::from_str(text).map_err(|error| format!("the page of {id} cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::{platform, platform_ids, policy, policy_ids};

    #[test]
    fn every_page_can_be_read() {
        for id in policy_ids() {
            assert!(policy(id).is_ok_and(|page| page.instead.len() >= 2), "{:?}", policy(id));
        }
        for id in platform_ids() {
            assert!(platform(id).is_ok(), "{:?}", platform(id));
        }
    }
}
