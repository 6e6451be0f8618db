//! Assistance: the card over a name and the suppression of a finding, as each kind of client takes them.

use std::collections::BTreeMap;
use std::path::Path;

use lsp_server::{Connection, Message, Notification, Request};
use misfit::lsp::{Ending, serve};
use serde_json::{Value, json};

use super::client::{Client, uri};
use crate::program::Folder;

const MAIN: &str = "resource \"aws_lambda_function\" \"f\" {\n  /* é🦀 */ timeout = 1200\n}\n";
const JSON: &str = "{\"resource\": {\"aws_lambda_function\": {\"g\": {\"timeout\": 1200}}}}\n";
const SETTINGS: &str = "exclude: [é🦀]";
const POLICY: &str = "timeout-over-platform-limit";

/// Asks for what can be done at a place.
fn actions(client: &mut Client, path: &Path, line: u32, character: u32, only: &Value) -> Vec<Value> {
    let shown = client.shown.get(&uri(path)).cloned().unwrap_or_default();
    let at = json!({"line": line, "character": character});
    let asked = json!({
        "textDocument": {"uri": uri(path)},
        "range": {"start": at, "end": at},
        "context": {"diagnostics": shown, "only": only},
    });
    client.ask("textDocument/codeAction", asked).unwrap().as_array().unwrap().clone()
}

fn hover(client: &mut Client, path: &Path, line: u32, character: u32) -> Value {
    let at = json!({"line": line, "character": character});
    client.ask("textDocument/hover", json!({"textDocument": {"uri": uri(path)}, "position": at})).unwrap()
}

#[test]
fn a_card_is_shown_in_the_clients_format_over_what_it_is_of() {
    let folder = Folder::new();
    folder.put("main.tf", MAIN);
    let main = folder.path().join("main.tf");
    let markdown = json!({"textDocument": {"hover": {"contentFormat": ["markdown", "plaintext"]}}});
    for (capabilities, kind, head) in [
        (markdown, "markdown", "**`aws_lambda_function.f`**  \nterraform `aws_lambda_function`"),
        (json!({}), "plaintext", "aws_lambda_function.f\nterraform aws_lambda_function"),
    ] {
        let (mut client, can) = Client::with(folder.path(), capabilities);
        assert_eq!(can["capabilities"]["hoverProvider"], true);
        client.open(&main, MAIN);
        let shown = hover(&mut client, &main, 1, 24);
        assert_eq!(shown["contents"]["kind"], kind);
        let card = shown["contents"]["value"].as_str().unwrap();
        assert!(card.starts_with(head), "{card}");
        assert_eq!(card.contains(['`', '*', '\\']), kind == "markdown", "{card}");
        let limits = [(0, 31, 34), (1, 22, 26)];
        for (line, start, end) in limits {
            let range = &hover(&mut client, &main, line, start + 1)["range"];
            let of = |character| json!({"line": line, "character": character});
            assert_eq!(*range, json!({"start": of(start), "end": of(end)}), "line {line}");
        }
        for (line, character) in [(1, 3), (2, 0), (99, 0)] {
            assert_eq!(hover(&mut client, &main, line, character), Value::Null, "{line}:{character}");
        }
        assert_eq!(hover(&mut client, &folder.path().join("other.tf"), 0, 0), Value::Null);
    }
}

#[test]
fn a_place_is_one_of_the_text_that_was_there_when_it_was_asked_of() {
    let folder = Folder::new();
    folder.put("main.tf", MAIN);
    let main = uri(&folder.path().join("main.tf"));
    let document = json!({"uri": main});
    let at = json!({"line": 1, "character": 24});
    let ask = |id: i32, method: &str, params: Value| {
        Message::Request(Request { id: id.into(), method: method.to_owned(), params })
    };
    let tell = |method: &str, params: Value| Message::Notification(Notification { method: method.to_owned(), params });
    let hover = |id| ask(id, "textDocument/hover", json!({"textDocument": document, "position": at}));
    let opened = json!({"uri": main, "languageId": "terraform", "version": 1, "text": MAIN});
    let lower = json!([{"text": format!("\n\n\n{MAIN}")}]);
    let here = json!({"textDocument": document, "range": {"start": at, "end": at}, "context": {"diagnostics": []}});
    let (client, server) = Connection::memory();
    // All of it is there before the server hears the first.
    for message in [
        ask(0, "initialize", json!({"rootUri": uri(folder.path()), "capabilities": {}})),
        tell("initialized", json!({})),
        tell("textDocument/didOpen", json!({"textDocument": opened})),
        hover(1),
        ask(2, "textDocument/codeAction", here),
        tell("textDocument/didChange", json!({"textDocument": {"uri": main, "version": 2}, "contentChanges": lower})),
        hover(3),
        ask(4, "shutdown", Value::Null),
        tell("exit", Value::Null),
    ] {
        client.sender.send(message).unwrap();
    }
    assert_eq!(serve(server, || "2026-11-23".to_owned()), Ending::Asked);
    let answers: BTreeMap<String, Value> = client
        .receiver
        .try_iter()
        .filter_map(|message| match message {
            Message::Response(response) => Some((response.id.to_string(), response.response_result.unwrap())),
            _ => None,
        })
        .collect();
    assert_eq!(answers["1"]["range"]["start"], json!({"line": 1, "character": 22}), "{answers:?}");
    let edit = &answers["2"][0]["edit"]["changes"][&main][0];
    assert_eq!(edit["range"]["start"], json!({"line": 1, "character": 0}), "{answers:?}");
    assert_eq!(answers["3"], Value::Null);
}

#[test]
fn a_finding_is_accepted_in_the_clients_manner_of_edits() {
    let folder = Folder::new();
    folder.put("main.tf", MAIN);
    let main = folder.path().join("main.tf");
    let (mut client, can) = Client::with(folder.path(), json!({}));
    assert_eq!(can["capabilities"]["codeActionProvider"]["codeActionKinds"], json!(["quickfix"]));
    client.open(&main, MAIN);
    client.settle();
    let [action] = &actions(&mut client, &main, 1, 5, &Value::Null)[..] else { panic!("one action") };
    assert_eq!(action["kind"], "quickfix");
    assert_eq!(action["diagnostics"], json!(client.shown[&uri(&main)]));
    let at = json!({"line": 1, "character": 0});
    let text = format!("  # misfit: ignore[{POLICY}] TODO: why this is accepted\n");
    let edit = json!({"range": {"start": at, "end": at}, "newText": text});
    assert_eq!(action["edit"], json!({"changes": {uri(&main): [edit]}}));
    for (only, count) in [(json!(["quickfix"]), 1), (json!([""]), 1), (json!(["refactor", "source.fixAll"]), 0)] {
        assert_eq!(actions(&mut client, &main, 1, 5, &only).len(), count, "{only}");
    }
    assert_eq!(actions(&mut client, &main, 0, 0, &Value::Null), [] as [Value; 0]);

    let versioned =
        json!({"workspace": {"workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"]}}});
    let (mut client, _) = Client::with(folder.path(), versioned);
    client.open(&main, MAIN);
    client.settle();
    let [action] = &actions(&mut client, &main, 1, 5, &Value::Null)[..] else { panic!("one action") };
    let document = json!({"uri": uri(&main), "version": 1});
    assert_eq!(action["edit"], json!({"documentChanges": [{"textDocument": document, "edits": [edit]}]}));
}

#[test]
fn settings_are_made_where_there_are_none_and_written_into_where_there_are() {
    let entry = format!(
        "accept:\n  - address: aws_lambda_function.g\n    policy: {POLICY}\n    reason: 'TODO: why this is accepted'\n"
    );
    let create = |settings: &Path| json!({"kind": "create", "uri": uri(settings), "options": {"ignoreIfExists": true}});
    for (operations, has_settings) in
        [(json!(["create"]), false), (json!([]), false), (json!(["create"]), true), (json!([]), true)]
    {
        let folder = Folder::new();
        folder.put("main.tf.json", JSON);
        if has_settings {
            folder.put("misfit.yaml", SETTINGS);
        }
        let (main, settings) = (folder.path().join("main.tf.json"), folder.path().join("misfit.yaml"));
        let edits = json!({"documentChanges": true, "resourceOperations": operations});
        let (mut client, _) = Client::with(folder.path(), json!({"workspace": {"workspaceEdit": edits}}));
        client.open(&main, JSON);
        client.settle();
        let offered = actions(&mut client, &main, 0, 0, &Value::Null);
        let makes = !has_settings && operations == json!(["create"]);
        if !makes && !has_settings {
            assert!(offered.is_empty(), "nobody makes the file: {offered:?}");
            continue;
        }
        let [action] = &offered[..] else { panic!("one action") };
        let character = if has_settings { SETTINGS.encode_utf16().count() } else { 0 };
        let at = json!({"line": 0, "character": character});
        let text = format!("{}{entry}", if has_settings { "\n" } else { "" });
        let change = json!({
            "textDocument": {"uri": uri(&settings), "version": null},
            "edits": [{"range": {"start": at, "end": at}, "newText": text}],
        });
        let expected = if makes { vec![create(&settings), change] } else { vec![change] };
        assert_eq!(action["edit"]["documentChanges"], json!(expected), "{operations}, {has_settings}");
    }
}
