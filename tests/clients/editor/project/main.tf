provider "aws" {
  region = "eu-west-1"
}

# Makes the reports.
resource "aws_lambda_function" "reports" {
  package_type = "Image"
  /* é 🦀 */ timeout = local.most
}
