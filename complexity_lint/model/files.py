"""Files and folders of the repository that something names."""

from dataclasses import dataclass

from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class FileReference:
    """That something names a file or folder. `path` is relative to the root, `what` says what it should be
    (`Dockerfile`), `named_by` who names it (`compose service shop`).
    """

    at: Location
    path: str
    what: str
    named_by: str
