"""Serverless functions of a configuration, and what puts them behind a request."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from complexity_lint.model.cloud import ServerlessFunction
from complexity_lint.model.environments import Environment
from complexity_lint.model.values import UNKNOWN, Located, Unknown
from complexity_lint.parsers.terraform.configuration import Configuration, Resource
from complexity_lint.parsers.terraform.reading import (
    Found,
    Part,
    name_of,
    scalar_at,
    switched,
    whole,
)
from complexity_lint.source import Location

_CALLERS: Final = ("apigateway.amazonaws.com", "elasticloadbalancing.amazonaws.com")
"""Services that invoke a function while somebody waits (docs.aws.amazon.com, "Invoking Lambda")."""

_LAMBDA_MODULE: Final = re.compile(r"(registry\.terraform\.io/)?terraform-aws-modules/lambda/aws")


def serverless_functions(
    configuration: Configuration, environment: Environment
) -> Iterator[ServerlessFunction]:
    """The functions the configuration makes; of a repeated one each instance."""
    for resource in configuration.resources_of(*_READERS):
        yield _READERS[resource.type](resource, configuration, environment)
    for call in configuration.modules:
        if call.folder is None and _LAMBDA_MODULE.fullmatch(call.source):
            yield _lambda_module(call, environment)


def _lambda(resource: Resource, configuration: Configuration, environment: Environment) -> ServerlessFunction:
    """AWS Lambda (provider hashicorp/aws v6)."""
    callers = [
        *(
            one
            for one in configuration.resources_of("aws_lambda_permission")
            if (principal := scalar_at(one, "principal")) is not None and principal.value in _CALLERS
        ),
        *configuration.resources_of("aws_lambda_function_url"),
    ]
    endpoint = next((one.at for one in callers if _is_of(one, resource, configuration)), None)
    kept = [
        one
        for one in configuration.resources_of("aws_lambda_provisioned_concurrency_config")
        if _is_of(one, resource, configuration)
    ]
    warm = Located(True, kept[0].at) if kept else _snap_start(resource, "snap_start.apply_on")
    return ServerlessFunction(
        at=resource.at,
        name=name_of(resource, ("function_name",)),
        service="AWS Lambda",
        environment=environment,
        runtime=_text(scalar_at(resource, "runtime")),
        memory=_number(resource, "memory_size", 128),
        image=_text(scalar_at(resource, "image_uri")),
        warm=warm,
        endpoint=endpoint,
    )


def _is_of(other: Resource, function: Resource, configuration: Configuration) -> bool:
    """Whether a resource's `function_name` means a function: by value, by place, or because there is no other."""
    if other.module != function.module:
        return False
    named, own = other.value("function_name"), function.value("function_name")
    if named is None or named.is_unknown or own is None or own.is_unknown:
        if named is not None and own is not None and named.at is not None and named.at == own.at:
            return True
        beside = [one for one in configuration.resources_of(function.type) if one.module == function.module]
        return len({one.name for one in beside}) == 1 and other.key == function.key
    return named.data == own.data


def _snap_start(part: Part, path: str) -> Located[bool | Unknown] | None:
    found = scalar_at(part, path)
    if found is None:
        return None
    value = found.value if isinstance(found.value, Unknown) else found.value == "PublishedVersions"
    return Located(value, found.at, found.origins)


def _lambda_module(call: Part, environment: Environment) -> ServerlessFunction:
    """The module terraform-aws-modules/lambda (v8), by its arguments."""
    kept = scalar_at(call, "provisioned_concurrent_executions")
    warm = None if kept is None else _at_least_one(kept)
    return ServerlessFunction(
        at=call.at,
        name=name_of(call, ("function_name",)),
        service="AWS Lambda",
        environment=environment,
        runtime=_text(scalar_at(call, "runtime")),
        memory=_number(call, "memory_size", 128),
        image=_text(scalar_at(call, "image_uri")),
        warm=warm or _started(call, "snap_start"),
        endpoint=_module_endpoint(call),
    )


def _started(part: Part, path: str) -> Located[bool | Unknown] | None:
    found = scalar_at(part, path)
    return None if found is None else switched(found)


def _module_endpoint(call: Part) -> Location | None:
    url = scalar_at(call, "create_lambda_function_url")
    if url is not None and url.value is True:
        return url.at
    triggers = call.value("allowed_triggers")
    if triggers is None or not isinstance(triggers.data, Mapping):
        return None
    for trigger in triggers.data.values():
        if not isinstance(trigger.data, Mapping):
            continue
        for key in ("service", "principal"):
            service = trigger.data.get(key)
            if service is not None and service.data in ("apigateway", "elasticloadbalancing", *_CALLERS):
                return service.at or triggers.at or call.at
    return None


def _cloud_function(
    resource: Resource, configuration: Configuration, environment: Environment
) -> ServerlessFunction:
    """Cloud Functions, first generation: an HTTP trigger is asked for."""
    trigger = scalar_at(resource, "trigger_http")
    kept = scalar_at(resource, "min_instances")
    return ServerlessFunction(
        at=resource.at,
        name=name_of(resource, ("name",)),
        service="Cloud Functions",
        environment=environment,
        runtime=_text(scalar_at(resource, "runtime")),
        memory=_number(resource, "available_memory_mb", 256),
        warm=None if kept is None else _at_least_one(kept),
        endpoint=trigger.at if trigger is not None and trigger.value is True else None,
    )


def _cloud_function_2(
    resource: Resource, configuration: Configuration, environment: Environment
) -> ServerlessFunction:
    """Cloud Functions, second generation: HTTP unless there is an event trigger."""
    kept = scalar_at(resource, "service_config.min_instance_count")
    memory = scalar_at(resource, "service_config.available_memory")
    return ServerlessFunction(
        at=resource.at,
        name=name_of(resource, ("name",)),
        service="Cloud Run functions",
        environment=environment,
        runtime=_text(scalar_at(resource, "build_config.runtime")),
        memory=None if memory is None else _mebibytes(memory),
        warm=None if kept is None else _at_least_one(kept),
        endpoint=None if resource.blocks_of("event_trigger") else resource.at,
    )


def _azure(resource: Resource, configuration: Configuration, environment: Environment) -> ServerlessFunction:
    """Azure Functions: what triggers them is in their code, unless a function is written here too."""
    runtime = None
    for language in ("java", "dotnet", "node", "python", "powershell_core"):
        found = scalar_at(resource, f"site_config.application_stack.{language}_version")
        if found is not None:
            runtime = Located(f"{language}{found.shown}", found.at, found.origins)
            break
    triggers = [
        one
        for one in configuration.resources_of("azurerm_function_app_function")
        if one.module == resource.module and _mentions(one, "config_json", "httpTrigger")
    ]
    apps = [one for one in configuration.resources_of(*_AZURE) if one.module == resource.module]
    return ServerlessFunction(
        at=resource.at,
        name=name_of(resource, ("name",)),
        service="Azure Functions",
        environment=environment,
        runtime=runtime,
        warm=_azure_plan(resource, configuration),
        endpoint=triggers[0].at if triggers and len(apps) == 1 else None,
    )


def _azure_plan(resource: Resource, configuration: Configuration) -> Located[bool | Unknown]:
    """Only the consumption plans stop the app between calls (learn.microsoft.com, "Azure Functions hosting")."""
    plans = [
        plan
        for plan in configuration.resources_of("azurerm_service_plan")
        if plan.module == resource.module and scalar_at(plan, "sku_name") is not None
    ]
    sku = scalar_at(plans[0], "sku_name") if len(plans) == 1 else None
    if sku is None or not isinstance(sku.value, str):
        return Located(UNKNOWN, resource.at)
    return Located(sku.value not in ("Y1", "FC1"), sku.at, sku.origins)


def _mentions(resource: Resource, attribute: str, word: str) -> bool:
    value = resource.value(attribute)
    if value is None:
        return False
    return word in (value.data if isinstance(value.data, str) else f"{value.hint}{value.encoded}")


def _text(found: Found | None) -> Located[str | Unknown] | None:
    if found is None:
        return None
    value = found.value if isinstance(found.value, Unknown) else found.shown
    return Located(value, found.at, found.origins)


def _number(part: Part, path: str, default: int) -> Located[int | Unknown] | None:
    found = scalar_at(part, path, default)
    return None if found is None else whole(found)


def _at_least_one(found: Found) -> Located[bool | Unknown]:
    number = whole(found)
    value = number.value if isinstance(number.value, Unknown) else number.value > 0
    return Located(value, number.at, number.origins)


def _mebibytes(found: Found) -> Located[int | Unknown]:
    """`256M`, `1Gi`: in MiB, near enough (the provider takes M for Mi)."""
    match = re.fullmatch(r"(\d+)([MG])i?", found.shown)
    if match is None:
        return Located(UNKNOWN, found.at, found.origins)
    return Located(int(match[1]) * (1024 if match[2] == "G" else 1), found.at, found.origins)


_AZURE: Final = ("azurerm_linux_function_app", "azurerm_windows_function_app", "azurerm_function_app")
_READERS: Final[Mapping[str, Callable[[Resource, Configuration, Environment], ServerlessFunction]]] = {
    "aws_lambda_function": _lambda,
    "google_cloudfunctions_function": _cloud_function,
    "google_cloudfunctions2_function": _cloud_function_2,
    **dict.fromkeys(_AZURE, _azure),
}
