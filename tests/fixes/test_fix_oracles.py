"""Safe fixes keep what is deployed: docker compose says so."""

from typing import Any

import pytest
from compose.docker_compose import theirs

from fixes.fix_cases import FixCase, cases, files

COMPOSE = "docker-compose.yml"
CASES = [
    case
    for case in cases()
    if case.check.id == "legacy-links" and files(case.folder / "before") != files(case.folder / "after")
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_docker_compose_starts_the_same_in_the_same_order(case: FixCase) -> None:
    before, after = theirs(case.folder / "before"), theirs(case.folder / "after")
    assert isinstance(before, dict) and isinstance(after, dict)

    assert [name for name, service in after["services"].items() if service.get("links")] == []
    assert _without_links(before) == _without_links(after)


def _without_links(project: dict[str, Any]) -> dict[str, Any]:
    """A project as compose has completed it: a link also became a dependency, which it restarts with."""
    services = {}
    for name, service in project["services"].items():
        waits = {other: how["condition"] for other, how in (service.get("depends_on") or {}).items()}
        services[name] = {**service, "depends_on": waits, "links": None}
    return {**project, "name": "", "services": services, "networks": _named(project)}


def _named(project: dict[str, Any]) -> list[str]:
    # The name of a network begins with that of the folder.
    return sorted(project.get("networks", {}))
