//! Mappings: by known keys, by keys that are not known, and where there is nothing.

use super::{hold, plain, show};

/// Mappings that the tables use.
const BESIDE: &str = "
Parameters:
  Env: {Type: String, AllowedValues: [dev, prod]}
  Stage: {Type: String, Default: prod}
  Free: {Type: String}
Mappings:
  Sizes: {dev: {memory: 128, time: 3}, prod: {memory: 1024, time: 3}}
  More: {prod: {cpu: 2}, dev: {cpu: 1}}
  Regions: {eu-west-1: {a: 1}, us-east-1: {a: 2}, us-west-2: {a: 2}}
  Others: {eu-west-1: {a: 1}, us-east-1: {a: 3}}
  Many: {a: {x: 1}, b: {x: 2}, c: {x: 3}, d: {x: 4}, e: {x: 5}, f: {x: 6}, g: {x: 7}, h: {x: 8}, i: {x: 9}}
";

#[test]
fn values_are_found_by_keys() {
    hold(
        BESIDE,
        &[
            ("!FindInMap [Sizes, prod, memory]", "1024 <- mapping Sizes"),
            ("{'Fn::FindInMap': [Sizes, prod, memory]}", "1024 <- mapping Sizes"),
            ("!FindInMap [Sizes, !Ref Stage, memory]", "1024 <- mapping Sizes (default)"),
            (
                "!FindInMap [Sizes, !Ref Env, memory]",
                "parameter Env{dev: 128 <- mapping Sizes, prod: 1024 <- mapping Sizes}",
            ),
            ("!FindInMap [Sizes, !Ref Free, time]", "3 <- mapping Sizes"),
            ("!FindInMap [Sizes, nowhere, memory]", "?there is no nowhere in the mapping Sizes"),
            ("!FindInMap [Nowhere, prod, memory]", "?there is no mapping Nowhere in the template"),
            ("{'Fn::FindInMap': [Sizes, nowhere, memory, {DefaultValue: 7}]}", "7"),
            (
                "{'Fn::FindInMap': [Nowhere, prod, memory, {DefaultValue: !Ref Stage}]}",
                "'prod' <- parameter Stage (default)",
            ),
            ("!FindInMap [Sizes, prod]", "?Fn::FindInMap takes a mapping and two keys"),
        ],
        show,
    );
}

#[test]
fn a_key_that_is_not_known_leaves_a_choice() {
    hold(
        BESIDE,
        &[
            ("!FindInMap [Sizes, !Ref Free, memory]", "parameter Free{dev: 128, prod: 1024}"),
            ("!FindInMap [Regions, !Ref 'AWS::Region', a]", "AWS::Region{eu-west-1: 1, us-east-1: 2, us-west-2: 2}"),
            (
                "[!FindInMap [Sizes, !Ref Free, memory], !FindInMap [More, !Ref Free, cpu]]",
                "[parameter Free{dev: 128, prod: 1024}, parameter Free{dev: 1, prod: 2}]",
            ),
            (
                "[!FindInMap [Regions, !Ref 'AWS::Region', a], !FindInMap [Others, !Ref 'AWS::Region', a]]",
                "[AWS::Region{eu-west-1: 1, us-east-1: 2, us-west-2: 2}, AWS::Region in the mapping Others{eu-west-1: 1, us-east-1: 3}]",
            ),
            ("!FindInMap [Many, !Ref Free, x]", "?the mapping Many gives another by parameter Free >=1 <=9"),
            ("!FindInMap [Sizes, prod, !Ref Free]", "parameter Free{memory: 1024, time: 3}"),
        ],
        plain,
    );
}
