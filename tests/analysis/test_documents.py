"""Documents: lines, encodings, chunks that survive errors elsewhere, and chunks that stay the same objects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullgraph_analysis.documents.document import Document
from fullgraph_analysis.documents.encoding import UndecodableError, decode
from fullgraph_analysis.documents.lines import LineIndex

TEXT = """import torch


class A(torch.nn.Module):
    limit = 3

    def __init__(self):
        super().__init__()

    def forward(self, x):
        return x


def helper(x):
    return x
"""


def names(document):
    return [(chunk.kind, chunk.name, chunk.first) for chunk in document.chunks]


def test_lines_split_as_python_splits_them():
    index = LineIndex("a\r\nb\rc\nd\x0ce\u2028f")
    assert [index.line(n) for n in range(1, len(index) + 1)] == ["a", "b", "c", "d\x0ce\u2028f"]


@given(st.text(alphabet="ab\r\n\x0c\u2028\U0001f600"))
def test_positions_and_offsets_agree(text):
    index = LineIndex(text)
    for offset in range(len(text) + 1):
        line, column = index.position(offset)
        assert index.start(line) + column == offset
    assert "".join(index.lines(n, n) for n in range(1, len(index) + 1)) == text


def test_encodings():
    assert decode("\ufeffx = 1\n".encode()) == "x = 1\n"
    assert decode("# coding: latin-1\ns = 'ä'\n".encode("latin-1")).endswith("'ä'\n")
    for bad in (b"\xff\xfe\x00", b"# coding: nonsense\n", b"s = '\xe4'\n"):
        with pytest.raises(UndecodableError):
            decode(bad)


def test_chunks_are_statements_and_members():
    assert names(Document("a.py", TEXT)) == [
        ("statement", "", 1),
        ("class", "A", 4),
        ("statement", "", 5),
        ("function", "__init__", 7),
        ("function", "forward", 10),
        ("function", "helper", 14),
    ]


def test_an_edit_keeps_the_other_chunks():
    document = Document("a.py", TEXT)
    before = list(document.chunks)
    document.update(
        TEXT.replace("import torch\n", "import torch\n\n# more\n").replace(
            "        return x\n", "        return x + 1\n"
        ),
        2,
    )
    kept = [chunk for chunk in document.chunks if any(chunk is old for old in before)]
    assert [chunk.name for chunk in kept] == ["", "A", "", "__init__", "helper"]
    assert document.chunks[-1].first == 16


@pytest.mark.parametrize("broken", ["return x +", "if x:", "x = (1,", "def def", "'''", "return ]"])
def test_a_syntax_error_takes_nothing_from_the_others(broken):
    document = Document("a.py", TEXT.replace("        return x\n\n\ndef", f"        {broken}\n\n\ndef"))
    good = [chunk.name for chunk in document.chunks if chunk.parsed() is not None]
    assert "__init__" in good
    if broken != "'''":
        assert "helper" in good
    assert any(chunk.error is not None for chunk in document.chunks)


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", "\t\tx", "\x0c\n", "x = 1; y = 2", "class A: x = 1"])
def test_odd_texts(text):
    document = Document("a.py", text)
    for chunk in document.chunks:
        chunk.parsed()


def test_tree_edits_agree_with_fresh_trees():
    document = Document("a.py", TEXT)
    for text in (TEXT.replace("return x", "return (x"), TEXT, "ü" + TEXT, TEXT[40:], TEXT + "\ndef g():\n    pass\n"):
        document.update(text, 0)
        assert names(document) == names(Document("a.py", text))


def test_carriage_returns_alone_are_line_ends():
    document = Document("m.py", '"""a\rb"""\rdef f(x):\r    return x\r')
    assert [(chunk.kind, chunk.name, chunk.first) for chunk in document.chunks if chunk.kind == "function"] == [
        ("function", "f", 3)
    ]
    assert all(chunk.parsed() is not None for chunk in document.chunks)
