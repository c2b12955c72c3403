"""Locations -> SARIF's physical locations, with the text they cover."""

from collections.abc import Iterable
from urllib.parse import quote

from complexity_lint.finding import Related
from complexity_lint.lines import LineReader
from complexity_lint.reporters.sarif_types import Artifact, Located, Place, Region
from complexity_lint.reporters.scene import Scene
from complexity_lint.source import Location

ROOT = "SRCROOT"
# A code scanning upload with more locations in one result is refused as a whole.
_MOST_RELATED = 100
_LONGEST_SNIPPET = 500
# Those of RFC 3986's path characters that may stand unescaped in every segment, the first included (no colon).
_SAFE = "/-._~!$&'()*+,;=@"


def artifact(path: str, scene: Scene) -> Artifact:
    """A file by its percent-encoded address relative to the top of the repository."""
    encoded = scene.in_repository(path).encode("utf-8", "surrogateescape")
    return {"uri": quote(encoded, safe=_SAFE), "uriBaseId": ROOT}


def physical_place(at: Location, scene: Scene, lines: LineReader) -> Place:
    """A location with its text and the lines around it."""
    if at.line is None:
        return file_place(artifact(at.path, scene), lines.lines(at.path))
    texts = lines.lines(at.path)
    place: Place = {"artifactLocation": artifact(at.path, scene), "region": _region(at, texts)}
    if 0 < at.line <= len(texts):
        place["contextRegion"] = _context(at, texts)
    return place


def file_place(file: Artifact, texts: tuple[str, ...] = ()) -> Place:
    """A file as a whole: the empty region at its start, with its first line around it."""
    return {
        "artifactLocation": file,
        "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1, "snippet": {"text": ""}},
        "contextRegion": {"startLine": 1, "snippet": {"text": texts[0][:_LONGEST_SNIPPET] if texts else ""}},
    }


def related_places(related: Iterable[Related], scene: Scene, lines: LineReader) -> list[Located]:
    """Related places, numbered from 1 in the order given."""
    return [
        {
            "id": number,
            "physicalLocation": physical_place(place.at, scene, lines),
            "message": {"text": place.message.replace("{", "{{").replace("}", "}}") or "The other place."},
        }
        for number, place in enumerate(tuple(related)[:_MOST_RELATED], 1)
    ]


def _region(at: Location, texts: tuple[str, ...]) -> Region:
    line = at.line or 1
    column = at.column or 1
    end_line, end_column = _end(at, texts)
    region: Region = {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    }
    if 0 < line <= end_line <= len(texts):
        covered = list(texts[line - 1 : end_line])
        covered[-1] = covered[-1][: end_column - 1]
        covered[0] = covered[0][column - 1 :]
        region["snippet"] = {"text": "\n".join(covered)[:_LONGEST_SNIPPET]}
    return region


def _end(at: Location, texts: tuple[str, ...]) -> tuple[int, int]:
    """The end of a place; where it is not known, the end of the line it starts on."""
    line = at.line or 1
    end_line = max(at.end_line or line, line)
    if at.end_column is not None:
        return end_line, at.end_column
    length = len(texts[end_line - 1]) if end_line <= len(texts) else 0
    first = at.column or 1
    return end_line, max(length + 1, first) if end_line == line else length + 1


def _context(at: Location, texts: tuple[str, ...]) -> Region:
    """The place's lines with one more on each side, clipped to the file."""
    line = at.line or 1
    last = min(max(at.end_line or line, line), len(texts))
    start, end = max(1, line - 1), min(len(texts), last + 1)
    snippet = "\n".join(texts[start - 1 : end])[: 4 * _LONGEST_SNIPPET]
    if start == end:
        return {"startLine": start, "snippet": {"text": snippet}}
    return {"startLine": start, "endLine": end, "snippet": {"text": snippet}}
