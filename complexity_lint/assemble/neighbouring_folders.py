"""Services, autoscalers and disruption budgets that lie in another folder than the workloads they are for.

Teams sort manifests by kind (`k8s/deployments/`, `k8s/services/`) as well as by service. The API server knows nothing
of folders: names and labels of a namespace decide.
"""

import posixpath
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from complexity_lint.model.workloads import Autoscaler, DisruptionBudget, Exposure, Workload
from complexity_lint.parsers.unit import Parts

_Pointing = TypeVar("_Pointing", Exposure, Autoscaler, DisruptionBudget)
"""What points at workloads of a namespace, by their name or their labels."""


def with_neighbours(parts: Parts) -> Parts:
    """The parts, what points at no workload of its own folder counted to the one folder beside, above or below it
    that has what it points at.
    """
    plain = [w for w in parts.workloads if w.controller.is_kubernetes and _is_plain(w.at.path, w.project)]
    return replace(
        parts,
        exposures=_moved(parts.exposures, plain, lambda one, w: _selects(one.selector, w)),
        autoscalers=_moved(parts.autoscalers, plain, lambda one, w: one.target == w.name),
        disruption_budgets=_moved(parts.disruption_budgets, plain, lambda one, w: _selects(one.selector, w)),
    )


def _is_plain(path: str, project: str) -> bool:
    """Whether a manifest is the project's by lying in its folder, and not by a chart's or kustomization's doing."""
    return posixpath.dirname(path) == project


def _selects(selector: tuple[tuple[str, str], ...], workload: Workload) -> bool:
    return bool(selector) and set(selector) <= set(workload.labels)


def _moved(
    pointing: Iterable[_Pointing],
    workloads: Sequence[Workload],
    points_at: Callable[[_Pointing, Workload], bool],
) -> tuple[_Pointing, ...]:
    found = []
    for one in pointing:
        meant = [w for w in workloads if points_at(one, w)] if _is_plain(one.at.path, one.project) else []
        folders = {w.project for w in meant if _may_be_meant(one, w)}
        if len(folders) == 1 and not any(w.project == one.project for w in meant):
            one = replace(one, project=folders.pop())
        found.append(one)
    return tuple(found)


def _may_be_meant(one: Exposure | Autoscaler | DisruptionBudget, workload: Workload) -> bool:
    if one.namespace and workload.namespace and one.namespace != workload.namespace:
        return False
    return one.environment == workload.environment and _are_close(one.project, workload.project)


def _are_close(one: str, other: str) -> bool:
    """Whether two folders lie beside each other, or one in the other."""
    above, beyond = posixpath.dirname(one), posixpath.dirname(other)
    return above in (beyond, other) or beyond == one
