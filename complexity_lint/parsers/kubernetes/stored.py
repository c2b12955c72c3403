"""Secrets and ConfigMaps -> the settings they keep (Kubernetes API reference, core/v1)."""

import base64
import binascii
from collections.abc import Iterator

from complexity_lint.model.environments import Environment
from complexity_lint.model.settings import SettingKind, StoredSetting
from complexity_lint.parsers.yaml_nodes import Mapping, Scalar
from complexity_lint.source import Location

_NOT_KEPT = ("kubernetes.io/service-account-token", "bootstrap.kubernetes.io/token")
"""Types of Secrets that the cluster itself fills."""


def stored_settings(node: Mapping, environment: Environment, project: str) -> Iterator[StoredSetting]:
    """The entries of a Secret, decoded, or of a ConfigMap; none of a file that SOPS has encrypted."""
    kind = SettingKind.SECRET if node.text("kind") == "Secret" else SettingKind.CONFIG_MAP
    if node.get("sops") is not None or node.text("type") in _NOT_KEPT:
        return
    for section in ("data", "stringData"):
        for entry in node.mapping(section).entries:
            value = entry.value
            if not isinstance(value, Scalar) or value.is_null:
                continue
            encoded = section == "data" and kind is SettingKind.SECRET
            text = _decoded(value.text) if encoded else value.text
            if text is not None:
                # the values line of a chart that decides, else the key's own line
                at = value.at if value.at.path != entry.at.path else entry.at
                yield StoredSetting(
                    at=at,
                    name=entry.key,
                    value=text,
                    kind=kind,
                    holder=node.text("metadata", "name"),
                    environment=environment,
                    project=project,
                    namespace=node.text("metadata", "namespace"),
                    text_at=_text_at(value) if not encoded else None,
                )


def _text_at(value: Scalar) -> Location | None:
    """Where the lines of a block scalar begin: below its mark."""
    # what a chart renders has no columns, and its lines do not follow each other as they are written
    if not value.indent or value.at.line is None or value.at.column is None:
        return None
    return Location(value.at.path, value.at.line + 1)


def _decoded(text: str) -> str | None:
    """Base64 as text; None where it is none, or binary."""
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
