#!/usr/bin/env python3
"""Compares what misfit reads of Serverless Framework services with what `serverless print` makes of them.

    npm install serverless@3
    tests/studies/serverless.py FOLDER --serverless node_modules/.bin/serverless [--misfit target/release/misfit]

FOLDER holds services, for example the repository serverless/examples. It is copied; in the copy every plugin that a service
lists is an empty one (the real ones are not installed), and `frameworkVersion` is taken out, so that one version of the tool
reads all. Then every service is printed for the stage that is its default, and for up to two more of the stages that misfit
takes for its variants. Of every function the timeout, memory, runtime, reserved and provisioned concurrency and the kinds of
its events are compared with `misfit inventory`. What only whoever deploys can give (options, environment, files that are not
there, accounts) is given a value by which it is known again: where it decides, misfit must not know the value. The tool runs
programs that services name (`file(./config.js)`): use it on what you trust. A service that the tool refuses is left out: that
is counted. Exit codes: 0 no difference, 1 differences.
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

# The value of what nobody gives here: a text, and a number.
GIVEN = "424242"

# Has the tool take it wherever a variable's last source would have to answer, and for what it would ask an account.
PRELOAD = """
const Module = require('module');
const load = Module._load;
const given = process.env.STUDY_GIVEN;
const asked = ['env', 'opt', 'param', 'file', 'self'];
const own = ['stage', 'region', 'provider.stage', 'provider.region'];
const isStage = (source) => ['opt', 'self'].includes(source.type) && source.address && own.includes(source.address.value);
const within = (meta) => meta && meta.variables && meta.variables.forEach(complete);
const complete = (variable) => {
  if (!variable.sources) return;
  variable.sources.forEach((source) => { (source.params || []).forEach(within); within(source.address); });
  const last = variable.sources[variable.sources.length - 1];
  if (asked.includes(last.type) && !isStage(last)) variable.sources.push({ value: given });
};
const wrapped = new Map();
Module._load = function (request, parent, ...rest) {
  const loaded = load.call(this, request, parent, ...rest);
  const within = parent && /serverless.(lib.configuration|scripts)/.test(parent.filename || '');
  if (within && /instance-dependent.get-(aws|cf|s3|ssm)$/.test(request)) {
    const own = loaded;
    return (serverless) => ({
      resolve: (asked) => asked.address === 'region' && /aws$/.test(request) ? own(serverless).resolve(asked) : { value: given },
    });
  }
  if (within && request === './parse') {
    if (!wrapped.has(loaded)) {
      wrapped.set(loaded, (text) => { const found = loaded(text); if (found) found.forEach(complete); return found; });
    }
    return wrapped.get(loaded);
  }
  return loaded;
};
"""


def named(section):
    """A service that is a map with a name, as its name: the tool's third version refuses the map."""
    name = re.search(r"(?m)^[ \t]+name:[ \t]*(\S.*)$", section.group(1))
    return f"service: {name.group(1)}\n" + "\n" * section.group(1).count("\n") if name else section.group(0)


def copied(folder):
    """A copy of a folder in which any service can be printed."""
    copy = os.path.join(tempfile.mkdtemp(prefix="services-"), "copy")
    shutil.copytree(folder, copy, symlinks=True, ignore=shutil.ignore_patterns(".git", "node_modules"))
    plugins = set()
    for service in services(copy):
        with open(service, encoding="utf-8", errors="replace") as file:
            text = file.read()
        section = re.search(r"(?ms)^plugins:\s*\n(.*?)(?=^[^\s#-]|\Z)", text)
        if section:
            plugins.update(re.findall(r"(?m)^\s*-\s*['\"]?([@\w./-]+)['\"]?\s*(?:#.*)?$", section.group(1)))
        inline = re.search(r"(?m)^plugins:\s*\[(.*?)\]", text)
        if inline:
            plugins.update(part.strip(" '\"") for part in inline.group(1).split(","))
        # Lines stay, so that they go on being the same.
        text = re.sub(r"(?m)^frameworkVersion:.*$", "", text)
        text = re.sub(r"(?m)^service:[ \t]*\n((?:[ \t]+.*\n)+)", named, text)
        with open(service, "w", encoding="utf-8") as file:
            file.write(text)
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


# Lines with which the tool begins or ends whatever it refuses.
BANNER = ("Environment:", "Node", "Framework", "Plugin:", "SDK:", "Docs:", "Support:", "Bugs:")


def services(folder):
    for home, folders, files in sorted(os.walk(folder)):
        folders[:] = sorted(one for one in folders if one not in ("node_modules", ".git", ".serverless"))
        yield from (os.path.join(home, name) for name in NAMES if name in files)


def preloaded():
    """The file that the tool loads before itself."""
    path = os.path.join(tempfile.mkdtemp(prefix="preload-"), "preload.js")
    with open(path, "w", encoding="utf-8") as file:
        file.write(PRELOAD)
    return path


def printed(tool, preload, service, stage):
    """The service as the tool prints it; None with the reason where it refuses."""
    environment = {
        **os.environ, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "us-east-1",
        "SLS_TELEMETRY_DISABLED": "1", "SLS_NOTIFICATIONS_MODE": "off", "SLS_WARNING_DISABLE": "*", "CI": "1",
        "NODE_OPTIONS": f"--require={preload}", "STUDY_GIVEN": GIVEN,
    }
    command = [tool, "print", "--format", "json", "--config", os.path.basename(service)]
    command += ["--stage", stage, "--region", "us-east-1"] if stage else []
    try:
        run = subprocess.run(command, cwd=os.path.dirname(service), capture_output=True, text=True, env=environment, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return None, "no answer within a minute"
    start = run.stdout.find("{")
    try:
        return json.loads(run.stdout[start:]), None
    except ValueError:
        said = [line for line in (run.stderr + run.stdout).splitlines() if line.strip() and not line.startswith(BANNER)]
        return None, " ".join(line.strip() for line in said)[:240]


def stages_of(service):
    """Stages to print a service for that asks for its stage: those that it may name, else one."""
    with open(service, encoding="utf-8", errors="replace") as file:
        text = file.read()
    if re.search(r"\$\{[^}]*stage", text) is None:
        return []
    found = re.findall(r"(?m)^\s+(prod|production|staging|stage|uat|qa|test|development):", text)
    return sorted(set(found))[:2] or ["prod"]


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
            "is_mentioned": is_mentioned(service, name, function),
        }
    return found


def is_mentioned(service, name, function):
    """Whether what stands beside the functions may call one: it is no event of the function's own."""
    beside = json.dumps([service.get("resources"), service.get("stepFunctions")])
    identifier = name.replace("-", "Dash").replace("_", "Underscore")
    identifier = identifier[:1].upper() + identifier[1:] + "LambdaFunction"
    return any(f"{quote}{one}{end}" in beside for one in (identifier, name, function.get("name")) if one for quote in ('"', ":", "{") for end in ('"', ".", "}"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--serverless", required=True)
    parser.add_argument("--misfit", default="target/release/misfit")
    parser.add_argument("--most", type=int, default=1000, help="services at most")
    parser.add_argument("--verbose", action="store_true", help="also what is left out, and why")
    arguments = parser.parse_args()
    tool, copy, preload = os.path.abspath(arguments.serverless), copied(arguments.folder), preloaded()
    ours = collections.defaultdict(dict)
    for one in inventory.workloads(arguments.misfit, copy):
        if one["dialect"] == "serverless":
            ours[os.path.normpath(one["unit"])][one["address"].split("::")[-1]] = one
    counts, differences = collections.Counter(), []
    for service in list(services(copy))[: arguments.most]:
        unit = os.path.normpath(os.path.relpath(os.path.dirname(service), copy))
        own = ours["" if unit == "." and "" in ours else unit] or ours["."]
        switched = sorted({branch for one in own.values() for switch, branches in inventory.switches(one["facts"]).items() if switch == "stage" for branch in branches})
        is_compared = False
        # Of a stage that misfit does not tell apart, it says the same as of any other.
        stages = switched[:2] or stages_of(service)
        asked = [None, *stages]
        for stage in asked:
            shown, refusal = printed(tool, preload, service, stage)
            if shown is None:
                counts["services that the tool refuses" if stage is None else "stages that the tool refuses"] += 1
                if arguments.verbose:
                    print(f"{unit} {stage or ''}: refused: {refusal}")
                # Its own defaults, given, are there earlier than where nobody gives them.
                if stage is None and "dev" not in asked:
                    asked.append("dev")
                continue
            theirs = expected(shown)
            if theirs is None:
                counts["services of other providers"] += 1
                break
            provider = shown.get("provider")
            named = stage or (provider.get("stage", "dev") if isinstance(provider, dict) else "dev")
            if stage is None and switched and named not in switched:
                counts["default stages that no service names"] += 1
                continue
            counts["services compared"] += not is_compared
            is_compared = True
            counts["services and stages compared"] += 1
            for function, settings in theirs.items():
                compare(f"{unit} {named}", function, settings, own.get(f"functions.{function}"), {"stage": named}, counts, differences)
            for address in own:
                if address.startswith("functions.") and address.removeprefix("functions.") not in theirs:
                    differences.append(f"{unit} {named} {address}: misfit has a function that the tool has not")
    shutil.rmtree(os.path.dirname(copy))
    shutil.rmtree(os.path.dirname(preload))
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
        if GIVEN in str(theirs):
            counts["values that only whoever deploys knows"] += 1
            if not isinstance(own, inventory.NotKnown):
                differences.append(f"{place} {function}: {name}: whoever deploys decides, and misfit says {own}")
            continue
        if isinstance(own, inventory.NotKnown):
            differences.append(f"{place} {function}: {name}: {theirs}, and misfit does not know it: {own}")
        elif own != theirs and str(own) != str(theirs):
            differences.append(f"{place} {function}: {name}: {theirs}, and misfit says {own}")
    own = inventory.kinds(facts, branches)
    counts["functions whose events are compared"] += 1
    if isinstance(own, inventory.NotKnown):
        differences.append(f"{place} {function}: events: {sorted(settings['kinds'])}, and misfit does not know them: {own}")
    elif settings["kinds"] < set(own) and settings["is_mentioned"]:
        counts["functions that resources of the service start"] += 1
    elif set(own) != settings["kinds"]:
        differences.append(f"{place} {function}: events: {sorted(settings['kinds'])}, and misfit says {own}")


if __name__ == "__main__":
    main()
