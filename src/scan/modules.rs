//! What is read in the place of a module that is not on disk: as the settings say, else what misfit knows of it.

use std::borrow::Cow;

use globset::GlobMatcher;

use crate::load::{Edition, KnownModule, ModuleSource};
use crate::model::paths;
use crate::model::problem::Problem;
use crate::model::settings::{ModuleEntry, Stands};
use crate::select::matcher;

/// What the settings say of modules, their globs compiled.
#[derive(Default)]
pub(super) struct Modules {
    entries: Vec<(GlobMatcher, Stands)>,
}

/// What stands in for a module.
pub(super) enum Stand {
    /// A folder under the root.
    Folder(String),
    /// One that misfit brings along.
    Known(Edition),
    /// One that misfit brings along, read at other versions than are asked for.
    AtOtherVersions(&'static KnownModule),
}

impl Stand {
    /// The folder's path, or that of what misfit brings along; nothing where that is another version's.
    pub(super) fn path(&self) -> Cow<'_, str> {
        match self {
            Self::Folder(path) => Cow::Borrowed(path),
            Self::Known(edition) => edition.path(),
            Self::AtOtherVersions(_) => Cow::Borrowed(""),
        }
    }
}

impl Modules {
    pub(super) fn new(entries: &[ModuleEntry], problems: &mut Vec<Problem>) -> Self {
        let compiled =
            |entry: &ModuleEntry| Some((matcher(&entry.source, Some(entry.span), problems)?, entry.stands.clone()));
        Self { entries: entries.iter().filter_map(compiled).collect() }
    }

    /// What stands in for the module of a call's source. Of a package that the settings have, a folder is looked for in
    /// what stands for the package. Versions are those of known modules: a fork, and what a team has written, has its own.
    pub(super) fn stand_in(&self, source: &str, version: Option<&str>) -> Option<Stand> {
        let source = ModuleSource::of(source)?;
        let said = self.entries.iter().rev().find_map(|(glob, stands)| Some((fit(glob, &source)?, stands)));
        match said {
            Some((Fit::Whole, Stands::Folder(folder, _))) => Some(Stand::Folder(folder.to_string())),
            Some((Fit::Package, Stands::Folder(folder, _))) => paths::join(folder, &source.folder).map(Stand::Folder),
            Some((Fit::Whole, Stands::Like(name))) => newest(&ModuleSource::of(name)?),
            Some((Fit::Package, Stands::Like(name))) => newest(&source.within(name)?),
            None => {
                let known = source.known()?;
                Some(known.edition(&source, version).map_or(Stand::AtOtherVersions(known), Stand::Known))
            }
        }
    }
}

/// The newest version of the known module that a source names.
fn newest(source: &ModuleSource) -> Option<Stand> {
    source.known()?.edition(source, None).map(Stand::Known)
}

/// How much of a source a glob takes.
enum Fit {
    Whole,
    /// The package, without the folder in it.
    Package,
}

fn fit(glob: &GlobMatcher, source: &ModuleSource) -> Option<Fit> {
    let whole = source.full_name();
    if glob.is_match(source.written.as_str()) || whole.is_some_and(|name| glob.is_match(name.as_str())) {
        // Without a folder, the package is the whole: a `like` that names a package of folders stands for none.
        return Some(Fit::Whole);
    }
    let is_package =
        glob.is_match(source.package.as_str()) || source.name.as_ref().is_some_and(|name| glob.is_match(name.as_str()));
    is_package.then_some(Fit::Package)
}

#[cfg(test)]
mod tests {
    use super::Modules;
    use crate::load::settings;
    use crate::model::document::Syntax;
    use crate::model::source::SourceId;
    use crate::parse::parse;

    const ENTRIES: &str = "modules:
- {source: 'acme/**', folder: never}
- {source: acme/function/aws, like: terraform-aws-modules/lambda/aws}
- {source: 'git::https://git.acme.com/terraform-aws-lambda.git', folder: vendor/lambda}
- {source: 'git@git.acme.com:*/terraform-*-lambda*//modules/alias', folder: modules/alias}
- {source: terraform-aws-modules/lambda/aws, folder: .}
";

    #[test]
    fn settings_stand_before_what_is_known_and_later_ones_before_earlier() {
        let parsed = parse(SourceId(0), ENTRIES, Syntax::Yaml);
        let (read, mut problems) = settings("misfit.yaml", &parsed.documents[0].root);
        let modules = Modules::new(&read.modules, &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        let known = Some("misfit:modules/terraform-aws-modules-lambda-aws.tf");
        let rows = [
            ("acme/function/aws", known),
            ("acme/function/aws//modules/none", None),
            ("acme/other/aws", Some("never")),
            ("acme/other/aws//modules/alias", Some("never")),
            ("git::https://git.acme.com/terraform-aws-lambda.git?ref=v1", Some("vendor/lambda")),
            ("git::https://git.acme.com/terraform-aws-lambda.git//modules/alias", Some("vendor/lambda/modules/alias")),
            ("git::https://git.acme.com/terraform-aws-lambda.git//../../alias", Some("vendor/lambda")),
            ("git@git.acme.com:infra/terraform-aws-lambda.git//modules/alias?ref=v1", Some("modules/alias")),
            ("git@git.acme.com:infra/terraform-aws-lambda.git", None),
            ("github.com/terraform-aws-modules/terraform-aws-lambda", Some("")),
            ("terraform-aws-modules/lambda/aws//modules/alias", Some("modules/alias")),
            ("./modules/lambda", None),
        ];
        for (source, expected) in rows {
            let stand = modules.stand_in(source, Some("~> 1.0"));
            assert_eq!(stand.as_ref().map(super::Stand::path).as_deref(), expected, "{source}");
        }
        let lambda = "terraform-aws-modules/lambda/aws";
        for (source, version, expected) in [
            (lambda, None, known),
            (lambda, Some("~> 7.0"), known),
            (lambda, Some("~> 1.0"), Some("")),
            ("github.com/terraform-aws-modules/terraform-aws-lambda?ref=v1.48.0", None, Some("")),
            ("github.com/terraform-aws-modules/terraform-aws-lambda?depth=1&ref=v7.2.0", None, known),
            (
                "github.com/terraform-aws-modules/terraform-aws-lambda?ref=9acd3227087db56abac5f78d1a660b08ee159a9c",
                None,
                known,
            ),
        ] {
            let stand = Modules::default().stand_in(source, version);
            assert_eq!(stand.as_ref().map(super::Stand::path).as_deref(), expected, "{source} {version:?}");
        }
    }
}
