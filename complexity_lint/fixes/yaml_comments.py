"""The comments of a YAML file, as ruamel.yaml's round-trip reader keeps them: no edit may lose one."""

import io
from collections import Counter
from collections.abc import Iterator

from complexity_lint.edits import TextEdit
from complexity_lint.fixes.text import FileText, Refused, applied


def prove_comments_kept(file: FileText, edit: TextEdit) -> None:
    """Raise Refused where a comment outside of the replaced text would be lost or changed, or where a reader of
    YAML 1.2 that keeps layout cannot read what comes of the edit.
    """
    after = applied(file.text, [edit])
    lost = _comments(file.text) - _comments(after)
    replaced = file.text[edit.start : edit.end]
    if any(comment not in replaced for comment in lost):
        raise Refused("a comment would be lost")


def _comments(text: str) -> "Counter[str]":
    from ruamel.yaml import YAML  # loaded only where a YAML file is about to be written
    from ruamel.yaml.error import YAMLError

    try:
        tokens = list(YAML().scan(io.StringIO(text)))
    except YAMLError as error:
        raise Refused("ruamel.yaml cannot read the file") from error
    return Counter(line for token in tokens for line in _lines(getattr(token, "_comment", None)))


def _lines(kept: object) -> Iterator[str]:
    """The comment lines in what a token carries: a comment behind it, those before it, in nested lists."""
    if isinstance(kept, list):
        for one in kept:
            yield from _lines(one)
    value = getattr(kept, "value", None)
    if isinstance(value, str):
        yield from (line.strip() for line in value.splitlines() if line.strip().startswith("#"))
