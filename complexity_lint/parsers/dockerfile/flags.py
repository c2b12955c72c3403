"""The flags of an instruction: `--name=value`, `--name`."""

from collections.abc import Sequence


def flag_value(flags: Sequence[str], name: str) -> str:
    """The value that flags give to a name, as written; empty where they give none."""
    start = f"--{name}="
    return next((flag[len(start) :] for flag in flags if flag.startswith(start)), "")


def is_set(flags: Sequence[str], name: str) -> bool:
    """Whether a flag that is true or false is set: `--link` or `--link=true` (buildkit `instructions/bflag.go`)."""
    return f"--{name}" in flags or flag_value(flags, name).lower() == "true"
