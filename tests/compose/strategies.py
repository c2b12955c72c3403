"""Random compose projects whose values are of the right kind nearly always, as JSON, which is YAML."""

from typing import Any

from hypothesis import strategies as st

Value = st.SearchStrategy[Any]

WORD = st.sampled_from(["a", "b", "c", "one", "two-x", "x.y"])
NAME = st.sampled_from(["web", "db", "cache", "a.b"])
TEXT = st.one_of(
    WORD,
    st.sampled_from(
        ["", "1", "1.50", "true", "$$x", "${SET}", "${UNSET:-d}", "${EMPTY-e}", "a=b", "a:b", " sp ace "]
    ),
    st.text(alphabet="ab=:-/ .'\"\\${}1", max_size=8).filter(lambda t: "$" not in t),
)
SCALAR = st.one_of(TEXT, st.integers(-5, 10**6), st.booleans(), st.sampled_from([1.5, 0.25, 1e21, None]))
PATH = st.sampled_from(["./a", "../b", "/c/d", "/e/", "~/f", ".", "/g//h/../i", "C:\\x"])
SIZE = st.sampled_from(["1k", "2.5m", "3gb", "64MiB", "100", "-1", 5, 0, "1 g"])
DURATION = st.sampled_from(["1s", "1m30s", "1.5h", "100ms", "2d", "1w", "0s", "3us", "1h0m5s"])
BOOLEAN = st.sampled_from([True, False, "true", "no", "${YES:-yes}", "On"])
NUMBER = st.sampled_from([1, 2, "3", "${N:-4}", 0])


def _pairs(values: Value = SCALAR) -> Value:
    listed = st.lists(st.builds("{}={}".format, WORD, TEXT) | WORD, unique=True, max_size=3)
    return st.one_of(st.dictionaries(WORD, values, max_size=3), listed)


def _words(max_size: int = 3) -> Value:
    return st.lists(WORD, unique=True, max_size=max_size)


def _table(required: dict[str, Value] | None = None, **optional: Value) -> Value:
    return st.fixed_dictionaries(required or {}, optional=optional)


PORT = st.one_of(
    st.sampled_from(
        [80, "81", "8080:80", "8000-8002:90-92", "127.0.0.1:1:2/udp", "[::1]::3", "7000-7009:7", "4-5"]
    ),
    _table(
        {"target": st.sampled_from([80, "81"])},
        published=st.sampled_from([8080, "90", "100-110"]),
        protocol=st.sampled_from(["tcp", "udp"]),
        host_ip=st.just("10.0.0.1"),
        mode=st.sampled_from(["host", "ingress"]),
    ),
)
TARGET = st.sampled_from(["/t1", "/t2/", "/t3/../t4", "/t5"])
VOLUME = st.one_of(
    TARGET,
    st.builds("{}:{}".format, PATH | st.just("vol"), TARGET),
    st.builds(
        "{}:{}:{}".format,
        PATH | st.just("vol"),
        TARGET,
        st.sampled_from(["ro", "rw,z", "nocopy", "rshared", "q"]),
    ),
    _table(
        {"type": st.just("bind"), "source": PATH, "target": TARGET},
        bind=_table(create_host_path=BOOLEAN, propagation=st.just("shared")),
        read_only=BOOLEAN,
    ),
    _table(
        {"type": st.just("volume"), "target": TARGET},
        source=st.just("vol"),
        volume=_table(nocopy=BOOLEAN, labels=_pairs(TEXT), subpath=WORD),
    ),
    _table(
        {"type": st.just("tmpfs"), "target": TARGET},
        tmpfs=_table(size=st.sampled_from([1, "1m"]), mode=st.just(511)),
    ),
)
BUILD = st.one_of(
    PATH.filter(lambda p: "\\" not in p),
    _table(
        context=PATH.filter(lambda p: "\\" not in p),
        dockerfile=WORD,
        args=_pairs(),
        labels=_pairs(),
        target=WORD,
        cache_from=_words(),
        no_cache=BOOLEAN,
        additional_contexts=st.dictionaries(WORD, PATH, max_size=2),
        shm_size=SIZE.filter(lambda s: s != "1 g"),
        extra_hosts=st.just(["h=1.1.1.1"]) | st.just({"h": "2.2.2.2"}),
        tags=_words(),
        ulimits=st.just({"nofile": 5}),
    ),
)
DEPLOY = _table(
    replicas=st.just(1),
    labels=_pairs(),
    mode=WORD,
    resources=_table(
        limits=_table(memory=st.sampled_from(["1g", "20m"]), pids=NUMBER),
        reservations=_table(cpus=st.sampled_from([0.5, "0.25", 1])),
    ),
    restart_policy=_table(condition=WORD, delay=DURATION, max_attempts=NUMBER),
    update_config=_table(parallelism=NUMBER, delay=DURATION, max_failure_ratio=st.sampled_from([0.5, "0.1"])),
    placement=_table(constraints=_words()),
)
SERVICE: dict[str, Value] = {
    "image": WORD | st.just("r/${SET}:1"),
    "build": BUILD,
    "command": st.none() | st.sampled_from(["", "a b", "sh -c 'x y'", 'q "r s" t', "u; v"]) | _words(),
    "entrypoint": st.none() | st.sampled_from(["", "e f"]) | _words(),
    "environment": _pairs(),
    "labels": _pairs(),
    "annotations": _pairs(),
    "sysctls": _pairs(),
    "ports": st.lists(PORT, max_size=3, unique_by=str),
    "expose": st.lists(st.sampled_from([1, "2", "3-4"]), unique_by=str, max_size=2),
    "volumes": st.lists(VOLUME, max_size=3, unique_by=str),
    "tmpfs": st.just("/run") | st.just(["/run", "/q:size=1m"]),
    "networks": st.sampled_from(
        [["net"], ["net", "default"], {"net": None}, {"net": {"aliases": ["x"]}}, {}]
    ),
    "dns": st.just("1.1.1.1") | st.just(["2.2.2.2", ""]),
    "dns_search": st.just("x") | _words(),
    "cap_add": _words(),
    "devices": st.lists(
        st.sampled_from(["/dev/a:/dev/b", "/dev/c", "/dev/d:/dev/b:r"]), unique=True, max_size=2
    ),
    "extra_hosts": st.sampled_from(
        [["h:1.1.1.1"], {"h": "2.2.2.2"}, ["i=[::1]", "h:1.1.1.1"], {"m": ["1.1.1.1", "3.3.3.3"]}]
    ),
    "healthcheck": _table(
        test=st.just("curl x") | st.just(["CMD", "a"]) | st.just(["NONE"]),
        interval=DURATION,
        retries=NUMBER,
        disable=BOOLEAN,
    ),
    "logging": _table(
        driver=WORD, options=st.dictionaries(WORD, st.sampled_from(["x", 1, None]), max_size=2)
    ),
    "deploy": DEPLOY,
    "ulimits": st.sampled_from(
        [{"nofile": 1}, {"nofile": {"soft": 1, "hard": 2}}, {"core": "0", "nproc": 5}]
    ),
    "mem_swappiness": NUMBER,
    "shm_size": SIZE,
    "memswap_limit": SIZE,
    "stop_grace_period": DURATION,
    "init": BOOLEAN,
    "privileged": BOOLEAN,
    "tty": BOOLEAN,
    "cpu_shares": NUMBER,
    "cpu_percent": st.sampled_from([50, "12.5"]),
    "pull_policy": st.sampled_from(["always", "if_not_present", "missing"]),
    "restart": st.sampled_from(["no", "always", "on-failure:3"]),
    "secrets": st.sampled_from(
        [["s"], [{"source": "s", "target": "/x", "mode": 292}], [{"source": "s", "mode": "0400"}]]
    ),
    "configs": st.sampled_from([["c"], [{"source": "c", "target": "/y", "uid": "1"}]]),
    "env_file": st.sampled_from(["e.env", ["e.env", "f.env"], [{"path": "none.env", "required": False}]]),
    "profiles": st.sampled_from([[], ["p"]]),
    "x-own": SCALAR,
}
_TOP: dict[str, Value] = {
    "volumes": st.fixed_dictionaries(
        {"vol": st.none() | _table(name=WORD, driver=WORD, labels=_pairs(TEXT))}
    ),
    "networks": st.fixed_dictionaries(
        {
            "net": st.none()
            | _table(driver=WORD, labels=_pairs(TEXT), internal=BOOLEAN, external=st.just(False))
        }
    ),
    "secrets": st.fixed_dictionaries({"s": _table({"file": PATH}, name=WORD)}),
    "configs": st.fixed_dictionaries({"c": _table({"content": TEXT}, labels=_pairs(TEXT))}),
}


def services(required: tuple[str, ...] = ()) -> Value:
    """Services with some of the keys, and always with those required."""
    must = {key: SERVICE[key] for key in required}
    chosen = st.lists(st.sampled_from(sorted(set(SERVICE) - set(required))), unique=True, max_size=7)
    service = chosen.flatmap(
        lambda keys: st.fixed_dictionaries({**must, **{key: SERVICE[key] for key in keys}})
    )
    return st.dictionaries(NAME, service, min_size=1, max_size=2)


BASE = st.fixed_dictionaries({"services": services(("image",)), **_TOP}, optional={"x-top": SCALAR})
OVERRIDE = st.fixed_dictionaries({"services": services()}, optional=_TOP)
SETTINGS = st.sampled_from(["SET=s\nEMPTY=\n", "SET='q'\nEMPTY=\nN=7\n", "SET=a b # c\nEMPTY=\nYES=no\n"])
