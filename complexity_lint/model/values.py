"""Values that static reading may or may not know, with the places they come from."""

from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, Literal, TypeVar

from complexity_lint.source import Location

T_co = TypeVar("T_co", covariant=True)


class Unknown(Enum):
    """The one value that stands for "cannot be known without running something".

    It flows through every evaluator; an attribute that is unknown never makes a check fire.
    """

    UNKNOWN = "<unknown>"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final[Literal[Unknown.UNKNOWN]] = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class Located(Generic[T_co]):
    """A value and the place a user would edit to change it.

    `origins` are the further places that took part, nearest first: the template line that
    prints a chart value, the resource argument behind a Terraform variable.
    """

    value: T_co
    at: Location
    origins: tuple[Location, ...] = ()
