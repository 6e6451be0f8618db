"""Holds the inventory's YAML to its JSON, and writes the schema of an inventory, which is a part of a report's.

    inventory.py REPORT_SCHEMA FOLDER    (FOLDER holds inventory.json and inventory.yaml)
"""

import json
import pathlib
import sys

import yaml

report_schema, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])

from_json = json.loads((folder / "inventory.json").read_text(encoding="utf-8"))
from_yaml = yaml.safe_load((folder / "inventory.yaml").read_text(encoding="utf-8"))
if not from_json["workloads"]:
    sys.exit("the inventory is empty")
if from_json != from_yaml:
    sys.exit("the inventory says one thing in JSON and another in YAML")

schema = json.loads(report_schema.read_text(encoding="utf-8"))
kept = ["version", "root", "workloads", "problems"]
schema["required"] = kept
schema["properties"] = {name: schema["properties"][name] for name in kept}
(folder / "inventory.schema.json").write_text(json.dumps(schema), encoding="utf-8")
