"""Kustomizations that nothing applies, beside another one over the same resources that is applied for production."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from complexity_lint.assemble.deployed_files import APPLYING, reconcilers
from complexity_lint.assemble.made_clusters import may_fetch
from complexity_lint.assemble.told_environments import with_environments_of
from complexity_lint.assemble.working_folders import inside, with_folders
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.commands import Command
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import DEVELOPMENT, UNSTATED, Environment
from complexity_lint.model.image_updates import UpdatedApplication
from complexity_lint.model.job_environments import is_for_production, says_production
from complexity_lint.model.pipelines import Script, ScriptKind
from complexity_lint.model.ran_commands import RanCommand, ran_by
from complexity_lint.parsers.unit import Parts
from complexity_lint.source import Location

_BUILDING = (("kustomize", "build"), ("kubectl", "kustomize"), ("oc", "kustomize"))
_VARIABLE = re.compile(r"\$\{\{.*?\}\}|\$\{[^}]*\}|\$\([^)]*\)|\$\w+|\{\{.*?\}\}|\*")
_OTHERS = frozenset("skaffold tilt werf garden devspace kapp".split())
"""Programs that deploy kustomizations which their own files name."""


@dataclass(frozen=True, slots=True)
class _Use:
    """That a script has a kustomization built: by which words, where, and whether it deploys it for production."""

    by: str
    written: str
    folders: tuple[str, ...]
    applies: bool

    def may_mean(self, folder: str) -> bool:
        """Whether the words may mean a folder: variables stand for anything, and a path may begin anywhere."""
        home = self.by.rpartition("/")[0]
        found = [inside(self.written, base, home) for base in self.folders]
        if folder in found:
            return True
        plain = self.written.strip("\"'").removeprefix("./").rstrip("/")
        if not _VARIABLE.search(plain):
            return _ends_alike(plain.lstrip("./"), folder)
        head, _, rest = plain.partition("/")
        parts = rest if _VARIABLE.search(head) and rest else plain
        pattern = "[^/]*".join(re.escape(one) for one in _VARIABLE.split(parts))
        return re.fullmatch(rf"(.*/)?{pattern}", folder) is not None


def _ends_alike(path: str, folder: str) -> bool:
    """Whether two paths may be the same, seen from different folders."""
    return path in ("", folder) or f"/{folder}".endswith(f"/{path}") or f"/{path}".endswith(f"/{folder}")


def with_passed_over(parts: Parts, repository: Repository) -> Parts:
    """The parts, those of a kustomization for development that states no environment and that no script, step or
    object deploys, where a pipeline or Argo CD applies another one over the same resources for production.

    Only the parts that both have in common: what lies beside a kustomization may be applied without it.
    """
    places = _places(parts)
    unstated = {one.project for one in parts.workloads if one.environment == UNSTATED} & places.keys()
    if len(places) < 2 or not unstated:
        return parts
    uses = [use for script in parts.scripts for use in _uses(script)]
    applied = _applied(parts, uses, places)
    if not applied or _is_deployed_otherwise(parts.scripts):
        return parts
    told: dict[str, tuple[frozenset[Location], str]] = {}
    for folder in unstated - applied.keys():
        twin = next((one for one in sorted(applied) if places[one] & places[folder]), None)
        if twin is not None and not _may_be_deployed(folder, parts, uses, repository):
            told[folder] = places[twin], applied[twin]
    return _with_development(parts, told) if told else parts


def _places(parts: Parts) -> dict[str, frozenset[Location]]:
    """Where the parts of each project are named, for those that a kustomization may make of another folder's files."""
    found: dict[str, set[Location]] = defaultdict(set)
    for workload in parts.workloads:
        found[workload.project].add(workload.at)
    for exposure in parts.exposures:
        found[exposure.project].add(exposure.at)
    shared = {w.project for w in parts.workloads if w.at.path.rpartition("/")[0] != w.project}
    return {project: frozenset(places) for project, places in found.items() if project in shared}


def _applied(parts: Parts, uses: Sequence[_Use], places: Mapping[str, frozenset[Location]]) -> dict[str, str]:
    """The kustomizations that are applied for production, each with what does it."""
    live = {one.project for one in parts.workloads if one.environment.is_production} & places.keys()
    live = {one for one in live if says_production(one)}
    found: dict[str, str] = {}
    for folder in sorted(live):
        by = [use.by for use in uses if use.applies and use.may_mean(folder)]
        by += [one.at for one in parts.updated_applications if _is_live(one) and folder in one.folders]
        if by:
            found[folder] = by[0]
    return found


def _is_live(application: UpdatedApplication) -> bool:
    stated = from_path(application.at)
    return (stated is None or stated.is_production) and says_production(application.name)


def _may_be_deployed(folder: str, parts: Parts, uses: Sequence[_Use], repository: Repository) -> bool:
    if any(use.may_mean(folder) for use in uses) or any(
        one.deploys(folder) for one in parts.updated_applications
    ):
        return True
    given = (i.value for s in parts.scripts for job in s.jobs for a in job.actions for i in a.inputs)
    words = (word for text in given if text for word in text.split())
    if any(_ends_alike(word.strip("\"'./"), folder) for word in words):
        return True
    texts = (repository.text(path) or "" for path in reconcilers(parts.objects))
    return any(may_fetch(text, f"{folder}/kustomization.yaml") for text in texts)


def _is_deployed_otherwise(scripts: Sequence[Script]) -> bool:
    return any(ran.command.name in _OTHERS for script in scripts for ran in ran_by(script))


def _uses(script: Script) -> Iterator[_Use]:
    home = script.at.path.rpartition("/")[0]
    folders = {id(command): found for command, found in with_folders(script)}
    for ran in ran_by(script):
        live = script.kind is ScriptKind.PIPELINE and is_for_production(script, ran.job)
        for written, applies in _built_by(ran):
            where = folders.get(id(ran.command), ("", home))
            yield _Use(script.at.path, written, where, applies and live)


def _built_by(ran: RanCommand) -> Iterator[tuple[str, bool]]:
    """The folders, as written, that a command has kustomize build, each with whether that is applied."""
    command, words = ran.command, [one for one in ran.command.arguments if not one.startswith("-")]
    if command.name in ("kubectl", "oc"):
        applies = not APPLYING.isdisjoint(words[:3]) and not _only_tries(command)
        yield from ((one, applies) for one in command.values_of("-k", "--kustomize"))
    if (command.name, *words[:1]) in _BUILDING:
        yield (words[1] if len(words) > 1 else "."), _is_applied(ran)


def _is_applied(ran: RanCommand) -> bool:
    """Whether what a command prints is applied: through a pipe, or by way of a file."""
    written = {path.rpartition("/")[2] for path in ran.command.writes}
    position = next(i for i, one in enumerate(ran.beside) if one is ran.command)
    piped = True
    for one in ran.beside[position + 1 :]:
        piped = piped and one.piped_from
        applies = one.name in ("kubectl", "oc") and not APPLYING.isdisjoint(one.arguments[:4])
        given = {path.rpartition("/")[2] for path in one.values_of("-f", "--filename")}
        if applies and not _only_tries(one) and (piped or written & given):
            return True
    return False


def _only_tries(command: Command) -> bool:
    return any(word.startswith("--dry-run") for word in command.arguments)


def _with_development(parts: Parts, told: Mapping[str, tuple[frozenset[Location], str]]) -> Parts:
    def of(part: Any) -> Environment | None:  # of parts of any kind
        places, by = told.get(getattr(part, "project", ""), (frozenset(), ""))
        return _because(by) if part.at in places else None

    return with_environments_of(parts, of, only=UNSTATED)


def _because(by: str) -> Environment:
    return DEVELOPMENT.because(f"nothing applies it, and {by} applies another one over the same resources")
