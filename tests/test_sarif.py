"""SARIF, held to the OASIS schema and to the rules of sarif-multitool."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sample_reports import CHECKS, DIAGNOSTICS, FILES, STATEFUL, UNPINNED, VALUES, diagnostic, report, scene
from sarif_multitool import complaints, install

from complexity_lint.finding import Coverage, Diagnostic, Related, Report
from complexity_lint.fingerprints import line_hashes
from complexity_lint.reporters import render
from complexity_lint.reporters.scene import Provenance, Scene
from complexity_lint.source import Location

SCHEMA = json.loads(Path(__file__).parent.joinpath("data", "sarif-schema-2.1.0.json").read_text("utf-8"))
# Our rule ids are speaking ones on purpose; SARIF2009 would have them be like CA1000.
ACCEPTED = {"SARIF2009"}


@pytest.fixture(scope="session")
def multitool(pytestconfig: pytest.Config) -> Path:
    cache = pytestconfig.cache
    assert cache is not None
    return install(Path(cache.mkdir("sarif-multitool")))


def run_of(log: str) -> Any:
    return json.loads(log)["runs"][0]


def result_of(found: Diagnostic, circumstances: Scene | None = None) -> Any:
    return run_of(render("sarif", report((found,)), circumstances or scene(show_suppressed=True)))["results"][
        0
    ]


def many(count: int) -> Report:
    """A report of so many findings in a few files."""
    found = [
        diagnostic(
            UNPINNED, Location("big.yaml", line, 1, line, 4), f"line {line} is wrong", entity=f"e{line}"
        )
        for line in range(1, count + 1)
    ]
    return report(tuple(found))


def big_file(path: str) -> bytes | None:
    return b"key: value\n" * 5000 if path == "big.yaml" else FILES.get(path)


LOGS = {
    "empty": render("sarif", Report((), Coverage(0)), scene()),
    "small": render("sarif", report(errors=("a check raised",)), scene(show_suppressed=True)),
    "category": render("sarif", report(), replace(scene(), sarif_category="shop")),
    "5000": render("sarif", many(5000), scene(read=big_file)),
}


@pytest.mark.parametrize("name", LOGS)
def test_it_is_valid_by_the_schema_of_the_standard(name: str) -> None:
    validator = jsonschema.Draft4Validator(SCHEMA)

    assert [error.message for error in validator.iter_errors(json.loads(LOGS[name]))] == []


@pytest.mark.parametrize("name", LOGS)
def test_the_validator_has_nothing_to_say(name: str, multitool: Path) -> None:
    said = complaints(multitool, LOGS[name])
    # GH1004 still has the limit of 1,000 results; GitHub takes 25,000 of them and shows 5,000.
    accepted = ACCEPTED | ({"GH1004"} if name == "5000" else set())

    assert [complaint for complaint in said if complaint[0] not in accepted] == []
    assert len(said) >= len(CHECKS)


def test_the_validator_would_find_what_is_wrong(multitool: Path) -> None:
    log = json.loads(LOGS["small"])
    del log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]

    assert "GH1003" in {rule for rule, _, _ in complaints(multitool, json.dumps(log))}


def test_all_checks_that_were_asked_are_listed_by_id_when_nothing_is_found() -> None:
    run = run_of(LOGS["empty"])

    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == sorted(check.id for check in CHECKS)
    assert run["results"] == []


def test_a_result_has_its_place_rule_and_fingerprints() -> None:
    run = run_of(render("sarif", report(), scene()))
    result = run["results"][0]

    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "unpinned-base-image"
    assert result["level"] == "error"
    assert result["message"]["text"] == "The image python has no tag. See [is also used \\[here\\]](1)."
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "api/Dockerfile", "uriBaseId": "SRCROOT"}
    assert place["region"] == {
        "startLine": 1,
        "startColumn": 6,
        "endLine": 1,
        "endColumn": 12,
        "snippet": {"text": "python"},
    }
    assert place["contextRegion"]["endLine"] == 2
    assert result["partialFingerprints"] == {
        "complexityLint/v1": report().diagnostics[0].fingerprint,
        "primaryLocationLineHash": line_hashes(FILES["api/Dockerfile"])[1],
    }
    (related,) = result["relatedLocations"]
    assert related["id"] == 1
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "deploy/prod%20values.yaml"


def test_a_finding_about_a_file_covers_no_text_of_it() -> None:
    result = result_of(DIAGNOSTICS[1])
    region = result["locations"][0]["physicalLocation"]["region"]

    assert region.pop("snippet") == {"text": ""}
    assert region == {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
    assert result["properties"]["place"] == "file"


def test_a_region_over_several_lines_has_their_text() -> None:
    result = result_of(DIAGNOSTICS[2])
    region = result["locations"][0]["physicalLocation"]["region"]

    assert region["snippet"]["text"] == "image: postgres\t# café\n  size: 1"
    assert (region["endLine"], region["endColumn"]) == (3, 10)


def test_braces_and_links_in_messages_are_text() -> None:
    text = result_of(DIAGNOSTICS[2])["message"]["text"]

    assert text == "The image is {{{{ .Values.image }}}} [x]\u200b(y)."


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b.yaml", "a%20b.yaml"),
        ("é/x", "%C3%A9/x"),
        ("a:b", "a%3Ab"),
        ("50%#?", "50%25%23%3F"),
        ("[x]", "%5Bx%5D"),
    ],
)
def test_paths_are_percent_encoded(path: str, uri: str) -> None:
    result = result_of(diagnostic(UNPINNED, Location(path, 1), "m"))

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_paths_are_relative_to_the_top_of_the_repository() -> None:
    below = scene(provenance=Provenance(folder="services/shop"))
    log = render("sarif", report(), below)

    place = run_of(log)["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "services/shop/api/Dockerfile"
    assert "versionControlProvenance" not in run_of(log)


def test_suppressed_findings_are_left_out_unless_asked_for() -> None:
    hidden = run_of(render("sarif", report(), scene()))["results"]
    shown = run_of(render("sarif", report(), scene(show_suppressed=True)))["results"]

    assert len(hidden) == 4
    assert shown[4]["suppressions"] == [{"kind": "inSource", "justification": "we pin in CI"}]


def test_what_was_not_seen_and_what_failed_is_told() -> None:
    run = run_of(LOGS["small"])
    (invocation,) = run["invocations"]
    texts = [n["message"]["text"] for n in invocation["toolExecutionNotifications"]]

    assert invocation["executionSuccessful"] is False
    assert texts[:2] == ["a check raised", "The file main.tf was evaluated in part: a remote module."]
    assert run["properties"]["filesEvaluated"] == 2


def test_a_result_names_at_most_ten_of_a_hundred_places() -> None:
    places = tuple(Related(Location(VALUES, 2), f"place {n}") for n in range(300))
    result = result_of(diagnostic(STATEFUL, Location(VALUES, 1), "m", related=places))

    assert len(result["relatedLocations"]) == 100
    assert result["message"]["text"].count("](") == 10


def test_the_file_fits_an_upload() -> None:
    import gzip

    assert len(gzip.compress(LOGS["5000"].encode())) < 10_000_000


def test_no_category_is_set_unless_named() -> None:
    assert "automationDetails" not in run_of(LOGS["small"])
    assert run_of(LOGS["category"])["automationDetails"] == {"id": "shop/"}
