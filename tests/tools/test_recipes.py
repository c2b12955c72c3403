"""Chef, Puppet, Salt, Packer and Vagrant -> what they install and run."""

from textwrap import dedent

import pytest

from complexity_lint.parsers.hosts import recipes
from complexity_lint.parsers.unit import Parts, Unit, UnitKind
from complexity_lint.source import Source


def parts(path: str, text: str) -> Parts:
    return recipes.evaluate(Unit(UnitKind.RECIPE, path, (Source(path, dedent(text)),)))


@pytest.mark.parametrize(
    ("path", "text", "tool", "expected"),
    [
        (
            "cookbooks/shop/recipes/default.rb",
            """\
            # package 'mysql'
            package 'redis-server' do
              action :install
            end
            package %w(nginx curl)
            include_recipe 'postgresql::server'
            include_recipe 'mysql::client'
            """,
            "chef",
            [("redis-server", "redis", 2), ("nginx", "nginx", 5), ("postgresql", "postgresql", 6)],
        ),
        (
            "manifests/site.pp",
            """\
            package { 'redis-server': ensure => installed }
            package { ['nginx', 'curl']:
              ensure => present,
            }
            class { 'mysql::server':
              root_password => 'x',
            }
            include ::rabbitmq
            """,
            "puppet",
            [
                ("redis-server", "redis", 1),
                ("nginx", "nginx", 2),
                ("mysql", "mysql", 5),
                ("rabbitmq", "rabbitmq", 8),
            ],
        ),
        (
            "salt/db.sls",
            """\
            postgresql:
              pkg.installed
            cache:
              pkg.installed:
                - name: redis-server
            more:
              pkg.installed:
                - pkgs:
                  - nginx
                  - curl
            shop:
              service.running
            """,
            "salt",
            [("postgresql", "postgresql", 1), ("redis-server", "redis", 5), ("nginx", "nginx", 9)],
        ),
    ],
)
def test_what_is_installed(path: str, text: str, tool: str, expected: list[tuple[str, str, int]]) -> None:
    """docs.chef.io/resources/package, puppet.com "Resource Type: package", docs.saltproject.io "states.pkg"."""
    found = parts(path, text)

    assert [(s.name, s.software, s.at.line) for s in found.host_services] == expected
    assert {s.tool for s in found.host_services} | {t.tool for t in found.tools} == {tool}


def test_packer() -> None:
    found = parts(
        "ami.pkr.hcl",
        """\
        build {
          provisioner "shell" {
            inline = [
              "apt-get install -y docker.io",
              "echo \\"x\\" && docker pull shop/web",
            ]
          }
        }
        """,
    )

    assert [(c.at.line, " ".join(c.words)) for s in found.scripts for c in s.commands] == [
        (4, "apt-get install -y docker.io"),
        (5, "echo x"),
        (5, "docker pull shop/web"),
    ]
    assert [t.tool for t in found.tools] == ["packer"]


def test_vagrant() -> None:
    found = parts(
        "Vagrantfile",
        """\
        Vagrant.configure("2") do |config|
          config.vm.provision "shell", inline: <<-SHELL
            apt-get update
            docker swarm init
          SHELL
          config.vm.provision :shell, inline: "echo done"
        end
        """,
    )

    assert [(c.at.line, " ".join(c.words)) for s in found.scripts for c in s.commands] == [
        (3, "apt-get update"),
        (4, "docker swarm init"),
        (6, "echo done"),
    ]


@pytest.mark.parametrize("path", ["Vagrantfile", "x.pkr.hcl", "recipes/a.rb", "manifests/a.pp", "a.sls"])
@pytest.mark.parametrize(
    "text", ["", "package {", "inline = [", "<<-X\n", "package %w(", "a:\n  pkg.installed:\n    - pkgs:"]
)
def test_odd_files_do_no_harm(path: str, text: str) -> None:
    parts(path, text)
