"""The addresses of the project, all derived from `project_urls` in the metadata of what is installed."""

from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, entry_points, metadata

from complexity_lint.check_definition import Check
from complexity_lint.registry import GROUP

_DISTRIBUTION = "complexity-lint"


def source_url() -> str | None:
    """Where this project's source is, or None when it is not installed."""
    return _source_of(_DISTRIBUTION)


def page_url(check: Check) -> str | None:
    """Where the page of a check is: `docs/checks/<id>.md` at the source of the package it comes from."""
    source = _source_of(_distribution_of(check.module.partition(".")[0]))
    return f"{source}/docs/checks/{check.id}.md" if source else None


@cache
def _distribution_of(package: str) -> str:
    for point in entry_points(group=GROUP):
        if point.value.partition(":")[0].partition(".")[0] == package and isinstance(
            point.dist, Distribution
        ):
            return str(point.dist.metadata["Name"])
    return _DISTRIBUTION


@cache
def _source_of(distribution: str) -> str | None:
    try:
        urls = metadata(distribution).get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    for line in urls:
        label, _, url = str(line).partition(",")
        if label.strip().lower() == "source":
            return url.strip().rstrip("/")
    return None
