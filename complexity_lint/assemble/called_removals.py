"""What the scripts remove again that the steps of an image build call."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from complexity_lint.discovery.repository import Repository
from complexity_lint.model.called_scripts import called_script, copied_paths
from complexity_lint.model.images import Copy, ImageBuild, Run, Stage, Step
from complexity_lint.model.installs import installation, removed
from complexity_lint.model.pipelines import Script, ScriptKind
from complexity_lint.source import Location


def with_removals(
    builds: Sequence[ImageBuild], scripts: Iterable[Script], repository: Repository
) -> tuple[ImageBuild, ...]:
    """The builds, their RUNs with the packages that the shell scripts remove which they call."""
    removing = {
        script.at.path: gone
        for script in scripts
        if script.kind is ScriptKind.SHELL and (gone := _removed_by(script, repository))
    }
    return tuple(_with_removals(build, removing) for build in builds) if removing else tuple(builds)


def _removed_by(script: Script, repository: Repository) -> frozenset[str]:
    """The packages that a script removes, and does not install after that."""
    if not any(_REMOVES & set(command.words) for command in script.commands):
        return frozenset()
    text = _COMMENT.sub("", repository.text(script.at.path) or "")
    gone: set[str] = set()
    for command in script.commands:
        installed = installation(command, text)
        gone -= set(installed.names) if installed is not None else set()
        gone |= set(removed(command, text))
    return frozenset(gone)


_REMOVES = frozenset("remove purge autoremove del erase rm uninstall".split())
_COMMENT = re.compile(r"(?m)^[ \t]*#.*$")


def _with_removals(build: ImageBuild, removing: Mapping[str, frozenset[str]]) -> ImageBuild:
    copied: list[str] = []
    changed: dict[Location, Stage] = {}
    for stage in reversed(build.shipped_stages):
        steps: list[Step] = []
        for step in stage.steps:
            if isinstance(step, Copy) and not step.from_:
                copied += copied_paths(step, build)
            steps.append(_with_removed(step, copied, removing) if isinstance(step, Run) else step)
        if tuple(steps) != stage.steps:
            changed[stage.at] = replace(stage, steps=tuple(steps))
    if not changed:
        return build
    stages = tuple(changed.get(stage.at, stage) for stage in build.dockerfile.stages)
    return replace(build, dockerfile=replace(build.dockerfile, stages=stages))


def _with_removed(step: Run, copied: Sequence[str], removing: Mapping[str, frozenset[str]]) -> Run:
    called = {called_script(command, copied, removing) for command in step.commands} - {""}
    gone = {name for path in called for name in removing[path]}
    return replace(step, removed_by_scripts=tuple(sorted(gone))) if gone else step
