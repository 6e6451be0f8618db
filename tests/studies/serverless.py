#!/usr/bin/env python3
"""Compares what misfit reads of Serverless Framework services with what `serverless print` makes of them.

    npm install serverless@3
    tests/studies/serverless.py FOLDER --serverless node_modules/.bin/serverless [--misfit target/release/misfit]

FOLDER holds services, for example the repository serverless/examples. It is copied; in the copy every plugin that a service
lists is an empty one (the real ones are not installed), and `frameworkVersion` is taken out, so that one version of the tool
reads all. Then every service is printed for the stage that is its default, and for up to two more of the stages that misfit
takes for its variants. Of every function the timeout, memory, runtime, reserved and provisioned concurrency and the kinds of
its events are compared with `misfit inventory`. The tool runs programs that services name (`file(./config.js)`): use it on
what you trust. A service that the tool refuses is left out: that is counted. Exit codes: 0 no difference, 1 differences.
"""

import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import inventory

NAMES = ("serverless.yml", "serverless.yaml", "serverless.json", "serverless.toml")

# The kinds of triggers by the framework's names of events.
KINDS = {
    "http": "http", "httpApi": "http", "websocket": "websocket", "alb": "http", "s3": "storage", "schedule": "schedule",
    "sns": "event", "sqs": "queue", "stream": "stream", "kafka": "stream", "msk": "stream", "activemq": "queue",
    "rabbitmq": "queue", "iot": "event", "iotFleetProvisioning": "direct", "cloudwatchEvent": "event",
    "cloudwatchLog": "event", "cognitoUserPool": "direct", "alexaSkill": "direct", "alexaSmartHome": "direct",
    "cloudFront": "http",
}


def copied(folder):
    """A copy of a folder in which any service can be printed."""
    copy = os.path.join(tempfile.mkdtemp(prefix="services-"), "copy")
    shutil.copytree(folder, copy, symlinks=True, ignore=shutil.ignore_patterns(".git", "node_modules"))
    plugins = set()
    for service in services(copy):
        with open(service, encoding="utf-8", errors="replace") as file:
            text = file.read()
        section = re.search(r"(?ms)^plugins:\s*\n(.*?)(?=^\S|\Z)", text)
        if section:
            plugins.update(re.findall(r"(?m)^\s*-\s*['\"]?([@\w./-]+)['\"]?\s*(?:#.*)?$", section.group(1)))
        inline = re.search(r"(?m)^plugins:\s*\[(.*?)\]", text)
        if inline:
            plugins.update(part.strip(" '\"") for part in inline.group(1).split(","))
        # The line stays, so that lines go on being the same.
        with open(service, "w", encoding="utf-8") as file:
            file.write(re.sub(r"(?m)^frameworkVersion:.*$", "", text))
    for plugin in plugins:
        if plugin.startswith("."):
            continue
        home = os.path.join(copy, "node_modules", plugin)
        os.makedirs(home, exist_ok=True)
        with open(os.path.join(home, "index.js"), "w", encoding="utf-8") as file:
            file.write("module.exports = class { constructor() { this.hooks = {}; } };\n")
        with open(os.path.join(home, "package.json"), "w", encoding="utf-8") as file:
            json.dump({"name": plugin, "version": "1.0.0", "main": "index.js"}, file)
    return copy


def services(folder):
    for home, folders, files in sorted(os.walk(folder)):
        folders[:] = sorted(one for one in folders if one not in ("node_modules", ".git", ".serverless"))
        yield from (os.path.join(home, name) for name in NAMES if name in files)


def printed(tool, service, stage):
    """The service as the tool prints it; None with the reason where it refuses."""
    environment = {
        **os.environ, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "us-east-1",
        "SLS_TELEMETRY_DISABLED": "1", "SLS_NOTIFICATIONS_MODE": "off", "SLS_WARNING_DISABLE": "*", "CI": "1",
    }
    command = [tool, "print", "--format", "json", "--config", os.path.basename(service)]
    command += ["--stage", stage] if stage else []
    try:
        run = subprocess.run(command, cwd=os.path.dirname(service), capture_output=True, text=True, env=environment, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return None, "no answer within a minute"
    start = run.stdout.find("{")
    try:
        return json.loads(run.stdout[start:]), None
    except ValueError:
        said = [line for line in (run.stderr + run.stdout).splitlines() if line.strip() and not line.startswith(("Environment:", "Node"))]
        return None, " ".join(said)[:160]


def expected(service):
    """By function: its settings as the tool gives them, defaults filled in, and the kinds of its events."""
    provider = service.get("provider") or {}
    if (provider if isinstance(provider, str) else provider.get("name")) != "aws":
        return None
    provider = {} if isinstance(provider, str) else provider
    found = {}
    for name, function in (service.get("functions") or {}).items():
        function = function or {}
        events = []
        for event in function.get("events") or []:
            if isinstance(event, str):
                event = {event: None}
            for kind, detail in event.items():
                if isinstance(detail, dict) and detail.get("enabled") is False:
                    continue
                if kind == "eventBridge":
                    kinds = ["schedule"] if isinstance(detail, dict) and "schedule" in detail else []
                    kinds += ["event"] if not kinds or "pattern" in detail else []
                    events += kinds
                elif kind == "schedule" and isinstance(detail, dict) and isinstance(detail.get("rate"), list):
                    events.append("schedule")
                else:
                    events.append(KINDS.get(kind, kind))
        if function.get("url") and function["url"] not in (False, "false"):
            events.append("http")
        found[name] = {
            "timeout": function.get("timeout", provider.get("timeout", 6)),
            "memory": function.get("memorySize", provider.get("memorySize", 1024)),
            "runtime": None if function.get("image") else function.get("runtime", provider.get("runtime")),
            "reserved_concurrency": function.get("reservedConcurrency"),
            "provisioned_concurrency": function.get("provisionedConcurrency", provider.get("provisionedConcurrency")),
            "kinds": set(events),
        }
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--serverless", required=True)
    parser.add_argument("--misfit", default="target/release/misfit")
    parser.add_argument("--most", type=int, default=1000, help="services at most")
    parser.add_argument("--verbose", action="store_true", help="also what is left out, and why")
    arguments = parser.parse_args()
    tool, copy = os.path.abspath(arguments.serverless), copied(arguments.folder)
    ours = collections.defaultdict(dict)
    for one in inventory.workloads(arguments.misfit, copy):
        if one["dialect"] == "serverless":
            ours[os.path.normpath(one["unit"])][one["address"].split("::")[-1]] = one
    counts, differences = collections.Counter(), []
    for service in list(services(copy))[: arguments.most]:
        unit = os.path.normpath(os.path.relpath(os.path.dirname(service), copy))
        own = ours["" if unit == "." and "" in ours else unit] or ours["."]
        stages = sorted({branch for one in own.values() for switch, branches in inventory.switches(one["facts"]).items() if switch == "stage" for branch in branches})
        for stage in [None, *stages[:2]]:
            shown, refusal = printed(tool, service, stage)
            if shown is None:
                counts["services that the tool refuses" if stage is None else "stages that the tool refuses"] += 1
                if arguments.verbose:
                    print(f"{unit} {stage or ''}: refused: {refusal}")
                if stage is None:
                    break
                continue
            theirs = expected(shown)
            if theirs is None:
                counts["services of other providers"] += 1
                break
            provider = shown.get("provider")
            named = stage or (provider.get("stage", "dev") if isinstance(provider, dict) else "dev")
            if stage is None and stages and named not in stages:
                counts["default stages that no service names"] += 1
                continue
            counts["services compared"] += stage is None
            counts["services and stages compared"] += 1
            for function, settings in theirs.items():
                compare(f"{unit} {named}", function, settings, own.get(f"functions.{function}"), {"stage": named}, counts, differences)
            for address in own:
                if address.startswith("functions.") and address.removeprefix("functions.") not in theirs:
                    differences.append(f"{unit} {named} {address}: misfit has a function that the tool has not")
    shutil.rmtree(os.path.dirname(copy))
    for line in differences:
        print(line)
    for what, count in sorted(counts.items()):
        print(f"{count:6} {what}")
    print(f"{len(differences):6} differences")
    sys.exit(1 if differences else 0)


def compare(place, function, settings, one, branches, counts, differences):
    counts["functions compared"] += 1
    if one is None:
        differences.append(f"{place} {function}: misfit has no such function")
        return
    facts = one["facts"]
    for name, scale in (("timeout", 1), ("memory", 1 << 20), ("runtime", None), ("reserved_concurrency", 1), ("provisioned_concurrency", 1)):
        theirs, own = settings[name], inventory.fact(facts, name, branches)
        if isinstance(theirs, (dict, list)):
            counts["values that are functions of CloudFormation"] += 1
            continue
        counts["values compared"] += 1
        if theirs is not None and scale is not None:
            try:
                theirs = float(theirs) * scale
            except ValueError:
                counts["values that are no numbers"] += 1
                continue
        if isinstance(own, inventory.NotKnown):
            differences.append(f"{place} {function}: {name}: {theirs}, and misfit does not know it: {own}")
        elif own != theirs and str(own) != str(theirs):
            differences.append(f"{place} {function}: {name}: {theirs}, and misfit says {own}")
    own = inventory.kinds(facts, branches)
    counts["functions whose events are compared"] += 1
    if isinstance(own, inventory.NotKnown):
        differences.append(f"{place} {function}: events: {sorted(settings['kinds'])}, and misfit does not know them: {own}")
    elif set(own) != settings["kinds"]:
        differences.append(f"{place} {function}: events: {sorted(settings['kinds'])}, and misfit says {own}")


if __name__ == "__main__":
    main()
