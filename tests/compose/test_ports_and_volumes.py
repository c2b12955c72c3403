"""The spellings of ports and volumes (Compose Specification, services: ports, volumes)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complexity_lint.model.workloads import MountKind
from complexity_lint.parsers.compose.ports_and_volumes import read_port, read_volume
from complexity_lint.parsers.yaml_nodes import Scalar, load
from complexity_lint.source import Location, Source

AT = Location("compose.yaml", 1, 1, 1, 2)


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("80", [(80, None, "", "tcp")]),
        ("8080:80", [(80, 8080, "", "tcp")]),
        ("8080:80/udp", [(80, 8080, "", "udp")]),
        ("127.0.0.1:8080:80", [(80, 8080, "127.0.0.1", "tcp")]),
        ("127.0.0.1::80", [(80, None, "127.0.0.1", "tcp")]),
        ("[::1]:8080:80", [(80, 8080, "::1", "tcp")]),
        ("3000-3002", [(3000, None, "", "tcp"), (3001, None, "", "tcp"), (3002, None, "", "tcp")]),
        ("9090-9091:8080-8081", [(8080, 9090, "", "tcp"), (8081, 9091, "", "tcp")]),
        ("8000-8010:80", [(80, None, "", "tcp")]),
        ("${PORT}:80", [(80, None, "", "tcp")]),
        ("0.0.0.0:${PORT}:80", [(80, None, "0.0.0.0", "tcp")]),
        ("127.0.0.1:$LOW-${HIGH}:80/udp", [(80, None, "127.0.0.1", "udp")]),
        (
            "127.0.0.1:5000-5001:5000-5001",
            [(5000, 5000, "127.0.0.1", "tcp"), (5001, 5001, "127.0.0.1", "tcp")],
        ),
    ],
)
def test_short_ports(text: str, ports: list[tuple[object, ...]]) -> None:
    found = [(p.container, p.host, p.host_address, p.protocol) for p in read_port(Scalar(AT, text))]

    assert found == ports


def test_long_ports() -> None:
    node = load(Source("c.yaml", "target: 80\npublished: '8080'\nhost_ip: 10.0.0.1\nprotocol: udp\n")).nodes[
        0
    ]

    assert [(p.container, p.host, p.host_address, p.protocol) for p in read_port(node)] == [
        (80, 8080, "10.0.0.1", "udp")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/var/lib/mysql", (MountKind.ANONYMOUS, "", "/var/lib/mysql", False)),
        ("data:/var/lib/mysql", (MountKind.VOLUME, "data", "/var/lib/mysql", False)),
        ("data:/var/lib/mysql/", (MountKind.VOLUME, "data", "/var/lib/mysql", False)),
        ("./conf:/etc/conf:ro", (MountKind.BIND, "./conf", "/etc/conf", True)),
        ("/srv:/srv:rw,z", (MountKind.BIND, "/srv", "/srv", False)),
        ("~/x:/x", (MountKind.BIND, "~/x", "/x", False)),
        ("${DATA}:/data", (MountKind.UNKNOWN, "${DATA}", "/data", False)),
    ],
)
def test_short_volumes(text: str, expected: tuple[object, ...]) -> None:
    mount = read_volume(Scalar(AT, text))

    assert mount is not None
    assert (mount.kind, mount.source, mount.target, mount.read_only) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{type: volume, source: db, target: /data}", MountKind.VOLUME),
        ("{type: volume, target: /data}", MountKind.ANONYMOUS),
        ("{type: tmpfs, target: /data}", MountKind.EPHEMERAL),
        ("{type: bind, source: ., target: /data}", MountKind.BIND),
    ],
)
def test_long_volumes(text: str, kind: MountKind) -> None:
    mount = read_volume(load(Source("c.yaml", text)).nodes[0])

    assert mount is not None
    assert (mount.kind, mount.target) == (kind, "/data")


@given(st.text(alphabet="0123456789-:/.[]${}udptc ", max_size=30))
def test_nothing_makes_the_readers_fail(text: str) -> None:
    for port in read_port(Scalar(AT, text)):
        assert port.container is None or port.container >= 0
    read_volume(Scalar(AT, text))
