"""Nodes back to template text, as Go's `Node.String()` prints them in error messages."""

from __future__ import annotations

from complexity_lint.parsers.gotemplate import nodes
from complexity_lint.parsers.gotemplate.nodes import Operand, Pipe


def of_operand(node: Operand) -> str:
    """An operand as Go prints it."""
    match node:
        case nodes.Field():
            return "".join("." + name for name in node.ident)
        case nodes.Variable():
            return ".".join(node.ident)
        case nodes.Identifier():
            return node.name
        case nodes.Dot():
            return "."
        case nodes.Nil():
            return "nil"
        case nodes.Bool():
            return "true" if node.value else "false"
        case nodes.Number():
            return node.text
        case nodes.String():
            return node.quoted
        case nodes.Chain():
            inner = of_operand(node.inner)
            shown = f"({inner})" if isinstance(node.inner, Pipe) else inner
            return shown + "".join("." + name for name in node.fields)
        case nodes.Pipe():
            return of_pipe(node)


def of_pipe(pipe: Pipe) -> str:
    """A pipeline as Go prints it."""
    declared = ", ".join(of_operand(variable) for variable in pipe.declared)
    if declared:
        declared += " = " if pipe.is_assign else " := "
    return declared + " | ".join(of_command(command) for command in pipe.commands)


def of_command(command: nodes.Command) -> str:
    """A command as Go prints it: arguments by one blank, pipelines in parentheses."""
    return " ".join(
        f"({of_operand(arg)})" if isinstance(arg, Pipe) else of_operand(arg) for arg in command.args
    )


def of_node(node: nodes.Node) -> str:
    """The text Go puts between `at <` and `>`."""
    match node:
        case nodes.Command():
            return of_command(node)
        case nodes.Action():
            return "{{" + of_pipe(node.pipe) + "}}"
        case nodes.TemplateCall():
            name = '"' + node.name.replace("\\", "\\\\").replace('"', '\\"') + '"'
            return "{{template " + name + (f" {of_pipe(node.pipe)}" if node.pipe else "") + "}}"
        case (
            nodes.Field()
            | nodes.Variable()
            | nodes.Identifier()
            | nodes.Dot()
            | nodes.Nil()
            | nodes.Bool()
            | nodes.Number()
            | nodes.String()
            | nodes.Pipe()
            | nodes.Chain()
        ):
            return of_operand(node)
    return type(node).__name__.lower()
