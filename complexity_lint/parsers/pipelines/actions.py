"""Actions of GitHub that push images, and what they push."""

import re
from collections.abc import Iterator

from complexity_lint.model.pipelines import ImagePush
from complexity_lint.model.references import parse_image_reference
from complexity_lint.parsers.pipelines.builds import image_names
from complexity_lint.parsers.yaml_nodes import Mapping, Scalar

_MAY_PUSH = re.compile(
    r"docker|(?<!app)image|container|kaniko|buildpack|buildah|skaffold|publish|(?<![a-z])(ecr|gcr|acr|jib)(?![a-z])"
)
"""Words in an action's name that tell it may push images; what it pushes is its own affair."""

_NEVER_PUSHES = re.compile(
    r"(docker/(setup-|login-action|metadata-action|scout-action)|azure/docker-login|aws-actions/amazon-ecr-login|"
    r"aquasecurity/|anchore/|hadolint/|actions/|redhat-actions/podman-login)|"
    r".*(pypi|npm|nuget|crates|pages|unit-test|test-result|docker-logs|docker-meta|setup-docker|image-cleaner)"
)
"""Actions that get ready for a push, look at images, or publish something else."""


def pushes_of_step(uses: Scalar, given: Mapping) -> Iterator[ImagePush]:
    """What a step that uses an action pushes; an action nobody knows that may push yields a push of any image."""
    # `docker://` only says that the action is an image
    name = uses.text.partition("@")[0].lower().removeprefix("docker://")
    if name == "docker/build-push-action":
        yield from _build_push(uses, given)
    elif name == "docker/bake-action" or (not _NEVER_PUSHES.match(name) and _MAY_PUSH.search(name)):
        yield ImagePush(uses.at, None)


def _build_push(uses: Scalar, given: Mapping) -> Iterator[ImagePush]:
    push, outputs = given.text("push"), given.text("outputs")
    if push in ("", "false") and "type=registry" not in outputs and "push=true" not in outputs:
        return
    tags = given.scalar("tags")
    names, computed = image_names(tags)
    dockerfile, context = given.text("file") or None, given.text("context") or None
    for name in names:
        yield ImagePush(name.at, parse_image_reference(name.text, name.at), dockerfile, context)
    if computed or not names:
        yield ImagePush((tags or uses).at, None, dockerfile, context)
