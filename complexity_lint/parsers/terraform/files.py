"""Which of a folder's files Terraform reads, and how each is parsed."""

from complexity_lint.parsers.terraform.hcl import parse_hcl
from complexity_lint.parsers.terraform.json_syntax import parse_tf_json, parse_tfvars_json
from complexity_lint.parsers.terraform.syntax import TerraformFile
from complexity_lint.source import Source

_JSON_CONFIGURATION = (".tf.json", ".tofu.json")
_NATIVE_CONFIGURATION = (".tf", ".tofu")


def is_configuration(name: str) -> bool:
    """Whether Terraform or OpenTofu reads a file of that name as configuration."""
    if name.startswith((".", "#")) or name.endswith("~"):
        return False
    return name.endswith(_NATIVE_CONFIGURATION + _JSON_CONFIGURATION)


def is_override(name: str) -> bool:
    """Whether the file's blocks are merged over those of the others (`override.tf`, `x_override.tf`)."""
    stem = name
    for ending in _JSON_CONFIGURATION + _NATIVE_CONFIGURATION:
        stem = stem.removesuffix(ending)
    return stem == "override" or stem.endswith("_override")


def is_automatic_variables(name: str) -> bool:
    """Whether Terraform loads the file's variables without being told to."""
    return name in ("terraform.tfvars", "terraform.tfvars.json") or name.endswith(
        (".auto.tfvars", ".auto.tfvars.json")
    )


def is_variables(name: str) -> bool:
    """Whether the file holds variable values (`-var-file`)."""
    return name.endswith((".tfvars", ".tfvars.json"))


def parse_file(source: Source) -> TerraformFile:
    """Any file of Terraform, OpenTofu or Terragrunt; never raises for its content."""
    if source.name.endswith(".tfvars.json"):
        return parse_tfvars_json(source)
    if source.name.endswith(".json"):
        return parse_tf_json(source)
    return parse_hcl(source)
