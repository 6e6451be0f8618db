//! Sessions: what an editor is told while its user works.

use std::fs;
use std::path::Path;

use misfit::lsp::Ending;
use serde_json::{Value, json};

use super::client::{Client, uri};
use crate::program::{Folder, answer, command};

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

/// A module's variable decides over a file that nobody has open.
const MAIN: &str = "variable \"seconds\" {\n  default = 10\n}\nresource \"aws_lambda_function\" \"f\" {\n  timeout = \
                    var.seconds\n}\n";

/// A client that can do all that is asked of one.
fn able() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-8", "utf-16"]},
        "textDocument": {
            "diagnostic": {"relatedDocumentSupport": true},
            "publishDiagnostics": {"relatedInformation": true, "dataSupport": true},
        },
        "workspace": {
            "diagnostics": {"refreshSupport": true},
            "didChangeWatchedFiles": {"dynamicRegistration": true},
        },
    })
}

/// The range of a whole line.
fn line(number: u32) -> Value {
    json!({"start": {"line": number, "character": 0}, "end": {"line": number + 1, "character": 0}})
}

#[test]
fn an_edit_is_told_of_in_files_that_nobody_has_open() {
    let folder = Folder::new();
    folder.put("main.tf", MAIN).put("terraform.tfvars", "seconds = 20\n");
    let [main, values] = ["main.tf", "terraform.tfvars"].map(|name| folder.path().join(name));
    let capabilities =
        json!({"textDocument": {"publishDiagnostics": {"relatedInformation": true, "dataSupport": true}}});
    let (mut client, _) = Client::with(folder.path(), capabilities);
    client.open(&values, "seconds = 20\n");
    client.settle();
    assert!(client.codes(&main).is_empty() && !client.shown.contains_key(&uri(&main)));

    client.change(&values, 2, json!([{"range": line(0), "text": "seconds = 2000\n"}]));
    client.settle();
    assert_eq!(client.codes(&main), [TIMEOUT]);
    assert_eq!(client.versions[&uri(&main)], Value::Null);
    let shown = &client.shown[&uri(&main)][0];
    assert!(shown["data"]["fingerprint"].is_string(), "{shown}");
    let related = shown["relatedInformation"].as_array().unwrap();
    let set_here = related.iter().find(|related| related["location"]["uri"] == uri(&values)).unwrap();
    assert_eq!(set_here["location"]["range"]["start"], json!({"line": 0, "character": 10}), "{set_here}");

    client.change(&values, 3, json!([{"text": "seconds = 30\n"}]));
    client.settle();
    assert_eq!(client.shown[&uri(&main)], Vec::<Value>::new());
    // What nobody asked to hear again is not told again.
    let told = client.told.len();
    client.change(&values, 4, json!([{"text": "seconds = 31\n"}]));
    client.settle();
    let again: Vec<_> = client.told[told..].iter().map(|(_, params)| params["uri"].clone()).collect();
    assert_eq!(again, [uri(&values)]);
    client.end();
}

#[test]
fn who_asks_gets_what_changed_and_no_more() {
    let folder = Folder::new();
    folder.put("main.tf", MAIN).put("terraform.tfvars", "seconds = 2000\n");
    let [main, values] = ["main.tf", "terraform.tfvars"].map(|name| folder.path().join(name));
    let (mut client, initialized) = Client::with(folder.path(), able());
    let expected = json!({"identifier": "misfit", "interFileDependencies": true, "workspaceDiagnostics": true});
    assert_eq!(initialized["capabilities"]["diagnosticProvider"], expected);
    client.open(&main, MAIN);
    client.open(&values, "seconds = 2000\n");
    let asked = |path: &Path, previous: &Value| {
        let mut asked = json!({"textDocument": {"uri": uri(path)}, "identifier": "misfit"});
        if previous.is_string() {
            asked["previousResultId"] = previous.clone();
        }
        asked
    };
    let first = client.ask("textDocument/diagnostic", asked(&main, &Value::Null)).unwrap();
    assert_eq!((&first["kind"], first["items"].as_array().unwrap().len()), (&json!("full"), 1));
    assert_eq!(first["relatedDocuments"], json!({}));
    let second = client.ask("textDocument/diagnostic", asked(&main, &first["resultId"])).unwrap();
    assert_eq!(second, json!({"kind": "unchanged", "resultId": first["resultId"], "relatedDocuments": {}}));

    // An edit of the one changes what is said of the other: that comes along.
    client.change(&values, 2, json!([{"text": "seconds = 20\n"}]));
    let mended = client.ask("textDocument/diagnostic", asked(&values, &Value::Null)).unwrap();
    assert_eq!(mended["items"], json!([]));
    let other = &mended["relatedDocuments"][&uri(&main)];
    assert_eq!((&other["kind"], &other["items"]), (&json!("full"), &json!([])), "{mended}");

    let previous = json!([{"uri": uri(&main), "value": first["resultId"]}]);
    let all = client.ask("workspace/diagnostic", json!({"previousResultIds": previous})).unwrap();
    let items = all["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["uri"], &items[0]["items"]), (1, &json!(uri(&main)), &json!([])), "{all}");
    assert!(client.shown.is_empty(), "who asks is not told");
    client.end();
}

#[test]
fn what_changes_on_disk_is_seen() {
    let folder = Folder::new();
    folder.put("main.tf", LAMBDA);
    let main = folder.path().join("main.tf");
    let (mut client, _) = Client::with(folder.path(), able());
    client.settle();
    let asked = json!({"textDocument": {"uri": uri(&main)}});
    let count = |client: &mut Client| {
        let page = client.ask("textDocument/diagnostic", asked.clone()).unwrap();
        page["items"].as_array().unwrap().len()
    };
    assert_eq!(count(&mut client), 1);
    let watchers = &client.requests[0];
    assert_eq!(watchers.0, "client/registerCapability");
    assert_eq!(watchers.1["registrations"][0]["method"], "workspace/didChangeWatchedFiles");

    folder.put("main.tf", LAMBDA.replace("1200", "12"));
    client.tell("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri(&main), "type": 2}]}));
    assert_eq!(count(&mut client), 0);
    client.settle();
    assert_eq!(client.requests.last().unwrap().0, "workspace/diagnostic/refresh");

    fs::create_dir(folder.path().join("more")).unwrap();
    folder.put("more/main.tf", LAMBDA);
    client.tell(
        "workspace/didChangeWatchedFiles",
        json!({"changes": [{"uri": uri(&folder.path().join("more")), "type": 1}]}),
    );
    let all = client.ask("workspace/diagnostic", json!({"previousResultIds": []})).unwrap();
    assert_eq!(all["items"][0]["uri"], uri(&folder.path().join("more/main.tf")), "{all}");
    client.end();
}

#[test]
fn a_client_that_watches_nothing_is_served_what_it_saves() {
    let folder = Folder::new();
    folder.put("main.tf", MAIN).put("terraform.tfvars", "seconds = 20\n");
    let [main, values] = ["main.tf", "terraform.tfvars"].map(|name| folder.path().join(name));
    let (mut client, _) = Client::with(folder.path(), json!({}));
    client.open(&main, MAIN);
    client.settle();
    assert!(client.codes(&main).is_empty() && client.requests.is_empty());
    folder.put("terraform.tfvars", "seconds = 2000\n");
    client.tell("textDocument/didSave", json!({"textDocument": {"uri": uri(&main)}}));
    client.settle();
    assert_eq!(client.codes(&main), [TIMEOUT]);

    // A file under another name is another file.
    fs::rename(&main, folder.path().join("other.tf")).unwrap();
    client.close(&main);
    client.open(&folder.path().join("other.tf"), MAIN);
    client.settle();
    assert!(client.codes(&main).is_empty());
    assert_eq!(client.codes(&folder.path().join("other.tf")), [TIMEOUT]);
    assert!(client.codes(&values).is_empty());
    client.end();
}

#[test]
fn documents_belong_to_the_innermost_root() {
    let folder = Folder::new();
    folder.put("main.tf", LAMBDA).put("in/misfit.yaml", "policies: {timeout-over-platform-limit: note}\n");
    folder.put("in/main.tf", LAMBDA);
    let [inner, outer] = ["in", ""].map(|path| folder.path().join(path));
    let severities = |client: &Client| {
        let of = |folder: &Path| {
            let shown = client.shown.get(&uri(&folder.join("main.tf"))).cloned().unwrap_or_default();
            shown.iter().map(|one| one["severity"].as_u64().unwrap()).collect::<Vec<_>>()
        };
        (of(&inner), of(folder.path()))
    };
    let (mut client, _) = Client::with(folder.path(), json!({}));
    client.settle();
    let both = severities(&client);
    assert_eq!(both.0, both.1);
    let more = json!({"event": {"added": [{"uri": uri(&inner), "name": "in"}], "removed": []}});
    client.tell("workspace/didChangeWorkspaceFolders", more);
    client.settle();
    assert_eq!(severities(&client), (vec![3], both.1.clone()));
    let fewer = json!({"event": {"added": [], "removed": [{"uri": uri(folder.path()), "name": "w"}]}});
    client.tell("workspace/didChangeWorkspaceFolders", fewer);
    client.settle();
    assert_eq!(severities(&client), (vec![3], vec![]));

    // A document outside all folders brings its own root, for as long as it is open.
    let lone = Folder::new();
    lone.put("a b/é#.tf", LAMBDA);
    let alone = lone.path().join("a b/é#.tf");
    client.open(&alone, LAMBDA);
    client.settle();
    assert_eq!(client.codes(&alone), [TIMEOUT]);
    client.close(&alone);
    client.settle();
    assert!(client.codes(&alone).is_empty());
    drop(outer);
    client.end();
}

#[test]
fn a_documents_root_is_its_own_whatever_else_is_open() {
    let folder = Folder::new();
    // By their names, the outer one comes first.
    folder.put("a.tf", LAMBDA).put("in/main.tf", LAMBDA);
    folder.put("in/misfit.yaml", "policies: {timeout-over-platform-limit: note}\n");
    let paths = ["a.tf", "in/main.tf"].map(|path| folder.path().join(path));
    for order in [[0, 1], [1, 0]] {
        let (mut client, _) = Client::started(json!({"rootUri": null, "capabilities": {}}));
        for index in order {
            client.open(&paths[index], LAMBDA);
            client.settle();
        }
        let severities = paths.each_ref().map(|path| client.shown[&uri(path)][0]["severity"].as_u64());
        assert_eq!(severities, [Some(1), Some(3)], "{order:?}");
        client.end();
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_is_open_by_two_names_is_told_of_by_both() {
    let folder = Folder::new();
    folder.put("svc/main.tf", LAMBDA);
    std::os::unix::fs::symlink("svc", folder.path().join("link")).unwrap();
    let paths = ["svc/main.tf", "link/main.tf"].map(|path| folder.path().join(path));
    for order in [[0, 1], [1, 0]] {
        let (mut client, _) = Client::with(folder.path(), json!({}));
        for index in order {
            client.open(&paths[index], LAMBDA);
            client.settle();
            assert_eq!(client.codes(&paths[index]), [TIMEOUT]);
        }
        for path in &paths {
            assert_eq!(client.codes(path), [TIMEOUT], "{order:?}");
            let at = json!({"line": 2, "character": 12});
            let asked = json!({"textDocument": {"uri": uri(path)}, "range": {"start": at, "end": at},
                               "context": {"diagnostics": []}});
            let actions = client.ask("textDocument/codeAction", asked).unwrap();
            assert!(actions[0]["edit"]["changes"][&uri(path)].is_array(), "{actions}");
        }
        let [first, last] = order.map(|index| &paths[index]);
        client.change(last, 2, json!([{"text": LAMBDA.replace("1200", "12")}]));
        client.settle();
        assert!(client.codes(first).is_empty() && client.codes(last).is_empty());
        // What is left open is what there is.
        client.close(last);
        client.settle();
        assert_eq!((client.codes(first), client.codes(last)), (vec![TIMEOUT], vec![]));
        client.end();
    }
}

#[test]
fn older_clients_open_one_folder() {
    let folder = Folder::new();
    folder.put("main.tf", LAMBDA);
    let main = folder.path().join("main.tf");
    for parameters in [
        json!({"rootUri": uri(folder.path()), "workspaceFolders": null, "capabilities": {}}),
        json!({"rootPath": folder.path(), "rootUri": null, "capabilities": {}}),
    ] {
        let (mut client, _) = Client::started(parameters);
        client.settle();
        assert_eq!(client.codes(&main), [TIMEOUT]);
        client.end();
    }
    // No folder at all: what is opened is what there is.
    let (mut client, _) = Client::started(json!({"rootUri": null, "capabilities": {}}));
    client.tell(
        "textDocument/didOpen",
        json!({"textDocument":
        {"uri": "untitled:Untitled-1", "languageId": "yaml", "version": 1, "text": LAMBDA}}),
    );
    client.open(&main, LAMBDA);
    client.settle();
    assert_eq!(client.shown.keys().collect::<Vec<_>>(), [&uri(&main)]);
    assert!(client.told.iter().any(|(method, said)| method == "window/logMessage"
        && said["message"].as_str().unwrap().contains("untitled:Untitled-1")));
    client.end();
}

#[test]
fn only_what_is_loud_enough_is_shown() {
    let folder = Folder::new();
    folder.put("main.tf", LAMBDA).put("misfit.yaml", "policies: {timeout-over-platform-limit: warning}\n");
    let main = folder.path().join("main.tf");
    let options = json!({"minSeverity": "error", "colour": "red"});
    let (mut client, _) =
        Client::started(json!({"rootUri": uri(folder.path()), "capabilities": {}, "initializationOptions": options}));
    client.settle();
    assert!(client.codes(&main).is_empty());
    assert!(client.told.iter().any(|(_, said)| said["message"] == "there is no option colour"));
    // What is told, and what is shown then; none of it is a mistake.
    for (settings, shown) in [
        (json!({}), &[][..]),
        (json!({"yaml": {"format": true}, "glspc.server.command": "misfit"}), &[]),
        (json!({"misfit": {"minSeverity": "warning"}}), &[TIMEOUT]),
        (json!(null), &[TIMEOUT]),
        // What is no longer set is as it was in the beginning.
        (json!({"misfit": {}}), &[]),
        (json!({"minSeverity": "note"}), &[TIMEOUT]),
    ] {
        let told = client.told.iter().filter(|(method, _)| method == "window/logMessage").count();
        client.tell("workspace/didChangeConfiguration", json!({"settings": settings}));
        client.settle();
        assert_eq!(client.codes(&main), shown, "{settings}");
        let logged = client.told.iter().filter(|(method, _)| method == "window/logMessage").skip(told);
        assert_eq!(logged.collect::<Vec<_>>(), [] as [&(String, Value); 0], "{settings}");
    }
    client.end();
}

#[test]
fn a_mistake_in_the_settings_is_told_while_it_is_written() {
    let folder = Folder::new();
    folder.put("main.tf", LAMBDA);
    let [main, settings] = ["main.tf", "misfit.yaml"].map(|name| folder.path().join(name));
    let (mut client, _) = Client::with(folder.path(), json!({}));
    client.open(&settings, "policies: {timeout-over-platform-limit: of}\n");
    client.settle();
    assert_eq!((client.codes(&settings), client.codes(&main)), (vec!["settings"], vec![TIMEOUT]));
    assert_eq!(client.shown[&uri(&settings)][0]["severity"], 1);
    client.change(&settings, 2, json!([{"text": "policies: {timeout-over-platform-limit: off}\n"}]));
    client.settle();
    assert!(client.codes(&settings).is_empty() && client.codes(&main).is_empty());
    client.end();
}

#[test]
fn requests_are_refused_by_their_state() {
    let mut client = Client::new();
    assert_eq!(client.ask("textDocument/hover", json!({})), Err(-32002));
    client.tell("textDocument/didOpen", json!({"nonsense": 1}));
    assert!(client.ask("initialize", json!({"capabilities": {}})).is_ok());
    assert_eq!(client.ask("initialize", json!({"capabilities": {}})), Err(-32600));
    assert_eq!(client.ask("textDocument/diagnostic", json!({"textDocument": 3})), Err(-32602));
    assert_eq!(client.ask("textDocument/frobnicate", json!({})), Err(-32601));
    client.tell("textDocument/didOpen", json!({"nonsense": 1}));
    client.tell("$/unheardOf", json!({}));
    assert_eq!(client.ask("shutdown", Value::Null), Ok(Value::Null));
    assert_eq!(client.ask("textDocument/hover", json!({})), Err(-32600));
    assert_eq!(client.exit(), Ending::Asked);
}

#[test]
fn what_is_taken_back_is_not_answered() {
    let folder = Folder::new();
    folder.put("main.tf", LAMBDA);
    let asked = json!({"textDocument": {"uri": uri(&folder.path().join("main.tf"))}});
    let (mut client, _) = Client::with(folder.path(), able());
    client.settle();
    let taken_back = client.send("textDocument/diagnostic", asked.clone());
    let kept = client.send("textDocument/diagnostic", asked);
    client.tell("$/cancelRequest", json!({"id": taken_back}));
    client.tell("$/cancelRequest", json!({"id": "nobody's"}));
    assert_eq!(client.answer(taken_back), Err(-32800));
    assert!(client.answer(kept).is_ok());
    client.end();
}

#[test]
fn a_place_is_explained_and_a_finding_accepted() {
    let folder = Folder::new();
    folder.put("main.tf", LAMBDA);
    let main = folder.path().join("main.tf");
    let capabilities = json!({
        "textDocument": {"publishDiagnostics": {"dataSupport": true}, "hover": {"contentFormat": ["markdown"]}},
        "workspace": {"workspaceEdit": {"documentChanges": true}},
    });
    let (mut client, initialized) = Client::with(folder.path(), capabilities);
    assert_eq!(initialized["capabilities"]["hoverProvider"], true);
    assert_eq!(initialized["capabilities"]["codeActionProvider"]["codeActionKinds"], json!(["quickfix"]));
    // Not yet saved: the line above moves all that stands below it.
    let text = format!("# 😀\n{LAMBDA}");
    client.open(&main, &text);
    client.settle();
    let document = json!({"uri": uri(&main)});
    let at = json!({"line": 1, "character": 32});
    let hover = client.ask("textDocument/hover", json!({"textDocument": document, "position": at})).unwrap();
    assert_eq!(hover["contents"]["kind"], "markdown");
    assert!(hover["contents"]["value"].as_str().unwrap().contains("aws_lambda_function.f"), "{hover}");
    assert_eq!(hover["range"]["start"]["line"], 1, "{hover}");
    let nowhere = json!({"textDocument": document, "position": {"line": 0, "character": 3}});
    assert_eq!(client.ask("textDocument/hover", nowhere), Ok(Value::Null));

    let shown = client.shown[&uri(&main)].clone();
    let ask = |client: &mut Client, only: Value| {
        let asked = json!({"textDocument": document, "range": shown[0]["range"],
                           "context": {"diagnostics": shown, "only": only}});
        client.ask("textDocument/codeAction", asked).unwrap()
    };
    assert_eq!(ask(&mut client, json!(["refactor"])), json!([]));
    let actions = ask(&mut client, json!(["quickfix"]));
    let action = &actions[0];
    assert!(action["title"].as_str().unwrap().contains(TIMEOUT), "{actions}");
    assert_eq!(action["diagnostics"], json!(shown));
    let edit = &action["edit"]["documentChanges"][0];
    assert_eq!(edit["textDocument"], json!({"uri": uri(&main), "version": 1}));
    let [change] = edit["edits"].as_array().unwrap().as_slice() else { panic!("{edit}") };
    let written = change["newText"].as_str().unwrap();
    let (before, reason) = written.split_once("TODO").unwrap();
    let ends = reason.find('\n').unwrap_or(reason.len());
    let accepted = format!("{before}agreed with the team{}", &reason[ends..]);
    client.change(&main, 2, json!([{"range": change["range"], "text": accepted}]));
    client.settle();
    assert!(client.codes(&main).is_empty(), "{:?}", client.shown);
    client.end();
}

#[test]
fn the_program_speaks_nothing_but_the_protocol() {
    let folder = Folder::new();
    folder.put("main.tf", LAMBDA);
    let frame = |message: Value| {
        let text = message.to_string();
        format!("Content-Length: {}\r\n\r\n{text}", text.len())
    };
    let all = [
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize",
               "params": {"rootUri": uri(folder.path()), "capabilities": {}}}),
        json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}),
        json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}),
        json!({"jsonrpc": "2.0", "method": "exit"}),
    ];
    let said = |messages: &[Value]| {
        let input: String = messages.iter().cloned().map(frame).collect();
        answer(command(folder.path(), &["lsp", "--stdio"]), input.as_bytes())
    };
    let whole = said(&all);
    assert_eq!((whole.exit, whole.stderr.as_str()), (0, ""));
    let mut rest = whole.stdout.as_str();
    let mut methods = Vec::new();
    while let Some((head, body)) = rest.split_once("\r\n\r\n") {
        let length: usize = head.strip_prefix("Content-Length: ").unwrap().parse().unwrap();
        let message: Value = serde_json::from_str(&body[..length]).unwrap();
        methods.push(message.get("method").or(message.get("id")).unwrap().clone());
        rest = &body[length..];
    }
    assert_eq!(rest, "");
    assert!(methods.contains(&json!(1)) && methods.contains(&json!(2)), "{methods:?}");
    // An editor that is killed says nothing more; there is nothing to say of that.
    for cut in [0, 2] {
        let gone = said(&all[..cut]);
        assert_eq!((gone.exit, gone.stderr.as_str()), (1, ""));
    }
    let nonsense = answer(command(folder.path(), &["lsp"]), b"hello\n");
    assert_eq!((nonsense.exit, nonsense.stdout.as_str()), (1, ""));
    assert!(nonsense.stderr.contains("what the editor sent cannot be read"), "{}", nonsense.stderr);
}
