"""YAML text to and from values (zclconf/go-cty-yaml v1.1)."""

import base64
import binascii
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

import yaml

from complexity_lint.parsers.terraform.functions.json_text import json_string
from complexity_lint.parsers.terraform.functions.signature import ANYTHING, Function, Parameter, text
from complexity_lint.parsers.terraform.numbers import format_number, parse_number
from complexity_lint.parsers.terraform.strings import normal
from complexity_lint.parsers.terraform.types import DYNAMIC, STRING
from complexity_lint.parsers.terraform.values import (
    DYNAMIC_UNKNOWN,
    NULL,
    EvaluationError,
    Value,
    boolean,
    number,
    object_of,
    string,
    tuple_of,
    unknown,
    wholly_known,
)

_MAX_DEPTH: Final = 60
_MAX_NODES: Final = 100_000
_BASED: Final = re.compile(r"0o([0-7]+)|0x([0-9a-fA-F]+)")
_DECIMAL: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE: Final = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_STAMP: Final = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.\d*)?(?:[ \t]*(Z|[-+]\d\d?(?::\d\d)?))?)?"
)
_RESOLVER: Final = yaml.resolver.Resolver()
_TRUE: Final = frozenset(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"])
_FALSE: Final = frozenset(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"])
_NULL: Final = frozenset(["", "~", "null", "Null", "NULL"])
_TAG: Final = "tag:yaml.org,2002:"


def _yamlencode(given: Sequence[Value]) -> Value:
    if not wholly_known(given[0]):
        return replace(unknown(STRING), encoded=given[0])
    return Value(STRING, _document(given[0]), encoded=given[0])


def _document(value: Value) -> str:
    """The text of a document: a lone scalar has marks of its own."""
    lines = _lines(value)
    if isinstance(value.data, str) and len(lines) > 1:
        lines = [lines[0], *("  " + line if line else line for line in lines[1:])]
    elif value.data is None or isinstance(value.data, (bool, int, Fraction, float)):
        lines.append("...")
    return "\n".join(lines) + "\n"


def _lines(value: Value) -> list[str]:
    """The lines of a value, its first one without indentation."""
    data = value.data
    if isinstance(data, Mapping) and data:
        return [line for key, one in data.items() for line in _entry(json_string(key) + ":", one)]
    if isinstance(data, tuple) and data:
        return [line for one in data for line in _item(one)]
    return _scalar(value)


def _entry(key: str, value: Value) -> list[str]:
    lines = _lines(value)
    if isinstance(value.data, Mapping) and value.data:
        return [key, *("  " + line if line else line for line in lines)]
    if isinstance(value.data, tuple) and value.data:
        return [key, *lines]
    return [f"{key} {lines[0]}", *("  " + line if line else line for line in lines[1:])]


def _item(value: Value) -> list[str]:
    lines = _lines(value)
    return ["- " + lines[0], *("  " + line if line else line for line in lines[1:])]


def _scalar(value: Value) -> list[str]:
    data = value.data
    if data is None:
        return ["null"]
    if isinstance(data, bool):
        return ["true" if data else "false"]
    if isinstance(data, str):
        return _block(data) if "\n" in data else [_quoted(data)]
    if isinstance(data, (int, Fraction, float)):
        return [format_number(data)]
    return ["[]" if isinstance(data, tuple) else "{}"]


def _quoted(body: str) -> str:
    quoted = yaml.dump(body, default_style='"', allow_unicode=True, width=1 << 30)
    return quoted.rstrip("\n")


def _block(body: str) -> list[str]:
    if body.strip("\n") == "" or re.search(r"[^\n\t\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd]", body):
        return [_quoted(body)]
    hint = "2" if body[0] in " \n" else ""
    chomp = "-" if not body.endswith("\n") else "+" if body.endswith("\n\n") else ""
    lines = body.removesuffix("\n").split("\n")
    return [f"|{hint}{chomp}", *lines]


def _yamldecode(given: Sequence[Value]) -> Value:
    if given[0].is_unknown:
        return given[0].encoded or DYNAMIC_UNKNOWN
    return decode_yaml(text(given[0]))


def decode_yaml(body: str) -> Value:
    """The one document of a YAML text; raises EvaluationError when it is not YAML."""
    try:
        loader = yaml.CSafeLoader(body)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        raise EvaluationError("invalid YAML") from error
    if root is None:
        raise EvaluationError("missing start of document")
    return _Decoder().value(root, 0)


class _Decoder:
    """Counts what it makes, since aliases can stand for more than memory holds."""

    def __init__(self) -> None:
        self.left = _MAX_NODES

    def value(self, node: yaml.Node, depth: int) -> Value:
        """The value of a node."""
        self.left -= 1
        if depth > _MAX_DEPTH or self.left < 0:
            raise EvaluationError("the YAML document is too deep or too large")
        if isinstance(node, yaml.ScalarNode):
            return _decoded_scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return tuple_of([self.value(one, depth + 1) for one in node.value])
        assert isinstance(node, yaml.MappingNode)
        return self._mapping(node, depth)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> Value:
        merged: dict[str, Value] = {}
        own: dict[str, Value] = {}
        for key, inner in node.value:
            name = self.value(key, depth + 1)
            value = self.value(inner, depth + 1)
            if key.tag == _TAG + "merge" or (key.value == "<<" and not key.style):
                for source in value.data if isinstance(value.data, tuple) else (value,):
                    if isinstance(source.data, Mapping):
                        merged = {**source.data, **merged}
            else:
                own[_key(name)] = value
        return object_of({**merged, **own})


def _key(name: Value) -> str:
    data = name.data
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, (int, Fraction, float)):
        return format_number(data)
    if isinstance(data, str):
        return data
    raise EvaluationError("a mapping's key must be a string")


def _decoded_scalar(node: yaml.ScalarNode) -> Value:
    body = str(node.value)
    if node.tag == _TAG + "binary":
        try:
            return string(base64.b64encode(base64.b64decode(body, validate=False)).decode())
        except binascii.Error as error:
            raise EvaluationError("invalid binary data") from error
    if not _plain(node):
        return string(normal(body))
    if body in _NULL:
        return NULL
    if body in _TRUE or body in _FALSE:
        return boolean(body in _TRUE)
    return _decoded_number(body) or string(_stamp(body) or normal(body))


def _plain(node: yaml.ScalarNode) -> bool:
    """Whether the scalar has neither quotes nor a tag of its own."""
    if node.style:
        return False
    implied = _RESOLVER.resolve(yaml.ScalarNode, node.value, (True, False))  # type: ignore[no-untyped-call]  # the stubs leave it out
    return bool(node.tag == implied)


def _decoded_number(body: str) -> Value | None:
    based = _BASED.fullmatch(body)
    if based:
        return number(int(based[1], 8) if based[1] else int(based[2], 16))
    infinite = _INFINITE.fullmatch(body)
    if infinite:
        return number(-math.inf if infinite[1] == "-" else math.inf)
    if not _DECIMAL.fullmatch(body):
        return None
    parsed = parse_number(body.removesuffix("."))
    return None if parsed is None else number(parsed)


def _stamp(body: str) -> str | None:
    """A timestamp in the form of RFC 3339, since cty has no type for points in time."""
    match = _STAMP.fullmatch(body)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    if zone and zone != "Z":
        hours, _, minutes = zone[1:].partition(":")
        zone = f"{zone[0]}{hours:0>2}:{minutes or '00'}"
    clock = f"{hour or '0':0>2}:{minute or '00'}:{second or '00'}"
    return f"{year}-{month:0>2}-{day:0>2}T{clock}{zone or 'Z'}"


FUNCTIONS: Final = {
    "yamlencode": Function(_yamlencode, (ANYTHING,), STRING),
    "yamldecode": Function(_yamldecode, (Parameter(STRING, unknown=True),), DYNAMIC),
}
