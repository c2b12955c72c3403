"""Packages of deployment descriptions that are pulled in from elsewhere: modules, chart releases, git sources."""

from dataclasses import dataclass
from enum import Enum

from complexity_lint.model.environments import PRODUCTION, Environment
from complexity_lint.source import Location


class PackageKind(Enum):
    """What pulls a package in."""

    TERRAFORM_MODULE = "Terraform module"
    HELMFILE_RELEASE = "helmfile release"
    ARGO_APPLICATION = "Argo CD application"
    FLUX_RELEASE = "Flux release"
    FLUX_SOURCE = "Flux source"
    REMOTE_BASE = "remote base"


@dataclass(frozen=True, slots=True)
class PackageUse:
    """One package in one place, at the text that chooses its version, or else its name.

    `source` is where it comes from as written, without a version. `version` is what is asked for: a version, a range
    or a git reference (then `by_reference`); empty where none is. `locked` is the version that a lock file has for it.
    """

    at: Location
    kind: PackageKind
    name: str
    source: str
    version: str = ""
    by_reference: bool = False
    locked: str = ""
    environment: Environment = PRODUCTION
