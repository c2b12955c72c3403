"""What `helm template` prints, as text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from complexity_lint.parsers.helm.chart import Chart
from complexity_lint.parsers.helm.chart_files import path_pattern
from complexity_lint.parsers.helm.errors import ChartError
from complexity_lint.parsers.helm.manifests import Manifest, split
from complexity_lint.parsers.helm.overrides import Overrides
from complexity_lint.parsers.helm.rendering import Release, Rendering, render_chart

_SOURCE = re.compile(r"# Source: [^/\n]+/(.+)")


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a rendering is printed: the flags `--include-crds`, `--no-hooks`, `--skip-tests`, `--show-only`."""

    crds: bool = False
    hooks: bool = True
    tests: bool = True
    only: tuple[str, ...] = ()


def helm_template_text(
    chart: Chart,
    overrides: Overrides | None = None,
    release: Release | None = None,
    strict: bool = True,
    include_crds: bool = False,
    hooks: bool = True,
) -> str:
    """The output of `helm template` for a chart; ChartError with helm's message where it fails (strict)."""
    return rendering_text(render_chart(chart, overrides, release, strict), Shown(include_crds, hooks))


def rendering_text(rendering: Rendering, shown: Shown | None = None) -> str:
    """A rendering as `helm template` prints it: CRDs when asked, resources, then hooks.

    ChartError with helm's message where `only` names a template that wrote nothing.
    """
    shown = shown or Shown()
    parts = [_document(name, text) for name, text in rendering.crds] if shown.crds else []
    parts += [_document(one.source, str(one.text)) for one in rendering.documents if not one.hooks]
    body = "".join(parts).strip() + "\n"
    hooks = (one for one in rendering.documents if one.hooks and is_shown(one, shown))
    body += "".join(_document(one.source, str(one.text)) for one in hooks)
    return _only(body, shown.only) if shown.only else body


def is_shown(document: Manifest, shown: Shown) -> bool:
    """Whether hooks, and tests among them, are wanted."""
    return not document.hooks or (shown.hooks and (shown.tests or not is_test(document)))


def is_test(document: Manifest) -> bool:
    """Whether it is a hook that `helm test` runs."""
    return any(hook in ("test", "test-success") for hook in document.hooks)


def named_by(pattern: str, source: str) -> bool:
    """Whether a pattern of `--show-only` means the template of a `# Source:` line."""
    return bool(path_pattern(pattern).fullmatch(source.partition("/")[2]))


def _only(body: str, patterns: Iterable[str]) -> str:
    documents = [(found[1], text) for text in split(body) if (found := _SOURCE.search(text))]
    out: list[str] = []
    for pattern in patterns:
        matching = [text for name, text in documents if path_pattern(pattern).fullmatch(name)]
        if not matching:
            raise ChartError(f"could not find template {pattern} in chart")
        out += (f"---\n{text}\n" for text in matching)
    return "".join(out)


def _document(source: str, text: str) -> str:
    return f"---\n# Source: {source}\n{text}\n"
