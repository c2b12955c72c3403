"""Which folders a manifest names as packages to install."""

import pytest

from complexity_lint.assemble.local_packages import is_in, local_packages


@pytest.mark.parametrize(
    ("path", "text", "folders"),
    [
        ("shop/Gemfile", 'gem "money", path: "gems/money"\n# gem "old", path: "gems/old"', ("shop/gems/money",)),
        ("Gemfile", "gem 'a', :path => 'a'\npath 'engines' do\n  gem 'b'\nend\ngem 'c'", ("a", "engines")),
        ("web/package.json", '{"dependencies": {"a": "file:../a", "b": "^1", "c": "link:./c"}}', ("a",)),
        ("package.json", '{"workspaces": ["packages/*"]}', ()),
        ("package.json", "[", ()),
        ("requirements.txt", "-e .\n-e ./a\n--editable=b\n./c[x]\nd @ file:./d\n-r ./o.txt", tuple("abcd")),
        ("requirements.txt", "-e git+https://git.acme.example/x#egg=x\n-e https://acme.example/y", ()),
        ("pyproject.toml", '[tool.uv.sources]\na = { path = "a" }\nb = { git = "https://b" }', ("a",)),
        ("pyproject.toml", '[tool.poetry.group.dev.dependencies]\na = { path = "libs/a" }\n', ("libs/a",)),
        ("Pipfile", '[packages]\na = { path = "./a", editable = true }\nb = "*"', ("a",)),
        ("composer.json", '{"repositories": [{"type": "path", "url": "./packages/*"}]}', ("packages/*",)),
        ("api/requirements.txt", "-e ../../outside", ()),
        ("go.mod", "replace acme.dev/money => ./money", ()),
    ],
)  # fmt: skip
def test_what_manifests_name(path: str, text: str, folders: tuple[str, ...]) -> None:
    assert local_packages(path, text) == folders


def test_what_lies_in_a_folder() -> None:
    assert is_in("libs/money/tax.py", "libs/money")
    assert is_in("packages/cart/a/b.php", "packages/*")
    assert not is_in("libs/moneybag/tax.py", "libs/money")
    assert not is_in("libs/a.py", "libs/money")
