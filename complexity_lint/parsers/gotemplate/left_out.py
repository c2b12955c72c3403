"""Blocks that a template leaves out for what the values say: what they would have printed, and where."""

from __future__ import annotations

import re
from collections.abc import Mapping

from complexity_lint.parsers.gotemplate import nodes
from complexity_lint.parsers.gotemplate.nodes import Body, Node, Source, Tree
from complexity_lint.parsers.gotemplate.provenance import LeftOut, Read
from complexity_lint.parsers.gotemplate.state import State

_KEY = re.compile(r"([ \t]*(?:(-) +)?)([\w./-]+):(?=\s|$)")
_OPEN = re.compile(r"(?:^|\n)[ \t]*(?:- +)?([\w./-]+):\s*$")
_DEEPEST = 4
"""How many named templates are looked through for the first text of a block."""
_LONGEST = 10_000
"""Characters of a block that are read."""


def leave_out(state: State, body: Body, reads: tuple[Read, ...]) -> None:
    """Note that the running template leaves `body` out for what `reads` are, at what it has written last."""
    runtime = state.runtime
    if not reads or not body:
        return
    if body not in runtime.blocks:
        runtime.blocks[body] = _block(state.tree.source, body, runtime.templates, 0)
    known = runtime.blocks[body] or _opened(state, body)
    if known is not None:
        keys, is_item, source, pos = known
        runtime.left.append(LeftOut(keys, is_item, reads, source, pos))
        settle(state)


def settle(state: State) -> None:
    """Hang what was left out on the last text of the running template, if it has written any: else what has called
    it says where that is.
    """
    left = state.runtime.left
    if not left:
        return
    sink = state.sink
    at = next((at for at in range(len(sink) - 1, -1, -1) if not sink[at][0].isspace()), None)
    if at is not None:
        text, written = sink[at]
        sink[at] = text, written.leaving(tuple(left))
        left.clear()


Block = tuple[tuple[str, ...], bool, Source, int]


def _block(source: Source, body: Body, templates: Mapping[str, Tree], depth: int) -> Block | None:
    """The keys that a block begins with and has beside that, whether they are an item's, and where they stand; None
    where it begins with something else.
    """
    for node in body:
        if isinstance(node, nodes.Text) and node.text.strip():
            return _keys(source, node, body)
        if isinstance(node, (nodes.If, nodes.With, nodes.Range)):
            found = _block(source, node.body, templates, depth)
            if found is not None:
                return found
        called = templates.get(_called(node))
        if called is not None:
            return _block(called.source, called.body, templates, depth + 1) if depth < _DEEPEST else None
        if isinstance(node, nodes.Action) and not node.pipe.declared:
            return None
    return None


def _called(node: Node) -> str:
    """The named template that a statement prints."""
    if isinstance(node, nodes.TemplateCall):
        return node.name
    args = node.pipe.commands[0].args if isinstance(node, nodes.Action) and not node.pipe.declared else ()
    if len(args) > 1 and isinstance(args[0], nodes.Identifier) and args[0].name == "include":
        return args[1].value if isinstance(args[1], nodes.String) else ""
    return ""


def _keys(source: Source, first: nodes.Text, body: Body) -> Block | None:
    start = first.pos + len(first.text) - len(first.text.lstrip())
    match = _KEY.match(source.text, start)
    if match is None:
        return None
    line = source.line_starts[source.line(start) - 1]
    indented = source.text[line:start]
    column = len(match[1]) + (len(indented) if indented.isspace() else 0)
    rest = source.text[match.end() : min(_end(body), match.end() + _LONGEST)].split("\n")[1:]
    others = [key[3] for key in map(_KEY.match, rest) if key and len(key[1]) == column]
    return tuple(dict.fromkeys((match[3], *others))), bool(match[2]), source, start


def _end(body: Body) -> int:
    """The offset behind the last text of a block."""
    node = body[-1]
    if isinstance(node, (nodes.If, nodes.With, nodes.Range)):
        return max((_end(one) for one in (node.body, node.otherwise) if one), default=node.pos)
    return node.pos + len(node.text) if isinstance(node, nodes.Text) else node.pos


def _opened(state: State, body: Body) -> Block | None:
    """The block that is the whole value of the key written last: `resources:`, then `with .Values.resources`."""
    written = next((text for text, _ in reversed(state.sink) if not text.isspace()), "")
    match = _OPEN.search(written[-200:])
    return ((match[1],), False, state.tree.source, body[0].pos) if match else None
