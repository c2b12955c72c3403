"""What of a pipeline's file may be a credential written out."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from complexity_lint.model.credentials import credential_of
from complexity_lint.model.environments import PRODUCTION, TEST
from complexity_lint.model.settings import SettingKind, StoredSetting
from complexity_lint.parsers.yaml_leaves import leaves
from complexity_lint.parsers.yaml_nodes import Mapping, Scalar
from complexity_lint.source import Location

_COMMANDS = ("run", "script", "before_script", "after_script", "commands", "command", "steps", "uses", "name")
_MODE = re.compile(r"(^|\.)(NODE|RAILS|RACK|APP|FLASK|DJANGO|MIX|GO|SYMFONY|ASPNETCORE)_ENV(IRONMENT)?$")


def secret_settings(path: str, documents: tuple[Mapping, ...], *, delivers: bool) -> Iterator[StoredSetting]:
    """The values of a pipeline that may be credentials, whatever its host calls them; commands are read elsewhere.

    What stands beside a mode of tests is for tests, but for what all jobs are given where one of them delivers.
    """
    for top in documents:
        found = [one for name, value in leaves(top) for one in _named(name, value)]
        tests = {one.block for one in found if one.says_test and not (delivers and one.block in _FOR_ALL)}
        for one in found:
            secret = one.key not in _COMMANDS and "secure" not in one.key
            if secret and credential_of(one.key, one.text) is not None:
                environment = TEST if one.block in tests else PRODUCTION
                yield StoredSetting(one.at, one.key, one.text, SettingKind.PIPELINE, path, environment)


_FOR_ALL = frozenset({"env", "env.global", "env.jobs", "env.matrix", "environment", "variables"})
"""Blocks at the top of a file, whose settings every job has."""
_LISTS = frozenset({"global", "env", "matrix", "jobs", "environment"})
"""What Travis and Buildkite call a list of `NAME=value`; Travis may have several on one line."""
_ASSIGNS = re.compile(r"[A-Za-z_]\w*=")


@dataclass(frozen=True, slots=True)
class _Named:
    """One setting of a pipeline, and the block of settings it stands in."""

    at: Location
    block: str
    key: str
    text: str

    @property
    def says_test(self) -> bool:
        """Whether it says that what runs beside it is run as in tests."""
        return bool(_MODE.search(self.key)) and self.text.lower() in ("test", "testing")


def _named(name: str, value: Scalar) -> Iterator[_Named]:
    block, _, last = name.rpartition(".")
    if last not in _LISTS or not _ASSIGNS.match(value.text):
        yield _Named(value.at, block, last, value.text)
        return
    try:
        words = shlex.split(value.text)
    except ValueError:  # a quote that is not closed
        words = [value.text]
    for word in words:
        key, _, text = word.partition("=")
        yield _Named(value.at, name, key, text)
