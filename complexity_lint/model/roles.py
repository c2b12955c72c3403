"""What a component is for, and whose it is."""

from enum import Enum


class Role(Enum):
    """What a component does in a system."""

    UNKNOWN = "unknown"
    WEB = "web"
    WORKER = "worker"
    JOB = "job"
    DATABASE = "database"
    CACHE = "cache"
    BROKER = "broker"
    SEARCH = "search"
    COORDINATION = "coordination"
    OBJECT_STORE = "object store"
    PROXY = "proxy"
    OBSERVABILITY = "observability"
    CI = "ci"
    REGISTRY = "registry"
    ORCHESTRATOR = "orchestrator"
    SECRET_STORE = "secret store"
    IDENTITY = "identity"
    MAIL = "mail"
    ADMIN = "admin interface"
    BACKUP = "backup"
    RUNTIME = "runtime"
    TOOL = "tool"
    APPLICATION = "application"

    @property
    def keeps_records(self) -> bool:
        """Whether losing its data loses data of record."""
        return self in (Role.DATABASE, Role.OBJECT_STORE)

    @property
    def keeps_state(self) -> bool:
        """Whether it is a store of any kind."""
        return self in (
            Role.DATABASE,
            Role.CACHE,
            Role.BROKER,
            Role.SEARCH,
            Role.COORDINATION,
            Role.OBJECT_STORE,
        )


class Ownership(Enum):
    """Whose a component is.

    Siblings are images of the same organisation that are built in other repositories.
    """

    UNKNOWN = "unknown"
    FIRST_PARTY = "first-party"
    SIBLING = "sibling"
    OFF_THE_SHELF = "off-the-shelf"
