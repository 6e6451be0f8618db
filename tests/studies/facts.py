"""How much of what decides a workload's fit misfit knows of Terraform repositories.

    python3 tests/studies/facts.py target/release/misfit FOLDER[:PART[@GLOB]]...

Of every workload, definition and capacity that is not switched off, it looks at the facts that say how big, where and how
long: size, tenancy, spot, least and most, timeout, memory; and at its tags. A fact counts as known where somebody wrote it,
also where each of several named ways has a value; a default of the provider or of the dialect is no knowledge and is
counted apart. What is not known is listed by its reason. With a part (`terraform-aws-eks:examples`), what stands there is
counted, and all of the folder is known: of modules, that is what their examples make of them. With a glob
(`azurerm-caf:examples@examples/compute/**/configuration.tfvars`), the part is counted once for each folder in which it finds a
file, with the `.tfvars` of that folder as `--var-file`.
"""

import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from inventory import workloads

FACTS = ("instance_type", "plan_sku", "cpu", "memory", "tenancy", "capacity_type", "scale_min", "scale_max", "timeout")
ROLES = ("workload", "definition", "capacity")

#: Switches whose branches are all there: variants and instances. Of any other, one branch holds and nobody knows which.
NAMED = ("variant", "each.key of ", "count.index of ")


def state(fact):
    """What is known of a fact: `known`, `defaulted`, or the reason why it is not."""
    if "unknown" in fact:
        return plain(fact["unknown"])
    if "choice" in fact:
        if not fact["choice"]["switch"].startswith(NAMED):
            return "it depends on a condition that is not decided"
        states = [state(option) for option in fact["choice"]["options"].values() if option is not None]
        others = [other for other in states if other not in ("known", "defaulted")]
        return others[0] if others else ("known" if "known" in states else "defaulted")
    return "defaulted" if fact.get("known") in ("defaulted", "assumed") else "known"


def plain(reason):
    """A reason without the names in it, so that alike ones count together."""
    reason = re.sub(r'"[^"]*"', "…", reason)
    reason = re.sub(r"\b(var|local|data|each|module|random_[a-z]+|[a-z]+_[a-z0-9_]+)\.[\w.\[\]*-]+", r"\1.…", reason)
    return re.sub(r"\d+", "N", reason)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    misfit, folders = sys.argv[1], sys.argv[2:]
    for folder in folders:
        root, _, part = folder.partition(":")
        part, _, glob = part.partition("@")
        runs = configurations(Path(root), glob) if glob else [[]]
        read = (one for var_files in runs for one in workloads(misfit, root, part, var_files))
        found = [one for one in read if one["dialect"] == "terraform" and one["role"] in ROLES]
        by_fact = defaultdict(Counter)
        for one in found:
            for name in FACTS:
                if name in one["facts"]:
                    by_fact[name][state(one["facts"][name])] += 1
            for tag in one["tags"].values():
                by_fact["tags"][state(tag)] += 1
        print(f"{folder}: {len(found)} resources" + (f" of {len(runs)} configurations" if glob else ""))
        total = Counter()
        for name, states in by_fact.items():
            total += states
            print(f"  {name:<14} {share(states)}")
        print(f"  {'all':<14} {share(total)}")
        for reason, count in total.most_common():
            if reason not in ("known", "defaulted"):
                print(f"    {count:>5}  {reason}")


def configurations(root, glob):
    """The files that set variables, by the folder that they stand in together."""
    folders = sorted({file.parent for file in root.glob(glob)})
    return [[str(file) for file in sorted(folder.glob("*.tfvars"))] for folder in folders]


def share(states):
    known, defaulted = states["known"], states["defaulted"]
    rest = sum(states.values()) - known - defaulted
    written = known + rest
    percent = 100 * known / written if written else 100
    return f"{known:>5} known, {rest:>5} not ({percent:.1f} % of those written), {defaulted:>5} by default"


if __name__ == "__main__":
    main()
