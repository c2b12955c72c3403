"""Whether a text is safe to hand to libcst.

Its parser recurses natively, so a chain of some thousand operators ends the process or takes minutes; CPython refuses
such nesting too. What people write stays far below the bounds here.
"""

import re

_DEEPEST_NESTING = 60
_LONGEST_CHAIN = 400
_MOST_BRANCHES = 300

_LINK = re.compile(
    r"(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<end>[\n;,])|\b(?:not|lambda|if|await|and|or|in|is|for)\b|\*\*|[-+~*/%.<>=|&^@:]"
)
_QUOTED = re.compile(
    r"\"{3}(?:\\.|[^\\])*?(?:\"{3}|\Z)|'{3}(?:\\.|[^\\])*?(?:'{3}|\Z)|\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?|\#[^\n]*",
    re.DOTALL,
)
_BRANCH = re.compile(r"^[ \t]*elif\b", re.MULTILINE)


def too_deep(text: str) -> bool:
    """Whether brackets, operators or branches go deeper than is safe; commas and statements begin anew."""
    bare = _QUOTED.sub("''", text)
    if len(_BRANCH.findall(bare)) > _MOST_BRANCHES:
        return True
    depth = chain = 0
    for match in _LINK.finditer(bare):
        kind = match.lastgroup
        if kind == "end" and (depth == 0 or match[0] == ","):
            chain = 0
        elif kind == "close":
            depth = max(depth - 1, 0)
            chain += 1
        elif kind != "end":
            depth += kind == "open"
            chain += 1
        if depth > _DEEPEST_NESTING or chain > _LONGEST_CHAIN:
            return True
    return False
