"""Environments that the configuration names: they win over what paths and files say (catalogue, Rulings)."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from complexity_lint.model.environments import Environment
from complexity_lint.parsers.unit import Parts

Told = Callable[[str], Environment | None]
"""The environment that the configuration names for a file, None where it is silent."""


def with_told_environments(parts: Parts, told: Told, only: Environment | None = None) -> Parts:
    """The parts, each with the environment that its file is said to be for; with `only`, those alone that have that
    one yet.
    """
    return with_environments_of(parts, lambda part: told(part.at.path), only)


def with_environments_of(
    parts: Parts,
    of: Callable[[Any], Environment | None],  # of parts of any kind, each with a place
    only: Environment | None = None,
) -> Parts:
    """The parts, each with the environment that `of` says of it, if it says any; with `only`, those alone that have
    that one yet.
    """
    # Which parts have an environment is the model's business, and grows with it: so by name.
    changed: dict[str, Any] = {
        one.name: tuple(_with_environment(part, of, only) for part in getattr(parts, one.name))
        for one in fields(parts)
    }
    return replace(parts, **changed)


def _with_environment(part: Any, of: Callable[[Any], Environment | None], only: Environment | None) -> Any:
    if not is_dataclass(part) or not hasattr(part, "environment") or not hasattr(part, "at"):
        return part
    if only is not None and part.environment != only:
        return part
    environment = of(part)
    return part if environment is None else replace(part, environment=environment)  # type: ignore[type-var]  # a part
