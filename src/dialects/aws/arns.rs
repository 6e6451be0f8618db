//! Names of Amazon's resources in text: the functions that an ARN leads to.

use smol_str::SmolStr;

use crate::model::tree::HOLE;

/// What stands before the name of a function in an ARN.
pub(crate) const FUNCTION_ARN: &str = ":function:";

/// The names of all functions of which a text holds the ARN. What is filled into one is found by what it refers to.
pub(crate) fn functions_named(text: &str) -> Vec<SmolStr> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let names = text.split(FUNCTION_ARN).skip(1).filter_map(|after| {
        let end = after.find(|c| !is_of_name(c)).unwrap_or(after.len());
        let (name, rest) = (after.get(..end)?, after.get(end..)?);
        (!name.is_empty() && !rest.starts_with(['$', HOLE])).then(|| SmolStr::new(name))
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use super::functions_named;

    #[test]
    fn names_stand_behind_the_kind() {
        for (text, expected) in [
            ("arn:aws:lambda:eu-west-1:111122223333:function:pay", vec!["pay"]),
            (
                "{\"Resource\": \"arn:aws:lambda:::function:pay:live\", \"Next\": \":function:ship_it\"}",
                vec!["pay", "ship_it"],
            ),
            ("arn:aws:lambda:::function:pay-${stage}", vec![]),
            ("arn:aws:lambda:::function:", vec![]),
            ("arn:aws:sqs:::q", vec![]),
        ] {
            assert_eq!(functions_named(text), expected, "{text}");
        }
    }
}
