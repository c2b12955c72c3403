"""What `helm template` prints, as text."""

from __future__ import annotations

from complexity_lint.parsers.helm.chart import Chart
from complexity_lint.parsers.helm.overrides import Overrides
from complexity_lint.parsers.helm.rendering import Release, Rendering, render_chart


def helm_template_text(
    chart: Chart,
    overrides: Overrides | None = None,
    release: Release | None = None,
    strict: bool = True,
    include_crds: bool = False,
    hooks: bool = True,
) -> str:
    """The output of `helm template` for a chart; ChartError with helm's message where it fails (strict)."""
    return rendering_text(render_chart(chart, overrides, release, strict), include_crds, hooks)


def rendering_text(rendering: Rendering, include_crds: bool = False, hooks: bool = True) -> str:
    """A rendering as `helm template` prints it: CRDs when asked, resources, then hooks."""
    parts = [_document(name, text) for name, text in rendering.crds] if include_crds else []
    parts += [_document(one.source, str(one.text)) for one in rendering.documents if not one.hooks]
    body = "".join(parts).strip() + "\n"
    if hooks:
        body += "".join(_document(one.source, str(one.text)) for one in rendering.documents if one.hooks)
    return body


def _document(source: str, text: str) -> str:
    return f"---\n# Source: {source}\n{text}\n"
