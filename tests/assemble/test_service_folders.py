"""Which services of s6 and runit an image keeps running."""

from pathlib import Path

import pytest

from complexity_lint.discovery import read
from complexity_lint.engine import read_system

DOWN = "s6-svc -Od ."


def kept(root: Path, script: str, dockerfile: str = "", compose: str = "") -> bool:
    folder = root / "rootfs/etc/s6-overlay/s6-rc.d/tasks"
    folder.mkdir(parents=True)
    (folder / "run").write_text(f"#!/bin/sh\n{script}\n")
    (root / "Dockerfile").write_text(
        f'FROM python:3.13\n{dockerfile}\nCOPY rootfs/ /\nENTRYPOINT ["/init"]\n'
    )
    if compose:
        (root / "compose.yaml").write_text(compose)
    (build,) = read_system(read(root)).builds
    (process,) = build.supervised
    return not process.one_shot


@pytest.mark.parametrize(
    ("script", "stays"),
    [
        ("exec celery worker", True),
        (f'if [ -n "$TASKS" ]; then\n  exec celery\nelse\n  {DOWN}\nfi', False),
        (f'if [ -z "${{TASKS}}" ]; then\n  {DOWN}\nfi\nexec celery', False),
        (f'if [[ "$TASKS" == "yes" ]]\nthen\n  exec celery\nelse\n  {DOWN}\nfi', False),
        (f'if [ "${{TASKS:-yes}}" = "yes" ]; then\n  exec celery\nelse\n  {DOWN}\nfi', True),
        (f'if [ "$TASKS" != "no" ]; then\n  exec celery\nelse\n  {DOWN}\nfi', True),
        (f'[ -z "$TASKS" ] && {DOWN}\nexec celery', False),
        ('if [ -z "$TASKS" ]; then\n  sv down tasks\nfi\nexec celery', False),
        ('if [ -z "$TASKS" ]; then\n  s6-svc -d /run/service/mail\nfi\nexec celery', True),
        (f'if [ -z "$TASKS" ]; then\n  true\nfi\nif [ -f /off ]; then\n  {DOWN}\nfi\nexec celery', True),
        (f'if [ -f /on ]; then\n  true\nelif [ -z "$TASKS" ]; then\n  {DOWN}\nfi', True),
        (f'if [ -z "$TASKS" ]; then\n  # {DOWN}\n  true\nfi\nexec celery', True),
        (f"trap '{DOWN}' EXIT\nexec celery", True),
    ],
)
def test_a_service_that_takes_itself_down(tmp_path: Path, script: str, stays: bool) -> None:
    assert kept(tmp_path, script) is stays


def test_one_that_is_asked_for(tmp_path: Path) -> None:
    script = f'if [ -z "$TASKS" ]; then\n  {DOWN}\nfi\nexec celery'
    assert kept(tmp_path / "image", script, dockerfile="ENV TASKS=yes")
    assert not kept(tmp_path / "empty", script, dockerfile='ENV TASKS=""')
    compose = "services: {shop: {build: ., environment: {TASKS: 'yes'}}}\n"
    assert kept(tmp_path / "compose", script, compose=compose)
