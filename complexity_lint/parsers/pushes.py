"""Commands -> the images they send to a registry."""

from collections.abc import Callable, Iterator

from complexity_lint.model.commands import Command, values_of
from complexity_lint.model.pipelines import ImagePush
from complexity_lint.model.references import parse_image_reference
from complexity_lint.parsers.build_commands import read_command

_ENGINES = frozenset({"docker", "podman", "buildah", "nerdctl", "img"})


def pushes_of(command: Command) -> Iterator[ImagePush]:
    """What a command pushes. A push whose image cannot be named yields one without a reference: it may be any."""
    words = list(command.words[1:])
    reader = _READERS.get(command.name)
    if reader is not None:
        yield from reader(command, words)


def _named(command: Command, names: list[str]) -> Iterator[ImagePush]:
    """Pushes of images by name, with what they were built from where the command builds them itself."""
    built = read_command(command)
    dockerfile, context = (built.dockerfile, built.context) if built else (None, None)
    for name in names:
        yield ImagePush(command.at, parse_image_reference(name, command.at), dockerfile, context)
    if not names:
        yield ImagePush(command.at, None, dockerfile, context)


_BEFORE_THE_VERB = frozenset(
    "-H --host -c --context --config -l --log-level --tlscacert --tlscert --tlskey --connection --root --url -n "
    "--namespace -a --address".split()
)
"""Options of an engine itself that take a value (docs.docker.com, "docker"; docs.podman.io, "podman"; nerdctl's
command reference)."""


def _after_its_options(words: list[str]) -> list[str]:
    """The words of an engine's command from its verb on: `docker -H :2375 push app`."""
    rest = list(words)
    while rest and rest[0].startswith("-"):
        rest = rest[2:] if rest[0] in _BEFORE_THE_VERB else rest[1:]
    return rest


def _engine(command: Command, words: list[str]) -> Iterator[ImagePush]:
    words = _after_its_options(words)
    positional = [w for w in words if not w.startswith("-")]
    verbs = positional[:2]
    if verbs[:1] == ["push"] or verbs == ["image", "push"] or verbs == ["manifest", "push"]:
        names = positional[verbs.index("push") + 1 :]
        yield from _named(command, names[:1] if names else [])
    elif "build" in verbs and ("--push" in words or any("type=registry" in w for w in words)):
        yield from _named(command, values_of(words, "-t", "--tag"))
    elif ("bake" in verbs and "--push" in words) or (
        verbs[:1] == ["compose"] and ("push" in positional or "--push" in words)
    ):
        yield ImagePush(command.at, None)


def _compose(command: Command, words: list[str]) -> Iterator[ImagePush]:
    if "push" in words or "--push" in words:
        yield ImagePush(command.at, None)


def _kaniko(command: Command, words: list[str]) -> Iterator[ImagePush]:
    names = values_of(words, "--destination", "-d")
    if names and "--no-push" not in words:
        yield from _named(command, names)


def _gcloud(command: Command, words: list[str]) -> Iterator[ImagePush]:
    if words[:2] == ["builds", "submit"]:
        yield from _named(command, values_of(words, "--tag", "-t"))
    elif words[:2] == ["docker", "--"] and "push" in words:
        yield from _named(command, words[words.index("push") + 1 :][:1])


def _az(command: Command, words: list[str]) -> Iterator[ImagePush]:
    if words[:2] == ["acr", "build"]:
        yield from _named(command, values_of(words, "-t", "--image"))


def _copying(command: Command, words: list[str]) -> Iterator[ImagePush]:
    if words[:1] in (["copy"], ["push"], ["cp"]):
        yield from _named(command, [w.removeprefix("docker://") for w in words if not w.startswith("-")][-1:])


def _any_image(*verbs: str) -> Callable[[Command, list[str]], Iterator[ImagePush]]:
    def read(command: Command, words: list[str]) -> Iterator[ImagePush]:
        if any(verb in word for word in words for verb in verbs):
            yield ImagePush(command.at, None)

    return read


_READERS: dict[str, Callable[[Command, list[str]], Iterator[ImagePush]]] = {
    **dict.fromkeys(_ENGINES, _engine),
    "docker-compose": _compose,
    "executor": _kaniko,
    "gcloud": _gcloud,
    "az": _az,
    "crane": _copying,
    "skopeo": _copying,
    "oras": _copying,
    "skaffold": _any_image("build", "run", "deploy"),
    "werf": _any_image("build", "converge", "publish"),
    "ko": _any_image("build", "publish", "apply", "resolve"),
    "mvn": _any_image(
        "jib:build", "build-image", "docker:push", "dockerfile:push", "fabric8:push", "k8s:push"
    ),
    "mvnw": _any_image(
        "jib:build", "build-image", "docker:push", "dockerfile:push", "fabric8:push", "k8s:push"
    ),
    "gradle": _any_image("jib", "bootBuildImage", "dockerPush", "dockerPushImage"),
    "gradlew": _any_image("jib", "bootBuildImage", "dockerPush", "dockerPushImage"),
    # `--publish-chart` alone publishes a chart with the images' tags in it (github.com/jupyterhub/chartpress)
    "chartpress": _any_image("--push", "--publish-chart"),
    "earthly": _any_image("--push"),
    "pack": _any_image("--publish"),
    "eb": _any_image("deploy"),
    "copilot": _any_image("deploy"),
    "heroku": _any_image("container:push"),
    "fly": _any_image("deploy"),
    "flyctl": _any_image("deploy"),
    "goreleaser": _any_image("release"),
    "dotnet": _any_image("PublishContainer"),
    "sam": _any_image("package", "deploy"),
    "cdk": _any_image("deploy"),
    "make": _any_image("push", "publish", "release", "deploy"),
    "just": _any_image("push", "publish", "release", "deploy"),
    "task": _any_image("push", "publish", "release", "deploy"),
}
"""How each program says that it pushes; the words are its own sub-commands and options."""
