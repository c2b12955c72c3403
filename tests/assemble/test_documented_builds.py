"""Images that READMEs tell people to build."""

from pathlib import Path

from complexity_lint import discovery
from complexity_lint.assemble.documented_builds import documented_builds


def _named(root: Path, files: dict[str, str]) -> dict[str, str]:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return documented_builds(discovery.read(root))


def test_a_build_is_looked_for_beside_the_page_and_in_the_root(tmp_path: Path) -> None:
    page = "Build it:\n\n```sh\n$ docker build -t acme/shop:1.0 \\\n    -f Dockerfile.web .\n```\n"
    files = {"docs/README.md": page, "Dockerfile.web": "FROM scratch\n"}

    assert _named(tmp_path, files) == {"acme/shop": "Dockerfile.web"}


def test_the_lines_before_it_say_where_it_runs(tmp_path: Path) -> None:
    page = "```\ngit clone x\ncd shop/api\ndocker build -t api .\n```\n"
    files = {"README.md": page, "shop/api/Dockerfile": "FROM scratch\n", "Dockerfile": "FROM scratch\n"}

    assert _named(tmp_path, files) == {"api": "shop/api/Dockerfile"}


def test_a_name_that_several_are_given_is_none(tmp_path: Path) -> None:
    page = "`docker build -t shop a`\n\n`docker build -t shop b`\n"
    files = {"README.md": page, "a/Dockerfile": "FROM scratch\n", "b/Dockerfile": "FROM scratch\n"}

    assert _named(tmp_path, files) == {}


def test_what_is_not_there_is_not_known(tmp_path: Path) -> None:
    assert _named(tmp_path, {"README.md": "docker build -t shop services/shop\n"}) == {}
