"""What repositories put on machines themselves: Ansible, cloud-config, unit files, Marathon, Cloud Foundry."""

from pathlib import Path
from textwrap import dedent

import pytest

from complexity_lint.discovery.repository import read as read_repository
from complexity_lint.engine import read_parts
from complexity_lint.model.commands import Command
from complexity_lint.model.environments import PRODUCTION
from complexity_lint.model.roles import Role
from complexity_lint.model.tools import HostService
from complexity_lint.model.workloads import Controller, MountKind
from complexity_lint.parsers.hosts.docker_run import read_run, workload_of
from complexity_lint.parsers.hosts.software import software_of
from complexity_lint.parsers.unit import Parts
from complexity_lint.source import Location


def parts(folder: Path, **files: str) -> Parts:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    return read_parts(read_repository(folder))[0]


def short(services: tuple[HostService, ...]) -> list[tuple[str, str, str, int | None]]:
    return [(s.name, s.software, s.hosts, s.at.line) for s in services]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("postgresql-16", "postgresql"),
        ("postgresql", "postgresql"),
        ("mysql-server-8.0", "mysql"),
        ("mariadb-server", "mariadb"),
        ("redis-server", "redis"),
        ("mongodb-org", "mongodb"),
        ("mongod", "mongodb"),
        ("nginx", "nginx"),
        ("apache2", "httpd"),
        ("rabbitmq-server=3.12*", "rabbitmq"),
        ("postgresql-client", None),
        ("postgresql-client-16", None),
        ("libpq-dev", None),
        ("python3-redis", None),
        ("php-redis", None),
        ("curl", None),
        ("python3", None),
        ("{{ package }}", None),
    ],
)
def test_packages_of_servers(name: str, expected: str | None) -> None:
    found = software_of(name.split("*")[0])

    assert (found.id if found else None) == expected


PLAYBOOK = """\
- name: Databases
  hosts: db
  become: true
  roles:
    - geerlingguy.mysql
    - {role: shop}
  tasks:
    - name: Cache
      apt:
        name: [redis-server, curl]
        state: present
    - ansible.builtin.apt: name=nginx state=absent
    - name: Queue
      apt: name={{ item }} state=latest
      loop: [rabbitmq-server]
    - shell: kubeadm init
    - community.docker.docker_container:
        name: search
        image: elasticsearch:8.15.0
        volumes: ['search:/usr/share/elasticsearch/data', '/etc/x:/x:ro']
        env: {A: '1'}
"""


def test_ansible(tmp_path: Path) -> None:
    found = parts(
        tmp_path,
        site_dot_yml=PLAYBOOK,
        roles__shop__tasks__main_dot_yml="- name: Engine\n  package:\n    name: docker-ce\n",
    )
    (workload,) = found.workloads
    (container,) = workload.containers

    assert short(found.host_services) == [
        ("docker-ce", "", "db", 3),
        ("geerlingguy.mysql".rpartition(".")[2], "mysql", "db", 5),
        ("redis-server", "redis", "db", 10),
        ("rabbitmq-server", "rabbitmq", "db", 15),
    ]
    assert (workload.name, container.image and container.image.text) == ("search", "elasticsearch:8.15.0")
    assert [(m.kind, m.target, m.read_only) for m in container.mounts] == [
        (MountKind.VOLUME, "/usr/share/elasticsearch/data", False),
        (MountKind.BIND, "/x", True),
    ]
    assert [c.platform for c in found.clusters] == ["kubeadm"]
    assert {t.tool for t in found.tools} == {"ansible"}
    assert {c.path for c in found.coverage} == {"site.yml", "roles/shop/tasks/main.yml"}


def test_a_unit_of_fleet(tmp_path: Path) -> None:
    """coreos/fleet, "Launching Containers with fleet"."""
    found = parts(
        tmp_path,
        units__redis_dot_service="""\
        [Unit]
        Description=Redis
        [Service]
        ExecStartPre=-/usr/bin/docker kill %n
        ExecStart=/usr/bin/docker run -rm -name %n -v /data:/data \\
          -p 6379:6379 redis:7
        ExecStop=/usr/bin/docker stop %n
        [X-Fleet]
        Conflicts=redis.service
        """,
    )
    (workload,) = found.workloads
    (container,) = workload.containers

    assert (workload.name, workload.at.line) == ("redis", 5)
    assert container.image is not None and container.image.text == "redis:7"
    assert [(p.host, p.container) for p in container.ports] == [(6379, 6379)]
    assert [(m.kind, m.source, m.target) for m in container.mounts] == [(MountKind.BIND, "/data", "/data")]
    assert [(t.tool, t.at.line) for t in found.tools] == [("fleet", 9)]
    assert found.host_services == ()


def test_a_unit_of_systemd_starts_a_program(tmp_path: Path) -> None:
    found = parts(
        tmp_path,
        shop_dot_service="[Service]\nExecStart=/usr/bin/java -jar shop.jar\n",
        db_dot_service="[Service]\nExecStart=/usr/sbin/mysqld --x\n",
        other_dot_service="<?xml version='1.0'?><service/>\n",
    )

    assert [(s.name, s.software, s.role, s.tool) for s in found.host_services] == [
        ("db", "mysql", Role.DATABASE, "systemd"),
        ("shop", "", Role.UNKNOWN, "systemd"),
    ]
    assert [" ".join(c.words) for s in found.scripts for c in s.commands] == [
        "/usr/sbin/mysqld --x",
        "/usr/bin/java -jar shop.jar",
    ]


def test_a_quadlet(tmp_path: Path) -> None:
    """podman-systemd.unit(5)"""
    found = parts(tmp_path, web_dot_container="[Container]\nImage=shop/web:1\nEnvironment=A=1\n")

    assert [(w.name, w.containers[0].image and w.containers[0].image.text) for w in found.workloads] == [
        ("web", "shop/web:1")
    ]
    assert [t.tool for t in found.tools] == ["quadlet"]


def test_cloud_config(tmp_path: Path) -> None:
    found = parts(
        tmp_path,
        init_dot_yaml="""\
        #cloud-config
        packages: [postgresql, curl, [nginx, '1.24']]
        runcmd:
          - docker swarm init
          - [kubectl, apply, -f, /x.yaml]
        write_files:
          - path: /etc/systemd/system/web.service
            content: |
              [Service]
              ExecStart=/usr/bin/docker run --name web shop/web:1
        """,
    )

    assert short(found.host_services) == [("postgresql", "postgresql", "", 2), ("nginx", "nginx", "", 2)]
    assert [(w.name, w.at.line) for w in found.workloads] == [("web", 10)]
    assert [t.tool for t in found.tools] == ["cloud-init"]
    assert [c.platform for c in found.clusters] == ["Swarm"]


def test_cloud_config_of_coreos(tmp_path: Path) -> None:
    """coreos/coreos-cloudinit, "Using Cloud-Config"."""
    found = parts(
        tmp_path,
        user_dot_yaml="""\
        #cloud-config
        coreos:
          fleet: {metadata: x}
          units:
            - name: etcd2.service
              command: start
        """,
    )

    assert {(t.tool, t.at.line) for t in found.tools} == {
        ("coreos-cloudinit", 2),
        ("container-linux", 2),
        ("fleet", 3),
    }


def test_marathon(tmp_path: Path) -> None:
    """mesosphere.github.io/marathon/docs, "Application Basics" and "Application Groups"."""
    found = parts(
        tmp_path,
        shop_dot_json="""\
        {"id": "/shop", "apps": [
          {"id": "/shop/web", "instances": 3, "cpus": 0.5, "mem": 64, "env": {"A": "1"},
           "container": {"type": "DOCKER",
             "docker": {"image": "shop/web:1", "portMappings": [{"containerPort": 80, "hostPort": 0}]},
             "volumes": [{"containerPath": "/data", "hostPath": "/srv", "mode": "RW"}]},
           "healthChecks": [{"protocol": "HTTP"}]}]}
        """,
    )
    (web,) = found.workloads
    (container,) = web.containers

    assert (web.name, web.replicas and web.replicas.value, web.at.line) == ("web", 3, 2)
    assert [(p.container, p.host) for p in container.ports] == [(80, None)]
    assert [(m.kind, m.target) for m in container.mounts] == [(MountKind.BIND, "/data")]
    assert (len(container.health), container.resources and container.resources.limits) == (
        1,
        ("cpu", "memory"),
    )
    assert [t.tool for t in found.tools] == ["marathon"]


def test_cloud_foundry(tmp_path: Path) -> None:
    found = parts(
        tmp_path,
        manifest_dot_yml="""\
        applications:
          - name: web
            instances: 2
            docker: {image: 'shop/web:1'}
          - name: api
            buildpacks: [java_buildpack]
        """,
    )

    assert [(w.name, w.replicas and w.replicas.value) for w in found.workloads] == [("web", 2)]
    assert [t.tool for t in found.tools] == ["cloud-foundry"]


@pytest.mark.parametrize(
    ("command", "image", "rest"),
    [
        ("docker run -d -p 80:80 --name x nginx:1", "nginx:1", ()),
        ("docker run --name=x -it --rm alpine sh -c x", "alpine", ("sh", "-c", "x")),
        ("docker run -p8080:80 -e A=1 --restart always shop/web", "shop/web", ()),
        ("podman run --network host shop/web --port 80", "shop/web", ("--port", "80")),
    ],
)
def test_docker_run(command: str, image: str, rest: tuple[str, ...]) -> None:
    run = read_run(tuple(command.split()))

    assert run is not None and (run.image, run.command) == (image, rest)


@pytest.mark.parametrize("command", ["docker ps", "docker run", "docker run --name", "ls"])
def test_what_is_no_docker_run(command: str) -> None:
    assert read_run(tuple(command.split())) is None


def test_a_service_that_a_script_creates_in_a_swarm() -> None:
    words = (
        "docker service create --name orders --replicas 3 --with-registry-auth -e STAGE=one "
        "-p published=8080,target=80,protocol=udp -p 8443:443 --no-healthcheck "
        "--mount type=volume,source=rows,target=/data --mount type=bind,src=/etc/orders,dst=/etc/orders,readonly "
        "--mount target=/cache --mount type=tmpfs,destination=/scratch acme/orders:2 serve --now"
    )
    command = Command(Location("start.sh", 3, 1), tuple(words.split()))

    workload = workload_of(command, "", "swarm", PRODUCTION)

    assert workload is not None
    assert (workload.name, workload.controller) == ("orders", Controller.SWARM)
    assert workload.replicas is not None and workload.replicas.value == 3
    (container,) = workload.containers
    assert [(p.host, p.container, p.protocol) for p in container.ports] == [
        (8080, 80, "udp"),
        (8443, 443, "tcp"),
    ]
    assert [(m.kind, m.source, m.target, m.read_only) for m in container.mounts] == [
        (MountKind.VOLUME, "rows", "/data", False),
        (MountKind.BIND, "/etc/orders", "/etc/orders", True),
        (MountKind.ANONYMOUS, "", "/cache", False),
        (MountKind.EPHEMERAL, "", "/scratch", False),
    ]
    assert [health.disabled for health in container.health] == [True]
    assert [command.words for command in container.starts] == [("serve", "--now")]


def test_docker_on_another_machine() -> None:
    words = ("docker-machine", "ssh", "m1", "docker", "run", "-d", "--name", "cache", "redis:7.4")
    workload = workload_of(Command(Location("start.sh", 1, 1), words), "", "m1", PRODUCTION)

    assert workload is not None
    assert (workload.name, workload.controller) == ("cache", Controller.CONTAINER_SERVICE)
