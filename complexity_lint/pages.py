"""What checks say about themselves, for a terminal."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from complexity_lint.check_definition import Check, Option
from complexity_lint.edits import Safety
from complexity_lint.links import page_url


def explanation(check: Check) -> str:
    """A check's page: its id and facts, its docstring, its options, where to read more."""
    parts = [f"{check.id}\n\n{facts(check)}", check.doc.strip()]
    if check.options:
        parts.append("Options\n" + "\n".join(f"  {option_line(option)}" for option in check.options))
    if url := page_url(check):
        parts.append(f"Examples: {url}")
    return "\n\n".join(parts) + "\n"


def facts(check: Check) -> str:
    """Level, category, precision and profile in one line."""
    profile = "in the default profile" if check.default else "in the profile `all` only"
    facts = f"{check.level}, {check.category}, precision {check.precision}, {profile}, since {check.since}"
    if check.fixes is None:
        return facts
    return (
        f"{facts}, fixed by --fix"
        if check.fixes is Safety.SAFE
        else f"{facts}, fixed by --fix --unsafe-fixes"
    )


def option_line(option: Option) -> str:
    """An option with its type and default."""
    return f"{option.name} ({option.type.__name__}, default {json.dumps(option.default, default=str)})"


def listing(checks: Sequence[Check]) -> str:
    """All checks by category, one a line."""
    return "\n\n".join("\n".join(lines) for lines in _by_category(checks)) + "\n"


def _by_category(checks: Sequence[Check]) -> Iterator[list[str]]:
    longest = max((len(check.id) for check in checks), default=0)
    for category, group in groupby(sorted(checks, key=_place), key=lambda check: check.category):
        rows = [f"  {c.id:{longest}}  {c.level!s:7}  {c.title}{_mark(c)}" for c in group]
        yield [category, *rows]


def _place(check: Check) -> tuple[str, str]:
    return (check.category, check.id)


def _mark(check: Check) -> str:
    return "" if check.default else " (profile all)"


def listing_json(checks: Sequence[Check]) -> str:
    """All checks as JSON, sorted by id."""
    entries = [
        {
            "id": check.id,
            "category": check.category,
            "level": str(check.level),
            "precision": str(check.precision),
            "default": check.default,
            "fixes": check.fixes,
            "since": check.since,
            "title": check.title,
            "options": [
                {"name": o.name, "type": o.type.__name__, "default": o.default} for o in check.options
            ],
            "url": page_url(check),
        }
        for check in sorted(checks, key=lambda check: check.id)
    ]
    return json.dumps({"version": 1, "checks": entries}, indent=2, default=str) + "\n"
