"""Helm charts rendered without helm, with the place of every line (behaviour of helm v4.3.1).

`load_chart` from files in memory, `render_chart` for some values, `line_places` for where a document's lines come
from, `helm_template_text` for what `helm template` prints. No file system, no network, no program is run.
"""

from complexity_lint.parsers.helm.chart import (
    Chart,
    Files,
    FindSibling,
    Sibling,
    TemplateFile,
    ValuesText,
    load_chart,
    read_values,
)
from complexity_lint.parsers.helm.errors import ChartError
from complexity_lint.parsers.helm.manifests import Manifest
from complexity_lint.parsers.helm.metadata import Dependency, Metadata
from complexity_lint.parsers.helm.overrides import Overrides
from complexity_lint.parsers.helm.places import (
    LeftOutBlock,
    ReadText,
    ValueRead,
    Written,
    left_out,
    line_places,
    places_between,
    value_place,
)
from complexity_lint.parsers.helm.rendering import (
    Coverage,
    Release,
    Rendering,
    release_name,
    render_chart,
)
from complexity_lint.parsers.helm.siblings import Candidate, candidates, choose, sibling_finder
from complexity_lint.parsers.helm.template_text import (
    Shown,
    helm_template_text,
    is_shown,
    named_by,
    rendering_text,
)
from complexity_lint.parsers.helm.tree import ChartNode

__all__ = [
    "Candidate",
    "Chart",
    "ChartError",
    "ChartNode",
    "Coverage",
    "Dependency",
    "Files",
    "FindSibling",
    "LeftOutBlock",
    "Manifest",
    "Metadata",
    "Overrides",
    "ReadText",
    "Release",
    "Rendering",
    "Shown",
    "Sibling",
    "TemplateFile",
    "ValueRead",
    "ValuesText",
    "Written",
    "candidates",
    "choose",
    "helm_template_text",
    "is_shown",
    "left_out",
    "line_places",
    "load_chart",
    "named_by",
    "places_between",
    "read_values",
    "release_name",
    "render_chart",
    "rendering_text",
    "sibling_finder",
    "value_place",
]
