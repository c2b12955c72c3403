"""Files that a pipeline puts into a bucket of S3, and that a machine it reaches takes out again."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from complexity_lint.assemble.copied_files import Copied, copied
from complexity_lint.assemble.sessions import joined, session_of
from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import Script
from complexity_lint.model.ran_commands import Whereabouts, ran_by

_VALUED = frozenset(
    "--region --profile --exclude --include --acl --sse --endpoint-url --storage-class --content-type --cache-control "
    "--sse-kms-key-id --metadata --query --output".split()
)
"""Options of `aws s3` that take the next word (AWS CLI reference, "s3 cp", "s3 sync")."""
_BUCKET = re.compile(r"^s3://[^/]+/?")


def by_way_of_buckets(script: Script) -> Iterator[Copied]:
    """What the commands of a script bring to a machine by `aws s3 cp` or `sync` into a bucket, and out of it there. The
    names in the bucket tell that it is the same; the bucket's own may be written in two ways.
    """
    ran = tuple(ran_by(script))
    sent = dict(_put(one.command for one in ran if one.where is not Whereabouts.REMOTE))
    for one in ran if sent else ():
        source, target = _both_ends(one.command)
        name = _BUCKET.sub("", source)
        if one.where is Whereabouts.REMOTE and name != source and name in sent:
            into = joined(session_of(one.beside).folder_of(one.command), _end(one.command, target, name))
            yield copied(sent[name], into)


def _put(commands: Iterable[Command]) -> Iterator[tuple[str, str]]:
    """The names that files are put into buckets under, with the files."""
    for command in commands:
        source, target = _both_ends(command)
        name = _BUCKET.sub("", target)
        if target and name != target and not source.startswith("s3://"):
            yield _end(command, name, source), source


def _end(command: Command, target: str, source: str) -> str:
    """Where a file lies in the end: a folder that it goes to, or the bucket itself, keeps the last part of its name.
    What a folder holds goes into the other one.
    """
    if command.words[2] == "sync" or "--recursive" in command.words:
        return target
    folder = target in ("", ".", "..") or target.endswith("/") or "." not in posixpath.basename(target)
    return posixpath.join(target, posixpath.basename(source)) if folder else target


def _both_ends(command: Command) -> tuple[str, str]:
    """What a command of `aws s3` copies, and where to; two empty texts for any other command."""
    words = command.words
    if command.name != "aws" or words[1:2] != ("s3",) or words[2:3] not in (("cp",), ("sync",), ("mv",)):
        return "", ""
    pairs = pairwise(words[2:])
    plain = [word for option, word in pairs if option not in _VALUED and not word.startswith("-")]
    return (plain[0], plain[1]) if len(plain) == 2 else ("", "")
