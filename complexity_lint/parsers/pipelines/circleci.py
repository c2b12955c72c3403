"""CircleCI (circleci.com/docs/configuration-reference): jobs, reusable commands and executors, orbs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from complexity_lint.model.pipelines import ActionUse, ImagePush, Job, RunnerKind
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.values import Located
from complexity_lint.parsers.pipelines.filling import ORBS, read_filled, with_stated
from complexity_lint.parsers.pipelines.reading import (
    MAX_DEPTH,
    Files,
    Reading,
    Steps,
    action,
    image_of,
    images_of,
    in_order,
    inputs_of,
    reading_of,
    texts,
)
from complexity_lint.parsers.yaml_filling import Values, filled_table
from complexity_lint.parsers.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence
from complexity_lint.source import Location

_PUSHING = ("publish", "push", "build-and-push", "build_and_push", "deploy-image")
_MAY_PUSH = (*_PUSHING, "docker", "image", "deploy", "release")
_OF_THE_HOST = ("circleci/",)
"""Orbs of CircleCI itself: their commands say by their names whether they push."""


@dataclass(frozen=True, slots=True)
class _Config:
    """A configuration with its pipeline parameters' defaults; of an orb written in it, the orb."""

    top: Mapping
    orbs: Mapping
    values: Values


def read(path: str, files: Files) -> Reading:
    """The jobs of a configuration, and those of orbs that its workflows run."""
    top = next(iter(files.get(path, ())), Mapping(Location(path)))
    values = _defaults(top.mapping("parameters"), "pipeline.parameters.")
    config = _Config(top, top.mapping("orbs"), values)
    jobs = [*_own_jobs(config), *_orb_jobs(config)]
    return reading_of(jobs, _triggers(top))


def _triggers(top: Mapping) -> Iterator[str]:
    yield "push"
    for entry in top.mapping("workflows").entries:
        body = entry.value if isinstance(entry.value, Mapping) else Mapping(entry.at)
        for item in body.items("triggers"):
            if isinstance(item, Mapping) and item.get("schedule") is not None:
                yield "schedule"
        for _, given in _workflow_jobs(body):
            if given.get("filters", "tags") is not None:
                yield "tag"
            if given.text("type") == "approval":
                yield "manual"


def _workflow_jobs(workflow: Mapping) -> Iterator[tuple[Scalar, Mapping]]:
    """The jobs a workflow runs, with what each is given."""
    for item in workflow.items("jobs"):
        if isinstance(item, Scalar):
            yield item, Mapping(item.at)
        elif isinstance(item, Mapping):
            for entry in item.entries:
                given = entry.value if isinstance(entry.value, Mapping) else Mapping(entry.at)
                yield Scalar(entry.at, entry.key), given


def _uses_of(top: Mapping) -> dict[str, Mapping]:
    """What each job is given where a workflow first runs it."""
    found: dict[str, Mapping] = {}
    for entry in top.mapping("workflows").entries:
        if isinstance(entry.value, Mapping):
            for name, given in _workflow_jobs(entry.value):
                found.setdefault(name.text, given)
    return found


def _own_jobs(config: _Config) -> Iterator[tuple[Job, Steps]]:
    given = _uses_of(config.top)
    for entry in config.top.mapping("jobs").entries:
        if isinstance(entry.value, Mapping):
            yield _job(entry, entry.value, given.get(entry.key, Mapping(entry.at)), config)


def _job(entry: Entry, written: Mapping, given: Mapping, config: _Config) -> tuple[Job, Steps]:
    values = _given(written.mapping("parameters"), given, config.values)
    kept = (e for e in written.entries if e.key not in ("steps", "parameters"))
    body = filled_table(replace(written, entries=tuple(kept)), values, ORBS)
    executor = _executor(body.get("executor"), config, values)
    place = body if body.get("docker") or body.get("machine") or body.get("macos") else executor
    resource = body.text("resource_class") or executor.text("resource_class")
    machine = place.get("machine")
    images = images_of(place.get("docker"), "image")
    layers = place.entry("machine") and place.mapping("machine").scalar("docker_layer_caching")
    job = Job(
        at=entry.at,
        name=entry.key,
        runner=RunnerKind.SELF_HOSTED if "/" in resource else RunnerKind.HOSTED,
        labels=(resource,) if resource else (),
        image=images[0] if images else image_of(machine, "image"),
        services=images[1:],
        caches=(Located("docker_layer_caching", layers.at),) if layers and layers.boolean else (),
        needs=tuple(item.text for item in texts(given.get("requires"))),
        environment=body.text("environment") if isinstance(body.get("environment"), Scalar) else "",
    )
    return job, _steps(written.get("steps"), values, config, 0)


def _executor(node: Node | None, config: _Config, values: Values) -> Mapping:
    name = node.text if isinstance(node, Scalar) else node.text("name") if isinstance(node, Mapping) else ""
    found = config.top.mapping("executors").get(name) if name else None
    if name and "/" in name and found is None:
        orb, _, inner = name.partition("/")
        found = config.orbs.get(orb, "executors", inner)
    if not isinstance(found, Mapping):
        return Mapping(config.top.at)
    given = node if isinstance(node, Mapping) else Mapping(found.at)
    return filled_table(found, _given(found.mapping("parameters"), given, values), ORBS)


def _orb_jobs(config: _Config) -> Iterator[tuple[Job, Steps]]:
    """Jobs of orbs: what they do is the orb's own affair, unless the orb is written in the file."""
    own = {entry.key for entry in config.top.mapping("jobs").entries}
    for workflow in config.top.mapping("workflows").entries:
        body = workflow.value if isinstance(workflow.value, Mapping) else Mapping(workflow.at)
        for name, given in _workflow_jobs(body):
            if name.text in own or "/" not in name.text:
                continue
            own.add(name.text)
            orb, _, inner = name.text.partition("/")
            written = config.orbs.get(orb, "jobs", inner)
            if isinstance(written, Mapping):
                inside = _Config(config.orbs.mapping(orb), config.orbs, config.values)
                yield _job(Entry(name.text, name.at, written), written, given, inside)
                continue
            job = Job(name.at, given.text("name") or name.text, RunnerKind.HOSTED)
            steps = [_steps(given.get("pre-steps"), config.values, config, 0), _of_orb(name, given, config)]
            yield job, in_order((*steps, _steps(given.get("post-steps"), config.values, config, 0)))


def _steps(node: Node | None, values: Values, config: _Config, depth: int) -> Steps:
    items = node.items if isinstance(node, Sequence) else ()
    return in_order(_step(item, values, config, depth) for item in items) if depth < MAX_DEPTH else Steps()


def _step(item: Node, values: Values, config: _Config, depth: int) -> Steps:
    if isinstance(item, Scalar):
        return _named(item, Mapping(item.at), values, config, depth)
    if not isinstance(item, Mapping) or not item.entries:
        return Steps()
    entry = item.entries[0]
    given = entry.value if isinstance(entry.value, Mapping) else Mapping(entry.at)
    if entry.key == "run":
        text = entry.value if isinstance(entry.value, Scalar) else given.scalar("command")
        folder = given.text("working_directory").removeprefix("~/project").strip("/")
        commands = read_filled(text, values, ORBS) if text else ()
        plain = folder if not folder.startswith(("~", "/", "<<", ".")) else ""
        return Steps(commands=tuple(replace(c, folder=plain) if plain else c for c in commands))
    if entry.key in ("when", "unless"):
        return _steps(given.get("steps"), values, config, depth + 1)
    return _named(Scalar(entry.at, entry.key), given, values, config, depth)


def _named(name: Scalar, written: Mapping, values: Values, config: _Config, depth: int) -> Steps:
    """A step by its name: a command of the file, of an orb, or one of CircleCI's own."""
    given = filled_table(written, values, ORBS)
    command = config.top.get("commands", name.text)
    inside = config
    if command is None and "/" in name.text:
        orb, _, inner = name.text.partition("/")
        command = config.orbs.get(orb, "commands", inner)
        inside = _Config(config.orbs.mapping(orb), config.orbs, config.values)
    if isinstance(command, Mapping):
        own = _given(command.mapping("parameters"), given, config.values)
        return _steps(command.get("steps"), own, inside, depth + 1)
    if "/" in name.text:
        return _of_orb(name, given, config)
    caches = [Located(p.text, p.at) for p in texts(given.get("paths"))] if name.text == "save_cache" else []
    return Steps(actions=(action(name, given),), caches=tuple(caches))


def _of_orb(name: Scalar, given: Mapping, config: _Config) -> Steps:
    """A command or job of an orb kept elsewhere, under the orb's full name: `circleci/docker/publish`."""
    orb, _, inner = name.text.partition("/")
    full, _, version = config.orbs.text(orb).partition("@")
    full = full or orb
    used = ActionUse(name.at, f"{full}/{inner}", version, tuple(inputs_of(given)))
    of_the_host = full.startswith(_OF_THE_HOST)
    words = _PUSHING if of_the_host else _MAY_PUSH
    if not any(
        word in f"{full.rpartition('/')[2]}/{inner}" if not of_the_host else word in inner for word in words
    ):
        return Steps(actions=(used,), complete=of_the_host)
    image = given.scalar("image") or given.scalar("repo")
    reference = parse_image_reference(image.text, image.at) if image else None
    push = given.scalar("push-image") or given.scalar("push_image")
    pushes = () if push and push.boolean is False else (ImagePush(image.at if image else name.at, reference),)
    return Steps(actions=(used,), pushes=pushes, complete=of_the_host)


def _defaults(declared: Mapping, prefix: str) -> dict[str, str]:
    return {
        f"{prefix}{entry.key}": default.text
        for entry in declared.entries
        if isinstance(entry.value, Mapping) and (default := entry.value.scalar("default")) is not None
    }


def _given(declared: Mapping, given: Mapping, values: Values) -> Values:
    """What `parameters.NAME` stands for in a job, command or executor, beside what the pipeline is given."""
    kept = {name: text for name, text in values.items() if name.startswith("pipeline.")}
    own = {**kept, **_defaults(declared, "parameters.")}
    names = {entry.key for entry in declared.entries}
    wanted = replace(given, entries=tuple(e for e in given.entries if e.key in names))
    return with_stated(own, wanted, "parameters.", ORBS)


def named_files(path: str, documents: tuple[Mapping, ...]) -> Iterator[str]:
    """Configurations that a setup workflow continues with stand beside it and are read as their own."""
    yield from ()
