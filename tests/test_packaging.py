"""What gets installed."""

import configparser
import email
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = {"complexity_lint": "complexity_lint", "checks": "complexity_lint_checks"}
NOT_BUILT_FROM = shutil.ignore_patterns(
    ".git", ".venv", "build", "*.egg-info", "__pycache__", ".*_cache", "node_modules"
)


def settings() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", "utf-8")
    return parser


def _is_hidden(path: Path) -> bool:
    # The caches of tools that somebody ran in a folder of ours.
    return any(part.startswith(".") for part in path.parts)


def packages() -> set[str]:
    """The packages that the folders hold, by the names they are installed under."""
    found = set()
    for folder, package in PACKAGES.items():
        for init in (ROOT / folder).rglob("__init__.py"):
            parts = init.parent.relative_to(ROOT / folder).parts
            found.add(".".join((package, *parts)))
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """A wheel, built from a copy so that nothing is left in the tree."""
    copy = tmp_path_factory.mktemp("source") / "tree"
    shutil.copytree(ROOT, copy, ignore=NOT_BUILT_FROM)
    out = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(out),
        str(copy),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (file,) = out.glob("*.whl")
    return zipfile.ZipFile(file)


def test_every_package_is_listed() -> None:
    assert set(settings()["options"]["packages"].split()) == packages()


def test_every_module_lies_in_a_package() -> None:
    for folder, _ in PACKAGES.items():
        loose = [
            path for path in (ROOT / folder).rglob("*.py") if not (path.parent / "__init__.py").is_file()
        ]

        assert loose == []


def test_the_wheel_holds_what_is_in_the_folders(wheel: zipfile.ZipFile) -> None:
    expected = {
        f"{package}/{path.relative_to(ROOT / folder).as_posix()}"
        for folder, package in PACKAGES.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix != ".pyc" and not _is_hidden(path.relative_to(ROOT))
    }

    assert {name for name in wheel.namelist() if ".dist-info/" not in name} == expected


def test_the_wheel_has_our_names_and_no_other(wheel: zipfile.ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES.values())


def test_the_metadata_says_what_readers_rely_on(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = email.message_from_bytes(wheel.read(name))

    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    assert any(url.startswith("Source, https://") for url in metadata.get_all("Project-URL", []))


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    requirements = settings()["options"]["install_requires"].split("\n")
    names = [re.split(r"[<>=!~\[]", line)[0].strip() for line in requirements if line]

    assert [name for name in names if f"| {name} |" not in text] == []


def test_the_action_and_the_hooks_call_commands_that_exist() -> None:
    assert "complexity-lint check" in (ROOT / "action.yml").read_text("utf-8")
    assert "entry: complexity-lint check" in (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
