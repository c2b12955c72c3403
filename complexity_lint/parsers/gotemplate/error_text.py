"""Template errors as helm v4 words them for its users (pkg/engine/engine.go, reformatExecErrorMsg)."""

from __future__ import annotations

import re

from complexity_lint.parsers.gotemplate.errors import (
    WARN_END,
    WARN_START,
    ParseError,
    TemplateError,
)

_WARNING = re.compile(f"{WARN_START}(.*){WARN_END}", re.DOTALL)
_EXECUTING = re.compile(r'template: (.*?): executing "([^"]*)" at <(.*?)>: (.*)', re.DOTALL)


def describe(file: str, error: TemplateError) -> str:
    """The message helm prints after `Error: ` for an error in a file."""
    if isinstance(error, ParseError):
        parts = error.message.split(": ")
        if len(parts) == 1:
            return f"parse error in ({file}): {error.message}"
        return f"parse error at ({parts[1]}): {parts[-1]}"
    parts = error.message.split(": ", 2)
    if len(parts) != 3:
        return f"execution error in ({file}): {error.message}"
    warned = _WARNING.search(parts[2])
    if warned:
        return f"execution error at ({parts[1]}): {warned.group(1)}"
    blocks: list[str] = []
    for message in _chain(error):
        block = _block(message)
        if block is None:
            return error.message
        if not blocks or blocks[-1] != block:
            blocks.append(block)
    return "".join(blocks).strip()


def _chain(error: TemplateError) -> list[str]:
    messages: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        messages.append(cause.message if isinstance(cause, TemplateError) else str(cause))
        cause = cause.__cause__
    return messages


def _block(message: str) -> str | None:
    if not message.startswith("template: "):
        return None
    rest = message.removeprefix("template: ")
    if rest.startswith("no template "):
        return message + "\n"
    found = _EXECUTING.match(message)
    if found:
        location, name, node, text = found.groups()
        return f'{location}\n  executing "{name}" at <{node}>:\n    {text.partition(" template:")[0]}\n'
    location, colon, text = rest.rpartition(": ")
    return f"{location}\n  {text.partition(' template:')[0]}\n" if colon else None
