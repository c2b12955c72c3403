"""Which manifests name no package at all."""

from pathlib import Path

import pytest

from complexity_lint.assemble.listed_packages import lists_of
from complexity_lint.discovery import read

SDK = '<Project Sdk="Microsoft.NET.Sdk.Web">'


def kinds(root: Path, files: dict[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return lists_of(sorted(files), read(root))


@pytest.mark.parametrize(
    ("name", "text", "bare"),
    [
        ("package.json", '{"name": "a"}', True),
        ("package.json", '{"name": "a", "dependencies": {}}', True),
        ("package.json", '{"devDependencies": {"vite": "7"}}', False),
        ("package.json", '{"workspaces": ["packages/*"]}', False),
        ("package.json", '{"dependencies": {"a"', False),
        ("go.mod", "module a.example/b\n\ngo 1.25\n", True),
        ("go.mod", "module a.example/b\nrequire (\n\tc.example/d v1.2.3\n)\n", False),
        ("go.mod", "module a.example/b\nrequire c.example/d v1.2.3\n", False),
        ("Cargo.toml", '[package]\nname = "a"\n[dependencies]\n', True),
        ("Cargo.toml", '[package]\nname = "a"\n[dependencies]\nb = { path = "b" }\n', True),
        ("Cargo.toml", '[package]\nname = "a"\n[dependencies.b]\nversion = "1"\n', False),
        ("Cargo.toml", "[target.'cfg(unix)'.dependencies]\nb = \"1\"\n", False),
        ("Cargo.toml", '[build-dependencies]\nb = "1"\n', False),
        ("Cargo.toml", "[package", False),
        ("a.csproj", f"{SDK}<!-- <PackageReference/> --></Project>", True),
        ("a.csproj", f'{SDK}<ProjectReference Include="b.csproj" /></Project>', True),
        ("a.csproj", f'{SDK}<PackageReference Include="B" /></Project>', False),
        ("a.csproj", f"{SDK}<PublishAot>true</PublishAot></Project>", False),
        ("a.csproj", f"{SDK}<TargetFramework>netstandard2.0</TargetFramework></Project>", False),
        ("a.csproj", '<Project Sdk="Aspire.AppHost.Sdk/13.0.0"></Project>', False),
        ("a.csproj", '<Project ToolsVersion="15.0"></Project>', False),
    ],
)
def test_one_manifest(tmp_path: Path, name: str, text: str, bare: bool) -> None:
    kind = frozenset({".csproj" if name.endswith("proj") else name})
    assert kinds(tmp_path, {name: text}) == ((kind, frozenset()) if bare else (frozenset(), kind))


def test_settings_for_projects_count_where_there_is_a_project(tmp_path: Path) -> None:
    props = {"Directory.Build.props": '<Project><PackageReference Include="B" /></Project>'}
    assert kinds(tmp_path / "alone", props) == (frozenset(), frozenset())
    both = {"src/a.csproj": f"{SDK}</Project>"} | props
    assert kinds(tmp_path / "both", both) == (frozenset(), frozenset({".csproj"}))


def test_one_that_names_a_package_is_enough(tmp_path: Path) -> None:
    files = {"package.json": '{"name": "a"}', "web/package.json": '{"dependencies": {"b": "1"}}'}
    assert kinds(tmp_path, files) == (frozenset(), frozenset({"package.json"}))
