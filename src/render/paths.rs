//! Paths as people read them: from where they stand, not from the root.

use std::borrow::Cow;

/// Where the reader stands, seen from the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Base {
    /// At the root.
    #[default]
    Root,
    /// In a folder below the root, its path from there.
    Below(String),
    /// Elsewhere: the root's path from there.
    Elsewhere(String),
}

impl Base {
    /// A path from the root, as it is from where the reader stands; `.` where he stands at it.
    pub fn show<'p>(&self, path: &'p str) -> Cow<'p, str> {
        match self {
            _ if path.is_empty() => Cow::Owned(self.root()),
            Self::Below(folder) if folder == path => Cow::Borrowed("."),
            Self::Root => Cow::Borrowed(path),
            Self::Elsewhere(root) => Cow::Owned(format!("{}/{path}", root.trim_end_matches('/'))),
            Self::Below(folder) => Cow::Owned(from_folder(path, folder)),
        }
    }

    /// The root, as it is from where the reader stands: the same on every machine.
    pub fn root(&self) -> String {
        match self {
            Self::Root => ".".to_owned(),
            Self::Below(folder) => vec![".."; folder.split('/').count()].join("/"),
            Self::Elsewhere(root) => root.clone(),
        }
    }
}

fn from_folder(path: &str, folder: &str) -> String {
    let shared = path.split('/').zip(folder.split('/')).take_while(|(left, right)| left == right).count();
    let ups = folder.split('/').count() - shared;
    let rest: Vec<&str> = std::iter::repeat_n("..", ups).chain(path.split('/').skip(shared)).collect();
    rest.join("/")
}

#[cfg(test)]
mod tests {
    use super::Base;

    #[test]
    fn a_path_is_shown_from_where_the_reader_stands() {
        let below = Base::Below("infra/prod".into());
        let cases = [
            (&Base::Root, "infra/a.tf", "infra/a.tf"),
            (&below, "infra/prod/a.tf", "a.tf"),
            (&below, "infra/b.tf", "../b.tf"),
            (&below, "svc/c.yaml", "../../svc/c.yaml"),
            (&below, "infra/prod", "."),
            (&below, "infra", ".."),
            (&below, "", "../.."),
            (&Base::Root, "", "."),
            (&Base::Elsewhere("../shop".into()), "c.yaml", "../shop/c.yaml"),
        ];
        for (base, path, expected) in cases {
            assert_eq!(base.show(path), expected);
        }
        assert_eq!(below.root(), "../..");
    }
}
