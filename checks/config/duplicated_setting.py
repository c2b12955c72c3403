"""One setting of one service has two values.

Two descriptions deploy the same service to the same environment, and they disagree. Which of them is right depends on
who deployed last; a change is made in one of them, tested, and undone by the other.

Keep the setting in one place and let the other refer to it, or give up one of the two descriptions.

It is fine for files of different environments, for an overlay that is named after what it changes, for a deployment
that overrides a default of the code, the image or a chart, and for values that somebody is to fill in.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from complexity_lint import (
    Finding,
    Level,
    Precision,
    Related,
    System,
    Variable,
    Workload,
    check,
)

LOOSE = frozenset(
    "PORT HOST HOSTNAME TZ LANG LC_ALL PATH HOME POD_NAME NODE_NAME NAMESPACE SERVICE_NAME VERSION".split()
)
"""What each platform gives in its own way."""


TO_FILL_IN = re.compile(
    r"(?i)(?<![a-z])(random|your|change|replace|placeholder)(?![a-z])|<[a-z][\w -]*>|changeme"
)
"""What a value says that somebody is to replace: two such are one gap, however they are spelled."""

PRODUCTION_NAMES = frozenset({"", "prod", "production", "prd", "live"})
OVERLAY = re.compile(r"(?:^|/)(?:overlays?|variants?)/([^/]+)")


@check("duplicated-setting", Level.NOTE, since="0.1.0", precision=Precision.MEDIUM, default=False)
def duplicated_setting(system: System) -> Iterator[Finding]:
    same: dict[tuple[str, str, str], list[Workload]] = defaultdict(list)
    for workload in system.workloads:
        image = workload.main.image if workload.main else None
        runs = workload.built_by or (image.name if image else "")
        if workload.is_production and runs and not _is_for_a_purpose(workload):
            name = workload.environment.name
            same[workload.name, runs, "production" if name in PRODUCTION_NAMES else name].append(workload)
    for (name, _, _), workloads in same.items():
        yield from _differing(name, workloads)
    for workload in system.workloads:
        if workload.is_production:
            yield from _twice(workload)


def _is_for_a_purpose(workload: Workload) -> bool:
    """Whether it stands in an overlay that is named after what it changes (`overlays/with-cache`), not after an
    environment: to differ is what it is for.
    """
    found = OVERLAY.search(workload.project)
    named = found is not None and not set(re.findall(r"[a-z]+", found[1].lower())) & PRODUCTION_NAMES
    return named and workload.environment.name in PRODUCTION_NAMES


def _differing(name: str, workloads: list[Workload]) -> Iterator[Finding]:
    """Settings of two descriptions of a component that differ; variants of one chart or kustomization are one."""
    places: dict[str, list[tuple[Workload, Variable]]] = defaultdict(list)
    for workload in workloads:
        for setting in workload.main.settings if workload.main else ():
            if setting.value is not None and setting.name not in LOOSE and "$" not in setting.value:
                places[setting.name].append((workload, setting))
    for setting_name, found in places.items():
        first_workload, first = found[0]
        for workload, setting in found[1:]:
            other = _is_another(first_workload, workload) and not _agree(first_workload, workload, found)
            if (
                other
                and setting.value != first.value
                and setting.at.path != first.at.path
                and not (TO_FILL_IN.search(first.value or "") and TO_FILL_IN.search(setting.value or ""))
            ):
                yield Finding(
                    setting.edited_at,
                    f"{setting_name} of {name} has another value than in {first.at.path}, for the same environment",
                    related=(Related(first.edited_at, "the other value"),),
                    entity=name,
                    evidence=setting_name,
                    environments=workload.environments,
                )
                break


def _is_another(one: Workload, other: Workload) -> bool:
    """Whether two workloads are two descriptions. Folders of one format may be regions or customers."""
    namespaces = {one.namespace, other.namespace} - {""}
    return one.format != other.format and len(namespaces) < 2


def _agree(one: Workload, other: Workload, found: list[tuple[Workload, Variable]]) -> bool:
    """Whether two formats agree in one of their variants: then the other variants are another installation."""
    values = [{s.value for w, s in found if w.format == side.format} for side in (one, other)]
    return bool(values[0] & values[1])


def _twice(workload: Workload) -> Iterator[Finding]:
    """A variable that one container's list gives twice: the last one counts, whatever the first says."""
    for container in workload.containers:
        seen: dict[str, Variable] = {}
        for setting in container.settings:
            before = seen.get(setting.name)
            if before is not None and before.value != setting.value and before.at != setting.at:
                yield Finding(
                    setting.edited_at,
                    f"{setting.name} is set twice for {workload.name}, with different values: the last one counts",
                    related=(Related(before.edited_at, "the first value"),),
                    entity=workload.name,
                    evidence=setting.name,
                    environments=workload.environments,
                )
            seen[setting.name] = setting
