"""Where a report goes: formats and files."""

from dataclasses import dataclass
from pathlib import Path

from complexity_lint.reporters import FORMATS

ALIASES = {"text": "full"}
STANDARD_OUTPUT = "-"


@dataclass(frozen=True, slots=True)
class Output:
    """One rendering of the report; `file` is `-` for standard output."""

    format: str
    file: str

    @property
    def is_standard(self) -> bool:
        """Whether it goes to standard output."""
        return self.file == STANDARD_OUTPUT


def parse_pair(text: str) -> Output:
    """`FORMAT=FILE` -> Output. Raises ValueError that names the formats."""
    format, found, file = text.partition("=")
    format = ALIASES.get(format, format)
    if format not in FORMATS or not found or not file:
        raise ValueError(f"{text!r} is not FORMAT=FILE with a format out of {', '.join(FORMATS)}")
    return Output(format, file)


def write(output: Output, text: str) -> None:
    """Write a rendering to its file, always with line feeds. Raises OSError."""
    with Path(output.file).open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as stream:
        stream.write(text)
