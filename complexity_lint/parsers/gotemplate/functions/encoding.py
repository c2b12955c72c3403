"""Encodings and checksums: base64, base32, hashes, JSON, YAML and TOML, as Sprig and helm have them."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Callable

from complexity_lint.parsers.gotemplate import binary_text, toml_text
from complexity_lint.parsers.gotemplate.compare import deep_equal
from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.functions.strings import raw, unraw
from complexity_lint.parsers.gotemplate.json_text import from_json, to_json
from complexity_lint.parsers.gotemplate.provenance import UNKNOWN_TEXT, Unknown
from complexity_lint.parsers.gotemplate.signature import ANY, STRING, Table
from complexity_lint.parsers.gotemplate.values import Value, type_name
from complexity_lint.parsers.gotemplate.yaml_reader import from_yaml
from complexity_lint.parsers.gotemplate.yaml_strings import V3
from complexity_lint.parsers.gotemplate.yaml_writer import to_yaml

ENCODING = Table()


@ENCODING.add("b64enc", STRING)
def _b64enc(text: str) -> Value:
    return base64.b64encode(raw(text)).decode()


@ENCODING.add("b64dec", STRING)
def _b64dec(text: str) -> Value:
    if text == UNKNOWN_TEXT:
        return text
    wrong = binary_text.base64_error(raw(text))
    return (
        f"illegal base64 data at input byte {wrong}" if wrong >= 0 else unraw(binary_text.base64(raw(text)))
    )


@ENCODING.add("b32enc", STRING)
def _b32enc(text: str) -> Value:
    return base64.b32encode(raw(text)).decode()


@ENCODING.add("b32dec", STRING)
def _b32dec(text: str) -> Value:
    wrong = binary_text.base32_error(raw(text))
    return (
        f"illegal base32 data at input byte {wrong}" if wrong >= 0 else unraw(binary_text.base32(raw(text)))
    )


@ENCODING.add("sha1sum", STRING)
def _sha1(text: str) -> Value:
    return hashlib.sha1(raw(text), usedforsecurity=False).hexdigest()


@ENCODING.add("sha256sum", STRING)
def _sha256(text: str) -> Value:
    return hashlib.sha256(raw(text)).hexdigest()


@ENCODING.add("sha512sum", STRING)
def _sha512(text: str) -> Value:
    return hashlib.sha512(raw(text)).hexdigest()


@ENCODING.add("adler32sum", STRING)
def _adler32(text: str) -> Value:
    return str(zlib.adler32(raw(text)))


def _or_empty(write: Callable[[], str]) -> str:
    try:
        return write()
    except FunctionError:
        return ""


@ENCODING.add("toYaml", ANY)
def _to_yaml(value: Value) -> Value:
    return _or_empty(lambda: to_yaml(value))


@ENCODING.add("mustToYaml", ANY)
def _must_to_yaml(value: Value) -> Value:
    return to_yaml(value)


@ENCODING.add("toYamlPretty", ANY)
def _to_yaml_pretty(value: Value) -> Value:
    return _or_empty(lambda: to_yaml(value, V3))


@ENCODING.add("toJson", ANY)
def _to_json(value: Value) -> Value:
    return _or_empty(lambda: to_json(value))


@ENCODING.add("mustToJson", ANY)
def _must_to_json(value: Value) -> Value:
    return to_json(value)


@ENCODING.add("toPrettyJson", ANY)
def _to_pretty_json(value: Value) -> Value:
    return _or_empty(lambda: to_json(value, "  "))


@ENCODING.add("mustToPrettyJson", ANY)
def _must_to_pretty_json(value: Value) -> Value:
    return to_json(value, "  ")


@ENCODING.add("toRawJson mustToRawJson", ANY)
def _to_raw_json(value: Value) -> Value:
    return to_json(value, html=False)


@ENCODING.add("mustFromJson", STRING)
def _must_from_json(text: str) -> Value:
    return from_json(text)


def _into_map(read: Callable[[str], Value], text: str) -> Value:
    if isinstance(text, Unknown):
        return text
    try:
        value = read(text)
    except FunctionError as error:
        return {"Error": str(error)}
    if value is None or isinstance(value, dict):
        return value or {}
    return {"Error": _cannot(value, "map[string]interface {}", read is from_yaml)}


def _into_list(read: Callable[[str], Value], text: str) -> Value:
    if isinstance(text, Unknown):
        return text
    try:
        value = read(text)
    except FunctionError as error:
        return [str(error)]
    if value is None or isinstance(value, list):
        return value or []
    return [_cannot(value, "[]interface {}", read is from_yaml)]


def _cannot(value: Value, wanted: str, through_yaml: bool) -> str:
    kinds = {dict: "object", list: "array", float: "number", bool: "bool"}
    kind = "string" if isinstance(value, str) else kinds.get(type(value), type_name(value))
    prefix = "error unmarshaling JSON: while decoding JSON: " if through_yaml else ""
    return f"{prefix}json: cannot unmarshal {kind} into Go value of type {wanted}"


@ENCODING.add("fromYaml", STRING)
def _from_yaml(text: str) -> Value:
    return _into_map(from_yaml, text)


@ENCODING.add("fromYamlArray", STRING)
def _from_yaml_array(text: str) -> Value:
    return _into_list(from_yaml, text)


@ENCODING.add("fromJson", STRING)
def _from_json(text: str) -> Value:
    return _into_map(from_json, text)


@ENCODING.add("fromJsonArray", STRING)
def _from_json_array(text: str) -> Value:
    return _into_list(from_json, text)


@ENCODING.add("toToml", ANY)
def _to_toml(value: Value) -> Value:
    if value is None:
        return toml_text.to_toml(value)
    try:
        return toml_text.to_toml(value)
    except FunctionError as error:
        return str(error)


@ENCODING.add("mustToToml", ANY)
def _must_to_toml(value: Value) -> Value:
    return toml_text.to_toml(value)


@ENCODING.add("fromToml", STRING)
def _from_toml(text: str) -> Value:
    try:
        return toml_text.from_toml(text)
    except FunctionError as error:
        return {"Error": str(error)}


@ENCODING.add("deepEqual", ANY, ANY)
def _deep_equal(left: Value, right: Value) -> Value:
    return deep_equal(left, right)
