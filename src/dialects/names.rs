//! The names by which clouds know what is written.

/// The name at the end of an ARN, an id path or a link; of a Lambda's, without its version or what is asked of it.
pub(crate) fn last_name(text: &str) -> &str {
    let text = match text.split_once(":function:") {
        Some((_, function)) => function.split([':', '/']).next().unwrap_or(function),
        None => text,
    };
    text.rsplit(['/', ':']).next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::last_name;

    #[test]
    fn names_are_read_out_of_ids() {
        assert_eq!(last_name("arn:aws:lambda:eu-west-1:1:function:pay:live"), "pay");
        assert_eq!(last_name("arn:aws:ecs:eu-west-1:1:cluster/main"), "main");
        let invoked = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/\
                       arn:aws:lambda:eu-west-1:1:function:pay/invocations";
        assert_eq!(last_name(invoked), "pay");
        assert_eq!(last_name("main"), "main");
    }
}
