"""What single modules are found to hold, and where."""

import libcst as cst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libcst.metadata import MetadataWrapper, PositionProvider

from complexity_lint.parsers.python import EntryKind, ModuleFacts, ModuleReader, read_modules
from complexity_lint.source import Source


def facts(text: str, path: str = "shop/views.py") -> ModuleFacts:
    (module,) = read_modules([Source(path, text)])
    return module


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("@app.route('/a')\ndef a(): pass\n", [1], id="Flask"),
        pytest.param("@bp.route('orders')\ndef a(): pass\n", [1], id="Flask blueprint, no slash"),
        pytest.param(
            "@app.get('/a')\nasync def a(): ...\n\n@app.post('/a')\ndef b(): ...\n", [1, 4], id="FastAPI"
        ),
        pytest.param("@router.get('')\ndef a(): ...\n", [1], id="FastAPI, empty path"),
        pytest.param("@router.get(path='/a')\ndef a(): ...\n", [1], id="FastAPI, by keyword"),
        pytest.param("def make():\n    @app.get('/a')\n    def a(): ...\n", [2], id="in a factory"),
        pytest.param("class C:\n    @app.get('/a')\n    def a(self): ...\n", [2], id="in a class"),
        pytest.param("app.add_url_rule('/a', view_func=a)\n", [1], id="Flask, by call"),
        pytest.param("app.router.add_get('/a', a)\n", [1], id="aiohttp, by call"),
        pytest.param(
            "app.add_routes([web.get('/a', a), web.post('/b', b)])\n", [1, 1], id="aiohttp, by list"
        ),
        pytest.param("r = [Route('/a', a), Mount('/b', b)]\n", [1], id="Starlette; a mount is no route"),
        pytest.param("app = falcon.App()\napp.add_route('/a', A())\n", [2], id="Falcon"),
        pytest.param("api.add_resource(A, '/a')\n", [1], id="Flask-RESTful"),
        pytest.param("Application([(r'/a', A), (r'/b', B)])\n", [1, 1], id="Tornado"),
        pytest.param("router.register(r'users', V)\n", [1], id="Django REST framework"),
        pytest.param(
            "urlpatterns = [\n    path('a', a),\n    re_path(r'^b$', b),\n]\nurlpatterns += [url('c', c)]\n",
            [2, 3, 5],
            id="Django",
        ),
        pytest.param("urlpatterns = [path('a/', include('a.urls'))]\n", [], id="an include is no route"),
        pytest.param("p = path('a')  # of urlpatterns\n", [], id="path() elsewhere"),
        pytest.param("@mock.patch('shop.views.get')\ndef a(): ...\n", [], id="mock.patch"),
        pytest.param("@cache.get('key')\ndef a(): ...\n", [], id="get of something else"),
        pytest.param("x = requests.get('/a')\n", [], id="a call that asks"),
        pytest.param("admin.site.register('x')\n", [], id="register of something else"),
        pytest.param("'''\n@app.get('/a')\n'''\n", [], id="in a docstring"),
    ],
)
def test_routes(text: str, lines: list[int]) -> None:
    assert [at.line for at in facts(text).routes] == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("class A(models.Model):\n    pass\n", [1], id="Django"),
        pytest.param("from django.db.models import Model\nclass A(Model): pass\n", [2], id="Django, by name"),
        pytest.param("class A(TimeStamped):\n    n = models.CharField()\n", [1], id="Django, own base"),
        pytest.param("class A(models.Model):\n    class Meta:\n        abstract = True\n", [], id="abstract"),
        pytest.param("class A(Base):\n    __tablename__ = 'a'\n", [1], id="SQLAlchemy"),
        pytest.param("class A(db.Model):\n    id = db.Column()\n", [1], id="Flask-SQLAlchemy"),
        pytest.param("class Base(DeclarativeBase):\n    pass\n", [], id="the declarative base itself"),
        pytest.param("class A(SQLModel, table=True):\n    id: int\n", [1], id="SQLModel"),
        pytest.param("class A(SQLModel):\n    id: int\n", [], id="SQLModel without table"),
        pytest.param("from peewee import Model\nclass A(Model): pass\n", [2], id="peewee"),
        pytest.param("from mongoengine import Document\nclass A(Document): pass\n", [2], id="mongoengine"),
        pytest.param("from pydantic import BaseModel\nclass A(BaseModel): pass\n", [], id="pydantic"),
        pytest.param("from keras import Model\nclass A(Model): pass\n", [], id="another Model"),
        pytest.param("class A(forms.ModelForm):\n    n = forms.CharField()\n", [], id="a form"),
        pytest.param("@dec\nclass A(models.Model): pass\n", [2], id="decorated"),
    ],
)
def test_models(text: str, lines: list[int]) -> None:
    assert [at.line for at in facts(text).models] == lines


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("if __name__ == '__main__':\n    main()\n", [EntryKind.SCRIPT]),
        ('if "__main__" == __name__: main()\n', [EntryKind.SCRIPT]),
        ("app = Flask(__name__)\n", [EntryKind.APPLICATION]),
        ("app = fastapi.FastAPI()\n", [EntryKind.APPLICATION]),
        ("app = celery.Celery('shop')\n", [EntryKind.APPLICATION]),
        ("application = get_wsgi_application()\n", [EntryKind.DJANGO]),
        ("if __name__ != '__main__':\n    pass\n", []),
        ("# if __name__ == '__main__':\n", []),
        ("x = 1\n", []),
    ],
)
def test_entry_points(text: str, kinds: list[EntryKind]) -> None:
    assert [entry.kind for entry in facts(text).entry_points] == kinds


@pytest.mark.parametrize(
    ("path", "text", "imports"),
    [
        ("shop/views.py", "import os, a.b as c\n", ("os", "a.b")),
        ("shop/views.py", "from a.b import c, d as e\n", ("a.b.c", "a.b.d")),
        ("shop/views.py", "from a import (  # why\n    b,\n    c,\n)\n", ("a.b", "a.c")),
        ("shop/views.py", "from a import b, \\\n    c\n", ("a.b", "a.c")),
        ("shop/views.py", "from a import *\n", ("a",)),
        ("shop/views.py", "from . import models\nfrom .x import y\n", ("shop.models", "shop.x.y")),
        ("shop/api/views.py", "from ..x import y\n", ("shop.x.y",)),
        ("shop/api/__init__.py", "from .x import y\n", ("shop.api.x.y",)),
        ("shop/views.py", "def f():\n    from a import b\n", ("a.b",)),
        ("shop/views.py", '"""\nimport a\n"""\n# import b\nx = "import c"\n', ()),
        ("shop/views.py", "print 'Python 2'\nimport a\n", ("a",)),
    ],
)
def test_imports(path: str, text: str, imports: tuple[str, ...]) -> None:
    assert facts(text, path).imports == imports


def test_state_in_the_process_is_found_with_its_place() -> None:
    module = facts(
        'from apscheduler.schedulers.background import S\nURL = "sqlite:///db.sqlite3"\nM = "sqlite://"\n'
    )

    assert [(at.line, at.column) for at in module.schedulers] == [(1, 1)]
    assert [(at.line, at.column) for at in module.sqlite] == [(2, 7)]


def test_sqlite_by_module_and_by_django_engine() -> None:
    module = facts("import sqlite3\nE = 'django.db.backends.sqlite3'\n")

    assert sorted(at.line or 0 for at in module.sqlite) == [1, 2]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("@app.get('/')\ndef a():\n    x = = 1\n", 3, "not valid Python"),
        ("app = Flask()\nprint 'x'\n", 2, "written for Python 2, which is not read"),
        ("@app.get('/')\n" + "(" * 500, None, "nested too deeply to read"),
    ],
)
def test_what_cannot_be_parsed_is_told_at_its_place(text: str, line: int | None, message: str) -> None:
    module = facts(text)

    assert module.partial
    assert [(p.at.line, p.message) for p in module.problems] == [(line, message)]


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "not " * 20000 + "1\n",
        "x = 1" + "+1" * 20000 + "\n",
        "x = (1\n" + "+1\n" * 20000 + ")\n",
        "x = a" + "()" * 20000 + "\n",
        "x = " + "lambda: " * 20000 + "1\n",
        "if x:\n pass\n" + "elif x:\n pass\n" * 20000,
        "import a" + ".b" * 20000 + "\n",
    ],
)
def test_chains_that_would_end_the_parser_are_not_handed_to_it(text: str) -> None:
    assert facts("app = Flask()\n" + text).problems


def test_places_are_those_of_libcst() -> None:
    text = (
        "'''@app.get(\"/other\")'''\nimport x\n\n\n@app.get(\n    '/a',\n)\ndef a():\n    pass\n\n"
        "class A(models.Model):\n    é = app.add_url_rule('/ü', x)\n\n\nif __name__ == '__main__':\n    pass\n"
    )
    module = facts(text)
    wrapper = MetadataWrapper(cst.parse_module(text))
    spans = {
        (span.start.line, span.start.column + 1, span.end.line, span.end.column + 1)
        for node, span in wrapper.resolve(PositionProvider).items()
        if isinstance(node, cst.Call | cst.Comparison)
    }

    places = [*module.routes, *(entry.at for entry in module.entry_points)]
    assert len(places) == 3
    assert {(at.line, at.column, at.end_line, at.end_column) for at in places} <= spans
    assert [(at.line, at.column) for at in module.models] == [(11, 1)]


def test_a_call_over_several_lines_in_a_block_has_its_place() -> None:
    module = facts(
        "if x:\n    urlpatterns += [\n        path(\n            'a',\n            a,\n        ),\n    ]\n"
    )

    assert [(at.line, at.column, at.end_line) for at in module.routes] == [(3, 9, 6)]


def test_budget_leaves_the_rest_partly_read() -> None:
    text = "@app.get('/')\ndef a(): ...\nimport x\n"
    first, second = read_modules([Source("a.py", text), Source("b.py", text)], budget=len(text))

    assert (len(first.routes), first.partial) == (1, False)
    assert (len(second.routes), second.partial, second.imports) == (0, True, ("x",))


def test_what_was_read_costs_nothing_again() -> None:
    text = "@app.get('/')\ndef a(): ...\n"
    a, b = Source("a.py", text), Source("b.py", text)
    reader = ModuleReader(budget=2 * len(text))

    assert [m.partial for m in (*reader.read([a, a, a]), *reader.read([a, b]))] == [False] * 5


def test_tests_are_not_read_through() -> None:
    assert facts("@app.get('/')\ndef a(): ...\n", "shop/tests/test_views.py").routes == ()


@given(st.text())
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(text: str) -> None:
    facts(text)


_PIECES = st.sampled_from(
    [
        "import a",
        "from . import b",
        "class A(models.Model):",
        "@app.get('/')",
        "def f():",
        "    pass",
        "if x:",
        "('",
        '"""',
        "urlpatterns = [path('a', b)]",
        "\\",
        "(",
        ")",
        "\t",
        "\f",
        "\r",
        "\0",
        "é",
        "#",
        "if __name__ == '__main__':",
    ]
)


@given(st.lists(_PIECES, max_size=30), st.sampled_from(["\n", "\r\n", " ", ""]))
@settings(max_examples=200, deadline=None)
def test_any_mixture_of_python_is_read(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    module = facts(text)

    last = text.count("\n") + 1
    for at in (*module.routes, *module.models, *module.sqlite, *(p.at for p in module.problems)):
        assert at.line is None or 1 <= at.line <= last
