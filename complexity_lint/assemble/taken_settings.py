"""Settings that containers take from ConfigMaps and Secrets, put in their place."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from complexity_lint.model.images import Variable
from complexity_lint.model.settings import SettingKind, StoredSetting
from complexity_lint.model.workloads import Container, Workload

_Objects = Mapping[tuple[SettingKind, str], Sequence[StoredSetting]]


def with_taken_settings(
    workloads: Iterable[Workload], settings: Iterable[StoredSetting]
) -> tuple[Workload, ...]:
    """The workloads with what their containers take from objects described in the repository.

    An object is looked for in the workload's own project and environment, then wherever in the repository it is
    described, if one file does. A setting that the container states itself wins, as in a cluster.
    """
    near: dict[tuple[str, str], dict[tuple[SettingKind, str], list[StoredSetting]]] = defaultdict(
        lambda: defaultdict(list)
    )
    far: dict[tuple[SettingKind, str], list[StoredSetting]] = defaultdict(list)
    for setting in settings:
        if setting.kind in (SettingKind.CONFIG_MAP, SettingKind.SECRET):
            near[setting.project, setting.environment.name or "production"][
                setting.kind, setting.holder
            ].append(setting)
            far[setting.kind, setting.holder].append(setting)
    unique = {key: listed for key, listed in far.items() if len({s.at.path for s in listed}) == 1}
    return tuple(
        _filled(w, near.get((w.project, w.environment.name or "production"), {}), unique) for w in workloads
    )


def _filled(workload: Workload, near: _Objects, far: _Objects) -> Workload:
    if not any(container.taken for container in workload.containers):
        return workload
    containers = tuple(_with_settings(c, near, far) if c.taken else c for c in workload.containers)
    return replace(workload, containers=containers)


def _with_settings(container: Container, near: _Objects, far: _Objects) -> Container:
    # The last source that has a key wins over those before it, and what the container states over all of them.
    settings = {variable.name: variable for variable in _taken(container, near, far)}
    for variable in container.settings:
        if variable.value is not None or variable.name not in settings:
            settings[variable.name] = variable
    return replace(container, settings=tuple(settings.values()))


def _taken(container: Container, near: _Objects, far: _Objects) -> Iterator[Variable]:
    for source in container.taken:
        key = (source.kind, source.name)
        for setting in near.get(key) or far.get(key, ()):
            if not source.key:
                yield Variable(setting.at, source.prefix + setting.name, setting.value)
            elif setting.name == source.key:
                yield Variable(source.at, source.setting, setting.value, setting.at)
