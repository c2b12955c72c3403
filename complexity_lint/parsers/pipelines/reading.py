"""What reading one pipeline yields, and the pieces that its formats share."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from complexity_lint.model.build_targets import BuildTarget
from complexity_lint.model.commands import Command
from complexity_lint.model.images import Variable
from complexity_lint.model.pipelines import ActionUse, ImagePush, Job
from complexity_lint.model.references import ImageReference, parse_image_reference
from complexity_lint.model.values import Located
from complexity_lint.parsers.yaml_nodes import Mapping as Table
from complexity_lint.parsers.yaml_nodes import Node, Scalar, Sequence

Files = Mapping[str, tuple[Table, ...]]
"""The documents of each file read together with a pipeline, by path."""

MAX_DEPTH = 10
"""How deep files, templates and commands may call each other; deeper ones are left out."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A pipeline as its format's reader has it.

    `commands` are those of no job (of a file that only declares steps); those of the jobs are in the jobs.
    `complete` is False where a part that may build or push is kept elsewhere.
    """

    jobs: tuple[Job, ...] = ()
    triggers: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()
    pushes: tuple[ImagePush, ...] = ()
    targets: tuple[BuildTarget, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Steps:
    """What a list of steps does, in order. `handed` are the names that stand for something else after them, with what
    they stand for then, None where nobody knows.
    """

    commands: tuple[Command, ...] = ()
    actions: tuple[ActionUse, ...] = ()
    caches: tuple[Located[str], ...] = ()
    pushes: tuple[ImagePush, ...] = ()
    targets: tuple[BuildTarget, ...] = ()
    complete: bool = True
    handed: tuple[tuple[str, str | None], ...] = ()


def in_order(parts: Iterable[Steps]) -> Steps:
    """Steps one after the other as one."""
    listed = list(parts)
    return Steps(
        tuple(x for part in listed for x in part.commands),
        tuple(x for part in listed for x in part.actions),
        tuple(x for part in listed for x in part.caches),
        tuple(x for part in listed for x in part.pushes),
        tuple(x for part in listed for x in part.targets),
        all(part.complete for part in listed),
        tuple(x for part in listed for x in part.handed),
    )


def reading_of(jobs: Iterable[tuple[Job, Steps]], triggers: Iterable[str] = ()) -> Reading:
    """A reading of jobs and what their steps do; the jobs take the steps' commands, actions and caches."""
    listed = list(jobs)
    done = in_order(steps for _, steps in listed)
    return Reading(
        jobs=tuple(with_steps(job, steps) for job, steps in listed),
        triggers=tuple(dict.fromkeys(triggers)),
        pushes=tuple(dict.fromkeys(done.pushes)),
        targets=tuple(dict.fromkeys(done.targets)),
        complete=done.complete,
    )


def with_steps(job: Job, steps: Steps) -> Job:
    """A job with what its steps do."""
    return replace(
        job,
        commands=(*job.commands, *steps.commands),
        actions=(*job.actions, *steps.actions),
        caches=tuple(dict.fromkeys((*job.caches, *steps.caches))),
    )


def texts(node: Node | None) -> Iterator[Scalar]:
    """The texts of a key that takes one or a list of them, nested lists flattened."""
    waiting = [node]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, Sequence):
            waiting[:0] = item.items
        elif isinstance(item, Scalar) and not item.is_null:
            yield item


def words_of(node: Node | None) -> tuple[str, ...]:
    """The texts of a key that takes one or a list of them, without their places."""
    return tuple(item.text for item in texts(node))


def tables(node: Node | None) -> Iterator[Table]:
    """The mappings of a key that takes one or a list of them."""
    for item in node.items if isinstance(node, Sequence) else (node,):
        if isinstance(item, Table):
            yield item


def inputs_of(given: Table, above: str = "") -> Iterator[Variable]:
    """What a ready-made step is given, by name; a list is one text of a line each, a nested key has dots."""
    for entry in given.entries:
        name = f"{above}.{entry.key}" if above else entry.key
        if isinstance(entry.value, Table):
            yield from inputs_of(entry.value, name)
        elif isinstance(entry.value, Sequence):
            yield Variable(entry.at, name, "\n".join(words_of(entry.value)))
        else:
            yield Variable(entry.at, name, None if entry.value.is_null else entry.value.text)


def image_of(node: Node | None, *keys: str) -> ImageReference | None:
    """The image of a key that takes its name, or a mapping that holds it under one of `keys`."""
    if isinstance(node, Table):
        node = next((found for key in keys or ("name", "image") if (found := node.get(key))), None)
    if not isinstance(node, Scalar) or node.is_null or not node.text.strip():
        return None
    return parse_image_reference(node.text, node.at)


def images_of(node: Node | None, *keys: str) -> tuple[ImageReference, ...]:
    """The images of a list of them, or of a mapping of named ones."""
    if isinstance(node, Table):
        items: Iterable[Node] = (entry.value for entry in node.entries)
    else:
        items = node.items if isinstance(node, Sequence) else ()
    found = (image_of(item, *keys) for item in items)
    return tuple(image for image in found if image is not None)


def caches_of(node: Node | None) -> Iterator[Located[str]]:
    """The places that a list of names or paths keeps."""
    for item in texts(node):
        yield Located(item.text, item.at)


def action(uses: Scalar, given: Table | None = None, separator: str = "@") -> ActionUse:
    """A ready-made step by its name with version."""
    name, _, version = uses.text.partition(separator)
    return ActionUse(uses.at, name, version, tuple(inputs_of(given)) if given else ())
