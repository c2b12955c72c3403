"""Map functions of Sprig v3.3 (dict.go) with the merge rules of dario.cat/mergo v1.0.1."""

from __future__ import annotations

from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.functions.strings import strval
from complexity_lint.parsers.gotemplate.provenance import Unknown
from complexity_lint.parsers.gotemplate.signature import ANY, MAP, STRING, Table
from complexity_lint.parsers.gotemplate.values import (
    GoList,
    GoMap,
    NilList,
    StringList,
    Tree,
    TreeList,
    Value,
    ValuesMap,
    is_true,
    type_name,
)

DICTS = Table()
Map = dict[str, Value]
MAX_DEPTH = 200


@DICTS.add("dict", more=ANY)
def _dict(*values: Value) -> Value:
    made: Map = {}
    for at in range(0, len(values), 2):
        made[strval(values[at])] = values[at + 1] if at + 1 < len(values) else ""
    return made


@DICTS.add("get", MAP, STRING)
def _get(given: Map | None, key: str) -> Value:
    return given.get(key, "") if given else ""


@DICTS.add("set", MAP, STRING, ANY)
def _set(given: Map | None, key: str, value: Value) -> Value:
    if given is None:
        raise FunctionError("assignment to entry in nil map")
    given[str(key)] = value
    return given


@DICTS.add("unset", MAP, STRING)
def _unset(given: Map | None, key: str) -> Value:
    if given is not None:
        given.pop(key, None)
    return given


@DICTS.add("hasKey", MAP, STRING)
def _has_key(given: Map | None, key: str) -> Value:
    return given is not None and key in given


@DICTS.add("pluck", STRING, more=MAP)
def _pluck(key: str, *given: Map | None) -> Value:
    return [one[key] for one in given if one and key in one]


@DICTS.add("keys", more=MAP)
def _keys(*given: Map | None) -> Value:
    return StringList([key for one in given if one for key in sorted(one)])


@DICTS.add("values", MAP)
def _values(given: Map | None) -> Value:
    return [given[key] for key in sorted(given)] if given else []


@DICTS.add("pick", MAP, more=STRING)
def _pick(given: Map | None, *keys: str) -> Value:
    return {str(key): given[key] for key in keys if key in given} if given else {}


@DICTS.add("omit", MAP, more=STRING)
def _omit(given: Map | None, *keys: str) -> Value:
    return {key: value for key, value in given.items() if key not in keys} if given else {}


@DICTS.add("merge mustMerge", MAP, more=MAP)
def _merge(target: Map | None, *sources: Map | None) -> Value:
    return _merged(target, sources, overwrite=False)


@DICTS.add("mergeOverwrite mustMergeOverwrite", MAP, more=MAP)
def _merge_overwrite(target: Map | None, *sources: Map | None) -> Value:
    return _merged(target, sources, overwrite=True)


def _merged(target: Map | None, sources: tuple[Map | None, ...], overwrite: bool) -> Map:
    made: Map = {} if target is None else target
    for source in sources:
        if source and source is not made:
            _merge_into(made, source, overwrite, 0)
    return made


def _merge_into(target: Map, source: Map, overwrite: bool, depth: int) -> None:
    """mergo.Merge of maps: missing and empty entries are filled; with overwrite every entry replaces, nil too."""
    if depth > MAX_DEPTH:
        raise FunctionError("maps nest too deeply to be merged")
    for key, value in source.items():
        known = target.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            if known is not value:
                _merge_into(known, value, overwrite, depth + 1)
        elif overwrite or (value is not None and not is_true(known)):
            target[key] = value


@DICTS.add("deepCopy mustDeepCopy", ANY)
def _deep_copy(value: Value) -> Value:
    if value is None:
        raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
    return copied(value)


def copied(value: Value, depth: int = 0) -> Value:
    """A copy of maps and lists that keeps their types and key paths."""
    if depth > MAX_DEPTH:
        raise FunctionError("value nests too deeply to be copied")
    if isinstance(value, Tree):
        tree = Tree((key, copied(item, depth + 1)) for key, item in value.items())
        tree.path = value.path
        return tree
    if isinstance(value, TreeList):
        items = TreeList(copied(item, depth + 1) for item in value)
        items.path = value.path
        return items
    if isinstance(value, GoMap):
        return type(value)(value)
    if isinstance(value, (GoList, NilList)):
        return type(value)(value)
    if isinstance(value, dict):
        return {key: copied(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item, depth + 1) for item in value]
    return value


@DICTS.add("dig", more=ANY)
def _dig(*parts: Value) -> Value:
    if len(parts) < 3:
        raise FunctionError("dig needs at least three arguments")
    *keys, fallback, given = parts
    for key in keys:
        if not isinstance(key, str):
            raise FunctionError(_conversion(key, "string"))
    for key in keys:
        if isinstance(given, Unknown):
            return given
        if not isinstance(given, dict) or isinstance(given, (GoMap, ValuesMap)):
            raise FunctionError(_conversion(given, "map[string]interface {}"))
        if key not in given:
            return fallback
        given = given[str(key)]
    return given


def _conversion(value: Value, wanted: str) -> str:
    given = "nil" if value is None else type_name(value)
    return f"interface conversion: interface {{}} is {given}, not {wanted}"
