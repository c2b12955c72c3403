"""What `echo`, `printf` and `cat` of a here-document print, as far as the text tells."""

import re
from collections.abc import Mapping, Sequence

from complexity_lint.parsers.shell.variables import with_known

_OPTION = re.compile(r"-[neE]+")
_PLACE = re.compile(r"%s|%%|\\n")


def printed(words: Sequence[str], body: str | None, values: Mapping[str, str]) -> str | None:
    """The text that a command prints, by its words and the here-document it is given; None for one that prints what
    only running it tells. Variables whose value is known are put in, all else stays as it is written.
    """
    program = words[0].rpartition("/")[2]
    if program == "cat" and len(words) == 1 and body is not None:
        return with_known(body, values)
    if program == "printf" and len(words) > 1:
        return _formatted(words[1], [with_known(word, values) for word in words[2:]])
    if program != "echo":
        return None
    rest = list(words[1:])
    end = "\n"
    while rest and _OPTION.fullmatch(rest[0]):
        end = "" if "n" in rest.pop(0) else end
    return with_known(" ".join(rest), values) + end


def _formatted(pattern: str, given: list[str]) -> str | None:
    """What `printf` makes of a format that holds texts alone."""
    if "%" in _PLACE.sub("", pattern) or "\\" in _PLACE.sub("", pattern):
        return None
    if pattern.count("%s") != len(given):
        return None
    texts = iter(given)
    signs = {"%%": "%", "\\n": "\n"}
    return _PLACE.sub(lambda m: signs[m[0]] if m[0] in signs else next(texts), pattern)
