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
    """What one Dockerfile installs on one base."""

    at: Location
    path: str
    base: str
    packages: frozenset[str]


@check("repeated-base-setup", Level.NOTE, since="0.1.0", precision=Precision.HIGH)
def repeated_base_setup(system: System, *, min_packages: int = 3) -> Iterator[Finding]:
    by_base: dict[str, list[_Setup]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for build in system.builds:
        for setup in _setups(build) if build.is_deployed else ():
            if (setup.path, setup.base) not in seen:
                seen.add((setup.path, setup.base))
                by_base[setup.base].append(setup)
    for base, setups in by_base.items():
        told: set[str] = set()
        for first in setups:
            if first.path in told:
                continue
            same = [
                s
                for s in setups
                if s.path not in told and _is_heavy(first.packages & s.packages, min_packages)
            ]
            if len(same) > 1:
                told |= {setup.path for setup in same}
                yield _finding(base, same)


def _setups(build: ImageBuild) -> Iterator[_Setup]:
    """The setups of a Dockerfile, one for each base its stages stand on."""
    stages = build.dockerfile.stages
    packages: dict[str, set[str]] = defaultdict(set)
    places: dict[str, Location] = {}
    for stage in stages:
        root = stage
        while root.base_stage is not None:
            root = stages[root.base_stage]
        if not root.base.repository:
            continue
        for step in (step for step in stage.steps if isinstance(step, Run)):
            names = {
                n for one in run_installations(step) if one.family is PackageFamily.SYSTEM for n in one.names
            }
            names |= {f"the toolchain of {sign}" for sign in TOOLCHAINS if sign in step.text}
            if names:
                packages[root.base.text] |= names
                places.setdefault(root.base.text, step.at)
    for base, names in packages.items():
        yield _Setup(places[base], build.at.path, base, frozenset(names))


def _is_heavy(packages: frozenset[str], least: int) -> bool:
    serious = packages - {"ca-certificates", "curl", "wget", "git", "bash", "tzdata", "gnupg"}
    if not serious:
        return False
    return len(packages) >= least or any(
        name.startswith(tuple(HEAVY)) or "toolchain" in name for name in packages
    )


def _finding(base: str, setups: list[_Setup]) -> Finding:
    first, second, *others = setups
    shared = sorted(
        frozenset.intersection(*(setup.packages for setup in setups)) or first.packages & second.packages
    )
    shown = ", ".join(shared[:4]) + (f" and {len(shared) - 4} more" if len(shared) > 4 else "")
    name = base.partition("@")[0]
    return Finding(
        second.at,
        f"{len(setups)} Dockerfiles install the same on {name} ({shown}): one base image would do it once",
        related=tuple(Related(s.at, f"{s.path} installs it too") for s in (first, *others)),
        entity=second.path,
        evidence=base,
    )
