"""Groups of machines with their sizes, and who renews them when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from complexity_lint.model.environments import Environment
from complexity_lint.model.updates import AutoUpdate, NodeGroup
from complexity_lint.model.values import Located, Unknown
from complexity_lint.model.workloads import Autoscaler
from complexity_lint.parsers.terraform.configuration import Configuration, ModuleCall, Resource
from complexity_lint.parsers.terraform.ecs import scaled_workload
from complexity_lint.parsers.terraform.lone_machines import lone_machines
from complexity_lint.parsers.terraform.obsolete import obsolete_uses
from complexity_lint.parsers.terraform.reading import Part, found_scalar, name_of, scalar_at, switched, whole
from complexity_lint.parsers.terraform.values import Value
from complexity_lint.parsers.unit import Parts


def upkeep_parts(configuration: Configuration, environment: Environment) -> Parts:
    """What a configuration says of the upkeep of its machines, and what of it has ended."""
    return Parts(
        node_groups=tuple(_node_groups(configuration, environment)),
        auto_updates=tuple(_auto_updates(configuration, environment)),
        obsolete=tuple(obsolete_uses(configuration, environment)),
        autoscalers=tuple(_autoscalers(configuration, environment)),
        machines=tuple(lone_machines(configuration, environment)),
    )


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Where a resource type states its sizes, and the switch without which the bounds count for nothing."""

    service: str
    size: tuple[str, ...]
    minimum: str
    maximum: str
    switches: tuple[str, ...] = ()


_GROUPS = {
    "aws_autoscaling_group": _Sizes("Auto Scaling group", ("desired_capacity",), "min_size", "max_size"),
    "aws_eks_node_group": _Sizes(
        "EKS node group",
        ("scaling_config.desired_size",),
        "scaling_config.min_size",
        "scaling_config.max_size",
    ),
    "google_container_node_pool": _Sizes(
        "GKE node pool",
        ("node_count", "initial_node_count"),
        "autoscaling.min_node_count",
        "autoscaling.max_node_count",
    ),
    "google_container_cluster": _Sizes("GKE cluster", ("initial_node_count",), "none", "none"),
    "azurerm_kubernetes_cluster": _Sizes(
        "AKS node pool",
        ("default_node_pool.node_count",),
        "default_node_pool.min_count",
        "default_node_pool.max_count",
        ("default_node_pool.auto_scaling_enabled", "default_node_pool.enable_auto_scaling"),
    ),
    "azurerm_kubernetes_cluster_node_pool": _Sizes(
        "AKS node pool",
        ("node_count",),
        "min_count",
        "max_count",
        ("auto_scaling_enabled", "enable_auto_scaling"),
    ),
    "digitalocean_kubernetes_cluster": _Sizes(
        "DigitalOcean node pool",
        ("node_pool.node_count",),
        "node_pool.min_nodes",
        "node_pool.max_nodes",
        ("node_pool.auto_scale",),
    ),
    "digitalocean_kubernetes_node_pool": _Sizes(
        "DigitalOcean node pool", ("node_count",), "min_nodes", "max_nodes", ("auto_scale",)
    ),
}
_MODULE_GROUPS = ("eks_managed_node_groups", "self_managed_node_groups", "node_groups")
_MODULE_SIZES = (
    ("desired_size", "desired_capacity"),
    ("min_size", "min_capacity"),
    ("max_size", "max_capacity"),
)


def _node_groups(configuration: Configuration, environment: Environment) -> Iterator[NodeGroup]:
    for resource in configuration.resources_of(*_GROUPS):
        sizes = _GROUPS[resource.type]
        removed = scalar_at(resource, "remove_default_node_pool")
        if removed is not None and switched(removed).value is True:
            continue
        size = next((found for path in sizes.size if (found := _number(resource, path)) is not None), None)
        scales = _scales(resource, sizes)
        yield NodeGroup(
            resource.at,
            name_of(resource, ("name", "node_group_name")),
            sizes.service,
            environment,
            size,
            _number(resource, sizes.minimum) if scales else None,
            _number(resource, sizes.maximum) if scales else None,
        )
    for call in configuration.modules:
        if call.folder is None and "eks" in call.source:
            yield from _of_module(call, environment)


def _scales(resource: Resource, sizes: _Sizes) -> bool:
    found = [one for path in sizes.switches if (one := scalar_at(resource, path)) is not None]
    return not sizes.switches or any(switched(one).value is not False for one in found)


def _of_module(call: ModuleCall, environment: Environment) -> Iterator[NodeGroup]:
    for argument in _MODULE_GROUPS:
        groups = call.value(argument)
        for name, group in (
            groups.data.items() if groups is not None and isinstance(groups.data, Mapping) else ()
        ):
            if isinstance(group.data, Mapping):
                size, minimum, maximum = (_first(group.data, names, call) for names in _MODULE_SIZES)
                if not (size is None and minimum is None and maximum is None):
                    at = group.at or call.at
                    yield NodeGroup(at, name, "EKS node group", environment, size, minimum, maximum)


def _first(
    data: Mapping[str, Value], names: tuple[str, ...], call: ModuleCall
) -> Located[int | Unknown] | None:
    for name in names:
        value = data.get(name)
        if value is not None and not value.is_null:
            return whole(found_scalar(value, call.at))
    return None


def _number(part: Part, path: str) -> Located[int | Unknown] | None:
    found = scalar_at(part, path)
    return None if found is None else whole(found)


def _autoscalers(configuration: Configuration, environment: Environment) -> Iterator[Autoscaler]:
    """Targets of Application Auto Scaling that are ECS services."""
    for resource in configuration.resources_of("aws_appautoscaling_target"):
        kind = scalar_at(resource, "service_namespace")
        if kind is not None and kind.value == "ecs":
            yield Autoscaler(
                resource.at,
                scaled_workload(resource, configuration) or name_of(resource, ("name",)),
                configuration.folder or ".",
                environment,
                minimum=_number(resource, "min_capacity"),
                maximum=_number(resource, "max_capacity"),
            )


def _auto_updates(configuration: Configuration, environment: Environment) -> Iterator[AutoUpdate]:
    yield from _of_google(configuration, environment)
    yield from _of_azure(configuration, environment)
    for resource in configuration.resources_of("digitalocean_kubernetes_cluster"):
        on = scalar_at(resource, "auto_upgrade")
        if on is not None and switched(on).value is not None and isinstance(switched(on).value, bool):
            name = name_of(resource, ("name",))
            planned = bool(resource.blocks_of("maintenance_policy"))
            enabled = switched(on).value is True
            yield AutoUpdate(on.at, name, f"upgrades of the cluster {name}", environment, enabled, planned)


def _of_google(configuration: Configuration, environment: Environment) -> Iterator[AutoUpdate]:
    clusters = list(configuration.resources_of("google_container_cluster"))
    for resource in configuration.resources_of("google_container_node_pool"):
        on = scalar_at(resource, "management.auto_upgrade")
        if on is None or isinstance(switched(on).value, Unknown):
            continue
        own = [one for one in clusters if one.module == resource.module]
        planned = not own or any(
            one.blocks_of("maintenance_policy") or one.blocks_of("release_channel") for one in own
        )
        name = name_of(resource, ("name",))
        subject = f"upgrades of the node pool {name}"
        enabled = switched(on).value is True
        # Who writes the version of the nodes down raises it by hand; a cluster's `min_master_version` moves the
        # control plane alone.
        pinned = scalar_at(resource, "version") is not None or any(one.value("node_version") for one in own)
        yield AutoUpdate(on.at, name, subject, environment, enabled, planned or (not enabled and pinned))


_AZURE = (
    ("automatic_upgrade_channel", ("maintenance_window_auto_upgrade", "maintenance_window")),
    ("automatic_channel_upgrade", ("maintenance_window_auto_upgrade", "maintenance_window")),
)


def _of_azure(configuration: Configuration, environment: Environment) -> Iterator[AutoUpdate]:
    """Azure's clusters; a node image channel of its own is renewed on Azure's schedule of rollouts."""
    for resource in configuration.resources_of("azurerm_kubernetes_cluster"):
        for attribute, windows in _AZURE:
            channel = scalar_at(resource, attribute)
            if channel is not None and isinstance(channel.value, str):
                name = name_of(resource, ("name",))
                planned = any(resource.blocks_of(window) for window in windows)
                enabled = channel.value != "none"
                subject = f"upgrades of the cluster {name}"
                planned = planned or (not enabled and resource.value("kubernetes_version") is not None)
                yield AutoUpdate(channel.at, name, subject, environment, enabled, planned)
