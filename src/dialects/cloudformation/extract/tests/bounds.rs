//! Large templates: what is asked for every resource is found without going through all the others each time.

use std::fmt::Write;
use std::time::{Duration, Instant};

use super::resources;

/// How many resources a template made of as many parts has, if it is read soon.
fn read_soon(parts: usize, part: impl Fn(usize) -> String) -> usize {
    let mut text = "Resources:\n".to_owned();
    for number in 0..parts {
        writeln!(text, "{}", part(number)).unwrap_or_default();
    }
    let start = Instant::now();
    let number = resources(&text).len();
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    number
}

#[test]
fn many_functions_at_many_edges() {
    let number = read_soon(3000, |number| {
        format!(
            "  F{number}: {{Type: AWS::Lambda::Function, Properties: {{FunctionName: f{number}}}}}
  D{number}:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior:
          LambdaFunctionAssociations: [{{EventType: viewer-request, LambdaFunctionARN: !GetAtt F{number}.Arn}}]"
        )
    });
    assert_eq!(number, 6000);
}

#[test]
fn many_aliases_of_functions_by_name() {
    let number = read_soon(6000, |number| {
        format!(
            "  F{number}: {{Type: AWS::Lambda::Function, Properties: {{FunctionName: f{number}}}}}
  A{number}: {{Type: AWS::Lambda::Alias, Properties: {{FunctionName: f{number}}}}}"
        )
    });
    assert_eq!(number, 12000);
}

#[test]
fn many_groups_behind_many_balancers() {
    let number = read_soon(2500, |number| {
        format!(
            "  F{number}: {{Type: AWS::Lambda::Function, Properties: {{FunctionName: f{number}}}}}
  G{number}:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {{TargetType: lambda, Targets: [{{Id: !GetAtt F{number}.Arn}}]}}
  B{number}: {{Type: AWS::ElasticLoadBalancingV2::LoadBalancer}}
  L{number}:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref B{number}
      DefaultActions: [{{Type: forward, TargetGroupArn: !Ref G{number}}}]"
        )
    });
    assert_eq!(number, 5000);
}
