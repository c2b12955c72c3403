"""What references to a resource see: what is configured, and what the provider is known to make of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from complexity_lint.parsers.terraform.configuration import EvaluatedBlock
from complexity_lint.parsers.terraform.types import STRING
from complexity_lint.parsers.terraform.values import (
    DYNAMIC_UNKNOWN,
    Value,
    open_object,
    tuple_of,
    unknown,
)

_PROVIDED: Final[Mapping[str, Mapping[str, str]]] = {
    "docker_image": {"image_id": "name", "latest": "name", "repo_digest": "name"},
}
"""Attributes that a provider makes of one that is written and that mean the same, by type of resource
(kreuzwerker/docker v3, "docker_image").
"""
_ADDRESSES: Final[Mapping[str, tuple[str, ...]]] = {
    "aws_db_instance": ("address", "endpoint"),
    "aws_rds_cluster": ("endpoint",),
    "aws_docdb_cluster": ("endpoint",),
    "google_sql_database_instance": ("private_ip_address", "public_ip_address", "first_ip_address"),
    "azurerm_postgresql_flexible_server": ("fqdn",),
    "azurerm_mysql_flexible_server": ("fqdn",),
    "azurerm_mssql_server": ("fully_qualified_domain_name",),
    "digitalocean_database_cluster": ("host", "private_host"),
}
"""Attributes by which stores are reached (the providers' documentation, "Attribute Reference"). Nobody can know the
address itself, but whose it is: the resource's own address stands for it.
"""


def referred(body: EvaluatedBlock, kind: str = "", address: str = "") -> Value:
    """The value of a reference to a resource of a kind at an address: set attributes, those the provider makes of them,
    and nested blocks as lists of objects.
    """
    items = {name: value for name, value in body.attributes.items() if not value.is_null}
    made = (*_same(kind, items), *_addresses(kind, address, body))
    items |= {name: value for name, value in made if name not in items}
    for block in body.blocks:
        if block.type not in items:
            alike = [one for one in body.blocks if one.type == block.type]
            certain = not any(one.uncertain for one in alike)
            items[block.type] = tuple_of([referred(one) for one in alike]) if certain else DYNAMIC_UNKNOWN
    return open_object(items, body.at)


def _same(kind: str, items: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    provided = _PROVIDED.get(kind, {})
    yield from ((name, items[source]) for name, source in provided.items() if source in items)


def _addresses(kind: str, address: str, body: EvaluatedBlock) -> Iterator[tuple[str, Value]]:
    if kind == "aws_ecr_repository":
        yield from _registry_url(address, body)
    shown = re.sub(r"[^\w.]+", "-", address).strip("-")
    for name in _ADDRESSES.get(kind, ()):
        yield name, replace(unknown(STRING), at=body.at, hint=shown)


def _registry_url(address: str, body: EvaluatedBlock) -> Iterator[tuple[str, Value]]:
    """`<account>.dkr.ecr.<region>.amazonaws.com/<name>`: the name of a repository is known before its registry
    (hashicorp/terraform-provider-aws v6, `aws_ecr_repository`).
    """
    name = body.attributes.get("name")
    if name is not None and isinstance(name.data, str):
        shown = f"${{{address}}}/{name.data}"
        yield "repository_url", replace(unknown(STRING), hint=shown)
