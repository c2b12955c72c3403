"""What of a pipeline's file may be a credential written out."""

from collections.abc import Iterator

from complexity_lint.model.credentials import credential_of
from complexity_lint.model.settings import SettingKind, StoredSetting
from complexity_lint.parsers.yaml_leaves import leaves
from complexity_lint.parsers.yaml_nodes import Mapping

_COMMANDS = ("run", "script", "before_script", "after_script", "commands", "command", "steps", "uses", "name")


def secret_settings(path: str, documents: tuple[Mapping, ...]) -> Iterator[StoredSetting]:
    """The values of a pipeline that may be credentials, whatever its host calls them; commands are read elsewhere."""
    for top in documents:
        for name, value in leaves(top):
            last = name.rpartition(".")[2]
            if last not in _COMMANDS and "secure" not in last and credential_of(name, value.text) is not None:
                yield StoredSetting(value.at, last, value.text, SettingKind.PIPELINE, path)
            elif last in ("global", "env", "matrix", "environment") and "=" in value.text:
                # Travis and Buildkite write `NAME=value` in a list
                key, _, text = value.text.partition("=")
                if credential_of(key, text) is not None:
                    yield StoredSetting(value.at, key, text, SettingKind.PIPELINE, path)
