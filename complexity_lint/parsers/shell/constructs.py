"""The groups, loops, conditionals and functions that a shell text has begun and not ended yet.

POSIX.1-2017, XCU 2.9.4 (compound commands) and 2.9.5 (functions).
"""

from dataclasses import dataclass, replace

from complexity_lint.parsers.shell.branches import Branch
from complexity_lint.parsers.shell.settings import Setting

PASSED = frozenset(["if", "then", "elif", "else", "!"])
"""Reserved words behind which a command follows."""
OPENED = {"{": "group", "if": "if", "while": "loop", "until": "loop"}
"""Reserved words that begin a construct, and its kind."""
CLOSED = {"}": "group", "fi": "if", "done": "loop", "esac": "case"}
"""Reserved words that end a construct, and its kind."""


@dataclass(slots=True)
class Construct:
    """A construct that is not closed yet, where the list around it and its last test began, and which of its branches
    is for development, and which only an option leads to. `began` is how many commands came before it; `function` is
    set for the body of one.
    """

    kind: str
    list_start: int
    test_start: int
    began: int = 0
    function: bool = False
    branch: Branch = Branch.NEITHER
    in_development: bool = False
    option_branch: Branch = Branch.NEITHER
    by_option: bool = False

    def enter_then(self, branch: Branch, option_branch: Branch) -> None:
        """Go on behind `then`: the test chooses `branch` for development, `option_branch` by an option."""
        self.branch, self.option_branch = branch, option_branch
        self.in_development = branch is Branch.THEN
        self.by_option = option_branch is Branch.THEN

    def enter_other(self, word: str, test_start: int) -> None:
        """Go on behind `else` or `elif`, whose test, if any, begins after `test_start` commands."""
        self.in_development = word == "else" and self.branch is Branch.ELSE
        self.by_option = word == "else" and self.option_branch is Branch.ELSE
        self.test_start = test_start


class Constructs:
    """The constructs that are open at a place of a text, the innermost last."""

    def __init__(self) -> None:
        self._open: list[Construct] = []

    @property
    def depth(self) -> int:
        """How many are open."""
        return len(self._open)

    def innermost(self, kind: str) -> Construct | None:
        """The innermost construct when it is of a kind."""
        return self._open[-1] if self._open and self._open[-1].kind == kind else None

    def begin(self, construct: Construct) -> None:
        """Open a construct inside all others."""
        self._open.append(construct)

    def close(self, kind: str) -> Construct | None:
        """Close the nearest open construct of a kind, with what was left open inside it; None where there is none."""
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].kind == kind:
                closed = self._open[index]
                del self._open[index:]
                return closed
        return None

    def setting(self, around: Setting) -> Setting:
        """The setting of what is inside them, by that of the text they are in."""
        in_loop = around.in_loop or any(part.kind == "loop" for part in self._open)
        in_development = around.in_development or any(part.in_development for part in self._open)
        by_option = around.by_option or any(part.by_option for part in self._open)
        return replace(around, in_loop=in_loop, in_development=in_development, by_option=by_option)

    def all_run(self) -> bool:
        """Whether nothing about them keeps what is inside from being run: groups and subshells, no function's body."""
        return all(part.kind in ("group", "(") and not part.function for part in self._open)

    def loop_of_case(self) -> Construct | None:
        """The outermost loop around the outermost `case`, as scripts read their options; None without either."""
        loop: Construct | None = None
        for part in self._open:
            if part.kind == "case":
                return loop
            if part.kind == "loop" and loop is None:
                loop = part
        return None
