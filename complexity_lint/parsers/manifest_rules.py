"""Starting points that a build tool's manifest states: one rule for each tool."""

import json
import re
from collections.abc import Iterator

from complexity_lint.parsers.code_lines import is_own_code
from complexity_lint.parsers.code_tree import StartingPoint, Tree, cut, has_dockerfile, join

_NODE_SERVERS = re.compile(
    r"express|fastify|koa|@koa/.*|@nestjs/core|next|nuxt|@hapi/hapi|hapi|restify|@feathersjs/.*|apollo-server.*|@apollo/server"
    r"|@remix-run/serve|@sveltejs/adapter-node|polka|hono|@adonisjs/core|@strapi/strapi|ws|socket\.io|@grpc/grpc-js"
    r"|kafkajs|amqplib|bullmq|bull|moleculer|seneca"
)
_NOT_DEPLOYED = frozenset(["electron", "react-native", "expo", "vscode"])
_FRONT_ENDS = re.compile(
    r"react-scripts|vite|@angular/cli|@vue/cli-service|parcel|gatsby|astro|@sveltejs/kit"
)


def _node(tree: Tree, folder: str) -> Iterator[StartingPoint]:
    """A package with a start script, a server among its dependencies, or a front end with an image of its own."""
    if "package.json" not in tree.folders[folder]:
        return
    package = _json_object(tree.text(folder, "package.json"))
    scripts = _object(package, "scripts")
    dependencies = _object(package, "dependencies")
    if _NOT_DEPLOYED & dependencies.keys() or _delegates(tree, folder, package, scripts):
        return
    path = join(folder, "package.json")
    server = next((name for name in sorted(dependencies) if _NODE_SERVERS.fullmatch(name)), None)
    all_names = sorted({*dependencies, *_object(package, "devDependencies")})
    front_end = next((name for name in all_names if _FRONT_ENDS.fullmatch(name)), None)
    if "start" in scripts and (front_end is None or server is not None):
        if not _is_published_library(package) or server is not None:
            yield StartingPoint(folder, path, "a Node.js package with a start script")
    elif server is not None and not _is_published_library(package) and _has_main(tree, folder, package):
        yield StartingPoint(folder, path, f"a Node.js package that serves with {server}")
    elif front_end is not None and has_dockerfile(tree, folder):
        yield StartingPoint(folder, path, f"a front end built with {front_end} into an image of its own")


def _delegates(tree: Tree, folder: str, package: dict[str, object], scripts: dict[str, object]) -> bool:
    """Whether the package only holds other packages together, and its start script starts those."""
    start = scripts.get("start")
    if isinstance(start, str) and _DELEGATED.search(start):
        return True
    return ("workspaces" in package or tree.has(folder, "pnpm-workspace.yaml")) and start is None


_DELEGATED = re.compile(
    r"\b(?:turbo|lerna|nx|concurrently|npm-run-all|run-p|docker|docker-compose|gulp|grunt|storybook|rimraf|echo)\b"
    r"|\b(?:pnpm|npm|yarn)\b.*(?:-r\b|--recursive|--filter|--workspaces?|--prefix|workspaces? |-w )|\bcd\s"
)


def _is_published_library(package: dict[str, object]) -> bool:
    exports = any(
        key in package
        for key in ("exports", "module", "types", "typings", "publishConfig", "peerDependencies")
    )
    return exports and package.get("private") is not True


def _has_main(tree: Tree, folder: str, package: dict[str, object]) -> bool:
    main = package.get("main")
    names = (
        [main]
        if isinstance(main, str)
        else ["index.js", "server.js", "app.js", "src/index.js", "src/index.ts", "src/main.ts"]
    )
    return any(tree.has(folder, name.removeprefix("./")) for name in names)


def _json_object(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _object(package: dict[str, object], key: str) -> dict[str, object]:
    value = package.get(key)
    return value if isinstance(value, dict) else {}


_JVM_APPLICATION = re.compile(
    r"<packaging>\s*war\s*<|<mainClass>|mainClass(?:Name)?\s*[.=(]|quarkus-maven-plugin|id\s*\(?\s*['\"]io\.quarkus"
    r"|id\s*\(?\s*['\"]io\.micronaut\.application|id\s*\(?\s*['\"](?:application|war)['\"]"
    r"|apply plugin:\s*['\"](?:application|war)['\"]|io\.ktor\.plugin|(?:wildfly|liberty|helidon)-maven-plugin"
)
"""Builds that pack an application whether or not a main class is in sight; Spring Boot always has one."""
_JVM_MAIN_FILE = re.compile(
    r"(?:^|/)(?:\w*Application|\w*App|Main|\w*Server|\w*Main|Application)\.(?:java|kt|scala|groovy)$"
)
_JVM_MAIN = re.compile(r"@SpringBootApplication|\bstatic\s+void\s+main\s*\(|\bfun\s+main\s*\(|extends App\b")


def _java(tree: Tree, folder: str) -> Iterator[StartingPoint]:
    """A Maven or Gradle module with sources and a plugin that packs an application, or a main class."""
    names = [n for n in ("pom.xml", "build.gradle", "build.gradle.kts") if n in tree.folders[folder]]
    if not names:
        return
    sources = [p for p in tree.below(join(folder, "src/main")) if is_own_code(p)]
    if not sources:
        return
    build = tree.text(folder, names[0])
    mains = (p for p in sources if _JVM_MAIN_FILE.search(p))
    path = join(folder, names[0])
    if _JVM_APPLICATION.search(build):
        yield StartingPoint(folder, path, "a JVM module packed as an application")
    elif any(_JVM_MAIN.search(tree.text(*cut(main))) for main in mains):
        yield StartingPoint(folder, path, "a JVM module with a main class")


_DOTNET_TEST = re.compile(r"Microsoft\.NET\.Test\.Sdk|<IsTestProject>\s*true|BenchmarkDotNet", re.IGNORECASE)
_DOTNET_DEVICE = re.compile(
    r"<UseMaui>\s*true|<UseWPF>\s*true|<UseWindowsForms>\s*true|Aspire\.AppHost|<IsAspireHost>\s*true|-(?:android|ios)\b"
    r"|Xamarin",
    re.IGNORECASE,
)
_DOTNET_SERVER = re.compile(r"Sdk=\"Microsoft\.NET\.Sdk\.(?:Web|Worker)\"")
_DOTNET_PROGRAM = re.compile(r"<OutputType>\s*Exe\s*<", re.IGNORECASE)


def _dotnet(tree: Tree, folder: str) -> Iterator[StartingPoint]:
    """A .NET project that is a web application, a worker service or a program."""
    for name in tree.folders[folder]:
        if not name.endswith((".csproj", ".fsproj", ".vbproj")):
            continue
        project = tree.text(folder, name)
        if _DOTNET_TEST.search(project) or _DOTNET_DEVICE.search(project):
            continue
        if _DOTNET_SERVER.search(project):
            if (
                tree.has(folder, "Program.cs")
                or tree.has(folder, "Startup.cs")
                or tree.has(folder, "Program.fs")
            ):
                yield StartingPoint(folder, join(folder, name), "a .NET web or worker project")
        elif _DOTNET_PROGRAM.search(project):
            yield StartingPoint(folder, join(folder, name), "a .NET program")


def _rust(tree: Tree, folder: str) -> Iterator[StartingPoint]:
    """A crate with a binary: https://doc.rust-lang.org/cargo/guide/project-layout.html"""
    if "Cargo.toml" not in tree.folders[folder] or "[package]" not in tree.text(folder, "Cargo.toml"):
        return
    binary = tree.has(folder, "src/main.rs") or "[[bin]]" in tree.text(folder, "Cargo.toml")
    if binary or any(p.endswith(".rs") for p in tree.below(join(folder, "src/bin"))):
        yield StartingPoint(folder, join(folder, "Cargo.toml"), "a Rust crate with a binary")


def _ruby(tree: Tree, folder: str) -> Iterator[StartingPoint]:
    """A Rack application; an engine's dummy application lies among tests and is not seen here."""
    if tree.has(folder, "config.ru") and tree.has(folder, "Gemfile"):
        yield StartingPoint(folder, join(folder, "config.ru"), "a Rack application")


def _php(tree: Tree, folder: str) -> Iterator[StartingPoint]:
    """A Composer project with a front controller or a framework's console."""
    if "composer.json" not in tree.folders[folder]:
        return
    for name in (
        "public/index.php",
        "artisan",
        "bin/console",
        "web/index.php",
        "webroot/index.php",
        "index.php",
    ):
        if tree.has(folder, name):
            yield StartingPoint(folder, join(folder, "composer.json"), f"a PHP application with {name}")
            return


def _elixir(tree: Tree, folder: str) -> Iterator[StartingPoint]:
    """A Mix project that starts an application module."""
    if re.search(r"\bmod:\s*\{", tree.text(folder, "mix.exs")):
        yield StartingPoint(folder, join(folder, "mix.exs"), "an Elixir application")


RULES = (_node, _java, _dotnet, _rust, _ruby, _php, _elixir)
"""Each gives the starting points of one folder."""
