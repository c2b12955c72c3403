"""The dot helm gives the recorded cases, made by hand: a small stand-in for the chart layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from complexity_lint.parsers.gotemplate import GoList, Method, Struct, Tree, Value, read_documents, with_paths
from complexity_lint.parsers.gotemplate.values import CommonValues, ValuesMap


class ApiVersions(GoList):
    """common.VersionSet"""

    go_type = "common.VersionSet"
    methods: ClassVar[Mapping[str, Method]] = {"Has": lambda self, name: name in self}


def dot(values: str) -> Value:
    """`.` for a chart `c` 0.1.0, release `rel` in namespace `ns`."""
    tree = with_paths(read_documents(values, None)[0], ())
    assert isinstance(tree, Tree)
    values_map = ValuesMap(tree)
    values_map.path = ()
    version: dict[str, Value] = {"Version": "v1.37.0", "Major": "1", "Minor": "37"}
    kube = Struct(
        "common.KubeVersion",
        version,
        {"GitVersion": lambda self: "v1.37.0", "String": lambda self: "v1.37.0"},
        text="v1.37.0",
    )
    fields: dict[str, Value] = {
        "KubeVersion": kube,
        "APIVersions": ApiVersions(["v1", "apps/v1", "policy/v1"]),
    }
    top: dict[str, Value] = {
        "Values": values_map,
        "Release": {
            "Name": "rel",
            "Namespace": "ns",
            "Service": "Helm",
            "IsInstall": True,
            "IsUpgrade": False,
            "Revision": 1,
        },
        "Chart": {
            "Name": "c",
            "Version": "0.1.0",
            "AppVersion": "1.2.3",
            "IsRoot": True,
            "Description": "",
            "Keywords": [],
            "Deprecated": False,
        },
        "Capabilities": Struct("*common.Capabilities", fields, {}, is_pointer=True),
        "Template": {"Name": "c/templates/x.yaml", "BasePath": "c/templates"},
    }
    return CommonValues(top)
