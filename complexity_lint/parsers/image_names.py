"""Names of images in trees, with the places of what they are put together of."""

from dataclasses import replace

from complexity_lint.model.references import ImageReference, parse_image_reference
from complexity_lint.parsers.yaml_nodes import Scalar


def image_of(node: Scalar) -> ImageReference:
    """The image that a text names, with where its tag and its name are edited when the text is put together."""
    reference = parse_image_reference(node.text, node.at)
    tags = (at for text, at in node.made_of if text and text == reference.tag)
    path = f"{reference.registry}/{reference.repository}".lstrip("/")
    names = (at for text, at in node.made_of if text in (path, reference.repository, reference.name))
    return replace(reference, tag_at=next(tags, None), name_at=next(names, None))
