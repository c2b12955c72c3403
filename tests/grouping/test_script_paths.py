"""The paths that the words of a script mean."""

import pytest

from complexity_lint.grouping.script_paths import HOLE, ScriptPaths

OWN_FOLDERS = [
    ('ROOT="$(dirname "${BASH_SOURCE[0]}")/.."', "out/all.yaml"),
    ('ROOT=$(cd "$(dirname "$0")" && pwd)', "hack/out/all.yaml"),
    ('ROOT=$( cd -- "$( dirname -- "${BASH_SOURCE[0]}" )" &> /dev/null && pwd )', "hack/out/all.yaml"),
    ('ROOT=$(cd "$(dirname "$0")/.."; pwd)', "out/all.yaml"),
    ('ROOT=$(dirname $(dirname "$0"))', "out/all.yaml"),
    ("ROOT=`dirname $0`/..", "out/all.yaml"),
    ('HERE=$(dirname "$0")\nROOT=$(dirname $HERE)', "out/all.yaml"),
    ("ROOT=$(git rev-parse --show-toplevel)  # all of it", "out/all.yaml"),
]


@pytest.mark.parametrize(("line", "path"), OWN_FOLDERS, ids=[line for line, _ in OWN_FOLDERS])
def test_the_folder_of_a_script_is_known(line: str, path: str) -> None:
    assert ScriptPaths("hack/render.sh", line + "\n").meant('"${ROOT}/out/all.yaml"') == (path,)


def test_a_relative_path_begins_at_the_root_or_where_the_script_lies() -> None:
    paths = ScriptPaths("hack/render.sh", "OUT=${OUT:-deploy}\n")
    assert paths.meant("$OUT/all.yaml") == ("deploy/all.yaml", "hack/deploy/all.yaml")


def test_what_is_not_known_within_a_path_is_a_hole() -> None:
    paths = ScriptPaths("render.sh", "for side in *; do\n  OUT=deploy/${side}\ndone\n")
    assert paths.meant("$OUT/all.yaml") == (f"deploy/{HOLE}/all.yaml",)


@pytest.mark.parametrize(
    "line", ["OUT=/tmp/work", "OUT=$(mktemp -d)", "OUT=deploy\nOUT=other", "OUT=../elsewhere", "OUT=$OUT"]
)
def test_what_may_lie_anywhere_means_nothing(line: str) -> None:
    assert ScriptPaths("render.sh", line + "\n").meant("$OUT/all.yaml") == ()
