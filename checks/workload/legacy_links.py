"""Containers find each other by links.

Links are docker's first way to connect containers, kept for old files only: they tie the start order of
containers together, are written once more for every pair, and go stale when the other side is made anew.

Put the containers into one network, where each finds the others by name; a compose project has such a network
already, so there the links can simply go.

It is fine in a file that is kept to show how it used to be done.
"""

from collections.abc import Iterator

from complexity_lint import (
    Command,
    EnvironmentKind,
    Finding,
    Fix,
    Level,
    Precision,
    Related,
    RemoveKey,
    RenameKey,
    Safety,
    System,
    Workload,
    check,
    values_of,
)

QUIET = (EnvironmentKind.EXAMPLE, EnvironmentKind.TEST)


@check("legacy-links", Level.WARNING, since="0.1.0", precision=Precision.VERY_HIGH, fixes=Safety.SAFE)
def legacy_links(system: System) -> Iterator[Finding]:
    for workload in system.workloads:
        if workload.links and workload.environment.kind not in QUIET:
            first, *others = workload.links
            names = ", ".join(dict.fromkeys(link.value for link in workload.links))
            yield Finding(
                at=first.at,
                message=f"{workload.name} is linked to {names}; containers of one network find each other by name",
                related=tuple(Related(link.at, f"link to {link.value}") for link in others),
                entity=workload.name,
                evidence=names,
                environments=workload.environments,
                fix=_without_links(workload, system),
            )
    for script in system.scripts:
        if script.environment.kind not in QUIET:
            for command in script.commands:
                yield from _in_command(command)


def _without_links(workload: Workload, system: System) -> Fix | None:
    """The links gone, where all of them lead to services on a network that both are on. The order of the start, which
    a link implies, stays: by the dependencies that are stated already, or by the links made into such.
    """
    beside = {w.name: w for w in system.workloads if w.group == workload.group}
    names = tuple(link.value for link in workload.links)
    shared = all(name in beside and set(beside[name].networks) & set(workload.networks) for name in names)
    at = workload.links[0].at
    if not shared or any(link.at.path != at.path for link in workload.links):
        return None
    stated = {one.name for one in workload.dependencies if one.at.path == at.path}
    if set(names) <= stated:
        return Fix("find each other by name: remove the links", (RemoveKey(at, "links", names),))
    if workload.dependencies:
        return None
    renamed = RenameKey(at, "links", "depends_on", names)
    return Fix(
        "find each other by name: keep only the order", (renamed,), reveals=("startup-order-coupling",)
    )


FLAGS = frozenset(
    (
        "-d -i -t -it -ti -dit -itd -P -q --rm --detach --interactive --tty --privileged --init "
        "--read-only --publish-all"
    ).split()
)
"""Options of `docker run` that take no value."""


def _options(command: Command) -> list[str]:
    """The words between `run` and the image: what follows the image is for the program in the container."""
    words = list(command.words[2:] if command.words[1] in ("run", "create") else command.words[3:])
    found: list[str] = []
    while words and words[0].startswith("-"):
        option = words.pop(0)
        found.append(option)
        if "=" not in option and option not in FLAGS and words:
            found.append(words.pop(0))
    return found


def _in_command(command: Command) -> Iterator[Finding]:
    if command.name in ("docker", "podman") and {"run", "create"} & set(command.words[1:3]):
        links = values_of(_options(command), "--link")
        if links:
            names = ", ".join(link.partition(":")[0] for link in links)
            message = f"docker {command.words[1]} links the container to {names}; a network of their own replaces links"
            yield Finding(command.at, message, entity=command.at.path, evidence=names)
