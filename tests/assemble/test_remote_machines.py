"""What pipelines bring up on machines that they reach by SSH."""

from pathlib import Path
from textwrap import dedent, indent

import pytest

from complexity_lint.assemble.brought_up import brought_up
from complexity_lint.assemble.copied_files import Copied, copied_by
from complexity_lint.assemble.deployed_files import deployed_by
from complexity_lint.assemble.known_paths import known_in
from complexity_lint.discovery import read
from complexity_lint.engine import read_system
from complexity_lint.model.links import LinkKind
from complexity_lint.model.ran_commands import Whereabouts, ran_by

ROOT = ("compose.yml",)
TWO = ("compose.yml", "shop/compose.yml")
NAMED = ("compose.yml", "compose.server.yml")


def repository(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def workflow(steps: str, job: str = "deploy", more: str = "") -> str:
    head = f"on: push\njobs:\n  {job}:\n    runs-on: ubuntu-24.04\n{more}    steps:\n"
    return head + indent(dedent(steps), "      ")


def over_ssh(script: str, copies: str = "") -> str:
    run = f"- uses: acme/ssh-run@v1\n  with:\n    script: |\n{indent(dedent(script), '      ')}\n"
    return f"{dedent(copies)}\n{run}"


def brought(
    root: Path, steps: str, paths: tuple[str, ...], name: str = "ci.yml", job: str = "deploy", more: str = ""
) -> list[str]:
    files = dict.fromkeys(paths, "services:\n  web: {image: acme/shop:1.4.0}\n")
    repository(root, {**files, f".github/workflows/{name}": workflow(steps, job, more)})
    found = read_system(read(root))
    return sorted(brought_up(found.scripts, known_in(read(root).paths)))


@pytest.mark.parametrize(
    ("script", "paths", "expected"),
    [
        ("cd /srv/shop\ndocker compose up -d", ROOT, ["compose.yml"]),
        ("docker compose up", ROOT, []),
        ("docker compose up -d\ndocker compose down", ROOT, []),
        ("cd /srv && docker compose -f compose.server.yml up -d", NAMED, ["compose.server.yml"]),
        (
            "cd /srv && docker compose -f compose.yml -f compose.server.yml up -d",
            NAMED,
            ["compose.server.yml"],
        ),
        ("docker compose -f $FILE up -d", ROOT, []),
        ("cat > compose.yml <<X\nservices: {}\nX\ndocker compose up -d", ROOT, []),
        ("cp compose.server.yml compose.yml\ndocker compose up -d", NAMED, ["compose.server.yml"]),
        # two files of one name: the folder has to tell
        ("cd /srv\ndocker compose up -d", TWO, []),
        ("cd /srv/shop\ndocker compose up -d", TWO, []),
        ("cd /srv/shop\ngit pull\ndocker compose up -d", TWO, []),
        ("cd /srv/acme\ngit pull\ndocker compose up -d", TWO, ["compose.yml"]),
        ("cd /srv/acme\ngit pull\ncd shop\ndocker compose up -d", TWO, ["shop/compose.yml"]),
        ("cd /srv/shop\ndocker compose up -d", ("web/compose.yml", "shop/compose.yml"), ["shop/compose.yml"]),
        ("docker compose -f docker/compose.yml up -d", ("deploy/compose.yml",), []),
        ("docker compose -f deploy/compose.yml up -d", ("deploy/compose.yml",), ["deploy/compose.yml"]),
    ],
)
def test_what_is_brought_up_there_is_a_file_of_the_repository(
    tmp_path: Path, script: str, paths: tuple[str, ...], expected: list[str]
) -> None:
    assert brought(tmp_path, over_ssh(script), paths) == expected


@pytest.mark.parametrize(
    ("copies", "expected"),
    [
        ("- run: scp shop/compose.yml web:/srv/", ["shop/compose.yml"]),
        ("- run: scp -P 22 shop/compose.yml deploy@web:/srv/compose.yml", ["shop/compose.yml"]),
        ("- run: rsync -az -e 'ssh -p 22' ./shop/ deploy@web:/srv/x/", ["shop/compose.yml"]),
        ("- run: rsync -az --delete . web:/srv/x", ["compose.yml"]),
        (
            "- uses: acme/scp@v1\n  with: {source: 'shop/compose.yml,Caddyfile', target: /srv/x}",
            ["shop/compose.yml"],
        ),
        ("- run: scp web:/srv/x/compose.yml .", []),
        # what is copied is another file, so that the one that is there is not of the repository
        ("- run: scp compose.server.yml web:/srv/x/", []),
    ],
)
def test_what_is_copied_there_tells_which_file(tmp_path: Path, copies: str, expected: list[str]) -> None:
    steps = over_ssh("cd /srv/x\ndocker compose up -d", copies)

    assert brought(tmp_path, steps, (*TWO, "compose.server.yml")) == expected


@pytest.mark.parametrize(
    ("name", "job", "more", "expected"),
    [
        ("ci.yml", "build", "", ["compose.yml"]),
        ("deploy-dev.yml", "deploy", "", []),
        ("deploy.yml", "staging", "", []),
        ("deploy.yml", "preview", "", []),
        ("deploy.yml", "deploy", "    environment: development\n", []),
        ("deploy-dev.yml", "deploy", "    environment: production\n", ["compose.yml"]),
        ("deploy.yml", "deploy", "    environment: shop.example.org\n", ["compose.yml"]),
    ],
)
def test_only_what_is_for_production_is_deployed_to_it(
    tmp_path: Path, name: str, job: str, more: str, expected: list[str]
) -> None:
    steps = over_ssh("cd /srv/x\ndocker compose up -d")

    assert brought(tmp_path, steps, ROOT, name, job, more) == expected


@pytest.mark.parametrize(
    "step",
    [
        "- run: ssh web ./scripts/up.sh",
        "- run: ssh web 'cd /srv/shop && git pull && bash scripts/up.sh'",
        "- run: ssh web 'bash -s' < scripts/up.sh",
        "- uses: acme/ssh-run@v1\n  with: {script_path: scripts/up.sh}",
        "- run: ./scripts/over.sh",
        "- run: cd deploy && ../scripts/over.sh\n- run: bash scripts/over.sh --now",
    ],
)
def test_scripts_that_are_called_there_bring_it_up_too(tmp_path: Path, step: str) -> None:
    repository(
        tmp_path,
        {
            "scripts/up.sh": "docker compose pull\ndocker compose up -d\n",
            "scripts/over.sh": 'ssh "$HOST" "cd /srv && docker compose up -d"\n',
        },
    )

    assert brought(tmp_path, step, ROOT) == ["compose.yml"]


def test_a_script_that_a_hosted_runner_runs_itself_leaves_nothing(tmp_path: Path) -> None:
    repository(tmp_path, {"up.sh": "docker compose up -d\n"})

    assert brought(tmp_path, "- run: ./up.sh", ROOT) == []


def test_each_command_says_on_whose_machine_it_runs(tmp_path: Path) -> None:
    steps = (
        "- run: |\n    make\n    ssh jump 'ssh web uptime; date'\n- uses: acme/ssh@v1\n  with: {script: ls}\n"
    )
    brought(tmp_path, steps, ROOT)
    (script,) = read_system(read(tmp_path)).scripts

    assert [(ran.command.name, ran.where) for ran in ran_by(script)] == [
        ("make", Whereabouts.LENT),
        ("ssh", Whereabouts.LENT),
        ("ssh", Whereabouts.REMOTE),
        ("uptime", Whereabouts.REMOTE),
        ("date", Whereabouts.REMOTE),
        ("ls", Whereabouts.REMOTE),
    ]


def test_copies_say_where_things_lie_there(tmp_path: Path) -> None:
    steps = """\
    - run: scp -r -i key deploy docs/a.md "$USER@$HOST:/srv/"
    - run: gcloud compute scp --zone europe a.env vm:~/app/.env
    - uses: acme/scp-action@v1
      with: {source: "docker/compose.yml,Caddyfile", target: /srv, strip_components: 1}
    """
    brought(tmp_path, steps, ROOT)
    (script,) = read_system(read(tmp_path)).scripts

    assert list(copied_by(script)) == [
        Copied("deploy", "/srv/deploy"),
        Copied("docs/a.md", "/srv/a.md"),
        Copied("a.env", "~/app/.env"),
        Copied("docker/compose.yml", "/srv/compose.yml"),
        Copied("Caddyfile", "/srv"),
    ]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("kubectl apply -f /srv/acme/k8s/", ["k8s"]),
        ("cd /srv/acme/k8s && kubectl apply -f .", ["k8s"]),
        ("cd /srv && kubectl apply -f k8s/web.yaml,k8s/db.yaml", ["k8s/web.yaml", "k8s/db.yaml"]),
        ("helm upgrade --install shop ./charts/shop", ["charts/shop"]),
        ("kubectl apply -f web.yaml", []),
        ("kubectl get -f k8s/web.yaml", []),
    ],
)
def test_manifests_that_are_deployed_there(tmp_path: Path, script: str, expected: list[str]) -> None:
    paths = ("k8s/web.yaml", "k8s/db.yaml", "test/web.yaml", "charts/shop/Chart.yaml")
    brought(tmp_path, over_ssh(script), paths)
    (pipeline,) = read_system(read(tmp_path)).scripts

    assert [*deployed_by(pipeline, known_in(read(tmp_path).paths))] == expected


def test_containers_that_are_started_there_are_components(tmp_path: Path) -> None:
    steps = over_ssh(
        "docker run -d --name proxy -p 80:80 nginx:1.28", "- run: docker run -d --name tried nginx:1.28"
    )
    brought(tmp_path, steps, ())

    assert [component.name for component in read_system(read(tmp_path)).components] == ["proxy"]


def test_what_is_brought_up_there_is_linked(tmp_path: Path) -> None:
    brought(tmp_path, over_ssh("cd /srv\ndocker compose -f compose.server.yml up -d"), NAMED)
    links = read_system(read(tmp_path)).links

    assert [(link.source.name, link.target.name) for link in links if link.kind is LinkKind.DEPLOYS_TO] == [
        (".github/workflows/ci.yml", "web")
    ]


def test_what_a_proposed_change_brings_up_is_a_preview(tmp_path: Path) -> None:
    text = workflow(over_ssh("cd /srv\ndocker compose up -d")).replace("on: push", "on: pull_request")
    repository(
        tmp_path,
        {"compose.yml": "services:\n  web: {image: acme/shop:1.4.0}\n", ".github/workflows/ci.yml": text},
    )
    scripts = read_system(read(tmp_path)).scripts

    assert brought_up(scripts, known_in(read(tmp_path).paths)) == frozenset()


_LINES = '"cd /srv/shop","docker compose -f compose.server.yml up -d"'


@pytest.mark.parametrize(
    "steps",
    [
        f"- run: aws ssm send-command --instance-ids i-1 --parameters 'commands=[{_LINES}]'",
        f"- run: aws ssm send-command --instance-ids i-1 --parameters '{{\"commands\":[{_LINES}]}}' --output text",
        "- run: gcloud compute ssh web --zone z --command='docker compose -f compose.server.yml up -d'",
        "- run: az vm run-command invoke -n web --scripts 'cd /srv' 'docker compose -f compose.server.yml up -d'",
        # docker reads the file here, whatever lies there
        "- run: docker -H ssh://deploy@web compose -f compose.server.yml up -d",
        "- run: DOCKER_HOST=ssh://deploy@web docker compose -f compose.server.yml up -d",
        "- run: |\n    export DOCKER_HOST=ssh://deploy@web\n    docker-compose -f compose.server.yml up -d",
        "- run: docker --context web compose -f compose.server.yml up -d",
        "- run: docker context use web\n- run: docker compose -f compose.server.yml up -d",
        "- env: {DOCKER_HOST: 'ssh://${{ secrets.HOST }}'}\n"
        "  run: docker compose -f compose.server.yml up -d",
    ],
)
def test_ways_to_another_machine(tmp_path: Path, steps: str) -> None:
    assert brought(tmp_path, steps, NAMED) == ["compose.server.yml"]


@pytest.mark.parametrize(
    "command",
    [
        "docker --context default compose -f compose.server.yml up -d",
        "docker -H unix:///run/docker.sock compose -f compose.server.yml up -d",
        "DOCKER_HOST=tcp://docker:2375 docker compose -f compose.server.yml up -d",
        "aws ssm send-command --parameters file://commands.json",
        "az vm run-command invoke --command-id RunPowerShellScript --scripts 'docker compose up -d'",
    ],
)
def test_what_is_not_known_to_be_elsewhere_brings_nothing_up(tmp_path: Path, command: str) -> None:
    assert brought(tmp_path, f"- run: {command}", NAMED) == []


@pytest.mark.parametrize(
    ("put", "taken", "expected"),
    [
        ("cp shop/compose.yml s3://acme/deploy/", "cp s3://acme/deploy/compose.yml .", ["shop/compose.yml"]),
        ("cp shop/compose.yml s3://$B/c.yml", "cp s3://acme/c.yml /srv/x/compose.yml", ["shop/compose.yml"]),
        ("sync shop s3://acme/shop", "sync s3://acme/shop /srv/x", ["shop/compose.yml"]),
        ("cp shop/compose.yml s3://acme/", "cp s3://acme/other.yml compose.yml", []),
    ],
)
def test_what_goes_by_way_of_a_bucket_is_copied_there(
    tmp_path: Path, put: str, taken: str, expected: list[str]
) -> None:
    lines = f'"cd /srv/x","aws s3 {taken}","docker compose up -d"'
    steps = f"- run: aws s3 {put}\n- run: aws ssm send-command --parameters 'commands=[{lines}]'"

    assert brought(tmp_path, steps, TWO) == expected
