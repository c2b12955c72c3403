"""Who installs a chart of the repository, and with which values: helmfiles, Argo CD Applications, Flux HelmReleases.

Read as their projects describe them: helmfile.readthedocs.io (`releases`), Argo CD's Application (`spec.source.helm`),
Flux's HelmRelease v2 (`spec.chart.spec`, `spec.values`). Values that a cluster holds (`valuesFrom`) are not known.
"""

import json
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import Environment
from complexity_lint.parsers.gotemplate.provenance import UNKNOWN_TEXT
from complexity_lint.parsers.helmfile_text import ENVIRONMENT_NAME, for_environment, is_helmfile
from complexity_lint.parsers.yaml_filling import filled_table
from complexity_lint.parsers.yaml_leaves import leaves
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence, load
from complexity_lint.source import Source

_APPLICATION = re.compile(rb"(?m)^\s*kind:\s*[\"']?Application(Set)?[\"']?\s*$")
_RELEASE = re.compile(rb"(?m)^\s*kind:\s*[\"']?HelmRelease[\"']?\s*$")
_PLAIN_VALUES = ("values.yaml", "values.yml")
_RELEASE_NAME = re.compile(r"\{\{-?\s*\.Release\.Name\s*-?\}\}")
_VALID_NAME = re.compile(r"(?=.{1,53}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
"""What Helm takes for the name of a release (helm.sh/helm `chartutil.ValidateReleaseName`)."""
_NO_ENVIRONMENT = "default"
"""What a helmfile's environment is called where none is asked for."""
MAX_ENVIRONMENTS = 8
"""How many environments of a helmfile are told apart."""


@dataclass(frozen=True, slots=True)
class Inline:
    """Values written in the installing file itself: a values file's text whose lines stand at their own numbers."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Installation:
    """One release of a chart: the chart's folder and its values, the later ones winning.

    Values are paths from the repository's root or `Inline`. `environment` is what paths and names say, or None;
    `variant` the environment of a helmfile that fills in names of values files, empty where none does. `release` is
    the name it is installed under and `namespace` where, empty where nobody knows.
    """

    path: str
    chart: str
    values: tuple[str | Inline, ...]
    environment: Environment | None
    set_typed: tuple[str, ...] = ()
    set_string: tuple[str, ...] = ()
    variant: str = ""
    release: str = ""
    namespace: str = ""


def installs(path: str, data: bytes) -> bool:
    """Whether a file could install charts, told without parsing it."""
    if not path.endswith((".yaml", ".yml", ".gotmpl")):
        return False
    if is_helmfile(path):
        return b"releases" in data
    if b"argoproj.io" in data and _APPLICATION.search(data):
        return True
    return b"helm.toolkit.fluxcd.io" in data and bool(_RELEASE.search(data))


def installations(source: Source) -> tuple[Installation, ...]:
    """The releases of a file whose charts are folders of a repository (whether they exist is not asked)."""
    if is_helmfile(source.path):
        return tuple(_of_helmfile(source))
    found: list[Installation | None] = []
    for top in load(source).mappings():
        kind, version = top.text("kind"), top.text("apiVersion")
        if kind == "Application" and version.startswith("argoproj.io/"):
            found += _of_application(source, top)
        elif kind == "ApplicationSet" and version.startswith("argoproj.io/"):
            found += [made for one in _applications(top) for made in _of_application(source, one)]
        elif kind == "HelmRelease" and version.startswith("helm.toolkit.fluxcd.io/"):
            found.append(_of_flux(source, top))
    return tuple(one for one in found if one is not None)


def _of_helmfile(source: Source) -> Iterator[Installation]:
    """The releases of a helmfile, those that the name of the environment changes once for each environment."""
    for name in _environments(source):
        written = for_environment(source, name)
        for top in load(written).mappings():
            for one in top.items("releases"):
                found = _of_release(written, _inherited(top, one)) if isinstance(one, Mapping) else None
                if found is not None:
                    yield found if not name else _for_variant(found, name)


def _environments(source: Source) -> tuple[str, ...]:
    """The environments that make a difference to a helmfile: those it declares where it prints their name."""
    if ENVIRONMENT_NAME not in source.text:
        return ("",)
    tops = load(for_environment(source)).mappings()
    declared = [entry.key for top in tops for entry in top.mapping("environments").entries]
    return tuple(dict.fromkeys(declared or [_NO_ENVIRONMENT]))[:MAX_ENVIRONMENTS]


def _inherited(top: Mapping, release: Mapping) -> Mapping:
    """A release with what it takes from the helmfile's `templates`; what it says itself wins."""
    named = [one.text("template") for one in release.items("inherit") if isinstance(one, Mapping)]
    own = {entry.key for entry in release.entries}
    taken = [e for name in named for e in top.mapping("templates", name).entries if e.key not in own]
    return replace(release, entries=(*release.entries, *taken)) if taken else release


def _for_variant(found: Installation, name: str) -> Installation:
    # by the rules of folders, as for names of releases
    stated = found.environment or from_path(f"{name}/x")
    return replace(found, environment=stated, variant=name)


def _of_release(source: Source, release: Mapping) -> Installation | None:
    name = release.text("name")
    chart = _for_release(release.text("chart"), name)
    enabled = release.scalar("installed")
    if not chart.startswith(".") or (enabled is not None and enabled.boolean is False):
        return None
    values: list[str | Inline | None] = []
    for item in release.items("values"):
        if isinstance(item, Scalar):
            values.append(_path(source.folder, _for_release(item.text, name)))
        elif isinstance(item, Mapping):
            values.append(_inline(source, item))
    sets = tuple(one for one in _settings(release.items("set")) if UNKNOWN_TEXT not in one)
    found = _installation(source, release, _path(source.folder, chart), values, sets)
    return _called(found, name, release.text("namespace"))


def _called(found: Installation | None, name: str, namespace: str) -> Installation | None:
    """An installation with the name and the namespace of its release, where they are known."""
    if found is None:
        return None
    named, where = (_known_name(one) for one in (name, namespace))
    return replace(found, release=named, namespace=where)


def _known_name(text: str) -> str:
    """A name, where the whole of it is known."""
    return text if _VALID_NAME.fullmatch(text) and UNKNOWN_TEXT not in text else ""


def _for_release(text: str, name: str) -> str:
    """A release's template filled in (helmfile.readthedocs.io, "Release Template")."""
    return _RELEASE_NAME.sub(lambda _: name, text)


_PARAMETER = re.compile(r"\{\{-?\s*\.?(?P<name>[A-Za-z_][\w.-]*)\s*-?\}\}")
MAX_APPLICATIONS = 100
"""How many Applications of one set are told apart."""


def _applications(top: Mapping) -> Iterator[Mapping]:
    """The Applications that a set makes of the elements it lists (argo-cd.readthedocs.io, "List Generator"); what other
    generators find is known in a cluster or in Git alone. What an element leaves open stays a template.
    """
    generators = (one for one in top.items("spec", "generators") if isinstance(one, Mapping))
    elements = [one for each in generators for one in each.items("list", "elements")]
    for element in elements[:MAX_APPLICATIONS]:
        values = {name: value.text for name, value in leaves(element)} if isinstance(element, Mapping) else {}
        yield filled_table(top.mapping("spec", "template"), values, _PARAMETER)


def _of_application(source: Source, top: Mapping) -> Iterator[Installation | None]:
    for part in (top.mapping("spec", "source"), *top.items("spec", "sources")):
        path = part.text("path") if isinstance(part, Mapping) else ""
        if not isinstance(part, Mapping) or not path:
            continue
        chart = _path("", path)
        files = (item.text for item in part.items("helm", "valueFiles") if isinstance(item, Scalar))
        values: list[str | Inline | None] = [_value_file(chart or "", name) for name in files]
        # of an ApplicationSet's template the text stands for itself: what is left open in it is not known
        given = (_inline(source, part.get("helm", key)) for key in ("values", "valuesObject"))
        values += [one for one in given if one is not None and "{{" not in one.text]
        parameters = [one for one in part.items("helm", "parameters") if isinstance(one, Mapping)]
        texts = [one for one in parameters if (force := one.scalar("forceString")) and force.boolean]
        typed = [one for one in parameters if one not in texts]
        where = top.text("spec", "destination", "namespace")
        sets = (tuple(_settings(typed)), tuple(_settings(texts)))
        found = _installation(source, top.mapping("metadata"), chart, values, *sets, where)
        # argo-cd.readthedocs.io, "Helm": the Application's name, unless it states another
        yield _called(found, part.text("helm", "releaseName") or top.text("metadata", "name"), where)


def _of_flux(source: Source, top: Mapping) -> Installation | None:
    described = top.mapping("spec", "chart", "spec")
    if described.text("sourceRef", "kind") not in ("GitRepository", "Bucket"):
        return None
    files = [item.text for item in described.items("valuesFiles") if isinstance(item, Scalar)]
    values: list[str | Inline | None] = [_path("", name) for name in files]
    values.append(_inline(source, top.get("spec", "values")))
    found = _installation(source, top.mapping("metadata"), _path("", described.text("chart")), values)
    # fluxcd.io, "Helm Releases": `[targetNamespace-]name`, unless it states another
    target, own = top.text("spec", "targetNamespace"), top.text("metadata", "name")
    name = top.text("spec", "releaseName") or (f"{target}-{own}" if target else own)
    return _called(found, name, target or top.text("metadata", "namespace"))


def _installation(
    source: Source,
    named: Mapping,
    chart: str | None,
    values: list[str | Inline | None],
    typed: tuple[str, ...] = (),
    texts: tuple[str, ...] = (),
    namespace: str = "",
) -> Installation | None:
    if chart is None:
        return None
    known = tuple(one for one in values if one is not None)
    names = (named.text("name"), namespace or named.text("namespace"))
    return Installation(source.path, chart, known, _environment(source.path, known, names), typed, texts)


def _environment(path: str, values: tuple[str | Inline, ...], names: tuple[str, ...]) -> Environment | None:
    """What the values files say, the last first, else the installing file's path, else the release's names."""
    for name in reversed([one for one in values if isinstance(one, str)]):
        inside = "/".join(name.split("/")[-2:])
        if posixpath.basename(name) not in _PLAIN_VALUES and (found := from_path(inside)):
            return found
    # by the rules of folders: `shop-staging` names an environment, `banking-demo` does not
    return from_path(path) or next((found for name in names if (found := from_path(f"{name}/x"))), None)


def _value_file(chart: str, name: str) -> str | None:
    """A value file of Argo CD: from the chart's folder, with `/` or a `$reference/` from a repository's root."""
    if name.startswith("$"):
        return _path("", name.partition("/")[2])
    return _path("", name[1:]) if name.startswith("/") else _path(chart, name)


def _path(folder: str, name: str) -> str | None:
    """A path from the root; None for what is a template, on another machine or outside of the root."""
    if not name or "{{" in name or UNKNOWN_TEXT in name or "://" in name or name.startswith("/"):
        return None
    path = posixpath.normpath(posixpath.join(folder, name))
    return None if path.startswith("..") else path.removeprefix(".") if path == "." else path


def _settings(items: Iterable[Node]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Mapping) and item.text("name"):
            value = item.text("value").replace("\\", "\\\\").replace(",", "\\,")
            yield f"{item.text('name')}={value}"


def _inline(source: Source, node: Node | None) -> Inline | None:
    if isinstance(node, Scalar) and node.text.strip():
        text = _block(source, node.at.line or 1, node.indent) if node.indent else node.text
        return Inline(source.path, text)
    if not isinstance(node, Mapping) or not node.entries:
        return None
    first = node.entries[0].at
    if first.line is None or first.column is None or _starts_with_brace(source, node):
        return Inline(source.path, _flow(node))
    return Inline(source.path, _block(source, first.line - 1, first.column - 1))


def _starts_with_brace(source: Source, node: Mapping) -> bool:
    line = source.text.split("\n")[(node.at.line or 1) - 1]
    return line[(node.at.column or 1) - 1 :].startswith("{")


def _block(source: Source, start: int, indent: int) -> str:
    """The lines from a 0-based one that are indented as far, every other line empty."""
    lines = source.text.split("\n")
    # the first may stand behind the dash of a list
    kept = [" " * indent + lines[start][indent:]] if start < len(lines) else []
    for line in lines[start + 1 :]:
        content = line.lstrip(" ")
        if content and not content.startswith("#") and len(line) - len(content) < indent:
            break
        kept.append(line)
    return "\n" * start + "\n".join(kept) + "\n"


def _flow(node: Node) -> str:
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{json.dumps(one.key)}: {_flow(one.value)}" for one in node.entries) + "}"
    if isinstance(node, Sequence):
        return "[" + ", ".join(_flow(item) for item in node.items) + "]"
    return node.text if node.plain and node.text else json.dumps(node.text)
