"""A system -> the deployment technologies it is made with."""

from typing import TypedDict

from complexity_lint.model.system import System
from complexity_lint.model.tool_knowledge import describe_tool


class ToolEntry(TypedDict):
    """A technology: its layer, the first place that shows it, and the number of files that do."""

    tool: str
    title: str
    layer: str
    path: str
    line: int | None
    files: int


def find_tools(system: System) -> list[ToolEntry]:
    """The technologies, each once, by layer and title."""
    found: dict[str, ToolEntry] = {}
    files: dict[str, set[str]] = {}
    for use in system.tools:
        facts = describe_tool(use.tool)
        if facts is None:
            continue
        files.setdefault(use.tool, set()).add(use.at.path)
        found.setdefault(
            use.tool,
            ToolEntry(
                tool=use.tool,
                title=facts.title,
                layer=facts.layer.value,
                path=use.at.path,
                line=use.at.line,
                files=0,
            ),
        )
    for tool, entry in found.items():
        entry["files"] = len(files[tool])
    return sorted(found.values(), key=lambda entry: (entry["layer"], entry["title"]))
