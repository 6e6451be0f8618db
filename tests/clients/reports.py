"""Reads what misfit writes for others as they would, and says where it is not what they expect.

    reports.py commands FILE          workflow commands, by the rules of GitHub's runner
    reports.py validation FILE        what Microsoft's validator says of a SARIF log
    reports.py cases JUNIT SARIF      test cases, and whether they are as many as the log's results
    reports.py quality GITLAB OTHER   a Code Quality report against one that sarif-tools makes of the log
    reports.py page MARKDOWN          a summary as GitHub's own parser renders it
    reports.py same FOLDER FOLDER     reports of two runs, byte for byte
"""

import collections
import html.parser
import json
import pathlib
import sys
import urllib.parse

# What is known to be said of every log of ours: there is no page to link to before there is a repository.
ALLOWED = {"SARIF2005"}
COMMANDS = {"error", "warning", "notice"}
PROPERTIES = {"file", "line", "endLine", "col", "endColumn", "title"}


def unescape(text, mappings):
    for escaped, character in mappings:
        text = text.replace(escaped, character)
    return text


def commands(path):
    """The runner's rules: a line that begins with `::` after blanks; properties end at the next `::`; the per cent sign
    is unescaped last. What is not known to be a command of ours is one that a scanned file got through."""
    data = [("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]
    properties = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")]
    counted = collections.Counter()
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        if "##[" in line or "##vso[" in line:
            sys.exit(f"a command of the old kind: {line}")
        line = line.lstrip()
        if not line.startswith("::"):
            continue
        info, _, message = line[2:].partition("::")
        name, _, rest = info.partition(" ")
        if name not in COMMANDS:
            sys.exit(f"no command of ours: {line}")
        read = {}
        for pair in filter(None, rest.split(",")):
            key, _, value = pair.partition("=")
            if key not in PROPERTIES or key in read:
                sys.exit(f"no property of ours: {pair} in {line}")
            read[key] = unescape(value, properties)
        counted[name] += 1
        if "file" in read:
            there = pathlib.Path(read["file"])
            if there.is_absolute() or not there.exists():
                sys.exit(f"{there} is no file of the repository: {line}")
            lines = there.read_text(encoding="utf-8", errors="replace").split("\n") if there.is_file() else []
            if "line" in read and not 1 <= int(read["line"]) <= int(read["endLine"]) <= len(lines):
                sys.exit(f"{there} has no such lines: {line}")
            if "col" in read and read["line"] != read["endLine"]:
                sys.exit(f"columns over several lines: {line}")
        if not unescape(message, data).strip():
            sys.exit(f"nothing is said: {line}")
    if not counted or max(counted.values()) > 10:
        sys.exit(f"a step has one to ten of a level: {dict(counted)}")


def validation(path):
    """The validator always ends with 0: what it found is in its own log."""
    run = json.loads(pathlib.Path(path).read_text(encoding="utf-8-sig"))["runs"][0]
    if not all(invocation.get("executionSuccessful") for invocation in run["invocations"]):
        sys.exit("the validator did not come to an end")
    results = run.get("results", [])
    if not any(result["ruleId"] == "SARIF2010" for result in results):
        sys.exit("the validator says nothing of snippets, which are left out: did it read the log?")
    wrong = [r for r in results if r.get("level", "warning") != "note" and r["ruleId"] not in ALLOWED]
    if wrong:
        sys.exit("\n".join(f"{r['ruleId']}: {r['message'].get('arguments')}" for r in wrong[:10]))


def cases(junit, sarif):
    from junitparser import Error, Failure, JUnitXml

    log = json.loads(pathlib.Path(sarif).read_text(encoding="utf-8"))["runs"][0]
    levels = collections.Counter(result["level"] for result in log["results"])
    report = JUnitXml.fromfile(junit)
    read = collections.Counter()
    for suite in report:
        for case in suite:
            read["all"] += 1
            read["passed"] += case.is_passed
            read.update(type(result).__name__ for result in case.result)
            if not case.name or not case.classname:
                sys.exit(f"a case without a name in {suite.name}")
    said = (report.tests, report.failures, report.errors)
    if said != (read["all"], read[Failure.__name__], read[Error.__name__]):
        sys.exit(f"{junit} says {said} and holds {dict(read)}")
    loud = levels["error"] + levels["warning"]
    if read[Failure.__name__] != loud:
        sys.exit(f"{read[Failure.__name__]} failures, and {loud} errors and warnings in the log")


def quality(gitlab, other):
    """GitLab's rules, and the same entries as a converter of others makes of the SARIF log."""
    entries = json.loads(pathlib.Path(gitlab).read_bytes().decode("utf-8"))
    prints = [entry["fingerprint"] for entry in entries]
    if len(set(prints)) != len(prints):
        sys.exit("two entries have one fingerprint: GitLab shows the first")
    for entry in entries:
        if pathlib.PurePosixPath(entry["location"]["path"]).is_absolute():
            sys.exit(f"an absolute path: {entry}")
    ours = collections.Counter(
        (entry["location"]["path"], entry["location"]["lines"]["begin"], entry["check_name"])
        for entry in entries
        if not entry["check_name"].startswith("problem-")
    )
    theirs = collections.Counter(
        (urllib.parse.unquote(entry["location"]["path"]), int(entry["location"]["lines"]["begin"]), entry["check_name"].split(" ")[0])
        for entry in json.loads(pathlib.Path(other).read_text(encoding="utf-8"))
    )
    if ours != theirs:
        sys.exit(f"only ours: {list((ours - theirs).items())[:5]}\nonly theirs: {list((theirs - ours).items())[:5]}")


def page(path):
    import cmarkgfm

    allowed = {"h2", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "code", "details", "summary", "ul", "li"}
    text = pathlib.Path(path).read_text(encoding="utf-8")

    class Reader(html.parser.HTMLParser):
        rows = 0

        def handle_starttag(self, tag, attributes):
            self.rows += tag == "tr"
            if tag not in allowed or any(name != "align" for name, _ in attributes):
                sys.exit(f"{path} makes <{tag} {attributes}> at {self.getpos()}")

    reader = Reader()
    reader.feed(cmarkgfm.github_flavored_markdown_to_html(text, cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE))
    written = sum(line.startswith("| ") for line in text.splitlines())
    if reader.rows != written:
        sys.exit(f"{path} has {written} rows, of which {reader.rows} are rows of a table")


def same(one, other):
    for path in sorted(pathlib.Path(one).iterdir()):
        if path.read_bytes() != (pathlib.Path(other) / path.name).read_bytes():
            sys.exit(f"{path.name} of one run differs from that of the next")


if __name__ == "__main__":
    {f.__name__: f for f in (commands, validation, cases, quality, page, same)}[sys.argv[1]](*sys.argv[2:])
