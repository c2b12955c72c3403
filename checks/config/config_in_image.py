"""Settings of one environment are built into the image.

The image that was tested is not the one that goes to production: each environment needs a build of its own, moving a
database means building everything again, and the address of last year stays in an image somewhere.

Let the image start with what the environment gives it (variables, mounted files) and keep only defaults in it that
are true everywhere.

It is fine for switches of a mode (`NODE_ENV=production`), for a file that the build makes of `.env.example`, for files
that only tune a program for one and hold no host, address or credential (the memory and caches of an `app.prod.ini`),
for defaults that point at localhost, and for profile files that belong to the sources.
"""

import re
from collections.abc import Iterator

from complexity_lint import (
    Command,
    Copy,
    Declaration,
    Finding,
    ImageBuild,
    Level,
    Location,
    Precision,
    Run,
    StepKind,
    System,
    Variable,
    check,
)

ADDRESS_NAME = re.compile(
    r"(^|_)(URL|URI|HOST|HOSTNAME|ENDPOINT|ADDR|ADDRESS|SERVER|SERVERS|BROKERS?|DSN|ORIGIN|DOMAIN|BASE|DATABASE|"
    r"SERVICE|API|BACKEND|GATEWAY|NAMENODE)S?$"
)
FETCHED = frozenset(
    (
        "DOWNLOAD DOWNLOADS MIRROR REPO REPOSITORY REGISTRY RELEASE RELEASES SOURCE SRC DIST VERSION INDEX "
        "PACKAGE PACKAGES  PROXY TARBALL JAR ARCHIVE GIT GITHUB PYPI PIP NPM MAVEN GPG DOC DOCS HOME INSTALL "
        "INSTALLER BUILD SCHEMA CHECKSUM ISSUE  ISSUES SUPPORT PATH APT DEBIAN ALPINE GOPROXY VCS CDN "
    ).split()
)
"""Words of names for what a build fetches, or what labels an image."""
NOT_OF_AN_ENVIRONMENT = re.compile(
    r"\.svc(\.cluster\.local)?\.?(:\d+)?(/|$)|\.service\.consul(:\d+)?(/|$)|localhost|127\.0\.0\.|0\.0\.0\.0|\[?::1?\]?|example\.(com|org|net)|host\.docker\.internal|"
    r"(^|//|@)(www\.)?(github\.com|raw\.githubusercontent\.com|gitlab\.com|docs?\.|schemas?\.|downloads?\.|dl\.|archive\.|deb\.|registry\.|"
    r"pypi\.org|repo1?\.|storage\.googleapis\.com|nodejs\.org|golang\.org|download)",
    re.IGNORECASE,
)
HOST = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?(?P<host>[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*)(?::\d+)?(?:[/?#].*)?$",
    re.IGNORECASE,
)
ENVIRONMENT_WORD = re.compile(
    r"(^|[._/-])(prod|production|prd|staging|stage|stg|preprod|uat|live)([._/-]|$)", re.IGNORECASE
)
CONFIG_FILE = re.compile(r"(^|/)\.env[^/]*$|\.(env|json|ya?ml|conf|cfg|ini|toml|properties|config|xml)$")
ENVIRONMENT_FILE = re.compile(r"(^|/)([\w-]*(config|settings|cluster|k8s))?\.env$", re.IGNORECASE)
"""Environment files by names that say only where they are read; one called after a program holds its defaults."""
EXAMPLE = re.compile(r"(?i)(^|[._-])(example|sample|template|tmpl|dist|defaults?)([._-]|$)")
ASKS = re.compile(r"(^|\s)(\[{1,2}|test)\s|\bcp\s+(-\w*n|--no-clobber|--update=none)")
"""What a step asks before it copies: whether the file is there already."""
PROFILE_OF_SOURCES = re.compile(
    r"src/main/resources|appsettings\.|application-[\w-]+\.(ya?ml|properties)|environments?/|config/environments|"
    r"(package|tsconfig|requirements|webpack|babel|vite|nginx|supervisord?|php|fpm|angular|docker)[^/]*$",
    re.IGNORECASE,
)


@check("config-in-image", Level.WARNING, since="0.1.0", precision=Precision.MEDIUM)
def config_in_image(system: System) -> Iterator[Finding]:
    seen: set[Location] = set()
    for build in system.builds:
        if not build.is_deployed or (
            build.environments and not any(e.is_production for e in build.environments)
        ):
            continue
        for finding in (*_variables(build), *_files(build)):
            if finding.at not in seen:
                seen.add(finding.at)
                yield finding


def _variables(build: ImageBuild) -> Iterator[Finding]:
    steps = [step for stage in build.dockerfile.stages for step in stage.steps]
    text = " ".join(step.text for step in steps if isinstance(step, Run))
    fetched = {source for step in steps if isinstance(step, Copy) for source in step.sources}
    for stage in build.shipped_stages:
        for step in stage.steps:
            if not isinstance(step, Declaration) or step.kind not in (StepKind.ENV, StepKind.ARG):
                continue
            for variable in step.variables:
                used = re.search(rf"\$\{{?{variable.name}\b", text) or variable.value in fetched
                if _is_address_of_an_environment(variable) and not used:
                    yield Finding(
                        variable.at,
                        f"{variable.name} builds the address {_host(variable.value or '')} into the image: "
                        "another environment needs another image",
                        entity=build.at.path,
                        evidence=variable.name,
                    )


def _host(value: str) -> str:
    """The host of an address, without what may be secret beside it."""
    match = HOST.match(value.partition(",")[0])
    return match["host"] if match else "of one environment"


def _is_address_of_an_environment(variable: Variable) -> bool:
    value = (variable.value or "").strip().strip("\"'")
    name = variable.name.upper()
    if not ADDRESS_NAME.search(name) or FETCHED & set(re.split(r"[_.-]", name)) or "$" in value or not value:
        return False
    match = HOST.match(value.partition(",")[0])
    if match is None or NOT_OF_AN_ENVIRONMENT.search(value):
        return False
    host = match["host"]
    # a plain word is a neighbour's name, which is the same everywhere; a number or a switch is no host
    return (
        "." in host
        and bool(re.search(r"[a-z]{2,}$|^\d+(\.\d+){3}$", host, re.IGNORECASE))
        and not _is_file(value)
    )


def _is_file(value: str) -> bool:
    return "://" not in value and (
        "/" in value or bool(CONFIG_FILE.search(value)) or value.endswith((".py", ".js", ".sock"))
    )


def _files(build: ImageBuild) -> Iterator[Finding]:
    for stage in build.shipped_stages:
        for step in stage.steps:
            if not isinstance(step, Copy) or step.is_heredoc:
                continue
            for source in step.sources:
                of_one = not step.from_ and _is_of_one_environment(source) and not _only_tunes(step, source)
                # what lies under such a name is made where the image is to run
                if of_one or (ENVIRONMENT_FILE.search(source) and not _is_of_defaults(build, step, source)):
                    yield Finding(
                        step.at,
                        f"copies {source}, the configuration of one environment: another one needs another image",
                        entity=build.at.path,
                        evidence=source,
                    )


def _is_of_defaults(build: ImageBuild, step: Copy, source: str) -> bool:
    """Whether an earlier stage makes the file of an example beside it. Where it only does so for want of another one,
    it must not take in all of the context, which may hold that.
    """
    stages = build.dockerfile.stages
    index = step.from_stage
    while index is not None:
        steps = stages[index].steps
        commands = [command for one in steps if isinstance(one, Run) for command in one.commands]
        made = [command for command in commands if _makes_of_an_example(command, source)]
        asked = any(
            ASKS.search(one.text) for one in steps if isinstance(one, Run) and _last_part(source) in one.text
        )
        taken = any(isinstance(one, Copy) and _takes(one, source) for one in steps)
        if made:
            return not (asked and taken)
        index = stages[index].base_stage
    return False


def _last_part(source: str) -> str:
    return source.rstrip("/").rpartition("/")[2]


def _makes_of_an_example(command: Command, source: str) -> bool:
    files = [word for word in command.arguments if not word.startswith("-")]
    copies = command.name in ("cp", "mv", "install") and len(files) == 2
    return (
        copies and _last_part(files[1]) == _last_part(source) and bool(EXAMPLE.search(_last_part(files[0])))
    )


def _takes(step: Copy, source: str) -> bool:
    return step.takes_all or any(_last_part(one) == _last_part(source) for one in step.sources)


def _only_tunes(step: Copy, source: str) -> bool:
    """Whether a copied file is known to say nothing that is true in one environment alone."""
    return step.held is not None and source.rpartition("/")[2] in step.held.tuning


def _is_of_one_environment(source: str) -> bool:
    name = source.rpartition("/")[2]
    if not CONFIG_FILE.search(name) or PROFILE_OF_SOURCES.search(source):
        return False
    folder = source.rpartition("/")[0]
    return bool(ENVIRONMENT_WORD.search(name) or ENVIRONMENT_WORD.search(folder))
