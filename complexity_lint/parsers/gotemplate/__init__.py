"""Go's text/template with Sprig v3 and helm's functions, knowing which place wrote each piece of output.

`parse_templates` once, `render` as often as needed. The package knows nothing of charts or of the linter.
"""

from complexity_lint.parsers.gotemplate.engine import Output, Segment, Templates, parse_templates, render
from complexity_lint.parsers.gotemplate.errors import BudgetError, ExecError, ParseError, TemplateError
from complexity_lint.parsers.gotemplate.functions import FUNCTIONS
from complexity_lint.parsers.gotemplate.provenance import (
    STANDIN,
    UNKNOWN_READ,
    UNKNOWN_TEXT,
    Number,
    Origin,
    Read,
    Text,
    Unknown,
    unknown,
)
from complexity_lint.parsers.gotemplate.state import Budget, Note
from complexity_lint.parsers.gotemplate.values import (
    MISSING,
    GoList,
    GoMap,
    Method,
    Struct,
    Tree,
    TreeList,
    Value,
)
from complexity_lint.parsers.gotemplate.yaml_reader import (
    KeyPlace,
    Places,
    from_yaml,
    read_documents,
    with_paths,
)
from complexity_lint.parsers.gotemplate.yaml_writer import to_yaml

__all__ = [
    "FUNCTIONS",
    "MISSING",
    "STANDIN",
    "UNKNOWN_READ",
    "UNKNOWN_TEXT",
    "Budget",
    "BudgetError",
    "ExecError",
    "GoList",
    "GoMap",
    "KeyPlace",
    "Method",
    "Note",
    "Number",
    "Origin",
    "Output",
    "ParseError",
    "Places",
    "Read",
    "Segment",
    "Struct",
    "TemplateError",
    "Templates",
    "Text",
    "Tree",
    "TreeList",
    "Unknown",
    "Value",
    "from_yaml",
    "parse_templates",
    "read_documents",
    "render",
    "to_yaml",
    "unknown",
    "with_paths",
]
