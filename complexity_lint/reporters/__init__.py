"""A report in the format asked for. Each format is imported when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:  # the command line asks for the formats' names, and must not wait for the model
    from complexity_lint.finding import Report
    from complexity_lint.reporters.scene import Scene

# Format -> module and function. With the parsers' table the only list in the house.
_RENDERERS = {
    "full": ("text", "full"),
    "concise": ("text", "concise"),
    "json": ("json_format", "render"),
    "sarif": ("sarif", "render"),
    "github": ("github", "render"),
}
FORMATS = tuple(_RENDERERS)


class _Render(Protocol):
    def __call__(self, report: "Report", scene: "Scene") -> str: ...


def render(format: str, report: "Report", scene: "Scene") -> str:
    """The report as text that ends in a line feed; `format` is one of FORMATS, or KeyError is raised."""
    module, function = _RENDERERS[format]
    renderer = cast(_Render, getattr(import_module(f"{__name__}.{module}"), function))
    return renderer(report, scene)
