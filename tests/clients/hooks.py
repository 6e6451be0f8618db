"""Holds the hooks' `files` against what misfit reads by itself: python hooks.py MISFIT MANIFEST.

What a file refers to may be called anything; of that, `files` takes scripts, templates and TOML, and rules of what is
ignored.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

READ = """
main.tf main.tofu main.tf.json main.tofu.json prod.tfvars prod.tfvars.json deploy.yaml deploy.yml stack.json
stack.template Chart.yaml kustomization.yaml kustomization.yml Kustomization serverless.yml serverless.yaml
serverless.json serverless.toml terragrunt.hcl serverless.prod.yml orders-serverless.yml samconfig.toml samconfig.yaml misfit.yaml
""".split()
OTHER = """
README.md main.py samconfig.toml.bak
main.bicep Dockerfile Kustomization.md notes.txt main.tf.txt yaml json serverless.ts serverless.js .gitattributes
""".split()
TAKEN_ALL_THE_SAME = "boot.sh root.hcl .terraform.lock.hcl unit.tpl user-data.tftpl values.toml Cargo.toml .gitignore .ignore".split()
BY_NAME = ("not a kind of file that misfit reads", "a program: what it makes of a service is known only when it runs")

program, manifest = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    for name in READ + OTHER + TAKEN_ALL_THE_SAME:
        for below in (Path(folder), Path(folder, "some", "where")):
            below.mkdir(parents=True, exist_ok=True)
            below.joinpath(name).touch()
    command = [program, "check", "--format", "json", "--allow-empty", "--root", folder, folder]
    # An empty file may be a mistake where it is what it is called: what counts is what is passed by for its name.
    report = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
passed_by = report["summary"]["passed_by"]
count = sum(passed_by.get(reason, 0) for reason in BY_NAME)
expected = 2 * len(OTHER + TAKEN_ALL_THE_SAME)
if count != expected:
    sys.exit(f"misfit passes by {count} files for their names, {expected} are listed here: {passed_by}")

patterns = [hook["files"] for hook in yaml.safe_load(Path(manifest).read_text("utf-8")) if "files" in hook]
wrong = [
    f"{pattern} {'does not take' if wanted else 'takes'} {path}"
    for pattern in patterns
    for names, wanted in ((READ + TAKEN_ALL_THE_SAME, True), (OTHER, False))
    for name in names
    for path in (name, f"some/where/{name}")
    if bool(re.search(pattern, path)) != wanted
]
if len(patterns) < 2 or wrong:
    sys.exit("\n".join(wrong) or "no hook says which files it is for")
