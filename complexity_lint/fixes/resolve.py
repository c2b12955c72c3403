"""Fix -> text edits, with the files as they are now."""

import posixpath
import re
from collections.abc import Callable

from complexity_lint.edits import (
    AddKeys,
    AddLines,
    CopyLater,
    Edit,
    Fix,
    JoinRuns,
    RemoveKey,
    RenameKey,
    Replace,
    TextEdit,
)
from complexity_lint.fixes import dockerfile_text, yaml_text
from complexity_lint.fixes.text import FileText, Refused, overlap

__all__ = ["Reader", "Refused", "resolve"]

Reader = Callable[[str], str | None]
"""A file's decoded text by path relative to the root; None where there is none that may be edited."""

_FURTHER_FILES = {
    ".txt": re.compile(r"(?m)^\s*(-[rce]\b|--(requirement|constraint|editable)\b|\.|file:)|@ file:"),
    ".json": re.compile(
        r'"(workspaces|(pre|post)?install|prepare)"\s*:|"(file|link|workspace|portal|patch):'
    ),
    ".mod": re.compile(r"=>\s*\.{1,2}/"),
    "Gemfile": re.compile(r"\bpath:?\s|:path\b|^\s*gemspec\b|eval_gemfile|ruby file:|File\.", re.MULTILINE),
    "Pipfile": re.compile(r"\bpath\s*="),
    ".toml": re.compile(r"\bpath\s*="),
}
"""What in a list of dependencies says that an install reads further files: pip's "Requirements File Format", npm's
workspaces and scripts, `replace` in go.mod, bundler's and Pipenv's local paths.
"""
_UNFIT = (".yarnrc.yml", "pnpm-workspace.yaml", "lerna.json")
"""Files that say the same of a whole folder."""


def resolve(fix: Fix, read: Reader) -> tuple[TextEdit, ...]:
    """What a fix comes to in the files' text. Raises Refused where it would change anything else."""
    found: list[TextEdit] = []
    for edit in fix.edits:
        one = _resolved(edit, read)
        if any(overlap(one, other) for other in found):
            raise Refused("two of its edits touch each other")
        found.append(one)
    return tuple(found)


def _resolved(edit: Edit, read: Reader) -> TextEdit:
    match edit:
        case AddLines():
            return _add_lines(edit, read(edit.path))
        case Replace():
            return _replace(_text(edit.at.path, read), edit)
        case AddKeys():
            return yaml_text.add_keys(_text(edit.within.path, read), edit)
        case RemoveKey():
            return yaml_text.remove_key(_text(edit.within.path, read), edit)
        case RenameKey():
            return yaml_text.rename_key(_text(edit.within.path, read), edit)
        case JoinRuns():
            return dockerfile_text.join_runs(_text(edit.runs[0].path, read), edit)
        case CopyLater():
            return _copy_later(edit, read)


def _text(path: str, read: Reader) -> FileText:
    text = read(path)
    if text is None:
        raise Refused("the file cannot be edited")
    return FileText.of(path, text)


def _replace(file: FileText, edit: Replace) -> TextEdit:
    if file.path.endswith((".yaml", ".yml")):
        return yaml_text.replace_scalar(file, edit)
    start, end = file.span(edit.at)
    if file.text[start:end] != edit.old:
        raise Refused("something else is written there")
    return file.edit(start, end, edit.new)


def _add_lines(edit: AddLines, text: str | None) -> TextEdit:
    if text is None:
        return TextEdit(edit.path, 0, 0, "".join(f"{line}\n" for line in edit.lines), creates=True)
    file = FileText.of(edit.path, text)
    if edit.unless and any(file.line(n).startswith(edit.unless) for n in range(1, file.lines + 1)):
        raise Refused(f"a line of {edit.path} begins with {edit.unless}")
    joined = file.line_end.join(edit.lines)
    if not text or text.endswith(("\n", "\r")):
        return file.edit(len(text), len(text), joined + file.line_end)
    return file.edit(len(text), len(text), file.line_end + joined)


def _copy_later(edit: CopyLater, read: Reader) -> TextEdit:
    for name in edit.first:
        text = read(posixpath.join(edit.folder, name))
        if text is None:
            raise Refused(f"there is no {name} to copy first")
        if any(name.endswith(end) and further.search(text) for end, further in _FURTHER_FILES.items()):
            raise Refused(f"{name} names further files")
    if edit.first and any(read(posixpath.join(edit.folder, name)) is not None for name in _UNFIT):
        raise Refused("the install reads more than its manifests")
    beside = tuple(name for name in edit.also if read(posixpath.join(edit.folder, name)) is not None)
    return dockerfile_text.copy_later(_text(edit.copy.path, read), edit, (*edit.first, *beside))
