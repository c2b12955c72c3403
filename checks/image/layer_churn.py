"""Layers do what one layer could do, or undo what one before did.

Every RUN is a layer that is built, stored and pulled. What a later layer deletes stays in the one before, so the
image does not shrink; a package index that is fetched in a layer of its own is taken from the cache for months and
then no longer has the versions that the next layer asks for.

Join adjacent trivial commands with `&&` or a heredoc, run `apt-get update` and `apt-get install` in one RUN, and
delete in the layer that made the mess. Better still, mount (`RUN --mount=type=bind`) what only the build needs.

It is fine in builder stages, which nobody pulls, and in images that are squashed afterwards.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch

from complexity_lint import (
    Command,
    Copy,
    Declaration,
    Finding,
    Fix,
    ImageBuild,
    JoinRuns,
    Level,
    Precision,
    Related,
    Run,
    Safety,
    Stage,
    StepKind,
    System,
    check,
    installation,
    removed,
)

TRIVIAL = frozenset("mkdir chmod chown chgrp echo printf touch ln mv cp rm true : cd".split())
INDEX_UPDATES = {
    "apt-get": ("update",),
    "apt": ("update",),
    "apk": ("update",),
    "yum": ("makecache",),
    "dnf": ("makecache",),
    "zypper": ("refresh", "ref"),
}
LISTS = ("/var/lib/apt/lists", "/var/cache/apk", "/var/cache/apt", "/var/cache/yum", "/var/cache/dnf")


@check("layer-churn", Level.NOTE, since="0.1.0", precision=Precision.HIGH, fixes=Safety.SAFE)
def layer_churn(system: System, *, min_adjacent: int = 3) -> Iterator[Finding]:
    seen: set[object] = set()
    for build in system.builds:
        if not build.is_deployed:
            continue
        for stage in build.shipped_stages:
            if stage.at not in seen:
                seen.add(stage.at)
                yield from _adjacent(stage, build, min_adjacent)
                yield from _lone_updates(stage, build)
                yield from _late_deletes(stage, build)


def _adjacent(stage: Stage, build: ImageBuild, least: int) -> Iterator[Finding]:
    group: list[Run] = []
    for step in (*stage.steps, None):
        if isinstance(step, Run) and _is_trivial(step):
            group.append(step)
            continue
        if len(group) >= least:
            names = ", ".join(dict.fromkeys(c.name for run in group for c in run.commands if c.name != "cd"))
            yield Finding(
                group[0].at,
                f"{len(group)} layers in a row for trivial commands ({names}): one RUN would do",
                related=tuple(Related(run.at, "a further layer") for run in group[1:]),
                entity=build.at.path,
                evidence=f"adjacent {names}",
                fix=Fix("join the layers into one", (JoinRuns(tuple(run.at for run in group)),)),
            )
        group = []


def _is_trivial(run: Run) -> bool:
    names = {command.name for command in run.commands}
    return not run.is_heredoc and not run.mounts and bool(names - {"cd"}) and names <= TRIVIAL


def _lone_updates(stage: Stage, build: ImageBuild) -> Iterator[Finding]:
    for step in stage.steps:
        if not isinstance(step, Run) or step.mounts:
            continue
        updates = [command for command in step.commands if _is_index_update(command)]
        others = [
            c for c in step.commands if c not in updates and c.name not in TRIVIAL and "clean" not in c.words
        ]
        if updates and not others:
            what = " ".join([w for w in updates[0].words if not w.startswith("-")][:2])
            message = (
                f"`{what}` has a layer of its own: the cache keeps its index until the installs after it fail"
            )
            fix = _with_next(step, stage)
            yield Finding(updates[0].at, message, entity=build.at.path, evidence=what, fix=fix)


def _with_next(step: Run, stage: Stage) -> Fix | None:
    """The lone update joined with the layer after it, where that one installs."""
    index = stage.steps.index(step) + 1
    following = stage.steps[index] if index < len(stage.steps) else None
    if not isinstance(following, Run) or following.mounts or following.is_heredoc:
        return None
    if not any(installation(command, following.text) for command in following.commands):
        return None
    return Fix("update the index in the layer that installs", (JoinRuns((step.at, following.at)),))


def _is_index_update(command: Command) -> bool:
    verbs = INDEX_UPDATES.get(command.name, ())
    arguments = [word for word in command.arguments if not word.startswith("-")]
    return bool(arguments) and arguments[0] in verbs


class _Layers:
    """What the layers of a stage have added so far: paths with the place, and packages."""

    def __init__(self) -> None:
        self.paths: dict[str, tuple[Copy | Command, str]] = {}
        self.packages: dict[str, Command] = {}
        self.lists: Command | None = None
        self.folder = "/"


def _late_deletes(stage: Stage, build: ImageBuild) -> Iterator[Finding]:
    layers = _Layers()
    for step in stage.steps:
        if isinstance(step, Declaration) and step.kind is StepKind.WORKDIR and step.words:
            layers.folder = posixpath.join(layers.folder, step.words[0])
        elif isinstance(step, Copy):
            for path in _copied(step, layers.folder):
                layers.paths[path] = (step, path)
        elif isinstance(step, Run):
            yield from _deletes(step, layers, build)
            _add(step, layers)


def _copied(step: Copy, folder: str) -> Iterator[str]:
    """The paths in the image that a COPY makes, where its sources are named one by one."""
    destination = posixpath.normpath(posixpath.join(folder, step.destination))
    into = step.destination.endswith(("/", ".")) or len(step.sources) > 1
    if step.takes_all or "$" in destination:
        return
    for source in step.sources:
        name = posixpath.basename(source.rstrip("/"))
        if set(name) & set("*?["):
            continue
        # A folder is copied as what it holds; without knowing which it is, only a name with an ending is a file.
        if into and "." in name.strip("."):
            yield posixpath.join(destination, name)
        elif not into:
            yield destination
            if "." in name and "." not in posixpath.basename(destination):
                yield posixpath.join(destination, name)


def _deletes(step: Run, layers: _Layers, build: ImageBuild) -> Iterator[Finding]:
    fetches = any(_is_index_update(c) or installation(c) for c in step.commands)
    moved = any(command.name in ("cd", "pushd") for command in step.commands)
    for command in step.commands:
        if command.name in ("rm", "unlink"):
            hit = _deleted_path(command, layers, moved)
            if hit is not None:
                yield _finding(command, hit[1], hit[0], build)
                return
            if layers.lists and not fetches and _deletes_lists(command):
                yield _finding(command, "the package index", layers.lists, build)
                return
        gone = [name for name in removed(command, step.text) if name in layers.packages]
        if gone:
            yield _finding(command, ", ".join(gone[:3]), layers.packages[gone[0]], build)
            return


def _deleted_path(command: Command, layers: _Layers, moved: bool) -> tuple[Copy | Command, str] | None:
    for word in command.arguments:
        if word.startswith("-") or "$" in word or (moved and not word.startswith("/")):
            continue
        pattern = posixpath.normpath(posixpath.join(layers.folder, word))
        for path, (step, named) in layers.paths.items():
            inside = pattern not in ("/tmp", "/var/tmp") and path.startswith(f"{pattern}/")
            if pattern == path or inside or (set("*?") & set(word) and fnmatch(path, pattern)):
                return step, named
    return None


def _deletes_lists(command: Command) -> bool:
    return any(word.startswith(LISTS) for word in command.arguments)


def _finding(command: Command, what: str, added: Copy | Command, build: ImageBuild) -> Finding:
    return Finding(
        command.at,
        f"deletes {what}, which an earlier layer added: the image keeps it all the same",
        related=(Related(added.at, "the layer that added it"),),
        entity=build.at.path,
        evidence=f"delete {what}",
    )


def _add(step: Run, layers: _Layers) -> None:
    if any(mount.target.startswith(LISTS) for mount in step.mounts):
        return
    kept = step.commands
    deleted = [c for c in kept if c.name == "rm"]
    updates = [c for c in kept if _is_index_update(c)]
    if updates and not any(_deletes_lists(c) for c in deleted):
        layers.lists = updates[0]
    gone = {name for c in kept for name in removed(c, step.text)}
    for command in kept:
        found = installation(command, step.text)
        if found is not None and found.group not in gone - {""}:
            layers.packages |= dict.fromkeys((*found.names, *([found.group] if found.group else [])), command)
        for path in _downloaded(command):
            if path.startswith("/") and not any(path in c.words for c in deleted):
                layers.paths[path] = (command, path)
    for name in _written(step):
        path = posixpath.normpath(posixpath.join(layers.folder, name))
        if not any(name in c.words for c in deleted):
            layers.paths[path] = (kept[-1], name)


_WRITES = re.compile(r"(?<![\d&>=<|-])>[ \t]*([\w./-]+)(?=[\s;&|)]|$)")


def _written(step: Run) -> Iterator[str]:
    """The files that a layer writes by redirection; what is appended to may have come with the base."""
    moves = any(command.name in ("cd", "pushd") for command in step.commands)
    for match in _WRITES.finditer("" if step.is_heredoc or not step.commands else step.text):
        name = match[1]
        if not name.startswith("/dev/") and (name.startswith("/") or not moves):
            yield name


def _downloaded(command: Command) -> Sequence[str]:
    if command.name == "curl":
        return [*command.values_of("-o", "--output"), *_bundled(command)]
    return command.values_of("-O", "--output-document") if command.name == "wget" else []


def _bundled(command: Command) -> Iterator[str]:
    """The file of `curl -fsSLo FILE`."""
    words = command.words
    for index, word in enumerate(words[:-1]):
        if re.fullmatch(r"-[a-zA-Z]+o", word):
            yield words[index + 1]
