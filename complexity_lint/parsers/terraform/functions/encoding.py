"""Encodings and digests (terraform `internal/lang/funcs/encoding.go` and `crypto.go`)."""

import base64
import binascii
import csv
import hashlib
import io
import urllib.parse
import uuid
from collections.abc import Callable, Sequence
from typing import Final

from complexity_lint.parsers.terraform.functions.signature import TEXT, Function, text
from complexity_lint.parsers.terraform.strings import normal
from complexity_lint.parsers.terraform.types import STRING, ListType, ObjectType
from complexity_lint.parsers.terraform.values import (
    DYNAMIC_UNKNOWN,
    EvaluationError,
    Value,
    list_of,
    object_of,
    string,
    unknown,
)

_NAMESPACES: Final = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}


def _plain(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded.replace("\n", "").replace("\r", "").encode(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise EvaluationError("failed to decode base64 data") from error


def _base64encode(given: Sequence[Value]) -> Value:
    return string(base64.b64encode(text(given[0]).encode()).decode())


def _base64decode(given: Sequence[Value]) -> Value:
    try:
        return string(normal(_plain(text(given[0])).decode()))
    except UnicodeDecodeError as error:
        raise EvaluationError("the result of decoding the provided string is not valid UTF-8") from error


def _codec(name: str) -> str:
    try:
        "".encode(name)
    except LookupError as error:
        raise EvaluationError(f"{name!r} is not a supported IANA encoding name or alias") from error
    return name


def _textencodebase64(given: Sequence[Value]) -> Value:
    name = _codec(_byte_order(text(given[1])))
    try:
        return string(base64.b64encode(text(given[0]).encode(name)).decode())
    except UnicodeEncodeError as error:
        raise EvaluationError("the given string contains characters that cannot be represented") from error


def _textdecodebase64(given: Sequence[Value]) -> Value:
    name = _codec(_byte_order(text(given[1])))
    try:
        return string(normal(_plain(text(given[0])).decode(name)))
    except UnicodeDecodeError as error:
        raise EvaluationError("the given text is not in the named encoding") from error


def _byte_order(name: str) -> str:
    # IANA's UTF-16 without a mark is big endian in Go; Python's own writes one
    return "utf-16-be" if name.upper() in ("UTF-16", "UTF16") else name


def _digest(name: str) -> Callable[[Sequence[Value]], Value]:
    def body(given: Sequence[Value]) -> Value:
        return string(hashlib.new(name, text(given[0]).encode(), usedforsecurity=False).hexdigest())

    return body


def _digest64(name: str) -> Callable[[Sequence[Value]], Value]:
    def body(given: Sequence[Value]) -> Value:
        return string(base64.b64encode(hashlib.new(name, text(given[0]).encode()).digest()).decode())

    return body


def _urlencode(given: Sequence[Value]) -> Value:
    return string(urllib.parse.quote_plus(text(given[0]), safe="-_.~"))


def _uuidv5(given: Sequence[Value]) -> Value:
    space = text(given[0])
    try:
        namespace = _NAMESPACES.get(space) or uuid.UUID(space)
    except ValueError as error:
        raise EvaluationError("uuidv5() doesn't support the namespace") from error
    return string(str(uuid.uuid5(namespace, text(given[1]))))


def _csvdecode(given: Sequence[Value]) -> Value:
    try:
        rows = [row for row in csv.reader(io.StringIO(text(given[0]), newline=""), strict=True) if row]
    except csv.Error as error:
        raise EvaluationError(f"invalid CSV: {error}") from error
    if not rows:
        raise EvaluationError("missing header line")
    header = rows[0]
    if len(set(header)) != len(header):
        raise EvaluationError("duplicate column name")
    if any(len(row) != len(header) for row in rows):
        raise EvaluationError("wrong number of fields")
    kind = ObjectType(tuple((name, STRING) for name in sorted(header)))
    made = [
        object_of({name: string(normal(cell)) for name, cell in zip(header, row, strict=True)})
        for row in rows[1:]
    ]
    return list_of(made, kind)


def _changing(given: Sequence[Value]) -> Value:
    """Made anew at every run, or by a compressor whose output has no one right form."""
    return unknown(STRING)


FUNCTIONS: Final = {
    "base64encode": Function(_base64encode, (TEXT,), STRING),
    "base64decode": Function(_base64decode, (TEXT,), STRING),
    "base64gzip": Function(_changing, (TEXT,), STRING),
    "bcrypt": Function(_changing, (TEXT,), STRING, TEXT),
    "rsadecrypt": Function(_changing, (TEXT, TEXT), STRING),
    "uuid": Function(_changing, (), STRING),
    "textencodebase64": Function(_textencodebase64, (TEXT, TEXT), STRING),
    "textdecodebase64": Function(_textdecodebase64, (TEXT, TEXT), STRING),
    "md5": Function(_digest("md5"), (TEXT,), STRING),
    "sha1": Function(_digest("sha1"), (TEXT,), STRING),
    "sha256": Function(_digest("sha256"), (TEXT,), STRING),
    "sha512": Function(_digest("sha512"), (TEXT,), STRING),
    "base64sha256": Function(_digest64("sha256"), (TEXT,), STRING),
    "base64sha512": Function(_digest64("sha512"), (TEXT,), STRING),
    "urlencode": Function(_urlencode, (TEXT,), STRING),
    "uuidv5": Function(_uuidv5, (TEXT, TEXT), STRING),
    "csvdecode": Function(_csvdecode, (TEXT,), ListType(DYNAMIC_UNKNOWN.type)),
}
