#!/usr/bin/env python3
"""Holds the known modules of `policies/modules/` against the modules that they stand for.

    tests/studies/modules.py FOLDER [--verbose]

FOLDER holds clones of the modules' repositories, bare or not, each in a folder whose name ends in that of the repository
(`terraform-aws-lambda`). Of each stand-in, every variable must be one of the newest version that its head names, with the same default, every resource and output one of its own. A variable under the comment `# until 6` is one that version 6 took away: it is held
against the newest version before. Every input that any version has which the head names must be declared or stand under
`ignores`, and nothing else may stand there: an input in neither is taken for one of another version. Where an earlier major
version has another default, it stands above the variable as `# until 21: 0`; that nothing is given is written in many ways,
which are all one. What else earlier ones have otherwise is told and counts for nothing.
Exit codes: 0 no difference, 1 differences.
"""

import argparse
import pathlib
import re
import subprocess
import sys

STAND_INS = pathlib.Path(__file__).resolve().parents[2] / "policies" / "modules"


def git(repository, *arguments):
    done = subprocess.run(["git", "-C", repository, *arguments], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None


def repository_of(folder, source):
    """The clone of the repository behind `namespace/name/provider`."""
    _, name, provider = source.split("//")[0].split("/")
    for path in sorted(folder.iterdir()):
        if path.name.lower().endswith(f"terraform-{provider}-{name}".lower()):
            for candidate in [path, *sorted(path.iterdir())]:
                if candidate.is_dir() and (candidate / "HEAD").is_file() or (candidate / ".git").exists():
                    return candidate
    return None


def blocks(text, kind):
    """Blocks of a kind: their labels, the text in their braces, and the comment lines right above."""
    # Here documents and strings hold no braces that do not match in what is read here.
    for found in re.finditer(rf'(?m)((?:^#.*\n)*)^{kind}((?: "[^"]+")+) \{{', text):
        depth, end = 1, found.end()
        quoted = False
        while depth and end < len(text):
            letter = text[end]
            if letter == '"' and text[end - 1] != "\\":
                quoted = not quoted
            elif letter == "\n":
                quoted = False
            elif letter == "#" and not quoted:
                end = text.find("\n", end)
                continue
            elif not quoted:
                depth += {"{": 1, "}": -1}.get(letter, 0)
            end += 1
        yield re.findall(r'"([^"]+)"', found[2]), text[found.end() : end - 1], found[1]


def argument(body, name):
    """The text of an argument at the top of a body, without comments and white space."""
    found = re.search(rf"(?m)^  {name}\s*=\s*", body)
    if not found:
        return None
    depth, text = 0, ""
    for line in body[found.end() :].split("\n"):
        line = re.sub(r'(^|\s)(#|//)[^"]*$', "", line)
        text += line + "\n"
        depth += sum(line.count(one) for one in "{[(") - sum(line.count(one) for one in "}])")
        if depth <= 0:
            break
    return re.sub(r",(?=[}\])])", "", re.sub(r"\s+", "", text))


class Module:
    """What a folder of a repository declares at a revision."""

    def __init__(self, repository, revision, folder):
        self.variables, self.outputs, self.resources = {}, set(), set()
        place = f"{revision}:{folder}" if folder else f"{revision}:"
        names = (git(repository, "ls-tree", "--name-only", place) or "").split("\n")
        self.is_there = any(name.endswith(".tf") for name in names)
        for name in names:
            if name.endswith(".tf"):
                self.read(git(repository, "show", f"{revision}:{folder + '/' if folder else ''}{name}") or "")

    def read(self, text):
        for [name], body, _ in blocks(text, "variable"):
            self.variables[name] = argument(body, "default")
        self.outputs |= {labels[0] for labels, _, _ in blocks(text, "output")}
        self.resources |= {".".join(labels) for labels, _, _ in blocks(text, "resource")}


def newest_by_major(repository):
    newest = {}
    for tag in (git(repository, "tag") or "").split():
        found = re.fullmatch(r"v?(\d+)\.(\d+)\.(\d+)", tag)
        if found:
            version = tuple(map(int, found.groups()))
            newest[version[0]] = max(newest.get(version[0], ((), "")), (version, tag))
    return {major: tag for major, (_, tag) in newest.items()}


def number_of(version):
    return tuple(([int(one) for one in version.split(".")] + [0, 0])[:3])


def range_of(text):
    """The versions that a head names, as the first and the first that is none."""
    found = re.search(r"(?m)^# versions: >= ([\d.]+), < ([\d.]+)$", text)
    return (number_of(found[1]), number_of(found[2])) if found else None


def tags_between(repository, least, below):
    """The tags of a range, newest first."""
    tags = []
    for tag in (git(repository, "tag") or "").split():
        found = re.fullmatch(r"v?(\d+)\.(\d+)\.(\d+)", tag)
        if found and least <= tuple(map(int, found.groups())) < below:
            tags.append((tuple(map(int, found.groups())), tag))
    return [tag for _, tag in sorted(tags, reverse=True)]


def inputs_of(repository, tags, folder, known={}):
    """Every input that a folder has at any of some tags, with the newest tag that has it."""
    inputs = {}
    for tag in tags:
        for line in (git(repository, "ls-tree", f"{tag}:{folder}") or "").split("\n"):
            found = re.fullmatch(r"\d+ blob (\w+)\t(.+\.tf)", line)
            if found and found[1] not in known:
                text = git(repository, "cat-file", "blob", found[1]) or ""
                known[found[1]] = re.findall(r'(?m)^\s*variable\s+"?([\w-]+)"?\s*\{', text)
            for name in known[found[1]] if found else []:
                inputs.setdefault(name, tag)
    return inputs


def unread(text, repository, folders):
    """What is wrong with the versions and the ignored inputs of a head."""
    read = range_of(text)
    if read is None:
        return ["its versions are not read"], []
    tags = tags_between(repository, *read)
    newest = tags_between(repository, (0,), (10**6,))
    if tags[:1] != newest[:1] and any(Module(repository, newest[0], folder).is_there for folder in folders):
        return [f"its versions do not reach {newest[0]}"], []
    declared = {name for [name], _, _ in blocks(text, "variable")}
    ignored = {name.strip() for line in re.findall(r"(?m)^# ignores: (.+)$", text) for name in line.split(",")}
    inputs = {}
    for folder in folders:
        inputs.update({name: tag for name, tag in inputs_of(repository, tags, folder).items() if name not in inputs})
    wrong = [f"{name} is declared and ignored" for name in sorted(declared & ignored)]
    wrong += [f"no version has {name}, which is ignored" for name in sorted(ignored - inputs.keys())]
    missing = {name: inputs[name] for name in sorted(inputs.keys() - declared - ignored)}
    wrong += [f"{name} of {tag} is not told of" for name, tag in missing.items()]
    return wrong, ["not told of: " + ", ".join(missing)] if missing else []


NOTHING = {None, "null", "{}", "[]", '""'}


def differ(one, other):
    """Whether two defaults are more than two ways of writing one."""
    if one in NOTHING or other in NOTHING:
        return not (one in NOTHING and other in NOTHING)
    return one.strip('"') != other.strip('"')


def default_at(major, body, above):
    """The default of a variable at a major version."""
    for until, default in re.findall(r"(?m)^# until (\d+): (.+)$", above):
        if major < int(until):
            return re.sub(r"\s+", "", default)
    return argument(body, "default")


def compare(path, folder, verbose):
    text = path.read_text()
    wrong, notes = [], []
    all_folders = {}
    for source in re.findall(r"(?m)^# source: (.+)$", text):
        repository = repository_of(folder, source)
        if repository is None:
            notes.append(f"{source}: no clone of it")
            continue
        inside = source.split("//")[1] if "//" in source else ""
        majors = newest_by_major(repository)
        read = tags_between(repository, *(range_of(text) or ((0,), (0,))))
        if not read:
            wrong.append(f"{source}: no tag is in its versions")
            continue
        if "*" in inside:
            listed = git(repository, "ls-tree", "-d", "--name-only", read[0], inside.rsplit("/", 1)[0] + "/") or ""
            folders = [one for one in listed.split() if re.fullmatch(inside.replace("*", "[^/]*"), one)]
        else:
            folders = [inside]
        all_folders.setdefault(repository, []).extend(folders)
        for inside in folders:
            newest = Module(repository, read[0], inside)
            where = f"{source.split('//')[0]}//{inside}"
            if not newest.is_there:
                wrong.append(f"{where}: there is no such folder")
                continue
            for [name], body, above in blocks(text, "variable"):
                until = re.search(r"# until (\d+)$", above, re.MULTILINE)
                of = newest
                if until:
                    before = [major for major in majors if major < int(until[1])]
                    if not before:
                        notes.append(f"{where}: no tag before version {until[1]}")
                        continue
                    of = Module(repository, majors[max(before)], inside)
                if name not in of.variables:
                    wrong.append(f"{where}: there is no variable {name}")
                elif of.variables[name] != argument(body, "default"):
                    wrong.append(f"{where}: {name} is {of.variables[name]}, not {argument(body, 'default')}")
            for [name], _, above in blocks(text, "output"):
                if name not in newest.outputs and "# until" not in above:
                    wrong.append(f"{where}: there is no output {name}")
            for labels, _, above in blocks(text, "resource"):
                if ".".join(labels) not in newest.resources and not re.search("# in place of|# until", above):
                    wrong.append(f"{where}: there is no resource {'.'.join(labels)}")
            for major, tag in sorted(majors.items()):
                if tag not in read or tag == read[0]:
                    continue
                older = Module(repository, tag, inside)
                for [name], body, above in blocks(text, "variable"):
                    told = default_at(major, body, above)
                    if name in older.variables and older.variables[name] != told:
                        line = f"{where} {tag}: {name} is {older.variables[name]}, not {told}"
                        (wrong if differ(older.variables[name], told) else notes if verbose else []).append(line)
                untold = [name for [name], _, _ in blocks(text, "variable") if name not in older.variables]
                if untold and verbose:
                    notes.append(f"{where} {tag}: without {', '.join(untold)}")
    for repository, folders in all_folders.items():
        told, missing = unread(text, repository, folders)
        wrong += told
        notes += missing
    return wrong, notes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--verbose", action="store_true", help="also tell what earlier versions have otherwise")
    parser.add_argument("--only", default="*", help="a glob of the stand-ins' names")
    options = parser.parse_args()
    failed, files = 0, sorted(STAND_INS.glob(f"{options.only}.tf"))
    for path in files:
        wrong, notes = compare(path, options.folder, options.verbose)
        failed += bool(wrong)
        for line in wrong:
            print(f"{path.name}: {line}")
        for line in notes:
            print(f"  {path.name}: {line}")
    print(f"{len(files)} stand-ins, {len(files) - failed} as their modules are")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
