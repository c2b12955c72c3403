"""What a chart's own files say of its upkeep: its format, its lock file, what it overrides in the charts of others."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from complexity_lint.model.charts import ConfigurationOverride
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import UNSTATED, Environment
from complexity_lint.model.obsolete import ObsoleteKind, ObsoleteUse
from complexity_lint.model.values import Located, Unknown
from complexity_lint.parsers.configuration_overrides import overrides_in
from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.semver import satisfies
from complexity_lint.parsers.unit import Parts
from complexity_lint.parsers.yaml_nodes import Mapping as Node
from complexity_lint.parsers.yaml_nodes import load
from complexity_lint.source import Location, Source

_LOCKS = ("Chart.lock", "requirements.lock")


def locked_versions(by_path: Mapping[str, Source], prefix: str) -> dict[str, Located[str]]:
    """The version that a chart's lock file has for each dependency."""
    found: dict[str, Located[str]] = {}
    for name in _LOCKS:
        source = by_path.get(prefix + name)
        top = next(load(source).mappings(), None) if source else None
        for item in top.items("dependencies") if top else ():
            version = item.scalar("version") if isinstance(item, Node) else None
            if isinstance(item, Node) and version is not None:
                found[item.text("name")] = Located(version.text, version.at)
    return found


def agrees(asked: str, locked: Located[str] | None) -> bool:
    """Whether a lock file has what is asked for; also where there is none, or a range that cannot be read."""
    if locked is None or not asked:
        return True
    try:
        return satisfies(asked, locked.value)
    except (FunctionError, ValueError):
        return True


def obsolete_format(by_path: Mapping[str, Source], prefix: str) -> Iterator[ObsoleteUse]:
    """That a chart is in the format of Helm 2."""
    source = by_path.get(f"{prefix}Chart.yaml")
    top = next(load(source).mappings(), None) if source else None
    if source is None or top is None:
        return
    version = top.scalar("apiVersion")
    listed = f"{prefix}requirements.yaml" in by_path
    if version is not None and version.text != "v1":
        if listed and top.get("dependencies") is None:
            yield _ignored(Location(f"{prefix}requirements.yaml"), top.text("name"))
        return
    name = "chart apiVersion v1" + (" with requirements.yaml" if listed else "")
    at = version.at if version else Location(source.path)
    instead = "apiVersion v2" + (" with `dependencies` in Chart.yaml" if listed else "")
    yield ObsoleteUse(
        at,
        ObsoleteKind.CHART_FORMAT,
        name,
        f"chart {top.text('name')}",
        "the format of Helm 2, which ended in November 2020",
        False,
        instead,
        "https://helm.sh/docs/topics/v2_v3_migration/",
        from_path(f"{prefix}x") or UNSTATED,
        # Charts of v1 list their dependencies elsewhere; with `dependencies` there, v2 would begin to load them.
        rewrite="v2" if version is not None and not listed and top.get("dependencies") is None else "",
    )


def _ignored(at: Location, chart: str) -> ObsoleteUse:
    return ObsoleteUse(
        at,
        ObsoleteKind.CHART_FORMAT,
        "requirements.yaml",
        f"chart {chart}",
        "which charts of apiVersion v2 do not read",
        True,
        "`dependencies` in Chart.yaml",
        "https://helm.sh/docs/topics/charts/#chart-dependencies",
    )


def without_chosen(parts: Parts, by_path: Mapping[str, Source]) -> Parts:
    """The parts without API versions that a template chooses: which one it takes is for the cluster to say, and
    here there is none.
    """
    if not parts.obsolete:
        return parts
    kept = tuple(use for use in parts.obsolete if not _is_chosen(use.at, by_path.get(use.at.path)))
    return replace(parts, obsolete=kept)


def _is_chosen(at: Location, source: Source | None) -> bool:
    if source is None or at.line is None:
        return False
    lines = source.text.splitlines()
    written = lines[at.line - 1] if at.line <= len(lines) else ""
    return "{{" in written or ".Capabilities." in source.text


def chart_overrides(
    by_path: Mapping[str, Source], prefix: str, environment: Environment, names: Mapping[str, str]
) -> Iterator[ConfigurationOverride]:
    """What the chart's values files override in its dependencies; `names` are their keys in the values and
    the charts behind them.
    """
    for path, source in by_path.items():
        inside = path.removeprefix(prefix)
        if not path.startswith(prefix) or "/" in inside or not inside.startswith("values"):
            continue
        if not inside.endswith((".yaml", ".yml")):
            continue
        stated = from_path(inside) if inside not in ("values.yaml", "values.yml") else None
        for top in load(source).mappings():
            for key, chart in names.items():
                yield from overrides_in(top.mapping(key), chart, stated or environment, key)


def own_backup(by_path: Mapping[str, Source], prefix: str) -> Located[bool | Unknown] | None:
    """Where a chart that has a backup of its own switches it off, None for all others."""
    values = by_path.get(f"{prefix}values.yaml")
    if values is None or "backup:" not in values.text:
        return None
    templates = (
        s for path, s in by_path.items() if path.startswith(f"{prefix}templates/") and "backup" in path
    )
    if not any("CronJob" in source.text for source in templates):
        return None
    switches = (top.scalar("backup", "enabled") for top in load(values).mappings())
    off = next((one for one in switches if one is not None and one.boolean is False), None)
    return None if off is None else Located(False, off.at)


def with_own_backup(parts: Parts, backup: Located[bool | Unknown] | None) -> Parts:
    """The parts of a chart, its stores with what the chart says of their backup."""
    if backup is None or not parts.workloads:
        return parts
    found = (w if w.backup or w.runs_to_completion else replace(w, backup=backup) for w in parts.workloads)
    return replace(parts, workloads=tuple(found))
