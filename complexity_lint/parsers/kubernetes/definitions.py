"""Custom resource definitions: thousands of lines of schema that say nothing about what is deployed.

They are cut down before the file is parsed, for they are most of the YAML in repositories that vendor operators.
"""

import re
from collections.abc import Iterator

from complexity_lint.source import Source

DEFINITION = "CustomResourceDefinition"

_DOCUMENT_END = re.compile(r"(?m)^---(?=[\s]|\Z)")
_KIND = re.compile(rf"(?m)^kind:[ \t]*[\"']?{DEFINITION}[\"']?[ \t]*\r?$")
_TOP = re.compile(r"(?:apiVersion|kind|metadata)[ \t]*:")
_NAME = re.compile(r" +(?:name|namespace):[ \t]*\S")


def without_definitions(source: Source) -> Source:
    """The file with every custom resource definition reduced to its kind and name; all lines keep their numbers.

    Definitions that are not written in the usual way (as JSON, or inside a List) stay whole.
    """
    text = source.text
    if DEFINITION not in text or not _KIND.search(text):
        return source
    return Source(source.path, "".join(_cut(piece) for piece in _pieces(text)))


def _pieces(text: str) -> Iterator[str]:
    """The documents of a file, each with the separator before it."""
    start = 0
    for match in _DOCUMENT_END.finditer(text):
        yield text[start : match.start()]
        start = match.start()
    yield text[start:]


def _cut(document: str) -> str:
    if not _KIND.search(document):
        return document
    kept: list[str] = []
    in_metadata = False
    indent = ""
    for line in document.split("\n"):
        if line[:1] not in ("", " ", "\r"):
            in_metadata = line.startswith("metadata")
            indent = ""
            kept.append(line if _TOP.match(line) or line.startswith(("---", "%")) else "")
        elif in_metadata and line.strip():
            # Only what stands directly in metadata: a label may be called `name` too.
            indent = indent or line[: len(line) - len(line.lstrip(" "))]
            own = line.startswith(indent) and line[len(indent) : len(indent) + 1] != " "
            kept.append(line if own and _NAME.match(line) else "")
        else:
            kept.append("")
    return "\n".join(kept)
