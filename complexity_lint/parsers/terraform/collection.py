"""The garbage collector, kept out of the way while a great many small objects are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No collection runs inside.

    Syntax nodes and values hold no cycles, so there is nothing to collect among them; walking all of
    them again and again took more than a third of the time of reading a large repository.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
