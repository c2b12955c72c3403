"""Manifests that only go to a cluster which the script that applies them makes for tests."""

import posixpath
import re

from complexity_lint.assemble.deployed_files import deployed_by, reconcilers
from complexity_lint.assemble.known_paths import Known
from complexity_lint.assemble.told_environments import with_told_environments
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.environments import TEST, UNSTATED
from complexity_lint.parsers.unit import Parts

_MAKING = re.compile(r"(?m)^[^#\n]*\b(kind create cluster|k3d cluster create|minikube start)\b")
_TELLING = re.compile(
    r"(?i)(\.(sh|bash|mk|ya?ml|json|py|go|rb|js|ts|tf|hcl|toml|md|rst|adoc|txt|ps1|bazel|groovy)|file|justfile)$"
    r"|(^|/)[^./]+$"
)
"""Files that may say what is deployed."""
_SHELL = (".sh", ".bash")
_PATH = re.compile(r"(?m)^[ \t-]*(?:path|directory|folder)s?:[ \t]*[\"']?([^\s\"']+)")
MAX_FILES = 20_000


def with_made_clusters(parts: Parts, repository: Repository, known: Known) -> Parts:
    """The parts, those for tests whose manifest no file of the repository names but shell scripts that themselves make
    the cluster they apply it to, on the machine they run on, whatever pipelines deploy elsewhere.
    """
    manifests = {one.at.path for one in parts.workloads if one.environment == UNSTATED}
    if not manifests or len(repository.paths) > MAX_FILES:
        return parts
    texts = {path: _text(path, repository) for path in repository.paths if path.endswith(_SHELL)}
    makers = {path: text for path, text in texts.items() if _MAKING.search(text)}
    manifests = {one for one in manifests if any(_names(text, one) for text in makers.values())}
    whole = (
        {path for one in parts.scripts for path in deployed_by(one, known)} - known.paths if manifests else ()
    )
    manifests = {one for one in manifests if not any(_holds(folder, one) for folder in whole)}
    reconciling = [_text(path, repository) for path in reconcilers(parts.objects)]
    manifests = {one for one in manifests if not any(may_fetch(text, one) for text in reconciling)}
    found = _named_nowhere_else(manifests, frozenset(makers), repository)
    aside = TEST.because("only scripts that make the cluster themselves apply it")
    return with_told_environments(parts, lambda path: aside if path in found else None, only=UNSTATED)


def may_fetch(text: str, path: str) -> bool:
    """Whether what reconciles may fetch a file: by a folder that it is in, or by one that nobody can tell."""
    for folder in _PATH.findall(text):
        plain = posixpath.normpath(folder)
        if "{" in plain or _holds(plain, path):
            return True
    return False


def _named_nowhere_else(
    manifests: set[str], makers: frozenset[str], repository: Repository
) -> frozenset[str]:
    left = set(manifests)
    for path in repository.paths:
        if left and path not in makers and _TELLING.search(path):
            text = _text(path, repository)
            left -= {one for one in left if one != path and (_names(text, one) or _takes_all(text, one))}
    return frozenset(left)


def _names(text: str, path: str) -> bool:
    """Whether a text names a file by the last part of its path, and not within the address of another one."""
    name = posixpath.basename(path)
    if name not in text:
        return False
    return any(
        "://" not in found
        for found in re.findall(rf"(?<![\w.-])[^\s\"']{{0,200}}(?<![\w.-]){re.escape(name)}", text)
    )


def _takes_all(text: str, path: str) -> bool:
    """Whether a text speaks of whatever lies in the folder of a file: `k8s/*.yaml`, `k8s/${name}.yaml`."""
    folder = path.rpartition("/")[0].rpartition("/")[2]
    return bool(folder) and re.search(rf"(?<![\w-]){re.escape(folder)}/[\"']?[*$]", text) is not None


def _text(path: str, repository: Repository) -> str:
    return repository.text(path) or ""


def _holds(folder: str, path: str) -> bool:
    return folder in ("", ".") or path.startswith(f"{folder}/")
