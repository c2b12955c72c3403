"""Pipelines that are read by the keys that hold shell text: Skaffold, Garden, werf and formats of no reader."""

from collections.abc import Iterator

from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import ImagePush
from complexity_lint.model.references import parse_image_reference
from complexity_lint.parsers.pipelines.builds import artifacts_of
from complexity_lint.parsers.pipelines.reading import Files, Reading
from complexity_lint.parsers.started import read_script
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence

SCRIPT_KEYS = frozenset(
    (
        "script before_script after_script commands command run bash sh pwsh powershell inlineScript "
        "install before_install before_deploy deploy after_success pre_build build post_build cmds "
        "steps scripts"
    ).split()
)
"""Keys that hold shell text in the pipeline formats that are not read one by one."""

MAX_DEPTH = 30


def read(path: str, files: Files) -> Reading:
    """The commands below the keys for scripts of all documents; what Skaffold builds and pushes."""
    documents = files.get(path, ())
    folder = path.rpartition("/")[0]
    skaffold = "skaffold" in path.rpartition("/")[2]
    return Reading(
        commands=tuple(c for top in documents for c in _scripts_below(top, 0)),
        pushes=tuple(push for top in documents for push in _artifacts(top)),
        targets=tuple(t for top in documents for t in artifacts_of(top, folder)) if skaffold else (),
        complete=all(top.get("include") is None for top in documents),
    )


def _artifacts(top: Mapping) -> Iterator[ImagePush]:
    for item in top.items("build", "artifacts"):
        image = item.scalar("image") if isinstance(item, Mapping) else None
        if image is not None:
            yield ImagePush(image.at, parse_image_reference(image.text, image.at))
    if top.text("kind") in ("Build", "Module") and top.text("type") == "container":  # Garden
        named = top.scalar("name")
        if named is not None:
            yield ImagePush(named.at, parse_image_reference(named.text, named.at))


def _scripts_below(node: Node, depth: int) -> Iterator[Command]:
    if depth > MAX_DEPTH:
        return
    if isinstance(node, Mapping):
        for entry in node.entries:
            if entry.key in SCRIPT_KEYS:
                yield from _shell_of(entry.value, depth + 1)
            else:
                yield from _scripts_below(entry.value, depth + 1)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scripts_below(item, depth + 1)


def _shell_of(node: Node, depth: int) -> Iterator[Command]:
    """Shell text below a key for scripts: a text, a list of texts, or mappings that hold such keys again."""
    if isinstance(node, Scalar):
        if not node.is_null:
            yield from read_script(node)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _shell_of(item, depth + 1) if depth < MAX_DEPTH else ()
    else:
        yield from _scripts_below(node, depth + 1)


def named_files(path: str, documents: tuple[Mapping, ...]) -> Iterator[str]:
    """Their modules are pipelines of their own."""
    yield from ()
