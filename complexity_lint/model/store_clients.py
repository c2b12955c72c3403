"""Programs that only talk to a store which runs elsewhere: read from `data/`, offline."""

import json
from functools import cache
from importlib.resources import files

from complexity_lint.model.commands import Command


def is_store_client(command: Command) -> bool:
    """Whether a command is a client or a tool of a store, by its name or its name and first argument
    (`cockroach init`); `kafka-topics.sh` is `kafka-topics`.
    """
    name = command.name.removesuffix(".sh")
    return name in _programs() or " ".join((name, *command.words[1:2])) in _programs()


@cache
def _programs() -> frozenset[str]:
    text = files("complexity_lint.data").joinpath("store_clients.json").read_bytes()
    return frozenset(name for entry in json.loads(text) for name in entry["programs"])
