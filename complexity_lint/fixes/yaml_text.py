"""Edits of YAML by span. Each is proved: the tree that is read afterwards is the old one with just that change."""

import re
from collections.abc import Iterator

from complexity_lint.edits import AddKeys, RemoveKey, RenameKey, Replace, TextEdit
from complexity_lint.fixes.text import FileText, Refused, applied
from complexity_lint.fixes.yaml_comments import prove_comments_kept
from complexity_lint.parsers.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence, load
from complexity_lint.source import Location, Source

Tree = tuple[str, object]
"""A node without its places, so that trees can be compared."""

_PLAIN = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./=,-]*(\$\{\{ [\w.-]+ \}\}[A-Za-z0-9_./=,-]*)*")
_RESERVED = frozenset("true false null yes no on off y n ~".split())


def add_keys(file: FileText, edit: AddKeys) -> TextEdit:
    """The edit that adds keys to a mapping. Raises Refused."""
    roots = _roots(file)
    around = _innermost(roots, edit.within)
    entry = around.entry(edit.under) if edit.under else None
    if entry is not None and not isinstance(entry.value, Mapping):
        raise Refused(f"`{edit.under}` is no mapping")
    target = entry.value if entry is not None and isinstance(entry.value, Mapping) else around
    makes = bool(edit.under) and entry is None
    if not makes and any(target.entry(key) for key, _ in edit.keys):
        raise Refused("the key is there already")
    in_braces = _is_flow(file, target)
    found = (_added_in_braces if in_braces else _added)(file, target, edit, makes)
    added = tuple((key, _scalar(value, in_braces)) for key, value in edit.keys)
    new = ((edit.under, ("map", tuple(sorted(added)))),) if makes else added
    _prove(file, found, tuple(_tree(root, target, new) for root in roots))
    return found


def remove_key(file: FileText, edit: RemoveKey) -> TextEdit:
    """The edit that removes a key with its value. Raises Refused."""
    roots = _roots(file)
    owner, entry = _entry(roots, edit.within, edit.key, edit.expecting)
    if len(owner.entries) < 2 or entry.at.line is None or _is_flow(file, owner):
        raise Refused(f"`{edit.key}` does not stand on lines of its own")
    if file.line(entry.at.line)[: (entry.at.column or 1) - 1].strip():
        raise Refused(f"`{edit.key}` does not begin its line")
    last = _last_line(file, entry)
    start = file.offset(entry.at.line)
    end = file.offset(last + 1) if last < file.lines else len(file.text)
    if end == len(file.text) and not file.text.endswith(("\n", "\r")):
        # The line before becomes the last: it must not gain a line end that the file does not have.
        start = file.after_line(entry.at.line - 1)
    found = file.edit(start, end, "")
    _prove(file, found, tuple(_tree(root, owner, (), edit.key) for root in roots))
    return found


def rename_key(file: FileText, edit: RenameKey) -> TextEdit:
    """The edit that gives a key another name. Raises Refused."""
    roots = _roots(file)
    owner, entry = _entry(roots, edit.within, edit.key, edit.expecting)
    if owner.entry(edit.new) is not None:
        raise Refused(f"`{edit.new}` is there already")
    start = file.offset(entry.at.line or 1, entry.at.column or 1)
    start += file.text[start : start + 1] in ("'", '"')
    if file.text[start : start + len(edit.key)] != edit.key:
        raise Refused(f"`{edit.key}` is not written plainly")
    pieces = [file.edit(start, start + len(edit.key), edit.new), *_without_aliases(file, entry.value)]
    end = max(piece.end for piece in pieces)
    text = applied(file.text[:end], pieces)
    found = file.edit(start, end, text[start:])
    value = _tree(entry.value)
    if isinstance(entry.value, Sequence):
        value = (
            value[0],
            tuple((_tree(item)[0], word) for item, word in _paired(entry.value, edit.expecting)),
        )
    _prove(file, found, tuple(_tree(root, owner, ((edit.new, value),), edit.key) for root in roots))
    return found


def _paired(node: Sequence, words: tuple[str, ...]) -> Iterator[tuple[Node, str]]:
    return zip(node.items, words, strict=True)


def _without_aliases(file: FileText, node: Node) -> Iterator[TextEdit]:
    """The edits that make `db` of `db:db`."""
    for item in node.items if isinstance(node, Sequence) else ():
        if isinstance(item, Scalar) and ":" in item.text:
            word = item.text.partition(":")[0]
            start, end = file.span(item.at)
            at = file.text.find(item.text, start, end)
            if at < 0:
                raise Refused("a word is not written plainly")
            yield file.edit(at + len(word), at + len(item.text), "")


def replace_scalar(file: FileText, edit: Replace) -> TextEdit:
    """The edit that changes the text of one scalar. Raises Refused."""
    before = _roots(file)
    start, end = file.span(edit.at)
    written = file.text[start:end]
    if written not in (edit.old, f"'{edit.old}'", f'"{edit.old}"'):
        raise Refused("something else is written there")
    quote = (len(written) - len(edit.old)) // 2
    found = file.edit(start + quote, end - quote, edit.new)
    after = _roots(FileText.of(file.path, applied(file.text, [found])))
    old, new = list(_leaves(before)), list(_leaves(after))
    changed = [(a, b) for a, b in zip(old, new, strict=False) if a != b]
    # An alias repeats the scalar it stands for, so that one edit may show in several places.
    if len(old) != len(new) or not changed or any(pair != (edit.old, edit.new) for pair in changed):
        raise Refused("more than this scalar would change")
    prove_comments_kept(file, found)
    return found


def _roots(file: FileText) -> tuple[Node, ...]:
    documents = load(Source(file.path, file.text))
    if documents.problem is not None:
        raise Refused("the file cannot be read as YAML")
    return documents.nodes


def _prove(file: FileText, edit: TextEdit, expected: tuple[Tree, ...]) -> None:
    after = FileText.of(file.path, applied(file.text, [edit]))
    if tuple(_tree(root) for root in _roots(after)) != expected:
        raise Refused("more than this would change")
    prove_comments_kept(file, edit)


def _tree(
    node: Node, target: Mapping | None = None, added: tuple[tuple[str, Tree], ...] = (), without: str = ""
) -> Tree:
    """A node without places; of the mapping `target`, with entries added and without the key `without`."""
    if isinstance(node, Scalar):
        return (f"scalar {node.plain} {node.tag}", node.text)
    if isinstance(node, Sequence):
        return (f"list {node.tag}".strip(), tuple(_tree(item, target, added, without) for item in node.items))
    entries = [(e.key, _tree(e.value, target, added, without)) for e in node.entries]
    if node is target:
        entries = [*(e for e in entries if e[0] != without), *added]
    # Where in the mapping a key stands says nothing, and keys of a merge come last in any case.
    return (f"map {node.tag}".strip(), tuple(sorted(entries, key=lambda entry: entry[0])))


def _scalar(value: str, in_braces: bool) -> Tree:
    written = _quoted(value) if in_braces else value
    return (f"scalar {written == value} ", value)


def _leaves(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Scalar):
            yield node.text
        elif isinstance(node, Sequence):
            yield from _leaves(node.items)
        else:
            for entry in node.entries:
                yield entry.key
                yield from _leaves((entry.value,))


def _innermost(roots: tuple[Node, ...], at: Location) -> Mapping:
    found = list(_around(roots, at))
    if not found:
        raise Refused("no mapping is written there")
    return found[-1]


def _around(nodes: tuple[Node, ...], at: Location) -> Iterator[Mapping]:
    """The mappings around a place, outermost first."""
    for node in nodes:
        if isinstance(node, Scalar) or not _holds(node.at, at):
            continue
        if isinstance(node, Mapping):
            yield node
            yield from _around(tuple(entry.value for entry in node.entries), at)
        else:
            yield from _around(node.items, at)


def _holds(outer: Location, inner: Location) -> bool:
    start = (outer.line or 0, outer.column or 0)
    end = (outer.end_line or 0, outer.end_column or 0)
    return start <= (inner.line or 0, inner.column or 1) < end


def _entry(
    roots: tuple[Node, ...], within: Location, key: str, expecting: tuple[str, ...]
) -> tuple[Mapping, Entry]:
    for mapping in reversed(list(_around(roots, within))):
        entry = mapping.entry(key)
        if entry is None:
            continue
        items = entry.value.items if isinstance(entry.value, Sequence) else ()
        if tuple(_word(item) for item in items) != expecting:
            raise Refused(f"`{key}` holds something else")
        if not _holds(mapping.at, entry.at):
            raise Refused(f"`{key}` comes from an anchor")
        return mapping, entry
    raise Refused(f"there is no `{key}`")


def _word(item: Node) -> str:
    """The text of an item of a list, a word that is its own alias (`db:db`) as the word."""
    text = item.text if isinstance(item, Scalar) else ""
    word, _, alias = text.partition(":")
    return word if word == alias else text


def _is_flow(file: FileText, node: Mapping) -> bool:
    start = file.offset(node.at.line or 1, node.at.column or 1)
    return file.text[start : start + 1] == "{"


def _is_plain(value: str) -> bool:
    return bool(_PLAIN.fullmatch(value)) and value.lower() not in _RESERVED


def _added(file: FileText, target: Mapping, edit: AddKeys, makes: bool) -> TextEdit:
    own = [entry for entry in target.entries if _holds(target.at, entry.at)]
    if not own:
        raise Refused("the mapping holds no key of its own")
    column = min(entry.at.column or 1 for entry in own)
    margin = " " * (column - 1)
    lines = [f"{margin}{'  ' if makes else ''}{key}: {_written(value)}" for key, value in edit.keys]
    if makes:
        lines.insert(0, f"{margin}{edit.under}:")
    last = _last_line(file, max(own, key=lambda entry: entry.at.line or 0))
    text = "".join(file.line_end + line for line in lines)
    return file.edit(file.after_line(last), file.after_line(last), text)


def _added_in_braces(file: FileText, target: Mapping, edit: AddKeys, makes: bool) -> TextEdit:
    _, end = file.span(target.at)
    if not target.entries:
        raise Refused("the mapping is empty")
    inside = ", ".join(f"{key}: {_quoted(value)}" for key, value in edit.keys)
    text = f"{edit.under}: {{{inside}}}" if makes else inside
    at = end - 1
    while file.text[at - 1] in " \t":
        at -= 1
    if file.text[at - 1] in "\r\n,":
        raise Refused("the mapping is written in braces over several lines")
    return file.edit(at, at, f", {text}")


def _written(value: str) -> str:
    if not _is_plain(value):
        raise Refused("the value would need quotes")
    return value


def _quoted(value: str) -> str:
    # Between braces a comma or brace ends a plain value.
    return value if re.fullmatch(r"[A-Za-z0-9_./=-]+", value) else f'"{value}"'


def _last_line(file: FileText, entry: Entry) -> int:
    """The last line of an entry of a block mapping: libyaml lets some values end behind the blank lines after them."""
    first, column = entry.at.line or 1, entry.at.column or 1
    listed = isinstance(entry.value, Sequence)
    last = first
    for number in range(first + 1, file.lines + 1):
        text = file.line(number)
        stripped = text.lstrip(" ")
        indent = len(text) - len(stripped)
        if not stripped.strip():
            continue
        is_item = listed and indent == column - 1 and stripped.rstrip().partition(" ")[0] == "-"
        if indent < column and not is_item:
            break
        last = number
    return last
