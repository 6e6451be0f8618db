//! Front doors before functions: which they are, how long they wait, and whether their caller does.

/// The head that every case has: a function and some APIs.
const HEAD: &str = r#"
provider "aws" {}
variable "kind" {}
variable "header" {}
variable "api" {}
resource "aws_lambda_function" "f" {
  function_name = "f"
}
resource "aws_api_gateway_rest_api" "plain" {
  name = "plain"
}
resource "aws_api_gateway_rest_api" "regional" {
  name = "regional"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
}
resource "aws_api_gateway_rest_api" "open" {
  name = "open"
  endpoint_configuration {
    types = [var.kind]
  }
}
resource "aws_apigatewayv2_api" "http" {
  name          = "http"
  protocol_type = "HTTP"
}
resource "aws_lb" "long" {
  idle_timeout = 120
}
resource "aws_lb_listener" "long" {
  load_balancer_arn = aws_lb.long.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.long.arn
  }
}
resource "aws_lb_target_group" "long" {
  target_type = "lambda"
}
resource "aws_lb" "plain" {}
resource "aws_lb_listener" "plain" {
  load_balancer_arn = aws_lb.plain.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.plain.arn
  }
}
resource "aws_lb_target_group" "plain" {
  target_type = "lambda"
}
resource "aws_lb_target_group" "lone" {
  target_type = "lambda"
}
"#;

#[test]
fn an_api_is_a_door_by_its_type_and_waits_as_long_as_is_written() {
    let rest = "uri = aws_lambda_function.f.invoke_arn";
    let event = "request_parameters = { \"integration.request.header.x-amz-invocation-type\" = ";
    let rows: &[(&str, &str, &str)] = &[
        (
            "aws_api_gateway_integration",
            "rest_api_id = aws_api_gateway_rest_api.plain.id",
            "door: rest-api-edge~, sync",
        ),
        ("aws_api_gateway_integration", "rest_api_id = aws_api_gateway_rest_api.regional.id", "door: rest-api, sync"),
        (
            "aws_api_gateway_integration",
            "rest_api_id = aws_api_gateway_rest_api.open.id",
            "door: aws_api_gateway_integration.it is of an edge-optimized API{true: rest-api-edge, false: rest-api}, sync",
        ),
        (
            "aws_api_gateway_integration",
            "rest_api_id = var.api",
            "door: aws_api_gateway_integration.it is of an edge-optimized API{true: rest-api-edge, false: rest-api}, sync",
        ),
        (
            "aws_api_gateway_integration",
            "rest_api_id = aws_api_gateway_rest_api.plain.id\n  response_transfer_mode = \"STREAM\"\n  \
             timeout_milliseconds = 600000",
            "door: rest-api~, sync, timeout: 600",
        ),
        (
            "aws_api_gateway_integration",
            &format!("rest_api_id = aws_api_gateway_rest_api.regional.id\n  {event}\"'Event'\" }}"),
            "door: rest-api, not sync",
        ),
        (
            "aws_api_gateway_integration",
            &format!("rest_api_id = aws_api_gateway_rest_api.regional.id\n  {event}\"method.request.header.Kind\" }}"),
            "door: rest-api, sync ?each request says whether it waits",
        ),
        (
            "aws_api_gateway_integration",
            &format!("rest_api_id = aws_api_gateway_rest_api.regional.id\n  {event}var.header }}"),
            "door: rest-api, sync ?var.header has no value here",
        ),
        ("aws_apigatewayv2_integration", "api_id = aws_apigatewayv2_api.http.id", "door: http-api, sync"),
        (
            "aws_apigatewayv2_integration",
            "api_id = aws_apigatewayv2_api.http.id\n  timeout_milliseconds = 5000",
            "door: http-api, sync, timeout: 5",
        ),
        (
            "aws_apigatewayv2_integration",
            "api_id = var.api",
            "door: aws_apigatewayv2_integration.it is of a WebSocket API{true: websocket-api, false: http-api}, sync",
        ),
        ("aws_lambda_function_url", "function_name = aws_lambda_function.f.function_name", "door: function-url, sync"),
        (
            "aws_lb_target_group_attachment",
            "target_group_arn = aws_lb_target_group.long.arn\n  target_id = aws_lambda_function.f.arn",
            "door: load-balancer, sync, timeout: 120",
        ),
        (
            "aws_lb_target_group_attachment",
            "target_group_arn = aws_lb_target_group.plain.arn\n  target_id = aws_lambda_function.f.arn",
            "door: load-balancer, sync",
        ),
        (
            "aws_lb_target_group_attachment",
            "target_group_arn = aws_lb_target_group.lone.arn\n  target_id = aws_lambda_function.f.arn",
            "door: load-balancer, sync, timeout: ?the load balancer before its target group is not written here",
        ),
    ];
    for (kind, arguments, expected) in rows {
        let uri = match *kind {
            "aws_api_gateway_integration" => rest,
            "aws_apigatewayv2_integration" => "integration_uri = aws_lambda_function.f.invoke_arn",
            _ => "",
        };
        let text = format!("{HEAD}resource \"{kind}\" \"it\" {{\n  {arguments}\n  {uri}\n}}\n");
        let trigger = lent(&text, &format!("{kind}.it"));
        assert_eq!(short(&trigger), *expected, "{arguments}\n{trigger}");
    }
}

/// What a resource lends of triggers.
fn lent(text: &str, address: &str) -> String {
    let resources = super::resources(text);
    let found = resources.iter().find(|resource| resource.local == address).map(crate::dialects::tests::describe);
    found.and_then(|lines| lines.into_iter().find(|line| line.starts_with("lends triggers"))).unwrap_or_default()
}

/// A trigger's line without its kind and name.
fn short(line: &str) -> String {
    let fields = line.trim_start_matches("lends triggers = [{").trim_end_matches("}]").split(", ");
    let kept = fields.filter(|field| !field.starts_with("kind: ") && !field.starts_with("name: "));
    let said = kept.map(|field| match field.split_once("sync: ") {
        Some((_, "true")) => "sync".to_owned(),
        Some((_, "false")) => "not sync".to_owned(),
        Some((_, other)) => format!("sync {other}"),
        None => field.to_owned(),
    });
    said.collect::<Vec<_>>().join(", ")
}

#[test]
fn an_api_that_is_described_in_one_go_says_what_its_integrations_agree_on() {
    let api = |paths: &str| {
        format!(
            "{HEAD}resource \"aws_api_gateway_rest_api\" \"it\" {{\n  name = \"it\"\n  body = {paths}\n  \
             endpoint_configuration {{\n    types = [\"REGIONAL\"]\n  }}\n}}\n"
        )
    };
    let integration = |more: &str| {
        format!(
            "{{ get = {{ x-amazon-apigateway-integration = {{ uri = aws_lambda_function.f.invoke_arn\n{more} }} }} }}"
        )
    };
    let rows = [
        (format!("jsonencode({{ paths = {{ \"/a\" = {} }} }})", integration("")), "sync: true}]"),
        (
            format!("jsonencode({{ paths = {{ \"/a\" = {} }} }})", integration("timeoutInMillis = 9000")),
            "sync: true, timeout: 9}]",
        ),
        (
            format!(
                "jsonencode({{ paths = {{ \"/a\" = {}, \"/b\" = {} }} }})",
                integration("timeoutInMillis = 9000"),
                integration("")
            ),
            "sync: true, timeout: ?its integrations say different things}]",
        ),
        (r#""uri: ${aws_lambda_function.f.invoke_arn}""#.to_owned(), "sync: true}]"),
        (
            r#""uri: ${aws_lambda_function.f.invoke_arn}, timeoutInMillis: 9000""#.to_owned(),
            "sync: true, timeout: ?what its description says of its integrations is not read}]",
        ),
        (
            r#""uri: ${aws_lambda_function.f.invoke_arn}, integration.request.header.X-Amz-Invocation-Type: a""#
                .to_owned(),
            "sync: ?what its description says of its integrations is not read}]",
        ),
    ];
    for (body, expected) in rows {
        let trigger = lent(&api(&body), "aws_api_gateway_rest_api.it");
        let line =
            format!("lends triggers = [{{door: rest-api, kind: http, name: aws_api_gateway_rest_api.it, {expected}");
        assert_eq!(trigger, line, "{body}");
    }
}
