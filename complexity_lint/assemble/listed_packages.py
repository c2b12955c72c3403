"""Manifests -> whether they name any package that an install would download.

Where the rules are written: docs.npmjs.com, "package.json"; go.dev/ref/mod, "go.mod files"; the Cargo Book, "Specifying
Dependencies"; learn.microsoft.com, "PackageReference in project files", "Central Package Management" and ".NET project
SDKs".
"""

import json
import posixpath
import re
import tomllib
from collections.abc import Callable, Sequence

from complexity_lint.discovery.repository import Repository

MOST = 40
"""Where more manifests of one kind are taken in, one of them will name a package."""


def lists_of(found: Sequence[str], repository: Repository) -> tuple[frozenset[str], frozenset[str]]:
    """The kinds of manifests among some files that name no package in any of them, and those that name one.

    A kind is called as its files are (`package.json`), .NET's projects by their ending (`.csproj`).
    """
    paths: dict[str, list[str]] = {}
    for path in found:
        kind = _kind(posixpath.basename(path))
        if kind:
            paths.setdefault(kind, []).append(path)
    known = {
        kind: len(held) <= MOST and all(_READERS[kind](repository.text(path) or "") for path in held)
        for kind, held in paths.items()
        if kind != PROJECT or any(_PROJECT_FILE.search(path) for path in held)
    }
    bare = frozenset(kind for kind, nothing in known.items() if nothing)
    return bare, frozenset(known) - bare


PROJECT = ".csproj"
_PROJECT_FILE = re.compile(r"\.(cs|fs|vb)proj$")


def _kind(name: str) -> str:
    if name in _READERS:
        return name
    dotnet = _PROJECT_FILE.search(name) or name.endswith((".props", ".targets")) or name == "packages.config"
    return PROJECT if dotnet else ""


_LISTED = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "workspaces")
"""What `npm install` installs of a package.json."""


def _of_node(text: str) -> bool:
    if not any(f'"{name}"' in text for name in _LISTED):
        return text.lstrip().startswith("{")
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(read, dict) and not any(read.get(name) for name in _LISTED)


_REQUIRED = re.compile(r"(?m)^\s*(require|tool)\b|^\s*[\w.-]+\.[\w.-]+/\S+\s+v\d")


def _of_go(text: str) -> bool:
    """A `go.mod` with a module and no requirement; what is replaced by a folder counts as one, to be careful."""
    return re.search(r"(?m)^\s*module\s", text) is not None and _REQUIRED.search(text) is None


def _of_cargo(text: str) -> bool:
    try:
        read = tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return bool(read) and not _named_crates(read)


def _named_crates(read: object, depth: int = 0) -> bool:
    """Whether a table of dependencies, of whatever target or workspace, names a crate that is no folder beside it."""
    if not isinstance(read, dict) or depth > 4:
        return False
    for key, value in read.items():
        if key.endswith("dependencies") and isinstance(value, dict):
            if any(not (isinstance(one, dict) and "path" in one) for one in value.values()):
                return True
        elif _named_crates(value, depth + 1):
            return True
    return False


_BROUGHT_BY_THE_SDK = re.compile(
    r"<Project\s[^>]*?Sdk\s*=\s*\"Microsoft\.NET\.Sdk(\.Web|\.Worker|\.Razor)?\"", re.IGNORECASE
)
_NUGET = re.compile(
    r"<(Global)?PackageReference|<Package(Download|Version)|<DotNetCliToolReference|<Sdk\s|<KnownFrameworkReference"
    r"|<package\s|<(RuntimeIdentifiers?|SelfContained|PublishSingleFile|PublishAot|PublishTrimmed|PublishReadyToRun"
    r"|MSBuildProjectExtensionsPath|UseWindowsForms|UseWPF)>|<Import\s|netstandard|netcoreapp[12]|\bnet4\d",
    re.IGNORECASE,
)
"""What NuGet downloads something for: packages and tools by name, the parts that publishing for one machine takes, the
frameworks that the SDK does not bring.
"""


def _of_dotnet(text: str) -> bool:
    """A project of the SDK's own kinds, or a file of settings for projects, that names no package."""
    plain = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    settings = re.search(r"<Project\s*>|<Project\s+xmlns", plain) is not None
    return (settings or _BROUGHT_BY_THE_SDK.search(plain) is not None) and _NUGET.search(plain) is None


_READERS: dict[str, Callable[[str], bool]] = {
    "package.json": _of_node,
    "go.mod": _of_go,
    "Cargo.toml": _of_cargo,
    PROJECT: _of_dotnet,
}
"""Whether the text of a manifest names no package at all."""
