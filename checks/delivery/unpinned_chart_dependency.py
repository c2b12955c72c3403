"""A chart or module is pulled in without a version that stays.

The same description deploys something else tomorrow. A new major version of somebody else's module arrives with an
unrelated change, in the middle of it, and going back to yesterday's commit does not bring yesterday's back.

Ask for one version (`--version` where a script calls `helm upgrade`), or for a range with a lock file beside it that
is committed; let a bot raise it.

It is fine to give an exact version without a lock file, and to take what lies in the same repository. What a script
installs into a cluster that it starts on the machine in hand is told with `--profile all`.
"""

import re
from collections.abc import Iterator

from complexity_lint import (
    ChartDependency,
    EnvironmentKind,
    Finding,
    Level,
    PackageKind,
    PackageUse,
    Precision,
    Script,
    System,
    check,
)

OPEN = re.compile(r"[\^~*<>|xX]|\s-\s|,")
EXACT = re.compile(r"^\s*=?\s*v?\d+\.\d+(\.\d+)?([-+.][\w.+-]+)?\s*$")
PATCHES_ONLY = re.compile(r"^\s*~>\s*\d+\.\d+\.\d+")
FILLED_IN = re.compile(r"\$|\{\{|^<[^<>]+>$|^(@|__|%)\w[\w.-]*(@|__|%)$")
"""A version that something else writes in: a variable, an expression, a placeholder such as `<web-tag>`."""
ASIDE = (EnvironmentKind.EXAMPLE, EnvironmentKind.TEST)
LAPTOPS = frozenset({"kind", "minikube", "k3d", "microk8s", "colima"})
"""What starts a cluster on the machine in hand: a script that calls one sets up a trial."""
PASSING = re.compile(r"(^|[/-])(kind|minikube|k3d|k3s|microk8s)([/-]|$)")
"""Ready-made steps that start a cluster for the time of a job: `helm/kind-action`."""
WHATEVER = re.compile(r"\$\{?\w+(\[[@*]\])?\}?|\$\(.*\)")


@check("unpinned-chart-dependency", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def unpinned_chart_dependency(system: System) -> Iterator[Finding]:
    for dependency in system.dependencies:
        problem = (
            "" if dependency.local or dependency.is_package or dependency.within else _of_chart(dependency)
        )
        if problem:
            yield Finding(
                at=dependency.version_at or dependency.at,
                message=f"chart {dependency.name} {problem}",
                entity=dependency.name,
                evidence=dependency.version,
                pedantic=dependency.environment.kind in ASIDE,
            )
    for package in system.packages:
        problem = _of_package(package)
        if problem:
            yield Finding(
                at=package.at,
                message=f"{package.kind.value} {package.name} {problem}",
                entity=package.name,
                evidence=f"{package.source} {package.version}".strip(),
                pedantic=package.environment.kind in ASIDE,
            )
    for script in system.scripts:
        yield from _of_script(script)


def _of_script(script: Script) -> Iterator[Finding]:
    """The charts of repositories that a script knows, and installs with no word on their version; each told once."""
    added = {c.words[3] for c in script.commands if c.words[:3] == ("helm", "repo", "add") and c.words[3:]}
    passing = any(PASSING.search(action.name) for job in script.jobs for action in job.actions)
    local = passing or any(c.name in LAPTOPS for c in script.commands) or not script.environment.is_production
    told = set()
    for command in script.commands:
        if command.name != "helm" or not {"upgrade", "install"} & set(command.words[1:3]):
            continue
        words = command.arguments
        settled = any(word == "--version" or word.startswith("--version=") for word in words)
        # `$EXTRA` may hold the version as well as anything else
        if settled or any(WHATEVER.fullmatch(word) for word in words):
            continue
        chart = next((word for word in words if _is_from_elsewhere(word, added)), "")
        if chart and chart not in told:
            told.add(chart)
            yield Finding(
                at=command.at,
                message=f"chart {chart} is installed without a --version: it is the newest of the day",
                entity=chart,
                evidence=f"helm {chart}",
                pedantic=local,
            )


def _is_from_elsewhere(word: str, added: set[str]) -> bool:
    if word.startswith("oci://"):
        return "$" not in word and not re.search(r"(:[\w.-]+|@sha256:\w+|\.tgz)$", word.removeprefix("oci:"))
    repository, _, name = word.partition("/")
    return (
        repository in added and bool(re.fullmatch(r"[\w.-]+", name)) and not name.endswith((".yaml", ".yml"))
    )


def _of_chart(dependency: ChartDependency) -> str:
    """What is wrong with how a chart's version is chosen; empty where it stays."""
    asked, locked = dependency.version, dependency.locked
    if locked is not None and not dependency.lock_agrees:
        return f"asks for {asked}, but the lock file has {locked.value}: build the dependencies anew"
    if locked is not None or FILLED_IN.search(asked):
        return ""
    if dependency.repository.startswith("file://") or re.search(r"\.tgz$", dependency.name):
        return ""
    return _open(asked, "no lock file holds it" if not dependency.installed_by else "nothing holds it")


def _of_package(package: PackageUse) -> str:
    asked = package.version
    if package.locked or FILLED_IN.search(asked):
        return ""
    if package.by_reference:
        return _of_reference(package)
    if package.kind is PackageKind.TERRAFORM_MODULE and PATCHES_ONLY.match(asked):
        return ""
    if package.kind is PackageKind.TERRAFORM_MODULE and "://" in asked:
        return ""
    return _open(asked, "nothing holds it")


def _of_reference(package: PackageUse) -> str:
    """A git source: a tag or a commit stays, a branch moves."""
    if not package.version:
        return f"comes from {_short(package.source)} without a reference: it is whatever the branch has today"
    if package.version == "latest":
        return "is its newest release of the day"
    moves = not re.search(r"\d", package.version) or re.match(r"(release|stable)[-/]", package.version)
    if moves and not re.fullmatch(r"[0-9a-f]{7,64}", package.version):
        return f"follows the branch {package.version} of {_short(package.source)}"
    return ""


def _short(source: str) -> str:
    return re.sub(r"^(git::)?(https?://|ssh://git@|git@)", "", source)


def _open(asked: str, end: str) -> str:
    if not asked:
        return "has no version: it is the newest of the day"
    if asked == "latest":
        return "asks for latest: it is the newest of the day"
    if OPEN.search(asked) or not EXACT.match(asked):
        return f"takes any version in `{asked}` and {end}" if OPEN.search(asked) else ""
    return ""
