"""Several Dockerfiles set up the same base in the same way.

The same compilers, browsers or libraries are downloaded and installed once for each image, and the copies drift: one
gets the fix, the others keep the old version for a year.

Make a base image of the repository (a Dockerfile, or a stage in one file with several targets) that installs them
once, and let the others start `FROM` it.

It is fine for one or two small packages, and where the images belong to teams that must not wait for each other.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from complexity_lint import (
    Finding,
    ImageBuild,
    Level,
    Location,
    PackageFamily,
    Precision,
    Related,
    Run,
    System,
    check,
    run_installations,
)

HEAVY = (
    "build-essential build-base gcc g++ clang llvm golang rustc cargo default-jdk openjdk chromium google-chrome "
    "firefox texlive cuda nvidia libnvidia tensorflow torch gfortran ghc maven gradle libreoffice ffmpeg"
).split()
TOOLCHAINS = (
    "sh.rustup.rs",
    "nvm-sh/nvm",
    "deb.nodesource.com",
    "get.sdkman.io",
    "go.dev/dl/",
    "golang.org/dl",
    "storage.googleapis.com/golang",
    "miniconda",
    "micromamba",
    "repo.anaconda.com",
)


@dataclass(frozen=True, slots=True)
class _Setup:
    """What the image of one Dockerfile gets installed on its base, and where."""

    path: str
    base: str
    places: tuple[tuple[Location, frozenset[str]], ...]

    @property
    def packages(self) -> frozenset[str]:
        return frozenset().union(*(names for _, names in self.places))

    def at(self, shared: frozenset[str]) -> Location:
        """The place that installs the most of what others install as well."""
        return max(self.places, key=lambda place: len(place[1] & shared))[0]


@check("repeated-base-setup", Level.NOTE, since="0.1.0", precision=Precision.HIGH)
def repeated_base_setup(system: System, *, min_packages: int = 3) -> Iterator[Finding]:
    by_base: dict[str, list[_Setup]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for build in system.builds:
        setup = _setup(build) if build.is_deployed else None
        if setup is not None and (setup.path, setup.base) not in seen:
            seen.add((setup.path, setup.base))
            by_base[setup.base].append(setup)
    for base, setups in by_base.items():
        told: set[str] = set()
        for first in setups:
            if first.path in told:
                continue
            same, shared = _alike(first, [s for s in setups if s.path not in told], min_packages)
            if len(same) > 1:
                told |= {setup.path for setup in same}
                yield _finding(base, same, shared)


def _alike(first: _Setup, others: list[_Setup], least: int) -> tuple[list[_Setup], frozenset[str]]:
    """A setup and those that repeat a heavy part of it, and that part: all of them have all of it."""
    same, shared = [first], first.packages
    for other in others:
        if other.path != first.path and _is_heavy(shared & other.packages, least):
            same.append(other)
            shared &= other.packages
    return same, shared


def _setup(build: ImageBuild) -> _Setup | None:
    """What the stages that reach the image install; what a builder stage has is no base of anything."""
    stages = build.shipped_stages
    if not stages or not stages[-1].base.repository:
        return None
    places = tuple(
        place
        for stage in reversed(stages)
        for step in stage.steps
        if isinstance(step, Run)
        for place in _installed(step)
    )
    return _Setup(build.at.path, stages[-1].base.text, places) if places else None


def _installed(step: Run) -> Iterator[tuple[Location, frozenset[str]]]:
    for one in run_installations(step):
        if one.family is PackageFamily.SYSTEM and one.names:
            yield one.at, frozenset(one.names)
    toolchains = frozenset(f"the toolchain of {sign}" for sign in TOOLCHAINS if sign in step.text)
    if toolchains:
        yield step.at, toolchains


def _is_heavy(packages: frozenset[str], least: int) -> bool:
    serious = packages - {"ca-certificates", "curl", "wget", "git", "bash", "tzdata", "gnupg"}
    if not serious:
        return False
    return len(packages) >= least or any(
        name.startswith(tuple(HEAVY)) or "toolchain" in name for name in packages
    )


def _finding(base: str, setups: list[_Setup], shared: frozenset[str]) -> Finding:
    first, second, *others = setups
    names = sorted(shared)
    shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
    name = base.partition("@")[0]
    return Finding(
        second.at(shared),
        f"{len(setups)} Dockerfiles install the same on {name} ({shown}): one base image would do it once",
        related=tuple(Related(s.at(shared), f"{s.path} installs it too") for s in (first, *others)),
        entity=second.path,
        evidence=base,
    )
