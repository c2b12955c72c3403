"""Services a provider runs that are no stores: functions, registries, queues, build projects."""

from dataclasses import dataclass
from enum import Enum

from complexity_lint.model.environments import Environment
from complexity_lint.model.references import ImageReference
from complexity_lint.model.values import Located, Unknown
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class ServerlessFunction:
    """Code the provider starts when it is called.

    `runtime` is the provider's own word (`java21`, `python3.12`); None for a function that is a container image.
    `memory` is in MiB. `image` is the container image it is made of. `warm` says whether the provider keeps it
    started or restores it from a snapshot of the started process. `endpoint` is the place that puts it behind a
    request somebody waits for (an API, a load balancer, a URL); None where nothing says so.
    """

    at: Location
    name: str
    service: str
    environment: Environment
    runtime: Located[str | Unknown] | None = None
    memory: Located[int | Unknown] | None = None
    image: Located[str | Unknown] | None = None
    warm: Located[bool | Unknown] | None = None
    endpoint: Location | None = None


class ServiceKind(Enum):
    """What a cloud service is for."""

    REGISTRY = "registry"
    QUEUE = "queue"
    TOPIC = "topic"
    BROKER = "broker"
    LOAD_BALANCER = "load balancer"
    DNS = "DNS"


@dataclass(frozen=True, slots=True)
class CloudService:
    """A service a provider runs; `service` is the provider's name for it, `engine` what it speaks where it can
    be chosen (`RabbitMQ`).
    """

    at: Location
    name: str
    kind: ServiceKind
    service: str
    environment: Environment
    engine: str = ""


@dataclass(frozen=True, slots=True)
class BuildProject:
    """A project of a provider's build service.

    `builds_images` says that it may run a Docker daemon, `cache` are the kinds of cache it keeps
    (`LOCAL_DOCKER_LAYER_CACHE`, `S3`), at the place that says so; None where none is set. `image` is what its builds
    run in, where that is given as a name.
    """

    at: Location
    name: str
    service: str
    environment: Environment
    builds_images: Located[bool | Unknown] | None = None
    cache: Located[tuple[str, ...]] | None = None
    image: ImageReference | None = None
