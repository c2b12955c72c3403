"""Lambda functions of templates: of CloudFormation, SAM and serverless.yml."""

from collections.abc import Sequence

from complexity_lint.model.cloud import ServerlessFunction
from complexity_lint.model.environments import Environment
from complexity_lint.model.values import UNKNOWN, Located, Unknown
from complexity_lint.parsers.cloudformation.knowledge import Setting
from complexity_lint.parsers.cloudformation.resources import Resource, names_resource
from complexity_lint.parsers.yaml_nodes import Entry, Mapping, Scalar
from complexity_lint.parsers.yaml_nodes import Sequence as Listed
from complexity_lint.source import Location

_CALLERS = ("apigateway.amazonaws.com", "elasticloadbalancing.amazonaws.com")
"""Services that invoke a function while somebody waits (docs.aws.amazon.com, "Invoking Lambda")."""
_MEMORY = Setting("MemorySize", 128)
_WAITED_FOR = ("Api", "HttpApi")


def function(
    resource: Resource, resources: Sequence[Resource], usual: Mapping, environment: Environment
) -> ServerlessFunction:
    """A function; `usual` are SAM's `Globals.Function`."""
    own = Resource(
        resource.id, resource.at, resource.type, _with_usual(resource.properties, usual), resource.policy
    )
    return ServerlessFunction(
        at=resource.at,
        name=own.name("FunctionName"),
        service="AWS Lambda",
        environment=environment,
        runtime=own.text("Runtime"),
        memory=own.number(_MEMORY),
        image=own.text("Code.ImageUri") or own.text("ImageUri"),
        warm=_warm(own, resources),
        endpoint=_endpoint(own, resources),
    )


def _with_usual(properties: Mapping, usual: Mapping) -> Mapping:
    written = {entry.key for entry in properties.entries}
    return Mapping(properties.at, (*properties.entries, *(e for e in usual.entries if e.key not in written)))


def _warm(own: Resource, resources: Sequence[Resource]) -> Located[bool | Unknown]:
    """Provisioned concurrency, of the function or of a version or alias of it, or SnapStart."""
    holders = [own, *(r for r in resources if r.type in ("AWS::Lambda::Version", "AWS::Lambda::Alias"))]
    for one in holders:
        kept = one.properties.entry("ProvisionedConcurrencyConfig")
        if kept and (
            one is own or names_resource(one.properties.get("FunctionName"), own, own.name("FunctionName"))
        ):
            return Located(True, kept.at)
    snap = own.scalar("SnapStart.ApplyOn")
    if snap is not None:
        return Located(snap.text == "PublishedVersions", snap.at)
    return Located(False, own.at)


def _endpoint(own: Resource, resources: Sequence[Resource]) -> Location | None:
    """What puts it behind a request: an event of SAM, a URL, a permission for an API or a balancer."""
    for entry in own.properties.mapping("Events").entries:
        if isinstance(entry.value, Mapping) and entry.value.text("Type") in _WAITED_FOR:
            return entry.at
    url = own.properties.entry("FunctionUrlConfig")
    if url is not None:
        return url.at
    name = own.name("FunctionName")
    for one in resources:
        if one.type == "AWS::Lambda::Url" and names_resource(
            one.properties.get("TargetFunctionArn"), own, name
        ):
            return one.at
        if one.type == "AWS::Lambda::Permission" and names_resource(
            one.properties.get("FunctionName"), own, name
        ):
            principal = one.scalar("Principal")
            if principal is not None and principal.text in _CALLERS:
                return one.at
    return None


def functions_of_serverless(top: Mapping, environment: Environment) -> list[ServerlessFunction]:
    """The functions of a serverless.yml (serverless.com/framework/docs/providers/aws/guide/serverless.yml)."""
    provider = top.mapping("provider")
    found: list[ServerlessFunction] = []
    for entry in top.mapping("functions").entries:
        body = entry.value
        if not isinstance(body, Mapping):
            continue
        runtime = body.scalar("runtime") or provider.scalar("runtime")
        memory = body.scalar("memorySize") or provider.scalar("memorySize")
        image = body.scalar("image", "uri") or body.scalar("image")
        warm = body.scalar("provisionedConcurrency") or body.scalar("snapStart")
        found.append(
            ServerlessFunction(
                at=entry.at,
                name=body.text("name") or entry.key,
                service="AWS Lambda",
                environment=environment,
                runtime=_text(runtime) if image is None else None,
                memory=Located(1024, entry.at) if memory is None else _number(memory),
                image=_text(image),
                warm=Located(warm.text not in ("0", "false"), warm.at) if warm else Located(False, entry.at),
                endpoint=_event(body),
            )
        )
    return found


def _text(node: Scalar | None) -> Located[str | Unknown] | None:
    return None if node is None else Located(UNKNOWN if "${" in node.text else node.text, node.at)


def _number(node: Scalar) -> Located[int | Unknown]:
    return Located(UNKNOWN if node.integer is None else node.integer, node.at)


def _event(body: Mapping) -> Location | None:
    url = body.entry("url")
    if url is not None:
        return url.at
    events = body.get("events")
    for item in events.items if isinstance(events, Listed) else ():
        entries: tuple[Entry, ...] = item.entries if isinstance(item, Mapping) else ()
        for entry in entries:
            if entry.key in ("http", "httpApi", "alb", "websocket"):
                return entry.at
    return None
