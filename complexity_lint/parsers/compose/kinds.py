"""The kinds of values a compose project has in its normal form: each reads a value, or says why it cannot.

A kind is a function from a value, None where there is none, to its normal form; None means that the key is not
printed. They follow the types of compose-go 2.16 (types/) and how mapstructure fills them.
"""

from collections.abc import Callable

from complexity_lint.parsers.compose.casts import to_boolean, to_float, to_integer
from complexity_lint.parsers.compose.quantities import command_words, duration, duration_text, size
from complexity_lint.parsers.compose.scalars import shown, single
from complexity_lint.parsers.compose.tree import (
    Field,
    Leaf,
    Plain,
    Rejected,
    Row,
    Table,
    Tree,
    is_null,
    leaf_like,
)

Kind = Callable[["Tree | None"], "Tree | None"]


def wrong(tree: Tree, wanted: str) -> Rejected:
    """A value that is not of the kind wanted."""
    return Rejected(tree.at, f"expected {wanted}")


def _text(tree: Tree) -> str:
    """The text of a value that is to be a string; integers are one too, booleans and fractions are not."""
    if isinstance(tree, Leaf) and isinstance(tree.value, (str, int)) and not isinstance(tree.value, bool):
        return str(tree.value)
    raise wrong(tree, "a string")


def text(tree: Tree | None) -> Tree | None:
    """A string that is not printed when empty."""
    if tree is None or is_null(tree):
        return None
    found = _text(tree)
    return leaf_like(tree, found) if isinstance(tree, Leaf) and found else None


def plain_text(tree: Tree | None) -> Tree | None:
    """A string that is printed also when empty."""
    if tree is None or is_null(tree) or not isinstance(tree, Leaf):
        return Leaf(tree.at, "") if tree else None
    return leaf_like(tree, _text(tree))


def _number(convert: Callable[[Leaf], Plain], zero: bool) -> Kind:
    """A value of one leaf; the zero of its type is printed with `zero` only."""

    def kind(tree: Tree | None) -> Tree | None:
        if tree is None or is_null(tree):
            return None
        if not isinstance(tree, Leaf):
            raise wrong(tree, "a single value")
        if not tree.known:
            return tree
        try:
            value = convert(tree)
        except ValueError as error:
            raise Rejected(tree.at, str(error)) from error
        return leaf_like(tree, value) if value or zero else None

    return kind


def _as_boolean(leaf: Leaf) -> bool:
    if isinstance(leaf.value, bool):
        return leaf.value
    if isinstance(leaf.value, str):
        return to_boolean(leaf.value)
    raise wrong(leaf, "a boolean")


def _as_integer(leaf: Leaf) -> int:
    if isinstance(leaf.value, str):
        return to_integer(leaf.value)
    if isinstance(leaf.value, bool) or leaf.value is None:
        raise wrong(leaf, "an integer")
    return int(leaf.value)


def _as_unsigned(leaf: Leaf) -> int:
    """Unlike other integers, these are not read from text."""
    if isinstance(leaf.value, str):
        raise wrong(leaf, "an integer")
    return _as_integer(leaf)


def _as_float(leaf: Leaf) -> float:
    if isinstance(leaf.value, str):
        return to_float(leaf.value)
    if isinstance(leaf.value, bool) or leaf.value is None:
        raise wrong(leaf, "a number")
    return float(leaf.value)


def _as_size(leaf: Leaf) -> str:
    number = size(leaf.value) if isinstance(leaf.value, str) else leaf.value
    # A fraction, which the schema lets pass, is read as nothing.
    return str(number) if number and isinstance(number, int) else ""


def _as_duration(leaf: Leaf) -> str:
    return duration_text(duration(shown(leaf.value)))


def _as_count(leaf: Leaf) -> int:
    if isinstance(leaf.value, str):
        return -1 if leaf.value.lower() == "all" else to_integer(leaf.value)
    return _as_integer(leaf)


def _as_mode(leaf: Leaf) -> str:
    number = int(leaf.value, 8) if isinstance(leaf.value, str) else _as_integer(leaf)
    return f"0{number:o}"


boolean = _number(_as_boolean, zero=False)
optional_boolean = _number(_as_boolean, zero=True)
integer = _number(_as_integer, zero=False)
optional_integer = _number(_as_integer, zero=True)
unsigned = _number(_as_unsigned, zero=False)
single_float = _number(lambda leaf: single(_as_float(leaf)), zero=False)
byte_count = _number(_as_size, zero=False)
time_span = _number(_as_duration, zero=True)
nonzero_time_span = _number(lambda leaf: "" if (t := _as_duration(leaf)) == "0s" else t, zero=False)
device_count = _number(_as_count, zero=False)
file_mode = _number(_as_mode, zero=True)


def opt_out(tree: Tree | None) -> Tree | None:
    """A boolean that is true unless told otherwise, and printed only then."""
    if tree is None or is_null(tree):
        return Leaf(tree.at, False) if tree else None
    found = optional_boolean(tree)
    return None if isinstance(found, Leaf) and found.value is True else found


def plain_boolean(tree: Tree | None) -> Tree | None:
    """A boolean that is always printed."""
    return optional_boolean(tree) or (Leaf(tree.at, False) if tree else None)


def words(tree: Tree | None) -> Tree | None:
    """A list of strings, printed when it has any."""
    if tree is None or is_null(tree):
        return None
    if not isinstance(tree, Row):
        raise wrong(tree, "a list")
    items = tuple(leaf_like(i, _text(i)) if isinstance(i, Leaf) else i for i in tree.items)
    return Row(tree.at, items) if items else None


def word_or_words(tree: Tree | None) -> Tree | None:
    """A string or a list of strings, as a list."""
    return words(Row(tree.at, (tree,)) if isinstance(tree, Leaf) and isinstance(tree.value, str) else tree)


def shown_words(tree: Tree | None) -> Tree | None:
    """A list of strings or numbers."""
    if isinstance(tree, Row):
        tree = Row(
            tree.at, tuple(leaf_like(i, shown(i.value)) if isinstance(i, Leaf) else i for i in tree.items)
        )
    return word_or_words(tree)


def _pairs(tree: Tree | None, bare: Plain) -> dict[str, Field]:
    """A mapping, or a list of `NAME=value`, as fields; what stands without a value has the value `bare`."""
    fields: dict[str, Field] = {}
    if isinstance(tree, Table):
        for key, found in tree.fields.items():
            if isinstance(found.value, Leaf):
                value = bare if found.value.value is None else shown(found.value.value)
                fields[key] = Field(found.at, leaf_like(found.value, value))
    elif isinstance(tree, Row):
        for item in tree.items:
            if isinstance(item, Leaf):
                key, separator, value = shown(item.value).partition("=")
                fields[key] = Field(item.at, leaf_like(item, value if separator else bare))
    elif tree is not None and not is_null(tree):
        raise wrong(tree, "a mapping")
    return fields


def mapping(tree: Tree | None) -> Tree | None:
    """A mapping of strings; null is an empty one."""
    fields = _pairs(tree, "")
    return Table(tree.at, fields) if tree and fields else None


def settings(tree: Tree | None) -> Tree | None:
    """A mapping whose values may be null. A name that ends with a space is refused in a list."""
    fields = _pairs(tree, None)
    if isinstance(tree, Row):
        for key, found in fields.items():
            if key and key[-1].isspace():
                raise Rejected(found.at, f"environment variable {key} is declared with a trailing space")
    return Table(tree.at, fields) if tree and fields else None


def options(tree: Tree | None) -> Tree | None:
    """A mapping of strings that may not be written as a list."""
    if isinstance(tree, Row):
        raise wrong(tree, "a mapping")
    return mapping(tree)


def many_options(tree: Tree | None) -> Tree | None:
    """A mapping from names to lists of strings."""
    if tree is None or is_null(tree):
        return None
    if not isinstance(tree, Table):
        raise wrong(tree, "a mapping")

    def listed(name: str, value: Tree) -> Tree:
        items = value.items if isinstance(value, Row) else (value,)
        return Row(value.at, tuple(leaf_like(i, shown(i.value)) for i in items if isinstance(i, Leaf)))

    return tree.mapped(listed) if tree.fields else None


def hosts(tree: Tree | None) -> Tree | None:
    """`extra_hosts`: a sorted list of `host=address`."""
    if tree is None or is_null(tree):
        return None
    found: list[tuple[str, str, Leaf]] = []
    if isinstance(tree, Table):
        for host, entry in tree.fields.items():
            items = entry.value.items if isinstance(entry.value, Row) else (entry.value,)
            found += [
                (host, "" if i.value is None else shown(i.value), i) for i in items if isinstance(i, Leaf)
            ]
    elif isinstance(tree, Row):
        for item in tree.items:
            if isinstance(item, Leaf):
                found += [(host, address, item) for host, address in _hosts(item)]
    pairs = sorted(
        (leaf_like(item, f"{_host(host, item)}={_bare_address(address)}") for host, address, item in found),
        key=lambda leaf: str(leaf.value),
    )
    return Row(tree.at, tuple(pairs)) if pairs else None


def _hosts(item: Leaf) -> list[tuple[str, str]]:
    written = shown(item.value)
    for separator in "=:":
        host, found, addresses = written.partition(separator)
        if found:
            return [(host, address) for address in addresses.split(",")]
    if not item.known:
        return [(written, "")]
    raise Rejected(item.at, f"invalid additional host, missing IP: {written}")


def _host(name: str, item: Leaf) -> str:
    if item.known and (not name or ":" in name or "=" in name):
        raise Rejected(item.at, f"bad host name '{name}'")
    return name


def _bare_address(address: str) -> str:
    return address[1:-1] if len(address) > 2 and address[0] == "[" and address[-1] == "]" else address


def command(tree: Tree | None) -> Tree | None:
    """A command as a list of words. Null is printed where there is none: an empty list says something else."""
    if tree is None or is_null(tree):
        return None
    if isinstance(tree, Leaf) and isinstance(tree.value, str):
        try:
            return Row(tree.at, tuple(leaf_like(tree, word) for word in command_words(tree.value)))
        except ValueError as error:
            raise Rejected(tree.at, str(error)) from error
    if isinstance(tree, Row):
        return tree
    raise wrong(tree, "a command")


def health_test(tree: Tree | None) -> Tree | None:
    """`healthcheck.test`: text is given to a shell."""
    if isinstance(tree, Leaf) and isinstance(tree.value, str):
        return Row(tree.at, (Leaf(tree.at, "CMD-SHELL"), tree))
    return words(tree)


def ssh_keys(tree: Tree | None) -> Tree | None:
    """`build.ssh`: names, or `name: path`."""
    if tree is None or is_null(tree):
        return None
    if not isinstance(tree, Table):
        raise wrong(tree, "a mapping")
    keys: list[Tree] = []
    for name, found in sorted(tree.fields.items()):
        path = found.value
        bare = not isinstance(path, Leaf) or not path.value
        one = Table(found.at, {name: found})
        keys.append(Leaf(found.at, name) if bare else one)
    return Row(tree.at, tuple(keys)) if keys else None


def ulimit(tree: Tree | None) -> Tree | None:
    """One number, or a soft and a hard limit."""
    if tree is None or not isinstance(tree, Table):
        single_number = optional_integer(tree)
        nothing = isinstance(single_number, Leaf) and single_number.value == 0
        return Table(single_number.at) if single_number and nothing else single_number
    table = Table(tree.at)
    for key in ("soft", "hard"):
        value = integer(tree.get(key))
        table = table.put(key, value, tree.fields[key].at) if value is not None else table
    return table


def anything(tree: Tree | None) -> Tree | None:
    """A value that is printed as it is."""
    return tree
