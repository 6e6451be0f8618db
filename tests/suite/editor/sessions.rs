//! Sessions: what an editor is told while its user works.

use std::fs;

use misfit::lsp::Ending;
use serde_json::json;

use super::client::{Client, uri};
use crate::program::Folder;

const LAMBDA: &str = "resource \"aws_lambda_function\" \"f\" {\n  function_name = \"é😀\"\n  timeout = 1200\n}\n";

/// What a file is told for that asks for more time than there is.
const TIMEOUT: &str = "timeout-over-platform-limit";

#[test]
fn what_does_not_fit_is_told_until_it_is_mended() {
    let folder = Folder::new();
    folder.put("main.tf", LAMBDA);
    let main = folder.path().join("main.tf");
    let (mut client, _) = Client::with(folder.path(), json!({}));
    client.open(&main, LAMBDA);
    client.settle();
    assert_eq!(client.codes(&main), [TIMEOUT]);
    assert_eq!(client.versions[&uri(&main)], 1);
    let shown = client.shown[&uri(&main)][0].clone();
    assert_eq!(shown["source"], "misfit");
    assert_eq!(shown["range"]["start"], json!({"line": 2, "character": 12}), "{shown}");

    let first_digit = json!({"start": {"line": 2, "character": 12}, "end": {"line": 2, "character": 14}});
    client.change(&main, 2, json!([{"range": first_digit, "text": ""}]));
    client.settle();
    assert!(client.codes(&main).is_empty());
    assert_eq!(client.versions[&uri(&main)], 2);
    // Nothing was written to the disk.
    client.close(&main);
    client.settle();
    assert_eq!(client.codes(&main), [TIMEOUT]);
    assert_eq!(fs::read_to_string(&main).unwrap(), LAMBDA);
    assert_eq!(client.end(), Ending::Asked);
}

#[test]
fn who_goes_away_without_a_word_ends_the_session() {
    assert_eq!(Client::new().vanish(), Ending::Unasked);
    assert_eq!(Client::new().exit(), Ending::Unasked);
    let (client, _) = Client::with(Folder::new().path(), json!({}));
    assert_eq!(client.vanish(), Ending::Unasked);
    let (client, _) = Client::with(Folder::new().path(), json!({}));
    assert_eq!(client.exit(), Ending::Unasked);
}
