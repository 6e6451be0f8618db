//! Variables that are told on the command line: what they decide, and what is wrong with them.

use crate::program::{Answer, Folder, answer, command};

const MAIN: &str = r#"
provider "aws" {}
variable "timeout" {
  type    = number
  default = 10
}
resource "aws_lambda_function" "f" {
  timeout = var.timeout
}
"#;

fn said(folder: &Folder, at: &str, arguments: &[&str]) -> Answer {
    let mut program = command(&folder.path().join(at), arguments);
    program.env("TF_VAR_timeout", "1000").env_remove("TF_WORKSPACE");
    answer(program, b"")
}

fn project() -> Folder {
    let folder = Folder::new();
    for (path, text) in [
        ("shop/.git/HEAD", ""),
        ("shop/infra/main.tf", MAIN),
        ("shop/infra/envs/long.tfvars", "timeout = 1000\n"),
        ("shop/infra/envs/short.tfvars", "timeout = 5\n"),
        ("shared/long.tfvars", "timeout = 1000\n"),
        ("shared/broken.tfvars", "timeout = \n"),
        ("shared/long.txt", "timeout = 1000\n"),
    ] {
        folder.put(path, text);
    }
    folder
}

#[test]
fn what_is_told_decides() {
    let folder = project();
    let rows: [(&[&str], i32, &str); 16] = [
        (&["check"], 1, "(in long)"),
        (&["check", "--var", "timeout=5"], 0, ""),
        (&["check", "--var", "timeout=1000"], 1, "timeout-over-platform-limit"),
        (&["check", "--var-file", "envs/long.tfvars"], 1, "timeout-over-platform-limit"),
        (&["check", "--var-file", "envs/short.tfvars"], 0, ""),
        (&["check", "--var-file", "envs/long.tfvars", "--var", "timeout=5"], 0, ""),
        (&["check", "--var", "timeout=5", "--var-file", "envs/long.tfvars"], 1, "timeout-over-platform-limit"),
        (&["check", "--var-file", "../../shared/long.tfvars"], 1, "../../shared/long.tfvars"),
        (&["check", "--var-file", "../../shared/broken.tfvars"], 2, "../../shared/broken.tfvars"),
        (&["check", "--var-file", "../../shared/long.txt"], 2, ".tfvars"),
        (&["check", "--var-file", "nowhere.tfvars"], 2, "nowhere.tfvars"),
        (&["check", "--var", "timeouts=5"], 2, "timeout is declared"),
        (&["check", "--var", "timeout=many"], 2, "var.timeout wants a number"),
        (&["check", "--env", "HOME"], 2, "HOME"),
        (&["check", "--env", "TF_VAR_*", "--var-file", "envs/short.tfvars"], 0, ""),
        (
            &["why", "aws_lambda_function.f", "--var-file", "../../shared/long.tfvars"],
            0,
            "through long.tfvars  (../../shared/long.tfvars:1:11)",
        ),
    ];
    for (arguments, exit, part) in rows {
        let said = said(&folder, "shop/infra", arguments);
        let all = format!("{}{}", said.stdout, said.stderr);
        assert!(said.exit == exit && all.contains(part), "{arguments:?}: exit {}, not {exit}\n{all}", said.exit);
    }
}

#[test]
fn the_environment_is_read_where_it_is_asked_for() {
    let folder = Folder::new();
    folder.put("main.tf", MAIN);
    for (arguments, exit) in
        [(&["check"][..], 0), (&["check", "--env", "TF_VAR_timeout"], 1), (&["check", "--env", "TF_VAR_*"], 1)]
    {
        let said = said(&folder, "", arguments);
        assert_eq!(said.exit, exit, "{arguments:?}\n{}{}", said.stdout, said.stderr);
    }
    let said = said(&folder, "", &["why", "aws_lambda_function.f", "--env", "TF_VAR_timeout"]);
    assert!(said.stdout.contains("through TF_VAR_timeout  (main.tf:3:10)"), "{}", said.stdout);
}
