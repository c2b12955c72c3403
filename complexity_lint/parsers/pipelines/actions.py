"""GitHub Actions workflows and composite actions: their commands and what their actions push."""

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import ImagePush
from complexity_lint.model.references import parse_image_reference
from complexity_lint.parsers.started import read_script
from complexity_lint.parsers.yaml_nodes import Mapping, Scalar
from complexity_lint.source import Location

_MAY_PUSH = (
    "docker",
    "image",
    "ecr",
    "gcr",
    "acr",
    "container",
    "kaniko",
    "buildpack",
    "buildah",
    "skaffold",
    "jib",
    "publish",
)
"""Words in an action's name that tell it may push images; what it pushes is its own affair."""

_NEVER_PUSHES = (
    "docker/setup-", "docker/login-action", "docker/metadata-action", "azure/docker-login",
    "aws-actions/amazon-ecr-login", "docker/scout-action", "aquasecurity/", "anchore/", "hadolint/",
    "actions/", "redhat-actions/podman-login",
)  # fmt: skip


def steps_of(top: Mapping) -> Iterator[Mapping]:
    """The steps of every job of a workflow, or those of a composite action."""
    for job in top.mapping("jobs").entries:
        if isinstance(job.value, Mapping):
            yield from (s for s in job.value.items("steps") if isinstance(s, Mapping))
    yield from (s for s in top.items("runs", "steps") if isinstance(s, Mapping))


def commands_of(top: Mapping) -> Iterator[Command]:
    """The commands of all `run` steps, with the `working-directory` of the step, else of its job or the workflow."""
    folders = _usual_folders(top)
    for step in steps_of(top):
        run = step.scalar("run")
        if run is None:
            continue
        folder = _folder(step.text("working-directory")) or folders.get(step.at, "")
        for command in read_script(run):
            yield replace(command, folder=folder) if folder else command


def _usual_folders(top: Mapping) -> dict[Location, str]:
    """The folder of each step by the `defaults` of its job, else of the workflow."""
    usual = _folder(top.text("defaults", "run", "working-directory"))
    found: dict[Location, str] = {}
    for entry in top.mapping("jobs").entries:
        job = entry.value if isinstance(entry.value, Mapping) else Mapping(top.at)
        folder = _folder(job.text("defaults", "run", "working-directory")) or usual
        found.update((step.at, folder) for step in job.items("steps") if folder)
    return found


def _folder(written: str) -> str:
    """A working folder as written, relative to the root; empty for the root and for one nobody can know."""
    folder = posixpath.normpath(written) if written else ""
    return "" if folder == "." or folder.startswith(("/", "..")) or "${{" in folder else folder


def pushes_of_actions(top: Mapping) -> Iterator[ImagePush]:
    """What the steps that use an action push; an action nobody knows that may push yields a push of any image."""
    for step in steps_of(top):
        uses = step.scalar("uses")
        if uses is None:
            continue
        name = uses.text.partition("@")[0].lower()
        if name == "docker/build-push-action":
            yield from _build_push(step)
        elif name == "docker/bake-action" or (
            not name.startswith(_NEVER_PUSHES) and any(word in name for word in _MAY_PUSH)
        ):
            yield ImagePush(uses.at, None)


def _build_push(step: Mapping) -> Iterator[ImagePush]:
    push = step.text("with", "push")
    outputs = step.text("with", "outputs")
    if push in ("", "false") and "type=registry" not in outputs and "push=true" not in outputs:
        return
    tags = step.scalar("with", "tags")
    names = [n.strip() for n in tags.text.replace(",", "\n").splitlines() if n.strip()] if tags else []
    at = (tags or step).at
    known = [n for n in names if not n.startswith("${{")]
    dockerfile, context = step.text("with", "file") or None, step.text("with", "context") or None
    for name in known:
        yield ImagePush(at, parse_image_reference(name, at), dockerfile, context)
    if len(known) < len(names) or not names:
        yield ImagePush(at, None, dockerfile, context)


def calls_elsewhere(top: Mapping) -> bool:
    """Whether a job is a workflow kept in another repository, so that not all is seen."""
    for job in top.mapping("jobs").entries:
        uses = job.value.scalar("uses") if isinstance(job.value, Mapping) else None
        if isinstance(uses, Scalar) and not uses.text.startswith("./"):
            return True
    return False
