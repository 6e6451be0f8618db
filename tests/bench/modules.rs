//! A Terraform root as large ones are: forty local modules, fifty resources in each, values from everywhere.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

/// How many modules the root calls.
const MODULES: usize = 40;

/// How many resources each makes.
const RESOURCES: usize = 50;

/// Every file of it, by its path.
pub(super) fn files() -> Vec<(String, String)> {
    let mut root = String::from(
        "terraform {\n  backend \"s3\" {}\n}\nprovider \"aws\" {\n  region = \"eu-west-1\"\n  default_tags {\n    tags = { Team = \"shop\" }\n  }\n}\nvariable \"environment\" {\n  type    = string\n  default = \"prod\"\n}\nlocals {\n  tags = { Environment = var.environment }\n  size = var.environment == \"prod\" ? \"m6i.large\" : \"t3.small\"\n}\n",
    );
    let mut files = Vec::new();
    for module in 0..MODULES {
        let _ = write!(
            root,
            "module \"m{module}\" {{\n  source  = \"./modules/m{module}\"\n  name    = \"m{module}-${{var.environment}}\"\n  size    = local.size\n  timeout = {}\n  tags    = merge(local.tags, {{ Module = \"m{module}\" }})\n}}\n",
            10 + module
        );
        files.push((format!("modules/m{module}/main.tf"), module_text()));
        files.push((format!("modules/m{module}/variables.tf"), VARIABLES.to_owned()));
    }
    files.push(("main.tf".to_owned(), root));
    files.push(("prod.tfvars".to_owned(), "environment = \"prod\"\n".to_owned()));
    files
}

/// Writes it into a folder; says how many bytes it has.
pub(super) fn write(at: &Path) -> io::Result<usize> {
    let mut bytes = 0;
    for (path, text) in files() {
        let path = at.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, &text)?;
        bytes += text.len();
    }
    Ok(bytes)
}

fn module_text() -> String {
    let mut text = String::new();
    for number in 0..RESOURCES / 5 {
        let _ = write!(
            text,
            "resource \"aws_lambda_function\" \"f{number}\" {{\n  function_name = \"${{var.name}}-f{number}\"\n  role          = aws_iam_role.r{number}.arn\n  runtime       = \"python3.12\"\n  handler       = \"main.handler\"\n  timeout       = var.timeout\n  memory_size   = 512\n  tags          = var.tags\n  environment {{\n    variables = {{ QUEUE = aws_sqs_queue.q{number}.url, NAME = upper(var.name) }}\n  }}\n}}\nresource \"aws_iam_role\" \"r{number}\" {{\n  name               = \"${{var.name}}-r{number}\"\n  assume_role_policy = jsonencode({{ Version = \"2012-10-17\", Statement = [] }})\n}}\nresource \"aws_sqs_queue\" \"q{number}\" {{\n  name                       = \"${{var.name}}-q{number}\"\n  visibility_timeout_seconds = var.timeout * 6\n  tags                       = var.tags\n}}\nresource \"aws_lambda_event_source_mapping\" \"e{number}\" {{\n  event_source_arn = aws_sqs_queue.q{number}.arn\n  function_name    = aws_lambda_function.f{number}.arn\n}}\nresource \"aws_instance\" \"i{number}\" {{\n  ami           = \"ami-1\"\n  instance_type = var.size\n  tags          = merge(var.tags, {{ Name = \"${{var.name}}-i{number}\" }})\n}}\n"
        );
    }
    text
}

const VARIABLES: &str = "variable \"name\" {\n  type = string\n}\nvariable \"size\" {\n  type    = string\n  default = \"t3.micro\"\n}\nvariable \"timeout\" {\n  type    = number\n  default = 3\n}\nvariable \"tags\" {\n  type    = map(string)\n  default = {}\n}\n";
