"""GitLab CI (docs.gitlab.com, "CI/CD YAML syntax reference"): includes, `extends`, `!reference`, `default`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import translate

from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import Job, RunnerKind
from complexity_lint.model.values import Located
from complexity_lint.parsers.pipelines.reading import (
    MAX_DEPTH,
    Files,
    Reading,
    Steps,
    image_of,
    images_of,
    reading_of,
    tables,
    texts,
    words_of,
)
from complexity_lint.parsers.started import read_script
from complexity_lint.parsers.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence
from complexity_lint.source import Location

NOT_JOBS = frozenset(
    "default include stages variables workflow image services cache before_script after_script spec types".split()
)
INHERITED = ("image", "services", "before_script", "after_script", "cache", "tags")
"""What jobs take from `default`, or from the same key of the whole file."""

_HOSTED = re.compile(r"^(saas-|gitlab-org|shared-|docker$)")
_SOURCES = (
    (re.compile(r"merge_request"), "pull_request"),
    (re.compile(r"\bschedules?\b"), "schedule"),
    (re.compile(r"CI_COMMIT_TAG|\btags\b"), "tag"),
    (re.compile(r"\btriggers?\b|\bapi\b|\bpipelines?\b"), "api"),
    (re.compile(r"\bweb\b|\bmanual\b"), "manual"),
)
"""What the conditions of a pipeline name as its source (docs.gitlab.com, `CI_PIPELINE_SOURCE`)."""


def read(path: str, files: Files) -> Reading:
    """The jobs of a GitLab pipeline, with those of the files it includes and of child pipelines."""
    return _pipeline((path,), files, "", 0)


def _pipeline(paths: tuple[str, ...], files: Files, prefix: str, depth: int) -> Reading:
    top, complete = _merged(paths, files)
    values = _plain(top.mapping("variables"))
    jobs: list[tuple[Job, Steps]] = []
    conditions: list[str] = list(_conditions(top.mapping("workflow")))
    for entry in top.entries:
        if not isinstance(entry.value, Mapping) or not _is_job(entry.key, entry.value):
            continue
        body = _resolved(entry.value, top)
        conditions += _conditions(body)
        job, steps = _job(entry, body, top, values, prefix)
        children = tuple(c for c in local_paths(body.mapping("trigger").get("include")) if c in files)
        if body.get("trigger") is not None:
            elsewhere = body.get("trigger", "include") is None or not children
            steps = Steps(complete=not elsewhere)
        jobs.append((job, steps))
        if children and depth < MAX_DEPTH:
            child = _pipeline(children, files, f"{job.name} / ", depth + 1)
            jobs += [(inner, Steps(pushes=child.pushes, complete=child.complete)) for inner in child.jobs]
    found = reading_of(jobs, ("push", *_triggers(conditions)))
    return replace(found, complete=found.complete and complete)


def _is_job(name: str, body: Mapping) -> bool:
    """Whether a top-level key is a job; one with a `script` is meant to be, even where its name is reserved."""
    return not name.startswith(".") and (
        name not in NOT_JOBS or (name != "default" and body.get("script") is not None)
    )


def _merged(paths: tuple[str, ...], files: Files) -> tuple[Mapping, bool]:
    """The file with what it includes below it: what is written in the including file wins, key by key."""
    merged = Mapping(Location(paths[0]))
    complete, seen = True, set(paths)
    waiting = list(paths)
    while waiting:
        for top in files.get(waiting.pop(0), ()):
            merged = _over(merged, top)
            node = top.get("include")
            found = [path for path in included_paths(node, tuple(files)) if path not in seen]
            complete = complete and not _is_elsewhere(node, tuple(files))
            seen.update(found)
            waiting += found
    return merged, complete


def included_paths(node: Node | None, paths: tuple[str, ...]) -> Iterator[str]:
    """The files of the repository that `include` names; `*` and `**` are wildcards."""
    for written in local_paths(node):
        if "*" in written:
            pattern = re.compile(
                translate(written).replace(".*.*", ".*") if "**" in written else _one_level(written)
            )
            yield from (path for path in paths if pattern.fullmatch(path))
        elif written in paths:
            yield written


def _one_level(written: str) -> str:
    return "[^/]*".join(re.escape(piece) for piece in written.split("*"))


def local_paths(node: Node | None) -> Iterator[str]:
    """The paths, from the root, of the local files that an `include` names, wildcards as written."""
    items = node.items if isinstance(node, Sequence) else (node,)
    for item in items:
        if isinstance(item, Mapping) and item.get("project") is None:
            yield from (text.lstrip("/") for text in words_of(item.get("local")))
        elif isinstance(item, Scalar) and "://" not in item.text and not item.is_null:
            yield item.text.lstrip("/")


def _is_elsewhere(node: Node | None, paths: tuple[str, ...]) -> bool:
    """Whether an include names what is not in the repository: a project, a URL, a template, a component."""
    items = node.items if isinstance(node, Sequence) else (node,) if node is not None else ()
    for item in items:
        local = list(local_paths(item))
        if not local or any("$" in path or not set(included_paths(item, paths)) for path in local):
            return True
    return False


def _over(above: Mapping, below: Mapping, depth: int = 0) -> Mapping:
    """Two mappings as one, nested ones too; where both have a key that is no mapping, the first wins."""
    mine = {entry.key: entry for entry in above.entries}
    entries: list[Entry] = []
    for entry in below.entries:
        own = mine.pop(entry.key, None)
        if own is None:
            entries.append(entry)
        elif isinstance(own.value, Mapping) and isinstance(entry.value, Mapping) and depth < MAX_DEPTH:
            entries.append(replace(own, value=_over(own.value, entry.value, depth + 1)))
        else:
            entries.append(own)
    entries += [entry for entry in above.entries if entry.key in mine]
    return Mapping(above.at, tuple(entries))


def _resolved(job: Mapping, top: Mapping, depth: int = 0) -> Mapping:
    """A job with what it `extends`, the last named first, as deep as GitLab goes (11 levels)."""
    found = job
    for name in reversed(words_of(job.get("extends"))) if depth < MAX_DEPTH else ():
        other = top.get(name)
        if isinstance(other, Mapping):
            found = _over(found, _resolved(other, top, depth + 1))
    return found


def _job(entry: Entry, body: Mapping, top: Mapping, values: dict[str, str], prefix: str) -> tuple[Job, Steps]:
    given = {key: _inherited(key, body, top) for key in INHERITED}
    known = {**values, **_plain(body.mapping("variables"))}
    commands: list[Command] = []
    for node in (given["before_script"], body.get("script"), given["after_script"]):
        for text in _script(node, top, 0):
            commands += (_filled(command, known) for command in read_script(text))
    tags = words_of(_referenced(given["tags"], top))
    image = _with_values(_referenced(given["image"], top), known)
    environment = body.get("environment")
    job = Job(
        at=entry.at,
        name=f"{prefix}{entry.key}",
        runner=_runner(tags),
        labels=tags,
        image=image_of(image, "name"),
        services=images_of(_with_values(_referenced(given["services"], top), known), "name"),
        caches=tuple(_caches(_referenced(given["cache"], top))),
        needs=tuple(_needs(body)),
        environment=environment.text if isinstance(environment, Scalar) else body.text("environment", "name"),
    )
    return job, Steps(commands=tuple(commands))


def _inherited(key: str, body: Mapping, top: Mapping) -> Node | None:
    if body.entry(key) is not None:
        return body.get(key)
    inherit = body.get("inherit", "default")
    if isinstance(inherit, Scalar) and inherit.boolean is False:
        return None
    if isinstance(inherit, Sequence) and key not in words_of(inherit):
        return None
    return top.get("default", key) or (top.get(key) if key != "tags" else None)


def _referenced(node: Node | None, top: Mapping, depth: int = 0) -> Node | None:
    """What `!reference [job, key]` stands for, itself or its items."""
    if not isinstance(node, Sequence) or depth > MAX_DEPTH:
        return node
    if node.tag == "!reference":
        return _referenced(top.get(*words_of(node)), top, depth + 1)
    items: list[Node] = []
    for item in node.items:
        found = _referenced(item, top, depth + 1)
        if isinstance(found, Sequence) and isinstance(item, Sequence) and item.tag == "!reference":
            items += found.items
        elif found is not None:
            items.append(found)
    return replace(node, items=tuple(items))


def _script(node: Node | None, top: Mapping, depth: int) -> Iterator[Scalar]:
    yield from texts(_referenced(node, top, depth))


def _runner(tags: tuple[str, ...]) -> RunnerKind:
    """Without tags a job takes the instance's shared runners, with `saas-` ones GitLab's own; others are one's own."""
    if not tags or all(_HOSTED.match(tag) for tag in tags):
        return RunnerKind.HOSTED
    return RunnerKind.UNKNOWN if any("$" in tag for tag in tags) else RunnerKind.SELF_HOSTED


def _caches(node: Node | None) -> Iterator[Located[str]]:
    for table in tables(node):
        yield from (Located(path.text, path.at) for path in texts(table.get("paths")))
        if table.get("untracked") is not None:
            yield Located("untracked files", table.at)


def _needs(body: Mapping) -> Iterator[str]:
    for key in ("needs", "dependencies"):
        items = body.items(key)
        for item in items:
            name = (
                item.text("job")
                if isinstance(item, Mapping)
                else item.text
                if isinstance(item, Scalar)
                else ""
            )
            if name:
                yield name
        if items:
            return


def _plain(variables: Mapping) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in variables.entries:
        value = entry.value.scalar("value") if isinstance(entry.value, Mapping) else entry.value
        if isinstance(value, Scalar) and not value.is_null:
            found[entry.key] = value.text
    for _ in range(3):
        found = {name: _put(text, found) for name, text in found.items()}
    return {name: text for name, text in found.items() if text and "$" not in text and len(text) < 1000}


_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")


def _put(text: str, values: dict[str, str]) -> str:
    if "$" not in text or len(text) > 10_000:
        return text
    return _VARIABLE.sub(lambda m: values.get(m[1] or m[2], m[0]), text)


def _filled(command: Command, values: dict[str, str]) -> Command:
    words = tuple(_put(word, values) for word in command.words)
    return command if words == command.words else replace(command, words=words)


def _with_values(node: Node | None, values: dict[str, str]) -> Node | None:
    if isinstance(node, Scalar):
        return replace(node, text=_put(node.text, values))
    if isinstance(node, Sequence):
        items = (_with_values(item, values) for item in node.items)
        return replace(node, items=tuple(item for item in items if item is not None))
    if isinstance(node, Mapping):
        found = ((e, _with_values(e.value, values)) for e in node.entries)
        return replace(node, entries=tuple(replace(e, value=v) for e, v in found if v is not None))
    return None


def _conditions(body: Mapping) -> Iterator[str]:
    for item in body.items("rules"):
        if isinstance(item, Mapping):
            yield f"{item.text('if')} {item.text('when')}"
    yield from words_of(
        body.get("only") if not isinstance(body.get("only"), Mapping) else body.get("only", "refs")
    )
    yield body.text("when")


def _triggers(conditions: list[str]) -> Iterator[str]:
    text = "\n".join(conditions)
    yield from (trigger for pattern, trigger in _SOURCES if pattern.search(text))


def named_files(path: str, documents: tuple[Mapping, ...]) -> Iterator[str]:
    """The local files that a file includes or starts as child pipelines; they may hold wildcards."""
    for top in documents:
        yield from local_paths(top.get("include"))
        for entry in top.entries:
            if isinstance(entry.value, Mapping) and entry.value.get("trigger") is not None:
                yield from local_paths(entry.value.mapping("trigger").get("include"))
