"""Images of publishers and registries that closed, froze or are one person's: read from `data/`, offline."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from complexity_lint.model.references import ImageReference

_HUB = frozenset({"", "docker.io", "index.docker.io", "registry.hub.docker.com"})


@dataclass(frozen=True, slots=True)
class ClosedImage:
    """Why an image should not be taken any more, and what to take instead; `source` is where that is stated."""

    why: str
    instead: str
    source: str


def closed_image(reference: ImageReference) -> ClosedImage | None:
    """What is known against an image's publisher or registry; None for all others."""
    if not reference.repository:
        return None
    repository = reference.repository.removeprefix("library/")
    whole = repository if reference.registry in _HUB else f"{reference.registry}/{repository}"
    known = _known()
    if whole in known:
        return known[whole]
    parts = whole.split("/")
    heads = ("/".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))
    return next((known[f"{head}/*"] for head in heads if f"{head}/*" in known), None)


@cache
def _known() -> Mapping[str, ClosedImage]:
    text = files("complexity_lint.data").joinpath("closed_images.json").read_bytes()
    return {
        name: ClosedImage(entry["why"], entry["instead"], entry["source"])
        for entry in json.loads(text)
        for name in entry["images"]
    }
