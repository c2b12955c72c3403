"""The JSON that tools rely on."""

import json

from sample_reports import report, scene

from complexity_lint.reporters import render


def test_it_holds_what_was_promised() -> None:
    log = json.loads(render("json", report(errors=("boom",)), scene(folder="elsewhere")))

    assert list(log) == ["version", "tool", "findings", "errors", "coverage"]
    assert log["version"] == 1
    assert log["tool"] == {"name": "complexity-lint", "version": "0.1.0"}
    assert log["errors"] == ["boom"]
    assert log["coverage"] == {
        "listed": 9,
        "evaluated": 2,
        "partly": [{"path": "main.tf", "reason": "a remote module"}],
        "skipped": [
            {"path": "big.yaml", "reason": "too large"},
            {"path": "gen.yaml", "reason": "generated"},
            {"path": "huge.yaml", "reason": "too large"},
        ],
    }
    first = log["findings"][0]
    assert first.pop("fingerprint").endswith(":1")
    assert first == {
        "check": "unpinned-base-image",
        "category": "image",
        "level": "error",
        "message": "the image python has no tag",
        "path": "api/Dockerfile",
        "line": 1,
        "column": 6,
        "end_line": 1,
        "end_column": 12,
        "environments": ["production", "staging"],
        "related": [{"path": "deploy/prod values.yaml", "line": 2, "message": "is also used [here]"}],
    }


def test_a_place_without_a_line_has_null() -> None:
    log = json.loads(render("json", report(), scene()))
    whole = log["findings"][1]

    assert [whole[key] for key in ("line", "column", "end_line", "end_column")] == [None] * 4


def test_suppressed_findings_come_with_their_reason_on_request_only() -> None:
    hidden = json.loads(render("json", report(), scene()))
    shown = json.loads(render("json", report(), scene(show_suppressed=True)))

    assert len(hidden["findings"]) == 4
    assert [f.get("suppressed") for f in shown["findings"]] == [None] * 4 + ["we pin in CI"]
