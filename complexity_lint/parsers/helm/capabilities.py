"""What helm v4.3.1 says of the cluster when it has none: `.Capabilities`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from complexity_lint.parsers.gotemplate import GoList, Method, Struct, Value
from complexity_lint.parsers.helm.errors import ChartError

DEFAULT_KUBE_VERSION = "v1.37.0"
_GENERIC = re.compile(r"\s*v?([0-9]+(?:\.[0-9]+)*)")
_GROUPS = (
    ("", "v1"),
    ("admissionregistration.k8s.io", "v1 v1alpha1 v1beta1"),
    ("internal.apiserver.k8s.io", "v1alpha1"),
    ("apps", "v1 v1beta1 v1beta2"),
    ("authentication.k8s.io", "v1 v1alpha1 v1beta1"),
    ("authorization.k8s.io", "v1 v1beta1"),
    ("autoscaling", "v1 v2"),
    ("batch", "v1 v1beta1"),
    ("certificates.k8s.io", "v1 v1beta1 v1alpha1"),
    ("coordination.k8s.io", "v1alpha2 v1beta1 v1"),
    ("discovery.k8s.io", "v1 v1beta1"),
    ("events.k8s.io", "v1 v1beta1"),
    ("extensions", "v1beta1"),
    ("flowcontrol.apiserver.k8s.io", "v1 v1beta1 v1beta2 v1beta3"),
    ("lifecycle.k8s.io", "v1alpha1"),
    ("networking.k8s.io", "v1 v1beta1"),
    ("node.k8s.io", "v1 v1alpha1 v1beta1"),
    ("policy", "v1 v1beta1"),
    ("rbac.authorization.k8s.io", "v1 v1beta1 v1alpha1"),
    ("resource.k8s.io", "v1 v1beta2 v1beta1 v1alpha3"),
    ("scheduling.k8s.io", "v1alpha3 v1beta1 v1"),
    ("storage.k8s.io", "v1beta1 v1 v1alpha1"),
    ("storagemigration.k8s.io", "v1 v1beta1"),
    ("apiextensions.k8s.io", "v1beta1 v1"),
)
API_VERSIONS = tuple(
    f"{group}/{version}" if group else version for group, versions in _GROUPS for version in versions.split()
)
"""The API versions helm v4.3.1 knows, in its order (`{{ .Capabilities.APIVersions }}` of the real program)."""


class VersionSet(GoList):
    """common.VersionSet"""

    go_type = "common.VersionSet"
    methods: ClassVar[Mapping[str, Method]] = {"Has": lambda self, name: name in self}

    __slots__ = ()


def normalized_version(text: str) -> str:
    """The version constraints are checked against: `v1.33.4` of `v1.33.4-gke.1`; ChartError for none."""
    found = _GENERIC.match(text)
    parts = found.group(1).split(".") if found else []
    if len(parts) < 2:
        raise ChartError(f"invalid kube version '{text}': could not parse \"{text}\" as version")
    return "v" + ".".join([*parts, "0"][: max(3, len(parts))])


def capabilities(kube_version: str | None, api_versions: tuple[str, ...]) -> Struct:
    """`.Capabilities` for `--kube-version` and `--api-versions`."""
    version = kube_version or DEFAULT_KUBE_VERSION
    full = version if version.startswith("v") else "v" + version
    normal = normalized_version(version)
    major, minor = normal[1:].split(".")[:2]
    parts: dict[str, Value] = {"Version": full, "Major": major, "Minor": minor}
    kube = Struct(
        "common.KubeVersion",
        parts,
        {"String": lambda self: normal, "GitVersion": lambda self: full},
        text=normal,
    )
    build: dict[str, Value] = {
        "Version": "v4.3.1",
        "GitCommit": "c0d08d0d6d9424d4a14febb5e8a3e51b0dd00dff",
        "GitTreeState": "clean",
        "GoVersion": "go1.27.2",
        "KubeClientVersion": "v1.37",
    }
    fields: dict[str, Value] = {
        "KubeVersion": kube,
        "APIVersions": VersionSet([*API_VERSIONS, *api_versions]),
        "HelmVersion": Struct("version.BuildInfo", build, {}),
    }
    return Struct("*common.Capabilities", fields, {}, is_pointer=True)
