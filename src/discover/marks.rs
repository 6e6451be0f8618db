//! What a file may be, by its name and by words that its bytes hold: cheap questions before anything is parsed.

use memchr::memmem;

use crate::model::{baseline, paths, settings};

/// What a file may be, by its name alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Candidate {
    /// Terraform or OpenTofu.
    Terraform,
    /// Values of Terraform variables.
    TerraformVariables,
    /// How Terragrunt runs a module.
    Terragrunt,
    /// A kustomization.
    Kustomization,
    /// The description of a Helm chart.
    Chart,
    /// A service of the Serverless Framework.
    Serverless,
    /// What the SAM CLI deploys templates with.
    SamConfig,
    /// Called much as a service of the Serverless Framework is: one where it holds one, else as [`Self::Unmarked`].
    ServerlessLike,
    /// A program that describes what is deployed, which nobody runs here.
    Program,
    /// misfit's own settings.
    Settings,
    /// A baseline of findings, which misfit wrote.
    Baseline,
    /// YAML or JSON: of a dialect only where [`marked`] says so, or where another file refers to it.
    Unmarked,
    /// No kind of file that misfit reads.
    NotRead,
}

/// What a file may be, by its name.
pub fn candidate(path: &str) -> Candidate {
    let name = paths::name(path);
    match name {
        "kustomization.yaml" | "kustomization.yml" | "Kustomization" => return Candidate::Kustomization,
        "Chart.yaml" => return Candidate::Chart,
        "terragrunt.hcl" => return Candidate::Terragrunt,
        "serverless.yml" | "serverless.yaml" | "serverless.json" | "serverless.toml" => return Candidate::Serverless,
        "samconfig.toml" | "samconfig.yaml" | "samconfig.yml" => return Candidate::SamConfig,
        "serverless-compose.yml" | "serverless-compose.yaml" | "serverless-compose.json" => {
            return Candidate::Serverless;
        }
        "serverless.js" | "serverless.ts" | "serverless.mjs" | "serverless.cjs" => return Candidate::Program,
        baseline::FILE => return Candidate::Baseline,
        _ if settings::NAMES.contains(&name) => return Candidate::Settings,
        _ => {}
    }
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| name.ends_with(suffix));
    if ends(&[".tf", ".tofu", ".tf.json", ".tofu.json"]) {
        Candidate::Terraform
    } else if ends(&[".tfvars", ".tfvars.json"]) {
        Candidate::TerraformVariables
    } else if ends(&[".yaml", ".yml"]) && is_serverless_like(name) {
        Candidate::ServerlessLike
    } else if ends(&[".yaml", ".yml", ".json", TEMPLATE]) {
        Candidate::Unmarked
    } else {
        Candidate::NotRead
    }
}

/// Whether a name is that of a service file beside the usual one: `serverless.prod.yml`, `orders.serverless.yml`.
fn is_serverless_like(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    name.starts_with("serverless") || stem.ends_with(".serverless") || stem.ends_with("-serverless")
}

/// How names of CloudFormation's templates may end. Templates of other kinds end so, too: they are filled in before they
/// mean anything.
const TEMPLATE: &str = ".template";

/// The words that all stand in a file of a dialect; one row a dialect, the rarest word first.
const MARKS: [&[&str]; 2] = [KUBERNETES, CLOUDFORMATION];

const KUBERNETES: &[&str] = &["apiVersion", "kind"];
const CLOUDFORMATION: &[&str] = &["AWS::", "Resources"];

/// The words that all stand in what `terraform show -json` writes.
const PLAN: [&str; 2] = ["\"format_version\"", "\"terraform_version\""];

/// Whether the bytes of a file are those of a Terraform plan, or state, as JSON.
pub fn is_plan(path: &str, bytes: &[u8]) -> bool {
    path.ends_with(".json") && PLAN.iter().all(|word| memmem::find(bytes, word.as_bytes()).is_some())
}

/// Whether the bytes of a file hold the marks of some dialect that its name allows.
pub fn marked(path: &str, bytes: &[u8]) -> bool {
    // In UTF-16 no word stands byte by byte; such files are rare and are parsed to see.
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return true;
    }
    let holds = |words: &&[&str]| words.iter().all(|word| memmem::find(bytes, word.as_bytes()).is_some());
    if path.ends_with(TEMPLATE) { holds(&CLOUDFORMATION) } else { MARKS.iter().any(holds) }
}
