"""Images that manifests leave open by a word, which a script replaces before it applies them -> what it puts there."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatch

from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import Script
from complexity_lint.model.ran_commands import commands_anywhere
from complexity_lint.model.references import ImageReference, parse_image_reference
from complexity_lint.model.workloads import Container, Workload

_SUBSTITUTION = re.compile(
    r"^s([|/#,:@%~!])(?P<old>(?:\\.|(?!\1)[^\\])+)\1(?P<new>(?:\\.|(?!\1)[^\\])+)\1[gI]*$"
)
_MOST = 200


@dataclass(frozen=True, slots=True)
class _Replacement:
    """That a word of some files becomes another."""

    old: str
    new: str
    files: tuple[str, ...]

    def concerns(self, image: ImageReference) -> bool:
        """Whether it puts something in the place of a whole image."""
        name = image.at.path.rpartition("/")[2]
        return self.old == image.text and any(fnmatch(name, file) for file in self.files)


def with_replaced_images(workloads: Iterable[Workload], scripts: Iterable[Script]) -> tuple[Workload, ...]:
    """The workloads of manifests, each image that `sed` replaces as a whole with what it becomes, at its own place."""
    found = [
        one for script in scripts for command in commands_anywhere(script) for one in _replacements(command)
    ][:_MOST]
    return tuple(
        _with_replaced(one, found) if found and one.controller.is_kubernetes else one for one in workloads
    )


def _with_replaced(workload: Workload, found: list[_Replacement]) -> Workload:
    containers = tuple(_replaced(container, found) for container in workload.containers)
    return replace(workload, containers=containers) if containers != workload.containers else workload


def _replaced(container: Container, found: list[_Replacement]) -> Container:
    image = container.image
    new = next((one.new for one in found if image is not None and one.concerns(image)), "")
    return (
        replace(container, image=parse_image_reference(new, image.at))
        if image is not None and new
        else container
    )


def _replacements(command: Command) -> Iterator[_Replacement]:
    if command.name not in ("sed", "gsed"):
        return
    files = tuple(
        word.rpartition("/")[2] for word in command.arguments if word.endswith((".yaml", ".yml", ".json"))
    )
    if not files and command.piped_from:
        files = ("*.yaml", "*.yml")  # `kubectl kustomize overlays/main | sed ... | kubectl apply -f -`
    for word in command.arguments if files else ():
        match = _SUBSTITUTION.match(word)
        if match is not None:
            # in the pattern a backslash takes the meaning off `$`, `{`, `.`; in the other part off the separator
            yield _Replacement(
                re.sub(r"\\(.)", r"\1", match["old"]), match["new"].replace("\\" + match[1], match[1]), files
            )
