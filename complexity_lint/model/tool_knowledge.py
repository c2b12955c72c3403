"""What is known of deployment technologies: read from `data/tools.json`, offline."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from complexity_lint.model.tools import Layer


@dataclass(frozen=True, slots=True)
class ToolFacts:
    """A deployment technology.

    `ended` is the day its makers stopped looking after it (ISO 8601), None while they do, and `successor` what
    people moved to. `source` is the page that says so.
    """

    id: str
    title: str
    layer: Layer
    source: str
    ended: str | None = None
    successor: str = ""


@cache
def _tools() -> dict[str, ToolFacts]:
    text = (files("complexity_lint") / "data" / "tools.json").read_text("utf-8")
    return {
        entry["id"]: ToolFacts(
            id=entry["id"],
            title=entry["title"],
            layer=Layer(entry["layer"]),
            source=entry["source"],
            ended=entry.get("ended"),
            successor=entry.get("successor", ""),
        )
        for entry in json.loads(text)
    }


def describe_tool(tool: str) -> ToolFacts | None:
    """What is known of a technology by its id."""
    return _tools().get(tool)
