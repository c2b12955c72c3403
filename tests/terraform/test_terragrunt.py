"""Terragrunt units pass their inputs to modules of the repository."""

from collections.abc import Mapping

from complexity_lint.parsers.terraform.show import plain_block
from complexity_lint.parsers.terraform.terragrunt import evaluate_unit, units
from complexity_lint.source import Source

LIVE = {
    "live/terragrunt.hcl": 'locals {\n  env = read_terragrunt_config(find_in_parent_folders("env.hcl"))\n}\n'
    "inputs = {\n  region = local.env.locals.region\n  size   = 1\n}\n",
    "live/prod/env.hcl": 'locals {\n  region = "eu-west-1"\n}\n',
    "live/prod/db/terragrunt.hcl": 'include "root" {\n  path = find_in_parent_folders()\n  expose = true\n}\n'
    'terraform {\n  source = "../../../modules//db"\n}\n'
    'dependency "vpc" {\n  config_path = "../vpc"\n}\n'
    "inputs = {\n  size = 3\n  vpc  = dependency.vpc.outputs.id\n"
    "  path = path_relative_to_include()\n  from = include.root.inputs.region\n}\n",
    "live/prod/far/terragrunt.hcl": 'terraform {\n  source = "git::https://example.com/x.git"\n}\n',
    "modules/db/main.tf": 'variable "size" {}\nvariable "region" {}\nvariable "vpc" {}\nvariable "path" {}\n'
    'resource "x" "y" {\n  size = var.size\n  region = var.region\n  vpc = var.vpc\n  path = var.path\n}\n',
}


def sources(files: Mapping[str, str]) -> dict[str, Source]:
    """Files by path."""
    return {path: Source(path, text) for path, text in files.items()}


def test_units_of_the_repository() -> None:
    """Only those whose module is here; a file that is only included runs nothing."""
    assert units(sources(LIVE)) == ("live/prod/db/terragrunt.hcl",)


def test_inputs_reach_the_module() -> None:
    """Own inputs win over included ones; what another unit makes is unknown."""
    configuration = evaluate_unit(sources(LIVE), "live/prod/db/terragrunt.hcl")

    assert configuration is not None
    (resource,) = configuration.resources
    assert plain_block(resource.body) == {
        "size": 3,
        "region": "eu-west-1",
        "vpc": "<unknown>",
        "path": "prod/db",
    }
    size = resource.value("size")
    assert size is not None
    assert size.at is not None
    assert (size.at.path, size.at.line) == ("live/prod/db/terragrunt.hcl", 12)


def test_remote_modules_are_not_evaluated() -> None:
    """Nothing is fetched."""
    assert evaluate_unit(sources(LIVE), "live/prod/far/terragrunt.hcl") is None
