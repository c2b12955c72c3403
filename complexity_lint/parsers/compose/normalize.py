"""A loaded project -> with everything that docker compose implies (compose-go 2.16, loader/normalize.go)."""

import re
from dataclasses import dataclass

from complexity_lint.parsers.compose.merge import merge
from complexity_lint.parsers.compose.template import Variables
from complexity_lint.parsers.compose.tree import Field, Leaf, Row, Table, Tree, is_null, leaf_like
from complexity_lint.parsers.compose.volume_text import clean

_NAMESPACES = ("network_mode", "ipc", "pid", "uts", "cgroup")


def project_name(text: str) -> str:
    """Text as a project's name: lower-case letters, digits, dashes and underscores, the first a letter or digit."""
    return "".join(re.findall(r"[a-z0-9_-]", text.lower())).lstrip("_-")


@dataclass(frozen=True, slots=True)
class Normalization:
    """Completes a project; `name` is its name, part of the names of its networks and volumes."""

    name: str
    variables: Variables

    def apply(self, top: Table) -> Table:
        """The project with networks, dependencies, names and the values of bare variables."""
        top = _with_networks(top)
        services = top.get("services")
        if isinstance(services, Table):
            top = top.put("services", services.mapped(lambda name, value: self._service(value)))
        jobs = top.get("jobs")
        if isinstance(jobs, Table):
            top = top.put("jobs", jobs.mapped(lambda name, value: self._service(value)))
        for section in ("networks", "volumes", "configs", "secrets"):
            table = top.get(section)
            if isinstance(table, Table):
                top = top.put(section, self._named(table))
        return top

    def _named(self, resources: Table) -> Table:
        fields: dict[str, Field] = {}
        for key, found in resources.fields.items():
            table = found.value if isinstance(found.value, Table) else Table(found.at)
            if is_null(table.get("name")):
                external = table.get("external")
                own = isinstance(external, Leaf) and external.value is True
                table = table.put("name", Leaf(found.at, key if own else f"{self.name}_{key}"))
            fields[key] = Field(found.at, table)
        return Table(resources.at, fields)

    def _service(self, service: Tree) -> Tree:
        if not isinstance(service, Table):
            return service
        if service.text("pull_policy") == "if_not_present":
            policy = service.get("pull_policy")
            service = (
                service.put("pull_policy", leaf_like(policy, "missing"))
                if isinstance(policy, Leaf)
                else service
            )
        build = service.get("build")
        if isinstance(build, Table):
            service = service.put("build", self._build(build))
        environment = service.get("environment")
        if environment is not None:
            service = service.put("environment", self._resolved(environment, keep=True))
        service = _with_dependencies(service)
        return _with_complete_hooks(_with_clean_targets(service))

    def _build(self, build: Table) -> Table:
        if is_null(build.get("context")):
            build = build.put("context", Leaf(build.at, "."))
        if is_null(build.get("dockerfile")) and is_null(build.get("dockerfile_inline")):
            build = build.put("dockerfile", Leaf(build.at, "Dockerfile"))
        args = build.get("args")
        return build.put("args", self._resolved(args, keep=False)) if args is not None else build

    def _resolved(self, settings: Tree, keep: bool) -> Tree:
        """Settings without a value get the variable's; where there is none they stay with `keep`, or go."""
        values = self.variables.values
        keep = keep or not self.variables.complete
        if isinstance(settings, Row):
            items: list[Tree] = []
            for item in settings.items:
                bare = isinstance(item, Leaf) and "=" not in str(item.value)
                if bare and isinstance(item, Leaf) and str(item.value) in values:
                    items.append(leaf_like(item, f"{item.value}={values[str(item.value)]}"))
                elif not bare or keep:
                    items.append(item)
            return Row(settings.at, tuple(items))
        if not isinstance(settings, Table):
            return settings

        def value_of(key: str, value: Tree) -> Tree | None:
            if not is_null(value):
                return value
            if key in values:
                return Leaf(value.at, values[key])
            return value if keep else None

        return settings.mapped(value_of)


def _with_networks(top: Table) -> Table:
    """Services that name no network are in the network `default`, which then exists."""
    used = False
    for section in ("services", "jobs"):
        services = top.get(section)
        if not isinstance(services, Table):
            continue
        fields: dict[str, Field] = {}
        for name, found in services.fields.items():
            service = found.value
            if isinstance(service, Table) and "provider" not in service and "network_mode" not in service:
                networks = service.get("networks")
                if not (isinstance(networks, Table) and networks.fields):
                    default = Table(found.at, {"default": Field(found.at, Leaf(found.at))})
                    service = service.put("networks", default)
                used = used or "default" in service.table("networks")
            fields[name] = Field(found.at, service)
        top = top.put(section, Table(services.at, fields))
    networks = top.get("networks")
    table = networks if isinstance(networks, Table) else Table(top.at)
    if used and "default" not in table:
        top = top.put("networks", table.put("default", Leaf(table.at)))
    return top


def _with_dependencies(service: Table) -> Table:
    """Links and shared namespaces are dependencies too."""
    implied: list[tuple[str, Tree, bool]] = []
    for link in _texts(service, "links"):
        parts = str(link.value).split(":")
        implied.append((parts[0] if len(parts) == 2 else str(link.value), link, True))
    for key in _NAMESPACES:
        text = service.text(key)
        namespace = service.get(key)
        if text.startswith("service:") and namespace is not None:
            implied.append((text.removeprefix("service:"), namespace, True))
    for source in _texts(service, "volumes_from"):
        if not str(source.value).startswith("container:"):
            implied.append((str(source.value).split(":")[0], source, False))
    dependencies = service.table("depends_on")
    for name, place, restart in implied:
        if name not in dependencies:
            table = Table(place.at).default("condition", "service_started").default("restart", restart)
            dependencies = dependencies.put(name, table.default("required", True), place.at)
    return service.put("depends_on", dependencies) if dependencies.fields else service


def _texts(service: Table, key: str) -> list[Leaf]:
    return [item for item in service.items(key) if isinstance(item, Leaf) and isinstance(item.value, str)]


def _with_clean_targets(service: Table) -> Table:
    volumes = service.get("volumes")
    if not isinstance(volumes, Row):
        return service

    def cleaned(item: Tree) -> Tree:
        target = item.get("target") if isinstance(item, Table) else None
        if not isinstance(item, Table) or not isinstance(target, Leaf) or not isinstance(target.value, str):
            return item
        return item.put("target", leaf_like(target, clean(target.value)))

    return service.put("volumes", Row(volumes.at, tuple(cleaned(item) for item in volumes.items)))


def _with_complete_hooks(service: Table) -> Table:
    """What runs before the start has the service's image unless it names one, and is in the service's networks too."""
    hooks, image = service.get("pre_start"), service.get("image")
    if not isinstance(hooks, Row):
        return service
    named = image if isinstance(image, Leaf) and image.value else None
    items = tuple(
        _completed(hook, named, service) if isinstance(hook, Table) else hook for hook in hooks.items
    )
    return service.put("pre_start", Row(hooks.at, items))


def _completed(hook: Table, image: Leaf | None, service: Table) -> Table:
    if image is not None and "image" not in hook:
        hook = hook.put("image", image)
    networks, own = service.get("networks"), hook.get("networks")
    if not isinstance(networks, Table):
        return hook
    merged = merge(networks, own, ("services", "x", "networks")) if isinstance(own, Table) else networks
    return hook.put("networks", merged)
