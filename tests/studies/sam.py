#!/usr/bin/env python3
"""Compares what misfit reads of SAM templates with what SAM's own translator makes of them.

    pip install aws-sam-translator pyyaml
    tests/studies/sam.py FOLDER [--misfit target/release/misfit] [--verbose]

FOLDER holds templates, for example `tests/translator/input` of the repository aws/serverless-application-model. Each is
translated to CloudFormation; of every Lambda function that comes out, its timeout, memory, runtime, reserved and
provisioned concurrency and the kinds of what starts it are compared with the facts of `misfit inventory`. Where the
translator leaves a function of CloudFormation (`Ref`, `Fn::If`) there is nothing to compare: that is counted. A template
that the translator refuses is left out: that is counted, too. Exit codes: 0 no difference, 1 differences.
"""

import argparse
import collections
import logging
import os
import sys

import yaml
from samtranslator.translator.transform import transform

import inventory

logging.disable()
for name in ("AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
    os.environ.setdefault(name, "us-east-1")


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms."""


def short(loader, suffix, node):
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", short)
# Dates stay text, as in a template.
Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class Policies(dict):
    """Managed policies: any name has an ARN."""

    def load(self):
        return self


def translated(path):
    """The template as CloudFormation, or None where the translator refuses it."""
    with open(path, encoding="utf-8") as file:
        template = yaml.load(file, Loader)  # noqa: S506 a subclass of the safe loader
    packaged(template)
    names = {parameter: value.get("Default") for parameter, value in (template.get("Parameters") or {}).items() if "Default" in value}
    return transform(template, names, Policies())


# What `sam package` uploads, so that the translator takes it.
UPLOADED = ("CodeUri", "ContentUri", "DefinitionUri")


def packaged(template):
    """Puts an address in place of every local path, as `sam package` does before anything is translated."""
    given = (template.get("Globals") or {}).values()
    kept = (one.get("Properties") or {} for one in (template.get("Resources") or {}).values() if str(one.get("Type")).startswith("AWS::Serverless::"))
    for properties in (*given, *kept):
        for key in UPLOADED:
            if isinstance(properties.get(key), str) and not properties[key].startswith("s3://"):
                properties[key] = "s3://bucket/key"
        # Code that stands beside the template, or that a build fills in.
        if "Runtime" in properties and "Handler" in properties and not {"CodeUri", "InlineCode"} & set(properties):
            properties["CodeUri"] = "s3://bucket/key"


def referred(value):
    """Every logical id that a value refers to."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "Ref":
                yield inner
            elif key == "Fn::GetAtt":
                yield inner.split(".")[0] if isinstance(inner, str) else inner[0]
            elif key == "Fn::Sub":
                text = inner if isinstance(inner, str) else inner[0]
                for part in str(text).split("${")[1:]:
                    yield part.split("}")[0].split(".")[0]
                if isinstance(inner, list):
                    yield from referred(inner[1])
            else:
                yield from referred(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from referred(inner)


def under(value, wanted):
    """Everything that stands under one of some keys, wherever it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in wanted:
                yield inner
            else:
                yield from under(inner, wanted)
    elif isinstance(value, list):
        for inner in value:
            yield from under(inner, wanted)


def integrations(body):
    return under(body, ("x-amazon-apigateway-integration",))


def authorizers(body):
    return under(body, ("x-amazon-apigateway-authorizer",))


def is_literal(value):
    return not isinstance(value, (dict, list))


def expected(template):
    """By function: its settings as the translator gives them, and the kinds of what starts it."""
    resources = template["Resources"]
    functions = {name: one for name, one in resources.items() if one.get("Type") == "AWS::Lambda::Function"}
    aliases = {}
    for name, one in resources.items():
        if one.get("Type") == "AWS::Lambda::Alias":
            aliases[name] = next(referred(one["Properties"].get("FunctionName")), None)
    to_function = lambda ids: {aliases.get(one, one) for one in ids} & set(functions)
    found = {}
    for name, one in functions.items():
        properties = one.get("Properties", {})
        found[name] = {
            "timeout": properties.get("Timeout", 3),
            "memory": properties.get("MemorySize", 128),
            "runtime": properties.get("Runtime"),
            "reserved_concurrency": properties.get("ReservedConcurrentExecutions"),
            "provisioned_concurrency": None,
            "kinds": set(),
        }
    add = lambda ids, kind: [found[one]["kinds"].add(kind) for one in to_function(ids)]
    for name, one in resources.items():
        kind, properties = one.get("Type"), one.get("Properties", {})
        if kind == "AWS::Lambda::Alias" and aliases[name] in found:
            config = properties.get("ProvisionedConcurrencyConfig", {})
            found[aliases[name]]["provisioned_concurrency"] = config if any(key.startswith("Fn::") for key in config) else config.get("ProvisionedConcurrentExecutions")
        elif kind == "AWS::Lambda::EventSourceMapping":
            source = str(properties.get("EventSourceArn"))
            is_queue = "Queues" in properties or any(word in source for word in ("Queue", "Sqs", "SQS", ":sqs:"))
            if properties.get("Enabled") in (False, "false"):
                continue
            add(referred(properties.get("FunctionName")), "queue" if is_queue else "stream")
        elif kind == "AWS::Pipes::Pipe":
            sets = properties.get("SourceParameters", {})
            of_queue = any(name.startswith(("SqsQueue", "ActiveMQ", "RabbitMQ")) for name in sets)
            is_queue = of_queue or ((not sets or set(sets) == {"FilterCriteria"}) and any(word in str(properties.get("Source")) for word in ("Queue", "Sqs", "SQS", ":sqs:")))
            add(referred([properties.get("Target"), properties.get("Enrichment")]), "queue" if is_queue else "stream")
        elif kind == "AWS::Lambda::Permission":
            if "aws:sam:connectors" in one.get("Metadata", {}):
                # A connector permits; what starts the function is written elsewhere, if anywhere.
                continue
            principal = str(properties.get("Principal"))
            of = referred(properties.get("FunctionName"))
            if "/authorizers/" in str(properties.get("SourceArn")):
                add(of, "direct")
                continue
            sockets = {name for name, api in resources.items() if api.get("Properties", {}).get("ProtocolType") == "WEBSOCKET"}
            if sockets & set(referred(properties.get("SourceArn"))):
                add(of, "websocket")
                continue
            by = {"apigateway": "http", "s3.": "storage", "sns.": "event", "logs": "event", "iot.": "event", "cognito-idp": "direct", "alexa": "direct"}
            for word, kind in by.items():
                if principal.startswith(word):
                    add(of, kind)
                    break
        elif kind == "AWS::Events::Rule":
            if properties.get("State") == "DISABLED":
                continue
            add(referred(properties.get("Targets")), "schedule" if "ScheduleExpression" in properties else "event")
        elif kind == "AWS::Scheduler::Schedule":
            add(referred(properties.get("Target")), "schedule")
        elif kind == "AWS::Lambda::Url":
            add(referred(properties.get("TargetFunctionArn")), "http")
        elif kind in ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"):
            body = properties.get("Body")
            add(referred([part for part in integrations(body)]), "http")
            add(referred([part for part in authorizers(body)]), "direct")
        elif kind == "AWS::StepFunctions::StateMachine":
            add(referred([properties.get("DefinitionString"), properties.get("Definition"), properties.get("DefinitionSubstitutions")]), "direct")
        elif kind == "AWS::AppSync::DataSource":
            add(referred(properties.get("LambdaConfig")), "http")
        elif kind == "AWS::Cognito::UserPool":
            add(referred(properties.get("LambdaConfig")), "direct")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--misfit", default="target/release/misfit")
    parser.add_argument("--verbose", action="store_true", help="every comparison, also those that agree")
    arguments = parser.parse_args()
    ours = collections.defaultdict(dict)
    for one in inventory.workloads(arguments.misfit, arguments.folder):
        ours[os.path.normpath(one["path"])][one["address"].rpartition("::")[2]] = one
    counts, differences = collections.Counter(), []
    for folder, _, files in sorted(os.walk(arguments.folder)):
        for name in sorted(files):
            path = os.path.join(folder, name)
            if not name.endswith((".yaml", ".yml", ".json", ".template")):
                continue
            with open(path, encoding="utf-8", errors="replace") as file:
                if "AWS::Serverless::" not in file.read():
                    continue
            relative = os.path.normpath(os.path.relpath(path, arguments.folder))
            try:
                theirs = expected(translated(path))
            except Exception as error:  # noqa: BLE001 whatever the translator refuses is left out
                counts["templates that the translator refuses"] += 1
                if arguments.verbose:
                    print(f"{relative}: refused: {str(error)[:120]}")
                continue
            counts["templates compared"] += 1
            for function, settings in theirs.items():
                compare(relative, function, settings, ours[relative], counts, differences)
            for function, one in ours[relative].items():
                if one["kind"] == "AWS::Serverless::Function" and function not in theirs:
                    differences.append(f"{relative} {function}: misfit has a function that the translator has not")
    for line in differences:
        print(line)
    for what, count in sorted(counts.items()):
        print(f"{count:6} {what}")
    print(f"{len(differences):6} differences")
    sys.exit(1 if differences else 0)


def compare(path, function, settings, ours, counts, differences):
    counts["functions compared"] += 1
    one = ours.get(function)
    if one is None:
        # A function that the translator makes for itself, behind no resource of the template.
        differences.append(f"{path} {function}: misfit has no such function")
        return
    facts = one["facts"]
    for name, scale in (("timeout", 1), ("memory", 1 << 20), ("runtime", None), ("reserved_concurrency", 1), ("provisioned_concurrency", 1)):
        theirs, own = settings[name], inventory.fact(facts, name)
        if not is_literal(theirs):
            counts["values that the translator leaves open"] += 1
            continue
        counts["values compared"] += 1
        if theirs is not None and scale is not None:
            try:
                theirs = float(theirs) * scale
            except ValueError:
                counts["values that are no numbers"] += 1
                continue
        if isinstance(own, inventory.NotKnown):
            differences.append(f"{path} {function}: {name}: {theirs}, and misfit does not know it: {own}")
        elif own != theirs and str(own) != str(theirs):
            differences.append(f"{path} {function}: {name}: {theirs}, and misfit says {own}")
    own = inventory.kinds(facts)
    counts["functions whose events are compared"] += 1
    if isinstance(own, inventory.NotKnown):
        differences.append(f"{path} {function}: events: {sorted(settings['kinds'])}, and misfit does not know them: {own}")
    elif set(own) != settings["kinds"]:
        differences.append(f"{path} {function}: events: {sorted(settings['kinds'])}, and misfit says {own}")


if __name__ == "__main__":
    main()
