"""Pod specifications -> containers (Kubernetes API reference, PodSpec v1 core)."""

from collections.abc import Iterator

from complexity_lint.model.images import Variable
from complexity_lint.model.settings import SettingKind
from complexity_lint.model.workloads import Container, HealthCheck, Mount, MountKind, Port, SettingsSource
from complexity_lint.parsers.image_names import image_of
from complexity_lint.parsers.kubernetes.upkeep import read_resources
from complexity_lint.parsers.settings import of_pair
from complexity_lint.parsers.started import read_start
from complexity_lint.parsers.yaml_nodes import Mapping, Scalar, Sequence

_KINDS = {
    "persistentVolumeClaim": MountKind.CLAIM,
    "emptyDir": MountKind.EPHEMERAL,
    "hostPath": MountKind.BIND,
    "configMap": MountKind.CONFIGURATION,
    "secret": MountKind.CONFIGURATION,
    "projected": MountKind.CONFIGURATION,
    "downwardAPI": MountKind.CONFIGURATION,
    "ephemeral": MountKind.EPHEMERAL,
    "image": MountKind.CONFIGURATION,
}
"""Volume sources that are no lasting storage of their own; every other source (nfs, csi, cloud disks) is a volume."""


def read_containers(spec: Mapping, claim_templates: frozenset[str]) -> tuple[Container, ...]:
    """The containers of a pod specification, init containers first.

    `claim_templates` are the names of the volume claim templates beside it. An init container that is
    restarted always is a sidecar (Kubernetes 1.28), not an initial step.
    """
    volumes = _volumes(spec, claim_templates)
    found = []
    for key in ("initContainers", "containers"):
        for node in spec.items(key):
            if isinstance(node, Mapping):
                initial = key == "initContainers" and node.text("restartPolicy") != "Always"
                found.append(_container(node, volumes, initial, spec))
    return tuple(found)


def _container(node: Mapping, volumes: dict[str, Mount], initial: bool, pod: Mapping) -> Container:
    image = node.scalar("image")
    name = node.scalar("name")
    policy = node.scalar("imagePullPolicy")
    return Container(
        at=name.at if name else node.at,
        name=node.text("name"),
        image=image_of(image) if image else None,
        command=_words(node, "command"),
        arguments=_words(node, "args"),
        starts=read_start(node.get("command"), node.get("args")),
        settings=tuple(_settings(node)),
        ports=tuple(_ports(node)),
        mounts=tuple(_mounts(node, volumes)),
        health=tuple(_health(node)),
        initial=initial,
        pull_policy=policy.text if policy else "",
        pull_policy_at=policy.at if policy else None,
        resources=read_resources(node, pod),
        taken=tuple(_taken(node)),
        words=tuple(_placed_words(node)),
        unchecked_at=None if initial else node.left_out_at("readinessProbe", "livenessProbe", "startupProbe"),
        storage_off_at=node.left_out_at("volumeMounts"),
    )


def _words(node: Mapping, key: str) -> tuple[str, ...] | None:
    found = node.get(key)
    if not isinstance(found, Sequence):
        return None
    return tuple(item.text for item in found.items if isinstance(item, Scalar))


def _placed_words(node: Mapping) -> Iterator[Variable]:
    """What the container starts with, word by word."""
    for key in ("command", "args"):
        for item in node.items(key):
            if isinstance(item, Scalar):
                yield Variable(item.at, key, item.text, made_of=item.made_of)


def _settings(node: Mapping) -> Iterator[Variable]:
    for item in node.items("env"):
        if isinstance(item, Mapping):
            name = item.scalar("name")
            yield of_pair(item, name.at if name else item.at)


def _taken(node: Mapping) -> Iterator[SettingsSource]:
    """The settings that come from ConfigMaps and Secrets: whole ones by `envFrom`, single keys by `valueFrom`."""
    for item in node.items("envFrom"):
        if isinstance(item, Mapping):
            for key, kind in (("configMapRef", SettingKind.CONFIG_MAP), ("secretRef", SettingKind.SECRET)):
                name = item.scalar(key, "name")
                if name is not None:
                    yield SettingsSource(name.at, kind, name.text, prefix=item.text("prefix"))
    for item in node.items("env"):
        if not isinstance(item, Mapping):
            continue
        for key, kind in (("configMapKeyRef", SettingKind.CONFIG_MAP), ("secretKeyRef", SettingKind.SECRET)):
            name = item.scalar("valueFrom", key, "name")
            if name is not None:
                wanted = item.text("valueFrom", key, "key")
                yield SettingsSource(name.at, kind, name.text, wanted, item.text("name"))


def _ports(node: Mapping) -> Iterator[Port]:
    for item in node.items("ports"):
        if not isinstance(item, Mapping):
            continue
        container, host = item.scalar("containerPort"), item.scalar("hostPort")
        number = container.integer if container else None
        taken = host.integer if host else None
        at = (host or container or item).at
        protocol = (item.text("protocol") or "TCP").lower()
        yield Port(at, number, taken or None, item.text("hostIP"), protocol, item.text("name"))


def _volumes(spec: Mapping, claim_templates: frozenset[str]) -> dict[str, Mount]:
    found: dict[str, Mount] = {}
    for item in spec.items("volumes"):
        if not isinstance(item, Mapping):
            continue
        name = item.text("name")
        source = next((e for e in item.entries if e.key != "name"), None)
        if source is None:
            found[name] = Mount(item.at, MountKind.EPHEMERAL, "")
            continue
        kind = _KINDS.get(source.key, MountKind.VOLUME)
        inner = source.value if isinstance(source.value, Mapping) else Mapping(source.at)
        label = inner.text("claimName") or inner.text("path") or name
        # What a chart puts in the place of a claim goes away where the claim is switched on.
        at = source.switched_at or source.at if kind is MountKind.EPHEMERAL else source.at
        found[name] = Mount(at, kind, "", label)
    for name in claim_templates:
        found[name] = Mount(spec.at, MountKind.CLAIM_TEMPLATE, "", name)
    return found


def _mounts(node: Mapping, volumes: dict[str, Mount]) -> Iterator[Mount]:
    for item in node.items("volumeMounts"):
        if not isinstance(item, Mapping):
            continue
        volume = volumes.get(item.text("name"))
        kind = volume.kind if volume else MountKind.UNKNOWN
        source = volume.source if volume else item.text("name")
        read_only = item.scalar("readOnly")
        target = item.text("mountPath").rstrip("/") or "/"
        source_at = volume.at if volume else None
        only_read = bool(read_only and read_only.boolean)
        yield Mount(item.at, kind, target, source, only_read, item.text("subPath"), source_at)


def _health(node: Mapping) -> Iterator[HealthCheck]:
    for kind in ("readiness", "liveness", "startup"):
        entry = node.entry(f"{kind}Probe")
        if entry is not None and isinstance(entry.value, Mapping):
            yield HealthCheck(entry.at, kind)
