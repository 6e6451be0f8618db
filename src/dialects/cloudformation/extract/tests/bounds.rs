//! Large templates: what is asked for every resource is found without going through all the others each time.

use std::fmt::Write;

use super::resources;

/// How many resources a template made of as many parts has. One that went through all for each would take minutes.
fn read(parts: usize, part: impl Fn(usize) -> String) -> usize {
    let mut text = "Resources:\n".to_owned();
    for number in 0..parts {
        writeln!(text, "{}", part(number)).unwrap_or_default();
    }
    resources(&text).len()
}

#[test]
fn many_functions_at_many_edges() {
    let number = read(3000, |number| {
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
    let number = read(6000, |number| {
        format!(
            "  F{number}: {{Type: AWS::Lambda::Function, Properties: {{FunctionName: f{number}}}}}
  A{number}: {{Type: AWS::Lambda::Alias, Properties: {{FunctionName: f{number}}}}}"
        )
    });
    assert_eq!(number, 12000);
}

#[test]
fn many_groups_behind_many_balancers() {
    let number = read(2500, |number| {
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
