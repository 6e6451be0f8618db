#!/usr/bin/env python3
"""Counts the workloads of a folder by other means than misfit's, and lists where the two differ.

    tests/studies/workloads.py FOLDER [--misfit target/release/misfit]

It reads lines, not trees: of YAML the `apiVersion`, `kind` and `metadata.name` of every document, of Terraform the
headers of `resource` blocks outside comments and heredocs (not those of `kubernetes_...`, whose names stand in their
metadata), of CloudFormation and SAM the logical id above every `Type:`, of `serverless.yml` the keys under `functions:`. Of
JSON only templates are read, whole. Each is looked for in `misfit inventory --format json`, by
file, kind and name, in whatever role: a library module's workloads are definitions there, one with `count = 0` is
disabled. A difference is a question, not a verdict: of templates, of patches and of files that ignore rules name, misfit
says in its coverage that it passed them by. Exit codes: 0 no difference, 1 differences, 2 misfit could not be run.

Python 3, standard library alone. Run by hand, on repositories that are not ours.
"""

import argparse
import collections
import json
import os
import re
import subprocess
import sys

KUBERNETES = {
    ("", "Pod"), ("", "ReplicationController"),
    ("apps", "Deployment"), ("apps", "ReplicaSet"), ("apps", "StatefulSet"), ("apps", "DaemonSet"),
    ("extensions", "Deployment"), ("extensions", "ReplicaSet"), ("extensions", "DaemonSet"),
    ("batch", "Job"), ("batch", "CronJob"),
    ("apps.openshift.io", "DeploymentConfig"), ("argoproj.io", "Rollout"), ("keda.sh", "ScaledJob"),
    ("serving.knative.dev", "Service"), ("serving.knative.dev", "Configuration"),
    ("kubevirt.io", "VirtualMachine"), ("kubevirt.io", "VirtualMachineInstance"),
}

TERRAFORM = {
    "aws_instance", "aws_spot_instance_request", "aws_autoscaling_group", "aws_lambda_function", "aws_ecs_service",
    "aws_apprunner_service", "aws_elastic_beanstalk_environment", "aws_glue_job", "aws_codebuild_project",
    "google_compute_instance", "google_compute_instance_group_manager", "google_compute_region_instance_group_manager",
    "google_cloud_run_service", "google_cloud_run_v2_service", "google_cloud_run_v2_job",
    "google_cloudfunctions_function", "google_cloudfunctions2_function",
    "azurerm_virtual_machine", "azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine",
    "azurerm_linux_virtual_machine_scale_set", "azurerm_windows_virtual_machine_scale_set",
    "azurerm_container_group", "azurerm_container_app", "azurerm_linux_function_app", "azurerm_windows_function_app",
    "azurerm_linux_web_app", "azurerm_windows_web_app",
}

TEMPLATES = {
    "AWS::EC2::Instance", "AWS::EC2::EC2Fleet", "AWS::EC2::SpotFleet", "AWS::AutoScaling::AutoScalingGroup",
    "AWS::Lambda::Function", "AWS::Serverless::Function", "AWS::ECS::Service", "AWS::ECS::ExpressGatewayService",
    "AWS::AppRunner::Service", "AWS::ElasticBeanstalk::Environment", "AWS::CodeBuild::Project", "AWS::Glue::Job",
    "AWS::Lightsail::Instance", "AWS::EMR::Cluster", "AWS::Batch::JobDefinition", "AWS::SageMaker::NotebookInstance",
}

SERVICES = ("serverless.yml", "serverless.yaml")

# Folders that tools fill; misfit does not enter them either.
FILLED = {".git", ".aws-sam", ".serverless", ".terraform", "node_modules", "vendor", "venv", ".venv", ".cache", "__pycache__"}

KEY = re.compile(r"""^(?P<indent>\s*(?:- )?)(?P<key>[A-Za-z]+):\s*(?P<value>[^#]*?)\s*(?:\s#.*)?$""")
RESOURCE = re.compile(r'^\s*resource\s+"?([a-z0-9_]+)"?\s+"?([A-Za-z0-9_-]+)"?\s*\{')
HEREDOC = re.compile(r"<<[-~]?\s*\"?([A-Za-z_][A-Za-z0-9_]*)\"?\s*$")


def of_yaml(text):
    """The workloads of a YAML text, as (kind, name)."""
    for document in re.split(r"(?m)^---(?:[ \t].*)?$", text):
        yield from of_document(document.splitlines())


def of_document(lines):
    """Each object starts at an `apiVersion` or `kind`: at the margin, or at the dash of a list's item."""
    objects = []
    block = None
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        indent = len(line) - len(line.lstrip())
        if block is not None and indent > block:
            continue
        block = indent if re.search(r"[|>][+-]?\d?\s*(#.*)?$", line) else None
        match = KEY.match(line)
        if not match:
            continue
        column = len(match["indent"])
        key, value = match["key"], match["value"].strip("\"'")
        is_item = match["indent"].endswith("- ")
        if key in ("apiVersion", "kind") and (column == 0 or is_item):
            if is_item or not objects or objects[-1]["column"] != column:
                objects.append({"column": column})
        if not objects:
            continue
        current = objects[-1]
        if column == current["column"]:
            current["under"] = key
            current.setdefault(key, value)
        elif key == "name" and current.get("under") == "metadata":
            # The name nearest to the margin is the object's own.
            if column < current.get("name_column", 1_000):
                current["name"], current["name_column"] = value, column
    for found in objects:
        group = found.get("apiVersion", "").rpartition("/")[0]
        if (group, found.get("kind")) in KUBERNETES:
            yield found["kind"], found.get("name", "")


def of_terraform(text):
    """The workloads of a Terraform text, as (type, name)."""
    in_comment, heredoc = False, None
    for line in text.splitlines():
        if heredoc is not None:
            heredoc = None if line.strip() == heredoc else heredoc
            continue
        if in_comment:
            in_comment = "*/" not in line
            continue
        bare = line.strip()
        if bare.startswith(("#", "//")):
            continue
        if bare.startswith("/*"):
            in_comment = "*/" not in bare
            continue
        opened = HEREDOC.search(line)
        heredoc = opened[1] if opened else None
        match = RESOURCE.match(line)
        if match and match[1] in TERRAFORM:
            yield match[1], match[2]


TYPE = re.compile(r"""^(\s*)["']?Type["']?\s*:\s*["']?(AWS::[A-Za-z0-9:]+)["']?\s*(?:#.*)?$""")
NAME = re.compile(r"""^(\s*)["']?([A-Za-z0-9_.-]+)["']?\s*:\s*(?:&\S+\s*)?(?:#.*)?$""")


def of_template(text):
    """The workloads of a CloudFormation template, as (type, logical id)."""
    if text.lstrip().startswith("{"):
        try:
            resources = json.loads(text).get("Resources")
        except (ValueError, AttributeError):
            return
        for name, resource in (resources if isinstance(resources, dict) else {}).items():
            if isinstance(resource, dict) and str(resource.get("Type")) in TEMPLATES:
                yield resource["Type"], name
        return
    above = []
    for line in text.splitlines():
        named, typed = NAME.match(line), TYPE.match(line)
        indent = len((named or typed)[1]) if named or typed else None
        if indent is not None:
            while above and above[-1][0] >= indent:
                above.pop()
        if named:
            above.append((indent, named[2]))
        elif typed and typed[2] in TEMPLATES and len(above) == 2 and above[0][1] == "Resources":
            yield typed[2], above[1][1]


def of_service(text):
    """The functions of a service of the Serverless Framework, as ("function", name)."""
    inside, column = False, None
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        indent = len(line) - len(line.lstrip())
        if indent == 0:
            inside, column = line.startswith("functions:"), None
            continue
        if inside:
            column = indent if column is None else column
            named = re.match(r"""\s+["']?([^\s:"'$-][^\s:"'$]*)["']?:""", line)
            if indent == column and named:
                yield "function", named[1]


def by_name(name):
    """What reads a file."""
    if name in SERVICES:
        return of_service
    if name.endswith((".json", ".template")):
        return of_template
    if name.endswith((".yaml", ".yml")):
        return lambda text: of_template(text) if re.search(r"(?m)^Resources:", text) else of_yaml(text)
    return of_terraform if name.endswith((".tf", ".tofu")) else None


def by_other_means(folder):
    """The workloads of every file below a folder, and the templates among the files."""
    found, templates = {}, set()
    for above, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in FILLED)
        for name in sorted(files):
            reader = by_name(name)
            if reader is None:
                continue
            path = os.path.join(above, name)
            if os.path.islink(path) and os.path.isdir(path):
                continue
            try:
                with open(path, encoding="utf-8-sig", errors="replace") as file:
                    text = file.read()
            except OSError as error:
                print(f"{path}: {error}", file=sys.stderr)
                continue
            relative = os.path.relpath(path, folder).replace(os.sep, "/")
            workloads = collections.Counter(reader(text))
            if workloads:
                found[relative] = workloads
            if name.endswith((".yaml", ".yml")) and re.search(r"\{\{|\{%", text):
                templates.add(relative)
    return found, templates


def by_misfit(program, folder):
    """The resources that misfit lists of a folder, by file, as (kind, name), in any role."""
    arguments = [program, "inventory", "--format", "json", "--root", folder, "--no-settings", "--no-ignore", folder]
    # 2 where the folder holds a problem: the inventory stands all the same.
    ran = subprocess.run(arguments, capture_output=True, text=True, check=False)
    try:
        entries = json.loads(ran.stdout)["workloads"]
    except (ValueError, KeyError):
        sys.exit(f"misfit gave no inventory (exit {ran.returncode}): {ran.stderr.strip()}")
    found = {}
    # A patch in a kustomization is no workload, and nothing that a reader of lines sees.
    entries = [entry for entry in entries if entry["role"] != "patch" or not is_kustomization(entry["path"])]
    for path, kind, name in {(entry["path"], entry["kind"], place(entry)) for entry in entries}:
        found.setdefault(path, collections.Counter())[kind, name[0]] += 1
    return found


def is_kustomization(path):
    return os.path.basename(path) in ("kustomization.yaml", "kustomization.yml", "Kustomization")


def doubtful(key):
    kind, name = key
    return kind == "Service" or name == "*"


def place(entry):
    """The name and the place: one block may stand for several workloads, and several blocks may have one name."""
    return entry["name"], entry["line"], entry["column"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--misfit", default="misfit", help="the program [default: misfit on the PATH]")
    arguments = parser.parse_args()
    folder = os.path.realpath(arguments.folder)
    counted, templates = by_other_means(folder)
    try:
        listed = by_misfit(arguments.misfit, folder)
    except OSError as error:
        print(f"misfit cannot be run: {error}", file=sys.stderr)
        return 2
    kinds = {kind for _, kind in KUBERNETES} | TEMPLATES
    differences, lost, more = 0, 0, 0
    for path in sorted(set(counted) | set(listed)):
        ours = counted.get(path, collections.Counter())
        known = kinds if path.endswith((".yaml", ".yml")) else TERRAFORM if path.endswith((".tf", ".tofu")) else TEMPLATES
        known = {"function"} if os.path.basename(path) in SERVICES else known
        theirs = collections.Counter({key: n for key, n in listed.get(path, {}).items() if key[0] in known})
        # A Knative Service and a plain one share a kind, and a patch may name any: only what was counted tells.
        theirs = collections.Counter({key: n for key, n in theirs.items() if key in ours or not doubtful(key)})
        missing, extra = ours - theirs, theirs - ours
        if not missing and not extra:
            continue
        differences += 1
        lost, more = lost + sum(missing.values()), more + sum(extra.values())
        print(path + (" (template marks)" if path in templates else ""))
        for sign, keys in (("- only counted", missing), ("+ only in misfit", extra)):
            for (kind, name), number in sorted(keys.items()):
                print(f"  {sign}: {kind} {name or '(no name)'}" + (f", {number} times" if number > 1 else ""))
    total = sum(sum(workloads.values()) for workloads in counted.values())
    print(f"{total} counted in {len(counted)} files: {lost} not in misfit, {more} in misfit alone, {differences} files differ")
    return 1 if differences else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SystemExit as stopped:
        if isinstance(stopped.code, str):
            print(stopped.code, file=sys.stderr)
            sys.exit(2)
        raise
