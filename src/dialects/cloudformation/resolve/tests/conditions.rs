//! Conditions: what is decided decides, what is not is a switch.

use super::{hold, plain, resolved, resource, show, show_fact};

/// Parameters and conditions that the tables use.
const BESIDE: &str = "
Parameters:
  Env: {Type: String}
  Stage: {Type: String, Default: dev}
  Tier: {Type: String, AllowedValues: [small, large]}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsProdToo: !Equals ['prod', !Ref Env]
  NotProd: !Not [!Condition IsProd]
  NotProdByHand: {'Fn::Not': [{'Fn::Equals': [{Ref: Env}, prod]}]}
  Again: !Not [{Condition: NotProd}]
  IsDev: !Equals [!Ref Stage, dev]
  IsLarge: !Equals [!Ref Tier, large]
  NotTest: !Not [!Equals [!Ref Env, test]]
  Both: !And [!Condition IsProd, !Condition IsLarge]
  Either: !Or [!Condition IsProd, !Condition IsDev]
  Never: !And [!Condition IsProd, !Condition NotProd]
  Here: !Equals [!Ref 'AWS::Region', eu-west-1]
  Many: !And
    - !Equals [!Ref Env, a]
    - !Equals [!Ref 'AWS::Region', b]
    - !Equals [!Ref 'AWS::AccountId', c]
    - !Equals [!Ref 'AWS::StackName', d]
    - !Equals [!Ref 'AWS::StackId', e]
    - !Equals [!Ref 'AWS::Partition', f]
    - !Equals [!Ref 'AWS::URLSuffix', g]
    - !Equals [!Ref 'AWS::URLSuffix', h]
";

#[test]
fn what_is_open_is_a_switch_that_all_who_ask_the_same_share() {
    hold(
        BESIDE,
        &[
            ("!If [IsProd, 1, 2]", "IsProd{true: 1, false: 2}"),
            ("{'Fn::If': [IsProd, 1, 2]}", "IsProd{true: 1, false: 2}"),
            ("!If [IsProdToo, 1, 2]", "IsProd{true: 1, false: 2}"),
            ("!If [NotProd, 1, 2]", "IsProd{true: 2, false: 1}"),
            ("!If [NotProdByHand, 1, 2]", "IsProd{true: 2, false: 1}"),
            ("!If [Again, 1, 2]", "IsProd{true: 1, false: 2}"),
            ("!If [IsProd, !If [NotProd, 1, 2], 3]", "IsProd{true: 2, false: 3}"),
            ("!If [Here, 1, 2]", "Here{true: 1, false: 2}"),
            ("!If [NotTest, 1, 2]", "parameter Env == \"test\"{true: 2, false: 1}"),
            ("!If [IsLarge, 1, 2]", "parameter Tier{small: 2, large: 1}"),
            ("!If [Both, 1, 2]", "IsProd{true: parameter Tier{small: 2, large: 1}, false: 2}"),
            ("!If [Never, 1, 2]", "2"),
            ("!If [Either, 1, 2]", "1"),
            ("!If [IsProd, 1, !Ref 'AWS::NoValue']", "IsProd{true: 1, false: null}"),
            ("[a, !If [IsProd, b, !Ref 'AWS::NoValue']]", "IsProd{true: ['a', 'b'], false: ['a']}"),
            ("!Sub ['${x}!', {x: !If [IsProd, p, q]}]", "IsProd{true: 'p!', false: 'q!'}"),
            ("!If [Many, 1, 2]", "Many{true: 1, false: 2}"),
            ("!If [Nowhere, 1, 2]", "?there is no condition Nowhere in the template"),
            ("!If [IsProd, 1]", "?Fn::If takes a condition and two values"),
            ("!If [IsProd, 1, 1]", "1"),
        ],
        plain,
    );
}

#[test]
fn what_a_default_decides_is_no_surer_than_the_default() {
    hold(
        BESIDE,
        &[
            ("!If [IsDev, 1, 2]", "1 <- parameter Stage (default)"),
            (
                "!If [IsDev, {a: [1]}, 2]",
                "{a: [1 <- parameter Stage (default)] <- parameter Stage (default)} <- parameter Stage (default)",
            ),
            ("!If [IsLarge, 1, 2]", "parameter Tier{small: 2 <- parameter Tier, large: 1 <- parameter Tier}"),
        ],
        show,
    );
}

#[test]
fn a_condition_says_how_many_there_are_of_a_resource() {
    for (condition, expected) in [
        ("", "1 defaulted"),
        ("Condition: IsProd", "IsProd{1 written, 0 written}"),
        ("Condition: NotProd", "IsProd{0 written, 1 written}"),
        ("Condition: IsDev", "1 defaulted"),
        ("Condition: Never", "0 written"),
        ("Condition: Both", "IsProd{parameter Tier{0 written, 1 written}, 0 written}"),
        ("Condition: Nowhere", "?there is no condition Nowhere in the template"),
    ] {
        let text = format!("{BESIDE}Resources:\n  R:\n    Type: A::B::C\n    {condition}\n");
        assert_eq!(show_fact(&resource(&text, "R").instances), expected, "{condition}");
    }
}

#[test]
fn in_a_resource_that_is_there_on_a_condition_the_condition_holds() {
    let text = format!(
        "{BESIDE}Resources:\n  R:\n    Type: A::B::C\n    Condition: IsProd\n    Properties: {{V: !If [IsProd, 1, 2]}}\n"
    );
    assert_eq!(plain(&resource(&text, "R").body), "{V: 1}");
}

#[test]
fn circles_are_told_and_end() {
    for (conditions, told) in [
        ("A: !Condition A", "the condition A refers to itself"),
        ("A: !Not [!Condition B]\n  B: !And [!Condition A, !Condition A]", "the condition A refers to itself"),
        ("A: !Equals [!If [A, 1, 2], 1]", "the condition A refers to itself"),
        ("A: !Condition Nowhere", "there is no condition Nowhere in this template"),
    ] {
        let text = format!("Conditions:\n  {conditions}\nResources:\n  R: {{Type: A::B::C, Condition: A}}\n");
        let (_, problems) = resolved(&text);
        let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(messages, [told], "{conditions}");
    }
}

#[test]
fn a_chain_of_conditions_ends_however_long_it_is() {
    let mut conditions = String::from("  C0: !Equals [!Ref 'AWS::Region', x]\n");
    for number in 1..5000 {
        conditions.push_str(&format!("  C{number}: !Not [!Condition C{}]\n", number - 1));
    }
    let text = format!("Conditions:\n{conditions}Resources:\n  R: {{Type: A::B::C, Condition: C4999}}\n");
    let (_, problems) = resolved(&text);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems.iter().all(|problem| problem.message.contains("deeper")), "{problems:?}");
}
