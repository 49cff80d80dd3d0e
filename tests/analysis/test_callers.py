"""What a file without roots is tracked as follows from those that call into it."""

from __future__ import annotations

from fullgraph_analysis.api import Project

HELPER = "def twice(value):\n    return value * 2\n"
CALLER = "from helper import twice\ndef f(x):  # inputs: x=f32[4]\n    return twice(x)\n"


def said_of(project, path):
    return [(f.kind, f.detail) for kinds in project.kinds_from_callers(path) if (f := kinds.at(2, 11)) is not None]


def test_kinds_of_a_helper_come_from_its_callers(tmp_path):
    helper, caller = tmp_path / "helper.py", tmp_path / "caller.py"
    helper.write_text(HELPER)
    caller.write_text(CALLER)
    project = Project([tmp_path])
    assert project.analyse(helper).kind_at(2, 11) is None
    assert said_of(project, helper) == []
    project.analyse(caller)
    assert said_of(project, helper) == [("TensorVariable", "f32[4]")]
    project.open(caller, CALLER.replace("twice(x)", "x"), 1)
    assert said_of(project, helper) == []
