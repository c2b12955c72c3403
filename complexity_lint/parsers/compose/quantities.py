"""Sizes, durations and command lines in text, as the libraries docker compose uses read and print them."""

import re

_SIZES = {"k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4, "p": 1024**5}
_UNITS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,
    "μs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
    "d": 86_400_000_000_000,
    "w": 604_800_000_000_000,
}
_DURATION = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w)")


def size(text: str) -> int:
    """`64m`, `1.5GiB`, `100` -> bytes (docker/go-units, RAMInBytes). Raises ValueError."""
    if re.fullmatch(r"[-+]?\d+", text):
        return int(text)
    match = re.fullmatch(r"(.*[0-9. ])([^0-9. ]*)", text)
    if not match:
        raise ValueError(f"invalid size: '{text}'")
    number, suffix = match[1].removesuffix(" "), match[2].lower()
    try:
        value = float(number)
    except ValueError:
        raise ValueError(f"invalid size: '{text}'") from None
    if value < 0 or number != number.strip():
        raise ValueError(f"invalid size: '{text}'")
    if suffix in ("", "b"):
        return int(value)
    factor = _SIZES.get(suffix[0])
    if factor is None or suffix[1:] not in ("", "b", "ib"):
        raise ValueError(f"invalid suffix: '{suffix}'")
    return int(value * factor)


def duration(text: str) -> int:
    """`1m30s`, `2d` -> nanoseconds (xhit/go-str2duration). Raises ValueError."""
    rest = text.removeprefix("-").removeprefix("+")
    if rest == "0":
        return 0
    total = 0
    position = 0
    while position < len(rest):
        match = _DURATION.match(rest, position)
        if not match:
            raise ValueError(f'invalid duration "{text}"')
        total += round(float(match[1]) * _UNITS[match[2]])
        position = match.end()
    if not rest:
        raise ValueError(f'invalid duration "{text}"')
    return -total if text.startswith("-") else total


def duration_text(nanoseconds: int) -> str:
    """Nanoseconds -> text as Go's Duration.String writes it: `1m30s`, `1.5s`, `100ms`."""
    sign = "-" if nanoseconds < 0 else ""
    left = abs(nanoseconds)
    if left == 0:
        return "0s"
    if left < _UNITS["s"]:
        unit = next(u for u in ("ms", "µs", "ns") if left >= _UNITS[u])
        return f"{sign}{_decimal(left, _UNITS[unit])}{unit}"
    hours, left = divmod(left, _UNITS["h"])
    minutes, left = divmod(left, _UNITS["m"])
    text = f"{_decimal(left, _UNITS['s'])}s"
    if hours or minutes:
        text = f"{minutes}m{text}"
    return f"{sign}{hours}h{text}" if hours else sign + text


def _decimal(value: int, unit: int) -> str:
    whole, part = divmod(value, unit)
    digits = str(part).rjust(len(str(unit)) - 1, "0").rstrip("0")
    return f"{whole}.{digits}" if digits else str(whole)


def command_words(text: str) -> list[str]:
    """A command line's words as docker compose splits them (mattn/go-shellwords). Raises ValueError.

    What follows a `;`, `&`, `|`, `<` or `>` outside of quotes is dropped, as it is there.
    """
    splitter = _Splitter()
    for character in text:
        if not splitter.take(character):
            break
    return splitter.finish()


class _Splitter:
    """Takes a command line character by character; quotes, escapes and `$( )` as go-shellwords knows them."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.word = ""
        self.started = False
        self.escaped = False
        self.quote = ""
        self.back = False
        self.dollar = False

    @property
    def quoted(self) -> bool:
        return bool(self.quote) or self.back or self.dollar

    def take(self, character: str) -> bool:
        """Take one character; False ends the command line."""
        if self.escaped:
            self._add({"t": "\t", "n": "\n"}.get(character, character))
            self.escaped = False
        elif character == "\\":
            if self.quote == "'":
                self.word += character
            else:
                self.escaped = True
        elif character in " \t\r\n":
            self._space(character)
        elif character in "\"'" and self._toggles(character):
            pass
        elif character in ";&|<>" and not self.quoted:
            if character == ">" and self.word[:1].isdigit():
                self.started = False  # the number of a redirected stream
            return False
        else:
            self._special(character)
        return True

    def _toggles(self, character: str) -> bool:
        """Whether a quotation mark starts or ends a quotation here."""
        if self.dollar or self.quote not in ("", character):
            return False
        if self.quote:
            self.started = True
        self.quote = "" if self.quote else character
        return True

    def _special(self, character: str) -> None:
        if character == "`" and not self.quote and not self.dollar:
            self.back = not self.back
        elif character == ")" and not self.quote and not self.back:
            self.dollar = not self.dollar
        elif character == "(" and not self.quote and not self.back:
            if self.dollar or not self.word.endswith("$"):
                raise ValueError("invalid command line string")
            self.dollar = True
            self.word += "("
            return
        self._add(character)

    def _add(self, character: str) -> None:
        self.word += character
        self.started = True

    def _space(self, character: str) -> None:
        if self.quoted:
            self.word += character
        elif self.started:
            self.words.append(self.word)
            self.word, self.started = "", False

    def finish(self) -> list[str]:
        """The words; ValueError where a quotation does not end."""
        if self.started:
            self.words.append(self.word)
        if self.escaped or self.quoted:
            raise ValueError("invalid command line string")
        return self.words
