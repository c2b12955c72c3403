"""What is set up in several regions of a provider at once."""

from dataclasses import dataclass

from complexity_lint.model.environments import Environment
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class RegionSpread:
    """One stack in several regions, or a service that is there to join regions.

    `what` says so in a few words ("an Aurora global cluster"), `places` are the further lines that take part.
    """

    at: Location
    what: str
    environment: Environment
    places: tuple[Location, ...] = ()
