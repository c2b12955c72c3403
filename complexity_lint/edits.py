"""What a check says should be changed: edits as data, which only the command line carries out.

A check sees no files, so an edit names places of the model and what is wanted there. `complexity_lint.fixes` finds the
text, proves that nothing else changes, and refuses where it cannot.
"""

from dataclasses import dataclass
from enum import StrEnum

from complexity_lint.source import Location


class Safety(StrEnum):
    """Whether a fix keeps what is deployed the same."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Replace:
    """The text at a place, `old`, becomes `new`; quotes around a scalar of YAML stay."""

    at: Location
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class AddKeys:
    """Keys with plain values at the end of a mapping of YAML.

    Meant is the mapping under the key `under` of the innermost mapping that `within` lies in, which is made where
    there is none; with no `under`, that mapping itself.
    """

    within: Location
    keys: tuple[tuple[str, str], ...]
    under: str = ""


@dataclass(frozen=True, slots=True)
class RemoveKey:
    """A key of YAML goes, with its value, which must be a list of just the words `expecting`; `db:db` is such a word.

    Meant is the key of the innermost mapping around `within` that has it.
    """

    within: Location
    key: str
    expecting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RenameKey:
    """A key of YAML gets another name; its value, a list of just the words `expecting`, stays as it is written.

    A word that is its own alias (`db:db`) is the word, and written so.
    """

    within: Location
    key: str
    new: str
    expecting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddLines:
    """Lines at the end of a file, which is made where there is none; `path` is relative to the root.

    Where a line of the file begins with `unless`, nothing is added: later lines would overrule it.
    """

    path: str
    lines: tuple[str, ...]
    unless: str = ""


@dataclass(frozen=True, slots=True)
class JoinRuns:
    """Adjacent `RUN` instructions become one, joined by `&&`; each place is that of an instruction."""

    runs: tuple[Location, ...]


@dataclass(frozen=True, slots=True)
class CopyLater:
    """A `COPY` moves behind the `RUN` that installs, and what the install reads is copied in its place.

    `copy` and `run` are the places of the instructions. `first` are the files that the install reads, `also` those it
    reads where they exist, both relative to `folder`, the folder that is copied, relative to the root; none of them
    when the install reads nothing. `prefix` is that folder as the instruction has it. With `download`, a command that
    gets the dependencies, nothing moves: that command runs before the copy.
    """

    copy: Location
    run: Location
    folder: str = ""
    prefix: str = ""
    first: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    download: str = ""


Edit = Replace | AddKeys | RemoveKey | RenameKey | AddLines | JoinRuns | CopyLater


@dataclass(frozen=True, slots=True)
class Fix:
    """How a finding can be made to go away.

    `title` says in few words what is done ("give the build a cache"). `edits` are done all or none. `reveals` are the
    checks that may find more afterwards, because the fix writes out what was only implied.
    """

    title: str
    edits: tuple[Edit, ...]
    safety: Safety = Safety.SAFE
    reveals: tuple[str, ...] = ()

    @property
    def is_safe(self) -> bool:
        """Whether it keeps what is deployed the same."""
        return self.safety is Safety.SAFE


@dataclass(frozen=True, slots=True)
class TextEdit:
    """A piece of a file's text replaced by another: what an edit comes to once the text is known.

    `start` and `end` are offsets into the decoded text, without a byte order mark. `creates` says that there is no
    such file yet.
    """

    path: str
    start: int
    end: int
    text: str
    creates: bool = False
