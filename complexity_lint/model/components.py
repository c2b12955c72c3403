"""Components: the distinct things that are deployed, each with all its descriptions."""

from dataclasses import dataclass

from complexity_lint.model.knowledge import ImageFacts
from complexity_lint.model.roles import Ownership, Role
from complexity_lint.model.workloads import Workload
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class Description:
    """One place that says how a component is deployed. `format` is its kind in words (`compose`, `chart`)."""

    at: Location
    format: str
    environment: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """One thing that is deployed, however many files describe it: a service that compose, a chart and a
    kustomization describe is one component with three descriptions.

    `environments` are the names of those it is deployed to; `workloads` are the model's own records of it,
    one for each description and environment, none for a chart from elsewhere that is only
    installed here. `built_by` is the Dockerfile that makes its image. `application` names
    what is deployed together: the first project of those that deploy the same things.
    """

    name: str
    ownership: Ownership
    role: Role
    environments: tuple[str, ...]
    descriptions: tuple[Description, ...]
    workloads: tuple[Workload, ...]
    built_by: str = ""
    software: ImageFacts | None = None
    application: str = ""
