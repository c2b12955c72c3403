"""Run the tables of compose-go's own tests against our reader: `compose_go_tables.py CHECKOUT`.

CHECKOUT is a clone of compose-spec/compose-go, the library docker compose reads files with. Read from its Go tests:
the merge triples and pairs of unicity (`override/`), and the tables of `template/`, `interpolation/` and `dotenv/`.
Lists what differs and prints the counts; exit code 1 when anything does.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from complexity_lint.parsers.compose.documents import read_file
from complexity_lint.parsers.compose.dotenv import read_environment_file
from complexity_lint.parsers.compose.merge import merge
from complexity_lint.parsers.compose.normal_form import plain
from complexity_lint.parsers.compose.template import InvalidTemplate, RequiredVariable, Variables, interpolate
from complexity_lint.parsers.compose.tree import Rejected, Table, Tree
from complexity_lint.parsers.compose.unicity import enforce
from complexity_lint.source import Location, Source

_STRING = r'(`[^`]*`|"(?:[^"\\\n]|\\.)*")'
TEMPLATE = Variables({"FOO": "first", "BAR": "", "JSON": '{"json":2}'}, complete=True)
INTERPOLATION = Variables({"FOO": "bar", "count": "5", "USER": "jenny"}, complete=True)
EXPANSION = Variables({"EMPTY_VAR": "", "TEST_VAR": "Test Value"}, complete=True)
NOTHING = Variables({}, complete=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: which table, what goes in, what came out there, and what comes out here."""

    table: str
    given: str
    expected: object
    found: object


def literal(text: str) -> str:
    """A Go string literal -> its value."""
    if text.startswith("`"):
        return text[1:-1]
    for go, python in ((r"\a", "\a"), (r"\v", "\v")):
        text = re.sub(rf"(?<!\\){re.escape(go)}", f"\\\\u{ord(python):04x}", text)
    return str(json.loads(text))


def functions(text: str) -> Iterator[tuple[str, str]]:
    """The name and body of each test function of a file."""
    for match in re.finditer(r"^func (\w+)\(t \*testing\.T\) \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL):
        yield match[1], match[2]


def strings(text: str) -> list[str]:
    """All string literals of a piece of Go."""
    return [literal(found) for found in re.findall(_STRING, text)]


def _tree(text: str) -> Table:
    documents = read_file(Source("compose.yaml", text)).documents
    return documents[0].top if documents else Table(Location("compose.yaml"))


def _unique(tree: Tree) -> Any:
    rejected: list[Rejected] = []
    found = enforce(tree, rejected.append)
    return [error.message for error in rejected] or plain(found)


def override_rows(folder: Path) -> Iterator[Row]:
    """Merge triples, and pairs of what is said twice and what is left."""
    argument = rf"({_STRING}|\w+)"
    triple = rf"assertMergeYaml\(t, {argument}, {argument}, {_STRING}\)"
    for path in sorted(folder.glob("*_test.go")):
        text = re.sub(r"^/\*.*?^\*/", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
        for _, body in functions(text):
            for match in re.finditer(triple, body):
                named = dict(re.findall(rf"(\w+) :?= {_STRING}", body[: match.start()]))
                base, later = (literal(named.get(str(match[group]), str(match[group]))) for group in (1, 3))
                merged = _unique(merge(_tree(base), _tree(later)))
                yield Row("merge", f"{path.name}: {base}{later}", plain(_tree(literal(match[5]))), merged)
        for match in re.finditer(rf"assertUnicity\(t, {_STRING}, {_STRING}\)", text):
            before, expected = (literal(group) for group in match.groups())
            yield Row("unicity", f"{path.name}: {before}", plain(_tree(expected)), _unique(_tree(before)))


def substituted(template: str, variables: Variables) -> str:
    """What a template becomes; for an error, its message."""
    try:
        return interpolate(template, variables)[0]
    except InvalidTemplate:
        return "error: invalid template"
    except RequiredVariable as error:
        return f"error: {error}"


def template_rows(path: Path) -> Iterator[Row]:
    """The cases of template_test.go that call Substitute."""
    for name, body in functions(path.read_text()):
        if "Substitute(" not in body or "Func" in name or "Lazy" in name:
            continue
        if name == "TestInvalid":
            pairs = [
                (t, "error: invalid template")
                for t in strings(body.split("}", 1)[0] + body)
                if t.startswith("${")
            ]
        elif name == "TestUnescaped":
            pairs = [(t, t) for t in strings(body)]
        else:
            pairs = list(_template_pairs(body))
        for template, expected in pairs:
            yield Row("template", template, expected, substituted(template, TEMPLATE))


def _template_pairs(body: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(
        rf"template:\s*{_STRING}[^\n]*\n\s*expected:\s*{_STRING},\n(\s*err:\s*&)?", body
    ):
        if not match[3]:
            yield literal(match[1]), literal(match[2])
    for match in re.finditer(rf"template:\s*{_STRING}[^\n]*\n\s*expectedError:\s*{_STRING}", body):
        yield literal(match[1]), f"error: {literal(match[2])}"
    direct = re.search(rf"Substitute\({_STRING}, ", body)
    wanted = re.search(rf"Equal\((?:t, )?(?:substituted, )?{_STRING}", body)
    listed = re.search(r"range \[\]string\{(.*?)\} \{\n", body, re.DOTALL)
    if wanted and direct:
        yield literal(direct[1]), literal(wanted[1])
    elif wanted and listed:
        yield from ((template, literal(wanted[1])) for template in strings(listed[1]))


def interpolation_rows(path: Path) -> Iterator[Row]:
    """The tables of interpolation_test.go."""
    for name, body in functions(path.read_text()):
        variables = NOTHING if "Unexistent" in name else INTERPOLATION
        for match in re.finditer(rf"\{{test: {_STRING}, (expected|errMsg): {_STRING}\}}", body):
            template, expected = literal(match[1]), literal(match[3])
            if match[2] == "errMsg":
                expected = f"error: required variable FOO is missing a value: {expected}"
            yield Row("interpolation", template, expected, substituted(template, variables))


def settings(text: str, variables: Variables = NOTHING) -> dict[str, str] | str:
    """The settings of an environment file, or `error`."""
    read = read_environment_file(text, variables)
    return f"error: {read.fault.message}" if read.fault else read.values()


def dotenv_rows(folder: Path) -> Iterator[Row]:
    """The tables of dotenv's tests."""
    text = (folder / "godotenv_test.go").read_text()
    for match in re.finditer(rf"parseAndCompare\(t, {_STRING}, {_STRING}, {_STRING}\)", text):
        given, key, expected = (literal(group) for group in match.groups())
        found = settings(given)
        yield Row("dotenv", given, expected, found.get(key) if isinstance(found, dict) else found)
    bodies = dict(functions(text))
    for match in re.finditer(
        rf"{_STRING},\n\s*{_STRING},\n\s*map\[string\]string\{{(.*?)\}},\n", bodies["TestExpanding"]
    ):
        pairs = strings(match[3])
        yield Row(
            "dotenv",
            literal(match[2]),
            dict(zip(pairs[::2], pairs[1::2], strict=True)),
            settings(literal(match[2])),
        )
    for given in strings(bodies["TestUnterminatedQuotes"].split("}\n", 1)[0]):
        yield Row("dotenv", given, "error", str(settings(given)).partition(":")[0])
    for _, body in functions((folder / "godotenv_var_expansion_test.go").read_text()):
        rows = rf"{_STRING},\n\s*{_STRING},\n\s*{_STRING},\n(\s*&template)?"
        for match in re.finditer(rows, body):
            found = substituted(literal(match[2]), EXPANSION)
            expected = "error" if match[4] else literal(match[3])
            yield Row(
                "expansion", literal(match[2]), expected, found.partition(":")[0] if match[4] else found
            )


def main(checkout: Path) -> int:
    """Run, list, count."""
    counts: dict[str, list[int]] = {}
    rows = [
        *override_rows(checkout / "override"),
        *template_rows(checkout / "template" / "template_test.go"),
        *interpolation_rows(checkout / "interpolation" / "interpolation_test.go"),
        *dotenv_rows(checkout / "dotenv"),
    ]
    for row in rows:
        passed = row.expected == row.found
        count = counts.setdefault(row.table, [0, 0])
        count[0] += passed
        count[1] += 1
        if not passed:
            print(f"{row.table}: {row.given!r}\n    theirs {row.expected!r}\n    ours   {row.found!r}")
    print(", ".join(f"{table} {passed} of {total}" for table, (passed, total) in counts.items()))
    return int(any(passed != total for passed, total in counts.values()))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
