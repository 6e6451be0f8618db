//! The names by which clouds know what is written.

/// The name at the end of an ARN, an id path or a link, without a version or what is asked of it.
pub(crate) fn last_name(text: &str) -> &str {
    let text = match text.split_once(":function:") {
        Some((_, function)) => function.split([':', '/']).next().unwrap_or(function),
        None => text,
    };
    let text = match text.rsplit_once(':') {
        Some((name, version)) if is_number(version) && !name.is_empty() => name,
        _ => text,
    };
    text.rsplit(['/', ':']).next().unwrap_or(text)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::last_name;

    #[test]
    fn names_are_read_out_of_ids() {
        assert_eq!(last_name("arn:aws:lambda:eu-west-1:1:function:pay:live"), "pay");
        assert_eq!(last_name("arn:aws:ecs:eu-west-1:1:cluster/main"), "main");
        assert_eq!(last_name("arn:aws:ecs:eu-west-1:1:task-definition/app:12"), "app");
        assert_eq!(last_name("app:3"), "app");
        let invoked = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/\
                       arn:aws:lambda:eu-west-1:1:function:pay/invocations";
        assert_eq!(last_name(invoked), "pay");
        assert_eq!(last_name("main"), "main");
    }
}
