"""Whether the parts of a project go together (compose-go 2.16, loader/validate.go and graph/)."""

from collections.abc import Callable, Iterator

from complexity_lint.parsers.compose.normal_form import NormalForm
from complexity_lint.parsers.compose.tree import Leaf, Plain, Rejected, Table, Tree, known
from complexity_lint.source import Location


def check_consistency(form: NormalForm) -> Iterator[Rejected]:
    """What docker compose refuses in a project that its schema lets pass. Unknown values are fine."""
    for name, found in form.services.fields.items():
        if isinstance(found.value, Table):
            for rule in _RULES:
                yield from rule(name, found.value, found.at, form)
    for name, found in form.resources["secrets"].fields.items():
        secret = found.value
        if not isinstance(secret, Table) or _value(secret, "external") is True:
            continue
        if "file" not in secret and "environment" not in secret:
            yield Rejected(found.at, f'secret "{name}" must declare either `file` or `environment`')
    yield from _cycles(form)
    yield from _container_names(form)


def _value(table: Table, *keys: str) -> Plain:
    found = table.get(*keys)
    return found.value if isinstance(found, Leaf) else None


def _place(table: Table, *keys: str) -> Location:
    found = table.get(*keys)
    return found.at if found is not None else table.at


def _runs_something(name: str, service: Table, at: Location, form: NormalForm) -> Iterator[Rejected]:
    if not any(key in service for key in ("build", "image", "provider")):
        yield Rejected(at, f'service "{name}" has neither an image nor a build context specified')


def _build(name: str, service: Table, at: Location, form: NormalForm) -> Iterator[Rejected]:
    build = service.get("build")
    if not isinstance(build, Table):
        return
    if "dockerfile" in build and "dockerfile_inline" in build:
        yield Rejected(
            build.at, f'service "{name}" declares mutualy exclusive dockerfile and dockerfile_inline'
        )
    for context, found in build.table("additional_contexts").fields.items():
        text = str(found.value.value) if isinstance(found.value, Leaf) else ""
        if text.startswith("service:"):
            target = form.services.get(text.removeprefix("service:"))
            if target is None or not (isinstance(target, Table) and "build" in target):
                yield Rejected(
                    found.at,
                    f'service "{name}" names no service that is built as additional context {context}',
                )
    platform = _value(service, "platform")
    platforms = [i.value for i in build.items("platforms") if isinstance(i, Leaf)]
    if platforms and platform and platform not in platforms and known(service):
        yield Rejected(
            _place(build, "platforms"), f'service.build.platforms MUST include service.platform "{platform}"'
        )


def _networks(name: str, service: Table, at: Location, form: NormalForm) -> Iterator[Rejected]:
    if "network_mode" in service and "networks" in service:
        yield Rejected(
            _place(service, "network_mode"),
            f"service {name} declares mutually exclusive `network_mode` and `networks`",
        )
    for network, found in service.table("networks").fields.items():
        if network not in form.resources["networks"]:
            yield Rejected(found.at, f'service "{name}" refers to undefined network {network}')
    mode = str(_value(service, "network_mode") or "")
    shared = mode.removeprefix("service:")
    if mode.startswith("service:") and shared not in form.services and "$" not in shared:
        yield Rejected(_place(service, "network_mode"), f'service "{shared}" not found for network_mode')


def _health(name: str, service: Table, at: Location, form: NormalForm) -> Iterator[Rejected]:
    test = service.items("healthcheck", "test")
    first = test[0] if test else None
    if isinstance(first, Leaf) and first.known and first.value not in ("CMD", "CMD-SHELL", "NONE"):
        yield Rejected(first.at, 'healthcheck.test must start either by "CMD", "CMD-SHELL" or "NONE"')


def _dependencies(name: str, service: Table, at: Location, form: NormalForm) -> Iterator[Rejected]:
    for other, found in service.table("depends_on").fields.items():
        if other in form.services or "$" in other:
            continue
        optional = isinstance(found.value, Table) and _value(found.value, "required") is False
        if not (optional and other in form.disabled):
            yield Rejected(found.at, f'service "{name}" depends on undefined service "{other}"')


def _resources(name: str, service: Table, at: Location, form: NormalForm) -> Iterator[Rejected]:
    for mount in service.items("volumes"):
        if isinstance(mount, Table) and mount.text("type") == "volume" and mount.text("source"):
            yield from _defined(name, "volumes", mount, form)
    for keys, section in (
        (("build", "secrets"), "secrets"),
        (("configs",), "configs"),
        (("secrets",), "secrets"),
    ):
        for item in service.items(*keys):
            if isinstance(item, Table):
                yield from _defined(name, section, item, form)
    for model, found in service.table("models").fields.items():
        if model not in form.resources["models"]:
            yield Rejected(found.at, f'service "{name}" refers to undefined model {model}')


def _defined(name: str, section: str, item: Table, form: NormalForm) -> Iterator[Rejected]:
    source = item.get("source")
    text = item.text("source")
    if (source is None or known(source)) and text not in form.resources[section]:
        at = source.at if source is not None else item.at
        yield Rejected(at, f'service "{name}" refers to undefined {section.removesuffix("s")} {text}')


def _scale(name: str, service: Table, at: Location, form: NormalForm) -> Iterator[Rejected]:
    scale, replicas = _value(service, "scale"), _value(service, "deploy", "replicas")
    place = _place(service, "scale") if "scale" in service else _place(service, "deploy", "replicas")
    if isinstance(scale, int) and isinstance(replicas, int) and scale != replicas:
        yield Rejected(place, f"services.{name}: can't set distinct values on 'scale' and 'deploy.replicas'")
    for key, count in (("scale", scale), ("deploy.replicas", replicas)):
        if isinstance(count, int) and count < 0:
            yield Rejected(place, f"services.{name}.{key}: must be greater than or equal to 0")
    count = scale if scale is not None else replicas
    if isinstance(count, int) and count > 1 and "container_name" in service:
        key = "deploy.replicas" if scale is None else "scale"
        message = f"services.{name}: can't set container_name and {key} as container name must be unique"
        yield Rejected(_place(service, "container_name"), message)


def _limits(name: str, service: Table, at: Location, form: NormalForm) -> Iterator[Rejected]:
    for old, side, new, nothing in (
        ("cpus", "limits", "cpus", 0),
        ("mem_limit", "limits", "memory", "0"),
        ("mem_reservation", "reservations", "memory", "0"),
        ("pids_limit", "limits", "pids", 0),
    ):
        value = service.get(old)
        if not isinstance(value, Leaf) or not value.known or service.get("deploy", "resources", side) is None:
            continue
        other = service.get("deploy", "resources", side, new)
        modern = other.value if isinstance(other, Leaf) else nothing
        if modern != value.value and (other is None or known(other)):
            message = (
                f"services.{name}: can't set distinct values on '{old}' and 'deploy.resources.{side}.{new}'"
            )
            yield Rejected(value.at, message)


def _watches(name: str, service: Table, at: Location, form: NormalForm) -> Iterator[Rejected]:
    for trigger in service.items("develop", "watch"):
        if not isinstance(trigger, Table) or "target" in trigger:
            continue
        if trigger.text("action") not in ("rebuild", "restart"):
            yield Rejected(
                trigger.at, f"services.{name}.develop.watch: target is required for non-rebuild actions"
            )


def _mounts(name: str, service: Table, at: Location, form: NormalForm) -> Iterator[Rejected]:
    seen: dict[str, str] = {}
    mounts: list[tuple[Tree, str, str]] = []
    for number, item in enumerate(service.items("tmpfs")):
        text = str(item.value) if isinstance(item, Leaf) else ""
        mounts.append((item, text.partition(":")[0], f"services.{name}.tmpfs[{number}]"))
    for number, item in enumerate(service.items("volumes")):
        if isinstance(item, Table):
            mounts.append((item, item.text("target"), f"services.{name}.volumes[{number}]"))
    for item, target, where in mounts:
        if target in seen and known(item):
            yield Rejected(item.at, f"{where}: target {target} already mounted as {seen[target]}")
        seen[target] = where


_RULES: tuple[Callable[[str, Table, Location, NormalForm], Iterator[Rejected]], ...] = (
    _runs_something,
    _build,
    _networks,
    _health,
    _dependencies,
    _resources,
    _scale,
    _limits,
    _watches,
    _mounts,
)


def _cycles(form: NormalForm) -> Iterator[Rejected]:
    """Services that wait for each other. Told once for each service that closes a circle."""
    state: dict[str, int] = {}
    for start in form.services.fields:
        stack = [(start, iter(form.services.table(start, "depends_on").fields))]
        while stack:
            name, rest = stack[-1]
            state[name] = 1
            following = next(rest, None)
            if following is None:
                state[name] = 2
                stack.pop()
            elif state.get(following) == 1:
                circle = " -> ".join([n for n, _ in stack] + [following])
                at = form.services.table(name, "depends_on").fields[following].at
                yield Rejected(at, f"dependency cycle detected: {circle}")
            elif following not in state and following in form.services:
                stack.append((following, iter(form.services.table(following, "depends_on").fields)))


def _container_names(form: NormalForm) -> Iterator[Rejected]:
    seen: dict[str, str] = {}
    for name, found in form.services.fields.items():
        container = found.value.get("container_name") if isinstance(found.value, Table) else None
        if isinstance(container, Leaf) and container.known:
            text = str(container.value)
            if text in seen:
                message = f'services "{seen[text]}" and "{name}" both use the container name "{text}"'
                yield Rejected(container.at, message)
            seen[text] = name
