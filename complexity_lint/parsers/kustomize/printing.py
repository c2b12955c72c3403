"""The objects of a build as YAML text, shaped as kubectl prints them: keys sorted, lists not indented."""

import re

import yaml

from complexity_lint.parsers.kustomize.build import Build
from complexity_lint.parsers.kustomize.values import value_of

try:
    from yaml.cyaml import CSafeDumper as _Base
except ImportError:  # PyYAML built without libyaml: slower, the same text
    from yaml import SafeDumper as _Base  # type: ignore[assignment]  # another class, the same methods

_SPECIAL_WORD = re.compile(r"(?i)y|n|0o[0-7]+|[-+]?0b[01_]+|[-+]?(\.\d+|\d+(\.\d*)?)e[-+]?\d+")
"""What Go's YAML writer quotes beyond what is no text to YAML 1.1 anyway."""


class _Dumper(_Base):
    """Writes texts of several lines as block scalars and repeats values instead of naming them."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = None
    if "\n" in text:
        style = "|"
    elif _SPECIAL_WORD.fullmatch(text) or _is_no_text(dumper, text):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _is_no_text(dumper: _Dumper, text: str) -> bool:
    tag: str = dumper.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # no types in the stubs
    return tag.rpartition(":")[2] not in ("str", "value", "yaml")


_Dumper.add_representer(str, _text)


def print_build(build: Build) -> str:
    """The objects as YAML documents."""
    texts = [
        yaml.dump(value_of(node), Dumper=_Dumper, default_flow_style=False, allow_unicode=True)
        for node in build.objects
    ]
    return "---\n".join(texts)
