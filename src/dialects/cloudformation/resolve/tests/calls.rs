//! Functions one by one, in their long and their short forms.

use super::{hold, plain, show};

/// Parameters that the tables use.
const BESIDE: &str = "
Parameters:
  Size: {Type: Number, Default: 512}
  Name: {Type: String, Default: shop}
  Zones: {Type: CommaDelimitedList, Default: 'a, b,c'}
  Env: {Type: String}
  Tier: {Type: String, AllowedValues: [small, large]}
  Most: {Type: Number, MinValue: 3, MaxValue: 10}
";

#[test]
fn references_are_values_or_say_what_they_refer_to() {
    hold(
        BESIDE,
        &[
            ("!Ref Size", "512 <- parameter Size (default)"),
            ("{Ref: Size}", "512 <- parameter Size (default)"),
            ("{'Ref': 'Name'}", "'shop' <- parameter Name (default)"),
            (
                "!Ref Zones",
                "['a' <- parameter Zones (default), 'b' <- parameter Zones (default), 'c' <- parameter Zones (default)] <- parameter Zones (default)",
            ),
            ("!Ref Env", "?parameter Env has no value here <- parameter Env"),
            ("!Ref Most", "?parameter Most has no value here >=3 <=10 <- parameter Most"),
            ("!Ref Tier", "parameter Tier{small: 'small' <- parameter Tier, large: 'large' <- parameter Tier}"),
            ("!Ref Queue", "?Queue is known when it is deployed -> Queue <- Queue"),
            ("!GetAtt Queue.Arn", "?Queue.Arn is known when it is deployed -> Queue.Arn <- Queue.Arn"),
            ("!GetAtt [Queue, Arn]", "?Queue.Arn is known when it is deployed -> Queue.Arn <- Queue.Arn"),
            ("{'Fn::GetAtt': [Queue, Arn]}", "?Queue.Arn is known when it is deployed -> Queue.Arn <- Queue.Arn"),
            ("!GetAtt [Queue, !Ref Env]", "?Queue is known when it is deployed -> Queue <- Queue"),
            ("{'Fn::GetAtt': Queue.Arn}", "?Queue.Arn is known when it is deployed -> Queue.Arn <- Queue.Arn"),
            ("!Ref AWS::Region", "?AWS::Region is known when it is deployed"),
            ("!Ref AWS::NoValue", "nothing"),
            ("!Ref Nobody", "?nothing in the template is called Nobody -> Nobody <- Nobody"),
        ],
        show,
    );
}

#[test]
fn texts_are_put_together_and_keep_an_outline() {
    hold(
        BESIDE,
        &[
            ("!Sub 'app-${Name}'", "'app-shop' <- parameter Name (default)"),
            ("{'Fn::Sub': 'app-${Name}'}", "'app-shop' <- parameter Name (default)"),
            (
                "!Sub ['${a}-${Name}-${!Kept}', {a: !Ref Size}]",
                "'512-shop-${Kept}' <- parameter Size <- parameter Name (default)",
            ),
            ("!Sub '${Queue.Arn}'", "?Queue.Arn is known when it is deployed -> Queue.Arn <- Queue.Arn"),
            ("!Sub 'arn:${AWS::Region}:${Queue}'", "?AWS::Region is known when it is deployed 'arn:_:_' <- Queue"),
            (
                "!Sub '${Tier}-x'",
                "parameter Tier{small: 'small-x' <- parameter Tier, large: 'large-x' <- parameter Tier}",
            ),
            ("!Sub 'a${AWS::NoValue}b'", "'ab'"),
            ("!Sub 'a$b{c}${'", "'a$b{c}${'"),
            ("!Join ['-', [a, !Ref Name, 1]]", "'a-shop-1' <- parameter Name (default)"),
            (
                "!Join ['', ['arn:', !GetAtt Queue.Arn, '/', !Ref Env]]",
                "?Queue.Arn is known when it is deployed 'arn:_/_' <- Queue.Arn <- parameter Env",
            ),
            ("!Join [',', !Ref Zones]", "'a,b,c' <- parameter Zones (default)"),
            ("!Join [',', !Ref Queue]", "?Queue is known when it is deployed <- Queue"),
            ("!Base64 plain", "'plain'"),
            ("{'Fn::Base64': !Sub 'x${Size}'}", "'x512' <- parameter Size (default)"),
            ("!ImportValue net", "?another stack exports it as net"),
            ("{'Fn::GetStackOutput': {StackName: s, OutputName: Topic}}", "?another stack exports it as Topic"),
            ("'{{resolve:ssm:/shop/size:1}}'", "?it is read from Systems Manager when it is deployed '_'"),
            (
                "!Sub 'db://{{resolve:secretsmanager:x:SecretString:user}}@${Name}'",
                "?it is read from Secrets Manager when it is deployed 'db://_@shop' <- parameter Name (default)",
            ),
        ],
        show,
    );
}

#[test]
fn lists_are_taken_apart() {
    hold(
        BESIDE,
        &[
            ("!Select [1, [a, b]]", "'b'"),
            ("!Select ['2', !Ref Zones]", "'c'"),
            ("!Select [7, [a, b]]", "?there is no item 7 in the list here"),
            ("!Select [0, !GetAZs '']", "?the availability zones are known when it is deployed"),
            ("!Split ['-', 'a-b-c']", "['a', 'b', 'c']"),
            ("!Select [1, !Split ['-', !Sub '${Tier}-x']]", "'x'"),
            ("!Split [',', !Ref Env]", "?parameter Env has no value here"),
            ("{'Fn::Length': !Ref Zones}", "3"),
            ("{'Fn::Length': [1, 2]}", "2"),
            ("{'Fn::ToJsonString': {a: !Ref Size}}", "{a: 512}"),
            ("[a, !Ref 'AWS::NoValue', b]", "['a', 'b']"),
            ("{a: 1, b: !Ref 'AWS::NoValue'}", "{a: 1}"),
            ("!Cidr [10.0.0.0/16, 2, 8]", "?Fn::Cidr is not worked out"),
            ("!Nonsense x", "?!Nonsense is no function that is known"),
            ("{'Fn::Nonsense': x}", "?Fn::Nonsense is no function that is known"),
            (
                "{'Fn::Transform': {Name: 'AWS::Include', Parameters: {}}}",
                "?the macro AWS::Include gives it when it is deployed",
            ),
            (
                "{a: 1, 'Fn::Transform': {Name: 'AWS::Include', Parameters: {}}}",
                "{a: 1, : ?the macro AWS::Include gives it when it is deployed}",
            ),
            ("{a: 1, 'Fn::Transform': {Name: Mine, Parameters: {}}}", "?the macro Mine gives it when it is deployed"),
        ],
        plain,
    );
}
