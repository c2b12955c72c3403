"""One diagnostic for what one place makes several times: for several environments, or several releases of a chart."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product

from complexity_lint.finding import Diagnostic
from complexity_lint.model.workloads import Workload


class Releases:
    """Which release of a chart a thing belongs to, of those charts that are released under several names."""

    def __init__(self, workloads: Iterable[Workload] = ()) -> None:
        names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for one in workloads:
            if one.release:
                names[one.project][one.release].add(one.name)
        several = [released for released in names.values() if len(released) > 1]
        self._of: dict[str, set[str]] = defaultdict(set)
        for release, made in (item for released in several for item in released.items()):
            for name in (release, *made):
                self._of[name].add(release)

    def of(self, entity: str) -> str:
        """The release that something belongs to by its name, or by what its name begins with; empty where no or more
        than one is known.
        """
        words = re.split(r"(-)", entity)
        starts = ("".join(words[:count]) for count in range(len(words), 0, -2))
        found = next((self._of[name] for name in starts if name in self._of), set[str]())
        return next(iter(found)) if len(found) == 1 else ""


def merge(diagnostics: Iterable[Diagnostic], releases: Releases | None = None) -> list[Diagnostic]:
    """One diagnostic for what is found at one place in several environments, naming them all; what one place is told
    in the same words about several projects is told once too, and what it makes for each environment, or for each
    release of a chart, under another name: a module's one resource, a template's one line.
    """
    same_thing = _merged(diagnostics, lambda d: (d.finding.entity, d.finding.evidence))
    same_words = _merged(same_thing, lambda d: d.finding.message)
    known = releases or Releases()
    alike = _grouped(same_words, lambda d: _but_for_its_name(d, known.of(d.finding.entity))).values()
    named_once = [_as_one(made) for group in alike for made in _one_of_each(group, known)]
    # the same fact of two releases may be put in other words: `app of shop` where the other one is called `app`
    same_fact = _grouped(named_once, lambda d: _fact(d, known)).values()
    return [_as_one(made) for group in same_fact for made in _one_of_each(group, known)]


def _merged(diagnostics: Iterable[Diagnostic], told: Callable[[Diagnostic], object]) -> list[Diagnostic]:
    return [_as_one(same) for same in _grouped(diagnostics, told).values()]


def _grouped(
    diagnostics: Iterable[Diagnostic], told: Callable[[Diagnostic], object]
) -> dict[object, list[Diagnostic]]:
    grouped: dict[object, list[Diagnostic]] = defaultdict(list)
    for diagnostic in diagnostics:
        grouped[diagnostic.check_id, diagnostic.finding.at, told(diagnostic)].append(diagnostic)
    return grouped


def _as_one(same: Sequence[Diagnostic]) -> Diagnostic:
    names = sorted({name for d in same for name in d.finding.environments})
    strongest = max(same, key=lambda d: d.level)
    return replace(strongest, finding=replace(strongest.finding, environments=tuple(names)))


def _but_for_its_name(diagnostic: Diagnostic, release: str) -> tuple[str, ...]:
    """What a diagnostic says, without what the thing is called that it is about, and the release that brings it."""
    finding = diagnostic.finding
    told = (finding.message, finding.evidence)
    names = [rf"{re.escape(finding.entity)}(?![\w-])"] if finding.entity else []
    names += [rf"{re.escape(release)}(?!\w)"] if release else []
    name = re.compile(rf"(?<![\w-])({'|'.join(names)})")
    return tuple(name.sub("\0", text) for text in told) if names else told


def _fact(diagnostic: Diagnostic, releases: Releases) -> object:
    """What makes a diagnostic true of a release; of anything else nothing but the same words count as the same."""
    finding = diagnostic.finding
    own = releases.of(finding.entity) and finding.evidence
    return own or (finding.message, finding.evidence, finding.entity)


_Told = tuple[str, str]
"""The environment and the release that a diagnostic is about, each empty where none is known."""


def _one_of_each(alike: Sequence[Diagnostic], releases: Releases) -> Iterator[list[Diagnostic]]:
    """What one place makes for several environments or releases, each time for others; production's comes first, whose
    name is told.
    """
    found: list[tuple[set[_Told], list[Diagnostic]]] = []
    for diagnostic in sorted(alike, key=lambda d: (not _is_for_production(d), d.finding.entity)):
        release = releases.of(diagnostic.finding.entity)
        own = {(name, release) for name in diagnostic.finding.environments or ("",)}
        free = next((one for one in found if all(_are_apart(*pair) for pair in product(own, one[0]))), None)
        if free is None:
            found.append((own, [diagnostic]))
        else:
            free[0].update(own)
            free[1].append(diagnostic)
    yield from (made for _, made in found)


def _are_apart(one: _Told, other: _Told) -> bool:
    """Whether two of a kind are known to be for different environments, or of different releases."""
    return any(first != second and first and second for first, second in zip(one, other, strict=True))


def _is_for_production(diagnostic: Diagnostic) -> bool:
    return any(name.lower().startswith("prod") for name in diagnostic.finding.environments)


__all__ = ["Releases", "merge"]
