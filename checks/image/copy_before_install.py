"""Sources are copied before the dependencies are installed.

The layer that installs the dependencies comes after one that changes with every edit, so every build
downloads and installs everything again. On a runner without a cache that is minutes a build; the time is lost
by everybody, every day.

Copy what names the dependencies first (`package.json` and its lock file, `requirements.txt`, `go.mod` ...),
install, then copy the sources. Or mount those files into the `RUN` with `--mount=type=bind`.

It is fine where the install needs the sources and the dependencies came in an earlier layer, and for images
that are built once a month.
"""

from collections.abc import Iterator, Sequence

from complexity_lint import (
    Command,
    Copy,
    Finding,
    ImageBuild,
    Level,
    Precision,
    Related,
    Run,
    Stage,
    System,
    check,
)

SOURCE_ENDINGS = (
    ".py",
    ".js",
    ".ts",
    ".go",
    ".rb",
    ".java",
    ".php",
    ".rs",
    ".cs",
    ".jsx",
    ".tsx",
    ".kt",
    ".ex",
)
SOURCE_FOLDERS = frozenset(
    "src app lib source sources code server client api web backend frontend cmd internal pkg".split()
)


@check("copy-before-install", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def copy_before_install(system: System) -> Iterator[Finding]:
    seen: set[str] = set()
    for build in system.builds:
        if build.at.path in seen or not build.is_deployed:
            continue
        seen.add(build.at.path)
        for stage in build.dockerfile.stages:
            yield from _in_stage(stage, build)


def _in_stage(stage: Stage, build: ImageBuild) -> Iterator[Finding]:
    earlier = _installed_below(stage, build)
    copied: Copy | None = None
    for step in stage.steps:
        if isinstance(step, Copy) and copied is None and _is_sources(step):
            copied = step
        if not isinstance(step, Run):
            continue
        for family, command in _installs(step):
            if copied is None:
                earlier.add(family)
            elif command.words[1:2] in (("build",), ("install",)) and not _has_dependencies(family, copied):
                continue
            elif not _needs_sources(family, earlier) and not any(m.kind == "bind" for m in step.mounts):
                yield _finding(copied, family, command, step, build)
                return


def _finding(copied: Copy, family: str, command: Command, step: Run, build: ImageBuild) -> Finding:
    what = " ".join(command.words[:3])
    cached = any(mount.kind == "cache" for mount in step.mounts)
    again = "runs" if cached else "downloads everything"
    return Finding(
        copied.at,
        f"{' '.join(copied.sources)} is copied before `{what}`, "
        f"which therefore {again} again at every change of the sources",
        related=(Related(command.at, "the install that every change repeats"),),
        entity=build.at.path,
        evidence=family,
        # With a cache mount the download is spared, and only the installation is repeated.
        level=Level.NOTE if cached else None,
    )


def _installed_below(stage: Stage, build: ImageBuild) -> set[str]:
    """What the stages below this one have installed."""
    found: set[str] = set()
    index = stage.base_stage
    while index is not None:
        below = build.dockerfile.stages[index]
        found |= {family for step in below.steps if isinstance(step, Run) for family, _ in _installs(step)}
        index = below.base_stage
    return found


def _needs_sources(family: str, earlier: set[str]) -> bool:
    """An install of the project itself, or a compile, whose dependencies an earlier layer holds."""
    return family in earlier and not family.endswith("packages")


def _is_sources(step: Copy) -> bool:
    if step.from_ or step.is_heredoc:
        return False
    if step.takes_all or "**" in step.sources:
        return True
    if step.held is not None:
        manifests = len(step.held.manifests)
        # Code has to be a fair part of it: a folder of data with a page beside it holds no sources.
        code = step.held.code_files
        fair = code > 0 and 4 * code >= step.held.files - manifests
        return fair and not all(_is_named_manifest(s) for s in step.sources)
    return any(_looks_like_sources(source) for source in step.sources)


def _has_dependencies(family: str, copied: Copy) -> bool:
    """Whether a compile downloads anything. Go code without `go.sum` has no dependencies; with
    `vendor/modules.txt` it has them beside it.
    """
    if copied.held is None or family != "go":
        return True
    return "modules.txt" not in copied.held.manifests and "go.sum" in copied.held.manifests


def _is_named_manifest(path: str) -> bool:
    name = path.rstrip("/").rpartition("/")[2].lower()
    return name.startswith(
        (
            "setup.py",
            "requirements",
            "gulpfile",
            "webpack",
            "vite",
            "build.gradle",
            "settings.gradle",
            "next.config",
        )
    )


def _looks_like_sources(path: str) -> bool:
    """Whether a path that leads nowhere in the repository is named like sources."""
    if "://" in path or path.startswith("git@"):
        return False
    name = path.rstrip("/").rpartition("/")[2].lower()
    return (name.endswith(SOURCE_ENDINGS) and not _is_named_manifest(path)) or name in SOURCE_FOLDERS


def _installs(step: Run) -> Iterator[tuple[str, Command]]:
    for command in step.commands:
        family = install_family(command.words)
        if family:
            yield family, command


def install_family(words: Sequence[str]) -> str:
    """The kind of dependencies that a command installs, empty when it installs none.

    A kind that ends in `packages` is installed by name and never needs the sources.
    """
    if not words:
        return ""
    program = words[0].rpartition("/")[2]
    if program.startswith("python") and list(words[1:3]) == ["-m", "pip"]:
        program, words = "pip", words[2:]
    arguments = [word for word in words[1:] if not word.startswith("-")]
    if program in ("npm", "yarn", "pnpm", "bun"):
        return _node_family(program, words, arguments)
    if program.startswith("pip") and not program.startswith("pipenv"):
        return _pip_family(words, arguments)
    if program in ("gradle", "gradlew"):
        return "" if arguments[:1] in (["wrapper"], ["test"], ["--version"]) else "gradle"
    if program == "go" and "-mod=vendor" in words:
        return ""
    first = " ".join(arguments[:1])
    both = " ".join(arguments[:2])
    for programs, verbs, family in _TABLE:
        if program in programs and (first in verbs or both in verbs):
            return family
    return ""


def _node_family(program: str, words: Sequence[str], arguments: list[str]) -> str:
    if not arguments:
        return "node" if program == "yarn" and not {"--version", "-v"} & set(words) else ""
    if arguments[0] not in ("install", "ci", "i", "add", "clean-install", "global", "fetch"):
        return ""
    return "node packages" if len(arguments) > 1 or {"-g", "--global"} & set(words) else "node"


def _pip_family(words: Sequence[str], arguments: list[str]) -> str:
    if arguments[:1] != ["install"] or (
        set(arguments[1:]) <= {"pip", "setuptools", "wheel"} and arguments[1:]
    ):
        return ""
    own = {"-r", "--requirement", "-e", "--editable", "."} & set(words) or any(
        w.startswith(("./", ".[")) for w in words
    )
    return "python" if own else "python packages"


_TABLE: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (("poetry", "pipenv", "pdm"), ("install", "sync"), "python"),
    (("uv",), ("sync", "pip install", "pip sync"), "python"),
    (("conda", "mamba", "micromamba"), ("install", "env create", "env update", "create"), "conda"),
    (("bundle", "bundler"), ("install", ""), "ruby"),
    (("gem",), ("install",), "ruby packages"),
    (("composer", "composer.phar"), ("install", "update"), "php"),
    (("go",), ("mod download", "build", "install", "mod vendor"), "go"),
    (("go",), ("get",), "go packages"),
    (("cargo",), ("build", "fetch", "chef cook"), "rust"),
    (("cargo",), ("install",), "rust packages"),
    (
        ("mvn", "mvnw"),
        ("package", "install", "compile", "verify", "clean", "dependency:go-offline", "dependency:resolve"),
        "maven",
    ),
    (("dotnet",), ("restore", "build", "publish"), "dotnet"),
    (("mix",), ("deps.get",), "elixir"),
    (("apt-get", "apt", "yum", "dnf", "microdnf", "zypper"), ("install",), "system packages"),
    (("apk",), ("add",), "system packages"),
)
"""Programs, the sub-commands of theirs that install or download dependencies, and what kind those are."""
