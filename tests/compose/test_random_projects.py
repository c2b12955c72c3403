"""Random projects: what docker compose accepts, we accept and print alike; what it refuses, we refuse."""

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings

from compose.docker_compose import ours, theirs, write
from compose.strategies import BASE, OVERRIDE, SETTINGS


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(BASE, OVERRIDE, SETTINGS)
def test_base_and_override(base: dict[str, Any], override: dict[str, Any], variables: str) -> None:
    with tempfile.TemporaryDirectory(prefix="project") as name:
        folder = Path(name).resolve()
        files = {
            "compose.yaml": json.dumps(base),
            "compose.override.yaml": json.dumps(override),
            ".env": variables,
            "e.env": "E=1\na=from-e\n",
            "f.env": "F=${E}-${SET}\n",
        }
        write(folder, files)

        expected = theirs(folder)

        shown = ours(folder)
        if isinstance(expected, str):
            assert shown.problems, expected
        else:
            assert [f"{p.at.path}:{p.at.line}: {p.message}" for p in shown.problems] == []
            assert shown.data == expected
