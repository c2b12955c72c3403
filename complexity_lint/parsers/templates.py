"""Files that another tool fills in before anybody reads them."""

import re

_MARKS = re.compile(
    r"\{\{|\{%|<%|@@\w+@@|\$\(\(|(?<!\$)\{[A-Z][A-Z0-9_]+\}|__[A-Z][A-Z0-9_]+__|(?m:^[ \t]*\$\{\w+\}[ \t]*$)"
)

TEMPLATE_REASON = "a template of another tool"


def is_template(text: str) -> bool:
    """Whether text that cannot be read holds the marks of a template language: Go, Jinja, ERB, placeholders, or lines
    that hold a variable alone.
    """
    return bool(_MARKS.search(text))
