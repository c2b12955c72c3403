"""Settings that are kept somewhere: objects of a cluster, environment files, values of charts, Terraform, pipelines."""

from dataclasses import dataclass
from enum import Enum

from complexity_lint.model.environments import PRODUCTION, Environment
from complexity_lint.source import Location


class SettingKind(Enum):
    """What keeps a setting."""

    SECRET = "Secret"
    CONFIG_MAP = "ConfigMap"
    ENVIRONMENT_FILE = "environment file"
    CHART_VALUE = "chart value"
    TERRAFORM = "Terraform"
    PIPELINE = "pipeline"


@dataclass(frozen=True, slots=True)
class StoredSetting:
    """One setting that is written down: `name` as its format has it (`db.password` of a chart), `value` decoded.

    `holder` is the object, file or resource that keeps it. Of charts, Terraform and pipelines only what may be a
    credential is kept, since they hold thousands of others.
    """

    at: Location
    name: str
    value: str
    kind: SettingKind
    holder: str
    environment: Environment = PRODUCTION
    project: str = ""
    namespace: str = ""


@dataclass(frozen=True, slots=True)
class VariableUse:
    """A variable that a deployment description leaves to whoever runs it.

    `has_default` says that it gives one beside it, `demanded` that it refuses to start without it, `is_set` that
    anything in the repository sets it, names it for those who do, or passes it in from a pipeline's store.
    """

    at: Location
    name: str
    format: str
    environment: Environment = PRODUCTION
    project: str = ""
    has_default: bool = False
    demanded: bool = False
    is_set: bool = False
