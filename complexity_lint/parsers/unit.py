"""Units and what their evaluation yields: the border between reading files and linking parts."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import Enum

from complexity_lint.finding import FileCoverage
from complexity_lint.model.build_targets import BuildTarget
from complexity_lint.model.charts import ChartDependency, ConfigurationOverride
from complexity_lint.model.cloud import BuildProject, CloudService, ServerlessFunction
from complexity_lint.model.clusters import Cluster, Ensemble, ManagedStore
from complexity_lint.model.environments import Environment
from complexity_lint.model.files import FileReference
from complexity_lint.model.image_updates import ImageUpdater, UpdatedApplication
from complexity_lint.model.images import Dockerfile
from complexity_lint.model.obsolete import ObsoleteUse
from complexity_lint.model.packages import PackageUse
from complexity_lint.model.pipelines import Script
from complexity_lint.model.processes import SupervisedProcess
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
from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.source import Source


class UnitKind(Enum):
    """What a unit is; each kind has one evaluator."""

    DOCKERFILE = "Dockerfile"
    COMPOSE = "compose project"
    MANIFESTS = "manifests"
    KUSTOMIZATION = "kustomization"
    CHART = "chart"
    TERRAFORM = "Terraform"
    PIPELINE = "pipeline"
    SCRIPT = "script"
    CLUSTER = "cluster configuration"
    PROCESS_LIST = "process list"
    TASK_DEFINITION = "task definition"
    NOMAD = "Nomad job"
    BAKE = "bake file"
    CLOUDFORMATION = "CloudFormation template"
    UNIT_FILE = "unit of systemd"
    CLOUD_CONFIG = "cloud-config"
    ANSIBLE = "Ansible"
    MARATHON = "Marathon application"
    CLOUD_FOUNDRY = "Cloud Foundry manifest"
    RECIPE = "recipe for machines"
    AZURE = "Azure resources"


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest set of files evaluated together. `name` is its main file or folder, relative to the root.

    `sources` come main file first; `binaries` are files that are no text (packed charts), by path.
    `environment` is what the unit's paths say, None where they say nothing.
    """

    kind: UnitKind
    name: str
    sources: tuple[Source, ...]
    environment: Environment | None = None
    binaries: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """What evaluating a unit yields: parts that are not linked yet, problems, and what became of each file."""

    dockerfiles: tuple[Dockerfile, ...] = ()
    workloads: tuple[Workload, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    autoscalers: tuple[Autoscaler, ...] = ()
    disruption_budgets: tuple[DisruptionBudget, ...] = ()
    claims: tuple[VolumeClaim, ...] = ()
    dependencies: tuple[ChartDependency, ...] = ()
    supervised: tuple[SupervisedProcess, ...] = ()
    objects: tuple[PlatformObject, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    stores: tuple[ManagedStore, ...] = ()
    ensembles: tuple[Ensemble, ...] = ()
    storage_classes: tuple[StorageClass, ...] = ()
    backup_plans: tuple[BackupPlan, ...] = ()
    repeated_stacks: tuple[RepeatedStack, ...] = ()
    region_spreads: tuple[RegionSpread, ...] = ()
    functions: tuple[ServerlessFunction, ...] = ()
    services: tuple[CloudService, ...] = ()
    build_projects: tuple[BuildProject, ...] = ()
    scripts: tuple[Script, ...] = ()
    targets: tuple[BuildTarget, ...] = ()
    tools: tuple[ToolUse, ...] = ()
    host_services: tuple[HostService, ...] = ()
    obsolete: tuple[ObsoleteUse, ...] = ()
    packages: tuple[PackageUse, ...] = ()
    node_groups: tuple[NodeGroup, ...] = ()
    auto_updates: tuple[AutoUpdate, ...] = ()
    machines: tuple[Machine, ...] = ()
    machine_images: tuple[MachineImage, ...] = ()
    configuration_overrides: tuple[ConfigurationOverride, ...] = ()
    file_references: tuple[FileReference, ...] = ()
    updated_applications: tuple[UpdatedApplication, ...] = ()
    image_updaters: tuple[ImageUpdater, ...] = ()
    settings: tuple[StoredSetting, ...] = ()
    variable_uses: tuple[VariableUse, ...] = ()
    problems: tuple[SyntaxProblem, ...] = ()
    coverage: tuple[FileCoverage, ...] = ()


def join(all_parts: Iterable[Parts]) -> Parts:
    """The parts of several units as one, in the order given."""
    listed = list(all_parts)
    joined = {f.name: tuple(x for parts in listed for x in getattr(parts, f.name)) for f in fields(Parts)}
    return Parts(**joined)
