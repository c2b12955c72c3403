"""The ways a chart is installed: each with its values, and for whom."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import PRODUCTION, UNSTATED, Environment
from complexity_lint.parsers.gotemplate import UNKNOWN_TEXT, GoList, Value, unknown
from complexity_lint.parsers.helm import ChartError, Overrides, ValuesText, read_values
from complexity_lint.parsers.helmfile_text import for_environment
from complexity_lint.parsers.installations import Inline, Installation, installations, installs
from complexity_lint.source import Source

VALUES = re.compile(r"(values[^/]*|(values|environments|envs|env)/[^/]+)\.ya?ml")
"""Values files by their path in the chart's folder."""
MAX_INSTALLATIONS = 40
"""How many installations of one chart are rendered: a dozen services in three environments; more of them are mostly the
same for other tenants.
"""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to install a chart: what is given on top of its own values, and for whom; and the name and the namespace
    of the release, empty where nobody knows.
    """

    overrides: Overrides
    environment: Environment
    release: str = ""
    namespace: str = ""


def variants(by_path: Mapping[str, Source], prefix: str, stated: Environment | None) -> Iterator[Variant]:
    """The chart's own values, the values files beside them that name an environment, and the installations.

    Where one of these is for production, the chart is not deployed with its own values alone. `stated` is the
    environment that the chart's own path names.
    """
    installed = _installed(by_path, prefix.rstrip("/"))[:MAX_INSTALLATIONS]
    used = {name for one in installed for name in one.values if isinstance(name, str)}
    found = [
        Variant(
            Overrides(_given(one, by_path), set_typed=one.set_typed, set_string=one.set_string),
            stated or one.environment or UNSTATED,
            one.release,
            one.namespace,
        )
        for one in installed
    ]
    if stated is None:
        found = [*_named(by_path, prefix, used), *found]
        alone = not any(one.environment.is_production for one in found)
    else:
        alone = not found
    if alone:
        yield Variant(Overrides(), stated or UNSTATED)
    yield from found


_OWN = ("values.yaml", "values.yml")
_PRODUCTION = re.compile(r"(?i)\bproduction\b")
_UNLIKE = re.compile(r"(?i)\b(not|non|never|isn't|aren't|don't|unsuitable)\b(\W+\w+){0,4}?\W+production\b")


def production_values(by_path: Mapping[str, Source], prefix: str) -> list[str]:
    """The values files beside the chart's own that are for production: by their names, or by the comment they
    begin with, where most of their keys are the chart's.
    """
    own = {key for name in _OWN if prefix + name in by_path for key in _keys(by_path[prefix + name].text)}
    found = []
    for path in sorted(by_path):
        inside = path.removeprefix(prefix)
        if not path.startswith(prefix) or "/" in inside or inside in _OWN:
            continue
        stated = from_path(inside) if VALUES.fullmatch(inside) else None
        if stated is not None and stated.is_production:
            found.append(path)
        elif stated is None and inside.endswith((".yaml", ".yml")) and _says_production(by_path[path].text):
            keys = _keys(by_path[path].text)
            if keys and 2 * len(keys & own) > len(keys):
                found.append(path)
    return found


def _keys(text: str) -> set[str]:
    return set(re.findall(r"(?m)^([A-Za-z_][\w-]*):", text))


def _says_production(text: str) -> bool:
    """Whether the comment that a file begins with says that it is for production."""
    head: list[str] = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            break
        head.append(line.lstrip("# "))
    comment = " ".join(head)
    return bool(_PRODUCTION.search(comment)) and not _UNLIKE.search(comment)


def _named(by_path: Mapping[str, Source], prefix: str, used: set[str]) -> Iterator[Variant]:
    """The values files beside the chart's own that say for whom, and that no installation uses."""
    production = set(production_values(by_path, prefix))
    for path in sorted(by_path):
        inside = path.removeprefix(prefix)
        is_values = path in production or VALUES.fullmatch(inside)
        if path in used or not path.startswith(prefix) or not is_values:
            continue
        environment = from_path(inside) if inside not in _OWN else None
        environment = PRODUCTION if environment is None and path in production else environment
        given = _read(by_path[path])
        if environment is not None and given is not None:
            yield Variant(Overrides((given,)), environment)


def _installed(by_path: Mapping[str, Source], chart: str) -> list[Installation]:
    found = [
        one
        for path, source in sorted(by_path.items())
        if installs(path, source.text.encode("utf-8", "replace"))
        for one in installations(source)
        if one.chart == chart
    ]
    whole = [one for one in found if all(isinstance(v, Inline) or v in by_path for v in one.values)]
    # helmfile refuses an environment whose files are missing; where none is whole, they come from elsewhere
    complete = {one.path for one in whole if one.variant}
    return [one for one in found if not one.variant or one.path not in complete or one in whole]


def _given(installation: Installation, by_path: Mapping[str, Source]) -> tuple[ValuesText, ...]:
    found: list[ValuesText | None] = []
    for one in installation.values:
        if isinstance(one, Inline):
            found.append(_read(Source(one.path, one.text)))
        elif one.endswith(".gotmpl") and one in by_path:
            found.append(_read(for_environment(by_path[one], installation.variant)))
        elif one in by_path:
            found.append(_read(by_path[one]))
    return tuple(one for one in found if one is not None)


def _read(source: Source) -> ValuesText | None:
    try:
        given = read_values(source.path, source.text)
    except ChartError:
        return None
    return replace(given, values=_with_unknowns(given.values)) if UNKNOWN_TEXT in source.text else given


def _with_unknowns(values: dict[str, Value]) -> dict[str, Value]:
    """Values with what a template prints in them, and nobody knows, as such."""
    return {key: _settled(value) for key, value in values.items()}


def _settled(value: Value) -> Value:
    if isinstance(value, dict):
        return _with_unknowns(value)
    if isinstance(value, list):
        return GoList(_settled(item) for item in value)
    return unknown() if isinstance(value, str) and UNKNOWN_TEXT in value else value
