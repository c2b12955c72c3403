"""The objects of a build as YAML text, shaped as kubectl prints them: keys sorted, lists not indented."""

import yaml

from complexity_lint.parsers.kustomize.build import Build
from complexity_lint.parsers.kustomize.values import value_of


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as block scalars and repeats values instead of naming them."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def print_build(build: Build) -> str:
    """The objects as YAML documents."""
    texts = [
        yaml.dump(value_of(node), Dumper=_Dumper, default_flow_style=False, allow_unicode=True, width=100_000)
        for node in build.objects
    ]
    return "---\n".join(texts)
