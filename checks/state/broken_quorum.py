"""A group that decides by majority has too few members, or an even number.

With two members the loss of either stops both: that is less available than one. An even number survives no
more losses than the odd number below it, and one more machine can fail. One member of a coordination service
coordinates nothing.

Run three, or five where two may fail at once. Or ask whether the thing it coordinates is needed.

It is fine for development, for a single member that other systems use as a plain store, and while a member is
being replaced.
"""

from collections.abc import Iterator

from complexity_lint import Ensemble, Finding, Level, Precision, Related, System, check


@check("broken-quorum", Level.ERROR, since="0.1.0", precision=Precision.HIGH)
def broken_quorum(system: System) -> Iterator[Finding]:
    for ensemble in system.ensembles:
        members = ensemble.members.value
        if not isinstance(members, int) or not ensemble.environment.is_production or not ensemble.clustered:
            continue
        if members == 1 and ensemble.coordination:
            what = f"everything that waits for {ensemble.software} stops"
            message = f"{ensemble.name} is the only member: when it stops, {what}"
            yield _finding(ensemble, message, Level.WARNING)
        elif members > 0 and members % 2 == 0:
            yield _finding(ensemble, _even(ensemble, members), None)


def _even(ensemble: Ensemble, members: int) -> str:
    if members == 2:
        why = "both must be up for a majority, so it is less available than one alone"
        return f"{ensemble.software} has 2 members: {why}"
    return f"{ensemble.software} has {members} members, which survive no more losses than {members - 1} do"


def _finding(ensemble: Ensemble, message: str, level: Level | None) -> Finding:
    at = ensemble.members.at
    places = [*ensemble.places, *ensemble.members.origins]
    return Finding(
        at=at,
        message=message,
        related=tuple(Related(place, "a member") for place in places if place != at),
        entity=ensemble.name,
        evidence=f"{ensemble.software} {ensemble.members.value}",
        environments=ensemble.environment.names,
        level=level,
    )
