"""Whether to colour: the flag, then the conventions of the environment, then the terminal."""

from collections.abc import Mapping


def wants_color(flag: str, environment: Mapping[str, str], is_terminal: bool) -> bool:
    """Whether output should hold terminal colours.

    `flag` is `auto`, `always` or `never`. The order is: the flag, NO_COLOR (no-color.org), FORCE_COLOR
    (force-color.org) and CLICOLOR_FORCE, CLICOLOR=0 and a dumb terminal, and at last whether it is a terminal.
    """
    if flag != "auto":
        return flag == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR") or environment.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    if environment.get("CLICOLOR") == "0" or environment.get("TERM") == "dumb":
        return False
    return is_terminal
