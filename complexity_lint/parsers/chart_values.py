"""A chart's values read for what they hold and what they leave out, without rendering anything."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from complexity_lint.model.credentials import credential_of
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import Environment
from complexity_lint.model.settings import SettingKind, StoredSetting, VariableUse
from complexity_lint.parsers.chart_secret_keys import keys_beside_names, referring_values
from complexity_lint.parsers.chart_switches import keyed, made, switched_off
from complexity_lint.parsers.chart_variants import VALUES
from complexity_lint.parsers.unit import Parts
from complexity_lint.parsers.yaml_leaves import leaves
from complexity_lint.parsers.yaml_nodes import Mapping as YamlMapping
from complexity_lint.parsers.yaml_nodes import Node, load
from complexity_lint.source import Location, Source


def values_files(by_path: Mapping[str, Source], prefix: str) -> Iterator[Source]:
    """The values files in the chart's own folder."""
    for path, source in by_path.items():
        if path.startswith(prefix) and VALUES.fullmatch(path[len(prefix) :]):
            yield source


def secret_values(
    by_path: Mapping[str, Source], prefix: str, environment: Environment
) -> Iterator[StoredSetting]:
    """The values that may be credentials, by their dotted keys."""
    referring = frozenset(referring_values(text for _, text in _texts(by_path, prefix)))
    for source in values_files(by_path, prefix):
        stated = from_path(source.path[len(prefix) :]) or environment
        for top in load(source).mappings():
            yield from secrets_in(top, stated, prefix.rstrip("/"), referring)


def secrets_in(
    values: YamlMapping, environment: Environment, project: str, referring: frozenset[str] = frozenset()
) -> Iterator[StoredSetting]:
    """What of a chart's values may be a credential, by its dotted key; `referring` are the keys of those that only
    name one.
    """
    if values.get("sops") is not None:
        return
    named = {*keys_beside_names(values)}
    for name, value in leaves(values):
        refers = name in referring or value.at in named
        if not refers and credential_of(name, value.text) is not None:
            holder = value.at.path
            yield StoredSetting(
                value.at, name, value.text, SettingKind.CHART_VALUE, holder, environment, project
            )


def written_out(parts: Parts, by_path: Mapping[str, Source]) -> Parts:
    """Parts with only those settings that somebody wrote: what a template computes or makes up is nobody's text."""
    if not parts.settings:
        return parts
    return replace(parts, settings=tuple(s for s in parts.settings if not _is_computed(s.at, by_path)))


def _is_computed(at: Location, by_path: Mapping[str, Source]) -> bool:
    source = by_path.get(at.path)
    if source is None or at.line is None:
        return True
    lines = lines_of(source)
    return at.line > len(lines) or "{{" in lines[at.line - 1]


@lru_cache(maxsize=16)
def lines_of(source: Source) -> list[str]:
    """A file's lines, cut once for all that is read from it."""
    return source.text.splitlines()


_ACTION = re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL)
_VALUE = re.compile(r"\.Values((?:\.[A-Za-z_]\w*)+)")
_GUARDS = re.compile(
    r"\b(if|with|range|default|required|coalesce|ternary|hasKey|dig|get|empty|or|and|not|eq|ne|kindIs|include|tpl|fail|"
    r"else|lookup|omit|pick|merge|mergeOverwrite|toYaml|has|index|printf)\b"
)


def unset_values(
    by_path: Mapping[str, Source], prefix: str, environment: Environment
) -> Iterator[VariableUse]:
    """The values that a template prints as they are, that nothing guards and no values file of the chart has."""
    tops = [top for source in values_files(by_path, prefix) for top in load(source).mappings()]
    texts = dict(_texts(by_path, prefix))
    guarded = {*_guarded(texts.values())}
    chart = by_path.get(f"{prefix}Chart.yaml"), by_path.get(f"{prefix}requirements.yaml")
    brought = {name for source in chart if source is not None for name in _dependencies(source)}
    seen: set[str] = set()
    for path, text in texts.items():
        off = switched_off(text, tops)
        for action in _ACTION.finditer(text):
            match = _VALUE.fullmatch(action[1].split("|")[0].strip())
            if match is None or _GUARDS.search(action[1]) or match[1] in seen:
                continue
            if any(start <= action.start() < end for start, end in off):
                continue
            keys = match[1].lstrip(".").split(".")
            if keys[0] in brought or keys[0] == "global":
                continue  # a dependency's own values are merged in under its name
            parents = {"".join(f".{key}" for key in keys[:n]) for n in range(1, len(keys) + 1)}
            before = text[text.rfind("\n", 0, action.start()) + 1 : action.start()]
            if parents & guarded or any(_has(top, keys) for top in tops) or before.lstrip().startswith("#"):
                continue
            seen.add(match[1])
            line = text.count("\n", 0, action.start()) + 1
            column = action.start() - (text.rfind("\n", 0, action.start()) + 1) + 1
            at = Location(path, line, column, line, column + len(action[0]))
            yield VariableUse(at, ".".join(keys), "chart", environment, prefix.rstrip("/"))


def _texts(by_path: Mapping[str, Source], prefix: str) -> Iterator[tuple[str, str]]:
    """The templates of a chart with their texts, by path."""
    for path, source in by_path.items():
        if path.startswith(f"{prefix}templates/") and path.endswith((".yaml", ".yml", ".tpl")):
            yield path, source.text


def _dependencies(source: Source) -> Iterator[str]:
    """The names and aliases of the charts that a chart pulls in."""
    for top in load(source).mappings():
        for item in top.items("dependencies"):
            if isinstance(item, YamlMapping):
                yield item.text("alias") or item.text("name")


def _guarded(texts: Iterable[str]) -> Iterator[str]:
    """The values that some condition asks for, and of a switch (`ssl.enabled`) what it switches (`ssl`)."""
    for text in texts:
        for action in _ACTION.findall(text):
            yield from made(action)
            if _GUARDS.search(action):
                yield from keyed(action)
                for match in _VALUE.finditer(action):
                    yield match[1]
                    parent, _, last = match[1].rpartition(".")
                    if parent and re.match(r"(?i)enabled?|create|install|use|type|kind|existing", last):
                        yield parent


def _has(top: YamlMapping, keys: list[str]) -> bool:
    """Whether a values file says something for a key, if only that it is empty; what is no mapping may be anything."""
    node: Node | None = top
    for key in keys:
        if not isinstance(node, YamlMapping):
            return True
        entry = node.entry(key)
        if entry is None:
            return False
        node = entry.value
    return True
