"""`data "template_file"` of hashicorp/template 2.2, which came before `templatefile()`: what it renders.

The provider is archived and still what many task definitions are written with. `vars` is a map; Terraform 0.11
also took a block.
"""

from collections.abc import Mapping
from typing import Final

from complexity_lint.parsers.terraform.calls import render_text
from complexity_lint.parsers.terraform.configuration import EvaluatedBlock
from complexity_lint.parsers.terraform.scope import Scope
from complexity_lint.parsers.terraform.values import Value, elements, one_at

TEMPLATE_FILE: Final = "template_file"


def with_rendered(body: EvaluatedBlock, scope: Scope) -> EvaluatedBlock:
    """The body with its attribute `rendered`; as it is where the template is not known.

    Raises EvaluationError where the template is none, or names a variable that is not given.
    """
    template = body.attributes.get("template")
    variables = _variables(body)
    if template is None or variables is None or not isinstance(template.data, str):
        return body
    at = template.at or body.at
    rendered = one_at(render_text(template.data, at, variables, scope), at)
    attributes = {**body.attributes, "rendered": rendered}
    return EvaluatedBlock(body.at, body.type, body.labels, attributes, body.blocks, body.uncertain)


def _variables(body: EvaluatedBlock) -> Mapping[str, Value] | None:
    """The variables given, None where they are not known one by one."""
    given = body.attributes.get("vars")
    if given is not None and given.is_unknown:
        return None
    found = {} if given is None or given.is_null else {str(key.data): value for key, value in elements(given)}
    for block in body.blocks:
        if block.type == "vars":
            found |= block.attributes
    return found
