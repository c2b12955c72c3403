"""What says, beside a Dockerfile, that an image is to be built and how."""

from dataclasses import dataclass

from complexity_lint.model.images import NamedContext, Variable
from complexity_lint.model.references import ImageReference
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class BuildTarget:
    """A build that a file declares: a target of a bake file, a step of a pipeline, an artifact of Skaffold.

    `folder` is the folder it is most likely run in, relative to the root; `context` and `dockerfile` are
    relative to where it is run. `context` is None for one that is remote or not known, `dockerfile` None
    where it is given inline or not known. `references` are the names the image gets. `groups` are the groups
    of a bake file that it belongs to; `pushed` says that the file itself sends the image to a registry.
    `cache_from` is where it takes layers of earlier builds from, as written. `from_git` says that the builder fetches
    this repository itself, so that it gets what is committed and no `.git`.
    """

    at: Location
    name: str
    context: str | None
    dockerfile: str | None
    folder: str = ""
    target: str = ""
    references: tuple[ImageReference, ...] = ()
    contexts: tuple[NamedContext, ...] = ()
    arguments: tuple[Variable, ...] = ()
    platforms: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    pushed: bool = False
    cache_from: tuple[str, ...] = ()
    from_git: bool = False
