"""Machines of clusters: how many there are, and who renews them when."""

from dataclasses import dataclass

from complexity_lint.model.environments import Environment
from complexity_lint.model.values import Located, Unknown
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class NodeGroup:
    """Equal machines that a provider starts for a cluster or a service.

    `size` is the number that is kept, `minimum` and `maximum` the bounds of what changes it; None where none is
    written.
    """

    at: Location
    name: str
    service: str
    environment: Environment
    size: Located[int | Unknown] | None = None
    minimum: Located[int | Unknown] | None = None
    maximum: Located[int | Unknown] | None = None


@dataclass(frozen=True, slots=True)
class AutoUpdate:
    """That something is renewed without anybody's doing, or is told not to be.

    `subject` says what in words (`upgrades of the node pool main`), `enabled` whether it renews itself and `scheduled`
    whether a window or channel says when.
    """

    at: Location
    name: str
    subject: str
    environment: Environment
    enabled: bool
    scheduled: bool


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine of its own, written down by itself and set up where it is made.

    `setup` says in words how (`remote-exec`, `user_data`). `told` are the texts that say what it is for: its names and
    tags, and what sets it up, as far as that is known.
    """

    at: Location
    name: str
    environment: Environment
    setup: str
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MachineImage:
    """What machines of a cloud are started from, as it is asked for: `text` is the name that an image is looked up by,
    or what a provider offers it as, with its release.
    """

    at: Location
    text: str
    environment: Environment
