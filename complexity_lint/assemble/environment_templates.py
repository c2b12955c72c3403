"""Templates of environment files, whose variables are filled in where the services are deployed."""

import re

from complexity_lint.discovery.repository import Repository

_TEMPLATE = re.compile(
    r"(?i)(^|/)([\w-]*\.)*(env|\w+[_-]env)([._-][\w-]+)*\.(j2|jinja2?|tpl|tmpl|tftpl|erb|ctmpl)$"
)
"""Ansible's, Terraform's, Chef's and consul-template's: `prod.env.j2`, `.env.tftpl`, `env.j2`."""
_FILLED = re.compile(r"(?m)^\s*(?:export\s+)?(?P<name>\w+)=[\"']?(?P<value>.*(?:\{\{|\$\{|<%=).*)$")
_MAX_FILES = 50
_FALLS_BACK = re.compile(r"default\W+['\"]?latest\b|:-latest")


def filled_variables(repository: Repository) -> frozenset[str]:
    """The names of the variables that templates of environment files have filled in, without those that are `latest`
    where nobody says another.
    """
    listed = [path for path in repository.paths if _TEMPLATE.search(path)][:_MAX_FILES]
    found = (match for path in listed for match in _FILLED.finditer(repository.text(path) or ""))
    return frozenset(match["name"] for match in found if not _FALLS_BACK.search(match["value"]))
