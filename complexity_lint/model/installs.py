"""Packages that commands install and remove: which manager, and the names without versions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from complexity_lint.model.commands import Command
from complexity_lint.model.images import Run
from complexity_lint.source import Location


class PackageFamily(Enum):
    """Whose packages a manager installs."""

    SYSTEM = "system packages"
    PYTHON = "Python packages"
    NODE = "Node.js packages"
    RUBY = "Ruby packages"
    GO = "Go programs"
    RUST = "Rust programs"
    CONDA = "conda packages"
    PHP = "PHP extensions"
    LUA = "Lua modules"


@dataclass(frozen=True, slots=True)
class Package:
    """One package as a command names it. `version` is what follows `=`, `==`, `@` and the like, empty for none."""

    name: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Installation:
    """A command that installs packages by name.

    `group` is the name under which apk remembers them together (`--virtual .build-deps`).
    """

    at: Location
    family: PackageFamily
    manager: str
    packages: tuple[Package, ...]
    group: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The packages' names without their versions."""
        return tuple(package.name for package in self.packages)


_MANAGERS: dict[str, tuple[PackageFamily, tuple[str, ...], tuple[str, ...]]] = {
    **dict.fromkeys(
        ("apt-get", "apt", "aptitude"),
        (PackageFamily.SYSTEM, ("install", "satisfy"), ("remove", "purge", "autoremove")),
    ),
    "apk": (PackageFamily.SYSTEM, ("add",), ("del",)),
    **dict.fromkeys(
        ("yum", "dnf", "microdnf", "tdnf"),
        (PackageFamily.SYSTEM, ("install",), ("remove", "erase", "autoremove")),
    ),
    "zypper": (PackageFamily.SYSTEM, ("install", "in"), ("remove", "rm")),
    **dict.fromkeys(("pip", "pip2", "pip3"), (PackageFamily.PYTHON, ("install",), ("uninstall",))),
    **dict.fromkeys(
        ("npm", "pnpm"),
        (PackageFamily.NODE, ("install", "i", "add"), ("uninstall", "remove", "rm")),
    ),
    # Fluentd's images bring their own names for `gem` (docs.fluentd.org, plugin management)
    **dict.fromkeys(
        ("gem", "fluent-gem", "td-agent-gem"), (PackageFamily.RUBY, ("install",), ("uninstall",))
    ),
    "pecl": (PackageFamily.PHP, ("install",), ("uninstall",)),
    "luarocks": (PackageFamily.LUA, ("install",), ("remove",)),
    "go": (PackageFamily.GO, ("install", "get"), ()),
    "cargo": (PackageFamily.RUST, ("install",), ("uninstall",)),
    **dict.fromkeys(
        ("conda", "mamba", "micromamba"), (PackageFamily.CONDA, ("install",), ("remove", "uninstall"))
    ),
}
"""Programs, what they install, and the words with which they install and remove; from their manual pages."""

_VALUED = frozenset(
    (
        "-t --virtual --target-release -o --option -r --requirement -c --constraint -i --index-url --extra-index-url "
        "--repository -X --root -p --prefix --target -v --version --registry -f --find-links --channel -n --name "
        "--git --branch --tag --rev --path --features --bin --trusted-host --python --default-timeout --timeout "
        "--setopt --enablerepo --disablerepo --installroot --releasever --repo --platform --arch -d --retries "
        "--configureoptions --server"
    ).split()
)
"""Options that take the next word."""

_VALUED_BY = {
    "pip": frozenset(
        (
            "-e --editable -C --config-setting --config-settings --abi --cache-dir --cert "
            "--client-cert --exists-action --global-option --group --implementation "
            "--keyring-provider --log --no-binary --only-binary --progress-bar --proxy "
            "--python-version --report --root-user-action --src --upgrade-strategy --use-deprecated "
            "--use-feature -P -b --allow-insecure-host --build-constraint --build-constraints --color "
            "--config-file --constraints --default-index --directory --exclude-newer "
            "--exclude-newer-package --excludes --extra --fork-strategy --index --index-strategy "
            "--link-mode --output-format --overrides --prerelease --project --python-platform "
            "--python-preference --refresh-package --reinstall-package --requirements --resolution "
            "--torch-backend --upgrade-group --upgrade-package"
        ).split()
    )
}
"""Further options of one manager that take the next word (pip 24 and uv 0.13, `pip install --help`)."""

_NEVER_VALUED = {
    "pip": {"-n", "-v"},
    "npm": {"-d", "-f", "-c", "-p"},
    "apk": {"-f", "-i"},
    "apt-get": {"-f", "-d", "-V"},
    "pecl": {"-f", "-n", "-r", "-o"},
    "gem": {"-f"},
}
_VERSION = re.compile(r"(?<=.)(===|==|~=|>=|<=|!=|=|<|>|@)")


def run_installations(run: Run, declared: str = "") -> Iterator[Installation]:
    """What one RUN installs by name, without what it removes again before its layer ends.

    `declared` are the assignments that hold before it, as shell text: names may stand in an ENV or ARG.
    """
    text = f"{declared}\n{run.text}"
    gone = {name for command in run.commands for name in removed(command, text)}
    if _sweeps(run):
        return
    for command in run.commands:
        found = installation(command, text)
        if found is None or (found.group in gone and found.group):
            continue
        kept = tuple(package for package in found.packages if package.name not in gone)
        if kept:
            yield Installation(found.at, found.family, found.manager, kept, found.group)


def _sweeps(run: Run) -> bool:
    """Whether a RUN has apt remove all that nothing needs any more: what its build installed is then gone."""
    marks = any(command.words[:2] == ("apt-mark", "auto") for command in run.commands)
    return marks and any("--auto-remove" in c.words or "autoremove" in c.words for c in run.commands)


def installation(command: Command, text: str = "") -> Installation | None:
    """What a command installs by name, None where it installs nothing by name.

    `text` is the shell text around it, where `$VAR` among the names is looked up when it is set there once.
    """
    found = _verb(command)
    if found is None:
        return None
    manager, rest = found
    kind, verbs, _ = _MANAGERS[manager]
    if not rest or rest[0] not in verbs:
        return None
    names = list(_names(manager, rest[1:], text))
    if kind is PackageFamily.NODE and not {"-g", "--global"} & set(rest) and manager in ("npm", "pnpm"):
        names = [name for name in names if not name.startswith((".", "/"))]
    if kind is PackageFamily.LUA:
        names = ["=".join(names[:2])] if names else []  # `luarocks install <rock> [<version>]`
    packages = tuple(_package(kind, name) for name in names)
    group = next(iter(command.values_of("--virtual", "-t")), "") if manager == "apk" else ""
    return Installation(command.at, kind, manager, packages, group) if packages else None


def removed(command: Command, text: str = "") -> tuple[str, ...]:
    """The names of the packages, and of apk's groups, that a command removes."""
    found = _verb(command)
    if found is None:
        return ()
    manager, rest = found
    if not rest or rest[0] not in _MANAGERS[manager][2]:
        return ()
    return tuple(_package(_MANAGERS[manager][0], name).name for name in _names(manager, rest[1:], text))


def _verb(command: Command) -> tuple[str, list[str]] | None:
    """The manager of a command, and its words from the verb on."""
    words = list(command.words)
    name = re.sub(r"^(pip3?)\.\d+$", r"\1", command.name)
    if re.fullmatch(r"python[\d.]*", name) and words[1:3] == ["-m", "pip"]:
        name, words = "pip", words[2:]
    if name == "uv" and words[1:2] == ["pip"]:
        name, words = "pip", words[1:]
    if name == "yarn" and words[1:3] == ["global", "add"]:
        name, words = "npm", ["npm", "add", "-g", *words[3:]]
    if name not in _MANAGERS:
        return None
    rest = words[1:]
    while rest and rest[0].startswith("-"):
        skip = 2 if _takes_next(name, rest[0]) else 1
        rest = rest[skip:]
    return name, rest


def _takes_next(manager: str, option: str) -> bool:
    """Whether the word after an option is its value. `pip3` has the options of `pip`."""
    name = "pip" if manager.startswith("pip") else manager
    known = option in _VALUED or option in _VALUED_BY.get(name, ())
    return known and option not in _NEVER_VALUED.get(name, ())


def _names(manager: str, words: Sequence[str], text: str) -> Iterator[str]:
    skip = False
    for word in words:
        if skip or word.startswith("-"):
            skip = not skip and _takes_next(manager, word)
            continue
        if word.startswith("$"):
            yield from _value_of(word, text)
        elif word and (manager == "apk" or not word.startswith((".", "/", "<", ">"))):
            yield word


def _value_of(word: str, text: str) -> list[str]:
    """The words of a variable that the same text sets once; none where it is not known."""
    name = word.strip("${}")
    if not re.fullmatch(r"\w+", name):
        return []
    found = re.findall(rf"(?<![\w$]){name}=(?:'([^']*)'|\"([^\"]*)\")", text)
    values = [
        one or other for one, other in found if not {"$(", "`"} & {*re.findall(r"\$\(|`", one or other)}
    ]
    return (
        [w for w in values[0].replace("\\\n", " ").split() if not w.startswith("-")]
        if len(values) == 1
        else []
    )


def _package(kind: PackageFamily, word: str) -> Package:
    if kind is PackageFamily.NODE and word.startswith("@"):
        name, _, version = word[1:].partition("@")
        return Package(f"@{name}", version)
    match = _VERSION.search(word)
    if match is None:
        name, version = word, ""
    else:
        name, version = word[: match.start()], word[match.end() :]
    if kind is PackageFamily.SYSTEM:
        name = re.sub(r":(amd64|arm64|armhf|i386|native|any)$|/[\w-]+$", "", name).rstrip("~")
    if kind is PackageFamily.RUBY and ":" in name:
        name, _, version = name.partition(":")
    if kind is PackageFamily.PYTHON:
        name = name.partition("[")[0]
    if kind is PackageFamily.PHP and not version:
        name, _, version = name.partition("-")  # `pecl install redis-6.0.2`
    return Package(name, version)
