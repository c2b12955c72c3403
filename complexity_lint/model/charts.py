"""Charts: packages of deployment descriptions, and what they pull in."""

from dataclasses import dataclass

from complexity_lint.model.environments import Environment
from complexity_lint.model.references import ImageReference
from complexity_lint.model.roles import Role
from complexity_lint.model.values import Located
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class ChartDependency:
    """A chart that another chart pulls in.

    `project` is the folder of the chart that asks for it. `enabled` is the value that switches it, at the place of
    the values file that decides; None where nothing switches it. `local` says that it is kept in the repository.
    `locked` is the version in the lock file, None where there is no lock file or it does not have this one;
    `version_at` is where the version is asked for, `lock_agrees` whether the locked one is what is asked for.
    `replicas` is the number that the values give it, where they do. `installed_by` is what releases the chart
    itself, where no chart pulls it in (`Terraform`, `Argo CD`, `Flux`, `helmfile`, `k3s`). `asked_by` is the name of
    the chart that asks for it, `image` the one that the values put in place of its own, `images` further ones that
    they name for parts of it. `within` is the chart from elsewhere in which the values switch it on. `keeps_nothing`
    says that the values switch its volumes off (`persistence.enabled: false`). `voters` is the number of its members
    that vote among themselves, where the values say how many.
    """

    at: Location
    name: str
    project: str
    environment: Environment
    version: str = ""
    repository: str = ""
    enabled: Located[bool] | None = None
    local: bool = False
    role: Role = Role.UNKNOWN
    locked: Located[str] | None = None
    version_at: Location | None = None
    lock_agrees: bool = True
    replicas: Located[int] | None = None
    installed_by: str = ""
    asked_by: str = ""
    image: ImageReference | None = None
    images: tuple[ImageReference, ...] = ()
    within: str = ""
    keeps_nothing: bool = False
    voters: Located[int] | None = None

    @property
    def is_package(self) -> bool:
        """Whether a `PackageUse` says the same: what is said of versions and of parts is said of that."""
        return self.installed_by not in ("", "Terraform")

    @property
    def is_deployed(self) -> bool:
        """Whether it is deployed for production: nothing switches it off."""
        return self.environment.is_production and (self.enabled is None or self.enabled.value)


@dataclass(frozen=True, slots=True)
class ValuesFile:
    """A values file that does not lie beside a chart, told by its name: what one release of some chart gets."""

    at: Location
    environment: Environment


@dataclass(frozen=True, slots=True)
class ConfigurationOverride:
    """A value that replaces the whole configuration file of a store that a chart brings.

    `key` is the path in the values (`postgresql.primary.configuration`), `lines` how long the text is,
    `instead` the key that adds to the chart's own configuration.
    """

    at: Location
    chart: str
    key: str
    lines: int
    environment: Environment
    instead: str = ""
