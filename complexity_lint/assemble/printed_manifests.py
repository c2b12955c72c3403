"""Manifests that somebody let kustomize print and kept: they are for whom that kustomization is."""

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping

from complexity_lint.assemble.deployed_files import deployed_by, deployed_by_page
from complexity_lint.assemble.known_paths import Known
from complexity_lint.assemble.told_environments import with_told_environments
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.environments import UNSTATED, Environment
from complexity_lint.model.workloads import Workload
from complexity_lint.parsers.unit import Parts
from complexity_lint.parsers.yaml_nodes import Mapping as Node
from complexity_lint.parsers.yaml_nodes import Scalar, Sequence, load
from complexity_lint.source import Source

_Runs = frozenset[tuple[str, str, tuple[str, ...]]]
"""Controllers, names and images of workloads."""
_PAGES = (".md", ".rst", ".adoc", ".txt")
MAX_PAGES = 300


def with_printed(parts: Parts, repository: Repository, known: Known) -> Parts:
    """The parts, those of a manifest with the environment of the kustomizations that print it.

    Only where that is certain: its workloads are theirs to the last image, none of them is for production, its keys are
    in the order in which kustomize prints them, and nothing applies the file.
    """
    by_file: dict[str, list[Workload]] = defaultdict(list)
    built: dict[str, list[Workload]] = defaultdict(list)
    for workload in parts.workloads:
        if workload.controller.is_kubernetes and workload.format != "chart":
            by_file[workload.at.path].append(workload)
            built[workload.project].append(workload)
    plain = {path: _runs(found) for path, found in by_file.items() if _is_plain(path, found, repository)}
    whose = {path: _whose(path, runs, built) for path, runs in plain.items()}
    told = {path: one for path, one in whose.items() if one and _is_printed(path, repository)}
    if not told:
        return parts
    applied = set(_applied(parts, repository, known))
    return with_told_environments(
        parts,
        lambda path: told.get(path) if not any(_covers(one, path) for one in applied) else None,
        only=UNSTATED,
    )


def _runs(workloads: list[Workload]) -> _Runs:
    return frozenset(
        (one.controller.value, one.name, tuple(c.image.text if c.image else "" for c in one.containers))
        for one in workloads
    )


def _is_plain(path: str, found: list[Workload], repository: Repository) -> bool:
    """Whether no kustomization beside it takes a file in that states no environment."""
    folder, name = posixpath.split(path)
    beside = (
        repository.text(posixpath.join(folder, f"kustomization.{end}")) or "" for end in ("yaml", "yml")
    )
    own = all(one.project == folder and one.environment == UNSTATED for one in found)
    return own and not any(name in text for text in beside)


def _whose(path: str, runs: _Runs, built: Mapping[str, list[Workload]]) -> Environment | None:
    """The environment of the kustomizations that deploy the very same, where none of them is for production."""
    same = [
        found
        for found in built.values()
        if all(one.at.path != path for one in found) and _runs(found) == runs and _is_made(found)
    ]
    environments = [one.environment for found in same for one in found]
    if not environments or any(one.is_production for one in environments):
        return None
    return environments[0].because("it is what a kustomization here prints")


def _is_made(found: list[Workload]) -> bool:
    """Whether workloads are those of a kustomization over the files of another folder."""
    return all(not one.at.path.startswith(f"{one.project}/") for one in found)


def _is_printed(path: str, repository: Repository) -> bool:
    text = repository.text(path) or ""
    if any(line.lstrip().startswith("#") for line in text.split("\n")):
        return False
    return all(map(_is_sorted, load(Source(path, text)).mappings()))


def _is_sorted(node: "Node | Scalar | Sequence") -> bool:
    """Whether the keys of all mappings are in the order of the alphabet."""
    if isinstance(node, Node):
        keys = [entry.key for entry in node.entries]
        return keys == sorted(keys) and all(_is_sorted(entry.value) for entry in node.entries)
    return not isinstance(node, Sequence) or all(map(_is_sorted, node.items))


def _applied(parts: Parts, repository: Repository, known: Known) -> Iterator[str]:
    for script in parts.scripts:
        yield from deployed_by(script, known)
    for path in [one for one in repository.paths if one.endswith(_PAGES)][:MAX_PAGES]:
        yield from deployed_by_page(repository.text(path) or "", posixpath.dirname(path), known)
    for application in parts.updated_applications:
        yield from application.folders


def _covers(whole: str, path: str) -> bool:
    return whole == path or posixpath.dirname(path) == ("" if whole == "." else whole)
