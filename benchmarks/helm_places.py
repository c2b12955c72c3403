"""Check reported places on real charts.

    python benchmarks/helm_places.py DIR

For every chart below DIR, rendered leniently: each place must be an existing line of an existing file of the chart,
each values place a line that holds the key. Prints how many of each hold and the first that do not.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from complexity_lint.parsers.helm import (
    ChartError,
    Rendering,
    ValueRead,
    Written,
    line_places,
    load_chart,
    render_chart,
)
from complexity_lint.source import Location

Lines = dict[str, list[str]]


def holds_place(lines: Lines, place: Location) -> bool:
    """Whether the file exists and has the line."""
    known = lines.get(place.path)
    return known is not None and (place.line is None or 1 <= place.line <= len(known))


def holds_key(lines: Lines, read: ValueRead) -> bool:
    """Whether the line names the key, or starts the list item."""
    place = read.place
    if place is None or place.line is None:
        return True
    line = lines[place.path][place.line - 1]
    key = read.path[-1]
    return isinstance(key, int) or key in line or key.replace("'", "''") in line


def check(rendering: Rendering, lines: Lines, count: Counter[str], wrong: list[str]) -> None:
    """All lines of all documents of a chart."""
    for document in rendering.documents:
        for written in line_places(rendering, document.text):
            _check_line(written, lines, count, wrong)


def _check_line(written: Written, lines: Lines, count: Counter[str], wrong: list[str]) -> None:
    for place in (written.place, *written.related):
        good = holds_place(lines, place)
        count["places right" if good else "places wrong"] += 1
        if not good:
            wrong.append(f"no such place: {place}")
    for read in written.values:
        good = holds_key(lines, read)
        count["values right" if good else "values wrong"] += 1
        if not good:
            wrong.append(f"key not on its line: {read}")


def main() -> None:
    """Check all charts and print the counts."""
    count: Counter[str] = Counter()
    wrong: list[str] = []
    for chart in sorted(path.parent for path in Path(sys.argv[1]).rglob("Chart.yaml")):
        if any((parent / "Chart.yaml").exists() for parent in chart.parents):
            continue
        files = {
            path.relative_to(chart).as_posix(): path.read_bytes()
            for path in chart.rglob("*")
            if path.is_file()
        }
        lines = {
            f"{chart}/{name}": data.decode("utf-8", "replace").split("\n") for name, data in files.items()
        }
        try:
            rendering = render_chart(load_chart(files, str(chart)))
        except ChartError as error:
            count[f"not loaded: {str(error)[:40]}"] += 1
            continue
        count["charts"] += 1
        check(rendering, lines, count, wrong)
    print(dict(count))
    for line in wrong[:20]:
        print(line)


if __name__ == "__main__":
    main()
