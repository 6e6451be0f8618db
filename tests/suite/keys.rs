//! Keys: instances whose keys hold quotes, dots, brackets and escapes are found wherever an address is written.

use crate::program::{Folder, misfit};

/// Keys as HCL writes them, and as Terraform writes them in addresses: `terraform plan` of 1.11 says them so.
const KEYS: [&str; 8] = ["a.b", "q\\\"r", "x]y", "b\\\\s", "d$${e}", "n\\nl", "a/b*", "[0]"];

/// A module that is called once for each key.
fn called() -> Folder {
    let folder = Folder::new();
    let keys: Vec<String> =
        KEYS.iter().enumerate().map(|(at, key)| format!("    \"{key}\" = {}\n", 901 + at)).collect();
    let main =
        format!("module \"m\" {{\n  source = \"./m\"\n  for_each = {{\n{}  }}\n  to = each.value\n}}\n", keys.concat());
    let module = "variable \"to\" {}\nresource \"aws_lambda_function\" \"f\" {\n  function_name = \"f\"\n  timeout = var.to\n}\n";
    folder.put("main.tf", main).put("m/main.tf", module);
    folder
}

fn address(key: &str) -> String {
    format!("module.m[\"{key}\"].aws_lambda_function.f")
}

#[test]
fn any_key_is_found_by_why() {
    let folder = called();
    for (at, key) in KEYS.into_iter().enumerate() {
        let bare = format!("module.m[{}].aws_lambda_function.f", key.replace("\\\"", "\""));
        let asked = if key.contains(['\\', '$', ']']) { vec![address(key)] } else { vec![address(key), bare] };
        for asked in asked {
            let said = misfit(folder.path(), &["why", &asked]);
            let timeout = format!("15m{}s, written", 1 + at);
            assert!(said.stdout.starts_with(&address(key)) && said.stdout.contains(&timeout), "{asked}: {said:?}");
        }
    }
}

#[test]
fn any_key_is_accepted_as_the_report_writes_it() {
    for key in KEYS {
        let folder = called();
        let glob = address(key).replace('\'', "''");
        let accept = format!(
            "accept:\n- policy: timeout-over-platform-limit\n  address: '{}'\n  reason: known\n",
            glob.replace(".aws_lambda_function.f", ".**")
        );
        folder.put("misfit.yaml", accept);
        let said = misfit(folder.path(), &["check"]).stdout;
        assert!(said.contains(" 1 ignored"), "{key}: {said}");
    }
}

#[test]
fn any_key_of_a_plan_is_that_of_its_source() {
    let folder = called();
    let change = |key: &str| {
        let text = |text: &str| serde_json::to_string(text).unwrap();
        format!(
            "{{\"address\": {}, \"module_address\": {}, \"mode\": \"managed\", \"type\": \"aws_lambda_function\", \"name\": \
             \"f\", \"change\": {{\"after\": {{\"function_name\": \"f\", \"timeout\": 5}}, \"after_sensitive\": {{}}}}}}",
            text(&address(key)),
            text(&format!("module.m[\"{key}\"]"))
        )
    };
    let changes = KEYS.map(change).join(",");
    folder.put("plan.json", format!("{{\"format_version\": \"1.2\", \"resource_changes\": [{changes}]}}"));
    let said = misfit(folder.path(), &["check", "--plan", "plan.json", "--format", "concise"]).stdout;
    for (at, key) in KEYS.into_iter().enumerate() {
        let words = format!("the plan has 5 for timeout of {}, and {} comes from here", address(key), 901 + at);
        assert!(said.contains(&words), "{words}: {said}");
    }
    assert!(said.contains(" 8 problems"), "{said}");
}

#[test]
fn one_instance_of_a_block_is_asked_for_by_its_key() {
    let folder = Folder::new();
    let main = "resource \"aws_lambda_function\" \"f\" {\n  for_each = { a = 5, \"q\\\"r\" = 901 }\n  function_name = each.key\n  \
                timeout = each.value\n  memory_size = 512\n}\nresource \"aws_lambda_function\" \"same\" {\n  count = 2\n  \
                function_name = \"same\"\n}\n";
    folder.put("main.tf", main);
    let why = |asked: &str| misfit(folder.path(), &["why", asked]);
    for asked in ["aws_lambda_function.f[\"q\\\"r\"]", "aws_lambda_function.f[q\"r]"] {
        let one = why(asked).stdout;
        assert!(one.starts_with("aws_lambda_function.f[\"q\\\"r\"]\n"), "{asked}: {one}");
        assert!(one.contains("  15m1s, written") && one.contains("holds: timeout over"), "{asked}: {one}");
    }
    let other = why("f[\"a\"]").stdout;
    assert!(other.contains("  5s, written") && !other.contains("holds: timeout over"), "{other}");
    let none = why("aws_lambda_function.f[\"b\"]");
    assert!(
        none.exit == 2 && none.stderr.contains("aws_lambda_function.f has no instance b; it has a, q\"r"),
        "{none:?}"
    );
    // Where its instances are alike, the block says all of them.
    let same = why("aws_lambda_function.same[1]").stdout;
    assert!(same.starts_with("aws_lambda_function.same\n"), "{same}");
    assert_eq!(why("aws_lambda_function.none[1]").exit, 2);
}
