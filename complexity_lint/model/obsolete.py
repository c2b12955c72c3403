"""What is written in a way that has ended: API versions, file layouts, keys and arguments."""

from dataclasses import dataclass
from enum import Enum

from complexity_lint.model.environments import PRODUCTION, Environment
from complexity_lint.source import Location


class ObsoleteKind(Enum):
    """What has ended."""

    API_VERSION = "API version"
    CHART_FORMAT = "chart format"
    COMPOSE_LAYOUT = "compose layout"
    COMPOSE_KEY = "compose key"
    TERRAFORM_ARGUMENT = "Terraform argument"
    TERRAFORM_RESOURCE = "Terraform resource"
    KUSTOMIZE_FIELD = "kustomize field"


@dataclass(frozen=True, slots=True)
class ObsoleteUse:
    """One use of what has ended, at the text a user would edit.

    `name` is what is written there (`extensions/v1beta1 Ingress`), `owner` what it belongs to (the object, the
    service, the resource). `ended` says in words since when (`removed in Kubernetes 1.22`), `removed` whether it is
    refused today, `replacement` what to write instead; empty where there is nothing. `source` is where that is stated.
    `rewrite` is the text to put at `at` where all else keeps its shape, empty where more has to change.
    """

    at: Location
    kind: ObsoleteKind
    name: str
    owner: str
    ended: str
    removed: bool
    replacement: str = ""
    source: str = ""
    environment: Environment = PRODUCTION
    rewrite: str = ""
