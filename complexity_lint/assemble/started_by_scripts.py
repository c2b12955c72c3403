"""Containers that scripts start by `docker run -d` and `docker service create` -> components.

They are moving parts like any other, though no file describes them: the command is their only description.
"""

from collections.abc import Iterable, Iterator, Sequence

from complexity_lint.model.components import Component, Description
from complexity_lint.model.images import ImageBuild
from complexity_lint.model.knowledge import describe
from complexity_lint.model.pipelines import Script
from complexity_lint.model.ran_commands import lasting_commands
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.roles import Ownership, Role
from complexity_lint.parsers.hosts.docker_run import docker_words, read_run

_KEEPS_RUNNING = ("-d", "--detach", "-dit", "-itd", "-dti", "-td", "-di")


def started_by_scripts(
    scripts: Iterable[Script], builds: Sequence[ImageBuild], known: Iterable[Component]
) -> tuple[Component, ...]:
    """One component for each named container that a script keeps running, unless a description has that name.

    What does not stay is left out.
    """
    names = {component.name for component in known}
    found: dict[str, list[Component]] = {}
    for script in scripts:
        for component in _of_commands(script, builds):
            if component.name not in names:
                found.setdefault(component.name, []).append(component)
    return tuple(listed[0] for listed in found.values())


def _of_commands(script: Script, builds: Sequence[ImageBuild]) -> Iterator[Component]:
    for command in lasting_commands(script):
        run = read_run(docker_words(command))
        if run is None or run.image.startswith(("$", "%", "{")):
            continue
        creates = "service" in command.words
        lasting = creates or any(name in _KEEPS_RUNNING for name, _ in run.options)
        name = next(iter(run.values("--name", "-name")), "")
        if not lasting or not name or "$" in name:
            continue
        image = parse_image_reference(run.image, command.at)
        facts = describe(image)
        build = next((b for b in builds if any(r.name == image.name for r in b.references)), None)
        own = build is not None and facts is None
        role = (
            facts.role
            if facts
            else Role.WEB
            if run.values("-p", "--publish")
            else Role.WORKER
            if own
            else Role.UNKNOWN
        )
        yield Component(
            name=name,
            ownership=Ownership.FIRST_PARTY if own else Ownership.OFF_THE_SHELF,
            role=role,
            environments=(script.environment.name,),
            descriptions=(Description(command.at, "script", script.environment.name),),
            workloads=(),
            built_by=build.at.path if build is not None and own else "",
            software=facts,
            application=script.at.path.rpartition("/")[0],
        )
