"""Addresses in settings; expected values by hand from each format's own documentation."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complexity_lint.parsers.addresses import Address, addresses_in

CASES = [
    ("postgres://u:p@db:5432/app?sslmode=off", [Address("db", "postgresql", 5432, "app")]),
    ("postgresql+psycopg2://u:p@db/app", [Address("db", "postgresql", 5432, "app")]),
    ("jdbc:postgresql://db/app?currentSchema=x", [Address("db", "postgresql", 5432, "app", "x")]),
    ("jdbc:mysql://db:3307/app?useSSL=false", [Address("db", "mysql", 3307, "app")]),
    (
        "jdbc:sqlserver://sql:1433;databaseName=Orders;encrypt=true",
        [Address("sql", "sqlserver", 1433, "Orders")],
    ),
    ("r2dbc:postgresql://db/app", [Address("db", "postgresql", 5432, "app")]),
    ("mongodb://a:1,b:2/shop", [Address("a", "mongodb", 1, "shop"), Address("b", "mongodb", 2, "shop")]),
    (
        "mongodb+srv://u:p@cluster.example.net/shop",
        [Address("cluster.example.net", "mongodb", 27017, "shop")],
    ),
    ("redis://:secret@cache:6379/0", [Address("cache", "redis", 6379, "0")]),
    ("amqp://guest:guest@queue", [Address("queue", "amqp", 5672)]),
    ("http://api:8000/v1/items", [Address("api", "http", 8000)]),
    ("https://api.example.org", [Address("api.example.org", "https", 443)]),
    ("Server=db;Database=Shop;User Id=sa;Password=x", [Address("db", "", None, "Shop")]),
    ("Server=tcp:db,1433;Initial Catalog=Shop;", [Address("db", "", 1433, "Shop")]),
    ("host=db port=5432 dbname=shop user=app", [Address("db", "", 5432, "shop")]),
    ("app:pw@tcp(db:3306)/shop?parseTime=true", [Address("db", "mysql", 3306, "shop")]),
    ("kafka:9092", [Address("kafka", "", 9092)]),
    ("kafka-1:9092,kafka-2:9092", [Address("kafka-1", "", 9092), Address("kafka-2", "", 9092)]),
    ("postgres://u:${PASSWORD}@db/app", [Address("db", "postgresql", 5432, "app")]),
    ("postgres://u:p@db/${NAME}", [Address("db", "postgresql", 5432, "$NAME")]),
    ("http://${HOST}:80/", []),
    ("10:30", []),
    ("true", []),
    ("sqlite:///data/app.db", []),
    ("a=b", []),
    ("8080:80", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_what_an_address_names(text: str, expected: list[Address]) -> None:
    assert list(addresses_in(text)) == expected


@given(st.text(alphabet=string.printable, max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    for address in addresses_in(text):
        assert address.host == address.host.lower()
        assert address.port is None or 0 <= address.port < 65536


_NAME = st.from_regex(r"[a-z][a-z0-9-]{0,10}[a-z0-9]", fullmatch=True)


@given(_NAME, st.integers(1, 65535), _NAME)
def test_a_url_made_of_parts_gives_them_back(host: str, port: int, database: str) -> None:
    (found,) = addresses_in(f"postgresql://user:pass@{host}:{port}/{database}")

    assert (found.host, found.port, found.database) == (host, port, database)
