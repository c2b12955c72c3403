"""What of a PowerShell script is read as commands of programs."""

from complexity_lint.parsers.powershell import shell_text
from complexity_lint.parsers.shell import parse_shell
from complexity_lint.source import Location


def commands(text: str) -> list[tuple[int | None, tuple[str, ...]]]:
    return [(c.at.line, c.words) for c in parse_shell(shell_text(text), Location("deploy.ps1", 1, 1))]


def test_programs_are_read_and_the_rest_is_passed_over() -> None:
    text = "param([string]$Tag = 'x')\nWrite-Host \"docker build\"\nif ($Tag) {\n    docker push acme/shop:$Tag\n}\n"
    assert commands(text) == [(4, ("docker", "push", "acme/shop:$Tag"))]


def test_a_backtick_continues_a_line() -> None:
    text = 'terraform apply `\r\n  -auto-approve `\r\n  -var="tag=$TAG"\r\nkubectl get pods\r\n'
    assert commands(text) == [
        (1, ("terraform", "apply", "-auto-approve", "-var=tag=$TAG")),
        (4, ("kubectl", "get", "pods")),
    ]


def test_folders_and_variables_are_written_as_a_shell_has_them() -> None:
    text = (
        'Set-Location ..\\web\n$id = docker build -t "acme/web:$($tag.Name)" --build-arg KEY=$env:API_KEY .\n'
    )
    assert commands(text) == [
        (1, ("cd", "../web")),
        (2, ("docker", "build", "-t", "acme/web:${tag}", "--build-arg", "KEY=${API_KEY}", ".")),
    ]


def test_comments_and_texts_are_no_commands() -> None:
    text = (
        '<#\ndocker push old\n#>\n# docker push older\n$help = @"\ndocker push text\n"@\n& docker push new\n'
    )
    assert commands(text) == [(8, ("docker", "push", "new"))]
