"""Agreement with the antipatterns that DAMP's authors found by hand in open-source microservice systems.

usage: python benchmarks/damp.py CHECKOUT SYSTEMS

CHECKOUT is a checkout of NedaMohammadi3390/DAMP, whose `ground_truth.xlsx` counts fifteen antipatterns in 25 systems;
SYSTEMS holds checkouts of the systems as `<owner>__<name>`; those that are missing are left out. Two of the
antipatterns overlap: a shared database (SP) and a mega service (MS). Each disagreement is printed with what was decided
about it; exit code 1 where one is not decided.
"""

import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from complexity_lint import registry
from complexity_lint.discovery import repository
from complexity_lint.engine import read_system, run
from complexity_lint.model.system import System

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHECKS = {"SP": "shared-database", "MS": "fat-microservice"}
DECIDED = {
    (
        "SP",
        "microservices-patterns/ftgo-application",
    ): "five manifests name the database `eventuate` on one server",
    (
        "SP",
        "JoeCao/qbike",
    ): "the databases stand in the application.yml of the sources; deployment settings count here",
    (
        "SP",
        "kbastani/cloud-native-microservice-strangler-example",
    ): "as qbike: only the sources name the database",
    ("MS", "Microservice-API-Patterns/LakesideMutual"): "a front end of 10,225 lines, five times the others",
    ("MS", "matt-slater/delivery-system"): "9,019 lines; ours speaks from 10,000 on",
    ("MS", "FudanSELab/train-ticket"): "the front end, which they count as a wrong cut instead",
}
"""Disagreements looked at, and why ours stands."""


def cells(book: zipfile.ZipFile) -> Iterator[tuple[int, str, str]]:
    """Row, column letters and text of each cell of the first sheet that holds anything (ECMA-376, part 1, 18.3)."""
    texts = [
        "".join(part.text or "" for part in one.iter(f"{_SHEET}t"))
        for one in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{_SHEET}si")
    ]
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    for cell in sheet.iter(f"{_SHEET}c"):
        value = cell.find(f"{_SHEET}v")
        match = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", ""))
        if value is not None and value.text and match:
            text = texts[int(value.text)] if cell.get("t") == "s" else value.text
            yield int(match[2]), match[1], text


def counted(checkout: Path) -> dict[str, dict[str, int]]:
    """How often each antipattern was found, by repository."""
    with zipfile.ZipFile(checkout / "Information_of_MS_Systems.xlsx") as book:
        rows: dict[int, list[str]] = {}
        for row, _, text in cells(book):
            rows.setdefault(row, []).append(text)
    addresses = {
        int(listed[0].split("-")[0]): match[1]
        for listed in rows.values()
        for text in listed
        if listed[0][:1].isdigit() and (match := re.match(r"https://github\.com/([^/]+/[^/\s]+)", text))
    }
    with zipfile.ZipFile(checkout / "ground_truth.xlsx") as book:
        table = list(cells(book))
    # A system's name stands above the second of its two columns, the number is in the first.
    columns: dict[str, int] = {}
    for row, column, text in table:
        if row == 1 and text[:1].isdigit():
            number = int(text.split("-")[0])
            if number not in columns.values():
                columns[_before(column)] = number
    names = {row: text for row, column, text in table if column == "A"}
    found: dict[str, dict[str, int]] = {}
    for row, column, text in table:
        if row in names and column in columns and text.isdigit() and columns[column] in addresses:
            found.setdefault(addresses[columns[column]], {}).setdefault(names[row], int(text))
    return found


def _before(column: str) -> str:
    """The letters of the column on the left: AA -> Z."""
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - ord("A") + 1
    letters = ""
    number -= 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def ours(system: System) -> dict[str, bool]:
    """Which of them the tool finds."""
    checks = {check.id: check for check in registry.installed_checks()}
    return {short: bool(run(checks[check_id], system)[0]) for short, check_id in CHECKS.items()}


def main() -> int:
    """Compare and print."""
    checkout, systems = Path(sys.argv[1]), Path(sys.argv[2])
    agreed = dict.fromkeys(CHECKS, 0)
    compared = undecided = 0
    for address, theirs in counted(checkout).items():
        folder = systems / address.replace("/", "__")
        if not folder.is_dir():
            print(f"missing: {address}")
            continue
        compared += 1
        found = ours(read_system(repository.read(folder)))
        for short in agreed:
            same = found[short] == bool(theirs.get(short, 0))
            agreed[short] += same
            if not same:
                why = DECIDED.get((short, address), "not decided")
                undecided += why == "not decided"
                print(f"{short} {address}: they count {theirs.get(short, 0)}, ours is {found[short]}; {why}")
    for short, count in agreed.items():
        print(f"{short}: {count} of {compared} agree")
    return 1 if undecided else 0


if __name__ == "__main__":
    raise SystemExit(main())
