//! Addresses in their parts: the modules that lead to a resource, its type and its name.

use std::borrow::Cow;

use crate::model::addresses::{Part, key_in, parts, without_keys};

/// An address in its parts.
pub(super) struct Address<'t> {
    /// `module.api["a"].`, or nothing.
    pub(super) module: &'t str,
    pub(super) kind: &'t str,
    /// `["a"]`, or nothing.
    index: &'t str,
    /// All of it up to its name, and up to its index.
    written: &'t str,
    with_index: &'t str,
}

impl<'t> Address<'t> {
    /// The resource that `module.api.aws_instance.web[0].id` leads to; nothing for variables, data and outputs.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        // Most names that values come through are of no resource.
        if !text.contains('_') {
            return None;
        }
        let mut parts = parts(text).into_iter();
        let mut length = 0;
        let mut kind = parts.next()?;
        while kind.name == "module" {
            let call = parts.next()?;
            length += "module..".len() + call.name.len() + call.index.map_or(0, str::len);
            kind = parts.next()?;
        }
        let Part { name: kind, index: None } = kind else { return None };
        let Part { name, index } = parts.next()?;
        let index = index.unwrap_or_default();
        let is_type = kind.contains('_') && !kind.contains(['[', ' ', '/', ':', '$', '{', '(']);
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        if !(is_type && is_name) {
            return None;
        }
        let module = text.get(..length)?;
        let written = text.get(..length + kind.len() + ".".len() + name.len())?;
        let with_index = text.get(..written.len() + index.len())?;
        Some(Self { module, kind, index, written, with_index })
    }

    /// Whether it says of which instance it is.
    pub(super) fn is_indexed(&self) -> bool {
        !self.index.is_empty()
    }

    /// Whether it is of the instance under a key, or at a place.
    pub(super) fn is_at(&self, key: &str) -> bool {
        self.is_indexed() && key_in(self.index) == key
    }

    /// The address of the instance that it says.
    pub(super) fn with_index(&self) -> &'t str {
        self.with_index
    }

    /// The address without what follows the name.
    pub(super) fn written(&self) -> &'t str {
        self.written
    }

    /// The address without any index.
    pub(super) fn plain(&self) -> Cow<'t, str> {
        match self.module.contains('[') {
            true => Cow::Owned(without_keys(self.written)),
            false => Cow::Borrowed(self.written),
        }
    }
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
            assert_eq!(Address::of(text).map(|address| address.written()), expected, "{text}");
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
        let address = Address::of("module.api[\"a\"].aws_instance.web[0].id");
        let address = address.map(|address| (address.plain().into_owned(), address.with_index()));
        let expected = ("module.api.aws_instance.web".to_owned(), "module.api[\"a\"].aws_instance.web[0]");
        assert_eq!(address, Some(expected));
    }
}
