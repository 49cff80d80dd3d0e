"""Predictions and traces, merged."""

from fullgraph_server.engine.findings import tool_finding
from fullgraph_server.engine.merge import at_calls, merge, without_orphans
from fullgraph_vocab.breaks import control_flow, data, recompilation


def finding(cause, row, columns, status="predicted", filename="m.py"):
    made = tool_finding(
        cause, cause.title, filename, row=row, column=columns[0], end={"row": row, "column": columns[1]}, function="f"
    )
    made["status"] = status
    return made


def trace(breaks=(), kinds=(), status="breaks"):
    return {
        "function": "f",
        "status": status,
        "breaks": list(breaks),
        "kinds": [
            {
                "filename": "m.py",
                "location": {"row": row, "column": start},
                "end_location": {"row": row, "column": end},
                "text": "",
                "kind": "TensorVariable",
                "detail": "",
            }
            for row, start, end in kinds
        ],
    }


BRANCH = next(cause for cause in vars(control_flow).values() if getattr(cause, "code", "") == "FG101")
ITEM = next(cause for cause in vars(data).values() if getattr(cause, "code", "") == "FG301")


def standing(findings):
    return [(found["code"], found["location"]["row"], found["status"]) for found in findings]


def test_a_prediction_that_the_trace_broke_at_is_confirmed_at_the_traces_place():
    predicted, traced = finding(BRANCH, 3, (8, 12)), finding(BRANCH, 3, (8, 20), "confirmed")
    (merged,) = merge([predicted], [trace([traced])])
    assert merged["status"] == "confirmed"
    assert merged["end_location"]["column"] == 20


def test_a_prediction_whose_expression_was_reached_without_a_break_is_refuted():
    merged = merge([finding(BRANCH, 3, (8, 12))], [trace(kinds=[(3, 8, 12)], status="fullgraph")])
    assert standing(merged) == [("FG101", 3, "refuted")]


def test_a_prediction_that_no_trace_reached_stays_predicted():
    merged = merge([finding(BRANCH, 3, (8, 12))], [trace(kinds=[(2, 8, 12)], status="fullgraph")])
    assert standing(merged) == [("FG101", 3, "predicted")]


def test_a_break_that_nobody_predicted_is_added_once():
    traced = finding(ITEM, 5, (1, 9), "confirmed")
    assert standing(merge([], [trace([traced]), trace([traced])])) == [("FG301", 5, "confirmed")]


def test_a_trace_that_failed_refutes_nothing():
    merged = merge([finding(BRANCH, 3, (8, 12))], [trace(kinds=[(3, 8, 12)], status="error")])
    assert standing(merged) == [("FG101", 3, "predicted")]


def test_confirmed_by_one_trace_wins_over_reached_by_another():
    predicted, traced = finding(BRANCH, 3, (8, 12)), finding(BRANCH, 3, (8, 12), "confirmed")
    merged = merge([predicted], [trace(kinds=[(3, 8, 12)], status="fullgraph"), trace([traced])])
    assert standing(merged) == [("FG101", 3, "confirmed")]


def test_a_break_in_another_file_is_marked_at_the_call_that_leads_to_it():
    there = finding(ITEM, 40, (1, 9), "confirmed", filename="helper.py")
    there["related"] = [{"filename": "m.py", "location": {"row": 7, "column": 5}, "message": "called here"}]
    (marked,) = at_calls([there], "m.py")
    assert (marked["filename"], marked["location"]["row"]) == ("m.py", 7)
    assert marked["related"][0]["filename"] == "helper.py"


def test_a_break_in_a_helper_of_the_same_file_is_marked_at_the_call_in_the_compiled_function():
    broken = finding(ITEM, 2, (8, 16), "confirmed")
    calls = [(10, "called here: `helper(x)`"), (5, "called here: `inner(x)`")]
    broken["related"] = [
        {"filename": "m.py", "location": {"row": row, "column": 12}, "message": message} for row, message in calls
    ]
    (mark,) = at_calls([broken], "m.py")
    assert (mark["location"]["row"], mark["severity"]) == (10, "information")
    assert mark["related"][0]["location"] == broken["location"]
    assert without_orphans([broken, mark], [mark]) == [broken, mark]
    assert without_orphans([mark], [mark]) == []  # the break is suppressed where it stands


def test_a_trace_says_nothing_about_compiling_again():
    hazard = finding(recompilation.SHAPE_BRANCH, 3, (8, 12))
    assert merge([hazard], [trace(kinds=[(3, 8, 12)], status="fullgraph")]) == [hazard]
