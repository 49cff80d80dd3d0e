"""Fixes are offered where they are right, and after one the break is gone from the predictions."""

import pytest

from fullgraph_analysis.fixes.find import fix_of
from fullgraph_server.engine.predict import make_analysis
from fullgraph_server.engine.settings import Settings
from fullgraph_server.engine.text import Text


def findings(folder, source):
    path = str(folder / "m.py")
    analysis = make_analysis(folder, Settings())
    analysis.set_text(path, source)
    return [found for found in analysis.facts(path).findings if not found["code"].startswith("FG9")]


def fixed(source, found):
    fix = fix_of(source, found)
    if fix is None:
        return None
    (edit,) = fix["edits"]
    text = Text(source)
    start, end = (text.offset(at["row"] - 1, at["column"] - 1) for at in (edit["location"], edit["end_location"]))
    return text.replace(start, end, edit["content"]).content


HEAD = "import torch\n\n@torch.compile\ndef f(x):\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "    print('é', x)  # why\n    return x\n",
            "    if not torch.compiler.is_compiling():\n        print('é', x)  # why\n    return x\n",
        ),
        (
            "    if x.sum() > 0:\n        y = x + 1\n    else:\n        y = -x\n    return y\n",
            "    y = torch.where(x.sum() > 0, x + 1, -x)\n    return y\n",
        ),
        ("    if x.sum() > 0:\n        return x\n    return -x\n", "    return torch.where(x.sum() > 0, x, -x)\n"),
    ],
)
def test_a_fix_removes_the_break(tmp_path, before, after):
    (found,) = findings(tmp_path, HEAD + before)
    assert fixed(HEAD + before, found) == HEAD + after
    assert findings(tmp_path, HEAD + after) == []


@pytest.mark.parametrize(
    "body",
    [
        "    x = x + 1; print(x)\n    return x\n",
        "    if x.sum() > 0:\n        y = x + 1\n    else:\n        z = -x\n    return x\n",
        "    if x.sum() > 0:\n        y = x + 1  # kept\n    else:\n        y = -x\n    return y\n",
        "    if x.sum() > 0:\n        x = x + 1\n    return x\n",
    ],
)
def test_none_is_offered_where_it_would_be_wrong(tmp_path, body):
    (found,) = findings(tmp_path, HEAD + body)
    assert fixed(HEAD + body, found) is None
