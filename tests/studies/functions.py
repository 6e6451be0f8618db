#!/usr/bin/env python3
"""Holds misfit's values of Terraform's functions against Terraform's own tables of examples.

    tests/studies/functions.py TERRAFORM [--cty CTY] [--misfit target/release/misfit] [--verbose]

TERRAFORM is a checkout of hashicorp/terraform, CTY one of zclconf/go-cty, where many of the functions live. Nothing of
either is kept. The table of `internal/lang/functions_test.go` is read as it stands: expressions and their values. The
finer tables, of `internal/lang/funcs/*_test.go` and of `cty/function/stdlib/*_test.go`, hold Go values: they are turned
into expressions. Each expression becomes an argument of a resource, and `misfit inventory` says what its value is. What a table
expects to be refused must be caught by `try`. Rows in which a value is not known are counted apart: there must be no
answer that Terraform would not give, but there may be one less, for misfit does not know the types of what it does not
know. Exit codes: 0 all agree, 1 some do not.
"""

import argparse
import collections
import json
import os
import re
import shutil
import sys
import tempfile
from decimal import Decimal

import inventory

# Left out on purpose: what depends on where, when or by whom it is run; hashes and addresses; what is no function of modules.
LEFT_OUT = {
    "abspath", "base64gzip", "base64sha256", "base64sha512", "bcrypt", "cidrhost", "cidrnetmask", "cidrsubnet",
    "cidrsubnets", "convert", "filebase64sha256", "filebase64sha512", "filemd5", "filesha1", "filesha256", "filesha512", "md5",
    "pathexpand", "plantimestamp", "provider::foo::upper", "rsadecrypt", "sha1", "sha256", "sha512", "timestamp", "type", "uuid", "uuidv5",
}


class Unreadable(Exception):
    """A row that holds more of Go than is read here."""


class Value:
    """A value of Terraform's: its kind, and what it is made of."""

    #: An empty one that Go knows to be one of texts, which no configuration can say.
    of_texts = False

    def __init__(self, kind, of=None):
        self.kind, self.of = kind, of

    def holds(self, kind):
        inner = self.of.values() if isinstance(self.of, dict) else self.of if isinstance(self.of, list) else []
        return self.kind == kind or any(one.holds(kind) for one in inner)


TOKEN = re.compile(r"""\s+|//[^\n]*|/\*.*?\*/|(?P<raw>`[^`]*`)|(?P<text>"(?:\\.|[^"\\])*")|(?P<number>\d[\w.]*(?:[eE][-+]\d+)?)|(?P<rune>'(?:\\.|[^'\\])')|(?P<name>[A-Za-z_]\w*)|(?P<sign>:=|\.\.\.|.)""", re.S)


def tokens(text):
    found = []
    for match in TOKEN.finditer(text):
        if match.lastgroup:
            found.append((match.lastgroup, match.group(match.lastgroup)))
    return found


def unquoted(text):
    if text.startswith("`"):
        return text[1:-1].replace("\r", "")
    def escape(match):
        inner = match.group(1)
        if inner[0] == "x" and int(inner[1:], 16) > 127:
            raise Unreadable("bytes that are no text")
        if inner[0] in "xuU":
            return chr(int(inner[1:], 16))
        if inner[0].isdigit():
            return chr(int(inner, 8))
        return {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}.get(inner, inner)
    return re.sub(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)", escape, text[1:-1], flags=re.S)


class Reader:
    """Reads Go's expressions, as far as tables of examples are made of them."""

    def __init__(self, tokens, names):
        self.tokens, self.at, self.names = tokens, 0, names

    def peek(self, ahead=0):
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ("end", "")

    def take(self, expected=None):
        token = self.peek()
        if expected is not None and token[1] != expected:
            raise Unreadable(f"{token[1]} where {expected} should be")
        self.at += 1
        return token

    def skip_braces(self):
        depth = 0
        while True:
            kind, text = self.take()
            if kind == "end":
                raise Unreadable("an open brace")
            depth += (kind == "sign") * ((text in "{([") - (text in "})]"))
            if depth == 0:
                return

    def type(self):
        """Passes over a type."""
        while self.peek()[1] in ("[", "]", "*") or self.peek()[0] == "name":
            if self.peek()[1] in ("struct", "func", "interface"):
                raise Unreadable("a type of its own")
            kind, text = self.take()
            if text == "[":
                while self.take()[1] != "]":
                    pass
            elif text == "map":
                continue
            elif kind == "name" and self.peek()[1] == ".":
                self.take()
            elif kind == "name":
                return

    def expression(self):
        value = self.primary()
        while self.peek()[1] == "+" and self.peek()[0] == "sign":
            self.take()
            value = value + self.primary()
        return value

    def primary(self):
        kind, text = self.peek()
        if kind in ("raw", "text"):
            self.take()
            return self.suffixed(unquoted(text))
        if kind == "number":
            self.take()
            return int(text, 0) if re.fullmatch(r"0[xX][\da-fA-F]+|\d+", text) else float(text)
        if text == "-":
            self.take()
            return -self.primary()
        if text == "{":
            return self.composite()
        if text == "&":
            raise Unreadable("an address")
        if text == "[":
            self.type()
            return self.composite()
        if text == "(":
            raise Unreadable("a group")
        if kind != "name":
            raise Unreadable(f"{text} as a value")
        if text in ("map", "struct"):
            self.type()
            return self.composite()
        if text == "func":
            raise Unreadable("a function")
        self.take()
        path = [text]
        while self.peek()[1] == "." and self.peek(1)[0] == "name" and self.peek(2)[1] != "(" or (self.peek()[1] == "." and self.peek(1)[0] == "name" and path == ["cty"]) or (self.peek()[1] == "." and path[0] in ("strings", "math", "fmt", "big")):
            self.take()
            path.append(self.take()[1])
        name = ".".join(path)
        if self.peek()[1] == "(":
            return self.suffixed(self.call(name))
        if self.peek()[1] == "{" and name[0].isupper():
            return self.composite()
        return self.suffixed(self.named(name))

    def suffixed(self, value):
        """What is asked of a value: marks are taken off, refinements make no difference."""
        while self.peek()[1] == "." and self.peek(1)[0] == "name" and self.peek(2)[1] == "(":
            self.take()
            method = self.take()[1]
            arguments = self.arguments()
            if any(isinstance(one, Value) and one.of == "Ephemeral" for one in arguments):
                raise Unreadable("a value marked as ephemeral")
            if method in ("Mark", "MarkWithPaths", "WithMarks", "WithSameMarks", "Refine", "RefineNotNull", "NewValue") or method.startswith(("NotNull", "NumberRange", "StringPrefix", "CollectionLength", "RefineWith")):
                continue
            raise Unreadable(f"{method} of {arguments}")
        return value

    def arguments(self):
        """Arguments that are values; those that are types are passed over."""
        self.take("(")
        found = []
        while self.peek()[1] != ")":
            found.append(self.expression())
            if self.peek()[1] in (",", "..."):
                self.take()
        self.take(")")
        return found

    def composite(self):
        """A list, or a dictionary by field or key; fields without names are a list."""
        self.take("{")
        items, entries = [], {}
        while self.peek()[1] != "}":
            if self.peek()[0] == "name" and self.peek(1)[1] == ":":
                name = self.take()[1]
                self.take(":")
                entries[name] = self.lazily()
            else:
                value = self.lazily()
                if self.peek()[1] == ":":
                    self.take(":")
                    entries[value] = self.lazily()
                else:
                    items.append(value)
            if self.peek()[1] == ",":
                self.take()
        self.take("}")
        return entries if entries else items

    def lazily(self):
        """A value, or why it cannot be read: a row may hold more than is asked."""
        start = self.at
        try:
            return self.expression()
        except (Unreadable, TypeError, KeyError, ValueError, AttributeError) as reason:
            self.at, depth = start, 0
            while True:
                kind, text = self.peek()
                if kind == "end":
                    raise Unreadable("an open row") from reason
                if kind == "sign" and depth == 0 and text in ",}":
                    return Unreadable(str(reason))
                if kind == "sign":
                    depth += (text in "{([") - (text in "})]")
                self.take()

    def named(self, name):
        known = {
            "true": True, "false": False, "nil": None, "cty.True": Value("bool", True), "cty.False": Value("bool", False), "cty.Zero": Value("number", 0),
            "cty.NilVal": None, "cty.DynamicVal": Value("unknown"), "cty.EmptyObjectVal": Value("object", {}), "cty.EmptyTupleVal": Value("tuple", []),
            "cty.UnknownVal": Value("unknown"), "math.MaxInt64": 2**63 - 1,
        }
        if name in known:
            return known[name]
        if name in self.names:
            return self.names[name]
        if name in ("cty.String", "cty.Number", "cty.Bool"):
            return Value("type", name.removeprefix("cty."))
        if name.startswith("cty.") and name.split(".")[1] in ("String", "Number", "Bool", "DynamicPseudoType", "EmptyObject", "EmptyTuple"):
            return Value("type")
        if name.startswith("marks."):
            return Value("type", name.removeprefix("marks."))
        raise Unreadable(f"{name}")

    def call(self, name):
        if name in ("cty.NullVal", "cty.UnknownVal", "cty.ListValEmpty", "cty.SetValEmpty", "cty.MapValEmpty") or name in ("cty.List", "cty.Set", "cty.Map", "cty.Tuple", "cty.Object", "cty.ObjectWithOptionalAttrs", "cty.NewValueMarks", "cty.CapsuleVal"):
            start = self.at
            self.skip_parentheses()
            if name.startswith("cty.") and name.removeprefix("cty.") in TARGETS:
                inner = "".join(text for _, text in self.tokens[start:self.at])
                return Value("type", name.removeprefix("cty.") if inner == "(cty.DynamicPseudoType)" else None)
            kind = {"cty.NullVal": "null", "cty.UnknownVal": "unknown", "cty.ListValEmpty": "list", "cty.SetValEmpty": "set", "cty.MapValEmpty": "map"}
            if name == "cty.CapsuleVal":
                raise Unreadable("a capsule")
            empty = Value(kind.get(name, "type"), {} if name == "cty.MapValEmpty" else [])
            empty.of_texts = "String" in [text for _, text in self.tokens[start:self.at]]
            return empty
        arguments = self.arguments()
        of = {"cty.ListVal": "list", "cty.SetVal": "set", "cty.MapVal": "map", "cty.TupleVal": "tuple", "cty.ObjectVal": "object", "cty.StringVal": "text", "cty.BoolVal": "bool"}
        if name in of:
            (value,) = arguments
            if of[name] in ("list", "set", "map", "tuple", "object"):
                value = value or ({} if of[name] in ("map", "object") else [])
                for inner in value.values() if isinstance(value, dict) else value:
                    if isinstance(inner, Unreadable):
                        raise inner
            return Value(of[name], value)
        if name in ("cty.NumberIntVal", "cty.NumberFloatVal", "cty.NumberUIntVal"):
            return Value("number", arguments[0])
        if name in ("cty.MustParseNumberVal",):
            return Value("number", Decimal(arguments[0]))
        if name == "fmt.Sprintf" and arguments[0].count("%#v") == len(arguments) - 1:
            text = arguments[0]
            for argument in arguments[1:]:
                text = text.replace("%#v", '"' + argument.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"') + '"', 1)
            return text
        if name == "strings.Repeat":
            return arguments[0] * arguments[1]
        raise Unreadable(f"{name}()")

    def skip_parentheses(self):
        self.skip_braces()


def hcl(value):
    """A value as an expression of HCL."""
    if isinstance(value, Unreadable):
        raise value
    if isinstance(value, str):
        value = Value("text", value)
    if value is None:
        raise Unreadable("no value")
    if isinstance(value, bool):
        value = Value("bool", value)
    if isinstance(value, (int, float)):
        value = Value("number", value)
    kind, of = value.kind, value.of
    if kind == "text":
        quoted = json.dumps(of, ensure_ascii=False).replace("\\b", "\\u0008").replace("\\f", "\\u000c").replace("${", "$${").replace("%{", "%%{")
        return quoted
    if kind == "number":
        return str(of) if not isinstance(of, float) else repr(of) if "e" not in repr(of) else format(Decimal(repr(of)), "f")
    if kind == "bool":
        return "true" if of else "false"
    if kind == "null":
        return "null"
    if kind == "unknown":
        return "var.open"
    if kind in ("list", "set", "tuple"):
        written = "[" + ", ".join(hcl(one) for one in of) + "]"
        return {"list": f"tolist({written})", "set": f"toset({written})"}.get(kind, written)
    if kind in ("map", "object"):
        written = "{" + ", ".join(f"{hcl(key)} = {hcl(one)}" for key, one in of.items()) + "}"
        return f"tomap({written})" if kind == "map" else written
    raise Unreadable(f"a {kind}")


def agrees(value, ours):
    """Whether a value is what JSON says it is. Sets have no order."""
    kind, of = value.kind, value.of
    if kind == "null":
        return ours is None
    if kind == "number":
        if isinstance(ours, bool) or not isinstance(ours, (int, Decimal)):
            return False
        return float(ours) == float(of) if isinstance(of, float) else Decimal(ours) == Decimal(of)
    if kind in ("text", "bool"):
        return ours == of and isinstance(ours, bool) == (kind == "bool")
    if kind == "set":
        left = list(ours) if isinstance(ours, list) else []
        for one in of:
            match = next((place for place, other in enumerate(left) if agrees(one, other)), None)
            if match is None:
                return False
            left.pop(match)
        return isinstance(ours, list) and not left
    if kind in ("list", "tuple"):
        return isinstance(ours, list) and len(ours) == len(of) and all(agrees(one, other) for one, other in zip(of, ours))
    if kind in ("map", "object"):
        return isinstance(ours, dict) and set(ours) == set(of) and all(agrees(one, ours[key]) for key, one in of.items())
    return False


class Row:
    def __init__(self, function, expression, want, refused, open_, kinds=()):
        self.function, self.expression, self.want, self.refused, self.open, self.kinds = function, expression, want, refused, open_, kinds


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def coarse(folder, passed_by):
    """The rows of `functions_test.go`."""
    text = text_of(os.path.join(folder, "internal/lang/functions_test.go"))
    poem = re.search(r"Poem\s*=\s*(`[^`]*`)", text)
    names = {"Poem": unquoted(poem.group(1))} if poem else {}
    start = text.index("tests := map[string][]struct")
    reader = Reader(tokens(text[start:]), names)
    while reader.peek()[1] != "{":
        reader.take()
    reader.skip_braces()
    for function, rows in reader.composite().items():
        for row in rows if isinstance(rows, list) else []:
            if any(isinstance(part, Unreadable) for part in row):
                passed_by[function] += 1
                continue
            source, want = row
            if "local.ephemeral" in source:
                # The test gives the local a mark that no configuration gives one.
                passed_by[function] += 1
                continue
            # What is sensitive is shown to nobody.
            yield Row(function, f"nonsensitive({source})" if function == "sensitive" else source, want, False, False)


# Functions of Go that go by another name in Terraform.
NAMES = {
    "Absolute": "abs", "ReverseList": "reverse", "Reverse": "strrev", "Strlen": "length", "RegexReplace": None, "HasIndex": None, "Int": None,
    "Add": None, "Subtract": None, "Multiply": None, "Divide": None, "Modulo": None, "Negate": None, "LessThan": None, "LessThanOrEqualTo": None,
    "GreaterThan": None, "GreaterThanOrEqualTo": None, "SetSymmetricDifference": None, "Index": None, "Lookup": None,
    "BytesLen": None, "BytesSlice": None, "Not": None, "And": None, "Or": None, "Equal": None,
}
BINARY = {"Add": "+", "Subtract": "-", "Multiply": "*", "Divide": "/", "Modulo": "%", "LessThan": "<", "LessThanOrEqualTo": "<=", "GreaterThan": ">", "GreaterThanOrEqualTo": ">=", "And": "&&", "Or": "||", "Equal": "=="}
# What a table converts to.
TARGETS = {"String": "tostring", "Number": "tonumber", "Bool": "tobool", "List": "tolist", "Set": "toset", "Map": "tomap"}


def fine(path, of_terraform, passed_by):
    """The rows of tables of Go values in a file."""
    text = text_of(path)
    for test in re.split(r"^func (?=Test)", text, flags=re.M)[1:]:
        call = re.search(r"(\w+)\.Call\((?:\[\]cty\.Value\{([^}]*)\}|(test\.\w+))\)", test) or re.search(r"(?:got|_), err :?= (\w+)\(((?:test\.\w+|timeVal)[^)]*)\)", test)
        table = re.search(r"tests := (?:\[\]|map\[string\])struct \{(.*?)\n\t\}\{", test, re.S)
        if not call or not table:
            continue
        go_name = call.group(1)
        name = go_name.removesuffix("Func") if of_terraform or go_name.endswith("Func") else go_name
        function = {"templatefilefn": "templatefile"}.get(name.lower(), NAMES.get(name, name.lower()) if not of_terraform else name.lower())
        operator = None if of_terraform else BINARY.get(name)
        if function is None and operator is None:
            continue
        fields = [field for line in table.group(1).split("\n") for field in re.findall(r"^\s*(\w+(?:,\s*\w+)*)\s+[\w.\[\]*]+", line)]
        fields = [one.strip() for field in fields for one in field.split(",")]
        given = [part for part in (call.group(2) if call.lastindex and call.group(2) else call.group(3)).replace("...", "").split(",")]
        given = [part.strip().removeprefix("test.") for part in given if part.strip()]
        names = {}
        for local in re.finditer(r"^\t(\w+) := (cty\.)", test[: table.start()], re.M):
            try:
                names[local.group(1)] = Reader(tokens(test[local.start(2): table.start()]), names).expression()
            except (Unreadable, TypeError, ValueError, KeyError):
                pass
        reader = Reader(tokens(test[table.end() - 1:]), names)
        rows = reader.composite()
        rows = list(rows.values()) if isinstance(rows, dict) else rows
        found = []
        for row in rows:
            try:
                if name == "f":
                    found.append(converting(fields, row))
                    continue
                found.append(row_of(function or operator, operator, fields, given, row))
            except Unreadable:
                passed_by[function or operator] += 1
        # The language converts what it gives to a function; a table that calls the function does not.
        usual = collections.defaultdict(set)
        for row in found:
            for place, kind in enumerate(row.kinds):
                usual[place].update({kind} - ({kind} if row.refused else {"unknown", "null"}))
        for row in found:
            primitive = {"text", "number", "bool"}
            if row.refused and any(kind in primitive and usual[place] and usual[place] <= primitive - {kind} for place, kind in enumerate(row.kinds)):
                passed_by[row.function] += 1
            else:
                yield row


def converting(fields, row):
    """A row of a table of conversions: which one is asked is a part of the row."""
    if isinstance(row, Unreadable):
        raise row
    values = row if isinstance(row, dict) else dict(zip(fields, row))
    target = values.get("TargetTy")
    if not isinstance(target, Value) or not isinstance(target.of, str) or target.of not in TARGETS:
        raise Unreadable("a conversion to a type that has no function")
    return row_of(TARGETS[target.of], None, fields, ["Value"], row)


def row_of(function, operator, fields, given, row):
    if isinstance(row, Unreadable):
        raise row
    values = row if isinstance(row, dict) else dict(zip(fields, row))
    arguments = []
    for name in given:
        # The moment that the table of `formatdate` is about.
        value = Value("text", "2006-01-02T15:04:05Z") if name == "timeVal" else values.get(name)
        arguments += value if isinstance(value, list) else [value]
    for argument in arguments:
        if isinstance(argument, Unreadable):
            raise argument
    error = values.get("Err", values.get("WantErr", values.get("err", values.get("Error", False))))
    if isinstance(error, Unreadable):
        raise error
    want = values.get("Want", values.get("want"))
    if not error and not isinstance(want, Value):
        raise want if isinstance(want, Unreadable) else Unreadable("no value is wanted")
    is_set = function.startswith("set") if function else False
    others = [one for one in arguments if isinstance(one, Value) and one.of and not one.holds("text")]
    if is_set and others and any(isinstance(one, Value) and one.of_texts for one in arguments):
        raise Unreadable("an empty set that makes texts of the other's members")
    written = [hcl(argument) for argument in arguments]
    expression = f" {operator} ".join(f"({one})" for one in written) if operator else f"{function}({', '.join(written)})"
    is_open = any(isinstance(one, Value) and one.holds("unknown") for one in [*arguments, want if not error else None])
    kinds = [one.kind if isinstance(one, Value) else "" for one in arguments]
    return Row(function, expression, want, bool(error), is_open, kinds)


def asked(misfit, rows, data, finer):
    """What misfit says of the rows: their values as JSON, or why there are none."""
    answers = {}
    with tempfile.TemporaryDirectory() as root:
        folders = collections.defaultdict(list)
        for number, row in enumerate(rows):
            folders[row.function].append((number, row))
        for place, (_, members) in enumerate(folders.items()):
            folder = os.path.join(root, f"f{place}")
            shutil.copytree(data, folder)
            if any(function == "templatefile" for function in (row.function for _, row in members)):
                shutil.copytree(finer, os.path.join(folder, "testdata"))
            with open(os.path.join(folder, "main.tf"), "w", encoding="utf-8") as file:
                file.write('variable "open" {}\nlocals {\n  greeting_template = "Hello, $${name}!"\n  ephemeral = "ephemeral"\n}\n')
                for number, row in members:
                    wrapped = f'try([{row.expression}], "refused")' if row.refused else row.expression
                    file.write(f'resource "aws_instance" "r{number}" {{\n  instance_type = "x${{jsonencode({wrapped})}}"\n}}\n')
        for one in inventory.workloads(misfit, root):
            if one["name"][1:].isdigit():
                answers[int(one["name"][1:])] = inventory.fact(one["facts"], "instance_type")
    return answers


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("terraform")
    parser.add_argument("--cty", help="a checkout of zclconf/go-cty")
    parser.add_argument("--misfit", default="target/release/misfit")
    parser.add_argument("--verbose", action="store_true", help="also what agrees")
    arguments = parser.parse_args()
    passed_by = collections.Counter()
    tables = {"functions_test.go": list(coarse(arguments.terraform, passed_by))}
    finer = []
    under = os.path.join(arguments.terraform, "internal/lang/funcs")
    for name in sorted(os.listdir(under)):
        if name.endswith("_test.go") and not name.startswith(("cidr", "crypto", "redact", "sensitive", "funcs_")):
            finer += fine(os.path.join(under, name), True, passed_by)
    tables["funcs/*_test.go"] = finer
    if arguments.cty:
        stdlib = os.path.join(arguments.cty, "cty/function/stdlib")
        tables["go-cty"] = [row for name in sorted(os.listdir(stdlib)) if name.endswith("_test.go") for row in fine(os.path.join(stdlib, name), False, passed_by)]
    data = os.path.join(arguments.terraform, "internal/lang/testdata/functions-test")
    everything = good = 0
    for title, rows in tables.items():
        delivered = [row for row in rows if row.function not in LEFT_OUT]
        answers = asked(arguments.misfit, delivered, data, os.path.join(under, "testdata"))
        of_table = report(title, delivered, answers, arguments.verbose)
        good, everything = good + of_table[0], everything + of_table[1]
        left_out = sorted({row.function for row in rows} & LEFT_OUT)
        if left_out:
            print(f"  left out: {' '.join(left_out)}")
    print(f"rows that hold more of Go than is read: {sum(passed_by.values())} ({', '.join(f'{name} {count}' for name, count in sorted(passed_by.items()))})")
    print(f"all: {good} of {everything} ({100 * good / max(everything, 1):.1f} %)")
    sys.exit(0 if good == everything else 1)


def report(title, rows, answers, verbose):
    passed, total = collections.Counter(), collections.Counter()
    open_rows, told, failures = 0, collections.Counter(), []
    for number, row in enumerate(rows):
        ours = answers.get(number)
        unknown = ours is None or isinstance(ours, inventory.NotKnown)
        value = None if unknown else json.loads(ours[1:], parse_float=Decimal, parse_int=Decimal)
        if row.open and not row.refused:
            open_rows += 1
            if unknown:
                told["as little" if row.want.holds("unknown") else "less"] += 1
            elif row.want.holds("unknown"):
                told["more"] += 1
                failures.append(f"{row.expression}: not known, and misfit says {value}")
            elif agrees(row.want, value):
                told["as much"] += 1
            else:
                told["otherwise"] += 1
                failures.append(f"{row.expression}: misfit says {value}")
            continue
        if row.open:
            continue
        total[row.function] += 1
        right = value == "refused" if row.refused else not unknown and agrees(row.want, value)
        passed[row.function] += right
        if not right:
            failures.append(f"{row.expression}: {'refused' if row.refused else 'known'}, and misfit says {ours if unknown else value}")
        elif verbose:
            print(f"  agrees: {row.expression}")
    everything, good = sum(total.values()), sum(passed.values())
    print(f"{title}: {good} of {everything} ({100 * good / max(everything, 1):.1f} %)")
    for function in sorted(total):
        print(f"  {function:18} {passed[function]}/{total[function]}")
    for failure in failures:
        print(f"  differs: {failure}")
    if open_rows:
        print(f"  with values that are not known: {open_rows}, of which misfit knows " + ", ".join(f"{how} in {count}" for how, count in sorted(told.items())))
    return good, everything


if __name__ == "__main__":
    main()
