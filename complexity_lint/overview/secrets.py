"""A system -> the ways it keeps and hands out secrets."""

from collections.abc import Iterator
from typing import TypedDict

from complexity_lint.model.roles import Role
from complexity_lint.model.system import System
from complexity_lint.source import Location


class SecretEntry(TypedDict):
    """A mechanism for secrets, at the first place that shows it, and the number of places that do."""

    mechanism: str
    path: str
    line: int | None
    places: int


_KINDS = {
    ("", "Secret"): "Kubernetes Secret",
    ("bitnami.com", "SealedSecret"): "Sealed Secrets",
    ("external-secrets.io", "ExternalSecret"): "External Secrets",
    ("external-secrets.io", "ClusterExternalSecret"): "External Secrets",
    ("external-secrets.io", "SecretStore"): "External Secrets",
    ("external-secrets.io", "ClusterSecretStore"): "External Secrets",
    ("secrets.hashicorp.com", "VaultStaticSecret"): "Vault Secrets Operator",
    ("secrets.hashicorp.com", "VaultDynamicSecret"): "Vault Secrets Operator",
    ("secrets-store.csi.x-k8s.io", "SecretProviderClass"): "Secrets Store CSI driver",
    ("onepassword.com", "OnePasswordItem"): "1Password operator",
    ("isindir.github.com", "SopsSecret"): "SOPS",
}
"""API group and kind -> mechanism (each project's custom resources)."""


def find_secrets(system: System) -> list[SecretEntry]:
    """The mechanisms, each once, in order of name."""
    found: dict[str, list[Location]] = {}
    for mechanism, at in _mentions(system):
        found.setdefault(mechanism, []).append(at)
    return [
        SecretEntry(mechanism=name, path=places[0].path, line=places[0].line, places=len(set(places)))
        for name, places in sorted(found.items())
    ]


def _mentions(system: System) -> Iterator[tuple[str, Location]]:
    for one in system.objects:
        group = one.api_version.rpartition("/")[0]
        mechanism = _KINDS.get((group, one.kind))
        if mechanism is not None:
            yield mechanism, one.at
    for component in system.components:
        if component.role is Role.SECRET_STORE:
            title = component.software.title if component.software else component.name
            yield title, component.descriptions[0].at
    for script in system.scripts:
        for command in script.commands:
            if command.name == "sops" or command.words[:2] == ("ansible-vault", "decrypt"):
                yield "SOPS" if command.name == "sops" else "Ansible Vault", command.at
            elif command.name == "vault" and command.words[1:2] in (("read",), ("kv",)):
                yield "Vault", command.at
        for job in script.jobs:
            for action in job.actions:
                if any("secrets." in (given.value or "") for given in action.inputs):
                    yield f"{script.system} secrets", action.at
