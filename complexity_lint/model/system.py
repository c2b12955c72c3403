"""The one model: everything the repository says about what gets deployed."""

from dataclasses import dataclass, field

from complexity_lint.model.build_targets import BuildTarget
from complexity_lint.model.charts import ChartDependency, ConfigurationOverride, ValuesFile
from complexity_lint.model.cloud import BuildProject, CloudService, ServerlessFunction
from complexity_lint.model.clouds import Cloud
from complexity_lint.model.clusters import Cluster, Ensemble, ManagedStore
from complexity_lint.model.code import Deployable, DevelopmentServer, LocalState, Payload
from complexity_lint.model.components import Component
from complexity_lint.model.files import FileReference
from complexity_lint.model.images import ImageBuild
from complexity_lint.model.links import Link
from complexity_lint.model.obsolete import ObsoleteUse
from complexity_lint.model.packages import PackageUse
from complexity_lint.model.pipelines import Script
from complexity_lint.model.regions import RegionSpread
from complexity_lint.model.repetition import RepeatedStack
from complexity_lint.model.retention import BackupPlan, StorageClass
from complexity_lint.model.settings import StoredSetting, VariableUse
from complexity_lint.model.tools import HostService, ToolUse
from complexity_lint.model.updates import AutoUpdate, Machine, MachineImage, NodeGroup
from complexity_lint.model.workloads import (
    Autoscaler,
    DisruptionBudget,
    Exposure,
    PlatformObject,
    VolumeClaim,
    Workload,
)
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class System:
    """All parts of a repository, linked. Equality is structural; every tuple is in order of place.

    `unread` names what could hold facts that are not here (pipelines that include files from elsewhere,
    templates that were not rendered), so that a claim of absence can be lowered. `missing_files` are what is named
    and is not there. `licence` is the file that says on which terms others may use what is here,
    `has_own_code` whether there are sources of an application, whatever becomes of them. `filled_variables` are those
    that templates of environment files have filled in at the deployment, `clouds` those it deploys to, as far as known.
    """

    builds: tuple[ImageBuild, ...] = ()
    workloads: tuple[Workload, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    autoscalers: tuple[Autoscaler, ...] = ()
    disruption_budgets: tuple[DisruptionBudget, ...] = ()
    claims: tuple[VolumeClaim, ...] = ()
    dependencies: tuple[ChartDependency, ...] = ()
    objects: tuple[PlatformObject, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    stores: tuple[ManagedStore, ...] = ()
    ensembles: tuple[Ensemble, ...] = ()
    storage_classes: tuple[StorageClass, ...] = ()
    backup_plans: tuple[BackupPlan, ...] = ()
    repeated_stacks: tuple[RepeatedStack, ...] = ()
    functions: tuple[ServerlessFunction, ...] = ()
    services: tuple[CloudService, ...] = ()
    build_projects: tuple[BuildProject, ...] = ()
    scripts: tuple[Script, ...] = ()
    payloads: tuple[Payload, ...] = ()
    deployables: tuple[Deployable, ...] = ()
    components: tuple[Component, ...] = ()
    links: tuple[Link, ...] = ()
    tools: tuple[ToolUse, ...] = ()
    host_services: tuple[HostService, ...] = ()
    obsolete: tuple[ObsoleteUse, ...] = ()
    packages: tuple[PackageUse, ...] = ()
    missing_files: tuple[FileReference, ...] = ()
    node_groups: tuple[NodeGroup, ...] = ()
    auto_updates: tuple[AutoUpdate, ...] = ()
    machines: tuple[Machine, ...] = ()
    machine_images: tuple[MachineImage, ...] = ()
    configuration_overrides: tuple[ConfigurationOverride, ...] = ()
    local_states: tuple[LocalState, ...] = ()
    unread: tuple[str, ...] = field(default=())
    settings: tuple[StoredSetting, ...] = ()
    variable_uses: tuple[VariableUse, ...] = ()
    build_targets: tuple[BuildTarget, ...] = ()
    development_servers: tuple[DevelopmentServer, ...] = ()
    values_files: tuple[ValuesFile, ...] = ()
    region_spreads: tuple[RegionSpread, ...] = ()
    licence: Location | None = None
    has_own_code: bool = False
    filled_variables: frozenset[str] = frozenset()
    clouds: frozenset[Cloud] = frozenset()
