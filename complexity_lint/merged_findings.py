"""One diagnostic for what one place makes several times: for environments, releases, or the turns of a loop."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from complexity_lint.finding import Diagnostic, Finding
from complexity_lint.source import Location

_SHOWN = 3
"""How many of those that one line makes beside the first are named."""
_RELATED = 10
"""How many places are given that have to do with what one line makes."""


def merge(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """One diagnostic for each fact of a place, naming all environments it is for: who edits the place mends it
    everywhere. What bears another name in each environment goes by production's; what one environment has of it
    several times, as the services that a template's loop or a chart's releases make, is named beside the first.
    """
    places: dict[tuple[str, Location], list[Diagnostic]] = defaultdict(list)
    for diagnostic in diagnostics:
        places[diagnostic.check_id, diagnostic.finding.at].append(diagnostic)
    return [_as_one(fact.diagnostics) for found in places.values() for fact in _facts(found)]


@dataclass(slots=True)
class _Fact:
    """What one place is told for: diagnostics of several things, the forms that tell that they are the same."""

    forms: set[str]
    diagnostics: list[Diagnostic] = field(default_factory=list)
    things: set[tuple[str, str]] = field(default_factory=set)

    def takes(self, finding: Finding, forms: set[str]) -> bool:
        """Whether a finding says the same: of the same thing, or of one that is not among its things."""
        if (finding.entity, finding.evidence) in self.things:
            return True
        known = any(entity == finding.entity for entity, _ in self.things)
        return not known and finding.at.line is not None and not forms.isdisjoint(self.forms)


def _facts(diagnostics: Sequence[Diagnostic]) -> Iterator[_Fact]:
    """The facts that a check tells at one place."""
    found: list[_Fact] = []
    for diagnostic in sorted(diagnostics, key=lambda d: (d.finding.entity, d.finding.evidence)):
        finding = diagnostic.finding
        forms = _forms(finding)
        fact = next((one for one in found if one.takes(finding, forms)), None)
        if fact is None:
            fact = _Fact(forms)
            found.append(fact)
        fact.diagnostics.append(diagnostic)
        fact.things.add((finding.entity, finding.evidence))
    yield from found


def _forms(finding: Finding) -> set[str]:
    """What a finding says and why it is true, without what the things are called that it is about. The same fact may be
    said in other words: `app of shop`, where another one's container is called as it is.
    """
    said = _without(finding.message, finding.entity, finding.evidence)
    return {said, _without(finding.evidence, finding.entity)} - {"", "\0"}


def _without(text: str, *names: str) -> str:
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if name)
    return re.sub(rf"(?<![\w-])({known})(?![\w-])", "\0", text) if known else text


def _as_one(same: Sequence[Diagnostic]) -> Diagnostic:
    level = max(diagnostic.level for diagnostic in same)
    told = min(same, key=lambda d: (d.level < level, not _is_for_production(d), d.finding.entity))
    own = set(told.finding.environments)
    beside = [d.finding for d in same if not own or own & set(d.finding.environments)]
    environments = tuple(sorted({name for d in same for name in d.finding.environments}))
    message = told.finding.message + _also(sorted({f.entity for f in beside} - {told.finding.entity}))
    related = dict.fromkeys((*told.finding.related, *(place for f in beside for place in f.related)))
    shown = tuple(related)[: max(_RELATED, len(told.finding.related))]
    found = replace(told.finding, message=message, environments=environments, related=shown)
    return replace(told, finding=found)


def _also(names: Sequence[str]) -> str:
    if not names:
        return ""
    left = len(names) - _SHOWN
    shown = [*names[:_SHOWN], f"{left} more"] if left > 1 else list(names)
    return f" (also {', '.join(shown[:-1])} and {shown[-1]})" if len(shown) > 1 else f" (also {shown[0]})"


def _is_for_production(diagnostic: Diagnostic) -> bool:
    return any(name.lower().startswith("prod") for name in diagnostic.finding.environments)
