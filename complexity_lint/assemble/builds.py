"""Dockerfiles, those who build them and their contexts -> image builds."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from complexity_lint.assemble.build_contexts import copied_from_context, likely_context, true_context
from complexity_lint.assemble.development_signs import changes_for_development
from complexity_lint.assemble.known_paths import Known
from complexity_lint.assemble.named_contexts import with_named
from complexity_lint.assemble.origins import GENERIC_NAMES
from complexity_lint.assemble.own_bases import with_own_bases
from complexity_lint.assemble.requests import Request, find_requests
from complexity_lint.assemble.throwaway_runs import run_over_sources, thrown_away
from complexity_lint.model.build_targets import BuildTarget
from complexity_lint.model.cloud import BuildProject
from complexity_lint.model.environment_names import from_path, from_word
from complexity_lint.model.environments import DEVELOPMENT, TEST, Environment, EnvironmentKind
from complexity_lint.model.image_contents import effective_starts
from complexity_lint.model.images import Copy, Dockerfile, ImageBuild, Start
from complexity_lint.model.pipelines import ImagePush, Script, ScriptKind
from complexity_lint.model.workloads import Controller, Workload


def link_builds(
    dockerfiles: Sequence[Dockerfile],
    workloads: Iterable[Workload],
    scripts: Iterable[Script],
    known: Known,
    targets: Iterable[BuildTarget] = (),
) -> tuple[ImageBuild, ...]:
    """One build for each Dockerfile and each context and target it is asked for with; a guessed one where
    nobody asks.
    """
    requests: dict[str, list[Request]] = defaultdict(list)
    for request in find_requests(workloads, targets, scripts, known):
        requests[request.dockerfile].append(request)
    found: list[ImageBuild] = []
    for dockerfile in dockerfiles:
        found += _builds_of(dockerfile, requests.get(dockerfile.at.path, []), known)
    return with_own_bases(found)


def _builds_of(dockerfile: Dockerfile, requests: list[Request], known: Known) -> Iterator[ImageBuild]:
    if not requests:
        yield ImageBuild(dockerfile.at, dockerfile, likely_context(dockerfile, known))
        return
    grouped: dict[tuple[str | None, str], list[Request]] = defaultdict(list)
    requests = [replace(one, context=true_context(dockerfile, one.context, known)) for one in requests]
    for request in requests:
        grouped[request.context, request.target].append(request)
    if _has_a_stage_for_others(dockerfile, requests):
        yield ImageBuild(dockerfile.at, dockerfile, requests[0].context)
    for (context, target), asked in grouped.items():
        named = {one.name: one for request in reversed(asked) for one in request.contexts}
        contexts = tuple(named[name] for name in sorted(named))
        yield ImageBuild(
            dockerfile.at,
            with_named(dockerfile, contexts),
            context,
            target,
            references=tuple(dict.fromkeys(r for request in asked for r in request.references)),
            requested_at=tuple(dict.fromkeys(request.at for request in asked)),
            named_contexts=contexts,
            from_git=all(one.from_git for one in asked),
        )


def _has_a_stage_for_others(dockerfile: Dockerfile, requests: Sequence[Request]) -> bool:
    """Whether all that is asked for are stages to develop and to test in, and the image itself is another one."""
    last = dockerfile.stages[-1].name if dockerfile.stages else ""
    aside = (EnvironmentKind.DEVELOPMENT, EnvironmentKind.TEST)
    asked = [from_word(request.target) for request in requests]
    own = _of_target(last)
    return all(one is not None and one.kind in aside for one in asked) and (
        own is None or own.kind not in aside
    )


def with_environments(
    builds: Sequence[ImageBuild],
    workloads: Sequence[Workload],
    scripts: Sequence[Script],
    projects: Iterable[BuildProject] = (),
    said: Callable[[str], Environment | None] = lambda path: None,
) -> tuple[ImageBuild, ...]:
    """Builds with the environments that their own path or target names, else those of the workloads that use
    them.

    What is pushed is for more than the development and tests that are described here. A context or target that only
    development asks for is for development, where a pipeline or script builds the same Dockerfile in another way, and
    `said` is what READMEs say of a Dockerfile that nothing here deploys; of one that is pushed only that it is for
    tests.
    """
    users: dict[str, list[tuple[Workload, str]]] = defaultdict(list)
    for workload in workloads:
        requests = [c.build for c in workload.containers if c.build and c.build.dockerfile]
        for request in requests:
            users[request.dockerfile or ""].append((workload, request.target))
        if workload.built_by and not requests:
            users[workload.built_by].append((workload, ""))
    pushes = [push for script in scripts for push in script.pushes]
    alone = _building_alone(builds, scripts)
    # a script by hand pushes what it is told to, a pipeline what was built before it
    asking = frozenset(at.path for build in builds for at in build.requested_at)
    asking |= {script.at.path for script in scripts if script.kind is not ScriptKind.PIPELINE}
    tools = thrown_away(scripts)
    run = run_over_sources(scripts)
    of_jobs = _images_of_jobs(scripts, projects)
    foreign = _copied_projects(scripts)
    aside = _of_development_only(builds, workloads)
    found = []
    for build in builds:
        path = build.at.path
        using = [w for w, target in users.get(path, []) if target == build.target]
        pushed = any(_may_push(push, build, alone, asking) for push in pushes)
        stated = _of_place(path) or from_path(path) or _of_target(build.target) or _of_base(build)
        stated = stated or (DEVELOPMENT if (path, build.context, build.target) in aside else None)
        if stated is None and not using:
            kept = _KEPT_ASIDE.search(path) is not None and not build.references
            stated = _ARCHIVED if kept else _of_use(build, tools) or _of_jobs(build, of_jobs)
            if stated is None and _is_tool(build, run) and not pushed:
                stated = DEVELOPMENT
        if stated is None and not any(w.environment.is_production for w, _ in users.get(path, [])):
            told = said(path)
            stated = None if pushed and told != TEST else told
        if stated is not None and stated.kind is EnvironmentKind.EXAMPLE and path.startswith(foreign):
            stated = TEST  # what somebody else shows with a project that was copied in
        environments = list(dict.fromkeys(w.environment for w in using if not _is_only_tried(w, build)))
        if stated is not None:
            environments = [stated]
        elif pushed:
            environments = [e for e in environments if e.is_production]
        found.append(replace(build, environments=tuple(environments)))
    return tuple(found)


def _of_development_only(
    builds: Sequence[ImageBuild], workloads: Sequence[Workload]
) -> frozenset[tuple[str, str | None, str]]:
    """Path, context and target of builds that only compose services for development ask for, though others ask for
    the Dockerfile with another context or target.
    """
    theirs = {
        container.build.at
        for workload in workloads
        if workload.environment.kind is EnvironmentKind.DEVELOPMENT
        for container in workload.containers
        if container.build is not None
    }
    others = {build.at.path for build in builds if not set(build.requested_at) <= theirs}
    return frozenset(
        (build.at.path, build.context, build.target)
        for build in builds
        if build.requested_at and set(build.requested_at) <= theirs and build.at.path in others
    )


def _is_only_tried(workload: Workload, build: ImageBuild) -> bool:
    """Whether a compose file that does not name development runs an image there just as it is shipped: with what
    another stage built taken over.
    """
    compose = workload.controller is Controller.COMPOSE and workload.environment == DEVELOPMENT
    as_it_is = not build.target and not changes_for_development(workload)
    steps = (step for stage in build.shipped_stages for step in stage.steps)
    made_to_ship = any(isinstance(step, Copy) and step.from_stage is not None for step in steps)
    return compose and as_it_is and made_to_ship and from_path(workload.project) is None


_KEPT_ASIDE = re.compile(r"(?i)[._-](original|old|disabled|unused|backup)$")
"""Names of Dockerfiles that somebody keeps beside the one that is built."""
_ARCHIVED = Environment(EnvironmentKind.EXAMPLE, "archive")


def _of_use(build: ImageBuild, tools: Sequence[re.Pattern[str]]) -> Environment | None:
    """For whom a build is that no workload uses: a tool of those who work here, or what its steps do."""
    return DEVELOPMENT if any(tool.fullmatch(build.at.path) for tool in tools) else _of_work(build)


def _is_tool(build: ImageBuild, run: frozenset[str]) -> bool:
    """Whether an image starts nothing by itself and is run over the sources, with what to do there."""
    named = any(reference.text in run for reference in build.references)
    return named and not effective_starts(build)


def _images_of_jobs(scripts: Iterable[Script], projects: Iterable[BuildProject]) -> dict[str, str]:
    """The repositories of the images that jobs and build services run in, each with the folder it may be made in: none
    for `docker` and `aws/codebuild/standard`, which are made elsewhere.
    """
    run_in = (*(job.image for s in scripts for job in s.jobs), *(project.image for project in projects))
    found: dict[str, str] = {}
    for image in run_in:
        if image is not None and image.repository:
            bare = not image.registry and not image.partial and "/" not in image.repository
            elsewhere = bare or image.repository.startswith("aws/codebuild/") or image.name in _SAYS_NOTHING
            found[image.repository] = "" if elsewhere else image.name
    return found


_SAYS_NOTHING = GENERIC_NAMES - {"build", "ci"}
"""Folders that any image may be made in. Those for building and for pipelines are what jobs run in."""


def _of_jobs(build: ImageBuild, of_jobs: Mapping[str, str]) -> Environment | None:
    """Tests, for an image that jobs of the pipelines run in, by their own words or those of its folder, and that
    nothing described here runs.
    """
    # of `$REGISTRY/node` nobody knows whose it is; a tag that is not known says as little as any other
    names = {one.repository for one in build.references if not one.text.startswith(("$", "{"))}
    folder = build.at.path.rpartition("/")[0].rpartition("/")[2]
    called = folder in of_jobs.values() and not names
    lies = _BUILD_ENVIRONMENT.search(folder) is not None
    return TEST if lies or names & of_jobs.keys() or (folder and called) else None


_BUILD_ENVIRONMENT = re.compile(r"(?i)^codebuild([-_]|$)|(^|[-_])build[-_]?env(ironment)?s?([-_]|$)")
"""How the folder of an image is called that a pipeline builds in."""


_OWN_PIPELINE = re.compile(r"^(.+?/)(?:\.circleci/|\.github/workflows/|\.travis\.ya?ml$)")


def _copied_projects(scripts: Iterable[Script]) -> tuple[str, ...]:
    """The folders of projects that were copied in whole: their pipelines, which only count at the root, came along."""
    found = {m[1] for s in scripts if s.kind is ScriptKind.PIPELINE and (m := _OWN_PIPELINE.match(s.at.path))}
    return tuple(sorted(found))


def _of_target(target: str) -> Environment | None:
    """The environment that a target's name tells; `unittest` and `functionaltests` are tests as well."""
    return from_word(target) or (TEST if re.search(r"(?i)tests?$", target) else None)


_WORKSPACES = re.compile(r"(^|/)devcontainers/|^gitpod/workspace|cloud-workstations-images/")


_PIPELINE_FOLDERS = (".github/", ".circleci/", ".buildkite/", ".gitlab/", ".azure-pipelines/")


_TESTER = re.compile(r"(?i)[-_](tester|tests?|test-?runner)$")
"""How the folder of an image is called that tests something."""


def _of_place(path: str) -> Environment | None:
    """Tests, for an image that lies with the pipelines: it runs in them."""
    folder = path.rpartition("/")[0]
    return TEST if path.startswith(_PIPELINE_FOLDERS) or _TESTER.search(folder) else None


_PIPELINE_IMAGES = re.compile(
    r"(^|/)(cimg|circleci)/[\w.-]+(:|@|$)|(^|/)(gitlab-runner|jnlp-slave|inbound-agent)(:|@|$)|(^|/)oss-fuzz-base/"
)
"""What the jobs of CircleCI, GitLab and Jenkins run in, and what OSS-Fuzz builds its fuzzers in."""


def _of_base(build: ImageBuild) -> Environment | None:
    """Development, for an image made to develop in; tests, for one that the jobs of a pipeline run in."""
    stages = build.shipped_stages
    base = stages[-1].base.text if stages else ""
    if _PIPELINE_IMAGES.search(base):
        return TEST
    return DEVELOPMENT if _WORKSPACES.search(base) else None


_TESTERS = frozenset(
    (
        "pytest tox nox dredd newman schemathesis tavern-ci cypress playwright jest mocha karma robot behave cucumber "
        "rspec phpunit testcafe nightwatch protractor wdio bats"
    ).split()
)
"""Programs that test; those that make load are also run beside what they load."""


def _of_work(build: ImageBuild) -> Environment | None:
    """Tests, for an image that starts a program for tests, or that takes in what tests need and starts nothing."""
    starts = effective_starts(build)
    programs = {_program(start) for start in starts}
    if starts:
        return TEST if programs & _TESTERS else None
    copied = (source for stage in build.shipped_stages for source in copied_from_context(stage))
    needs = any(
        re.search(r"(^|/)tests?/([\w-]+/)*[\w.-]*(requirements|package|Gemfile)", source) for source in copied
    )
    return TEST if needs else None


def _program(start: Start) -> str:
    """The program a start runs, seen through `npx` and `python -m`."""
    words = [word.rpartition("/")[2] for word in (start.commands[-1].words if start.commands else ())]
    if words[:1] == ["npx"] and len(words) > 1:
        return words[1]
    if len(words) > 2 and words[0].startswith("python") and words[1] == "-m":
        return words[2]
    return words[0] if words else ""


def _building_alone(builds: Iterable[ImageBuild], scripts: Iterable[Script]) -> frozenset[str]:
    """The pipelines that build images themselves and not with compose: what they push is what they build."""
    asking = {at.path for build in builds for at in build.requested_at}
    return frozenset(
        script.at.path
        for script in scripts
        if script.kind is ScriptKind.PIPELINE
        and script.complete
        and script.at.path in asking
        and not any("compose" in word for command in script.commands for word in command.words)
    )


def _may_build(push: ImagePush, build: ImageBuild) -> bool:
    """Whether what is sent may come of a build, by the Dockerfile or else the context that it is made of."""
    context = posixpath.normpath(push.context or ".")
    if push.dockerfile and "$" not in push.dockerfile:
        within = posixpath.join(push.context or "", push.dockerfile)
        return build.at.path in (posixpath.normpath(push.dockerfile), posixpath.normpath(within))
    if push.context and context == ".":
        return build.at.path == "Dockerfile"
    return not push.context or build.at.path.startswith(context)


def _may_push(push: ImagePush, build: ImageBuild, alone: frozenset[str], asking: frozenset[str]) -> bool:
    """Whether a push may be of what a build makes: then it is for more than those who build it themselves.

    `alone` are the pipelines that build images themselves, `asking` the files whose pushes of unknown names are of
    nothing but what they build.
    """
    if push.reference is None:
        if push.at.path in alone and push.at.path not in {at.path for at in build.requested_at}:
            return False
        return _may_build(push, build)
    if push.reference.partial and not push.reference.name:
        # `docker push "$tag"`: of what the same file builds, and of anything where it builds nothing
        own = any(at.path == push.at.path for at in build.requested_at)
        return own or push.at.path not in asking
    names = {reference.name for reference in build.references}
    return push.reference.name in (names or {build.at.path.rpartition("/")[0].rpartition("/")[2]})
