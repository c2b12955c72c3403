"""Files of the repository that a configuration reads: `file` and `templatefile` of paths in the module's own folder
(Terraform language documentation, "file Function": one that does not exist stops the plan).
"""

import posixpath
import re
from collections.abc import Iterable, Iterator

from complexity_lint.model.files import FileReference
from complexity_lint.source import Location, Source

_READ = re.compile(r"\b(?:file|templatefile)\(\s*\"\$\{path\.module\}/([\w./-]+)\"")
_TEXT = re.compile(
    r"(?i)\.(ya?ml|json|tpl|tftpl|tmpl|sh|conf|toml|properties|sql|cfg|ini|xml|hcl|py|js|txt|md)$"
)
"""What is kept with the configuration; keys and archives come from elsewhere."""
_ASKED_BEFORE = re.compile(r"\b(fileexists|try|can)\(")
_COMMENT = re.compile(r"^\s*(#|//|\*)")


def read_files(sources: Iterable[Source]) -> Iterator[FileReference]:
    """The files that configurations read without asking whether they are there."""
    for source in sources:
        if "path.module" not in source.text or not source.path.endswith(".tf"):
            continue
        folder = posixpath.dirname(source.path)
        for number, line in enumerate(source.text.splitlines(), start=1):
            if _COMMENT.match(line) or _ASKED_BEFORE.search(line):
                continue
            for match in _READ.finditer(line):
                path = posixpath.normpath(posixpath.join(folder, match[1]))
                if _TEXT.search(path) and not path.startswith(".."):
                    at = Location(source.path, number, match.start() + 1, number, match.end() + 1)
                    yield FileReference(at, path, "file", "the configuration")
