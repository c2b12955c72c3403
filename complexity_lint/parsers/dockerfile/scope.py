"""The variables an instruction sees: ARG and ENV before it."""

from dataclasses import dataclass, field

from complexity_lint.parsers.dockerfile.expansion import Expansion, ExpansionError, Rules, Unset, expand

PLATFORM = frozenset(
    f"{side}{part}" for side in ("TARGET", "BUILD") for part in ("PLATFORM", "OS", "ARCH", "VARIANT")
)
"""The names BuildKit sets by the platform of the build; their values are not known before it."""


@dataclass(slots=True)
class Scope:
    """Names with their values; a name without an entry has no value anybody wrote down."""

    escape: str = "\\"
    values: dict[str, str] = field(default_factory=dict)

    def copy(self) -> "Scope":
        """A scope of its own with the same values."""
        return Scope(self.escape, dict(self.values))

    def expand(self, text: str, unset: Unset = Unset.KEEP) -> Expansion:
        """The text with the known variables put in; unknown ones stay as written.

        Text that cannot be expanded comes back as it is.
        """
        if not any(char in text for char in ("$", '"', "'", self.escape)):
            return Expansion(text, tuple(text.split()), frozenset())
        try:
            return expand(text, self.values, Rules(self.escape, unset, unknown=PLATFORM))
        except ExpansionError:
            return Expansion(text, (text,), frozenset())
