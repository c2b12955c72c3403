"""What compose files mount by variables, whose values only an example of the environment file tells."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from complexity_lint.assemble.development_signs import changes_for_development
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.workloads import Container, Controller, Mount, MountKind, Workload

_EXAMPLES = (".env.example", ".env.dist", ".env.sample", ".env.template", "env.example", "example.env")
_LINE = re.compile(r"(?m)^(?:export\s+)?(\w+)=[\"']?([^\"'#\n]*?)[\"']?\s*$")
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?-[^}]*)?\}|(\w+))")


def developed_projects(workloads: Iterable[Workload], repository: Repository) -> dict[str, str]:
    """The compose projects that mount their sources over what they build, once the values of the example beside them
    are filled in; each with what shows it.
    """
    found: dict[str, str] = {}
    for workload in workloads:
        unknown = any("$" in mount.source for container in workload.containers for mount in container.mounts)
        if workload.controller is not Controller.COMPOSE or workload.project in found or not unknown:
            continue
        values = _example(workload.project.rpartition("/")[0], repository)
        if values and changes_for_development(_filled(workload, values)):
            found[workload.project] = (
                f"{workload.name} has its sources mounted, by the example of its variables"
            )
    return found


def _example(folder: str, repository: Repository) -> dict[str, str]:
    for name in _EXAMPLES:
        text = repository.text(f"{folder}/{name}".lstrip("/"))
        if text:
            return {match[1]: match[2] for match in _LINE.finditer(text)}
    return {}


def _filled(workload: Workload, values: Mapping[str, str]) -> Workload:
    return replace(workload, containers=tuple(_with_mounts(one, values) for one in workload.containers))


def _with_mounts(container: Container, values: Mapping[str, str]) -> Container:
    return replace(container, mounts=tuple(_told(mount, values) for mount in container.mounts))


def _told(mount: Mount, values: Mapping[str, str]) -> Mount:
    source, target = (
        _VARIABLE.sub(lambda match: values.get(match[1] or match[2], match[0]), text)
        for text in (mount.source, mount.target)
    )
    is_path = "$" not in source and source.startswith((".", "/"))
    return replace(mount, kind=MountKind.BIND, source=source, target=target) if is_path else mount
