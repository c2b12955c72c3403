"""Evaluated configurations yield functions, services, build projects, copies and repeated stacks."""

import pytest

from complexity_lint.model.cloud import ServerlessFunction, ServiceKind
from complexity_lint.model.clusters import ManagedStore
from complexity_lint.model.environments import PRODUCTION
from complexity_lint.model.repetition import RepeatedStack
from complexity_lint.model.roles import Role
from complexity_lint.model.values import UNKNOWN
from complexity_lint.parsers.terraform import parts
from complexity_lint.parsers.terraform.configuration import Configuration
from complexity_lint.parsers.terraform.evaluation import evaluate
from complexity_lint.parsers.terraform.repetition import names_in
from complexity_lint.parsers.terraform.syntax import GetAttr, Index, Literal, Name
from complexity_lint.parsers.unit import Parts
from complexity_lint.source import Location, Source


def evaluated(text: str, **others: str) -> Configuration:
    """The configuration at the root; `others` are modules, each a folder of that name."""
    files = {"main.tf": text} | {f"{name}/main.tf": inner for name, inner in others.items()}
    return evaluate({path: Source(path, inner) for path, inner in files.items()}, "")


def services(text: str, **others: str) -> Parts:
    return parts.services(evaluated(text, **others), PRODUCTION)


def function(text: str) -> ServerlessFunction:
    (found,) = services(text).functions
    return found


def store(text: str) -> ManagedStore:
    (found,) = parts.stores(evaluated(text), PRODUCTION)
    return found


def stacks(text: str, **others: str) -> tuple[RepeatedStack, ...]:
    return services(text, **others).repeated_stacks


LAMBDA = (
    'resource "aws_lambda_function" "f" {\n  function_name = "quotes"\n  runtime = "java21"\n'
    "  memory_size = 512\n}\n"
)


def test_a_lambda_function() -> None:
    found = function(LAMBDA)
    assert (found.name, found.service, found.endpoint, found.warm) == ("quotes", "AWS Lambda", None, None)
    assert found.runtime is not None and found.runtime.value == "java21" and found.runtime.at.line == 3
    assert found.memory is not None and found.memory.value == 512


@pytest.mark.parametrize(
    ("reference", "principal", "called"),
    [
        ("aws_lambda_function.f.function_name", "apigateway.amazonaws.com", True),
        ("aws_lambda_function.f.arn", "apigateway.amazonaws.com", True),
        ('"quotes"', "elasticloadbalancing.amazonaws.com", True),
        ('"orders"', "apigateway.amazonaws.com", False),
        ("aws_lambda_function.f.function_name", "events.amazonaws.com", False),
        ("aws_lambda_function.f.function_name", "sqs.amazonaws.com", False),
    ],
)
def test_who_calls_a_lambda_function(reference: str, principal: str, called: bool) -> None:
    text = f'resource "aws_lambda_permission" "p" {{\n  function_name = {reference}\n  principal = "{principal}"\n}}'
    endpoint = function(LAMBDA + text).endpoint
    assert (endpoint is not None) is called
    assert endpoint is None or endpoint.line == 6


def test_a_reference_that_is_not_known_means_the_only_function() -> None:
    url = 'resource "aws_lambda_function_url" "u" {\n  function_name = aws_lambda_function.f.arn\n}\n'
    other = LAMBDA.replace('"f"', '"g"').replace("quotes", "orders")
    assert [one.endpoint is not None for one in services(LAMBDA + url).functions] == [True]
    assert [one.endpoint is not None for one in services(LAMBDA + other + url).functions] == [False, False]


@pytest.mark.parametrize(
    ("extra", "warm"),
    [
        ('snap_start {\n apply_on = "PublishedVersions"\n }', True),
        ('snap_start {\n apply_on = "None"\n }', False),
    ],
)
def test_snap_start(extra: str, warm: bool) -> None:
    found = function(f'resource "aws_lambda_function" "f" {{\n  runtime = "java21"\n  {extra}\n}}').warm
    assert found is not None and found.value is warm


def test_provisioned_concurrency() -> None:
    text = (
        'resource "aws_lambda_provisioned_concurrency_config" "c" {\n'
        "  function_name = aws_lambda_function.f.function_name\n  provisioned_concurrent_executions = 1\n}"
    )
    found = function(LAMBDA + text).warm
    assert found is not None and found.value is True


def test_the_lambda_module() -> None:
    found = function(
        'module "f" {\n  source = "terraform-aws-modules/lambda/aws"\n  function_name = "quotes"\n'
        '  runtime = "java21"\n  allowed_triggers = { api = { service = "apigateway" } }\n'
        "  provisioned_concurrent_executions = 0\n}"
    )
    assert found.endpoint is not None and found.endpoint.line == 5
    assert found.warm is not None and found.warm.value is False


def test_cloud_functions_of_both_generations() -> None:
    found = services(
        'resource "google_cloudfunctions_function" "a" {\n  runtime = "java17"\n  trigger_http = true\n}\n'
        'resource "google_cloudfunctions2_function" "b" {\n  build_config {\n    runtime = "go122"\n  }\n'
        '  service_config {\n    available_memory = "1Gi"\n    min_instance_count = 1\n  }\n}\n'
        'resource "google_cloudfunctions2_function" "c" {\n  event_trigger {\n    event_type = "x"\n  }\n}\n'
    ).functions
    assert [one.endpoint is not None for one in found] == [True, True, False]
    assert [one.runtime and one.runtime.value for one in found] == ["java17", "go122", None]
    assert [one.memory and one.memory.value for one in found] == [256, 1024, None]
    assert [one.warm and one.warm.value for one in found] == [None, True, None]


@pytest.mark.parametrize(("sku", "warm"), [("Y1", False), ("EP1", True), (None, UNKNOWN)])
def test_the_plan_decides_whether_an_azure_function_stays_warm(sku: str | None, warm: object) -> None:
    plan = f'resource "azurerm_service_plan" "p" {{\n  sku_name = "{sku}"\n}}\n' if sku else ""
    found = function(
        plan + 'resource "azurerm_linux_function_app" "f" {\n  site_config {\n    application_stack {\n'
        '      java_version = "17"\n    }\n  }\n}'
    )
    assert found.runtime is not None and found.runtime.value == "java17"
    assert found.warm is not None and found.warm.value is warm


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("aws_ecr_repository", ServiceKind.REGISTRY),
        ("google_artifact_registry_repository", ServiceKind.REGISTRY),
        ("azurerm_container_registry", ServiceKind.REGISTRY),
        ("aws_sqs_queue", ServiceKind.QUEUE),
        ("aws_sns_topic", ServiceKind.TOPIC),
        ("google_pubsub_topic", ServiceKind.TOPIC),
        ("aws_mq_broker", ServiceKind.BROKER),
        ("azurerm_servicebus_namespace", ServiceKind.BROKER),
        ("aws_lb", ServiceKind.LOAD_BALANCER),
        ("aws_route53_zone", ServiceKind.DNS),
    ],
)
def test_services_by_type(kind: str, expected: ServiceKind) -> None:
    (found,) = services(f'resource "{kind}" "main" {{\n  count = 1\n}}\ndata "{kind}" "other" {{}}').services
    assert (found.kind, found.at.line) == (expected, 1)


def test_build_projects_and_their_cache() -> None:
    kept, plain = services(
        'resource "aws_codebuild_project" "a" {\n  environment {\n    privileged_mode = true\n  }\n'
        '  cache {\n    type  = "LOCAL"\n    modes = ["LOCAL_DOCKER_LAYER_CACHE"]\n  }\n}\n'
        'resource "aws_codebuild_project" "b" {\n  cache {\n    type = "NO_CACHE"\n  }\n}'
    ).build_projects
    assert kept.builds_images is not None and kept.builds_images.value is True
    assert kept.cache is not None
    assert kept.cache.value == ("LOCAL", "LOCAL_DOCKER_LAYER_CACHE")
    assert plain.builds_images is not None and plain.builds_images.value is False
    assert plain.cache is None


def test_what_makes_copies() -> None:
    found = services(
        'resource "aws_backup_plan" "a" {\n  name = "nightly"\n}\nresource "aws_dlm_lifecycle_policy" "b" {}\n'
        'module "c" {\n  source = "cloudposse/backup/aws"\n}'
    ).backup_plans
    assert [(one.name, one.everything) for one in found] == [("nightly", True), ("b", False), ("c", True)]


MODULE = 'variable "name" {}\nresource "aws_db_instance" "m" {\n  identifier = var.name\n}'


def test_a_module_with_a_store_that_is_repeated() -> None:
    (found,) = stacks(
        'locals {\n  customers = ["acme", "globex"]\n}\n'
        'module "stack" {\n  source = "./stack"\n  for_each = toset(local.customers)\n  name = each.key\n}',
        stack=MODULE,
    )
    assert (found.name, found.holds, found.whole) == ("stack", ("Amazon RDS",), True)
    assert found.over.value == ("acme", "globex") and found.over.at.line == 2 and found.at.line == 4
    assert "customers" in found.words


def test_a_store_that_is_repeated_an_unknown_number_of_times() -> None:
    (found,) = stacks('variable "tenants" {}\nresource "aws_db_instance" "m" {\n  for_each = var.tenants\n}')
    assert found.over.value == () and not found.whole


def test_a_module_with_a_store_that_is_called_under_several_names() -> None:
    calls = [f'module "{one}" {{\n  source = "./stack"\n  name = "{one}"\n}}\n' for one in ("acme", "globex")]
    (found,) = stacks("".join(calls), stack=MODULE)
    assert (found.name, found.over.value, found.holds) == ("stack", ("acme", "globex"), ("Amazon RDS",))
    assert [one.line for one in (found.at, *found.over.origins)] == [1, 5]


def test_what_is_no_stack() -> None:
    text = 'module "one" {\n  source = "./stack"\n  name = "x"\n}\nresource "aws_sqs_queue" "q" {\n  count = 2\n}'
    assert stacks(text, stack=MODULE) == ()


def test_names_of_an_expression() -> None:
    at = Location("main.tf", 1, 1)
    expression = Index(at, GetAttr(at, Name(at, "var"), "tenants"), Literal(at, "eu"))
    assert set(names_in(expression)) == {"var", "tenants"}


def test_guards_of_a_store() -> None:
    found = store(
        'resource "aws_db_instance" "m" {\n  skip_final_snapshot = true\n'
        "  lifecycle {\n    prevent_destroy = true\n  }\n}"
    )
    assert found.prevent_destroy is not None and found.prevent_destroy.value is True
    assert found.skip_final_snapshot is not None and found.skip_final_snapshot.value is True
    assert found.skip_final_snapshot.at.line == 2
    assert found.guardable


def test_a_lock_of_azure_guards_the_stores_beside_it() -> None:
    found = store(
        'resource "azurerm_mssql_database" "m" {}\nresource "azurerm_management_lock" "l" {\n'
        '  lock_level = "CanNotDelete"\n}'
    )
    assert found.prevent_destroy is not None and found.prevent_destroy.at.line == 2


def test_the_lock_table_of_terraform_keeps_no_records() -> None:
    assert store('resource "aws_dynamodb_table" "l" {\n  hash_key = "LockID"\n}').role is Role.COORDINATION


@pytest.mark.parametrize(
    ("kind", "cloud", "own"),
    [("aws_instance", "AWS", False), ("libvirt_domain", "", True), ("hcloud_server", "Hetzner", False)],
)
def test_whose_machines_a_control_plane_runs_on(kind: str, cloud: str, own: bool) -> None:
    (found,) = parts.clusters(evaluated(f'resource "{kind}" "k8s_master" {{\n  count = 3\n}}'), PRODUCTION)
    assert (found.cloud, found.on_premises) == (cloud, own)
