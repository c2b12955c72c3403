"""What expressions can see, and how much their evaluation may cost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.values import BudgetSpent, Value
from complexity_lint.source import Location

MAX_STEPS: Final = 400_000
MAX_TEXT: Final = 4_000_000
MAX_DEPTH: Final = 150


class Budget:
    """How much one evaluation may still do; spent by the evaluator and the functions."""

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self.steps = steps
        self.depth = 0

    def spend(self, steps: int = 1) -> None:
        """Take steps; raises BudgetSpent when none are left."""
        self.steps -= steps
        if self.steps < 0:
            raise BudgetSpent


Resolver = Callable[[str, Sequence[str], Location], tuple[Value, int]]
"""From a root name and the attributes after it to a value and how many attributes that used up."""

Functions = Callable[[syntax.Call, "Scope"], Value]


@dataclass(frozen=True, slots=True)
class Scope:
    """What expressions can see: names, functions, `for` variables, and the element of a splat."""

    resolve: Resolver
    call: Functions
    budget: Budget
    variables: Mapping[str, Value]
    item: Value | None = None

    def holding(self, variables: Mapping[str, Value]) -> "Scope":
        """The scope with further variables in front."""
        return Scope(self.resolve, self.call, self.budget, {**self.variables, **variables}, self.item)
