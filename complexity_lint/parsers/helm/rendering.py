"""A chart rendered: its documents in helm's order, with what was stepped over and how much was evaluated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from complexity_lint.parsers.gotemplate import (
    Note,
    TemplateError,
    Templates,
    Value,
    parse_templates,
    render,
    with_paths,
)
from complexity_lint.parsers.gotemplate.error_text import describe
from complexity_lint.parsers.gotemplate.provenance import join
from complexity_lint.parsers.gotemplate.values import CommonValues, Tree, ValuesMap
from complexity_lint.parsers.helm.capabilities import DEFAULT_KUBE_VERSION, capabilities, normalized_version
from complexity_lint.parsers.helm.chart import Chart, TemplateFile
from complexity_lint.parsers.helm.chart_files import chart_files
from complexity_lint.parsers.helm.coalesce import coalesce
from complexity_lint.parsers.helm.errors import ChartError
from complexity_lint.parsers.helm.manifests import Manifest, in_order, manifests
from complexity_lint.parsers.helm.metadata import chart_map
from complexity_lint.parsers.helm.overrides import Overrides, merged
from complexity_lint.parsers.helm.tree import ChartNode, chart_tree, compatible


@dataclass(frozen=True, slots=True)
class Release:
    """`.Release` and `.Capabilities` as the flags of `helm template` set them."""

    name: str = "release-name"
    namespace: str = "default"
    is_upgrade: bool = False
    kube_version: str | None = None
    api_versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far one template got: `error` is what kept it from rendering at all, `notes` what was stepped over."""

    template: str
    path: str
    error: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendering:
    """The documents (resources, then hooks), the CRDs of crds/, and what is known of the rest.

    `templates` finds the file of each template name that origins mention; `root` is the chart in its place.
    """

    root: ChartNode
    overrides: Overrides
    documents: tuple[Manifest, ...]
    crds: tuple[tuple[str, str], ...]
    coverage: tuple[Coverage, ...]
    templates: Mapping[str, TemplateFile] = field(repr=False)


def render_chart(
    chart: Chart, overrides: Overrides | None = None, release: Release | None = None, strict: bool = False
) -> Rendering:
    """Render a chart for some values.

    Strict: ChartError with helm's message wherever `helm template` fails. Otherwise failing actions give unknown
    values, broken templates are left out, and the coverage tells.
    """
    overrides, release = overrides or Overrides(), release or Release()
    if strict:
        _check(chart, release)
    values = merged(overrides)
    root = chart_tree(chart, values)
    full = coalesce(root, values)
    files, dots = _templates(root, full, release, strict)
    # the deepest first, so that a parent's definition replaces its subchart's
    order = sorted(files, key=lambda name: (name.count("/"), name), reverse=True)
    templates = _parsed(files, order, strict)
    coverage: list[Coverage] = []
    found: list[Manifest] = []
    outputs: dict[str, list[Manifest]] = {}
    for name in order:
        if name.rpartition("/")[2].startswith("_") or (not strict and name.endswith("NOTES.txt")):
            continue
        covered, outputs[name] = _rendered(templates, files[name], name, dots[name], strict)
        coverage.append(covered)
    for name in sorted(outputs):
        found.extend(outputs[name])
    resources = in_order([one for one in found if not one.hooks])
    hooks = in_order([one for one in found if one.hooks])
    return Rendering(
        root, overrides, (*resources, *hooks), tuple(_crds(root, root.name)), tuple(coverage), files
    )


def release_name(template: str) -> str:
    """The name that `--name-template` makes; ChartError where it does not."""
    try:
        with_name = parse_templates([("name-template", template)])
        return str(render(with_name, "name-template", None).text)
    except TemplateError as error:
        raise ChartError(describe(error.template or "name-template", error)) from None


def _check(chart: Chart, release: Release) -> None:
    if chart.broken:
        raise ChartError(chart.broken[0])
    if chart.metadata.kind not in ("", "application", "library"):
        raise ChartError("validation: chart.metadata.type must be application or library")
    if chart.metadata.is_library:
        raise ChartError("library charts are not installable")
    if chart.missing:
        names = ", ".join(dependency.name for dependency in chart.missing)
        raise ChartError(
            "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to "
            f"fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: {names}"
        )
    wanted = chart.metadata.kube_version
    stated = release.kube_version or DEFAULT_KUBE_VERSION
    kubernetes = stated if stated.startswith("v") else f"v{stated}"
    if wanted and not compatible(wanted, normalized_version(stated)):
        raise ChartError(
            f"chart requires kubeVersion: {wanted} which is incompatible with Kubernetes {kubernetes}"
        )


def _parsed(files: Mapping[str, TemplateFile], order: list[str], strict: bool) -> Templates:
    try:
        return parse_templates(((name, files[name].text) for name in order), strict)
    except TemplateError as error:
        raise ChartError(describe(error.template, error)) from None


def _rendered(
    templates: Templates, file: TemplateFile, name: str, dot: dict[str, Value], strict: bool
) -> tuple[Coverage, list[Manifest]]:
    broken = templates.broken.get(name)
    if broken is not None:
        return Coverage(name, file.path, describe(name, broken)), []
    folder = name[: name.rindex("/templates/")] + "/templates"
    dot["Template"] = CommonValues({"Name": name, "BasePath": folder})
    try:
        output = render(templates, name, dot, strict)
        text = join(output.segments)
        found = [] if name.endswith("NOTES.txt") else manifests(name, text, strict)
    except TemplateError as error:
        if strict:
            raise ChartError(describe(name, error)) from None
        return Coverage(name, file.path, describe(name, error)), []
    return Coverage(name, file.path, notes=output.notes), found


def _templates(
    root: ChartNode, values: dict[str, Value], release: Release, strict: bool
) -> tuple[dict[str, TemplateFile], dict[str, dict[str, Value]]]:
    """All template files by their full name, and the dot of each."""
    files: dict[str, TemplateFile] = {}
    dots: dict[str, dict[str, Value]] = {}
    shared: dict[str, Value] = {
        "Release": {
            "Name": release.name,
            "Namespace": release.namespace,
            "IsUpgrade": release.is_upgrade,
            "IsInstall": not release.is_upgrade,
            "Revision": 1,
            "Service": "Helm",
        },
        "Capabilities": capabilities(release.kube_version, release.api_versions),
    }
    tree = with_paths(values, ())
    _collect(root, root.name, tree, shared, files, dots, strict)
    return files, dots


def _collect(
    node: ChartNode,
    path: str,
    values: Value,
    shared: dict[str, Value],
    files: dict[str, TemplateFile],
    dots: dict[str, dict[str, Value]],
    strict: bool,
) -> dict[str, Value]:
    own = ValuesMap(values) if isinstance(values, dict) else ValuesMap()
    own.path = values.path if isinstance(values, Tree) else (node.name,)
    is_root = "/charts/" not in path
    subcharts: dict[str, Value] = {}
    # one map for all templates of the chart: what one of them sets, the next ones see
    dot = CommonValues()
    parts: dict[str, Value] = {
        "Chart": chart_map(node.chart.metadata, node.name, is_root, node.dependencies),
        "Files": chart_files(node.chart.files),
        **shared,
        "Values": own,
        "Subcharts": subcharts,
    }
    dot.update(parts)
    for child in node.children:
        below = own.get(child.name)
        subcharts[child.name] = _collect(
            child, f"{path}/charts/{child.name}", below, shared, files, dots, strict
        )
    for file in node.chart.templates:
        if not strict and file.name.endswith("NOTES.txt") and "define" not in file.text:
            continue  # never part of the documents, and often the longest of all
        if not node.chart.metadata.is_library or file.name.rpartition("/")[2].startswith("_"):
            files[f"{path}/{file.name}"] = file
            dots[f"{path}/{file.name}"] = dot
    return dot


def _crds(node: ChartNode, path: str) -> Iterator[tuple[str, str]]:
    """The files of crds/: the chart's own by path, then those of its subcharts."""
    for name, data in node.chart.files:
        if name.startswith("crds/") and name.endswith((".yaml", ".yml", ".json")):
            yield f"{path}/{name}", data.decode("utf-8", "replace")
    for child in node.children:
        yield from _crds(child, f"{path}/charts/{child.name}")
