"""What keeps data: what becomes of volumes when they are given back, and what makes copies."""

from dataclasses import dataclass

from complexity_lint.model.environments import Environment
from complexity_lint.model.values import Located
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class StorageClass:
    """A class of volumes. `reclaim_policy` is `Delete` or `Retain` where it is written (the API's default is
    `Delete`); `is_default` that claims which name no class get this one; `provisioner` makes its volumes.
    """

    at: Location
    name: str
    project: str
    environment: Environment
    reclaim_policy: Located[str] | None = None
    is_default: bool = False
    provisioner: str = ""


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """Something that makes copies of stores or volumes on its own (AWS Backup, snapshot policies, Velero).

    `everything` is False where it only copies machines' disks.
    """

    at: Location
    name: str
    service: str
    environment: Environment
    everything: bool = True
