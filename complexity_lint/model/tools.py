"""Deployment technologies: which ones a repository uses, and what is known of each."""

from dataclasses import dataclass
from enum import Enum

from complexity_lint.model.environments import PRODUCTION, Environment
from complexity_lint.model.roles import Role
from complexity_lint.source import Location


class Layer(Enum):
    """What a technology is for; two of one layer do the same work."""

    PROVISIONING = "provisioning"
    CONFIGURATION = "configuration management"
    MACHINE_IMAGE = "machine images"
    CLUSTER_INSTALLER = "cluster installation"
    ORCHESTRATOR = "orchestration"
    PACKAGING = "packaging and templating"
    GITOPS = "continuous delivery"
    OPERATOR = "operators"
    MESH = "service mesh"
    MANAGEMENT = "cluster management"
    PIPELINE = "pipelines"
    IMAGE_BUILD = "image builds"
    DEVELOPMENT = "development"
    PROCESS_MANAGER = "process management"
    DEPLOY_SCRIPT = "deploy scripts"
    PLATFORM = "platform as a service"
    NETWORK = "networking"
    SECRETS = "secrets"


class Evidence(Enum):
    """What showed that a technology is used."""

    FILE = "file"
    COMMAND = "command"
    IMAGE = "image"
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class ToolUse:
    """That the repository uses a technology, at the first place that shows it in one file.

    `tool` is its id in `data/tools.json`; `evidence` says what showed it.
    """

    at: Location
    tool: str
    evidence: Evidence
    environment: Environment = PRODUCTION


@dataclass(frozen=True, slots=True)
class HostService:
    """Software that the repository installs on machines itself, outside of any container: by Ansible, Chef,
    cloud-config, a unit of systemd ...

    `tool` is the id of what installs it, `hosts` the group of machines as named there, `software` the id of
    what is known of it in `data/images.json`, empty where nothing is.
    """

    at: Location
    name: str
    tool: str
    environment: Environment
    hosts: str = ""
    software: str = ""
    role: Role = Role.UNKNOWN
