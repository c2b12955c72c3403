"""What goes wrong in a template, worded as Go's text/template words it."""

WARN_START, WARN_END = "HELM_ERR_START", "HELM_ERR_END"
"""What helm puts around an author's message to find it again in the chain of errors."""


class TemplateError(Exception):
    """A template cannot be parsed or executed; the text is what helm's engine would report.

    `template`, `line` and `column` say where: line is 1-based, column is the 0-based byte offset in
    the line, as Go prints it. They are empty or zero when the place is unknown.
    """

    def __init__(self, message: str, template: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.template = template
        self.line = line
        self.column = column


class ParseError(TemplateError):
    """The text is not a template."""


class ExecError(TemplateError):
    """An action failed while the template ran."""


class BudgetError(ExecError):
    """The template asks for more work, depth or output than the budget allows; never skipped over."""


class FunctionError(Exception):
    """A template function refuses its arguments; the evaluator adds the place."""


class ValidationFailure(FunctionError):
    """`fail` or `required` stopped the template: the author's own message, not a defect.

    `needs_value` is true for `required`, whose result would have been printed.
    """

    def __init__(self, message: str, needs_value: bool) -> None:
        super().__init__(f"{WARN_START}{message}{WARN_END}")
        self.message = message
        self.needs_value = needs_value
