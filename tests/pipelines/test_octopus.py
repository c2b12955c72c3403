"""Deployment processes of Octopus Deploy."""

from complexity_lint.parsers.pipelines.octopus import read_process
from complexity_lint.source import Source

PROCESS = """\
step "migrate" {
    name = "Migrate the database"
    action {
        action_type = "Octopus.Script"
        properties = {
            Octopus.Action.Script.ScriptBody = <<-EOT
                export PAGER=${PAGER:-cat}
                kubectl apply -f #{Folder}/migrate.yaml
            EOT
            Octopus.Action.Script.Syntax = "Bash"
        }
    }
}
step "shop" {
    action {
        action_type = "Octopus.HelmChartUpgrade"
        properties = {
            Octopus.Action.Helm.ReleaseName = "shop-#{Name}"
            Octopus.Action.Helm.KeyValues = "{\\"sidecar.image\\": \\"acme/side:#{Version}\\", \\"replicas\\": \\"2\\"}"
            Octopus.Action.Helm.YamlValues = <<-EOT
                image:
                  tag: #{Octopus.Action.Package.PackageVersion}
                color: red
            EOT
        }
    }
}
"""


def test_scripts_are_read_where_they_stand_and_charts_get_what_is_said_of_images() -> None:
    reading = read_process(Source(".octopus/deployment_process.ocl", PROCESS))

    migrate, shop = reading.jobs
    assert (migrate.name, shop.name) == ("Migrate the database", "shop")
    assert [(c.at.line, c.at.column, c.words) for c in migrate.commands][-1] == (
        (8, 17, ("kubectl", "apply", "-f", "${Folder}/migrate.yaml"))
    )
    (upgrade,) = shop.commands
    assert upgrade.words[:4] == ("helm", "upgrade", "--install", "shop-${Name}")
    assert upgrade.values_of("--set") == [
        "image.tag=${Octopus_Action_Package_PackageVersion}",
        "sidecar.image=acme/side:${Version}",
    ]
    assert upgrade.at.line == 20
    assert reading.complete


def test_what_is_kept_elsewhere_or_for_powershell_is_not_read() -> None:
    for line in (
        'Octopus.Action.Script.ScriptFileName = "deploy.sh"',
        'Octopus.Action.Script.ScriptBody = "docker push x"\nOctopus.Action.Script.Syntax = "PowerShell"',
    ):
        text = (
            f'step "x" {{\naction {{\naction_type = "Octopus.Script"\nproperties = {{\n{line}\n}}\n}}\n}}\n'
        )
        reading = read_process(Source("x.ocl", text))

        assert not reading.complete
        assert not reading.jobs[0].commands


def test_a_broken_file_says_nothing() -> None:
    assert read_process(Source("x.ocl", "step {{{ <<")).jobs == ()


def test_a_chart_is_installed_whatever_is_said_of_its_release() -> None:
    text = 'step "shop" {\n  action {\n    action_type = "Octopus.HelmChartUpgrade"\n  }\n}\n'
    (command,) = read_process(Source(".octopus/deployment_process.ocl", text)).jobs[0].commands
    assert (command.at.line, command.words) == (2, ("helm", "upgrade", "--install"))
