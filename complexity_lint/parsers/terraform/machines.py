"""Clusters and groups made of plain machines: masters with a `count`, kops groups, `bootstrap_expect`."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from complexity_lint.model.clusters import Cluster, Ensemble
from complexity_lint.model.environments import Environment
from complexity_lint.model.values import UNKNOWN, Located, Unknown
from complexity_lint.parsers.terraform.configuration import Configuration, EvaluatedBlock, Mode, Resource
from complexity_lint.parsers.terraform.knowledge import knowledge
from complexity_lint.parsers.terraform.reading import found_scalar, scalar_at, whole
from complexity_lint.parsers.terraform.values import Value
from complexity_lint.source import Location

_CONTROL_PLANE: Final = re.compile(
    r"(?:^|[-_.])(?:masters?|control[-_]?planes?|controllers?|kube[-_]?masters?|k8s[-_]?masters?)(?:[-_.]|\d|$)",
    re.IGNORECASE,
)
_KUBERNETES: Final = re.compile(r"kube|k8s|k3s|rke2?(?![a-z])|control[-_]?plane|etcd|talos", re.IGNORECASE)
_OTHERS: Final = re.compile(
    r"jenkins|spark|hadoop|mysql|maria|postgres|redis|salt|puppet|mesos|elastic|slurm|locust|jmeter|ansible|"
    r"zookeeper|hbase|presto|druid|domain|ingress|game|gitlab",
    re.IGNORECASE,
)
_ETCD: Final = re.compile(r"(?:^|[-_.])etcds?(?:[-_.]|\d|$)", re.IGNORECASE)
_WORKERS: Final = re.compile(r"(?:^|[-_.])(?:workers?|nodes?|agents?|minions?)(?:[-_.]|\d|$)", re.IGNORECASE)
_INSTALLS: Final = re.compile(
    r"kubeadm init|kubeadm join[^\n]*--control-plane|rke2-server|k3s server|INSTALL_K3S_EXEC=[\"']?server"
)
_EXPECT: Final = re.compile(r"bootstrap[-_]expect[\"']?\s*[=: ]\s*[\"']?(\d+)")
_MAX_TEXT: Final = 200_000
_STARTUP: Final = (
    "user_data",
    "user_data_base64",
    "custom_data",
    "metadata_startup_script",
    "metadata",
    "content",
)


def machine_clusters(configuration: Configuration, environment: Environment) -> Iterator[Cluster]:
    """Control planes on machines of one's own."""
    yield from _kops(configuration, environment)
    groups: dict[str, list[Resource]] = defaultdict(list)
    for resource in _machines(configuration):
        if _is_control_plane(resource):
            groups[resource.module].append(resource)
    for module, members in groups.items():
        if _is_kubernetes(configuration, module, members):
            size = _size(members)
            name = _without_number(members[0].name)
            names = dict.fromkeys(f"{one.type}.{one.name}" for one in members)
            verb = "makes" if len(names) == 1 else "make"
            basis = f"{' and '.join(list(names)[:3])} {verb} {_shown(size)}"
            remedy = "make three of them, or take a managed control plane"
            cloud = knowledge().cloud_of(members[0].type)
            yield Cluster(
                members[0].at,
                name,
                "self-managed",
                environment,
                size,
                basis,
                remedy,
                cloud=cloud.name if cloud and not cloud.on_premises else "",
                on_premises=cloud is not None and cloud.on_premises,
            )


def _is_control_plane(resource: Resource) -> bool:
    """By its name, or because its start-up text installs a control plane."""
    names = _names(resource)
    if _OTHERS.search(names) or _WORKERS.search(resource.name):
        return False
    return bool(_CONTROL_PLANE.search(names)) or any(_INSTALLS.search(text) for text in _texts(resource.body))


def _machines(configuration: Configuration) -> Iterator[Resource]:
    kinds = knowledge().machines
    return (one for one in configuration.resources if one.mode is Mode.MANAGED and one.type in kinds)


def _names(resource: Resource) -> str:
    """The words a machine is called by: in the configuration, and by its own name where that is known."""
    found = [resource.name]
    for attribute in ("name", "hostname", "label"):
        value = resource.value(attribute)
        if value is not None and isinstance(value.data, str):
            found.append(value.data)
    tags = resource.value("tags")
    if tags is not None and isinstance(tags.data, Mapping):
        name = tags.data.get("Name")
        if name is not None and isinstance(name.data, str):
            found.append(name.data)
    return " ".join(found).replace(" ", "-")


def _without_number(name: str) -> str:
    return re.sub(r"[-_]?\d+$", "", name)


def _is_kubernetes(configuration: Configuration, module: str, members: Sequence[Resource]) -> bool:
    """Masters of what? Their names, start-up texts, files or the workers beside them tell."""
    first = members[0]
    if _KUBERNETES.search(f"{_names(first)} {first.at.path} {module} {configuration.folder}"):
        return True
    texts = _texts(first.body)
    if any(_KUBERNETES.search(text) for text in texts):
        return True
    beside = [one for one in _machines(configuration) if one.module == module]
    return bool(re.search("controllers?", first.name)) and any(_WORKERS.search(one.name) for one in beside)


def _texts(block: EvaluatedBlock) -> Iterator[str]:
    for name in _STARTUP:
        value = block.value(name)
        if value is not None:
            yield from _strings(value)


def _strings(value: Value) -> Iterator[str]:
    data = value.data
    if isinstance(data, str):
        yield data[:_MAX_TEXT]
    elif isinstance(data, Mapping):
        for one in data.values():
            yield from _strings(one)
    elif isinstance(data, tuple):
        for one in data:
            yield from _strings(one)


def _size(members: Sequence[Resource]) -> Located[int | Unknown]:
    """How many there are, at the `count` that says so."""
    first = members[0]
    repeat = first.repeat
    place = found_scalar(repeat, first.at) if repeat is not None else None
    at = place.at if place is not None else first.at
    others = tuple(dict.fromkeys(one.at for one in members[1:] if one.at not in (at, first.at)))
    origins = (*(place.origins if place is not None else ()), *others)
    if any(one.uncertain for one in members):
        return Located(UNKNOWN, at, origins)
    return Located(len(members), at, origins)


def _shown(size: Located[int | Unknown]) -> str:
    if not isinstance(size.value, int):
        return "an unknown number of control-plane nodes"
    return "one control-plane node" if size.value == 1 else f"{size.value} control-plane nodes"


def _kops(configuration: Configuration, environment: Environment) -> Iterator[Cluster]:
    """kops instance groups with the role of the control plane (provider eddycharly/kops)."""
    groups: dict[str, list[Resource]] = defaultdict(list)
    for resource in configuration.resources_of("kops_instance_group"):
        role = scalar_at(resource, "role")
        if role is not None and role.shown in ("Master", "ControlPlane"):
            cluster = scalar_at(resource, "cluster_name")
            groups[cluster.shown if cluster else ""].append(resource)
    for name, members in groups.items():
        sizes = [whole(found) for one in members if (found := scalar_at(one, "min_size", 1)) is not None]
        numbers = [one.value for one in sizes if isinstance(one.value, int)]
        value: int | Unknown = sum(numbers) if len(numbers) == len(sizes) else UNKNOWN
        size = Located(value, sizes[0].at, tuple(one.at for one in sizes[1:]))
        basis = f"{len(members)} instance groups have the role of the control plane"
        yield Cluster(members[0].at, name, "kops", environment, size, basis, "make three such groups")


def machine_ensembles(configuration: Configuration, environment: Environment) -> Iterator[Ensemble]:
    """etcd on machines of its own, Consul and Nomad servers, dedicated search masters."""
    groups: dict[tuple[str, str], list[Resource]] = defaultdict(list)
    for resource in _machines(configuration):
        if _ETCD.search(resource.name) and not _CONTROL_PLANE.search(resource.name):
            groups[resource.module, _without_number(resource.name)].append(resource)
    for (_, name), members in groups.items():
        yield Ensemble(members[0].at, name, "etcd", environment, _size(members), coordination=True)
    yield from _expecting(configuration, environment)
    yield from _search_masters(configuration, environment)


def _expecting(configuration: Configuration, environment: Environment) -> Iterator[Ensemble]:
    seen: set[tuple[str, str, str]] = set()
    for resource in configuration.resources:
        for text in _texts(resource.body):
            match = _EXPECT.search(text)
            software = _consul_or_nomad(text, _names(resource))
            key = (resource.module, resource.type, resource.name)
            if match is None or key in seen:
                continue
            seen.add(key)
            at = _place_of_texts(resource)
            members: Located[int | Unknown] = Located(int(match[1]), at, (resource.at,))
            yield Ensemble(resource.at, resource.name, software, environment, members, coordination=True)


def _consul_or_nomad(text: str, names: str) -> str:
    nomad = len(re.findall("nomad", text + names, re.IGNORECASE))
    return "Nomad" if nomad > len(re.findall("consul", text + names, re.IGNORECASE)) else "Consul"


def _place_of_texts(resource: Resource) -> Location:
    for name in _STARTUP:
        value = resource.value(name)
        if value is not None and value.at is not None:
            return value.at
    return resource.at


def _search_masters(configuration: Configuration, environment: Environment) -> Iterator[Ensemble]:
    for resource in configuration.resources_of("aws_opensearch_domain", "aws_elasticsearch_domain"):
        enabled = scalar_at(resource, "cluster_config.dedicated_master_enabled", False)
        count = scalar_at(resource, "cluster_config.dedicated_master_count")
        if enabled is not None and enabled.value is not False and count is not None:
            members = whole(count)
            yield Ensemble(resource.at, resource.name, "OpenSearch", environment, members, coordination=False)
