"""Something is built on a release that nobody keeps any more.

Past its end of life a distribution, runtime, store or Kubernetes version gets no fixes: holes that become known stay
open, and the step to a version that is kept grows with every month until it is a project of its own.

Move to a release that is kept, and let a bot or a calendar tell when the next end comes near; the pages the dates are
from list them years ahead.

It is fine where old versions are tested on purpose. Extended support that somebody pays for is not counted. The dates
are those of a file of this version of the program, compared with `today` (an ISO date; the day of the run by default).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from complexity_lint import (
    BuildRequest,
    Command,
    Environment,
    EnvironmentKind,
    Finding,
    ImageBuild,
    ImageReference,
    Level,
    Located,
    Location,
    ManagedStore,
    Precision,
    Related,
    Release,
    Stage,
    System,
    Unknown,
    check,
    is_built_here,
    known_release,
    releases_of_image,
    supported,
)

PLATFORMS = {"EKS": "amazon-eks", "GKE": "google-kubernetes-engine", "AKS": "azure-kubernetes-service"}
ENGINES = {
    "postgres": "amazon-rds-postgresql",
    "mysql": "amazon-rds-mysql",
    "mariadb": "amazon-rds-mariadb",
}
DISTRIBUTIONS = (
    (re.compile(r"(?i)ubuntu\D*(?<!\d)(\d\d)[._]?(04|10)(?!\d)"), "ubuntu"),
    (re.compile(r"(?i)(?<!\w)debian\D*(?<!\d)(\d{1,2})(?!\d)"), "debian"),
    (re.compile(r"amzn2-ami-"), "amazon-linux"),
)
"""How clouds name their images of distributions; Amazon Linux 2 has its release in the word itself."""
RUNTIMES = (
    (re.compile(r"^nodejs(\d+)(?:\.(?:x|\d+))?$"), "nodejs"),
    (re.compile(r"^python(\d)\.?(\d+)$"), "python"),
    (re.compile(r"^ruby(\d)\.?(\d+)$"), "ruby"),
    (re.compile(r"^php(\d)\.?(\d+)$"), "php"),
    (re.compile(r"^go(\d)\.?(\d{2})$"), "go"),
    (re.compile(r"^dotnet(?:core)?(\d+(?:\.\d+)?)$"), "dotnet"),
)


@check("end-of-life-version", Level.WARNING, since="0.1.0", precision=Precision.VERY_HIGH)
def end_of_life_version(system: System, *, today: str = "") -> Iterator[Finding]:
    day = date.fromisoformat(today) if today else date.today()
    yield from _builds(system, day)
    yield from _workloads(system, day)
    yield from _clusters(system, day)
    yield from _stores(system, day)
    yield from _functions(system, day)
    yield from _machines(system, day)


def _is_spoken_of(environment: Environment) -> bool:
    kind = environment.kind
    return not (kind in (EnvironmentKind.DEVELOPMENT, EnvironmentKind.TEST) or environment.is_put_away)


def _builds(system: System, day: date) -> Iterator[Finding]:
    found: dict[tuple[str, str], Finding] = {}
    for build in system.builds:
        if not build.is_deployed:
            continue
        for stage in build.stages_of_use:
            if stage.base_stage is not None:
                continue
            for used in _bases(stage, build, system):
                # a bare name that is built beside this one; with a release it is the published image's more often
                if not used.reference.tag and is_built_here(used.reference, build, system.builds):
                    continue
                ended = _ended(used.reference, day)
                if ended:
                    told = _finding(used.at, used.reference.text, ended, day, build.at.path, ())
                    key = (used.at.path, used.reference.text)
                    found[key] = _with_use(found.setdefault(key, told), used.at, stage.base.at)
    yield from found.values()


def _with_use(told: Finding, at: Location, from_at: Location) -> Finding:
    """A finding with one more place that takes what it is about: a file is told once of an image."""
    place = Related(at, "the same image") if at != told.at else Related(from_at, "the FROM that uses it")
    known = (told.at, *(related.at for related in told.related))
    return told if place.at in known else replace(told, related=(*told.related, place))


@dataclass(frozen=True, slots=True)
class _Used:
    """A base image with the arguments of one build put in, and the place that decides."""

    at: Location
    reference: ImageReference


def _bases(stage: Stage, build: ImageBuild, system: System) -> Iterator[_Used]:
    """What a stage is FROM in each way it is built: arguments that a build is given replace their defaults."""
    requests = [
        container.build
        for workload in system.workloads
        for container in workload.containers
        if container.build
        and container.build.dockerfile == build.at.path
        and container.build.target == build.target
    ]
    given = [found for request in requests if (found := _given(stage, request)) is not None]
    yield from given
    if not requests or len(given) < len(requests):
        yield _Used(stage.chosen_at, stage.base)


def _given(stage: Stage, request: BuildRequest) -> _Used | None:
    text, at = stage.base.text, None
    defaults = {argument.name: argument.value for argument in stage.base_arguments}
    for argument in request.arguments:
        if argument.value is None:
            continue
        default = defaults.get(argument.name)
        hole = re.search(
            r"\$\{" + re.escape(argument.name) + r"\b[^}]*\}|\$" + re.escape(argument.name) + r"\b", text
        )
        if hole:
            text, at = text.replace(hole[0], argument.value), argument.at
        elif default and text.count(default) == 1:
            text, at = text.replace(default, argument.value), argument.at
    if at is None or "$" in text:
        return None
    path, _, tag = text.partition("@")[0].rpartition(":")
    if not path or "/" in tag:
        path, tag = text, ""
    return _Used(
        at, replace(stage.base, text=text, tag=tag, repository=_repository(path), partial=False, digest="")
    )


def _repository(path: str) -> str:
    first, slash, rest = path.partition("/")
    return rest if slash and ("." in first or ":" in first) else path


def _workloads(system: System, day: date) -> Iterator[Finding]:
    seen: set[tuple[Location, str]] = set()
    for workload in system.workloads:
        if not _is_spoken_of(workload.environment):
            continue
        for container in workload.containers:
            image = container.image
            if image is None or container.build is not None:
                continue
            ended = _ended(image, day)
            at = image.tag_at or image.at
            if ended and (at, workload.environment.name) not in seen:
                seen.add((at, workload.environment.name))
                related = (Related(image.at, "the image it is part of"),) if image.tag_at else ()
                found = _finding(at, image.text, ended, day, workload.name, related)
                yield replace(found, environments=workload.environments)


def _clusters(system: System, day: date) -> Iterator[Finding]:
    for cluster in system.clusters:
        version = _text(cluster.version)
        if version is None or not _is_spoken_of(cluster.environment):
            continue
        release = known_release(PLATFORMS.get(cluster.platform, "kubernetes"), version.value)
        if release is not None and release.has_ended(day):
            name = cluster.name or "the cluster"
            found = _finding(version.at, f"{name} ({version.value})", [release], day, name, ())
            yield replace(found, environments=cluster.environment.names)


def _stores(system: System, day: date) -> Iterator[Finding]:
    for store in system.stores:
        version = _text(store.version)
        if version is None or not _is_spoken_of(store.environment):
            continue
        release = _of_store(store, version.value)
        if release is not None and release.has_ended(day):
            found = _finding(version.at, f"{store.name} ({version.value})", [release], day, store.name, ())
            yield replace(found, environments=store.environment.names)


def _of_store(store: ManagedStore, version: str) -> Release | None:
    """The provider's release of a store; services of providers keep versions longer or shorter than their makers, by
    dates of their own. `OpenSearch_2.5` says which of the two engines it is; a bare version is Elasticsearch's.
    """
    if store.service == "Amazon OpenSearch Service":
        engine, _, number = version.rpartition("_")
        return known_release(f"amazon-{engine.lower() or 'elasticsearch'}", number)
    product = ENGINES.get(store.engine.lower()) if "RDS" in store.service else None
    return known_release(product, version) if product else None


def _functions(system: System, day: date) -> Iterator[Finding]:
    for function in system.functions:
        runtime = _text(function.runtime)
        if runtime is not None and _is_spoken_of(function.environment):
            yield from _of_runtime(runtime, function.name, function.environment, day)
    for script in system.scripts:
        for command in script.commands if _is_spoken_of(script.environment) else ():
            name, runtimes = _deployed_function(command), command.values_of("--runtime")
            if name and runtimes:
                yield from _of_runtime(Located(runtimes[0], command.at), name, script.environment, day)


def _machines(system: System, day: date) -> Iterator[Finding]:
    """The distributions that machines of a cloud are started with."""
    for image in system.machine_images:
        for pattern, product in DISTRIBUTIONS if _is_spoken_of(image.environment) else ():
            match = pattern.search(image.text)
            release = known_release(product, ".".join(match.groups()) or "2") if match else None
            if release is not None and release.has_ended(day):
                found = _finding(image.at, image.text, [release], day, image.text, ())
                yield replace(found, environments=image.environment.names)


def _of_runtime(runtime: Located[str], name: str, environment: Environment, day: date) -> Iterator[Finding]:
    for pattern, product in RUNTIMES:
        match = pattern.match(runtime.value)
        release = known_release(product, ".".join(match.groups())) if match else None
        if release is not None and release.has_ended(day):
            found = _finding(runtime.at, f"{name} ({runtime.value})", [release], day, name, ())
            yield replace(found, environments=environment.names)


def _deployed_function(command: Command) -> str:
    """The function that a command deploys with a runtime of the provider; empty for all others (cloud.google.com/sdk,
    "gcloud functions deploy"; docs.aws.amazon.com/cli, "lambda create-function").
    """
    words = [word for word in command.words if word not in ("beta", "alpha")]
    if words[:3] == ["gcloud", "functions", "deploy"]:
        return next((word for word in words[3:4] if not word.startswith("-")), "the function")
    if words[:2] == ["aws", "lambda"] and words[2:3] in (
        ["create-function"],
        ["update-function-configuration"],
    ):
        return next(iter(command.values_of("--function-name")), "the function")
    return ""


def _text(value: Located[str | Unknown] | None) -> Located[str] | None:
    return Located(value.value, value.at) if value is not None and isinstance(value.value, str) else None


def _ended(reference: ImageReference, day: date) -> list[Release]:
    return [release for release in releases_of_image(reference) if release.has_ended(day)]


def _finding(
    at: Location, what: str, ended: list[Release], day: date, entity: str, related: tuple[Related, ...]
) -> Finding:
    told = " and ".join(_words(release) for release in ended[:2])
    newest = supported(ended[0].product, day)
    instead = f"; {newest.title} {newest.version} is kept" if newest else "; no release of it is kept"
    evidence = " ".join(f"{release.product} {release.version}" for release in ended)
    return Finding(
        at, f"{what.partition('@')[0]}: {told}{instead}", related=related, entity=entity, evidence=evidence
    )


def _words(release: Release) -> str:
    before = "before" if release.older else "on"
    return f"{release.title} {release.version} reached its end of life {before} {release.end}"
