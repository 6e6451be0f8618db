//! Versions of modules: which ones a call asks for, and which ones a stand-in was read at.

/// Major, minor and patch.
type Version = [u64; 3];

/// Higher than any version.
const HIGHEST: Version = [u64::MAX; 3];

/// A higher number alone is no version.
const MOST_MAJOR: u64 = 9_999;

/// Versions in a row: the least of them, and the first that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Versions {
    least: Version,
    below: Version,
}

impl Versions {
    /// What a constraint as Terraform writes it lets through: `>= 18, < 22`, `~> 6.0`, `7.2.1`. What it takes out of the
    /// middle (`!=`) stays in. Nothing where it is no constraint.
    pub(super) fn of(constraint: &str) -> Option<Self> {
        let mut all = Self { least: [0; 3], below: HIGHEST };
        for part in constraint.split(',') {
            let part = part.trim();
            let digits = part.find(|letter: char| letter.is_ascii_digit() || letter == 'v')?;
            let (operator, version) = (part.get(..digits)?.trim(), part.get(digits..)?);
            let (version, written) = version_of(version)?;
            let one = match operator {
                "" | "=" => Self { least: version, below: after(version) },
                "!=" => continue,
                ">" => Self { least: after(version), below: HIGHEST },
                ">=" => Self { least: version, below: HIGHEST },
                "<" => Self { least: [0; 3], below: version },
                "<=" => Self { least: [0; 3], below: after(version) },
                "~>" => Self { least: version, below: written.checked_sub(2).map_or(HIGHEST, |at| next(version, at)) },
                _ => return None,
            };
            all = Self { least: all.least.max(one.least), below: all.below.min(one.below) };
        }
        Some(all)
    }

    /// What a tag of a repository means: `v7.2.1`, or `v7` for what is newest of it. Nothing of a branch or a commit.
    pub(super) fn of_tag(tag: &str) -> Option<Self> {
        let (version, written) = version_of(tag)?;
        // A commit may be called by digits alone.
        let is_commit = written == 1 && version[0] > MOST_MAJOR;
        let below = written.checked_sub(1).filter(|_| !is_commit).map(|at| next(version, at))?;
        Some(Self { least: version, below })
    }

    /// Whether it stops somewhere: what nobody has published yet was not read.
    pub(super) fn has_end(self) -> bool {
        self.below != HIGHEST
    }

    /// Whether all of them come before a major version.
    pub(super) fn are_before(self, major: u64) -> bool {
        self.below <= [major, 0, 0]
    }

    /// Whether a version is in both.
    pub(super) fn meets(self, other: Self) -> bool {
        self.least.max(other.least) < self.below.min(other.below)
    }
}

/// A version, and how many of its numbers are written. What comes after a `-` or a `+` counts for nothing.
fn version_of(text: &str) -> Option<(Version, usize)> {
    let text = text.trim();
    let text = text.strip_prefix('v').unwrap_or(text);
    let numbers = text.split(['-', '+']).next()?;
    let mut version = [0; 3];
    let mut written = 0;
    for number in numbers.split('.') {
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        *version.get_mut(written)? = number.parse().ok().filter(|_| is_number)?;
        written += 1;
    }
    Some((version, written))
}

/// The version right after another.
fn after(version: Version) -> Version {
    next(version, 2)
}

/// The first version with another number at a place.
fn next(version: Version, at: usize) -> Version {
    let mut next = [0; 3];
    for (place, (number, of)) in next.iter_mut().zip(version).enumerate() {
        *number = if place < at { of } else { u64::from(place == at).saturating_mul(of.saturating_add(1)) };
    }
    next
}

#[cfg(test)]
mod tests {
    use super::Versions;

    #[test]
    fn a_constraint_lets_through_what_terraform_lets_through() {
        let Some(read) = Versions::of(">= 18, < 22") else { panic!("no constraint") };
        let rows = [
            ("~> 21.0", true),
            ("~> 17.1", false),
            ("~> 17", true),
            ("~> 17.24.0", false),
            ("~> 21.19.0", true),
            ("~> 22.0", false),
            ("21.3.1", true),
            ("= v18.0.0", true),
            ("17.24.0", false),
            ("22.0.0", false),
            (">= 17", true),
            (">= 22.0", false),
            ("> 21.999.999", true),
            ("< 18.0.0", false),
            ("<= 18.0.0", true),
            ("<= 17.9", false),
            ("!= 18.0.0", true),
            (">= 19.0, < 20.0", true),
            (">= 16.0, < 18.0", false),
            (">= 19.0, != 19.2.0,~>19.1", true),
            ("18.0.0-rc1", true),
        ];
        for (constraint, expected) in rows {
            let meets = Versions::of(constraint).map(|asked| read.meets(asked));
            assert_eq!(meets, Some(expected), "{constraint}");
        }
        for odd in ["", "latest", ">=", "=> 1", "1.x", "1.2.3.4", "99999999999999999999999"] {
            assert_eq!(Versions::of(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_tag_is_a_version_or_all_of_a_major_one() {
        let Some(read) = Versions::of(">= 18, < 22") else { panic!("no constraint") };
        let rows =
            [("v21.1.0", true), ("20.8.4", true), ("v17.24.0", false), ("v19", true), ("v22", false), ("v17.1", false)];
        for (tag, expected) in rows {
            assert_eq!(Versions::of_tag(tag).map(|asked| read.meets(asked)), Some(expected), "{tag}");
        }
        for other in ["main", "feature/v2", "9facf9f", "407e3db34a65b384c20ef718f55d9ceacb97a846", "4073345", ""] {
            assert_eq!(Versions::of_tag(other), None, "{other}");
        }
    }
}
