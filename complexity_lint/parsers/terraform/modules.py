"""A folder's files put together: one module, overrides merged in.

Override files follow "Override Files" of the Terraform language documentation, v1.11.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.terraform.collection import collector_paused
from complexity_lint.parsers.terraform.files import (
    is_automatic_variables,
    is_configuration,
    is_override,
    is_variables,
    parse_file,
)
from complexity_lint.parsers.terraform.syntax import Attribute, Block, Body, TerraformFile
from complexity_lint.source import Source


@dataclass(frozen=True, slots=True)
class Module:
    """The blocks of one folder, by kind; what is declared twice counts as its first declaration."""

    folder: str
    variables: Mapping[str, Block]
    locals: Mapping[str, Attribute]
    resources: Mapping[tuple[str, str], Block]
    data: Mapping[tuple[str, str], Block]
    calls: Mapping[str, Block]
    outputs: Mapping[str, Block]
    providers: tuple[Block, ...]
    settings: tuple[Block, ...]
    problems: tuple[SyntaxProblem, ...]


@dataclass(frozen=True, slots=True)
class ParsedFiles:
    """Every file Terraform may read, by path, and which of them each folder holds."""

    files: Mapping[str, TerraformFile]
    configuration: Mapping[str, tuple[str, ...]]
    variables: Mapping[str, tuple[str, ...]]

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that hold configuration, sorted."""
        return tuple(self.configuration)


def parse_all(files: Mapping[str, Source]) -> ParsedFiles:
    """Every file Terraform may read, parsed."""
    with collector_paused():
        return _parse_all(files)


def _parse_all(files: Mapping[str, Source]) -> ParsedFiles:
    parsed: dict[str, TerraformFile] = {}
    configuration: dict[str, list[str]] = {}
    variables: dict[str, list[str]] = {}
    for path, source in sorted(files.items()):
        folder, _, name = path.rpartition("/")
        if is_configuration(name):
            configuration.setdefault(folder, []).append(path)
        elif is_variables(name):
            variables.setdefault(folder, []).append(path)
        else:
            continue
        parsed[path] = parse_file(source)
    return ParsedFiles(
        parsed,
        {folder: tuple(paths) for folder, paths in sorted(configuration.items())},
        {folder: tuple(paths) for folder, paths in sorted(variables.items())},
    )


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def automatic_variable_files(parsed: ParsedFiles, folder: str) -> tuple[str, ...]:
    """The variable files Terraform loads by itself, in its order: later ones win."""

    def order(path: str) -> tuple[int, str]:
        name = _name(path)
        return {"terraform.tfvars": 0, "terraform.tfvars.json": 1}.get(name, 2), name

    own = [path for path in parsed.variables.get(folder, ()) if is_automatic_variables(_name(path))]
    return tuple(sorted(own, key=order))


def load_module(parsed: ParsedFiles, folder: str) -> Module:
    """The module in a folder."""
    paths = parsed.configuration.get(folder, ())
    own = [parsed.files[path] for path in paths if not _shadowed(path, paths)]
    primary = [file for file in own if not is_override(_name(file.path))]
    overrides = [file for file in own if is_override(_name(file.path))]
    blocks = [block for file in primary for block in file.body.blocks]
    for file in overrides:
        blocks = _overridden(blocks, file.body.blocks)
    problems = tuple(problem for file in own for problem in file.problems)
    return _sorted_out(folder, blocks, problems)


def _shadowed(path: str, paths: Sequence[str]) -> bool:
    """OpenTofu reads `x.tofu` in place of `x.tf`."""
    return path.endswith(".tf") and path.removesuffix("tf") + "tofu" in paths


def _sorted_out(folder: str, blocks: Sequence[Block], problems: tuple[SyntaxProblem, ...]) -> Module:
    local: dict[str, Attribute] = {}
    for block in blocks:
        if block.type == "locals":
            for attribute in block.body.attributes:
                local.setdefault(attribute.name, attribute)
    return Module(
        folder,
        _by_name(blocks, "variable"),
        local,
        _by_pair(blocks, "resource"),
        _by_pair(blocks, "data"),
        _by_name(blocks, "module"),
        _by_name(blocks, "output"),
        tuple(block for block in blocks if block.type == "provider"),
        tuple(block for block in blocks if block.type == "terraform"),
        problems,
    )


def _by_name(blocks: Iterable[Block], kind: str) -> dict[str, Block]:
    named: dict[str, Block] = {}
    for block in blocks:
        if block.type == kind and block.labels:
            named.setdefault(block.labels[0].value, block)
    return named


def _by_pair(blocks: Iterable[Block], kind: str) -> dict[tuple[str, str], Block]:
    named: dict[tuple[str, str], Block] = {}
    for block in blocks:
        if block.type == kind and len(block.labels) > 1:
            named.setdefault((block.labels[0].value, block.labels[1].value), block)
    return named


def _overridden(blocks: list[Block], overrides: Iterable[Block]) -> list[Block]:
    """The blocks with one override file merged over them."""
    merged = list(blocks)
    for override in overrides:
        if override.type == "locals":
            merged = [_without(block, override) if block.type == "locals" else block for block in merged]
            merged.append(override)
            continue
        labels = [label.value for label in override.labels]
        for position, block in enumerate(merged):
            if block.type == override.type and [label.value for label in block.labels] == labels:
                merged[position] = replace(block, body=_merged(block.body, override.body))
                break
        else:
            merged.append(override)
    return merged


def _without(block: Block, override: Block) -> Block:
    taken = {attribute.name for attribute in override.body.attributes}
    kept = tuple(one for one in block.body.attributes if one.name not in taken)
    return replace(block, body=Body(kept, block.body.blocks))


def _merged(original: Body, override: Body) -> Body:
    """Attributes are replaced one by one, nested blocks all of one type at once."""
    names = {attribute.name for attribute in override.attributes}
    kinds = {_kind(block) for block in override.blocks}
    return Body(
        tuple(one for one in original.attributes if one.name not in names) + override.attributes,
        tuple(one for one in original.blocks if _kind(one) not in kinds) + override.blocks,
    )


def _kind(block: Block) -> str:
    return block.labels[0].value if block.type == "dynamic" and block.labels else block.type
