"""Where a piece of shell text runs, as far as the text around it tells."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a piece of shell text runs: what runs it, in a loop or not, how deep, whether what it prints is taken by
    another command, and whether a test has found that this is development or that an option was given.
    """

    wrapper: str = ""
    in_loop: bool = False
    depth: int = 0
    captured: bool = False
    in_development: bool = False
    by_option: bool = False

    def deeper(self, wrapper: str = "", captured: bool = False) -> "Setting":
        """The setting of text found inside this one, which `wrapper` runs; `captured` where what it prints is taken."""
        names = f"{self.wrapper} {wrapper}".strip()
        captured = self.captured or captured
        return replace(self, wrapper=names, depth=self.depth + 1, captured=captured)
