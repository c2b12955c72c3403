"""What `check` was asked to do, by the command line and then by the configuration."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from complexity_lint.outputs import ALIASES, Output

if TYPE_CHECKING:
    from complexity_lint.configuration import Configuration


@dataclass(frozen=True, slots=True)
class Request:
    """What `check` was asked to do; the fields are the command's parameters."""

    paths: tuple[Path, ...]
    output_format: str
    output_file: str
    outputs: tuple[Output, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    profile: str
    fail_on: str
    exit_zero: bool
    color: str
    root: Path | None
    show_suppressed: bool
    sarif_category: str
    fix: bool
    unsafe_fixes: bool
    diff: bool
    config: Path | None
    isolated: bool

    @property
    def everything(self) -> bool:
        """Whether the checks outside the default profile are asked too."""
        return self.profile == "all"

    @property
    def all_outputs(self) -> tuple[Output, ...]:
        """Every rendering, those to files first, so that a closed pipe cannot lose them."""
        main = Output(ALIASES.get(self.output_format, self.output_format), self.output_file)
        return tuple(sorted((main, *self.outputs), key=lambda output: output.is_standard))

    def with_said(self, said: "Configuration", given: set[str]) -> "Request":
        """The request with what the configuration says of the parameters that are not in `given`."""
        wanted = {
            "select": said.select,
            "ignore": said.ignore,
            "profile": said.profile,
            "fail_on": said.fail_on,
        }
        changed: dict[str, Any] = {k: v for k, v in wanted.items() if v and k not in given}
        return replace(self, **changed)
