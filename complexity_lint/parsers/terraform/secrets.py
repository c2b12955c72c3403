"""What of a configuration may be a credential written out: attributes, variables, providers' arguments."""

import re
from collections.abc import Iterator, Mapping

from complexity_lint.model.credentials import credential_of
from complexity_lint.model.environments import Environment
from complexity_lint.model.settings import SettingKind, StoredSetting
from complexity_lint.parsers.terraform.configuration import Configuration, EvaluatedBlock
from complexity_lint.parsers.terraform.values import Value
from complexity_lint.source import Location

MAX_DEPTH = 12

_KEPT_BY_NAME = re.compile(
    r"(?i)\b(name|path|arn|location|identifier) (of|to|for|in) [^.;]*"
    r"\b(secret|parameter|password|token|key|credential)s?\b"
)
"""How a variable is described that names what keeps a credential."""


def secret_settings(configuration: Configuration, environment: Environment) -> tuple[StoredSetting, ...]:
    """Each text that may be a credential, once, at the place it is written."""
    found: dict[Location, StoredSetting] = {}
    for holder, name, value in _named(configuration):
        for key, inner in _texts(name, value, 0):
            at = inner.at
            if at is None or at in found or not isinstance(inner.data, str):
                continue
            if credential_of(key, inner.data) is not None:
                found[at] = StoredSetting(
                    at, key, inner.data, SettingKind.TERRAFORM, holder, environment, configuration.folder
                )
    return tuple(found.values())


def _named(configuration: Configuration) -> Iterator[tuple[str, str, Value]]:
    for variable in configuration.variables:
        if not _KEPT_BY_NAME.search(variable.description):
            yield f"variable {variable.name}", variable.name, variable.value
    for local in configuration.locals:
        yield f"local {local.name}", local.name, local.value
    for resource in configuration.resources:
        yield from ((resource.address, name, value) for name, value in _attributes(resource.body, 0))
    for provider in configuration.providers:
        label = " ".join(provider.labels) or provider.type
        if not _stands_for_an_emulator(provider):
            yield from ((f"provider {label}", name, value) for name, value in _attributes(provider, 0))
    for call in configuration.modules:
        if call.folder is None:
            yield from ((call.address, name, value) for name, value in call.arguments.items())


def _stands_for_an_emulator(provider: EvaluatedBlock) -> bool:
    """Whether nobody will ask for the credentials of a provider: `access_key = "test"` with the checks switched off is
    how LocalStack is reached (docs.localstack.cloud, "Terraform"). Other object stores also switch the checks off,
    and have credentials of their own.
    """
    unchecked, key = provider.value("skip_credentials_validation"), provider.value("access_key")
    asked = unchecked is None or unchecked.data is not True
    return not asked and key is not None and key.data in _EMULATED


_EMULATED = ("test", "mock_access_key", "mock", "fake", "dummy", "anything", "localstack")


def _attributes(block: EvaluatedBlock, depth: int) -> Iterator[tuple[str, Value]]:
    yield from block.attributes.items()
    for inner in block.blocks if depth < MAX_DEPTH else ():
        # `env { name = "X" value = "y" }`, as the kubernetes provider and Cloud Run write settings
        named, value = inner.value("name"), inner.value("value")
        if named is not None and value is not None and isinstance(named.data, str):
            yield named.data, value
        else:
            yield from _attributes(inner, depth + 1)


def _texts(name: str, value: Value, depth: int) -> Iterator[tuple[str, Value]]:
    if depth > MAX_DEPTH:
        return
    data = value.encoded.data if value.encoded is not None else value.data
    if isinstance(data, str):
        yield name, value
    elif isinstance(data, tuple):
        for item in data:
            yield from _texts(name, item, depth + 1)
    elif isinstance(data, Mapping):
        named, inner = data.get("name"), data.get("value")
        if named is not None and inner is not None and isinstance(named.data, str):
            yield from _texts(named.data, inner, depth + 1)
            return
        for key, item in data.items():
            yield from _texts(key, item, depth + 1)
