"""BuildKit's own parser (PyPI `dockerfile`) as the examiner of ours."""

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

Differences = Callable[[str], list[str]]


@pytest.fixture(scope="session")
def differences() -> Differences:
    """What our reading of a text and BuildKit's differ in, a line each."""
    script = Path(__file__).parents[2] / "benchmarks" / "dockerfile_diff.py"
    found: Differences = runpy.run_path(str(script))["differences"]
    return found
