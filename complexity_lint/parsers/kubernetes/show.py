"""What is read from manifests, as plain data with places, for people who ask what the program sees."""

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from complexity_lint.parsers.kubernetes.manifests import evaluate
from complexity_lint.parsers.unit import Parts, Unit, UnitKind
from complexity_lint.source import Location, Source

Json = dict[str, Any]  # what json.dumps takes

_SHOWN = (
    "workloads",
    "exposures",
    "autoscalers",
    "disruption_budgets",
    "claims",
    "objects",
    "clusters",
    "stores",
    "ensembles",
)


def show_manifests(sources: tuple[Source, ...]) -> Json:
    """The parts of manifest files: every part with its place, what could not be read under `problems` and `skipped`.

    Empty fields are left out.
    """
    return show_parts(evaluate(Unit(UnitKind.MANIFESTS, "", sources)))


def show_parts(parts: Parts) -> Json:
    """The parts as plain data."""
    shown: Json = {}
    for name in _SHOWN:
        found = [_plain(part) for part in getattr(parts, name)]
        if found:
            shown[name] = found
    if parts.problems:
        shown["problems"] = [_plain(problem) for problem in parts.problems]
    skipped = [{"path": f.path, "reason": f.reason} for f in parts.coverage if f.status == "skipped"]
    if skipped:
        shown["skipped"] = skipped
    return shown


def _plain(value: object) -> Any:  # the shapes of JSON
    if isinstance(value, Location):
        return {"path": value.path, "line": value.line, "column": value.column}
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((field.name, _plain(getattr(value, field.name))) for field in fields(value))
        return {name: shown for name, shown in pairs if shown not in (None, "", [], {}, False)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
