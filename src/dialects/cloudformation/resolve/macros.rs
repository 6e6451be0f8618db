//! Macros: what only AWS can run, and what is known all the same.

use smol_str::{SmolStr, format_smolstr};

use super::calls::{RAIN, call};
use super::scope::{Scope, section, unknown};
use crate::model::source::Span;
use crate::model::tree::Node;

/// Transforms that are understood here, or that add resources and leave what is written as it is.
const UNDERSTOOD: &[&str] =
    &["AWS::Serverless-", "AWS::LanguageExtensions", "AWS::CodeDeployBlueGreen", "AWS::SecretsManager-"];

impl Scope<'_> {
    /// Tells of the macros that may change the whole template; says whether there are any.
    pub(super) fn tell_of_macros(&self) -> bool {
        let mut found = false;
        if let Some(transform) = self.root.get("Transform") {
            let all = if transform.as_list().is_some() { transform.items() } else { std::slice::from_ref(transform) };
            for node in all {
                found |= self.tell_of_macro(node);
            }
        }
        let resources = self.root.get("Resources");
        for part in [Some(self.root), resources].into_iter().flatten() {
            if let Some(node) = part.get("Fn::Transform") {
                found |= self.tell_of_macro(node);
            }
        }
        found | self.tell_of_rain()
    }

    /// Rain puts modules and files into a template before it is deployed, in functions of its own.
    fn tell_of_rain(&self) -> bool {
        let modules = section(self.root, "Resources").filter_map(|entry| entry.value.get("Type"));
        let Some(first) = modules.into_iter().find(|kind| is_rain(kind)) else { return false };
        let message = "what Rain's modules make of this template is not read";
        self.tell(first.span, message, "check the template that `rain pkg` writes");
        true
    }

    fn tell_of_macro(&self, node: &Node) -> bool {
        let name = name(node);
        let Some(name) = name.filter(|name| !UNDERSTOOD.iter().any(|known| name.starts_with(known))) else {
            return false;
        };
        let message = format!("the macro {name} may change this template, and macros are not run");
        self.tell(node.span, message, "what is written here is read as it stands; check the processed template, too");
        true
    }

    /// `Fn::Transform` where a value stands.
    pub(super) fn transformed(&self, argument: &Node, span: Span) -> Node {
        if let Some(included) = self.included(argument) {
            return included;
        }
        match name(argument) {
            Some(name) => unknown(format_smolstr!("the macro {name} gives it when it is deployed"), span),
            None => unknown("a macro gives it when it is deployed", span),
        }
    }
}

/// Whether a value is a call of one of Rain's functions.
pub(super) fn is_rain(node: &Node) -> bool {
    call(node).is_some_and(|call| call.name.starts_with(RAIN))
}

/// Whether it brings in text from elsewhere, and changes nothing that stands beside it.
pub(super) fn is_include(node: &Node) -> bool {
    name(node).is_some_and(|name| name == "AWS::Include")
}

/// The name of the macro that is called, alone or with parameters.
fn name(node: &Node) -> Option<SmolStr> {
    node.get("Name").unwrap_or(node).as_text()
}
