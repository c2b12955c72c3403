"""Builds that pipelines and Skaffold declare without a command line."""

import posixpath
import re
from collections.abc import Iterator

from complexity_lint.model.build_targets import BuildTarget
from complexity_lint.model.images import NamedContext
from complexity_lint.model.references import parse_image_reference
from complexity_lint.parsers.yaml_nodes import Mapping, Scalar

_BUILDERS = (
    "docker/build-push-action",
    "redhat-actions/buildah-build",
    "whoan/docker-build-with-cache-action",
)
_REMOTE = re.compile(r"^([a-z][a-z0-9+.-]*://|git@|github\.com/)")
_GIT = "{{defaultContext}}"
_OWN = re.compile(
    r"^(https://github\.com|\$\{\{\s*github\.server_url\s*\}\})/\$\{\{\s*github\.repository\s*\}\}(\.git)?(#[^:]*)?"
)
"""The address of the repository that a workflow runs for, with a version."""
_WORKSPACE = re.compile(r"^\$\{\{\s*github\.workspace\s*\}\}/?")


def build_of_step(uses: Scalar, given: Mapping) -> BuildTarget | None:
    """The build of a step that uses an action for it, pushed or not; paths are relative to the root.

    Without `context` docker's action sends the repository as Git has it: its root (docker/build-push-action v6,
    "Git context").
    """
    return _of_action(given, uses) if uses.text.partition("@")[0].lower() in _BUILDERS else None


def _of_action(given: Mapping, uses: Scalar) -> BuildTarget | None:
    stated = _OWN.sub(_GIT, given.text("context"))
    context = _WORKSPACE.sub("", (stated or ".").replace(_GIT + ":", "").replace(_GIT, "."))
    file = _WORKSPACE.sub("", given.text("file") or given.text("dockerfiles") or given.text("containerfiles"))
    context = context or "."
    if _REMOTE.search(context) or "${{" in context or "${{" in file:
        return None
    names, _ = image_names(given.scalar("tags"))
    contexts = (line.text.partition("=") for line in _lines(given.scalar("build-contexts")))
    return BuildTarget(
        at=uses.at,
        name="",
        context=posixpath.normpath(context),
        dockerfile=posixpath.normpath(file or posixpath.join(context, "Dockerfile")),
        target=given.text("target"),
        references=tuple(parse_image_reference(n.text, n.at) for n in names),
        contexts=tuple(NamedContext(uses.at, name.strip(), source.strip()) for name, _, source in contexts),
        pushed=given.text("push") == "true",
        from_git=_is_fetched(uses.text, stated) and _KEEPS_GIT not in given.text("build-args"),
    )


_KEEPS_GIT = "BUILDKIT_CONTEXT_KEEP_GIT_DIR"


def _is_fetched(uses: str, context: str) -> bool:
    """Whether the builder fetches the repository, and is not sent what the job has checked out. The first version of
    the action had a `path`, and no context of Git.
    """
    action, _, version = uses.lower().partition("@")
    of_git = action == "docker/build-push-action" and not re.match(r"v?1(\.|$)", version)
    return of_git and (not context or context.startswith(_GIT))


_COMPUTED = re.compile(r"^\$\{\{((?!\}\}).)*\}\}(?!/)")
"""A name that another step makes. Where only its registry is an expression, the rest says which image it is."""


def image_names(tags: Scalar | None) -> tuple[list[Scalar], bool]:
    """The images that the `tags` of a step name, and whether it names others that nobody can read."""
    listed = _lines(tags)
    named = [one for one in listed if not _COMPUTED.match(one.text)]
    return named, len(named) < len(listed)


def _lines(node: Scalar | None) -> list[Scalar]:
    """The entries of a list as actions take them: by line or comma."""
    pieces = re.split(r"[,\n]", node.text) if node else []
    return [Scalar(node.at, piece.strip()) for piece in pieces if node and piece.strip()]


def artifacts_of(top: Mapping, folder: str) -> Iterator[BuildTarget]:
    """The artifacts of a Skaffold file that are built from a Dockerfile, in the file's folder.

    `docker.dockerfile` is relative to the artifact's `context` (skaffold.dev, skaffold.yaml v4 reference).
    """
    for item in top.items("build", "artifacts"):
        if not isinstance(item, Mapping) or any(item.get(kind) for kind in _OTHER_BUILDERS):
            continue
        image, context = item.scalar("image"), item.text("context") or "."
        way = item.mapping("kaniko") if item.get("kaniko") else item.mapping("docker")
        file = way.text("dockerfile") or "Dockerfile"
        if image is None or "{{" in context + file:
            continue
        yield BuildTarget(
            at=image.at,
            name=image.text,
            context=posixpath.normpath(context),
            dockerfile=posixpath.normpath(posixpath.join(context, file)),
            folder=folder,
            target=way.text("target"),
            references=(parse_image_reference(image.text, image.at),),
        )


_OTHER_BUILDERS = ("jib", "bazel", "buildpacks", "ko", "custom")
