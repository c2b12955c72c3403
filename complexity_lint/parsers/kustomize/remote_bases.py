"""What kustomizations take from repositories and addresses elsewhere, and which version of it they ask for."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs

from complexity_lint.model.environments import Environment
from complexity_lint.model.packages import PackageKind, PackageUse
from complexity_lint.parsers.kustomize.files import is_remote
from complexity_lint.parsers.yaml_nodes import Scalar, load
from complexity_lint.source import Source

_LISTS = ("resources", "bases", "components")
_RAW = re.compile(
    r"https?://raw\.githubusercontent\.com/(?P<name>[\w.-]+/[\w.-]+)/(?:refs/(?:heads|tags)/)?(?P<version>[^/]+)/"
)
_RELEASE = re.compile(
    r"https?://github\.com/(?P<name>[\w.-]+/[\w.-]+)/releases/(?:download/(?P<version>[^/]+)|(?P<newest>latest)/download)/"
)
_REPOSITORY = re.compile(
    r"(?:git::)?(?:https?://|ssh://git@|git@)?(?:www\.)?(?:github|gitlab)\.com[/:](?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?(?:/.*)?"
)


def remote_bases(source: Source, environment: Environment) -> Iterator[PackageUse]:
    """The remote resources of one kustomization (kubectl.docs.kubernetes.io, "resource": a repository with `?ref=`, or
    a file by its address). Addresses that tell no version, and could not, are left out.
    """
    for top in load(source).mappings():
        for item in (one for key in _LISTS for one in top.items(key)):
            if isinstance(item, Scalar) and "\n" not in item.text and is_remote(item.text):
                yield from _base(item, environment)


def _base(item: Scalar, environment: Environment) -> Iterator[PackageUse]:
    address, _, query = item.text.partition("?")
    file = _RAW.match(address) or _RELEASE.match(address)
    found = file or (None if address.endswith((".yaml", ".yml")) else _REPOSITORY.fullmatch(address))
    if found is None:
        return
    asked = parse_qs(query)
    version = next(iter(asked.get("ref") or asked.get("version") or ()), "")
    if file is not None:
        parts = file.groupdict()
        version = parts.get("newest") or parts["version"]
    yield PackageUse(
        item.at, PackageKind.REMOTE_BASE, found["name"], address, version, True, environment=environment
    )
