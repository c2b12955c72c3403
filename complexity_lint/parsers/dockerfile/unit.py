"""One Dockerfile -> parts."""

from complexity_lint.finding import FileCoverage
from complexity_lint.parsers.dockerfile.stages import parse
from complexity_lint.parsers.unit import Parts, Unit


def evaluate(unit: Unit) -> Parts:
    """What the unit's Dockerfile says; what the builder would refuse are problems."""
    source = unit.sources[0]
    dockerfile, problems = parse(source)
    status, reason = ("partly", "not a valid Dockerfile") if problems else ("evaluated", "")
    coverage = (FileCoverage(source.path, status, reason),)
    return Parts(dockerfiles=(dockerfile,), problems=problems, coverage=coverage)
