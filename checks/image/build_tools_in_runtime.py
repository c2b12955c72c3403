"""A production image carries the tools that built it.

Compilers, headers and SDKs are most of such an image: hundreds of megabytes that every node pulls and every scanner
reports holes in, for something that is used once, at build time.

Build in a stage of its own and copy the result into a slim final stage, or remove the tools in the RUN that installed
them (`apk add --virtual .build-deps ... && apk del .build-deps`).

It is fine where the image is itself for building (a CI image, a base that others build from), and where the program
compiles while it runs and says so by what it starts.
"""

import re
from collections.abc import Iterator

from complexity_lint import (
    Finding,
    ImageBuild,
    ImageReference,
    Level,
    Location,
    Precision,
    Related,
    System,
    carried_installations,
    check,
    effective_starts,
    image_words,
)

COMPILERS = frozenset(
    (
        "build-essential build-base alpine-sdk gcc g++ gcc-c++ clang make cmake ninja-build ninja autoconf automake "
        "libtool "
        "pkg-config pkgconf pkgconfig musl-dev libc-dev libc6-dev linux-headers kernel-headers cargo rustc rust golang "
        "golang-go maven gradle ant default-jdk base-devel gfortran bison flex nasm yasm swig cython3 python-dev "
        "python3-dev python2-dev python3-devel python-devel ruby-dev ruby-devel nodejs-dev llvm gnupg-dev patchelf "
        "protobuf-compiler dpkg-dev"
    ).split()
)
HEADERS = re.compile(
    r"^((?!manpages)[\w.+-]+-dev|[\w.+-]+-devel|openjdk-\d+-jdk(-headless)?|java-[\d.]+-openjdk-devel|"
    r"gcc-\d+|g\+\+-\d+|clang-\d+|llvm-\d+|dotnet-sdk-[\d.]+|linux-headers-.*)$"
)
WEAK = frozenset(
    "make cmake ninja ninja-build bison flex ant pkg-config pkgconf pkgconfig dpkg-dev swig gnupg-dev".split()
)
"""Too small, and too often used at run time, to be told alone."""
LIBC = frozenset("musl-dev libc-dev libc6-dev".split())
"""The headers of the C library come with `libc.so`, by which programs find it: build tools only beside a compiler."""
SDKS: dict[str, str] = {
    "golang": "the Go toolchain",
    "rust": "the Rust toolchain",
    "maven": "Maven and a JDK",
    "gradle": "Gradle and a JDK",
    "haskell": "the Haskell toolchain",
    "gcc": "compilers",
    "clang": "compilers",
    "emsdk": "the Emscripten SDK",
    "ghc": "the Haskell toolchain",
    "dart": "the Dart SDK",
    "sbt": "sbt and a JDK",
}
SDK_PATHS = ("dotnet/sdk", "dotnet/core/sdk", "dotnet-core/sdk", "microsoft/dotnet")
STATIC_SERVERS = frozenset(
    "serve http-server live-server local-web-server ws angular-http-server lite-server".split()
)
CALLED_SO = frozenset(
    "build builder builders building ci sdk toolchain compiler compile agent runner jenkins dev devel development "
    "devcontainer test tests testing lint workspace sandbox playground codegen protoc gen generator buildpack "
    "benchmark bench pipeline tester helpers".split()
)
RUN_TOOLS = frozenset(
    "go cargo mvn mvnw gradle gradlew make cmake gcc g++ sbt ghc stack rustc javac dotnet dotnet-ef dart".split()
)
OF_THE_SDK = frozenset("run watch build test publish pack msbuild restore ef fsi tool".split())
"""What `dotnet` needs an SDK for (learn.microsoft.com, "dotnet command"); `dotnet ef` builds the project first ("EF
Core tools reference"). Anything else is a program that is started: `dotnet shop.dll`.
"""


@check("build-tools-in-runtime", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def build_tools_in_runtime(system: System) -> Iterator[Finding]:
    bases = _built_upon(system)
    seen: set[Location] = set()
    for build in system.builds:
        stages = build.shipped_stages
        if not build.is_deployed or not stages or image_words(build) & CALLED_SO or _compiles_when_run(build):
            continue
        if build.at.path in bases:
            continue
        base = stages[-1].base
        what = _sdk(base, build, system)
        at = base.at
        if what and at not in seen:
            seen.add(at)
            yield Finding(
                at,
                f"the image runs on {base.text}: it carries {what}, which only the build needs",
                entity=build.at.path,
                evidence=base.text,
            )
        if not what:
            yield from _packages(build, seen)


def _packages(build: ImageBuild, seen: set[Location]) -> Iterator[Finding]:
    places: dict[Location, list[str]] = {}
    for one in carried_installations(build):
        if one.family.value == "system packages":
            tools = [n for n in one.names if n in COMPILERS or HEADERS.match(n)]
            if tools:
                places.setdefault(one.at, []).extend(tools)
    places = _without_libc(places)
    kept = {tool for tools in places.values() for tool in tools}
    if kept <= WEAK or next(iter(places)) in seen:
        return
    seen |= set(places)
    first, *others = places
    named = list(dict.fromkeys(tool for tools in places.values() for tool in tools))
    shown = ", ".join(named[:4]) + (f" and {len(named) - 4} more" if len(named) > 4 else "")
    yield Finding(
        first,
        f"the final image keeps {shown}: only the build needs them",
        related=tuple(Related(at, f"installs {', '.join(places[at][:4])}") for at in others),
        entity=build.at.path,
        evidence=" ".join(sorted(named)),
    )


def _without_libc(places: dict[Location, list[str]]) -> dict[Location, list[str]]:
    """The tools by their places, without the headers of the C library where no compiler is among the tools."""
    kept = {tool for tools in places.values() for tool in tools}
    if any(tool in COMPILERS - LIBC - WEAK and not HEADERS.match(tool) for tool in kept):
        return places
    return {at: left for at, tools in places.items() if (left := [t for t in tools if t not in LIBC])}


def _sdk(base: ImageReference, build: ImageBuild, system: System) -> str:
    """What of an SDK a base image is, empty where it is none or nothing is started on it."""
    starts = effective_starts(build)
    started = bool(starts) or any(w.built_by == build.at.path for w in system.workloads)
    if not started:
        return ""
    path = base.repository
    if any(path.endswith(one) for one in SDK_PATHS):
        runtime = "runtime" in base.tag or "aspnet" in base.tag
        return "" if runtime else "the .NET SDK"
    name = base.name
    if name in SDKS and not path.startswith(("bitnami/", "chainguard/")):
        return SDKS[name]
    if name == "node" and _serves_files(build):
        return "Node.js and npm for static files"
    return ""


def _serves_files(build: ImageBuild) -> bool:
    for command in build.starts:
        words = [w for w in command.words if not w.startswith("-")]
        if command.name in STATIC_SERVERS or (
            command.name in ("npx", "yarn", "pnpm") and set(words[1:2]) & STATIC_SERVERS
        ):
            return True
    return False


def _compiles_when_run(build: ImageBuild) -> bool:
    """Whether what the container starts is itself a build tool: then it is there on purpose."""
    for command in build.starts:
        words = [w for w in command.arguments if not w.startswith("-")]
        if command.name not in RUN_TOOLS:
            continue
        if command.name != "dotnet" or not OF_THE_SDK.isdisjoint(words[:1]):
            return True
    return False


def _built_upon(system: System) -> set[str]:
    """The Dockerfiles whose images other Dockerfiles use to build in, not to run on.

    One whose image nothing names here goes by its folders: `acme/shop-deps` for `shop-deps/cpp/Dockerfile`.
    """
    names: dict[str, set[str]] = {}
    folders: dict[str, set[str]] = {}
    for build in system.builds:
        for reference in build.references:
            names.setdefault(reference.repository, set()).add(build.at.path)
        for folder in build.at.path.split("/")[:-1] if not build.references else ():
            folders.setdefault(folder, set()).add(build.at.path)
    found: set[str] = set()
    for build in system.builds:
        shipped = {stage.at for stage in build.shipped_stages}
        for stage in build.dockerfile.stages:
            if stage.at not in shipped:
                found |= names.get(stage.base.repository, set()) - {build.at.path}
                if "/" in stage.base.repository:
                    found |= folders.get(stage.base.name, set()) - {build.at.path}
    return found
