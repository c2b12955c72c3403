"""TOML as BurntSushi/toml v1.6 writes and reads it."""

from __future__ import annotations

import datetime
import re
import tomllib

from complexity_lint.parsers.gotemplate import numbers_text
from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.values import MISSING, Int64, Struct, Value, type_name

MAX_DEPTH = 100
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ODD = re.compile('["\\\\\x00-\x1f\x7f]')
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def to_toml(value: Value) -> str:
    """A map as a TOML document; FunctionError for what TOML cannot hold."""
    if isinstance(value, Struct):
        value = dict(value.fields)
    if value is None or value is MISSING:
        raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
    if not isinstance(value, dict):
        return _inline(value)
    out: list[str] = []
    _table(value, (), out)
    return "".join(out)


def _table(value: dict[str, Value], path: tuple[str, ...], out: list[str]) -> None:
    if len(path) > MAX_DEPTH:
        raise FunctionError("toml: value nests too deeply")
    inner = "  " * len(path)
    for key in sorted(value):
        item = value[key]
        if item is not None and not _is_table(item):
            out.append(f"{inner}{_key(key)} = {_inline(item)}\n")
    for key in sorted(value):
        item = value[key]
        if item is None or not _is_table(item):
            continue
        here = (*path, key)
        header = ".".join(_key(part) for part in here)
        if isinstance(item, dict):
            if out and not path:
                out.append("\n")
            out.append(f"{inner}[{header}]\n")
            _table(item, here, out)
            continue
        assert isinstance(item, list)  # _is_table said so
        for one in item:
            if out:
                out.append("\n")
            out.append(f"{inner}[[{header}]]\n")
            assert isinstance(one, dict)  # _is_table said so
            _table(one, here, out)


def _is_table(value: Value) -> bool:
    if isinstance(value, dict):
        return True
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _key(key: str) -> str:
    key = str(key)
    return key if _BARE.fullmatch(key) else _string(key)


def _string(text: str) -> str:
    return (
        '"' + _ODD.sub(lambda found: _SHORT.get(found.group()) or f"\\u{ord(found.group()):04x}", text) + '"'
    )


def _inline(value: Value) -> str:
    if value is None or value is MISSING:
        raise FunctionError("toml: cannot encode array with nil element")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(str(value))
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return _float(float(value))
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (_is_table(value[key]), key))
        return "{" + ", ".join(f"{_key(key)} = {_inline(value[key])}" for key in keys) + "}"
    raise FunctionError(f"unsupported type: {type_name(value)}")


def _float(value: float) -> str:
    special = numbers_text.special(value)
    if special is not None:
        return {"NaN": "nan", "+Inf": "inf", "-Inf": "-inf"}[special]
    text = numbers_text.general(value)
    return text if "." in text or "e" in text else text + ".0"


def from_toml(text: str) -> Value:
    """TOML to values: integers are int64; dates print as TOML writes them."""
    try:
        return _converted(tomllib.loads(str(text)))
    except tomllib.TOMLDecodeError as error:
        raise FunctionError(f"toml: {error}") from None
    except RecursionError:
        raise FunctionError("toml: exceeded max depth") from None


def _converted(value: Value) -> Value:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Int64(value)
    if isinstance(value, dict):
        return {key: _converted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_converted(item) for item in value]
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    return value
