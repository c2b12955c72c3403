"""Stages that a build chooses by an argument (`FROM base-${VARIANT}`), and those that no build here chooses."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from complexity_lint.discovery.repository import Repository
from complexity_lint.model.build_arguments import arguments_given
from complexity_lint.model.images import ImageBuild, Stage, Variable, taken_from
from complexity_lint.model.system import System


def with_chosen_stages(system: System, repository: Repository) -> System:
    """The system, its builds with the stages marked that only a value of an argument reaches which nothing gives.

    Given are the default, and what compose files, bake files, pipelines, scripts, Makefiles and the READMEs beside the
    Dockerfile and at the root pass. Where a value is passed that is not known, it may be any that the scripts and
    pipelines have a word for; where they have none, anything. Of a Dockerfile that nothing builds nobody can tell.
    """
    asked = {(build.at.path, build.target.lower()) for build in system.builds}
    builds = []
    for build in system.builds:
        stages = build.dockerfile.stages
        values = _Values(build, system, repository)
        passed = [
            index for index in _passed_over(build, values) if (build.at.path, stages[index].name) not in asked
        ]
        unchosen = _with_what_they_use(set(passed), build)
        marked = tuple(replace(s, is_unchosen=True) if i in unchosen else s for i, s in enumerate(stages))
        builds.append(
            replace(build, dockerfile=replace(build.dockerfile, stages=marked)) if unchosen else build
        )
    return replace(system, builds=tuple(builds))


def _passed_over(build: ImageBuild, values: "_Values") -> Iterator[int]:
    """The stages that stand for a value of an argument that nothing gives, and that are named in no other way."""
    stages, needed = build.dockerfile.stages, build.needed_stages
    named = {index for index, stage in enumerate(stages) if stage in needed}
    chosen: dict[int, bool] = {}
    for stage in stages:
        candidates = dict(_candidates(stage, stages))
        named |= {index for index in taken_from(stage) if index not in candidates}
        given = values.given(stage.base_arguments[0], set(candidates.values())) if candidates else set()
        for index, value in candidates.items():
            chosen[index] = chosen.get(index, False) or value in given
    yield from (index for index, is_chosen in chosen.items() if not is_chosen and index not in named)


def _with_what_they_use(unchosen: set[int], build: ImageBuild) -> set[int]:
    """The stages, with those that only they take anything from."""
    users: dict[int, set[int]] = {}
    for index, stage in enumerate(build.dockerfile.stages):
        for source in taken_from(stage):
            users.setdefault(source, set()).add(index)
    found = set(unchosen)
    for index in sorted(users, reverse=True):  # a stage takes from earlier ones
        if unchosen and users[index] <= found:
            found.add(index)
    return found


def _candidates(stage: Stage, stages: tuple[Stage, ...]) -> Iterator[tuple[int, str]]:
    """The stages that a FROM may name by the value of its one argument, each with that value."""
    if stage.base_stage is None or len(stage.base_arguments) != 1:
        return
    before, found, after = stage.base.text.lower().rpartition((stage.base_arguments[0].value or "").lower())
    pattern = re.compile(rf"{re.escape(before)}(.+){re.escape(after)}")
    for index, other in enumerate(stages[: stages.index(stage)] if found and before + after else ()):
        match = pattern.fullmatch(other.name)
        if match is not None:
            yield index, match[1]


class _Values:
    """What a build's arguments may be given."""

    def __init__(self, build: ImageBuild, system: System, repository: Repository) -> None:
        self._build, self._system, self._repository = build, system, repository

    def given(self, argument: Variable, candidates: set[str]) -> set[str]:
        """Which of the candidates may be given for an argument."""
        passed = [v for name, v in arguments_given(self._build, self._system) if name == argument.name]
        if not passed and not self._build.requested_at:
            return candidates
        known = {value.lower() for value in (*passed, argument.value) if value is not None}
        known |= set(self._in_readmes(argument.name))
        if any(value is None or _OPEN.search(value) for value in passed):
            texts = (self._repository.text(script.at.path) or "" for script in self._system.scripts)
            words = {word.lower() for text in texts for word in _WORD.findall(text)}
            known |= candidates & words or candidates
        return known

    def _in_readmes(self, name: str) -> Iterator[str]:
        for folder in dict.fromkeys((posixpath.dirname(self._build.at.path), "")):
            text = self._repository.text(posixpath.join(folder, "README.md")) or ""
            yield from (one.lower() for one in re.findall(rf"\b{re.escape(name)}=[\"']?([\w.-]+)", text))


_OPEN = re.compile(r"[${%]")
"""What stands in a value that is filled in later."""
_WORD = re.compile(r"[\w.-]+")
