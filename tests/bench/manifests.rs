//! A deterministic generator of mixed manifests, as a company's repository would hold them.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// A small generator of numbers: the same from the same seed, on every machine.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let at = self.next(from.len() as u64) as usize;
        from[at]
    }
}

const TEAMS: &[&str] = &["payments", "search", "catalog", "identity", "ledger", "growth", "media", "platform"];
const SERVICES: &[&str] = &["api", "worker", "ingest", "gateway", "reports", "sync", "indexer", "notifier"];

/// Writes `files` manifests, about 3.5 KB each, under `root`; says how many bytes that is.
///
/// # Errors
/// What the disk says.
pub(crate) fn write(root: &Path, files: usize) -> io::Result<usize> {
    let mut numbers = Numbers(42);
    let mut bytes = 0;
    let mut written = 0;
    let mut folder = 0;
    while written < files {
        let team = numbers.pick(TEAMS);
        let kind = numbers.next(10);
        let path = root.join(format!("{team}/app-{folder:05}"));
        folder += 1;
        fs::create_dir_all(&path)?;
        let manifests = match kind {
            0..=4 => kubernetes(&mut numbers, team, folder),
            5..=7 => terraform(&mut numbers, team, folder),
            8 => other(&mut numbers, folder),
            _ => jobs(&mut numbers, team, folder),
        };
        for (name, text) in manifests.into_iter().take(files - written) {
            bytes += text.len();
            written += 1;
            fs::write(path.join(name), text)?;
        }
    }
    Ok(bytes)
}

fn comment_block(text: &mut String, numbers: &mut Numbers, lines: u64) {
    for _ in 0..numbers.next(lines) {
        let _ = writeln!(text, "# {} keeps this in step with {}.", numbers.pick(TEAMS), numbers.pick(SERVICES));
    }
}

fn kubernetes(numbers: &mut Numbers, team: &str, number: usize) -> Vec<(String, String)> {
    let name = format!("{}-{number}", numbers.pick(SERVICES));
    let stateful = numbers.next(4) == 0;
    let kind = if stateful { "StatefulSet" } else { "Deployment" };
    let mut text = String::new();
    comment_block(&mut text, numbers, 12);
    let _ = write!(
        text,
        "apiVersion: apps/v1\nkind: {kind}\nmetadata:\n  name: {name}\n  namespace: {team}\n  labels: &labels\n    app.kubernetes.io/name: {name}\n    app.kubernetes.io/part-of: {team}\nspec:\n  replicas: {}\n  selector:\n    matchLabels: *labels\n  template:\n    metadata:\n      labels: *labels\n    spec:\n",
        numbers.next(6) + 1
    );
    let spot = numbers.next(5) == 0;
    if spot {
        text.push_str("      nodeSelector:\n        karpenter.sh/capacity-type: spot\n");
    }
    text.push_str("      containers:\n");
    if spot && stateful {
        // A database on machines that are taken away: some of it is found in every company's repository.
        text.push_str("        - name: db\n          image: postgres:16\n          volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }]\n");
    }
    for container in 0..numbers.next(3) + 1 {
        let _ = write!(
            text,
            "        - name: c{container}\n          image: registry.example.com/{team}/{name}:1.{}\n          args: [\"--listen=:8080\", \"--log-level=info\"]\n          ports:\n            - containerPort: 8080\n          resources:\n            requests: {{ cpu: {}m, memory: {}Mi }}\n            limits: {{ memory: {}Mi }}\n          env:\n",
            numbers.next(90),
            (numbers.next(10) + 1) * 50,
            (numbers.next(8) + 1) * 64,
            (numbers.next(8) + 9) * 64,
        );
        for variable in 0..numbers.next(24) + 10 {
            let _ = writeln!(
                text,
                "            - name: {}_{variable}\n              value: \"{} {}\"",
                team.to_uppercase(),
                numbers.pick(SERVICES),
                numbers.next(100_000)
            );
        }
    }
    if spot && stateful {
        text.push_str("  volumeClaimTemplates:\n    - metadata: { name: data }\n      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 20Gi } } }\n");
    }
    let mut scaling = String::new();
    let _ = write!(
        scaling,
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: {name}\n  namespace: {team}\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: {kind}\n    name: {name}\n  minReplicas: 2\n  maxReplicas: {}\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: {name}\n  namespace: {team}\nspec:\n  selector:\n    app.kubernetes.io/name: {name}\n  ports:\n    - port: 80\n      targetPort: 8080\n",
        numbers.next(20) + 3
    );
    let mut config = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n  namespace: {team}\ndata:\n  application.yaml: |\n"
    );
    for line in 0..numbers.next(260) + 120 {
        let _ =
            writeln!(config, "    setting.{line}.{}: \"{}\" # default", numbers.pick(SERVICES), numbers.next(10_000));
    }
    vec![("workload.yaml".to_owned(), text), ("scaling.yaml".to_owned(), scaling), ("config.yaml".to_owned(), config)]
}

fn jobs(numbers: &mut Numbers, team: &str, number: usize) -> Vec<(String, String)> {
    let mut text = String::new();
    for job in 0..numbers.next(6) + 6 {
        let _ = write!(
            text,
            "---\napiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: job-{number}-{job}\n  namespace: {team}\nspec:\n  schedule: \"{} {} * * *\"\n  concurrencyPolicy: Forbid\n  jobTemplate:\n    spec:\n      activeDeadlineSeconds: {}\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n            - name: run\n              image: registry.example.com/{team}/job:{}\n              command: [\"/bin/sh\", \"-c\"]\n              args:\n                - |\n                  set -eu\n                  run --team {team} --part {job}\n",
            numbers.next(60),
            numbers.next(24),
            numbers.next(3600) + 60,
            numbers.next(50)
        );
    }
    vec![("jobs.yaml".to_owned(), text)]
}

fn terraform(numbers: &mut Numbers, team: &str, number: usize) -> Vec<(String, String)> {
    let mut main = format!(
        "terraform {{\n  backend \"s3\" {{}}\n}}\n\nprovider \"aws\" {{\n  region = var.region\n  default_tags {{\n    tags = {{ Team = \"{team}\" }}\n  }}\n}}\n\n"
    );
    for part in 0..numbers.next(7) + 8 {
        comment_block(&mut main, numbers, 5);
        let _ = write!(
            main,
            "resource \"aws_lambda_function\" \"fn_{part}\" {{\n  function_name = \"${{local.prefix}}-fn-{part}\"\n  role          = aws_iam_role.fn.arn\n  handler       = \"index.handler\"\n  runtime       = \"nodejs20.x\"\n  timeout       = var.timeout\n  memory_size   = {}\n  environment {{\n    variables = {{\n      TABLE = aws_dynamodb_table.main.name\n      STAGE = var.environment\n    }}\n  }}\n  tags = merge(local.tags, {{ Part = \"{part}\" }})\n}}\n\n",
            (numbers.next(8) + 1) * 128
        );
    }
    let _ = write!(
        main,
        "resource \"aws_instance\" \"host\" {{\n  count         = var.environment == \"prod\" ? 2 : 1\n  ami           = data.aws_ami.base.id\n  instance_type = var.instance_type\n  tags          = local.tags\n}}\n\nresource \"aws_iam_role\" \"fn\" {{\n  name               = \"${{local.prefix}}-fn\"\n  assume_role_policy = jsonencode({{\n    Version = \"2012-10-17\"\n    Statement = [{{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = {{ Service = \"lambda.amazonaws.com\" }} }}]\n  }})\n}}\n\nresource \"aws_dynamodb_table\" \"main\" {{\n  name         = local.prefix\n  billing_mode = \"PAY_PER_REQUEST\"\n  hash_key     = \"id\"\n  attribute {{\n    name = \"id\"\n    type = \"S\"\n  }}\n}}\n\ndata \"aws_ami\" \"base\" {{\n  most_recent = true\n  owners      = [\"self\"]\n}}\n\nlocals {{\n  prefix = \"{team}-${{var.environment}}-{number}\"\n  tags = {{\n    Environment = var.environment\n    Service     = \"{}\"\n  }}\n}}\n",
        numbers.pick(SERVICES)
    );
    let mut variables = String::new();
    for (name, default) in [("region", "eu-west-1"), ("environment", "prod"), ("instance_type", "m6i.large")] {
        let _ = write!(
            variables,
            "variable \"{name}\" {{\n  description = \"The {name} of this stack\"\n  type        = string\n  default     = \"{default}\"\n}}\n\n"
        );
    }
    variables.push_str("variable \"timeout\" {\n  type    = number\n  default = 30\n}\n");
    let values = format!("timeout = {}\n", numbers.next(800) + 10);
    vec![("main.tf".to_owned(), main), ("variables.tf".to_owned(), variables), ("terraform.tfvars".to_owned(), values)]
}

/// Files that are no manifests: a package file, values, a pipeline.
fn other(numbers: &mut Numbers, number: usize) -> Vec<(String, String)> {
    let mut values = String::from("replicaCount: 2\nimage:\n  repository: app\n");
    for line in 0..numbers.next(300) + 100 {
        let _ = writeln!(values, "setting{line}: {}", numbers.pick(SERVICES));
    }
    let package = format!("{{\n  \"name\": \"app-{number}\",\n  \"private\": true,\n  \"version\": \"1.0.0\"\n}}\n");
    vec![("values.yaml".to_owned(), values), ("package.json".to_owned(), package)]
}
