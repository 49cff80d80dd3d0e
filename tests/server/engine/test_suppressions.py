"""`# fullgraph: ignore[...]`."""

import pytest

from fullgraph_server.engine import suppressions
from fullgraph_server.engine.findings import tool_finding
from fullgraph_server.engine.text import Text
from fullgraph_vocab.breaks import BREAKS


def at(code, row):
    return tool_finding(BREAKS[code], "m", "m.py", row=row, column=1, end={"row": row, "column": 5})


def left(source, *findings, **options):
    kept = suppressions.apply(list(findings), Text(source), "m.py", **options)
    return [(found["code"], found["location"]["row"], found["message"]) for found in kept]


def test_a_code_is_suppressed_on_its_line_only():
    source = "a()  # fullgraph: ignore[FG402]\nb()\n"
    assert left(source, at("FG402", 1), at("FG402", 2), at("FG101", 1)) == [("FG402", 2, "m"), ("FG101", 1, "m")]


def test_all_codes_are_suppressed_without_brackets():
    assert left("a()  # fullgraph: ignore\n", at("FG402", 1), at("FG101", 1)) == []


def test_a_suppression_without_effect_is_reported_with_a_fix():
    kept = suppressions.apply([], Text("a()  # fullgraph: ignore[FG402, FG101]\n"), "m.py")
    assert [found["code"] for found in kept] == ["FG914", "FG914"]
    assert kept[0]["fix"]["edits"][0]["content"] == ""
    assert kept[0]["location"]["column"] == 6


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("a()  # fullgraph: ignore[FG402]", "a()"),
        ("a()  # fullgraph: ignore[FG402, FG101]  # and more", "a()  # and more"),
        ("a()  # fullgraph: ignore[FG402, FG301, FG101] why", "a()  # fullgraph: ignore[FG301] why"),
        ("    # fullgraph: ignore", ""),
    ],
)
def test_the_fix_takes_away_what_is_unused_and_nothing_else(line, after):
    kept = suppressions.apply([at("FG301", 1)] if "FG301" in line else [], Text(f"{line}\n"), "m.py")
    (edit,) = kept[0]["fix"]["edits"]
    start, end = edit["location"]["column"] - 1, edit["end_location"]["column"] - 1
    assert line[:start] + edit["content"] + line[end:] == after


def test_nothing_is_unused_while_not_all_tiers_have_spoken():
    assert left("a()  # fullgraph: ignore[FG402]\n", complete=False) == []


@pytest.mark.parametrize("source", ['x = "# fullgraph: ignore[FG402]"\n', 'y = """\n# fullgraph: ignore[FG402]\n"""\n'])
def test_a_comment_in_a_string_is_none(source):
    row = source.count("\n", 0, source.index("#")) + 1
    assert left(source, at("FG402", row)) == [("FG402", row, "m")]


def test_a_syntax_error_elsewhere_changes_nothing():
    assert left("a()  # fullgraph: ignore[FG402]\ndef f(:\n", at("FG402", 1)) == []
