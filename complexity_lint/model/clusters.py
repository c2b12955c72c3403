"""Clusters, managed stores and groups that vote: what runs under the workloads."""

from dataclasses import dataclass

from complexity_lint.model.environments import Environment
from complexity_lint.model.roles import Role
from complexity_lint.model.values import Located, Unknown
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster the repository creates or describes.

    `platform` is its maker's word (`kubeadm`, `kops`, `GKE`, `Swarm`). `control_plane` is the number of
    control-plane nodes, or for managed ones the number the provider runs (1 for a zonal or free-tier
    control plane); its place is what the user would edit. `basis` says in a few words what that number
    was read from ("zonal location europe-west1-b"), and `remedy` what would make it more than one.
    `managed` says that the provider runs the control plane. `cloud` is the provider whose machines a control
    plane of one's own runs on (`AWS`), empty where that is not known, and `on_premises` that they are one's own.
    """

    at: Location
    name: str
    platform: str
    environment: Environment
    control_plane: Located[int | Unknown]
    basis: str
    remedy: str = ""
    managed: bool = False
    cloud: str = ""
    on_premises: bool = False
    version: Located[str | Unknown] | None = None


@dataclass(frozen=True, slots=True)
class ManagedStore:
    """A store the provider runs: its role, engine and the switches that keep its data.

    `backup_days` is how long backups are kept (0: none), `deletion_protection` whether it can be deleted by accident.
    `prevent_destroy` is Terraform's own guard or the provider's lock on the resource, None where there is none;
    `guardable` says that it could be set there. `skip_final_snapshot` says that no last copy is made when it is
    deleted; None where the service knows no such copy. `version` is the engine's version asked for, as written.
    `protected_by` is what the provider calls the switch of `deletion_protection`, empty where that is not known.
    """

    at: Location
    name: str
    service: str
    engine: str
    role: Role
    environment: Environment
    backup_days: Located[int | Unknown] | None = None
    deletion_protection: Located[bool | Unknown] | None = None
    nodes: Located[int | Unknown] | None = None
    prevent_destroy: Located[bool | Unknown] | None = None
    skip_final_snapshot: Located[bool | Unknown] | None = None
    guardable: bool = False
    version: Located[str | Unknown] | None = None
    protected_by: str = ""


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Members of one group that decides by majority.

    `members` is their number, `software` what they run (`etcd`), `coordination` whether agreeing is all they
    are for (then a single one already defeats the purpose). `places` are the members' own places where they
    are written one by one.
    """

    at: Location
    name: str
    software: str
    environment: Environment
    members: Located[int | Unknown]
    coordination: bool
    clustered: bool = True
    places: tuple[Location, ...] = ()
