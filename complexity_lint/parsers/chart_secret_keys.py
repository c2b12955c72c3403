"""Values of a chart that name a Secret of the cluster or a key in one, and are no credential themselves."""

import re
from collections.abc import Iterable, Iterator

from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence
from complexity_lint.source import Location

_REFERENCE = re.compile(
    r"^(?P<indent>[ \t]*)(?:-[ \t]+)?(?:\w+[ \t]*:[ \t]*\{[ \t]*)?(?:secretKeyRef|secretRef|remoteRef)[ \t]*:"
    r"(?P<body>.*(?:\n(?P=indent)[ \t]+.*)*)",
    re.MULTILINE,
)
"""An object that refers to a Secret (core/v1 SecretKeySelector, SecretEnvSource) or to a store of secrets
(external-secrets.io), with the lines below it."""
_NAMED = re.compile(r"\b(?:name|key|property)[ \t]*:[ \t]*[\"']?(\{\{.*?\}\})")
_VALUE = re.compile(r"\.Values((?:\.[A-Za-z_]\w*)+)")


def referring_values(templates: Iterable[str]) -> frozenset[str]:
    """The values, by dotted keys, that templates print as the name of a Secret or of a key in one."""
    return frozenset(
        value[1].lstrip(".")
        for text in templates
        for reference in _REFERENCE.finditer(text)
        for action in _NAMED.finditer(reference["body"])
        for value in _VALUE.finditer(action[1])
    )


_KEY = re.compile(r"(?i)secret[-_]?key$")
_SECRET = re.compile(r"(?i)(secret[-_]?(name|ref)|existing[-_]?secret([-_]?name)?)$")
_PAIRED = re.compile(r"(?i)access[-_]?key")
_NAME = re.compile(r"[A-Za-z][A-Za-z._-]*")
MAX_DEPTH = 30


def keys_beside_names(node: Node, depth: int = 0) -> Iterator[Location]:
    """The places of `secretKey: password` beside `secretName: shop`: a key of that Secret.

    Beside an access key, a secret key is the other half of a credential; and what no key would be called may be one
    that somebody wrote there.
    """
    children: Iterable[Node] = ()
    if isinstance(node, Sequence):
        children = node.items
    elif isinstance(node, Mapping):
        children = [entry.value for entry in node.entries]
        keys = [entry.key for entry in node.entries]
        if any(_SECRET.search(key) for key in keys) and not any(_PAIRED.search(key) for key in keys):
            for entry in node.entries:
                value = entry.value
                if _KEY.search(entry.key) and isinstance(value, Scalar) and _NAME.fullmatch(value.text):
                    yield value.at
    for child in children if depth < MAX_DEPTH else ():
        yield from keys_beside_names(child, depth + 1)
