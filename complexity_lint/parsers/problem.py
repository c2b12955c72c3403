"""What a parser reports when a file, or a part of it, cannot be read."""

from dataclasses import dataclass

from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """A place the format's own reader would refuse, and why, in one line."""

    at: Location
    message: str
