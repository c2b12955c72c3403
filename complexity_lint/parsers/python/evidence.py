"""Routes, models, applications and entry points of one module, read by libcst.

What counts follows the documentation of the frameworks named beside each rule.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import libcst as cst
from libcst.helpers import get_full_name_for_node

from complexity_lint.parsers.python.modules import EntryKind, EntryPoint
from complexity_lint.parsers.python.tree import Places, children
from complexity_lint.source import Location, Source

WORTH_READING = re.compile(
    r"__main__|\burlpatterns\b|\b(?:Flask|FastAPI|Celery|Sanic|Starlette|Quart|Bottle|Litestar|Dash|Robyn)\(|Application\("
    r"|\bfalcon\.(?:asgi\.)?A(?:pp|PI)\(|get_[aw]sgi_application|execute_from_command_line|AppConfig|\bINSTALLED_APPS\b"
    r"|^[ \t]*@[\w.]+\.(?:route|get|post|put|delete|patch|head|options|websocket|api_route)\("
    r"|\.(?:add_url_rule|add_route|add_resource|add_api_route|add_get|add_post|add_put|add_delete|add_patch|register)\("
    r"|\b(?:Route|WebSocketRoute)\(|\bweb\.(?:get|post|put|delete|patch|view)\("
    r"|^[ \t]*class[ \t]+\w+\([^)]*(?:Model|Document|Base)\b|__tablename__|\bmodels\.\w+Field\(|\bmodels\.ForeignKey\("
    r"|SESSION_(?:ENGINE|TYPE)|UPLOAD_FOLDER|MEDIA_ROOT",
    re.MULTILINE,
)
"""A file without a match holds nothing that `read_evidence` could find."""

_APPLICATIONS = frozenset(
    ["Flask", "FastAPI", "Celery", "Sanic", "Starlette", "Quart", "Bottle", "Litestar", "Dash", "Robyn"]
)
_SERVE_THEMSELVES = frozenset(["Flask", "Quart"])
"""Applications whose `run()` is a development server: flask.palletsprojects.com, "Development Server"
("Do not use run() in a production setting"); quart.palletsprojects.com, "Deployment".
"""
_QUALIFIED_APPLICATIONS = frozenset(
    ["falcon.App", "falcon.API", "falcon.asgi.App", "web.Application", "tornado.web.Application"]
)
_DJANGO = frozenset(["get_wsgi_application", "get_asgi_application", "execute_from_command_line"])
_VERBS = frozenset(
    ["get", "post", "put", "delete", "patch", "head", "options", "websocket", "api_route", "route", "view"]
)
_URL_CALLS = frozenset(["path", "re_path", "url"])
_FIRST_ARGUMENT_ROUTES = frozenset(["add_url_rule", "add_api_route", "add_websocket_route", "add_route"])
_VERB_CALLS = frozenset(["add_get", "add_post", "add_put", "add_delete", "add_patch", "add_head", "add_view"])
_MODEL_BASES = frozenset(
    ["models.Model", "db.Model", "peewee.Model", "tortoise.models.Model", "gis_models.Model", "db.Document"]
)
_DOCUMENTS = frozenset(["Document", "DynamicDocument", "EmbeddedDocument", "DynamicEmbeddedDocument"])
_RELATIONS = frozenset(["ForeignKey"])


@dataclass(slots=True)
class Evidence:
    """What one module holds; the lists grow while it is read."""

    entry_points: list[EntryPoint] = field(default_factory=list)
    routes: list[Location] = field(default_factory=list)
    models: list[Location] = field(default_factory=list)
    app_configs: list[Location] = field(default_factory=list)
    installed_apps: list[str] = field(default_factory=list)
    file_sessions: list[Location] = field(default_factory=list)
    uploads: list[Location] = field(default_factory=list)
    development_servers: list[Location] = field(default_factory=list)


def read_evidence(module: cst.Module, source: Source, imports: Sequence[str]) -> Evidence:
    """What a parsed module holds. `imports` are the dotted names it imports."""
    reader = _Reader(module, source, frozenset(imports))
    reader.walk(module)
    return reader.found


class _Reader:
    """Walks a tree once, in the order of the text.

    libcst's own visitors rebuild every node they pass, and its PositionProvider prints the whole module: together
    four times what parsing costs. So the walk goes through the fields itself, and a place is found by
    the text of its node, which libcst keeps to the letter, from the place found last.
    """

    def __init__(self, module: cst.Module, source: Source, imports: frozenset[str]) -> None:
        self.found = Evidence()
        self._module = module
        self._places = Places(source)
        self._imports = imports
        self._urlpatterns = 0
        self._choices = 0
        self._served: set[str] = set()

    def walk(self, node: cst.CSTNode) -> None:
        if isinstance(node, cst.Assign | cst.AnnAssign | cst.AugAssign):
            self._assignment(node)
            return
        if isinstance(node, cst.Call):
            self._call(node)
        elif isinstance(node, cst.Decorator):
            self._decorator(node)
        elif isinstance(node, cst.ClassDef):
            self._walk_all(node.decorators)
            self._class(node)
            self._walk_all((*node.bases, *node.keywords, node.body))
            return
        elif isinstance(node, cst.If):
            guard = _is_main_guard(node.test)
            if guard:
                self.found.entry_points.append(EntryPoint(self._at(node.test), EntryKind.SCRIPT))
            self._choices += not guard
            self._walk_all(children(node))
            self._choices -= not guard
            return
        self._walk_all(children(node))

    def _walk_all(self, nodes: Iterable[cst.CSTNode]) -> None:
        for node in nodes:
            self.walk(node)

    def _decorator(self, node: cst.Decorator) -> None:
        call = node.decorator
        if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
            return
        verb = call.func.attr.value
        address = _first_string(call)
        if verb in _VERBS and address is not None and (verb == "route" or _is_address(address)):
            self.found.routes.append(self._at(call))

    def _assignment(self, node: cst.Assign | cst.AnnAssign | cst.AugAssign) -> None:
        targets = [t.target for t in node.targets] if isinstance(node, cst.Assign) else [node.target]
        names = {get_full_name_for_node(target) for target in targets}
        if node.value is None:
            return
        names |= {_subscript(target) for target in targets}
        self._local_state(node, names, node.value)
        if _called(node.value).rpartition(".")[2] in _SERVE_THEMSELVES:
            self._served |= {name for name in names if name}
        if "INSTALLED_APPS" in names:
            self.found.installed_apps += _strings(node.value)
        self._urlpatterns += "urlpatterns" in names
        self.walk(node.value)
        self._urlpatterns -= "urlpatterns" in names

    def _local_state(self, node: cst.CSTNode, names: set[str | None], value: cst.BaseExpression) -> None:
        """Sessions in files or in the process, and folders for uploads (Django, Flask-Session, Flask)."""
        text = _string(value) or ""
        last = {(name or "").rpartition(".")[2] for name in names}
        if ("SESSION_ENGINE" in last and text == "django.contrib.sessions.backends.file") or (
            "SESSION_TYPE" in last and text in ("filesystem", "cachelib")
        ):
            self.found.file_sessions.append(self._at(node))
        elif last & {"UPLOAD_FOLDER", "MEDIA_ROOT"} and not isinstance(value, cst.Name):
            self.found.uploads.append(self._at(node))

    def _call(self, node: cst.Call) -> None:
        name = get_full_name_for_node(node.func) or _attribute(node.func)
        last = name.rpartition(".")[2]
        if last in _APPLICATIONS or name in _QUALIFIED_APPLICATIONS:
            self.found.entry_points.append(EntryPoint(self._at(node), EntryKind.APPLICATION, last))
        elif last in _DJANGO:
            self.found.entry_points.append(EntryPoint(self._at(node), EntryKind.DJANGO, last))
        # a server that is chosen by a condition may be another one in production
        if last == "run" and name.rpartition(".")[0] in self._served and not self._choices:
            self.found.development_servers.append(self._at(node))
        if self._is_route(node, name, last):
            self.found.routes.append(self._at(node))
        if last == "Application":
            self._read_tornado(node)

    def _class(self, node: cst.ClassDef) -> None:
        bases = [get_full_name_for_node(base.value) or "" for base in node.bases]
        if any(base.rpartition(".")[2] == "AppConfig" for base in bases):
            self.found.app_configs.append(self._at_class(node))
        elif _is_model(node, bases, self._imports) and not _is_abstract(node):
            self.found.models.append(self._at_class(node))

    def _is_route(self, node: cst.Call, name: str, last: str) -> bool:
        if last in _URL_CALLS:  # Django: an include() is a door to other routes, not one itself
            return self._urlpatterns > 0 and not _includes(node)
        if last == "register":  # Django REST framework routers
            return "router" in name.rpartition(".")[0].lower() and _first_string(node) is not None
        if last == "add_resource":  # Flask-RESTful
            return any(_is_address(text) for text in _argument_strings(node))
        if last in _FIRST_ARGUMENT_ROUTES or last in _VERB_CALLS:  # Flask, FastAPI, Falcon, Sanic, aiohttp
            return any(_is_address(text) for text in _argument_strings(node)[:2])
        if last in ("Route", "WebSocketRoute") or name in _AIOHTTP_CALLS:  # Starlette, aiohttp
            address = _first_string(node)
            return address is not None and _is_address(address)
        return False

    def _read_tornado(self, node: cst.Call) -> None:
        if not node.args or not isinstance(node.args[0].value, cst.List):
            return
        for element in node.args[0].value.elements:
            pair = element.value
            if isinstance(pair, cst.Tuple) and len(pair.elements) >= 2:
                address = _string(pair.elements[0].value)
                if address is not None and _is_address(address):
                    self.found.routes.append(self._at(pair))

    def _at(self, node: cst.CSTNode) -> Location:
        return self._places.find(self._module.code_for_node(node))

    def _at_class(self, node: cst.ClassDef) -> Location:
        keyword = self._module.code_for_node(node.whitespace_after_class)
        return self._places.find(f"class{keyword}{node.name.value}")


_AIOHTTP_CALLS = frozenset(f"web.{verb}" for verb in _VERBS)


def _is_main_guard(test: cst.BaseExpression) -> bool:
    if not isinstance(test, cst.Comparison) or len(test.comparisons) != 1:
        return False
    if not isinstance(test.comparisons[0].operator, cst.Equal):
        return False
    sides = (test.left, test.comparisons[0].comparator)
    names = {side.value for side in sides if isinstance(side, cst.Name)}
    return "__name__" in names and "__main__" in {_string(side) for side in sides}


def _is_address(text: str) -> bool:
    return text == "" or text.startswith(("/", "^/", "<", "{"))


def _attribute(node: cst.BaseExpression) -> str:
    return node.attr.value if isinstance(node, cst.Attribute) else ""


def _called(node: cst.BaseExpression) -> str:
    """What a call calls, empty for anything else."""
    return (get_full_name_for_node(node.func) or "") if isinstance(node, cst.Call) else ""


def _subscript(node: cst.BaseExpression) -> str:
    """The key of `app.config["KEY"]`, empty for anything else."""
    if (
        isinstance(node, cst.Subscript)
        and len(node.slice) == 1
        and isinstance(node.slice[0].slice, cst.Index)
    ):
        return _string(node.slice[0].slice.value) or ""
    return ""


def _string(node: cst.BaseExpression) -> str | None:
    if isinstance(node, cst.SimpleString):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None


def _argument_strings(node: cst.Call) -> list[str]:
    return [text for argument in node.args if (text := _string(argument.value)) is not None]


def _first_string(node: cst.Call) -> str | None:
    """The first argument, or the one named `path`, `rule` or `prefix`, where it is a plain string."""
    for argument in node.args:
        if argument.keyword is None or argument.keyword.value in ("path", "rule", "prefix", "uri"):
            return _string(argument.value)
    return None


def _includes(node: cst.Call) -> bool:
    return any(
        isinstance(argument.value, cst.Call)
        and (get_full_name_for_node(argument.value.func) or "").rpartition(".")[2] == "include"
        for argument in node.args
    )


def _strings(node: cst.BaseExpression) -> list[str]:
    """The strings of a list or tuple, and of lists added to each other."""
    if isinstance(node, cst.List | cst.Tuple):
        return [text for element in node.elements if (text := _string(element.value)) is not None]
    if isinstance(node, cst.BinaryOperation):
        return _strings(node.left) + _strings(node.right)
    return []


def _is_model(node: cst.ClassDef, bases: Sequence[str], imports: frozenset[str]) -> bool:
    """Django, SQLAlchemy, SQLModel, peewee, mongoengine and Tortoise models."""
    if any(base in _MODEL_BASES for base in bases):
        return True
    if "SQLModel" in bases:
        return any(k.keyword is not None and k.keyword.value == "table" for k in node.keywords)
    if any(base in ("Model", "Document") or base in _DOCUMENTS for base in bases):
        return any(
            name.startswith(("django.db.", "peewee.", "tortoise.", "mongoengine.")) for name in imports
        )
    return bool(bases) and any(_is_column(name, call) for name, call in _class_assignments(node))


def _is_column(name: str, value: cst.BaseExpression) -> bool:
    if name in ("__tablename__", "__table__"):
        return True
    if not isinstance(value, cst.Call):
        return False
    module, _, last = (get_full_name_for_node(value.func) or "").rpartition(".")
    return module == "models" and (last.endswith("Field") or last in _RELATIONS)


def _class_assignments(node: cst.ClassDef) -> list[tuple[str, cst.BaseExpression]]:
    found: list[tuple[str, cst.BaseExpression]] = []
    for line in node.body.body:
        if not isinstance(line, cst.SimpleStatementLine):
            continue
        for statement in line.body:
            if isinstance(statement, cst.Assign) and isinstance(statement.targets[0].target, cst.Name):
                found.append((statement.targets[0].target.value, statement.value))
            elif isinstance(statement, cst.AnnAssign) and statement.value is not None:
                found.append((get_full_name_for_node(statement.target) or "", statement.value))
    return found


def _is_abstract(node: cst.ClassDef) -> bool:
    """Whether the class says that it has no table: `class Meta: abstract = True`, `__abstract__ = True`."""
    assignments = _class_assignments(node)
    for inner in node.body.body:
        if isinstance(inner, cst.ClassDef) and inner.name.value == "Meta":
            assignments += _class_assignments(inner)
    return any(
        name in ("abstract", "__abstract__") and isinstance(value, cst.Name) and value.value == "True"
        for name, value in assignments
    )
