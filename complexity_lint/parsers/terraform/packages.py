"""Modules that a configuration calls: those from elsewhere with their versions, those kept here as file references.

Sources and versions follow "Module Sources" of the Terraform language documentation, v1.11.
"""

import posixpath
import re
from collections.abc import Iterator

from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import UNSTATED
from complexity_lint.model.files import FileReference
from complexity_lint.model.packages import PackageKind, PackageUse
from complexity_lint.parsers.nomad import text_of
from complexity_lint.parsers.terraform.modules import ParsedFiles
from complexity_lint.parsers.terraform.syntax import Attribute, Block
from complexity_lint.parsers.unit import Parts

_REFERENCE = re.compile(r"[?&](?:ref|rev)=([^&]*)")
_GIT = re.compile(r"^(?:git::|git@|hg::|github\.com/|bitbucket\.org/)|\.git(?:$|//|\?)")


def module_parts(parsed: ParsedFiles) -> Parts:
    """The module calls of all files, each once however often it is evaluated."""
    packages: list[PackageUse] = []
    references: list[FileReference] = []
    for path, file in parsed.files.items():
        folder = path.rpartition("/")[0]
        for block in file.body.blocks:
            if block.type != "module" or not block.labels:
                continue
            source = block.body.attribute("source")
            text = text_of(source)
            if source is None or not text:
                continue
            # Before version 0.12 a folder could be named without `./`.
            if text.startswith((".", "/")) or "/" not in text:
                references += _local(block, source, text, folder)
            else:
                packages.append(_remote(block, source, text, path))
    return Parts(packages=tuple(packages), file_references=tuple(references))


def _local(block: Block, source: Attribute, text: str, folder: str) -> Iterator[FileReference]:
    if text.startswith("/"):
        return
    path = posixpath.normpath(posixpath.join(folder, text.replace("//", "/")))
    if not path.startswith(".."):
        yield FileReference(source.at, path, "module folder", f"module {block.labels[0].value}")


def _remote(block: Block, source: Attribute, text: str, path: str) -> PackageUse:
    version = block.body.attribute("version")
    stated = text_of(version)
    reference = _REFERENCE.search(text)
    by_reference = bool(reference or _GIT.search(text))
    asked = reference[1] if reference else "" if by_reference else (stated or "")
    if version is not None and stated is None:
        asked = "${version}"
    if "archive" in text or text.startswith(("s3::", "gcs::")) or re.search(r"\.(zip|tar\.gz|tgz)$", text):
        asked, by_reference = asked or text, False
    return PackageUse(
        at=version.at if version is not None else source.at,
        kind=PackageKind.TERRAFORM_MODULE,
        name=block.labels[0].value,
        source=text.partition("?")[0],
        version=asked,
        by_reference=by_reference,
        environment=from_path(path) or UNSTATED,
    )
