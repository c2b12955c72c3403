"""The functions helm v4.3 gives its templates: text/template's own, Sprig v3.3 and helm's."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from complexity_lint.parsers.gotemplate.functions.builtins import BUILTINS
from complexity_lint.parsers.gotemplate.functions.dates import DATES
from complexity_lint.parsers.gotemplate.functions.dicts import DICTS
from complexity_lint.parsers.gotemplate.functions.encoding import ENCODING
from complexity_lint.parsers.gotemplate.functions.lists import LISTS
from complexity_lint.parsers.gotemplate.functions.numbers import NUMBERS
from complexity_lint.parsers.gotemplate.functions.patterns import PATTERNS
from complexity_lint.parsers.gotemplate.functions.secrets import SECRETS
from complexity_lint.parsers.gotemplate.functions.strings import STRINGS
from complexity_lint.parsers.gotemplate.functions.templates import TEMPLATES
from complexity_lint.parsers.gotemplate.signature import Function

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        **BUILTINS,
        **STRINGS,
        **NUMBERS,
        **LISTS,
        **DICTS,
        **ENCODING,
        **PATTERNS,
        **DATES,
        **SECRETS,
        **TEMPLATES,
    }
)
"""Every function by name."""
NAMES = frozenset(FUNCTIONS)
"""The names that may be called."""
