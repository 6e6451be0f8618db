//! Abilities: what the client says that it can do.

use serde_json::Value;

use super::positions::Encoding;

/// What the client can do, as far as it changes what it is sent.
///
/// It is read word by word: what a client says of things that nobody asks here may be written as it likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Abilities {
    /// In what it counts characters.
    pub(super) encoding: Encoding,
    /// How it comes by diagnostics.
    pub(super) diagnostics: Delivery,
    /// It takes what is said of other documents with those that it asks for.
    pub(super) related_documents: bool,
    /// It asks again when told to.
    pub(super) refresh: bool,
    /// It shows related places.
    pub(super) related_places: bool,
    /// It keeps what is written into `data`.
    pub(super) data: bool,
    /// It watches files for whoever asks.
    pub(super) watches: bool,
    /// It takes edits for one version of a document.
    pub(super) versioned_edits: bool,
    /// It makes files that an edit needs.
    pub(super) makes_files: bool,
    /// It shows Markdown.
    pub(super) markdown: bool,
}

/// How a client comes by diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    /// It is told.
    Push,
    /// It asks.
    Pull,
}

impl Abilities {
    /// What the parameters of `initialize` say.
    pub(super) fn of(parameters: &Value) -> Self {
        let at = |path: &str| parameters.pointer(&format!("/capabilities/{path}"));
        let can = |path: &str| at(path).and_then(Value::as_bool).unwrap_or(false);
        let lists = |path: &str, word: &str| {
            at(path).and_then(Value::as_array).is_some_and(|words| words.iter().any(|one| one == word))
        };
        let related_documents = can("textDocument/diagnostic/relatedDocumentSupport");
        let refresh = can("workspace/diagnostics/refreshSupport");
        Self {
            encoding: if lists("general/positionEncodings", "utf-8") { Encoding::Utf8 } else { Encoding::Utf16 },
            // Who asks for what it edits alone, and cannot be told to ask again, would not hear what that does elsewhere.
            diagnostics: match at("textDocument/diagnostic") {
                Some(Value::Object(_)) if refresh || related_documents => Delivery::Pull,
                _ => Delivery::Push,
            },
            related_documents,
            refresh,
            related_places: can("textDocument/publishDiagnostics/relatedInformation")
                || can("textDocument/diagnostic/relatedInformation"),
            data: can("textDocument/publishDiagnostics/dataSupport") || can("textDocument/diagnostic/dataSupport"),
            watches: can("workspace/didChangeWatchedFiles/dynamicRegistration"),
            versioned_edits: can("workspace/workspaceEdit/documentChanges"),
            makes_files: lists("workspace/workspaceEdit/resourceOperations", "create"),
            markdown: lists("textDocument/hover/contentFormat", "markdown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Abilities, Delivery, Encoding};

    #[test]
    fn a_client_that_says_nothing_can_do_nothing() {
        for parameters in [json!({}), json!(null), json!({"capabilities": {"textDocument": 7, "general": null}})] {
            let abilities = Abilities::of(&parameters);
            assert_eq!((abilities.encoding, abilities.diagnostics), (Encoding::Utf16, Delivery::Push));
            assert!(!abilities.watches && !abilities.refresh && !abilities.data && !abilities.related_places);
        }
    }

    #[test]
    fn who_would_not_hear_of_other_files_is_told() {
        for (asks, refreshes, expected) in [
            (json!(null), true, Delivery::Push),
            (json!({}), false, Delivery::Push),
            (json!({}), true, Delivery::Pull),
            (json!({"relatedDocumentSupport": true}), false, Delivery::Pull),
        ] {
            let capabilities = json!({"textDocument": {"diagnostic": asks},
                                      "workspace": {"diagnostics": {"refreshSupport": refreshes}}});
            let abilities = Abilities::of(&json!({"capabilities": capabilities}));
            assert_eq!(abilities.diagnostics, expected, "{capabilities}");
        }
    }

    #[test]
    fn what_a_client_says_is_taken() {
        let abilities = Abilities::of(&json!({"capabilities": {
            "general": {"positionEncodings": ["utf-16", "utf-8"]},
            "textDocument": {"diagnostic": {"relatedDocumentSupport": true, "dataSupport": true},
                             "hover": {"contentFormat": ["plaintext", "markdown"]},
                             "publishDiagnostics": {"relatedInformation": true}},
            "workspace": {"diagnostics": {"refreshSupport": true}, "workspaceEdit":
                          {"documentChanges": true, "resourceOperations": ["create", "rename"]},
                          "didChangeWatchedFiles": {"dynamicRegistration": true}},
        }}));
        let all = Abilities {
            encoding: Encoding::Utf8,
            diagnostics: Delivery::Pull,
            related_documents: true,
            refresh: true,
            related_places: true,
            data: true,
            watches: true,
            versioned_edits: true,
            makes_files: true,
            markdown: true,
        };
        assert_eq!(abilities, all);
    }
}
