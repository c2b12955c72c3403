"""Entry points -> checks. Our own checks come through the same door as everybody's."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType

from complexity_lint.check_definition import Check

GROUP = "complexity_lint.checks"


class BrokenPlugin(Exception):
    """A package of checks that cannot be used; the message names it and says why."""


def installed_checks(points: Iterable[EntryPoint] | None = None) -> tuple[Check, ...]:
    """Every installed check, sorted by id.

    `points` are the entry points to walk, by default those of the group `complexity_lint.checks`.
    Raises BrokenPlugin when a package cannot be imported, two checks have one id, or none is installed.
    """
    found: dict[str, tuple[Check, str]] = {}
    for point in entry_points(group=GROUP) if points is None else points:
        for check in _checks_of(point):
            if check.id in found and found[check.id][0] != check:
                other = found[check.id][1]
                raise BrokenPlugin(f"check {check.id!r} comes from both {other!r} and {point.value!r}")
            found[check.id] = (check, point.value)
    if not found:
        raise BrokenPlugin("no checks are installed; install the package (pip install -e .) first")
    return tuple(found[id][0] for id in sorted(found))


def _checks_of(point: EntryPoint) -> Iterator[Check]:
    for module in _modules_of(point):
        for value in vars(module).values():
            if isinstance(value, Check) and value.module == module.__name__:
                yield value


def _modules_of(point: EntryPoint) -> Iterator[ModuleType]:
    # Whatever a plugin raises on import is the plugin's fault, and the user must learn whose: so every exception.
    try:
        package = point.load()
        yield package
        for info in pkgutil.walk_packages(getattr(package, "__path__", []), package.__name__ + "."):
            yield importlib.import_module(info.name)
    except Exception as error:
        raise BrokenPlugin(f"plugin {point.value!r} cannot be loaded: {error!r}") from error
