//! A template and files beside it in memory: what of them stands in its resources.

use std::sync::Arc;

use super::Beside;
use crate::dialects::cloudformation::resolve::given::Given;
use crate::dialects::cloudformation::resolve::template;
use crate::dialects::cloudformation::resolve::tests::plain;
use crate::model::document::Syntax;
use crate::model::library::{Library, Volume};
use crate::model::source::{Entry, ReadError, Source, SourceId};
use crate::parse::parse;

/// Files by path.
struct Files<'f>(&'f [(&'f str, &'f str)]);

impl Library for Files<'_> {
    fn open(&self, path: &str) -> Result<Volume, ReadError> {
        let source = self.text(path)?;
        let parsed = Arc::new(parse(SourceId(1), &source.text, Syntax::Yaml));
        Ok(Volume { id: SourceId(1), source, parsed })
    }

    fn text(&self, path: &str) -> Result<Arc<Source>, ReadError> {
        let (path, text) = self.0.iter().find(|(own, _)| *own == path).ok_or(ReadError::NotFound)?;
        Ok(Arc::new(Source::new(*path, *text)))
    }

    fn list(&self, _: &str) -> Result<Vec<Entry>, ReadError> {
        Ok(Vec::new())
    }
}

/// The properties of the resource `F` of a template at `shop/template.yaml`.
fn properties(text: &str, files: &[(&str, &str)]) -> String {
    let parsed = parse(SourceId(0), text, Syntax::Yaml);
    let root = &parsed.documents.first().expect("there is a document").root;
    let beside = Beside { path: "shop/template.yaml", library: &Files(files) };
    let (template, problems) = template(root, &Given::default(), Some(beside));
    assert_eq!(problems, [], "{text}");
    plain(&template.resources.first().expect("there is a resource").body)
}

#[test]
fn a_definition_is_read_from_its_file() {
    let machine = |uri: &str| {
        format!(
            "Resources:\n  F:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      DefinitionUri: {uri}\n      \
             DefinitionSubstitutions: {{Pay: !GetAtt F.Arn}}\n"
        )
    };
    let files = &[("flow.json", "{\"Resource\": \"${Pay}\", \"Other\": \"${Mail}\", \"Part\": \"a-${Pay}\"}")];
    let given = "DefinitionSubstitutions: {Pay: ?F.Arn is known when it is deployed -> F.Arn}}";
    assert_eq!(
        properties(&machine("../flow.json"), files),
        format!(
            "{{Definition: {{Resource: ?F.Arn is known when it is deployed -> F.Arn, Other: '${{Mail}}', Part: 'a-${{Pay}}'}}, {given}"
        )
    );
    for elsewhere in ["s3://bucket/flow.json", "gone.json", "../../flow.json"] {
        assert_eq!(properties(&machine(elsewhere), files), format!("{{DefinitionUri: '{elsewhere}', {given}"));
    }
    let broken = &[("shop/flow.json", "{\"Resource\": [}")];
    assert_eq!(properties(&machine("flow.json"), broken), format!("{{DefinitionUri: 'flow.json', {given}"));
}

#[test]
fn what_is_included_is_worked_out_and_includes_nothing_itself() {
    let text = "
Parameters: {Env: {Type: String, Default: prod}}
Resources:
  F:
    Type: AWS::Serverless::Api
    Properties:
      DefinitionBody: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: api.yaml}}}
      Fn::Transform: {Name: AWS::Include, Parameters: {Location: stage.json}}
";
    let api = "{title: {Ref: Env}, more: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: api.yaml}}}}";
    let files = [("shop/api.yaml", api), ("shop/stage.json", "{\"StageName\": {\"Ref\": \"Env\"}}")];
    assert_eq!(
        properties(text, &files),
        "{DefinitionBody: {title: 'prod', more: ?the macro AWS::Include gives it when it is deployed}, StageName: 'prod'}"
    );
}
