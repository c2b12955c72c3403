"""Which files in a build context are ballast that an image does not want."""

from pathlib import Path

import pytest

from complexity_lint.discovery.ballast import find_ballast
from complexity_lint.discovery.repository import read


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("API_TOKEN=k2x9v7q4", True),
        ("DATABASE_URL=postgres://shop:k2x9v7q4@db:5432/shop", True),
        ('QUEUE_URL="amqps://shop:k2x9v7q4@queue/shop"', True),
        ("DATABASE_URL=postgres://shop:$DB_PW@db:5432/shop", False),
        ("HOME_PAGE=https://shop.example.com/about", False),
        ("NODE_ENV=production", False),
    ],
)
def test_a_tracked_settings_file_is_ballast_for_what_it_gives_away(
    tmp_path: Path, line: str, *, told: bool
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / ".env").write_text(f"{line}\n")

    found = [ballast.path for ballast in find_ballast(read(tmp_path), "shop")]

    assert found == (["shop/.env"] if told else [])
