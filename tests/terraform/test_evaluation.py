"""Configurations come to what `terraform plan` (1.11.4, built-in provider) recorded, with places."""

import json
from collections.abc import Mapping
from pathlib import Path

from complexity_lint.model.values import UNKNOWN
from complexity_lint.parsers.terraform.configuration import Configuration, NoteKind, Resource
from complexity_lint.parsers.terraform.evaluation import evaluate, root_modules
from complexity_lint.parsers.terraform.modules import parse_all
from complexity_lint.parsers.terraform.show import plain, plain_block, show
from complexity_lint.parsers.terraform.values import Value
from complexity_lint.source import Source

HERE = Path(__file__).parent


def sources(files: Mapping[str, str]) -> dict[str, Source]:
    """Files by path."""
    return {path: Source(path, text) for path, text in files.items()}


def folder(path: Path) -> dict[str, Source]:
    """The files of a folder on disk."""
    found = [one for one in path.rglob("*") if one.is_file() and ".terraform" not in one.parts]
    return sources({str(one.relative_to(path)): one.read_text() for one in found})


def one_resource(text: str, **further: str) -> Resource:
    """The only resource of a configuration."""
    (found,) = evaluate(sources({"main.tf": text, **further}), "").resources
    return found


def line_of(value: Value | None) -> tuple[str, int | None]:
    """Where a value is set."""
    assert value is not None and value.at is not None
    return value.at.path, value.at.line


def evaluated(files: Mapping[str, str]) -> Configuration:
    """The configuration at the root of the files."""
    return evaluate(sources(files), "")


def test_recorded_plan() -> None:
    """count, for_each, modules per instance, overrides, tfvars and optional defaults as planned."""
    configuration = evaluate(folder(HERE / "plan"), "")
    planned = json.loads((HERE / "plan" / "planned.json").read_text())
    known = {
        one.address: {name: value for name, value in plain_block(one.body).items() if value is not None}
        for one in configuration.resources
    }
    known["terraform_data.uses"]["input"].pop("c")  # type: ignore[union-attr,arg-type]  # an object; c is an id
    secret = next(one for one in configuration.outputs if one.name == "secret")

    assert known == planned["resources"]
    assert {one.name: plain(one.value) for one in configuration.outputs if one is not secret} == {
        name: value for name, value in planned["outputs"].items() if name != "secret"
    }
    assert plain(secret.value) == "<sensitive>"


def test_place_of_a_value_through_modules() -> None:
    """A value set in a variable file is found there, however many modules it comes through."""
    configuration = evaluated(
        {
            "main.tf": 'variable "n" {}\nmodule "a" {\n  source = "./a"\n  size   = var.n\n}\n',
            "terraform.tfvars": "\nn = 1\n",
            "a/main.tf": 'variable "size" {}\nlocals {\n  s = var.size\n}\n'
            'resource "x_y" "z" {\n  count = 1\n  replicas = local.s\n}\n',
        }
    )
    (resource,) = configuration.resources
    value = resource.value("replicas")

    assert resource.address == "module.a.x_y.z[0]"
    assert line_of(value) == ("terraform.tfvars", 2)
    assert value is not None
    assert [(place.path, place.line) for place in value.origins] == [
        ("main.tf", 4),
        ("a/main.tf", 3),
        ("a/main.tf", 7),
    ]


def test_place_of_defaults_and_elements() -> None:
    """Elements of collections keep their own lines, defaults theirs."""
    resource = one_resource(
        'variable "v" {\n  default = {\n    a = 1\n    b = 2\n  }\n}\n'
        'resource "x_y" "z" {\n  one = var.v.b\n  two = lookup(var.v, "a", 0)\n  three = 3\n}\n'
    )

    assert line_of(resource.value("one")) == ("main.tf", 4)
    assert line_of(resource.value("two")) == ("main.tf", 3)
    assert line_of(resource.value("three")) == ("main.tf", 10)


def test_attributes_flow_between_resources() -> None:
    """What is configured is seen by references; what a provider computes is unknown."""
    configuration = evaluated(
        {
            "main.tf": 'resource "net" "n" {\n  cidr = "10.0.0.0/8"\n  part {\n    size = 4\n  }\n}\n'
            'resource "x" "y" {\n  a = net.n.cidr\n  b = net.n.id\n  c = "${net.n.id}-x"\n'
            "  d = net.n.part[0].size\n  e = [net.n.cidr, net.n.id]\n  f = jsonencode(net.n)\n}\n"
        }
    )
    values = plain_block(configuration.resources[1].body)

    assert values == {
        "a": "10.0.0.0/8",
        "b": "<unknown>",
        "c": "<unknown>",
        "d": 4,
        "e": ["10.0.0.0/8", "<unknown>"],
        "f": "<unknown>",
    }


def test_unknown_count_is_one_uncertain_instance() -> None:
    """Nobody knows how many there are, so one stands for all."""
    configuration = evaluated(
        {"main.tf": 'variable "n" {}\nresource "x" "y" {\n  count = var.n\n  i = count.index\n}\n'}
    )
    (resource,) = configuration.resources

    assert resource.uncertain
    assert resource.address == "x.y"
    assert resource.body.attributes["i"].data is UNKNOWN
    assert [note.kind for note in configuration.notes] == [NoteKind.UNKNOWN_COUNT]


def test_dynamic_blocks() -> None:
    """A block for every element, with an iterator of its own name; unknown collections stay uncertain."""
    resource = one_resource(
        'variable "u" {}\nresource "x" "y" {\n  dynamic "port" {\n    for_each = [80, 443]\n'
        "    iterator = it\n"
        "    content {\n      n = it.value\n      k = it.key\n    }\n  }\n"
        '  dynamic "rule" {\n    for_each = var.u\n    content {\n      n = rule.value\n'
        "      fixed = 1\n    }\n  }\n}\n"
    )
    (rule,) = resource.blocks_of("rule")

    assert [plain_block(one) for one in resource.blocks_of("port")] == [{"n": 80, "k": 0}, {"n": 443, "k": 1}]
    assert rule.uncertain
    assert plain_block(rule) == {"n": "<unknown>", "fixed": 1}


def test_remote_and_missing_modules_are_noted() -> None:
    """What is not in the repository is opaque, and said to be."""
    configuration = evaluated(
        {
            "main.tf": 'module "r" {\n  source = "terraform-aws-modules/vpc/aws"\n  version = "5.0"\n}\n'
            'module "m" {\n  source = "./nope"\n}\noutput "o" {\n  value = module.r.id\n}\n'
        }
    )

    assert [(one.source, one.version, one.folder) for one in configuration.modules] == [
        ("terraform-aws-modules/vpc/aws", "5.0", None),
        ("./nope", "", None),
    ]
    assert {note.kind for note in configuration.notes} == {NoteKind.REMOTE_MODULE, NoteKind.MISSING_MODULE}
    assert plain(configuration.outputs[0].value) == "<unknown>"


def test_roots_are_what_nobody_calls() -> None:
    """A module some other folder calls is no root."""
    files = sources(
        {
            "main.tf": 'module "a" {\n  source = "./modules/a"\n}\n',
            "modules/a/main.tf": 'module "b" {\n  source = "../b"\n}\n',
            "modules/b/main.tf": "",
            "other/main.tf": "",
        }
    )

    assert root_modules(parse_all(files)) == ("", "other")


def test_cycles_end() -> None:
    """Locals and modules that refer to themselves are unknown, and nothing hangs."""
    configuration = evaluated(
        {
            "main.tf": "locals {\n  a = local.b\n  b = local.a\n  c = 1\n}\n"
            'module "m" {\n  source = "./m"\n}\n',
            "m/main.tf": 'module "again" {\n  source = "../m"\n}\n',
        }
    )
    shown = show(configuration)["locals"]

    assert isinstance(shown, dict)
    assert shown["a"] == "<unknown>"
    assert shown["c"] == 1
    assert NoteKind.BUDGET in {note.kind for note in configuration.notes}


def test_errors_stay_where_they_are() -> None:
    """One refused expression and one broken block do not spoil the rest."""
    configuration = evaluated(
        {
            "main.tf": 'resource "x" "y" {\n  a = 1 + "z"\n  b = 2\n}\n'
            'resource "x" "broken" {\n  a = = 1\n}\n'
            'resource "x" "fine" {\n  a = 1\n}\n'
        }
    )
    values = {one.address: plain_block(one.body) for one in configuration.resources}

    assert values["x.y"] == {"a": "<unknown>", "b": 2}
    assert values["x.fine"] == {"a": 1}
    assert [problem.at.line for problem in configuration.problems] == [6]
    assert NoteKind.REFUSED in {note.kind for note in configuration.notes}


def test_variables_from_outside() -> None:
    """Variable files win over each other in order, and single values over them."""
    files = sources(
        {
            "main.tf": 'variable "a" {\n  default = 1\n}\nvariable "b" {\n  type = list(number)\n}\n',
            "terraform.tfvars": "a = 2\nb = [1]\n",
            "env/prod.tfvars": "a = 3\n",
        }
    )
    plainly = show(evaluate(files, ""))["variables"]
    prod = show(evaluate(files, "", ["env/prod.tfvars"], {"b": "[4, 5]"}))["variables"]

    assert plainly == {"a": 2, "b": [1]}
    assert prod == {"a": 3, "b": [4, 5]}


def test_json_syntax() -> None:
    """`.tf.json` reads the same, expressions inside strings included, at their own lines."""
    resource = one_resource(
        "",
        **{
            "main.tf.json": '{\n "variable": {"n": {"default": 3}},\n "resource": {"x": {"y": {\n'
            '   "count": "${var.n - 2}",\n   "name": "node-${count.index}",\n   "size": "${var.n}",\n'
            '   "part": [{"a": 1}, {"a": 2}]\n }}}\n}\n'
        },
    )

    assert resource.address == "x.y[0]"
    assert plain(resource.body.attributes["name"]) == "node-0"
    assert line_of(resource.value("size")) == ("main.tf.json", 2)
    assert [plain_block(one) for one in resource.blocks_of("part")] == [{"a": 1}, {"a": 2}]


def test_files_outside_the_root_are_not_read() -> None:
    """A path that leads out of the repository gives nothing, not even an error."""
    resource = one_resource(
        'resource "x" "y" {\n  a = file("../secret")\n  b = file("/etc/passwd")\n  c = file("in.txt")\n}\n',
        **{"in.txt": "inside"},
    )

    assert plain_block(resource.body) == {"a": "<unknown>", "b": "<unknown>", "c": "inside"}


def test_values_that_explode_end_in_unknown() -> None:
    """Doubling, nesting and long loops cost a bounded amount of work, and the rest is still read."""
    doubling = "".join(f"  v{n + 1} = [local.v{n}, local.v{n}]\n" for n in range(60))
    texts = "".join(f'  t{n + 1} = "${{local.t{n}}}${{local.t{n}}}"\n' for n in range(60))
    loops = "length([for a in range(900) : [for b in range(900) : [for c in range(900) : c]]])"
    configuration = evaluated(
        {
            "main.tf": f'locals {{\n  v0 = ["x"]\n{doubling}  t0 = "abcdefgh"\n{texts}  loops = {loops}\n'
            f"  deep = {'[' * 3000}{']' * 3000}\n  nots = {'!' * 3000}true\n"
            f'  sum = {"1 + " * 3000}1\n  fine = 1\n}}\noutput "o" {{\n  value = local.v60\n}}\n'
        }
    )
    known = {one.name: plain(one.value) for one in configuration.locals}

    assert known["v60"] == known["t60"] == known["loops"] == known["deep"] == "<unknown>"
    assert NoteKind.BUDGET in {note.kind for note in configuration.notes}


def test_text_that_doubles_for_ever_is_unknown_alone() -> None:
    """What is too large is unknown; what stands beside it is known."""
    configuration = evaluated({"main.tf": f"locals {{\n  deep = {'[' * 3000}{']' * 3000}\n  fine = 1\n}}\n"})

    assert {one.name: plain(one.value) for one in configuration.locals} == {"deep": "<unknown>", "fine": 1}
