"""Azure Pipelines (learn.microsoft.com, "YAML schema reference for Azure Pipelines"), with local templates."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from complexity_lint.model.build_targets import BuildTarget
from complexity_lint.model.pipelines import ImagePush, Job, RunnerKind
from complexity_lint.model.references import ImageReference, parse_image_reference
from complexity_lint.model.values import Located
from complexity_lint.parsers.pipelines.filling import read_filled, with_stated
from complexity_lint.parsers.pipelines.over_ssh import run_over_ssh
from complexity_lint.parsers.pipelines.reading import (
    MAX_DEPTH,
    Files,
    Reading,
    Steps,
    action,
    image_of,
    in_order,
    reading_of,
    texts,
    words_of,
)
from complexity_lint.parsers.yaml_filling import Values, filled_table
from complexity_lint.parsers.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence
from complexity_lint.source import Location

SHELLS = ("script", "bash", "pwsh", "powershell")
"""Steps that hold shell text under their own name."""
_SHELL_INPUTS = ("script", "inlineScript", "arguments")
_CONDITION = re.compile(r"^\$\{\{\s*(if|elseif|else|each|insert)\b")


def read(path: str, files: Files) -> Reading:
    """The jobs of a pipeline and of its local templates."""
    top = next(iter(files.get(path, ())), Mapping(Location(path)))
    jobs, complete = [], True
    for body, home, values in _bodies(top, path, {}, files, 0):
        complete = complete and body is not None
        if body is not None:
            jobs += list(_of_body(body, home, values, files))
    found = reading_of(jobs, _triggers(top))
    return replace(found, complete=found.complete and complete)


def _bodies(
    top: Mapping, home: str, values: Values, files: Files, depth: int
) -> Iterator[tuple[Mapping | None, str, Values]]:
    """The pipeline's body: its own, or the template's that it extends; None for one kept elsewhere."""
    own = values or _parameters(top, Mapping(top.at), values)
    extended = top.mapping("extends")
    template = extended.scalar("template")
    yield top, home, own
    if template is None:
        return
    found = _template(template.text, home, files)
    if found is None or depth >= MAX_DEPTH:
        yield None, home, own
        return
    path, body = found
    given = extended.mapping("parameters")
    yield from _bodies(body, path, _parameters(body, given, own), files, depth + 1)


def _template(written: str, home: str, files: Files) -> tuple[str, Mapping] | None:
    """The template of a name: relative to the file that names it, from the root with `/`; None elsewhere."""
    path = template_path(written, home)
    documents = files.get(path) if path else None
    return (path, documents[0]) if path and documents else None


def template_path(written: str, home: str) -> str | None:
    """Where the template lies in this repository; None for one of another repository."""
    name, _, repository = written.partition("@")
    if repository not in ("", "self") or "${{" in name:
        return None
    if name.startswith("/"):
        return posixpath.normpath(name.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(home), name))


def _parameters(top: Mapping, given: Mapping, values: Values) -> Values:
    """`parameters.NAME` by the defaults of the file and what it is given; `variables.NAME` by what it states."""
    known = {name: text for name, text in values.items() if name.startswith("variables.")}
    declared = top.get("parameters")
    if isinstance(declared, Mapping):
        known = dict(with_stated(known, declared, "parameters."))
    for item in declared.items if isinstance(declared, Sequence) else ():
        if isinstance(item, Mapping) and item.scalar("default") is not None:
            known[f"parameters.{item.text('name')}"] = item.text("default")
    return with_stated(with_stated(known, given, "parameters."), top.get("variables"), "variables.")


def _triggers(top: Mapping) -> Iterator[str]:
    """Without `trigger` every push starts a pipeline, `none` turns that off."""
    trigger = top.get("trigger")
    if not (isinstance(trigger, Scalar) and trigger.text == "none"):
        only_tags = isinstance(trigger, Mapping) and trigger.get("tags") and not trigger.get("branches")
        yield "tag" if only_tags else "push"
    request = top.get("pr")
    if request is not None and not (isinstance(request, Scalar) and request.text == "none"):
        yield "pull_request"
    if top.get("schedules") is not None:
        yield "schedule"
    if top.items("resources", "pipelines"):
        yield "pipeline"


def flattened(node: Node | None, depth: int = 0) -> Iterator[Mapping]:
    """The items of a list; those behind `${{ if }}` and `${{ each }}` too, of all branches."""
    for item in node.items if isinstance(node, Sequence) else ():
        if not isinstance(item, Mapping):
            continue
        if item.entries and _CONDITION.match(item.entries[0].key) and depth < MAX_DEPTH:
            for entry in item.entries:
                yield from flattened(entry.value, depth + 1)
        else:
            yield item


def _of_body(body: Mapping, home: str, values: Values, files: Files) -> Iterator[tuple[Job, Steps]]:
    pool = body.get("pool")
    if body.get("stages") is not None:
        yield from _stages(body.get("stages"), pool, home, values, files, 0)
    elif body.get("jobs") is not None:
        yield from _jobs(body.get("jobs"), pool, home, values, files, 0)
    elif body.get("steps") is not None:
        yield _job(body, Entry("Job", body.at, body), pool, home, values, files)


def _stages(
    node: Node | None, pool: Node | None, home: str, values: Values, files: Files, depth: int
) -> Iterator[tuple[Job, Steps]]:
    for item in flattened(node):
        template = item.scalar("template")
        if template is None:
            yield from _jobs(item.get("jobs"), item.get("pool") or pool, home, values, files, depth)
            continue
        found = _template(template.text, home, files) if depth < MAX_DEPTH else None
        if found is None:
            yield Job(template.at, template.text), _elsewhere(template, item)
            continue
        path, body = found
        own = _parameters(body, filled_table(item.mapping("parameters"), values), values)
        yield from _stages(body.get("stages"), pool, path, own, files, depth + 1)


def _jobs(
    node: Node | None, pool: Node | None, home: str, values: Values, files: Files, depth: int
) -> Iterator[tuple[Job, Steps]]:
    for item in flattened(node):
        template = item.scalar("template")
        if template is None:
            named = item.entry("job") or item.entry("deployment")
            name = named.value.text if named and isinstance(named.value, Scalar) else ""
            at = named.at if named else item.at
            yield _job(item, Entry(name, at, item), pool, home, values, files)
            continue
        found = _template(template.text, home, files) if depth < MAX_DEPTH else None
        if found is None:
            yield Job(template.at, template.text), _elsewhere(template, item)
            continue
        path, body = found
        own = _parameters(body, filled_table(item.mapping("parameters"), values), values)
        yield from _jobs(body.get("jobs"), pool, path, own, files, depth + 1)


def _elsewhere(template: Scalar, item: Mapping) -> Steps:
    return Steps(actions=(action(template, item.mapping("parameters")),), complete=False)


def _job(
    body: Mapping, entry: Entry, pool: Node | None, home: str, values: Values, files: Files
) -> tuple[Job, Steps]:
    own = with_stated(values, body.get("variables"), "variables.")
    place = body.get("pool") or pool
    labels = tuple(_labels(place))
    environment = body.get("environment")
    job = Job(
        at=entry.at,
        name=entry.key,
        runner=_runner(place),
        labels=labels,
        image=image_of(body.get("container"), "image"),
        services=tuple(_services(body.mapping("services"))),
        needs=words_of(body.get("dependsOn")),
        environment=environment.text if isinstance(environment, Scalar) else body.text("environment", "name"),
    )
    lists = [body.get("steps"), *_of_strategy(body.mapping("strategy"), 0)]
    return job, in_order(_steps(steps, home, own, files, 0) for steps in lists)


def _of_strategy(strategy: Mapping, depth: int) -> Iterator[Node]:
    """The steps of a deployment's hooks: `runOnce`, `rolling` and `canary` hold `deploy` and its like."""
    for entry in strategy.entries if depth < MAX_DEPTH else ():
        if entry.key == "steps":
            yield entry.value
        elif isinstance(entry.value, Mapping):
            yield from _of_strategy(entry.value, depth + 1)


def _labels(place: Node | None) -> Iterator[str]:
    if isinstance(place, Scalar):
        yield place.text
    elif isinstance(place, Mapping):
        yield from (text for key in ("name", "vmImage") if (text := place.text(key)))
        yield from words_of(place.get("demands"))


def _runner(place: Node | None) -> RunnerKind:
    """Without a pool, with `vmImage` or of the pool `Azure Pipelines` a job runs on Microsoft's machines."""
    if place is None or (isinstance(place, Mapping) and place.get("vmImage") is not None):
        return RunnerKind.HOSTED
    name = (
        place.text if isinstance(place, Scalar) else place.text("name") if isinstance(place, Mapping) else ""
    )
    if "$" in name or not name:
        return RunnerKind.UNKNOWN
    return RunnerKind.HOSTED if name.startswith(("Azure Pipelines", "Hosted")) else RunnerKind.SELF_HOSTED


def _services(node: Mapping) -> Iterator[ImageReference]:
    for entry in node.entries:
        found = image_of(entry.value, "image")
        if found is not None:
            yield found


def _steps(node: Node | None, home: str, values: Values, files: Files, depth: int) -> Steps:
    return in_order(_step(item, home, values, files, depth) for item in flattened(node))


def _step(item: Mapping, home: str, values: Values, files: Files, depth: int) -> Steps:
    for key in SHELLS:
        text = item.scalar(key)
        if text is not None:
            folder = item.text("workingDirectory")
            return Steps(
                commands=tuple(replace(c, folder=_folder(folder)) for c in read_filled(text, values))
            )
    template, task = item.scalar("template"), item.scalar("task")
    if template is not None:
        found = _template(template.text, home, files) if depth < MAX_DEPTH else None
        if found is None:
            return _elsewhere(template, item)
        path, body = found
        own = _parameters(body, filled_table(item.mapping("parameters"), values), values)
        return _steps(body.get("steps"), path, own, files, depth + 1)
    return _task(task, filled_table(item.mapping("inputs"), values), values) if task else Steps()


def _folder(written: str) -> str:
    text = re.sub(r"^\$\((Build\.SourcesDirectory|System\.DefaultWorkingDirectory)\)/?", "", written)
    return "" if not text or text.startswith(("/", "..", "$")) else posixpath.normpath(text)


def _task(task: Scalar, inputs: Mapping, values: Values) -> Steps:
    name = task.text.partition("@")[0].lower()
    used = replace(action(task, inputs), remote=run_over_ssh(name, inputs, values))
    keys = () if used.remote else _SHELL_INPUTS[:2]
    scripts = [text for key in keys if (text := inputs.scalar(key)) is not None]
    commands = tuple(c for text in scripts for c in read_filled(text, values))
    caches = [Located(p.text, p.at) for p in texts(inputs.get("path"))] if name == "cache" else []
    if name != "docker":
        pushes = (ImagePush(task.at, None),) if name == "dockercompose" and "push" in _action(inputs) else ()
        return Steps(commands=commands, actions=(used,), caches=tuple(caches), pushes=pushes)
    verb = inputs.text("command").lower() or "buildandpush"
    return Steps(
        actions=(used,),
        pushes=tuple(_docker_pushes(task, inputs)) if "push" in verb else (),
        targets=tuple(_docker_build(task, inputs)) if "build" in verb else (),
    )


def _action(inputs: Mapping) -> str:
    return inputs.text("action").lower()


def _docker_names(inputs: Mapping) -> Iterator[ImageReference]:
    repository = inputs.scalar("repository") or inputs.scalar("imageName")
    if repository is None or repository.text.startswith("$("):
        return
    registry = inputs.text("containerRegistry")
    prefix = f"{registry}/" if "." in registry and "$" not in registry else ""
    for tag in words_of(inputs.get("tags")) or ("",):
        for one in tag.split() or [""]:
            text = f"{prefix}{repository.text}" + (f":{one}" if one else "")
            yield parse_image_reference(text, repository.at)


def _docker_pushes(task: Scalar, inputs: Mapping) -> Iterator[ImagePush]:
    names = list(_docker_names(inputs))
    yield from (ImagePush(name.at, name) for name in names)
    if not names:
        yield ImagePush(task.at, None)


def _docker_build(task: Scalar, inputs: Mapping) -> Iterator[BuildTarget]:
    """Docker@2 looks for `**/Dockerfile` and sends the folder of the one it finds, unless told otherwise."""
    file = inputs.text("Dockerfile") or inputs.text("dockerFile")
    file = re.sub(r"^\$\((Build\.SourcesDirectory|System\.DefaultWorkingDirectory)\)/", "", file)
    if not file or "*" in file or "$" in file:
        return
    context = inputs.text("buildContext")
    context = posixpath.dirname(file) if not context or "*" in context else context
    context = (
        re.sub(r"^\$\((Build\.SourcesDirectory|System\.DefaultWorkingDirectory)\)/?", "", context) or "."
    )
    if "$" not in context:
        yield BuildTarget(
            at=task.at,
            name="",
            context=posixpath.normpath(context),
            dockerfile=posixpath.normpath(file),
            references=tuple(_docker_names(inputs)),
        )


def named_files(path: str, documents: tuple[Mapping, ...]) -> Iterator[str]:
    """The templates of this repository that a pipeline or template names, at any depth."""
    waiting: list[Node] = list(documents)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            text = node.text("template")
            found = template_path(text, path) if text.partition("@")[0].endswith((".yml", ".yaml")) else None
            if found:
                yield found
            waiting += [entry.value for entry in node.entries]
        elif isinstance(node, Sequence):
            waiting += node.items
