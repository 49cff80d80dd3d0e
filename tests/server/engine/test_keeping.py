"""What is being typed keeps what was said of it; what stands elsewhere is none of its business."""

from fullgraph_server.engine.predict import make_analysis
from fullgraph_server.engine.session import Session
from fullgraph_server.engine.text import Text

SOURCE = """\
import torch


@torch.compile
def f(x):
    if x.sum() > 0:
        print(x)
    return x


class Net(torch.nn.Module):
    def forward(self, x: torch.Tensor):
        print(x)
        return x
"""


def told(session, document):
    findings = session.findings(document)
    return [(found["code"], found["location"]["row"], found["location"]["column"]) for found in findings]


def typed(session, document, old, new):
    session.change(document.path, document.version + 1, Text(document.text.content.replace(old, new)))
    return told(session, document)


def test_an_unfinished_expression_takes_nothing_away(tmp_path):
    session = Session(make_analysis)
    session.add_folder(tmp_path)
    document = session.open(str(tmp_path / "m.py"), 1, SOURCE)
    before = told(session, document)
    assert before == [("FG101", 6, 8), ("FG401", 7, 9), ("FG401", 13, 9)]
    functions = [function.qualname for function in session.facts(document).functions]

    assert typed(session, document, "    return x\n\n", "    return x +\n\n") == [
        *before[:2],
        ("FG906", 8, 1),
        before[2],
    ]
    assert typed(session, document, "    return x +\n", "    y = (\n\n    return x +\n")[:2] == before[:2]
    assert [function.qualname for function in session.facts(document).functions] == functions

    # What is edited itself is not kept: nobody knows whether it still holds.
    assert [code for code, row, _ in typed(session, document, "print(x)\n    y", "print(x\n    y") if row == 7] == []
    assert typed(session, document, "print(x\n    y = (\n\n    return x +\n", "print(x)\n    return x\n") == before


def test_another_function_that_does_not_parse_keeps_its_own_only(tmp_path):
    session = Session(make_analysis)
    session.add_folder(tmp_path)
    document = session.open(str(tmp_path / "m.py"), 1, SOURCE)
    told(session, document)
    after = typed(session, document, "        return x\n", "        return x +\n")
    assert [code for code, *_ in after] == ["FG101", "FG401", "FG401", "FG906"]
    # The first function is fixed while the second one does not parse.
    assert [code for code, *_ in typed(session, document, "x.sum() > 0", "True")] == ["FG401", "FG401", "FG906"]
