"""Environments: for whom a description deploys."""

from dataclasses import dataclass, field, replace
from enum import Enum


class EnvironmentKind(Enum):
    """What an environment is for; staging, preprod and uat are production-like."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"
    TEST = "test"
    EXAMPLE = "example"


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment's kind, and the name the repository gives it (`staging`, `prod-eu`).

    `reason` says in words what tells that something is for it, empty where nothing does; what two things are for is
    the same whatever tells it.
    """

    kind: EnvironmentKind
    name: str
    reason: str = field(default="", compare=False)

    @property
    def is_production(self) -> bool:
        """Whether rows that speak about production speak about this one."""
        return self.kind is EnvironmentKind.PRODUCTION

    @property
    def is_put_away(self) -> bool:
        """Whether it is a copy that somebody keeps and nobody deploys: an archive, a backup of the files."""
        return self.kind is EnvironmentKind.EXAMPLE and self.name in _PUT_AWAY

    def because(self, reason: str) -> "Environment":
        """The same environment, with what tells of it."""
        return replace(self, reason=reason)

    @property
    def names(self) -> tuple[str, ...]:
        """Its name, as findings take the environments they are true in; none where nothing states one."""
        return (self.name,) if self.name else ()


_PUT_AWAY = frozenset({"archive", "archived", "archives", "attic", "backups", "bak"})

PRODUCTION = Environment(EnvironmentKind.PRODUCTION, "production")
DEVELOPMENT = Environment(EnvironmentKind.DEVELOPMENT, "development")
TEST = Environment(EnvironmentKind.TEST, "test")
EXAMPLE = Environment(EnvironmentKind.EXAMPLE, "example")
UNSTATED = Environment(EnvironmentKind.PRODUCTION, "")
"""Nothing says for whom: linking decides, by what else the repository deploys."""
