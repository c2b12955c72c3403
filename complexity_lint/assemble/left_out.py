"""Manifests of stores that nobody deploys: a script lists those of their folder by name, and leaves them out."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from complexity_lint.assemble.deployed_files import (
    deployed_by,
    deployed_by_page,
    is_reconciled,
    written_in,
)
from complexity_lint.assemble.known_paths import Known
from complexity_lint.assemble.told_environments import with_told_environments
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.environments import DEVELOPMENT, UNSTATED
from complexity_lint.model.knowledge import describe
from complexity_lint.model.pipelines import Script
from complexity_lint.model.ran_commands import commands_anywhere
from complexity_lint.model.workloads import Workload
from complexity_lint.parsers.unit import Parts

_KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_COMPUTED = re.compile(r"\bkubectl\b[^\n]*\s(-f|-k|--filename|--kustomize)[ =]*[^\s]*([$*{`]|<\()")
MOST_FILES = 3000
"""In a larger repository nobody looks through all of it for the name of a file."""
SEVERAL = 3
"""So many of a folder are named one by one where the choice is meant."""


def with_left_out(parts: Parts, repository: Repository, known: Known) -> Parts:
    """The parts, those of a store for development whose manifest no file of the repository names, while at least
    three beside it are deployed by their names.

    Only where that is certain: not where a folder is deployed as a whole or by a computed name, where something
    reconciles, or where a manifest beside it speaks of the store.
    """
    named = [path for script in parts.scripts for path in deployed_by(script, known)]
    found = frozenset(_left_out(parts, named, known.paths))
    if not found or len(known.paths) > MOST_FILES or _is_computed(parts.scripts):
        return parts
    if is_reconciled(parts.objects):
        return parts
    unused = _unnamed(found, parts, repository, known)
    if not unused:
        return parts
    aside = DEVELOPMENT.because("nothing deploys it, and what lies beside it is deployed by name")
    return with_told_environments(parts, lambda path: aside if path in unused else None, only=UNSTATED)


def _left_out(parts: Parts, named: Sequence[str], paths: frozenset[str]) -> Iterator[str]:
    """The manifests of stores that scripts leave out of a folder whose others they name."""
    single: dict[str, set[str]] = defaultdict(set)
    for path in named:
        if path in paths:
            single[path.rpartition("/")[0]].add(path)
    for workload in parts.workloads:
        path = workload.at.path
        folder = path.rpartition("/")[0]
        chosen = len(single[folder]) >= SEVERAL and path not in single[folder]
        if any(f"{folder}/{one}" in paths for one in _KUSTOMIZATIONS):
            continue
        if workload.project == folder and chosen and workload.environment == UNSTATED and _is_store(workload):
            yield path


def _is_store(workload: Workload) -> bool:
    image = workload.main.image if workload.main else None
    facts = describe(image) if image else None
    return facts is not None and facts.role.keeps_state


def _is_computed(scripts: Sequence[Script]) -> bool:
    """Whether a script deploys what only the shell that runs it knows."""
    written = (
        one for script in scripts for command in commands_anywhere(script) for one in written_in(command)
    )
    return any(set("$*{`") & set(one) for one in written)


def _unnamed(found: frozenset[str], parts: Parts, repository: Repository, known: Known) -> frozenset[str]:
    """The manifests among those found that no other file names, deploys with their folder, or needs."""
    left = set(found)
    names: dict[str, set[str]] = defaultdict(set)
    for workload in parts.workloads:
        names[workload.at.path].add(workload.name)
    texts = {path: repository.text(path) or "" for path in repository.paths}
    if any(_COMPUTED.search(text) for text in texts.values()):
        return frozenset()
    for path, text in texts.items():
        home = path.rpartition("/")[0]
        whole = {one for one in deployed_by_page(text, home, known) if one not in known.paths}
        for one in left - {path}:
            folder, _, name = one.rpartition("/")
            deployed = any(w == "" or folder == w or folder.startswith(f"{w}/") for w in whole)
            deployed = deployed or _names_the_folder(text, folder)
            needed = home == folder and _speaks_of(text, names[one]) and _is_named(path, texts)
            if deployed or name in text or needed:
                left.discard(one)
    return frozenset(left)


def _names_the_folder(text: str, folder: str) -> bool:
    """Whether a text speaks of all that is in a folder: `k8s/*`, `"k8s"`, `path: k8s`."""
    plain = folder.rpartition("/")[2]
    if not plain or plain not in text:
        return not plain  # the files at the root are all that there is
    name = re.escape(plain)
    whole = rf"(?<![\w-]){name}/([*${{\"'`\s)]|$)|[\"']([\w./-]+/)?{name}/?[\"']"
    return bool(
        re.search(rf"(?m){whole}|(path|dir\w*|folder|manifests?)\s*[:=]\s*([\w./-]+/)?{name}\s*$", text)
    )


def _is_named(path: str, texts: Mapping[str, str]) -> bool:
    """Whether any other file names a file, so that it may be deployed."""
    name = path.rpartition("/")[2]
    return any(name in text for other, text in texts.items() if other != path)


def _speaks_of(text: str, names: set[str]) -> bool:
    return any(re.search(rf"(?i)(?<![\w-]){re.escape(name)}(?![\w-])", text) for name in names)
