"""Workloads: what is deployed to run, in words that fit every format."""

from dataclasses import dataclass
from enum import Enum

from complexity_lint.model.commands import Command
from complexity_lint.model.environments import Environment
from complexity_lint.model.images import NamedContext, Variable
from complexity_lint.model.knowledge import ImageFacts
from complexity_lint.model.links import Endpoint
from complexity_lint.model.references import ImageReference
from complexity_lint.model.roles import Ownership, Role
from complexity_lint.model.settings import SettingKind
from complexity_lint.model.values import Located, Unknown
from complexity_lint.source import Location


class Controller(Enum):
    """What keeps a workload's containers running, named as its own platform names it."""

    COMPOSE = "compose service"
    SWARM = "swarm service"
    DEPLOYMENT = "Deployment"
    STATEFUL_SET = "StatefulSet"
    DAEMON_SET = "DaemonSet"
    REPLICA_SET = "ReplicaSet"
    REPLICATION_CONTROLLER = "ReplicationController"
    JOB = "Job"
    CRON_JOB = "CronJob"
    POD = "Pod"
    CONTAINER_SERVICE = "container service"
    CUSTOM = "custom resource"

    @property
    def runs_to_completion(self) -> bool:
        """Whether the workload is meant to end."""
        return self in (Controller.JOB, Controller.CRON_JOB)

    @property
    def is_kubernetes(self) -> bool:
        """Whether a Kubernetes API object describes it."""
        return self not in (Controller.COMPOSE, Controller.SWARM, Controller.CONTAINER_SERVICE)


class MountKind(Enum):
    """What is behind a path in a container."""

    VOLUME = "volume"
    ANONYMOUS = "anonymous volume"
    BIND = "host path"
    CLAIM = "volume claim"
    CLAIM_TEMPLATE = "volume claim template"
    EPHEMERAL = "ephemeral"
    CONFIGURATION = "configuration"
    UNKNOWN = "unknown"

    @property
    def is_persistent(self) -> bool:
        """Whether what is written there outlives the container (an unknown mount gets the benefit of the doubt)."""
        return self not in (MountKind.EPHEMERAL, MountKind.ANONYMOUS, MountKind.CONFIGURATION)


@dataclass(frozen=True, slots=True)
class Mount:
    """Storage seen at a path: `source` is the volume's, claim's or host path's name.

    `source_at` is where the storage itself is described, when that is another place than the mount.
    """

    at: Location
    kind: MountKind
    target: str
    source: str = ""
    read_only: bool = False
    sub_path: str = ""
    source_at: Location | None = None


@dataclass(frozen=True, slots=True)
class Port:
    """A port of a container; `host` is the port taken on the machine, None where none is.

    Ranges are given as one Port per number. A number nobody can know statically is left out. `name` is what a
    container of Kubernetes calls its port; of a Service's port, the name of the containers' port that it leads to.
    """

    at: Location
    container: int | None
    host: int | None = None
    host_address: str = ""
    protocol: str = "tcp"
    name: str = ""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """A way the platform learns that a container works: readiness, liveness, startup or healthcheck."""

    at: Location
    kind: str
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Dependency:
    """Another workload of the same project that is to be started first, and the condition waited for."""

    at: Location
    name: str
    condition: str = "started"


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """That a workload's image is built from the repository: context and Dockerfile relative to the root.

    `context` is None for a remote context; `dockerfile` is None where it is given inline. `cache_from` is where
    layers of earlier builds are taken from, as written. `named_at` is the line that says which Dockerfile it is: the
    one that names it or else the context; `context_at` is the line that names the context. None where there is no line
    of its own.
    """

    at: Location
    context: str | None
    dockerfile: str | None
    target: str = ""
    arguments: tuple[Variable, ...] = ()
    contexts: tuple[NamedContext, ...] = ()
    cache_from: tuple[str, ...] = ()
    named_at: Location | None = None
    context_at: Location | None = None


@dataclass(frozen=True, slots=True)
class Resources:
    """The shares of a machine that a container asks for (`requests`) and may not pass (`limits`): the names of what
    is stated (`cpu`, `memory`). `at` is the block that states them.
    """

    at: Location
    requests: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()


class PinKind(Enum):
    """What ties a workload to one machine or one name."""

    NODE = "node"
    ADDRESS = "address"
    CONTAINER_NAME = "container name"


@dataclass(frozen=True, slots=True)
class Pin:
    """That a workload can only run in one place: `value` is the machine, address or name."""

    at: Location
    kind: PinKind
    value: str


@dataclass(frozen=True, slots=True)
class SettingsSource:
    """That a container takes settings from an object of the cluster: all of them, each with `prefix` before its
    name, or the one called `key` under the name `setting`.
    """

    at: Location
    kind: SettingKind
    name: str
    key: str = ""
    setting: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Container:
    """One container of a workload.

    `command` and `arguments` are those the deployment sets (Kubernetes' words: `command` replaces the
    image's entrypoint, `arguments` its command); None where the image decides.
    `starts` is what those run in the end. `taken` is where settings come from that are kept in objects of the cluster.
    `resources` is None where nothing is stated. `unchecked_at` is where the deployment writes that there are no
    health checks: an empty list of them, or the value of a chart that is off or empty; `more_arguments_at` are the
    values of a chart that add to `arguments`, `storage_off_at` is the value that is off or empty in a chart whose
    template would mount storage by it, `pull_policy_at` is where `pull_policy` is written. `words` are those of
    `command` and `arguments`, each with its place, where Kubernetes' objects have them in lists.
    """

    at: Location
    name: str
    image: ImageReference | None = None
    build: BuildRequest | None = None
    command: tuple[str, ...] | None = None
    arguments: tuple[str, ...] | None = None
    starts: tuple[Command, ...] = ()
    settings: tuple[Variable, ...] = ()
    ports: tuple[Port, ...] = ()
    mounts: tuple[Mount, ...] = ()
    health: tuple[HealthCheck, ...] = ()
    initial: bool = False
    pull_policy: str = ""
    resources: Resources | None = None
    taken: tuple[SettingsSource, ...] = ()
    unchecked_at: Location | None = None
    more_arguments_at: Location | None = None
    storage_off_at: Location | None = None
    pull_policy_at: Location | None = None
    words: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class VolumeClaim:
    """A claim on storage: of its own, or the template of one per replica. `access_at` is where `access_modes` are
    written.
    """

    at: Location
    name: str
    namespace: str = ""
    access_modes: tuple[str, ...] = ()
    storage_class: str | None = None
    access_at: Location | None = None


@dataclass(frozen=True, slots=True)
class Workload:
    """One thing that is deployed to run, as one description in one environment has it.

    `project` names what is started together (a compose project's file, a chart's folder, a folder of
    manifests); workloads of one project and environment can run at the same time unless their
    `profiles` have none in common. `role`, `ownership`, `software` (what is known
    of the image it runs or wraps) and `built_by` (the Dockerfile that makes its image) are filled in when the
    system is linked.
    `claim_retention` is what Kubernetes does with the claims of a StatefulSet's replicas when they go, where that is
    written (`Delete`); `backup` whether the operator behind a custom resource, or the chart's own job, is told to
    copy its data.
    `at` is the place of the name; `controller_at` the place that says what kind it is. `format` is the kind of
    file that describes it (`compose`, `chart`); `endpoints` is where its settings point, filled in when linked.
    `aliases`
    are further names that others of its project reach it by.
    `max_surge` and `max_unavailable` are how many replicas a rolling update adds and takes away, as written. `pins` is
    what ties it to one machine, address or name. `networks` are the compose networks on which others find it by name.
    `known_hosts` are the names that its containers are told the addresses of (`extra_hosts`, `hostAliases`).
    `switch_at` is the values line that decides whether its chart brings it at all. `ends` says that the description
    itself has it end, though its controller runs other things on: a compose service that others wait for to be done.
    `together` says that all its replicas are kept on one machine, whichever that is: a required affinity to itself.
    `restart` is when compose starts its containers again, as written; empty for never.
    `replicas_left` says that `replicas` only holds until something else changes it (`ignore_changes` of Terraform).
    `release` is the name of the release that a chart was rendered for: its own name where nobody says another.
    """

    at: Location
    name: str
    project: str
    controller: Controller
    environment: Environment
    containers: tuple[Container, ...]
    namespace: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    replicas: Located[int | Unknown] | None = None
    claims: tuple[VolumeClaim, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    links: tuple[Located[str], ...] = ()
    profiles: tuple[str, ...] = ()
    host_network: Located[bool] | None = None
    update_strategy: Located[str] | None = None
    controller_at: Location | None = None
    managed_by: str = ""
    claim_retention: Located[str] | None = None
    backup: Located[bool | Unknown] | None = None
    role: Role = Role.UNKNOWN
    ownership: Ownership = Ownership.UNKNOWN
    software: ImageFacts | None = None
    built_by: str = ""
    format: str = ""
    endpoints: tuple[Endpoint, ...] = ()
    aliases: tuple[str, ...] = ()
    max_surge: Located[str] | None = None
    max_unavailable: Located[str] | None = None
    pins: tuple[Pin, ...] = ()
    networks: tuple[str, ...] = ()
    known_hosts: tuple[Variable, ...] = ()
    switch_at: Location | None = None
    ends: bool = False
    replicas_left: bool = False
    together: bool = False
    restart: str = ""
    release: str = ""

    @property
    def runs_to_completion(self) -> bool:
        """Whether it is meant to end: by what its controller is, or because the description says so."""
        return self.ends or self.controller.runs_to_completion

    @property
    def main(self) -> Container | None:
        """The container that the workload is about: the one that bears its name, for a sidecar may be patched in
        before it, else by convention the first that is not an init container.
        """
        running = [c for c in self.containers if not c.initial]
        if len(running) < 2:
            return running[0] if running else None
        own = self.name.removeprefix("release-name-")  # as charts are rendered
        return next((c for c in running if c.name == own), running[0])

    @property
    def is_production(self) -> bool:
        """Whether it is deployed for production or something like it."""
        return self.environment.is_production

    @property
    def is_first_party(self) -> bool:
        """Whether it runs what this repository makes."""
        return self.ownership is Ownership.FIRST_PARTY

    @property
    def environments(self) -> tuple[str, ...]:
        """The environment's name, as findings take it."""
        return self.environment.names

    @property
    def group(self) -> tuple[str, str]:
        """What runs together: the project in one environment."""
        return (self.project, self.environment.name)


@dataclass(frozen=True, slots=True)
class Exposure:
    """A stable name and ports in front of the workloads whose labels match (a Kubernetes Service)."""

    at: Location
    name: str
    project: str
    environment: Environment
    namespace: str = ""
    kind: str = "ClusterIP"
    selector: tuple[tuple[str, str], ...] = ()
    ports: tuple[Port, ...] = ()
    headless: bool = False


@dataclass(frozen=True, slots=True)
class Autoscaler:
    """Something that changes a workload's replica count; `minimum` and `maximum` are replica counts.

    `utilization_of` are the resources (`cpu`, `memory`) whose use it compares with what the containers request.
    """

    at: Location
    target: str
    project: str
    environment: Environment
    namespace: str = ""
    minimum: Located[int | Unknown] | None = None
    maximum: Located[int | Unknown] | None = None
    utilization_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DisruptionBudget:
    """A limit on how many replicas may be stopped on purpose at once."""

    at: Location
    name: str
    project: str
    environment: Environment
    namespace: str = ""
    selector: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PlatformObject:
    """Any other object of a cluster's API: Ingress, Namespace, StorageClass, custom resources."""

    at: Location
    api_version: str
    kind: str
    name: str
    project: str
    environment: Environment
    namespace: str = ""
