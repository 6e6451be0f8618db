//! The sources of variables: what each answers, and which of them only whoever deploys can ask.

use smol_str::{SmolStr, format_smolstr};

use super::resolver::{Answer, Missing, Resolver, Stage, refused, unknown, variable_text};
use super::sightings;
use super::syntax::Call;
use super::ways::{Met, Way};
use crate::model::source::Span;
use crate::model::tree::{Content, Node, Unknown};

/// The framework's own stage.
pub(super) const OWN_STAGE: &str = "dev";

/// The framework's own region.
const OWN_REGION: &str = "us-east-1";

/// More keys lead nowhere.
const MOST_KEYS: usize = 64;

/// Sources that ask the account, the network or the working copy.
const ASKED_WHEN_DEPLOYED: [&str; 12] =
    ["aws", "azure", "cf", "doppler", "git", "output", "s3", "secrets", "ssm", "state", "terraform", "vault"];

impl Resolver<'_> {
    /// Asks a source.
    pub(super) fn ask(&mut self, call: &Call, span: Span) -> Answer {
        let mut params = Vec::with_capacity(call.params.len());
        for param in &call.params {
            match self.text_of(param, span) {
                Ok(text) => params.push(text),
                Err(unknown) => return Answer::Unknown(*unknown),
            }
        }
        let address = match call.address.as_ref().map(|address| self.text_of(address, span)) {
            Some(Err(unknown)) => return Answer::Unknown(*unknown),
            Some(Ok(text)) => text,
            None => SmolStr::default(),
        };
        let name = match (params.is_empty(), address.is_empty()) {
            (true, _) => format_smolstr!("{}:{address}", call.kind),
            (false, true) => format_smolstr!("{}({})", call.kind, params.join(", ")),
            (false, false) => format_smolstr!("{}({}):{address}", call.kind, params.join(", ")),
        };
        let open = |name: &SmolStr| missing(format_smolstr!("{name} has no value here"), true);
        match call.kind.as_str() {
            "self" => self.of_self(&address, &name, span),
            "opt" if address == "stage" && self.stage != Stage::NotGiven => self.stage_asked_for(&name, span),
            "opt" | "env" if address.is_empty() => Answer::Unknown(unknown("what is asked for is not said here", span)),
            "opt" | "env" => open(&name),
            "param" => self.of_param(&address, &name, span),
            "sls" if address == "stage" => self.current_stage(&name, span),
            "sls" => Answer::Unknown(not_null(format_smolstr!("{name} is another in every run"), span)),
            "aws" if address == "region" => self.of_self("provider.region", &name, span),
            "file" => self.of_file(params.first(), &address, name, span),
            "strToBool" => str_to_bool(params.first(), name, span),
            kind if ASKED_WHEN_DEPLOYED.contains(&kind) => {
                Answer::Unknown(unknown(format_smolstr!("{name} is looked up when it is deployed"), span))
            }
            _ => Answer::Unknown(unknown(
                format_smolstr!("{name} is of a source that a plugin or a resolver brings"),
                span,
            )),
        }
    }

    fn of_self(&mut self, address: &str, name: &SmolStr, span: Span) -> Answer {
        let keys = keys(address);
        if keys.len() > MOST_KEYS {
            return Answer::Unknown(unknown(format_smolstr!("{name} has too many parts"), span));
        }
        let service = self.service;
        let is_stage = matches!(keys.as_slice(), [provider, stage] if provider == "provider" && stage == "stage");
        if is_stage && self.stage != Stage::NotGiven && !has_plain_stage(&service.root) {
            return self.stage_asked_for(name, span);
        }
        match (self.walk(&service.root, &keys, Way::through(name.clone())), address) {
            (Answer::Missing(_), "provider.stage") => framework_default(OWN_STAGE, name, span),
            (Answer::Missing(_), "provider.region") => framework_default(OWN_REGION, name, span),
            (Answer::Missing(found), _) if !found.is_open => {
                missing(format_smolstr!("{name} is written nowhere"), false)
            }
            (answer, _) => answer,
        }
    }

    /// The stage as an option says it.
    fn stage_asked_for(&self, name: &SmolStr, span: Span) -> Answer {
        let text = match &self.stage {
            Stage::Given(stage) => stage.clone(),
            Stage::Sought => sightings::sought(),
            Stage::NotGiven => return missing(format_smolstr!("{name} has no value here"), true),
        };
        found(Content::Text(text), name, span)
    }

    /// The stage as the framework takes it: the option, the provider's, its own.
    pub(super) fn current_stage(&mut self, name: &SmolStr, span: Span) -> Answer {
        match self.stage_asked_for(name, span) {
            Answer::Missing(_) => self.of_self("provider.stage", name, span),
            answer => answer,
        }
    }

    fn of_param(&mut self, address: &str, name: &SmolStr, span: Span) -> Answer {
        let stage = match self.current_stage(name, span) {
            Answer::Found(met) => met.node.as_text().unwrap_or_default(),
            other => return other,
        };
        let key = |text: &str| SmolStr::new(text);
        let default = "default";
        let places = [
            vec![key("stages"), stage.clone(), key("params"), key(address)],
            vec![key("params"), stage, key(address)],
            vec![key("stages"), key(default), key("params"), key(address)],
            vec![key("params"), key(default), key(address)],
        ];
        let service = self.service;
        for keys in &places {
            match self.walk(&service.root, keys, Way::through(name.clone())) {
                Answer::Missing(_) => {}
                answer => return answer,
            }
        }
        missing(format_smolstr!("{name} has no value here"), true)
    }
}

/// The keys of an address.
pub(super) fn keys(address: &str) -> Vec<SmolStr> {
    if address.is_empty() { Vec::new() } else { address.split('.').map(SmolStr::new).collect() }
}

/// Whether the service says its stage without a variable, so that no option changes what `self:provider.stage` is.
fn has_plain_stage(root: &Node) -> bool {
    root.at(&["provider", "stage"]).is_some_and(|stage| !stage.is_null() && variable_text(stage).is_none())
}

/// An answer of what stands nowhere but follows from what was asked.
fn found(content: Content, name: &SmolStr, span: Span) -> Answer {
    Answer::Found(Met { node: Node::new(content, span), way: Way::through(name.clone()) })
}

fn framework_default(text: &'static str, name: &SmolStr, span: Span) -> Answer {
    let mut way = Way::through(name.clone());
    way.defaulted = true;
    Answer::Found(Met { node: Node::new(Content::Text(SmolStr::new_static(text)), span), way })
}

pub(super) fn missing(reason: SmolStr, is_open: bool) -> Answer {
    Answer::Missing(Missing { reason, is_open })
}

fn not_null(reason: SmolStr, span: Span) -> Met {
    let unknown = Unknown { not_null: true, ..Unknown::because(reason) };
    Met { node: Node::unknown(unknown, span), way: Way::default() }
}

fn str_to_bool(text: Option<&SmolStr>, name: SmolStr, span: Span) -> Answer {
    match text.map(|text| text.trim().to_ascii_lowercase()).as_deref() {
        Some("true" | "1") => found(Content::Bool(true), &name, span),
        Some("false" | "0") => found(Content::Bool(false), &name, span),
        _ => Answer::Unknown(refused(format_smolstr!("{name} is neither true nor false"), span)),
    }
}
