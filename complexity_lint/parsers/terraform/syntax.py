"""What a Terraform file says: bodies, blocks, attributes and expressions, each with its place.

The nodes follow the grammar of the HCL native syntax specification (hashicorp/hcl
`hclsyntax/spec.md`, v2.23); the JSON form (`.tf.json`) yields the same nodes.
"""

from dataclasses import dataclass
from typing import TypeAlias

from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.terraform.numbers import Number
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a truth value, `null`, or a string without interpolation (escapes decoded)."""

    at: Location
    value: Number | bool | str | None


@dataclass(frozen=True, slots=True)
class Text:
    """The fixed text between two sequences of a template, escapes decoded and whitespace trimmed."""

    value: str


@dataclass(frozen=True, slots=True)
class TemplateIf:
    """`%{ if }`: what is printed when the condition holds, and when it does not."""

    condition: "Expression"
    then: tuple["TemplatePart", ...]
    otherwise: tuple["TemplatePart", ...]


@dataclass(frozen=True, slots=True)
class TemplateFor:
    """`%{ for }`: `key` is empty when only one name is given."""

    key: str
    value: str
    collection: "Expression"
    parts: tuple["TemplatePart", ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A quoted or heredoc template; expressions among the parts are interpolations.

    A template that is nothing but one interpolation stands for that value itself (`wraps`).
    """

    at: Location
    parts: tuple["TemplatePart", ...]

    @property
    def wraps(self) -> "Expression | None":
        """The lone interpolated expression, or None for a template that makes a string."""
        if len(self.parts) == 1 and not isinstance(self.parts[0], (Text, TemplateIf, TemplateFor)):
            return self.parts[0]
        return None


@dataclass(frozen=True, slots=True)
class Name:
    """A bare name: `var`, `local`, a resource type, a `for` variable, a keyword such as `string`."""

    at: Location
    name: str


@dataclass(frozen=True, slots=True)
class GetAttr:
    """`of.name`."""

    at: Location
    of: "Expression"
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """`of[key]`, or the legacy `of.0`."""

    at: Location
    of: "Expression"
    key: "Expression"


@dataclass(frozen=True, slots=True)
class SplatItem:
    """Stands inside a splat's `each` for the element at hand."""

    at: Location


@dataclass(frozen=True, slots=True)
class Splat:
    """`of[*]...` or `of.*...`: `each` is evaluated for every element."""

    at: Location
    of: "Expression"
    each: "Expression"


@dataclass(frozen=True, slots=True)
class Unary:
    """`-of` or `!of`."""

    at: Location
    operator: str
    of: "Expression"


@dataclass(frozen=True, slots=True)
class Binary:
    """An arithmetic, comparison or logic operation."""

    at: Location
    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Conditional:
    """`condition ? then : otherwise`."""

    at: Location
    condition: "Expression"
    then: "Expression"
    otherwise: "Expression"


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; `expand` when the last argument is followed by `...`."""

    at: Location
    name: str
    arguments: tuple["Expression", ...]
    expand: bool = False


@dataclass(frozen=True, slots=True)
class TupleOf:
    """`[a, b]`."""

    at: Location
    items: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class ObjectItem:
    """`key = value` inside an object; a bare word as key is a string, not a reference."""

    at: Location
    key: "Expression"
    value: "Expression"


@dataclass(frozen=True, slots=True)
class ObjectOf:
    """`{ a = 1 }`."""

    at: Location
    items: tuple[ObjectItem, ...]


@dataclass(frozen=True, slots=True)
class For:
    """`[for ...]` when `result_key` is None, else `{for ...}`; `group` for `value...`."""

    at: Location
    key: str
    value: str
    collection: "Expression"
    result_key: "Expression | None"
    result: "Expression"
    condition: "Expression | None"
    group: bool


@dataclass(frozen=True, slots=True)
class Parens:
    """`(inner)`: as an object's key it makes a bare name a reference."""

    at: Location
    inner: "Expression"


@dataclass(frozen=True, slots=True)
class Broken:
    """An expression that could not be read; its value is unknown."""

    at: Location


Expression: TypeAlias = (
    Literal
    | Template
    | Name
    | GetAttr
    | Index
    | SplatItem
    | Splat
    | Unary
    | Binary
    | Conditional
    | Call
    | TupleOf
    | ObjectOf
    | For
    | Parens
    | Broken
)
TemplatePart: TypeAlias = Text | TemplateIf | TemplateFor | Expression


@dataclass(frozen=True, slots=True)
class Label:
    """A block's label (`"aws_instance"`), at the header it belongs to."""

    at: Location
    value: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """`name = value`; `at` is the whole attribute."""

    at: Location
    name: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Body:
    """The attributes and nested blocks of a file or block, in order of writing."""

    attributes: tuple[Attribute, ...] = ()
    blocks: tuple["Block", ...] = ()

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of that name, if it is written."""
        return next((one for one in self.attributes if one.name == name), None)

    def blocks_of(self, kind: str) -> tuple["Block", ...]:
        """The nested blocks of that type."""
        return tuple(block for block in self.blocks if block.type == kind)


@dataclass(frozen=True, slots=True)
class Block:
    """A block; `at` is its header, from its type to its last label, `end_line` its closing line."""

    at: Location
    type: str
    labels: tuple[Label, ...]
    body: Body
    end_line: int | None = None


@dataclass(frozen=True, slots=True)
class TerraformFile:
    """One file as read; `is_json` tells that strings and objects may stand for blocks."""

    path: str
    body: Body
    problems: tuple[SyntaxProblem, ...] = ()
    is_json: bool = False
