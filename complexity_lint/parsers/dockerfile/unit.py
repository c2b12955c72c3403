"""One Dockerfile -> parts."""

import re

from complexity_lint.finding import FileCoverage
from complexity_lint.parsers.dockerfile.stages import parse
from complexity_lint.parsers.templates import TEMPLATE_REASON
from complexity_lint.parsers.unit import Parts, Unit

_STATEMENT = re.compile(r"(?m)^\s*(\{%|\{\{|<%)|^FROM\s.*(\{\{|\{%|<%)")
"""A line that only a template can have; inside a RUN the same marks are what `docker inspect --format` takes."""


def evaluate(unit: Unit) -> Parts:
    """What the unit's Dockerfile says; what the builder would refuse are problems."""
    source = unit.sources[0]
    dockerfile, problems = parse(source)
    if problems and _STATEMENT.search(source.text):
        return Parts(coverage=(FileCoverage(source.path, "skipped", TEMPLATE_REASON),))
    status, reason = ("partly", "not a valid Dockerfile") if problems else ("evaluated", "")
    coverage = (FileCoverage(source.path, status, reason),)
    return Parts(dockerfiles=(dockerfile,), problems=problems, coverage=coverage)
