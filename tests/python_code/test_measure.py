"""What an entry point reaches, and what a folder of Python amounts to."""

import pytest

from complexity_lint.parsers.python import entry_modules, measure, reach, read_modules
from complexity_lint.source import Source

DJANGO = {
    "web/manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
    "web/shop/__init__.py": "",
    "web/shop/settings.py": "INSTALLED_APPS = ['django.contrib.admin', 'blog', 'billing.apps.BillingConfig']\n"
    "ROOT_URLCONF = 'shop.urls'\n",
    "web/shop/urls.py": "from django.urls import include, path\nurlpatterns = [path('b/', include('blog.urls'))]\n",
    "web/shop/wsgi.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"
    "application = get_wsgi_application()\n",
    "web/blog/__init__.py": "",
    "web/blog/urls.py": "from . import views\nurlpatterns = [path('', views.index)]\n",
    "web/blog/views.py": "from .models import Post\n",
    "web/blog/models.py": "from django.db import models\nclass Post(models.Model):\n    pass\n",
    "web/blog/migrations/__init__.py": "",
    "web/blog/migrations/0001_initial.py": "from django.db import migrations\n",
    "web/blog/admin.py": "x = 1\n",
    "web/blog/tests.py": "import unittest\n",
    "web/billing/__init__.py": "",
    "web/billing/apps.py": "from django.apps import AppConfig\nclass BillingConfig(AppConfig):\n    name = 'billing'\n",
    "web/billing/tasks.py": "x = 1\n",
    "web/unused/__init__.py": "",
    "web/unused/thing.py": "x = 1\ny = 2\n",
}


def sources(files: dict[str, str]) -> list[Source]:
    return [Source(path, text) for path, text in files.items()]


def reached(files: dict[str, str], folder: str, *words: str) -> set[str]:
    modules = read_modules(sources(files))
    return set(reach(modules, entry_modules(modules, folder, words)))


def test_a_django_project_reaches_its_apps_through_settings() -> None:
    found = reached(DJANGO, "web", "gunicorn", "shop.wsgi:application", "--bind", "0.0.0.0:8000")

    assert "web/blog/admin.py" in found
    assert "web/billing/tasks.py" in found
    assert not any("unused" in path or "tests" in path for path in found)


def test_a_django_project_is_measured() -> None:
    code = measure("web", sources(DJANGO), ("python", "manage.py", "runserver"))

    assert code.django_apps == ("web/billing", "web/blog")
    assert [at.path for at in code.routes] == ["web/blog/urls.py"]
    assert [at.path for at in code.models] == ["web/blog/models.py"]
    assert code.packages == ("web/billing", "web/blog", "web/shop", "web/unused")
    unreached = 3 + 2  # shop/wsgi.py, which manage.py does not load, and unused/thing.py
    assert code.reached_lines == code.lines - unreached
    assert [at.path for at in code.entry_points] == ["web/shop/wsgi.py"]


SERVICES = {
    "orders/app.py": "from core import db\nimport helpers\n",
    "orders/core/__init__.py": "",
    "orders/core/db.py": "x = 1\n",
    "orders/core/idle.py": "x = 1\n",
    "orders/helpers.py": "x = 1\n",
    "billing/app.py": "from core import mail\nimport logging\nfrom shared.clock import now\n",
    "billing/core/__init__.py": "",
    "billing/core/mail.py": "x = 1\n",
    "billing/logging/handlers.py": "x = 1\n",
    "libs/shared/__init__.py": "",
    "libs/shared/clock.py": "x = 1\n",
}


def test_names_are_looked_up_near_the_importer() -> None:
    assert reached(SERVICES, "orders", "python", "app.py") == {
        "orders/app.py",
        "orders/core/__init__.py",
        "orders/core/db.py",
        "orders/helpers.py",
    }


def test_a_shared_package_elsewhere_is_reached_where_its_name_is_unique() -> None:
    found = reached(SERVICES, "billing", "python", "/srv/billing/app.py")

    assert "libs/shared/clock.py" not in found or "libs/shared/__init__.py" in found
    assert "billing/core/mail.py" in found
    assert "orders/core/db.py" not in found


@pytest.mark.parametrize(
    ("words", "entries"),
    [
        (("gunicorn", "shop.wsgi:app"), ["src/shop/wsgi.py"]),
        (("gunicorn", "--chdir", "src", "shop.wsgi"), ["src/shop/wsgi.py"]),
        (("uvicorn", "shop.main:app", "--host", "0.0.0.0"), ["src/shop/main.py"]),
        (("python", "-m", "shop"), ["src/shop/__main__.py"]),
        (("python", "-m", "shop.main"), ["src/shop/main.py"]),
        (("python", "src/shop/main.py"), ["src/shop/main.py"]),
        (("python3", "/app/shop/main.py"), ["src/shop/main.py"]),
        (("celery", "--app=shop.main", "worker"), ["src/shop/main.py"]),
        (("flask", "run"), ["app.py"]),
        (("shop-server", "--port", "80"), []),
        ((), []),
    ],
)
def test_start_commands(words: tuple[str, ...], entries: list[str]) -> None:
    files = ["app.py", "src/shop/__init__.py", "src/shop/__main__.py", "src/shop/main.py", "src/shop/wsgi.py"]
    modules = read_modules([Source(path, "x = 1\n") for path in files])

    assert [module.path for module in entry_modules(modules, "", words)] == entries


def test_without_a_known_entry_nothing_is_said_about_reach() -> None:
    assert measure("orders", sources(SERVICES), ("shop-server",)).reached_lines is None


def test_cycles_end() -> None:
    files = {"a.py": "import b\n", "b.py": "import a\n"}

    assert reached(files, "", "python", "a.py") == {"a.py", "b.py"}
