import pytest

from tests.parity import table
from tests.parity.compare import (
    Comparison,
    Tally,
    compare,
    compare_kinds,
    compare_sites,
    first_target_difference,
    kind_differences,
    ratio_figures,
)
from tests.parity.observation import BreakSeen, GraphSeen, Observation, span_key, split_key


def user(file):
    return file.startswith("user")


def seen(targets=(("a",),), sites=(), kinds=None, error=""):
    return Observation(
        graphs=[GraphSeen(list(t)) for t in targets],
        breaks=[BreakSeen(gb, file, line, "resume") for file, line, gb in sites],
        kinds=kinds or {},
        error=error,
    )


def test_equal_observations_agree_in_every_column():
    one = seen([("a", "b"), ("c",)], [("user.py", 3, "print")], {span_key("user.py", 1, 0, 1, 1): ["X"]})
    made = compare(one, one, is_user=user)
    assert made.agrees
    assert made.badness == 0
    assert (made.sites.precision, made.sites.recall, made.kinds_user.share) == (1, 1, 1)


def test_a_break_that_only_torch_has_costs_verdict_and_recall():
    made = compare(seen(), seen(sites=[("user.py", 3, "print")]), is_user=user)
    assert not made.verdict
    assert not made.agrees
    assert (made.sites.precision, made.sites.recall) == (None, 0)


def test_sites_are_counted_once_however_often_they_break():
    tally = compare_sites([("u", 1, "a"), ("u", 1, "a"), ("u", 2, "b")], [("u", 1, "a"), ("u", 1, "c")])
    assert (tally.ours, tally.theirs, tally.shared) == (2, 2, 1)


def test_a_recompile_limit_is_no_site_but_costs_the_verdict():
    limited = Observation(breaks=[BreakSeen("limit", "u", 1, "recompile_limit")])
    assert limited.sites == set()
    assert not limited.whole


def test_kinds_compare_only_what_both_saw_and_the_last_class_noted():
    key = [span_key("user.py", 1, 0, 1, n) for n in (1, 2, 3)] + [span_key("torch/x.py", 1, 0, 1, 1)]
    ours = {key[0]: ["A", "B"], key[1]: ["A"], key[3]: ["L"]}
    theirs = {key[0]: ["B"], key[1]: ["B"], key[2]: ["A"], key[3]: ["L"]}
    mine, library = compare_kinds(ours, theirs, is_user=user)
    assert (mine.agree, mine.both) == (1, 2)
    assert (library.agree, library.both) == (1, 1)
    (different,) = kind_differences(Observation(kinds=ours), Observation(kinds=theirs))
    assert different.key == key[1]


def test_kinds_may_be_named_differently_by_torch():
    key = span_key("user.py", 1, 0, 1, 1)
    mine, _ = compare_kinds(
        {key: ["Enum"]}, {key: ["Object"]}, is_user=user, same_kind=lambda a, b: (a, b) == ("Enum", "Object")
    )
    assert mine.agree == 1


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        ([("a",)], [("a",)], ""),
        ([("a", "b")], [("a", "c")], "graph 0, call 1: ours b, torch c"),
        ([("a",)], [("a", "c")], "graph 0, call 1: ours (end), torch c"),
        ([("a",)], [("a",), ("b",)], "graph 1: only torch has it (b)"),
        ([("a",), ()], [("a",)], "graph 1: only ours (no calls)"),
    ],
)
def test_first_difference_of_targets(ours, theirs, said):
    assert first_target_difference(seen(ours).graphs, seen(theirs).graphs) == said


def test_a_failure_of_ours_is_the_worst():
    bug = compare(seen(error="TracerBug: x"), seen(), is_user=user)
    miss = compare(seen(), seen(sites=[("user.py", 3, "print")]), is_user=user)
    assert bug.bug
    assert bug.badness > miss.badness > 0


def test_an_observation_survives_json():
    one = seen([("a",)], [("user.py", 3, "print")], {span_key("user.py", 1, 0, 1, 1): ["X"]})
    assert Observation.from_json(one.to_json()) == one
    made = compare(one, one, is_user=user)
    assert Comparison.from_json(made.to_json()) == made


def test_span_keys_hold_colons_in_file_names():
    assert split_key(span_key("c:/x.py", 1, 2, 3, 4)) == ("c:/x.py", 1, 2, 3, 4)


def test_ratios():
    assert ratio_figures([]) is None
    assert ratio_figures([3.0, 1.0, 2.0]) == (2.0, 3.0)


def test_the_table_leaves_out_cases_without_an_answer():
    good = compare(seen(), seen(), is_user=user)
    good.result = True
    record = {
        "name": "a",
        "source": "own",
        "family": "x",
        "status": "ok",
        "comparison": good.to_json(),
        "ratios": [0.5],
    }
    lost = {"name": "b", "source": "own", "family": "x", "status": "timeout"}
    assert "1 timeout" in table.render([record, lost])
    assert table.figures([record, lost])["cases"] == 1
    assert [r["name"] for r in table.worst_first([record, lost])] == ["b"]


def test_nothing_seen_is_no_share():
    assert Tally().share is None
