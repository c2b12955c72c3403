"""GitHub Actions workflows and composite actions (docs.github.com, "Workflow syntax for GitHub Actions")."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import ImagePush, Job, RunnerKind
from complexity_lint.model.references import ImageReference, parse_image_reference
from complexity_lint.model.values import Located
from complexity_lint.parsers.pipelines.actions import pushes_of_step
from complexity_lint.parsers.pipelines.builds import build_of_step
from complexity_lint.parsers.pipelines.filling import read_filled, with_environment, with_stated
from complexity_lint.parsers.pipelines.handed_on import GIVEN, Handed, after, handed_on, of_step
from complexity_lint.parsers.pipelines.matrices import choices_of, combinations, matrix_values
from complexity_lint.parsers.pipelines.over_ssh import run_over_ssh
from complexity_lint.parsers.pipelines.reading import (
    MAX_DEPTH,
    Files,
    Reading,
    Steps,
    action,
    image_of,
    images_of,
    in_order,
    reading_of,
    tables,
    texts,
    words_of,
)
from complexity_lint.parsers.yaml_filling import Values, filled, filled_table
from complexity_lint.parsers.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence
from complexity_lint.source import Location

TRIGGERS = {
    "pull_request_target": "pull_request",
    "workflow_dispatch": "manual",
    "workflow_call": "call",
    "workflow_run": "pipeline",
    "repository_dispatch": "api",
}
"""GitHub's events in the words that fit every host; the others have them already."""

_HOSTED = re.compile(r"^(ubuntu|windows|macos)-(latest|[\w.-]+)$", re.IGNORECASE)
_OTHER_LANGUAGE = re.compile(r"\b(python3?|node|perl|ruby|deno|bun)\b")
"""Words of a `shell` whose text is no shell's."""
_CACHING = ("actions/cache", "actions/cache/save", "buildjet/cache", "swatinem/rust-cache")


def read(path: str, files: Files) -> Reading:
    """The jobs of a workflow with those of local workflows it calls, or the steps of a composite action."""
    top = next(iter(files.get(path, ())), Mapping(Location(path)))
    if top.get("jobs") is not None:
        jobs = _jobs(top, GIVEN, files, "", 0)
        return reading_of(jobs, triggers_of(top.get("on")))
    steps = _steps(top.mapping("runs").get("steps"), _defaults(top), "", files, 0)
    name = top.text("name") or posixpath.dirname(path)
    return reading_of([(Job(top.at, name), steps)] if steps.commands or steps.actions else ())


def triggers_of(node: Node | None) -> Iterator[str]:
    """What starts a workflow; a push that is filtered by tags only is a `tag`."""
    if not isinstance(node, Mapping):
        yield from (TRIGGERS.get(name, name) for name in words_of(node))
        return
    for entry in node.entries:
        given = entry.value if isinstance(entry.value, Mapping) else Mapping(entry.at)
        only_tags = given.get("tags") is not None and given.get("branches") is None
        yield "tag" if entry.key == "push" and only_tags else TRIGGERS.get(entry.key, entry.key)


def _jobs(top: Mapping, above: Values, files: Files, prefix: str, depth: int) -> Iterator[tuple[Job, Steps]]:
    values = with_stated(above, top.mapping("env"), "env.")
    values = {**values, "shell": top.text("defaults", "run", "shell")}
    usual = folder_of(top.text("defaults", "run", "working-directory"), values)
    for entry in top.mapping("jobs").entries:
        job = entry.value
        if not isinstance(job, Mapping):
            continue
        own = with_stated(matrix_values(job.mapping("strategy", "matrix"), values), job.get("env"), "env.")
        called = job.scalar("uses")
        name = f"{prefix}{entry.key}"
        if called is not None:
            found = _called(_job(entry.at, name, job, own), called, job, own, files, depth)
        else:
            shell = job.text("defaults", "run", "shell") or own.get("shell", "")
            own = {**own, "shell": shell}
            folder = folder_of(job.text("defaults", "run", "working-directory"), own) or usual
            found = [(_job(entry.at, name, job, own), _of_job(job, own, values, folder, files))]
        for one, steps in found:
            outputs = tuple((f"needs.{entry.key}.{output}", value) for output, value in steps.handed)
            values = after(values, outputs)
            yield one, replace(steps, handed=outputs)


def _of_job(job: Mapping, own: Values, values: Values, folder: str, files: Files) -> Steps:
    """The steps of a job; what they hand on are the job's `outputs.NAME`."""
    through = list(_through(job.get("steps"), own, folder, files, 0))
    steps = _of_each(in_order(done for _, _, done in through), through, job, values, own, files)
    return replace(steps, handed=_outputs(job.get("outputs"), after(own, steps.handed)))


def _outputs(declared: Node | None, values: Values) -> Handed:
    """What `outputs` of a job hands on, as far as it is known elsewhere."""
    known = with_stated(values, declared, "outputs.")
    return tuple((name, text) for name, text in known.items() if name.startswith("outputs."))


_Through = list[tuple[Mapping, Values, Steps]]
"""The steps of a job, each with what is known before it and what it does."""


def _of_each(
    steps: Steps, through: _Through, job: Mapping, values: Values, own: Values, files: Files
) -> Steps:
    """The steps of a job, which stands for all of its matrix, with what each of them builds and pushes by an action.

    A build that says its folder and file without the matrix is one, however many jobs repeat it.
    """
    using = [(step, before) for step, before, _ in through if step.get("uses") is not None]
    made = combinations(job.mapping("strategy", "matrix"), values) if using else ()
    if not made:
        return steps
    stated = [with_stated(one, job.get("env"), "env.") for one in made]
    each = [
        _step(step, _as_before(one, own, before), "", files, 0) for one in stated for step, before in using
    ]
    known = tuple(target for target in steps.targets if "${{" not in target.target)
    places = {(one.context, one.dockerfile, one.target) for one in known}
    found = [t for one in each for t in one.targets if (t.context, t.dockerfile, t.target) not in places]
    pushes = (*steps.pushes, *(push for one in each for push in one.pushes))
    return replace(steps, targets=tuple(dict.fromkeys((*known, *found))), pushes=tuple(dict.fromkeys(pushes)))


def _as_before(stated: Values, own: Values, before: Values) -> Values:
    """What one job of a matrix knows before a step: what it states, and what the steps before have handed on."""
    handed = tuple((name, filled(text, stated)) for name, text in before.items() if own.get(name) != text)
    return after(stated, (*((name, None) for name in own if name not in before), *handed))


def _job(at: Location, name: str, job: Mapping, values: Values) -> Job:
    filled_job = filled_table(
        replace(job, entries=tuple(e for e in job.entries if e.key not in ("steps", "env", "strategy"))),
        values,
    )
    labels = tuple(_labels(filled_job.get("runs-on"), job.mapping("strategy", "matrix")))
    environment = filled_job.get("environment")
    return Job(
        at=at,
        name=name,
        runner=_runner(labels),
        labels=labels,
        image=image_of(filled_job.get("container"), "image"),
        services=_services(filled_job.get("services")),
        needs=words_of(filled_job.get("needs")),
        environment=environment.text
        if isinstance(environment, Scalar)
        else filled_job.text("environment", "name"),
    )


def _services(node: Node | None) -> tuple[ImageReference, ...]:
    return images_of(node, "image")


def _labels(node: Node | None, matrix: Mapping) -> Iterator[str]:
    """The words that choose the runner; an expression over the matrix stands for all its values."""
    group = list(texts(node.get("group"))) if isinstance(node, Mapping) else []
    listed = [*group, *texts(node.get("labels") if isinstance(node, Mapping) else node)]
    for item in listed:
        found = choices_of(item.text, matrix)
        yield from found or (item.text,)


def _runner(labels: tuple[str, ...]) -> RunnerKind:
    if any(label == "self-hosted" for label in labels):
        return RunnerKind.SELF_HOSTED
    if labels and all(_HOSTED.match(label) for label in labels):
        return RunnerKind.HOSTED
    return RunnerKind.UNKNOWN


def _called(
    caller: Job, uses: Scalar, job: Mapping, values: Values, files: Files, depth: int
) -> list[tuple[Job, Steps]]:
    """The jobs of a workflow of this repository, named as GitHub names them; of one elsewhere, that it is used."""
    given = filled_table(job.mapping("with"), values)
    path = posixpath.normpath(uses.text) if uses.text.startswith("./") else ""
    documents = files.get(path)
    if documents is None or depth >= MAX_DEPTH:
        pushes = tuple(_named_images(given))
        return [(caller, Steps(actions=(action(uses, given),), pushes=pushes, complete=bool(path)))]
    top = documents[0] if documents else Mapping(Location(path))
    event = top.mapping("on", "workflow_call")
    inputs = {**GIVEN, **_inputs(event.mapping("inputs"), given)}
    found = list(_jobs(top, inputs, files, f"{caller.name} / ", depth + 1))
    handed = tuple((f"jobs.{name[6:]}", text) for _, steps in found for name, text in steps.handed)
    outputs = _outputs_of_calls(event.mapping("outputs"), after({}, handed))
    return [
        (
            replace(inner, needs=(*caller.needs, *inner.needs)),
            replace(steps, handed=() if index else outputs),
        )
        for index, (inner, steps) in enumerate(found)
    ]


def _outputs_of_calls(declared: Mapping, values: Values) -> Handed:
    """What a called workflow or action hands on: the `value` of each output, as far as it is known."""
    return tuple(
        (name, text)
        for entry in declared.entries
        if isinstance(entry.value, Mapping) and (value := entry.value.get("value"))
        for name, text in _outputs(Mapping(entry.at, (Entry(entry.key, entry.at, value),)), values)
    )


_IMAGE_INPUT = re.compile(r"(?i)^(docker[-_]?)?(images?|image[-_]?names?|image[-_]?repository|tags)$")


def _named_images(given: Mapping) -> Iterator[ImagePush]:
    """The images that a workflow kept elsewhere is told to make, by inputs that say so."""
    for entry in given.entries:
        if _IMAGE_INPUT.match(entry.key) and isinstance(entry.value, Scalar):
            for name in re.split(r"[\s,]+", entry.value.text):
                if name and "{" not in name:
                    yield ImagePush(entry.value.at, parse_image_reference(name, entry.value.at))


def _inputs(declared: Mapping, given: Mapping) -> Values:
    """What `inputs.NAME` stands for: what the caller gives, else the default."""
    defaults = {
        f"inputs.{entry.key}": default.text
        for entry in declared.entries
        if isinstance(entry.value, Mapping) and (default := entry.value.scalar("default")) is not None
    }
    return with_stated(defaults, given, "inputs.")


def _defaults(top: Mapping) -> Values:
    return {**GIVEN, **_inputs(top.mapping("inputs"), Mapping(top.at))}


def _steps(node: Node | None, values: Values, folder: str, files: Files, depth: int) -> Steps:
    return in_order(done for _, _, done in _through(node, values, folder, files, depth))


def _through(
    node: Node | None, values: Values, folder: str, files: Files, depth: int
) -> Iterator[tuple[Mapping, Values, Steps]]:
    """Each step with what is known before it and what it does."""
    for step in node.items if isinstance(node, Sequence) else ():
        if isinstance(step, Mapping):
            done = _step(step, values, folder, files, depth)
            handed = of_step(done.handed, step.text("id"), sure=step.get("if") is None)
            yield step, values, replace(done, handed=handed)
            values = after(values, handed)


def _step(step: Mapping, values: Values, folder: str, files: Files, depth: int) -> Steps:
    own = with_stated(values, step.get("env"), "env.")
    run, uses = step.scalar("run"), step.scalar("uses")
    if run is not None:
        if _OTHER_LANGUAGE.search(step.text("shell") or values.get("shell", "")):
            return Steps()
        place = folder_of(step.text("working-directory"), own) or folder
        commands = tuple(with_environment(read_filled(run, own), own, run.text))
        placed = tuple(_placed(command, place) for command in commands)
        return Steps(commands=placed, handed=tuple(handed_on(commands)))
    if uses is None:
        return Steps()
    given = filled_table(step.mapping("with"), own)
    if uses.text.startswith("./"):
        return _local(uses, given, own, files, depth)
    target = build_of_step(uses, given)
    return Steps(
        actions=(replace(action(uses, given), remote=run_over_ssh(uses.text, step.mapping("with"), own)),),
        caches=tuple(_caches(uses, given)),
        pushes=tuple(pushes_of_step(uses, given)),
        targets=(target,) if target else (),
    )


def _local(uses: Scalar, given: Mapping, values: Values, files: Files, depth: int) -> Steps:
    """The steps of an action of this repository; one made of JavaScript or an image has none."""
    folder = posixpath.normpath(uses.text)
    for name in ("action.yml", "action.yaml"):
        documents = files.get(posixpath.normpath(posixpath.join(folder, name)))
        if documents is not None and depth < MAX_DEPTH:
            top = documents[0] if documents else Mapping(uses.at)
            found = {name: text for name, text in values.items() if name.startswith("env.")}
            known = {**found, **_inputs(top.mapping("inputs"), given)}
            inner = _steps(top.mapping("runs").get("steps"), known, "", files, depth + 1)
            outputs = _outputs_of_calls(top.mapping("outputs"), after(known, inner.handed))
            handed = (*(one for one in inner.handed if one[0].startswith("env.")), *outputs)
            return replace(inner, actions=(action(uses, given), *inner.actions), handed=handed)
    return Steps(actions=(action(uses, given),), complete=False)


def _caches(uses: Scalar, given: Mapping) -> Iterator[Located[str]]:
    """What a step keeps from run to run: the cache actions' paths, the `cache` of the `setup-` actions."""
    name = uses.text.partition("@")[0].lower()
    cache = given.scalar("cache")
    if name in _CACHING:
        path = given.scalar("path")
        yield Located(path.text if path else name, path.at if path else uses.at)
    elif cache is not None and "setup-" in name and cache.text not in ("false", ""):
        yield Located(cache.text, cache.at)


def _placed(command: Command, folder: str) -> Command:
    return replace(command, folder=folder) if folder else command


def folder_of(written: str, values: Values) -> str:
    """A working folder relative to the root; empty for the root and for one nobody can know."""
    text = filled(written, values)
    folder = posixpath.normpath(text) if text else ""
    return "" if folder == "." or folder.startswith(("/", "..")) or "${{" in folder else folder


def named_files(path: str, documents: tuple[Mapping, ...]) -> Iterator[str]:
    """The files of the repository that a workflow or action uses: workflows, and actions by their folder."""
    for top in documents:
        jobs = [e.value for e in top.mapping("jobs").entries if isinstance(e.value, Mapping)]
        used = [job.text("uses") for job in jobs]
        for holder in (*jobs, top.mapping("runs")):
            used += [step.text("uses") for step in tables(holder.get("steps"))]
        for text in used:
            if text.startswith("./"):
                place = posixpath.normpath(text)
                if place.endswith((".yml", ".yaml")):
                    yield place
                else:
                    yield posixpath.normpath(posixpath.join(place, "action.yml"))
                    yield posixpath.normpath(posixpath.join(place, "action.yaml"))
