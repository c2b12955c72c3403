"""Files and the places in them: the two nouns everything else is built on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file of the repository.

    Lines and columns are 1-based, columns count Unicode code points of the decoded line and
    `end_column` is exclusive, as SARIF 2.1.0 section 3.30 has it with `unicodeCodePoints`.
    A location without a line means the file as a whole; no line is ever invented.
    `path` is relative to the root, with `/`.
    """

    path: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None

    @property
    def order(self) -> tuple[str, int, int]:
        """Sort key: path, line, column; a file-level place comes before its lines."""
        return (self.path, self.line or 0, self.column or 0)


@dataclass(frozen=True, slots=True)
class Source:
    """One text file: its path relative to the root, with `/`, and its decoded text.

    The text keeps its line ends; a byte order mark has been removed.
    """

    path: str
    text: str

    @property
    def folder(self) -> str:
        """The folder that holds the file, relative to the root; empty for the root itself."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]
