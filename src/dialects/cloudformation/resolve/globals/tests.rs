//! Globals: text in, merged properties out, as SAM merges them.

use super::Globals;
use crate::dialects::cloudformation::resolve::tests::{resource, show};
use crate::model::document::Syntax;
use crate::model::problem::Problem;
use crate::model::source::SourceId;
use crate::model::tree::{Content, Node};
use crate::parse::parse;

fn parsed(text: &str) -> Node {
    let mut parsed = parse(SourceId(0), text, Syntax::Yaml);
    assert_eq!(parsed.problems, [], "{text}");
    parsed.documents.remove(0).root
}

/// The properties of the resource `F`, and what is told.
fn properties(template: &str) -> (Option<Node>, Vec<Problem>) {
    let root = parsed(template);
    let mut problems = Vec::new();
    let globals = Globals::of(&root, &mut problems);
    let resource = root.at(&["Resources", "F"]).unwrap();
    let kind = resource.get("Type").and_then(Node::as_text).unwrap();
    (globals.properties(&kind, resource, &mut problems), problems)
}

/// A value on one line, keys in order.
fn written(node: &Node) -> String {
    match &node.content {
        Content::Map(map) => {
            let entry = |entry: &crate::model::tree::MapEntry| format!("{}: {}", entry.key.text, written(&entry.value));
            format!("{{{}}}", map.entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        Content::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Content::Tagged(tagged) => format!("{} {}", tagged.tag.text, written(&tagged.node)),
        _ => node.as_text().unwrap_or_else(|| "null".into()).to_string(),
    }
}

#[test]
fn what_both_give_is_merged_as_sam_does() {
    // What is given, what is written, what holds: under one key of a function.
    let cases = [
        ("1", "2", "2"),
        ("true", "1", "1"),
        ("text", "{a: b}", "{a: b}"),
        ("{a: b}", "text", "text"),
        ("{a: b}", "[a]", "[a]"),
        ("[a]", "{a: b}", "{a: b}"),
        ("{a: b}", "~", "~"),
        ("{a: 1, b: 2}", "{a: x, c: 3, d: 4}", "{a: x, b: 2, c: 3, d: 4}"),
        ("{banana: 1}", "{BaNaNa: 2}", "{banana: 1, BaNaNa: 2}"),
        ("{a: b}", "{}", "{a: b}"),
        ("{}", "{a: b}", "{a: b}"),
        ("{a: {b: {c: {d: 1}}}}", "{a: {b: {c: {d: 2}}}}", "{a: {b: {c: {d: 2}}}}"),
        ("{a: {b: {c: 1}, g: 2}}", "{a: {b: x, l: 3}}", "{a: {b: x, g: 2, l: 3}}"),
        ("{a: {b: {c: 1}, g: {h: 2}}}", "{a: {b: {l: 3}}}", "{a: {b: {c: 1, l: 3}, g: {h: 2}}}"),
        ("[1, 2, 3]", "[11, 12]", "[1, 2, 3, 11, 12]"),
        ("[a, b]", "[a, z]", "[a, b, a, z]"),
        ("[{a: 1}]", "[{a: 2}]", "[{a: 1}, {a: 2}]"),
        ("{k: g, n: {l: [1]}, go: 1}", "{k: o, n: {l: [8]}, lo: 2}", "{k: o, n: {l: [1, 8]}, go: 1, lo: 2}"),
        ("{Ref: A}", "{'Fn::Sub': b}", "{Fn::Sub: b}"),
        ("{Ref: A}", "{a: b}", "{a: b}"),
        ("{a: b}", "{Ref: A}", "{Ref: A}"),
        ("{a: b}", "{Condition: A}", "{Condition: A}"),
        ("{a: b}", "!Ref A", "!Ref A"),
        ("!If [C, {a: 1}, {b: 2}]", "{c: 3}", "{c: 3}"),
        ("[1]", "!Split [',', 'a,b']", "!Split [,, a,b]"),
        ("{a: {b: {c: !Ref A}, g: 1}}", "{a: {b: {c: !Sub x}}}", "{a: {b: {c: !Sub x}, g: 1}}"),
        ("{Ref: A, k: 1}", "{'Fn::Sub': b, o: 2}", "{Ref: A, k: 1, Fn::Sub: b, o: 2}"),
        ("{Ref: A, k: 1}", "{'Fn::Sub': b}", "{Fn::Sub: b}"),
    ];
    for (given, own, expected) in cases {
        let text = format!(
            "Globals: {{Function: {{Environment: {given}}}}}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    \
             Properties: {{Environment: {own}}}\n"
        );
        let (properties, problems) = properties(&text);
        assert_eq!(problems, [], "{text}");
        assert_eq!(written(properties.unwrap().get("Environment").unwrap()), expected, "{given} and {own}");
    }
}

#[test]
fn a_resource_takes_what_is_given_to_its_type_and_not_ignored() {
    let globals = "Globals:\n  Function: {Timeout: 20, Runtime: python3.12}\n  Api: {Name: x}\n  SimpleTable: {}\n";
    let cases = [
        ("Type: AWS::Serverless::Function", "{Timeout: 20, Runtime: python3.12}"),
        ("Type: AWS::Serverless::Function\n    Properties: {Timeout: 5}", "{Timeout: 5, Runtime: python3.12}"),
        ("Type: AWS::Serverless::Function\n    IgnoreGlobals: '*'\n    Properties: {Handler: h}", "{Handler: h}"),
        ("Type: AWS::Serverless::Function\n    IgnoreGlobals: [Runtime]", "{Timeout: 20}"),
        ("Type: AWS::Serverless::Function\n    IgnoreGlobals: []", "{Timeout: 20, Runtime: python3.12}"),
        ("Type: AWS::Serverless::Function\n    IgnoreGlobals:", "{Timeout: 20, Runtime: python3.12}"),
        ("Type: AWS::Serverless::Api\n    Properties: {StageName: s}", "{Name: x, StageName: s}"),
        ("Type: AWS::Serverless::SimpleTable", "{}"),
        ("Type: AWS::Serverless::HttpApi", "none"),
        ("Type: AWS::Lambda::Function\n    Properties: {Timeout: 5}", "none"),
    ];
    for (resource, expected) in cases {
        let (properties, problems) = properties(&format!("{globals}Resources:\n  F:\n    {resource}\n"));
        assert_eq!(problems, [], "{resource}");
        assert_eq!(properties.as_ref().map_or_else(|| "none".to_owned(), written), expected, "{resource}");
    }
}

#[test]
fn what_sam_refuses_is_told_at_its_place() {
    let function = "Type: AWS::Serverless::Function";
    let cases = [
        ("[]", function, "[]", "is a map of types"),
        ("{Functions: {Timeout: 1}}", function, "Functions", "`Functions` is no type"),
        ("{Application: {Location: x}}", function, "Application", "`Application` is no type"),
        ("{Function: 3}", function, "3", "is a map of properties"),
        ("{Function: {Role: r}}", function, "Role", "cannot give `Role` to every AWS::Serverless::Function"),
        ("{Api: {StageName: r}}", function, "StageName", "cannot give `StageName`"),
        (
            "{Function: {Timeout: 1}}",
            "Type: AWS::Serverless::Function\n    IgnoreGlobals: [MemorySize]",
            "MemorySize",
            "no `MemorySize`",
        ),
        (
            "{Function: {Timeout: 1}}",
            "Type: AWS::Serverless::Function\n    IgnoreGlobals: yes",
            "yes",
            "a list of names",
        ),
    ];
    for (globals, resource, place, message) in cases {
        let text = format!("Globals: {globals}\nResources:\n  F:\n    {resource}\n");
        let (_, problems) = properties(&text);
        let [problem] = problems.as_slice() else { panic!("{text}: {problems:?}") };
        let span = problem.span.unwrap();
        assert_eq!(&text[span.start as usize..span.end as usize], place, "{text}");
        assert!(problem.message.contains(message), "{}", problem.message);
        assert!(problem.help.as_deref().unwrap().starts_with("SAM refuses the template"));
    }
    let (_, problems) =
        properties("Globals: {Function: {Timeuot: 1}}\nResources: {F: {Type: 'AWS::Serverless::Api'}}\n");
    assert_eq!(problems[0].help.as_deref(), Some("SAM refuses the template; did you mean `Timeout`?"));
}

#[test]
fn whatever_comes_from_globals_says_so() {
    let text = "Globals:\n  Function:\n    Timeout: 20\n    Layers: [a]\n    Environment: {Variables: {A: 1, B: 2}}\n\
                Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Layers: [b]\n      \
                Environment: {Variables: {B: 3}}\n";
    let root = parsed(text);
    let globals = Globals::of(&root, &mut Vec::new());
    let kind = "AWS::Serverless::Function";
    let mut body = globals.properties(kind, root.at(&["Resources", "F"]).unwrap(), &mut Vec::new()).unwrap();
    globals.mark(kind, &mut body);
    let way = |node: &Node| -> Vec<String> {
        let steps = node.origin.iter().flat_map(|origin| &origin.steps);
        steps
            .map(|step| format!("{} at {}", step.name, &text[step.span.start as usize..step.span.end as usize]))
            .collect()
    };
    assert_eq!(way(body.get("Timeout").unwrap()), ["Globals.Function.Timeout at 20"]);
    let layers = body.get("Layers").unwrap();
    assert_eq!(
        (way(layers), way(&layers.items()[0]), way(&layers.items()[1])),
        (vec![], vec!["Globals.Function.Layers at a".to_owned()], vec![])
    );
    let variables = body.at(&["Environment", "Variables"]).unwrap();
    assert_eq!(way(variables.get("A").unwrap()), ["Globals.Function.Environment.Variables.A at 1"]);
    assert_eq!(way(variables.get("B").unwrap()), [""; 0]);
}

#[test]
fn functions_in_globals_are_worked_out_for_each_resource() {
    let text = "Transform: AWS::Serverless-2016-10-31\nParameters:\n  Wait: {Type: Number, Default: 30}\nGlobals:\n  \
                Function: {Timeout: !Ref Wait, MemorySize: 512}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    \
                Properties: {MemorySize: !Ref AWS::NoValue}\n";
    let function = resource(text, "F");
    let timeout = function.body.get("Timeout").unwrap();
    assert_eq!(show(timeout), "30 <- Globals.Function.Timeout <- parameter Wait (default)");
    assert_eq!(function.body.get("MemorySize"), None);
    let plain = resource(&text.replace("Transform: AWS::Serverless-2016-10-31\n", ""), "F");
    assert!(plain.body.get("Timeout").is_some(), "its type alone says that SAM reads it");
}
