"""Pages parse, and what they expect makes sense."""

from pathlib import Path

import pytest

from fullgraph_vocab.breaks import BREAKS
from fullgraph_vocab.kinds import KINDS
from fullgraph_vocab.pages import PAGES, PageError, load_page, parse_block, parse_page

ALL = sorted(PAGES.rglob("*.md"))

EXAMPLE = """\
# inputs: x=f32[4], n=3
import torch


def f(x, n):
    y = x.sin()  # kind: y TensorVariable  # kind: x.sin() TensorVariable (trace)
    if y.sum() > 0:  # break: FG101 (trace)
        é = "é"; y = y + 1  # kind: y + 1 TensorVariable
    return y
"""


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_page_parses_and_expects_known_things(path):
    for block in load_page(path).blocks:
        assert {expected.kind for expected in block.kind_expectations} <= set(KINDS)
        assert {expected.code for expected in block.break_expectations} <= set(BREAKS)
        compile(block.source, path.name, "exec")


def test_most_pages_have_an_example_that_runs():
    def runs(folder):
        pages = [load_page(path) for path in (PAGES / folder).glob("*.md")]
        return sum(any(block.not_run is None for block in page.blocks) for page in pages)

    assert runs("kinds") >= 150
    assert runs("breaks") >= 45


def test_a_block_reads_its_comments():
    block = parse_block(EXAMPLE)
    assert block.inputs_spec == "x=f32[4], n=3"
    assert block.entry == "f"
    assert block.functions == ("f",)
    assert block.not_run is None
    assert [(k.line, k.expr, k.kind, k.trace_only) for k in block.kind_expectations] == [
        (6, "y", "TensorVariable", False),
        (6, "x.sin()", "TensorVariable", True),
        (8, "y + 1", "TensorVariable", False),
    ]
    assert [(b.line, b.code, b.trace_only) for b in block.break_expectations] == [(7, "FG101", True)]


def test_columns_are_characters():
    block = parse_block(EXAMPLE)
    assert [block.locate(expected) for expected in block.kind_expectations] == [
        (6, 4, 6, 5),
        (6, 8, 6, 15),
        (8, 21, 8, 26),
    ]


def test_entry_is_named_or_f_or_model():
    assert parse_block("# entry: g\ndef f(x): ...\ndef g(x): ...\n").entry == "g"
    assert parse_block("class Model: ...\n").entry == "Model"
    assert parse_block("# not run: needs a GPU\nx = 1\n").not_run == "needs a GPU"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no title\n", "no title"),
        ("# T\n\n```py\ndef f(:\n```\n", "line 4.*does not parse"),
        ("# T\n\n```py\ndef f(): ...\n", "line 3.*not closed"),
        ("# T\n\n```py\nx = 1\n```\n", "defines no f or Model"),
        ("# T\n\n```py\ndef f(x):\n    return x  # kind: TensorVariable\n```\n", "line 5.*EXPR Kind"),
        ("# T\n\n```py\ndef f(x):\n    return x  # kind: y TensorVariable\n```\n", "no expression 'y'"),
        ("# T\n\n```py\ndef f(x):\n    return x  # break: FG1\n```\n", "line 5.*FGnnn"),
    ],
)
def test_what_is_wrong_with_a_page_is_said(text, message):
    with pytest.raises(PageError, match=message):
        parse_page(Path("page.md"), text)


def test_python_fences_are_for_reading_only():
    assert parse_page(Path("p.md"), "# T\n\n```python\nnot python at all(\n```\n").blocks == ()
