//! Addresses in their parts: the modules that lead to a resource, its type and its name.

use smol_str::SmolStr;

/// An address in its parts.
pub(super) struct Address {
    /// `module.api["a"].`, or nothing.
    pub(super) module: SmolStr,
    pub(super) kind: SmolStr,
    name: SmolStr,
    /// `["a"]`, or nothing.
    index: SmolStr,
}

impl Address {
    /// The resource that `module.api.aws_instance.web[0].id` leads to; nothing for variables, data and outputs.
    pub(super) fn of(text: &str) -> Option<Self> {
        let parts = split_at_dots(text);
        let mut parts = parts.into_iter();
        let mut module = String::new();
        let mut kind = parts.next()?;
        while kind == "module" {
            let name = parts.next()?;
            module.push_str("module.");
            module.push_str(name);
            module.push('.');
            kind = parts.next()?;
        }
        let last = parts.next()?;
        let name = without_index(last);
        let index = last.get(name.len()..).unwrap_or_default();
        let is_type = kind.contains('_') && !kind.contains(['[', ' ', '/', ':', '$', '{', '(']);
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        (is_type && is_name).then(|| Self {
            module: module.into(),
            kind: kind.into(),
            name: name.into(),
            index: index.into(),
        })
    }

    /// Whether it says of which instance it is.
    pub(super) fn is_indexed(&self) -> bool {
        !self.index.is_empty()
    }

    /// Whether it is of the instance under a key, or at a place.
    pub(super) fn is_at(&self, key: &str) -> bool {
        let index = self.index.strip_prefix('[').and_then(|index| index.strip_suffix(']'));
        index.is_some_and(|index| index == key || index == format!("{key:?}"))
    }

    /// The address of the instance that it says.
    pub(super) fn with_index(&self) -> SmolStr {
        smol_str::format_smolstr!("{}{}.{}{}", self.module, self.kind, self.name, self.index)
    }

    /// The address without what follows the name.
    pub(super) fn written(&self) -> SmolStr {
        smol_str::format_smolstr!("{}{}.{}", self.module, self.kind, self.name)
    }

    /// The address without any index.
    pub(super) fn plain(&self) -> SmolStr {
        let module: String = split_at_dots(&self.module).into_iter().map(without_index).collect::<Vec<_>>().join(".");
        smol_str::format_smolstr!("{module}{}.{}", self.kind, self.name)
    }
}

fn without_index(part: &str) -> &str {
    part.split('[').next().unwrap_or(part)
}

/// Splits at the dots that stand outside brackets.
fn split_at_dots(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quoted, mut escaped) = (0, 0_u32, false, false);
    for (index, byte) in text.bytes().enumerate() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match byte {
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b'[' if !quoted => depth += 1,
            b']' if !quoted => depth = depth.saturating_sub(1),
            b'.' if depth == 0 && !quoted => {
                parts.push(text.get(start..index).unwrap_or_default());
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn addresses_are_read_out_of_references() {
        let cases = [
            ("aws_instance.web", Some("aws_instance.web")),
            ("aws_instance.web[0].id", Some("aws_instance.web")),
            ("module.api[\"a.b\"].aws_ecs_cluster.main.arn", Some("module.api[\"a.b\"].aws_ecs_cluster.main")),
            ("var.size", None),
            ("data.aws_ami.base.id", None),
            ("module.vpc.private_subnets", None),
            ("each.value", None),
        ];
        for (text, expected) in cases {
            let address = Address::of(text).map(|address| address.written());
            assert_eq!(address.as_deref(), expected, "{text}");
        }
        for (text, key, expected) in [
            ("aws_instance.web[\"a.b\"].id", "a.b", true),
            ("aws_instance.web[\"a\\\"].b\"].id", "a\"].b", true),
            ("aws_instance.web[\"a.b\"].id", "b", false),
            ("aws_instance.web[0]", "0", true),
            ("aws_instance.web[0]", "1", false),
            ("aws_instance.web.tags[\"a\"]", "a", false),
        ] {
            assert_eq!(Address::of(text).map(|address| address.is_at(key)), Some(expected), "{text} {key}");
        }
        let indexed = Address::of("module.api[\"a\"].aws_instance.web").map(|address| address.plain());
        assert_eq!(indexed.as_deref(), Some("module.api.aws_instance.web"));
    }
}
