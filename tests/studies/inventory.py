"""What the studies share: running misfit on a folder and reading facts out of its inventory."""

import json
import subprocess
import sys

#: What a fact is that misfit does not know, with its reason.
class NotKnown(str):
    pass


def workloads(misfit, folder, part="", var_files=()):
    """The resources of `misfit inventory`, of whatever role; with a part of the folder, of that, and all of it is known."""
    of = ["--root", folder, f"{folder}/{part}"] if part else [folder]
    given = [word for file in var_files for word in ("--var-file", file)]
    command = [misfit, "inventory", *of, *given, "--format", "json", "--no-ignore"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if not run.stdout:
        print(run.stderr, file=sys.stderr)
        sys.exit(2)
    return json.loads(run.stdout)["workloads"]


def fact(facts, name, branches=None):
    """A fact's value as it is in some branches, by switch; None where it is absent, `NotKnown` where it is unknown."""
    return known(facts.get(name), branches or {})


def known(fact, branches):
    if fact is None:
        return None
    if isinstance(fact, dict) and "unknown" in fact:
        return NotKnown(fact["unknown"])
    if isinstance(fact, dict) and "choice" in fact:
        choice = fact["choice"]
        branch = branches.get(choice["switch"])
        if branch in choice["options"]:
            return known(choice["options"][branch], branches)
        return NotKnown(f"it depends on {choice['switch']}")
    value = fact["value"] if isinstance(fact, dict) and "value" in fact else fact
    if isinstance(value, list):
        return [known(item, branches) if isinstance(item, dict) and ("choice" in item or "unknown" in item) else item for item in value]
    return value


def switches(facts):
    """Every switch that a fact depends on, with its branches."""
    found = {}
    def walk(value):
        if isinstance(value, dict):
            if "choice" in value:
                found.setdefault(value["choice"]["switch"], list(value["choice"]["options"]))
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
    walk(facts)
    return found


def kinds(facts, branches=None):
    """The kinds of the triggers of a workload, each with whether it is known; None where the list itself is unknown."""
    triggers = fact(facts, "triggers", branches)
    if isinstance(triggers, NotKnown):
        return triggers
    found = []
    for trigger in triggers or []:
        if isinstance(trigger, NotKnown) or not isinstance(trigger, dict):
            found.append("?")
        else:
            kind = fact(trigger, "kind", branches)
            found.append("?" if isinstance(kind, NotKnown) else kind)
    return sorted(found)
