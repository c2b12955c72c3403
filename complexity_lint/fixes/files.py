"""Writing what a session has changed, and showing it as a diff."""

import difflib
import os
import stat
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from complexity_lint.discovery.repository import Repository
from complexity_lint.fixes.overlay import is_editable
from complexity_lint.masking import masked
from complexity_lint.reporters.printable import printable

_PLAIN_MODE = 0o666


class Unwritable(Exception):
    """A file that could not be written; the message names it."""


def write(
    repository: Repository, changed: Mapping[str, bytes], originals: Mapping[str, bytes | None]
) -> None:
    """Write files, each at once or not at all, with the mode it had.

    `originals` are the bytes that each file had when it was read, None for one that was not there. A file that is
    another one by now (somebody saved it, it became a link) is not written. Raises Unwritable.
    """
    for path, data in sorted(changed.items()):
        if not is_editable(repository, path) or repository.read(path) != originals.get(path):
            raise Unwritable(f"{path} is not what it was, nothing is written there")
        try:
            _replace(repository.root / path, data)
        except OSError as error:
            raise Unwritable(f"cannot write {path}: {error.strerror}") from error


def _replace(target: Path, data: bytes) -> None:
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else _PLAIN_MODE & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def _umask() -> int:
    # There is no way to ask for it but to set it.
    current = os.umask(0)
    os.umask(current)
    return current


def diff(
    repository: Repository, changed: Mapping[str, bytes], prefix: str = "", *, shown: bool = False
) -> str:
    """The unified diff of all changes, paths with `prefix` before them; a new file is compared with /dev/null.

    `shown` makes it safe to print: credentials in it are masked, control characters escaped. Where there are any, that
    part of the patch does not apply.
    """
    return "".join(_diff_of(repository, path, changed[path], prefix, shown) for path in sorted(changed))


def _diff_of(repository: Repository, path: str, data: bytes, prefix: str, shown: bool) -> str:
    old = repository.read(path) if path in repository.paths else None
    name = f"{prefix}/{path}" if prefix else path
    before, after = _lines(old or b""), _lines(data)
    if shown:
        name, before, after = printable(name), _safe(before), _safe(after)
    rows = difflib.unified_diff(before, after, f"a/{name}" if old is not None else "/dev/null", f"b/{name}")
    return "".join(_ended(rows))


def _safe(lines: list[str]) -> list[str]:
    """The lines as they may be printed; tabs and line ends stay."""
    ends = [line[len(line.rstrip("\r\n")) :] for line in lines]
    texts = masked([line.rstrip("\r\n") for line in lines])
    pieces = ("\t".join(printable(part) for part in text.split("\t")) for text in texts)
    return [f"{piece}{end}" for piece, end in zip(pieces, ends, strict=True)]


def _lines(data: bytes) -> list[str]:
    # str.splitlines breaks at form feeds too, where no patch does.
    pieces = data.decode("utf-8", "replace").split("\n")
    return [f"{piece}\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])


def _ended(rows: Iterable[str]) -> Iterable[str]:
    for row in rows:
        yield row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n"
