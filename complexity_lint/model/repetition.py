"""Stacks that are made once for each item of a collection."""

from dataclasses import dataclass

from complexity_lint.model.environments import Environment
from complexity_lint.model.values import Located
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class RepeatedStack:
    """A module or resource that is repeated and makes a store or a cluster each time.

    `over` are the keys of the collection (empty where they are not known), at the place where it is set.
    `words` are the names the repetition is written with (`var.tenants` has `tenants`), `holds` what each
    instance has (`Amazon RDS`, `EKS cluster`). `whole` says that it is a stack, not a lone store. `repeated_at` is the
    line that repeats it (`for_each`), None where it is written down several times.
    """

    at: Location
    name: str
    environment: Environment
    over: Located[tuple[str, ...]]
    words: tuple[str, ...]
    holds: tuple[str, ...]
    whole: bool = True
    repeated_at: Location | None = None
