"""Finding and placing the items of lists that merge by keys (kyaml/yaml/walk/associative_sequence.go,
ElementSetter).

Several keys identify the ports of a container or a Service: items that leave one of them out are matched by
the others.
"""

from collections.abc import Iterable, Sequence

from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar

Values = tuple[str, ...]
"""The texts of an item's keys, empty for one it does not have."""


def values_of(items: Iterable[Node], keys: Sequence[str]) -> list[Values]:
    """The different values of the items, in their order."""
    return list(dict.fromkeys(tuple(_text(item, key) for key in keys) for item in items))


def _text(item: Node, key: str) -> str:
    return item.text(key) if isinstance(item, Mapping) else ""


def merge_values(wanted: list[Values]) -> list[Values]:
    """Values that can be of one item become equal: what one leaves out is taken from the other."""
    found = list(wanted)
    for i in range(len(found)):
        one = found[i]
        for j, other in enumerate(found):
            both = _match(one, other)
            if both is not None:
                found[i] = found[j] = both
    return found


def _match(one: Values, other: Values) -> Values | None:
    if any(a and b and a != b for a, b in zip(one, other, strict=True)):
        return None
    if not any(a == b for a, b in zip(one, other, strict=True)):
        return None
    return tuple(a or b for a, b in zip(one, other, strict=True))


def used_keys(wanted: Iterable[Values], values: Values, keys: Values) -> tuple[Values, Values]:
    """The keys that any item has, and this item's values of them."""
    used = {key for each in wanted for key, value in zip(keys, each, strict=True) if value}
    if not used:
        return keys, values
    chosen = [(key, value) for key, value in zip(keys, values, strict=True) if key in used]
    return tuple(key for key, _ in chosen), tuple(value for _, value in chosen)


def find_element(items: Sequence[Node], keys: Values, values: Values) -> int | None:
    """The position of the first item with these values; a value left out matches any."""
    keys, values = used_keys([values], values, keys)
    for index, item in enumerate(items):
        if isinstance(item, Mapping) and all(_has(item, k, v) for k, v in zip(keys, values, strict=True)):
            return index
    return None


def _has(item: Mapping, key: str, value: str) -> bool:
    found = item.get(key)
    if found is None:
        return False
    return not value or (isinstance(found, Scalar) and found.text == value)


def place_element(items: Sequence[Node], keys: Values, values: Values, element: Node | None) -> list[Node]:
    """The items with every one that matches replaced by the element, or left out where there is none.

    An element that matches nothing is added. With fewer values than keys, the last keys match as those before
    them did.
    """
    result: list[Node] = []
    matched = False
    for item in items:
        if (isinstance(item, Scalar) and item.is_null) or (isinstance(item, Mapping) and not item.entries):
            continue
        if not isinstance(item, Mapping):
            if values and values[0]:
                result.append(item)
            continue
        if not values or not all(_has(item, k, v) for k, v in zip(keys, values, strict=False)):
            if values:
                result.append(item)
            continue
        matched = True
        if element is not None:
            result.append(element)
    if element is not None and not matched:
        result.append(element)
    return result


def append_all(items: Sequence[Node], more: Iterable[Node], keys: Values) -> list[Node]:
    """The items, with `more` placed among them by their keys."""
    result = list(items)
    for element in more:
        values: list[str] = []
        for key in keys:
            found = element.get(key) if isinstance(element, Mapping) else None
            if found is None:
                result.append(element)
            else:
                values.append(found.text if isinstance(found, Scalar) else "")
        if len(keys) > 1:
            result = place_element(result, keys, tuple(values), None)
        result = place_element(result, keys, tuple(values), element)
    return result
