//! What is a variable, and what is text.

use super::{hold, plain};

#[test]
fn what_is_no_variable_is_text() {
    // Each as `serverless print` of 3.40 has it.
    let table = [
        ("'${AWS::Region}-${self:custom.a}'", "'${AWS::Region}-x'"),
        ("'${Bucket.Arn}/*'", "'${Bucket.Arn}/*'"),
        ("'${db.Arn}'", "'${db.Arn}'"),
        ("'${foo}'", "'${foo}'"),
        ("'${foo ${self:custom.a}}'", "'${foo x}'"),
        ("'${ opt:stage}'", "'${ opt:stage}'"),
        ("'${}'", "'${}'"),
        ("'${self'", "'${self'"),
        ("'$ {self:custom.a}'", "'$ {self:custom.a}'"),
        ("'$${self:custom.a}'", "'x'"),
        ("'\\${self:custom.a}'", "'${self:custom.a}'"),
        ("'\\\\${self:custom.a}'", "'\\x'"),
        ("'\\\\\\${self:custom.a}'", "'\\${self:custom.a}'"),
        ("'a\\b ${self:custom.a}'", "'a\\b x'"),
        ("'${self:custom.a}${self:custom.a}'", "'xx'"),
        ("'é${self:custom.a}ü'", "'éxü'"),
        ("!Sub '${AWS::StackName}-${self:custom.a}'", "!Sub '${AWS::StackName}-x'"),
        ("{Fn::Sub: '${Table.Arn}'}", "{Fn::Sub: '${Table.Arn}'}"),
    ];
    hold("custom: {a: x}", &table, plain);
}

#[test]
fn what_the_framework_refuses_is_unknown() {
    let refused = "?the variables here are not written as the framework reads them";
    for text in [
        "'${self:custom.a'",
        "'${self:custom.a, ${self:custom.a}}'",
        "'${self:custom.a, 1, 2}'",
        "'${self:custom.a, nope}'",
        "'${file(a.yml}'",
        "'${file(a.yml)x}'",
        "'${self:custom.${foo}}'",
        "\"${self:custom.a, \\\"x}\"",
    ] {
        assert_eq!(plain(&super::value("custom: {a: x}", text)), refused, "{text}");
    }
    let nested = format!("'{}{}'", "${self:".repeat(100), "}".repeat(100));
    assert_eq!(plain(&super::value("", &nested)), refused);
}
