"""What of a pipeline's file may be a credential written out."""

import re
from collections.abc import Iterator

from complexity_lint.model.credentials import credential_of
from complexity_lint.model.environments import PRODUCTION, TEST
from complexity_lint.model.settings import SettingKind, StoredSetting
from complexity_lint.parsers.yaml_leaves import leaves
from complexity_lint.parsers.yaml_nodes import Mapping

_COMMANDS = ("run", "script", "before_script", "after_script", "commands", "command", "steps", "uses", "name")
_MODE = re.compile(r"(^|\.)(NODE|RAILS|RACK|APP|FLASK|DJANGO|MIX|GO|SYMFONY|ASPNETCORE)_ENV(IRONMENT)?$")


def secret_settings(path: str, documents: tuple[Mapping, ...]) -> Iterator[StoredSetting]:
    """The values of a pipeline that may be credentials, whatever its host calls them; commands are read elsewhere."""
    for top in documents:
        found = tuple(leaves(top))
        tests = {name.rpartition(".")[0] for name, value in found if _says_test(name, value.text)}
        for name, value in found:
            block, _, last = name.rpartition(".")
            environment = TEST if block in tests else PRODUCTION
            if last not in _COMMANDS and "secure" not in last and credential_of(name, value.text) is not None:
                yield StoredSetting(value.at, last, value.text, SettingKind.PIPELINE, path, environment)
            elif last in ("global", "env", "matrix", "environment") and "=" in value.text:
                # Travis and Buildkite write `NAME=value` in a list
                key, _, text = value.text.partition("=")
                if credential_of(key, text) is not None:
                    yield StoredSetting(value.at, key, text, SettingKind.PIPELINE, path)


def _says_test(name: str, value: str) -> bool:
    """Whether a setting says that what runs beside it is run as in tests."""
    return bool(_MODE.search(name)) and value.lower() in ("test", "testing")
