"""What is shown of code that holds credentials."""

import pytest

from complexity_lint.lines import LineReader
from complexity_lint.masking import masked
from complexity_lint.source import Location


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("POSTGRES_PASSWORD: qT7-vx2Lm9pR", "POSTGRES_PASSWORD: ************"),
        ('password = "uM4hQz81kWpR"', 'password = "************"'),
        ("      - DB_PASSWORD=uM4hQz81kW", "      - DB_PASSWORD=**********"),
        ("ENV SECRET_KEY k2x9v7q4w8z1", "ENV SECRET_KEY ************"),
        ('{"user": "shop", "password": "uM4hQz81"}', '{"user": "shop", "password": "********"}'),
        ("url: postgres://shop:k3jh4kjh3@db/shop", "url: postgres://shop:*********@db/shop"),
        ("run: deploy --with glpat-qT7vx2Lm9pRk4w8z1m5n", "run: deploy --with **************************"),
        ("image: postgres:16.3", "image: postgres:16.3"),
        ("password: ${DB_PASSWORD}", "password: ${DB_PASSWORD}"),
        ("SECRET_KEY='q8(z)4vTk$(_m2W9h7Rc!x3JpLs5'", "SECRET_KEY='****************************'"),
        ("FERNET_KEY=Wm8xT2qLr5vK9bYc3nHd7s=", "FERNET_KEY=***********************"),
        ("FROM python:3.12-slim AS build", "FROM python:3.12-slim AS build"),
    ],
)
def test_values_are_masked_and_columns_stay(line: str, shown: str) -> None:
    assert masked([line]) == (shown,)


def test_a_value_under_its_name_is_masked_too() -> None:
    lines = ("- name: API_TOKEN", "  value: m6Kq2x8Tz9bR4w", "- name: REGION", "  value: eu-central-1a")

    assert masked(lines) == ("- name: API_TOKEN", "  value: **************", *lines[2:])


def test_private_keys_are_masked_line_by_line() -> None:
    lines = (
        "  -----BEGIN RSA PRIVATE KEY-----",
        "  MIIEowIBAAKCAQEA7",
        "  -----END RSA PRIVATE KEY-----",
        "x: 1",
    )

    assert masked(lines) == (lines[0], "  *****************", lines[2], "x: 1")


def test_reporters_read_masked_lines() -> None:
    reader = LineReader(lambda _: b"a: 1\npassword: uM4hQz81kW\n")

    assert reader.line(Location("x.yaml", 2)) == "password: **********"
