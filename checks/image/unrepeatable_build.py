"""A build fetches what nobody pinned.

`curl | sh` of an installer, the `latest` download, a branch of somebody's repository, a package without a version: the
same sources give another image tomorrow. A build that worked on Friday fails on Monday, and the image of last month
cannot be made again.

Name the version in the address (`.../v1.4.2/...`) and check a checksum, clone a tag or a commit, pin packages or
install them from a lock file.

It is fine for distribution packages, which only exist in one version per release, and for images that are meant to
follow the newest release. `npm install -g pnpm` is fine where `packageManager` in `package.json` pins the version that
pnpm then runs.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from complexity_lint import (
    Command,
    Copy,
    Declaration,
    Finding,
    ImageBuild,
    Level,
    Location,
    PackageFamily,
    Precision,
    Run,
    ScriptKind,
    Stage,
    Steadiness,
    Step,
    StepKind,
    System,
    arguments_given,
    called_script,
    check,
    copied_paths,
    installation,
    is_built_here,
)

SHELLS = frozenset("sh bash zsh dash ash python python3 perl php node ruby".split())
BRANCHES = re.compile(
    r"/(latest|master|main|HEAD|stable|current|nightly|edge|trunk|develop)([/.]|$)|[-_.]latest\b",
    re.IGNORECASE,
)
VERSIONED = re.compile(r"\d+\.\d+|\$|[0-9a-f]{12,}|/v\d+[/.]|[-_/]v?\d{2,}|%[A-Z_]+%|\{\{|\d{4}-\d{2}")
NEWEST = re.compile(
    r"^https://(api\.github\.com/repos/[^/]+/[^/]+/(tags|releases)|[^/]+/api/v4/projects/[^/]+/(releases|repository/tags))"
    r"/?(\?.*)?$"
)
"""Lists of all versions, which are asked for to take the newest (docs.github.com, "REST API endpoints for releases";
docs.gitlab.com, "Releases API").
"""
ARCHIVES = re.compile(
    r"\.(tar\.\w+|tgz|txz|tbz2?|zip|deb|rpm|apk|jar|war|gz|xz|bz2|exe|msi|run|bin|whl|phar|so)($|\?)"
)
MACHINES = re.compile(
    r"(?i)\$\{?(target|build|host|dpkg|goa?|system|machine|kernel)?_?(arch|architecture|platform|os|os_?arch)\}?(?![\w(])"
    r"|\$\((uname|arch|dpkg)\b[^)]*\)"
)
"""What names the machine in an address, and no version."""
MOVES = frozenset(
    {"master", "main", "develop", "dev", "trunk", "latest", "head", "stable", "nightly", "next"}
)
INSTALLER = "pip"
"""What only fetches: another version of it fetches the same. setuptools, wheel and npm take part in the build."""
LOCAL = re.compile(r"^(\.|/|file:)|\.(whl|tgz|tar\.gz|gem)$|/$")


@check("unrepeatable-build", Level.NOTE, since="0.1.0", precision=Precision.HIGH)
def unrepeatable_build(system: System) -> Iterator[Finding]:
    scripts = {s.at.path: s.commands for s in system.scripts if s.kind is ScriptKind.SHELL}
    seen: set[Location] = set()
    for build in system.builds:
        if not build.is_deployed:
            continue
        for stage in build.stages_of_use:
            told = (*_in_stage(stage, build, scripts, system), *_without_lock(stage), *_of_lists(stage))
            for at, message, evidence in told:
                if at not in seen:
                    seen.add(at)
                    yield Finding(at, message, entity=build.at.path, evidence=evidence)


Told = tuple[Location, str, str]

LOCKS: tuple[tuple[tuple[str, ...], str, frozenset[str]], ...] = (
    (
        ("npm", "yarn", "pnpm", "bun"),
        "package.json",
        frozenset(
            "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb".split()
        ),
    ),
    (("bundle",), "Gemfile", frozenset({"Gemfile.lock"})),
    (("composer",), "composer.json", frozenset({"composer.lock"})),
)
"""Installers of a manifest's packages, the manifest, and the files that pin what it asks for."""
FROZEN = frozenset({"--frozen-lockfile", "--immutable", "--frozen", "--deployment"})
"""Options of installers that take nothing but what a lock file says."""


def _in_stage(
    stage: Stage, build: ImageBuild, scripts: dict[str, tuple[Command, ...]], system: System
) -> Iterator[Told]:
    copied: list[str] = []
    branches, pinned = _branches(stage, build, system), _pinned_managers(build)
    for number, step in enumerate(stage.steps):
        if isinstance(step, Copy):
            copied += [] if step.from_ else copied_paths(step, build)
            yield from _of_image(step, build, system)
            for source in step.sources if step.is_add else ():
                if "://" in source and _moves(source, ""):
                    yield step.at, f"ADD fetches {_short(source)}, which names no version", source
        elif isinstance(step, Run):
            following = [
                c for later in stage.steps[number + 1 :] if isinstance(later, Run) for c in later.commands
            ]
            commands = [_with_addresses(command, stage.steps[:number]) for command in step.commands]
            yield from _in_commands(commands, step.text, following, branches, pinned)
            for command in step.commands:
                path = called_script(command, copied, scripts)
                if path:
                    yield from _in_commands(scripts[path], "", pinned=pinned)


def _pinned_managers(build: ImageBuild) -> frozenset[str]:
    """The package managers whose version a package.json pins that comes into the image: whichever version of them is
    installed, they run that one.
    """
    steps = (step for stage in build.dockerfile.stages for step in stage.steps)
    held = (step.held for step in steps if isinstance(step, Copy) and step.held is not None)
    return frozenset[str]().union(*(one.managers for one in held))


def _of_image(step: Copy, build: ImageBuild, system: System) -> Iterator[Told]:
    """What a COPY takes out of an image of others whose tag moves."""
    image = step.from_image
    if image is None or step.from_context or image.steadiness is not Steadiness.FLOATING:
        return
    if not is_built_here(image, build, system.builds):
        yield step.at, f"copies from {image.text}, whose tag moves", image.text


def _without_lock(stage: Stage) -> Iterator[Told]:
    """Installs of a manifest that was copied in with no lock file beside it, where all that came in is known."""
    names: set[str] = set()
    for step in stage.steps:
        if isinstance(step, Copy):
            if step.from_ or step.held is None:
                return
            # what is copied by name is there, or nothing is built
            names |= step.held.manifests - step.held.bare
            names |= {posixpath.basename(source) for source in step.sources} - step.held.bare
        elif isinstance(step, Run) and not step.mounts:
            for command in step.commands:
                for programs, manifest, locks in LOCKS:
                    if _installs_all(command, programs) and manifest in names and not names & locks:
                        shown = " ".join(command.words[:2])
                        told = f"`{shown}` takes whatever fits {manifest}: no lock file is copied in with it"
                        yield command.at, told, manifest


def _of_lists(stage: Stage) -> Iterator[Told]:
    """Installs of Python's requirements from a list that was copied in and gives no package a version."""
    loose: set[str] = set()
    for step in stage.steps:
        if isinstance(step, Copy) and step.held is not None:
            loose |= step.held.unversioned
        elif isinstance(step, Run):
            for command in step.commands:
                if not {"pip", "pip2", "pip3"} & {posixpath.basename(word) for word in command.words[:3]}:
                    continue
                lists = command.values_of("-r", "--requirement", "--requirements")
                name = next((n for n in map(posixpath.basename, lists) if n in loose), "")
                if name and "install" in command.words and not _chosen_by_option(command):
                    yield command.at, f"installs what {name} names, which gives no package a version", name


def _installs_all(command: Command, programs: tuple[str, ...]) -> bool:
    words = [word for word in command.arguments if not word.startswith("-")]
    own = words in (["install"], ["i"]) or (not words and command.name == "yarn")
    return command.name in programs and own and FROZEN.isdisjoint(command.words)


def _with_addresses(command: Command, before: Sequence[Step]) -> Command:
    """A download with the ENV variables put in that hold an address, a path or a file's name, never a version alone."""
    if command.name not in ("curl", "wget") or not any("$" in word for word in command.words):
        return command
    declared = [s for s in before if isinstance(s, Declaration) and s.kind is StepKind.ENV]
    values = {v.name: v.value for step in declared for v in step.variables if v.value}
    kept = {name: value for name, value in values.items() if "/" in value or ARCHIVES.search(value)}
    words = (
        re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda m: kept.get(m[1] or m[2], m[0]), w) for w in command.words
    )
    return replace(command, words=tuple(words))


def _branches(stage: Stage, build: ImageBuild, system: System) -> dict[str, str]:
    """The arguments of a stage that name a branch in every way the image is built, and the branch of the default."""
    steps = [s for s in stage.steps if isinstance(s, Declaration) and s.kind is StepKind.ARG]
    defaults = {variable.name: variable.value for step in steps for variable in step.variables}
    moving = {name: value for name, value in defaults.items() if value and value.lower() in MOVES}
    if not moving:
        return {}
    given = arguments_given(build, system)
    others = {name for name, value in given if value is None or value.lower() not in MOVES}
    return {name: value for name, value in moving.items() if name not in others}


def _in_commands(
    commands: Sequence[Command],
    text: str,
    later: Sequence[Command] = (),
    branches: Mapping[str, str] = MappingProxyType({}),
    pinned: frozenset[str] = frozenset(),
) -> Iterator[Told]:
    """What the commands of one layer fetch; `later` are those of the layers after it, which may choose a version,
    `branches` the arguments that name one, `pinned` the package managers that keep to a version.
    """
    for index, command in enumerate(commands):
        rest = commands[index + 1 :]
        if command.name in ("curl", "wget"):
            yield from _download(command, rest, text)
        elif command.name == "git" and "clone" in command.words[1:4]:
            yield from _clone(command, [*rest, *later], branches)
        else:
            yield from _packages(command, text, pinned)


def _download(command: Command, rest: Sequence[Command], text: str) -> Iterator[Told]:
    piped = bool(rest) and rest[0].piped_from and rest[0].name in SHELLS
    for url in _urls(command):
        # the version may be the installer's argument or in its environment: `sh -s -- --version 1.2`
        chosen = " ".join((*rest[0].words, *(f"{n}={v}" for n, v in rest[0].assignments))) if piped else ""
        if piped and not VERSIONED.search(f"{_path_of(url)} {chosen}"):
            yield command.at, f"runs whatever {_short(url)} is on the day of the build", url
        elif NEWEST.search(url):
            yield (
                command.at,
                f"takes the newest version that {_short(url)} lists on the day of the build",
                url,
            )
        elif not piped and (ARCHIVES.search(url) or BRANCHES.search(url)) and _moves(url, text):
            yield command.at, f"downloads {_short(url)}, which names no version", url


def _urls(command: Command) -> list[str]:
    return [w for w in command.arguments if re.match(r"(https?|ftp)://", w)]


def _path_of(url: str) -> str:
    return url.partition("://")[2].partition("/")[2]


def _moves(url: str, text: str) -> bool:
    """Whether an address names no version; one whose checksum is checked cannot change unnoticed."""
    if re.search(r"sha(256|512|1)sum|md5sum|gpg --verify|--checksum", text):
        return False
    path = _path_of(url)
    if BRANCHES.search("/" + path):
        return not re.search(r"\$|[0-9a-f]{12,}", MACHINES.sub("", path))
    host_or_path = bool(ARCHIVES.search(url))
    return host_or_path and not VERSIONED.search(path)


def _clone(command: Command, rest: Sequence[Command], branches: Mapping[str, str]) -> Iterator[Told]:
    words = [word for word in command.words if not word.startswith("-")]
    source = next((w for w in words if "://" in w or w.startswith("git@")), "")
    if not source or "$" in source:
        return
    branch = next(iter(command.values_of("-b", "--branch", "--revision")), "")
    branch = branch or next((w.partition("=")[2] for w in command.words if w.startswith("--branch=")), "")
    later = next(
        (c for c in rest if c.name == "git" and {"checkout", "reset", "switch"} & set(c.words[1:5])), None
    )
    named = branch or (_reference(later) if later else "")
    named = branches.get(named.strip("${}"), named)
    if named and (re.search(r"[\d$]", named)) and named.lower() not in MOVES:
        return
    what = f"the branch {named}" if named else "the default branch"
    yield command.at, f"clones {what} of {_short(source)}, which moves", source


def _reference(command: Command) -> str:
    words = [
        w for w in command.words if not w.startswith("-") and w not in ("git", "checkout", "reset", "switch")
    ]
    return words[-1] if words else ""


def _packages(command: Command, text: str, pinned: frozenset[str]) -> Iterator[Told]:
    if command.words[:3] == ("dotnet", "tool", "install") and not command.values_of("--version"):
        values = command.values_of(
            "--tool-path", "--add-source", "--framework", "--configfile", "-a", "--arch"
        )
        named = [w for w in command.words[3:] if not w.startswith("-") and w not in values and "@" not in w]
        for name in named[:1]:
            yield command.at, f"installs {name} without a version", name
    found = installation(_as_install(command), text)
    if found is None or found.family in (PackageFamily.SYSTEM, PackageFamily.CONDA):
        return
    if _chosen_by_option(command):
        return
    loose = [p.name for p in found.packages if _is_loose(p.name, p.version, found.family)]
    if found.family is PackageFamily.NODE and not {"-g", "--global", "global"} & set(command.words):
        # a package.json and its lock file may decide, but not where the newest is asked for
        newest = {package.name for package in found.packages if package.version in MOVES}
        loose = [name for name in loose if name in newest]
    if found.family is PackageFamily.NODE:
        loose = [name for name in loose if name not in pinned]
    if loose:
        shown = ", ".join(loose[:3]) + (f" and {len(loose) - 3} more" if len(loose) > 3 else "")
        yield command.at, f"installs {shown} without a version", " ".join(loose)


def _as_install(command: Command) -> Command:
    """`pip wheel` and `pip download` as the install whose packages they fetch."""
    if command.name in ("pip", "pip3") and command.words[1:2] in (("wheel",), ("download",)):
        return replace(command, words=(command.words[0], "install", *command.words[2:]))
    return command


def _chosen_by_option(command: Command) -> bool:
    # not `--locked`: it pins the dependencies of whatever version is the newest; `--no-index` fetches nothing
    options = {"-v", "--version", "--rev", "--tag", "-c", "--constraint", "--path", "--git", "--no-index"}
    if "--git" in command.words and not {"--rev", "--tag"} & set(command.words):
        return False
    return any(word.partition("=")[0] in options for word in command.words[2:])


def _is_loose(name: str, version: str, family: PackageFamily) -> bool:
    if name == INSTALLER or "$" in name or LOCAL.search(name):
        return False
    if family is PackageFamily.GO:
        return version in ("latest", "master", "main") or (
            not version and "." in name.partition("/")[0] and "..." not in name
        )
    return not version or version in ("latest", "*", "next")


def _short(url: str, most: int = 70) -> str:
    """An address for a message: not too long, and without what may be a password before its host."""
    url = re.sub(r"(?<=://)[^/@\s]*@", "", url)
    return url if len(url) <= most else url[: most - 3] + "..."
