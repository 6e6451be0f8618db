//! The settings in effect: read from the root's `misfit.yaml`, their globs compiled.

use std::sync::Arc;

use globset::GlobMatcher;
use smol_str::SmolStr;

use super::library::View;
use super::modules::Modules;
use crate::discover::marks::{Candidate, candidate};
use crate::load;
use crate::memo::{Circumstances, Memo};
use crate::model::document::Syntax;
use crate::model::overrides::Overrides;
use crate::model::paths;
use crate::model::policy::Severity;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::report::{Judged, Report};
use crate::model::resource::{Resource, Suppression};
pub(super) use crate::model::settings::NAMES;
use crate::model::settings::{Declaration, ModuleEntry, Settings, Stands};
use crate::model::source::{ReadError, Source, SourceMap, Sources};
use crate::parse::{self, text};
use crate::select::{Compiled, matcher};

/// Settings with their globs compiled.
#[derive(Default)]
pub(super) struct InEffect {
    settings: Settings,
    text: Option<Arc<str>>,
    declare: Vec<Option<Compiled>>,
    accept: Vec<Option<Compiled>>,
    exclude: Vec<GlobMatcher>,
    /// What is read in the place of modules, until the view takes it.
    pub(super) modules: Modules,
}

/// Reads the settings at the root, or those that the overrides name; what is wrong with them goes to the report.
pub(super) fn read(view: &View<'_>, overrides: &Overrides, memo: &Memo, report: &mut Report) -> InEffect {
    if overrides.no_settings {
        return InEffect::default();
    }
    let Some((path, bytes)) = find(view, overrides, report) else { return InEffect::default() };
    let decoded = match text::decode(bytes) {
        Ok(decoded) => decoded,
        Err(undecodable) => {
            report.problems.push(Problem { kind: ProblemKind::Settings, ..undecodable.problem(&path) });
            return InEffect::default();
        }
    };
    let id = memo.id(&path);
    let source = Arc::new(Source::new(path.as_str(), decoded));
    let parsed = parse::parse(id, &source.text, Syntax::Yaml);
    let mut problems = parsed.problems;
    let mut settings = Settings { path: Some(path.clone()), ..Settings::default() };
    if let Some(document) = parsed.documents.first() {
        let (read, more) = load::settings(&path, &document.root);
        settings = read;
        // What looks wrong in a broken file may be right in the whole one.
        if problems.is_empty() {
            problems.extend(more);
        }
    }
    problems.extend(settings.modules.iter().filter_map(|entry| without_terraform(view, entry)));
    let text = Some(source.text.clone());
    report.sources.insert(id, source);
    let in_effect = InEffect { text, ..InEffect::compile(settings, &mut problems) };
    // What is wrong in the settings is wrong with them, whatever else it is.
    report.problems.extend(problems.into_iter().map(|problem| Problem {
        kind: ProblemKind::Settings,
        path: path.clone(),
        ..problem
    }));
    in_effect
}

/// A module's place that holds no Terraform: its workloads must not be lost without a word.
fn without_terraform(view: &View<'_>, entry: &ModuleEntry) -> Option<Problem> {
    let Stands::Folder(folder, span) = &entry.stands else { return None };
    let message = match view.list(folder) {
        Ok(entries) if entries.iter().any(|entry| candidate(&entry.name) == Candidate::Terraform) => return None,
        Ok(_) => format!("`{folder}` holds no Terraform, so nothing stands for this module"),
        Err(error) => format!("`{folder}`: {}", Problem::unreadable(folder, &error).message),
    };
    Some(Problem::at(ProblemKind::Settings, *span, message))
}

fn find(view: &View<'_>, overrides: &Overrides, report: &mut Report) -> Option<(String, Vec<u8>)> {
    for name in overrides.settings_paths() {
        match view.read(name) {
            Ok(bytes) => return Some((name.to_owned(), bytes)),
            Err(ReadError::NotFound) if overrides.settings.is_none() => {}
            // What is committed is held against settings that are committed, too. Whoever tries some out may go on.
            Err(error @ ReadError::Untracked) if overrides.settings.is_none() => {
                let message = "git does not track it, so it is not in force";
                report.problems.push(Problem { message: message.to_owned(), ..Problem::unreadable(name, &error) });
            }
            Err(error) => {
                let problem = Problem::unreadable(name, &error);
                report.problems.push(Problem { kind: ProblemKind::Settings, ..problem });
            }
        }
    }
    None
}

impl InEffect {
    fn compile(settings: Settings, problems: &mut Vec<Problem>) -> Self {
        let declare = settings.declare.iter().map(|entry| Compiled::new(&entry.select, problems)).collect();
        let accept = settings.accept.iter().map(|(select, _)| Compiled::new(select, problems)).collect();
        let exclude = settings.exclude.iter().filter_map(|(glob, span)| matcher(glob, Some(*span), problems)).collect();
        let modules = Modules::new(&settings.modules, problems);
        Self { settings, text: None, declare, accept, exclude, modules }
    }

    /// Where the settings stand, from the root; nothing where there are none.
    pub(super) fn path(&self) -> Option<&str> {
        self.settings.path.as_deref()
    }

    /// What resources are judged by that stands in none of them.
    pub(super) fn circumstances(&self, overrides: &Overrides) -> Circumstances {
        let settings = self.settings.path.clone().zip(self.text.clone());
        Circumstances { settings, paths: overrides.paths.clone() }
    }

    /// Whether a path, or a folder above it, is excluded.
    pub(super) fn excludes(&self, path: &str) -> bool {
        let mut path = path;
        loop {
            if self.exclude.iter().any(|glob| glob.is_match(path)) {
                return true;
            }
            let above = paths::folder(path);
            if above.is_empty() {
                return false;
            }
            path = above;
        }
    }

    /// The declarations whose selectors take a resource, in their order.
    pub(super) fn declared(&self, resource: &Resource, sources: &SourceMap) -> Vec<&Declaration> {
        let with = self.settings.declare.iter().zip(&self.declare);
        with.filter(|(_, select)| select.as_ref().is_some_and(|select| select.takes(resource, sources)))
            .map(|(declaration, _)| declaration)
            .collect()
    }

    /// Declarations that select nothing: a renamed folder must not take a declaration's effect without a word.
    pub(super) fn idle_declarations(&self, report: &Report) -> Vec<Problem> {
        let selects =
            |select: &Compiled| report.resources.iter().any(|judged| select.takes(&judged.resource, &report.sources));
        let with = self.settings.declare.iter().zip(&self.declare);
        let idle = with.filter(|(_, select)| select.as_ref().is_some_and(|select| !selects(select)));
        idle.filter_map(|(declaration, _)| {
            let message = "this selects no workload, so it declares nothing";
            let problem = Problem::at(ProblemKind::Declaration, declaration.select.span?, message);
            Some(problem.help("`misfit inventory` lists the paths, kinds and addresses that there are"))
        })
        .collect()
    }

    /// What is accepted, each with the indices of the resources that it is accepted of. A policy that there is not is told
    /// by [`Self::unknown_policies`].
    pub(super) fn accepted(&self, report: &Report, ids: &[SmolStr]) -> Vec<(Suppression, Vec<usize>)> {
        let takes = |select: &Compiled, judged: &Judged| select.takes(&judged.resource, &report.sources);
        let with = self.settings.accept.iter().zip(&self.accept);
        with.filter(|((_, suppression), _)| ids.contains(&suppression.policy))
            .filter_map(|((_, suppression), select)| {
                let select = select.as_ref()?;
                let of = report.resources.iter().enumerate().filter(|(_, judged)| takes(select, judged));
                Some((suppression.clone(), of.map(|(index, _)| index).collect()))
            })
            .collect()
    }

    /// What the settings make of a policy's severity: nothing, a severity, or (`Some(None)`) off.
    pub(super) fn severity(&self, policy: &str) -> Option<Option<Severity>> {
        let said = self.settings.policies.iter().rev().find(|(id, ..)| id == policy);
        said.map(|(_, severity, _)| *severity)
    }

    /// What the settings say of policies that there are not.
    pub(super) fn unknown_policies(&self, ids: &[SmolStr]) -> Vec<Problem> {
        load::unknown_policies(&self.settings, ids.iter().map(SmolStr::as_str))
    }
}

#[cfg(test)]
mod tests {
    use crate::discover::memory::Memory;
    use crate::memo::Memo;
    use crate::model::overrides::Overrides;
    use crate::scan::scan;

    #[test]
    fn a_folder_that_stands_for_a_module_holds_terraform() {
        let rows = [
            ("modules/a", None),
            ("modules/b", Some("`modules/b` holds no Terraform, so nothing stands for this module")),
            ("modules/c", Some("`modules/c`: ")),
        ];
        for (folder, expected) in rows {
            let settings = format!("modules: [{{source: acme/a/aws, folder: {folder}}}]\n");
            let files = [("misfit.yaml", settings.as_str()), ("modules/a/main.tf", ""), ("modules/b/notes.txt", "")];
            let sources: Memory = files.into_iter().collect();
            let report = scan(&sources, &Overrides::default(), &mut Memo::new());
            let told: Vec<_> = report.problems.iter().map(|problem| problem.message.as_str()).collect();
            assert_eq!(told.len(), usize::from(expected.is_some()), "{told:?}");
            assert!(told.iter().all(|told| told.starts_with(expected.unwrap_or_default())), "{told:?}");
            assert!(report.problems.iter().all(|problem| problem.span.is_some() && problem.path == "misfit.yaml"));
        }
    }
}
