#!/usr/bin/env python3
"""Holds misfit's reading of HCL files against HashiCorp's own parser, which an npm package carries as WebAssembly.

    npm install @cdktf/hcl2json@0.21.0 --ignore-scripts
    cargo build --example blocks
    tests/studies/hcl.py FOLDER... --hcl2json node_modules/@cdktf/hcl2json [--blocks target/debug/examples/blocks]

Reads every .tf file below the folders with both. First the sets of blocks are compared: resources, data sources, modules,
variables, outputs, providers by type and labels, and locals by name. Then everything in them: names, literal values, blocks
and their number, and expressions as they are written, which shows that the places of expressions are right. Templates that
hold directives, and what stands in parentheses, are only compared in where they stand: the other parser writes these in a
way of its own. A file that one
refuses and the other reads is a difference. Exit codes: 0 no difference, 1 differences.
"""

import argparse
import collections
import json
import math
import pathlib
import re
import subprocess
import sys

# Reads paths and writes, a line of JSON a file, what it sees in each.
READ = """
const { parse } = require(process.argv[1]);
const fs = require('fs');
const lines = require('readline').createInterface({ input: process.stdin });
const all = async () => {
  for await (const path of lines) {
    let seen;
    try {
      const text = fs.readFileSync(path, 'utf8').replace(/^\\uFEFF/, '');
      seen = text.trim() ? await parse(path, text) : {};
    }
    catch (error) { seen = null; fs.writeSync(1, JSON.stringify({ path, refused: String(error.message || error) }) + '\\n'); }
    if (seen) fs.writeSync(1, JSON.stringify({ path, tree: seen }) + '\\n');
  }
  process.exit(0);
};
all();
"""

KINDS = {"resource": 2, "data": 2, "module": 1, "variable": 1, "output": 1, "provider": 1}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folders", nargs="+")
    arguments.add_argument("--hcl2json", required=True, type=pathlib.Path)
    arguments.add_argument("--blocks", default="target/debug/examples/blocks")
    arguments.add_argument("--show", type=int, default=20, help="differences of each kind that are shown")
    given = arguments.parse_args()
    found = (path for folder in given.folders for path in pathlib.Path(folder).rglob("*.tf"))
    paths = sorted(str(path) for path in found if path.is_file())
    theirs = read(["node", "-e", READ, str(given.hcl2json.resolve())], paths)
    ours = read([given.blocks], paths)
    differences = collections.defaultdict(list)
    blocks, values = 0, 0
    for path in paths:
        their, our = theirs.get(path), ours.get(path)
        if their is None or our is None:
            differences["not read by both"].append(f"{path}: {'misfit' if our is None else 'the other'} gives nothing")
            continue
        if "refused" in their:
            if not our["problems"]:
                differences["refused by the other alone"].append(f"{path}: {their['refused'][:200]}")
            continue
        if our["problems"]:
            differences["refused by misfit alone"].append(f"{path}: {our['problems']}")
        one, other = named(their["tree"]), named(our["tree"] or {})
        blocks += len(one)
        for name in sorted(one - other):
            differences["blocks that misfit does not see"].append(f"{path}: {' '.join(name)}")
        for name in sorted(other - one):
            differences["blocks that misfit alone sees"].append(f"{path}: {' '.join(name)}")
        values += compare(their["tree"], our["tree"] or {}, [], lambda kind, text: differences[kind].append(f"{path}: {text}"))
    refused = sum("refused" in their for their in theirs.values())
    print(f"{len(paths)} files, {refused} refused by the other; {blocks} blocks and locals, {values} values compared")
    for kind, texts in sorted(differences.items()):
        print(f"\n{kind}: {len(texts)}")
        for text in texts[: given.show]:
            print(f"  {text}")
    sys.exit(1 if differences else 0)


def read(command, paths):
    run = subprocess.run(command, input="\n".join(paths) + "\n", capture_output=True, text=True, check=False)
    if run.returncode != 0:
        print(run.stderr, file=sys.stderr)
    lines = [json.loads(line) for line in run.stdout.split("\n") if line]
    return {line["path"]: line for line in lines}


def named(tree):
    """The blocks of a file, by type and labels, and its locals."""
    seen = set()
    for kind, labels in KINDS.items():
        level = [((kind,), tree.get(kind, {}))]
        for _ in range(labels):
            level = [((*name, label), inner) for name, under in level if isinstance(under, dict) for label, inner in under.items()]
        seen.update(name for name, _ in level)
    for body in tree.get("locals", []):
        seen.update(("local", name) for name in body)
    return seen


def compare(one, other, at, tell):
    """Compares what is known to be literal or as it is written; gives the number of values."""
    if isinstance(one, dict) and isinstance(other, dict):
        one, other = bare(one), bare(other)
        for key in sorted(set(one) ^ set(other)):
            tell("names that one alone sees", f"{'.'.join(at)}: {key} ({'the other' if key in one else 'misfit'})")
        return sum(compare(one[key], other[key], [*at, key], tell) for key in one.keys() & other.keys())
    if isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            tell("lists of other lengths", f"{'.'.join(at)}: {len(one)} and {len(other)}")
        return sum(compare(first, second, [*at, str(place)], tell) for place, (first, second) in enumerate(zip(one, other)))
    if not same(one, other):
        tell("values", f"{'.'.join(at)}: {json.dumps(one)[:300]} and {json.dumps(other)[:300]}")
    return 1


def same(one, other):
    if isinstance(one, str) and one.startswith("${("):
        return True
    if isinstance(one, str) and isinstance(other, str):
        return one == other or "%{" in one or spaceless(one) == spaceless(other)
    if isinstance(one, (int, float)) and isinstance(other, (int, float)) and not isinstance(one, bool):
        return math.isclose(one, other, rel_tol=1e-12)
    return one == other and type(one) is type(other)


def bare(names):
    """A map by its names, an expression that is one (`aws.west`) without its marks: the other parser writes none."""
    return {re.sub(r"^\$\{([^{}]*)\}$", r"\1", name): value for name, value in names.items()}


def spaceless(text):
    """An expression without the white space around it."""
    return re.sub(r"\$\{\s*(.*?)\s*\}", r"${\1}", text, flags=re.S)


if __name__ == "__main__":
    main()
