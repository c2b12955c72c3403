"""complexity-lint: where is this deployment more complex than its team can carry?

The names below are all that a check may import. They are loaded on first use, so that
`complexity-lint --version` loads none of the engine.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from complexity_lint.check_definition import Check as Check
    from complexity_lint.check_definition import check as check
    from complexity_lint.edits import AddKeys as AddKeys
    from complexity_lint.edits import AddLines as AddLines
    from complexity_lint.edits import CopyLater as CopyLater
    from complexity_lint.edits import Fix as Fix
    from complexity_lint.edits import JoinRuns as JoinRuns
    from complexity_lint.edits import RemoveKey as RemoveKey
    from complexity_lint.edits import RenameKey as RenameKey
    from complexity_lint.edits import Replace as Replace
    from complexity_lint.edits import Safety as Safety
    from complexity_lint.finding import Finding as Finding
    from complexity_lint.finding import Level as Level
    from complexity_lint.finding import Precision as Precision
    from complexity_lint.finding import Related as Related
    from complexity_lint.model.base_rewrites import base_is_rewritten as base_is_rewritten
    from complexity_lint.model.build_arguments import arguments_given as arguments_given
    from complexity_lint.model.build_targets import BuildTarget as BuildTarget
    from complexity_lint.model.called_scripts import called_script as called_script
    from complexity_lint.model.called_scripts import copied_paths as copied_paths
    from complexity_lint.model.charts import ChartDependency as ChartDependency
    from complexity_lint.model.charts import ConfigurationOverride as ConfigurationOverride
    from complexity_lint.model.closed_images import ClosedImage as ClosedImage
    from complexity_lint.model.closed_images import closed_image as closed_image
    from complexity_lint.model.cloud import BuildProject as BuildProject
    from complexity_lint.model.cloud import CloudService as CloudService
    from complexity_lint.model.cloud import ServerlessFunction as ServerlessFunction
    from complexity_lint.model.cloud import ServiceKind as ServiceKind
    from complexity_lint.model.clouds import fitting_services as fitting_services
    from complexity_lint.model.clusters import Cluster as Cluster
    from complexity_lint.model.clusters import Ensemble as Ensemble
    from complexity_lint.model.clusters import ManagedStore as ManagedStore
    from complexity_lint.model.code import Deployable as Deployable
    from complexity_lint.model.code import DevelopmentServer as DevelopmentServer
    from complexity_lint.model.code import LocalState as LocalState
    from complexity_lint.model.code import Payload as Payload
    from complexity_lint.model.code import PythonCode as PythonCode
    from complexity_lint.model.commands import Command as Command
    from complexity_lint.model.commands import values_of as values_of
    from complexity_lint.model.components import Component as Component
    from complexity_lint.model.components import Description as Description
    from complexity_lint.model.credentials import Credential as Credential
    from complexity_lint.model.credentials import Likeness as Likeness
    from complexity_lint.model.credentials import credential_of as credential_of
    from complexity_lint.model.credentials import is_secret_name as is_secret_name
    from complexity_lint.model.credentials import password_in as password_in
    from complexity_lint.model.credentials import tokens_in as tokens_in
    from complexity_lint.model.dependency_installs import caches_brought as caches_brought
    from complexity_lint.model.dependency_installs import heavy_wheels as heavy_wheels
    from complexity_lint.model.dependency_installs import install_family as install_family
    from complexity_lint.model.dependency_installs import is_kept_in_mounts as is_kept_in_mounts
    from complexity_lint.model.dependency_installs import is_offline as is_offline
    from complexity_lint.model.dependency_installs import is_used_up as is_used_up
    from complexity_lint.model.dependency_installs import maven_goal as maven_goal
    from complexity_lint.model.dependency_installs import names_no_package as names_no_package
    from complexity_lint.model.deploying import compose_verb as compose_verb
    from complexity_lint.model.deploying import deploying_tool as deploying_tool
    from complexity_lint.model.deploying import is_taken_away as is_taken_away
    from complexity_lint.model.deploying import keeps_a_report as keeps_a_report
    from complexity_lint.model.deploying import sets_an_image as sets_an_image
    from complexity_lint.model.dumps import EVERYTHING as EVERYTHING
    from complexity_lint.model.dumps import dumped_by as dumped_by
    from complexity_lint.model.dumps import is_dumped as is_dumped
    from complexity_lint.model.dumps import stores_named as stores_named
    from complexity_lint.model.end_of_life import Release as Release
    from complexity_lint.model.end_of_life import known_release as known_release
    from complexity_lint.model.end_of_life import releases_of_image as releases_of_image
    from complexity_lint.model.end_of_life import supported as supported
    from complexity_lint.model.environments import Environment as Environment
    from complexity_lint.model.environments import EnvironmentKind as EnvironmentKind
    from complexity_lint.model.files import FileReference as FileReference
    from complexity_lint.model.image_contents import builder_commands as builder_commands
    from complexity_lint.model.image_contents import carried_installations as carried_installations
    from complexity_lint.model.image_contents import effective_starts as effective_starts
    from complexity_lint.model.image_contents import image_words as image_words
    from complexity_lint.model.image_contents import is_built_here as is_built_here
    from complexity_lint.model.image_contents import stage_copies as stage_copies
    from complexity_lint.model.image_contents import stages_below as stages_below
    from complexity_lint.model.image_releases import order_of as order_of
    from complexity_lint.model.image_releases import release_of as release_of
    from complexity_lint.model.image_rewrites import ImageRewrites as ImageRewrites
    from complexity_lint.model.image_rewrites import stands_for_another as stands_for_another
    from complexity_lint.model.images import Ballast as Ballast
    from complexity_lint.model.images import BuildMount as BuildMount
    from complexity_lint.model.images import Copy as Copy
    from complexity_lint.model.images import Declaration as Declaration
    from complexity_lint.model.images import Dockerfile as Dockerfile
    from complexity_lint.model.images import ImageBuild as ImageBuild
    from complexity_lint.model.images import Run as Run
    from complexity_lint.model.images import Stage as Stage
    from complexity_lint.model.images import Start as Start
    from complexity_lint.model.images import Step as Step
    from complexity_lint.model.images import StepKind as StepKind
    from complexity_lint.model.images import Variable as Variable
    from complexity_lint.model.install_inputs import manifests_of as manifests_of
    from complexity_lint.model.install_inputs import read_by_install as read_by_install
    from complexity_lint.model.installs import Installation as Installation
    from complexity_lint.model.installs import Package as Package
    from complexity_lint.model.installs import PackageFamily as PackageFamily
    from complexity_lint.model.installs import installation as installation
    from complexity_lint.model.installs import removed as removed
    from complexity_lint.model.installs import run_installations as run_installations
    from complexity_lint.model.knowledge import ImageFacts as ImageFacts
    from complexity_lint.model.knowledge import describe as describe
    from complexity_lint.model.knowledge import describe_name as describe_name
    from complexity_lint.model.links import Endpoint as Endpoint
    from complexity_lint.model.links import Link as Link
    from complexity_lint.model.links import LinkKind as LinkKind
    from complexity_lint.model.links import Node as Node
    from complexity_lint.model.links import NodeKind as NodeKind
    from complexity_lint.model.obsolete import ObsoleteKind as ObsoleteKind
    from complexity_lint.model.obsolete import ObsoleteUse as ObsoleteUse
    from complexity_lint.model.packages import PackageKind as PackageKind
    from complexity_lint.model.packages import PackageUse as PackageUse
    from complexity_lint.model.pipelines import ActionUse as ActionUse
    from complexity_lint.model.pipelines import ImagePush as ImagePush
    from complexity_lint.model.pipelines import Job as Job
    from complexity_lint.model.pipelines import RunnerKind as RunnerKind
    from complexity_lint.model.pipelines import Script as Script
    from complexity_lint.model.pipelines import ScriptKind as ScriptKind
    from complexity_lint.model.processes import SERVERS as SERVERS
    from complexity_lint.model.processes import SupervisedProcess as SupervisedProcess
    from complexity_lint.model.references import ImageReference as ImageReference
    from complexity_lint.model.references import Steadiness as Steadiness
    from complexity_lint.model.references import parse_image_reference as parse_image_reference
    from complexity_lint.model.repetition import RepeatedStack as RepeatedStack
    from complexity_lint.model.retention import BackupPlan as BackupPlan
    from complexity_lint.model.retention import StorageClass as StorageClass
    from complexity_lint.model.roles import Ownership as Ownership
    from complexity_lint.model.roles import Role as Role
    from complexity_lint.model.scaling import autoscalers_of as autoscalers_of
    from complexity_lint.model.scaling import budgets_of as budgets_of
    from complexity_lint.model.scaling import is_scaled as is_scaled
    from complexity_lint.model.serving import leads_to as leads_to
    from complexity_lint.model.settings import SettingKind as SettingKind
    from complexity_lint.model.settings import StoredSetting as StoredSetting
    from complexity_lint.model.settings import VariableUse as VariableUse
    from complexity_lint.model.store_clients import is_store_client as is_store_client
    from complexity_lint.model.system import System as System
    from complexity_lint.model.tool_knowledge import ToolFacts as ToolFacts
    from complexity_lint.model.tool_knowledge import describe_tool as describe_tool
    from complexity_lint.model.tools import Evidence as Evidence
    from complexity_lint.model.tools import HostService as HostService
    from complexity_lint.model.tools import Layer as Layer
    from complexity_lint.model.tools import ToolUse as ToolUse
    from complexity_lint.model.updates import AutoUpdate as AutoUpdate
    from complexity_lint.model.updates import Machine as Machine
    from complexity_lint.model.updates import NodeGroup as NodeGroup
    from complexity_lint.model.values import UNKNOWN as UNKNOWN
    from complexity_lint.model.values import Located as Located
    from complexity_lint.model.values import Unknown as Unknown
    from complexity_lint.model.workloads import Autoscaler as Autoscaler
    from complexity_lint.model.workloads import BuildRequest as BuildRequest
    from complexity_lint.model.workloads import Container as Container
    from complexity_lint.model.workloads import Controller as Controller
    from complexity_lint.model.workloads import Dependency as Dependency
    from complexity_lint.model.workloads import DisruptionBudget as DisruptionBudget
    from complexity_lint.model.workloads import Exposure as Exposure
    from complexity_lint.model.workloads import HealthCheck as HealthCheck
    from complexity_lint.model.workloads import Mount as Mount
    from complexity_lint.model.workloads import MountKind as MountKind
    from complexity_lint.model.workloads import Pin as Pin
    from complexity_lint.model.workloads import PinKind as PinKind
    from complexity_lint.model.workloads import PlatformObject as PlatformObject
    from complexity_lint.model.workloads import Port as Port
    from complexity_lint.model.workloads import Resources as Resources
    from complexity_lint.model.workloads import VolumeClaim as VolumeClaim
    from complexity_lint.model.workloads import Workload as Workload
    from complexity_lint.source import Location as Location

_HOMES = {
    "check_definition": (
        "Check",
        "check",
    ),
    "edits": (
        "AddKeys",
        "AddLines",
        "CopyLater",
        "Fix",
        "JoinRuns",
        "RemoveKey",
        "RenameKey",
        "Replace",
        "Safety",
    ),
    "finding": (
        "Finding",
        "Level",
        "Precision",
        "Related",
    ),
    "model.build_targets": ("BuildTarget",),
    "model.charts": (
        "ChartDependency",
        "ConfigurationOverride",
    ),
    "model.closed_images": (
        "ClosedImage",
        "closed_image",
    ),
    "model.cloud": (
        "BuildProject",
        "CloudService",
        "ServerlessFunction",
        "ServiceKind",
    ),
    "model.clouds": ("fitting_services",),
    "model.clusters": (
        "Cluster",
        "Ensemble",
        "ManagedStore",
    ),
    "model.code": (
        "Deployable",
        "DevelopmentServer",
        "LocalState",
        "Payload",
        "PythonCode",
    ),
    "model.commands": ("Command", "values_of"),
    "model.credentials": (
        "Credential",
        "Likeness",
        "credential_of",
        "is_secret_name",
        "password_in",
        "tokens_in",
    ),
    "model.end_of_life": (
        "Release",
        "known_release",
        "releases_of_image",
        "supported",
    ),
    "model.environments": (
        "Environment",
        "EnvironmentKind",
    ),
    "model.image_contents": (
        "builder_commands",
        "carried_installations",
        "effective_starts",
        "image_words",
        "is_built_here",
        "stage_copies",
        "stages_below",
    ),
    "model.image_releases": (
        "release_of",
        "order_of",
    ),
    "model.image_rewrites": ("ImageRewrites", "stands_for_another"),
    "model.images": (
        "Ballast",
        "Copy",
        "Declaration",
        "Dockerfile",
        "ImageBuild",
        "Run",
        "Stage",
        "Start",
        "StepKind",
        "Variable",
        "BuildMount",
        "Step",
    ),
    "model.base_rewrites": ("base_is_rewritten",),
    "model.build_arguments": ("arguments_given",),
    "model.called_scripts": ("called_script", "copied_paths"),
    "model.install_inputs": ("manifests_of", "read_by_install"),
    "model.installs": (
        "Installation",
        "Package",
        "PackageFamily",
        "installation",
        "removed",
        "run_installations",
    ),
    "model.knowledge": (
        "ImageFacts",
        "describe",
        "describe_name",
    ),
    "model.pipelines": (
        "ImagePush",
        "Script",
        "ScriptKind",
        "RunnerKind",
        "ActionUse",
        "Job",
    ),
    "model.processes": ("SERVERS", "SupervisedProcess"),
    "model.references": ("ImageReference", "Steadiness", "parse_image_reference"),
    "model.repetition": ("RepeatedStack",),
    "model.retention": (
        "BackupPlan",
        "StorageClass",
    ),
    "model.roles": (
        "Ownership",
        "Role",
    ),
    "model.scaling": (
        "autoscalers_of",
        "budgets_of",
        "is_scaled",
    ),
    "model.serving": ("leads_to",),
    "model.settings": (
        "SettingKind",
        "StoredSetting",
        "VariableUse",
    ),
    "model.store_clients": ("is_store_client",),
    "model.system": ("System",),
    "model.values": (
        "Located",
        "UNKNOWN",
        "Unknown",
    ),
    "model.workloads": (
        "Container",
        "Controller",
        "Exposure",
        "HealthCheck",
        "Mount",
        "MountKind",
        "Port",
        "VolumeClaim",
        "Workload",
        "Dependency",
        "Autoscaler",
        "DisruptionBudget",
        "PlatformObject",
        "BuildRequest",
        "Pin",
        "PinKind",
        "Resources",
    ),
    "model.tools": (
        "Layer",
        "Evidence",
        "ToolUse",
        "HostService",
    ),
    "model.components": (
        "Component",
        "Description",
    ),
    "model.links": (
        "Link",
        "LinkKind",
        "Node",
        "NodeKind",
        "Endpoint",
    ),
    "model.files": ("FileReference",),
    "model.obsolete": (
        "ObsoleteKind",
        "ObsoleteUse",
    ),
    "model.packages": (
        "PackageKind",
        "PackageUse",
    ),
    "model.updates": (
        "AutoUpdate",
        "Machine",
        "NodeGroup",
    ),
    "model.dependency_installs": (
        "caches_brought",
        "heavy_wheels",
        "install_family",
        "is_kept_in_mounts",
        "is_offline",
        "is_used_up",
        "maven_goal",
        "names_no_package",
    ),
    "model.dumps": ("EVERYTHING", "dumped_by", "is_dumped", "stores_named"),
    "model.deploying": ("compose_verb", "deploying_tool", "is_taken_away", "keeps_a_report", "sets_an_image"),
    "model.tool_knowledge": (
        "ToolFacts",
        "describe_tool",
    ),
    "source": ("Location",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["__version__", *sorted(_HOME_OF)]  # noqa: PLE0604 - one list, kept in _HOMES


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
