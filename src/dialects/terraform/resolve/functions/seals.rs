//! Functions that seal values, open them, or ask whether they are sealed.

use super::super::seals::{is_sealed, opened, sealed};
use super::super::value::{Outcome, boolean};
use super::Fault;
use crate::model::source::Span;
use crate::model::tree::{Content, Node};
use crate::values::choices::{Reach, choose};
use smol_str::format_smolstr;

/// The value of `sensitive`, `nonsensitive` or `issensitive`.
pub(super) fn computed(name: &str, arguments: &[Node], span: Span) -> Outcome {
    let [argument] = arguments else {
        return Err(Fault::wrong(format_smolstr!("{name}() takes one argument")));
    };
    Ok(match name {
        "sensitive" => Node { span, ..sealed(argument.clone()) },
        "nonsensitive" => Node { span, ..opened(argument.clone(), Reach::Top) },
        _ => asked(argument, span),
    })
}

fn asked(argument: &Node, span: Span) -> Node {
    match &argument.content {
        Content::Choice(choice) => {
            choose(&choice.switch, choice.options.iter().map(|option| asked(option, span)).collect(), span)
        }
        // What is not known may be sealed where it comes from.
        Content::Unknown(_) => Node { span, ..argument.clone() },
        _ => boolean(is_sealed(argument, Reach::Top), span),
    }
}
