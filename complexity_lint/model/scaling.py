"""How many replicas of a workload there are, and what limits their going."""

from collections.abc import Iterable

from complexity_lint.model.environments import Environment
from complexity_lint.model.workloads import Autoscaler, DisruptionBudget, Workload


def autoscalers_of(workload: Workload, autoscalers: Iterable[Autoscaler]) -> tuple[Autoscaler, ...]:
    """The autoscalers that change a workload's replica count."""
    return tuple(
        one
        for one in autoscalers
        if one.target == workload.name
        and one.project == workload.project
        and _same(one.environment, workload.environment)
        and (not one.namespace or not workload.namespace or one.namespace == workload.namespace)
    )


def budgets_of(workload: Workload, budgets: Iterable[DisruptionBudget]) -> tuple[DisruptionBudget, ...]:
    """The disruption budgets whose selector matches a workload's labels."""
    labels = set(workload.labels)
    return tuple(
        one
        for one in budgets
        if one.selector
        and set(one.selector) <= labels
        and one.project == workload.project
        and _same(one.environment, workload.environment)
    )


def is_scaled(workload: Workload, autoscalers: Iterable[Autoscaler]) -> bool:
    """Whether there may be more than one replica at a time."""
    if (
        workload.replicas is not None
        and isinstance(workload.replicas.value, int)
        and workload.replicas.value > 1
    ):
        return True
    for one in autoscalers_of(workload, autoscalers):
        if one.maximum is None or not isinstance(one.maximum.value, int) or one.maximum.value > 1:
            return True
    return False


def _same(one: Environment, other: Environment) -> bool:
    """Whether two environments are one; what states none goes with what it lies beside."""
    return one == other or not one.name or not other.name
