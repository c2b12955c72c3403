"""What kind of dependencies a command installs, by the package managers' own documentation."""

import re
from collections.abc import Sequence

from complexity_lint.model.image_contents import stages_below
from complexity_lint.model.images import BuildMount, Copy, ImageBuild, Run, Stage

MANAGERS = frozenset(
    "bundler rubygems-update npm yarn pnpm bun corepack pip setuptools wheel poetry pipenv pdm uv".split()
)
"""Package managers that other package managers install."""
_TABLE: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (("poetry", "pipenv", "pdm"), ("install", "sync"), "python"),
    (("uv",), ("sync", "pip install", "pip sync"), "python"),
    (("conda", "mamba", "micromamba"), ("install", "env create", "env update", "create"), "conda"),
    (("bundle", "bundler"), ("install", ""), "ruby"),
    (("gem",), ("install",), "ruby packages"),
    (("composer", "composer.phar"), ("install", "update"), "php"),
    (("go",), ("mod download", "mod tidy", "build", "install", "mod vendor"), "go"),
    (("go",), ("get",), "go packages"),
    (("dep",), ("ensure",), "go"),
    (("glide",), ("install", "up", "update"), "go"),
    (("govendor",), ("sync", "fetch"), "go"),
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


def install_family(words: Sequence[str]) -> str:
    """The kind of dependencies that a command installs, empty when it installs none.

    A kind that ends in `packages` is installed by name and never needs the sources. Package managers themselves are no
    dependencies.
    """
    family = _family(words)
    by_name = family in ("ruby packages", "node packages", "python packages")
    return "" if by_name and _installs_managers(words) else family


_GOAL = re.compile(
    r"(?:[\w.-]+:)?(?:maven-)?(?P<name>[\w-]+?)(?:-maven)?-plugin(?::[\w.-]+)?:(?P<goal>[\w-]+)"
)


def maven_goal(word: str) -> str:
    """A goal of Maven under its prefix, however it is written: `dependency:go-offline` for
    `org.apache.maven.plugins:maven-dependency-plugin:3.8.1:go-offline` (maven.apache.org, "Introduction to Plugin
    Prefix Resolution"). Any other word stays as it is.
    """
    match = _GOAL.fullmatch(word)
    return f"{match['name']}:{match['goal']}" if match else word


_VERSION = re.compile(r"(?<=\w)(@|[=~<>!]=|\[|:).*")


def _installs_managers(words: Sequence[str]) -> bool:
    """Whether all that is named to be installed are package managers, in whatever version."""
    rest = list(words[1:])
    verb = next((index for index, word in enumerate(rest) if word in ("install", "i", "add")), len(rest))
    # what is no name is the version of one: `gem install bundler -v "$(cat .bundler)"`
    named = [word for word in rest[verb + 1 :] if re.match(r"[A-Za-z]", word)]
    return bool(named) and all(_VERSION.sub("", word) in MANAGERS for word in named)


def _family(words: Sequence[str]) -> str:
    if not words or is_offline(words):
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
    if _works_on_the_sources(program, words, arguments):
        return {"go": "go", "cargo": "rust"}[program]
    if program in ("mvn", "mvnw"):
        arguments = [maven_goal(word) for word in arguments]
    first = " ".join(arguments[:1])
    both = " ".join(arguments[:2])
    for programs, verbs, family in _TABLE:
        if program in programs and (first in verbs or both in verbs):
            return family
    return ""


_OFFLINE: dict[str, frozenset[str]] = {
    "dotnet": frozenset({"--no-restore", "--no-build"}),
    "cargo": frozenset({"--offline", "--frozen"}),
    "mvn": frozenset({"-o", "--offline"}),
    "mvnw": frozenset({"-o", "--offline"}),
    "gradle": frozenset({"--offline"}),
    "gradlew": frozenset({"--offline"}),
    "go": frozenset({"-mod=vendor"}),
}
"""Options with which a compiler takes what is there and downloads nothing (learn.microsoft.com, "dotnet publish"; the
Cargo Book, "cargo build"; maven.apache.org, "Maven CLI Options"; docs.gradle.org, "Command-Line Interface"; go.dev,
"Go Modules Reference")."""


def is_offline(words: Sequence[str]) -> bool:
    """Whether an option keeps a compiler from downloading anything: `dotnet publish --no-restore`."""
    return bool(words) and not _OFFLINE.get(words[0].rpartition("/")[2], frozenset()).isdisjoint(words)


_WHOLE_MODULE = frozenset(("./...", ".", "all"))


def _works_on_the_sources(program: str, words: Sequence[str], arguments: list[str]) -> bool:
    """Whether an installer of packages by name is given the sources themselves: what they list was maybe downloaded
    before (`go help get`; the Cargo Book, "cargo install").
    """
    if program == "go" and arguments[:1] == ["get"]:
        newest = any(word.lstrip("-").partition("=")[0] == "u" for word in words if word.startswith("-"))
        return not newest and set(arguments[1:]) <= _WHOLE_MODULE
    return program == "cargo" and arguments[:1] == ["install"] and "--path" in words


def _node_family(program: str, words: Sequence[str], arguments: list[str]) -> str:
    if not arguments:
        return "node" if program == "yarn" and not {"--version", "-v"} & set(words) else ""
    if arguments[0] not in ("install", "ci", "i", "add", "clean-install", "global", "fetch"):
        return ""
    return "node packages" if len(arguments) > 1 or {"-g", "--global"} & set(words) else "node"


def _pip_family(words: Sequence[str], arguments: list[str]) -> str:
    if arguments[:1] in (["wheel"], ["download"]):
        # of a list of requirements; `pip wheel .` packs the project itself
        return "python" if {"-r", "--requirement"} & set(words) else ""
    if arguments[:1] != ["install"]:
        return ""
    own = {"-r", "--requirement", "-e", "--editable", "."} & set(words) or any(
        w.startswith(("./", ".[")) for w in words
    )
    return "python" if own else "python packages"


HEAVY_WHEELS = (
    r"torch|torchvision|torchaudio|tensorflow(?:[-_]gpu|-cpu)?|jax|jaxlib|mxnet|paddlepaddle(?:-gpu)?"
    r"|xgboost|lightgbm|catboost|transformers|sentence-transformers|spacy|scipy|scikit-learn|pandas|opencv-python"
    r"(?:-headless)?|onnxruntime(?:-gpu)?|vllm|cupy[\w-]*|prophet|pyspark|faiss-(?:cpu|gpu)|easyocr|ultralytics"
)
"""Names of wheels of tens to hundreds of megabytes, by their file lists on pypi.org: a regular expression."""
_HEAVY_WORD = re.compile(rf"(?i)({HEAVY_WHEELS})(?=[=<>~!\[;,@]|$)")


def heavy_wheels(words: Sequence[str]) -> tuple[str, ...]:
    """The heavy packages of Python that an install names itself: `pip install torch==2.3.1`, `uv pip install torch`."""
    if _family(words) != "python packages" and tuple(words[:3]) != ("uv", "pip", "install"):
        return ()
    found = (_HEAVY_WORD.match(word) for word in words)
    return tuple(match[1].lower() for match in found if match)


_READ = {"npm": "package.json", "yarn": "package.json", "pnpm": "package.json", "bun": "package.json"} | {
    "go": "go.mod",
    "cargo": "Cargo.toml",
    "dotnet": ".csproj",
}
_FROM_THE_IMPORTS = (("go", "get"), ("go", "mod", "tidy"), ("cargo", "add"))
"""Commands that name packages themselves, or find them in the sources."""
_FOR_ONE_MACHINE = re.compile(r"-r|-a|--os|--runtime|--arch|--self-contained|--sc|[-/]p:Publish\w+(=true)?")
"""Options of `dotnet` for which it downloads the runtime or the compiler of one kind of machine."""


def is_used_up(copied: Copy, stage: Stage) -> bool:
    """Whether the RUN that installs for a copied folder deletes it again: a project made up for its dependencies."""
    home = copied.destination.rstrip("/")
    runs = (step.commands for step in stage.steps if isinstance(step, Run))
    return bool(home) and any(
        any(one.name == "rm" and home in one.arguments for one in commands)
        and any(install_family(one.words) for one in commands)
        for commands in runs
    )


def names_no_package(words: Sequence[str], stage: Stage, build: ImageBuild) -> bool:
    """Whether an install in a stage reads a manifest that names no package, so that it downloads nothing.

    Where several manifests of the kind are copied in, none of them may name one.
    """
    program = words[0].rpartition("/")[2] if words else ""
    kind = _READ.get(program, "")
    if not kind or any(tuple(words[: len(one)]) == one for one in _FROM_THE_IMPORTS):
        return False
    if program == "dotnet" and any(_FOR_ONE_MACHINE.fullmatch(word.partition("=")[0]) for word in words):
        return False
    if install_family(words).endswith("packages"):
        return False
    chain = (stage, *(below for below, _ in stages_below(stage, build, {})))
    copies = [step for one in chain for step in one.steps if isinstance(step, Copy)]
    held = [step.held for step in copies if not step.from_ and not step.is_heredoc]
    bare = any(kind in one.bare for one in held if one)
    return bare and not any(one is None or kind in one.listing for one in held)


_GO_MODULES, _CRATES = r"(^|/)go(/pkg)?$|(^|/)pkg/mod$|GOMODCACHE", r"(?i)cargo(_home)?(/registry)?$"
_KEPT: dict[str, tuple[str, ...]] = {
    "go": (_GO_MODULES, r"go-build|(^|/)\.cache$|GOCACHE"),
    "rust": (_CRATES, r"(^|/)target(/|$)|(?i:sccache)"),
    "maven": (r"(^|/)\.m2(/repository)?$",),
    "gradle": (r"(^|/)\.gradle(/caches)?$|GRADLE_USER_HOME",),
    "dotnet": (r"(?i)(^|/)\.?nuget(/packages)?$|NUGET_PACKAGES",),
}
"""The folders in which compilers keep what they download and, where that is compiled too, what comes of it (`go help
environment`; the Cargo Book, "Cargo Home"; maven.apache.org, "Settings"; docs.gradle.org, "Directories";
learn.microsoft.com, "Managing the global packages folder")."""


def caches_brought(step: Copy) -> frozenset[str]:
    """The kinds of dependencies whose folder of downloads a COPY takes from another stage, so that what is there need
    not be downloaded again.
    """
    if step.from_stage is None:
        return frozenset()
    sources = [source.rstrip("/") for source in step.sources]
    return frozenset(kind for kind, kept in _KEPT.items() if any(re.search(kept[0], one) for one in sources))


_DOWNLOADS = (("go", "mod"), ("cargo", "fetch"))


def is_kept_in_mounts(words: Sequence[str], mounts: Sequence[BuildMount]) -> bool:
    """Whether all that a compiler downloads for its sources stays in cache mounts, so that no change of the sources
    makes it download or compile a dependency again. Installers that write beside the sources, npm and pip, do again
    what they did.
    """
    folders = _KEPT.get(install_family(words), ())
    folders = folders[:1] if tuple(words[:2]) in _DOWNLOADS else folders
    targets = [re.sub(r"[{}]", "", mount.target).rstrip("/") for mount in mounts if mount.kind == "cache"]
    return bool(folders) and all(any(re.search(one, target) for target in targets) for one in folders)
