"""Links: how the parts of a system hang together."""

from dataclasses import dataclass
from enum import Enum

from complexity_lint.source import Location


class LinkKind(Enum):
    """What one part has to do with another."""

    BUILT_BY = "built by"
    PUSHED_BY = "pushed by"
    RUNS = "runs"
    DEPENDS_ON = "depends on"
    TALKS_TO = "talks to"
    STORES_IN = "stores in"
    PROVISIONS = "provisions"
    DEPLOYS_TO = "deploys to"
    CONFIGURED_BY = "configured by"


class NodeKind(Enum):
    """What a node of the graph is."""

    COMPONENT = "component"
    STORE = "store"
    CLUSTER = "cluster"
    IMAGE = "image"
    BUILD = "build"
    PIPELINE = "pipeline"
    FUNCTION = "function"
    CONFIGURATION = "configuration"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class Node:
    """One part, by kind and name; `at` is its first place, None for what lies outside the repository."""

    kind: NodeKind
    name: str
    at: Location | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """That `source` has to do with `target`, as the place `at` shows; `detail` says what it was read from
    (the name of a setting, a condition).
    """

    at: Location
    kind: LinkKind
    source: Node
    target: Node
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a setting of a workload points: the parts of an address, of a connection string, or of several
    settings that belong together (`DB_HOST`, `DB_NAME`).

    `setting` is the name of what holds it; parts nobody can know statically are empty. `database` is the database's
    name on the store, or the variable that is all of it (`$POSTGRES_DB`), `schema` its schema where one is stated.
    `component` is the name of the component of the repository that the host means, empty for a host elsewhere.
    `only_given` is set for a database's setting of a list that several workloads are given as a whole, where nothing
    of this one's own code names it.
    """

    at: Location
    setting: str
    host: str
    scheme: str = ""
    port: int | None = None
    database: str = ""
    schema: str = ""
    component: str = ""
    only_given: bool = False
