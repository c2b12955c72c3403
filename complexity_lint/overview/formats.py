"""An inventory -> text, JSON or Markdown."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from complexity_lint.overview.inventory import Inventory
from complexity_lint.reporters.printable import printable

Row = tuple[str, ...]


def _place(entry: Mapping[str, object]) -> str:
    line = entry.get("line")
    return f"{entry['path']}:{line}" if line else str(entry["path"])


def _described(descriptions: Sequence[Mapping[str, object]]) -> str:
    first = _place(descriptions[0])
    more = len(descriptions) - 1
    formats = ", ".join(dict.fromkeys(str(d["format"]) for d in descriptions if d["format"]))
    return f"{first}{f' and {more} more' if more else ''} ({formats})" if formats else first


def _tables(inventory: Inventory) -> Iterator[tuple[str, Row, list[Row]]]:
    """The inventory as tables: title, heads, rows."""
    yield (
        "workloads",
        ("name", "whose", "role", "environments", "described in"),
        [
            (
                w["name"],
                w["ownership"],
                w["role"],
                ", ".join(w["environments"]),
                _described(w["descriptions"]),
            )
            for w in inventory["workloads"]
        ],
    )
    yield (
        "environments",
        ("described in", "for", "what tells"),
        [(e["path"], e["name"] or e["kind"], e["reason"] or "-") for e in inventory["environments"]],
    )
    for title, wanted in (("stores", False), ("brokers", True)):
        yield (
            title,
            ("name", "kind", "engine", "environments", "place"),
            [
                (s["name"], s["kind"], s["engine"] or s["role"], ", ".join(s["environments"]), _place(s))
                for s in inventory["stores"]
                if (s["role"] == "broker") is wanted
            ],
        )
    yield (
        "clusters",
        ("name", "platform", "control plane", "environment", "place"),
        [
            (
                c["name"] or "-",
                c["platform"],
                _control_plane(c["control_plane"], c["managed"]),
                c["environment"],
                _place(c),
            )
            for c in inventory["clusters"]
        ],
    )
    yield (
        "pipelines",
        ("name", "runs on", "jobs", "pushes", "deploys"),
        [
            (p["path"], p["system"], str(len(p["jobs"])), str(len(p["pushes"])), str(len(p["deploys"])))
            for p in inventory["pipelines"]
        ],
    )
    yield (
        "images",
        ("name", "tags", "built by", "pushed by"),
        [
            (
                "/".join(x for x in (i["registry"], i["name"]) if x),
                ", ".join(i["tags"]) or "-",
                i["built_by"] or "-",
                ", ".join(i["pushed_by"]) or "-",
            )
            for i in inventory["images"]
        ],
    )
    yield ("registries", ("name",), [(name,) for name in inventory["registries"]])
    yield (
        "tool layers",
        ("layer", "tool", "files", "place"),
        [(t["layer"], t["title"], str(t["files"]), _place(t)) for t in inventory["tools"]],
    )
    yield (
        "secrets",
        ("mechanism", "places", "first"),
        [(s["mechanism"], str(s["places"]), _place(s)) for s in inventory["secrets"]],
    )


def _control_plane(nodes: int | None, managed: bool) -> str:
    if managed:
        return "managed"
    return "unknown" if nodes is None else f"{nodes} node{'s' if nodes != 1 else ''}"


def _coverage_line(inventory: Inventory) -> str:
    coverage = inventory["coverage"]
    return (
        f"coverage: {coverage['files']} files; {coverage['evaluated']} evaluated, {coverage['partly']} partly, "
        f"{coverage['skipped']} skipped"
    )


def as_text(inventory: Inventory) -> str:
    """Columns for a terminal; kinds that have nothing are left out."""
    parts = []
    for title, _, rows in _tables(inventory):
        if rows:
            parts.append(f"{title} ({len(rows)})\n" + "".join(_columns(rows)))
    parts.append(_coverage_line(inventory) + "\n")
    return "\n".join(parts)


def _columns(rows: Sequence[Row]) -> Iterator[str]:
    cells = [tuple(printable(cell) for cell in row) for row in rows]
    widths = [min(48, max(len(row[i]) for row in cells)) for i in range(len(cells[0]))]
    for row in cells:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  " + "  ".join(padded).rstrip() + "\n"


def as_json(inventory: Inventory) -> str:
    """The inventory's own shape, indented."""
    return json.dumps(inventory, indent=2, ensure_ascii=False) + "\n"


def as_markdown(inventory: Inventory) -> str:
    """Tables for a wiki or a pull request."""
    parts = ["# Inventory\n"]
    for title, heads, rows in _tables(inventory):
        if rows:
            lines = [heads, tuple("---" for _ in heads), *rows]
            parts.append(f"## {title} ({len(rows)})\n\n" + "".join(_markdown_row(line) for line in lines))
    parts.append(_coverage_line(inventory) + "\n")
    return "\n".join(parts)


def _markdown_row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(printable(cell).replace("|", "\\|") for cell in cells) + " |\n"


FORMATS: Mapping[str, Callable[[Inventory], str]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
}
"""What `--output-format` takes."""
