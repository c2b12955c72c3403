"""Chart.yaml: what a chart says of itself, and the `.Chart` map its templates see."""

from __future__ import annotations

from dataclasses import dataclass

from complexity_lint.parsers.gotemplate import GoMap, TemplateError, Value, from_yaml
from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.numbers_text import general
from complexity_lint.parsers.helm.errors import ChartError

_TEXTS = (
    ("name", "Name"),
    ("home", "Home"),
    ("version", "Version"),
    ("description", "Description"),
    ("icon", "Icon"),
    ("apiVersion", "APIVersion"),
    ("condition", "Condition"),
    ("tags", "Tags"),
    ("appVersion", "AppVersion"),
    ("kubeVersion", "KubeVersion"),
    ("type", "Type"),
)


@dataclass(frozen=True, slots=True)
class Dependency:
    """An entry of `dependencies`; `imports` are its `import-values` as (child path, parent path)."""

    name: str
    version: str = ""
    repository: str = ""
    condition: str = ""
    tags: tuple[str, ...] = ()
    alias: str = ""
    imports: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """The name the chart has among its siblings."""
        return self.alias or self.name


@dataclass(frozen=True, slots=True)
class Metadata:
    """A chart's Chart.yaml (and requirements.yaml of apiVersion v1)."""

    name: str
    version: str = ""
    api_version: str = "v1"
    app_version: str = ""
    kube_version: str = ""
    kind: str = ""
    dependencies: tuple[Dependency, ...] = ()
    fields: tuple[tuple[str, Value], ...] = ()

    @property
    def is_library(self) -> bool:
        """Library charts render nothing of their own."""
        return self.kind.lower() == "library"


class Annotations(GoMap):
    """map[string]string"""

    __slots__ = ()


def read_metadata(text: str, requirements: str | None) -> Metadata:
    """The metadata of a chart; ChartError worded as helm's when it is not usable."""
    raw = _mapping(text, "Chart.yaml")
    listed = raw.get("dependencies")
    if requirements is not None:
        listed = _mapping(requirements, "requirements.yaml").get("dependencies", listed)
    dependencies = tuple(_dependency(item) for item in listed) if isinstance(listed, list) else ()
    texts = {go: _text(raw.get(key)) for key, go in _TEXTS}
    texts["APIVersion"] = texts["APIVersion"] or "v1"
    fields: dict[str, Value] = {
        **texts,
        "Sources": [_text(item) for item in _items(raw.get("sources"))],
        "Keywords": [_text(item) for item in _items(raw.get("keywords"))],
        "Maintainers": [_maintainer(item) for item in _items(raw.get("maintainers"))],
        "Deprecated": raw.get("deprecated") is True,
        "Annotations": _annotations(raw.get("annotations")),
    }
    if not texts["Name"]:
        raise ChartError("validation: chart.metadata.name is required")
    return Metadata(
        texts["Name"],
        texts["Version"],
        texts["APIVersion"],
        texts["AppVersion"],
        texts["KubeVersion"],
        texts["Type"],
        dependencies,
        tuple(fields.items()),
    )


def _mapping(text: str, file: str) -> dict[str, Value]:
    try:
        value = from_yaml(text)
    except (FunctionError, TemplateError) as error:
        raise ChartError(f"cannot load {file}: {error}") from None
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ChartError(f"cannot load {file}: not a mapping")
    return value


def _text(value: Value) -> str:
    """A scalar as text: sigs.k8s.io/yaml turns numbers and booleans into strings where a string is wanted."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else general(value)
    return ""


def _items(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _maintainer(value: Value) -> Value:
    given = value if isinstance(value, dict) else {}
    return {
        "Name": _text(given.get("name")),
        "Email": _text(given.get("email")),
        "URL": _text(given.get("url")),
    }


def _annotations(value: Value) -> Value:
    given = value if isinstance(value, dict) else {}
    return Annotations((key, _text(item)) for key, item in given.items())


def _dependency(value: Value) -> Dependency:
    if not isinstance(value, dict):
        raise ChartError("validation: dependencies must not contain empty or null nodes")
    imports: list[tuple[str, str]] = []
    for item in _items(value.get("import-values")):
        if isinstance(item, dict):
            imports.append((_text(item.get("child")), _text(item.get("parent"))))
        elif isinstance(item, str):
            imports.append((f"exports.{item}", "."))
    return Dependency(
        _text(value.get("name")),
        _text(value.get("version")),
        _text(value.get("repository")),
        _text(value.get("condition")),
        tuple(_text(tag) for tag in _items(value.get("tags"))),
        _text(value.get("alias")),
        tuple(imports),
    )


def chart_map(
    metadata: Metadata, name: str, is_root: bool, enabled: tuple[Dependency, ...]
) -> dict[str, Value]:
    """`.Chart` for a chart that goes by `name` and has these dependencies left."""
    listed: list[Value] = [
        {
            "Name": dependency.key,
            "Version": dependency.version,
            "Repository": dependency.repository,
            "Condition": dependency.condition,
            "Tags": list(dependency.tags),
            "Enabled": True,
            "ImportValues": [{"child": child, "parent": parent} for child, parent in dependency.imports],
            "Alias": dependency.alias,
        }
        for dependency in enabled
    ]
    return {**dict(metadata.fields), "Name": name, "Dependencies": listed, "IsRoot": is_root}
