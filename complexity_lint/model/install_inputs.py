"""What the installs of package managers read of a project's files."""

from collections.abc import Sequence

from complexity_lint.model.commands import Command
from complexity_lint.model.dependency_installs import install_family

_READ: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "npm": (("package.json",), ("package-lock.json", "npm-shrinkwrap.json", ".npmrc")),
    "yarn": (("package.json",), ("yarn.lock", ".npmrc")),
    "pnpm": (("package.json",), ("pnpm-lock.yaml", ".npmrc")),
    "pipenv": (("Pipfile",), ("Pipfile.lock",)),
    "poetry": (("pyproject.toml",), ("poetry.lock",)),
    "bundle": (("Gemfile",), ("Gemfile.lock",)),
    "go": (("go.mod",), ("go.sum",)),
}
"""What the installs of a program read: what has to be there, and what is read where it exists."""
_BESIDE = {
    "npm": ("cache", "config", "set", "install", "i"),
    "yarn": ("cache", "config"),
    "pip": ("install", "cache"),
    "pip3": ("install",),
}
"""What stands beside an install and reads nothing of the sources."""
_NEEDS_NOTHING = ("apt-get", "apt", "apk", "yum", "dnf", "true", "set", "gem")


def manifests_of(program: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files that a program's install has to have, and those that it reads where they exist."""
    return _READ[program]


def read_by_install(command: Command, target: str) -> tuple[Sequence[str], Sequence[str]] | None:
    """What a command of a RUN reads of what was copied to `target`, relative to it: what has to be there, and what is
    read where it exists. None where the command does more than install.
    """
    family, words = install_family(command.words), command.words
    if any(
        word.startswith(("./", "../", "file:")) or word.endswith((".whl", ".deb", ".rpm", ".tgz"))
        for word in words
    ):
        return None
    if family in ("system packages", "python packages", "ruby packages"):
        return (), ()
    if not family:
        if command.name == "rm":
            return ((), ()) if all(word.startswith(("/", "-")) for word in command.arguments) else None
        beside = words[1:2] and words[1] in _BESIDE.get(command.name, ())
        return ((), ()) if beside or command.name in _NEEDS_NOTHING else None
    if family == "node packages":
        return ((), ()) if {"-g", "--global"} & set(words) else None
    if family == "python" and command.name.startswith(("pip", "python")) and command.name != "pipenv":
        return _requirements(command, target)
    if family == "go" and words[1:3] != ("mod", "download"):
        return None
    if command.name == "poetry" and "--no-root" not in words:
        return None
    return _READ.get(command.name)


def _requirements(command: Command, target: str) -> tuple[list[str], list[str]] | None:
    """The requirements files that pip reads, where it installs nothing of the sources themselves."""
    if {".", "-e", "--editable", "-c", "--constraint"} & set(command.words) or any(
        word.startswith(".[") for word in command.words
    ):
        return None
    paths = [path.removeprefix(f"{target}/") for path in command.values_of("-r", "--requirement")]
    return (paths, []) if paths and not any("/" in path or "$" in path for path in paths) else None
